/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-softcard"

#include "config.h"

#include "app/chip/soft-private.h"

#include <string.h>

#include "app/chip/crypto.h"

/* Commands about keys: the five authentications, changing keys and their settings. State of
 * one card; its thread. */

#define INS_AUTHENTICATE_D40 0x0A
#define INS_AUTHENTICATE_AES 0xAA
#define INS_AUTHENTICATE_EV2_FIRST 0x71
#define INS_AUTHENTICATE_EV2_NON_FIRST 0x77
#define MAX_PIECE 32 /* bytes that one frame of an authentication carries */

/* Key settings, high nibble: which key changes keys. */
#define CHANGE_WITH_SAME_KEY 0xE
#define CHANGE_FROZEN 0xF

static gboolean
cw_soft_is_ev2 (guint8 ins)
{
  return ins == INS_AUTHENTICATE_EV2_FIRST || ins == INS_AUTHENTICATE_EV2_NON_FIRST;
}

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

/* Whether @ins is an authentication for keys of @type: 0A knows DES alone, AA, 71 and 77 AES alone. */
static gboolean
cw_soft_type_allows (CwSoftKeys type,
                     guint8     ins)
{
  switch (type)
    {
    case CW_SOFT_KEYS_DES:
      return ins != INS_AUTHENTICATE_AES && !cw_soft_is_ev2 (ins);
    case CW_SOFT_KEYS_3K3DES:
      return ins != INS_AUTHENTICATE_AES && ins != INS_AUTHENTICATE_D40 && !cw_soft_is_ev2 (ins);
    case CW_SOFT_KEYS_AES:
      return ins == INS_AUTHENTICATE_AES || cw_soft_is_ev2 (ins);
    }
  g_assert_not_reached ();
}

static CwSecret *
cw_soft_challenge_get_key (CwSoftCard *self)
{
  return cw_secret_new (self->selected->keys[self->challenge.key_number].bytes,
                        cw_cipher_get_key_length (self->challenge.cipher));
}

/* What 71 and 77 bring or need beside the key's number: the terminal's capabilities behind their
 * length, or a session that goes on. */
static CwSoftStatus
cw_soft_challenge_fill_ev2 (CwSoftCard *self)
{
  CwSoftChallenge *challenge = &self->challenge;
  const GByteArray *command = self->command;

  if (self->ins == INS_AUTHENTICATE_EV2_FIRST)
    {
      if (command->len < 2 || command->data[1] > CW_SOFT_CAPABILITIES || command->len != 2u + command->data[1])
        return CW_SOFT_LENGTH;
      memcpy (challenge->capabilities, command->data + 2, command->len - 2);
      return CW_SOFT_OK;
    }

  if (command->len != 1)
    return CW_SOFT_LENGTH;
  if (self->ins == INS_AUTHENTICATE_EV2_NON_FIRST)
    {
      if (self->session.scheme != CW_SOFT_SCHEME_EV2)
        return CW_SOFT_PERMISSION;
      memcpy (challenge->transaction, self->session.transaction, sizeof challenge->transaction);
      challenge->counter = self->session.counter;
    }
  return CW_SOFT_OK;
}

/**
 * cw_soft_authenticate:
 *
 * First half of 0A, 1A, AA, 71 and 77: the card's challenge, enciphered.
 */
CwSoftStatus
cw_soft_authenticate (CwSoftCard *self)
{
  guint number = self->command->data[0];
  CwSoftApplication *application = self->selected;
  g_autoptr (CwSecret) key = NULL;
  CwSoftChallenge *challenge = &self->challenge;
  CwSoftStatus status;
  gsize length;

  *challenge = (CwSoftChallenge) { .ins = self->ins, .key_number = number };
  status = cw_soft_challenge_fill_ev2 (self);
  cw_soft_session_end (&self->session);
  if (status != CW_SOFT_OK)
    return status;
  if (number >= application->n_keys)
    return CW_SOFT_NO_SUCH_KEY;
  if (!cw_soft_type_allows (application->type, self->ins))
    return CW_SOFT_AUTHENTICATION;

  challenge->cipher = cw_soft_key_get_cipher (&application->keys[number], application->type);
  length = cw_chip_challenge_length (challenge->cipher);
  cw_soft_card_fill_random (self, challenge->rnd_b, length);

  key = cw_soft_challenge_get_key (self);
  g_byte_array_set_size (self->answer, (guint) length);
  cw_cipher_cbc_encrypt (challenge->cipher, key, challenge->iv, challenge->rnd_b, length, self->answer->data);
  if (challenge->ins == INS_AUTHENTICATE_D40 || cw_soft_is_ev2 (challenge->ins))
    memset (challenge->iv, 0, sizeof challenge->iv);
  return CW_SOFT_MORE;
}

/* The card's proof: the terminal's challenge, rotated; for 71 between the new transaction
 * identifier and what both sides are capable of (the card: nothing to speak of). */
static void
cw_soft_put_proof (CwSoftCard   *self,
                   const guint8 *rnd_a,
                   gsize         half)
{
  CwSoftChallenge *challenge = &self->challenge;
  guint8 nothing[CW_SOFT_CAPABILITIES] = { 0 };
  guint8 rotated[16];
  gboolean first = challenge->ins == INS_AUTHENTICATE_EV2_FIRST;

  cw_chip_rotate_left (rnd_a, half, rotated);
  if (first)
    {
      cw_soft_card_fill_random (self, challenge->transaction, sizeof challenge->transaction);
      cw_bytes_put (self->answer, challenge->transaction, sizeof challenge->transaction);
    }
  cw_bytes_put (self->answer, rotated, half);
  if (first)
    {
      cw_bytes_put (self->answer, nothing, sizeof nothing);
      cw_bytes_put (self->answer, challenge->capabilities, sizeof challenge->capabilities);
    }
  cw_wipe (rotated, sizeof rotated);
}

static void
cw_soft_begin_session (CwSoftCard     *self,
                       const CwSecret *key,
                       const guint8   *rnd_a)
{
  CwSoftSession *session = &self->session;
  CwSoftChallenge *challenge = &self->challenge;

  cw_soft_session_end (session);
  session->key_number = challenge->key_number;
  if (cw_soft_is_ev2 (challenge->ins))
    {
      cw_soft_ev2_begin_session (session, key, rnd_a, challenge->rnd_b);
      memcpy (session->transaction, challenge->transaction, sizeof session->transaction);
      session->counter = challenge->counter;
      return;
    }
  session->scheme = challenge->ins == INS_AUTHENTICATE_D40 ? CW_SOFT_SCHEME_D40 : CW_SOFT_SCHEME_EV1;
  session->cipher = challenge->cipher;
  session->key = cw_chip_session_key (challenge->cipher, rnd_a, challenge->rnd_b);
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
  g_autoptr (CwSecret) key = NULL;
  guint8 token[MAX_PIECE];
  guint8 rotated[16];

  if (length != 2 * half)
    return CW_SOFT_LENGTH;

  key = cw_soft_challenge_get_key (self);
  memcpy (token, data, length);
  if (challenge->ins == INS_AUTHENTICATE_D40)
    cw_chip_d40_receive (challenge->cipher, key, token, length);
  else
    cw_cipher_cbc_decrypt (challenge->cipher, key, challenge->iv, token, length, token);

  cw_chip_rotate_left (challenge->rnd_b, half, rotated);
  if (memcmp (token + half, rotated, half) != 0)
    {
      cw_wipe (token, sizeof token);
      return CW_SOFT_AUTHENTICATION;
    }

  if (challenge->ins == INS_AUTHENTICATE_D40 || cw_soft_is_ev2 (challenge->ins))
    memset (challenge->iv, 0, sizeof challenge->iv);
  cw_soft_put_proof (self, token, half);
  cw_cipher_cbc_encrypt (challenge->cipher, key, challenge->iv, self->answer->data, self->answer->len, self->answer->data);
  cw_soft_begin_session (self, key, token);
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

/* The same of EV1 and D40: zeros behind the checksums. @end: where the first checksum begins. */
static CwSoftStatus
cw_soft_open_summed_key (CwSoftCard *self,
                         gboolean    same,
                         gsize       end)
{
  CwSoftSession *session = &self->session;
  GByteArray *command = self->command;
  gsize sum = cw_soft_session_get_sum_size (session);
  gsize padding = end + (same ? sum : 2 * sum);

  if (command->len - 1 != cw_soft_session_round_up (session, padding - 1))
    return CW_SOFT_LENGTH;
  if (!cw_soft_session_decipher (session, command, 1) ||
      !cw_soft_session_check_command (session, self->ins, command, 1, end))
    return CW_SOFT_INTEGRITY;
  for (gsize i = padding; i < command->len; i++)
    if (command->data[i] != 0)
      return CW_SOFT_INTEGRITY;
  return CW_SOFT_OK;
}

/* Opens the cryptogram of ChangeKey: the new key (with its version) in the clear when it is the
 * session's own, else crossed with the old one and summed up once more. EV2 sums up the new key
 * alone: its MAC is the other checksum. */
static CwSoftStatus
cw_soft_open_new_key (CwSoftCard *self,
                      guint       number,
                      CwSoftKeys  type,
                      CwSoftKey  *key)
{
  CwSoftSession *session = &self->session;
  GByteArray *command = self->command;
  gboolean ev2 = session->scheme == CW_SOFT_SCHEME_EV2;
  gboolean same = session->key_number == number;
  gsize length = cw_soft_keys_get_length (type);
  gsize end = 1 + length + (type == CW_SOFT_KEYS_AES ? 1 : 0);
  gsize sum = cw_soft_session_get_sum_size (session);
  CwSoftStatus status = ev2 ? cw_soft_session_open_command (session, CW_SOFT_COMM_ENCIPHERED, self->ins, command,
                                                            1, end - 1 + (same ? 0 : sum))
                            : cw_soft_open_summed_key (self, same, end);

  if (status != CW_SOFT_OK)
    return status;
  memcpy (key->bytes, command->data + 1, length);
  if (type == CW_SOFT_KEYS_AES)
    key->version = command->data[1 + length];
  for (gsize i = 0; !same && i < length; i++)
    key->bytes[i] ^= self->selected->keys[number].bytes[i];
  if (!same && !cw_soft_session_check_sum (session, key->bytes, length, command->data + end + (ev2 ? 0 : sum)))
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
