/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One run of a batch on a demo station that may die at a commit: the child of test-batch-crash. The
 * printer's folder stays as it was at that moment.
 *
 *   batch-child FOLDER EVENT
 *
 * EVENT n > 0: SIGKILL itself at the n-th commit event, each commit being two events, just before and
 * just after. 0: never. Begins a batch when there never was one, and runs it to its end; the operator
 * looks into the folder and says what is there. Exit 0: the batch is done. */

#define G_LOG_DOMAIN "batch-child"

#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/station/batch.h"

static guint events;
static guint deadly;

static void
count_commit (gboolean before,
              gpointer user_data)
{
  if (++events == deadly)
    kill (getpid (), SIGKILL);
}

#define TYPE_HONEST (honest_get_type ())
G_DECLARE_FINAL_TYPE (Honest, honest, TEST, HONEST, GObject)

struct _Honest
{
  GObject    parent_instance;

  CwStation *station;
};

static void honest_iface_init (CwOperatorInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (Honest, honest, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (CW_TYPE_OPERATOR, honest_iface_init))

static void
honest_show (CwOperator  *operator,
             CwStage      stage,
             CwStageState state,
             const char  *sentence)
{
}

static CwAnswer
honest_ask (CwOperator       *operator,
            const CwQuestion *question,
            GCancellable     *cancellable)
{
  Honest *self = TEST_HONEST (operator);
  g_autoptr (CwCard) card = cw_store_get_card_of_order (cw_station_get_tools (self->station)->store, question->order_id, NULL);
  g_autofree char *escn = cw_escn_to_string (&card->escn);
  g_autofree char *path = g_build_filename (cw_station_get_directory (self->station), "cards", escn, "card.pdf", NULL);

  g_printerr ("asked: %s (%s)\n", question->sentence, question->detail);
  switch (question->kind)
    {
    case CW_QUESTION_WAS_PRINTED:
      return g_file_test (path, G_FILE_TEST_EXISTS) ? CW_ANSWER_YES : CW_ANSWER_NO;
    case CW_QUESTION_HAND_OVER:
      return CW_ANSWER_LATER;
    case CW_QUESTION_TRY_AGAIN:
    case CW_QUESTION_DESTROY:
    case CW_QUESTION_QUALITY:
      return CW_ANSWER_YES;
    }
  g_assert_not_reached ();
}

static void
honest_iface_init (CwOperatorInterface *iface)
{
  iface->show = honest_show;
  iface->ask = honest_ask;
}

static void
honest_class_init (HonestClass *klass)
{
}

static void
honest_init (Honest *self)
{
}

static gboolean
work (CwStation *station,
      GError   **error)
{
  CwStore *store = cw_station_get_tools (station)->store;
  g_autoptr (Honest) honest = g_object_new (TYPE_HONEST, NULL);
  g_autoptr (CwBatchNote) note = NULL;

  honest->station = station;
  note = cw_station_read_batch (station, error);
  if (note == NULL && *error == NULL)
    {
      g_autoptr (GPtrArray) students = cw_store_find_students (store, NULL, "", 2, 0, error);

      if (students == NULL || cw_station_begin_batch (station, "Crash", students, FALSE, error) == 0)
        return FALSE;
    }
  if (note == NULL || note->state == CW_BATCH_STATE_RUNNING || note->state == CW_BATCH_STATE_PAUSED)
    if (*error != NULL || !cw_station_run_batch (station, CW_OPERATOR (honest), NULL, error))
      return FALSE;
  g_clear_pointer (&note, cw_batch_note_free);
  note = cw_station_read_batch (station, error);
  g_printerr ("%s\n", note != NULL && note->reason != NULL ? note->reason : "no reason");
  return note != NULL && note->state == CW_BATCH_STATE_DONE;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStation) station = NULL;
  gboolean ok;

  if (argc != 3)
    return 2;
  deadly = (guint) g_ascii_strtoull (argv[2], NULL, 10);
  station = cw_station_open (argv[1], TRUE, &error);
  if (station != NULL)
    cw_store_set_commit_func (cw_station_get_tools (station)->store, count_commit, NULL);
  ok = station != NULL && work (station, &error);
  if (station != NULL)
    cw_store_set_commit_func (cw_station_get_tools (station)->store, NULL, NULL);
  if (!ok)
    {
      g_printerr ("batch-child: %s\n", error != NULL ? error->message : "the batch is not done");
      return 1;
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
  printf ("%u\n", events);
  return 0;
}
