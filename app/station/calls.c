/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/station-private.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"

/* What the window asks of the station, off its thread: a call goes to a worker, its result comes
 * back as a GTask on the window's main context. */

CwCall *
cw_call_new (CwStation     *station,
             const char    *text,
             GDestroyNotify free_result)
{
  CwCall *call = g_new0 (CwCall, 1);

  call->station = g_object_ref (station);
  call->text = g_strdup (text);
  call->free_result = free_result;
  return call;
}

static void
cw_call_free (CwCall *call)
{
  if (call->result != NULL && call->free_result != NULL)
    call->free_result (call->result);
  if (call->asked != NULL)
    call->free_asked (call->asked);
  g_object_unref (call->station);
  cw_reissue_free (call->reissue);
  g_clear_pointer (&call->students, g_ptr_array_unref);
  g_free (call->text);
  g_free (call);
}

static void
cw_station_call_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  CwCall *call = g_task_get_task_data (task);

  if (cw_worker_call_finish (CW_WORKER (source), result, &error))
    g_task_return_pointer (task, g_steal_pointer (&call->result), call->free_result);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * cw_station_call:
 * @call: (transfer full): what @func works with
 */
void
cw_station_call (CwStation          *self,
                 CwWorker           *worker,
                 CwWorkerFunc        func,
                 CwCall             *call,
                 gpointer            source_tag,
                 GCancellable       *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, call, (GDestroyNotify) cw_call_free);
  cw_worker_call_async (worker, func, call, NULL, cancellable, cw_station_call_cb, g_steal_pointer (&task));
}

gboolean
cw_station_call_finish (CwStation    *self,
                        GAsyncResult *result,
                        GError      **error)
{
  GError *local = NULL;

  g_task_propagate_pointer (G_TASK (result), &local);
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  cw_station_refresh (self);
  return TRUE;
}

/* opening: a thread of its own, since there is no station yet */

static void
cw_station_open_thread (GTask        *task,
                        gpointer      source,
                        gpointer      data,
                        GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  CwStation *station = cw_station_open (data, TRUE, &error);

  if (station == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  /* signals belong to the thread that asked */
  g_main_context_unref (station->context);
  station->context = g_main_context_ref (g_task_get_context (task));
  cw_station_start_sending (station);
  g_task_return_pointer (task, station, g_object_unref);
}

void
cw_station_open_async (const char         *directory,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, cw_station_open_async);
  g_task_set_task_data (task, g_strdup (directory), g_free);
  g_task_run_in_thread (task, cw_station_open_thread);
}

CwStation *
cw_station_open_finish (GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* students */

static gboolean
cw_station_find_work (gpointer      data,
                      GCancellable *cancellable,
                      GError      **error)
{
  CwCall *call = data;

  call->result = cw_store_find_students (call->station->tools.store, NULL, call->text, call->limit, 0, error);
  return call->result != NULL;
}

void
cw_station_find_students_async (CwStation          *self,
                                const char         *query,
                                guint               limit,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  CwCall *call;

  g_return_if_fail (CW_IS_STATION (self));

  call = cw_call_new (self, query, (GDestroyNotify) g_ptr_array_unref);
  call->limit = limit;
  cw_station_call (self, self->query_worker, cw_station_find_work, call, cw_station_find_students_async, cancellable, callback, user_data);
}

GPtrArray *
cw_station_find_students_finish (CwStation    *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* orders in doubt */

CwDoubt *
cw_doubt_copy (const CwDoubt *self)
{
  CwDoubt *copy = g_memdup2 (self, sizeof *self);

  copy->student = self->student != NULL ? cw_student_ref (self->student) : NULL;
  copy->escn = g_strdup (self->escn);
  copy->sentence = g_strdup (self->sentence);
  return copy;
}

void
cw_doubt_free (CwDoubt *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->student, cw_student_unref);
  g_free (self->escn);
  g_free (self->sentence);
  g_free (self);
}

static const char *
cw_doubt_describe (CwStepKind step)
{
  switch (step)
    {
    case CW_STEP_RESERVE:
    case CW_STEP_LAYOUT:
      return _ ("A number is reserved; nothing was printed yet.");
    case CW_STEP_PRINT:
      return _ ("Look at the card: was it printed?");
    case CW_STEP_ENCODE:
      return _ ("The card is printed; its chip is not finished.");
    case CW_STEP_VERIFY:
      return _ ("The chip is written and must be read back.");
    case CW_STEP_REGISTER:
      return _ ("The card is ready; its registration is not finished.");
    case CW_STEP_HAND_OVER:
      return _ ("The card is ready: was it handed over?");
    }
  g_assert_not_reached ();
}

/* The first step of the profile that is not done. */
static gboolean
cw_doubt_find_step (CwStore          *store,
                    const CwOrderRow *order,
                    CwStepKind       *step,
                    GError          **error)
{
  g_autoptr (CwProfile) profile = cw_store_get_profile (store, order->profile_id, error);
  g_autoptr (GPtrArray) rows = NULL;
  gboolean done[CW_STEP_COUNT] = { FALSE };

  if (profile == NULL)
    return FALSE;
  rows = cw_store_list_steps (store, order->id, error);
  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      const CwStepRow *row = g_ptr_array_index (rows, i);

      done[row->kind] = done[row->kind] || row->state == CW_STEP_STATE_DONE;
    }
  *step = profile->steps[profile->n_steps - 1];
  for (guint i = profile->n_steps; i > 0; i--)
    if (!done[profile->steps[i - 1]])
      *step = profile->steps[i - 1];
  return TRUE;
}

gboolean
cw_station_is_ready (CwStation        *self,
                     const CwOrderRow *order,
                     gboolean         *ready,
                     GError          **error)
{
  g_autoptr (CwCard) card = cw_store_get_card_of_order (self->tools.store, order->id, error);
  CwStepKind step;

  if (card == NULL || !cw_doubt_find_step (self->tools.store, order, &step, error))
    return FALSE;
  *ready = step == CW_STEP_HAND_OVER && card->state != CW_CARD_STATE_SPOILED;
  return TRUE;
}

static CwDoubt *
cw_doubt_new (CwStore    *store,
              CwOrderRow *order,
              GError    **error)
{
  g_autoptr (CwDoubt) doubt = g_new0 (CwDoubt, 1);
  g_autoptr (CwCard) card = cw_store_get_card_of_order (store, order->id, error);

  if (card == NULL)
    return NULL;
  doubt->order_id = order->id;
  doubt->escn = cw_escn_to_string (&card->escn);
  doubt->student = cw_store_get_student (store, order->student_id, error);
  if (doubt->student == NULL || !cw_doubt_find_step (store, order, &doubt->step, error))
    return NULL;
  doubt->ready = doubt->step == CW_STEP_HAND_OVER && card->state != CW_CARD_STATE_SPOILED;
  doubt->sentence = g_strdup (card->state == CW_CARD_STATE_SPOILED ? _ ("This card is spoiled. Cut it up, then confirm.") : cw_doubt_describe (doubt->step));
  return g_steal_pointer (&doubt);
}

GPtrArray *
cw_station_list_doubts (CwStation *self,
                        GError   **error)
{
  CwStore *store = self->tools.store;
  g_autoptr (GPtrArray) orders = cw_store_list_open_orders (store, error);
  g_autoptr (GPtrArray) doubts = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_doubt_free);

  if (orders == NULL)
    return NULL;
  for (guint i = 0; i < orders->len; i++)
    {
      CwDoubt *doubt = cw_doubt_new (store, g_ptr_array_index (orders, i), error);

      if (doubt == NULL)
        return NULL;
      g_ptr_array_add (doubts, doubt);
    }
  return g_steal_pointer (&doubts);
}

static gboolean
cw_station_doubts_work (gpointer      data,
                        GCancellable *cancellable,
                        GError      **error)
{
  CwCall *call = data;

  call->result = cw_station_list_doubts (call->station, error);
  return call->result != NULL;
}

void
cw_station_list_doubts_async (CwStation          *self,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_return_if_fail (CW_IS_STATION (self));

  cw_station_call (self, self->query_worker, cw_station_doubts_work, cw_call_new (self, NULL, (GDestroyNotify) g_ptr_array_unref), cw_station_list_doubts_async, cancellable, callback, user_data);
}

GPtrArray *
cw_station_list_doubts_finish (CwStation    *self,
                               GAsyncResult *result,
                               GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* issuing */

char *
cw_station_get_profile_id (CwStation       *self,
                           const CwStudent *student,
                           GError         **error)
{
  g_autoptr (GPtrArray) profiles = cw_store_list_profiles (self->tools.store, student->institution_id, error);

  if (profiles == NULL)
    return NULL;
  if (profiles->len == 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("The institution “%s” has no card profile. Make one in the settings."), student->institution_id);
      return NULL;
    }
  return g_strdup (((CwProfile *) g_ptr_array_index (profiles, 0))->id);
}

static gint64
cw_station_reserve (CwStation       *self,
                    const char      *student_id,
                    const CwReissue *reissue,
                    GError         **error)
{
  g_autoptr (CwStudent) student = cw_store_get_student (self->tools.store, student_id, error);
  g_autofree char *profile_id = NULL;

  if (student == NULL)
    return 0;
  profile_id = cw_station_get_profile_id (self, student, error);
  return profile_id != NULL ? cw_issue_reserve (&self->tools, student_id, profile_id, reissue, error) : 0;
}

/* @work: (nullable) (transfer full): what stops it */
static void
cw_station_set_order (CwStation    *self,
                      gint64        order_id,
                      GCancellable *work)
{
  g_autoptr (GCancellable) old = NULL;

  g_mutex_lock (&self->lock);
  self->order_id = order_id;
  old = g_steal_pointer (&self->work);
  self->work = work;
  g_mutex_unlock (&self->lock);
}

static void
cw_station_stop_work_cb (GCancellable *cancellable,
                         gpointer      user_data)
{
  g_cancellable_cancel (user_data);
}

CwIssueResult *
cw_station_run_order (CwStation    *self,
                      gint64        order_id,
                      CwIssueFlags  flags,
                      CwOperator   *operator,
                      GCancellable *cancellable,
                      GError      **error)
{
  g_autoptr (GCancellable) work = g_cancellable_new ();
  g_autoptr (CwIssueResult) result = NULL;
  gulong handler = cancellable != NULL ? g_cancellable_connect (cancellable, G_CALLBACK (cw_station_stop_work_cb), work, NULL) : 0;

  cw_station_set_order (self, order_id, g_object_ref (work));
  result = cw_issue_run (&self->tools, order_id, flags, operator, work, error);
  cw_station_set_order (self, 0, NULL);
  g_cancellable_disconnect (cancellable, handler);
  cw_station_demo_take_card (self);
  return result != NULL && cw_batch_follow (self, result, error) ? g_steal_pointer (&result) : NULL;
}

void
cw_station_cancel_print (CwStation *self)
{
  g_autoptr (GCancellable) work = NULL;

  g_return_if_fail (CW_IS_STATION (self));

  g_mutex_lock (&self->lock);
  work = self->work != NULL ? g_object_ref (self->work) : NULL;
  g_mutex_unlock (&self->lock);
  g_cancellable_cancel (work);
}

CwIssueResult *
cw_station_issue (CwStation       *self,
                  const char      *student_id,
                  gint64           order_id,
                  const CwReissue *reissue,
                  CwOperator      *operator,
                  GCancellable    *cancellable,
                  GError         **error)
{
  if (order_id == 0)
    order_id = cw_station_reserve (self, student_id, reissue, error);
  return order_id != 0 ? cw_station_run_order (self, order_id, CW_ISSUE_NONE, operator, cancellable, error) : NULL;
}

static void
cw_station_count_walk_in (CwStation *self,
                          int        change)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->walk_ins += change;
}

static gboolean
cw_station_issue_work (gpointer      data,
                       GCancellable *cancellable,
                       GError      **error)
{
  CwCall *call = data;

  cw_station_count_walk_in (call->station, -1);
  call->result = cw_station_issue (call->station, call->text, call->number, call->reissue, CW_OPERATOR (call->station), cancellable, error);
  cw_batch_refresh (call->station);
  return call->result != NULL;
}

void
cw_station_issue_async (CwStation          *self,
                        const char         *student_id,
                        gint64              order_id,
                        const CwReissue    *reissue,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  CwCall *call;

  g_return_if_fail (CW_IS_STATION (self));
  g_return_if_fail (student_id != NULL || order_id != 0);

  call = cw_call_new (self, student_id, (GDestroyNotify) cw_issue_result_free);
  call->number = order_id;
  call->reissue = cw_reissue_copy (reissue);
  cw_station_count_walk_in (self, 1);
  cw_station_call (self, self->issue_worker, cw_station_issue_work, call, cw_station_issue_async, cancellable, callback, user_data);
}

CwIssueResult *
cw_station_issue_finish (CwStation    *self,
                         GAsyncResult *result,
                         GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  cw_station_refresh (self);
  return g_task_propagate_pointer (G_TASK (result), error);
}
