/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/chip/encoder.h"
#include "app/chip/kind.h"

/* Taking a plan off a card again: only its own applications, each only after the card has
 * answered to the key 0 that the plan gives it, and the card's own key back to the factory's
 * where the plan had changed it. Formatting takes everybody's. Both can be called again after
 * the card was taken away. One thread at a time. */

void
cw_chip_erasure_free (CwChipErasure *self)
{
  if (self == NULL)
    return;
  g_free (self->uid);
  g_free (self->kind);
  g_strfreev (self->applications);
  g_free (self);
}

static gboolean
cw_eraser_begin (CwEncoder        *encoder,
                 const CwChipLink *link,
                 CwChipPlan       *plan,
                 CwKeySource      *keys,
                 GError          **error)
{
  if (cw_chip_plan_writes_nothing (plan))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The chip plan “%s” writes nothing, so there is nothing to take off a card."), cw_chip_plan_get_name (plan));
      return FALSE;
    }
  if (plan->storage != NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The chip plan “%s” is for storage cards, which are not erased here."), cw_chip_plan_get_name (plan));
      return FALSE;
    }
  if (!cw_encoder_begin (encoder, link, plan, keys, FALSE, error) || !cw_encoder_unlock_card (encoder, error))
    return FALSE;
  if (encoder->card != CW_CARD_KEY_FOREIGN)
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_KEY_REFUSED, _ ("This card is under a master key that this station does not have. Nothing was changed."));
  return FALSE;
}

/* An application is ours when it answers to the card's own key 0, or still to the factory's. */
static gboolean
cw_eraser_prove (CwEncoder *encoder,
                 guint      place,
                 GError   **error)
{
  g_autofree char *aid = cw_chip_plan_describe_aid (&cw_chip_plan_get_application (encoder->plan, place)->frame.aid);
  gboolean found = FALSE;
  gboolean accepted = FALSE;

  if (!cw_encoder_select (encoder, (int) place, &found, error))
    return FALSE;
  if (found && !cw_encoder_unlock (encoder, place, TRUE, &accepted, error))
    return FALSE;
  if (found && !accepted && !cw_encoder_unlock (encoder, place, FALSE, &accepted, error))
    return FALSE;
  if (!accepted)
    g_set_error (error, CW_ERROR, CW_ERROR_KEY_REFUSED, _ ("The application %s on the card is under a key that this station does not have. Nothing was changed."), aid);
  return accepted;
}

/* Which of the plan's applications are there, each of them proven. */
static gboolean
cw_eraser_look (CwEncoder *encoder,
                gboolean   present[CW_CHIP_PLAN_MAX_APPLICATIONS],
                guint     *n_foreign,
                GError   **error)
{
  if (!cw_encoder_list (encoder, present, n_foreign, error))
    return FALSE;
  for (guint place = 0; place < cw_encoder_count (encoder); place++)
    if (present[place] && !cw_eraser_prove (encoder, place, error))
      return FALSE;
  return TRUE;
}

static CwChipErasure *
cw_eraser_tell (const CwEncoder *encoder,
                const gboolean   present[CW_CHIP_PLAN_MAX_APPLICATIONS],
                guint            n_foreign)
{
  CwChipErasure *told = g_new0 (CwChipErasure, 1);
  g_autoptr (GStrvBuilder) aids = g_strv_builder_new ();

  told->uid = cw_hex_encode (encoder->version.uid, sizeof encoder->version.uid);
  told->kind = cw_chip_kind_describe (&encoder->version);
  for (guint place = 0; place < cw_encoder_count (encoder); place++)
    if (present[place])
      {
        g_autofree char *aid = cw_chip_plan_describe_aid (&cw_chip_plan_get_application (encoder->plan, place)->frame.aid);

        g_strv_builder_add (aids, aid);
      }
  told->applications = g_strv_builder_end (aids);
  told->n_foreign = n_foreign;
  told->card_key = encoder->card == CW_CARD_KEY_OWN;
  return told;
}

/**
 * cw_chip_erase_look:
 * @plan: bound to the institution whose card it is
 *
 * Finds out what cw_chip_erase() would take off this card, and that the keys for it are there.
 * Changes nothing.
 *
 * Returns: (transfer full): what would go, or %NULL with %CW_ERROR_KEY_REFUSED, %CW_ERROR_KEY_MISSING,
 *   %CW_ERROR_CARD_UNKNOWN, %CW_ERROR_INVALID (the plan writes nothing) or an error of the link
 */
CwChipErasure *
cw_chip_erase_look (const CwChipLink *link,
                    CwChipPlan       *plan,
                    CwKeySource      *keys,
                    GError          **error)
{
  g_auto (CwEncoder) encoder = { 0 };
  gboolean present[CW_CHIP_PLAN_MAX_APPLICATIONS] = { FALSE };
  guint n_foreign = 0;

  g_return_val_if_fail (link != NULL && plan != NULL, NULL);
  g_return_val_if_fail (CW_IS_KEY_SOURCE (keys), NULL);

  if (!cw_eraser_begin (&encoder, link, plan, keys, error) || !cw_eraser_look (&encoder, present, &n_foreign, error))
    return NULL;
  return cw_eraser_tell (&encoder, present, n_foreign);
}

/* The card that lies there now must be the one that was told about. */
static gboolean
cw_eraser_check_card (const CwEncoder     *encoder,
                      const CwChipErasure *told,
                      GError             **error)
{
  g_autofree char *uid = cw_hex_encode (encoder->version.uid, sizeof encoder->version.uid);

  if (strcmp (uid, told->uid) == 0)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_CARD_CHANGED, _ ("This is another card (chip %s) than the one that was looked at (chip %s). Nothing was changed."), uid, told->uid);
  return FALSE;
}

/* Both keys are tried wherever a card is opened, so a tear here leaves none that is not known. */
static gboolean
cw_eraser_restore_card_key (CwEncoder *encoder,
                            GError   **error)
{
  g_autoptr (CwSecret) factory = cw_encoder_factory_key (CW_CIPHER_DES);

  if (encoder->card != CW_CARD_KEY_OWN)
    return TRUE;
  if (encoder->plan->has_card_settings && !cw_desfire_change_key_settings (encoder->desfire, CW_CHIP_FACTORY_SETTINGS, error))
    return FALSE;
  if (!cw_desfire_change_key (encoder->desfire, 0, CW_CIPHER_DES, factory, 0, NULL, error))
    return FALSE;
  encoder->card = CW_CARD_KEY_FACTORY_DES;
  if (!cw_encoder_unlock_card (encoder, error))
    return FALSE;
  if (encoder->card == CW_CARD_KEY_FOREIGN)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_KEY_REFUSED, _ ("The card does not answer to the key that it was just given. Put the card aside."));
  return encoder->card != CW_CARD_KEY_FOREIGN;
}

static gboolean
cw_eraser_delete (CwEncoder     *encoder,
                  const gboolean present[CW_CHIP_PLAN_MAX_APPLICATIONS],
                  GError       **error)
{
  for (guint place = 0; place < cw_encoder_count (encoder); place++)
    if (present[place] && !cw_desfire_delete_application (encoder->desfire, &cw_chip_plan_get_application (encoder->plan, place)->frame.aid, error))
      return FALSE;
  return TRUE;
}

/* What is gone is read back too. */
static gboolean
cw_eraser_check_gone (CwEncoder *encoder,
                      guint      n_left,
                      GError   **error)
{
  gboolean present[CW_CHIP_PLAN_MAX_APPLICATIONS] = { FALSE };
  guint n_foreign = 0;

  if (!cw_encoder_list (encoder, present, &n_foreign, error))
    return FALSE;
  for (guint place = 0; place < cw_encoder_count (encoder); place++)
    n_foreign += present[place] ? 1 : 0;
  if (n_foreign <= n_left)
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH, _ ("The card says that it was erased, but still lists what was on it. Put the card aside."));
  return FALSE;
}

/**
 * cw_chip_erase:
 * @told: from cw_chip_erase_look(), as a person has seen and accepted it
 *
 * Takes the plan's applications off the card, and gives it the factory's master key back when
 * the plan had changed it. Applications of others stay. The card does not give their memory back
 * before it is formatted.
 *
 * Returns: %FALSE with the errors of cw_chip_erase_look(), %CW_ERROR_CARD_CHANGED or
 *   %CW_ERROR_CHIP_REFUSED
 */
gboolean
cw_chip_erase (const CwChipLink    *link,
               CwChipPlan          *plan,
               CwKeySource         *keys,
               const CwChipErasure *told,
               GError             **error)
{
  g_auto (CwEncoder) encoder = { 0 };
  gboolean present[CW_CHIP_PLAN_MAX_APPLICATIONS] = { FALSE };
  guint n_foreign = 0;

  g_return_val_if_fail (link != NULL && plan != NULL && told != NULL, FALSE);
  g_return_val_if_fail (CW_IS_KEY_SOURCE (keys), FALSE);

  return cw_eraser_begin (&encoder, link, plan, keys, error) &&
         cw_eraser_check_card (&encoder, told, error) &&
         cw_eraser_look (&encoder, present, &n_foreign, error) &&
         cw_encoder_unlock_card (&encoder, error) &&
         cw_eraser_delete (&encoder, present, error) &&
         cw_eraser_restore_card_key (&encoder, error) &&
         cw_eraser_check_gone (&encoder, n_foreign, error);
}

/**
 * cw_chip_format:
 * @told: from cw_chip_erase_look()
 * @written: what a person wrote to confirm it; must be the card's UID
 *
 * Takes everything off the card, applications of others too, and gives it the factory's master
 * key back when the plan had changed it. Needs the card's master key.
 *
 * Returns: %FALSE with %CW_ERROR_REFUSED (not confirmed) and the errors of cw_chip_erase()
 */
gboolean
cw_chip_format (const CwChipLink    *link,
                CwChipPlan          *plan,
                CwKeySource         *keys,
                const CwChipErasure *told,
                const char          *written,
                GError             **error)
{
  g_auto (CwEncoder) encoder = { 0 };

  g_return_val_if_fail (link != NULL && plan != NULL && told != NULL, FALSE);
  g_return_val_if_fail (CW_IS_KEY_SOURCE (keys), FALSE);

  if (written == NULL || g_ascii_strcasecmp (written, told->uid) != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("Formatting takes everything off the card. Write its serial number, %s, to confirm it. Nothing was changed."), told->uid);
      return FALSE;
    }
  return cw_eraser_begin (&encoder, link, plan, keys, error) &&
         cw_eraser_check_card (&encoder, told, error) &&
         cw_desfire_format (encoder.desfire, error) &&
         cw_encoder_unlock_card (&encoder, error) &&
         cw_eraser_restore_card_key (&encoder, error) &&
         cw_eraser_check_gone (&encoder, 0, error);
}
