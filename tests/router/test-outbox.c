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

  desk->offline = TRUE;
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
  desk_assert_state (desk, id, "waiting", 1);

  advance_to (desk, first->due_at);
  desk_send_due (desk);
  second = desk_get_row (desk, id);
  g_assert_cmpuint (second->attempts, ==, 2);
  assert_between (second->due_at - cw_clock_now (desk->clock), 7.5, 12.5);

  desk->offline = FALSE;
  desk_send_due (desk);
  desk_assert_state (desk, id, "waiting", 2);
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
  desk_assert_state (desk, id, "waiting", 1);
  g_assert_true (desk_knows (desk, card));

  cw_clock_advance (desk->clock, 10 * G_USEC_PER_SEC);
  count = cw_stand_in_get_count (desk->stand_in);
  g_assert_cmpuint (desk_send_due (desk).sent, ==, 1);
  /* asked for the card and for the person, and found both as they should be */
  g_assert_cmpuint (cw_stand_in_get_count (desk->stand_in), ==, count + 2);
  g_assert_cmpuint (desk_count_bodies (desk, "POST", "cards"), ==, 1);
  g_assert_cmpuint (desk_count_bodies (desk, "PUT", "cards"), ==, 0);
  desk_assert_state (desk, id, "sent", 2);
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
  g_setenv ("RIG_URI", cw_stand_in_get_uri (desk->stand_in), TRUE);
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
  desk_assert_state (desk, id, "sent", 1);
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
  desk_assert_state (desk, register_id, "waiting", 1);
  desk_assert_state (desk, withdraw_id, "waiting", 0);
  desk_assert_state (desk, other_id, "sent", 1);

  g_assert_false (cw_outbox_send_one (desk->store, registry, desk->clock, withdraw_id, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_BUSY);
  desk_assert_state (desk, withdraw_id, "waiting", 0);

  cw_clock_advance (desk->clock, 10 * G_USEC_PER_SEC);
  g_assert_cmpuint (desk_send_due (desk).sent, ==, 2);
  desk_assert_state (desk, register_id, "sent", 2);
  desk_assert_state (desk, withdraw_id, "sent", 1);
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
test_outbox_cancel (Desk         *desk,
                    gconstpointer data)
{
  g_autoptr (CwCard) card = desk_add_card (desk, "lbtu", "LF23001");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  CwOutboxResult result = { 9, 9, 9 };
  gint64 id = desk_register (desk, card, NULL);

  g_cancellable_cancel (cancellable);
  g_assert_false (cw_outbox_send_due (desk->store, desk_find_registry, desk, desk->clock, CW_OUTBOX_PARALLEL, cancellable, &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (result.sent, ==, 0);
  g_assert_cmpuint (result.waiting, ==, 1);
  desk_assert_state (desk, id, "waiting", 0);
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
  desk_assert_state (desk, sender.id, "sent", 1);
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
  ADD ("order", test_outbox_order);
  ADD ("withdraw", test_outbox_withdraw);
  ADD ("cancel", test_outbox_cancel);
  ADD ("cancel-midway", test_outbox_cancel_midway);
  ADD ("two-senders", test_outbox_two_senders);
  ADD ("transaction", test_outbox_transaction);
  ADD ("incomplete", test_outbox_incomplete);
  return g_test_run ();
}
