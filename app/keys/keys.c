/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-keys"

#include "config.h"

#include "app/keys/keys.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/keys/an10922.h"

/* The door of this room: the interface that every key store has, and the note about a key that
 * may be shown. No state; threads are the implementation's affair. */

G_DEFINE_INTERFACE (CwKeySource, cw_key_source, G_TYPE_OBJECT)

static void
cw_key_source_default_init (CwKeySourceInterface *iface)
{
}

CwKeyNote *
cw_key_note_new (const char *label,
                 guint8      version,
                 const char *kcv)
{
  CwKeyNote *note = g_new0 (CwKeyNote, 1);

  note->label = g_strdup (label);
  note->version = version;
  note->kcv = g_strdup (kcv);
  return note;
}

/**
 * cw_key_note_compare:
 *
 * For g_ptr_array_sort(): by label.
 */
int
cw_key_note_compare (gconstpointer a,
                     gconstpointer b)
{
  const CwKeyNote *const *first = a;
  const CwKeyNote *const *second = b;

  return g_strcmp0 ((*first)->label, (*second)->label);
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
 * Returns: (transfer full): the secret itself, or %NULL with %CW_ERROR_KEY_MISSING, or
 *   %CW_ERROR_REFUSED when the key never leaves its device
 */
CwSecret *
cw_key_source_load (CwKeySource *self,
                    const char  *label,
                    guint8      *version,
                    GError     **error)
{
  CwKeySourceInterface *iface;
  g_autoptr (CwSecret) secret = NULL;
  guint8 found = 0;

  g_return_val_if_fail (CW_IS_KEY_SOURCE (self), NULL);
  g_return_val_if_fail (label != NULL, NULL);

  iface = CW_KEY_SOURCE_GET_IFACE (self);
  if (iface->load == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("“%s” is asked for from a device that never gives a key away."), label);
      return NULL;
    }
  secret = iface->load (self, label, &found, error);
  if (secret != NULL && version != NULL)
    *version = found;
  return g_steal_pointer (&secret);
}

/**
 * cw_key_source_derive:
 * @label: the master key, of the kind that @how names
 * @input: (array length=input_length): the diversification input M: 1 to 31 bytes for AES-128,
 *   1 to 15 for 2TDEA and 3TDEA
 * @input_length: bytes
 * @version: (out) (optional): the master key's version
 *
 * Makes a card's own key from a master key, as NXP AN10922 says. The master key does not leave
 * the key source. A 2TDEA or 3TDEA key comes with the master's version in its version bits, where
 * DESFire looks for it.
 *
 * Returns: (transfer full): the card's key, or %NULL with %CW_ERROR_KEY_MISSING,
 *   %CW_ERROR_KEY_UNSAFE (the label names no key of that kind), %CW_ERROR_INVALID or
 *   %CW_ERROR_FAILED
 */
CwSecret *
cw_key_source_derive (CwKeySource       *self,
                      const char        *label,
                      const CwDiversify *how,
                      const guint8      *input,
                      gsize              input_length,
                      guint8            *version,
                      GError           **error)
{
  g_autoptr (CwSecret) key = NULL;
  guint8 found = 0;

  g_return_val_if_fail (CW_IS_KEY_SOURCE (self), NULL);
  g_return_val_if_fail (label != NULL, NULL);
  g_return_val_if_fail (how != NULL, NULL);
  g_return_val_if_fail (input != NULL, NULL);

  key = CW_KEY_SOURCE_GET_IFACE (self)->derive (self, label, how, input, input_length, &found, error);
  if (key == NULL)
    return NULL;
  cw_an10922_put_version (how->cipher, key, found);
  if (version != NULL)
    *version = found;
  return g_steal_pointer (&key);
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
