/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/photokeys.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/keys/gcm.h"
#include "app/station/station-private.h"

/* The keys of photos, from where the station keeps its keys to where the store asks for them. The
 * version that was asked for last is kept in locked memory, because a keyring takes long to answer.
 * Called under the store's lock, so by one thread at a time. */

struct _CwPhotoVault
{
  CwKeySource *keys;
  CwSecret    *secret;  /* (nullable) */
  guint8       version; /* of @secret */
  int          current; /* today's version; -1: not asked yet */
};

/* What a place that keeps no such key says, as a remedy. */
static void
cw_photo_vault_explain (GError  *cause,
                        int      version,
                        GError **error)
{
  if (g_error_matches (cause, CW_ERROR, CW_ERROR_KEY_MISSING) && version < 0)
    g_set_error (error, CW_ERROR, CW_ERROR_KEY_MISSING, _ ("The key “%s”, with which photos are enciphered, is not here. Bring it back from where its copy is kept; a station that never had one makes it with “cardwright-cli key new %s”."), CW_PHOTO_KEY_LABEL, CW_PHOTO_KEY_LABEL);
  else if (g_error_matches (cause, CW_ERROR, CW_ERROR_KEY_MISSING))
    g_set_error (error, CW_ERROR, CW_ERROR_KEY_MISSING, _ ("The photo needs version %d of the key “%s”, which is not here. The photo is not lost: bring the key back as “%s/%d” from where its copy is kept."), version, CW_PHOTO_KEY_LABEL, CW_PHOTO_KEY_LABEL, version);
  else if (g_error_matches (cause, CW_ERROR, CW_ERROR_REFUSED))
    g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("Photos cannot be enciphered inside a PKCS#11 token: keep “%s” in the keyring or in the key file. %s"), CW_PHOTO_KEY_LABEL, cause->message);
  else
    {
      g_propagate_error (error, cause);
      return;
    }
  g_error_free (cause);
}

static gboolean
cw_photo_vault_load (CwPhotoVault *self,
                     const char   *label,
                     int           version,
                     GError      **error)
{
  GError *cause = NULL;
  guint8 found = 0;
  CwSecret *secret = cw_key_source_load_kind (self->keys, label, CW_KEY_KIND_AES256, &found, &cause);

  if (secret == NULL)
    {
      cw_photo_vault_explain (cause, version, error);
      return FALSE;
    }
  g_clear_pointer (&self->secret, cw_secret_unref);
  self->secret = secret;
  self->version = found;
  return TRUE;
}

static gboolean
cw_photo_vault_current (gpointer user_data,
                        guint8  *version,
                        GError **error)
{
  CwPhotoVault *self = user_data;

  if (self->current < 0)
    {
      if (!cw_photo_vault_load (self, CW_PHOTO_KEY_LABEL, -1, error))
        return FALSE;
      self->current = self->version;
    }
  *version = (guint8) self->current;
  return TRUE;
}

/* Takes the key of that version: today's, or one that is kept beside it. */
static gboolean
cw_photo_vault_take (CwPhotoVault *self,
                     guint8        version,
                     GError      **error)
{
  g_autofree char *kept = g_strdup_printf ("%s/%u", CW_PHOTO_KEY_LABEL, version);
  g_autoptr (GError) local = NULL;

  if (self->secret != NULL && self->version == version)
    return TRUE;
  if (cw_photo_vault_load (self, CW_PHOTO_KEY_LABEL, -1, &local) && self->version == version)
    return TRUE;
  if (local != NULL && !g_error_matches (local, CW_ERROR, CW_ERROR_KEY_MISSING))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!cw_photo_vault_load (self, kept, version, error))
    return FALSE;
  if (self->version == version)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE, _ ("The key “%s” says that it is version %u. Correct its label or its version."), kept, self->version);
  return FALSE;
}

static GBytes *
cw_photo_vault_seal (gpointer user_data,
                     guint8   version,
                     GBytes  *associated,
                     GBytes  *photo,
                     GError **error)
{
  CwPhotoVault *self = user_data;

  return cw_photo_vault_take (self, version, error) ? cw_gcm_seal (self->secret, associated, photo, error) : NULL;
}

static GBytes *
cw_photo_vault_open (gpointer user_data,
                     guint8   version,
                     GBytes  *associated,
                     GBytes  *sealed,
                     GError **error)
{
  CwPhotoVault *self = user_data;

  return cw_photo_vault_take (self, version, error) ? cw_gcm_open (self->secret, associated, sealed, error) : NULL;
}

CwPhotoVault *
cw_photo_vault_new (CwKeySource *keys)
{
  CwPhotoVault *self = g_new0 (CwPhotoVault, 1);

  self->keys = g_object_ref (keys);
  self->current = -1;
  return self;
}

void
cw_photo_vault_free (CwPhotoVault *self)
{
  g_object_unref (self->keys);
  g_clear_pointer (&self->secret, cw_secret_unref);
  g_free (self);
}

/**
 * cw_photo_vault_serve:
 *
 * Gives @store the keys. @self must live as long as the store does, or until other keys are given.
 */
void
cw_photo_vault_serve (CwPhotoVault *self,
                      CwStore      *store)
{
  const CwPhotoKeys keys = { cw_photo_vault_current, cw_photo_vault_seal, cw_photo_vault_open, self };

  cw_store_set_photo_keys (store, &keys);
}

/* the station */

/* After the station's keys were opened. */
void
cw_station_reopen_vault (CwStation *self)
{
  CwPhotoVault *vault = cw_photo_vault_new (self->tools.keys);

  cw_photo_vault_serve (vault, self->tools.store);
  g_clear_pointer (&self->vault, cw_photo_vault_free);
  self->vault = vault;
}

/* A demo station from before photos were enciphered gets its key now. */
static gboolean
cw_station_need_demo_key (CwStation *self,
                          GError   **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (CwSecret) secret = cw_key_source_load (self->tools.keys, CW_PHOTO_KEY_LABEL, NULL, &local);
  guint8 version;

  if (!self->settings->demo || !g_error_matches (local, CW_ERROR, CW_ERROR_KEY_MISSING))
    return TRUE;
  return cw_station_new_key (self, CW_PHOTO_KEY_LABEL, &version, error);
}

gboolean
cw_station_serve_photos (CwStation *self,
                         gboolean   exclusive,
                         GError   **error)
{
  g_autoptr (GError) local = NULL;
  guint sealed, left;

  if (exclusive && !cw_station_need_demo_key (self, error))
    return FALSE;
  cw_station_reopen_vault (self);
  /* cards can be made although photos could not be enciphered: each that is read says why */
  if (exclusive && !cw_store_seal_photos (self->tools.store, &sealed, &left, &local))
    g_debug ("photos are as they were: %s", local->message);
  return TRUE;
}

/**
 * cw_station_rekey_photos:
 * @version: (out): of the new key
 * @sealed: (out): photos that are under it now
 * @left: (out): photos that do not open and stay as they are
 *
 * Makes a new key for photos and enciphers them with it. What a crash leaves undone is done when the
 * station is opened next.
 */
gboolean
cw_station_rekey_photos (CwStation *self,
                         guint8    *version,
                         guint     *sealed,
                         guint     *left,
                         GError   **error)
{
  g_return_val_if_fail (CW_IS_STATION (self) && version != NULL && sealed != NULL && left != NULL, FALSE);

  return cw_station_new_key (self, CW_PHOTO_KEY_LABEL, version, error) &&
         cw_store_seal_photos (self->tools.store, sealed, left, error);
}
