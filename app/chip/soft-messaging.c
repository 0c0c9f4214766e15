/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-softcard"

#include "config.h"

#include "app/chip/soft-private.h"

#include <string.h>

#include "app/chip/crypto.h"

/* The card's half of secure messaging: opens what the terminal sealed and seals what the card
 * answers, in the two schemes of DESFire EV1; EV2's own is in soft-ev2.c. Formats: the recorded
 * card for EV1 (0x1A, 0xAA), libfreefare's and nfcjlib's terminals for D40 (0x0A). State of one
 * card; its thread. */

/**
 * cw_soft_session_end:
 *
 * Forgets the session key. A session that is over already stays so.
 */
void
cw_soft_session_end (CwSoftSession *self)
{
  g_clear_pointer (&self->key, cw_secret_unref);
  g_clear_pointer (&self->mac_key, cw_secret_unref);
  cw_wipe (self, sizeof *self);
}

/* CMAC over two pieces, which is how INS and data, or data and status, lie in memory. */
static void
cw_soft_session_cmac (CwSoftSession *self,
                      const guint8  *head,
                      gsize          head_length,
                      const guint8  *tail,
                      gsize          tail_length)
{
  g_autoptr (GByteArray) message = g_byte_array_sized_new ((guint) (head_length + tail_length));

  cw_bytes_put (message, head, head_length);
  cw_bytes_put (message, tail, tail_length);
  cw_cipher_cmac (self->cipher, self->key, self->iv, message->data, message->len);
}

/**
 * cw_soft_session_absorb:
 * @ins: the command
 * @data: (array length=length): all of its data, unchained
 *
 * In EV1 the MAC over each command becomes the next initial vector, whether it is sent or not.
 */
void
cw_soft_session_absorb (CwSoftSession *self,
                        guint8         ins,
                        const guint8  *data,
                        gsize          length)
{
  if (self->scheme == CW_SOFT_SCHEME_EV1)
    cw_soft_session_cmac (self, &ins, 1, data, length);
}

/**
 * cw_soft_session_get_sum_size:
 *
 * Returns: bytes of the checksum inside a cryptogram
 */
gsize
cw_soft_session_get_sum_size (const CwSoftSession *self)
{
  return self->scheme == CW_SOFT_SCHEME_D40 ? 2 : 4;
}

/**
 * cw_soft_session_round_up:
 *
 * Returns: @length, rounded up to whole cipher blocks
 */
gsize
cw_soft_session_round_up (const CwSoftSession *self,
                          gsize                length)
{
  gsize block = cw_cipher_get_block_length (self->cipher);

  return (length + block - 1) / block * block;
}

/**
 * cw_soft_session_get_sealed_size:
 * @length: bytes of data
 *
 * Returns: bytes that the terminal sends for them, behind the command's header
 */
gsize
cw_soft_session_get_sealed_size (const CwSoftSession *self,
                                 CwSoftComm           comm,
                                 gsize                length)
{
  if (self->scheme == CW_SOFT_SCHEME_EV2)
    return cw_soft_ev2_get_sealed_size (comm, length);

  switch (comm)
    {
    case CW_SOFT_COMM_PLAIN:
      return length;
    case CW_SOFT_COMM_MAC:
      return length + (self->scheme == CW_SOFT_SCHEME_D40 ? CW_CHIP_D40_MAC_LENGTH
                                                          : CW_CHIP_MAC_LENGTH);
    case CW_SOFT_COMM_ENCIPHERED:
      return cw_soft_session_round_up (self, length + cw_soft_session_get_sum_size (self));
    }
  g_assert_not_reached ();
}

/**
 * cw_soft_session_decipher:
 * @command: (inout): the command's data
 * @header: bytes at its beginning that are not enciphered
 *
 * Returns: %FALSE when the rest is not whole blocks
 */
gboolean
cw_soft_session_decipher (CwSoftSession *self,
                          GByteArray    *command,
                          gsize          header)
{
  gsize length = command->len - header;
  guint8 *at = command->data + header;

  if (length == 0 || cw_soft_session_round_up (self, length) != length)
    return FALSE;

  if (self->scheme == CW_SOFT_SCHEME_D40)
    cw_chip_d40_receive (self->cipher, self->key, at, length);
  else
    cw_cipher_cbc_decrypt (self->cipher, self->key, self->iv, at, length, at);
  return TRUE;
}

/**
 * cw_soft_session_check_sum:
 * @data: (array length=length): what it is over
 * @sum: cw_soft_session_get_sum_size() bytes
 *
 * Returns: whether @sum is the session's kind of checksum over @data
 */
gboolean
cw_soft_session_check_sum (const CwSoftSession *self,
                           const guint8        *data,
                           gsize                length,
                           const guint8        *sum)
{
  guint32 expected = self->scheme == CW_SOFT_SCHEME_D40
                         ? cw_chip_crc16 (CW_CHIP_CRC16_INIT, data, length)
                         : cw_chip_crc32 (CW_CHIP_CRC32_INIT, data, length);
  guint32 found = 0;

  for (gsize i = cw_soft_session_get_sum_size (self); i > 0; i--)
    found = found << 8 | sum[i - 1];
  return found == expected;
}

/**
 * cw_soft_session_check_command:
 * @header: bytes that stood outside the cryptogram
 * @end: where the deciphered data ends and the checksum begins, within @command
 *
 * EV1 sums up the whole command, D40 the enciphered data alone.
 */
gboolean
cw_soft_session_check_command (const CwSoftSession *self,
                               guint8               ins,
                               const GByteArray    *command,
                               gsize                header,
                               gsize                end)
{
  g_autoptr (GByteArray) whole = NULL;

  g_assert (end + cw_soft_session_get_sum_size (self) <= command->len);
  if (self->scheme == CW_SOFT_SCHEME_D40)
    return cw_soft_session_check_sum (self, command->data + header, end - header, command->data + end);

  whole = g_byte_array_sized_new ((guint) end + 1);
  cw_bytes_put_u8 (whole, ins);
  cw_bytes_put (whole, command->data, end);
  return cw_soft_session_check_sum (self, whole->data, whole->len, command->data + end);
}

static CwSoftStatus
cw_soft_session_open_mac (CwSoftSession    *self,
                          guint8            ins,
                          const GByteArray *command,
                          gsize             header,
                          gsize             length)
{
  const guint8 *found = command->data + header + length;
  guint8 mac[CW_CHIP_D40_MAC_LENGTH];

  if (self->scheme == CW_SOFT_SCHEME_D40)
    {
      cw_chip_d40_mac (self->cipher, self->key, command->data + header, length, mac);
      return memcmp (found, mac, sizeof mac) == 0 ? CW_SOFT_OK : CW_SOFT_INTEGRITY;
    }
  cw_soft_session_absorb (self, ins, command->data, header + length);
  return memcmp (found, self->iv, CW_CHIP_MAC_LENGTH) == 0 ? CW_SOFT_OK : CW_SOFT_INTEGRITY;
}

static CwSoftStatus
cw_soft_session_open_cryptogram (CwSoftSession *self,
                                 guint8         ins,
                                 GByteArray    *command,
                                 gsize          header,
                                 gsize          length)
{
  gsize end = header + length;

  if (!cw_soft_session_decipher (self, command, header))
    return CW_SOFT_LENGTH;
  if (!cw_soft_session_check_command (self, ins, command, header, end))
    return CW_SOFT_INTEGRITY;
  for (gsize i = end + cw_soft_session_get_sum_size (self); i < command->len; i++)
    if (command->data[i] != 0)
      return CW_SOFT_INTEGRITY;
  return CW_SOFT_OK;
}

/**
 * cw_soft_session_open_command:
 * @command: (inout): the command's data, afterwards without MAC, checksum and padding
 * @header: bytes at its beginning that are never enciphered
 * @length: bytes of data that must follow them
 *
 * Checks and opens what the terminal sealed.
 */
CwSoftStatus
cw_soft_session_open_command (CwSoftSession *self,
                              CwSoftComm     comm,
                              guint8         ins,
                              GByteArray    *command,
                              gsize          header,
                              gsize          length)
{
  CwSoftStatus status = CW_SOFT_OK;

  if (self->scheme == CW_SOFT_SCHEME_EV2)
    return cw_soft_ev2_open_command (self, comm, ins, command, header, length);
  if (command->len != header + cw_soft_session_get_sealed_size (self, comm, length))
    return CW_SOFT_LENGTH;

  switch (comm)
    {
    case CW_SOFT_COMM_PLAIN:
      cw_soft_session_absorb (self, ins, command->data, command->len);
      break;
    case CW_SOFT_COMM_MAC:
      status = cw_soft_session_open_mac (self, ins, command, header, length);
      break;
    case CW_SOFT_COMM_ENCIPHERED:
      status = cw_soft_session_open_cryptogram (self, ins, command, header, length);
      break;
    }
  g_byte_array_set_size (command, (guint) (header + length));
  return status;
}

/**
 * cw_soft_session_open_question:
 * @comm: how the answer will travel
 * @command: (inout): the command's data, afterwards without EV2's MAC
 *
 * Checks a command that brings no data of its own: D40 sends it as it is, EV1 takes it into its
 * running MAC, EV2 adds a MAC unless the answer is plain.
 */
CwSoftStatus
cw_soft_session_open_question (CwSoftSession *self,
                               CwSoftComm     comm,
                               guint8         ins,
                               GByteArray    *command)
{
  gsize extra = comm == CW_SOFT_COMM_PLAIN ? 0 : CW_SOFT_EV2_MAC_LENGTH;

  if (self->scheme != CW_SOFT_SCHEME_EV2)
    {
      cw_soft_session_absorb (self, ins, command->data, command->len);
      return CW_SOFT_OK;
    }
  if (command->len < extra)
    return CW_SOFT_LENGTH;
  return cw_soft_ev2_open_command (self, comm == CW_SOFT_COMM_PLAIN ? comm : CW_SOFT_COMM_MAC, ins, command,
                                   command->len - extra, 0);
}

static void
cw_soft_session_encipher_answer (CwSoftSession *self,
                                 gboolean       open_ended,
                                 GByteArray    *answer)
{
  static const guint8 ok = CW_SOFT_OK;
  guint end;

  if (self->scheme == CW_SOFT_SCHEME_D40)
    {
      memset (self->iv, 0, sizeof self->iv);
      cw_bytes_put_u16le (answer, cw_chip_crc16 (CW_CHIP_CRC16_INIT, answer->data, answer->len));
    }
  else
    {
      guint32 crc = cw_chip_crc32 (CW_CHIP_CRC32_INIT, answer->data, answer->len);

      cw_bytes_put_u32le (answer, cw_chip_crc32 (crc, &ok, 1));
    }

  if (open_ended)
    cw_bytes_put_u8 (answer, 0x80);
  end = answer->len;
  g_byte_array_set_size (answer, (guint) cw_soft_session_round_up (self, end));
  memset (answer->data + end, 0, answer->len - end);
  cw_cipher_cbc_encrypt (self->cipher, self->key, self->iv, answer->data, answer->len, answer->data);
}

static void
cw_soft_session_mac_answer (CwSoftSession *self,
                            CwSoftSeal     seal,
                            GByteArray    *answer)
{
  static const guint8 ok = CW_SOFT_OK;
  guint8 mac[CW_CHIP_D40_MAC_LENGTH];

  if (self->scheme == CW_SOFT_SCHEME_EV1)
    {
      cw_soft_session_cmac (self, answer->data, answer->len, &ok, 1);
      cw_bytes_put (answer, self->iv, CW_CHIP_MAC_LENGTH);
    }
  else if (seal == CW_SOFT_SEAL_MAC)
    {
      cw_chip_d40_mac (self->cipher, self->key, answer->data, answer->len, mac);
      cw_bytes_put (answer, mac, sizeof mac);
    }
}

/**
 * cw_soft_session_seal_answer:
 * @answer: (inout): the data of a successful answer
 *
 * Adds what the session's scheme adds, or enciphers.
 */
void
cw_soft_session_seal_answer (CwSoftSession *self,
                             CwSoftSeal     seal,
                             GByteArray    *answer)
{
  if (self->scheme == CW_SOFT_SCHEME_NONE)
    return;
  if (self->scheme == CW_SOFT_SCHEME_EV2)
    {
      cw_soft_ev2_seal_answer (self, seal, answer);
      return;
    }

  switch (seal)
    {
    case CW_SOFT_SEAL_PLAIN:
    case CW_SOFT_SEAL_OPEN_FILE:
    case CW_SOFT_SEAL_MAC:
      cw_soft_session_mac_answer (self, seal, answer);
      break;
    case CW_SOFT_SEAL_ENCIPHERED:
      cw_soft_session_encipher_answer (self, FALSE, answer);
      break;
    case CW_SOFT_SEAL_ENCIPHERED_OPEN:
      cw_soft_session_encipher_answer (self, TRUE, answer);
      break;
    case CW_SOFT_SEAL_BARE:
      break;
    }
}
