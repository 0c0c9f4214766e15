/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Batches on a demo station, as the window works with them: in which order the cards really came out
 * of the folder printer, a walk-in in the middle, pause, resume, cancel, trouble and doubt. */

#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/base/error.h"
#include "app/core/esi.h"
#include "app/station/batch.h"
#include "tests/issue/doubles.h"

#define CARDS 30
#define WALK_IN "lbtu/LF23001"

typedef struct
{
  char        *folder;
  CwStation   *station;
  GPtrArray   *students;
  guint        walk_in_at;/* begin it when so many are made; 0: never */
  gboolean     walk_in_done;
  CwIssueResult *walked;
  guint        made;      /* when the walk-in was begun */
} Fixture;

/* Family names fall: the list's order is the reverse of the order in the tray. */
static CwStudent *
add_student (Fixture *fixture,
             guint    n,
             gboolean with_photo)
{
  CwStore *store = cw_station_get_tools (fixture->station)->store;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) photo = cw_store_get_photo (store, WALK_IN, &error);
  CwStudent *student = cw_student_new ();

  student->number = g_strdup_printf ("BX%05u", n);
  student->institution_id = g_strdup ("lbtu");
  student->id = g_strconcat ("lbtu/", student->number, NULL);
  student->given_names = g_strdup ("Anna");
  student->family_name = g_strdup_printf ("Batch%02u", 99 - n);
  student->email = g_strdup_printf ("b%u@example.org", n);
  student->programme = g_strdup ("Forest Ecology");
  student->level = CW_ACADEMIC_LEVEL_BACHELOR;
  student->esi = cw_esi_make ("lbtu.lv", student->number, &error);
  g_assert_true (cw_store_put_student (store, student, &error));
  g_assert_true (!with_photo || cw_store_put_photo (store, student->id, photo, &error));
  g_assert_no_error (error);
  return student;
}

/* Cards without a chip and without a register: what is tested here is the order of things. */
static void
make_plain (CwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwProfile) profile = cw_store_get_profile (store, "lbtu-student", &error);
  g_autoptr (CwProfile) plain = cw_profile_new ();

  g_assert_no_error (error);
  plain->id = g_strdup (profile->id);
  plain->institution_id = g_strdup (profile->institution_id);
  plain->name = g_strdup (profile->name);
  plain->template_uri = g_strdup (profile->template_uri);
  plain->card_type = CW_CARD_TYPE_PASSIVE;
  plain->validity_months = 12;
  g_assert_true (cw_profile_set_steps (plain, "reserve,layout,print,verify,hand-over", &error));
  g_assert_true (cw_store_put_profile (store, plain, &error));
  g_assert_no_error (error);
}

static void
question_cb (CwStation        *station,
             const CwQuestion *question,
             gpointer          user_data)
{
  /* the print that is asked about did come out */
  cw_station_answer (station, question->kind == CW_QUESTION_HAND_OVER || question->kind == CW_QUESTION_WAS_PRINTED ? CW_ANSWER_YES : CW_ANSWER_LATER);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("cardwright-batch-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->station = cw_station_open (fixture->folder, TRUE, &error);
  g_assert_no_error (error);
  make_plain (cw_station_get_tools (fixture->station)->store);
  fixture->students = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_student_unref);
  g_signal_connect (fixture->station, "question", G_CALLBACK (question_cb), NULL);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (GSubprocess) process = NULL;

  cw_station_close (fixture->station);
  g_clear_object (&fixture->station);
  g_clear_pointer (&fixture->walked, cw_issue_result_free);
  g_ptr_array_unref (fixture->students);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "rm", "-rf", "--", fixture->folder, NULL);
  g_assert_true (g_subprocess_wait_check (process, NULL, NULL));
  g_free (fixture->folder);
}

static void
begun_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean *begun = user_data;

  g_assert_true (cw_station_begin_batch_finish (CW_STATION (source), result, &error));
  g_assert_no_error (error);
  *begun = TRUE;
}

static void
begin (Fixture *fixture,
       guint    n)
{
  gboolean begun = FALSE;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (fixture->students, add_student (fixture, i, TRUE));
  cw_station_begin_batch_async (fixture->station, "Intake", fixture->students, NULL, begun_cb, &begun);
  while (!begun)
    g_main_context_iteration (NULL, TRUE);
}

/* Runs the main loop until the batch is in @state: what a window does. */
static CwBatchNote *
wait_for (Fixture     *fixture,
          CwBatchState state)
{
  for (;;)
    {
      g_autoptr (CwBatchNote) note = cw_station_get_batch (fixture->station);

      if (note != NULL && note->state == state)
        return g_steal_pointer (&note);
      g_main_context_iteration (NULL, TRUE);
    }
}

static gint64
card_time (const char *folder,
           const char *escn)
{
  g_autofree char *path = g_build_filename (folder, "cards", escn, "card.pdf", NULL);
  GStatBuf status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  return (gint64) status.st_mtim.tv_sec * 1000000000 + status.st_mtim.tv_nsec;
}

typedef struct
{
  gint64 at;
  char  *student_id;
} CardOut;

static int
compare_cards (gconstpointer a,
               gconstpointer b)
{
  const CardOut *left = a;
  const CardOut *right = b;

  return left->at < right->at ? -1 : left->at > right->at;
}

static void
clear_card (gpointer data)
{
  g_free (((CardOut *) data)->student_id);
}

/* Whose cards lie in the printer's folder, in the order in which they were put there. */
static GArray *
read_tray (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "cards", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  GArray *cards = g_array_new (FALSE, FALSE, sizeof (CardOut));

  g_array_set_clear_func (cards, clear_card);
  for (const char *name = directory != NULL ? g_dir_read_name (directory) : NULL; name != NULL; name = g_dir_read_name (directory))
    {
      g_autoptr (CwCard) card = NULL;
      CardOut out = { 0 };
      CwEscn escn;

      if (!cw_escn_parse (name, &escn, NULL))
        continue;
      card = cw_store_find_card (cw_station_get_tools (fixture->station)->store, &escn, &error);
      g_assert_no_error (error);
      out.at = card_time (fixture->folder, name);
      out.student_id = g_strdup (card->student_id);
      g_array_append_val (cards, out);
    }
  g_array_sort (cards, compare_cards);
  return cards;
}

static void
assert_note (const CwBatchNote *note,
             guint              made,
             guint              failed,
             guint              in_doubt,
             guint              skipped,
             guint              waiting)
{
  g_test_message ("%s: %s; %s", note->name, note->reason != NULL ? note->reason : "-", note->forecast != NULL ? note->forecast : "-");
  g_assert_cmpuint (note->made, ==, made);
  g_assert_cmpuint (note->failed, ==, failed);
  g_assert_cmpuint (note->in_doubt, ==, in_doubt);
  g_assert_cmpuint (note->skipped, ==, skipped);
  g_assert_cmpuint (note->waiting, ==, waiting);
  g_assert_cmpuint (note->total, ==, made + failed + in_doubt + skipped + waiting);
}

static void
walked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  Fixture *fixture = user_data;

  fixture->walked = cw_station_issue_finish (CW_STATION (source), result, &error);
  g_assert_no_error (error);
  fixture->walk_in_done = TRUE;
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
  cw_station_issue_async (station, WALK_IN, 0, NULL, NULL, walked_cb, fixture);
}

static guint
count_ready (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) doubts = cw_station_list_doubts (fixture->station, &error);
  guint n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < doubts->len; i++)
    n += ((CwDoubt *) g_ptr_array_index (doubts, i))->ready;
  g_assert_cmpuint (n, ==, doubts->len);
  return n;
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
  begin (fixture, CARDS);
  note = wait_for (fixture, CW_BATCH_STATE_DONE);
  while (!fixture->walk_in_done)
    g_main_context_iteration (NULL, TRUE);
  assert_note (note, CARDS, 0, 0, 0, 0);
  g_assert_cmpint (fixture->walked->end, ==, CW_ISSUE_ISSUED);

  tray = read_tray (fixture);
  g_assert_cmpuint (tray->len, ==, CARDS + 1);
  while (g_strcmp0 (g_array_index (tray, CardOut, at).student_id, WALK_IN) != 0)
    at++;
  /* after what was made, or was at work, when the person came: one card at most */
  g_assert_cmpuint (at, >=, fixture->made);
  g_assert_cmpuint (at, <=, fixture->made + 1);
  g_array_remove_index (tray, at);
  for (guint i = 0; i < CARDS; i++)
    g_assert_cmpstr (g_array_index (tray, CardOut, i).student_id, ==, ((CwStudent *) g_ptr_array_index (fixture->students, CARDS - 1 - i))->id);
  g_assert_cmpuint (count_ready (fixture), ==, CARDS);

  cw_station_dismiss_batch (fixture->station);
  g_clear_pointer (&note, cw_batch_note_free);
  note = cw_station_get_batch (fixture->station);
  g_assert_null (note);
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

  begin (fixture, 2);
  note = wait_for (fixture, CW_BATCH_STATE_DONE);
  doubts = cw_station_list_doubts (fixture->station, &error);
  g_assert_cmpuint (count_ready (fixture), ==, 2);
  cw_station_issue_async (fixture->station, NULL, ((CwDoubt *) g_ptr_array_index (doubts, 0))->order_id, NULL, NULL, walked_cb, fixture);
  while (!fixture->walk_in_done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (fixture->walked->end, ==, CW_ISSUE_ISSUED);
  g_assert_cmpuint (count_ready (fixture), ==, 1);
  after = cw_station_read_batch (fixture->station, &error);
  g_assert_no_error (error);
  assert_note (after, 2, 0, 0, 0, 0);
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
  begin (fixture, 9);
  first = wait_for (fixture, CW_BATCH_STATE_PAUSED);
  g_assert_cmpuint (first->made, >=, 2);
  g_assert_cmpuint (first->made, <=, 3);
  g_assert_nonnull (first->reason);
  g_assert_cmpuint (first->seconds, >, 0);
  g_assert_nonnull (first->forecast);

  at = first->made + 2;
  cw_station_resume_batch (fixture->station);
  while (at != G_MAXUINT)
    g_main_context_iteration (NULL, TRUE);
  second = wait_for (fixture, CW_BATCH_STATE_PAUSED);
  made = second->made;
  g_assert_cmpuint (made, >=, first->made + 2);
  cw_station_cancel_batch (fixture->station);
  third = wait_for (fixture, CW_BATCH_STATE_CANCELLED);
  assert_note (third, third->made, 0, 0, 9 - third->made, 0);
  tray = read_tray (fixture);
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
  begin (fixture, 3);
  paused = wait_for (fixture, CW_BATCH_STATE_PAUSED);
  assert_note (paused, 0, 0, 0, 0, 3);
  g_assert_nonnull (strstr (paused->reason, "Scripted printer"));
  g_assert_cmpuint (printer->job_names->len, ==, 0);

  /* a printer that will not take the job: nothing was used, and the card is made later */
  printer->state = CW_PRINTER_STATE_IDLE;
  printer->submit_error = CW_ERROR_PRINTER_STOPPED;
  cw_station_resume_batch (fixture->station);
  while (printer->job_names->len == 0)
    g_main_context_iteration (NULL, TRUE);
  again = wait_for (fixture, CW_BATCH_STATE_PAUSED);
  while (again->current != NULL || again->reason == NULL)
    {
      g_main_context_iteration (NULL, TRUE);
      g_clear_pointer (&again, cw_batch_note_free);
      again = wait_for (fixture, CW_BATCH_STATE_PAUSED);
    }
  assert_note (again, 0, 0, 0, 0, 3);

  printer->submit_error = -1;
  cw_station_resume_batch (fixture->station);
  done = wait_for (fixture, CW_BATCH_STATE_DONE);
  assert_note (done, 3, 0, 0, 0, 0);
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
  begin (fixture, 3);
  paused = wait_for (fixture, CW_BATCH_STATE_PAUSED);
  assert_note (paused, 0, 0, 1, 0, 2);
  g_assert_nonnull (paused->reason);
  g_assert_cmpuint (printer->cards, ==, 1);

  /* the person looks, and says that it came out */
  doubts = cw_station_list_doubts (fixture->station, &error);
  g_assert_cmpuint (doubts->len, ==, 1);
  g_assert_false (((CwDoubt *) g_ptr_array_index (doubts, 0))->ready);
  cw_station_issue_async (fixture->station, NULL, ((CwDoubt *) g_ptr_array_index (doubts, 0))->order_id, NULL, NULL, walked_cb, fixture);
  while (!fixture->walk_in_done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (fixture->walked->end, ==, CW_ISSUE_ISSUED);
  settled = cw_station_read_batch (fixture->station, &error);
  assert_note (settled, 1, 0, 0, 0, 2);

  printer->watched = printer->settled = CW_PRINT_PRINTED;
  cw_station_resume_batch (fixture->station);
  done = wait_for (fixture, CW_BATCH_STATE_DONE);
  assert_note (done, 3, 0, 0, 0, 0);
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

  cw_station_issue_async (fixture->station, WALK_IN, 0, NULL, NULL, walked_cb, fixture);
  while (!fixture->walk_in_done)
    g_main_context_iteration (NULL, TRUE);
  g_ptr_array_add (fixture->students, cw_store_get_student (store, WALK_IN, &error));
  g_assert_cmpint (cw_issue_reserve (cw_station_get_tools (fixture->station), "lbtu/IT22014", "lbtu-student", NULL, &error), >, 0);
  g_ptr_array_add (fixture->students, cw_store_get_student (store, "lbtu/IT22014", &error));
  g_ptr_array_add (fixture->students, add_student (fixture, 50, FALSE));
  g_assert_no_error (error);

  begin (fixture, 2);
  done = wait_for (fixture, CW_BATCH_STATE_DONE);
  assert_note (done, 2, 1, 0, 2, 0);
  items = cw_store_list_batch_items (store, done->id, &error);
  for (guint i = 0; i < items->len; i++)
    {
      const CwBatchItemRow *item = g_ptr_array_index (items, i);

      told += item->sentence != NULL;
      g_assert_true ((item->sentence != NULL) == (item->state != CW_BATCH_ITEM_MADE));
    }
  g_assert_cmpuint (told, ==, 3);
}

/* One at a time; and the program may be closed in the middle. */
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

  begin (fixture, 6);
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
  g_signal_connect (fixture->station, "question", G_CALLBACK (question_cb), NULL);
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
        cw_station_issue_async (fixture->station, NULL, ((CwDoubt *) g_ptr_array_index (doubts, i))->order_id, NULL, NULL, walked_cb, fixture);
        while (!fixture->walk_in_done)
          g_main_context_iteration (NULL, TRUE);
      }
  cw_station_resume_batch (fixture->station);
  done = wait_for (fixture, CW_BATCH_STATE_DONE);
  assert_note (done, 6, 0, 0, 0, 0);
  tray = read_tray (fixture);
  g_assert_cmpuint (tray->len, ==, 6);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, func) g_test_add ("/station/batch/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("walk-in", test_walk_in);
  ADD ("hand-over", test_hand_over);
  ADD ("pause-and-cancel", test_pause_and_cancel);
  ADD ("trouble", test_trouble);
  ADD ("doubt", test_doubt);
  ADD ("left-out", test_left_out);
  ADD ("closed-in-the-middle", test_closed_in_the_middle);
  return g_test_run ();
}
