/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a start finds in the printer and its queue: found without touching anything, and settled so that
 * the books agree with what the machine really did. */

#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "app/base/error.h"
#include "app/issue/leftover.h"
#include "app/station/leftovers.h"
#include "inside.h"

static GPtrArray *
find (Desk *desk)
{
  g_autoptr (GError) error = NULL;
  guint plastics = desk->machine->plastics->len;
  int inside = desk->machine->inside;
  GPtrArray *found = cw_issue_find_leftovers (&desk->saga.tools, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (desk->machine->plastics->len, ==, plastics);
  g_assert_cmpint (desk->machine->inside, ==, inside);
  g_assert_cmpuint (desk->machine->cancelled, ==, 0);
  return found;
}

/* The only leftover, which must be of that kind and offer exactly those acts and to leave it. */
static CwLeftover *
find_one (Desk          *desk,
          CwLeftoverKind kind,
          guint          acts)
{
  g_autoptr (GPtrArray) found = find (desk);
  CwLeftover *leftover;

  g_assert_cmpuint (found->len, ==, 1);
  leftover = cw_leftover_copy (g_ptr_array_index (found, 0));
  g_test_message ("found: %s", leftover->sentence);
  g_assert_cmpint (leftover->kind, ==, kind);
  g_assert_cmphex (leftover->acts, ==, acts | 1u << CW_LEFTOVER_LEAVE);
  return leftover;
}

static void
assert_nothing (Desk *desk)
{
  g_autoptr (GPtrArray) found = find (desk);

  g_assert_cmpuint (found->len, ==, 0);
}

static CwIssueResult *
settle (Desk          *desk,
        CwLeftover    *leftover,
        CwLeftoverAct  act)
{
  g_autoptr (GError) error = NULL;
  CwIssueResult *result = NULL;

  g_assert_true (cw_issue_settle_leftover (&desk->saga.tools, leftover, act, CW_OPERATOR (desk->saga.operator), NULL, &result, &error));
  g_assert_no_error (error);
  if (result != NULL)
    g_test_message ("settled: %s", result->sentence);
  return result;
}

#define FINISH (1u << CW_LEFTOVER_FINISH)
#define REJECT (1u << CW_LEFTOVER_REJECT)
#define HAND_OVER (1u << CW_LEFTOVER_HAND_OVER)
#define CANCEL (1u << CW_LEFTOVER_CANCEL_JOB)

/* An order whose card is inside and not finished, and a program that was started again. */
static gint64
leave_inside (Desk *desk)
{
  gint64 order_id = desk_reserve (desk, STUDENT);

  desk->machine->outcome = CW_PRINT_UNCERTAIN;
  desk_expect (desk, CW_QUESTION_WAS_PRINTED, CW_ANSWER_LATER);
  g_assert_cmpint (desk_run (desk, order_id), ==, CW_ISSUE_IN_DOUBT);
  desk_assert_machine (desk, 1, 0, 0);
  desk_restart (desk);
  return order_id;
}

static void
test_finish (Desk         *desk,
             gconstpointer data)
{
  gint64 order_id = leave_inside (desk);
  g_autoptr (CwLeftover) leftover = find_one (desk, CW_LEFTOVER_CARD_INSIDE, FINISH | REJECT | HAND_OVER);
  g_autoptr (CwIssueResult) result = NULL;

  g_assert_cmpint (leftover->order_id, ==, order_id);
  desk_expect (desk, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  result = settle (desk, leftover, CW_LEFTOVER_FINISH);
  g_assert_cmpint (result->end, ==, CW_ISSUE_ISSUED);
  desk_assert_machine (desk, 0, 1, 0);
  g_assert_cmpuint (desk->machine->plastics->len, ==, 1);
  saga_assert_plastics (&desk->saga, order_id, "issued");
  assert_nothing (desk);
}

static void
test_reject (Desk         *desk,
             gconstpointer data)
{
  gint64 order_id = leave_inside (desk);
  g_autoptr (CwLeftover) leftover = find_one (desk, CW_LEFTOVER_CARD_INSIDE, FINISH | REJECT | HAND_OVER);
  g_autoptr (CwIssueResult) result = settle (desk, leftover, CW_LEFTOVER_REJECT);

  g_assert_cmpint (result->end, ==, CW_ISSUE_FAILED);
  desk_assert_machine (desk, 0, 0, 1);
  saga_assert_plastics (&desk->saga, order_id, "spoiled");
  assert_nothing (desk);
}

/* Given out: what cannot be finished outside is asked about, and destroyed. */
static void
test_hand_over (Desk         *desk,
                gconstpointer data)
{
  gint64 order_id = leave_inside (desk);
  g_autoptr (CwLeftover) leftover = find_one (desk, CW_LEFTOVER_CARD_INSIDE, FINISH | REJECT | HAND_OVER);
  g_autoptr (CwIssueResult) result = NULL;

  desk_expect (desk, CW_QUESTION_TRY_AGAIN, CW_ANSWER_SPOILED);
  desk_expect (desk, CW_QUESTION_DESTROY, CW_ANSWER_YES);
  result = settle (desk, leftover, CW_LEFTOVER_HAND_OVER);
  g_assert_cmpint (result->end, ==, CW_ISSUE_FAILED);
  desk_assert_machine (desk, 0, 1, 0);
  saga_assert_plastics (&desk->saga, order_id, "spoiled");
}

/* Nobody's card, with a reject tray: a row of its own, and no hand needed. */
static void
test_stranger (Desk         *desk,
               gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwLeftover) leftover = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *uid = NULL;
  const CwPlasticRow *row;

  g_assert_true (cw_feeder_move (CW_FEEDER (desk->machine), CW_MOVE_CONTACTLESS, NULL, &error));
  uid = machine_read_uid (desk->machine, 0);
  leftover = find_one (desk, CW_LEFTOVER_CARD_INSIDE, REJECT | HAND_OVER);
  g_assert_cmpint (leftover->order_id, ==, 0);
  g_assert_cmpstr (leftover->uid, ==, uid);
  g_assert_null (settle (desk, leftover, CW_LEFTOVER_REJECT));
  desk_assert_machine (desk, 0, 0, 1);
  rows = cw_store_list_ledger (desk->saga.tools.store, NULL, 0, 0, &error);
  g_assert_cmpuint (rows->len, ==, 1);
  row = g_ptr_array_index (rows, 0);
  g_assert_cmpint (row->purpose, ==, CW_PLASTIC_PURPOSE_FOUND);
  g_assert_cmpint (row->state, ==, CW_PLASTIC_STATE_SPOILED);
  g_assert_cmpstr (row->uid, ==, uid);
  assert_nothing (desk);
}

/* Without a reject tray it is asked for until it is destroyed, also after another start. */
static void
test_stranger_destroyed (Desk         *desk,
                         gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwLeftover) leftover = NULL;
  g_autoptr (CwLeftover) again = NULL;
  CwLedgerSum sum;

  g_assert_true (cw_feeder_move (CW_FEEDER (desk->machine), CW_MOVE_CONTACTLESS, NULL, &error));
  desk->machine->traits.reject = FALSE;
  leftover = find_one (desk, CW_LEFTOVER_CARD_INSIDE, REJECT | HAND_OVER);
  desk_expect (desk, CW_QUESTION_DESTROY, CW_ANSWER_LATER);
  g_assert_false (cw_issue_settle_leftover (&desk->saga.tools, leftover, CW_LEFTOVER_REJECT, CW_OPERATOR (desk->saga.operator), NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_IN_DOUBT);
  desk_assert_machine (desk, 0, 1, 0);

  desk_restart (desk);
  again = find_one (desk, CW_LEFTOVER_CARD_INSIDE, REJECT);
  desk_expect (desk, CW_QUESTION_DESTROY, CW_ANSWER_YES);
  g_assert_null (settle (desk, again, CW_LEFTOVER_REJECT));
  g_assert_true (cw_store_sum_ledger (desk->saga.tools.store, NULL, &sum, NULL));
  g_assert_cmpuint (sum.asked, ==, 1);
  g_assert_cmpuint (sum.spoiled, ==, 1);
  assert_nothing (desk);
}

/* A student's card was put in by mistake: its chip says whose it is, and it is given back whole. */
static void
test_issued_card (Desk         *desk,
                  gconstpointer data)
{
  gint64 order_id = desk_reserve (desk, STUDENT);
  g_autoptr (CwLeftover) leftover = NULL;

  desk_expect (desk, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  g_assert_cmpint (desk_run (desk, order_id), ==, CW_ISSUE_ISSUED);
  desk->machine->inside = 0;
  ((MachinePlastic *) g_ptr_array_index (desk->machine->plastics, 0))->place = MACHINE_INSIDE;
  g_assert_true (cw_feeder_move (CW_FEEDER (desk->machine), CW_MOVE_CONTACTLESS, NULL, NULL));
  leftover = find_one (desk, CW_LEFTOVER_CARD_INSIDE, HAND_OVER);
  g_assert_null (settle (desk, leftover, CW_LEFTOVER_HAND_OVER));
  desk_assert_machine (desk, 0, 1, 0);
  saga_assert_plastics (&desk->saga, order_id, "issued");
}

static void
test_place_unknown (Desk         *desk,
                    gconstpointer data)
{
  g_autoptr (CwLeftover) leftover = NULL;
  g_autoptr (GError) error = NULL;

  desk->machine->place_unknown = TRUE;
  leftover = find_one (desk, CW_LEFTOVER_CARD_INSIDE, 0);
  g_assert_false (cw_issue_settle_leftover (&desk->saga.tools, leftover, CW_LEFTOVER_REJECT, CW_OPERATOR (desk->saga.operator), NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
}

static void
test_switched_off (Desk         *desk,
                   gconstpointer data)
{
  leave_inside (desk);
  desk->machine->unreachable = TRUE;
  assert_nothing (desk);
}

/* A job of ours that the queue still has: its order is taken up and settles by itself. */
static gint64
leave_job (Desk *desk)
{
  gint64 order_id = desk_reserve (desk, STUDENT);
  g_autoptr (CwCard) card = cw_store_get_card_of_order (desk->saga.tools.store, order_id, NULL);

  desk->machine->prints = FALSE;
  desk->machine->outcome = CW_PRINT_UNCERTAIN;
  desk_expect (desk, CW_QUESTION_WAS_PRINTED, CW_ANSWER_LATER);
  g_assert_cmpint (desk_run (desk, order_id), ==, CW_ISSUE_IN_DOUBT);
  desk_restart (desk);
  g_ptr_array_add (desk->machine->jobs, cw_escn_to_string (&card->escn));
  return order_id;
}

static void
test_job_cancelled (Desk         *desk,
                    gconstpointer data)
{
  gint64 order_id = leave_job (desk);
  g_autoptr (CwLeftover) leftover = find_one (desk, CW_LEFTOVER_JOB, FINISH | CANCEL);
  g_autoptr (CwIssueResult) result = NULL;

  g_assert_cmpint (leftover->order_id, ==, order_id);
  /* taken off, found out about, and nothing is printed again by itself */
  result = settle (desk, leftover, CW_LEFTOVER_CANCEL_JOB);
  g_assert_cmpuint (desk->machine->cancelled, ==, 1);
  g_assert_cmpint (result->end, ==, CW_ISSUE_IN_DOUBT);
  saga_assert_plastics (&desk->saga, order_id, "failed");
  g_assert_cmpuint (desk->machine->plastics->len, ==, 0);
}

/* Between finding and settling the printer began its numbers anew: another job is left alone. */
static void
test_job_renumbered (Desk         *desk,
                     gconstpointer data)
{
  g_autoptr (CwLeftover) leftover = NULL;
  g_autoptr (CwIssueResult) result = NULL;

  leave_job (desk);
  leftover = find_one (desk, CW_LEFTOVER_JOB, FINISH | CANCEL);
  g_ptr_array_remove_index (desk->machine->jobs, 0);
  g_ptr_array_add (desk->machine->jobs, g_strdup ("Letter to the dean"));
  result = settle (desk, leftover, CW_LEFTOVER_CANCEL_JOB);
  g_assert_cmpint (result->end, ==, CW_ISSUE_IN_DOUBT);
  g_assert_cmpuint (desk->machine->cancelled, ==, 0);
  g_assert_cmpuint (desk->machine->jobs->len, ==, 1);
}

static void
test_foreign_jobs (Desk         *desk,
                   gconstpointer data)
{
  /* a number of another station, a letter, and a name that is no number with a turn behind it */
  static const char *const names[] = { "36d9d810-a9d0-11f0-8123-456789012345", "Letter to the dean", "36d9d810-a9d0-11f0-8123-456789012345/x" };
  g_autoptr (GPtrArray) found = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_ptr_array_add (desk->machine->jobs, g_strdup (names[i]));
  found = find (desk);
  g_assert_cmpuint (found->len, ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < found->len; i++)
    {
      const CwLeftover *leftover = g_ptr_array_index (found, i);

      g_assert_cmpint (leftover->kind, ==, CW_LEFTOVER_FOREIGN_JOB);
      g_assert_cmphex (leftover->acts, ==, 1u << CW_LEFTOVER_LEAVE);
      g_assert_nonnull (strstr (leftover->sentence, "ilze"));
    }
}

/* Of an order that has ended: it can only be taken off. */
static void
test_job_of_closed_order (Desk         *desk,
                          gconstpointer data)
{
  gint64 order_id = desk_reserve (desk, STUDENT);
  g_autoptr (CwCard) card = NULL;
  g_autoptr (CwLeftover) leftover = NULL;

  desk_expect (desk, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  g_assert_cmpint (desk_run (desk, order_id), ==, CW_ISSUE_ISSUED);
  card = cw_store_get_card_of_order (desk->saga.tools.store, order_id, NULL);
  g_ptr_array_add (desk->machine->jobs, cw_escn_to_string (&card->escn));
  leftover = find_one (desk, CW_LEFTOVER_JOB, CANCEL);
  g_assert_cmpint (leftover->order_id, ==, 0);
  g_assert_null (settle (desk, leftover, CW_LEFTOVER_CANCEL_JOB));
  g_assert_cmpuint (desk->machine->cancelled, ==, 1);
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

/* The station's own doors, off its thread. */
static void
test_station (Desk         *desk,
              gconstpointer data)
{
  CwStation *station = desk->saga.station;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) settled = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;
  CwLeftover nothing = { .kind = CW_LEFTOVER_FOREIGN_JOB, .acts = 1u << CW_LEFTOVER_LEAVE, .sentence = (char *) "A job." };

  cw_station_find_leftovers_async (station, NULL, found_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  found = cw_station_find_leftovers_finish (station, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 0);

  cw_station_settle_leftover_async (station, &nothing, CW_LEFTOVER_LEAVE, NULL, found_cb, &settled);
  while (settled == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (cw_station_settle_leftover_finish (station, settled, &error));
  g_assert_no_error (error);
}

static void
test_names (void)
{
  CwLeftoverAct act;

  for (CwLeftoverAct each = CW_LEFTOVER_FINISH; each <= CW_LEFTOVER_LEAVE; each++)
    {
      g_assert_true (cw_leftover_act_from_name (cw_leftover_act_to_name (each), &act));
      g_assert_cmpint (act, ==, each);
      g_assert_nonnull (cw_leftover_act_to_label (each));
    }
  g_assert_false (cw_leftover_act_from_name ("burn", &act));
  g_assert_false (cw_leftover_act_from_name (NULL, &act));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, func) g_test_add ("/issue/leftover/" path, Desk, INSIDE_PRINT_FIRST, desk_set_up, func, desk_tear_down)
  ADD ("finish", test_finish);
  ADD ("reject", test_reject);
  ADD ("hand-over", test_hand_over);
  ADD ("stranger", test_stranger);
  ADD ("stranger-destroyed", test_stranger_destroyed);
  ADD ("issued-card", test_issued_card);
  ADD ("place-unknown", test_place_unknown);
  ADD ("switched-off", test_switched_off);
  ADD ("job-cancelled", test_job_cancelled);
  ADD ("job-renumbered", test_job_renumbered);
  ADD ("foreign-jobs", test_foreign_jobs);
  ADD ("job-of-closed-order", test_job_of_closed_order);
  ADD ("station", test_station);
  g_test_add_func ("/issue/leftover/names", test_names);
  return g_test_run ();
}
