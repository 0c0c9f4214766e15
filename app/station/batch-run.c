/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/station/station-private.h"

/* A batch, card by card. What became of an item is what its order says, never what this file
 * remembers: an item that was at work when the program ended is judged by its order, and only where
 * the order has no end yet is it taken up again, before any other. Blocking; on the issuing thread,
 * or on the thread that opens the station. */

/* The order of an item whose reservation was the last thing that happened: a student has one open
 * order at a time. */
static gboolean
cw_batch_adopt (CwStation      *self,
                CwBatchItemRow *item,
                GError        **error)
{
  g_autoptr (GPtrArray) orders = NULL;

  if (item->order_id != 0)
    return TRUE;
  orders = cw_store_list_open_orders (self->tools.store, error);
  if (orders == NULL)
    return FALSE;
  for (guint i = 0; i < orders->len; i++)
    {
      const CwOrderRow *order = g_ptr_array_index (orders, i);

      if (g_strcmp0 (order->student_id, item->student_id) == 0)
        item->order_id = order->id;
    }
  return TRUE;
}

static gboolean
cw_batch_is_open (CwStation *self,
                  gint64     batch_id,
                  gboolean  *open,
                  GError   **error)
{
  g_autoptr (CwBatchRow) batch = cw_store_get_batch (self->tools.store, batch_id, error);

  if (batch == NULL)
    return FALSE;
  *open = batch->state == CW_BATCH_STATE_RUNNING || batch->state == CW_BATCH_STATE_PAUSED;
  return TRUE;
}

/* An order that was given up before a blank was used leaves its card to be made. */
static gboolean
cw_batch_judge_closed (CwStation        *self,
                       CwBatchItemRow   *item,
                       const CwOrderRow *order,
                       GError          **error)
{
  gboolean again = FALSE;

  if (g_strcmp0 (order->outcome, "issued") == 0)
    {
      item->state = CW_BATCH_ITEM_MADE;
      return TRUE;
    }
  if (g_strcmp0 (order->outcome, "cancelled") == 0 && !cw_batch_is_open (self, item->batch_id, &again, error))
    return FALSE;
  item->state = again && item->state != CW_BATCH_ITEM_MADE ? CW_BATCH_ITEM_WAITING : CW_BATCH_ITEM_FAILED;
  if (item->state == CW_BATCH_ITEM_WAITING)
    item->order_id = 0;
  return TRUE;
}

/* What the item's order says. @result: (nullable): how it stopped, when it was just worked on. A card
 * that is made but stuck in the printer is in doubt until somebody has it out. */
static gboolean
cw_batch_judge (CwStation           *self,
                CwBatchItemRow      *item,
                const CwIssueResult *result,
                GError             **error)
{
  g_autoptr (CwOrderRow) order = cw_store_get_order (self->tools.store, item->order_id, error);
  gboolean stuck = result != NULL && result->end == CW_ISSUE_IN_DOUBT && item->state == CW_BATCH_ITEM_WORKING;
  gboolean ready = FALSE;

  if (order == NULL)
    return FALSE;
  if (!order->open)
    {
      if (!cw_batch_judge_closed (self, item, order, error))
        return FALSE;
    }
  else
    {
      if (!cw_station_is_ready (self, order, &ready, error))
        return FALSE;
      if (ready && !stuck)
        item->state = CW_BATCH_ITEM_MADE;
      else if (result != NULL)
        item->state = CW_BATCH_ITEM_IN_DOUBT;
    }
  g_free (item->sentence);
  item->sentence = item->state != CW_BATCH_ITEM_MADE && result != NULL ? g_strdup (result->sentence) : NULL;
  return TRUE;
}

gboolean
cw_batch_follow (CwStation           *self,
                 const CwIssueResult *result,
                 GError             **error)
{
  g_autoptr (CwBatchItemRow) item = NULL;

  if (!cw_store_find_batch_item (self->tools.store, result->order_id, &item, error))
    return FALSE;
  if (item == NULL || item->state == CW_BATCH_ITEM_FAILED || item->state == CW_BATCH_ITEM_SKIPPED)
    return TRUE;
  return cw_batch_judge (self, item, result, error) && cw_store_set_batch_item (self->tools.store, item, error);
}

/* Items that were begun, by what their orders say now. */
static gboolean
cw_batch_look_back (CwStation *self,
                    gint64     batch_id,
                    GError   **error)
{
  g_autoptr (GPtrArray) items = cw_store_list_batch_items (self->tools.store, batch_id, error);

  if (items == NULL)
    return FALSE;
  for (guint i = 0; i < items->len; i++)
    {
      CwBatchItemRow *item = g_ptr_array_index (items, i);
      CwBatchItemState state = item->state;
      gint64 order_id = item->order_id;

      if (state != CW_BATCH_ITEM_WORKING && state != CW_BATCH_ITEM_IN_DOUBT && state != CW_BATCH_ITEM_MADE)
        continue;
      if (!cw_batch_adopt (self, item, error))
        return FALSE;
      if (item->order_id == 0)
        item->state = CW_BATCH_ITEM_WAITING;
      else if (!cw_batch_judge (self, item, NULL, error))
        return FALSE;
      if ((item->state != state || item->order_id != order_id) && !cw_store_set_batch_item (self->tools.store, item, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
cw_batch_recover (CwStation *self,
                  GError   **error)
{
  g_autoptr (CwBatchRow) batch = NULL;

  if (!cw_store_find_open_batch (self->tools.store, &batch, error))
    return FALSE;
  if (batch == NULL)
    return TRUE;
  if (!cw_batch_look_back (self, batch->id, error))
    return FALSE;
  if (batch->state == CW_BATCH_STATE_RUNNING &&
      !cw_store_set_batch_state (self->tools.store, batch->id, CW_BATCH_STATE_PAUSED, _ ("Cardwright ended while the batch was running. Look at the printer and its tray, then resume: it goes on where it stopped."), error))
    return FALSE;
  self->batch = cw_station_read_batch (self, error);
  return self->batch != NULL;
}

gboolean
cw_batch_pause (CwStation  *self,
                const char *reason,
                GError    **error)
{
  g_autoptr (CwBatchRow) batch = NULL;

  if (!cw_store_find_open_batch (self->tools.store, &batch, error))
    return FALSE;
  if (batch == NULL || batch->state == CW_BATCH_STATE_PAUSED)
    return TRUE;
  return cw_store_set_batch_state (self->tools.store, batch->id, CW_BATCH_STATE_PAUSED, reason, error);
}

gboolean
cw_batch_resume (CwStation *self,
                 GError   **error)
{
  g_autoptr (CwBatchRow) batch = NULL;

  if (!cw_store_find_open_batch (self->tools.store, &batch, error))
    return FALSE;
  if (batch == NULL)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no batch to go on with. Begin one first."));
      return FALSE;
    }
  return cw_batch_look_back (self, batch->id, error) && cw_store_set_batch_state (self->tools.store, batch->id, CW_BATCH_STATE_RUNNING, NULL, error);
}

/* What is wrong with one student's record is no reason to keep the others waiting; everything else
 * would meet the next card too. */
static gboolean
cw_batch_not_begun (CwStation      *self,
                    CwBatchItemRow *item,
                    const GError   *problem,
                    gboolean       *more,
                    GError        **error)
{
  static const struct
  {
    int              code;
    CwBatchItemState state;
  } own[] = {
    { CW_ERROR_REFUSED, CW_BATCH_ITEM_SKIPPED },
    { CW_ERROR_CARD_IN_FORCE, CW_BATCH_ITEM_SKIPPED },
    { CW_ERROR_RECORD_INCOMPLETE, CW_BATCH_ITEM_FAILED },
    { CW_ERROR_PHOTO, CW_BATCH_ITEM_FAILED },
    { CW_ERROR_INVALID, CW_BATCH_ITEM_FAILED },
    { CW_ERROR_NOT_FOUND, CW_BATCH_ITEM_FAILED },
  };

  item->state = CW_BATCH_ITEM_WAITING;
  *more = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    if (g_error_matches (problem, CW_ERROR, own[i].code))
      {
        item->state = own[i].state;
        *more = TRUE;
      }
  g_free (item->sentence);
  item->sentence = g_strdup (problem->message);
  return cw_store_set_batch_item (self->tools.store, item, error) && (*more || cw_batch_pause (self, problem->message, error));
}

/* @more: (out): FALSE: it was not begun; with %TRUE returned, that is written down */
static gboolean
cw_batch_begin_item (CwStation      *self,
                     CwBatchItemRow *item,
                     gboolean       *begun,
                     gboolean       *more,
                     GError        **error)
{
  g_autoptr (GError) problem = NULL;
  gboolean left = item->state == CW_BATCH_ITEM_WORKING;

  *begun = FALSE;
  *more = FALSE;
  item->state = CW_BATCH_ITEM_WORKING;
  if (!left && !cw_store_set_batch_item (self->tools.store, item, &problem))
    {
      /* somebody paused or cancelled it meanwhile */
      if (g_error_matches (problem, CW_ERROR, CW_ERROR_REFUSED))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (left && !cw_batch_adopt (self, item, error))
    return FALSE;
  if (item->order_id == 0)
    item->order_id = cw_issue_reserve (&self->tools, item->student_id, item->profile_id, NULL, &problem);
  if (item->order_id == 0)
    return cw_batch_not_begun (self, item, problem, more, error);
  *begun = TRUE;
  return cw_store_set_batch_item (self->tools.store, item, error);
}

static gboolean
cw_batch_work (CwStation      *self,
               CwBatchItemRow *item,
               CwOperator     *operator,
               GCancellable   *cancellable,
               gboolean       *more,
               GError        **error)
{
  g_autoptr (CwIssueResult) result = NULL;
  gboolean begun;

  if (!cw_batch_begin_item (self, item, &begun, more, error))
    return FALSE;
  if (!begun)
    return TRUE;
  result = cw_station_run_order (self, item->order_id, CW_ISSUE_LEAVE_IN_TRAY, operator, cancellable, error);
  if (result == NULL)
    return FALSE;
  *more = result->end == CW_ISSUE_READY || result->end == CW_ISSUE_ISSUED;
  return *more || cw_batch_pause (self, result->sentence, error);
}

/* What was left at work goes first: its number is spent and its blank may be out. */
static CwBatchItemRow *
cw_batch_choose (GPtrArray *items)
{
  CwBatchItemRow *waiting = NULL;

  for (guint i = 0; i < items->len; i++)
    {
      CwBatchItemRow *item = g_ptr_array_index (items, i);

      if (item->state == CW_BATCH_ITEM_WORKING)
        return item;
      if (item->state == CW_BATCH_ITEM_WAITING && waiting == NULL)
        waiting = item;
    }
  return waiting;
}

gboolean
cw_batch_make_next (CwStation    *self,
                    CwOperator   *operator,
                    GCancellable *cancellable,
                    gboolean     *more,
                    GError      **error)
{
  g_autoptr (CwBatchRow) batch = NULL;
  g_autoptr (GPtrArray) items = NULL;
  CwBatchItemRow *item;

  *more = FALSE;
  if (!cw_store_find_open_batch (self->tools.store, &batch, error))
    return FALSE;
  if (batch == NULL || batch->state != CW_BATCH_STATE_RUNNING)
    return TRUE;
  items = cw_store_list_batch_items (self->tools.store, batch->id, error);
  if (items == NULL)
    return FALSE;
  item = cw_batch_choose (items);
  if (item == NULL)
    return cw_store_set_batch_state (self->tools.store, batch->id, CW_BATCH_STATE_DONE, NULL, error);
  return cw_batch_work (self, item, operator, cancellable, more, error);
}

/* beginning one */

static gboolean
cw_batch_check_student (CwStation       *self,
                        const CwStudent *student,
                        GPtrArray       *orders,
                        CwBatchItemRow  *item,
                        GError         **error)
{
  g_autoptr (CwCard) card = NULL;

  for (guint i = 0; i < orders->len; i++)
    if (g_strcmp0 (((CwOrderRow *) g_ptr_array_index (orders, i))->student_id, student->id) == 0)
      item->sentence = g_strdup (_ ("A card for this student is being made already."));
  if (item->sentence == NULL && !cw_issue_find_card_in_force (&self->tools, student->id, &card, error))
    return FALSE;
  if (card != NULL)
    item->sentence = g_strdup (_ ("This student has a card that is in force. Issue another one singly, with the reason."));
  item->state = item->sentence != NULL ? CW_BATCH_ITEM_SKIPPED : CW_BATCH_ITEM_WAITING;
  return TRUE;
}

static int
cw_batch_compare (gconstpointer a,
                  gconstpointer b)
{
  const CwStudent *left = *(CwStudent *const *) a;
  const CwStudent *right = *(CwStudent *const *) b;
  int order = g_utf8_collate (left->family_name != NULL ? left->family_name : "", right->family_name != NULL ? right->family_name : "");

  if (order == 0)
    order = g_utf8_collate (left->given_names != NULL ? left->given_names : "", right->given_names != NULL ? right->given_names : "");
  return order != 0 ? order : g_strcmp0 (left->id, right->id);
}

/* Paused, until somebody runs it. */
static gint64
cw_batch_write (CwStore    *store,
                const char *name,
                GPtrArray  *items,
                GError    **error)
{
  gint64 id;

  if (!cw_store_begin (store, error))
    return 0;
  id = cw_store_begin_batch (store, name, items, error);
  if (id == 0 || !cw_store_set_batch_state (store, id, CW_BATCH_STATE_PAUSED, _ ("No card of it is begun."), error))
    {
      cw_store_rollback (store);
      return 0;
    }
  return cw_store_commit (store, error) ? id : 0;
}

gint64
cw_station_begin_batch (CwStation  *self,
                        const char *name,
                        GPtrArray  *students,
                        gboolean    as_listed,
                        GError    **error)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_sized_new (students->len);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_batch_item_row_free);
  g_autoptr (GPtrArray) orders = NULL;

  g_return_val_if_fail (CW_IS_STATION (self), 0);

  orders = cw_store_list_open_orders (self->tools.store, error);
  if (orders == NULL)
    return 0;
  for (guint i = 0; i < students->len; i++)
    g_ptr_array_add (sorted, g_ptr_array_index (students, i));
  if (!as_listed)
    g_ptr_array_sort (sorted, cw_batch_compare);
  for (guint i = 0; i < sorted->len; i++)
    {
      const CwStudent *student = g_ptr_array_index (sorted, i);
      CwBatchItemRow *item = g_new0 (CwBatchItemRow, 1);

      g_ptr_array_add (items, item);
      item->student_id = g_strdup (student->id);
      item->profile_id = cw_station_get_profile_id (self, student, error);
      if (item->profile_id == NULL || !cw_batch_check_student (self, student, orders, item, error))
        return 0;
    }
  return cw_batch_write (self->tools.store, name, items, error);
}

gboolean
cw_station_run_batch (CwStation    *self,
                      CwOperator   *operator,
                      GCancellable *pause,
                      GError      **error)
{
  gboolean more = TRUE;

  g_return_val_if_fail (CW_IS_STATION (self), FALSE);

  if (!cw_batch_resume (self, error))
    return FALSE;
  while (more && !g_cancellable_is_cancelled (pause))
    if (!cw_batch_make_next (self, operator, NULL, &more, error))
      {
        cw_batch_pause (self, error != NULL ? (*error)->message : NULL, NULL);
        return FALSE;
      }
  return !more || cw_batch_pause (self, _ ("Paused between two cards at your request."), error);
}

gboolean
cw_station_cancel_batch_now (CwStation *self,
                             GError   **error)
{
  g_autoptr (CwBatchRow) batch = NULL;

  g_return_val_if_fail (CW_IS_STATION (self), FALSE);

  if (!cw_store_find_open_batch (self->tools.store, &batch, error))
    return FALSE;
  if (batch != NULL)
    return cw_store_set_batch_state (self->tools.store, batch->id, CW_BATCH_STATE_CANCELLED, _ ("Cancelled. What was made stays made."), error);
  g_set_error_literal (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no batch that could be cancelled."));
  return FALSE;
}
