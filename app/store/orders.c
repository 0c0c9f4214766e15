/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "app/base/error.h"
#include "app/store/store-private.h"

/* Orders and the steps of making their cards. The intention of a step is committed before the
 * world is touched and its outcome after; a step that is still started when the program comes
 * up again is in doubt. Any thread, under the store's lock. */

#define ORDER_SELECT "SELECT id, student_id, profile_id, operator_name, created_at, outcome, record, record_digest, template_digest, photo_digest, reissue_reason, reissue_text, replaces FROM orders"
#define STEP_SELECT "SELECT id, order_id, kind, attempt, state, started_at, ended_at, evidence FROM steps"

static gpointer
cw_order_row_read (sqlite3_stmt *stmt,
                   GError      **error)
{
  g_autoptr (CwOrderRow) row = g_new0 (CwOrderRow, 1);
  const char *reason = (const char *) sqlite3_column_text (stmt, 10);

  row->id = sqlite3_column_int64 (stmt, 0);
  row->student_id = cw_sql_dup (stmt, 1);
  row->profile_id = cw_sql_dup (stmt, 2);
  row->operator_name = cw_sql_dup (stmt, 3);
  row->created_at = sqlite3_column_int64 (stmt, 4);
  row->outcome = cw_sql_dup (stmt, 5);
  row->open = row->outcome == NULL;
  row->record_json = cw_sql_dup (stmt, 6);
  row->record_digest = cw_sql_dup (stmt, 7);
  row->template_digest = cw_sql_dup (stmt, 8);
  row->photo_digest = cw_sql_dup (stmt, 9);
  row->reissue = reason != NULL;
  if (reason != NULL && !cw_store_check_name (reason, cw_reissue_reason_from_name (reason, &row->reissue_reason), error))
    return NULL;
  row->reissue_text = cw_sql_dup (stmt, 11);
  row->replaces = sqlite3_column_int64 (stmt, 12);
  return g_steal_pointer (&row);
}

static gint64
cw_store_add_order_in (CwStore          *self,
                       const CwOrderRow *order,
                       GError          **error)
{
  g_autoptr (CwStudent) student = cw_store_get_student (self, order->student_id, error);
  g_autoptr (CwProfile) profile = student != NULL ? cw_store_get_profile (self, order->profile_id, error) : NULL;
  const char *operator_name = order->operator_name != NULL ? order->operator_name : self->operator_name;
  const char *reason = order->reissue ? cw_reissue_reason_to_name (order->reissue_reason) : NULL;
  g_autofree char *subject = cw_student_subject (order->student_id);
  GString *details;
  gint64 id;

  if (profile == NULL || !cw_store_check_object (self, order->record_json, error) ||
      !cw_sql_get_int (&self->sql,
                       "INSERT INTO orders (student_id, profile_id, operator_name, created_at, record, record_digest, template_digest, photo_digest, reissue_reason, reissue_text, replaces) "
                       "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif (?, 0)) RETURNING id",
                       CW_VALUES (CW_TEXT (order->student_id), CW_TEXT (order->profile_id), CW_TEXT (operator_name),
                                  CW_INT (cw_clock_now (self->clock)), CW_TEXT (order->record_json), CW_TEXT (order->record_digest),
                                  CW_TEXT (order->template_digest), CW_TEXT (order->photo_digest),
                                  CW_TEXT (reason), CW_TEXT (order->reissue ? order->reissue_text : NULL), CW_INT (order->replaces)),
                       &id, NULL, error))
    return 0;

  details = cw_details_new ();
  cw_details_text (details, "student", strchr (subject, '/') + 1);
  cw_details_text (details, "profile", order->profile_id);
  cw_details_text (details, "record", order->record_digest);
  cw_details_text (details, "template", order->template_digest);
  cw_details_text (details, "photo", order->photo_digest);
  if (reason != NULL)
    cw_details_text (details, "reissue", reason);
  cw_details_digest (details, "words", order->reissue ? order->reissue_text : NULL);
  if (order->replaces != 0)
    cw_details_number (details, "replaces", order->replaces);
  return cw_journal_append (self, "order.add", "order", id, details, error) ? id : 0;
}

/**
 * cw_store_add_order:
 * @order: student, profile, record, digests and why there is another card are taken from it, and
 *   the operator unless %NULL; its id, moment and outcome are not
 *
 * Stores a new open order. Errors: %CW_ERROR_NOT_FOUND for a student or profile that is not
 * stored, %CW_ERROR_INVALID for a record that is no JSON object or a digest that is missing.
 *
 * Returns: the order's id, 0 on error
 */
gint64
cw_store_add_order (CwStore          *self,
                    const CwOrderRow *order,
                    GError          **error)
{
  gint64 id;

  g_return_val_if_fail (CW_IS_STORE (self) && order != NULL, 0);
  g_return_val_if_fail (order->student_id != NULL && order->profile_id != NULL, 0);

  if (!cw_store_begin (self, error))
    return 0;
  id = cw_store_add_order_in (self, order, error);
  return cw_store_finish (self, id != 0, error) ? id : 0;
}

/**
 * cw_store_get_order:
 *
 * Returns: (transfer full): the order, or %NULL with %CW_ERROR_NOT_FOUND
 */
CwOrderRow *
cw_store_get_order (CwStore *self,
                    gint64   order_id,
                    GError **error)
{
  gpointer row;

  g_return_val_if_fail (CW_IS_STORE (self), NULL);

  if (!cw_store_find_row (self, ORDER_SELECT " WHERE id = ?", CW_VALUES (CW_INT (order_id)), cw_order_row_read, &row, error))
    return NULL;
  if (row == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no order %" PRId64 " here."), order_id);
  return row;
}

/**
 * cw_store_list_open_orders:
 *
 * Returns: (transfer full): #CwOrderRow without an outcome, oldest first
 */
GPtrArray *
cw_store_list_open_orders (CwStore *self,
                           GError **error)
{
  g_return_val_if_fail (CW_IS_STORE (self), NULL);

  return cw_store_list_rows (self, ORDER_SELECT " WHERE outcome IS NULL ORDER BY id", NULL, cw_order_row_read, (GDestroyNotify) cw_order_row_free, error);
}

/* Returns: (transfer full): the order when it is still open, else %NULL with %CW_ERROR_REFUSED */
static CwOrderRow *
cw_store_get_open_order (CwStore *self,
                         gint64   order_id,
                         GError **error)
{
  g_autoptr (CwOrderRow) order = cw_store_get_order (self, order_id, error);

  if (order == NULL || order->open)
    return g_steal_pointer (&order);

  g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("Order %" PRId64 " is closed. Begin a new one."), order_id);
  return NULL;
}

static gboolean
cw_store_close_order_in (CwStore    *self,
                         gint64      order_id,
                         const char *outcome,
                         GError    **error)
{
  g_autoptr (CwOrderRow) order = cw_store_get_open_order (self, order_id, error);
  GString *details;

  if (order == NULL ||
      !cw_sql_execute (&self->sql, "UPDATE orders SET outcome = ?, closed_at = ? WHERE id = ?",
                       CW_VALUES (CW_TEXT (outcome), CW_INT (cw_clock_now (self->clock)), CW_INT (order_id)), error))
    return FALSE;

  details = cw_details_new ();
  cw_details_text (details, "outcome", outcome);
  return cw_journal_append (self, "order.close", "order", order_id, details, error);
}

/**
 * cw_store_close_order:
 * @outcome: "issued", "spoiled" or "cancelled"
 *
 * Errors: %CW_ERROR_REFUSED when it is closed already, %CW_ERROR_INVALID for another outcome.
 */
gboolean
cw_store_close_order (CwStore    *self,
                      gint64      order_id,
                      const char *outcome,
                      GError    **error)
{
  static const char *const outcomes[] = { "issued", "spoiled", "cancelled", NULL };

  g_return_val_if_fail (CW_IS_STORE (self) && outcome != NULL, FALSE);

  if (!g_strv_contains (outcomes, outcome))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("An order ends as “issued”, “spoiled” or “cancelled”."));
      return FALSE;
    }
  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_finish (self, cw_store_close_order_in (self, order_id, outcome, error), error);
}

/* steps */

static gpointer
cw_step_row_read (sqlite3_stmt *stmt,
                  GError      **error)
{
  g_autoptr (CwStepRow) row = g_new0 (CwStepRow, 1);
  const char *kind = (const char *) sqlite3_column_text (stmt, 2);
  const char *state = (const char *) sqlite3_column_text (stmt, 4);

  row->id = sqlite3_column_int64 (stmt, 0);
  row->order_id = sqlite3_column_int64 (stmt, 1);
  row->attempt = (guint) sqlite3_column_int64 (stmt, 3);
  if (!cw_store_check_name (kind, cw_step_kind_from_name (kind, &row->kind), error) ||
      !cw_store_check_name (state, cw_step_state_from_name (state, &row->state), error))
    return NULL;
  row->started_at = sqlite3_column_int64 (stmt, 5);
  row->ended_at = sqlite3_column_int64 (stmt, 6);
  row->evidence = cw_sql_dup (stmt, 7);
  return g_steal_pointer (&row);
}

static gboolean
cw_step_row_write_journal (const CwStepRow *row,
                           CwStore         *self,
                           const char      *act,
                           const char      *evidence,
                           GError         **error)
{
  GString *details = cw_details_new ();

  cw_details_number (details, "step", row->id);
  cw_details_text (details, "kind", cw_step_kind_to_name (row->kind));
  cw_details_number (details, "attempt", row->attempt);
  cw_details_digest (details, "evidence", evidence);
  return cw_journal_append (self, act, "order", row->order_id, details, error);
}

/* Returns: (transfer full): the step when it is started, else %NULL with an error */
static CwStepRow *
cw_store_get_started_step (CwStore *self,
                           gint64   step_id,
                           GError **error)
{
  g_autoptr (CwStepRow) step = NULL;
  gpointer row;

  if (!cw_store_find_row (self, STEP_SELECT " WHERE id = ?", CW_VALUES (CW_INT (step_id)), cw_step_row_read, &row, error))
    return NULL;
  step = row;
  if (step == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no step %" PRId64 " here."), step_id);
  else if (step->state != CW_STEP_STATE_STARTED)
    g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The step “%s” of order %" PRId64 " has ended already. Nothing was changed."), cw_step_kind_to_label (step->kind), step->order_id);
  else
    return g_steal_pointer (&step);
  return NULL;
}

static gint64
cw_store_start_step_in (CwStore    *self,
                        gint64      order_id,
                        CwStepKind  kind,
                        const char *evidence,
                        GError    **error)
{
  g_autoptr (CwOrderRow) order = cw_store_get_open_order (self, order_id, error);
  const char *name = cw_step_kind_to_name (kind);
  CwStepRow row = { .order_id = order_id, .kind = kind };
  gint64 open, attempt;

  if (order == NULL || !cw_store_check_object (self, evidence, error) ||
      !cw_sql_get_int (&self->sql, "SELECT count(*) FROM steps WHERE order_id = ? AND kind = ? AND state = 'started'", CW_VALUES (CW_INT (order_id), CW_TEXT (name)), &open, NULL, error) ||
      !cw_sql_get_int (&self->sql, "SELECT max (attempt) FROM steps WHERE order_id = ? AND kind = ?", CW_VALUES (CW_INT (order_id), CW_TEXT (name)), &attempt, NULL, error))
    return 0;
  if (open > 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The step “%s” of order %" PRId64 " was started and it is not known how it ended. Settle that first."), cw_step_kind_to_label (kind), order_id);
      return 0;
    }

  row.attempt = (guint) attempt + 1;
  if (!cw_sql_get_int (&self->sql, "INSERT INTO steps (order_id, kind, attempt, state, started_at, evidence) VALUES (?, ?, ?, 'started', ?, ?) RETURNING id",
                       CW_VALUES (CW_INT (order_id), CW_TEXT (name), CW_INT (row.attempt), CW_INT (cw_clock_now (self->clock)), CW_TEXT (evidence)),
                       &row.id, NULL, error))
    return 0;
  return cw_step_row_write_journal (&row, self, "step.start", evidence, error) ? row.id : 0;
}

/**
 * cw_store_start_step:
 * @evidence: (nullable): a JSON object: what is known before the world is touched
 *
 * Writes down that the next attempt of a step begins. Errors: %CW_ERROR_REFUSED when the order
 * is closed, or an attempt of the same step has no outcome yet.
 *
 * Returns: the step's id, 0 on error
 */
gint64
cw_store_start_step (CwStore    *self,
                     gint64      order_id,
                     CwStepKind  kind,
                     const char *evidence,
                     GError    **error)
{
  gint64 id;

  g_return_val_if_fail (CW_IS_STORE (self), 0);

  if (!cw_store_begin (self, error))
    return 0;
  id = cw_store_start_step_in (self, order_id, kind, evidence != NULL ? evidence : "{}", error);
  return cw_store_finish (self, id != 0, error) ? id : 0;
}

static gboolean
cw_store_note_step_in (CwStore    *self,
                       gint64      step_id,
                       const char *evidence,
                       GError    **error)
{
  g_autoptr (CwStepRow) step = cw_store_get_started_step (self, step_id, error);

  return step != NULL &&
         cw_store_check_object (self, evidence, error) &&
         cw_sql_execute (&self->sql, "UPDATE steps SET evidence = ? WHERE id = ?", CW_VALUES (CW_TEXT (evidence), CW_INT (step_id)), error) &&
         cw_step_row_write_journal (step, self, "step.note", evidence, error);
}

/**
 * cw_store_note_step:
 * @evidence: a JSON object that takes the place of the one before
 *
 * Writes down what became known on the way, such as the job's id before its end is waited for.
 * Errors: %CW_ERROR_REFUSED when the step has ended.
 */
gboolean
cw_store_note_step (CwStore    *self,
                    gint64      step_id,
                    const char *evidence,
                    GError    **error)
{
  g_return_val_if_fail (CW_IS_STORE (self) && evidence != NULL, FALSE);

  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_finish (self, cw_store_note_step_in (self, step_id, evidence, error), error);
}

static gboolean
cw_store_end_step_in (CwStore    *self,
                      gint64      step_id,
                      CwStepState outcome,
                      const char *evidence,
                      GError    **error)
{
  g_autoptr (CwStepRow) step = cw_store_get_started_step (self, step_id, error);

  if (step == NULL)
    return FALSE;
  if (evidence == NULL)
    evidence = step->evidence;
  return cw_store_check_object (self, evidence, error) &&
         cw_sql_execute (&self->sql, "UPDATE steps SET state = ?, ended_at = ?, evidence = ? WHERE id = ?",
                         CW_VALUES (CW_TEXT (cw_step_state_to_name (outcome)), CW_INT (cw_clock_now (self->clock)), CW_TEXT (evidence), CW_INT (step_id)), error) &&
         cw_step_row_write_journal (step, self, outcome == CW_STEP_STATE_DONE ? "step.done" : "step.failed", evidence, error);
}

/**
 * cw_store_end_step:
 * @outcome: %CW_STEP_STATE_DONE or %CW_STEP_STATE_FAILED
 * @evidence: (nullable): a JSON object; %NULL keeps the one there
 *
 * Errors: %CW_ERROR_REFUSED when the step was not started or has ended already.
 */
gboolean
cw_store_end_step (CwStore    *self,
                   gint64      step_id,
                   CwStepState outcome,
                   const char *evidence,
                   GError    **error)
{
  g_return_val_if_fail (CW_IS_STORE (self), FALSE);

  if (outcome != CW_STEP_STATE_DONE && outcome != CW_STEP_STATE_FAILED)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("A step ends as done or as failed."));
      return FALSE;
    }
  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_finish (self, cw_store_end_step_in (self, step_id, outcome, evidence, error), error);
}

/**
 * cw_store_list_steps:
 *
 * Returns: (transfer full): #CwStepRow of one order in the order in which they were started
 */
GPtrArray *
cw_store_list_steps (CwStore *self,
                     gint64   order_id,
                     GError **error)
{
  g_return_val_if_fail (CW_IS_STORE (self), NULL);

  return cw_store_list_rows (self, STEP_SELECT " WHERE order_id = ? ORDER BY id", CW_VALUES (CW_INT (order_id)), cw_step_row_read, (GDestroyNotify) cw_step_row_free, error);
}
