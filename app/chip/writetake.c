/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/chip/writer.h"

/* Taking up an application that is there: how far an earlier run got, and whether what is there
 * is ours at all. Only reads. One thread at a time. */

/* The key that the application answers to tells how far an earlier run got. */
static gboolean
cw_writer_unlock_application (CwWriter *self,
                              guint     place,
                              GError  **error)
{
  CwWriterApplication *application = &self->applications[place];
  gboolean accepted = FALSE;

  if (!cw_encoder_unlock (&self->encoder, place, TRUE, &application->planned, error))
    return FALSE;
  if (application->planned)
    return TRUE;
  if (!cw_encoder_unlock (&self->encoder, place, FALSE, &accepted, error))
    return FALSE;
  if (!accepted)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_KEY_REFUSED,
                         _ ("The chip has the application already, under a key that this station does not have. Nothing was changed. Use a blank card, or the keys that the card was made with."));
  return accepted;
}

/* A value file has its first value as soon as it is there. */
static char *
cw_writer_judge_content (CwWriter             *self,
                         const CwChipPlanFile *file,
                         const GByteArray     *content,
                         gboolean             *filled)
{
  g_autofree guint8 *planned = g_malloc0 (MAX (file->settings.size, 4));
  guint32 value = (guint32) file->settings.value.value;

  if (file->settings.type != CW_DESFIRE_FILE_VALUE)
    cw_chip_plan_file_fill (file, self->encoder.escn, planned);
  for (guint i = 0; file->settings.type == CW_DESFIRE_FILE_VALUE && i < 4; i++)
    planned[i] = value >> (8 * i) & 0xff;

  *filled = memcmp (content->data, planned, content->len) == 0;
  if (*filled || (file->settings.type != CW_DESFIRE_FILE_VALUE && cw_chip_content_is_unfinished (content->data, planned, content->len)))
    return NULL;
  return cw_chip_plan_file_holds_escn (file, NULL) ? g_strdup (_ ("The chip already holds another card number. Nothing was changed. Use a blank card."))
                                                   : g_strdup_printf (_ ("File %u on the chip already holds something else. Nothing was changed. Use a blank card."), file->number);
}

static char *
cw_writer_judge_contents (CwWriter       *self,
                          guint           place,
                          const CwSurvey *survey)
{
  const CwChipPlanApplication *plan = cw_chip_plan_get_application (self->encoder.plan, place);
  CwWriterApplication *application = &self->applications[place];

  for (guint i = 0; i < plan->files->len; i++)
    {
      char *difference;

      application->exists[i] = survey->exists[i];
      if (!survey->exists[i])
        continue;
      difference = cw_writer_judge_content (self, cw_chip_plan_application_get_file (plan, i), survey->contents[i], &application->filled[i]);
      if (difference != NULL)
        return difference;
    }
  return NULL;
}

/* Under the factory's key 0 the others are either still the factory's, of version 0, or done. */
static char *
cw_writer_judge_keys (CwWriter       *self,
                      guint           place,
                      const CwSurvey *survey)
{
  const CwChipPlanApplication *plan = cw_chip_plan_get_application (self->encoder.plan, place);
  CwWriterApplication *application = &self->applications[place];

  if (application->planned)
    return cw_survey_judge_keys (survey, plan);
  for (guint slot = 0; slot < plan->frame.n_keys; slot++)
    {
      application->keyed[slot] = slot > 0 && survey->key_versions[slot] == plan->keys[slot].version;
      if (!application->keyed[slot] && survey->key_versions[slot] != 0)
        return g_strdup_printf (_ ("Key %u on the chip is neither the factory's nor the plan's. Nothing was changed. Use a blank card."), slot);
    }
  return NULL;
}

static gboolean
cw_writer_is_done (const CwWriterApplication   *self,
                   const CwChipPlanApplication *plan)
{
  gboolean done = self->planned && self->settled;

  for (guint i = 0; i < plan->files->len; i++)
    done = done && self->exists[i] && self->filled[i];
  return done;
}

/**
 * cw_writer_take_up:
 * @place: of an application that is selected and was there before this run
 *
 * Everything in it is looked at before anything is changed. An application that is complete
 * keeps this survey as its read-back.
 */
gboolean
cw_writer_take_up (CwWriter *self,
                   guint     place,
                   GError  **error)
{
  const CwChipPlanApplication *plan = cw_chip_plan_get_application (self->encoder.plan, place);
  CwWriterApplication *application = &self->applications[place];
  g_autoptr (CwSurvey) survey = NULL;
  g_autofree char *difference = NULL;

  application->present = TRUE;
  if (!cw_writer_unlock_application (self, place, error))
    return FALSE;
  survey = cw_survey_take (&self->encoder, place, FALSE, error);
  if (survey == NULL)
    return FALSE;
  difference = cw_survey_judge_frame (survey, plan, TRUE);
  if (difference == NULL)
    difference = cw_writer_judge_keys (self, place, survey);
  if (difference == NULL)
    difference = cw_writer_judge_contents (self, place, survey);
  if (difference != NULL)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH, difference);
      return FALSE;
    }

  application->settled = survey->settings.bits == plan->frame.settings;
  application->done = cw_writer_is_done (application, plan);
  if (application->done)
    self->encoder.surveys[place] = g_steal_pointer (&survey);
  return TRUE;
}
