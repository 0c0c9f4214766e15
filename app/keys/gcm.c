/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-keys"

#include "config.h"

#include "app/keys/gcm.h"

#include <glib/gi18n-lib.h>
#include <openssl/evp.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/digest.h"
#include "app/base/error.h"
#include "app/keys/keys.h"

/* Sealing and opening by AES-256-GCM. A nonce is 96 random bits, fresh for every text: NIST SP
 * 800-38D section 8.3 allows 2^32 of them with one key, more than a station has photos. No state;
 * any thread. */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_CIPHER_CTX, EVP_CIPHER_CTX_free)

#define CHECK_PREFIX "cardwright aes256 check value "

static gboolean
cw_gcm_fail (GError **error)
{
  g_set_error_literal (error, CW_ERROR, CW_ERROR_FAILED, _ ("OpenSSL on this computer does not offer AES-256-GCM. Check its policy in openssl.cnf."));
  return FALSE;
}

static gboolean
cw_gcm_begin (EVP_CIPHER_CTX *context,
              const CwSecret *key,
              const guint8   *nonce,
              gboolean        encrypt,
              GBytes         *associated)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (associated, &length);
  int written = 0;

  g_assert (cw_secret_get_length (key) == CW_KEY_AES256_LENGTH && length <= G_MAXINT);
  return EVP_CipherInit_ex2 (context, EVP_aes_256_gcm (), cw_secret_get_data (key), nonce, encrypt, NULL) == 1 &&
         (length == 0 || EVP_CipherUpdate (context, NULL, &written, data, (int) length) == 1);
}

/**
 * cw_gcm_seal_with:
 * @nonce: never used with this key before
 *
 * As cw_gcm_seal(), with the nonce in the caller's hand: for known answers.
 */
GBytes *
cw_gcm_seal_with (const CwSecret *key,
                  const guint8    nonce[CW_GCM_NONCE],
                  GBytes         *associated,
                  GBytes         *plain,
                  GError        **error)
{
  g_autoptr (EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (plain, &length);
  g_autofree guint8 *sealed = g_malloc (length + CW_GCM_OVERHEAD);
  guint8 *at = sealed + CW_GCM_NONCE;
  int written = 0;
  int rest = 0;

  g_assert (length <= G_MAXINT);
  memcpy (sealed, nonce, CW_GCM_NONCE);
  if (context == NULL || !cw_gcm_begin (context, key, nonce, TRUE, associated) ||
      (length > 0 && EVP_CipherUpdate (context, at, &written, data, (int) length) != 1) ||
      EVP_CipherFinal_ex (context, at + written, &rest) != 1 || (gsize) (written + rest) != length ||
      EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_GET_TAG, CW_GCM_TAG, at + length) != 1)
    {
      cw_gcm_fail (error);
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&sealed), length + CW_GCM_OVERHEAD);
}

/**
 * cw_gcm_seal:
 * @key: 32 bytes
 * @associated: what the sealed text belongs to; not in it, and needed to open it
 * @plain: at most %G_MAXINT bytes
 *
 * Returns: (transfer full): nonce, ciphertext, tag; or %NULL with %CW_ERROR_FAILED
 */
GBytes *
cw_gcm_seal (const CwSecret *key,
             GBytes         *associated,
             GBytes         *plain,
             GError        **error)
{
  guint8 nonce[CW_GCM_NONCE];

  cw_random_bytes (nonce, sizeof nonce);
  return cw_gcm_seal_with (key, nonce, associated, plain, error);
}

/**
 * cw_gcm_open:
 * @sealed: from cw_gcm_seal()
 *
 * Returns: (transfer full): the plain text, or %NULL with %CW_ERROR_INVALID when @sealed was
 *   changed, belongs to something else or was sealed with another key: which, cannot be told
 */
GBytes *
cw_gcm_open (const CwSecret *key,
             GBytes         *associated,
             GBytes         *sealed,
             GError        **error)
{
  g_autoptr (EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (sealed, &size);
  g_autofree guint8 *plain = NULL;
  guint8 tag[CW_GCM_TAG];
  gsize length;
  int written = 0;
  int rest = 0;

  if (size < CW_GCM_OVERHEAD || size > G_MAXINT)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("What should be deciphered is too short or too long."));
      return NULL;
    }
  length = size - CW_GCM_OVERHEAD;
  plain = g_malloc (length + 1);
  memcpy (tag, data + CW_GCM_NONCE + length, CW_GCM_TAG);
  if (context == NULL || !cw_gcm_begin (context, key, data, FALSE, associated) ||
      (length > 0 && EVP_CipherUpdate (context, plain, &written, data + CW_GCM_NONCE, (int) length) != 1) ||
      EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_SET_TAG, CW_GCM_TAG, tag) != 1)
    {
      cw_gcm_fail (error);
      return NULL;
    }
  if (EVP_CipherFinal_ex (context, plain + written, &rest) != 1 || (gsize) (written + rest) != length)
    {
      cw_wipe (plain, length);
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("What should be deciphered was changed, belongs to something else, or needs another key."));
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&plain), length);
}

/**
 * cw_gcm_check_value:
 *
 * Not the enciphered block of zeros of a card's key: that block is what GCM makes its tags with.
 *
 * Returns: (transfer full): the first three bytes of SHA-256 over a fixed text and the key, in hex
 */
char *
cw_gcm_check_value (const CwSecret *key)
{
  g_autoptr (CwSecret) text = cw_secret_new_zero (strlen (CHECK_PREFIX) + cw_secret_get_length (key));
  guint8 digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;

  memcpy (cw_secret_get_buffer (text), CHECK_PREFIX, strlen (CHECK_PREFIX));
  memcpy (cw_secret_get_buffer (text) + strlen (CHECK_PREFIX), cw_secret_get_data (key), cw_secret_get_length (key));
  if (EVP_Digest (cw_secret_get_data (text), cw_secret_get_length (text), digest, &length, EVP_sha256 (), NULL) != 1)
    g_error ("OpenSSL refused SHA-256");
  return cw_hex_encode (digest, 3);
}
