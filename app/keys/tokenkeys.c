/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-keys"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/keys/an10922.h"
#include "app/keys/pkcs11.h"

/* Keys in a PKCS#11 token, which never leave it: card keys are derived by the token's own CMAC.
 * One session under one lock; any thread. */

#define CW_TYPE_TOKEN_KEYS (cw_token_keys_get_type ())

G_DECLARE_FINAL_TYPE (CwTokenKeys, cw_token_keys, CW, TOKEN_KEYS, GObject)

struct _CwTokenKeys
{
  GObject   parent_instance;

  GMutex    lock; /* guards the token: a session does one thing at a time */
  CwPkcs11 *token;
};

/* A key of the token at its derivation. */
typedef struct
{
  CwPkcs11          *token;
  const CwPkcs11Key *key;
} CwTokenKey;

static void cw_token_keys_source_init (CwKeySourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwTokenKeys, cw_token_keys, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_KEY_SOURCE, cw_token_keys_source_init))

/* The one key of that label. */
static CwPkcs11Key *
cw_token_keys_find (CwTokenKeys *self,
                    const char  *label,
                    GError     **error)
{
  g_autoptr (GPtrArray) keys = cw_pkcs11_find_keys (self->token, label, error);
  const CwPkcs11Key *key;

  if (keys == NULL)
    return NULL;
  if (keys->len == 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_KEY_MISSING,
                   _ ("There is no key named “%s” in the token “%s”. Make it there, or correct its name where it is used."), label, self->token->token);
      return NULL;
    }
  if (keys->len > 1)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE,
                   _ ("The token “%s” has %u keys named “%s”. Rename those that are not used any more."), self->token->token, keys->len, label);
      return NULL;
    }
  key = g_ptr_array_index (keys, 0);
  if (!key->usable)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE,
                   _ ("“%s” in the token “%s” is no AES-128, 2TDEA or 3TDEA key whose ID is its version as one byte."), label, self->token->token);
      return NULL;
    }
  return g_ptr_array_steal_index (keys, 0);
}

/* Tells whether it is there, and gives it to nobody. */
static CwSecret *
cw_token_keys_load (CwKeySource *source,
                    const char  *label,
                    CwKeyKind   *kind,
                    guint8      *version,
                    GError     **error)
{
  CwTokenKeys *self = CW_TOKEN_KEYS (source);
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);
  g_autoptr (CwPkcs11Key) key = cw_token_keys_find (self, label, error);

  if (key != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The key “%s” never leaves the token “%s”."), label, self->token->token);
  return NULL;
}

static gboolean
cw_token_key_cmac (gpointer      user_data,
                   const guint8 *data,
                   gsize         length,
                   guint8       *mac,
                   GError      **error)
{
  CwTokenKey *doing = user_data;

  return cw_pkcs11_cmac (doing->token, doing->key, data, length, mac, error);
}

static gboolean
cw_token_key_encipher_zeros (gpointer user_data,
                             guint8  *output,
                             GError **error)
{
  CwTokenKey *doing = user_data;

  return cw_pkcs11_encipher_zeros (doing->token, doing->key, output, error);
}

static CwSecret *
cw_token_keys_derive (CwKeySource       *source,
                      const char        *label,
                      const CwDiversify *how,
                      const guint8      *input,
                      gsize              input_length,
                      guint8            *version,
                      GError           **error)
{
  CwTokenKeys *self = CW_TOKEN_KEYS (source);
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);
  g_autoptr (CwPkcs11Key) key = cw_token_keys_find (self, label, error);
  CwTokenKey doing = { self->token, key };
  const CwMasterKey master = { cw_token_key_cmac, cw_token_key_encipher_zeros, &doing };

  if (key == NULL)
    return NULL;
  if (key->cipher != how->cipher)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE,
                   _ ("“%s” is a key for %s, and one for %s is needed: card keys cannot be derived from it."),
                   label, cw_cipher_get_name (key->cipher), cw_cipher_get_name (how->cipher));
      return NULL;
    }
  *version = key->version;
  return cw_an10922_derive_inside (how, &master, input, input_length, error);
}

static GPtrArray *
cw_token_keys_list (CwKeySource *source,
                    GError     **error)
{
  CwTokenKeys *self = CW_TOKEN_KEYS (source);
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);
  g_autoptr (GPtrArray) keys = cw_pkcs11_find_keys (self->token, NULL, error);
  g_autoptr (GPtrArray) notes = NULL;

  if (keys == NULL)
    return NULL;
  notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_key_note_free);
  for (guint i = 0; i < keys->len; i++)
    {
      const CwPkcs11Key *key = g_ptr_array_index (keys, i);

      if (key->usable)
        g_ptr_array_add (notes, cw_key_note_new (key->label, key->version, key->kcv));
    }
  g_ptr_array_sort (notes, cw_key_note_compare);
  return g_steal_pointer (&notes);
}

static void
cw_token_keys_finalize (GObject *object)
{
  CwTokenKeys *self = CW_TOKEN_KEYS (object);

  g_clear_pointer (&self->token, cw_pkcs11_close);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (cw_token_keys_parent_class)->finalize (object);
}

static void
cw_token_keys_source_init (CwKeySourceInterface *iface)
{
  iface->load = cw_token_keys_load;
  iface->list = cw_token_keys_list;
  iface->derive = cw_token_keys_derive;
}

static void
cw_token_keys_class_init (CwTokenKeysClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_token_keys_finalize;
}

static void
cw_token_keys_init (CwTokenKeys *self)
{
  g_mutex_init (&self->lock);
}

/**
 * cw_token_keys_open:
 * @uri: which token, as RFC 7512 writes it: "pkcs11:token=Cards", with module-path when this
 *   computer's p11-kit does not know the module
 * @pin: (nullable): the user PIN; %NULL when the token needs none or has a pad of its own
 *
 * Logs in to a PKCS#11 token. A key's label is its CKA_LABEL, its version its CKA_ID, one byte.
 * The PIN is tried once at most, and not at all when the last one given to the token was wrong.
 *
 * Returns: (transfer full): the token's keys, or %NULL: %CW_ERROR_INVALID (the URI),
 *   %CW_ERROR_NOT_FOUND (module or token), %CW_ERROR_KEY_MISSING (no PIN), %CW_ERROR_REFUSED (a
 *   wrong or locked PIN), %CW_ERROR_FAILED
 */
CwKeySource *
cw_token_keys_open (const char     *uri,
                    const CwSecret *pin,
                    GError        **error)
{
  g_autoptr (CwTokenKeys) self = NULL;
  CwPkcs11 *token;

  g_return_val_if_fail (uri != NULL, NULL);

  token = cw_pkcs11_open (uri, pin, error);
  if (token == NULL)
    return NULL;
  self = g_object_new (CW_TYPE_TOKEN_KEYS, NULL);
  self->token = token;
  return CW_KEY_SOURCE (g_steal_pointer (&self));
}
