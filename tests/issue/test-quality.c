/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The print-quality question: when it comes, what each answer does, and that nothing of it is lost
 * with the program. Cards without a chip, so that every one is quick. And cards that are left in the
 * tray. */

#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "app/base/error.h"
#include "fixture.h"

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwProfile) plain = NULL;
  g_autoptr (CwProfile) chip = NULL;

  saga_set_up (fixture, data);
  chip = cw_store_get_profile (fixture->tools.store, PROFILE, &error);
  g_assert_no_error (error);
  plain = cw_profile_new ();
  plain->id = g_strdup ("plain");
  plain->institution_id = g_strdup (chip->institution_id);
  plain->name = g_strdup ("Plain");
  plain->template_uri = g_strdup (chip->template_uri);
  plain->card_type = CW_CARD_TYPE_PASSIVE;
  plain->validity_months = 12;
  g_assert_true (cw_profile_set_steps (plain, "reserve,layout,print,verify,hand-over", &error));
  g_assert_true (cw_store_put_profile (fixture->tools.store, plain, &error));
  g_assert_no_error (error);
  fixture->tools.reader = NULL;
}

static gint64
reserve (Fixture *fixture,
         guint    n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = cw_store_find_students (fixture->tools.store, NULL, "", 0, 0, &error);
  gint64 order_id;

  g_assert_no_error (error);
  g_assert_cmpuint (all->len, >, n);
  order_id = cw_issue_reserve (&fixture->tools, ((CwStudent *) g_ptr_array_index (all, n))->id, "plain", NULL, &error);
  g_assert_no_error (error);
  return order_id;
}

static CwIssueEnd
make (Fixture *fixture,
      gint64   order_id)
{
  g_autoptr (CwIssueResult) result = saga_run (fixture, order_id);

  return result->end;
}

static CwPlasticState
state_of (Fixture *fixture,
          gint64   order_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCard) card = cw_store_get_card_of_order (fixture->tools.store, order_id, &error);
  g_autoptr (GPtrArray) plastics = cw_store_list_plastics (fixture->tools.store, card->id, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (plastics->len, ==, 1);
  return ((CwPlasticRow *) g_ptr_array_index (plastics, 0))->state;
}

static guint
count (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  guint cards = 0;

  g_assert_true (cw_store_count_since_quality (fixture->tools.store, cw_printer_get_name (fixture->tools.printer), 0, &cards, &error));
  g_assert_no_error (error);
  return cards;
}

static void
test_every_second (Fixture      *fixture,
                   gconstpointer data)
{
  fixture->tools.quality_every = 2;
  for (guint i = 0; i < 4; i++)
    {
      if (i % 2 == 1)
        scripted_operator_expect (fixture->operator, CW_QUESTION_QUALITY, CW_ANSWER_YES);
      scripted_operator_expect (fixture->operator, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
      g_assert_cmpuint (count (fixture), ==, i % 2);
      g_assert_cmpint (make (fixture, reserve (fixture, i)), ==, CW_ISSUE_ISSUED);
    }
  g_assert_cmpuint (count (fixture), ==, 0);
}

/* What a person has looked at is so in the ledger, before it is in any hand. */
static void
test_looked_at (Fixture      *fixture,
                gconstpointer data)
{
  gint64 order_id = reserve (fixture, 0);

  fixture->tools.quality_every = 1;
  scripted_operator_expect (fixture->operator, CW_QUESTION_QUALITY, CW_ANSWER_YES);
  scripted_operator_expect (fixture->operator, CW_QUESTION_HAND_OVER, CW_ANSWER_LATER);
  g_assert_cmpint (make (fixture, order_id), ==, CW_ISSUE_IN_DOUBT);
  g_assert_cmpint (state_of (fixture, order_id), ==, CW_PLASTIC_STATE_VERIFIED);
}

static void
test_spoiled (Fixture      *fixture,
              gconstpointer data)
{
  gint64 order_id = reserve (fixture, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCard) card = NULL;

  fixture->tools.quality_every = 1;
  scripted_operator_expect (fixture->operator, CW_QUESTION_QUALITY, CW_ANSWER_SPOILED);
  scripted_operator_expect (fixture->operator, CW_QUESTION_DESTROY, CW_ANSWER_YES);
  g_assert_cmpint (make (fixture, order_id), ==, CW_ISSUE_FAILED);
  saga_assert_card (fixture, order_id, CW_CARD_STATE_SPOILED);
  saga_assert_plastics (fixture, order_id, "spoiled");
  card = cw_store_get_card_of_order (fixture->tools.store, order_id, &error);
  g_assert_nonnull (strstr (card->reason, "print"));
  g_assert_cmpuint (fixture->printer->cards, ==, 1);
}

/* Not answered: it is asked again, and nothing is printed again. */
static void
test_later (Fixture      *fixture,
            gconstpointer data)
{
  gint64 order_id = reserve (fixture, 0);

  fixture->tools.quality_every = 1;
  fixture->printer->settled = CW_PRINT_PRINTED;
  for (guint i = 0; i < 3; i++)
    {
      scripted_operator_expect (fixture->operator, CW_QUESTION_QUALITY, CW_ANSWER_LATER);
      g_assert_cmpint (make (fixture, order_id), ==, CW_ISSUE_IN_DOUBT);
    }
  scripted_operator_expect (fixture->operator, CW_QUESTION_QUALITY, CW_ANSWER_YES);
  scripted_operator_expect (fixture->operator, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  g_assert_cmpint (make (fixture, order_id), ==, CW_ISSUE_ISSUED);
  g_assert_cmpuint (fixture->printer->cards, ==, 1);
}

/* The count is of one printer, and is the store's: another program run goes on with it. */
static void
test_survives (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint cards = 9;

  scripted_operator_expect (fixture->operator, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  g_assert_cmpint (make (fixture, reserve (fixture, 0)), ==, CW_ISSUE_ISSUED);
  g_assert_true (cw_store_count_since_quality (fixture->tools.store, "Another printer", 0, &cards, &error));
  g_assert_cmpuint (cards, ==, 0);

  g_clear_object (&fixture->station);
  fixture->station = cw_station_open (fixture->folder, TRUE, &error);
  g_assert_no_error (error);
  fixture->tools = *cw_station_get_tools (fixture->station);
  fixture->tools.printer = CW_PRINTER (fixture->printer);
  fixture->tools.reader = NULL;
  g_assert_cmpuint (count (fixture), ==, 1);
  fixture->tools.quality_every = 2;
  scripted_operator_expect (fixture->operator, CW_QUESTION_QUALITY, CW_ANSWER_YES);
  scripted_operator_expect (fixture->operator, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  g_assert_cmpint (make (fixture, reserve (fixture, 1)), ==, CW_ISSUE_ISSUED);
}

/* The program dies between the answer "not good" and its consequence: it is not asked again. */
static void
test_spoiled_survives (Fixture      *fixture,
                       gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 order_id = reserve (fixture, 0);
  g_autoptr (GPtrArray) rows = NULL;
  gint64 step = 0;

  /* as it stands after the answer was written down and before its consequence was */
  fixture->tools.quality_every = 1;
  fixture->printer->settled = CW_PRINT_PRINTED;
  scripted_operator_expect (fixture->operator, CW_QUESTION_QUALITY, CW_ANSWER_LATER);
  g_assert_cmpint (make (fixture, order_id), ==, CW_ISSUE_IN_DOUBT);
  rows = cw_store_list_steps (fixture->tools.store, order_id, &error);
  for (guint i = 0; i < rows->len; i++)
    if (((CwStepRow *) g_ptr_array_index (rows, i))->state == CW_STEP_STATE_STARTED)
      step = ((CwStepRow *) g_ptr_array_index (rows, i))->id;
  g_assert_true (cw_store_note_step (fixture->tools.store, step, "{\"quality\":\"spoiled\",\"plastic\":1}", &error));
  g_assert_no_error (error);
  scripted_operator_expect (fixture->operator, CW_QUESTION_DESTROY, CW_ANSWER_YES);
  g_assert_cmpint (make (fixture, order_id), ==, CW_ISSUE_FAILED);
  saga_assert_plastics (fixture, order_id, "spoiled");
  g_assert_cmpuint (fixture->printer->cards, ==, 1);
}

static void
test_left_in_tray (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwIssueResult) ready = NULL;
  g_autoptr (CwIssueResult) again = NULL;
  gint64 order_id = reserve (fixture, 0);

  ready = cw_issue_run (&fixture->tools, order_id, CW_ISSUE_LEAVE_IN_TRAY, CW_OPERATOR (fixture->operator), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ready->end, ==, CW_ISSUE_READY);
  g_assert_cmpstr (cw_issue_end_to_name (ready->end), ==, "ready");
  saga_assert_plastics (fixture, order_id, "printed");
  again = cw_issue_run (&fixture->tools, order_id, CW_ISSUE_LEAVE_IN_TRAY, CW_OPERATOR (fixture->operator), NULL, &error);
  g_assert_cmpint (again->end, ==, CW_ISSUE_READY);
  scripted_operator_expect (fixture->operator, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  g_assert_cmpint (make (fixture, order_id), ==, CW_ISSUE_ISSUED);
  g_assert_cmpuint (fixture->printer->cards, ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, func) g_test_add ("/issue/quality/" path, Fixture, NULL, set_up, func, saga_tear_down)
  ADD ("every-second", test_every_second);
  ADD ("looked-at", test_looked_at);
  ADD ("spoiled", test_spoiled);
  ADD ("later", test_later);
  ADD ("survives", test_survives);
  ADD ("spoiled-survives", test_spoiled_survives);
  ADD ("left-in-tray", test_left_in_tray);
  return g_test_run ();
}
