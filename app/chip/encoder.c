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
 * that could change it; then going from one of its levels to another. One thread at a time. */

static gboolean
cw_encoder_make_input (const CwEncoder     *self,
                       const CwChipPlanKey *key,
                       const CwDesfireAid  *aid,
                       GByteArray          *input)
{
  for (guint i = 0; i < key->n_inputs; i++)
    switch (key->inputs[i])
      {
      case CW_CHIP_INPUT_UID:
        cw_bytes_put (input, self->version.uid, sizeof self->version.uid);
        break;
      case CW_CHIP_INPUT_AID:
        for (gsize at = sizeof aid->bytes; at > 0; at--)
          cw_bytes_put_u8 (input, aid->bytes[at - 1]);
        break;
      case CW_CHIP_INPUT_ESCN:
        if (self->escn == NULL)
          return FALSE;
        cw_bytes_put (input, self->escn->bytes, sizeof self->escn->bytes);
        break;
      case CW_CHIP_INPUT_SYSTEM_ID:
        cw_bytes_put (input, key->system_id, key->system_id_length);
        break;
      }
  return TRUE;
}

/* Returns: (transfer full): the card's own key, or %NULL */
static CwSecret *
cw_encoder_derive_key (CwEncoder           *self,
                       const CwChipPlanKey *key,
                       const CwDesfireAid  *aid,
                       CwKeySource         *keys,
                       GError             **error)
{
  g_autoptr (GByteArray) input = g_byte_array_new ();
  g_autoptr (CwSecret) secret = NULL;
  guint8 version = 0;

  if (strstr (key->label, CW_CHIP_PLAN_INSTITUTION) != NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The chip plan “%s” needs to know the institution whose key “%s” it is."), self->plan->name, key->label);
      return NULL;
    }
  if (!cw_encoder_make_input (self, key, aid, input))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The chip plan “%s” needs to know the card's number for the key “%s”."), self->plan->name, key->label);
      return NULL;
    }
  secret = cw_key_source_derive (keys, key->label, &key->how, input->data, input->len, &version, error);
  if (secret == NULL)
    return NULL;
  if (version != key->version)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_KEY_MISSING, _ ("The chip plan “%s” wants version %u of the key “%s”; this station has version %u."),
                   self->plan->name, key->version, key->label, version);
      return NULL;
    }
  return g_steal_pointer (&secret);
}

/* @all: every slot's key, as writing needs them; key 0 alone opens what is there */
static gboolean
cw_encoder_derive_keys (CwEncoder   *self,
                        CwKeySource *keys,
                        gboolean     all,
                        GError     **error)
{
  const CwDesfireAid card_level = { { 0, 0, 0 } };

  if (self->plan->has_card_key)
    {
      self->card_key = cw_encoder_derive_key (self, &self->plan->card_key, &card_level, keys, error);
      if (self->card_key == NULL)
        return FALSE;
    }
  for (guint place = 0; place < cw_encoder_count (self); place++)
    {
      const CwChipPlanApplication *application = cw_chip_plan_get_application (self->plan, place);

      for (guint slot = 0; slot < (all ? application->frame.n_keys : 1); slot++)
        {
          if (application->keys[slot].label == NULL)
            continue;
          self->keys[place][slot] = cw_encoder_derive_key (self, &application->keys[slot], &application->frame.aid, keys, error);
          if (self->keys[place][slot] == NULL)
            return FALSE;
        }
    }
  return TRUE;
}

static gboolean
cw_encoder_check_kind (const CwEncoder *self,
                       GError         **error)
{
  g_autofree char *kind = cw_chip_kind_describe (&self->version);

  if (!cw_chip_kind_is_usable (&self->version))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_CARD_UNKNOWN, _ ("A DESFire EV1, EV2 or EV3 is needed; this card is a %s."), kind);
      return FALSE;
    }
  if (self->plan->ev2 && !cw_chip_kind_has_ev2 (&self->version))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_CARD_UNKNOWN, _ ("The chip plan “%s” needs a DESFire EV2 or EV3; this card is a %s."), self->plan->name, kind);
      return FALSE;
    }
  return TRUE;
}

/**
 * cw_encoder_begin:
 * @self: its escn set when it is known; to be cleared, whatever is returned
 * @all: make the keys of all slots, not only those that open what is there
 *
 * Returns: %FALSE with %CW_ERROR_CARD_UNKNOWN, %CW_ERROR_KEY_MISSING or an error of the link;
 *   nothing has changed on the chip either way
 */
gboolean
cw_encoder_begin (CwEncoder        *self,
                  const CwChipLink *link,
                  CwChipPlan       *plan,
                  CwKeySource      *keys,
                  gboolean          all,
                  GError          **error)
{
  self->desfire = cw_desfire_new (link);
  self->plan = cw_chip_plan_ref (plan);
  self->selected = CW_ENCODER_NOWHERE;
  if (!cw_chip_identify (self->desfire, &self->version, error) || !cw_encoder_check_kind (self, error))
    return FALSE;
  self->selected = CW_ENCODER_CARD_LEVEL;
  return cw_encoder_derive_keys (self, keys, all, error);
}

void
cw_encoder_clear (CwEncoder *self)
{
  g_clear_pointer (&self->desfire, cw_desfire_free);
  g_clear_pointer (&self->plan, cw_chip_plan_unref);
  g_clear_pointer (&self->card_key, cw_secret_unref);
  for (guint place = 0; place < CW_CHIP_PLAN_MAX_APPLICATIONS; place++)
    {
      g_clear_pointer (&self->surveys[place], cw_survey_free);
      for (guint slot = 0; slot < CW_DESFIRE_MAX_KEYS; slot++)
        g_clear_pointer (&self->keys[place][slot], cw_secret_unref);
    }
}

guint
cw_encoder_count (const CwEncoder *self)
{
  return self->plan->applications->len;
}

/**
 * cw_encoder_factory_key:
 *
 * Returns: (transfer full): what new applications, and new cards, have in every slot
 */
CwSecret *
cw_encoder_factory_key (CwCipher cipher)
{
  return cw_secret_new_zero (cw_cipher_get_key_length (cipher));
}

/**
 * cw_encoder_select:
 * @place: an application's place in the plan, or %CW_ENCODER_CARD_LEVEL
 * @found: (out): whether it is on the card
 */
gboolean
cw_encoder_select (CwEncoder *self,
                   int        place,
                   gboolean  *found,
                   GError   **error)
{
  const CwDesfireAid card_level = { { 0, 0, 0 } };
  const CwDesfireAid *aid = place < 0 ? &card_level : &cw_chip_plan_get_application (self->plan, (guint) place)->frame.aid;
  g_autoptr (GError) cause = NULL;

  *found = cw_desfire_select (self->desfire, aid, &cause);
  self->selected = *found ? place : CW_ENCODER_NOWHERE;
  if (*found || g_error_matches (cause, CW_ERROR, CW_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

/**
 * cw_encoder_is_at:
 *
 * Returns: whether a session is open there
 */
gboolean
cw_encoder_is_at (const CwEncoder *self,
                  int              place)
{
  return self->selected == place && cw_desfire_has_session (self->desfire);
}

/* @accepted: (out): whether @key is key 0 of what is selected */
static gboolean
cw_encoder_try (CwEncoder      *self,
                CwCipher        cipher,
                const CwSecret *key,
                gboolean       *accepted,
                GError        **error)
{
  CwDesfireAuth aes = self->plan->ev2 ? CW_DESFIRE_AUTH_EV2_FIRST : CW_DESFIRE_AUTH_AES;
  g_autoptr (GError) cause = NULL;

  *accepted = cw_desfire_authenticate (self->desfire, cipher == CW_CIPHER_AES ? aes : CW_DESFIRE_AUTH_ISO, 0, cipher, key, &cause);
  if (*accepted || cw_chip_is_refusal (cause))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

/**
 * cw_encoder_unlock:
 * @place: of the selected application
 * @own: with the card's own key 0, else with the factory's
 * @accepted: (out): whether that is its key 0
 *
 * Returns: %FALSE with @error when it could not be found out
 */
gboolean
cw_encoder_unlock (CwEncoder *self,
                   guint      place,
                   gboolean   own,
                   gboolean  *accepted,
                   GError   **error)
{
  CwCipher cipher = cw_chip_plan_get_application (self->plan, place)->frame.cipher;
  /* a secret has pages of its own: one that is not needed is not made */
  g_autoptr (CwSecret) factory = own ? NULL : cw_encoder_factory_key (cipher);

  return cw_encoder_try (self, cipher, own ? self->keys[place][0] : factory, accepted, error);
}

/* A card from the factory has a single DES key of zeros; one that was prepared may have an AES
 * key of zeros. Between the two stands the plan's own: a new card is the usual case, one that
 * was begun the next. */
static gboolean
cw_encoder_try_card (CwEncoder *self,
                     CwCardKey  candidate,
                     gboolean  *accepted,
                     GError   **error)
{
  CwCipher cipher = candidate == CW_CARD_KEY_FACTORY_DES ? CW_CIPHER_DES : CW_CIPHER_AES;
  g_autoptr (CwSecret) factory = NULL;

  *accepted = FALSE;
  if (candidate == CW_CARD_KEY_OWN)
    return self->card_key == NULL || cw_encoder_try (self, self->plan->card_key.how.cipher, self->card_key, accepted, error);
  factory = cw_encoder_factory_key (cipher);
  return cw_encoder_try (self, cipher, factory, accepted, error);
}

/**
 * cw_encoder_unlock_card:
 *
 * Opens a session with the card's own master key, whichever it is of those that are known;
 * self->card says which, or %CW_CARD_KEY_FOREIGN and there is no session.
 */
gboolean
cw_encoder_unlock_card (CwEncoder *self,
                        GError   **error)
{
  static const CwCardKey candidates[] = { CW_CARD_KEY_FACTORY_DES, CW_CARD_KEY_OWN, CW_CARD_KEY_FACTORY_AES };
  CwCardKey known = self->card;
  gboolean found = TRUE;

  if (cw_encoder_is_at (self, CW_ENCODER_CARD_LEVEL))
    return TRUE;
  if (self->selected != CW_ENCODER_CARD_LEVEL && !cw_encoder_select (self, CW_ENCODER_CARD_LEVEL, &found, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++)
    {
      gboolean accepted = FALSE;

      if (known != CW_CARD_KEY_UNKNOWN && known != candidates[i])
        continue;
      if (!cw_encoder_try_card (self, candidates[i], &accepted, error))
        return FALSE;
      if (accepted)
        {
          self->card = candidates[i];
          return TRUE;
        }
    }
  self->card = CW_CARD_KEY_FOREIGN;
  return TRUE;
}

/**
 * cw_encoder_list:
 * @present: (out): which of the plan's applications are on the card
 * @n_foreign: (out): how many others are
 *
 * Asks in the session with the card's master key.
 */
gboolean
cw_encoder_list (CwEncoder *self,
                 gboolean   present[CW_CHIP_PLAN_MAX_APPLICATIONS],
                 guint     *n_foreign,
                 GError   **error)
{
  g_autoptr (GArray) aids = cw_desfire_get_applications (self->desfire, error);

  if (aids == NULL)
    return FALSE;
  *n_foreign = aids->len;
  for (guint place = 0; place < cw_encoder_count (self); place++)
    {
      const CwDesfireAid *aid = &cw_chip_plan_get_application (self->plan, place)->frame.aid;

      present[place] = FALSE;
      for (guint i = 0; i < aids->len && !present[place]; i++)
        present[place] = memcmp (&g_array_index (aids, CwDesfireAid, i), aid, sizeof *aid) == 0;
      if (present[place])
        (*n_foreign)--;
    }
  return TRUE;
}

/**
 * cw_encoder_judge_card:
 * @with_settings: compare these too
 *
 * Compares the version of the card's own key and its settings with the plan, in a session with
 * that key.
 *
 * Returns: (nullable): a sentence, or %NULL when all is as planned or @error is set
 */
char *
cw_encoder_judge_card (CwEncoder *self,
                       gboolean   with_settings,
                       GError   **error)
{
  CwDesfireKeySettings settings;
  guint8 version = 0;

  if (!cw_desfire_get_key_version (self->desfire, 0, &version, error))
    return NULL;
  if (version != self->plan->card_key.version)
    return g_strdup_printf (_ ("The card's own key has version %u; the plan wants %u."), version, self->plan->card_key.version);
  if (!with_settings || !self->plan->has_card_settings)
    return NULL;
  if (!cw_desfire_get_key_settings (self->desfire, &settings, error))
    return NULL;
  return (settings.bits & 0x0f) == self->plan->card_settings ? NULL : g_strdup (_ ("The card's own settings are not those of the plan."));
}
