/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include "app/chip/crypto.h"

#include <string.h>

/* Checksums, message authentication and session keys of MIFARE DESFire, as pure functions. The
 * formats are those seen on a real DESFire EV1 8K (Elmü, "Desfire EV1 Communication Examples")
 * and in the published vectors kept in tests/chip/vectors.json. No state; any thread. */

static guint32
cw_chip_crc (guint32       crc,
             guint32       polynomial,
             const guint8 *data,
             gsize         length)
{
  for (gsize i = 0; i < length; i++)
    {
      crc ^= data[i];
      for (int bit = 0; bit < 8; bit++)
        crc = crc >> 1 ^ (polynomial & (0 - (crc & 1)));
    }
  return crc;
}

/**
 * cw_chip_crc16:
 * @crc: %CW_CHIP_CRC16_INIT, or the result over the bytes before
 *
 * CRC_A of ISO/IEC 14443-3 (reflected polynomial 8408), used by D40 secure messaging; sent low
 * byte first.
 */
guint16
cw_chip_crc16 (guint16       crc,
               const guint8 *data,
               gsize         length)
{
  return (guint16) cw_chip_crc (crc, 0x8408, data, length);
}

/**
 * cw_chip_crc32:
 * @crc: %CW_CHIP_CRC32_INIT, or the result over the bytes before
 *
 * The CRC32 of EV1 secure messaging: reflected polynomial EDB88320 with no final inversion; sent
 * low byte first.
 */
guint32
cw_chip_crc32 (guint32       crc,
               const guint8 *data,
               gsize         length)
{
  return cw_chip_crc (crc, 0xedb88320, data, length);
}

/**
 * cw_chip_d40_send:
 * @data: (inout) (array length=length): whole blocks
 *
 * What a D40 terminal does to data that it enciphers: c[i] = D(p[i] xor c[i-1]), because the
 * first cards could only encipher.
 */
void
cw_chip_d40_send (CwCipher        cipher,
                  const CwSecret *key,
                  guint8         *data,
                  gsize           length)
{
  gsize block = cw_cipher_get_block_length (cipher);

  g_assert (length % block == 0);
  for (gsize at = 0; at < length; at += block)
    {
      guint8 iv[CW_CIPHER_MAX_BLOCK] = { 0 };

      for (gsize i = 0; at > 0 && i < block; i++)
        data[at + i] ^= data[at - block + i];
      cw_cipher_cbc_decrypt (cipher, key, iv, data + at, block, data + at);
    }
}

/**
 * cw_chip_d40_receive:
 * @data: (inout) (array length=length): whole blocks
 *
 * Undoes cw_chip_d40_send(), as the card does: p[i] = E(c[i]) xor c[i-1].
 */
void
cw_chip_d40_receive (CwCipher        cipher,
                     const CwSecret *key,
                     guint8         *data,
                     gsize           length)
{
  gsize block = cw_cipher_get_block_length (cipher);
  guint8 before[CW_CIPHER_MAX_BLOCK] = { 0 };

  g_assert (length % block == 0);
  for (gsize at = 0; at < length; at += block)
    {
      guint8 iv[CW_CIPHER_MAX_BLOCK] = { 0 };
      guint8 cryptogram[CW_CIPHER_MAX_BLOCK];

      memcpy (cryptogram, data + at, block);
      cw_cipher_cbc_encrypt (cipher, key, iv, data + at, block, data + at);
      for (gsize i = 0; i < block; i++)
        data[at + i] ^= before[i];
      memcpy (before, cryptogram, block);
    }
}

/**
 * cw_chip_d40_mac:
 * @data: (array length=length): the file data alone, at least one byte
 * @mac: (out): four bytes
 *
 * The MAC of D40 secure messaging: the first half of the last CBC block over the data padded
 * with zeros.
 */
void
cw_chip_d40_mac (CwCipher        cipher,
                 const CwSecret *key,
                 const guint8   *data,
                 gsize           length,
                 guint8          mac[CW_CHIP_D40_MAC_LENGTH])
{
  gsize block = cw_cipher_get_block_length (cipher);
  guint8 iv[CW_CIPHER_MAX_BLOCK] = { 0 };

  for (gsize at = 0; at < length; at += block)
    {
      guint8 padded[CW_CIPHER_MAX_BLOCK] = { 0 };

      memcpy (padded, data + at, MIN (block, length - at));
      cw_cipher_cbc_encrypt (cipher, key, iv, padded, block, padded);
    }
  memcpy (mac, iv, CW_CHIP_D40_MAC_LENGTH);
  cw_wipe (iv, sizeof iv);
}

/**
 * cw_chip_challenge_length:
 *
 * Returns: bytes of RndA and RndB in an authentication with a key of this kind
 */
gsize
cw_chip_challenge_length (CwCipher cipher)
{
  return cipher == CW_CIPHER_DES || cipher == CW_CIPHER_2K3DES ? 8 : 16;
}

/**
 * cw_chip_session_key:
 * @rnd_a: the terminal's challenge
 * @rnd_b: the card's challenge
 *
 * The session key after AuthenticateLegacy (0A), AuthenticateISO (1A) and AuthenticateAES (AA):
 * four-byte pieces of both challenges in turn. 0A and 1A differ in messaging, not in the key.
 *
 * Returns: (transfer full): a key of cw_cipher_get_key_length() bytes
 */
CwSecret *
cw_chip_session_key (CwCipher      cipher,
                     const guint8 *rnd_a,
                     const guint8 *rnd_b)
{
  static const guint8 pieces[][3] = {
    [CW_CIPHER_DES] = { 0 },
    [CW_CIPHER_2K3DES] = { 0, 4 },
    [CW_CIPHER_3K3DES] = { 0, 6, 12 },
    [CW_CIPHER_AES] = { 0, 12 },
  };
  gsize length = cw_cipher_get_key_length (cipher);
  CwSecret *key = cw_secret_new_zero (length);
  guint8 *buffer = cw_secret_get_buffer (key);

  for (gsize i = 0; i < length / 8; i++)
    {
      memcpy (buffer + 8 * i, rnd_a + pieces[cipher][i], 4);
      memcpy (buffer + 8 * i + 4, rnd_b + pieces[cipher][i], 4);
    }
  return key;
}

/**
 * cw_chip_rotate_left:
 * @output: @length bytes, not @input
 *
 * Rotates by one byte, the proof that both sides give of having deciphered the other's challenge.
 */
void
cw_chip_rotate_left (const guint8 *input,
                     gsize         length,
                     guint8       *output)
{
  memcpy (output, input + 1, length - 1);
  output[length - 1] = input[0];
}
