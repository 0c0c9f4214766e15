/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/chip/encoder.h"
#include "app/chip/kind.h"
#include "app/chip/report.h"
#include "app/chip/writer.h"

/* Verifying: is this chip exactly what the plan says? Reads only. One thread at a time. */

/* One application; a sentence in report->difference says where it ended. */
static gboolean
cw_chip_verify_application (CwEncoder    *encoder,
                            guint         place,
                            CwChipReport *report,
                            GError      **error)
{
  const CwChipPlanApplication *plan = cw_chip_plan_get_application (encoder->plan, place);
  CwSurvey *survey;
  gboolean found = FALSE;
  gboolean accepted = FALSE;

  if (!cw_encoder_select (encoder, (int) place, &found, error))
    return FALSE;
  report->present = report->present && found;
  if (!found)
    {
      report->difference = g_strdup (_ ("The application is not on the chip."));
      return TRUE;
    }
  if (!cw_encoder_unlock (encoder, place, TRUE, &accepted, error))
    return FALSE;
  if (!accepted)
    {
      report->difference = g_strdup (_ ("The chip has another key 0 than the plan."));
      return TRUE;
    }

  survey = encoder->surveys[place] = cw_survey_take (encoder, place, FALSE, error);
  if (survey == NULL)
    return FALSE;
  report->difference = cw_survey_judge_frame (survey, plan, FALSE);
  if (report->difference == NULL)
    report->difference = cw_survey_judge_keys (survey, plan);
  if (report->difference == NULL)
    report->difference = cw_survey_judge_contents (survey, plan, NULL);
  return TRUE;
}

/* The card's own key and settings, where the plan changes them. */
static gboolean
cw_chip_verify_card (CwEncoder    *encoder,
                     CwChipReport *report,
                     GError      **error)
{
  g_autoptr (GError) cause = NULL;

  if (encoder->card_key == NULL)
    return TRUE;
  encoder->card = CW_CARD_KEY_OWN;
  if (!cw_encoder_unlock_card (encoder, error))
    return FALSE;
  if (encoder->card != CW_CARD_KEY_OWN)
    {
      report->difference = g_strdup (_ ("The card has another master key than the plan."));
      return TRUE;
    }
  report->difference = cw_encoder_judge_card (encoder, TRUE, &cause);
  if (cause == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

static gboolean
cw_chip_verify_all (CwEncoder    *encoder,
                    CwChipReport *report,
                    GError      **error)
{
  gboolean present = TRUE;

  report->present = TRUE;
  if (!cw_chip_verify_card (encoder, report, error))
    return FALSE;
  for (guint place = 0; place < cw_encoder_count (encoder) && report->difference == NULL; place++)
    if (!cw_chip_verify_application (encoder, place, report, error))
      return FALSE;
  present = report->present;
  cw_survey_report (encoder, report);
  report->present = present && cw_encoder_count (encoder) > 0;
  if (report->difference == NULL && !report->has_escn && report->numbered)
    report->difference = g_strdup (_ ("The chip holds no card number yet."));
  report->complete = report->difference == NULL;
  return TRUE;
}

/**
 * cw_chip_verify:
 * @plan: bound to the institution whose card it is; filled for the card, or contents that come
 *   from its record may be anything
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

  if (cw_chip_plan_writes_nothing (plan))
    return cw_chip_recognise (link, error);
  if (!cw_chip_plan_check_sizes (plan, error))
    return NULL;
  if (plan->storage != NULL)
    return cw_chip_verify_storage (link, plan, error);
  if (!cw_encoder_begin (&encoder, link, plan, keys, FALSE, error))
    return NULL;
  report = cw_chip_report_new (&encoder.version);
  report->numbered = cw_chip_plan_holds_escn (plan);
  if (!cw_chip_verify_all (&encoder, report, error))
    return NULL;
  report->exchanges = cw_desfire_get_exchanges (encoder.desfire);
  return g_steal_pointer (&report);
}
