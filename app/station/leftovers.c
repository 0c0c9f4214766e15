/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/leftovers.h"

#include "app/station/station-private.h"

/* What is left in the printer and its queue: looked for and settled on the worker that issues, so that
 * nothing of an order at work is ever taken for a leftover. */

typedef struct
{
  CwLeftover    *leftover;
  CwLeftoverAct  act;
  CwIssueResult *result; /* (nullable) */
} CwLeftoverCall;

static void
cw_leftover_call_free (CwLeftoverCall *self)
{
  cw_leftover_free (self->leftover);
  cw_issue_result_free (self->result);
  g_free (self);
}

static gboolean
cw_station_find_leftovers_work (gpointer      data,
                                GCancellable *cancellable,
                                GError      **error)
{
  CwCall *call = data;

  call->result = cw_issue_find_leftovers (&call->station->tools, error);
  return call->result != NULL;
}

void
cw_station_find_leftovers_async (CwStation          *self,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_return_if_fail (CW_IS_STATION (self));

  cw_station_call (self, self->issue_worker, cw_station_find_leftovers_work, cw_call_new (self, NULL, (GDestroyNotify) g_ptr_array_unref),
                   cw_station_find_leftovers_async, cancellable, callback, user_data);
}

GPtrArray *
cw_station_find_leftovers_finish (CwStation    *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
cw_station_set_leftover_order (CwStation *self,
                               gint64     order_id)
{
  g_mutex_lock (&self->lock);
  self->order_id = order_id;
  g_mutex_unlock (&self->lock);
}

static gboolean
cw_station_settle_leftover_work (gpointer      data,
                                 GCancellable *cancellable,
                                 GError      **error)
{
  CwCall *call = data;
  CwLeftoverCall *settling = call->result;
  CwStation *self = call->station;
  gboolean ok;

  cw_station_set_leftover_order (self, settling->leftover->order_id);
  ok = cw_issue_settle_leftover (&self->tools, settling->leftover, settling->act, CW_OPERATOR (self), cancellable, &settling->result, error);
  cw_station_set_leftover_order (self, 0);
  return ok;
}

void
cw_station_settle_leftover_async (CwStation          *self,
                                  const CwLeftover   *leftover,
                                  CwLeftoverAct       act,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  CwLeftoverCall *settling;
  CwCall *call;

  g_return_if_fail (CW_IS_STATION (self) && leftover != NULL);

  settling = g_new0 (CwLeftoverCall, 1);
  settling->leftover = cw_leftover_copy (leftover);
  settling->act = act;
  call = cw_call_new (self, NULL, (GDestroyNotify) cw_leftover_call_free);
  call->result = settling;
  cw_station_call (self, self->issue_worker, cw_station_settle_leftover_work, call, cw_station_settle_leftover_async, cancellable, callback, user_data);
}

CwIssueResult *
cw_station_settle_leftover_finish (CwStation    *self,
                                   GAsyncResult *result,
                                   GError      **error)
{
  CwLeftoverCall *settling;
  CwIssueResult *end;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  cw_station_refresh (self);
  settling = g_task_propagate_pointer (G_TASK (result), error);
  if (settling == NULL)
    return NULL;
  end = g_steal_pointer (&settling->result);
  cw_leftover_call_free (settling);
  return end;
}
