/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Another card for a student who has one: the reason, the fate of the old card, and what the
 * register is told. */

#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "app/base/error.h"
#include "app/issue/lifecycle.h"
#include "fixture.h"

static gint64
issue_first (Fixture *fixture)
{
  gint64 order_id = saga_reserve (fixture);
  g_autoptr (CwIssueResult) result = NULL;

  scripted_operator_expect (fixture->operator, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  result = saga_run (fixture, order_id);
  g_assert_cmpint (result->end, ==, CW_ISSUE_ISSUED);
  return order_id;
}

static gint64
reserve_again (Fixture        *fixture,
               CwReissueReason reason,
               const char     *text)
{
  g_autoptr (GError) error = NULL;
  const CwReissue reissue = { .reason = reason, .text = (char *) text };
  gint64 order_id = cw_issue_reserve (&fixture->tools, STUDENT, PROFILE, &reissue, &error);

  g_assert_no_error (error);
  g_assert_cmpint (order_id, >, 0);
  return order_id;
}

/* The kinds of all messages in the order in which they were written, with their states. */
static char *
list_messages (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) messages = cw_store_list_messages (fixture->tools.store, NULL, 0, &error);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < messages->len; i++)
    {
      const CwOutboxRow *message = g_ptr_array_index (messages, i);

      g_string_append_printf (text, "%s%s %s", i > 0 ? ", " : "", message->kind, message->state);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* A new chip, as the next blank has one. */
static void
take_next_blank (Fixture *fixture)
{
  static const guint8 uid[7] = { 0x04, 7, 7, 7, 7, 7, 7 };

  cw_soft_reader_remove (fixture->reader);
  cw_soft_card_unref (fixture->chip);
  fixture->chip = cw_soft_card_new (uid);
}

static void
test_needs_reason (Fixture      *fixture,
                   gconstpointer data)
{
  static const CwReissue silent = { .reason = CW_REISSUE_REASON_OTHER };
  static const CwReissue blank = { .reason = CW_REISSUE_REASON_OTHER, .text = (char *) " \n" };
  static const CwReissue broken = { .reason = CW_REISSUE_REASON_LOST, .text = (char *) "\xff\xfe" };
  const CwReissue *const wrong[] = { &silent, &blank, &broken };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) cards = NULL;

  issue_first (fixture);
  g_assert_cmpint (cw_issue_reserve (&fixture->tools, STUDENT, PROFILE, NULL, &error), ==, 0);
  g_assert_error (error, CW_ERROR, CW_ERROR_CARD_IN_FORCE);
  g_assert_nonnull (strstr (error->message, "--reason"));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_clear_error (&error);
      g_assert_cmpint (cw_issue_reserve (&fixture->tools, STUDENT, PROFILE, wrong[i], &error), ==, 0);
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
    }
  g_clear_error (&error);
  cards = cw_store_list_cards (fixture->tools.store, STUDENT, 0, 0, &error);
  g_assert_cmpuint (cards->len, ==, 1);
}

static void
test_exchanged (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwIssueResult) result = NULL;
  g_autoptr (CwOrderRow) row = NULL;
  g_autoptr (CwCard) old = NULL;
  g_autoptr (CwCard) in_force = NULL;
  g_autofree char *messages = NULL;
  gint64 first = issue_first (fixture);
  gint64 second = reserve_again (fixture, CW_REISSUE_REASON_DAMAGED, "bent at a corner");

  /* the old one works until the new one is handed over */
  saga_assert_card (fixture, first, CW_CARD_STATE_ISSUED);
  take_next_blank (fixture);
  scripted_operator_expect (fixture->operator, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  result = saga_run (fixture, second);
  g_assert_cmpint (result->end, ==, CW_ISSUE_ISSUED);
  saga_assert_card (fixture, first, CW_CARD_STATE_REPLACED);
  saga_assert_card (fixture, second, CW_CARD_STATE_ISSUED);

  row = cw_store_get_order (fixture->tools.store, second, &error);
  old = cw_store_get_card_of_order (fixture->tools.store, first, &error);
  g_assert_no_error (error);
  g_assert_true (row->reissue);
  g_assert_cmpint (row->reissue_reason, ==, CW_REISSUE_REASON_DAMAGED);
  g_assert_cmpstr (row->reissue_text, ==, "bent at a corner");
  g_assert_cmpint (row->replaces, ==, old->id);
  g_assert_cmpstr (old->reason, ==, "bent at a corner");
  messages = list_messages (fixture);
  g_assert_cmpstr (messages, ==, "register sent, register sent, withdraw waiting");
  g_assert_true (cw_issue_find_card_in_force (&fixture->tools, STUDENT, &in_force, &error));
  g_assert_cmpint (in_force->order_id, ==, second);
}

/* A card that was not handed over after all leaves the old one as it was. */
static void
test_exchange_given_up (Fixture      *fixture,
                        gconstpointer data)
{
  g_autoptr (CwIssueResult) result = NULL;
  g_autofree char *messages = NULL;
  gint64 first = issue_first (fixture);
  gint64 second = reserve_again (fixture, CW_REISSUE_REASON_DATA_CHANGED, NULL);

  fixture->printer->watched = CW_PRINT_UNCERTAIN;
  scripted_operator_expect (fixture->operator, CW_QUESTION_WAS_PRINTED, CW_ANSWER_SPOILED);
  scripted_operator_expect (fixture->operator, CW_QUESTION_DESTROY, CW_ANSWER_YES);
  result = saga_run (fixture, second);
  g_assert_cmpint (result->end, ==, CW_ISSUE_FAILED);
  saga_assert_card (fixture, first, CW_CARD_STATE_ISSUED);
  messages = list_messages (fixture);
  g_assert_cmpstr (messages, ==, "register sent");
}

/* What is lost is so at once, and is told to the register before the new card is. A lost card may
 * still be found: it goes from the register when the new one is in the student's hand. */
static void
test_missing (Fixture        *fixture,
              CwReissueReason reason,
              CwCardState     state,
              CwCardState     end,
              const char     *told_before,
              const char     *told_after)
{
  g_autoptr (CwIssueResult) result = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gint64 first = issue_first (fixture);
  gint64 second = reserve_again (fixture, reason, NULL);

  saga_assert_card (fixture, first, state);
  before = list_messages (fixture);
  g_assert_cmpstr (before, ==, told_before);
  take_next_blank (fixture);
  scripted_operator_expect (fixture->operator, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  result = saga_run (fixture, second);
  g_assert_cmpint (result->end, ==, CW_ISSUE_ISSUED);
  g_assert_true (result->registered);
  saga_assert_card (fixture, first, end);
  after = list_messages (fixture);
  g_assert_cmpstr (after, ==, told_after);
}

static void
test_lost (Fixture      *fixture,
           gconstpointer data)
{
  test_missing (fixture, CW_REISSUE_REASON_LOST, CW_CARD_STATE_LOST, CW_CARD_STATE_REPLACED, "register sent, register waiting", "register sent, register sent, register sent, withdraw waiting");
}

static void
test_stolen (Fixture      *fixture,
             gconstpointer data)
{
  test_missing (fixture, CW_REISSUE_REASON_STOLEN, CW_CARD_STATE_STOLEN, CW_CARD_STATE_STOLEN, "register sent, withdraw waiting", "register sent, withdraw sent, register sent");
}

/* The first try of the new card fails: the second still says which card it stands for, and the
 * register is told of the loss once. */
static void
test_lost_twice_tried (Fixture      *fixture,
                       gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwIssueResult) result = NULL;
  g_autoptr (CwOrderRow) row = NULL;
  g_autoptr (CwCard) old = NULL;
  g_autofree char *messages = NULL;
  gint64 first = issue_first (fixture);
  gint64 second = reserve_again (fixture, CW_REISSUE_REASON_LOST, NULL);
  gint64 third;

  fixture->printer->watched = CW_PRINT_UNCERTAIN;
  scripted_operator_expect (fixture->operator, CW_QUESTION_WAS_PRINTED, CW_ANSWER_SPOILED);
  scripted_operator_expect (fixture->operator, CW_QUESTION_DESTROY, CW_ANSWER_YES);
  result = saga_run (fixture, second);
  g_assert_cmpint (result->end, ==, CW_ISSUE_FAILED);
  third = reserve_again (fixture, CW_REISSUE_REASON_LOST, NULL);
  row = cw_store_get_order (fixture->tools.store, third, &error);
  old = cw_store_get_card_of_order (fixture->tools.store, first, &error);
  g_assert_no_error (error);
  g_assert_cmpint (row->replaces, ==, old->id);
  messages = list_messages (fixture);
  g_assert_cmpstr (messages, ==, "register sent, register waiting");
}

/* A card that may come back is not passed over: a new one stands for it, with a reason. */
static void
test_suspended (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwIssueResult) result = NULL;
  g_autoptr (CwCard) old = NULL;
  gint64 first = issue_first (fixture);
  gint64 second;

  old = cw_store_get_card_of_order (fixture->tools.store, first, &error);
  g_assert_true (cw_life_act_on_card (&fixture->tools, CW_LIFE_ACT_SUSPEND, old->id, "fees", &error));
  g_assert_cmpint (cw_issue_reserve (&fixture->tools, STUDENT, PROFILE, NULL, &error), ==, 0);
  g_assert_error (error, CW_ERROR, CW_ERROR_CARD_IN_FORCE);
  g_assert_nonnull (strstr (error->message, "Suspended"));
  g_clear_error (&error);
  second = reserve_again (fixture, CW_REISSUE_REASON_DAMAGED, NULL);
  saga_assert_card (fixture, first, CW_CARD_STATE_SUSPENDED);
  g_assert_false (cw_life_act_on_card (&fixture->tools, CW_LIFE_ACT_FIND, old->id, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  take_next_blank (fixture);
  scripted_operator_expect (fixture->operator, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  result = saga_run (fixture, second);
  g_assert_cmpint (result->end, ==, CW_ISSUE_ISSUED);
  saga_assert_card (fixture, first, CW_CARD_STATE_REPLACED);
}

/* Who left gets no card until they are back. */
static void
test_left (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_life_leave (&fixture->tools, STUDENT, "exmatriculated", &error));
  g_assert_cmpint (cw_issue_reserve (&fixture->tools, STUDENT, PROFILE, NULL, &error), ==, 0);
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "student return"));
  g_clear_error (&error);
  g_assert_true (cw_life_return (&fixture->tools, STUDENT, &error));
  g_assert_cmpint (saga_reserve (fixture), >, 0);
}

/* The journal says that, why and instead of which; the operator's words only as a digest. */
static void
test_journal (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  guint found = 0;

  issue_first (fixture);
  reserve_again (fixture, CW_REISSUE_REASON_OTHER, "zebra crossing");
  rows = cw_store_list_journal (fixture->tools.store, 0, 0, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < rows->len; i++)
    {
      const CwJournalRow *row = g_ptr_array_index (rows, i);

      g_assert_null (strstr (row->details, "zebra"));
      found += strstr (row->details, "\"reissue\":\"other\"") != NULL && strstr (row->details, "\"words\":\"") != NULL && strstr (row->details, "\"replaces\":") != NULL;
    }
  g_assert_cmpuint (found, ==, 1);
}

/* Past its last day a card is not in force: nothing is asked. */
static void
test_expired (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwClock) later = cw_clock_new_manual (cw_clock_now (fixture->tools.clock) + 20 * 366 * G_TIME_SPAN_DAY);
  g_autoptr (CwCard) card = NULL;

  issue_first (fixture);
  g_assert_true (cw_issue_find_card_in_force (&fixture->tools, STUDENT, &card, &error));
  g_assert_nonnull (card);
  g_clear_pointer (&card, cw_card_unref);
  fixture->tools.clock = later;
  g_assert_true (cw_issue_find_card_in_force (&fixture->tools, STUDENT, &card, &error));
  g_assert_null (card);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, func) g_test_add ("/issue/reissue/" path, Fixture, NULL, saga_set_up, func, saga_tear_down)
  ADD ("needs-reason", test_needs_reason);
  ADD ("exchanged", test_exchanged);
  ADD ("exchange-given-up", test_exchange_given_up);
  ADD ("lost", test_lost);
  ADD ("stolen", test_stolen);
  ADD ("lost-twice-tried", test_lost_twice_tried);
  ADD ("suspended", test_suspended);
  ADD ("left", test_left);
  ADD ("journal", test_journal);
  ADD ("expired", test_expired);
  return g_test_run ();
}
