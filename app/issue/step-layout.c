/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-issue"

#include "config.h"

#include "app/issue/step.h"

/* Layout: the frozen record drawn on both faces, digested, and checked for the printer, if this can be
 * asked. Pure, so that settling is drawing again. */

static CwStepFinding
cw_step_layout_run (CwOrder      *order,
                    GCancellable *cancellable,
                    GError      **error)
{
  g_autofree char *digest = NULL;
  CwFace *face = cw_order_get_face (order, error);
  CwPrinterCapabilities printer;
  gboolean known = cw_printer_get_capabilities (order->tools->printer, &printer, NULL);

  if (face == NULL || !cw_face_may_be_printed (face, known ? &printer : NULL, error))
    return CW_STEP_DID_NOT;
  digest = cw_face_digest (face, error);
  if (digest == NULL)
    return CW_STEP_DID_NOT;
  cw_order_note (order, "faces", digest);
  return CW_STEP_HAPPENED;
}

static CwStepFinding
cw_step_layout_settle (CwOrder         *order,
                       const CwStepRow *row,
                       GCancellable    *cancellable,
                       GError         **error)
{
  return CW_STEP_DID_NOT;
}

const CwStep cw_step_layout = {
  .kind = CW_STEP_LAYOUT,
  .run = cw_step_layout_run,
  .settle = cw_step_layout_settle,
  .question = CW_QUESTION_TRY_AGAIN,
};
