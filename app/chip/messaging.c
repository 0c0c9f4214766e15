/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include "app/chip/desfire-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/chip/crypto.h"
#include "app/chip/status.h"

/* Secure messaging: what is put around a command and taken off its answer, and how both are cut
 * into frames. D40 as in NXP's first cards, EV1 as recorded on a real DESFire EV1 8K
 * (tests/chip/recording.json); EV2's is in ev2.c. MACs and checksums are over the whole message,
 * never over the frames. One thread at a time. */

/* Data bytes in one native frame that every DESFire accepts (libfreefare, nfcjlib). */
#define CW_DESFIRE_FRAME 59
/* The longest answer: the data of one read, with checksum and padding. */
#define CW_DESFIRE_ANSWER_MAX (CW_DESFIRE_MAX_DATA + 2 * CW_CIPHER_MAX_BLOCK)
/* And the most frames that it may come in. A real card fills all but the last one, and gives
 * names of applications one a frame (at most 28 of them). */
#define CW_DESFIRE_ANSWER_FRAMES (2 * CW_DESFIRE_ANSWER_MAX / CW_DESFIRE_FRAME)
#define CW_DESFIRE_INS_MORE 0xaf

/* The data of a command, wherever they lie. */
const guint8 *
cw_desfire_command_get_data (const CwDesfireCommand *command,
                             gsize                  *length)
{
  *length = command->secret != NULL ? cw_secret_get_length (command->secret) : command->data_length;
  return command->secret != NULL ? cw_secret_get_data (command->secret) : command->data;
}

/* data, checksum, trailer, zeros up to a whole block: enciphered onto the end of @body. */
static void
cw_desfire_encipher (CwDesfire              *self,
                     const CwDesfireCommand *command,
                     GByteArray             *body)
{
  gboolean ev1 = self->messaging == CW_DESFIRE_MESSAGING_EV1;
  gsize block = cw_cipher_get_block_length (self->cipher);
  gsize length = 0;
  const guint8 *data = cw_desfire_command_get_data (command, &length);
  gsize crc_length = ev1 ? 4 : 2;
  gsize used = length + crc_length + command->trailer_length;
  gsize padded = (used + block - 1) / block * block;
  g_autoptr (CwSecret) buffer = cw_secret_new_zero (padded);
  guint8 *at = cw_secret_get_buffer (buffer);
  guint32 crc;

  if (ev1)
    {
      crc = cw_chip_crc32 (CW_CHIP_CRC32_INIT, &command->ins, 1);
      crc = cw_chip_crc32 (crc, command->header, command->header_length);
      crc = cw_chip_crc32 (crc, data, length);
    }
  else
    {
      crc = cw_chip_crc16 (CW_CHIP_CRC16_INIT, data, length);
    }

  memcpy (at, data, length);
  for (gsize i = 0; i < crc_length; i++)
    at[length + i] = crc >> (8 * i) & 0xff;
  if (command->trailer_length > 0)
    memcpy (at + length + crc_length, command->trailer, command->trailer_length);

  if (ev1)
    cw_cipher_cbc_encrypt (self->cipher, self->session_key, self->iv, at, padded, at);
  else
    cw_chip_d40_send (self->cipher, self->session_key, at, padded);
  cw_bytes_put (body, at, padded);
}

/* Command byte aside, what is sent: header and data as secure messaging wants them. */
static GByteArray *
cw_desfire_protect (CwDesfire              *self,
                    const CwDesfireCommand *command)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  guint8 mac[CW_CHIP_D40_MAC_LENGTH];

  if (self->messaging == CW_DESFIRE_MESSAGING_EV2)
    {
      cw_desfire_ev2_protect (self, command, body);
      return g_steal_pointer (&body);
    }

  cw_bytes_put (body, command->header, command->header_length);
  if (self->messaging != CW_DESFIRE_MESSAGING_NONE && command->sent == CW_DESFIRE_COMM_FULL)
    {
      cw_desfire_encipher (self, command, body);
      return g_steal_pointer (&body);
    }

  cw_bytes_put (body, command->data, command->data_length);
  if (self->messaging == CW_DESFIRE_MESSAGING_EV1)
    {
      g_autoptr (GByteArray) message = g_byte_array_new ();

      /* computed for every command, for it becomes the next IV; sent only where it is asked for */
      cw_bytes_put_u8 (message, command->ins);
      cw_bytes_put (message, body->data, body->len);
      cw_cipher_cmac (self->cipher, self->session_key, self->iv, message->data, message->len);
      if (command->sent == CW_DESFIRE_COMM_MAC)
        cw_bytes_put (body, self->iv, CW_CHIP_MAC_LENGTH);
    }
  else if (self->messaging == CW_DESFIRE_MESSAGING_D40 && command->sent == CW_DESFIRE_COMM_MAC)
    {
      cw_chip_d40_mac (self->cipher, self->session_key, command->data, command->data_length, mac);
      cw_bytes_put (body, mac, sizeof mac);
    }
  return g_steal_pointer (&body);
}

/* Sends @body in frames; @answer and @status are those of the last one. */
static gboolean
cw_desfire_send (CwDesfire  *self,
                 guint8      ins,
                 GByteArray *body,
                 GByteArray *answer,
                 guint8     *status,
                 GError    **error)
{
  gsize sent = 0;
  guint8 next = ins;

  while (TRUE)
    {
      gsize length = MIN (CW_DESFIRE_FRAME, body->len - sent);

      if (!cw_desfire_frame (self, next, length == 0 ? NULL : body->data + sent, length, answer, status, error))
        return FALSE;
      sent += length;
      if (sent == body->len)
        return TRUE;
      if (*status == CW_DESFIRE_STATUS_OK || (*status == CW_DESFIRE_STATUS_MORE && answer->len > 0))
        return cw_desfire_malformed (error);
      if (*status != CW_DESFIRE_STATUS_MORE)
        return TRUE;
      next = CW_DESFIRE_INS_MORE;
    }
}

/* Takes one more frame into @answer. An empty one that announces more could go on for ever. */
static gboolean
cw_desfire_collect (const CwDesfireCommand *command,
                    const GByteArray       *part,
                    gboolean                last,
                    GByteArray             *answer,
                    GError                **error)
{
  gsize end = answer->len + part->len;

  if ((!last && part->len == 0) || end > CW_DESFIRE_ANSWER_MAX)
    return cw_desfire_malformed (error);
  cw_bytes_put (answer, part->data, part->len);
  if (command->cuts != NULL)
    g_array_append_val (command->cuts, end);
  return TRUE;
}

/* All frames of one command and of its answer. */
static gboolean
cw_desfire_transfer (CwDesfire              *self,
                     const CwDesfireCommand *command,
                     GByteArray             *body,
                     GByteArray             *answer,
                     GError                **error)
{
  g_autoptr (GByteArray) part = g_byte_array_new ();
  guint8 status = 0;

  g_byte_array_set_size (answer, 0);
  if (!cw_desfire_send (self, command->ins, body, part, &status, error))
    return FALSE;
  for (guint i = 0; status == CW_DESFIRE_STATUS_MORE; i++)
    {
      if (i == CW_DESFIRE_ANSWER_FRAMES)
        return cw_desfire_malformed (error);
      if (!cw_desfire_collect (command, part, FALSE, answer, error) ||
          !cw_desfire_frame (self, CW_DESFIRE_INS_MORE, NULL, 0, part, &status, error))
        return FALSE;
    }
  if (status != CW_DESFIRE_STATUS_OK)
    {
      cw_chip_status_set_error (status, error);
      return FALSE;
    }
  return cw_desfire_collect (command, part, TRUE, answer, error);
}

/* The padding is not looked at: the checksum covers all that counts, and cards pad with zeros or
 * with 80 00.. depending on the command. */
static gboolean
cw_desfire_decipher (CwDesfire  *self,
                     gsize       expected,
                     GByteArray *answer,
                     GError    **error)
{
  gboolean ev1 = self->messaging == CW_DESFIRE_MESSAGING_EV1;
  gsize block = cw_cipher_get_block_length (self->cipher);
  gsize crc_length = ev1 ? 4 : 2;
  guint8 d40_iv[CW_CIPHER_MAX_BLOCK] = { 0 };
  const guint8 ok = CW_DESFIRE_STATUS_OK;
  guint32 crc;

  if (answer->len != (expected + crc_length + block - 1) / block * block)
    return cw_desfire_malformed (error);

  cw_cipher_cbc_decrypt (self->cipher, self->session_key, ev1 ? self->iv : d40_iv, answer->data, answer->len, answer->data);
  if (ev1)
    {
      crc = cw_chip_crc32 (CW_CHIP_CRC32_INIT, answer->data, expected);
      crc = cw_chip_crc32 (crc, &ok, 1);
    }
  else
    {
      crc = cw_chip_crc16 (CW_CHIP_CRC16_INIT, answer->data, expected);
    }
  for (gsize i = 0; i < crc_length; i++)
    if (answer->data[expected + i] != (crc >> (8 * i) & 0xff))
      return cw_desfire_malformed (error);
  g_byte_array_set_size (answer, (guint) expected);
  return TRUE;
}

/* Checks the MAC at the end of an answer and cuts it off. */
static gboolean
cw_desfire_check_mac (CwDesfire  *self,
                      GByteArray *answer,
                      GError    **error)
{
  gboolean ev1 = self->messaging == CW_DESFIRE_MESSAGING_EV1;
  gsize mac_length = ev1 ? CW_CHIP_MAC_LENGTH : CW_CHIP_D40_MAC_LENGTH;
  guint8 received[CW_CHIP_MAC_LENGTH];
  guint8 computed[CW_CIPHER_MAX_BLOCK];
  const guint8 ok = CW_DESFIRE_STATUS_OK;
  gsize length;

  if (answer->len < mac_length)
    return cw_desfire_malformed (error);
  length = answer->len - mac_length;
  memcpy (received, answer->data + length, mac_length);
  g_byte_array_set_size (answer, (guint) length);

  if (ev1)
    {
      cw_bytes_put (answer, &ok, 1);
      cw_cipher_cmac (self->cipher, self->session_key, self->iv, answer->data, answer->len);
      g_byte_array_set_size (answer, (guint) length);
      memcpy (computed, self->iv, mac_length);
    }
  else
    {
      cw_chip_d40_mac (self->cipher, self->session_key, answer->data, length, computed);
    }
  return memcmp (received, computed, mac_length) == 0 || cw_desfire_malformed (error);
}

static gboolean
cw_desfire_unprotect (CwDesfire              *self,
                      const CwDesfireCommand *command,
                      GByteArray             *answer,
                      GError                **error)
{
  if (command->ends)
    {
      cw_desfire_end_session (self);
      return answer->len == 0 || cw_desfire_malformed (error);
    }

  switch (self->messaging)
    {
    case CW_DESFIRE_MESSAGING_NONE:
      return TRUE;
    case CW_DESFIRE_MESSAGING_D40:
      if (command->received == CW_DESFIRE_COMM_PLAIN)
        return TRUE;
      break;
    case CW_DESFIRE_MESSAGING_EV1:
      break;
    case CW_DESFIRE_MESSAGING_EV2:
      return cw_desfire_ev2_unprotect (self, command, answer, error);
    }
  return command->received == CW_DESFIRE_COMM_FULL ? cw_desfire_decipher (self, command->expected, answer, error) : cw_desfire_check_mac (self, answer, error);
}

/**
 * cw_desfire_run:
 * @answer: emptied, then filled with the answer's data in clear
 *
 * Sends a command under the session's secure messaging and checks the answer. Whatever fails
 * ends the session.
 */
gboolean
cw_desfire_run (CwDesfire              *self,
                const CwDesfireCommand *command,
                GByteArray             *answer,
                GError                **error)
{
  g_autoptr (GByteArray) body = NULL;

  if (self->messaging == CW_DESFIRE_MESSAGING_NONE && command->sent == CW_DESFIRE_COMM_FULL && !command->open)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_REFUSED, _ ("Keys and settings can only be sent to the chip after the chip was shown a key."));
      return FALSE;
    }
  if (self->messaging == CW_DESFIRE_MESSAGING_EV2 && !cw_desfire_ev2_may_go_on (self, error))
    return FALSE;

  body = cw_desfire_protect (self, command);
  if (cw_desfire_transfer (self, command, body, answer, error) &&
      cw_desfire_unprotect (self, command, answer, error))
    return TRUE;
  cw_desfire_end_session (self);
  return FALSE;
}

/* A command whose answer holds nothing. */
gboolean
cw_desfire_run_bare (CwDesfire              *self,
                     const CwDesfireCommand *command,
                     GError                **error)
{
  g_autoptr (GByteArray) answer = g_byte_array_new ();

  if (!cw_desfire_run (self, command, answer, error))
    return FALSE;
  if (answer->len == 0)
    return TRUE;
  cw_desfire_end_session (self);
  return cw_desfire_malformed (error);
}
