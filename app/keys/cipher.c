/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-keys"

#include "config.h"

#include "app/keys/cipher.h"

#include <glib/gi18n-lib.h>
#include <openssl/evp.h>
#include <string.h>

#include "app/base/error.h"

/* The one place that calls OpenSSL's block ciphers: CBC with the initial vector in the caller's
 * hand, and CMAC made from it. No state but the two fetched algorithms; any thread. */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_CIPHER_CTX, EVP_CIPHER_CTX_free)

typedef struct
{
  EVP_CIPHER *aes;
  EVP_CIPHER *tdes;
  gboolean    good; /* both are there and give the right answers */
} CwCipherSet;

gsize
cw_cipher_get_block_length (CwCipher cipher)
{
  return cipher == CW_CIPHER_AES ? 16 : 8;
}

gsize
cw_cipher_get_key_length (CwCipher cipher)
{
  switch (cipher)
    {
    case CW_CIPHER_DES:
      return 8;
    case CW_CIPHER_2K3DES:
      return 16;
    case CW_CIPHER_3K3DES:
      return 24;
    case CW_CIPHER_AES:
      return 16;
    }
  g_assert_not_reached ();
}

/**
 * cw_cipher_get_name:
 *
 * Returns: what the trade calls it, as NXP AN10922 does; not translated
 */
const char *
cw_cipher_get_name (CwCipher cipher)
{
  switch (cipher)
    {
    case CW_CIPHER_DES:
      return "DES";
    case CW_CIPHER_2K3DES:
      return "2TDEA";
    case CW_CIPHER_3K3DES:
      return "3TDEA";
    case CW_CIPHER_AES:
      return "AES-128";
    }
  g_assert_not_reached ();
}

/* OpenSSL 3 keeps single DES in its legacy provider, which need not be installed; triple DES
 * with the same key three times over is the same permutation. */
static void
cw_cipher_expand_key (CwCipher        cipher,
                      const CwSecret *key,
                      guint8          expanded[CW_CIPHER_MAX_KEY])
{
  const guint8 *data = cw_secret_get_data (key);
  gsize length = cw_secret_get_length (key);

  for (gsize i = 0; i < CW_CIPHER_MAX_KEY; i++)
    expanded[i] = data[i % length];
}

static gboolean
cw_cipher_run (const EVP_CIPHER *algorithm,
               const guint8     *key,
               const guint8     *iv,
               gboolean          encrypt,
               const guint8     *input,
               gsize             length,
               guint8           *output)
{
  g_autoptr (EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  int written = 0;

  return context != NULL &&
         EVP_CipherInit_ex2 (context, algorithm, key, iv, encrypt, NULL) == 1 &&
         EVP_CIPHER_CTX_set_padding (context, 0) == 1 &&
         EVP_CipherUpdate (context, output, &written, input, (int) length) == 1 &&
         (gsize) written == length;
}

/* FIPS 197 appendix C.1 for AES-128; for DES the classical worked example of FIPS 46
 * (J. Orlin Grabbe, "The DES Algorithm Illustrated"). */
static gboolean
cw_cipher_set_answers (const CwCipherSet *set)
{
  static const guint8 aes_key[16] = { 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f };
  static const guint8 aes_plain[16] = { 0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff };
  static const guint8 aes_cipher[16] = { 0x69, 0xc4, 0xe0, 0xd8, 0x6a, 0x7b, 0x04, 0x30, 0xd8, 0xcd, 0xb7, 0x80, 0x70, 0xb4, 0xc5, 0x5a };
  static const guint8 des_key[8] = { 0x13, 0x34, 0x57, 0x79, 0x9b, 0xbc, 0xdf, 0xf1 };
  static const guint8 des_plain[8] = { 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef };
  static const guint8 des_cipher[8] = { 0x85, 0xe8, 0x13, 0x54, 0x0f, 0x0a, 0xb4, 0x05 };
  static const guint8 zero[16] = { 0 };
  guint8 tdes_key[24];
  guint8 output[16];

  for (gsize i = 0; i < sizeof tdes_key; i++)
    tdes_key[i] = des_key[i % 8];
  return cw_cipher_run (set->aes, aes_key, zero, TRUE, aes_plain, 16, output) &&
         memcmp (output, aes_cipher, 16) == 0 &&
         cw_cipher_run (set->tdes, tdes_key, zero, TRUE, des_plain, 8, output) &&
         memcmp (output, des_cipher, 8) == 0;
}

static const CwCipherSet *
cw_cipher_get_set (void)
{
  static CwCipherSet set;
  static gsize once = 0;

  if (g_once_init_enter (&once))
    {
      set.aes = EVP_CIPHER_fetch (NULL, "AES-128-CBC", NULL);
      set.tdes = EVP_CIPHER_fetch (NULL, "DES-EDE3-CBC", NULL);
      set.good = set.aes != NULL && set.tdes != NULL && cw_cipher_set_answers (&set);
      g_once_init_leave (&once, 1);
    }
  return &set;
}

/**
 * cw_cipher_is_available:
 *
 * Whether this machine's OpenSSL offers AES-128 and triple DES and both give known answers. A
 * system-wide policy can take them away. Ask once before any of the functions below.
 *
 * Returns: %FALSE with %CW_ERROR_FAILED when not
 */
gboolean
cw_cipher_is_available (GError **error)
{
  if (cw_cipher_get_set ()->good)
    return TRUE;

  g_set_error_literal (error, CW_ERROR, CW_ERROR_FAILED,
                       _ ("OpenSSL on this computer does not offer AES-128-CBC and DES-EDE3-CBC, which chip cards need. Check its policy in openssl.cnf."));
  return FALSE;
}

static void
cw_cipher_cbc (CwCipher        cipher,
               const CwSecret *key,
               guint8         *iv,
               gboolean        encrypt,
               const guint8   *input,
               gsize           length,
               guint8         *output)
{
  const CwCipherSet *set = cw_cipher_get_set ();
  gsize block = cw_cipher_get_block_length (cipher);
  guint8 expanded[CW_CIPHER_MAX_KEY];
  guint8 next[CW_CIPHER_MAX_BLOCK];
  gboolean done;

  g_assert (cw_secret_get_length (key) == cw_cipher_get_key_length (cipher));
  g_assert (length % block == 0 && length <= G_MAXINT);
  if (length == 0)
    return;

  /* kept before the output can overwrite the input */
  memcpy (next, input + length - block, block);
  cw_cipher_expand_key (cipher, key, expanded);
  done = set->good && cw_cipher_run (cipher == CW_CIPHER_AES ? set->aes : set->tdes, expanded, iv, encrypt, input, length, output);
  cw_wipe (expanded, sizeof expanded);
  if (!done)
    g_error ("OpenSSL refused a block cipher that it offered before");
  memcpy (iv, encrypt ? output + length - block : next, block);
}

/**
 * cw_cipher_cbc_encrypt:
 * @iv: one block; afterwards the last block of the cryptogram
 * @input: (array length=length): whole blocks
 * @length: bytes
 * @output: @length bytes; may be @input
 *
 * Enciphers in CBC mode without padding.
 */
void
cw_cipher_cbc_encrypt (CwCipher        cipher,
                       const CwSecret *key,
                       guint8         *iv,
                       const guint8   *input,
                       gsize           length,
                       guint8         *output)
{
  cw_cipher_cbc (cipher, key, iv, TRUE, input, length, output);
}

/**
 * cw_cipher_cbc_decrypt:
 * @iv: one block; afterwards the last block of the cryptogram
 * @input: (array length=length): whole blocks
 * @length: bytes
 * @output: @length bytes; may be @input
 *
 * Deciphers in CBC mode without padding.
 */
void
cw_cipher_cbc_decrypt (CwCipher        cipher,
                       const CwSecret *key,
                       guint8         *iv,
                       const guint8   *input,
                       gsize           length,
                       guint8         *output)
{
  cw_cipher_cbc (cipher, key, iv, FALSE, input, length, output);
}

/* Doubling in GF(2^64) or GF(2^128); NIST SP 800-38B section 5.3 has the constants. */
static void
cw_cipher_double (guint8 *block,
                  gsize   length)
{
  guint8 carry = block[0] >> 7;

  for (gsize i = 0; i + 1 < length; i++)
    block[i] = (guint8) (block[i] << 1 | block[i + 1] >> 7);
  block[length - 1] = (guint8) (block[length - 1] << 1 ^ (carry * (length == 16 ? 0x87 : 0x1b)));
}

/**
 * cw_cipher_subkeys_of_zeros:
 * @zeros: one block: a block of zeros, enciphered with the key
 * @k1: one block: for a message of whole blocks
 * @k2: one block: for a message that was padded
 *
 * The CMAC subkeys of NIST SP 800-38B section 6.1, for a key that lives elsewhere. The caller
 * wipes all three.
 */
void
cw_cipher_subkeys_of_zeros (CwCipher      cipher,
                            const guint8 *zeros,
                            guint8       *k1,
                            guint8       *k2)
{
  gsize block = cw_cipher_get_block_length (cipher);

  memcpy (k1, zeros, block);
  cw_cipher_double (k1, block);
  memcpy (k2, k1, block);
  cw_cipher_double (k2, block);
}

/**
 * cw_cipher_encipher_zeros:
 * @output: one block
 *
 * A block of zeros enciphered with @key: where CMAC subkeys and check values come from.
 */
void
cw_cipher_encipher_zeros (CwCipher        cipher,
                          const CwSecret *key,
                          guint8         *output)
{
  gsize block = cw_cipher_get_block_length (cipher);
  guint8 iv[CW_CIPHER_MAX_BLOCK] = { 0 };

  memset (output, 0, block);
  cw_cipher_cbc_encrypt (cipher, key, iv, output, block, output);
  cw_wipe (iv, sizeof iv);
}

/**
 * cw_cipher_cmac_subkeys:
 * @k1: one block: for a message of whole blocks
 * @k2: one block: for a message that was padded
 *
 * The subkeys of NIST SP 800-38B section 6.1. The caller wipes them.
 */
void
cw_cipher_cmac_subkeys (CwCipher        cipher,
                        const CwSecret *key,
                        guint8         *k1,
                        guint8         *k2)
{
  guint8 zeros[CW_CIPHER_MAX_BLOCK];

  cw_cipher_encipher_zeros (cipher, key, zeros);
  cw_cipher_subkeys_of_zeros (cipher, zeros, k1, k2);
  cw_wipe (zeros, sizeof zeros);
}

/**
 * cw_cipher_cmac:
 * @iv: one block, in: where the chain begins (zeros give NIST's CMAC); out: the whole CMAC
 * @data: (array length=length): the message, possibly empty
 *
 * CMAC of NIST SP 800-38B, with the start of its chain in the caller's hand, as DESFire uses it.
 */
void
cw_cipher_cmac (CwCipher        cipher,
                const CwSecret *key,
                guint8         *iv,
                const guint8   *data,
                gsize           length)
{
  gsize block = cw_cipher_get_block_length (cipher);
  gsize whole = length == 0 ? 0 : (length - 1) / block * block; /* bytes before the last block */
  gsize rest = length - whole;
  guint8 last[CW_CIPHER_MAX_BLOCK] = { 0 };
  guint8 subkeys[2][CW_CIPHER_MAX_BLOCK];

  cw_cipher_cmac_subkeys (cipher, key, subkeys[0], subkeys[1]);
  if (rest > 0)
    memcpy (last, data + whole, rest);
  if (rest < block)
    last[rest] = 0x80;
  for (gsize i = 0; i < block; i++)
    last[i] ^= subkeys[rest < block][i];

  for (gsize at = 0; at < whole; at += block)
    {
      guint8 chained[CW_CIPHER_MAX_BLOCK];

      cw_cipher_cbc_encrypt (cipher, key, iv, data + at, block, chained);
    }
  cw_cipher_cbc_encrypt (cipher, key, iv, last, block, last);
  cw_wipe (subkeys, sizeof subkeys);
  cw_wipe (last, sizeof last);
}
