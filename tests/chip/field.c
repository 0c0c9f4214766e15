/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "field.h"

#include "app/base/digest.h"
#include "app/base/error.h"

const FieldKind field_kinds[FIELD_N_KINDS] = {
  { "legacy-des", CW_DESFIRE_AUTH_LEGACY, CW_CIPHER_DES, CW_SOFT_MODEL_EV1 },
  { "legacy-2k3des", CW_DESFIRE_AUTH_LEGACY, CW_CIPHER_2K3DES, CW_SOFT_MODEL_EV1 },
  { "iso-des", CW_DESFIRE_AUTH_ISO, CW_CIPHER_DES, CW_SOFT_MODEL_EV1 },
  { "iso-2k3des", CW_DESFIRE_AUTH_ISO, CW_CIPHER_2K3DES, CW_SOFT_MODEL_EV2 },
  { "iso-3k3des", CW_DESFIRE_AUTH_ISO, CW_CIPHER_3K3DES, CW_SOFT_MODEL_EV1 },
  { "aes", CW_DESFIRE_AUTH_AES, CW_CIPHER_AES, CW_SOFT_MODEL_EV1 },
  { "ev2", CW_DESFIRE_AUTH_EV2_FIRST, CW_CIPHER_AES, CW_SOFT_MODEL_EV2 },
  { "ev3", CW_DESFIRE_AUTH_EV2_FIRST, CW_CIPHER_AES, CW_SOFT_MODEL_EV3 },
};

const CwDesfireAid field_aid = { { 0x78, 0x56, 0x34 } };

static gboolean
field_transmit (gpointer      user_data,
                const guint8 *command,
                gsize         length,
                GByteArray   *answer,
                GError      **error)
{
  Field *self = user_data;

  self->transmitted++;
  if (cw_soft_card_transmit (self->card, command, length, answer))
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_CARD_REMOVED, "The card was taken away.");
  return FALSE;
}

static void
field_random (gpointer user_data,
              guint8  *data,
              gsize    length)
{
  cw_random_bytes (data, length);
}

Field *
field_new (CwSoftModel model)
{
  const guint8 uid[7] = { 0x04, 0x3f, 0x72, 0x63, 0x34, 0x80, 0x11 };
  Field *self = g_new0 (Field, 1);

  self->card = cw_soft_card_new_model (model, uid);
  self->link = (CwChipLink) { field_transmit, field_random, self };
  return self;
}

void
field_free (Field *self)
{
  cw_soft_card_unref (self->card);
  g_free (self);
}

CwSecret *
field_key (CwCipher cipher,
           guint8   first)
{
  CwSecret *key = cw_secret_new_zero (cw_cipher_get_key_length (cipher));

  /* steps of two: bit 0 is the version of a DES key */
  for (gsize i = 0; i < cw_secret_get_length (key); i++)
    cw_secret_get_buffer (key)[i] = (guint8) (first + 6 * i) & 0xfe;
  return key;
}

void
field_authenticate (CwDesfire       *desfire,
                    const FieldKind *kind,
                    guint8           key_no,
                    const CwSecret  *key)
{
  g_autoptr (GError) error = NULL;

  cw_desfire_authenticate (desfire, kind->auth, key_no, kind->cipher, key, &error);
  g_assert_no_error (error);
}

CwDesfire *
field_open_application (Field           *field,
                        const FieldKind *kind)
{
  CwDesfire *desfire = cw_desfire_new (&field->link);
  g_autoptr (CwSecret) card_key = cw_secret_new_zero (8);
  g_autoptr (CwSecret) zero = cw_secret_new_zero (cw_cipher_get_key_length (kind->cipher));
  g_autoptr (CwSecret) first = field_key (kind->cipher, 0x12);
  g_autoptr (CwSecret) second = field_key (kind->cipher, 0x46);
  g_autoptr (CwSecret) third = field_key (kind->cipher, 0x9a);
  g_autoptr (GError) error = NULL;
  const CwDesfireApplication application = { .aid = field_aid, .settings = 0x0f, .n_keys = 2, .cipher = kind->cipher };

  cw_desfire_authenticate (desfire, CW_DESFIRE_AUTH_ISO, 0, CW_CIPHER_DES, card_key, &error);
  g_assert_no_error (error);
  cw_desfire_create_application (desfire, &application, &error);
  g_assert_no_error (error);
  cw_desfire_select (desfire, &field_aid, &error);
  g_assert_no_error (error);

  field_authenticate (desfire, kind, 0, zero);
  cw_desfire_change_key (desfire, 0, kind->cipher, first, 7, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (cw_desfire_has_session (desfire));
  field_authenticate (desfire, kind, 0, first);
  cw_desfire_change_key (desfire, 1, kind->cipher, second, 8, zero, &error);
  g_assert_no_error (error);
  cw_desfire_change_key (desfire, 1, kind->cipher, third, 9, second, &error);
  g_assert_no_error (error);
  field_authenticate (desfire, kind, 1, third);
  field_authenticate (desfire, kind, 0, first);
  return desfire;
}

CwDesfire *
field_open_card (Field           *field,
                 const FieldKind *kind)
{
  CwDesfire *desfire = cw_desfire_new (&field->link);
  g_autoptr (CwSecret) zero = cw_secret_new_zero (8);
  g_autoptr (CwSecret) key = field_key (kind->cipher, 0x30);
  g_autoptr (GError) error = NULL;

  cw_desfire_authenticate (desfire, CW_DESFIRE_AUTH_ISO, 0, CW_CIPHER_DES, zero, &error);
  g_assert_no_error (error);
  cw_desfire_change_key (desfire, 0, kind->cipher, key, 3, NULL, &error);
  g_assert_no_error (error);
  field_authenticate (desfire, kind, 0, key);
  return desfire;
}
