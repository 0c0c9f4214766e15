/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-keys"

#include "config.h"

#include "app/keys/keytext.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/digest.h"
#include "app/base/error.h"

/* Keys and tokens as text. What is read lies in locked memory and stays in such memory: nothing
 * here makes a copy anywhere else. Pure functions; any thread. */

static const struct
{
  const char *prefix;
  CwCipher    cipher;
} kinds[] = {
  { "aes:", CW_CIPHER_AES },
  { "2tdea:", CW_CIPHER_2K3DES },
  { "3tdea:", CW_CIPHER_3K3DES },
};

#define TOKEN_PREFIX "text:"

/* Each is of 32 bytes. */
static const struct
{
  const char *prefix;
  CwKeyKind   kind;
} own_kinds[] = {
  { "aes256:", CW_KEY_KIND_AES256 },
  { "ed25519:", CW_KEY_KIND_ED25519 },
};

#define OWN_LENGTH CW_KEY_AES256_LENGTH

static gboolean
cw_key_text_starts_with (const char *text,
                         gsize       length,
                         const char *prefix)
{
  return length >= strlen (prefix) && memcmp (text, prefix, strlen (prefix)) == 0;
}

/**
 * cw_key_label_is_good:
 *
 * Whether a label has only letters, digits and ". _ - /", one to 127 of them.
 */
gboolean
cw_key_label_is_good (const char *label,
                      gsize       length)
{
  if (length < 1 || length > CW_KEY_LABEL_MAX)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (label[i]) && memchr ("._-/", label[i], 4) == NULL)
      return FALSE;
  return TRUE;
}

gboolean
cw_key_text_is_token (const char *text,
                      gsize       length)
{
  return cw_key_text_starts_with (text, length, TOKEN_PREFIX);
}

/**
 * cw_key_text_read_token:
 * @text: (array length=length): "text:TOKEN"
 *
 * Returns: (transfer full) (nullable): the token; %NULL when it is not visible ASCII characters
 */
CwSecret *
cw_key_text_read_token (const char *text,
                        gsize       length)
{
  const gsize prefix = strlen (TOKEN_PREFIX);

  if (!cw_key_text_is_token (text, length) || length == prefix || length - prefix > CW_KEY_TOKEN_MAX)
    return NULL;
  for (gsize i = prefix; i < length; i++)
    if (!g_ascii_isgraph (text[i]))
      return NULL;
  return cw_secret_new (text + prefix, length - prefix);
}

/* Returns: (transfer full) (nullable): @length bytes from twice as many hex digits */
static CwSecret *
cw_key_text_read_hex (const char *text,
                      gsize       length)
{
  g_autoptr (CwSecret) key = cw_secret_new_zero (length);

  for (gsize i = 0; i < length; i++)
    {
      int high = g_ascii_xdigit_value (text[2 * i]);
      int low = g_ascii_xdigit_value (text[2 * i + 1]);

      if (high < 0 || low < 0)
        return NULL;
      cw_secret_get_buffer (key)[i] = (guint8) (high << 4 | low);
    }
  return g_steal_pointer (&key);
}

static CwSecret *
cw_key_text_write_hex (const char     *prefix,
                       const CwSecret *secret)
{
  static const char digits[] = "0123456789ABCDEF";
  const guint8 *data = cw_secret_get_data (secret);
  gsize length = cw_secret_get_length (secret);
  CwSecret *text = cw_secret_new_zero (strlen (prefix) + 2 * length);
  guint8 *at = cw_secret_get_buffer (text);

  memcpy (at, prefix, strlen (prefix));
  at += strlen (prefix);
  for (gsize i = 0; i < length; i++)
    {
      *at++ = (guint8) digits[data[i] >> 4];
      *at++ = (guint8) digits[data[i] & 15];
    }
  return text;
}

/**
 * cw_key_text_read_key:
 * @text: (array length=length): a kind and hex digits; digits alone are an AES-128 key
 * @cipher: (out): the kind
 *
 * Returns: (transfer full) (nullable): the key; %NULL when it is malformed
 */
CwSecret *
cw_key_text_read_key (const char *text,
                      gsize       length,
                      CwCipher   *cipher)
{
  gsize key_length;

  *cipher = CW_CIPHER_AES;
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (cw_key_text_starts_with (text, length, kinds[i].prefix))
      {
        *cipher = kinds[i].cipher;
        text += strlen (kinds[i].prefix);
        length -= strlen (kinds[i].prefix);
        break;
      }

  key_length = cw_cipher_get_key_length (*cipher);
  return length == 2 * key_length ? cw_key_text_read_hex (text, key_length) : NULL;
}

/**
 * cw_key_text_write_token:
 *
 * Returns: (transfer full): what cw_key_text_read_token() reads, without an end mark
 */
CwSecret *
cw_key_text_write_token (const CwSecret *secret)
{
  gsize length = cw_secret_get_length (secret);
  CwSecret *text = cw_secret_new_zero (strlen (TOKEN_PREFIX) + length);
  guint8 *at = cw_secret_get_buffer (text);

  memcpy (at, TOKEN_PREFIX, strlen (TOKEN_PREFIX));
  memcpy (at + strlen (TOKEN_PREFIX), cw_secret_get_data (secret), length);
  return text;
}

/**
 * cw_key_text_write_key:
 * @cipher: not single DES
 *
 * Returns: (transfer full): what cw_key_text_read_key() reads, without an end mark
 */
CwSecret *
cw_key_text_write_key (CwCipher        cipher,
                       const CwSecret *secret)
{
  const char *prefix = "";

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].cipher == cipher)
      prefix = kinds[i].prefix;
  return cw_key_text_write_hex (prefix, secret);
}

/* the station's own keys */

gboolean
cw_key_kind_is_own (CwKeyKind kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (own_kinds); i++)
    if (own_kinds[i].kind == kind)
      return TRUE;
  return FALSE;
}

/**
 * cw_key_text_read_own:
 * @text: (array length=length): a kind of own_kinds and 64 hex digits
 * @kind: (out): not touched when it is none
 *
 * Returns: (transfer full) (nullable): the key; %NULL when it is malformed or of another kind
 */
CwSecret *
cw_key_text_read_own (const char *text,
                      gsize       length,
                      CwKeyKind  *kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (own_kinds); i++)
    {
      gsize prefix = strlen (own_kinds[i].prefix);

      if (!cw_key_text_starts_with (text, length, own_kinds[i].prefix))
        continue;
      if (length - prefix != 2 * OWN_LENGTH)
        return NULL;
      *kind = own_kinds[i].kind;
      return cw_key_text_read_hex (text + prefix, OWN_LENGTH);
    }
  return NULL;
}

CwSecret *
cw_key_text_write_own (CwKeyKind       kind,
                       const CwSecret *secret)
{
  const char *prefix = "";

  for (gsize i = 0; i < G_N_ELEMENTS (own_kinds); i++)
    if (own_kinds[i].kind == kind)
      prefix = own_kinds[i].prefix;
  return cw_key_text_write_hex (prefix, secret);
}

/**
 * cw_key_make_own:
 *
 * Returns: (transfer full): a new key from the kernel's random bytes
 */
CwSecret *
cw_key_make_own (CwKeyKind kind)
{
  CwSecret *secret = cw_secret_new_zero (OWN_LENGTH);

  g_assert (cw_key_kind_is_own (kind));
  cw_random_bytes (cw_secret_get_buffer (secret), OWN_LENGTH);
  return secret;
}

/* A version is one byte: it is not begun again, because a photo or a signature says which it was. */
gboolean
cw_key_version_next (const char *label,
                     guint8      version,
                     guint8     *next,
                     GError    **error)
{
  if (version == 255)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The key “%s” has the last version that there is, 255. No newer one can be made."), label);
      return FALSE;
    }
  *next = (guint8) (version + 1);
  return TRUE;
}
