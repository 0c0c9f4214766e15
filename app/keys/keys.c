/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-keys"

#include "config.h"

#include "app/keys/keys.h"

/* The door of this room: the interface that every key store has, and the note about a key that
 * may be shown. No state; threads are the implementation's affair. */

G_DEFINE_INTERFACE (CwKeySource, cw_key_source, G_TYPE_OBJECT)

static void
cw_key_source_default_init (CwKeySourceInterface *iface)
{
}

void
cw_key_note_free (CwKeyNote *note)
{
  if (note == NULL)
    return;
  g_free (note->label);
  g_free (note->kcv);
  g_free (note);
}

/**
 * cw_key_source_load:
 * @label: which key or token
 * @version: (out) (optional): the key's version, 0 for a token
 *
 * Returns: (transfer full): the secret itself, or %NULL with %CW_ERROR_KEY_MISSING
 */
CwSecret *
cw_key_source_load (CwKeySource *self,
                    const char  *label,
                    guint8      *version,
                    GError     **error)
{
  g_return_val_if_fail (CW_IS_KEY_SOURCE (self), NULL);
  g_return_val_if_fail (label != NULL, NULL);

  return CW_KEY_SOURCE_GET_IFACE (self)->load (self, label, version, error);
}

/**
 * cw_key_source_derive_aes128:
 * @label: the master key, AES-128
 * @input: (array length=input_length): the diversification input M, 1 to 31 bytes
 * @input_length: bytes
 * @version: (out) (optional): the master key's version
 *
 * Makes a card's own key from a master key, as NXP AN10922 section 2.2 says. The master key does
 * not leave the key source.
 *
 * Returns: (transfer full): a key of 16 bytes, or %NULL with %CW_ERROR_KEY_MISSING,
 *   %CW_ERROR_KEY_UNSAFE (the label names no AES-128 key) or %CW_ERROR_INVALID
 */
CwSecret *
cw_key_source_derive_aes128 (CwKeySource  *self,
                             const char   *label,
                             const guint8 *input,
                             gsize         input_length,
                             guint8       *version,
                             GError      **error)
{
  g_return_val_if_fail (CW_IS_KEY_SOURCE (self), NULL);
  g_return_val_if_fail (label != NULL, NULL);
  g_return_val_if_fail (input != NULL, NULL);

  return CW_KEY_SOURCE_GET_IFACE (self)->derive_aes128 (self, label, input, input_length, version, error);
}

/**
 * cw_key_source_list:
 *
 * Returns: (transfer full) (element-type CwKeyNote): what may be told about every key, in the
 *   order of their labels
 */
GPtrArray *
cw_key_source_list (CwKeySource *self,
                    GError     **error)
{
  g_return_val_if_fail (CW_IS_KEY_SOURCE (self), NULL);

  return CW_KEY_SOURCE_GET_IFACE (self)->list (self, error);
}
