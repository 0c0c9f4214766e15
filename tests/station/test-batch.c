/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Batches on a demo station, as the window works with them: in which order the cards really came out
 * of the folder printer, a walk-in in the middle, pause, resume, cancel, trouble and doubt. */

#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "app/base/error.h"
#include "tests/issue/doubles.h"
#include "tests/station/batch-fixture.h"

#define CARDS 30

static void
second_walked_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwIssueResult) issued = cw_station_issue_finish (CW_STATION (source), result, &error);
  Fixture *fixture = user_data;

  g_assert_no_error (error);
  g_assert_cmpint (issued->end, ==, CW_ISSUE_ISSUED);
  fixture->second_done = TRUE;
}

static void
changed_cb (CwStation *station,
            gpointer   user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (CwBatchNote) note = cw_station_get_batch (station);

  if (fixture->walk_in_at == 0 || note == NULL || note->made < fixture->walk_in_at)
    return;
  fixture->walk_in_at = 0;
  fixture->made = note->made;
  cw_station_issue_async (station, WALK_IN, 0, NULL, NULL, batch_walked_cb, fixture);
}

/* When the first walk-in has its card, another person stands there: the batch, whose next card waits
 * behind the first by now, lets them go as well. */
static void
second_cb (CwStation        *station,
           const CwQuestion *question,
           gpointer          user_data)
{
  Fixture *fixture = user_data;

  if (question->kind != CW_QUESTION_HAND_OVER || fixture->second != NULL)
    return;
  fixture->second = g_strdup ("lbtu/IT22014");
  cw_station_issue_async (station, fixture->second, 0, NULL, NULL, second_walked_cb, fixture);
}

static void
test_walk_in (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (CwBatchNote) note = NULL;
  g_autoptr (GArray) tray = NULL;
  guint at = 0;

  fixture->walk_in_at = 12;
  g_signal_connect (fixture->station, "batch-changed", G_CALLBACK (changed_cb), fixture);
  batch_begin (fixture, CARDS);
  note = batch_wait_for (fixture, CW_BATCH_STATE_DONE);
  while (!fixture->walk_in_done)
    g_main_context_iteration (NULL, TRUE);
  batch_assert_note (note, CARDS, 0, 0, 0, 0);
  g_assert_cmpint (fixture->walked->end, ==, CW_ISSUE_ISSUED);

  tray = batch_read_tray (fixture);
  g_assert_cmpuint (tray->len, ==, CARDS + 1);
  while (g_strcmp0 (g_array_index (tray, CardOut, at).student_id, WALK_IN) != 0)
    at++;
  /* after what was made, or was at work, when the person came: one card at most */
  g_assert_cmpuint (at, >=, fixture->made);
  g_assert_cmpuint (at, <=, fixture->made + 1);
  g_array_remove_index (tray, at);
  for (guint i = 0; i < CARDS; i++)
    g_assert_cmpstr (g_array_index (tray, CardOut, i).student_id, ==, ((CwStudent *) g_ptr_array_index (fixture->students, CARDS - 1 - i))->id);
  g_assert_cmpuint (batch_count_ready (fixture), ==, CARDS);

  cw_station_dismiss_batch (fixture->station);
  g_clear_pointer (&note, cw_batch_note_free);
  note = cw_station_get_batch (fixture->station);
  g_assert_null (note);
}

static guint
find_in_tray (GArray     *tray,
              const char *student_id)
{
  for (guint i = 0; i < tray->len; i++)
    if (g_strcmp0 (g_array_index (tray, CardOut, i).student_id, student_id) == 0)
      return i;
  g_assert_not_reached ();
}

static void
test_two_walk_ins (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr (CwBatchNote) note = NULL;
  g_autoptr (GArray) tray = NULL;

  fixture->walk_in_at = 2;
  g_signal_handlers_disconnect_by_func (fixture->station, batch_question_cb, NULL);
  g_signal_connect (fixture->station, "question", G_CALLBACK (second_cb), fixture);
  g_signal_connect (fixture->station, "question", G_CALLBACK (batch_question_cb), NULL);
  g_signal_connect (fixture->station, "batch-changed", G_CALLBACK (changed_cb), fixture);
  batch_begin (fixture, 8);
  note = batch_wait_for (fixture, CW_BATCH_STATE_DONE);
  while (!fixture->walk_in_done || !fixture->second_done)
    g_main_context_iteration (NULL, TRUE);
  batch_assert_note (note, 8, 0, 0, 0, 0);
  tray = batch_read_tray (fixture);
  g_assert_cmpuint (tray->len, ==, 10);
  g_assert_cmpuint (find_in_tray (tray, fixture->second), ==, find_in_tray (tray, WALK_IN) + 1);
}

/* Stops a card that waits for its hand-over: the order stays open, and nothing is lost. */
static void
stop_cb (CwStation        *station,
         const CwQuestion *question,
         gpointer          user_data)
{
  cw_station_cancel_print (station);
}

static void
test_cancel_print (Fixture      *fixture,
                   gconstpointer data)
{
  cw_station_cancel_print (fixture->station);
  g_signal_handlers_disconnect_by_func (fixture->station, batch_question_cb, NULL);
  g_signal_connect (fixture->station, "question", G_CALLBACK (stop_cb), NULL);
  cw_station_issue_async (fixture->station, WALK_IN, 0, NULL, NULL, batch_walked_cb, fixture);
  while (!fixture->walk_in_done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (fixture->walked->end, ==, CW_ISSUE_IN_DOUBT);
  g_assert_cmpuint (batch_count_ready (fixture), ==, 1);
}

/* A card of the tray is handed over by taking its order up. */
static void
test_hand_over (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwBatchNote) note = NULL;
  g_autoptr (CwBatchNote) after = NULL;
  g_autoptr (GPtrArray) doubts = NULL;

  batch_begin (fixture, 2);
  note = batch_wait_for (fixture, CW_BATCH_STATE_DONE);
  doubts = cw_station_list_doubts (fixture->station, &error);
  g_assert_cmpuint (batch_count_ready (fixture), ==, 2);
  cw_station_issue_async (fixture->station, NULL, ((CwDoubt *) g_ptr_array_index (doubts, 0))->order_id, NULL, NULL, batch_walked_cb, fixture);
  while (!fixture->walk_in_done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (fixture->walked->end, ==, CW_ISSUE_ISSUED);
  g_assert_cmpuint (batch_count_ready (fixture), ==, 1);
  after = cw_station_read_batch (fixture->station, &error);
  g_assert_no_error (error);
  batch_assert_note (after, 2, 0, 0, 0, 0);
}

static void
pause_cb (CwStation *station,
          gpointer   user_data)
{
  g_autoptr (CwBatchNote) note = cw_station_get_batch (station);
  guint *at = user_data;

  if (note == NULL || note->made < *at)
    return;
  *at = G_MAXUINT;
  cw_station_pause_batch (station);
}

static void
test_pause_and_cancel (Fixture      *fixture,
                       gconstpointer data)
{
  g_autoptr (CwBatchNote) first = NULL;
  g_autoptr (CwBatchNote) second = NULL;
  g_autoptr (CwBatchNote) third = NULL;
  g_autoptr (GArray) tray = NULL;
  guint at = 2;
  guint made;

  g_signal_connect (fixture->station, "batch-changed", G_CALLBACK (pause_cb), &at);
  batch_begin (fixture, 9);
  first = batch_wait_for (fixture, CW_BATCH_STATE_PAUSED);
  g_assert_cmpuint (first->made, >=, 2);
  g_assert_cmpuint (first->made, <=, 3);
  g_assert_nonnull (first->reason);
  g_assert_cmpuint (first->seconds, >, 0);
  g_assert_nonnull (first->forecast);

  at = first->made + 2;
  cw_station_resume_batch (fixture->station);
  while (at != G_MAXUINT)
    g_main_context_iteration (NULL, TRUE);
  second = batch_wait_for (fixture, CW_BATCH_STATE_PAUSED);
  made = second->made;
  g_assert_cmpuint (made, >=, first->made + 2);
  cw_station_cancel_batch (fixture->station);
  third = batch_wait_for (fixture, CW_BATCH_STATE_CANCELLED);
  batch_assert_note (third, third->made, 0, 0, 9 - third->made, 0);
  tray = batch_read_tray (fixture);
  g_assert_cmpuint (tray->len, ==, third->made);
}

/* Puts a printer in the place of the folder printer that does what it is told. */
static ScriptedPrinter *
script_printer (Fixture *fixture)
{
  CwIssueTools *tools = (CwIssueTools *) cw_station_get_tools (fixture->station);
  ScriptedPrinter *printer = scripted_printer_new ();

  g_object_unref (tools->printer);
  tools->printer = CW_PRINTER (g_object_ref (printer));
  return printer;
}

static void
test_trouble (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (ScriptedPrinter) printer = script_printer (fixture);
  g_autoptr (CwBatchNote) paused = NULL;
  g_autoptr (CwBatchNote) again = NULL;
  g_autoptr (CwBatchNote) done = NULL;

  printer->state = CW_PRINTER_STATE_STOPPED;
  batch_begin (fixture, 3);
  paused = batch_wait_for (fixture, CW_BATCH_STATE_PAUSED);
  batch_assert_note (paused, 0, 0, 0, 0, 3);
  g_assert_nonnull (strstr (paused->reason, "Scripted printer"));
  g_assert_cmpuint (printer->job_names->len, ==, 0);

  /* a printer that will not take the job: nothing was used, and the card is made later */
  printer->state = CW_PRINTER_STATE_IDLE;
  printer->submit_error = CW_ERROR_PRINTER_STOPPED;
  cw_station_resume_batch (fixture->station);
  while (printer->job_names->len == 0)
    g_main_context_iteration (NULL, TRUE);
  again = batch_wait_for (fixture, CW_BATCH_STATE_PAUSED);
  while (again->current != NULL || again->reason == NULL)
    {
      g_main_context_iteration (NULL, TRUE);
      g_clear_pointer (&again, cw_batch_note_free);
      again = batch_wait_for (fixture, CW_BATCH_STATE_PAUSED);
    }
  batch_assert_note (again, 0, 0, 0, 0, 3);

  printer->submit_error = -1;
  cw_station_resume_batch (fixture->station);
  done = batch_wait_for (fixture, CW_BATCH_STATE_DONE);
  batch_assert_note (done, 3, 0, 0, 0, 0);
  g_assert_cmpuint (printer->cards, ==, 3);
}

static void
test_doubt (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (ScriptedPrinter) printer = script_printer (fixture);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwBatchNote) paused = NULL;
  g_autoptr (CwBatchNote) settled = NULL;
  g_autoptr (CwBatchNote) done = NULL;
  g_autoptr (GPtrArray) doubts = NULL;

  printer->watched = printer->settled = CW_PRINT_UNCERTAIN;
  batch_begin (fixture, 3);
  paused = batch_wait_for (fixture, CW_BATCH_STATE_PAUSED);
  batch_assert_note (paused, 0, 0, 1, 0, 2);
  g_assert_nonnull (paused->reason);
  g_assert_cmpuint (printer->cards, ==, 1);

  /* the person looks, and says that it came out */
  doubts = cw_station_list_doubts (fixture->station, &error);
  g_assert_cmpuint (doubts->len, ==, 1);
  g_assert_false (((CwDoubt *) g_ptr_array_index (doubts, 0))->ready);
  cw_station_issue_async (fixture->station, NULL, ((CwDoubt *) g_ptr_array_index (doubts, 0))->order_id, NULL, NULL, batch_walked_cb, fixture);
  while (!fixture->walk_in_done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (fixture->walked->end, ==, CW_ISSUE_ISSUED);
  settled = cw_station_read_batch (fixture->station, &error);
  batch_assert_note (settled, 1, 0, 0, 0, 2);

  printer->watched = printer->settled = CW_PRINT_PRINTED;
  cw_station_resume_batch (fixture->station);
  done = batch_wait_for (fixture, CW_BATCH_STATE_DONE);
  batch_assert_note (done, 3, 0, 0, 0, 0);
  g_assert_cmpuint (printer->cards, ==, 3);
}

/* Who has a card, or one being made, is left out and the rest is not kept waiting; so is a record
 * that lacks something. */
static void
test_left_out (Fixture      *fixture,
               gconstpointer data)
{
  CwStore *store = cw_station_get_tools (fixture->station)->store;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwBatchNote) done = NULL;
  g_autoptr (GPtrArray) items = NULL;
  guint told = 0;

  cw_station_issue_async (fixture->station, WALK_IN, 0, NULL, NULL, batch_walked_cb, fixture);
  while (!fixture->walk_in_done)
    g_main_context_iteration (NULL, TRUE);
  g_ptr_array_add (fixture->students, cw_store_get_student (store, WALK_IN, &error));
  g_assert_cmpint (cw_issue_reserve (cw_station_get_tools (fixture->station), "lbtu/IT22014", "lbtu-student", NULL, &error), >, 0);
  g_ptr_array_add (fixture->students, cw_store_get_student (store, "lbtu/IT22014", &error));
  g_ptr_array_add (fixture->students, batch_add_student (fixture, 50, FALSE));
  g_assert_no_error (error);

  batch_begin (fixture, 2);
  done = batch_wait_for (fixture, CW_BATCH_STATE_DONE);
  batch_assert_note (done, 2, 1, 0, 2, 0);
  items = cw_store_list_batch_items (store, done->id, &error);
  for (guint i = 0; i < items->len; i++)
    {
      const CwBatchItemRow *item = g_ptr_array_index (items, i);

      told += item->sentence != NULL;
      g_assert_true ((item->sentence != NULL) == (item->state != CW_BATCH_ITEM_MADE));
    }
  g_assert_cmpuint (told, ==, 3);
}

static void
previewed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  CwPreview **preview = user_data;

  *preview = cw_station_preview_finish (CW_STATION (source), result, &error);
  g_assert_no_error (error);
}

static CwPreview *
look_at (Fixture *fixture)
{
  CwPreview *preview = NULL;

  cw_station_preview_async (fixture->station, WALK_IN, 0, NULL, previewed_cb, &preview);
  while (preview == NULL)
    g_main_context_iteration (NULL, TRUE);
  return preview;
}

/* The desk knows before it begins that another card needs a reason. */
static void
test_in_force (Fixture      *fixture,
               gconstpointer data)
{
  const CwReissue lost = { .reason = CW_REISSUE_REASON_LOST };
  g_autoptr (CwPreview) before = look_at (fixture);
  g_autoptr (CwPreview) after = NULL;
  g_autofree char *escn = NULL;

  g_assert_null (before->in_force);
  cw_station_issue_async (fixture->station, WALK_IN, 0, NULL, NULL, batch_walked_cb, fixture);
  while (!fixture->walk_in_done)
    g_main_context_iteration (NULL, TRUE);
  after = look_at (fixture);
  g_assert_nonnull (after->in_force);
  escn = cw_escn_to_string (&after->in_force->escn);
  g_assert_cmpstr (escn, ==, fixture->walked->escn);

  fixture->walk_in_done = FALSE;
  g_clear_pointer (&fixture->walked, cw_issue_result_free);
  cw_station_issue_async (fixture->station, WALK_IN, 0, &lost, NULL, batch_walked_cb, fixture);
  while (!fixture->walk_in_done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (fixture->walked->end, ==, CW_ISSUE_ISSUED);
  g_assert_cmpstr (escn, !=, fixture->walked->escn);
}

static void
refused_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean *refused = user_data;

  g_assert_false (cw_station_begin_batch_finish (CW_STATION (source), result, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_BUSY);
  *refused = TRUE;
}

/* One at a time; and the program may be closed in the middle. */
static void
test_closed_in_the_middle (Fixture      *fixture,
                           gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwBatchNote) before = NULL;
  g_autoptr (CwBatchNote) found = NULL;
  g_autoptr (CwBatchNote) done = NULL;
  g_autoptr (GArray) tray = NULL;
  g_autoptr (GPtrArray) doubts = NULL;
  gboolean refused = FALSE;

  batch_begin (fixture, 6);
  cw_station_begin_batch_async (fixture->station, "Another", fixture->students, NULL, refused_cb, &refused);
  do
    {
      g_main_context_iteration (NULL, TRUE);
      g_clear_pointer (&before, cw_batch_note_free);
      before = cw_station_get_batch (fixture->station);
    }
  while (!refused || before->made < 2);
  cw_station_close (fixture->station);
  g_clear_object (&fixture->station);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  fixture->station = cw_station_open (fixture->folder, TRUE, &error);
  g_assert_no_error (error);
  g_signal_connect (fixture->station, "question", G_CALLBACK (batch_question_cb), NULL);
  found = cw_station_get_batch (fixture->station);
  g_assert_nonnull (found);
  g_assert_cmpint (found->state, ==, CW_BATCH_STATE_PAUSED);
  g_assert_nonnull (found->reason);
  g_assert_cmpuint (found->made, >=, 2);

  doubts = cw_station_list_doubts (fixture->station, &error);
  /* a card that was stopped in the middle is a doubt like any other */
  for (guint i = 0; i < doubts->len; i++)
    if (!((CwDoubt *) g_ptr_array_index (doubts, i))->ready)
      {
        fixture->walk_in_done = FALSE;
        g_clear_pointer (&fixture->walked, cw_issue_result_free);
        cw_station_issue_async (fixture->station, NULL, ((CwDoubt *) g_ptr_array_index (doubts, i))->order_id, NULL, NULL, batch_walked_cb, fixture);
        while (!fixture->walk_in_done)
          g_main_context_iteration (NULL, TRUE);
      }
  cw_station_resume_batch (fixture->station);
  done = batch_wait_for (fixture, CW_BATCH_STATE_DONE);
  batch_assert_note (done, 6, 0, 0, 0, 0);
  tray = batch_read_tray (fixture);
  g_assert_cmpuint (tray->len, ==, 6);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, func) g_test_add ("/station/batch/" path, Fixture, NULL, batch_set_up, func, batch_tear_down)
  ADD ("walk-in", test_walk_in);
  ADD ("two-walk-ins", test_two_walk_ins);
  ADD ("hand-over", test_hand_over);
  ADD ("cancel-print", test_cancel_print);
  ADD ("pause-and-cancel", test_pause_and_cancel);
  ADD ("trouble", test_trouble);
  ADD ("doubt", test_doubt);
  ADD ("left-out", test_left_out);
  ADD ("in-force", test_in_force);
  ADD ("closed-in-the-middle", test_closed_in_the_middle);
  return g_test_run ();
}
