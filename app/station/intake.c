/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/intake.h"

#include "app/intake/csv.h"
#include "app/issue/lifecycle.h"
#include "app/station/station-private.h"

/* Records from files: app/intake behind asynchronous calls, on a worker of their own, so
 * that the window's questions go on. What an import writes goes the way of a correction at the desk:
 * the register is told of it. Saved sources are a question like others. */

/* rows of a preview */
#define PREVIEW_ROWS 50

/* What one call works with, beside the station. */
typedef struct
{
  char         *path;
  char         *institution_id;
  char         *name;
  char         *kind;
  CwIntakePlan *plan;
  CwIntakeRun  *run;
} CwIntakeWork;

static void
cw_intake_work_free (gpointer data)
{
  CwIntakeWork *work = data;

  g_free (work->path);
  g_free (work->institution_id);
  g_free (work->name);
  g_free (work->kind);
  g_clear_pointer (&work->plan, cw_intake_plan_free);
  g_clear_pointer (&work->run, cw_intake_run_unref);
  g_free (work);
}

static CwIntakeWork *
cw_intake_work_new (const char         *institution_id,
                    const CwIntakePlan *plan)
{
  CwIntakeWork *work = g_new0 (CwIntakeWork, 1);

  work->institution_id = g_strdup (institution_id);
  work->plan = plan != NULL ? cw_intake_plan_copy (plan) : NULL;
  return work;
}

static CwCall *
cw_intake_call_new (CwStation     *station,
                    CwIntakeWork  *work,
                    GDestroyNotify free_result)
{
  CwCall *call = cw_call_new (station, NULL, free_result);

  call->asked = work;
  call->free_asked = cw_intake_work_free;
  return call;
}

void
cw_intake_preview_free (CwIntakePreview *preview)
{
  if (preview == NULL)
    return;
  g_free (preview->kind);
  g_free (preview->reading);
  g_free (preview->encoding);
  g_strfreev (preview->sheets);
  g_strfreev (preview->columns);
  g_clear_pointer (&preview->rows, g_ptr_array_unref);
  g_free (preview->trouble);
  g_clear_pointer (&preview->plan, cw_intake_plan_free);
  g_free (preview);
}

static CwSource *
cw_intake_work_open (const CwIntakeWork *work,
                     GError            **error)
{
  CwSourceReading reading = { 0, };

  if (work->plan != NULL)
    reading = (CwSourceReading) { work->plan->delimiter, work->plan->encoding, work->plan->sheet };
  return cw_source_open_file (work->path, &reading, error);
}

/* A row that cannot be read is told with those before it: the operator sees where the trouble is. */
static gboolean
cw_intake_preview_fill (CwIntakePreview *preview,
                        CwSource        *source,
                        GCancellable    *cancellable,
                        GError         **error)
{
  g_autoptr (GError) local = NULL;
  CwSourceLine line;
  gboolean more = TRUE;

  while (more && preview->rows->len < PREVIEW_ROWS && cw_source_next (source, &line, &more, cancellable, &local))
    if (more)
      {
        char **row = g_new0 (char *, line.n_cells + 1);

        for (guint i = 0; i < line.n_cells; i++)
          row[i] = g_strdup (line.cells[i]);
        g_ptr_array_add (preview->rows, row);
      }
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  preview->trouble = local != NULL ? g_strdup (local->message) : NULL;
  return TRUE;
}

static gboolean
cw_station_open_intake_work (gpointer      data,
                             GCancellable *cancellable,
                             GError      **error)
{
  CwCall *call = data;
  CwIntakeWork *work = call->asked;
  g_autoptr (CwSource) source = cw_intake_work_open (work, error);
  g_autoptr (CwIntakePreview) preview = g_new0 (CwIntakePreview, 1);

  if (source == NULL)
    return FALSE;
  preview->sheets = cw_source_list_sheets (work->path, error);
  if (preview->sheets == NULL)
    return FALSE;
  preview->kind = g_strdup (cw_source_get_kind (source));
  preview->reading = cw_source_describe (source);
  if (CW_IS_CSV (source))
    {
      preview->encoding = g_strdup (cw_csv_get_encoding (CW_CSV (source)));
      preview->delimiter = cw_csv_get_delimiter (CW_CSV (source));
    }
  preview->columns = g_strdupv ((char **) cw_source_get_columns (source));
  preview->plan = work->plan != NULL ? g_steal_pointer (&work->plan) : cw_intake_plan_propose ((const char *const *) preview->columns);
  preview->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  if (!cw_intake_preview_fill (preview, source, cancellable, error))
    return FALSE;
  call->result = g_steal_pointer (&preview);
  return TRUE;
}

void
cw_station_open_intake_async (CwStation          *self,
                              const char         *path,
                              const CwIntakePlan *plan,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  CwIntakeWork *work;

  g_return_if_fail (CW_IS_STATION (self) && path != NULL);

  work = cw_intake_work_new (NULL, plan);
  work->path = g_strdup (path);
  cw_station_call (self, self->intake_worker, cw_station_open_intake_work, cw_intake_call_new (self, work, (GDestroyNotify) cw_intake_preview_free),
                   cw_station_open_intake_async, cancellable, callback, user_data);
}

CwIntakePreview *
cw_station_open_intake_finish (CwStation    *self,
                               GAsyncResult *result,
                               GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* the worker tells, the window asks */
static void
cw_station_note_progress (guint    done,
                          guint    total,
                          gpointer user_data)
{
  CwStation *self = user_data;

  g_atomic_int_set (&self->intake_done, (int) done);
  g_atomic_int_set (&self->intake_total, (int) total);
}

void
cw_station_get_intake_progress (CwStation *self,
                                guint     *done,
                                guint     *total)
{
  g_return_if_fail (CW_IS_STATION (self) && done != NULL && total != NULL);

  *done = (guint) g_atomic_int_get (&self->intake_done);
  *total = (guint) g_atomic_int_get (&self->intake_total);
}

static gboolean
cw_station_try_intake_work (gpointer      data,
                            GCancellable *cancellable,
                            GError      **error)
{
  CwCall *call = data;
  const CwIntakeWork *work = call->asked;
  g_autoptr (CwSource) source = cw_intake_work_open (work, error);

  if (source == NULL)
    return FALSE;
  cw_station_note_progress (0, 0, call->station);
  call->result = cw_intake_run_new (call->station->tools.store, source, work->institution_id, work->plan, cw_station_note_progress, call->station, cancellable, error);
  return call->result != NULL;
}

void
cw_station_try_intake_async (CwStation          *self,
                             const char         *path,
                             const char         *institution_id,
                             const CwIntakePlan *plan,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  CwIntakeWork *work;

  g_return_if_fail (CW_IS_STATION (self) && path != NULL && institution_id != NULL && plan != NULL);

  work = cw_intake_work_new (institution_id, plan);
  work->path = g_strdup (path);
  cw_station_call (self, self->intake_worker, cw_station_try_intake_work, cw_intake_call_new (self, work, (GDestroyNotify) cw_intake_run_unref),
                   cw_station_try_intake_async, cancellable, callback, user_data);
}

CwIntakeRun *
cw_station_try_intake_finish (CwStation    *self,
                              GAsyncResult *result,
                              GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* the writer */

static gboolean
cw_station_put_cb (const CwStudent *before,
                   const CwStudent *after,
                   gpointer         user_data,
                   GError         **error)
{
  const CwIssueTools *tools = user_data;

  return before == NULL ? cw_store_put_student (tools->store, after, error) : cw_life_correct (tools, after, NULL, error);
}

static gboolean
cw_station_leave_cb (const char *student_id,
                     gpointer    user_data,
                     GError    **error)
{
  /* stands in the journal: not translated, as other reasons that the program gives */
  return cw_life_leave (user_data, student_id, "not in the imported records", error);
}

gboolean
cw_station_apply_intake (CwStation       *self,
                         CwIntakeRun     *run,
                         const char      *source_name,
                         CwIntakeProgress progress,
                         gpointer         user_data,
                         GCancellable    *cancellable,
                         GError         **error)
{
  const CwIntakeWriter writer = { cw_station_put_cb, cw_station_leave_cb, &self->tools };
  g_autofree char *source_id = NULL;

  g_return_val_if_fail (CW_IS_STATION (self) && run != NULL, FALSE);

  source_id = source_name != NULL ? g_strconcat (cw_intake_run_get_institution (run), "/", source_name, NULL) : g_strdup (cw_intake_run_get_kind (run));
  return cw_intake_run_apply (run, self->tools.store, source_id, &writer, progress, user_data, cancellable, error);
}

static gboolean
cw_station_apply_intake_work (gpointer      data,
                              GCancellable *cancellable,
                              GError      **error)
{
  CwCall *call = data;
  const CwIntakeWork *work = call->asked;

  cw_station_note_progress (0, cw_intake_run_get_items (work->run)->len, call->station);
  return cw_station_apply_intake (call->station, work->run, work->name, cw_station_note_progress, call->station, cancellable, error);
}

void
cw_station_apply_intake_async (CwStation          *self,
                               CwIntakeRun        *run,
                               const char         *source_name,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  CwIntakeWork *work;

  g_return_if_fail (CW_IS_STATION (self) && run != NULL);

  work = cw_intake_work_new (NULL, NULL);
  work->run = cw_intake_run_ref (run);
  work->name = g_strdup (source_name);
  cw_station_call (self, self->intake_worker, cw_station_apply_intake_work, cw_intake_call_new (self, work, NULL),
                   cw_station_apply_intake_async, cancellable, callback, user_data);
}

gboolean
cw_station_apply_intake_finish (CwStation    *self,
                                GAsyncResult *result,
                                GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return cw_station_call_finish (self, result, error);
}

/* saved sources */

gboolean
cw_station_save_intake (CwStation          *self,
                        const char         *institution_id,
                        const char         *name,
                        const char         *kind,
                        const CwIntakePlan *plan,
                        GError            **error)
{
  g_autofree char *text = cw_intake_plan_to_json (plan);
  const CwSourceRow row = { .institution_id = (char *) institution_id, .name = (char *) name, .kind = (char *) kind, .plan = text };

  return cw_store_put_source (self->tools.store, &row, error);
}

static gboolean
cw_station_save_intake_work (gpointer      data,
                             GCancellable *cancellable,
                             GError      **error)
{
  CwCall *call = data;
  const CwIntakeWork *work = call->asked;

  return cw_station_save_intake (call->station, work->institution_id, work->name, work->kind, work->plan, error);
}

void
cw_station_save_intake_async (CwStation          *self,
                              const char         *institution_id,
                              const char         *name,
                              const char         *kind,
                              const CwIntakePlan *plan,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  CwIntakeWork *work;

  g_return_if_fail (CW_IS_STATION (self) && institution_id != NULL && name != NULL && kind != NULL && plan != NULL);

  work = cw_intake_work_new (institution_id, plan);
  work->name = g_strdup (name);
  work->kind = g_strdup (kind);
  cw_station_call (self, self->query_worker, cw_station_save_intake_work, cw_intake_call_new (self, work, NULL),
                   cw_station_save_intake_async, cancellable, callback, user_data);
}

gboolean
cw_station_save_intake_finish (CwStation    *self,
                               GAsyncResult *result,
                               GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return cw_station_call_finish (self, result, error);
}

static gboolean
cw_station_list_intakes_work (gpointer      data,
                              GCancellable *cancellable,
                              GError      **error)
{
  CwCall *call = data;

  call->result = cw_store_list_sources (call->station->tools.store, call->text, error);
  return call->result != NULL;
}

void
cw_station_list_intakes_async (CwStation          *self,
                               const char         *institution_id,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_return_if_fail (CW_IS_STATION (self));

  cw_station_call (self, self->query_worker, cw_station_list_intakes_work, cw_call_new (self, institution_id, (GDestroyNotify) g_ptr_array_unref),
                   cw_station_list_intakes_async, cancellable, callback, user_data);
}

GPtrArray *
cw_station_list_intakes_finish (CwStation    *self,
                                GAsyncResult *result,
                                GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
