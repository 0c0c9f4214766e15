/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/keys/keys.h"
#include "app/station/station-private.h"

/* The keys that the station makes for itself and nobody else ever needs: where they go, and under
 * which label. Waits for disk and D-Bus; on the thread that opened the station. */

static const struct
{
  const char *label;
  CwKeyKind   kind;
} own_keys[] = {
  { "store/journal", CW_KEY_KIND_ED25519 },
  { "store/photos", CW_KEY_KIND_AES256 },
};

static gboolean
cw_station_find_own_key (const char *label,
                         CwKeyKind  *kind,
                         GError    **error)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (own_keys); i++)
    {
      if (strcmp (own_keys[i].label, label) == 0)
        {
          *kind = own_keys[i].kind;
          return TRUE;
        }
      g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", own_keys[i].label);
    }
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("“%s” is no key that Cardwright makes: those are %s. Keys of cards and tokens come from outside; the manual says where they are put: man cardwright."), label, known->str);
  return FALSE;
}

/* Whether the label lies in the key file: then its next version goes there too. */
static gboolean
cw_station_is_in_file (const char *path,
                       const char *label)
{
  g_autoptr (CwKeySource) keys = path != NULL ? cw_file_keys_open (path, NULL) : NULL;
  g_autoptr (CwSecret) secret = keys != NULL ? cw_key_source_load (keys, label, NULL, NULL) : NULL;

  return secret != NULL;
}

gboolean
cw_settings_new_key (const CwSettings *settings,
                     const char       *label,
                     guint8           *version,
                     GError          **error)
{
  g_autoptr (CwKeySource) keyring = NULL;
  CwKeyKind kind = CW_KEY_KIND_TOKEN;

  if (!cw_station_find_own_key (label, &kind, error))
    return FALSE;
  if (settings->keys_path != NULL && (!settings->keyring || cw_station_is_in_file (settings->keys_path, label)))
    return cw_file_keys_renew (settings->keys_path, label, kind, version, error);
  if (!settings->keyring)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("“%s” cannot be made in a PKCS#11 token yet. Name a key file or the keyring in [keys] of station.conf as well, and try again."), label);
      return FALSE;
    }
  keyring = cw_keyring_keys_open (error);
  return keyring != NULL && cw_keyring_keys_renew (keyring, label, kind, version, error);
}

/**
 * cw_station_new_key:
 * @label: "store/photos", "store/journal"
 * @version: (out): of the new key
 *
 * Makes one of the station's own keys, in the keyring or the key file; the one before stays, as
 * LABEL/VERSION. The station works with it from now on.
 */
gboolean
cw_station_new_key (CwStation  *self,
                    const char *label,
                    guint8     *version,
                    GError    **error)
{
  g_autoptr (CwKeySource) keys = NULL;
  g_autofree char *subject = NULL;
  g_autofree char *details = NULL;

  g_return_val_if_fail (CW_IS_STATION (self) && label != NULL && version != NULL, FALSE);

  if (!cw_settings_new_key (self->settings, label, version, error))
    return FALSE;
  subject = g_strconcat ("key/", label, NULL);
  details = g_strdup_printf ("{\"version\":%u}", *version);
  if (!cw_store_add_journal (self->tools.store, "key.new", subject, details, error))
    return FALSE;
  keys = cw_station_open_keys (self->settings, error);
  if (keys == NULL)
    return FALSE;
  g_set_object (&self->tools.keys, keys);
  cw_station_reopen_vault (self);
  return TRUE;
}
