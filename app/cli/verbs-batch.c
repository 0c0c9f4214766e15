/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <signal.h>
#include <string.h>

#include "app/base/error.h"
#include "app/cli/cli.h"
#include "app/station/batch.h"

/* batch begin, run, status, cancel; hand-over: many cards from the command line. */

/* bytes of a list of students' numbers */
#define LIST_LIMIT (1024 * 1024)

/* who is in it */

static GPtrArray *
cw_batch_read_list (CwStation  *station,
                    const char *path,
                    GError    **error)
{
  g_autofree char *contents = cw_cli_read_file (path, LIST_LIMIT, NULL, error);
  g_autoptr (GPtrArray) students = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_student_unref);
  g_auto (GStrv) lines = NULL;

  if (contents == NULL)
    return NULL;
  if (!g_utf8_validate (contents, -1, NULL))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("“%s” is not text in UTF-8. Give a list with one student's number a line."), path);
      return NULL;
    }
  lines = g_strsplit (contents, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *id = NULL;
      CwStudent *student = NULL;

      g_strstrip (lines[i]);
      if (lines[i][0] == '\0' || lines[i][0] == '#')
        continue;
      id = cw_cli_find_student (station, lines[i], error);
      if (id != NULL)
        student = cw_store_get_student (cw_station_get_tools (station)->store, id, error);
      if (student == NULL)
        {
          g_prefix_error (error, _ ("%s, line %u: "), path, i + 1);
          return NULL;
        }
      g_ptr_array_add (students, student);
    }
  return g_steal_pointer (&students);
}

/* @level: (nullable) */
static GPtrArray *
cw_batch_choose_students (CwStation  *station,
                          const char *institution,
                          const char *level,
                          GError    **error)
{
  CwStore *store = cw_station_get_tools (station)->store;
  g_autoptr (CwInstitution) known = cw_store_get_institution (store, institution, error);
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) students = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_student_unref);
  CwAcademicLevel wanted = CW_ACADEMIC_LEVEL_NONE;

  if (known == NULL)
    return NULL;
  if (level != NULL && !cw_academic_level_from_name (level, &wanted))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _ ("%s takes one of: %s. “%s” is none of them."), "--level", "BACHELOR, MASTER, DOCTORATE", level);
      return NULL;
    }
  all = cw_store_find_students (store, institution, "", 0, 0, error);
  if (all == NULL)
    return NULL;
  for (guint i = 0; i < all->len; i++)
    {
      CwStudent *student = g_ptr_array_index (all, i);

      if (level == NULL || student->level == wanted)
        g_ptr_array_add (students, cw_student_ref (student));
    }
  return g_steal_pointer (&students);
}

/* how it stands */

static const char *
cw_batch_item_to_label (CwBatchItemState state)
{
  switch (state)
    {
    case CW_BATCH_ITEM_WAITING:
      return C_ ("batch", "to come");
    case CW_BATCH_ITEM_WORKING:
      return C_ ("batch", "at work");
    case CW_BATCH_ITEM_MADE:
      return C_ ("batch", "made");
    case CW_BATCH_ITEM_FAILED:
      return C_ ("batch", "failed");
    case CW_BATCH_ITEM_IN_DOUBT:
      return C_ ("batch", "in doubt");
    case CW_BATCH_ITEM_SKIPPED:
      return C_ ("batch", "left out");
    }
  g_assert_not_reached ();
}

static json_t *
cw_batch_list_items (CwCli     *cli,
                     CwStation *station,
                     gint64     batch_id,
                     GError   **error)
{
  g_autoptr (GPtrArray) items = cw_store_list_batch_items (cw_station_get_tools (station)->store, batch_id, error);
  json_t *list;

  if (items == NULL)
    return NULL;
  list = json_array ();
  for (guint i = 0; i < items->len; i++)
    {
      const CwBatchItemRow *item = g_ptr_array_index (items, i);
      const char *name = strrchr (item->student_id, '/');

      name = name != NULL ? name + 1 : item->student_id;
      json_array_append_new (list, json_pack ("{s:i, s:s, s:s, s:I, s:s?}", "position", (int) item->position, "student", item->student_id,
                                              "state", cw_batch_item_state_to_name (item->state), "order", (json_int_t) item->order_id, "sentence", item->sentence));
      cw_cli_tell (cli, name, "%s%s%s", cw_batch_item_to_label (item->state), item->sentence != NULL ? ": " : "", item->sentence != NULL ? item->sentence : "");
    }
  return list;
}

static int
cw_batch_tell (CwCli     *cli,
               CwStation *station,
               GError   **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (CwBatchNote) note = cw_station_read_batch (station, &local);
  json_t *items;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return -1;
    }
  cw_cli_set (cli, "batch", NULL);
  if (note == NULL)
    {
      cw_cli_say (cli, "%s", _ ("There was no batch yet."));
      return CW_EXIT_DONE;
    }
  items = cw_batch_list_items (cli, station, note->id, error);
  if (items == NULL)
    return -1;
  cw_cli_set (cli, "batch", json_pack ("{s:I, s:s, s:s, s:s?, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:s?, s:o}",
                                       "id", (json_int_t) note->id, "name", note->name, "state", cw_batch_state_to_name (note->state), "reason", note->reason,
                                       "total", (int) note->total, "made", (int) note->made, "failed", (int) note->failed, "in_doubt", (int) note->in_doubt,
                                       "skipped", (int) note->skipped, "waiting", (int) note->waiting,
                                       "seconds_per_card", (int) note->seconds, "blanks", (int) note->blanks, "sets", (int) note->sets,
                                       "forecast", note->forecast, "items", items));
  cw_cli_say (cli, _ ("%s: %u of %u made, %u failed, %u in doubt, %u left out, %u to come."), note->name, note->made, note->total, note->failed, note->in_doubt, note->skipped, note->waiting);
  if (note->reason != NULL)
    cw_cli_say (cli, "%s", note->reason);
  if (note->forecast != NULL)
    cw_cli_say (cli, "%s", note->forecast);
  return note->state == CW_BATCH_STATE_PAUSED || note->in_doubt > 0 ? CW_EXIT_IN_DOUBT : CW_EXIT_DONE;
}

int
cw_verb_batch_begin (CwCli   *cli,
                     int      argc,
                     char   **argv,
                     GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  g_autofree char *institution = NULL;
  g_autofree char *level = NULL;
  gboolean as_listed = FALSE;
  const GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("How people call the batch"), N_ ("NAME") },
    { "students", 0, 0, G_OPTION_ARG_FILENAME, &path, N_ ("A file with one student's number a line"), N_ ("FILE") },
    { "institution", 0, 0, G_OPTION_ARG_STRING, &institution, N_ ("All students of an institution"), N_ ("ID") },
    { "level", 0, 0, G_OPTION_ARG_STRING, &level, N_ ("Of them, those of one level"), N_ ("LEVEL") },
    { "as-listed", 0, 0, G_OPTION_ARG_NONE, &as_listed, N_ ("Keep the list's order instead of that of the family names"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;
  g_autoptr (GPtrArray) students = NULL;
  int code;

  if (!cw_cli_parse (cli, entries, "batch begin", NULL, &argc, &argv, error))
    return -1;
  if ((path == NULL) == (institution == NULL) || (level != NULL && institution == NULL))
    return cw_cli_usage (error, _ ("Say “batch begin --students FILE”, or “batch begin --institution ID” with an optional --level LEVEL."));
  station = cw_cli_open (cli, TRUE, error);
  if (station == NULL)
    return -1;
  students = path != NULL ? cw_batch_read_list (station, path, error) : cw_batch_choose_students (station, institution, level, error);
  if (students == NULL || cw_station_begin_batch (station, name != NULL ? name : _ ("Batch"), students, as_listed, error) == 0)
    return -1;
  code = cw_batch_tell (cli, station, error);
  /* a new batch is paused: that is no trouble */
  return code == CW_EXIT_IN_DOUBT ? CW_EXIT_DONE : code;
}

/* Ctrl+C, heard on a thread of its own while this one makes cards. */

typedef struct
{
  GMainLoop    *loop;
  GCancellable *pause;
} CwBatchEar;

static gboolean
cw_batch_interrupted_cb (gpointer user_data)
{
  CwBatchEar *ear = user_data;

  g_printerr ("%s\n", _ ("The batch pauses after this card."));
  g_cancellable_cancel (ear->pause);
  return G_SOURCE_CONTINUE;
}

/* A source, since a quit before the loop runs would be lost. */
static gboolean
cw_batch_quit_cb (gpointer user_data)
{
  g_main_loop_quit (((CwBatchEar *) user_data)->loop);
  return G_SOURCE_REMOVE;
}

static gpointer
cw_batch_listen (gpointer user_data)
{
  CwBatchEar *ear = user_data;

  g_main_loop_run (ear->loop);
  return NULL;
}

static gboolean
cw_batch_run_with_ear (CwStation  *station,
                       CwOperator *operator,
                       GError    **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (context, FALSE);
  g_autoptr (GCancellable) pause = g_cancellable_new ();
  g_autoptr (GSource) source = g_unix_signal_source_new (SIGINT);
  g_autoptr (GSource) last = g_idle_source_new ();
  CwBatchEar ear = { .loop = loop, .pause = pause };
  GThread *thread;
  gboolean ok;

  g_source_set_callback (source, cw_batch_interrupted_cb, &ear, NULL);
  g_source_attach (source, context);
  g_source_set_callback (last, cw_batch_quit_cb, &ear, NULL);
  thread = g_thread_new ("cw-interrupt", cw_batch_listen, &ear);
  ok = cw_station_run_batch (station, operator, pause, error);
  g_source_attach (last, context);
  g_thread_join (thread);
  g_source_destroy (source);
  return ok;
}

int
cw_verb_batch_run (CwCli   *cli,
                   int      argc,
                   char   **argv,
                   GError **error)
{
  g_autofree char *printed = NULL;
  g_autofree char *trouble = NULL;
  const GOptionEntry entries[] = {
    { "was-printed", 0, 0, G_OPTION_ARG_STRING, &printed, N_ ("Answer for a doubtful print: yes, no, spoiled"), N_ ("ANSWER") },
    { "on-trouble", 0, 0, G_OPTION_ARG_STRING, &trouble, N_ ("Answer to “try again?”: yes, no, spoiled"), N_ ("ANSWER") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;
  g_autoptr (CwOperator) operator = NULL;
  CwCliAnswers answers = { .hand_over = FALSE };

  if (!cw_cli_parse (cli, entries, "batch run", NULL, &argc, &argv, error) ||
      !cw_cli_read_answer (printed, "--was-printed", "yes, no, spoiled", &answers.was_printed, error) ||
      !cw_cli_read_answer (trouble, "--on-trouble", "yes, no, spoiled", &answers.try_again, error))
    return -1;
  station = cw_cli_open (cli, TRUE, error);
  if (station == NULL)
    return -1;
  operator = cw_cli_operator_new (cli, station, &answers);
  return cw_batch_run_with_ear (station, operator, error) ? cw_batch_tell (cli, station, error) : -1;
}

int
cw_verb_batch_status (CwCli   *cli,
                      int      argc,
                      char   **argv,
                      GError **error)
{
  g_autoptr (CwStation) station = NULL;

  if (!cw_cli_parse (cli, NULL, "batch status", NULL, &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, FALSE, error);
  return station != NULL ? cw_batch_tell (cli, station, error) : -1;
}

int
cw_verb_batch_cancel (CwCli   *cli,
                      int      argc,
                      char   **argv,
                      GError **error)
{
  g_autoptr (CwStation) station = NULL;

  if (!cw_cli_parse (cli, NULL, "batch cancel", NULL, &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, TRUE, error);
  return station != NULL && cw_station_cancel_batch_now (station, error) ? cw_batch_tell (cli, station, error) : -1;
}

/* hand-over */

static gint64
cw_hand_over_find (CwStore    *store,
                   const char *text,
                   GError    **error)
{
  g_autoptr (CwCard) card = NULL;
  gint64 order_id = 0;
  CwEscn escn;

  if (g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, &order_id, NULL))
    return order_id;
  if (!cw_escn_parse (text, &escn, error))
    return 0;
  card = cw_store_find_card (store, &escn, error);
  return card != NULL ? card->order_id : 0;
}

static gboolean
cw_hand_over_check (CwStation *station,
                    gint64     order_id,
                    GError   **error)
{
  g_autoptr (GPtrArray) doubts = cw_station_list_doubts (station, error);

  if (doubts == NULL)
    return FALSE;
  for (guint i = 0; i < doubts->len; i++)
    {
      const CwDoubt *doubt = g_ptr_array_index (doubts, i);

      if (doubt->order_id != order_id)
        continue;
      if (!doubt->ready)
        g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("Order %" PRId64 " cannot be handed over yet. %s"), order_id, doubt->sentence);
      return doubt->ready;
    }
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("Order %" PRId64 " is not open: it was handed over before, or never begun."), order_id);
  return FALSE;
}

int
cw_verb_hand_over (CwCli   *cli,
                   int      argc,
                   char   **argv,
                   GError **error)
{
  const CwCliAnswers answers = { .hand_over = TRUE };
  g_autoptr (CwStation) station = NULL;
  g_autoptr (CwOperator) operator = NULL;
  g_autoptr (CwIssueResult) result = NULL;
  gint64 order_id;

  if (!cw_cli_parse (cli, NULL, "hand-over", "ORDER|ESCN", &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, TRUE, error);
  if (station == NULL)
    return -1;
  order_id = cw_hand_over_find (cw_station_get_tools (station)->store, argv[1], error);
  if (order_id == 0 || !cw_hand_over_check (station, order_id, error))
    return -1;
  operator = cw_cli_operator_new (cli, station, &answers);
  result = cw_station_issue (station, NULL, order_id, NULL, operator, NULL, error);
  return result != NULL ? cw_cli_tell_result (cli, station, result, error) : -1;
}
