/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/settings.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "app/base/clock.h"
#include "app/base/digest.h"
#include "app/base/error.h"
#include "app/store/journal.h"

/* Changes to station.conf: what a person wrote there stays, comments too. What is written was
 * checked as the reader of the file checks it. Any thread. */

/* longest "-2.00,-2.00" */
#define OFFSET_LENGTH 16

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
  g_autofree char *path = g_build_filename (directory, CW_SETTINGS_NAME, NULL);

  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

static GKeyFile *
cw_settings_read_file (const char *directory,
                       GError    **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = g_build_filename (directory, CW_SETTINGS_NAME, NULL);
  g_autoptr (GError) local = NULL;
  gboolean missing;

  if (g_key_file_load_from_file (file, path, G_KEY_FILE_KEEP_COMMENTS, &local))
    return g_steal_pointer (&file);
  missing = g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_set_error (error, CW_ERROR, missing ? CW_ERROR_NOT_FOUND : CW_ERROR_INVALID, _ ("The settings “%s” cannot be read: %s"), path, local->message);
  return NULL;
}

/* Written before the settings are, so that none is ever changed without an entry; what became of it is
 * in the next “station.open”, which has the digest of the settings too. */
static gboolean
cw_settings_write_journal (const char *directory,
                           const char *group,
                           const char *text,
                           GError    **error)
{
  g_autoptr (CwSettings) settings = cw_settings_load (directory, NULL);
  g_autoptr (CwClock) clock = cw_clock_new_system ();
  g_autofree char *path = g_build_filename (directory, CW_SETTINGS_NAME, NULL);
  g_autofree char *was = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = cw_digest_text (text);
  g_autofree char *subject = g_strconcat ("settings/", group, NULL);
  g_autofree char *details = NULL;
  g_autofree char *station = NULL;
  g_autoptr (CwStore) store = NULL;
  gboolean ok;

  /* a folder in which nobody worked yet has no journal */
  if (settings == NULL || !g_file_test (settings->store_path, G_FILE_TEST_EXISTS))
    return TRUE;
  store = cw_store_open (settings->store_path, clock, error);
  if (store == NULL)
    return FALSE;
  if (g_file_get_contents (path, &was, NULL, NULL))
    before = cw_digest_text (was);
  cw_store_set_operator (store, settings->operator_name);
  station = cw_settings_get_station_name (settings);
  cw_store_set_station (store, station);
  details = g_strdup_printf ("{\"before\":\"%s\",\"after\":\"%s\"}", before != NULL ? before : "", after);
  ok = cw_store_add_journal (store, "settings.change", subject, details, error);
  cw_store_close (store);
  return ok;
}

static gboolean
cw_settings_write_file (const char *directory,
                        const char *group,
                        GKeyFile   *file,
                        GError    **error)
{
  g_autofree char *path = g_build_filename (directory, CW_SETTINGS_NAME, NULL);
  g_autofree char *text = g_key_file_to_data (file, NULL, NULL);
  g_autoptr (GError) local = NULL;

  if (!cw_settings_write_journal (directory, group, text, error))
    return FALSE;
  if (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &local))
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_STORE, _ ("The settings “%s” cannot be written: %s"), path, local->message);
  return FALSE;
}

/* The station's name in the journal: its prefix and title. (transfer full) */
char *
cw_settings_get_station_name (const CwSettings *settings)
{
  return g_strdup_printf ("%03u %s", settings->prefix, settings->title);
}

/* @value: (nullable): NULL: the key goes */
static void
cw_settings_put (GKeyFile   *file,
                 const char *group,
                 const char *key,
                 const char *value)
{
  if (value != NULL)
    g_key_file_set_string (file, group, key, value);
  else
    g_key_file_remove_key (file, group, key, NULL);
}

static char *
cw_settings_get (GKeyFile   *file,
                 const char *group,
                 const char *key)
{
  g_autofree char *text = g_key_file_get_string (file, group, key, NULL);

  return text != NULL && *text != '\0' ? g_steal_pointer (&text) : NULL;
}

gboolean
cw_settings_bind_reader (const char *directory,
                         const char *name,
                         const char *serial,
                         gboolean    inside,
                         GError    **error)
{
  g_autoptr (GKeyFile) file = NULL;
  g_autofree char *kind = NULL;
  g_autofree char *printer = NULL;
  g_autofree char *channel = NULL;

  g_return_val_if_fail (name != NULL || serial != NULL, FALSE);

  file = cw_settings_read_file (directory, error);
  if (file == NULL)
    return FALSE;
  channel = cw_settings_get (file, "printer", "channel");
  if (inside && channel == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("A reader inside the printer can be used only with a printer that can be told to take the card there. Give its address first: cardwright-cli printer use PRINTER --channel ADDRESS."));
      return FALSE;
    }
  /* a folder printer without a name stands nowhere */
  kind = cw_settings_get (file, "printer", "kind");
  printer = cw_settings_get (file, "printer", g_strcmp0 (kind, "ipp") == 0 ? "uri" : "name");
  g_key_file_set_string (file, "reader", "kind", "pcsc");
  cw_settings_put (file, "reader", "name", name);
  cw_settings_put (file, "reader", "serial", serial);
  cw_settings_put (file, "reader", "printer", printer);
  cw_settings_put (file, "reader", "place", inside ? "printer" : NULL);
  return cw_settings_write_file (directory, "reader", file, error);
}

static const char *
cw_settings_name_kind (CwPrinterKind kind)
{
  switch (kind)
    {
    case CW_PRINTER_KIND_FOLDER:
      return "folder";
    case CW_PRINTER_KIND_CUPS:
      return "cups";
    case CW_PRINTER_KIND_IPP:
      return "ipp";
    }
  g_assert_not_reached ();
}

/* What was set for the printer that was used before means nothing for another. */
static void
cw_settings_forget_printer (GKeyFile *file)
{
  static const char *const keys[] = { "channel", "offset-front", "offset-back", "ribbon", "server" };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    g_key_file_remove_key (file, "printer", keys[i], NULL);
  g_key_file_remove_key (file, "reader", "place", NULL);
  g_key_file_remove_group (file, "printer-options", NULL);
}

/* Whether the file names that printer already. */
static gboolean
cw_settings_is_printer (GKeyFile     *file,
                        CwPrinterKind kind,
                        const char   *name,
                        const char   *server)
{
  g_autofree char *was_kind = cw_settings_get (file, "printer", "kind");
  g_autofree char *was_name = cw_settings_get (file, "printer", kind == CW_PRINTER_KIND_IPP ? "uri" : "name");
  g_autofree char *was_server = cw_settings_get (file, "printer", "server");

  return g_strcmp0 (was_kind, cw_settings_name_kind (kind)) == 0 && g_strcmp0 (was_name, name) == 0 && g_strcmp0 (was_server, server) == 0;
}

gboolean
cw_settings_use_printer (const char    *directory,
                         CwPrinterKind  kind,
                         const char    *name,
                         const char    *server,
                         const char    *channel,
                         GError       **error)
{
  gboolean ipp = kind == CW_PRINTER_KIND_IPP;
  g_autoptr (GKeyFile) file = NULL;
  g_autofree char *remedy = NULL;

  g_return_val_if_fail (name != NULL, FALSE);

  if ((channel != NULL && !cw_settings_check_channel (channel, &remedy)) || (ipp && !cw_settings_check_uri (name, &remedy)))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("“%s” cannot be used: %s"), ipp && channel == NULL ? name : channel, remedy);
      return FALSE;
    }
  file = cw_settings_read_file (directory, error);
  if (file == NULL)
    return FALSE;
  if (!cw_settings_is_printer (file, kind, name, server))
    cw_settings_forget_printer (file);
  g_key_file_set_string (file, "printer", "kind", cw_settings_name_kind (kind));
  cw_settings_put (file, "printer", "name", ipp ? NULL : name);
  cw_settings_put (file, "printer", "uri", ipp ? name : NULL);
  cw_settings_put (file, "printer", "server", server);
  if (channel != NULL)
    g_key_file_set_string (file, "printer", "channel", channel);
  return cw_settings_write_file (directory, "printer", file, error);
}

gboolean
cw_settings_set_offset (const char *directory,
                        CwFaceSide  side,
                        double      x,
                        double      y,
                        GError    **error)
{
  g_autoptr (GKeyFile) file = NULL;
  char across[OFFSET_LENGTH];
  char down[OFFSET_LENGTH];
  g_autofree char *text = NULL;

  if (!(fabs (x) <= CW_SETTINGS_MAX_OFFSET && fabs (y) <= CW_SETTINGS_MAX_OFFSET))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("A picture can be moved by at most %.0f mm. If it is further off, the printer's page is not that of a card."), CW_SETTINGS_MAX_OFFSET);
      return FALSE;
    }
  file = cw_settings_read_file (directory, error);
  if (file == NULL)
    return FALSE;
  g_ascii_formatd (across, sizeof across, "%.2f", x);
  g_ascii_formatd (down, sizeof down, "%.2f", y);
  text = g_strdup_printf ("%s,%s", across, down);
  g_key_file_set_string (file, "printer", side == CW_FACE_FRONT ? "offset-front" : "offset-back", text);
  return cw_settings_write_file (directory, "offset", file, error);
}

gboolean
cw_settings_set_option (const char *directory,
                        const char *keyword,
                        const char *choice,
                        GError    **error)
{
  g_autoptr (GKeyFile) file = NULL;
  g_auto (GStrv) keys = NULL;
  g_autofree char *kind = NULL;
  g_autofree char *remedy = NULL;

  if (choice != NULL && !cw_settings_check_option (keyword, choice, &remedy))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, "%s=%s: %s", keyword, choice, remedy);
      return FALSE;
    }
  file = cw_settings_read_file (directory, error);
  if (file == NULL)
    return FALSE;
  kind = cw_settings_get (file, "printer", "kind");
  if (choice != NULL && g_strcmp0 (kind, "cups") != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("Only the driver of a CUPS queue has options, and this station prints through none. Choose one: cardwright-cli printer use QUEUE."));
      return FALSE;
    }
  cw_settings_put (file, "printer-options", keyword, choice);
  keys = g_key_file_get_keys (file, "printer-options", NULL, NULL);
  if (keys != NULL && g_strv_length (keys) > CW_SETTINGS_MAX_OPTIONS)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("At most %d options of a driver can be set. Take one back first: cardwright-cli printer option KEYWORD=."), CW_SETTINGS_MAX_OPTIONS);
      return FALSE;
    }
  return cw_settings_write_file (directory, "printer-options", file, error);
}

/* The printer that a file names, as one text. */
static char *
cw_settings_name_printer (GKeyFile *file)
{
  static const char *const keys[] = { "kind", "name", "uri", "server" };
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *value = cw_settings_get (file, "printer", keys[i]);

      g_string_append_printf (text, "%s\n", value != NULL ? value : "");
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
cw_settings_apply (GKeyFile               *file,
                   const CwSettingsChange *changes,
                   gsize                   n_changes)
{
  for (gsize i = 0; i < n_changes; i++)
    cw_settings_put (file, changes[i].group, changes[i].key, changes[i].value);
}

gboolean
cw_settings_change (const char             *directory,
                    const CwSettingsChange *changes,
                    gsize                   n_changes,
                    GError                **error)
{
  g_autoptr (GKeyFile) file = NULL;
  g_autoptr (CwSettings) settings = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  g_return_val_if_fail (directory != NULL && n_changes > 0, FALSE);

  file = cw_settings_read_file (directory, error);
  if (file == NULL)
    return FALSE;
  before = cw_settings_name_printer (file);
  cw_settings_apply (file, changes, n_changes);
  after = cw_settings_name_printer (file);
  if (!g_str_equal (before, after))
    {
      g_autofree char *server = cw_settings_get (file, "printer", "server");

      cw_settings_forget_printer (file);
      cw_settings_put (file, "printer", "server", server);
      g_key_file_remove_key (file, "reader", "printer", NULL);
      cw_settings_apply (file, changes, n_changes);
    }
  settings = cw_settings_parse (directory, file, error);
  return settings != NULL && cw_settings_write_file (directory, changes[0].group, file, error);
}
