/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "tests/station/batch-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "app/base/error.h"
#include "app/core/esi.h"

/* Family names fall: the list's order is the reverse of the order in the tray. */
CwStudent *
batch_add_student (Fixture *fixture,
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

void
batch_question_cb (CwStation        *station,
                   const CwQuestion *question,
                   gpointer          user_data)
{
  /* the print that is asked about did come out */
  cw_station_answer (station, question->kind == CW_QUESTION_HAND_OVER || question->kind == CW_QUESTION_WAS_PRINTED ? CW_ANSWER_YES : CW_ANSWER_LATER);
}

void
batch_set_up (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("cardwright-batch-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->station = cw_station_open (fixture->folder, TRUE, &error);
  g_assert_no_error (error);
  make_plain (cw_station_get_tools (fixture->station)->store);
  fixture->students = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_student_unref);
  g_signal_connect (fixture->station, "question", G_CALLBACK (batch_question_cb), NULL);
}

void
batch_tear_down (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (GSubprocess) process = NULL;

  cw_station_close (fixture->station);
  g_clear_object (&fixture->station);
  g_clear_pointer (&fixture->walked, cw_issue_result_free);
  g_ptr_array_unref (fixture->students);
  g_free (fixture->second);
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

void
batch_begin (Fixture *fixture,
             guint    n)
{
  gboolean begun = FALSE;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (fixture->students, batch_add_student (fixture, i, TRUE));
  cw_station_begin_batch_async (fixture->station, "Intake", fixture->students, NULL, begun_cb, &begun);
  while (!begun)
    g_main_context_iteration (NULL, TRUE);
}

/* Runs the main loop until the batch is in @state: what a window does. */
CwBatchNote *
batch_wait_for (Fixture     *fixture,
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
GArray *
batch_read_tray (Fixture *fixture)
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

void
batch_assert_note (const CwBatchNote *note,
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

void
batch_walked_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  Fixture *fixture = user_data;

  fixture->walked = cw_station_issue_finish (CW_STATION (source), result, &error);
  g_assert_no_error (error);
  fixture->walk_in_done = TRUE;
}

guint
batch_count_ready (Fixture *fixture)
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
