/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/journal-list.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <jansson.h>

#include "app/base/error.h"
#include "app/station/journal.h"
#include "app/station/station-private.h"

/* What the window asks of the journal. Pages are read on the worker for questions; a check and a file
 * take long and go where comparisons go. */

void
cw_journal_page_free (CwJournalPage *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_free (self->signed_day);
  g_free (self);
}

char *
cw_journal_row_list_details (const CwJournalRow *row)
{
  json_t *details = json_loads (row->details, JSON_REJECT_DUPLICATES, NULL);
  GString *text = g_string_new (NULL);
  const char *name;
  json_t *value;

  g_string_append_printf (text, _ ("Entry %" PRId64), row->id);
  g_string_append_printf (text, "\n%s · %s", row->act, row->subject);
  if (row->station != NULL)
    g_string_append_printf (text, "\n%s", row->station);
  json_object_foreach (details, name, value)
    {
      char *dump = json_is_string (value) ? NULL : json_dumps (value, JSON_ENCODE_ANY | JSON_COMPACT);

      g_string_append_printf (text, "\n%s: %s", name, dump != NULL ? dump : json_string_value (value));
      free (dump);
    }
  g_string_append_printf (text, "\n%s", row->hash);
  json_decref (details);
  return g_string_free (text, FALSE);
}

/* pages */

typedef struct
{
  CwJournalQuery query;
  GStrv          nouns;
  char          *operator_name;
  char          *day;
  guint          first;
} JournalPaging;

static void
journal_paging_free (JournalPaging *self)
{
  g_strfreev (self->nouns);
  g_free (self->operator_name);
  g_free (self->day);
  g_free (self);
}

static gboolean
cw_station_list_journal_work (gpointer      data,
                              GCancellable *cancellable,
                              GError      **error)
{
  CwCall *call = data;
  const JournalPaging *paging = call->asked;
  CwStore *store = call->station->tools.store;
  g_autoptr (CwJournalPage) page = g_new0 (CwJournalPage, 1);
  g_autoptr (GPtrArray) signatures = cw_store_list_signatures (store, error);

  if (signatures == NULL || !cw_store_count_journal_rows (store, &paging->query, &page->count, error))
    return FALSE;
  page->first = paging->first;
  page->rows = cw_store_list_journal_rows (store, &paging->query, call->limit, paging->first, error);
  if (page->rows == NULL)
    return FALSE;
  page->n_signed = signatures->len;
  for (guint i = 0; i < signatures->len; i++)
    {
      const CwJournalSignature *signature = g_ptr_array_index (signatures, i);

      if (g_strcmp0 (signature->day, page->signed_day) > 0)
        {
          g_free (page->signed_day);
          page->signed_day = g_strdup (signature->day);
        }
    }
  call->result = g_steal_pointer (&page);
  return TRUE;
}

void
cw_station_list_journal_async (CwStation            *self,
                               const CwJournalQuery *query,
                               guint                 first,
                               guint                 limit,
                               GCancellable         *cancellable,
                               GAsyncReadyCallback   callback,
                               gpointer              user_data)
{
  JournalPaging *paging;
  CwCall *call;

  g_return_if_fail (CW_IS_STATION (self));
  g_return_if_fail (query != NULL);

  paging = g_new0 (JournalPaging, 1);
  paging->nouns = g_strdupv ((char **) query->nouns);
  paging->operator_name = g_strdup (query->operator_name);
  paging->day = g_strdup (query->day);
  paging->query = (CwJournalQuery) { .nouns = (const char *const *) paging->nouns, .operator_name = paging->operator_name, .day = paging->day };
  paging->first = first;
  call = cw_call_new (self, NULL, (GDestroyNotify) cw_journal_page_free);
  call->limit = limit;
  call->asked = paging;
  call->free_asked = (GDestroyNotify) journal_paging_free;
  cw_station_call (self, self->query_worker, cw_station_list_journal_work, call, cw_station_list_journal_async, cancellable, callback, user_data);
}

CwJournalPage *
cw_station_list_journal_finish (CwStation    *self,
                                GAsyncResult *result,
                                GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* checking */

typedef struct
{
  gboolean whole;
  char    *sentence;
} Verdict;

static void
verdict_free (Verdict *self)
{
  g_free (self->sentence);
  g_free (self);
}

static gboolean
cw_station_examine_journal_work (gpointer      data,
                                 GCancellable *cancellable,
                                 GError      **error)
{
  CwCall *call = data;
  g_auto (CwJournalReport) report = { 0 };
  g_autofree char *sentence = NULL;
  gboolean trusted = FALSE;
  Verdict *verdict;

  if (!cw_station_check_journal (call->station, &report, &trusted, error))
    return FALSE;
  sentence = cw_journal_report_describe (&report);
  verdict = g_new0 (Verdict, 1);
  verdict->whole = report.fault == CW_JOURNAL_WHOLE;
  if (!verdict->whole)
    verdict->sentence = g_strdup_printf (_ ("%s Compare the database with a backup."), sentence);
  else if (report.n_signatures == 0 || trusted)
    verdict->sentence = g_steal_pointer (&sentence);
  else
    verdict->sentence = g_strdup_printf (_ ("%s The signatures could not be held against this station's own key, which is missing."), sentence);
  call->result = verdict;
  return TRUE;
}

void
cw_station_examine_journal_async (CwStation          *self,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_return_if_fail (CW_IS_STATION (self));

  cw_station_call (self, self->compare_worker, cw_station_examine_journal_work, cw_call_new (self, NULL, (GDestroyNotify) verdict_free),
                   cw_station_examine_journal_async, cancellable, callback, user_data);
}

char *
cw_station_examine_journal_finish (CwStation    *self,
                                   GAsyncResult *result,
                                   gboolean     *whole,
                                   GError      **error)
{
  Verdict *verdict;
  char *sentence;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  verdict = g_task_propagate_pointer (G_TASK (result), error);
  if (verdict == NULL)
    return NULL;
  *whole = verdict->whole;
  sentence = g_steal_pointer (&verdict->sentence);
  verdict_free (verdict);
  return sentence;
}

/* a file */

static gboolean
cw_station_export_journal_work (gpointer      data,
                                GCancellable *cancellable,
                                GError      **error)
{
  CwCall *call = data;
  GFile *file = call->asked;
  g_autoptr (GError) local = NULL;
  g_auto (CwJournalExport) range = { 0 };
  g_autoptr (GFileOutputStream) stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION, cancellable, &local);
  g_autoptr (GCancellable) undo = g_cancellable_new ();

  if (stream != NULL &&
      cw_store_export_journal (call->station->tools.store, (CwJournalFormat) call->limit, NULL, NULL, G_OUTPUT_STREAM (stream), &range, &local) &&
      g_output_stream_close (G_OUTPUT_STREAM (stream), cancellable, &local))
    return TRUE;
  /* a replacing stream that is closed while cancelled leaves the old file as it was */
  g_cancellable_cancel (undo);
  if (stream != NULL)
    g_output_stream_close (G_OUTPUT_STREAM (stream), undo, NULL);
  g_set_error (error, CW_ERROR, CW_ERROR_STORE, _ ("The file cannot be written: %s. Choose another place."), local->message);
  return FALSE;
}

void
cw_station_export_journal_async (CwStation          *self,
                                 CwJournalFormat     format,
                                 GFile              *file,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  CwCall *call;

  g_return_if_fail (CW_IS_STATION (self));
  g_return_if_fail (G_IS_FILE (file));

  call = cw_call_new (self, NULL, NULL);
  call->limit = format;
  call->asked = g_object_ref (file);
  call->free_asked = g_object_unref;
  cw_station_call (self, self->compare_worker, cw_station_export_journal_work, call, cw_station_export_journal_async, cancellable, callback, user_data);
}

gboolean
cw_station_export_journal_finish (CwStation    *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  GError *local = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  g_task_propagate_pointer (G_TASK (result), &local);
  if (local != NULL)
    g_propagate_error (error, local);
  return local == NULL;
}
