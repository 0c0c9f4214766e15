/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/admin.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "app/base/error.h"
#include "app/keys/keys.h"
#include "app/keys/keytext.h"
#include "app/station/privacy.h"
#include "app/station/station-private.h"
#include "app/store/backup.h"

/* What a person keeps safe: keys that come from outside, copies of the database, and what is forgotten
 * by rule. On workers; what a key is never stands in a sentence. */

#define TOKEN_BYTES 24 /* of randomness in a token that only the stand-in is asked with */

/* Where the label lies already; else the keyring before the file, as the station looks for them. */
static gboolean
cw_station_write_key (CwStation      *self,
                      const char     *label,
                      guint8          version,
                      const CwSecret *value,
                      GError        **error)
{
  const CwSettings *settings = self->settings;
  g_autoptr (CwKeySource) keyring = NULL;
  g_autoptr (CwSecret) secret = NULL;
  const char *text = (const char *) cw_secret_get_data (value);
  gsize length = cw_secret_get_length (value);
  CwCipher cipher = CW_CIPHER_AES;

  if (!settings->keyring && settings->keys_path == NULL)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_REFUSED, _ ("This station’s keys lie in a token, into which Cardwright writes none. Name a key file or the keyring in the station’s settings as well."));
      return FALSE;
    }
  if (!settings->keyring)
    return cw_file_keys_put (settings->keys_path, label, version, value, error);
  keyring = cw_keyring_keys_open (error);
  if (keyring == NULL)
    return FALSE;
  if (length > 5 && memcmp (text, "text:", 5) == 0)
    {
      secret = cw_secret_new (text + 5, length - 5);
      return cw_keyring_keys_store_token (keyring, label, secret, error);
    }
  secret = cw_key_text_read_key (text, length, &cipher);
  if (secret != NULL)
    return cw_keyring_keys_store (keyring, label, version, cipher, secret, error);
  g_set_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE, _ ("What was given for “%s” is no key: 32 hexadecimal digits are wanted."), label);
  return FALSE;
}

/* The value as a line of the key file has it, from what was typed. (transfer full) (nullable) */
static CwSecret *
cw_admin_make_value (const char *text,
                     gboolean    token)
{
  gsize length = strlen (text);
  CwSecret *value;

  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;
  while (length > 0 && g_ascii_isspace (*text))
    {
      text++;
      length--;
    }
  if (length == 0 || length > CW_KEY_TOKEN_MAX)
    return NULL;
  if (!token)
    return cw_secret_new (text, length);
  value = cw_secret_new_zero (length + 5);
  memcpy (cw_secret_get_buffer (value), "text:", 5);
  memcpy (cw_secret_get_buffer (value) + 5, text, length);
  return value;
}

static gboolean
cw_admin_check_value (const char     *label,
                      gboolean        token,
                      const CwSecret *value,
                      GError        **error)
{
  const char *text = value != NULL ? (const char *) cw_secret_get_data (value) : "";
  gsize length = value != NULL ? cw_secret_get_length (value) : 0;
  CwCipher cipher;
  g_autoptr (CwSecret) key = NULL;

  if (value != NULL)
    key = token ? cw_key_text_read_token (text, length) : cw_key_text_read_key (text, length, &cipher);
  if (key != NULL)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID, token ? _ ("That is no token for “%s”: it has visible characters without spaces. Copy it again from the register.")
                                                         : _ ("That is no key for “%s”: 32 hexadecimal digits are wanted, as on the paper of the key ceremony."), label);
  return FALSE;
}

static gboolean
cw_station_set_key_work (gpointer      data,
                         GCancellable *cancellable,
                         GError      **error)
{
  CwCall *call = data;
  CwStation *self = call->station;
  g_autofree char *subject = g_strconcat ("key/", call->text, NULL);
  g_autofree char *details = g_strdup_printf ("{\"version\":%" PRId64 "}", call->number);

  if (!cw_station_need_rest (self, error) || !cw_admin_check_value (call->text, call->limit != 0, call->asked, error))
    return FALSE;
  return cw_store_add_journal (self->tools.store, "key.set", subject, details, error) &&
         cw_station_write_key (self, call->text, (guint8) call->number, call->asked, error);
}

void
cw_station_set_key_async (CwStation          *self,
                          const char         *label,
                          guint8              version,
                          gboolean            token,
                          const char         *text,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  CwCall *call;

  g_return_if_fail (CW_IS_STATION (self) && label != NULL && text != NULL);

  call = cw_call_new (self, label, NULL);
  call->number = version;
  call->limit = token;
  call->asked = cw_admin_make_value (text, token);
  call->free_asked = (GDestroyNotify) cw_secret_unref;
  cw_station_call (self, self->query_worker, cw_station_set_key_work, call, cw_station_set_key_async, cancellable, callback, user_data);
}

/* The stand-in asks for a token as the register does, and nothing else ever sees it. */
gboolean
cw_station_need_token (CwStation  *self,
                       const char *institution_id,
                       GError    **error)
{
  g_autofree char *label = g_strconcat (institution_id, "/router-token", NULL);
  g_autoptr (CwSecret) there = NULL;
  g_autoptr (CwSecret) value = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->settings->registry != CW_REGISTER_KIND_STAND_IN)
    return TRUE;
  there = cw_key_source_load (self->tools.keys, label, NULL, NULL);
  if (there != NULL)
    return TRUE;
  for (guint i = 0; i < TOKEN_BYTES; i++)
    g_string_append_printf (text, "%02x", (guint) g_random_int_range (0, 256));
  value = cw_admin_make_value (text->str, TRUE);
  return cw_station_write_key (self, label, 0, value, error);
}

/* copies, and what is forgotten */

static gboolean
cw_station_backup_work (gpointer      data,
                        GCancellable *cancellable,
                        GError      **error)
{
  CwCall *call = data;
  g_auto (CwCheckReport) report = { 0 };

  if (!cw_store_backup (call->station->tools.store, call->text, cancellable, &report, error))
    return FALSE;
  call->result = g_strdup_printf (ngettext ("The copy was read back and is sound: %" PRId64 " entry of the journal. Keep a copy of the keys in another place.",
                                            "The copy was read back and is sound: %" PRId64 " entries of the journal. Keep a copy of the keys in another place.", (gulong) report.entries),
                                  report.entries);
  return TRUE;
}

void
cw_station_backup_async (CwStation          *self,
                         const char         *path,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_return_if_fail (CW_IS_STATION (self) && path != NULL);

  cw_station_call (self, self->compare_worker, cw_station_backup_work, cw_call_new (self, path, g_free),
                   cw_station_backup_async, cancellable, callback, user_data);
}

static gboolean
cw_station_retain_work (gpointer      data,
                        GCancellable *cancellable,
                        GError      **error)
{
  CwCall *call = data;
  guint counts[CW_RETAINED_COUNT] = { 0 };
  gboolean apply = call->limit != 0;
  g_autoptr (GPtrArray) items = NULL;

  if (apply && !cw_station_need_rest (call->station, error))
    return FALSE;
  items = cw_station_judge_retention (call->station, NULL, apply, cancellable, error);
  if (items == NULL)
    return FALSE;
  for (guint i = 0; i < items->len; i++)
    {
      const CwPrivacyItem *item = g_ptr_array_index (items, i);

      if (item->kept == CW_KEPT_NOT)
        counts[item->what]++;
    }
  call->result = g_strdup_printf (apply ? _ ("Forgotten: photos %u, records %u, orders %u.") : _ ("Would be forgotten now: photos %u, records %u, orders %u."),
                                  counts[CW_RETAINED_PHOTO], counts[CW_RETAINED_RECORD], counts[CW_RETAINED_ORDERS]);
  return TRUE;
}

void
cw_station_retain_async (CwStation          *self,
                         gboolean            apply,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  CwCall *call;

  g_return_if_fail (CW_IS_STATION (self));

  call = cw_call_new (self, NULL, g_free);
  call->limit = apply;
  cw_station_call (self, self->compare_worker, cw_station_retain_work, call, cw_station_retain_async, cancellable, callback, user_data);
}

char *
cw_station_tell_finish (CwStation    *self,
                        GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
