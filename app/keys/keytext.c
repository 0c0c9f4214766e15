/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-keys"

#include "config.h"

#include "app/keys/keytext.h"

#include <string.h>

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
  g_autoptr (CwSecret) key = NULL;
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
  if (length != 2 * key_length)
    return NULL;
  key = cw_secret_new_zero (key_length);
  for (gsize i = 0; i < key_length; i++)
    {
      int high = g_ascii_xdigit_value (text[2 * i]);
      int low = g_ascii_xdigit_value (text[2 * i + 1]);

      if (high < 0 || low < 0)
        return NULL;
      cw_secret_get_buffer (key)[i] = (guint8) (high << 4 | low);
    }
  return g_steal_pointer (&key);
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
  static const char digits[] = "0123456789ABCDEF";
  const guint8 *data = cw_secret_get_data (secret);
  gsize length = cw_secret_get_length (secret);
  const char *prefix = "";
  CwSecret *text;
  guint8 *at;

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].cipher == cipher)
      prefix = kinds[i].prefix;
  text = cw_secret_new_zero (strlen (prefix) + 2 * length);
  at = cw_secret_get_buffer (text);
  memcpy (at, prefix, strlen (prefix));
  at += strlen (prefix);
  for (gsize i = 0; i < length; i++)
    {
      *at++ = (guint8) digits[data[i] >> 4];
      *at++ = (guint8) digits[data[i] & 15];
    }
  return text;
}
