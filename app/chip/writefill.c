/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/chip/writer.h"

/* Doing what is missing in one application, in the order that makes every half-done state tell
 * how far it got: keys before files, key 0 last of the keys, its own settings last of all; then
 * reading everything back. One thread at a time. */

/* In a session with the key 0 that the application has now. */
static gboolean
cw_writer_open_application (CwWriter *self,
                            guint     place,
                            GError  **error)
{
  CwEncoder *encoder = &self->encoder;
  gboolean found = TRUE;
  gboolean accepted = FALSE;

  if (cw_encoder_is_at (encoder, (int) place))
    return TRUE;
  if (!cw_encoder_select (encoder, (int) place, &found, error))
    return FALSE;
  if (found && !cw_encoder_unlock (encoder, place, self->applications[place].planned, &accepted, error))
    return FALSE;
  if (!accepted)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_KEY_REFUSED,
                         self->applications[place].made ? _ ("This card gives new applications a key of its own (SetConfiguration). Use a blank card.")
                                                        : _ ("The chip does not answer to the key that it had a moment ago. Put the card aside."));
  return accepted;
}

static gboolean
cw_writer_change_keys (CwWriter *self,
                       guint     place,
                       GError  **error)
{
  CwEncoder *encoder = &self->encoder;
  CwWriterApplication *application = &self->applications[place];
  const CwChipPlanApplication *plan = cw_chip_plan_get_application (encoder->plan, place);
  CwCipher cipher = plan->frame.cipher;
  g_autoptr (CwSecret) factory = NULL;

  if (application->planned)
    return TRUE;
  factory = plan->frame.n_keys > 1 ? cw_encoder_factory_key (cipher) : NULL;
  for (guint slot = plan->frame.n_keys - 1; slot > 0; slot--)
    if (plan->keys[slot].label != NULL && !application->keyed[slot] &&
        !cw_desfire_change_key (encoder->desfire, (guint8) slot, cipher, encoder->keys[place][slot], plan->keys[slot].version, factory, error))
      return FALSE;
  if (!cw_desfire_change_key (encoder->desfire, 0, cipher, encoder->keys[place][0], plan->keys[0].version, NULL, error) ||
      !cw_encoder_unlock (encoder, place, TRUE, &application->planned, error))
    return FALSE;
  if (!application->planned)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_KEY_REFUSED, _ ("The chip does not answer to the key that it was just given. Put the card aside."));
  return application->planned;
}

static gboolean
cw_writer_create_files (CwWriter *self,
                        guint     place,
                        GError  **error)
{
  const CwChipPlanApplication *plan = cw_chip_plan_get_application (self->encoder.plan, place);
  CwWriterApplication *application = &self->applications[place];

  for (guint i = 0; i < plan->files->len; i++)
    {
      const CwChipPlanFile *file = cw_chip_plan_application_get_file (plan, i);

      if (!application->exists[i] && !cw_desfire_create_file (self->encoder.desfire, file->number, file->iso_id, &file->settings, error))
        return FALSE;
    }
  return TRUE;
}

/* What is written to backup files counts when it is committed, in all of them at once. */
static gboolean
cw_writer_fill_files (CwWriter *self,
                      guint     place,
                      GError  **error)
{
  const CwChipPlanApplication *plan = cw_chip_plan_get_application (self->encoder.plan, place);
  gboolean pending = FALSE;

  for (guint i = 0; i < plan->files->len; i++)
    {
      const CwChipPlanFile *file = cw_chip_plan_application_get_file (plan, i);
      g_autofree guint8 *content = g_malloc0 (file->settings.size + 1);

      if (self->applications[place].filled[i] || file->settings.type == CW_DESFIRE_FILE_VALUE)
        continue;
      cw_chip_plan_file_fill (file, self->encoder.escn, content);
      if (!cw_desfire_write_data (self->encoder.desfire, file->number, cw_chip_plan_file_get_write_comm (file), 0, content, file->settings.size, error))
        return FALSE;
      pending = pending || file->settings.type == CW_DESFIRE_FILE_BACKUP;
    }
  return !pending || cw_desfire_commit (self->encoder.desfire, error);
}

static gboolean
cw_writer_settle (CwWriter *self,
                  guint     place,
                  GError  **error)
{
  const CwChipPlanApplication *plan = cw_chip_plan_get_application (self->encoder.plan, place);

  if (self->applications[place].settled || plan->working == plan->frame.settings)
    return TRUE;
  return cw_writer_enter (self, "settings", (int) place, error) &&
         cw_desfire_change_key_settings (self->encoder.desfire, plan->frame.settings, error);
}

static gboolean
cw_writer_read_back (CwWriter *self,
                     guint     place,
                     GError  **error)
{
  const CwChipPlanApplication *plan = cw_chip_plan_get_application (self->encoder.plan, place);
  g_autoptr (CwSurvey) survey = cw_survey_take (&self->encoder, place, self->applications[place].made, error);
  g_autofree char *difference = NULL;

  if (survey == NULL)
    return FALSE;
  difference = cw_survey_judge_frame (survey, plan, FALSE);
  if (difference == NULL)
    difference = cw_survey_judge_keys (survey, plan);
  if (difference == NULL)
    difference = cw_survey_judge_contents (survey, plan, self->encoder.escn);
  if (difference != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH, _ ("What was read back is not what was written: %s Put the card aside."), difference);
  self->encoder.surveys[place] = g_steal_pointer (&survey);
  return difference == NULL;
}

/**
 * cw_writer_complete:
 *
 * Brings one application from where it is to where the plan wants it, and reads it back.
 */
gboolean
cw_writer_complete (CwWriter *self,
                    guint     place,
                    GError  **error)
{
  int at = (int) place;

  if (self->applications[place].done)
    return TRUE;
  return cw_writer_enter (self, "keys", at, error) && cw_writer_open_application (self, place, error) && cw_writer_change_keys (self, place, error) &&
         cw_writer_enter (self, "files", at, error) && cw_writer_create_files (self, place, error) &&
         cw_writer_enter (self, "content", at, error) && cw_writer_fill_files (self, place, error) && cw_writer_settle (self, place, error) &&
         cw_writer_enter (self, "verify", at, error) && cw_writer_read_back (self, place, error);
}
