/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/reconcile.h"
#include "app/station/station-private.h"

/* Comparison and repair for the window: on a worker of their own, since a comparison takes
 * minutes. Closing the station ends both. */

typedef struct
{
  CwStation       *station;
  char            *institution_id; /* (nullable) */
  GPtrArray       *differences;    /* (nullable) of a repair */
  CwReconcileFunc  func;
  gpointer         func_data;
  GCancellable    *stop;           /* by the caller or by the station */
  GCancellable    *cancellable;    /* (nullable) the caller's */
  gulong           handler;
  gulong           own_handler;    /* of the station's */
  gpointer         result;
  GDestroyNotify   free_result;
} CwCompareCall;

/* News for the window. */
typedef struct
{
  CwReconcileFunc func;
  gpointer        func_data;
  GCancellable   *stop;
  guint           rows;
} CwCompareNews;

static void
cw_compare_news_free (gpointer data)
{
  CwCompareNews *news = data;

  g_object_unref (news->stop);
  g_free (news);
}

static gboolean
cw_compare_news_cb (gpointer data)
{
  CwCompareNews *news = data;

  if (!g_cancellable_is_cancelled (news->stop))
    news->func (news->rows, news->func_data);
  return G_SOURCE_REMOVE;
}

/* A CwReconcileFunc, on the worker. */
static void
cw_compare_tell (guint    rows,
                 gpointer user_data)
{
  CwCompareCall *call = user_data;
  CwCompareNews *news;

  if (call->func == NULL || rows % 100 != 0)
    return;
  news = g_new0 (CwCompareNews, 1);
  news->func = call->func;
  news->func_data = call->func_data;
  news->stop = g_object_ref (call->stop);
  news->rows = rows;
  g_main_context_invoke_full (call->station->context, G_PRIORITY_DEFAULT, cw_compare_news_cb, news, cw_compare_news_free);
}

static void
cw_closing_cb (GCancellable *cancellable,
                    gpointer      user_data)
{
  g_cancellable_cancel (user_data);
}

static CwCompareCall *
cw_compare_call_new (CwStation    *station,
                     GCancellable *cancellable)
{
  CwCompareCall *call = g_new0 (CwCompareCall, 1);

  call->station = g_object_ref (station);
  call->stop = g_cancellable_new ();
  call->own_handler = g_cancellable_connect (station->closing, G_CALLBACK (cw_closing_cb), call->stop, NULL);
  if (cancellable != NULL)
    {
      call->cancellable = g_object_ref (cancellable);
      call->handler = g_cancellable_connect (cancellable, G_CALLBACK (cw_closing_cb), call->stop, NULL);
    }
  return call;
}

static void
cw_compare_call_free (gpointer data)
{
  CwCompareCall *call = data;

  g_cancellable_disconnect (call->station->closing, call->own_handler);
  g_cancellable_disconnect (call->cancellable, call->handler);
  if (call->result != NULL)
    call->free_result (call->result);
  g_clear_object (&call->cancellable);
  g_clear_pointer (&call->differences, g_ptr_array_unref);
  g_object_unref (call->stop);
  g_object_unref (call->station);
  g_free (call->institution_id);
  g_free (call);
}

static gboolean
cw_compare_work (gpointer      data,
                 GCancellable *cancellable,
                 GError      **error)
{
  CwCompareCall *call = data;

  call->result = cw_reconcile (&call->station->tools, call->institution_id, cw_compare_tell, call, cancellable, error);
  return call->result != NULL;
}

static gboolean
cw_compare_repair_work (gpointer      data,
                        GCancellable *cancellable,
                        GError      **error)
{
  CwCompareCall *call = data;
  CwRepairSum *sum = g_new0 (CwRepairSum, 1);

  call->result = sum;
  return cw_reconcile_repair_all (&call->station->tools, call->differences, sum, cancellable, error);
}

static void
cw_compare_done_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  CwCompareCall *call = g_task_get_task_data (task);

  if (cw_worker_call_finish (CW_WORKER (source), result, &error))
    g_task_return_pointer (task, g_steal_pointer (&call->result), call->free_result);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
cw_compare_start (CwStation          *self,
                  CwCompareCall      *call,
                  CwWorkerFunc        func,
                  gpointer            source_tag,
                  GCancellable       *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, call, cw_compare_call_free);
  cw_worker_call_async (self->compare_worker, func, call, NULL, call->stop, cw_compare_done_cb, g_steal_pointer (&task));
}

void
cw_station_reconcile_async (CwStation          *self,
                            const char         *institution_id,
                            CwReconcileFunc     func,
                            gpointer            func_data,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  CwCompareCall *call;

  g_return_if_fail (CW_IS_STATION (self));

  call = cw_compare_call_new (self, cancellable);
  call->institution_id = g_strdup (institution_id);
  call->func = func;
  call->func_data = func_data;
  call->free_result = (GDestroyNotify) cw_reconciliation_free;
  cw_compare_start (self, call, cw_compare_work, cw_station_reconcile_async, cancellable, callback, user_data);
}

CwReconciliation *
cw_station_reconcile_finish (CwStation    *self,
                             GAsyncResult *result,
                             GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
cw_station_repair_async (CwStation          *self,
                         GPtrArray          *differences,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  CwCompareCall *call;

  g_return_if_fail (CW_IS_STATION (self) && differences != NULL);

  call = cw_compare_call_new (self, cancellable);
  call->differences = g_ptr_array_ref (differences);
  call->free_result = (GDestroyNotify) cw_repair_sum_free;
  cw_compare_start (self, call, cw_compare_repair_work, cw_station_repair_async, cancellable, callback, user_data);
}

CwRepairSum *
cw_station_repair_finish (CwStation    *self,
                          GAsyncResult *result,
                          GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
