/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include "app/chip/desfire-private.h"

#include <string.h>

#include "app/base/bytes.h"
#include "app/chip/crypto.h"

/* The commands about the keys of the selected application. Key material lies in secrets until it
 * is enciphered. Layouts: the recording in tests/chip (key changes of every kind) and
 * libfreefare (mifare_desfire.c). One thread at a time. */

#define CW_DESFIRE_KEY_SETS 0x10 /* in key settings 2: a third byte follows (EV2) */

/**
 * cw_desfire_get_key_settings:
 *
 * Who may do what with the selected application, and how many keys of which kind it has.
 */
gboolean
cw_desfire_get_key_settings (CwDesfire            *self,
                             CwDesfireKeySettings *settings,
                             GError              **error)
{
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  const CwDesfireCommand command = { .ins = 0x45 };

  if (!cw_desfire_run (self, &command, answer, error))
    return FALSE;
  /* EV2 says more of applications that have sets of keys, which ours have not */
  if (answer->len < 2 || (answer->len > 2 && (answer->data[1] & CW_DESFIRE_KEY_SETS) == 0))
    return cw_desfire_malformed (error);
  settings->bits = answer->data[0];
  settings->n_keys = answer->data[1] & 0x0f;
  switch (answer->data[1] & 0xc0)
    {
    case 0x00:
      settings->cipher = CW_CIPHER_2K3DES;
      return TRUE;
    case 0x40:
      settings->cipher = CW_CIPHER_3K3DES;
      return TRUE;
    case 0x80:
      settings->cipher = CW_CIPHER_AES;
      return TRUE;
    default:
      return cw_desfire_malformed (error);
    }
}

/**
 * cw_desfire_change_key_settings:
 * @settings: key settings 1
 *
 * Needs a session with the master key of the selected level. At the card level only the low
 * nibble means anything.
 */
gboolean
cw_desfire_change_key_settings (CwDesfire *self,
                                guint8     settings,
                                GError   **error)
{
  const CwDesfireCommand command = { .ins = 0x54, .data = &settings, .data_length = 1, .sent = CW_DESFIRE_COMM_FULL };

  return cw_desfire_run_bare (self, &command, error);
}

gboolean
cw_desfire_get_key_version (CwDesfire *self,
                            guint8     key_no,
                            guint8    *version,
                            GError   **error)
{
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  const CwDesfireCommand command = { .ins = 0x64, .header = &key_no, .header_length = 1 };

  if (!cw_desfire_run (self, &command, answer, error))
    return FALSE;
  if (answer->len != 1)
    return cw_desfire_malformed (error);
  *version = answer->data[0];
  return TRUE;
}

/* A key as the card stores it: single DES fills sixteen bytes by being there twice. */
static gsize
cw_desfire_stored_length (CwCipher cipher)
{
  return cipher == CW_CIPHER_DES ? 16 : cw_cipher_get_key_length (cipher);
}

/* The key as stored, xored with the old one where the session is with another key, and the
 * version that only AES keys have apart. */
static CwSecret *
cw_desfire_make_key_block (CwCipher        cipher,
                           const CwSecret *new_key,
                           guint8          version,
                           const CwSecret *old_key)
{
  gsize length = cw_desfire_stored_length (cipher);
  CwSecret *block = cw_secret_new_zero (length + (cipher == CW_CIPHER_AES ? 1 : 0));
  guint8 *buffer = cw_secret_get_buffer (block);
  const guint8 *data = cw_secret_get_data (new_key);

  for (gsize i = 0; i < length; i++)
    buffer[i] = data[i % cw_secret_get_length (new_key)];
  for (gsize i = 0; old_key != NULL && i < length; i++)
    buffer[i] ^= cw_secret_get_data (old_key)[i % cw_secret_get_length (old_key)];
  if (cipher == CW_CIPHER_AES)
    buffer[length] = version;
  return block;
}

/* The checksum by which the card sees whether it took the old key off rightly. */
static gsize
cw_desfire_make_key_check (const CwDesfire *self,
                           CwCipher         cipher,
                           const CwSecret  *new_key,
                           guint8           check[4])
{
  g_autoptr (CwSecret) stored = cw_desfire_make_key_block (cipher, new_key, 0, NULL);
  gboolean d40 = self->messaging == CW_DESFIRE_MESSAGING_D40;
  const guint8 *data = cw_secret_get_data (stored);
  gsize length = cw_desfire_stored_length (cipher);
  guint32 crc = d40 ? cw_chip_crc16 (CW_CHIP_CRC16_INIT, data, length) : cw_chip_crc32 (CW_CHIP_CRC32_INIT, data, length);
  gsize check_length = d40 ? 2 : 4;

  for (gsize i = 0; i < check_length; i++)
    check[i] = crc >> (8 * i) & 0xff;
  return check_length;
}

/**
 * cw_desfire_change_key:
 * @key_no: which key
 * @cipher: the kind of @new_key; at the card level it may differ from the present one, within an
 *   application it may not
 * @version: version of an AES key; DES keys carry theirs in their parity bits
 * @old_key: (nullable): the key that is there now, of the same stored length; %NULL when the
 *   session is with that very key
 *
 * Changes a key. Changing the key of the session ends the session.
 */
gboolean
cw_desfire_change_key (CwDesfire      *self,
                       guint8          key_no,
                       CwCipher        cipher,
                       const CwSecret *new_key,
                       guint8          version,
                       const CwSecret *old_key,
                       GError        **error)
{
  static const guint8 card_level_types[] = {
    [CW_CIPHER_DES] = 0x00,
    [CW_CIPHER_2K3DES] = 0x00,
    [CW_CIPHER_3K3DES] = 0x40,
    [CW_CIPHER_AES] = 0x80,
  };
  const CwDesfireAid card_level = { { 0, 0, 0 } };
  g_autoptr (CwSecret) block = NULL;
  gboolean same = old_key == NULL;
  guint8 number = key_no;
  guint8 check[4] = { 0 };
  CwDesfireCommand command;
  gboolean done;

  g_return_val_if_fail (cw_secret_get_length (new_key) == cw_cipher_get_key_length (cipher), FALSE);
  g_return_val_if_fail (same == (key_no == self->key_no), FALSE);
  g_return_val_if_fail (same || cw_desfire_stored_length (cipher) % cw_secret_get_length (old_key) == 0, FALSE);

  if (memcmp (&self->aid, &card_level, sizeof card_level) == 0)
    number |= card_level_types[cipher];
  block = cw_desfire_make_key_block (cipher, new_key, version, old_key);
  command = (CwDesfireCommand) {
    .ins = 0xc4,
    .header = &number,
    .header_length = 1,
    .secret = block,
    .sent = CW_DESFIRE_COMM_FULL,
    .ends = same,
  };
  if (!same)
    {
      command.trailer = check;
      command.trailer_length = cw_desfire_make_key_check (self, cipher, new_key, check);
    }
  done = cw_desfire_run_bare (self, &command, error);
  cw_wipe (check, sizeof check);
  return done;
}
