/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-keys"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <string.h>

#include "app/base/error.h"
#include "app/keys/keytext.h"
#include "app/keys/memorykeys.h"

/* Keys in the desktop's keyring, asked for when they are needed and not kept. libsecret carries
 * them enciphered over D-Bus and holds them in locked memory of its own, which it wipes; from
 * there they go into ours. Looking never makes the keyring ask the person at the desk: what is
 * locked is told as an error. Every call waits for D-Bus, so never on the GTK thread; otherwise
 * any thread. */

#define CW_TYPE_KEYRING_KEYS (cw_keyring_keys_get_type ())

G_DECLARE_FINAL_TYPE (CwKeyringKeys, cw_keyring_keys, CW, KEYRING_KEYS, GObject)

struct _CwKeyringKeys
{
  GObject parent_instance;

  GMutex  lock; /* one conversation at a time */
};

typedef GList CwSecretItems;

static void cw_keyring_keys_source_init (CwKeySourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwKeyringKeys, cw_keyring_keys, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_KEY_SOURCE, cw_keyring_keys_source_init))

static void
cw_secret_items_free (CwSecretItems *items)
{
  g_list_free_full (items, g_object_unref);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSecretItems, cw_secret_items_free)

/* "secret-tool store … xdg:schema org.cardwright.Key" makes the same entries. */
static const SecretSchema *
cw_keyring_get_schema (void)
{
  static const SecretSchema schema = {
    "org.cardwright.Key",
    SECRET_SCHEMA_NONE,
    {
        { "label", SECRET_SCHEMA_ATTRIBUTE_STRING },
        { "version", SECRET_SCHEMA_ATTRIBUTE_INTEGER },
        { "institution", SECRET_SCHEMA_ATTRIBUTE_STRING },
        { NULL, SECRET_SCHEMA_ATTRIBUTE_STRING },
    },
  };

  return &schema;
}

/* The one translation of what D-Bus and the Secret Service say. */
static void
cw_keyring_translate (GError  *cause,
                      GError **error)
{
  g_debug ("the keyring: %s", cause->message);
  /* the next call begins with a new connection to it */
  secret_service_disconnect ();
  if (g_error_matches (cause, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    g_set_error_literal (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The desktop's keyring is locked. Unlock it in “Passwords and Keys”, or log in again, and try once more."));
  else if (cause->domain == SECRET_ERROR)
    g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _ ("The desktop's keyring does not answer as it should: %s."), cause->message);
  else
    g_set_error_literal (error, CW_ERROR, CW_ERROR_FAILED,
                         _ ("There is no desktop keyring here. It needs a desktop session with a keyring service such as gnome-keyring; without one keep the keys in a key file or a token."));
  g_error_free (cause);
}

static SecretService *
cw_keyring_connect (GError **error)
{
  GError *cause = NULL;
  SecretService *service = secret_service_get_sync (SECRET_SERVICE_OPEN_SESSION, NULL, &cause);

  if (service == NULL)
    cw_keyring_translate (cause, error);
  return service;
}

/* @label: (nullable): only entries of that label. */
static gboolean
cw_keyring_search (SecretService  *service,
                   const char     *label,
                   CwSecretItems **items,
                   GError        **error)
{
  const SecretSchema *schema = cw_keyring_get_schema ();
  g_autoptr (GHashTable) attributes = label != NULL ? secret_attributes_build (schema, "label", label, NULL) : secret_attributes_build (schema, NULL);
  GError *cause = NULL;

  *items = secret_service_search_sync (service, schema, attributes, SECRET_SEARCH_ALL | SECRET_SEARCH_LOAD_SECRETS, NULL, &cause);
  if (cause == NULL)
    return TRUE;
  cw_keyring_translate (cause, error);
  return FALSE;
}

static gboolean
cw_keyring_read_version (GHashTable *attributes,
                         guint8     *version)
{
  const char *text = g_hash_table_lookup (attributes, "version");
  guint64 number = 0;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 0, 255, &number, NULL))
    return FALSE;
  *version = (guint8) number;
  return TRUE;
}

/* Puts what an entry holds into @keys. */
static gboolean
cw_keyring_take_value (CwMemoryKeys *keys,
                       const char   *label,
                       guint8        version,
                       SecretValue  *value)
{
  g_autoptr (CwSecret) secret = NULL;
  CwCipher cipher = CW_CIPHER_AES;
  CwKeyKind kind = CW_KEY_KIND_CARD;
  gsize length = 0;
  const char *text = secret_value_get (value, &length);

  /* secret-tool keeps the line end of what it was given */
  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;
  if (cw_key_text_is_token (text, length))
    {
      secret = cw_key_text_read_token (text, length);
      if (secret != NULL)
        cw_memory_keys_add_token (keys, label, secret);
      return secret != NULL;
    }
  secret = cw_key_text_read_own (text, length, &kind);
  if (secret != NULL)
    {
      cw_memory_keys_add_own (keys, label, version, kind, secret);
      return TRUE;
    }
  secret = cw_key_text_read_key (text, length, &cipher);
  if (secret != NULL)
    cw_memory_keys_add_key (keys, label, version, cipher, secret);
  return secret != NULL;
}

static gboolean
cw_keyring_take_item (CwMemoryKeys *keys,
                      SecretItem   *item,
                      GError      **error)
{
  g_autoptr (GHashTable) attributes = secret_item_get_attributes (item);
  g_autoptr (SecretValue) value = NULL;
  const char *label = g_hash_table_lookup (attributes, "label");
  guint8 version = 0;

  if (label == NULL || !cw_key_label_is_good (label, strlen (label)))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_KEY_UNSAFE, _ ("The keyring has a card key whose label is missing or has other characters than letters, digits and . _ - /"));
      return FALSE;
    }
  if (cw_memory_keys_has (keys, label))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE, _ ("The keyring has several entries for the key “%s”. Remove those that are not used any more."), label);
      return FALSE;
    }
  value = secret_item_get_secret (item);
  if (value == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The key “%s” lies in a keyring that is locked. Unlock it in “Passwords and Keys”, or log in again, and try once more."), label);
      return FALSE;
    }
  if (!cw_keyring_read_version (attributes, &version) || !cw_keyring_take_value (keys, label, version, value))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE,
                   _ ("The keyring's entry for “%s” is not valid. It needs a version from 0 to 255 and, as the key file, 32 hex digits, 2tdea: and 32, 3tdea: and 48, aes256: or ed25519: and 64, or text: and a token."), label);
      return FALSE;
    }
  return TRUE;
}

/* What the keyring has now, held only as long as the caller holds it. */
static CwKeySource *
cw_keyring_keys_fetch (CwKeyringKeys *self,
                       const char    *label,
                       GError       **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);
  g_autoptr (SecretService) service = cw_keyring_connect (error);
  g_autoptr (CwSecretItems) items = NULL;
  g_autoptr (CwKeySource) keys = NULL;

  if (service == NULL || !cw_keyring_search (service, label, &items, error))
    return NULL;
  if (label != NULL && items == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_KEY_MISSING, _ ("There is no key named “%s” in the desktop's keyring. Add it there, or correct its name where it is used."), label);
      return NULL;
    }
  keys = cw_memory_keys_new ();
  for (GList *at = items; at != NULL; at = at->next)
    if (!cw_keyring_take_item (CW_MEMORY_KEYS (keys), at->data, error))
      return NULL;
  return g_steal_pointer (&keys);
}

static CwSecret *
cw_keyring_keys_load (CwKeySource *source,
                      const char  *label,
                      CwKeyKind   *kind,
                      guint8      *version,
                      GError     **error)
{
  g_autoptr (CwKeySource) keys = cw_keyring_keys_fetch (CW_KEYRING_KEYS (source), label, error);

  return keys != NULL ? cw_key_source_load_any (keys, label, kind, version, error) : NULL;
}

static CwSecret *
cw_keyring_keys_derive (CwKeySource       *source,
                        const char        *label,
                        const CwDiversify *how,
                        const guint8      *input,
                        gsize              input_length,
                        guint8            *version,
                        GError           **error)
{
  g_autoptr (CwKeySource) keys = cw_keyring_keys_fetch (CW_KEYRING_KEYS (source), label, error);

  return keys != NULL ? cw_key_source_derive (keys, label, how, input, input_length, version, error) : NULL;
}

static GPtrArray *
cw_keyring_keys_list (CwKeySource *source,
                      GError     **error)
{
  g_autoptr (CwKeySource) keys = cw_keyring_keys_fetch (CW_KEYRING_KEYS (source), NULL, error);

  return keys != NULL ? cw_key_source_list (keys, error) : NULL;
}

static void
cw_keyring_keys_finalize (GObject *object)
{
  g_mutex_clear (&CW_KEYRING_KEYS (object)->lock);

  G_OBJECT_CLASS (cw_keyring_keys_parent_class)->finalize (object);
}

static void
cw_keyring_keys_source_init (CwKeySourceInterface *iface)
{
  iface->load = cw_keyring_keys_load;
  iface->list = cw_keyring_keys_list;
  iface->derive = cw_keyring_keys_derive;
}

static void
cw_keyring_keys_class_init (CwKeyringKeysClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_keyring_keys_finalize;
}

static void
cw_keyring_keys_init (CwKeyringKeys *self)
{
  g_mutex_init (&self->lock);
}

/**
 * cw_keyring_keys_open:
 *
 * Waits for D-Bus, as every call of this source does.
 *
 * Returns: (transfer full): the desktop keyring's keys, or %NULL with %CW_ERROR_FAILED when
 *   there is no keyring
 */
CwKeySource *
cw_keyring_keys_open (GError **error)
{
  g_autoptr (SecretService) service = cw_keyring_connect (error);

  return service != NULL ? g_object_new (CW_TYPE_KEYRING_KEYS, NULL) : NULL;
}

static gboolean
cw_keyring_delete_items (CwSecretItems *items,
                         const char    *but_version,
                         GError       **error)
{
  for (GList *at = items; at != NULL; at = at->next)
    {
      g_autoptr (GHashTable) attributes = secret_item_get_attributes (at->data);
      GError *cause = NULL;

      if (but_version != NULL && g_strcmp0 (g_hash_table_lookup (attributes, "version"), but_version) == 0)
        continue;
      if (secret_item_delete_sync (at->data, NULL, &cause))
        continue;
      cw_keyring_translate (cause, error);
      return FALSE;
    }
  return TRUE;
}

/* Stores the text form, then removes what had the label before under another version. */
static gboolean
cw_keyring_keys_put (CwKeyringKeys  *self,
                     const char     *label,
                     guint8          version,
                     const CwSecret *text,
                     GError        **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);
  const SecretSchema *schema = cw_keyring_get_schema ();
  g_autoptr (SecretService) service = cw_keyring_connect (error);
  g_autoptr (SecretValue) value = NULL;
  g_autoptr (GHashTable) attributes = NULL;
  g_autoptr (CwSecretItems) items = NULL;
  g_autofree char *institution = g_strndup (label, strcspn (label, "/"));
  g_autofree char *number = g_strdup_printf ("%u", version);
  g_autofree char *title = g_strdup_printf (_ ("Cardwright: %s, version %u"), label, version);
  GError *cause = NULL;

  if (service == NULL || !cw_keyring_search (service, label, &items, error))
    return FALSE;
  value = secret_value_new ((const char *) cw_secret_get_data (text), (gssize) cw_secret_get_length (text), "text/plain");
  attributes = secret_attributes_build (schema, "label", label, "version", (int) version, "institution", institution, NULL);
  if (!secret_service_store_sync (service, schema, attributes, SECRET_COLLECTION_DEFAULT, title, value, NULL, &cause))
    {
      cw_keyring_translate (cause, error);
      return FALSE;
    }
  return cw_keyring_delete_items (items, number, error);
}

static gboolean
cw_keyring_check_label (const char *label,
                        GError    **error)
{
  if (cw_key_label_is_good (label, strlen (label)))
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("“%s” cannot be the label of a key. Use letters, digits and . _ - /, at most %d of them."), label, CW_KEY_LABEL_MAX);
  return FALSE;
}

/**
 * cw_keyring_keys_store:
 * @self: from cw_keyring_keys_open()
 * @cipher: AES-128, 2TDEA or 3TDEA
 *
 * Puts a key into the keyring, in the place of the one of that label. The keyring may ask the
 * person at the desk to unlock it.
 */
gboolean
cw_keyring_keys_store (CwKeySource    *self,
                       const char     *label,
                       guint8          version,
                       CwCipher        cipher,
                       const CwSecret *secret,
                       GError        **error)
{
  g_autoptr (CwSecret) text = NULL;

  g_return_val_if_fail (CW_IS_KEYRING_KEYS (self), FALSE);
  g_return_val_if_fail (label != NULL, FALSE);
  g_return_val_if_fail (cipher != CW_CIPHER_DES, FALSE);
  g_return_val_if_fail (cw_secret_get_length (secret) == cw_cipher_get_key_length (cipher), FALSE);

  if (!cw_keyring_check_label (label, error))
    return FALSE;
  text = cw_key_text_write_key (cipher, secret);
  return cw_keyring_keys_put (CW_KEYRING_KEYS (self), label, version, text, error);
}

/**
 * cw_keyring_keys_store_token:
 * @self: from cw_keyring_keys_open()
 * @secret: visible ASCII characters
 *
 * The same for a token or a PIN.
 */
gboolean
cw_keyring_keys_store_token (CwKeySource    *self,
                             const char     *label,
                             const CwSecret *secret,
                             GError        **error)
{
  g_autoptr (CwSecret) text = NULL;
  g_autoptr (CwSecret) back = NULL;

  g_return_val_if_fail (CW_IS_KEYRING_KEYS (self), FALSE);
  g_return_val_if_fail (label != NULL, FALSE);

  if (!cw_keyring_check_label (label, error))
    return FALSE;
  text = cw_key_text_write_token (secret);
  back = cw_key_text_read_token ((const char *) cw_secret_get_data (text), cw_secret_get_length (text));
  if (back == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("What was given for “%s” has spaces or other characters than visible ASCII ones."), label);
      return FALSE;
    }
  return cw_keyring_keys_put (CW_KEYRING_KEYS (self), label, 0, text, error);
}

/* Keeps the key that has the label, and its version, under LABEL/VERSION. @version: (out): the next one */
static gboolean
cw_keyring_keys_keep (CwKeyringKeys *self,
                      const char    *label,
                      CwKeyKind      kind,
                      guint8        *version,
                      GError       **error)
{
  g_autoptr (GError) local = NULL;
  guint8 old = 0;
  g_autoptr (CwSecret) secret = cw_key_source_load_kind (CW_KEY_SOURCE (self), label, kind, &old, &local);
  g_autofree char *kept = NULL;
  g_autoptr (CwSecret) text = NULL;

  *version = 1;
  if (g_error_matches (local, CW_ERROR, CW_ERROR_KEY_MISSING))
    return TRUE;
  if (secret == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!cw_key_version_next (label, old, version, error))
    return FALSE;
  kept = g_strdup_printf ("%s/%u", label, old);
  text = cw_key_text_write_own (kind, secret);
  return cw_keyring_keys_put (self, kept, old, text, error);
}

/**
 * cw_keyring_keys_renew:
 * @self: from cw_keyring_keys_open()
 * @kind: neither a card's key nor a token
 * @version: (out): of the new key
 *
 * Makes a key and puts it under @label; the one that had the label is put beside it first.
 */
gboolean
cw_keyring_keys_renew (CwKeySource *self,
                       const char  *label,
                       CwKeyKind    kind,
                       guint8      *version,
                       GError     **error)
{
  g_autoptr (CwSecret) secret = NULL;
  g_autoptr (CwSecret) text = NULL;

  g_return_val_if_fail (CW_IS_KEYRING_KEYS (self), FALSE);
  g_return_val_if_fail (label != NULL && version != NULL, FALSE);

  if (!cw_keyring_check_label (label, error) || !cw_keyring_keys_keep (CW_KEYRING_KEYS (self), label, kind, version, error))
    return FALSE;
  secret = cw_key_make_own (kind);
  text = cw_key_text_write_own (kind, secret);
  return cw_keyring_keys_put (CW_KEYRING_KEYS (self), label, *version, text, error);
}

/**
 * cw_keyring_keys_remove:
 * @self: from cw_keyring_keys_open()
 *
 * Returns: %FALSE with %CW_ERROR_KEY_MISSING when there is no such key
 */
gboolean
cw_keyring_keys_remove (CwKeySource *self,
                        const char  *label,
                        GError     **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = NULL;
  g_autoptr (SecretService) service = NULL;
  g_autoptr (CwSecretItems) items = NULL;

  g_return_val_if_fail (CW_IS_KEYRING_KEYS (self), FALSE);
  g_return_val_if_fail (label != NULL, FALSE);

  locker = g_mutex_locker_new (&CW_KEYRING_KEYS (self)->lock);
  service = cw_keyring_connect (error);
  if (service == NULL || !cw_keyring_search (service, label, &items, error))
    return FALSE;
  if (items == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_KEY_MISSING, _ ("There is no key named “%s” in the desktop's keyring. Add it there, or correct its name where it is used."), label);
      return FALSE;
    }
  return cw_keyring_delete_items (items, NULL, error);
}
