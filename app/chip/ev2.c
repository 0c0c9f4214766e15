/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include "app/chip/ev2.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/chip/desfire-private.h"
#include "app/chip/status.h"
#include "app/keys/cipher.h"

/* EV2 secure messaging, after AuthenticateEV2First (71) and NonFirst (77): two session keys, a
 * transaction identifier and a counter of commands instead of a running IV. Every MAC and every
 * IV is made from them, so that no message can be repeated or left out unseen. The pure functions
 * first, then what the engine does with them. One thread at a time. */

/* The session vector: label, counter 0001, length 0080, then both challenges interleaved. */
static CwSecret *
cw_chip_ev2_derive (const CwSecret *key,
                    guint8          label0,
                    guint8          label1,
                    const guint8    rnd_a[16],
                    const guint8    rnd_b[16])
{
  g_autoptr (CwSecret) derived = cw_secret_new_zero (CW_CHIP_EV2_BLOCK);
  guint8 vector[32] = { label0, label1, 0x00, 0x01, 0x00, 0x80 };

  memcpy (vector + 6, rnd_a, 2);
  for (gsize i = 0; i < 6; i++)
    vector[8 + i] = rnd_a[2 + i] ^ rnd_b[i];
  memcpy (vector + 14, rnd_b + 6, 10);
  memcpy (vector + 24, rnd_a + 8, 8);
  cw_cipher_cmac (CW_CIPHER_AES, key, cw_secret_get_buffer (derived), vector, sizeof vector);
  cw_wipe (vector, sizeof vector);
  return g_steal_pointer (&derived);
}

/**
 * cw_chip_ev2_session_keys:
 * @key: the AES key that was shown to the card
 * @rnd_a: the terminal's challenge
 * @rnd_b: the card's challenge
 * @enc_key: (out) (transfer full): enciphers
 * @mac_key: (out) (transfer full): authenticates
 *
 * The two session keys: CMAC over the session vectors SV1 (label A55A) and SV2 (5AA5).
 */
void
cw_chip_ev2_session_keys (const CwSecret *key,
                          const guint8    rnd_a[16],
                          const guint8    rnd_b[16],
                          CwSecret      **enc_key,
                          CwSecret      **mac_key)
{
  *enc_key = cw_chip_ev2_derive (key, 0xa5, 0x5a, rnd_a, rnd_b);
  *mac_key = cw_chip_ev2_derive (key, 0x5a, 0xa5, rnd_a, rnd_b);
}

/**
 * cw_chip_ev2_iv:
 * @counter: of the command itself; for an answer already one more
 *
 * The initial vector for one enciphered command or answer.
 */
void
cw_chip_ev2_iv (const CwSecret    *enc_key,
                CwChipEv2Direction direction,
                const guint8       ti[CW_CHIP_EV2_TI_LENGTH],
                guint16            counter,
                guint8             iv[CW_CHIP_EV2_BLOCK])
{
  guint8 zero[CW_CHIP_EV2_BLOCK] = { 0 };

  memset (iv, 0, CW_CHIP_EV2_BLOCK);
  iv[0] = direction == CW_CHIP_EV2_COMMAND ? 0xa5 : 0x5a;
  iv[1] = direction == CW_CHIP_EV2_COMMAND ? 0x5a : 0xa5;
  memcpy (iv + 2, ti, CW_CHIP_EV2_TI_LENGTH);
  iv[6] = counter & 0xff;
  iv[7] = counter >> 8;
  cw_cipher_cbc_encrypt (CW_CIPHER_AES, enc_key, zero, iv, CW_CHIP_EV2_BLOCK, iv);
}

/**
 * cw_chip_ev2_mac:
 * @code: the command byte, or the status byte of an answer
 * @counter: of the command itself; for an answer already one more
 * @data: (array length=length): all that goes with @code, enciphered where it goes so
 *
 * The MAC of one message: of the sixteen bytes of its CMAC those at odd places.
 */
void
cw_chip_ev2_mac (const CwSecret *mac_key,
                 guint8          code,
                 guint16         counter,
                 const guint8    ti[CW_CHIP_EV2_TI_LENGTH],
                 const guint8   *data,
                 gsize           length,
                 guint8          mac[CW_CHIP_EV2_MAC_LENGTH])
{
  g_autoptr (GByteArray) message = g_byte_array_new ();
  guint8 cmac[CW_CHIP_EV2_BLOCK] = { 0 };

  cw_bytes_put_u8 (message, code);
  cw_bytes_put_u16le (message, counter);
  cw_bytes_put (message, ti, CW_CHIP_EV2_TI_LENGTH);
  cw_bytes_put (message, data, length);
  cw_cipher_cmac (CW_CIPHER_AES, mac_key, cmac, message->data, message->len);
  for (gsize i = 0; i < CW_CHIP_EV2_MAC_LENGTH; i++)
    mac[i] = cmac[2 * i + 1];
}

/**
 * cw_chip_ev2_padded:
 *
 * Returns: bytes after padding with 80 00.., which always adds at least one
 */
gsize
cw_chip_ev2_padded (gsize length)
{
  return (length / CW_CHIP_EV2_BLOCK + 1) * CW_CHIP_EV2_BLOCK;
}

/* How a command and its answer are protected: data as their file says, everything else at least
 * by MACs (proxmark3, desfiresecurechan.c). */
static CwDesfireComm
cw_desfire_ev2_get_comm (const CwDesfireCommand *command)
{
  if (command->sent == CW_DESFIRE_COMM_FULL || command->received == CW_DESFIRE_COMM_FULL)
    return CW_DESFIRE_COMM_FULL;
  if (!command->open || command->sent == CW_DESFIRE_COMM_MAC || command->received == CW_DESFIRE_COMM_MAC)
    return CW_DESFIRE_COMM_MAC;
  return CW_DESFIRE_COMM_PLAIN;
}

/* data, trailer, 80 00..: enciphered onto the end of @body. A command without data stays so. */
static void
cw_desfire_ev2_encipher (CwDesfire    *self,
                         const guint8 *data,
                         gsize         length,
                         const guint8 *trailer,
                         gsize         trailer_length,
                         GByteArray   *body)
{
  gsize used = length + trailer_length;
  gsize padded = cw_chip_ev2_padded (used);
  g_autoptr (CwSecret) buffer = NULL;
  guint8 iv[CW_CHIP_EV2_BLOCK];
  guint8 *at;

  if (used == 0)
    return;
  buffer = cw_secret_new_zero (padded);
  at = cw_secret_get_buffer (buffer);
  if (length > 0)
    memcpy (at, data, length);
  if (trailer_length > 0)
    memcpy (at + length, trailer, trailer_length);
  at[used] = 0x80;
  cw_chip_ev2_iv (self->session_key, CW_CHIP_EV2_COMMAND, self->ti, self->counter, iv);
  cw_cipher_cbc_encrypt (CW_CIPHER_AES, self->session_key, iv, at, padded, at);
  cw_bytes_put (body, at, padded);
}

/* Puts header and data onto @body as the session wants them. */
void
cw_desfire_ev2_protect (CwDesfire              *self,
                        const CwDesfireCommand *command,
                        GByteArray             *body)
{
  CwDesfireComm comm = cw_desfire_ev2_get_comm (command);
  guint8 mac[CW_CHIP_EV2_MAC_LENGTH];
  gsize length = 0;
  const guint8 *data = cw_desfire_command_get_data (command, &length);

  cw_bytes_put (body, command->header, command->header_length);
  if (comm == CW_DESFIRE_COMM_FULL)
    cw_desfire_ev2_encipher (self, data, length, command->trailer, command->trailer_length, body);
  else
    cw_bytes_put (body, data, length);
  if (comm == CW_DESFIRE_COMM_PLAIN)
    return;
  cw_chip_ev2_mac (self->mac_key, command->ins, self->counter, self->ti, body->data, body->len, mac);
  cw_bytes_put (body, mac, sizeof mac);
}

/* Takes the padding off too, every byte of which must be right. */
static gboolean
cw_desfire_ev2_decipher (CwDesfire  *self,
                         gsize       expected,
                         GByteArray *answer,
                         GError    **error)
{
  guint8 iv[CW_CHIP_EV2_BLOCK];

  if (answer->len != cw_chip_ev2_padded (expected))
    return cw_desfire_malformed (error);
  cw_chip_ev2_iv (self->session_key, CW_CHIP_EV2_ANSWER, self->ti, self->counter, iv);
  cw_cipher_cbc_decrypt (CW_CIPHER_AES, self->session_key, iv, answer->data, answer->len, answer->data);
  for (gsize i = expected; i < answer->len; i++)
    if (answer->data[i] != (i == expected ? 0x80 : 0x00))
      return cw_desfire_malformed (error);
  g_byte_array_set_size (answer, (guint) expected);
  return TRUE;
}

/* Checks the answer to @command and leaves its data in clear. Plain ones count too. */
gboolean
cw_desfire_ev2_unprotect (CwDesfire              *self,
                          const CwDesfireCommand *command,
                          GByteArray             *answer,
                          GError                **error)
{
  guint8 mac[CW_CHIP_EV2_MAC_LENGTH];
  gsize length;

  self->counter++;
  if (cw_desfire_ev2_get_comm (command) == CW_DESFIRE_COMM_PLAIN)
    return TRUE;
  if (answer->len < sizeof mac)
    return cw_desfire_malformed (error);
  length = answer->len - sizeof mac;
  cw_chip_ev2_mac (self->mac_key, CW_DESFIRE_STATUS_OK, self->counter, self->ti, answer->data, length, mac);
  if (memcmp (answer->data + length, mac, sizeof mac) != 0)
    return cw_desfire_malformed (error);
  g_byte_array_set_size (answer, (guint) length);
  if (command->received != CW_DESFIRE_COMM_FULL)
    return TRUE;
  return cw_desfire_ev2_decipher (self, command->expected, answer, error);
}

/* The counter must not come round: a MAC could then be used again. */
gboolean
cw_desfire_ev2_may_go_on (const CwDesfire *self,
                          GError         **error)
{
  if (self->counter < G_MAXUINT16)
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_REFUSED, _ ("Too many commands were sent to the chip in one go. Lift the card off the reader and lay it on again."));
  return FALSE;
}
