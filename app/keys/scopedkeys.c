/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-keys"

#include "config.h"

#include <string.h>

#include "app/keys/keys.h"

/* The keys of one institution out of a source that holds those of several: a plan says
 * "escn/master", the source is asked for "lbtu/escn/master". Immutable; any thread. */

#define CW_TYPE_SCOPED_KEYS (cw_scoped_keys_get_type ())
G_DECLARE_FINAL_TYPE (CwScopedKeys, cw_scoped_keys, CW, SCOPED_KEYS, GObject)

struct _CwScopedKeys
{
  GObject      parent_instance;

  CwKeySource *source;
  char        *scope; /* with its slash */
};

static void cw_scoped_keys_iface_init (CwKeySourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwScopedKeys, cw_scoped_keys, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (CW_TYPE_KEY_SOURCE, cw_scoped_keys_iface_init))

static CwSecret *
cw_scoped_keys_load (CwKeySource *source,
                     const char  *label,
                     guint8      *version,
                     GError     **error)
{
  CwScopedKeys *self = CW_SCOPED_KEYS (source);
  g_autofree char *full = g_strconcat (self->scope, label, NULL);

  return cw_key_source_load (self->source, full, version, error);
}

static CwSecret *
cw_scoped_keys_derive_aes128 (CwKeySource  *source,
                              const char   *label,
                              const guint8 *input,
                              gsize         input_length,
                              guint8       *version,
                              GError      **error)
{
  CwScopedKeys *self = CW_SCOPED_KEYS (source);
  g_autofree char *full = g_strconcat (self->scope, label, NULL);

  return cw_key_source_derive_aes128 (self->source, full, input, input_length, version, error);
}

static GPtrArray *
cw_scoped_keys_list (CwKeySource *source,
                     GError     **error)
{
  CwScopedKeys *self = CW_SCOPED_KEYS (source);
  g_autoptr (GPtrArray) all = cw_key_source_list (self->source, error);
  g_autoptr (GPtrArray) own = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_key_note_free);

  if (all == NULL)
    return NULL;
  for (guint i = 0; i < all->len; i++)
    {
      const CwKeyNote *note = g_ptr_array_index (all, i);
      CwKeyNote *copy;

      if (!g_str_has_prefix (note->label, self->scope))
        continue;
      copy = g_new0 (CwKeyNote, 1);
      copy->label = g_strdup (note->label + strlen (self->scope));
      copy->version = note->version;
      copy->kcv = g_strdup (note->kcv);
      g_ptr_array_add (own, copy);
    }
  return g_steal_pointer (&own);
}

static void
cw_scoped_keys_iface_init (CwKeySourceInterface *iface)
{
  iface->load = cw_scoped_keys_load;
  iface->derive_aes128 = cw_scoped_keys_derive_aes128;
  iface->list = cw_scoped_keys_list;
}

static void
cw_scoped_keys_finalize (GObject *object)
{
  CwScopedKeys *self = CW_SCOPED_KEYS (object);

  g_clear_object (&self->source);
  g_free (self->scope);
  G_OBJECT_CLASS (cw_scoped_keys_parent_class)->finalize (object);
}

static void
cw_scoped_keys_class_init (CwScopedKeysClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_scoped_keys_finalize;
}

static void
cw_scoped_keys_init (CwScopedKeys *self)
{
}

/**
 * cw_scoped_keys_new:
 * @source: keys of several institutions
 * @scope: the institution's id
 *
 * Returns: (transfer full): the keys of that institution alone, under labels without its id
 */
CwKeySource *
cw_scoped_keys_new (CwKeySource *source,
                    const char  *scope)
{
  CwScopedKeys *self = g_object_new (CW_TYPE_SCOPED_KEYS, NULL);

  self->source = g_object_ref (source);
  self->scope = g_strconcat (scope, "/", NULL);
  return CW_KEY_SOURCE (self);
}
