/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-softcard"

#include "config.h"

#include "app/chip/soft-private.h"

#include <string.h>

#include "app/base/bytes.h"
#include "app/base/digest.h"
#include "app/chip/crypto.h"

/* Commands about keys: the three authentications, changing keys and their settings. State of
 * one card; its thread. */

#define INS_AUTHENTICATE_D40 0x0A
#define INS_AUTHENTICATE_AES 0xAA

/* Key settings, high nibble: which key changes keys. */
#define CHANGE_WITH_SAME_KEY 0xE
#define CHANGE_FROZEN 0xF

#define CONFIGURATION_DEFAULT_KEY 0x01
#define CONFIGURATION_LENGTH 25 /* a key of 24 bytes and its version */

static gboolean
cw_soft_is_single_des (const CwSoftKey *key)
{
  for (int i = 0; i < 8; i++)
    if ((key->bytes[i] ^ key->bytes[i + 8]) & 0xFE)
      return FALSE;
  return TRUE;
}

static CwCipher
cw_soft_key_get_cipher (const CwSoftKey *key,
                        CwSoftKeys       type)
{
  switch (type)
    {
    case CW_SOFT_KEYS_DES:
      return cw_soft_is_single_des (key) ? CW_CIPHER_DES : CW_CIPHER_2K3DES;
    case CW_SOFT_KEYS_3K3DES:
      return CW_CIPHER_3K3DES;
    case CW_SOFT_KEYS_AES:
      return CW_CIPHER_AES;
    }
  g_assert_not_reached ();
}

/* Whether @ins is an authentication for keys of @type: 0A knows DES alone, AA AES alone. */
static gboolean
cw_soft_type_allows (CwSoftKeys type,
                     guint8     ins)
{
  switch (type)
    {
    case CW_SOFT_KEYS_DES:
      return ins != INS_AUTHENTICATE_AES;
    case CW_SOFT_KEYS_3K3DES:
      return ins != INS_AUTHENTICATE_AES && ins != INS_AUTHENTICATE_D40;
    case CW_SOFT_KEYS_AES:
      return ins == INS_AUTHENTICATE_AES;
    }
  g_assert_not_reached ();
}

static CwSecret *
cw_soft_challenge_get_key (CwSoftCard *self)
{
  return cw_secret_new (self->selected->keys[self->challenge.key_number].bytes,
                        cw_cipher_get_key_length (self->challenge.cipher));
}

/**
 * cw_soft_authenticate:
 *
 * First half of 0A, 1A and AA: the card's challenge, enciphered.
 */
CwSoftStatus
cw_soft_authenticate (CwSoftCard *self)
{
  guint number = self->command->data[0];
  CwSoftApplication *application = self->selected;
  g_autoptr (CwSecret) key = NULL;
  CwSoftChallenge *challenge = &self->challenge;
  gsize length;

  cw_soft_session_end (&self->session);
  if (number >= application->n_keys)
    return CW_SOFT_NO_SUCH_KEY;
  if (!cw_soft_type_allows (application->type, self->ins))
    return CW_SOFT_AUTHENTICATION;

  *challenge = (CwSoftChallenge) { .ins = self->ins, .key_number = number };
  challenge->cipher = cw_soft_key_get_cipher (&application->keys[number], application->type);
  length = cw_chip_challenge_length (challenge->cipher);
  if (self->random != NULL)
    self->random (self->random_data, challenge->rnd_b, length);
  else
    cw_random_bytes (challenge->rnd_b, length);

  key = cw_soft_challenge_get_key (self);
  g_byte_array_set_size (self->answer, (guint) length);
  cw_cipher_cbc_encrypt (challenge->cipher, key, challenge->iv, challenge->rnd_b, length, self->answer->data);
  return CW_SOFT_MORE;
}

/**
 * cw_soft_authenticate_token:
 * @data: the terminal's challenge and the card's, rotated, enciphered
 *
 * Second half: proves the terminal, then the card itself, and begins the session.
 */
CwSoftStatus
cw_soft_authenticate_token (CwSoftCard   *self,
                            const guint8 *data,
                            gsize         length)
{
  CwSoftChallenge *challenge = &self->challenge;
  gsize half = cw_chip_challenge_length (challenge->cipher);
  gboolean d40 = challenge->ins == INS_AUTHENTICATE_D40;
  g_autoptr (CwSecret) key = NULL;
  guint8 token[32];
  guint8 rotated[16];

  if (length != 2 * half)
    return CW_SOFT_LENGTH;

  key = cw_soft_challenge_get_key (self);
  memcpy (token, data, length);
  if (d40)
    cw_chip_d40_receive (challenge->cipher, key, token, length);
  else
    cw_cipher_cbc_decrypt (challenge->cipher, key, challenge->iv, token, length, token);

  cw_chip_rotate_left (challenge->rnd_b, half, rotated);
  if (memcmp (token + half, rotated, half) != 0)
    {
      cw_wipe (token, sizeof token);
      return CW_SOFT_AUTHENTICATION;
    }

  if (d40)
    memset (challenge->iv, 0, sizeof challenge->iv);
  cw_chip_rotate_left (token, half, rotated);
  g_byte_array_set_size (self->answer, (guint) half);
  cw_cipher_cbc_encrypt (challenge->cipher, key, challenge->iv, rotated, half, self->answer->data);

  cw_soft_session_end (&self->session);
  self->session.scheme = d40 ? CW_SOFT_SCHEME_D40 : CW_SOFT_SCHEME_EV1;
  self->session.key_number = challenge->key_number;
  self->session.cipher = challenge->cipher;
  self->session.key = cw_chip_session_key (challenge->cipher, token, challenge->rnd_b);
  cw_wipe (token, sizeof token);
  cw_wipe (challenge, sizeof *challenge);
  return CW_SOFT_OK;
}

/* Whether the session may change key @number of what is selected. */
static CwSoftStatus
cw_soft_may_change_key (CwSoftCard *self,
                        guint       number)
{
  guint needed = self->selected->settings >> 4;
  gboolean at_card = self->selected == self->memory->picc;

  if (self->session.scheme == CW_SOFT_SCHEME_NONE)
    return CW_SOFT_AUTHENTICATION;
  if (number == 0 && !(self->selected->settings & CW_SOFT_MASTER_KEY_CHANGEABLE))
    return CW_SOFT_PERMISSION;
  if (number != 0 && needed == CHANGE_FROZEN)
    return CW_SOFT_PERMISSION;

  if (at_card || number == 0 || number == needed)
    needed = 0;
  else if (needed == CHANGE_WITH_SAME_KEY)
    needed = number;
  return self->session.key_number == needed ? CW_SOFT_OK : CW_SOFT_AUTHENTICATION;
}

/* The key's number and, at card level, the kind of key that it becomes (C4 80: AES). */
static CwSoftStatus
cw_soft_parse_key_number (CwSoftCard *self,
                          guint      *number,
                          CwSoftKeys *type)
{
  guint8 byte = self->command->data[0];

  *type = self->selected->type;
  *number = byte;
  if (self->selected == self->memory->picc)
    {
      *number = byte & 0x3F;
      *type = byte >> 6;
      if (*type > CW_SOFT_KEYS_AES)
        return CW_SOFT_PARAMETER;
    }
  return *number < self->selected->n_keys ? CW_SOFT_OK : CW_SOFT_NO_SUCH_KEY;
}

/* Opens the cryptogram of ChangeKey: the new key (with its version) in the clear when it is the
 * session's own, else crossed with the old one and summed up once more. */
static CwSoftStatus
cw_soft_open_new_key (CwSoftCard *self,
                      guint       number,
                      CwSoftKeys  type,
                      CwSoftKey  *key)
{
  CwSoftSession *session = &self->session;
  gboolean same = session->key_number == number;
  gsize length = cw_soft_keys_get_length (type);
  gsize end = 1 + length + (type == CW_SOFT_KEYS_AES ? 1 : 0);
  gsize sum = cw_soft_session_get_sum_size (session);
  gsize padding = end + (same ? sum : 2 * sum);
  GByteArray *command = self->command;

  if (command->len - 1 != cw_soft_session_round_up (session, padding - 1))
    return CW_SOFT_LENGTH;
  if (!cw_soft_session_decipher (session, command, 1) ||
      !cw_soft_session_check_command (session, self->ins, command, 1, end))
    return CW_SOFT_INTEGRITY;
  for (gsize i = padding; i < command->len; i++)
    if (command->data[i] != 0)
      return CW_SOFT_INTEGRITY;

  memcpy (key->bytes, command->data + 1, length);
  if (type == CW_SOFT_KEYS_AES)
    key->version = command->data[1 + length];
  for (gsize i = 0; !same && i < length; i++)
    key->bytes[i] ^= self->selected->keys[number].bytes[i];
  if (!same && !cw_soft_session_check_sum (session, key->bytes, length, command->data + end + sum))
    return CW_SOFT_INTEGRITY;
  return CW_SOFT_OK;
}

/**
 * cw_soft_change_key:
 *
 * C4. Changing the session's own key ends the session without a MAC.
 */
CwSoftStatus
cw_soft_change_key (CwSoftCard *self)
{
  CwSoftKey key = { 0 };
  CwSoftKeys type;
  guint number;
  CwSoftStatus status;

  if (self->session.scheme == CW_SOFT_SCHEME_NONE)
    return CW_SOFT_AUTHENTICATION;
  status = cw_soft_parse_key_number (self, &number, &type);
  if (status == CW_SOFT_OK)
    status = cw_soft_may_change_key (self, number);
  if (status == CW_SOFT_OK)
    status = cw_soft_open_new_key (self, number, type, &key);
  if (status == CW_SOFT_OK)
    {
      self->selected->keys[number] = key;
      self->selected->type = type;
      self->changed = TRUE;
      if (number == self->session.key_number)
        self->seal = CW_SOFT_SEAL_BARE;
    }
  cw_wipe (&key, sizeof key);
  return status;
}

/**
 * cw_soft_change_key_settings:
 *
 * 54. At card level the high nibble means nothing and stays zero.
 */
CwSoftStatus
cw_soft_change_key_settings (CwSoftCard *self)
{
  gboolean at_card = self->selected == self->memory->picc;
  CwSoftStatus status;
  guint8 settings;

  if (!cw_soft_card_is_master (self))
    return CW_SOFT_AUTHENTICATION;
  if (!(self->selected->settings & CW_SOFT_SETTINGS_CHANGEABLE))
    return CW_SOFT_PERMISSION;

  status = cw_soft_session_open_command (&self->session, CW_SOFT_COMM_ENCIPHERED, self->ins, self->command, 0, 1);
  if (status != CW_SOFT_OK)
    return status;

  settings = self->command->data[0];
  if (at_card)
    settings &= 0x0F;
  else if (settings >> 4 < CHANGE_WITH_SAME_KEY && settings >> 4 >= (int) self->selected->n_keys)
    return CW_SOFT_PARAMETER;
  self->selected->settings = settings;
  self->changed = TRUE;
  return CW_SOFT_OK;
}

/**
 * cw_soft_get_key_settings:
 *
 * 45: the settings, then how many keys and of which kind, as CreateApplication was told.
 */
CwSoftStatus
cw_soft_get_key_settings (CwSoftCard *self)
{
  const CwSoftApplication *application = self->selected;

  if (!(application->settings & CW_SOFT_FREE_LISTING) && !cw_soft_card_is_master (self))
    return CW_SOFT_AUTHENTICATION;

  cw_bytes_put_u8 (self->answer, application->settings);
  cw_bytes_put_u8 (self->answer, (guint8) (application->n_keys | application->type << 6 |
                                           (application->iso_files ? 0x20 : 0)));
  return CW_SOFT_OK;
}

/**
 * cw_soft_get_key_version:
 *
 * 64. Needs no session.
 */
CwSoftStatus
cw_soft_get_key_version (CwSoftCard *self)
{
  guint8 number = self->command->data[0];

  if (number >= self->selected->n_keys)
    return CW_SOFT_NO_SUCH_KEY;

  cw_bytes_put_u8 (self->answer,
                   cw_soft_key_get_version (&self->selected->keys[number], self->selected->type));
  return CW_SOFT_OK;
}

/**
 * cw_soft_set_configuration:
 *
 * 5C 01: the key that new applications begin with. The other options cannot be undone on a real
 * card; a training card refuses them.
 */
CwSoftStatus
cw_soft_set_configuration (CwSoftCard *self)
{
  CwSoftKey *key = &self->memory->default_key;
  CwSoftStatus status;

  if (!cw_soft_card_is_master (self))
    return CW_SOFT_AUTHENTICATION;
  if (self->command->data[0] != CONFIGURATION_DEFAULT_KEY)
    return CW_SOFT_PARAMETER;

  status = cw_soft_session_open_command (&self->session, CW_SOFT_COMM_ENCIPHERED, self->ins, self->command,
                                         1, CONFIGURATION_LENGTH);
  if (status != CW_SOFT_OK)
    return status;

  memcpy (key->bytes, self->command->data + 1, sizeof key->bytes);
  key->version = self->command->data[CONFIGURATION_LENGTH];
  self->changed = TRUE;
  return CW_SOFT_OK;
}
