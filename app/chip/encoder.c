/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include "app/chip/encoder.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/chip/kind.h"

/* Getting ready for one chip: which chip it is, and its own keys, made before anything is sent
 * that could change it. One thread at a time. */

/* The input of the diversification: UID, AID as it is written, system identifier (the parts
 * and their order are those of the example in NXP AN10922 section 2.2.1). */
static void
cw_encoder_make_input (const CwEncoder     *self,
                       const CwChipPlanKey *key,
                       GByteArray          *input)
{
  cw_bytes_put (input, self->version.uid, sizeof self->version.uid);
  for (gsize i = sizeof self->plan->application.aid.bytes; i > 0; i--)
    cw_bytes_put_u8 (input, self->plan->application.aid.bytes[i - 1]);
  cw_bytes_put (input, key->system_id, key->system_id_length);
}

static gboolean
cw_encoder_derive_key (CwEncoder   *self,
                       guint        slot,
                       CwKeySource *keys,
                       GError     **error)
{
  static const CwDiversify how = { CW_CIPHER_AES, CW_DIVERSIFY_TWO_BLOCKS };
  const CwChipPlanKey *key = &self->plan->keys[slot];
  g_autoptr (GByteArray) input = g_byte_array_new ();
  guint8 version = 0;

  if (strstr (key->label, CW_CHIP_PLAN_INSTITUTION) != NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The chip plan “%s” needs to know the institution whose key “%s” it is."), self->plan->name, key->label);
      return FALSE;
    }
  cw_encoder_make_input (self, key, input);
  self->keys[slot] = cw_key_source_derive (keys, key->label, &how, input->data, input->len, &version, error);
  if (self->keys[slot] == NULL)
    return FALSE;
  if (version != key->version)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_KEY_MISSING, _ ("The chip plan “%s” wants version %u of the key “%s”; the key file has version %u."),
                   self->plan->name, key->version, key->label, version);
      return FALSE;
    }
  return TRUE;
}

/**
 * cw_encoder_begin:
 * @self: (out): to be cleared, whatever is returned
 *
 * Returns: %FALSE with %CW_ERROR_CARD_UNKNOWN, %CW_ERROR_KEY_MISSING or an error of the link;
 *   nothing has changed on the chip either way
 */
gboolean
cw_encoder_begin (CwEncoder        *self,
                  const CwChipLink *link,
                  CwChipPlan       *plan,
                  CwKeySource      *keys,
                  GError          **error)
{
  self->desfire = cw_desfire_new (link);
  self->plan = cw_chip_plan_ref (plan);
  self->factory_key = cw_secret_new_zero (cw_cipher_get_key_length (plan->application.cipher));
  if (!cw_chip_identify (self->desfire, &self->version, error))
    return FALSE;
  if (!cw_chip_kind_is_usable (&self->version))
    {
      g_autofree char *kind = cw_chip_kind_describe (&self->version);

      g_set_error (error, CW_ERROR, CW_ERROR_CARD_UNKNOWN, _ ("A DESFire EV1, EV2 or EV3 is needed; this card is a %s."), kind);
      return FALSE;
    }
  for (guint slot = 0; slot < plan->application.n_keys; slot++)
    if (!cw_encoder_derive_key (self, slot, keys, error))
      return FALSE;
  return TRUE;
}

void
cw_encoder_clear (CwEncoder *self)
{
  g_clear_pointer (&self->desfire, cw_desfire_free);
  g_clear_pointer (&self->plan, cw_chip_plan_unref);
  g_clear_pointer (&self->factory_key, cw_secret_unref);
  for (guint slot = 0; slot < CW_DESFIRE_MAX_KEYS; slot++)
    g_clear_pointer (&self->keys[slot], cw_secret_unref);
}

/**
 * cw_encoder_unlock:
 * @key: tried as key 0 of the selected application
 * @accepted: (out): whether it is
 *
 * Returns: %FALSE with @error when it could not be found out
 */
gboolean
cw_encoder_unlock (CwEncoder      *self,
                   const CwSecret *key,
                   gboolean       *accepted,
                   GError        **error)
{
  g_autoptr (GError) cause = NULL;

  *accepted = cw_desfire_authenticate (self->desfire, CW_DESFIRE_AUTH_AES, 0, CW_CIPHER_AES, key, &cause);
  if (*accepted || cw_chip_is_refusal (cause))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}
