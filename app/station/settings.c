/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/settings.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/core/escn.h"

/* station.conf: read strictly, so that a misspelt key is told rather than ignored. Written only
 * for the demo station. Any thread. */

#define CONF_NAME "station.conf"

static const struct
{
  const char *group;
  const char *keys; /* separated by spaces */
} known[] = {
  { "station", "demo title operator prefix" },
  { "printer", "kind name server folder" },
  { "reader", "kind name serial printer folder" },
  { "register", "kind base-uri folder" },
  { "keys", "file keyring token pin" },
};

static gboolean
cw_settings_invalid (GError    **error,
                     const char *path,
                     const char *group,
                     const char *key,
                     const char *remedy)
{
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("%s, [%s] %s: %s"), path, group, key, remedy);
  return FALSE;
}

static gboolean
cw_settings_check_group (GKeyFile   *file,
                         const char *path,
                         const char *group,
                         GError    **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, group, NULL, error);
  g_auto (GStrv) allowed = NULL;

  if (keys == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].group, group))
      allowed = g_strsplit (known[i].keys, " ", -1);
  if (allowed == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("%s: [%s] is not a group of this file. Groups are station, printer, reader, register and keys."), path, group);
      return FALSE;
    }
  for (guint i = 0; keys[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *) allowed, keys[i]))
      {
        g_autofree char *names = g_strjoinv (", ", allowed);
        g_autofree char *remedy = g_strdup_printf (_ ("there is no such key. Keys here are %s."), names);

        return cw_settings_invalid (error, path, group, keys[i], remedy);
      }
  return TRUE;
}

static gboolean
cw_settings_check_names (GKeyFile   *file,
                         const char *path,
                         GError    **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);

  for (guint i = 0; groups[i] != NULL; i++)
    if (!cw_settings_check_group (file, path, groups[i], error))
      return FALSE;
  return TRUE;
}

/* One of @names (separated by spaces); its place becomes @value. A missing key is the first. */
static gboolean
cw_settings_read_kind (GKeyFile   *file,
                       const char *path,
                       const char *group,
                       const char *names,
                       int        *value,
                       GError    **error)
{
  g_autofree char *text = g_key_file_get_string (file, group, "kind", NULL);
  g_auto (GStrv) list = g_strsplit (names, " ", -1);
  g_autofree char *remedy = NULL;

  *value = 0;
  if (text == NULL)
    return TRUE;
  for (int i = 0; list[i] != NULL; i++)
    if (g_str_equal (list[i], text))
      {
        *value = i;
        return TRUE;
      }
  remedy = g_strdup_printf (_ ("“%s” is not a kind. Use one of: %s."), text, names);
  return cw_settings_invalid (error, path, group, "kind", remedy);
}

static char *
cw_settings_read_path (GKeyFile   *file,
                       const char *directory,
                       const char *group,
                       const char *key,
                       const char *fallback)
{
  g_autofree char *text = g_key_file_get_string (file, group, key, NULL);

  return g_canonicalize_filename (text != NULL && *text != '\0' ? text : fallback, directory);
}

static char *
cw_settings_read_text (GKeyFile   *file,
                       const char *group,
                       const char *key,
                       const char *fallback)
{
  g_autofree char *text = g_key_file_get_string (file, group, key, NULL);

  return text != NULL && *text != '\0' ? g_steal_pointer (&text) : g_strdup (fallback);
}

static gboolean
cw_settings_read_station (CwSettings *self,
                          GKeyFile   *file,
                          const char *path,
                          GError    **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *prefix = cw_settings_read_text (file, "station", "prefix", "1");
  guint64 number;

  self->demo = g_key_file_get_boolean (file, "station", "demo", &local);
  if (g_error_matches (local, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE))
    return cw_settings_invalid (error, path, "station", "demo", _ ("write true or false."));
  self->title = cw_settings_read_text (file, "station", "title", self->demo ? _ ("Demo station") : _ ("Card station"));
  self->operator_name = cw_settings_read_text (file, "station", "operator", g_get_user_name ());
  if (!g_ascii_string_to_unsigned (prefix, 10, 0, 999, &number, NULL) || !cw_escn_check_prefix ((guint) number, NULL))
    return cw_settings_invalid (error, path, "station", "prefix", _ ("write a number from 0 to 999, other than 988; each station of an institution has its own."));
  self->prefix = (guint) number;
  return TRUE;
}

/* A reader that was bound stands at, or in, one printer: with another the chips of the wrong cards
 * would be written. */
static gboolean
cw_settings_check_bound (CwSettings *self,
                         GKeyFile   *file,
                         const char *path,
                         GError    **error)
{
  g_autofree char *bound = cw_settings_read_text (file, "reader", "printer", NULL);
  g_autofree char *remedy = NULL;

  if (bound == NULL || g_str_equal (bound, self->printer_name))
    return TRUE;
  remedy = g_strdup_printf (_ ("the reader is bound to the printer “%s”, but this station prints on “%s”. Bind the reader of this printer: cardwright-cli reader bind."), bound, self->printer_name);
  return cw_settings_invalid (error, path, "reader", "printer", remedy);
}

static gboolean
cw_settings_read_devices (CwSettings *self,
                          GKeyFile   *file,
                          const char *directory,
                          const char *path,
                          GError    **error)
{
  int kind;

  if (!cw_settings_read_kind (file, path, "printer", "folder cups", &kind, error))
    return FALSE;
  self->printer = kind == 0 ? CW_PRINTER_KIND_FOLDER : CW_PRINTER_KIND_CUPS;
  self->printer_name = cw_settings_read_text (file, "printer", "name", kind == 0 ? _ ("Folder printer") : NULL);
  self->printer_server = cw_settings_read_text (file, "printer", "server", NULL);
  self->cards_directory = cw_settings_read_path (file, directory, "printer", "folder", "cards");
  if (self->printer_name == NULL)
    return cw_settings_invalid (error, path, "printer", "name", _ ("name the CUPS queue; “cardwright-cli printer list” shows those that take cards."));

  if (!cw_settings_read_kind (file, path, "reader", "none software pcsc", &kind, error))
    return FALSE;
  self->reader = kind == 0 ? CW_READER_KIND_NONE : kind == 1 ? CW_READER_KIND_SOFTWARE : CW_READER_KIND_PCSC;
  self->reader_name = cw_settings_read_text (file, "reader", "name", kind == 1 ? _ ("Software reader") : NULL);
  self->chips_directory = cw_settings_read_path (file, directory, "reader", "folder", "chips");
  self->reader_serial = cw_settings_read_text (file, "reader", "serial", NULL);
  if (self->reader == CW_READER_KIND_PCSC && self->reader_name == NULL && self->reader_serial == NULL)
    return cw_settings_invalid (error, path, "reader", "name", _ ("name the reader; “cardwright-cli reader list” shows those that are plugged in."));
  return cw_settings_check_bound (self, file, path, error);
}

static gboolean
cw_settings_read_services (CwSettings *self,
                           GKeyFile   *file,
                           const char *directory,
                           const char *path,
                           GError    **error)
{
  int kind;

  if (!cw_settings_read_kind (file, path, "register", "router stand-in", &kind, error))
    return FALSE;
  self->registry = kind == 0 ? CW_REGISTER_KIND_ROUTER : CW_REGISTER_KIND_STAND_IN;
  self->base_uri = cw_settings_read_text (file, "register", "base-uri", NULL);
  self->register_directory = cw_settings_read_path (file, directory, "register", "folder", "register");
  if (self->registry == CW_REGISTER_KIND_ROUTER && self->base_uri == NULL)
    return cw_settings_invalid (error, path, "register", "base-uri", _ ("name the ESC-Router: https://sandbox.europeanstudentcard.eu/esc-rest/ to practise, https://router.europeanstudentcard.eu/esc-rest/ for real cards."));
  self->store_path = g_build_filename (directory, "cardwright.db", NULL);
  return TRUE;
}

/* A key file that is not named may be missing where there is another place for keys. */
static gboolean
cw_settings_read_keys (CwSettings *self,
                       GKeyFile   *file,
                       const char *directory,
                       const char *path,
                       GError    **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *named = cw_settings_read_text (file, "keys", "file", NULL);

  self->keyring = g_key_file_get_boolean (file, "keys", "keyring", &local);
  if (g_error_matches (local, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE))
    return cw_settings_invalid (error, path, "keys", "keyring", _ ("write true or false."));
  self->token_uri = cw_settings_read_text (file, "keys", "token", NULL);
  self->token_pin = cw_settings_read_text (file, "keys", "pin", "token/pin");
  self->keys_path = cw_settings_read_path (file, directory, "keys", "file", "keys");
  if (named == NULL && (self->keyring || self->token_uri != NULL) && !g_file_test (self->keys_path, G_FILE_TEST_EXISTS))
    g_clear_pointer (&self->keys_path, g_free);
  return TRUE;
}

/**
 * cw_settings_load:
 * @directory: the station's folder
 *
 * Returns: (transfer full): its settings; %NULL with %CW_ERROR_NOT_FOUND when it has none,
 *   %CW_ERROR_INVALID naming file, group and key when they are wrong
 */
CwSettings *
cw_settings_load (const char *directory,
                  GError    **error)
{
  g_autoptr (CwSettings) self = g_new0 (CwSettings, 1);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) local = NULL;
  g_autofree char *path = g_build_filename (directory, CONF_NAME, NULL);

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &local))
    {
      gboolean missing = g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT);

      g_set_error (error, CW_ERROR, missing ? CW_ERROR_NOT_FOUND : CW_ERROR_INVALID, _ ("The settings “%s” cannot be read: %s"), path, local->message);
      return NULL;
    }
  if (!cw_settings_check_names (file, path, error) ||
      !cw_settings_read_station (self, file, path, error) ||
      !cw_settings_read_devices (self, file, directory, path, error) ||
      !cw_settings_read_services (self, file, directory, path, error) ||
      !cw_settings_read_keys (self, file, directory, path, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * cw_settings_write_demo:
 *
 * Makes @directory a demo station: written last when a demo is set up, so that a half-made one
 * is set up again.
 */
gboolean
cw_settings_write_demo (const char *directory,
                        GError    **error)
{
  static const char text[] =
      "# Cardwright station. Groups and keys: see cardwright(1).\n"
      "[station]\n"
      "demo=true\n"
      "prefix=1\n"
      "\n"
      "[printer]\n"
      "kind=folder\n"
      "\n"
      "[reader]\n"
      "kind=software\n"
      "\n"
      "[register]\n"
      "kind=stand-in\n";
  g_autofree char *path = g_build_filename (directory, CONF_NAME, NULL);

  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

/**
 * cw_settings_bind_reader:
 * @directory: of a station that has its settings
 * @name: (nullable): the reader's name in PC/SC
 * @serial: (nullable): its serial number; one of the two is needed
 *
 * Takes effect when the station is opened next.
 *
 * Returns: %FALSE with @error set; the file is then as it was
 */
gboolean
cw_settings_bind_reader (const char *directory,
                         const char *name,
                         const char *serial,
                         GError    **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = g_build_filename (directory, CONF_NAME, NULL);
  g_autofree char *printer = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (name != NULL || serial != NULL, FALSE);

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_KEEP_COMMENTS, &local))
    {
      gboolean missing = g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT);

      g_set_error (error, CW_ERROR, missing ? CW_ERROR_NOT_FOUND : CW_ERROR_INVALID, _ ("The settings “%s” cannot be read: %s"), path, local->message);
      return FALSE;
    }
  g_key_file_set_string (file, "reader", "kind", "pcsc");
  g_key_file_remove_key (file, "reader", "name", NULL);
  g_key_file_remove_key (file, "reader", "serial", NULL);
  if (name != NULL)
    g_key_file_set_string (file, "reader", "name", name);
  if (serial != NULL)
    g_key_file_set_string (file, "reader", "serial", serial);
  /* a folder printer without a name stands nowhere */
  printer = cw_settings_read_text (file, "printer", "name", NULL);
  g_key_file_remove_key (file, "reader", "printer", NULL);
  if (printer != NULL)
    g_key_file_set_string (file, "reader", "printer", printer);
  text = g_key_file_to_data (file, NULL, NULL);
  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

void
cw_settings_free (CwSettings *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_free (self->operator_name);
  g_free (self->printer_name);
  g_free (self->printer_server);
  g_free (self->cards_directory);
  g_free (self->reader_name);
  g_free (self->reader_serial);
  g_free (self->chips_directory);
  g_free (self->base_uri);
  g_free (self->register_directory);
  g_free (self->keys_path);
  g_free (self->token_uri);
  g_free (self->token_pin);
  g_free (self->store_path);
  g_free (self);
}
