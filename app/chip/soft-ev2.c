/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-softcard"

#include "config.h"

#include "app/chip/soft-private.h"

#include <string.h>

/* The card's half of EV2 secure messaging, after 71 and 77: two session keys, a transaction
 * identifier and a counter of commands take the place of EV1's running initial vector. Formats:
 * NXP AN12343 and AN12196, whose examples the tests replay. State of one card; its thread. */

#define BLOCK 16 /* bytes; EV2 knows AES alone */

/* The labels of NXP AN12343: what a key or an initial vector is for. */
#define LABEL_HIGH 0xA5
#define LABEL_LOW 0x5A

static CwSecret *
cw_soft_ev2_derive (const CwSecret *key,
                    guint8          first,
                    guint8          second,
                    const guint8   *rnd_a,
                    const guint8   *rnd_b)
{
  CwSecret *derived = cw_secret_new_zero (BLOCK);
  guint8 vector[2 * BLOCK] = { first, second, 0x00, 0x01, 0x00, 0x80 };

  memcpy (vector + 6, rnd_a, 8);
  for (gsize i = 0; i < 6; i++)
    vector[8 + i] ^= rnd_b[i];
  memcpy (vector + 14, rnd_b + 6, 10);
  memcpy (vector + 24, rnd_a + 8, 8);
  cw_cipher_cmac (CW_CIPHER_AES, key, cw_secret_get_buffer (derived), vector, sizeof vector);
  cw_wipe (vector, sizeof vector);
  return derived;
}

/**
 * cw_soft_ev2_begin_session:
 * @key: of the card
 * @rnd_a: the terminal's challenge, 16 bytes
 * @rnd_b: the card's challenge, 16 bytes
 *
 * Gives the session its two keys; identifier and counter are the caller's.
 */
void
cw_soft_ev2_begin_session (CwSoftSession  *self,
                           const CwSecret *key,
                           const guint8   *rnd_a,
                           const guint8   *rnd_b)
{
  self->scheme = CW_SOFT_SCHEME_EV2;
  self->cipher = CW_CIPHER_AES;
  self->key = cw_soft_ev2_derive (key, LABEL_HIGH, LABEL_LOW, rnd_a, rnd_b);
  self->mac_key = cw_soft_ev2_derive (key, LABEL_LOW, LABEL_HIGH, rnd_a, rnd_b);
}

/**
 * cw_soft_ev2_make_iv:
 * @answer: whether the cryptogram goes to the terminal
 * @iv: (out): for the session's counter as it is
 */
void
cw_soft_ev2_make_iv (const CwSoftSession *self,
                     gboolean             answer,
                     guint8               iv[CW_CIPHER_MAX_BLOCK])
{
  guint8 plain[BLOCK] = { answer ? LABEL_LOW : LABEL_HIGH, answer ? LABEL_HIGH : LABEL_LOW };
  guint8 zeros[BLOCK] = { 0 };

  memcpy (plain + 2, self->transaction, sizeof self->transaction);
  plain[6] = (guint8) self->counter;
  plain[7] = (guint8) (self->counter >> 8);
  cw_cipher_cbc_encrypt (CW_CIPHER_AES, self->key, zeros, plain, BLOCK, iv);
}

/* @code: the command byte, or the status of an answer. */
static void
cw_soft_ev2_mac (const CwSoftSession *self,
                 guint8               code,
                 const guint8        *data,
                 gsize                length,
                 guint8               mac[CW_SOFT_EV2_MAC_LENGTH])
{
  g_autoptr (GByteArray) message = g_byte_array_sized_new ((guint) length + 7);
  guint8 cmac[BLOCK] = { 0 };

  cw_bytes_put_u8 (message, code);
  cw_bytes_put_u16le (message, self->counter);
  cw_bytes_put (message, self->transaction, sizeof self->transaction);
  cw_bytes_put (message, data, length);
  cw_cipher_cmac (CW_CIPHER_AES, self->mac_key, cmac, message->data, message->len);
  for (gsize i = 0; i < CW_SOFT_EV2_MAC_LENGTH; i++)
    mac[i] = cmac[2 * i + 1];
}

/* One bit of padding always, so that whole blocks grow by one. */
static gsize
cw_soft_ev2_get_padded_size (gsize length)
{
  return (length / BLOCK + 1) * BLOCK;
}

/**
 * cw_soft_ev2_get_sealed_size:
 * @length: bytes of data
 *
 * Returns: bytes that the terminal sends for them, behind the command's header
 */
gsize
cw_soft_ev2_get_sealed_size (CwSoftComm comm,
                             gsize      length)
{
  switch (comm)
    {
    case CW_SOFT_COMM_PLAIN:
      return length;
    case CW_SOFT_COMM_MAC:
      return length + CW_SOFT_EV2_MAC_LENGTH;
    case CW_SOFT_COMM_ENCIPHERED:
      return cw_soft_ev2_get_padded_size (length) + CW_SOFT_EV2_MAC_LENGTH;
    }
  g_assert_not_reached ();
}

/* Deciphers what follows @header and checks that it is @length bytes and padding. */
static CwSoftStatus
cw_soft_ev2_decipher (CwSoftSession *self,
                      GByteArray    *command,
                      gsize          header,
                      gsize          length)
{
  guint8 iv[CW_CIPHER_MAX_BLOCK];
  guint8 *at = command->data + header;
  gsize sealed = command->len - header;

  cw_soft_ev2_make_iv (self, FALSE, iv);
  cw_cipher_cbc_decrypt (CW_CIPHER_AES, self->key, iv, at, sealed, at);
  if (at[length] != 0x80)
    return CW_SOFT_INTEGRITY;
  for (gsize i = length + 1; i < sealed; i++)
    if (at[i] != 0)
      return CW_SOFT_INTEGRITY;
  return CW_SOFT_OK;
}

/**
 * cw_soft_ev2_open_command:
 * @command: (inout): the command's data, afterwards without padding and MAC
 * @header: bytes at its beginning that are never enciphered
 * @length: bytes of data that must follow them
 *
 * Checks and opens what the terminal sealed.
 */
CwSoftStatus
cw_soft_ev2_open_command (CwSoftSession *self,
                          CwSoftComm     comm,
                          guint8         ins,
                          GByteArray    *command,
                          gsize          header,
                          gsize          length)
{
  guint8 mac[CW_SOFT_EV2_MAC_LENGTH];
  CwSoftStatus status = CW_SOFT_OK;
  gsize signed_length;

  if (command->len != header + cw_soft_ev2_get_sealed_size (comm, length))
    return CW_SOFT_LENGTH;
  if (comm == CW_SOFT_COMM_PLAIN)
    return CW_SOFT_OK;

  signed_length = command->len - CW_SOFT_EV2_MAC_LENGTH;
  cw_soft_ev2_mac (self, ins, command->data, signed_length, mac);
  if (memcmp (command->data + signed_length, mac, sizeof mac) != 0)
    return CW_SOFT_INTEGRITY;
  g_byte_array_set_size (command, (guint) signed_length);
  if (comm == CW_SOFT_COMM_ENCIPHERED)
    status = cw_soft_ev2_decipher (self, command, header, length);
  g_byte_array_set_size (command, (guint) (header + length));
  return status;
}

static void
cw_soft_ev2_encipher_answer (CwSoftSession *self,
                             GByteArray    *answer)
{
  guint8 iv[CW_CIPHER_MAX_BLOCK];
  guint end = answer->len;

  cw_soft_ev2_make_iv (self, TRUE, iv);
  g_byte_array_set_size (answer, (guint) cw_soft_ev2_get_padded_size (end));
  memset (answer->data + end, 0, answer->len - end);
  answer->data[end] = 0x80;
  cw_cipher_cbc_encrypt (CW_CIPHER_AES, self->key, iv, answer->data, answer->len, answer->data);
}

/**
 * cw_soft_ev2_seal_answer:
 * @answer: (inout): the data of a successful answer
 *
 * Counts the command, plain ones too, and adds what the seal asks for.
 */
void
cw_soft_ev2_seal_answer (CwSoftSession *self,
                         CwSoftSeal     seal,
                         GByteArray    *answer)
{
  guint8 mac[CW_SOFT_EV2_MAC_LENGTH];

  self->counter++;
  switch (seal)
    {
    case CW_SOFT_SEAL_OPEN_FILE:
    case CW_SOFT_SEAL_BARE:
      return;
    case CW_SOFT_SEAL_ENCIPHERED:
    case CW_SOFT_SEAL_ENCIPHERED_OPEN:
      cw_soft_ev2_encipher_answer (self, answer);
      break;
    case CW_SOFT_SEAL_PLAIN:
    case CW_SOFT_SEAL_MAC:
      break;
    }
  cw_soft_ev2_mac (self, CW_SOFT_OK, answer->data, answer->len, mac);
  cw_bytes_put (answer, mac, sizeof mac);
}
