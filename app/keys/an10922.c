/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-keys"

#include "config.h"

#include "app/keys/an10922.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"

/* Key diversification by NXP AN10922, "Symmetric key diversifications": a card's own key from a
 * master key and an input that names the card. Pure functions; any thread. */

/* The first byte of the data for each block of the derived key: AN10922 sections 2.2 (AES-128),
 * 2.4 (2TDEA) and 2.5 (3TDEA). The note has none for single DES. */
static const guint8 constants[][3] = {
  [CW_CIPHER_DES] = { 0 },
  [CW_CIPHER_2K3DES] = { 0x21, 0x22 },
  [CW_CIPHER_3K3DES] = { 0x31, 0x32, 0x33 },
  [CW_CIPHER_AES] = { 0x01 },
};

/* One block of the derived key: the last CBC block over constant, input and padding. */
static void
cw_an10922_derive_block (CwCipher           cipher,
                         const CwSecret    *master,
                         guint8             constant,
                         const guint8      *input,
                         gsize              length,
                         CwDiversifyPadding padding,
                         guint8            *output)
{
  gsize block = cw_cipher_get_block_length (cipher);
  gsize filled = 1 + length;
  gsize whole = padding == CW_DIVERSIFY_SHORT && filled <= block ? block : 2 * block;
  guint8 data[2 * CW_CIPHER_MAX_BLOCK] = { 0 };
  guint8 subkeys[2][CW_CIPHER_MAX_BLOCK];
  guint8 iv[CW_CIPHER_MAX_BLOCK] = { 0 };

  cw_cipher_cmac_subkeys (cipher, master, subkeys[0], subkeys[1]);
  data[0] = constant;
  memcpy (data + 1, input, length);
  if (filled < whole)
    data[filled] = 0x80;
  for (gsize i = 0; i < block; i++)
    data[whole - block + i] ^= subkeys[filled < whole][i];

  cw_cipher_cbc_encrypt (cipher, master, iv, data, whole, data);
  memcpy (output, iv, block);
  cw_wipe (data, sizeof data);
  cw_wipe (subkeys, sizeof subkeys);
  cw_wipe (iv, sizeof iv);
}

/**
 * cw_an10922_derive:
 * @cipher: the kind of @master and of the derived key; not single DES
 * @input: (array length=length): the diversification input M
 * @length: 1 to 31 bytes for AES, 1 to 15 for the triple DES kinds
 *
 * Returns: (transfer full): the derived key with its version bits as they fall, or %NULL with
 *   %CW_ERROR_INVALID
 */
CwSecret *
cw_an10922_derive (CwCipher           cipher,
                   const CwSecret    *master,
                   const guint8      *input,
                   gsize              length,
                   CwDiversifyPadding padding,
                   GError           **error)
{
  gsize block = cw_cipher_get_block_length (cipher);
  gsize key_length = cw_cipher_get_key_length (cipher);
  CwSecret *key;

  if (cipher == CW_CIPHER_DES || length < 1 || length > 2 * block - 1)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID,
                   _ ("A card key cannot be derived from an input of %zu bytes; 1 to %zu are possible."),
                   length, 2 * block - 1);
      return NULL;
    }
  if (!cw_cipher_is_available (error))
    return NULL;

  key = cw_secret_new_zero (key_length);
  for (gsize i = 0; i < key_length / block; i++)
    cw_an10922_derive_block (cipher, master, constants[cipher][i], input, length, padding, cw_secret_get_buffer (key) + i * block);
  return key;
}

/**
 * cw_an10922_put_version:
 * @key: a DES key that nobody else holds yet
 *
 * Writes the key version into bit 0 of the first eight bytes, most significant bit first, where
 * DESFire looks for the version of a DES key. The second half of a two-key 3DES key gets the
 * complement, so that the halves never become equal: the card would take it for single DES.
 * (Both as in the AN10922 examples replayed by libfreefare.) Does nothing to an AES key.
 */
void
cw_an10922_put_version (CwCipher  cipher,
                        CwSecret *key,
                        guint8    version)
{
  guint8 *data = cw_secret_get_buffer (key);

  if (cipher == CW_CIPHER_AES)
    return;
  for (gsize i = 0; i < 8; i++)
    {
      guint8 bit = version >> (7 - i) & 1;

      data[i] = (guint8) ((data[i] & 0xfe) | bit);
      if (cipher == CW_CIPHER_2K3DES)
        data[8 + i] = (guint8) ((data[8 + i] & 0xfe) | (bit ^ 1));
    }
}

/**
 * cw_key_check_value:
 * @key: an AES-128 key
 *
 * Returns: (transfer full): the first three bytes of a block of zeros enciphered with @key, in
 *   hex: enough to tell keys apart, no help in finding one
 */
char *
cw_key_check_value (const CwSecret *key)
{
  guint8 iv[CW_CIPHER_MAX_BLOCK] = { 0 };
  guint8 zeros[CW_CIPHER_MAX_BLOCK] = { 0 };

  cw_cipher_cbc_encrypt (CW_CIPHER_AES, key, iv, zeros, sizeof zeros, zeros);
  return cw_hex_encode (zeros, 3);
}
