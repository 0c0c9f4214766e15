/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/chip/encoder.h"
#include "app/chip/kind.h"
#include "app/chip/report.h"

/* Verifying: is this chip exactly what the plan says? Reads only. One thread at a time. */

/* Fills @report as far as the chip lets; a sentence in report->difference says where it ended. */
static gboolean
cw_chip_verify_application (CwEncoder    *encoder,
                            CwChipReport *report,
                            GError      **error)
{
  g_autoptr (CwSurvey) survey = NULL;
  g_autoptr (GError) cause = NULL;
  gboolean accepted = FALSE;

  if (!cw_desfire_select (encoder->desfire, &encoder->plan->application.aid, &cause))
    {
      if (!cw_chip_is_refusal (cause))
        {
          g_propagate_error (error, g_steal_pointer (&cause));
          return FALSE;
        }
      report->difference = g_strdup (_ ("The application is not on the chip."));
      return TRUE;
    }
  report->present = TRUE;
  if (!cw_encoder_unlock (encoder, encoder->keys[0], &accepted, error))
    return FALSE;
  if (!accepted)
    {
      report->difference = g_strdup (_ ("The chip has another key 0 than the plan."));
      return TRUE;
    }

  survey = cw_survey_take (encoder, error);
  if (survey == NULL)
    return FALSE;
  cw_survey_report (survey, encoder->plan, report);
  report->difference = cw_survey_judge_frame (survey, encoder->plan);
  if (report->difference == NULL)
    report->difference = cw_survey_judge_keys (survey, encoder->plan);
  if (report->difference == NULL)
    report->difference = cw_survey_judge_contents (survey, encoder->plan, NULL);
  if (report->difference == NULL && !report->has_escn)
    report->difference = g_strdup (_ ("The chip holds no card number yet."));
  report->complete = report->difference == NULL;
  return TRUE;
}

/**
 * cw_chip_verify:
 * @plan: bound to the institution whose card it is
 *
 * Reads everything that the plan puts on a chip and compares. A chip that differs is no error:
 * report->complete is %FALSE then, and report->difference says why.
 *
 * Returns: (transfer full): a report, or %NULL with %CW_ERROR_CARD_UNKNOWN, %CW_ERROR_KEY_MISSING,
 *   %CW_ERROR_CARD_REMOVED or %CW_ERROR_CHIP_INTEGRITY
 */
CwChipReport *
cw_chip_verify (const CwChipLink *link,
                CwChipPlan       *plan,
                CwKeySource      *keys,
                GError          **error)
{
  g_auto (CwEncoder) encoder = { 0 };
  g_autoptr (CwChipReport) report = NULL;

  g_return_val_if_fail (link != NULL && plan != NULL, NULL);
  g_return_val_if_fail (CW_IS_KEY_SOURCE (keys), NULL);

  if (!cw_encoder_begin (&encoder, link, plan, keys, error))
    return NULL;
  report = cw_chip_report_new (&encoder.version);
  if (!cw_chip_verify_application (&encoder, report, error))
    return NULL;
  report->exchanges = cw_desfire_get_exchanges (encoder.desfire);
  return g_steal_pointer (&report);
}
