/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-issue"

#include "config.h"

#include "app/issue/issue.h"
#include "app/issue/step.h"
#include "printers/panels.h"
#include "templates/output.h"

/* What is known of the printer's ribbon, and what it cannot do for a card: told before plastic is
 * used. */

/**
 * cw_issue_ask_printer:
 * @printer: (out): as cw_printer_get_capabilities()
 *
 * The ribbon that a person named in the settings counts more than what the driver is set to.
 */
gboolean
cw_issue_ask_printer (const CwIssueTools    *tools,
                      CwPrinterCapabilities *printer,
                      GError               **error)
{
  const CwRibbon *named = NULL;

  if (!cw_printer_get_capabilities (tools->printer, printer, error))
    return FALSE;
  if (printer->model != NULL && tools->ribbon != NULL)
    named = cw_printer_model_get_ribbon (printer->model, tools->ribbon);
  if (named != NULL)
    printer->ribbon = named;
  return TRUE;
}

/**
 * cw_issue_check_ribbon:
 * @checks: of #CwCheck, added to
 *
 * Nothing is said where the ribbon is not known.
 */
void
cw_issue_check_ribbon (CwFace                      *face,
                       const CwPrinterCapabilities *printer,
                       GPtrArray                   *checks)
{
  CwInkUse sides[2];
  g_autoptr (CwPanelPlan) plan = NULL;

  if (printer->model == NULL || printer->ribbon == NULL
      || !cw_face_get_ink (face, CW_FACE_FRONT, &sides[CW_FACE_FRONT], NULL) || !cw_face_get_ink (face, CW_FACE_BACK, &sides[CW_FACE_BACK], NULL))
    return;
  plan = cw_panel_plan_new (printer->model, printer->ribbon, sides, printer->duplex);
  for (guint i = 0; i < plan->warnings->len; i++)
    {
      const CwPanelWarning *warning = g_ptr_array_index (plan->warnings, i);
      CwCheck *check = g_new0 (CwCheck, 1);

      check->kind = CW_CHECK_RIBBON;
      check->error = warning->error;
      check->side = warning->side;
      check->number = warning->number;
      check->unit = "";
      check->element = g_strdup (cw_face_side_to_name (warning->side));
      check->sentence = g_strdup (warning->sentence);
      check->remedy = g_strdup (warning->sentence);
      g_ptr_array_add (checks, check);
    }
}
