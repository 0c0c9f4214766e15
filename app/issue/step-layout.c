/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-issue"

#include "config.h"

#include "app/issue/step.h"
#include "printers/panels.h"
#include "templates/output.h"

/* Layout: the frozen record drawn on both faces, digested, and checked for the printer, if this can be
 * asked, with what the card takes of its ribbon. Pure, so that settling is drawing again. */

/* With the ribbon that is in the printer, or when all that the model takes come to the same. */
static int
cw_step_layout_count_sets (CwFace                      *face,
                           const CwPrinterCapabilities *printer)
{
  const CwPrinterModel *model = printer->model;
  CwInkUse sides[2];
  int sets = -1;

  if (model == NULL || !cw_face_get_ink (face, CW_FACE_FRONT, &sides[CW_FACE_FRONT], NULL) || !cw_face_get_ink (face, CW_FACE_BACK, &sides[CW_FACE_BACK], NULL))
    return -1;
  for (guint i = 0; i < model->ribbons->len; i++)
    {
      const CwRibbon *other = g_ptr_array_index (model->ribbons, i);
      g_autoptr (CwPanelPlan) plan = NULL;

      if (printer->ribbon != NULL && other != printer->ribbon)
        continue;
      plan = cw_panel_plan_new (model, other, sides, printer->duplex);
      if (sets >= 0 && sets != (int) plan->sets)
        return -1;
      sets = (int) plan->sets;
    }
  return sets;
}

static CwStepFinding
cw_step_layout_run (CwOrder      *order,
                    GCancellable *cancellable,
                    GError      **error)
{
  g_autofree char *digest = NULL;
  CwFace *face = cw_order_get_face (order, error);
  CwPrinterCapabilities printer;
  gboolean known = cw_issue_ask_printer (order->tools, &printer, NULL);

  if (face == NULL || !cw_face_may_be_printed (face, known ? &printer : NULL, error))
    return CW_STEP_DID_NOT;
  digest = cw_face_digest (face, error);
  if (digest == NULL)
    return CW_STEP_DID_NOT;
  cw_order_note (order, "faces", digest);
  order->sets = known ? cw_step_layout_count_sets (face, &printer) : -1;
  cw_order_note_integer (order, "sets", order->sets);
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
