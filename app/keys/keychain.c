/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-keys"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/keys/keys.h"

/* Several key sources as one, asked in their order: the first that has a label is the one that
 * counts. A source that cannot answer ends the search, so that a key of the same name further
 * down does not step in for one that is only out of reach. The list never changes; any thread. */

#define CW_TYPE_KEY_CHAIN (cw_key_chain_get_type ())

G_DECLARE_FINAL_TYPE (CwKeyChain, cw_key_chain, CW, KEY_CHAIN, GObject)

struct _CwKeyChain
{
  GObject    parent_instance;

  GPtrArray *sources;
};

static void cw_key_chain_source_init (CwKeySourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwKeyChain, cw_key_chain, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_KEY_SOURCE, cw_key_chain_source_init))

/* Whether to ask the next source; the last word on a missing key is said here. */
static gboolean
cw_key_chain_goes_on (CwKeyChain *self,
                      guint       i,
                      const char *label,
                      GError     *cause,
                      GError    **error)
{
  gboolean missing = g_error_matches (cause, CW_ERROR, CW_ERROR_KEY_MISSING);

  if (missing && i + 1 < self->sources->len)
    {
      g_error_free (cause);
      return TRUE;
    }
  if (missing && self->sources->len > 1)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_KEY_MISSING,
                   _ ("There is no key named “%s” in any place where this station keeps keys. Add it to one, or correct its name where it is used."), label);
      g_error_free (cause);
      return FALSE;
    }
  g_propagate_error (error, cause);
  return FALSE;
}

static CwSecret *
cw_key_chain_load (CwKeySource *source,
                   const char  *label,
                   CwKeyKind   *kind,
                   guint8      *version,
                   GError     **error)
{
  CwKeyChain *self = CW_KEY_CHAIN (source);

  for (guint i = 0; i < self->sources->len; i++)
    {
      GError *cause = NULL;
      CwSecret *secret = cw_key_source_load_any (g_ptr_array_index (self->sources, i), label, kind, version, &cause);

      if (secret != NULL || !cw_key_chain_goes_on (self, i, label, cause, error))
        return secret;
    }
  return NULL;
}

static CwSecret *
cw_key_chain_derive (CwKeySource       *source,
                     const char        *label,
                     const CwDiversify *how,
                     const guint8      *input,
                     gsize              input_length,
                     guint8            *version,
                     GError           **error)
{
  CwKeyChain *self = CW_KEY_CHAIN (source);

  for (guint i = 0; i < self->sources->len; i++)
    {
      GError *cause = NULL;
      CwSecret *key = cw_key_source_derive (g_ptr_array_index (self->sources, i), label, how, input, input_length, version, &cause);

      if (key != NULL || !cw_key_chain_goes_on (self, i, label, cause, error))
        return key;
    }
  return NULL;
}

static GPtrArray *
cw_key_chain_list (CwKeySource *source,
                   GError     **error)
{
  CwKeyChain *self = CW_KEY_CHAIN (source);
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_key_note_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->sources->len; i++)
    {
      g_autoptr (GPtrArray) more = cw_key_source_list (g_ptr_array_index (self->sources, i), error);

      if (more == NULL)
        return NULL;
      for (guint j = 0; j < more->len; j++)
        {
          const CwKeyNote *note = g_ptr_array_index (more, j);
          CwKeyNote *copy;

          if (g_hash_table_contains (seen, note->label))
            continue;
          copy = cw_key_note_new (note->label, note->version, note->kcv);
          g_hash_table_add (seen, copy->label);
          g_ptr_array_add (notes, copy);
        }
    }
  g_ptr_array_sort (notes, cw_key_note_compare);
  return g_steal_pointer (&notes);
}

static void
cw_key_chain_finalize (GObject *object)
{
  g_clear_pointer (&CW_KEY_CHAIN (object)->sources, g_ptr_array_unref);

  G_OBJECT_CLASS (cw_key_chain_parent_class)->finalize (object);
}

static void
cw_key_chain_source_init (CwKeySourceInterface *iface)
{
  iface->load = cw_key_chain_load;
  iface->list = cw_key_chain_list;
  iface->derive = cw_key_chain_derive;
}

static void
cw_key_chain_class_init (CwKeyChainClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_key_chain_finalize;
}

static void
cw_key_chain_init (CwKeyChain *self)
{
}

/**
 * cw_key_chain_new:
 * @sources: (element-type CwKeySource): at least one; not to be changed afterwards
 *
 * Returns: (transfer full): all of them as one, asked in this order
 */
CwKeySource *
cw_key_chain_new (GPtrArray *sources)
{
  CwKeyChain *self;

  g_return_val_if_fail (sources != NULL && sources->len > 0, NULL);

  self = g_object_new (CW_TYPE_KEY_CHAIN, NULL);
  self->sources = g_ptr_array_ref (sources);
  return CW_KEY_SOURCE (self);
}
