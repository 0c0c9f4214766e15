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

/* One block of the derived key. The note wants the last block of a CBC over constant, input and
 * padding, the padding's subkey mixed in. With an input above one block that is a CMAC. Below
 * it, CMAC would stop after one block; so the note's second block goes in whole, and the subkey
 * that CMAC will add to it is taken off beforehand. */
static gboolean
cw_an10922_derive_block (const CwDiversify *how,
                         const CwMasterKey *master,
                         const guint8      *zeros,
                         guint8             constant,
                         const guint8      *input,
                         gsize              length,
                         guint8            *output,
                         GError           **error)
{
  gsize block = cw_cipher_get_block_length (how->cipher);
  gsize filled = 1 + length;
  guint8 data[2 * CW_CIPHER_MAX_BLOCK] = { 0 };
  guint8 k1[CW_CIPHER_MAX_BLOCK];
  guint8 k2[CW_CIPHER_MAX_BLOCK];
  gboolean done;

  data[0] = constant;
  memcpy (data + 1, input, length);
  if (zeros != NULL)
    {
      cw_cipher_subkeys_of_zeros (how->cipher, zeros, k1, k2);
      data[filled] = 0x80;
      filled = 2 * block;
      for (gsize i = 0; i < block; i++)
        data[block + i] ^= k1[i] ^ k2[i];
    }
  done = master->cmac (master->user_data, data, filled, output, error);
  cw_wipe (data, sizeof data);
  cw_wipe (k1, sizeof k1);
  cw_wipe (k2, sizeof k2);
  return done;
}

/**
 * cw_an10922_derive_inside:
 * @how: not single DES
 * @input: (array length=length): the diversification input M
 * @length: 1 to 31 bytes for AES, 1 to 15 for the triple DES kinds
 *
 * Returns: (transfer full): the derived key with its version bits as they fall, or %NULL with
 *   %CW_ERROR_INVALID or an error of @master
 */
CwSecret *
cw_an10922_derive_inside (const CwDiversify *how,
                          const CwMasterKey *master,
                          const guint8      *input,
                          gsize              length,
                          GError           **error)
{
  gsize block = cw_cipher_get_block_length (how->cipher);
  gsize key_length = cw_cipher_get_key_length (how->cipher);
  gboolean extend = how->padding == CW_DIVERSIFY_TWO_BLOCKS && 1 + length <= block;
  guint8 zeros[CW_CIPHER_MAX_BLOCK] = { 0 };
  g_autoptr (CwSecret) key = NULL;
  gboolean done;

  if (how->cipher == CW_CIPHER_DES || length < 1 || length > 2 * block - 1)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID,
                   _ ("A card key cannot be derived from an input of %zu bytes; 1 to %zu are possible."),
                   length, 2 * block - 1);
      return NULL;
    }
  if (!cw_cipher_is_available (error))
    return NULL;

  done = !extend || master->encipher_zeros (master->user_data, zeros, error);
  key = cw_secret_new_zero (key_length);
  for (gsize i = 0; done && i < key_length / block; i++)
    done = cw_an10922_derive_block (how, master, extend ? zeros : NULL, constants[how->cipher][i], input, length,
                                    cw_secret_get_buffer (key) + i * block, error);
  cw_wipe (zeros, sizeof zeros);
  return done ? g_steal_pointer (&key) : NULL;
}

/* A master key in memory. */
typedef struct
{
  CwCipher        cipher;
  const CwSecret *secret;
} CwPlainKey;

static gboolean
cw_plain_key_cmac (gpointer      user_data,
                   const guint8 *data,
                   gsize         length,
                   guint8       *mac,
                   GError      **error)
{
  const CwPlainKey *key = user_data;

  memset (mac, 0, cw_cipher_get_block_length (key->cipher));
  cw_cipher_cmac (key->cipher, key->secret, mac, data, length);
  return TRUE;
}

static gboolean
cw_plain_key_encipher_zeros (gpointer user_data,
                             guint8  *output,
                             GError **error)
{
  const CwPlainKey *key = user_data;

  cw_cipher_encipher_zeros (key->cipher, key->secret, output);
  return TRUE;
}

/**
 * cw_an10922_derive:
 * @master: of the length that @how needs
 *
 * As cw_an10922_derive_inside(), for a master key in this process.
 */
CwSecret *
cw_an10922_derive (const CwDiversify *how,
                   const CwSecret    *master,
                   const guint8      *input,
                   gsize              length,
                   GError           **error)
{
  CwPlainKey key = { how->cipher, master };
  const CwMasterKey doing = { cw_plain_key_cmac, cw_plain_key_encipher_zeros, &key };

  return cw_an10922_derive_inside (how, &doing, input, length, error);
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
 *
 * Returns: (transfer full): the first three bytes of a block of zeros enciphered with @key, in
 *   hex: enough to tell keys apart, no help in finding one
 */
char *
cw_key_check_value (CwCipher        cipher,
                    const CwSecret *key)
{
  guint8 zeros[CW_CIPHER_MAX_BLOCK];
  char *text;

  cw_cipher_encipher_zeros (cipher, key, zeros);
  text = cw_hex_encode (zeros, 3);
  cw_wipe (zeros, sizeof zeros);
  return text;
}
