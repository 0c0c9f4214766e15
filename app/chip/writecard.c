/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/chip/kind.h"
#include "app/chip/writer.h"

/* The card level: finding out which of the plan's applications are there, changing the card's
 * own key where the plan says so, making what is missing. Nothing is changed before everything
 * that is there was looked at; the one exception is the command that makes the only application
 * of a plan, which a card that has it refuses. One thread at a time. */

static gboolean
cw_writer_refuse_foreign (GError **error)
{
  g_set_error_literal (error, CW_ERROR, CW_ERROR_KEY_REFUSED, _ ("This card belongs to another system: its master key is not the factory's. Use a blank card."));
  return FALSE;
}

/* An application that is not there is no error as long as it can be made. */
static gboolean
cw_writer_look_at (CwWriter *self,
                   guint     place,
                   GError  **error)
{
  gboolean found = FALSE;

  if (!cw_encoder_select (&self->encoder, (int) place, &found, error))
    return FALSE;
  if (found)
    return cw_writer_take_up (self, place, error);
  return self->encoder.card != CW_CARD_KEY_FOREIGN || cw_writer_refuse_foreign (error);
}

static gboolean
cw_writer_create (CwWriter *self,
                  guint     place,
                  GError  **error)
{
  CwDesfireApplication frame = cw_chip_plan_get_application (self->encoder.plan, place)->frame;

  frame.settings = cw_chip_plan_get_application (self->encoder.plan, place)->working;
  if (!cw_encoder_unlock_card (&self->encoder, error))
    return FALSE;
  if (self->encoder.card == CW_CARD_KEY_FOREIGN)
    return cw_writer_refuse_foreign (error);
  self->applications[place].made = cw_desfire_create_application (self->encoder.desfire, &frame, error);
  return self->applications[place].made;
}

/* The usual card is blank: making its one application at once saves asking for it. */
static gboolean
cw_writer_create_only (CwWriter *self,
                       GError  **error)
{
  g_autoptr (GError) cause = NULL;
  gboolean found = FALSE;

  if (cw_writer_create (self, 0, &cause))
    return TRUE;
  if (cw_chip_is_refusal (cause) && !cw_encoder_select (&self->encoder, 0, &found, error))
    return FALSE;
  if (found)
    return cw_writer_take_up (self, 0, error);
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

/* The card's key, as an earlier run may have left it; the settings may still be missing then. */
static gboolean
cw_writer_check_card (CwWriter *self,
                      GError  **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *difference = NULL;

  if (self->encoder.card_key == NULL || self->encoder.card != CW_CARD_KEY_OWN)
    return TRUE;
  difference = cw_encoder_judge_card (&self->encoder, FALSE, &cause);
  if (cause != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  if (difference != NULL)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH, difference);
  return difference == NULL;
}

static gboolean
cw_writer_look (CwWriter *self,
                GError  **error)
{
  CwEncoder *encoder = &self->encoder;
  gboolean present[CW_CHIP_PLAN_MAX_APPLICATIONS];
  guint n_foreign = 0;

  memset (present, TRUE, sizeof present);
  if (encoder->card == CW_CARD_KEY_FOREIGN && encoder->card_key != NULL)
    return cw_writer_refuse_foreign (error);
  if (encoder->card != CW_CARD_KEY_FOREIGN && (!cw_writer_check_card (self, error) || !cw_encoder_list (encoder, present, &n_foreign, error)))
    return FALSE;
  for (guint place = 0; place < cw_encoder_count (encoder); place++)
    if (present[place] && !cw_writer_look_at (self, place, error))
      return FALSE;
  return TRUE;
}

/* Between the change and the proof the card may have either key; both are tried wherever a card
 * is opened, and both can be made again at any time: the factory's is zeros, the card's own
 * comes from the master key and the UID, and the stage is written down before. */
static gboolean
cw_writer_change_card_key (CwWriter *self,
                           GError  **error)
{
  CwEncoder *encoder = &self->encoder;
  const CwChipPlanKey *key = &encoder->plan->card_key;

  if (!cw_desfire_change_key (encoder->desfire, 0, key->how.cipher, encoder->card_key, key->version, NULL, error))
    return FALSE;
  encoder->card = CW_CARD_KEY_OWN;
  if (!cw_encoder_unlock_card (encoder, error))
    return FALSE;
  if (encoder->card != CW_CARD_KEY_OWN)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_KEY_REFUSED, _ ("The card does not answer to the key that it was just given. Put the card aside."));
  return encoder->card == CW_CARD_KEY_OWN;
}

static gboolean
cw_writer_settle_card (CwWriter *self,
                       GError  **error)
{
  CwEncoder *encoder = &self->encoder;
  CwDesfireKeySettings settings;

  if (!encoder->plan->has_card_settings)
    return TRUE;
  if (!cw_desfire_get_key_settings (encoder->desfire, &settings, error))
    return FALSE;
  return (settings.bits & 0x0f) == encoder->plan->card_settings ||
         cw_desfire_change_key_settings (encoder->desfire, encoder->plan->card_settings, error);
}

static gboolean
cw_writer_key_card (CwWriter *self,
                    GError  **error)
{
  CwEncoder *encoder = &self->encoder;
  g_autoptr (GError) cause = NULL;
  g_autofree char *difference = NULL;

  if (encoder->card_key == NULL)
    return TRUE;
  if (!cw_writer_enter (self, "card key", -1, error) ||
      !cw_encoder_unlock_card (encoder, error) ||
      (encoder->card != CW_CARD_KEY_OWN && !cw_writer_change_card_key (self, error)) ||
      !cw_writer_settle_card (self, error))
    return FALSE;
  difference = cw_encoder_judge_card (encoder, TRUE, &cause);
  if (cause != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  if (difference != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH, _ ("What was read back is not what was written: %s Put the card aside."), difference);
  return difference == NULL;
}

/**
 * cw_writer_open_card:
 *
 * Takes up what is there and makes the applications that are missing.
 */
gboolean
cw_writer_open_card (CwWriter *self,
                     GError  **error)
{
  CwEncoder *encoder = &self->encoder;

  if (!cw_encoder_unlock_card (encoder, error))
    return FALSE;
  if (encoder->card != CW_CARD_KEY_FOREIGN && cw_encoder_count (encoder) == 1 && encoder->card_key == NULL)
    return cw_writer_create_only (self, error);
  if (!cw_writer_look (self, error) || !cw_writer_key_card (self, error))
    return FALSE;
  for (guint place = 0; place < cw_encoder_count (encoder); place++)
    if (!self->applications[place].present && !cw_writer_create (self, place, error))
      return FALSE;
  return TRUE;
}
