/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/digest.h"
#include "app/chip/encoder.h"
#include "app/chip/report.h"

/* Looking at what is there before deciding anything: the survey only reads, the judges only
 * compare. Each judge returns a sentence for the operator, or %NULL when all is as planned. One
 * thread at a time. */

static gboolean
cw_survey_find_file (const CwChipPlan *plan,
                     guint8            number,
                     guint            *place)
{
  for (guint i = 0; i < plan->n_files; i++)
    if (plan->files[i].number == number)
      {
        *place = i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
cw_survey_settings_equal (const CwDesfireFileSettings *a,
                          const CwDesfireFileSettings *b)
{
  return a->type == b->type &&
         a->comm == b->comm &&
         a->size == b->size &&
         cw_desfire_access_pack (&a->access) == cw_desfire_access_pack (&b->access);
}

/* A file of other settings is not read: how it would have to be read is not known. */
static gboolean
cw_survey_read_file (CwSurvey  *self,
                     CwEncoder *encoder,
                     guint      place,
                     GError   **error)
{
  const CwChipPlanFile *file = &encoder->plan->files[place];

  if (!cw_desfire_get_file_settings (encoder->desfire, file->number, &self->files[place], error))
    return FALSE;
  self->exists[place] = TRUE;
  if (!cw_survey_settings_equal (&self->files[place], &file->settings))
    return TRUE;
  self->contents[place] = g_byte_array_new ();
  return cw_desfire_read_data (encoder->desfire, file->number, cw_chip_plan_file_get_read_comm (file), 0, file->settings.size, self->contents[place], error);
}

static gboolean
cw_survey_read_files (CwSurvey  *self,
                      CwEncoder *encoder,
                      GError   **error)
{
  guint8 numbers[CW_DESFIRE_MAX_FILES];
  guint n_numbers = 0;

  if (!cw_desfire_get_files (encoder->desfire, numbers, &n_numbers, error))
    return FALSE;
  for (guint i = 0; i < n_numbers; i++)
    {
      guint place = 0;

      if (!cw_survey_find_file (encoder->plan, numbers[i], &place) || self->exists[place])
        self->n_extra++;
      else if (!cw_survey_read_file (self, encoder, place, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * cw_survey_take:
 *
 * Reads settings, key versions, files and contents of the selected application, in the session
 * that is open with its key 0.
 *
 * Returns: (transfer full): what is there, or %NULL with an error
 */
CwSurvey *
cw_survey_take (CwEncoder *encoder,
                GError   **error)
{
  g_autoptr (CwSurvey) self = g_new0 (CwSurvey, 1);

  if (!cw_desfire_get_key_settings (encoder->desfire, &self->settings, error))
    return NULL;
  /* with fewer keys than planned, asking for the version of a missing one would end the session */
  for (guint slot = 0; slot < MIN (encoder->plan->application.n_keys, self->settings.n_keys); slot++)
    if (!cw_desfire_get_key_version (encoder->desfire, (guint8) slot, &self->key_versions[slot], error))
      return NULL;
  if (!cw_survey_read_files (self, encoder, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
cw_survey_free (CwSurvey *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < CW_DESFIRE_MAX_FILES; i++)
    g_clear_pointer (&self->contents[i], g_byte_array_unref);
  g_free (self);
}

/**
 * cw_survey_judge_frame:
 *
 * What cannot be mended on a card that is there: the application's settings, foreign files, the
 * settings of files. Files that are missing are nothing to this judge.
 */
char *
cw_survey_judge_frame (const CwSurvey   *self,
                       const CwChipPlan *plan)
{
  if (self->settings.bits != plan->application.settings ||
      self->settings.n_keys != plan->application.n_keys ||
      self->settings.cipher != plan->application.cipher)
    return g_strdup (_ ("The application on the chip has other settings than the plan: it was made by another plan."));
  if (self->n_extra > 0)
    return g_strdup (_ ("The application on the chip has a file that the plan does not have: it was made by another plan."));
  for (guint i = 0; i < plan->n_files; i++)
    if (self->exists[i] && self->contents[i] == NULL)
      return g_strdup_printf (_ ("File %u on the chip has other settings than the plan: it was made by another plan."), plan->files[i].number);
  return NULL;
}

/**
 * cw_survey_judge_keys:
 *
 * Whether every key has the planned version.
 */
char *
cw_survey_judge_keys (const CwSurvey   *self,
                      const CwChipPlan *plan)
{
  for (guint slot = 0; slot < plan->application.n_keys; slot++)
    if (self->key_versions[slot] != plan->keys[slot].version)
      return g_strdup_printf (_ ("Key %u on the chip has version %u; the plan wants %u."), slot, self->key_versions[slot], plan->keys[slot].version);
  return NULL;
}

/**
 * cw_survey_judge_contents:
 * @escn: (nullable): the number that the card must have; %NULL: any
 *
 * Whether every file is there and holds what the plan says.
 */
char *
cw_survey_judge_contents (const CwSurvey   *self,
                          const CwChipPlan *plan,
                          const CwEscn     *escn)
{
  for (guint i = 0; i < plan->n_files; i++)
    {
      const CwChipPlanFile *file = &plan->files[i];
      g_autofree guint8 *planned = g_malloc0 (file->settings.size);

      if (self->contents[i] == NULL)
        return g_strdup_printf (_ ("File %u is not on the chip as planned."), file->number);
      if (file->escn && escn == NULL)
        continue;
      cw_chip_plan_file_fill (file, escn, planned);
      if (memcmp (self->contents[i]->data, planned, file->settings.size) != 0)
        return g_strdup_printf (_ ("File %u on the chip holds something else than planned."), file->number);
    }
  return NULL;
}

static char *
cw_survey_list_versions (const CwSurvey   *self,
                         const CwChipPlan *plan)
{
  GString *text = g_string_new (NULL);

  for (guint slot = 0; slot < plan->application.n_keys; slot++)
    g_string_append_printf (text, "%s%u:%02X", slot == 0 ? "" : " ", slot, self->key_versions[slot]);
  return g_string_free (text, FALSE);
}

/**
 * cw_survey_report:
 *
 * Puts what was found into @report.
 */
void
cw_survey_report (const CwSurvey   *self,
                  const CwChipPlan *plan,
                  CwChipReport     *report)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  gboolean whole = TRUE;

  report->present = TRUE;
  g_free (report->key_versions);
  report->key_versions = cw_survey_list_versions (self, plan);
  for (guint i = 0; i < plan->n_files; i++)
    {
      const GByteArray *content = self->contents[i];

      if (content == NULL)
        {
          whole = FALSE;
          continue;
        }
      g_byte_array_append (all, content->data, content->len);
      if (plan->files[i].escn)
        cw_chip_report_set_escn (report, content->data, content->len);
    }
  g_free (report->content_digest);
  report->content_digest = whole ? cw_digest_bytes (all->data, all->len) : NULL;
}
