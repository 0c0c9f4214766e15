/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/base/error.h"
#include "app/router/standin-private.h"
#include "tests/router/desk.h"

/* The outbox with a real store, a real client and real HTTP; only the clock is ours. */

static void
advance_to (Desk  *desk,
            gint64 moment)
{
  g_assert_cmpint (moment, >=, cw_clock_now (desk->clock));
  cw_clock_advance (desk->clock, moment - cw_clock_now (desk->clock));
}

static void
assert_between (gint64 value,
                double low,
                double high)
{
  g_assert_cmpint (value, >=, (gint64) (low * G_USEC_PER_SEC));
  g_assert_cmpint (value, <=, (gint64) (high * G_USEC_PER_SEC));
}

static void
assert_state (Desk       *desk,
              gint64      id,
              const char *state,
              guint       attempts)
{
  g_autoptr (CwOutboxRow) row = desk_get_row (desk, id);

  g_assert_cmpstr (row->state, ==, state);
  g_assert_cmpuint (row->attempts, ==, attempts);
}

static void
test_outbox_offline (Desk         *desk,
                     gconstpointer data)
{
  g_autoptr (CwCard) card = desk_add_card (desk, "lbtu", "LF23001");
  g_autofree char *escn = cw_escn_to_string (&card->escn);
  g_autofree char *expected = g_strdup_printf ("{\"cardNumber\":\"%s\",\"status\":\"ACTIVE\",\"issuedAt\":\"2026-11-23\",\"expiresAt\":\"2099-09-30\"}", escn);
  g_autoptr (CwOutboxRow) first = NULL;
  g_autoptr (CwOutboxRow) second = NULL;
  g_autoptr (CwOutboxRow) last = NULL;
  CwOutboxResult result;
  gint64 id;

  desk_go_offline (desk);
  id = desk_register (desk, card, NULL);
  result = desk_send_due (desk);
  g_assert_cmpuint (result.sent, ==, 0);
  g_assert_cmpuint (result.waiting, ==, 1);
  g_assert_cmpuint (result.refused, ==, 0);
  first = desk_get_row (desk, id);
  g_assert_cmpstr (first->state, ==, "waiting");
  g_assert_cmpuint (first->attempts, ==, 1);
  g_assert_nonnull (strstr (first->last_error, "does not take the connection"));
  assert_between (first->due_at - cw_clock_now (desk->clock), 3.75, 6.25);

  /* not due: not tried */
  cw_clock_advance (desk->clock, 1 * G_USEC_PER_SEC);
  result = desk_send_due (desk);
  assert_state (desk, id, "waiting", 1);

  advance_to (desk, first->due_at);
  desk_send_due (desk);
  second = desk_get_row (desk, id);
  g_assert_cmpuint (second->attempts, ==, 2);
  assert_between (second->due_at - cw_clock_now (desk->clock), 7.5, 12.5);

  desk_go_online (desk);
  desk_send_due (desk);
  assert_state (desk, id, "waiting", 2);
  advance_to (desk, second->due_at);
  result = desk_send_due (desk);
  g_assert_cmpuint (result.sent, ==, 1);
  g_assert_cmpuint (result.waiting, ==, 0);
  last = desk_get_row (desk, id);
  g_assert_cmpstr (last->state, ==, "sent");
  g_assert_cmpstr (last->answer, ==, expected);
  g_assert_null (last->last_error);
  g_assert_cmpuint (desk_count_bodies (desk, "POST", "cards"), ==, 1);
  g_assert_true (desk_knows (desk, card));

  /* and never again */
  cw_clock_advance (desk->clock, 48 * G_TIME_SPAN_HOUR);
  result = desk_send_due (desk);
  g_assert_cmpuint (result.sent, ==, 0);
  g_assert_cmpuint (desk_count_bodies (desk, "POST", "cards"), ==, 1);
}

static void
test_outbox_lost_answer (Desk         *desk,
                         gconstpointer data)
{
  g_autoptr (CwCard) card = desk_add_card (desk, "lbtu", "LF23001");
  gint64 id = desk_register (desk, card, NULL);
  guint count;

  /* look for the person, post the person, post the card */
  cw_stand_in_set_fault_after (desk->stand_in, 2, CW_STAND_IN_LOSE_ANSWER, 1);
  g_assert_cmpuint (desk_send_due (desk).sent, ==, 0);
  assert_state (desk, id, "waiting", 1);
  g_assert_true (desk_knows (desk, card));

  cw_clock_advance (desk->clock, 10 * G_USEC_PER_SEC);
  count = cw_stand_in_get_count (desk->stand_in);
  g_assert_cmpuint (desk_send_due (desk).sent, ==, 1);
  /* asked for the card and for the person, and found both as they should be */
  g_assert_cmpuint (cw_stand_in_get_count (desk->stand_in), ==, count + 2);
  g_assert_cmpuint (desk_count_bodies (desk, "POST", "cards"), ==, 1);
  g_assert_cmpuint (desk_count_bodies (desk, "PUT", "cards"), ==, 0);
  assert_state (desk, id, "sent", 2);
}

/* The register forwards to the real one and takes the process with it. */

#define RIG_TYPE_DYING (rig_dying_get_type ())
G_DECLARE_FINAL_TYPE (RigDying, rig_dying, RIG, DYING, GObject)

struct _RigDying
{
  GObject     parent_instance;
  CwRegistry *real;
};

static void rig_dying_iface_init (CwRegistryInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RigDying, rig_dying, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (CW_TYPE_REGISTRY, rig_dying_iface_init))

static gboolean
rig_dying_upsert_person (CwRegistry          *registry,
                         const CwPersonEntry *person,
                         GCancellable        *cancellable,
                         char               **answer,
                         GError             **error)
{
  return cw_registry_upsert_person (RIG_DYING (registry)->real, person, cancellable, answer, error);
}

static gboolean
rig_dying_register_card (CwRegistry        *registry,
                         const CwCardEntry *card,
                         GCancellable      *cancellable,
                         char             **answer,
                         GError           **error)
{
  if (!cw_registry_register_card (RIG_DYING (registry)->real, card, cancellable, answer, error))
    return FALSE;
  _exit (7);
}

static void
rig_dying_iface_init (CwRegistryInterface *iface)
{
  iface->upsert_person = rig_dying_upsert_person;
  iface->register_card = rig_dying_register_card;
}

static void
rig_dying_class_init (RigDyingClass *klass)
{
}

static void
rig_dying_init (RigDying *self)
{
}

static void
test_outbox_restart_child (void)
{
  g_autoptr (CwClock) clock = cw_clock_new_manual (DESK_NOW);
  g_autoptr (RigDying) dying = g_object_new (RIG_TYPE_DYING, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStore) store = cw_store_open (g_getenv ("RIG_STORE"), clock, &error);

  g_assert_no_error (error);
  dying->real = rig_client_new (g_getenv ("RIG_URI"), RIG_TOKEN);
  cw_outbox_send_one (store, CW_REGISTRY (dying), clock, atoi (g_getenv ("RIG_MESSAGE")), NULL, &error);
  g_assert_not_reached ();
}

static void
test_outbox_restart (Desk         *desk,
                     gconstpointer data)
{
  g_autoptr (CwCard) card = desk_add_card (desk, "lbtu", "LF23001");
  g_autofree char *message = NULL;
  g_autoptr (CwOutboxRow) row = NULL;
  gint64 id = desk_register (desk, card, NULL);

  g_assert_finalize_object (g_steal_pointer (&desk->store));
  message = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  g_setenv ("RIG_STORE", desk->store_path, TRUE);
  g_setenv ("RIG_URI", desk->uri, TRUE);
  g_setenv ("RIG_MESSAGE", message, TRUE);
  g_test_trap_subprocess ("/router/outbox/restart/subprocess/child", 0, 0);
  g_assert_false (g_test_trap_has_passed ());
  g_assert_true (desk_knows (desk, card));

  /* what was written before it died says that the message may have arrived */
  desk_reopen (desk);
  row = desk_get_row (desk, id);
  g_assert_cmpstr (row->state, ==, "waiting");
  g_assert_cmpstr (row->answer, ==, "{\"sending\":true}");
  g_assert_cmpint (row->due_at, >, DESK_NOW);

  advance_to (desk, row->due_at);
  g_assert_cmpuint (desk_send_due (desk).sent, ==, 1);
  g_assert_cmpuint (desk_count_bodies (desk, "POST", "cards"), ==, 1);
  assert_state (desk, id, "sent", 1);
}

static void
test_outbox_refused (Desk         *desk,
                     gconstpointer data)
{
  g_autoptr (CwCard) poisoned = desk_add_card (desk, "lbtu", "LF23001");
  g_autoptr (CwCard) good = desk_add_card (desk, "lbtu", "LF23002");
  g_autoptr (CwRegistry) registry = desk_find_registry ("lbtu", desk, NULL);
  g_autoptr (CwOutboxRow) row = NULL;
  g_autoptr (GError) error = NULL;
  CwOutboxResult result;
  gint64 bad_id = desk_register (desk, poisoned, "no-address");
  gint64 good_id = desk_register (desk, good, NULL);
  gint64 corrected_id;

  result = desk_send_due (desk);
  g_assert_cmpuint (result.sent, ==, 1);
  g_assert_cmpuint (result.refused, ==, 1);
  g_assert_cmpuint (result.waiting, ==, 0);
  assert_state (desk, good_id, "sent", 1);
  row = desk_get_row (desk, bad_id);
  g_assert_cmpstr (row->state, ==, "refused");
  g_assert_nonnull (strstr (row->last_error, "email"));
  g_assert_null (strstr (row->last_error, "no-address"));

  /* it is not tried again by itself */
  cw_clock_advance (desk->clock, 48 * G_TIME_SPAN_HOUR);
  g_assert_cmpuint (desk_send_due (desk).refused, ==, 0);
  /* a person may say so, and hears the same */
  g_assert_false (cw_outbox_send_one (desk->store, registry, desk->clock, bad_id, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_REFUSED);
  g_clear_error (&error);

  /* the correction is a new message of the same card; after it the old one may not go any more */
  corrected_id = desk_register (desk, poisoned, NULL);
  g_assert_cmpuint (desk_send_due (desk).sent, ==, 1);
  assert_state (desk, corrected_id, "sent", 1);
  g_assert_false (cw_outbox_send_one (desk->store, registry, desk->clock, bad_id, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  assert_state (desk, bad_id, "refused", 2);
}

static void
test_outbox_damaged (Desk         *desk,
                     gconstpointer data)
{
  g_autoptr (CwCard) card = desk_add_card (desk, "lbtu", "LF23001");
  g_autoptr (GError) error = NULL;
  CwOutboxRow damaged = {
    .card_id = card->id, .institution_id = card->institution_id, .person = (char *) "somebody", .kind = (char *) "register", .payload = (char *) "{\"card\":[]}"
  };
  CwOutboxRow foreign = damaged;
  CwOutboxResult result;
  gint64 damaged_id;
  gint64 foreign_id;
  gint64 good_id;

  damaged_id = cw_store_add_message (desk->store, &damaged, &error);
  foreign.kind = (char *) "dance";
  foreign.person = (char *) "somebody else";
  foreign_id = cw_store_add_message (desk->store, &foreign, &error);
  g_assert_no_error (error);
  good_id = desk_register (desk, card, NULL);

  result = desk_send_due (desk);
  g_assert_cmpuint (result.refused, ==, 2);
  g_assert_cmpuint (result.sent, ==, 1);
  assert_state (desk, damaged_id, "refused", 1);
  assert_state (desk, foreign_id, "refused", 1);
  assert_state (desk, good_id, "sent", 1);
}

/* An answer that is no answer concerns one message; the others go in the same round. */
static void
test_outbox_one_odd_answer (Desk         *desk,
                            gconstpointer data)
{
  g_autoptr (CwCard) first = desk_add_card (desk, "lbtu", "LF23001");
  g_autoptr (CwCard) second = desk_add_card (desk, "lbtu", "LF23002");
  gint64 first_id = desk_register (desk, first, NULL);
  gint64 second_id = desk_register (desk, second, NULL);
  CwOutboxResult result;

  cw_stand_in_set_fault (desk->stand_in, CW_STAND_IN_HTML, 1);
  result = desk_send_due (desk);
  g_assert_cmpuint (result.sent, ==, 1);
  g_assert_cmpuint (result.waiting, ==, 1);
  assert_state (desk, first_id, "waiting", 1);
  assert_state (desk, second_id, "sent", 1);
}

static void
test_outbox_order (Desk         *desk,
                   gconstpointer data)
{
  g_autoptr (CwCard) card = desk_add_card (desk, "lbtu", "LF23001");
  g_autoptr (CwCard) other = desk_add_card (desk, "lbtu", "LF23002");
  g_autoptr (CwRegistry) registry = desk_find_registry ("lbtu", desk, NULL);
  g_autoptr (GError) error = NULL;
  gint64 register_id = desk_register (desk, card, NULL);
  gint64 withdraw_id = desk_withdraw (desk, card);
  gint64 other_id = desk_register (desk, other, NULL);

  cw_stand_in_set_fault (desk->stand_in, CW_STAND_IN_HTML, 1);
  g_assert_cmpuint (desk_send_due (desk).sent, ==, 1);
  assert_state (desk, register_id, "waiting", 1);
  assert_state (desk, withdraw_id, "waiting", 0);
  assert_state (desk, other_id, "sent", 1);

  g_assert_false (cw_outbox_send_one (desk->store, registry, desk->clock, withdraw_id, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_BUSY);
  assert_state (desk, withdraw_id, "waiting", 0);

  cw_clock_advance (desk->clock, 10 * G_USEC_PER_SEC);
  g_assert_cmpuint (desk_send_due (desk).sent, ==, 2);
  assert_state (desk, register_id, "sent", 2);
  assert_state (desk, withdraw_id, "sent", 1);
  g_assert_false (desk_knows (desk, card));
  g_assert_true (desk_knows (desk, other));
}

static void
test_outbox_withdraw (Desk         *desk,
                      gconstpointer data)
{
  g_autoptr (CwCard) card = desk_add_card (desk, "lbtu", "LF23001");
  g_autofree char *escn = cw_escn_to_string (&card->escn);
  g_autofree char *expected = g_strdup_printf ("{\"cardNumber\":\"%s\",\"status\":\"WITHDRAWN\"}", escn);
  g_autoptr (CwOutboxRow) row = NULL;
  gint64 id;

  desk_register (desk, card, NULL);
  desk_send_due (desk);
  g_assert_true (desk_knows (desk, card));
  id = desk_withdraw (desk, card);
  /* the answer is lost: the second try finds nothing there, which is what was wanted */
  cw_stand_in_set_fault (desk->stand_in, CW_STAND_IN_LOSE_ANSWER, 1);
  g_assert_cmpuint (desk_send_due (desk).sent, ==, 0);
  g_assert_false (desk_knows (desk, card));
  cw_clock_advance (desk->clock, 10 * G_USEC_PER_SEC);
  g_assert_cmpuint (desk_send_due (desk).sent, ==, 1);
  row = desk_get_row (desk, id);
  g_assert_cmpstr (row->state, ==, "sent");
  g_assert_cmpstr (row->answer, ==, expected);
}

static void
test_outbox_token (Desk         *desk,
                   gconstpointer data)
{
  g_autoptr (CwCard) first = desk_add_card (desk, "lbtu", "LF23001");
  g_autoptr (CwCard) second = desk_add_card (desk, "lbtu", "LF23002");
  g_autoptr (CwOutboxRow) row = NULL;
  gint64 first_id = desk_register (desk, first, NULL);
  gint64 second_id = desk_register (desk, second, NULL);
  CwOutboxResult result;

  g_free (desk->token);
  desk->token = g_strdup ("wrong-" RIG_TOKEN);
  result = desk_send_due (desk);
  g_assert_cmpuint (result.refused, ==, 0);
  g_assert_cmpuint (result.waiting, ==, 2);
  /* one look was enough to know that none will go */
  g_assert_cmpuint (cw_stand_in_get_count (desk->stand_in), ==, 1);
  row = desk_get_row (desk, first_id);
  g_assert_nonnull (strstr (row->last_error, "does not accept the token"));
  assert_state (desk, second_id, "waiting", 0);

  /* with the right one they go by themselves */
  g_free (desk->token);
  desk->token = g_strdup (RIG_TOKEN);
  cw_clock_advance (desk->clock, 10 * G_USEC_PER_SEC);
  g_assert_cmpuint (desk_send_due (desk).sent, ==, 2);
}

static void
test_outbox_two_institutions (Desk         *desk,
                              gconstpointer data)
{
  g_autoptr (CwCard) first = desk_add_card (desk, "rtu", "R1");
  g_autoptr (CwCard) second = desk_add_card (desk, "rtu", "R2");
  g_autoptr (CwCard) good = desk_add_card (desk, "lbtu", "LF23001");
  g_autoptr (CwOutboxRow) row = NULL;
  gint64 first_id = desk_register (desk, first, NULL);
  gint64 second_id = desk_register (desk, second, NULL);
  gint64 good_id = desk_register (desk, good, NULL);

  /* nobody listens at port 1 of loopback */
  desk->unlucky = g_strdup ("rtu");
  desk->unlucky_uri = g_strdup ("http://127.0.0.1:1/esc-rest/");
  g_assert_cmpuint (desk_send_due (desk).sent, ==, 1);
  assert_state (desk, good_id, "sent", 1);
  assert_state (desk, first_id, "waiting", 1);
  assert_state (desk, second_id, "waiting", 0);

  /* no token at all: the row says so */
  g_clear_pointer (&desk->unlucky_uri, g_free);
  cw_clock_advance (desk->clock, 10 * G_USEC_PER_SEC);
  g_assert_cmpuint (desk_send_due (desk).waiting, ==, 2);
  row = desk_get_row (desk, first_id);
  g_assert_nonnull (strstr (row->last_error, "no token"));

  g_clear_pointer (&desk->unlucky, g_free);
  cw_clock_advance (desk->clock, G_TIME_SPAN_HOUR);
  g_assert_cmpuint (desk_send_due (desk).sent, ==, 2);
}

static void
test_outbox_pause (Desk         *desk,
                   gconstpointer data)
{
  g_autoptr (CwCard) first = desk_add_card (desk, "lbtu", "LF23001");
  g_autoptr (CwCard) second = desk_add_card (desk, "lbtu", "LF23002");
  g_autoptr (CwRegistry) registry = desk_find_registry ("lbtu", desk, NULL);
  g_autoptr (CwOutboxRow) row = NULL;
  g_autoptr (GError) error = NULL;
  gint64 first_id = desk_register (desk, first, NULL);
  gint64 second_id = desk_register (desk, second, NULL);
  guint count;

  cw_stand_in_set_fault (desk->stand_in, CW_STAND_IN_TOO_MANY, 1);
  desk_send_due (desk);
  row = desk_get_row (desk, first_id);
  g_assert_cmpint (row->due_at - cw_clock_now (desk->clock), ==, 7 * G_USEC_PER_SEC);

  /* the pause is for everybody: nothing is asked until it is over, not even by hand */
  count = cw_stand_in_get_count (desk->stand_in);
  cw_clock_advance (desk->clock, 6 * G_USEC_PER_SEC);
  desk_send_due (desk);
  g_assert_false (cw_outbox_send_one (desk->store, registry, desk->clock, second_id, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_UNREACHABLE);
  g_assert_cmpuint (cw_stand_in_get_count (desk->stand_in), ==, count);
  assert_state (desk, second_id, "waiting", 0);

  cw_clock_advance (desk->clock, 1 * G_USEC_PER_SEC);
  g_assert_cmpuint (desk_send_due (desk).sent, ==, 2);
}

static void
test_outbox_cancel (Desk         *desk,
                    gconstpointer data)
{
  g_autoptr (CwCard) card = desk_add_card (desk, "lbtu", "LF23001");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  CwOutboxResult result = { 9, 9, 9 };
  gint64 id = desk_register (desk, card, NULL);

  g_cancellable_cancel (cancellable);
  g_assert_false (cw_outbox_send_due (desk->store, desk_find_registry, desk, desk->clock, cancellable, &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (result.sent, ==, 0);
  g_assert_cmpuint (result.waiting, ==, 1);
  assert_state (desk, id, "waiting", 0);
  g_assert_cmpuint (cw_stand_in_get_count (desk->stand_in), ==, 0);
}

static gpointer
cancel_when_asked (gpointer data)
{
  gpointer *both = data;

  while (cw_stand_in_get_count (both[0]) == 0)
    g_thread_yield ();
  g_cancellable_cancel (both[1]);
  return NULL;
}

/* Called off while the register is silent: still owed, may have arrived, due at once. */
static void
test_outbox_cancel_midway (Desk         *desk,
                           gconstpointer data)
{
  g_autoptr (CwCard) card = desk_add_card (desk, "lbtu", "LF23001");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (CwRegistry) registry = desk_find_registry ("lbtu", desk, NULL);
  g_autoptr (CwOutboxRow) row = NULL;
  g_autoptr (GError) error = NULL;
  gpointer both[2] = { desk->stand_in, cancellable };
  gint64 id = desk_register (desk, card, NULL);
  GThread *thread;

  cw_stand_in_set_fault (desk->stand_in, CW_STAND_IN_SILENT, 1);
  thread = g_thread_new ("cancel", cancel_when_asked, both);
  g_assert_false (cw_outbox_send_one (desk->store, registry, desk->clock, id, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  row = desk_get_row (desk, id);
  g_assert_cmpstr (row->state, ==, "waiting");
  g_assert_cmpstr (row->answer, ==, "{\"sending\":true}");
  g_assert_cmpint (row->due_at, ==, cw_clock_now (desk->clock));
  g_assert_cmpuint (desk_send_due (desk).sent, ==, 1);
}

typedef struct
{
  Desk  *desk;
  gint64 id;
} Sender;

static gpointer
send_in_thread (gpointer data)
{
  Sender *sender = data;
  g_autoptr (CwRegistry) registry = desk_find_registry ("lbtu", sender->desk, NULL);
  g_autoptr (GError) error = NULL;

  cw_outbox_send_one (sender->desk->store, registry, sender->desk->clock, sender->id, NULL, &error);
  g_assert_no_error (error);
  return NULL;
}

static void
test_outbox_two_senders (Desk         *desk,
                         gconstpointer data)
{
  g_autoptr (CwCard) card = desk_add_card (desk, "lbtu", "LF23001");
  Sender sender = { desk, desk_register (desk, card, NULL) };
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("sender", send_in_thread, &sender);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (desk_count_bodies (desk, "POST", "cards"), ==, 1);
  g_assert_cmpuint (cw_stand_in_get_count (desk->stand_in), ==, 3);
  assert_state (desk, sender.id, "sent", 1);
}

/* The clock was a year ahead when the message was put off. */
static void
test_outbox_clock_set_back (Desk         *desk,
                            gconstpointer data)
{
  g_autoptr (CwCard) card = desk_add_card (desk, "lbtu", "LF23001");
  gint64 id;

  cw_clock_set (desk->clock, DESK_NOW + 365 * G_TIME_SPAN_DAY);
  id = desk_register (desk, card, NULL);
  cw_stand_in_set_fault (desk->stand_in, CW_STAND_IN_HTML, 1);
  desk_send_due (desk);
  assert_state (desk, id, "waiting", 1);
  cw_clock_set (desk->clock, DESK_NOW);
  g_assert_cmpuint (desk_send_due (desk).sent, ==, 1);
}

static void
test_outbox_transaction (Desk         *desk,
                         gconstpointer data)
{
  g_autoptr (CwCard) card = desk_add_card (desk, "lbtu", "LF23001");
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_begin (desk->store, &error));
  desk_register (desk, card, NULL);
  cw_store_rollback (desk->store);
  rows = cw_store_list_messages (desk->store, NULL, 0, &error);
  g_assert_cmpuint (rows->len, ==, 0);
}

static void
test_outbox_incomplete (Desk         *desk,
                        gconstpointer data)
{
  g_autoptr (CwCard) card = desk_add_card (desk, "lbtu", "LF23001");
  g_autoptr (CwStudent) student = cw_store_get_student (desk->store, card->student_id, NULL);
  g_autoptr (CwInstitution) institution = cw_store_get_institution (desk->store, "lbtu", NULL);
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&student->esi, g_free);
  g_assert_cmpint (cw_outbox_add_register (desk->store, card, student, institution, CW_CARD_TYPE_PASSIVE, &error), ==, 0);
  g_assert_error (error, CW_ERROR, CW_ERROR_RECORD_INCOMPLETE);
}

/* Takes a message through every fault, then looks through everything that was written. */
static void
test_outbox_secrets (Desk         *desk,
                     gconstpointer data)
{
  static const CwStandInFault faults[] = {
    CW_STAND_IN_HTML, CW_STAND_IN_UNAVAILABLE, CW_STAND_IN_CUT_OFF, CW_STAND_IN_REDIRECT, CW_STAND_IN_LOSE_ANSWER, CW_STAND_IN_TOO_MANY
  };
  g_autoptr (CwCard) card = desk_add_card (desk, "lbtu", "LF23001");
  g_autofree char *desk_folder = g_path_get_dirname (desk->store_path);
  g_autoptr (GPtrArray) journal = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id = desk_register (desk, card, NULL);
  guint n_files = 0;

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (CwOutboxRow) row = NULL;

      cw_stand_in_set_fault (desk->stand_in, faults[i], 1);
      desk_send_due (desk);
      row = desk_get_row (desk, id);
      g_assert_cmpstr (row->state, ==, "waiting");
      g_assert_cmpuint (row->attempts, ==, i + 1);
      g_assert_null (strstr (row->last_error, "Ozoliņš"));
      g_assert_null (strstr (row->last_error, "LF23001"));
      g_assert_null (strstr (row->payload, RIG_TOKEN));
      cw_clock_advance (desk->clock, G_TIME_SPAN_HOUR);
    }
  g_assert_cmpuint (desk_send_due (desk).sent, ==, 1);

  journal = cw_store_list_journal (desk->store, 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (journal->len, >, 10);
  for (guint i = 0; i < journal->len; i++)
    {
      const CwJournalRow *row = g_ptr_array_index (journal, i);

      g_assert_null (strstr (row->details, "Ozoliņš"));
      g_assert_null (strstr (row->details, "students.example"));
    }

  g_assert_false (rig_folder_holds (desk_folder, RIG_TOKEN, &n_files));
  g_assert_cmpuint (n_files, >=, 1);
  g_assert_false (rig_folder_holds (desk->register_directory, RIG_TOKEN, &n_files));
  /* the search does find what is there */
  g_assert_true (rig_folder_holds (desk_folder, "Ozoliņš-Žagars", &n_files));
}

#define ADD(path, func) g_test_add ("/router/outbox/" path, Desk, NULL, desk_set_up, func, desk_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("offline", test_outbox_offline);
  ADD ("lost-answer", test_outbox_lost_answer);
  ADD ("restart", test_outbox_restart);
  g_test_add_func ("/router/outbox/restart/subprocess/child", test_outbox_restart_child);
  ADD ("refused", test_outbox_refused);
  ADD ("damaged", test_outbox_damaged);
  ADD ("one-odd-answer", test_outbox_one_odd_answer);
  ADD ("order", test_outbox_order);
  ADD ("withdraw", test_outbox_withdraw);
  ADD ("token", test_outbox_token);
  ADD ("two-institutions", test_outbox_two_institutions);
  ADD ("pause", test_outbox_pause);
  ADD ("cancel", test_outbox_cancel);
  ADD ("cancel-midway", test_outbox_cancel_midway);
  ADD ("two-senders", test_outbox_two_senders);
  ADD ("clock-set-back", test_outbox_clock_set_back);
  ADD ("transaction", test_outbox_transaction);
  ADD ("incomplete", test_outbox_incomplete);
  ADD ("secrets", test_outbox_secrets);
  return g_test_run ();
}
