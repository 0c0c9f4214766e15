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

static const char *
cw_key_kind_get_name (CwKeyKind kind)
{
  switch (kind)
    {
    case CW_KEY_KIND_CARD:
      return _ ("a key for cards");
    case CW_KEY_KIND_TOKEN:
      return _ ("a token for a service");
    case CW_KEY_KIND_AES256:
      return _ ("an AES-256 key");
    case CW_KEY_KIND_ED25519:
      return _ ("an Ed25519 key");
    }
  g_assert_not_reached ();
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
 * cw_key_source_load_any:
 * @label: which key or token
 * @kind: (out): what it is for
 * @version: (out): the key's version, 0 for a token
 *
 * Returns: (transfer full): as cw_key_source_load()
 */
CwSecret *
cw_key_source_load_any (CwKeySource *self,
                        const char  *label,
                        CwKeyKind   *kind,
                        guint8      *version,
                        GError     **error)
{
  CwKeySourceInterface *iface;

  g_return_val_if_fail (CW_IS_KEY_SOURCE (self), NULL);
  g_return_val_if_fail (label != NULL && kind != NULL && version != NULL, NULL);

  iface = CW_KEY_SOURCE_GET_IFACE (self);
  if (iface->load == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("“%s” is asked for from a device that never gives a key away."), label);
      return NULL;
    }
  return iface->load (self, label, kind, version, error);
}

/**
 * cw_key_source_load_kind:
 * @kind: what it must be for
 *
 * Returns: (transfer full): as cw_key_source_load(), or %NULL with %CW_ERROR_KEY_UNSAFE when the
 *   label names something of another kind
 */
CwSecret *
cw_key_source_load_kind (CwKeySource *self,
                         const char  *label,
                         CwKeyKind    kind,
                         guint8      *version,
                         GError     **error)
{
  CwKeyKind found = CW_KEY_KIND_TOKEN;
  guint8 found_version = 0;
  g_autoptr (CwSecret) secret = cw_key_source_load_any (self, label, &found, &found_version, error);

  if (secret == NULL)
    return NULL;
  if (found != kind)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE, _ ("“%s” is %s, and %s is needed. Give that one another name and make a new one with “cardwright-cli key new”."),
                   label, cw_key_kind_get_name (found), cw_key_kind_get_name (kind));
      return NULL;
    }
  if (version != NULL)
    *version = found_version;
  return g_steal_pointer (&secret);
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
  CwKeyKind kind = CW_KEY_KIND_TOKEN;
  guint8 found = 0;
  CwSecret *secret = cw_key_source_load_any (self, label, &kind, &found, error);

  if (secret != NULL && version != NULL)
    *version = found;
  return secret;
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
