/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/base/error.h"
#include "app/router/standin-private.h"
#include "tests/router/desk.h"

/* The outbox when the register says no, says nonsense or wants to be left alone; and what must
 * never be written down. As in test-outbox.c only the clock is ours. */

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
  desk_assert_state (desk, good_id, "sent", 1);
  row = desk_get_row (desk, bad_id);
  g_assert_cmpstr (row->state, ==, "refused");
  g_assert_nonnull (strstr (row->last_error, "email"));
  g_assert_null (strstr (row->last_error, "no-address"));

  /* it is not tried again by itself */
  cw_clock_advance (desk->clock, 48 * G_TIME_SPAN_HOUR);
  g_assert_cmpuint (desk_send_due (desk).refused, ==, 0);
  /* nor by hand, until a person says so */
  g_assert_false (cw_outbox_send_one (desk->store, registry, desk->clock, bad_id, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_REFUSED);
  g_assert_cmpstr (error->message, ==, row->last_error);
  g_clear_error (&error);

  /* a correction may also be a new message of the same card; after it the old one may not go any more */
  corrected_id = desk_register (desk, poisoned, NULL);
  g_assert_cmpuint (desk_send_due (desk).sent, ==, 1);
  desk_assert_state (desk, corrected_id, "sent", 1);
  g_assert_false (cw_outbox_retry (desk->store, bad_id, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  desk_assert_state (desk, bad_id, "refused", 1);
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
  desk_assert_state (desk, damaged_id, "refused", 1);
  desk_assert_state (desk, foreign_id, "refused", 1);
  desk_assert_state (desk, good_id, "sent", 1);
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
  desk_assert_state (desk, first_id, "waiting", 1);
  desk_assert_state (desk, second_id, "sent", 1);
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
  desk_assert_state (desk, second_id, "waiting", 0);

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

  desk->unlucky = g_strdup ("rtu");
  desk->unlucky_uri = g_strdup (RIG_NOBODY);
  g_assert_cmpuint (desk_send_due (desk).sent, ==, 1);
  desk_assert_state (desk, good_id, "sent", 1);
  desk_assert_state (desk, first_id, "waiting", 1);
  desk_assert_state (desk, second_id, "waiting", 0);

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
  desk_assert_state (desk, second_id, "waiting", 0);

  cw_clock_advance (desk->clock, 1 * G_USEC_PER_SEC);
  g_assert_cmpuint (desk_send_due (desk).sent, ==, 2);
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
  desk_assert_state (desk, id, "waiting", 1);
  cw_clock_set (desk->clock, DESK_NOW);
  g_assert_cmpuint (desk_send_due (desk).sent, ==, 1);
}

/* A register that tells more than it was asked. */

#define RIG_TYPE_TALKER (rig_talker_get_type ())
G_DECLARE_FINAL_TYPE (RigTalker, rig_talker, RIG, TALKER, GObject)

struct _RigTalker
{
  GObject parent_instance;
};

static void rig_talker_iface_init (CwRegistryInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RigTalker, rig_talker, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (CW_TYPE_REGISTRY, rig_talker_iface_init))

static gboolean
rig_talker_upsert_person (CwRegistry          *registry,
                          const CwPersonEntry *person,
                          GCancellable        *cancellable,
                          char               **answer,
                          GError             **error)
{
  return TRUE;
}

static gboolean
rig_talker_register_card (CwRegistry        *registry,
                          const CwCardEntry *card,
                          GCancellable      *cancellable,
                          char             **answer,
                          GError           **error)
{
  *answer = g_strdup_printf ("{\"cardNumber\":\"%s\",\"cardStatusType\":\"ACTIVE\",\"displayName\":\"Ozoliņš\",\"person\":{\"identifier\":\"%s\",\"email\":\"k@b.lv\"}}",
                             card->escn, card->esi);
  return TRUE;
}

static void
rig_talker_iface_init (CwRegistryInterface *iface)
{
  iface->upsert_person = rig_talker_upsert_person;
  iface->register_card = rig_talker_register_card;
}

static void
rig_talker_class_init (RigTalkerClass *klass)
{
}

static void
rig_talker_init (RigTalker *self)
{
}

static void
test_outbox_talker (Desk         *desk,
                    gconstpointer data)
{
  g_autoptr (CwCard) card = desk_add_card (desk, "lbtu", "LF23001");
  g_autoptr (RigTalker) talker = g_object_new (RIG_TYPE_TALKER, NULL);
  g_autofree char *escn = cw_escn_to_string (&card->escn);
  g_autofree char *expected = g_strdup_printf ("{\"cardNumber\":\"%s\",\"status\":\"ACTIVE\"}", escn);
  g_autoptr (CwOutboxRow) row = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id = desk_register (desk, card, NULL);

  g_assert_true (cw_outbox_send_one (desk->store, CW_REGISTRY (talker), desk->clock, id, NULL, &error));
  g_assert_no_error (error);
  row = desk_get_row (desk, id);
  g_assert_cmpstr (row->answer, ==, expected);
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

#define ADD(path, func) g_test_add ("/router/outbox-trouble/" path, Desk, NULL, desk_set_up, func, desk_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("refused", test_outbox_refused);
  ADD ("damaged", test_outbox_damaged);
  ADD ("one-odd-answer", test_outbox_one_odd_answer);
  ADD ("token", test_outbox_token);
  ADD ("two-institutions", test_outbox_two_institutions);
  ADD ("pause", test_outbox_pause);
  ADD ("clock-set-back", test_outbox_clock_set_back);
  ADD ("talker", test_outbox_talker);
  ADD ("secrets", test_outbox_secrets);
  return g_test_run ();
}
