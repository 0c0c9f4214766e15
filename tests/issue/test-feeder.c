/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The saga with a printer that can be told where to take its card, and with a reader inside it: what
 * the books say is held against what the machine really did. */

#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "app/base/error.h"
#include "app/issue/sheet.h"
#include "inside.h"

static CwPlasticRow *
get_plastic (Desk *desk)
{
  g_autoptr (GError) error = NULL;
  CwPlasticRow *row = cw_store_find_last_plastic (desk->saga.tools.store, "Machine", &error);

  g_assert_no_error (error);
  g_assert_nonnull (row);
  return row;
}

static void
test_whole_way (Desk         *desk,
                gconstpointer data)
{
  gint64 order_id = desk_reserve (desk, STUDENT);
  g_autoptr (CwPlasticRow) row = NULL;
  g_autofree char *uid = NULL;

  desk_expect (desk, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  g_assert_cmpint (desk_run (desk, order_id), ==, CW_ISSUE_ISSUED);
  saga_assert_plastics (&desk->saga, order_id, "issued");
  desk_assert_machine (desk, 0, 1, 0);
  g_assert_cmpuint (desk->machine->plastics->len, ==, 1);
  g_assert_cmpuint (((MachinePlastic *) g_ptr_array_index (desk->machine->plastics, 0))->prints, ==, 1);
  row = get_plastic (desk);
  uid = machine_read_uid (desk->machine, 0);
  g_assert_cmpstr (row->uid, ==, uid);
  g_assert_cmpstr (row->job, ==, "17");
  g_assert_cmpint (row->sets, >=, -1);
}

/* "Position unknown": nothing is fed, nothing is printed, and it goes on when the printer knows again. */
static void
test_place_unknown (Desk         *desk,
                    gconstpointer data)
{
  gint64 order_id = desk_reserve (desk, STUDENT);

  desk->machine->place_unknown = TRUE;
  desk_expect (desk, CW_QUESTION_TRY_AGAIN, CW_ANSWER_YES);
  desk_expect (desk, CW_QUESTION_TRY_AGAIN, CW_ANSWER_LATER);
  g_assert_cmpint (desk_run (desk, order_id), ==, CW_ISSUE_FAILED);
  g_assert_cmpuint (desk->machine->plastics->len, ==, 0);
  saga_assert_plastics (&desk->saga, order_id, "failed failed");
}

/* Somebody's card is inside: it is neither printed on nor written, and no blank is fed. */
static void
test_stranger_inside (Desk         *desk,
                      gconstpointer data)
{
  gint64 order_id = desk_reserve (desk, STUDENT);
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_feeder_move (CW_FEEDER (desk->machine), CW_MOVE_CONTACTLESS, NULL, &error));
  desk_expect (desk, CW_QUESTION_TRY_AGAIN, CW_ANSWER_LATER);
  g_assert_cmpint (desk_run (desk, order_id), ==, CW_ISSUE_FAILED);
  g_assert_cmpuint (desk->machine->plastics->len, ==, 1);
  g_assert_null (((MachinePlastic *) g_ptr_array_index (desk->machine->plastics, 0))->printed);
  saga_assert_plastics (&desk->saga, order_id, "failed");
  desk_assert_machine (desk, 1, 0, 0);
}

/* Given up with the card inside: to the reject tray, no hand needed. */
static void
test_rejected (Desk         *desk,
               gconstpointer data)
{
  gint64 order_id = desk_reserve (desk, STUDENT);

  desk->machine->bad_chips = 1;
  if (strstr (data, "print,encode") != NULL)
    desk_expect (desk, CW_QUESTION_TRY_AGAIN, CW_ANSWER_SPOILED);
  g_assert_cmpint (desk_run (desk, order_id), ==, CW_ISSUE_FAILED);
  saga_assert_plastics (&desk->saga, order_id, "spoiled");
  desk_assert_machine (desk, 0, 0, 1);
  /* the blank was looked at before a ribbon panel was spent on it */
  if (strstr (data, "encode,print") != NULL)
    g_assert_null (((MachinePlastic *) g_ptr_array_index (desk->machine->plastics, 0))->printed);
  g_assert_cmpuint (saga_count_registered (&desk->saga), ==, 0);

  /* the next one is good */
  desk_expect (desk, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  g_assert_cmpint (desk_run (desk, desk_reserve (desk, STUDENT)), ==, CW_ISSUE_ISSUED);
  desk_assert_machine (desk, 0, 1, 1);
}

/* Without a reject tray it comes out, and nothing goes on before somebody has destroyed it. */
static void
test_destroyed (Desk         *desk,
                gconstpointer data)
{
  gint64 order_id = desk_reserve (desk, STUDENT);
  g_autoptr (GError) error = NULL;

  desk->machine->bad_chips = 1;
  desk->machine->traits.reject = FALSE;
  if (strstr (data, "print,encode") != NULL)
    desk_expect (desk, CW_QUESTION_TRY_AGAIN, CW_ANSWER_SPOILED);
  desk_expect (desk, CW_QUESTION_DESTROY, CW_ANSWER_LATER);
  g_assert_cmpint (desk_run (desk, order_id), ==, CW_ISSUE_IN_DOUBT);
  desk_assert_machine (desk, 0, 1, 0);
  saga_assert_card (&desk->saga, order_id, CW_CARD_STATE_SPOILED);

  /* the student gets no other card before that, and a new start asks the same again */
  g_assert_cmpint (cw_issue_reserve (&desk->saga.tools, STUDENT, "inside", NULL, &error), ==, 0);
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  for (guint i = 0; i < 2; i++)
    {
      desk_expect (desk, CW_QUESTION_DESTROY, i == 0 ? CW_ANSWER_NO : CW_ANSWER_YES);
      g_assert_cmpint (desk_run (desk, order_id), ==, i == 0 ? CW_ISSUE_IN_DOUBT : CW_ISSUE_FAILED);
    }
  saga_assert_plastics (&desk->saga, order_id, "spoiled");
  g_assert_cmpuint (desk->machine->plastics->len, ==, 1);
}

/* A chip that was in an issued card lies in the hopper. */
static void
test_duplicate_chip (Desk         *desk,
                     gconstpointer data)
{
  gint64 first = desk_reserve (desk, STUDENT);
  g_autoptr (GError) error = NULL;
  g_autofree char *from = g_build_filename (desk->saga.folder, "blank-0.json", NULL);
  g_autofree char *to = g_build_filename (desk->saga.folder, "blank-1.json", NULL);
  g_autoptr (GFile) source = g_file_new_for_path (from);
  g_autoptr (GFile) target = g_file_new_for_path (to);
  gint64 next;

  desk_expect (desk, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  g_assert_cmpint (desk_run (desk, first), ==, CW_ISSUE_ISSUED);
  g_assert_true (g_file_copy (source, target, G_FILE_COPY_NONE, NULL, NULL, NULL, &error));

  next = cw_issue_reserve (&desk->saga.tools, "lbtu/IT22014", "inside", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (desk_run (desk, next), ==, CW_ISSUE_FAILED);
  saga_assert_plastics (&desk->saga, next, "spoiled");
  g_assert_null (((MachinePlastic *) g_ptr_array_index (desk->machine->plastics, 1))->printed);
  desk_assert_machine (desk, 0, 1, 1);
}

/* The printer cannot feed: no blank left, and the next try may have one. */
static void
test_feeder_empty (Desk         *desk,
                   gconstpointer data)
{
  gint64 order_id = desk_reserve (desk, STUDENT);

  desk->machine->move_error = CW_ERROR_PRINTER_STOPPED;
  desk_expect (desk, CW_QUESTION_TRY_AGAIN, CW_ANSWER_YES);
  desk_expect (desk, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  g_assert_cmpint (desk_run (desk, order_id), ==, CW_ISSUE_ISSUED);
  saga_assert_plastics (&desk->saga, order_id, "failed issued");
  g_assert_cmpuint (desk->machine->plastics->len, ==, 1);
}

/* It moved, says the printer, or did not: the blank that is inside is the one that was asked for. */
static void
test_feed_in_doubt (Desk         *desk,
                    gconstpointer data)
{
  gint64 order_id = desk_reserve (desk, STUDENT);

  desk->machine->move_error = CW_ERROR_IN_DOUBT;
  desk->machine->move_happens = TRUE;
  desk_expect (desk, CW_QUESTION_TRY_AGAIN, CW_ANSWER_YES);
  desk_expect (desk, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  g_assert_cmpint (desk_run (desk, order_id), ==, CW_ISSUE_ISSUED);
  saga_assert_plastics (&desk->saga, order_id, "issued");
  g_assert_cmpuint (desk->machine->plastics->len, ==, 1);
}

/* The same, and there is nothing inside: nothing more is ever fed for this number. */
static void
test_feed_lost (Desk         *desk,
                gconstpointer data)
{
  gint64 order_id = desk_reserve (desk, STUDENT);

  desk->machine->move_error = CW_ERROR_IN_DOUBT;
  desk_expect (desk, CW_QUESTION_TRY_AGAIN, CW_ANSWER_YES);
  desk_expect (desk, CW_QUESTION_TRY_AGAIN, CW_ANSWER_SPOILED);
  desk_expect (desk, CW_QUESTION_DESTROY, CW_ANSWER_YES);
  g_assert_cmpint (desk_run (desk, order_id), ==, CW_ISSUE_FAILED);
  g_assert_cmpuint (desk->machine->plastics->len, ==, 0);
  saga_assert_plastics (&desk->saga, order_id, "spoiled");
}

/* The printer gives the card out although it was told to keep it. */
static void
test_not_held (Desk         *desk,
               gconstpointer data)
{
  gint64 order_id = desk_reserve (desk, STUDENT);

  desk->machine->hold_fails = TRUE;
  desk_expect (desk, CW_QUESTION_TRY_AGAIN, CW_ANSWER_SPOILED);
  desk_expect (desk, CW_QUESTION_DESTROY, CW_ANSWER_YES);
  g_assert_cmpint (desk_run (desk, order_id), ==, CW_ISSUE_FAILED);
  g_assert_cmpuint (desk->machine->plastics->len, ==, 1);
  saga_assert_plastics (&desk->saga, order_id, "spoiled");
  desk_assert_machine (desk, 0, 1, 0);
}

/* A printer that says that it printed nothing, with a card inside. */
static void
test_print_contradicted (Desk         *desk,
                         gconstpointer data)
{
  gint64 order_id = desk_reserve (desk, STUDENT);

  desk->machine->outcome = CW_PRINT_NOT_PRINTED;
  desk_expect (desk, CW_QUESTION_WAS_PRINTED, CW_ANSWER_NO);
  g_assert_cmpint (desk_run (desk, order_id), ==, CW_ISSUE_FAILED);
  saga_assert_plastics (&desk->saga, order_id, "spoiled");
  desk_assert_machine (desk, 0, 0, 1);
}

/* Switched off with the card inside: it is waited for, and finished when the printer is there again. */
static void
test_switched_off (Desk         *desk,
                   gconstpointer data)
{
  gint64 order_id = desk_reserve (desk, STUDENT);

  desk->machine->outcome = CW_PRINT_UNCERTAIN;
  desk_expect (desk, CW_QUESTION_WAS_PRINTED, CW_ANSWER_LATER);
  g_assert_cmpint (desk_run (desk, order_id), ==, CW_ISSUE_IN_DOUBT);
  saga_assert_plastics (&desk->saga, order_id, "uncertain");

  desk->machine->unreachable = TRUE;
  desk_expect (desk, CW_QUESTION_WAS_PRINTED, CW_ANSWER_LATER);
  g_assert_cmpint (desk_run (desk, order_id), ==, CW_ISSUE_IN_DOUBT);
  saga_assert_plastics (&desk->saga, order_id, "uncertain");

  desk->machine->unreachable = FALSE;
  desk_expect (desk, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  g_assert_cmpint (desk_run (desk, order_id), ==, CW_ISSUE_ISSUED);
  saga_assert_plastics (&desk->saga, order_id, "issued");
  g_assert_cmpuint (desk->machine->plastics->len, ==, 1);
}

/* Stopped while the printer has the card: the job is taken off, and what became of it is told. */
static void
test_stopped (Desk         *desk,
              gconstpointer data)
{
  gint64 order_id = desk_reserve (desk, STUDENT);
  g_autoptr (CwIssueResult) result = NULL;

  desk->machine->cancels = TRUE;
  desk->machine->prints = FALSE;
  desk->machine->outcome = CW_PRINT_NOT_PRINTED;
  desk_expect (desk, CW_QUESTION_TRY_AGAIN, CW_ANSWER_LATER);
  result = saga_run (&desk->saga, order_id);
  g_assert_cmpuint (desk->machine->cancelled, ==, 1);
  g_assert_cmpint (result->end, ==, CW_ISSUE_FAILED);
  g_assert_nonnull (strstr (result->sentence, "no blank was used"));
  saga_assert_plastics (&desk->saga, order_id, "failed");
  g_assert_cmpuint (desk->machine->plastics->len, ==, 0);
}

static void
test_stopped_too_late (Desk         *desk,
                       gconstpointer data)
{
  gint64 order_id = desk_reserve (desk, STUDENT);

  desk->machine->cancels = TRUE;
  desk_expect (desk, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  g_assert_cmpint (desk_run (desk, order_id), ==, CW_ISSUE_ISSUED);
  g_assert_cmpuint (desk->machine->cancelled, ==, 1);
  saga_assert_plastics (&desk->saga, order_id, "issued");
}

/* One order waits in doubt with its card out; another order's card is inside. Handing the first one
 * over does not move the second. */
static void
test_other_inside (Desk         *desk,
                   gconstpointer data)
{
  gint64 first = desk_reserve (desk, STUDENT);
  g_autoptr (GError) error = NULL;
  gint64 second;

  desk_expect (desk, CW_QUESTION_HAND_OVER, CW_ANSWER_LATER);
  g_assert_cmpint (desk_run (desk, first), ==, CW_ISSUE_IN_DOUBT);
  desk_assert_machine (desk, 0, 1, 0);
  second = cw_issue_reserve (&desk->saga.tools, "lbtu/IT22014", "inside", NULL, &error);
  g_assert_no_error (error);
  if (strstr (data, "encode,print") != NULL)
    desk->machine->outcome = CW_PRINT_UNCERTAIN;
  desk->machine->bad_chips = strstr (data, "print,encode") != NULL ? 2 : 0;
  desk_expect (desk, desk->machine->bad_chips > 0 ? CW_QUESTION_TRY_AGAIN : CW_QUESTION_WAS_PRINTED, CW_ANSWER_LATER);
  g_assert_cmpint (desk_run (desk, second), ==, CW_ISSUE_IN_DOUBT);
  desk_assert_machine (desk, 1, 1, 0);

  desk_expect (desk, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  g_assert_cmpint (desk_run (desk, first), ==, CW_ISSUE_ISSUED);
  desk_assert_machine (desk, 1, 1, 0);
}

/* A test card comes out, though the last card was held, and is not printed while one is inside. */
static void
test_sheet (Desk         *desk,
            gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  CwPrintOutcome outcome;

  g_assert_true (cw_feeder_set_hold (CW_FEEDER (desk->machine), TRUE, &error));
  g_assert_true (cw_issue_print_sheet (&desk->saga.tools, CW_SHEET_TEST_CARD, NULL, &outcome, &sentence, &error));
  g_assert_no_error (error);
  desk_assert_machine (desk, 0, 1, 0);

  g_assert_true (cw_feeder_move (CW_FEEDER (desk->machine), CW_MOVE_CONTACTLESS, NULL, &error));
  g_clear_pointer (&sentence, g_free);
  g_assert_false (cw_issue_print_sheet (&desk->saga.tools, CW_SHEET_TEST_CARD, NULL, &outcome, &sentence, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  desk_assert_machine (desk, 1, 1, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, steps, func) g_test_add ("/issue/feeder/" path, Desk, steps, desk_set_up, func, desk_tear_down)
#define ADD_BOTH(path, func)                                  \
  ADD ("print-first/" path, INSIDE_PRINT_FIRST, func);        \
  ADD ("encode-first/" path, INSIDE_ENCODE_FIRST, func)
  ADD_BOTH ("whole-way", test_whole_way);
  ADD_BOTH ("place-unknown", test_place_unknown);
  ADD_BOTH ("stranger-inside", test_stranger_inside);
  ADD_BOTH ("rejected", test_rejected);
  ADD_BOTH ("destroyed", test_destroyed);
  ADD_BOTH ("switched-off", test_switched_off);
  ADD_BOTH ("stopped-too-late", test_stopped_too_late);
  ADD_BOTH ("other-inside", test_other_inside);
  ADD ("print-first/sheet", INSIDE_PRINT_FIRST, test_sheet);
  ADD ("print-first/not-held", INSIDE_PRINT_FIRST, test_not_held);
  ADD ("print-first/print-contradicted", INSIDE_PRINT_FIRST, test_print_contradicted);
  ADD ("print-first/stopped", INSIDE_PRINT_FIRST, test_stopped);
  ADD ("encode-first/duplicate-chip", INSIDE_ENCODE_FIRST, test_duplicate_chip);
  ADD ("encode-first/feeder-empty", INSIDE_ENCODE_FIRST, test_feeder_empty);
  ADD ("encode-first/feed-in-doubt", INSIDE_ENCODE_FIRST, test_feed_in_doubt);
  ADD ("encode-first/feed-lost", INSIDE_ENCODE_FIRST, test_feed_lost);
  return g_test_run ();
}
