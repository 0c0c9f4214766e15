/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-issue"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/issue/step.h"

/* Verify: the card is powered off, opened afresh, and everything on it read back; the chip must
 * hold the number that is printed on it. Read only, so that settling is doing it again. */

static gboolean
cw_step_verify_compare (CwOrder            *order,
                        const CwChipReport *report,
                        GError            **error)
{
  if (!report->complete)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH, _ ("The chip is not as it should be: %s"), report->difference != NULL ? report->difference : _ ("the application is missing."));
      return FALSE;
    }
  if (report->numbered && (!report->has_escn || !cw_escn_equal (&report->escn, &order->card->escn)))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH, _ ("The chip does not hold the number that is printed on the card."));
      return FALSE;
    }
  return TRUE;
}

static CwStepFinding
cw_step_verify_run (CwOrder      *order,
                    GCancellable *cancellable,
                    GError      **error)
{
  g_autoptr (CwChipReport) report = NULL;

  if (order->profile->chip_plan == NULL)
    {
      cw_order_note (order, "chip", NULL);
      return CW_STEP_HAPPENED;
    }
  report = cw_order_read_back (order, cancellable, error);
  if (report == NULL || !cw_step_verify_compare (order, report, error))
    return CW_STEP_DID_NOT;
  return CW_STEP_HAPPENED;
}

static CwStepFinding
cw_step_verify_settle (CwOrder         *order,
                       const CwStepRow *row,
                       GCancellable    *cancellable,
                       GError         **error)
{
  return CW_STEP_DID_NOT;
}

static gboolean
cw_step_verify_conclude (CwOrder *order,
                         gboolean happened,
                         GError **error)
{
  gboolean read = order->profile->chip_plan != NULL && order->plastic_state == CW_PLASTIC_STATE_PRINTED;

  if (!happened)
    return TRUE;
  return (!read || cw_order_set_plastic (order, CW_PLASTIC_STATE_VERIFIED, NULL, NULL, error)) &&
         cw_store_set_card_state (order->tools->store, order->card->id, CW_CARD_STATE_VERIFIED, NULL, error);
}

const CwStep cw_step_verify = {
  .kind = CW_STEP_VERIFY,
  .run = cw_step_verify_run,
  .settle = cw_step_verify_settle,
  .conclude = cw_step_verify_conclude,
  .question = CW_QUESTION_TRY_AGAIN,
};
