/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/digest.h"
#include "app/chip/encoder.h"
#include "app/chip/report.h"

/* Looking at what is there before deciding anything: the survey only reads, the judges only
 * compare. Each judge returns a sentence for the operator, or %NULL when all is as planned. One
 * thread at a time. */

static gboolean
cw_survey_find_file (const CwChipPlanApplication *plan,
                     guint8                       number,
                     guint                       *place)
{
  for (guint i = 0; i < plan->files->len; i++)
    if (cw_chip_plan_application_get_file (plan, i)->number == number)
      {
        *place = i;
        return TRUE;
      }
  return FALSE;
}

/* What a limited credit may still add is not looked at: it changes with use. */
static gboolean
cw_survey_values_equal (const CwDesfireValue *a,
                        const CwDesfireValue *b)
{
  return a->lower == b->lower && a->upper == b->upper && a->limited == b->limited && a->free_read == b->free_read;
}

static gboolean
cw_survey_settings_equal (const CwDesfireFileSettings *a,
                          const CwDesfireFileSettings *b)
{
  return a->type == b->type &&
         a->comm == b->comm &&
         a->size == b->size &&
         !a->extended &&
         (a->type != CW_DESFIRE_FILE_VALUE || cw_survey_values_equal (&a->value, &b->value)) &&
         cw_desfire_access_pack (&a->access) == cw_desfire_access_pack (&b->access);
}

static gboolean
cw_survey_read_content (CwSurvey             *self,
                        CwDesfire            *desfire,
                        const CwChipPlanFile *file,
                        guint                 place,
                        GError              **error)
{
  CwDesfireComm comm = cw_chip_plan_file_get_read_comm (file);
  gint32 value = 0;

  self->contents[place] = g_byte_array_new ();
  if (file->settings.type != CW_DESFIRE_FILE_VALUE)
    return cw_desfire_read_data (desfire, file->number, comm, 0, file->settings.size, self->contents[place], error);
  if (!cw_desfire_get_value (desfire, file->number, comm, &value, error))
    return FALSE;
  cw_bytes_put_u32le (self->contents[place], (guint32) value);
  return TRUE;
}

/* A file of other settings is not read: how it would have to be read is not known. */
static gboolean
cw_survey_read_file (CwSurvey             *self,
                     CwDesfire            *desfire,
                     const CwChipPlanFile *file,
                     guint                 place,
                     GError              **error)
{
  if (!cw_desfire_get_file_settings (desfire, file->number, &self->files[place], error))
    return FALSE;
  self->exists[place] = TRUE;
  return !cw_survey_settings_equal (&self->files[place], &file->settings) || cw_survey_read_content (self, desfire, file, place, error);
}

static gboolean
cw_survey_read_files (CwSurvey                    *self,
                      CwDesfire                   *desfire,
                      const CwChipPlanApplication *plan,
                      GError                     **error)
{
  guint8 numbers[CW_DESFIRE_MAX_FILES];
  guint n_numbers = 0;

  if (!cw_desfire_get_files (desfire, numbers, &n_numbers, error))
    return FALSE;
  for (guint i = 0; i < n_numbers; i++)
    {
      guint place = 0;

      if (!cw_survey_find_file (plan, numbers[i], &place) || self->exists[place])
        self->n_extra++;
      else if (!cw_survey_read_file (self, desfire, cw_chip_plan_application_get_file (plan, place), place, error))
        return FALSE;
    }
  return TRUE;
}

/* The card tells its files' ISO identifiers as a set, not which is whose. */
static gboolean
cw_survey_read_iso_ids (CwSurvey                    *self,
                        CwDesfire                   *desfire,
                        const CwChipPlanApplication *plan,
                        GError                     **error)
{
  g_autoptr (GArray) ids = NULL;

  self->iso_ids = TRUE;
  if (!plan->frame.iso_files)
    return TRUE;
  ids = cw_desfire_get_iso_files (desfire, error);
  if (ids == NULL)
    return FALSE;
  for (guint place = 0; place < plan->files->len; place++)
    {
      const CwChipPlanFile *file = cw_chip_plan_application_get_file (plan, place);
      gboolean found = file->iso_id == 0 || !self->exists[place];

      for (guint i = 0; i < ids->len && !found; i++)
        found = g_array_index (ids, guint16, i) == file->iso_id;
      self->iso_ids = self->iso_ids && found;
    }
  return TRUE;
}

/**
 * cw_survey_take:
 * @place: of the application that is selected, in a session with its key 0
 * @made: it was made in this very run, so that it has the plan's files and no others
 *
 * Reads settings, key versions, files and contents.
 *
 * Returns: (transfer full): what is there, or %NULL with an error
 */
CwSurvey *
cw_survey_take (CwEncoder *encoder,
                guint      place,
                gboolean   made,
                GError   **error)
{
  const CwChipPlanApplication *plan = cw_chip_plan_get_application (encoder->plan, place);
  CwDesfire *desfire = encoder->desfire;
  g_autoptr (CwSurvey) self = g_new0 (CwSurvey, 1);

  if (!cw_desfire_get_key_settings (desfire, &self->settings, error))
    return NULL;
  /* with fewer keys than planned, asking for the version of a missing one would end the session */
  for (guint slot = 0; slot < MIN (plan->frame.n_keys, self->settings.n_keys); slot++)
    if (!cw_desfire_get_key_version (desfire, (guint8) slot, &self->key_versions[slot], error))
      return NULL;
  if (!made && !cw_survey_read_files (self, desfire, plan, error))
    return NULL;
  for (guint i = 0; made && i < plan->files->len; i++)
    if (!cw_survey_read_file (self, desfire, cw_chip_plan_application_get_file (plan, i), i, error))
      return NULL;
  return cw_survey_read_iso_ids (self, desfire, plan, error) ? g_steal_pointer (&self) : NULL;
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
 * @working: the settings that an application has while it is written will do too
 *
 * What cannot be mended on a card that is there: the application's settings, foreign files, the
 * settings of files. Files that are missing are nothing to this judge.
 */
char *
cw_survey_judge_frame (const CwSurvey              *self,
                       const CwChipPlanApplication *plan,
                       gboolean                     working)
{
  gboolean settings = self->settings.bits == plan->frame.settings || (working && self->settings.bits == plan->working);

  if (!settings || self->settings.n_keys != plan->frame.n_keys || self->settings.cipher != plan->frame.cipher)
    return g_strdup (_ ("The application on the chip has other settings than the plan: it was made by another plan."));
  if (self->n_extra > 0)
    return g_strdup (_ ("The application on the chip has a file that the plan does not have: it was made by another plan."));
  for (guint i = 0; i < plan->files->len; i++)
    if (self->exists[i] && self->contents[i] == NULL)
      return g_strdup_printf (_ ("File %u on the chip has other settings than the plan: it was made by another plan."), cw_chip_plan_application_get_file (plan, i)->number);
  if (!self->iso_ids)
    return g_strdup (_ ("The files on the chip have other ISO identifiers than the plan: it was made by another plan."));
  return NULL;
}

/**
 * cw_survey_judge_keys:
 *
 * Whether every key has the planned version.
 */
char *
cw_survey_judge_keys (const CwSurvey              *self,
                      const CwChipPlanApplication *plan)
{
  for (guint slot = 0; slot < plan->frame.n_keys; slot++)
    if (self->key_versions[slot] != plan->keys[slot].version)
      return g_strdup_printf (_ ("Key %u on the chip has version %u; the plan wants %u."), slot, self->key_versions[slot], plan->keys[slot].version);
  return NULL;
}

/* A value moves between its limits once the card is in use; only a new one is the first. */
static gboolean
cw_survey_is_as_planned (const CwChipPlanFile *file,
                         const CwEscn         *escn,
                         const GByteArray     *content)
{
  CwCursor cursor;
  guint32 value = 0;

  if (file->settings.type != CW_DESFIRE_FILE_VALUE)
    return cw_chip_plan_file_matches (file, escn, content->data);
  cw_cursor_init (&cursor, content->data, content->len);
  return cw_cursor_read_u32le (&cursor, &value) && (escn == NULL || (gint32) value == file->settings.value.value);
}

/**
 * cw_survey_judge_contents:
 * @escn: (nullable): the number that the card must have; %NULL: any
 *
 * Whether every file is there and holds what the plan says.
 */
char *
cw_survey_judge_contents (const CwSurvey              *self,
                          const CwChipPlanApplication *plan,
                          const CwEscn                *escn)
{
  for (guint i = 0; i < plan->files->len; i++)
    {
      const CwChipPlanFile *file = cw_chip_plan_application_get_file (plan, i);

      if (self->contents[i] == NULL)
        return g_strdup_printf (_ ("File %u is not on the chip as planned."), file->number);
      if (!cw_survey_is_as_planned (file, escn, self->contents[i]))
        return g_strdup_printf (_ ("File %u on the chip holds something else than planned."), file->number);
    }
  return NULL;
}

/* "0:01 1:01"; with the AID before them where there are several applications. */
static void
cw_survey_list_versions (const CwSurvey              *self,
                         const CwChipPlanApplication *plan,
                         gboolean                     several,
                         GString                     *text)
{
  g_autofree char *aid = cw_chip_plan_describe_aid (&plan->frame.aid);

  if (several)
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", aid);
  for (guint slot = 0; slot < plan->frame.n_keys; slot++)
    g_string_append_printf (text, "%s%u:%02X", slot == 0 && !several ? "" : " ", slot, self->key_versions[slot]);
}

/* Returns: whether every file could be read */
static gboolean
cw_survey_collect (const CwSurvey              *self,
                   const CwChipPlanApplication *plan,
                   GByteArray                  *all,
                   CwChipReport                *report)
{
  gboolean whole = TRUE;

  for (guint i = 0; i < plan->files->len; i++)
    {
      const GByteArray *content = self->contents[i];
      gsize offset = 0;

      if (content == NULL)
        {
          whole = FALSE;
          continue;
        }
      g_byte_array_append (all, content->data, content->len);
      if (cw_chip_plan_file_holds_escn (cw_chip_plan_application_get_file (plan, i), &offset) && offset + CW_CHIP_ESCN_SIZE <= content->len)
        cw_chip_report_set_escn (report, content->data + offset, CW_CHIP_ESCN_SIZE);
    }
  return whole;
}

/**
 * cw_survey_report:
 *
 * Puts what was found in all applications into @report.
 */
void
cw_survey_report (const CwEncoder *encoder,
                  CwChipReport    *report)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  g_autoptr (GString) versions = g_string_new (NULL);
  guint n_applications = cw_encoder_count (encoder);
  guint n_found = 0;
  gboolean whole = TRUE;

  for (guint place = 0; place < n_applications; place++)
    {
      const CwChipPlanApplication *plan = cw_chip_plan_get_application (encoder->plan, place);

      whole = whole && encoder->surveys[place] != NULL;
      if (encoder->surveys[place] == NULL)
        continue;
      n_found++;
      cw_survey_list_versions (encoder->surveys[place], plan, n_applications > 1, versions);
      whole = cw_survey_collect (encoder->surveys[place], plan, all, report) && whole;
    }
  report->present = n_applications > 0 && n_found == n_applications;
  if (n_found == 0)
    return;
  g_free (report->key_versions);
  report->key_versions = g_strdup (versions->str);
  g_free (report->content_digest);
  report->content_digest = whole ? cw_digest_bytes (all->data, all->len) : NULL;
}
