/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "app/base/error.h"
#include "app/store/store-private.h"

/* Batches and their items: which card comes when, and what became of it. An item is written down as
 * working before its order is reserved, so that a crash leaves at most one to ask about. Any thread,
 * under the store's lock. */

#define BATCH_SELECT "SELECT id, name, operator_name, created_at, state, reason FROM batches"
/* how long a made card took: from its number to its last step before the hand-over */
#define ITEM_SELECT \
  "SELECT batch_id, position, student_id, profile_id, order_id, state, sentence, CASE WHEN state = 'made' THEN" \
  " (SELECT max (ended_at) FROM steps WHERE steps.order_id = batch_items.order_id AND kind <> 'hand-over')" \
  " - (SELECT created_at FROM orders WHERE orders.id = batch_items.order_id) END FROM batch_items"

static const char *const batch_state_names[] = {
  [CW_BATCH_STATE_RUNNING] = "running",
  [CW_BATCH_STATE_PAUSED] = "paused",
  [CW_BATCH_STATE_DONE] = "done",
  [CW_BATCH_STATE_CANCELLED] = "cancelled",
};

static const char *const item_state_names[] = {
  [CW_BATCH_ITEM_WAITING] = "waiting",
  [CW_BATCH_ITEM_WORKING] = "working",
  [CW_BATCH_ITEM_MADE] = "made",
  [CW_BATCH_ITEM_FAILED] = "failed",
  [CW_BATCH_ITEM_IN_DOUBT] = "in-doubt",
  [CW_BATCH_ITEM_SKIPPED] = "skipped",
};

const char *
cw_batch_state_to_name (CwBatchState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (batch_state_names), "paused");

  return batch_state_names[state];
}

const char *
cw_batch_item_state_to_name (CwBatchItemState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (item_state_names), "in-doubt");

  return item_state_names[state];
}

static gboolean
cw_batch_find_name (const char *const *names,
                    guint              n,
                    const char        *name,
                    guint             *found)
{
  for (*found = 0; *found < n; (*found)++)
    if (g_strcmp0 (names[*found], name) == 0)
      return TRUE;
  return FALSE;
}

void
cw_batch_row_free (CwBatchRow *row)
{
  if (row == NULL)
    return;
  g_free (row->name);
  g_free (row->operator_name);
  g_free (row->reason);
  g_free (row);
}

void
cw_batch_item_row_free (CwBatchItemRow *row)
{
  if (row == NULL)
    return;
  g_free (row->student_id);
  g_free (row->profile_id);
  g_free (row->sentence);
  g_free (row);
}

static gpointer
cw_batch_row_read (sqlite3_stmt *stmt,
                   GError      **error)
{
  g_autoptr (CwBatchRow) row = g_new0 (CwBatchRow, 1);
  const char *state = (const char *) sqlite3_column_text (stmt, 4);
  guint found;

  row->id = sqlite3_column_int64 (stmt, 0);
  row->name = cw_sql_dup (stmt, 1);
  row->operator_name = cw_sql_dup (stmt, 2);
  row->created_at = sqlite3_column_int64 (stmt, 3);
  if (!cw_store_check_name (state, cw_batch_find_name (batch_state_names, G_N_ELEMENTS (batch_state_names), state, &found), error))
    return NULL;
  row->state = (CwBatchState) found;
  row->reason = cw_sql_dup (stmt, 5);
  return g_steal_pointer (&row);
}

static gpointer
cw_batch_item_row_read (sqlite3_stmt *stmt,
                        GError      **error)
{
  g_autoptr (CwBatchItemRow) row = g_new0 (CwBatchItemRow, 1);
  const char *state = (const char *) sqlite3_column_text (stmt, 5);
  guint found;

  row->batch_id = sqlite3_column_int64 (stmt, 0);
  row->position = (guint) sqlite3_column_int64 (stmt, 1);
  row->student_id = cw_sql_dup (stmt, 2);
  row->profile_id = cw_sql_dup (stmt, 3);
  row->order_id = sqlite3_column_int64 (stmt, 4);
  if (!cw_store_check_name (state, cw_batch_find_name (item_state_names, G_N_ELEMENTS (item_state_names), state, &found), error))
    return NULL;
  row->state = (CwBatchItemState) found;
  row->sentence = cw_sql_dup (stmt, 6);
  row->took = MAX (sqlite3_column_int64 (stmt, 7), 0);
  return g_steal_pointer (&row);
}

/* make */

static gboolean
cw_store_add_batch_item (CwStore              *self,
                         gint64                batch_id,
                         guint                 position,
                         const CwBatchItemRow *item,
                         GError              **error)
{
  g_autoptr (CwStudent) student = cw_store_get_student (self, item->student_id, error);
  g_autoptr (CwProfile) profile = student != NULL ? cw_store_get_profile (self, item->profile_id, error) : NULL;

  if (profile == NULL)
    return FALSE;
  if (item->state != CW_BATCH_ITEM_WAITING && item->state != CW_BATCH_ITEM_SKIPPED)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("A card of a new batch waits or is left out."));
      return FALSE;
    }
  return cw_sql_execute (&self->sql, "INSERT INTO batch_items (batch_id, position, student_id, profile_id, state, sentence) VALUES (?, ?, ?, ?, ?, ?)",
                         CW_VALUES (CW_INT (batch_id), CW_INT (position), CW_TEXT (item->student_id), CW_TEXT (item->profile_id),
                                    CW_TEXT (cw_batch_item_state_to_name (item->state)), CW_TEXT (item->sentence)), error);
}

static gint64
cw_store_begin_batch_in (CwStore    *self,
                         const char *name,
                         GPtrArray  *items,
                         GError    **error)
{
  GString *details;
  gint64 other, id;

  if (!cw_sql_get_int (&self->sql, "SELECT id FROM batches WHERE state IN ('running', 'paused')", NULL, &other, NULL, error))
    return 0;
  if (other != 0)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_BUSY, _ ("There is a batch already. Finish or cancel that one first."));
      return 0;
    }
  if (!cw_sql_get_int (&self->sql, "INSERT INTO batches (name, operator_name, created_at, state) VALUES (?, ?, ?, 'running') RETURNING id",
                       CW_VALUES (CW_TEXT (name), CW_TEXT (self->operator_name), CW_INT (cw_clock_now (self->clock))), &id, NULL, error))
    return 0;
  for (guint i = 0; i < items->len; i++)
    if (!cw_store_add_batch_item (self, id, i + 1, g_ptr_array_index (items, i), error))
      return 0;

  details = cw_details_new ();
  cw_details_digest (details, "name", name);
  cw_details_number (details, "cards", items->len);
  return cw_journal_append (self, "batch.begin", "batch", id, details, error) ? id : 0;
}

/**
 * cw_store_begin_batch:
 * @name: how people call it
 * @items: #CwBatchItemRow in the order in which the cards are to lie in the tray; student, profile
 *   and sentence are taken from them, and the state, which is waiting or skipped
 *
 * Errors: %CW_ERROR_BUSY when there is a batch that is not at its end, %CW_ERROR_INVALID for one
 * without cards, %CW_ERROR_NOT_FOUND for a student or profile that is not stored.
 *
 * Returns: the running batch's id, 0 on error
 */
gint64
cw_store_begin_batch (CwStore    *self,
                      const char *name,
                      GPtrArray  *items,
                      GError    **error)
{
  gint64 id;

  g_return_val_if_fail (CW_IS_STORE (self) && name != NULL && items != NULL, 0);

  if (items->len == 0)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("There is no card to make. Choose the students first."));
      return 0;
    }
  if (!cw_store_begin (self, error))
    return 0;
  id = cw_store_begin_batch_in (self, name, items, error);
  return cw_store_finish (self, id != 0, error) ? id : 0;
}

/* read */

CwBatchRow *
cw_store_get_batch (CwStore *self,
                    gint64   batch_id,
                    GError **error)
{
  gpointer row;

  g_return_val_if_fail (CW_IS_STORE (self), NULL);

  if (!cw_store_find_row (self, BATCH_SELECT " WHERE id = ?", CW_VALUES (CW_INT (batch_id)), cw_batch_row_read, &row, error))
    return NULL;
  if (row == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no batch %" PRId64 " here."), batch_id);
  return row;
}

gboolean
cw_store_find_open_batch (CwStore     *self,
                          CwBatchRow **batch,
                          GError     **error)
{
  gpointer row;

  g_return_val_if_fail (CW_IS_STORE (self) && batch != NULL, FALSE);

  *batch = NULL;
  if (!cw_store_find_row (self, BATCH_SELECT " WHERE state IN ('running', 'paused')", NULL, cw_batch_row_read, &row, error))
    return FALSE;
  *batch = row;
  return TRUE;
}

gboolean
cw_store_find_last_batch (CwStore     *self,
                          CwBatchRow **batch,
                          GError     **error)
{
  gpointer row;

  g_return_val_if_fail (CW_IS_STORE (self) && batch != NULL, FALSE);

  *batch = NULL;
  if (!cw_store_find_row (self, BATCH_SELECT " ORDER BY id DESC LIMIT 1", NULL, cw_batch_row_read, &row, error))
    return FALSE;
  *batch = row;
  return TRUE;
}

GPtrArray *
cw_store_list_batch_items (CwStore *self,
                           gint64   batch_id,
                           GError **error)
{
  g_return_val_if_fail (CW_IS_STORE (self), NULL);

  return cw_store_list_rows (self, ITEM_SELECT " WHERE batch_id = ? ORDER BY position", CW_VALUES (CW_INT (batch_id)), cw_batch_item_row_read, (GDestroyNotify) cw_batch_item_row_free, error);
}

gboolean
cw_store_find_batch_item (CwStore         *self,
                          gint64           order_id,
                          CwBatchItemRow **item,
                          GError         **error)
{
  gpointer row;

  g_return_val_if_fail (CW_IS_STORE (self) && item != NULL, FALSE);

  *item = NULL;
  if (!cw_store_find_row (self, ITEM_SELECT " WHERE order_id = ?", CW_VALUES (CW_INT (order_id)), cw_batch_item_row_read, &row, error))
    return FALSE;
  *item = row;
  return TRUE;
}

/* change */

/* What has an end keeps it; only a card that lies in the tray may still turn out to be none. */
static gboolean
cw_batch_item_may_become (CwBatchItemState from,
                          CwBatchItemState to)
{
  if (from == to)
    return TRUE;
  switch (from)
    {
    case CW_BATCH_ITEM_WAITING:
      return to != CW_BATCH_ITEM_IN_DOUBT;
    case CW_BATCH_ITEM_WORKING:
      return TRUE;
    case CW_BATCH_ITEM_IN_DOUBT:
      return to != CW_BATCH_ITEM_SKIPPED;
    case CW_BATCH_ITEM_MADE:
      return to == CW_BATCH_ITEM_FAILED || to == CW_BATCH_ITEM_IN_DOUBT;
    case CW_BATCH_ITEM_FAILED:
    case CW_BATCH_ITEM_SKIPPED:
      return FALSE;
    }
  g_return_val_if_reached (FALSE);
}

static gboolean
cw_store_check_item_change (CwStore              *self,
                            const CwBatchItemRow *old,
                            const CwBatchItemRow *item,
                            GError              **error)
{
  g_autoptr (CwBatchRow) batch = cw_store_get_batch (self, item->batch_id, error);

  if (batch == NULL)
    return FALSE;
  if (old == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no card %u in batch %" PRId64 "."), item->position, item->batch_id);
      return FALSE;
    }
  if (item->state == CW_BATCH_ITEM_WORKING && old->state != CW_BATCH_ITEM_WORKING && batch->state != CW_BATCH_STATE_RUNNING)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The batch “%s” is not running, so no card of it is begun."), batch->name);
      return FALSE;
    }
  if (cw_batch_item_may_become (old->state, item->state))
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("Card %u of the batch “%s” has its end already. Nothing was changed."), item->position, batch->name);
  return FALSE;
}

static gboolean
cw_store_set_batch_item_in (CwStore              *self,
                            const CwBatchItemRow *item,
                            GError              **error)
{
  g_autoptr (CwBatchItemRow) old = NULL;
  GString *details;
  gpointer row;

  if (!cw_store_find_row (self, ITEM_SELECT " WHERE batch_id = ? AND position = ?", CW_VALUES (CW_INT (item->batch_id), CW_INT (item->position)), cw_batch_item_row_read, &row, error))
    return FALSE;
  old = row;
  if (!cw_store_check_item_change (self, old, item, error) ||
      !cw_sql_execute (&self->sql, "UPDATE batch_items SET order_id = nullif (?, 0), state = ?, sentence = ? WHERE batch_id = ? AND position = ?",
                       CW_VALUES (CW_INT (item->order_id), CW_TEXT (cw_batch_item_state_to_name (item->state)), CW_TEXT (item->sentence),
                                  CW_INT (item->batch_id), CW_INT (item->position)), error))
    return FALSE;

  details = cw_details_new ();
  cw_details_number (details, "position", item->position);
  if (item->order_id != 0)
    cw_details_number (details, "order", item->order_id);
  cw_details_state (details, cw_batch_item_state_to_name (old->state), cw_batch_item_state_to_name (item->state));
  return cw_journal_append (self, "batch.item", "batch", item->batch_id, details, error);
}

/**
 * cw_store_set_batch_item:
 * @item: batch and position say which; order, state and sentence are written
 *
 * Errors: %CW_ERROR_REFUSED when it has its end already, or is to be begun while the batch does not
 * run; %CW_ERROR_NOT_FOUND.
 */
gboolean
cw_store_set_batch_item (CwStore              *self,
                         const CwBatchItemRow *item,
                         GError              **error)
{
  g_return_val_if_fail (CW_IS_STORE (self) && item != NULL, FALSE);

  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_finish (self, cw_store_set_batch_item_in (self, item, error), error);
}

static gboolean
cw_store_check_batch_change (CwStore          *self,
                             const CwBatchRow *batch,
                             CwBatchState      state,
                             GError          **error)
{
  gint64 left = 0;

  if (batch->state == CW_BATCH_STATE_DONE || batch->state == CW_BATCH_STATE_CANCELLED)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The batch “%s” is at its end. Begin a new one."), batch->name);
      return FALSE;
    }
  if (state == CW_BATCH_STATE_DONE &&
      !cw_sql_get_int (&self->sql, "SELECT count(*) FROM batch_items WHERE batch_id = ? AND state IN ('waiting', 'working')", CW_VALUES (CW_INT (batch->id)), &left, NULL, error))
    return FALSE;
  if (left == 0)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The batch “%s” has cards that are not made. Nothing was changed."), batch->name);
  return FALSE;
}

static gboolean
cw_store_set_batch_state_in (CwStore     *self,
                             gint64       batch_id,
                             CwBatchState state,
                             const char  *reason,
                             GError     **error)
{
  g_autoptr (CwBatchRow) batch = cw_store_get_batch (self, batch_id, error);
  GString *details;

  if (batch == NULL || !cw_store_check_batch_change (self, batch, state, error))
    return FALSE;
  if (state == CW_BATCH_STATE_CANCELLED &&
      !cw_sql_execute (&self->sql, "UPDATE batch_items SET state = 'skipped', sentence = ? WHERE batch_id = ? AND state = 'waiting'",
                       CW_VALUES (CW_TEXT (_ ("The batch was cancelled before this card was begun.")), CW_INT (batch_id)), error))
    return FALSE;
  if (!cw_sql_execute (&self->sql, "UPDATE batches SET state = ?, reason = ? WHERE id = ?",
                       CW_VALUES (CW_TEXT (cw_batch_state_to_name (state)), CW_TEXT (reason), CW_INT (batch_id)), error))
    return FALSE;

  details = cw_details_new ();
  cw_details_state (details, cw_batch_state_to_name (batch->state), cw_batch_state_to_name (state));
  cw_details_digest (details, "reason", reason);
  return cw_journal_append (self, "batch.state", "batch", batch_id, details, error);
}

/**
 * cw_store_set_batch_state:
 * @reason: (nullable): takes the place of the one before
 *
 * With %CW_BATCH_STATE_CANCELLED what still waits is skipped. Errors: %CW_ERROR_REFUSED when the batch
 * is at its end, or is to be done while a card waits or is worked on.
 */
gboolean
cw_store_set_batch_state (CwStore     *self,
                          gint64       batch_id,
                          CwBatchState state,
                          const char  *reason,
                          GError     **error)
{
  g_return_val_if_fail (CW_IS_STORE (self), FALSE);

  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_finish (self, cw_store_set_batch_state_in (self, batch_id, state, reason, error), error);
}
