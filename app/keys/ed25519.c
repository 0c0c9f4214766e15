/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-keys"

#include "config.h"

#include "app/keys/ed25519.h"

#include <glib/gi18n-lib.h>
#include <openssl/evp.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"

/* Signing and checking by Ed25519, and the public key as text. No state; any thread. */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_MD_CTX, EVP_MD_CTX_free)

/* bytes; a public key as PEM has 113 */
#define TEXT_MAX 1024

/* SubjectPublicKeyInfo of an Ed25519 key up to its 32 bytes: RFC 8410 section 4 */
static const guint8 spki[] = { 0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00 };

/* lines of RFC 7468 section 13 */
#define PEM_BEGIN "-----BEGIN PUBLIC KEY-----"
#define PEM_END "-----END PUBLIC KEY-----"

static gboolean
cw_ed25519_fail (GError **error)
{
  g_set_error_literal (error, CW_ERROR, CW_ERROR_FAILED, _ ("OpenSSL on this computer does not offer Ed25519. Check its policy in openssl.cnf."));
  return FALSE;
}

static EVP_PKEY *
cw_ed25519_load (const CwSecret *seed)
{
  g_assert (cw_secret_get_length (seed) == CW_ED25519_SEED);

  return EVP_PKEY_new_raw_private_key (EVP_PKEY_ED25519, NULL, cw_secret_get_data (seed), CW_ED25519_SEED);
}

/**
 * cw_ed25519_get_public:
 * @seed: 32 bytes
 * @public_key: (out)
 *
 * Returns: %FALSE with %CW_ERROR_FAILED where OpenSSL does not offer it
 */
gboolean
cw_ed25519_get_public (const CwSecret *seed,
                       guint8          public_key[CW_ED25519_PUBLIC],
                       GError        **error)
{
  g_autoptr (EVP_PKEY) key = cw_ed25519_load (seed);
  size_t length = CW_ED25519_PUBLIC;

  if (key == NULL || EVP_PKEY_get_raw_public_key (key, public_key, &length) != 1 || length != CW_ED25519_PUBLIC)
    return cw_ed25519_fail (error);
  return TRUE;
}

/**
 * cw_ed25519_sign:
 * @seed: 32 bytes
 * @length: of @message, bytes
 * @signature: (out): the same each time: Ed25519 takes no random numbers
 *
 * Returns: %FALSE with %CW_ERROR_FAILED where OpenSSL does not offer it
 */
gboolean
cw_ed25519_sign (const CwSecret *seed,
                 const void     *message,
                 gsize           length,
                 guint8          signature[CW_ED25519_SIGNATURE],
                 GError        **error)
{
  g_autoptr (EVP_PKEY) key = cw_ed25519_load (seed);
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  size_t written = CW_ED25519_SIGNATURE;

  if (key == NULL || EVP_DigestSignInit (context, NULL, NULL, NULL, key) != 1 ||
      EVP_DigestSign (context, signature, &written, message, length) != 1 || written != CW_ED25519_SIGNATURE)
    return cw_ed25519_fail (error);
  return TRUE;
}

gboolean
cw_ed25519_verify (const guint8 public_key[CW_ED25519_PUBLIC],
                   const void  *message,
                   gsize        length,
                   const guint8 signature[CW_ED25519_SIGNATURE])
{
  g_autoptr (EVP_PKEY) key = EVP_PKEY_new_raw_public_key (EVP_PKEY_ED25519, NULL, public_key, CW_ED25519_PUBLIC);
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();

  return key != NULL && EVP_DigestVerifyInit (context, NULL, NULL, NULL, key) == 1 &&
         EVP_DigestVerify (context, signature, CW_ED25519_SIGNATURE, message, length) == 1;
}

/**
 * cw_ed25519_check_value:
 *
 * Returns: (transfer full): the first three bytes of the public key, hex: by these the key is known on
 *   paper
 */
char *
cw_ed25519_check_value (const CwSecret *seed)
{
  guint8 public_key[CW_ED25519_PUBLIC];

  return cw_ed25519_get_public (seed, public_key, NULL) ? cw_hex_encode (public_key, 3) : g_strdup ("");
}

/**
 * cw_ed25519_to_pem:
 *
 * Returns: (transfer full): the public key as other programs read it: SubjectPublicKeyInfo, PEM
 */
char *
cw_ed25519_to_pem (const guint8 public_key[CW_ED25519_PUBLIC])
{
  guint8 der[sizeof spki + CW_ED25519_PUBLIC];
  g_autofree char *text = NULL;

  memcpy (der, spki, sizeof spki);
  memcpy (der + sizeof spki, public_key, CW_ED25519_PUBLIC);
  text = g_base64_encode (der, sizeof der); /* 60 characters: one line */
  return g_strdup_printf (PEM_BEGIN "\n%s\n" PEM_END "\n", text);
}

static gboolean
cw_ed25519_read_pem (const char *text,
                     guint8      public_key[CW_ED25519_PUBLIC])
{
  /* behind the first line: its last hyphens could be the first ones of the other */
  const char *begin = text + strlen (PEM_BEGIN);
  const char *end = strstr (begin, PEM_END);
  g_autofree char *body = end != NULL ? g_strndup (begin, (gsize) (end - begin)) : NULL;
  g_autofree guchar *der = NULL;
  gsize length = 0;

  if (body == NULL)
    return FALSE;
  der = g_base64_decode (body, &length);
  if (length != sizeof spki + CW_ED25519_PUBLIC || memcmp (der, spki, sizeof spki) != 0)
    return FALSE;
  memcpy (public_key, der + sizeof spki, CW_ED25519_PUBLIC);
  return TRUE;
}

static gboolean
cw_ed25519_read_hex (const char *text,
                     guint8      public_key[CW_ED25519_PUBLIC])
{
  g_autoptr (GByteArray) bytes = cw_hex_decode (text, NULL);

  if (bytes == NULL || bytes->len != CW_ED25519_PUBLIC)
    return FALSE;
  memcpy (public_key, bytes->data, CW_ED25519_PUBLIC);
  return TRUE;
}

/**
 * cw_ed25519_from_text:
 * @text: 64 hex digits, or what cw_ed25519_to_pem() writes; white space around it does no harm
 * @public_key: (out)
 *
 * Returns: %FALSE with %CW_ERROR_INVALID
 */
gboolean
cw_ed25519_from_text (const char *text,
                      guint8      public_key[CW_ED25519_PUBLIC],
                      GError    **error)
{
  gboolean good = FALSE;

  g_return_val_if_fail (text != NULL, FALSE);

  if (strlen (text) <= TEXT_MAX)
    {
      g_autofree char *bare = g_strstrip (g_strdup (text));

      good = g_str_has_prefix (bare, PEM_BEGIN) ? cw_ed25519_read_pem (bare, public_key) : cw_ed25519_read_hex (bare, public_key);
    }
  if (!good)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("This is no public key for Ed25519. Give its 64 hex digits, or a file with them or with its PEM form, as “cardwright-cli journal key” shows them."));
  return good;
}
