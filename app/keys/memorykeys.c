/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-keys"

#include "config.h"

#include "app/keys/memorykeys.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/keys/an10922.h"
#include "app/keys/ed25519.h"
#include "app/keys/gcm.h"

/* Keys held in locked memory, found by label. One lock around the table; any thread. */

typedef struct
{
  CwSecret *secret;
  guint8    version;
  CwKeyKind kind;
  CwCipher  cipher; /* of a card's key */
} CwMemoryKey;

struct _CwMemoryKeys
{
  GObject     parent_instance;

  GMutex      lock;
  GHashTable *keys; /* label → CwMemoryKey */
};

static void cw_memory_keys_source_init (CwKeySourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwMemoryKeys, cw_memory_keys, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_KEY_SOURCE, cw_memory_keys_source_init))

static void
cw_memory_key_free (CwMemoryKey *key)
{
  cw_secret_unref (key->secret);
  g_free (key);
}

static void
cw_memory_keys_put (CwMemoryKeys *self,
                    const char   *label,
                    CwMemoryKey   value)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);
  CwMemoryKey *key = g_new0 (CwMemoryKey, 1);

  *key = value;
  cw_secret_ref (key->secret);
  g_hash_table_replace (self->keys, g_strdup (label), key);
}

/* A copy with a reference of its own, so that nothing slow happens under the lock. */
static gboolean
cw_memory_keys_find (CwMemoryKeys *self,
                     const char   *label,
                     CwMemoryKey  *found,
                     GError      **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);
  const CwMemoryKey *key = g_hash_table_lookup (self->keys, label);

  if (key == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_KEY_MISSING,
                   _ ("There is no key named “%s”. Add it to the key file, or correct its name where it is used."), label);
      return FALSE;
    }
  *found = *key;
  cw_secret_ref (found->secret);
  return TRUE;
}

static CwSecret *
cw_memory_keys_load (CwKeySource *source,
                     const char  *label,
                     CwKeyKind   *kind,
                     guint8      *version,
                     GError     **error)
{
  CwMemoryKey key;

  if (!cw_memory_keys_find (CW_MEMORY_KEYS (source), label, &key, error))
    return NULL;
  *version = key.version;
  *kind = key.kind;
  return key.secret;
}

static const char *
cw_memory_key_get_use (const CwMemoryKey *key)
{
  switch (key->kind)
    {
    case CW_KEY_KIND_CARD:
      return cw_cipher_get_name (key->cipher);
    case CW_KEY_KIND_TOKEN:
      return _ ("a service");
    case CW_KEY_KIND_AES256:
      return "AES-256";
    case CW_KEY_KIND_ED25519:
      return "Ed25519";
    }
  g_assert_not_reached ();
}

static char *
cw_memory_key_check_value (const CwMemoryKey *key)
{
  switch (key->kind)
    {
    case CW_KEY_KIND_CARD:
      return cw_key_check_value (key->cipher, key->secret);
    case CW_KEY_KIND_TOKEN:
      return g_strdup ("");
    case CW_KEY_KIND_AES256:
      return cw_gcm_check_value (key->secret);
    case CW_KEY_KIND_ED25519:
      return cw_ed25519_check_value (key->secret);
    }
  g_assert_not_reached ();
}

static CwSecret *
cw_memory_keys_derive (CwKeySource       *source,
                       const char        *label,
                       const CwDiversify *how,
                       const guint8      *input,
                       gsize              input_length,
                       guint8            *version,
                       GError           **error)
{
  g_autoptr (CwSecret) master = NULL;
  CwMemoryKey key;

  if (!cw_memory_keys_find (CW_MEMORY_KEYS (source), label, &key, error))
    return NULL;
  master = key.secret;
  if (key.kind != CW_KEY_KIND_CARD || key.cipher != how->cipher)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE,
                   _ ("“%s” is a key for %s, and one for %s is needed: card keys cannot be derived from it."),
                   label, cw_memory_key_get_use (&key), cw_cipher_get_name (how->cipher));
      return NULL;
    }
  *version = key.version;
  return cw_an10922_derive (how, master, input, input_length, error);
}

static GPtrArray *
cw_memory_keys_list (CwKeySource *source,
                     GError     **error)
{
  CwMemoryKeys *self = CW_MEMORY_KEYS (source);
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = NULL;
  g_autoptr (GPtrArray) notes = NULL;
  GHashTableIter iter;
  gpointer label;
  gpointer value;

  if (!cw_cipher_is_available (error))
    return NULL;

  locker = g_mutex_locker_new (&self->lock);
  notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_key_note_free);
  g_hash_table_iter_init (&iter, self->keys);
  while (g_hash_table_iter_next (&iter, &label, &value))
    {
      const CwMemoryKey *key = value;
      g_autofree char *kcv = cw_memory_key_check_value (key);

      g_ptr_array_add (notes, cw_key_note_new (label, key->version, kcv));
    }
  g_ptr_array_sort (notes, cw_key_note_compare);
  return g_steal_pointer (&notes);
}

static void
cw_memory_keys_finalize (GObject *object)
{
  CwMemoryKeys *self = CW_MEMORY_KEYS (object);

  g_hash_table_unref (self->keys);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (cw_memory_keys_parent_class)->finalize (object);
}

static void
cw_memory_keys_source_init (CwKeySourceInterface *iface)
{
  iface->load = cw_memory_keys_load;
  iface->list = cw_memory_keys_list;
  iface->derive = cw_memory_keys_derive;
}

static void
cw_memory_keys_class_init (CwMemoryKeysClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_memory_keys_finalize;
}

static void
cw_memory_keys_init (CwMemoryKeys *self)
{
  g_mutex_init (&self->lock);
  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) cw_memory_key_free);
}

/**
 * cw_memory_keys_new:
 *
 * Returns: (transfer full): a key source that is empty and lasts as long as this process
 */
CwKeySource *
cw_memory_keys_new (void)
{
  return g_object_new (CW_TYPE_MEMORY_KEYS, NULL);
}

/**
 * cw_memory_keys_add:
 * @secret: 16 bytes: an AES-128 key; any other length: a token
 *
 * Adds a key, or puts it in the place of the one of that label. Keeps a reference to @secret.
 */
void
cw_memory_keys_add (CwKeySource *self,
                    const char  *label,
                    guint8       version,
                    CwSecret    *secret)
{
  g_return_if_fail (CW_IS_MEMORY_KEYS (self));
  g_return_if_fail (label != NULL);
  g_return_if_fail (secret != NULL);

  if (cw_secret_get_length (secret) == cw_cipher_get_key_length (CW_CIPHER_AES))
    cw_memory_keys_add_key (CW_MEMORY_KEYS (self), label, version, CW_CIPHER_AES, secret);
  else
    cw_memory_keys_put (CW_MEMORY_KEYS (self), label, (CwMemoryKey) { secret, version, CW_KEY_KIND_TOKEN, CW_CIPHER_AES });
}

gboolean
cw_memory_keys_has (CwMemoryKeys *self,
                    const char   *label)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  return g_hash_table_contains (self->keys, label);
}

void
cw_memory_keys_add_key (CwMemoryKeys *self,
                        const char   *label,
                        guint8        version,
                        CwCipher      cipher,
                        CwSecret     *secret)
{
  g_assert (cw_secret_get_length (secret) == cw_cipher_get_key_length (cipher));

  cw_memory_keys_put (self, label, (CwMemoryKey) { secret, version, CW_KEY_KIND_CARD, cipher });
}

void
cw_memory_keys_add_token (CwMemoryKeys *self,
                          const char   *label,
                          CwSecret     *secret)
{
  cw_memory_keys_put (self, label, (CwMemoryKey) { secret, 0, CW_KEY_KIND_TOKEN, CW_CIPHER_AES });
}

/* @kind: neither a card's key nor a token */
void
cw_memory_keys_add_own (CwMemoryKeys *self,
                        const char   *label,
                        guint8        version,
                        CwKeyKind     kind,
                        CwSecret     *secret)
{
  cw_memory_keys_put (self, label, (CwMemoryKey) { secret, version, kind, CW_CIPHER_AES });
}
