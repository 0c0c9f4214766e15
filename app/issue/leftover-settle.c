/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-issue"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/issue/giveup.h"
#include "app/issue/leftover-private.h"
#include "app/issue/path.h"

/* What is done about a leftover, one act at a time. A card that belongs to nobody becomes a row of the
 * ledger before it is moved. Runs on the thread that issues. */

typedef struct
{
  const CwIssueTools *tools;
  const CwLeftover   *leftover;
  CwOperator         *operator;
  GCancellable       *cancellable;
  CwIssueResult     **result;   /* (nullable) */
} CwSettling;

static gboolean
cw_settling_run_order (CwSettling  *self,
                       CwIssueFlags flags,
                       GError     **error)
{
  g_autoptr (CwIssueResult) result = cw_issue_run (self->tools, self->leftover->order_id, flags, self->operator, self->cancellable, error);

  if (result == NULL)
    return FALSE;
  if (self->result != NULL)
    *self->result = g_steal_pointer (&result);
  return TRUE;
}

/* The step that an earlier life left open ends with the card. @open: (out): there is one */
static gboolean
cw_settling_load_step (CwOrder  *order,
                       gboolean *open,
                       GError  **error)
{
  g_autoptr (GPtrArray) rows = cw_store_list_steps (order->tools->store, order->row->id, error);

  *open = FALSE;
  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      const CwStepRow *row = g_ptr_array_index (rows, i);

      if (row->state != CW_STEP_STATE_STARTED)
        continue;
      *open = TRUE;
      order->step_id = row->id;
      cw_order_load_evidence (order, row->evidence);
    }
  return TRUE;
}

/* Gives the order's card up; the runner gets rid of its plastic, as it does after a crash. */
static gboolean
cw_settling_reject_order (CwSettling *self,
                          GError    **error)
{
  g_autoptr (CwOrder) order = cw_order_load (self->tools, self->leftover->order_id, self->operator, error);
  gboolean open;

  if (order == NULL)
    return FALSE;
  if (order->row->open && !cw_order_is_given_up (order) &&
      (!cw_settling_load_step (order, &open, error) || !cw_order_give_up (order, open, _ ("It was left inside the printer and rejected."), error)))
    return FALSE;
  return cw_settling_run_order (self, CW_ISSUE_NONE, error);
}

static gboolean
cw_settling_eject_order (CwSettling *self,
                         GError    **error)
{
  g_autoptr (CwOrder) order = cw_order_load (self->tools, self->leftover->order_id, self->operator, error);
  gboolean inside;

  if (order == NULL || !cw_order_find_inside (order, &inside, error))
    return FALSE;
  if (inside && !cw_issue_move (self->tools, order->plastic_id, CW_MOVE_EJECT, error))
    return FALSE;
  return cw_settling_run_order (self, CW_ISSUE_NONE, error);
}

static gint64
cw_settling_add_row (CwSettling *self,
                     GError    **error)
{
  CwStore *store = self->tools->store;
  gint64 id = cw_store_add_plastic (store, 0, CW_PLASTIC_PURPOSE_FOUND, cw_printer_get_name (self->tools->printer), 0, error);

  if (id == 0 || self->leftover->uid == NULL)
    return id;
  return cw_store_set_plastic (store, id, CW_PLASTIC_STATE_QUEUED, self->leftover->uid, NULL, error) ? id : 0;
}

/* A row for the card that belongs to nobody: the one that was made for it before, that of a test card
 * that was the last to be fed, or a new one. */
static gint64
cw_settling_find_row (CwSettling *self,
                      GError    **error)
{
  const char *printer = cw_printer_get_name (self->tools->printer);
  g_autoptr (GPtrArray) rows = cw_store_list_unaccounted (self->tools->store, error);
  g_autoptr (CwPlasticRow) last = NULL;

  if (rows == NULL || !cw_leftover_find_plastic (self->tools, self->leftover->uid, &last, error))
    return 0;
  for (guint i = rows->len; i > 0; i--)
    {
      const CwPlasticRow *row = g_ptr_array_index (rows, i - 1);

      if (row->purpose == CW_PLASTIC_PURPOSE_FOUND && strcmp (row->printer, printer) == 0 && g_strcmp0 (row->uid, self->leftover->uid) == 0)
        return row->id;
    }
  if (last != NULL && last->card_id == 0 && cw_plastic_row_is_open (last))
    return last->id;
  return cw_settling_add_row (self, error);
}

static gboolean
cw_settling_take_out (CwSettling *self,
                      gint64      plastic_id,
                      gboolean    reject,
                      gboolean   *rejected,
                      GError    **error)
{
  CwCardPlace place;

  *rejected = FALSE;
  if (self->tools->feeder == NULL)
    return TRUE;
  if (!cw_feeder_get_place (self->tools->feeder, &place, error))
    return FALSE;
  if (place == CW_CARD_PLACE_NONE)
    return TRUE;
  if (reject)
    return cw_issue_reject (self->tools, plastic_id, rejected, error);
  return cw_issue_move (self->tools, plastic_id, CW_MOVE_EJECT, error);
}

/* Nobody's card: to the reject tray, or out and destroyed. */
static gboolean
cw_settling_end_found (CwSettling *self,
                       gboolean    reject,
                       GError    **error)
{
  CwStore *store = self->tools->store;
  gint64 id = cw_settling_find_row (self, error);
  gboolean rejected;

  if (id == 0 || !cw_settling_take_out (self, id, reject, &rejected, error))
    return FALSE;
  if (!rejected && cw_issue_ask_destroy (self->operator, 0, _ ("The card that was inside the printer belongs to no order. Cut it up, then confirm."), NULL, self->cancellable) != CW_ANSWER_YES)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_IN_DOUBT, _ ("The card that was inside the printer has to be destroyed. It is asked for again until that is confirmed."));
      return FALSE;
    }
  return cw_store_set_plastic (store, id, CW_PLASTIC_STATE_SPOILED, self->leftover->uid, _ ("It was found inside the printer."), error);
}

/* A student's card that came into the printer again: it is given back as it is. */
static gboolean
cw_settling_give_back (CwSettling *self,
                       gboolean   *given,
                       GError    **error)
{
  g_autoptr (CwPlasticRow) row = NULL;

  *given = FALSE;
  if (self->leftover->uid == NULL)
    return TRUE;
  if (!cw_leftover_find_plastic (self->tools, self->leftover->uid, &row, error))
    return FALSE;
  if (row == NULL || row->state != CW_PLASTIC_STATE_ISSUED)
    return TRUE;
  *given = cw_issue_move (self->tools, row->id, CW_MOVE_EJECT, error);
  return *given;
}

static gboolean
cw_settling_hand_over (CwSettling *self,
                       GError    **error)
{
  gboolean given;

  if (self->leftover->order_id != 0)
    return cw_settling_eject_order (self, error);
  if (!cw_settling_give_back (self, &given, error))
    return FALSE;
  return given || cw_settling_end_found (self, FALSE, error);
}

/* Numbers of jobs begin anew in some printers: the one that is taken off must still have its name. */
static gboolean
cw_settling_cancel_job (CwSettling *self,
                        GError    **error)
{
  CwPrinter *printer = self->tools->printer;
  g_autoptr (GPtrArray) jobs = cw_printer_list_jobs (printer, error);
  g_autoptr (GError) local = NULL;
  gboolean there = FALSE;

  if (jobs == NULL)
    return FALSE;
  for (guint i = 0; i < jobs->len; i++)
    {
      const CwPrinterJob *job = g_ptr_array_index (jobs, i);

      there = there || (g_strcmp0 (job->id, self->leftover->job_id) == 0 && g_strcmp0 (job->name, self->leftover->job_name) == 0);
    }
  if (there && !cw_printer_cancel_job (printer, self->leftover->job_id, &local) && !g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (self->leftover->order_id == 0)
    return TRUE;
  return cw_settling_run_order (self, CW_ISSUE_ONLY_SETTLE, error);
}

gboolean
cw_issue_settle_leftover (const CwIssueTools *tools,
                          const CwLeftover   *leftover,
                          CwLeftoverAct       act,
                          CwOperator         *operator,
                          GCancellable       *cancellable,
                          CwIssueResult     **result,
                          GError            **error)
{
  CwSettling settling = { tools, leftover, operator, cancellable, result };

  if (result != NULL)
    *result = NULL;
  if (!CW_LEFTOVER_MAY (leftover, act))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("“%s” cannot be done here: %s"), cw_leftover_act_to_label (act), leftover->sentence);
      return FALSE;
    }
  switch (act)
    {
    case CW_LEFTOVER_FINISH:
      return cw_settling_run_order (&settling, CW_ISSUE_NONE, error);
    case CW_LEFTOVER_REJECT:
      return leftover->order_id != 0 ? cw_settling_reject_order (&settling, error) : cw_settling_end_found (&settling, TRUE, error);
    case CW_LEFTOVER_HAND_OVER:
      return cw_settling_hand_over (&settling, error);
    case CW_LEFTOVER_CANCEL_JOB:
      return cw_settling_cancel_job (&settling, error);
    case CW_LEFTOVER_LEAVE:
      return TRUE;
    }
  g_assert_not_reached ();
}
