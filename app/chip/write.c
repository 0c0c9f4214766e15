/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/chip/encoder.h"
#include "app/chip/kind.h"
#include "app/chip/report.h"

/* Writing a chip, so that it can break off after any exchange and be taken up again: look what
 * is there, refuse what is not ours before changing anything, then do what is missing. The order
 * makes every half-done state tell how far it got: keys before files, key 0 last of the keys.
 * One thread at a time. */

typedef struct
{
  CwEncoder       encoder;
  const CwEscn   *escn;
  CwChipStageFunc stage;
  gpointer        user_data;

  gboolean        planned;  /* the session is with the card's own key 0, not with the factory's */
  gboolean        keyed[CW_DESFIRE_MAX_KEYS];   /* has its own key already */
  gboolean        exists[CW_DESFIRE_MAX_FILES]; /* by place in the plan */
  gboolean        filled[CW_DESFIRE_MAX_FILES];
} CwWriter;

static void
cw_writer_clear (CwWriter *self)
{
  cw_encoder_clear (&self->encoder);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwWriter, cw_writer_clear)

static gboolean
cw_writer_enter (CwWriter   *self,
                 const char *stage,
                 GError    **error)
{
  return self->stage == NULL || self->stage (stage, self->user_data, error);
}

/* A card from the factory has a single DES key of zeros; one that was prepared may have an AES
 * key of zeros. Any other owner's card is left alone. */
static gboolean
cw_writer_unlock_card (CwWriter *self,
                       GError  **error)
{
  const CwDesfireAid card_level = { { 0, 0, 0 } };
  CwDesfire *desfire = self->encoder.desfire;
  g_autoptr (CwSecret) des = cw_secret_new_zero (cw_cipher_get_key_length (CW_CIPHER_DES));
  g_autoptr (GError) cause = NULL;
  gboolean accepted = FALSE;

  if (!cw_desfire_select (desfire, &card_level, error))
    return FALSE;
  if (cw_desfire_authenticate (desfire, CW_DESFIRE_AUTH_ISO, 0, CW_CIPHER_DES, des, &cause))
    return TRUE;
  if (!cw_chip_is_refusal (cause))
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  if (!cw_encoder_unlock (&self->encoder, self->encoder.factory_key, &accepted, error))
    return FALSE;
  if (!accepted)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_KEY_REFUSED, _ ("This card belongs to another system: its master key is not the factory's. Use a blank card."));
  return accepted;
}

static gboolean
cw_writer_create_application (CwWriter *self,
                              GError  **error)
{
  CwEncoder *encoder = &self->encoder;
  gboolean accepted = FALSE;

  if (!cw_writer_unlock_card (self, error) ||
      !cw_desfire_create_application (encoder->desfire, &encoder->plan->application, error) ||
      !cw_desfire_select (encoder->desfire, &encoder->plan->application.aid, error) ||
      !cw_encoder_unlock (encoder, encoder->factory_key, &accepted, error))
    return FALSE;
  if (!accepted)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_KEY_REFUSED, _ ("This card gives new applications a key of its own (SetConfiguration). Use a blank card."));
  return accepted;
}

/* The key that the application answers to tells how far an earlier run got. */
static gboolean
cw_writer_unlock_application (CwWriter *self,
                              GError  **error)
{
  CwEncoder *encoder = &self->encoder;
  gboolean accepted = FALSE;

  if (!cw_encoder_unlock (encoder, encoder->keys[0], &self->planned, error))
    return FALSE;
  if (self->planned)
    return TRUE;
  if (!cw_encoder_unlock (encoder, encoder->factory_key, &accepted, error))
    return FALSE;
  if (!accepted)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_KEY_REFUSED,
                         _ ("The chip has the application already, under a key that this station does not have. Nothing was changed. Use a blank card, or the key file that the card was made with."));
  return accepted;
}

/* Zeros all through, or the beginning of what is to be written and zeros after it: what a write
 * leaves that the card did not finish. No other card's number looks so, for every number ends in
 * the PIC. */
static gboolean
cw_writer_is_unfinished (const guint8 *content,
                         const guint8 *planned,
                         gsize         length)
{
  gsize same = 0;

  while (same < length && content[same] == planned[same])
    same++;
  for (gsize i = same; i < length; i++)
    if (content[i] != 0)
      return FALSE;
  return TRUE;
}

static char *
cw_writer_judge_contents (CwWriter       *self,
                          const CwSurvey *survey)
{
  const CwChipPlan *plan = self->encoder.plan;

  for (guint i = 0; i < plan->n_files; i++)
    {
      const CwChipPlanFile *file = &plan->files[i];
      g_autofree guint8 *planned = g_malloc0 (file->settings.size);

      self->exists[i] = survey->exists[i];
      if (!survey->exists[i])
        continue;
      cw_chip_plan_file_fill (file, self->escn, planned);
      self->filled[i] = memcmp (survey->contents[i]->data, planned, file->settings.size) == 0;
      if (!self->filled[i] && !cw_writer_is_unfinished (survey->contents[i]->data, planned, file->settings.size))
        return file->escn ? g_strdup (_ ("The chip already holds another card number. Nothing was changed. Use a blank card."))
                          : g_strdup_printf (_ ("File %u on the chip already holds something else. Nothing was changed. Use a blank card."), file->number);
    }
  return NULL;
}

/* Under the factory's key 0 the others are either still the factory's, of version 0, or done. */
static char *
cw_writer_judge_keys (CwWriter       *self,
                      const CwSurvey *survey)
{
  const CwChipPlan *plan = self->encoder.plan;

  if (self->planned)
    return cw_survey_judge_keys (survey, plan);
  for (guint slot = 0; slot < plan->application.n_keys; slot++)
    {
      self->keyed[slot] = slot > 0 && survey->key_versions[slot] == plan->keys[slot].version;
      if (!self->keyed[slot] && survey->key_versions[slot] != 0)
        return g_strdup_printf (_ ("Key %u on the chip is neither the factory's nor the plan's. Nothing was changed. Use a blank card."), slot);
    }
  return NULL;
}

/* The application was there before: everything is looked at before anything is changed. */
static gboolean
cw_writer_take_up (CwWriter *self,
                   GError  **error)
{
  g_autoptr (CwSurvey) survey = NULL;
  g_autofree char *difference = NULL;

  if (!cw_writer_unlock_application (self, error))
    return FALSE;
  survey = cw_survey_take (&self->encoder, error);
  if (survey == NULL)
    return FALSE;
  difference = cw_survey_judge_frame (survey, self->encoder.plan);
  if (difference == NULL)
    difference = cw_writer_judge_keys (self, survey);
  if (difference == NULL)
    difference = cw_writer_judge_contents (self, survey);
  if (difference != NULL)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH, difference);
  return difference == NULL;
}

static gboolean
cw_writer_open_application (CwWriter *self,
                            GError  **error)
{
  g_autoptr (GError) cause = NULL;

  if (cw_desfire_select (self->encoder.desfire, &self->encoder.plan->application.aid, &cause))
    return cw_writer_take_up (self, error);
  if (g_error_matches (cause, CW_ERROR, CW_ERROR_NOT_FOUND))
    return cw_writer_create_application (self, error);
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

static gboolean
cw_writer_change_keys (CwWriter *self,
                       GError  **error)
{
  CwEncoder *encoder = &self->encoder;
  const CwChipPlan *plan = encoder->plan;
  gboolean accepted = FALSE;

  if (self->planned)
    return TRUE;
  for (guint slot = plan->application.n_keys - 1; slot > 0; slot--)
    if (!self->keyed[slot] &&
        !cw_desfire_change_key (encoder->desfire, (guint8) slot, CW_CIPHER_AES, encoder->keys[slot], plan->keys[slot].version, encoder->factory_key, error))
      return FALSE;
  if (!cw_desfire_change_key (encoder->desfire, 0, CW_CIPHER_AES, encoder->keys[0], plan->keys[0].version, NULL, error) ||
      !cw_encoder_unlock (encoder, encoder->keys[0], &accepted, error))
    return FALSE;
  if (!accepted)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_KEY_REFUSED, _ ("The chip does not answer to the key that it was just given. Put the card aside."));
  return accepted;
}

static gboolean
cw_writer_create_files (CwWriter *self,
                        GError  **error)
{
  const CwChipPlan *plan = self->encoder.plan;

  for (guint i = 0; i < plan->n_files; i++)
    if (!self->exists[i] && !cw_desfire_create_file (self->encoder.desfire, plan->files[i].number, 0, &plan->files[i].settings, error))
      return FALSE;
  return TRUE;
}

static gboolean
cw_writer_fill_files (CwWriter *self,
                      GError  **error)
{
  const CwChipPlan *plan = self->encoder.plan;

  for (guint i = 0; i < plan->n_files; i++)
    {
      const CwChipPlanFile *file = &plan->files[i];
      g_autofree guint8 *content = g_malloc0 (file->settings.size);

      if (self->filled[i])
        continue;
      cw_chip_plan_file_fill (file, self->escn, content);
      if (!cw_desfire_write_data (self->encoder.desfire, file->number, cw_chip_plan_file_get_write_comm (file), 0, content, file->settings.size, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
cw_writer_read_back (CwWriter     *self,
                     CwChipReport *report,
                     GError      **error)
{
  const CwChipPlan *plan = self->encoder.plan;
  g_autoptr (CwSurvey) survey = cw_survey_take (&self->encoder, error);
  g_autofree char *difference = NULL;

  if (survey == NULL)
    return FALSE;
  cw_survey_report (survey, plan, report);
  difference = cw_survey_judge_frame (survey, plan);
  if (difference == NULL)
    difference = cw_survey_judge_keys (survey, plan);
  if (difference == NULL)
    difference = cw_survey_judge_contents (survey, plan, self->escn);
  if (difference != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH, _ ("What was read back is not what was written: %s Put the card aside."), difference);
  report->complete = difference == NULL;
  return report->complete;
}

/**
 * cw_chip_write:
 * @plan: bound to the institution whose card it is
 * @escn: the number that the card gets
 * @stage: (nullable): called before each stage; returning %FALSE with an error breaks off there
 *
 * Creates the application, gives it this card's own keys, creates and fills its files, and reads
 * everything back. Called again for the same chip with the same number after it was broken off
 * anywhere, it goes on from there. The card's own master key is used when it is the factory's,
 * and left as it is.
 *
 * Returns: (transfer full): a report of a complete chip, or %NULL. Before anything was changed:
 *   %CW_ERROR_CARD_UNKNOWN, %CW_ERROR_KEY_MISSING, %CW_ERROR_KEY_REFUSED (the application or the
 *   card is under another key), %CW_ERROR_CHIP_MISMATCH (it holds something else). At any time:
 *   %CW_ERROR_CARD_REMOVED, %CW_ERROR_CHIP_REFUSED, %CW_ERROR_CHIP_INTEGRITY
 */
CwChipReport *
cw_chip_write (const CwChipLink *link,
               CwChipPlan       *plan,
               CwKeySource      *keys,
               const CwEscn     *escn,
               CwChipStageFunc   stage,
               gpointer          user_data,
               GError          **error)
{
  g_auto (CwWriter) writer = { .escn = escn, .stage = stage, .user_data = user_data };
  g_autoptr (CwChipReport) report = NULL;

  g_return_val_if_fail (link != NULL && plan != NULL && escn != NULL, NULL);
  g_return_val_if_fail (CW_IS_KEY_SOURCE (keys), NULL);

  if (!cw_encoder_begin (&writer.encoder, link, plan, keys, error))
    return NULL;
  report = cw_chip_report_new (&writer.encoder.version);
  if (!cw_writer_enter (&writer, "application", error) || !cw_writer_open_application (&writer, error) ||
      !cw_writer_enter (&writer, "keys", error) || !cw_writer_change_keys (&writer, error) ||
      !cw_writer_enter (&writer, "files", error) || !cw_writer_create_files (&writer, error) ||
      !cw_writer_enter (&writer, "content", error) || !cw_writer_fill_files (&writer, error) ||
      !cw_writer_enter (&writer, "verify", error) || !cw_writer_read_back (&writer, report, error))
    return NULL;
  report->exchanges = cw_desfire_get_exchanges (writer.encoder.desfire);
  return g_steal_pointer (&report);
}
