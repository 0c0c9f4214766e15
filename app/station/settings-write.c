/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/settings.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "app/base/error.h"

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

static gboolean
cw_settings_write_file (const char *directory,
                        GKeyFile   *file,
                        GError    **error)
{
  g_autofree char *path = g_build_filename (directory, CW_SETTINGS_NAME, NULL);
  g_autofree char *text = g_key_file_to_data (file, NULL, NULL);
  g_autoptr (GError) local = NULL;

  if (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &local))
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_STORE, _ ("The settings “%s” cannot be written: %s"), path, local->message);
  return FALSE;
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
  return cw_settings_write_file (directory, file, error);
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
  return cw_settings_write_file (directory, file, error);
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
  return cw_settings_write_file (directory, file, error);
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
  return cw_settings_write_file (directory, file, error);
}
