/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/base/error.h"
#include "app/router/standin-private.h"
#include "tests/router/desk.h"

/* Rounds for several persons at once, a day without a register, messages about persons, and what a
 * person does about one. */

static CwOutboxResult
send_round (Desk *desk,
            guint parallel)
{
  g_autoptr (GError) error = NULL;
  CwOutboxResult result = { 99, 99, 99 };

  g_assert_true (cw_outbox_send_due (desk->store, desk_find_registry, desk, desk->clock, parallel, NULL, &result, &error));
  g_assert_no_error (error);
  return result;
}

static void
add_cards (Desk      *desk,
           GPtrArray *cards,
           guint      n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *number = g_strdup_printf ("LF%05u", i);
      CwCard *card = desk_add_card (desk, "lbtu", number);

      g_ptr_array_add (cards, card);
      desk_register (desk, card, NULL);
    }
}

static void
test_round_parallel (Desk         *desk,
                     gconstpointer data)
{
  g_autoptr (GPtrArray) cards = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_card_unref);

  add_cards (desk, cards, 40);
  for (guint i = 0; i < 40; i += 2)
    desk_withdraw (desk, g_ptr_array_index (cards, i));
  g_assert_cmpuint (send_round (desk, 4).sent, ==, 60);
  g_assert_cmpuint (desk_count_bodies (desk, "POST", "cards"), ==, 40);
  for (guint i = 0; i < 40; i++)
    g_assert_cmpint (desk_knows (desk, g_ptr_array_index (cards, i)), ==, i % 2 == 1);
}

/* However many lanes: a register that is away hears one. */
static void
test_round_away (Desk         *desk,
                 gconstpointer data)
{
  g_autoptr (GPtrArray) cards = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_card_unref);
  g_autoptr (GPtrArray) rows = NULL;
  guint attempts = 0;

  add_cards (desk, cards, 20);
  desk->offline = TRUE;
  g_assert_cmpuint (send_round (desk, CW_OUTBOX_PARALLEL_MAX).waiting, ==, 20);
  rows = cw_store_list_messages (desk->store, "waiting", 0, NULL);
  for (guint i = 0; i < rows->len; i++)
    attempts += ((CwOutboxRow *) g_ptr_array_index (rows, i))->attempts;
  g_assert_cmpuint (attempts, ==, 1);
}

/* 300 cards in 24 hours without a register; then it is back, asks for pauses and has faults. */
static void
test_round_day (Desk         *desk,
                gconstpointer data)
{
  g_autoptr (GPtrArray) cards = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_card_unref);
  guint rounds = 0;
  guint sent = 0;

  add_cards (desk, cards, 300);
  desk->offline = TRUE;
  for (guint hour = 0; hour < 24; hour++)
    {
      g_assert_cmpuint (send_round (desk, 4).sent, ==, 0);
      cw_clock_advance (desk->clock, G_TIME_SPAN_HOUR);
    }
  desk->offline = FALSE;
  cw_stand_in_set_fault_after (desk->stand_in, 50, CW_STAND_IN_TOO_MANY, 1);
  while (sent < 300)
    {
      g_assert_cmpuint (rounds++, <, 20);
      if (rounds == 3)
        cw_stand_in_set_fault_after (desk->stand_in, 30, CW_STAND_IN_UNAVAILABLE, 2);
      sent += send_round (desk, 4).sent;
      cw_clock_advance (desk->clock, G_TIME_SPAN_HOUR);
    }
  /* each of the three faults may have met a POST, which was made again once the register was asked */
  g_assert_cmpuint (desk_count_bodies (desk, "POST", "cards"), >=, 300);
  g_assert_cmpuint (desk_count_bodies (desk, "POST", "cards"), <=, 303);
  g_assert_cmpuint (cw_stand_in_get_count (desk->stand_in), <, 300 * 4 + 100);
  for (guint i = 0; i < cards->len; i++)
    g_assert_true (desk_knows (desk, g_ptr_array_index (cards, i)));
}

static void
test_round_person (Desk         *desk,
                   gconstpointer data)
{
  g_autoptr (CwCard) card = desk_add_card (desk, "lbtu", "LF23001");
  g_autoptr (CwStudent) student = cw_store_get_student (desk->store, card->student_id, NULL);
  g_autoptr (CwInstitution) institution = cw_store_get_institution (desk->store, "lbtu", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwOutboxRow) row = NULL;
  gint64 person = cw_outbox_add_person (desk->store, student, institution, &error);
  gint64 leave;

  g_assert_no_error (error);
  g_assert_cmpuint (send_round (desk, 4).sent, ==, 1);
  row = desk_get_row (desk, person);
  g_assert_cmpint (row->card_id, ==, 0);
  g_assert_cmpstr (row->student_id, ==, student->id);
  g_assert_null (strstr (row->payload, "Ozol"));
  g_assert_null (strstr (row->payload, "students.example"));
  g_assert_nonnull (strstr (row->payload, "digest"));
  leave = cw_outbox_add_leave (desk->store, student, institution, &error);
  g_assert_no_error (error);
  /* the answer is lost: the second try finds nobody, which is what was wanted */
  cw_stand_in_set_fault (desk->stand_in, CW_STAND_IN_LOSE_ANSWER, 1);
  g_assert_cmpuint (send_round (desk, 4).sent, ==, 0);
  cw_clock_advance (desk->clock, G_TIME_SPAN_MINUTE);
  g_assert_cmpuint (send_round (desk, 4).sent, ==, 1);
  desk_assert_state (desk, leave, "sent", 2);
}

static void
test_round_states (Desk         *desk,
                   gconstpointer data)
{
  static const CwCardState never[] = { CW_CARD_STATE_RESERVED, CW_CARD_STATE_STOLEN, CW_CARD_STATE_WITHDRAWN, CW_CARD_STATE_REPLACED };
  g_autoptr (CwCard) card = desk_add_card (desk, "lbtu", "LF23001");
  g_autoptr (CwStudent) student = cw_store_get_student (desk->store, card->student_id, NULL);
  g_autoptr (CwInstitution) institution = cw_store_get_institution (desk->store, "lbtu", NULL);
  g_autoptr (CwOutboxRow) row = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (never); i++)
    {
      card->state = never[i];
      g_assert_cmpint (cw_outbox_add_register (desk->store, card, student, institution, CW_CARD_TYPE_PASSIVE, &error), ==, 0);
      g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
      g_clear_error (&error);
    }
  card->state = CW_CARD_STATE_LOST;
  row = desk_get_row (desk, desk_register (desk, card, NULL));
  g_assert_nonnull (strstr (row->payload, "\"INACTIVE\""));
}

static void
test_round_acts (Desk         *desk,
                 gconstpointer data)
{
  g_autoptr (CwCard) first = desk_add_card (desk, "lbtu", "LF23001");
  g_autoptr (CwCard) second = desk_add_card (desk, "lbtu", "LF23002");
  gint64 first_id = desk_register (desk, first, "no-address");
  gint64 second_id = desk_register (desk, second, "no-address");
  g_autoptr (GPtrArray) owed = NULL;
  g_autoptr (CwOutboxRow) row = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (send_round (desk, 4).refused, ==, 2);
  cw_clock_advance (desk->clock, G_TIME_SPAN_HOUR);
  owed = cw_outbox_list_owed (desk->store, desk->clock, 0, &error);
  g_assert_cmpuint (owed->len, ==, 2);
  g_assert_cmpint (((CwOutboxOwed *) g_ptr_array_index (owed, 0))->row->id, ==, first_id);
  g_assert_cmpint (((CwOutboxOwed *) g_ptr_array_index (owed, 0))->age, ==, G_TIME_SPAN_HOUR);
  g_assert_true (((CwOutboxOwed *) g_ptr_array_index (owed, 0))->refused);

  /* the record is good: made anew from it, the message goes */
  g_assert_true (cw_outbox_edit (desk->store, first_id, &error));
  g_assert_no_error (error);
  g_assert_false (cw_outbox_give_up (desk->store, second_id, "", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_true (cw_outbox_give_up (desk->store, second_id, "the student never came", &error));
  g_assert_no_error (error);
  g_assert_cmpuint (send_round (desk, 4).sent, ==, 1);
  g_assert_true (desk_knows (desk, first));
  g_assert_false (desk_knows (desk, second));
  row = desk_get_row (desk, second_id);
  g_assert_cmpstr (row->state, ==, "given-up");
  g_assert_null (strstr (row->payload, "no-address"));
  g_assert_false (cw_outbox_retry (desk->store, second_id, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
}

#define ADD(path, func) g_test_add ("/router/outbox-round/" path, Desk, NULL, desk_set_up, func, desk_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("parallel", test_round_parallel);
  ADD ("away", test_round_away);
  ADD ("day", test_round_day);
  ADD ("person", test_round_person);
  ADD ("states", test_round_states);
  ADD ("acts", test_round_acts);
  return g_test_run ();
}
