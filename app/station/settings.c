/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/settings.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/core/escn.h"
#include "app/router/outbox.h"

/* station.conf: read strictly, so that a misspelt key is told rather than ignored. Any thread. */

static const struct
{
  const char *group;
  const char *keys; /* separated by spaces; NULL: any */
} known[] = {
  { "station", "demo title operator prefix" },
  { "printer", "kind name server uri folder channel offset-front offset-back ribbon quality-every" },
  { "printer-options", NULL },
  { "reader", "kind name serial printer place folder" },
  { "register", "kind base-uri dialect folder parallel proxy ca-file" },
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
  guint which = 0;

  if (keys == NULL)
    return FALSE;
  while (which < G_N_ELEMENTS (known) && !g_str_equal (known[which].group, group))
    which++;
  if (which == G_N_ELEMENTS (known))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("%s: [%s] is not a group of this file. Groups are station, printer, printer-options, reader, register and keys."), path, group);
      return FALSE;
    }
  if (known[which].keys == NULL)
    return TRUE;
  allowed = g_strsplit (known[which].keys, " ", -1);
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
                       const char *key,
                       const char *names,
                       int        *value,
                       GError    **error)
{
  g_autofree char *text = g_key_file_get_string (file, group, key, NULL);
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
  remedy = g_strdup_printf (_ ("“%s” is not among them. Use one of: %s."), text, names);
  return cw_settings_invalid (error, path, group, key, remedy);
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
cw_settings_read_count (GKeyFile   *file,
                        const char *path,
                        const char *group,
                        const char *key,
                        guint       most,
                        guint      *count,
                        GError    **error)
{
  g_autofree char *text = cw_settings_read_text (file, group, key, "0");
  g_autofree char *remedy = NULL;
  guint64 number;

  if (g_ascii_string_to_unsigned (text, 10, 0, most, &number, NULL))
    {
      *count = (guint) number;
      return TRUE;
    }
  remedy = g_strdup_printf (_ ("write a number from 0 to %u."), most);
  return cw_settings_invalid (error, path, group, key, remedy);
}

/* "0.25,-1.10"; strtod() alone would take more than that. */
static gboolean
cw_settings_parse_offset (const char *text,
                          double     *x,
                          double     *y)
{
  double *numbers[] = { x, y };
  g_auto (GStrv) words = g_strsplit (text, ",", 3);

  if (g_strv_length (words) != G_N_ELEMENTS (numbers))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      const char *word = g_strstrip (words[i]);
      char *end;

      *numbers[i] = g_ascii_strtod (word, &end);
      if (*word == '\0' || *end != '\0' || word[strspn (word, "+-0123456789.")] != '\0' || fabs (*numbers[i]) > CW_SETTINGS_MAX_OFFSET)
        return FALSE;
    }
  return TRUE;
}

static gboolean
cw_settings_read_offsets (CwSettings *self,
                          GKeyFile   *file,
                          const char *path,
                          GError    **error)
{
  static const char *const keys[] = { [CW_FACE_FRONT] = "offset-front", [CW_FACE_BACK] = "offset-back" };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *text = cw_settings_read_text (file, "printer", keys[i], "0,0");

      if (!cw_settings_parse_offset (text, &self->offset_x[i], &self->offset_y[i]))
        return cw_settings_invalid (error, path, "printer", keys[i], _ ("write how far to the right and how far down the picture is moved, in mm from -2.00 to 2.00, as in 0.25,-0.10."));
    }
  return TRUE;
}

/* What PPDs in use have, and a key file can hold. */
static gboolean
cw_settings_is_keyword (const char *word)
{
  for (; *word != '\0'; word++)
    if (!g_ascii_isalnum (*word) && strchr ("-_.", *word) == NULL)
      return FALSE;
  return TRUE;
}

/**
 * cw_settings_check_option:
 * @remedy: (out) (transfer full): what is wrong with it
 *
 * Whether the driver knows the option is for its PPD to say. What Cardwright itself says with every
 * card would be overruled without a word, so it is refused.
 *
 * Returns: whether that may be an option of a maker's driver
 */
gboolean
cw_settings_check_option (const char *keyword,
                          const char *choice,
                          char      **remedy)
{
  /* RFC 8011 5.2, CUPS' own, and their old names in PPDs */
  static const char *const own[] = {
    "collate", "copies", "document-format", "fit-to-page", "job-name", "job-sheets", "landscape", "media", "media-col", "mirror", "multiple-document-handling",
    "number-up", "orientation-requested", "outputorder", "page-delivery", "page-ranges", "page-set", "pageregion", "pagesize", "print-color-mode", "print-quality",
    "print-scaling", "printer-resolution", "raw", "scaling", "sides", NULL,
  };
  g_autoptr (CwModelOption) option = cw_model_option_new (keyword, choice);
  g_autofree char *folded = g_ascii_strdown (keyword, -1);

  if (option == NULL || !cw_settings_is_keyword (keyword))
    *remedy = g_strdup (_ ("an option and its choice are one word each; “cardwright-cli printer options” lists them."));
  else if (g_strv_contains (own, folded))
    *remedy = g_strdup (_ ("this is said with every card by Cardwright itself and cannot be set."));
  else
    return TRUE;
  return FALSE;
}

static gboolean
cw_settings_read_options (CwSettings *self,
                          GKeyFile   *file,
                          const char *path,
                          GError    **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, "printer-options", NULL, NULL);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      g_autofree char *choice = cw_settings_read_text (file, "printer-options", keys[i], "");
      g_autofree char *remedy = NULL;

      if (i == CW_SETTINGS_MAX_OPTIONS)
        remedy = g_strdup_printf (_ ("these are more than %d options."), CW_SETTINGS_MAX_OPTIONS);
      else if (self->printer != CW_PRINTER_KIND_CUPS)
        remedy = g_strdup (_ ("only the driver of a CUPS queue has options. Take the group out, or use the printer's queue."));
      if (remedy != NULL || !cw_settings_check_option (keys[i], choice, &remedy))
        return cw_settings_invalid (error, path, "printer-options", keys[i], remedy);
      g_ptr_array_add (self->options, cw_model_option_new (keys[i], choice));
    }
  return TRUE;
}

/**
 * cw_settings_check_channel:
 * @remedy: (out) (transfer full): what is wrong with it
 *
 * Returns: whether @channel begins as the address of a channel does; the rest is for cw_evolis_new()
 */
gboolean
cw_settings_check_channel (const char *channel,
                           char      **remedy)
{
  if (g_str_has_prefix (channel, "tcp://") || g_str_has_prefix (channel, "usb:") || g_str_has_prefix (channel, "libevolis:"))
    return TRUE;
  *remedy = g_strdup (_ ("write tcp://HOST:PORT, usb:/dev/usb/lpN or libevolis:NAME."));
  return FALSE;
}

/**
 * cw_settings_check_uri:
 * @remedy: (out) (transfer full): what is wrong with it
 *
 * Returns: whether @uri may be the address of an IPP printer
 */
gboolean
cw_settings_check_uri (const char *uri,
                       char      **remedy)
{
  g_autoptr (GUri) parts = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL);
  const char *scheme = parts != NULL ? g_uri_get_scheme (parts) : "";
  const char *host = parts != NULL ? g_uri_get_host (parts) : NULL;

  if ((g_str_equal (scheme, "ipp") || g_str_equal (scheme, "ipps")) && host != NULL && *host != '\0')
    return TRUE;
  *remedy = g_strdup (_ ("write the printer's address, as in ipp://card-printer.local/ipp/print; “cardwright-cli printer list --search 5” looks for printers."));
  return FALSE;
}

static gboolean
cw_settings_read_printer_name (CwSettings *self,
                               GKeyFile   *file,
                               const char *path,
                               GError    **error)
{
  g_autofree char *remedy = NULL;

  switch (self->printer)
    {
    case CW_PRINTER_KIND_FOLDER:
      self->printer_name = cw_settings_read_text (file, "printer", "name", _ ("Folder printer"));
      return TRUE;
    case CW_PRINTER_KIND_CUPS:
      self->printer_name = cw_settings_read_text (file, "printer", "name", NULL);
      if (self->printer_name == NULL)
        return cw_settings_invalid (error, path, "printer", "name", _ ("name the CUPS queue; “cardwright-cli printer list” shows those that take cards."));
      return TRUE;
    case CW_PRINTER_KIND_IPP:
      self->printer_name = cw_settings_read_text (file, "printer", "uri", "");
      return cw_settings_check_uri (self->printer_name, &remedy) || cw_settings_invalid (error, path, "printer", "uri", remedy);
    }
  g_assert_not_reached ();
}

static gboolean
cw_settings_read_printer (CwSettings *self,
                          GKeyFile   *file,
                          const char *directory,
                          const char *path,
                          GError    **error)
{
  static const CwPrinterKind kinds[] = { CW_PRINTER_KIND_FOLDER, CW_PRINTER_KIND_CUPS, CW_PRINTER_KIND_IPP };
  g_autofree char *remedy = NULL;
  int kind;

  if (!cw_settings_read_kind (file, path, "printer", "kind", "folder cups ipp", &kind, error))
    return FALSE;
  self->printer = kinds[kind];
  self->printer_server = cw_settings_read_text (file, "printer", "server", NULL);
  self->cards_directory = cw_settings_read_path (file, directory, "printer", "folder", "cards");
  if (!cw_settings_read_printer_name (self, file, path, error))
    return FALSE;
  self->printer_channel = cw_settings_read_text (file, "printer", "channel", NULL);
  if (self->printer_channel != NULL && !cw_settings_check_channel (self->printer_channel, &remedy))
    return cw_settings_invalid (error, path, "printer", "channel", remedy);
  self->ribbon = cw_settings_read_text (file, "printer", "ribbon", NULL);
  return cw_settings_read_count (file, path, "printer", "quality-every", CW_SETTINGS_MAX_QUALITY, &self->quality_every, error)
         && cw_settings_read_offsets (self, file, path, error)
         && cw_settings_read_options (self, file, path, error);
}

static gboolean
cw_settings_read_reader (CwSettings *self,
                         GKeyFile   *file,
                         const char *directory,
                         const char *path,
                         GError    **error)
{
  int kind, place;

  if (!cw_settings_read_kind (file, path, "reader", "kind", "none software pcsc", &kind, error)
      || !cw_settings_read_kind (file, path, "reader", "place", "desk printer", &place, error))
    return FALSE;
  self->reader = kind == 0 ? CW_READER_KIND_NONE : kind == 1 ? CW_READER_KIND_SOFTWARE : CW_READER_KIND_PCSC;
  self->reader_name = cw_settings_read_text (file, "reader", "name", kind == 1 ? _ ("Software reader") : NULL);
  self->chips_directory = cw_settings_read_path (file, directory, "reader", "folder", "chips");
  self->reader_serial = cw_settings_read_text (file, "reader", "serial", NULL);
  self->reader_inside = place == 1;
  if (self->reader == CW_READER_KIND_PCSC && self->reader_name == NULL && self->reader_serial == NULL)
    return cw_settings_invalid (error, path, "reader", "name", _ ("name the reader; “cardwright-cli reader list” shows those that are plugged in."));
  if (self->reader_inside && self->printer_channel == NULL)
    return cw_settings_invalid (error, path, "reader", "place", _ ("a reader inside the printer needs a printer that can be told to take the card there. Give its address: [printer] channel."));
  return cw_settings_check_bound (self, file, path, error);
}

/* A password would lie in clear in a file that others may read. */
static gboolean
cw_settings_is_proxy (const char *uri)
{
  static const char *const schemes[] = { "http", "https", "socks5h", NULL };
  g_autoptr (GUri) parts = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL);
  const char *host = parts != NULL ? g_uri_get_host (parts) : NULL;

  return host != NULL && *host != '\0' && g_strv_contains (schemes, g_uri_get_scheme (parts)) && g_uri_get_port (parts) > 0 && g_uri_get_userinfo (parts) == NULL;
}

static gboolean
cw_settings_read_parallel (CwSettings *self,
                           GKeyFile   *file,
                           const char *path,
                           GError    **error)
{
  g_autofree char *text = cw_settings_read_text (file, "register", "parallel", NULL);
  guint64 value = CW_OUTBOX_PARALLEL;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 1, CW_OUTBOX_PARALLEL_MAX, &value, NULL))
    return cw_settings_invalid (error, path, "register", "parallel", _ ("write for how many persons messages may go to the register at once: 1 to 8."));
  self->parallel = (guint) value;
  return TRUE;
}

static gboolean
cw_settings_read_way (CwSettings *self,
                      GKeyFile   *file,
                      const char *directory,
                      const char *path,
                      GError    **error)
{
  g_autofree char *ca_file = cw_settings_read_text (file, "register", "ca-file", NULL);
  int dialect;

  if (!cw_settings_read_kind (file, path, "register", "dialect", "v2 v1", &dialect, error))
    return FALSE;
  self->register_v1 = dialect == 1;
  if (!cw_settings_read_parallel (self, file, path, error))
    return FALSE;
  self->proxy = cw_settings_read_text (file, "register", "proxy", NULL);
  if (self->proxy != NULL && !cw_settings_is_proxy (self->proxy))
    return cw_settings_invalid (error, path, "register", "proxy", _ ("write the proxy's address with its port and without a password, as in http://proxy.example.org:3128."));
  if (ca_file == NULL)
    return TRUE;
  self->ca_file = g_canonicalize_filename (ca_file, directory);
  if (!g_file_test (self->ca_file, G_FILE_TEST_IS_REGULAR))
    return cw_settings_invalid (error, path, "register", "ca-file", _ ("there is no such file. Name the certificates (PEM) to be trusted instead of this computer's, or take the line out."));
  return TRUE;
}

static gboolean
cw_settings_read_services (CwSettings *self,
                           GKeyFile   *file,
                           const char *directory,
                           const char *path,
                           GError    **error)
{
  int kind;

  if (!cw_settings_read_kind (file, path, "register", "kind", "router stand-in", &kind, error))
    return FALSE;
  self->registry = kind == 0 ? CW_REGISTER_KIND_ROUTER : CW_REGISTER_KIND_STAND_IN;
  self->base_uri = cw_settings_read_text (file, "register", "base-uri", NULL);
  self->register_directory = cw_settings_read_path (file, directory, "register", "folder", "register");
  if (self->registry == CW_REGISTER_KIND_ROUTER && self->base_uri == NULL)
    return cw_settings_invalid (error, path, "register", "base-uri", _ ("name the ESC-Router: https://sandbox.europeanstudentcard.eu/esc-rest/ to practise, https://router.europeanstudentcard.eu/esc-rest/ for real cards."));
  self->store_path = g_build_filename (directory, "cardwright.db", NULL);
  return cw_settings_read_way (self, file, directory, path, error);
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
 * cw_settings_parse:
 * @directory: the station's folder
 * @file: what would stand in its station.conf
 *
 * Returns: (transfer full): the settings; %NULL with %CW_ERROR_INVALID naming file, group and key
 */
CwSettings *
cw_settings_parse (const char *directory,
                   GKeyFile   *file,
                   GError    **error)
{
  g_autoptr (CwSettings) self = g_new0 (CwSettings, 1);
  g_autofree char *path = g_build_filename (directory, CW_SETTINGS_NAME, NULL);

  self->options = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_model_option_free);
  if (!cw_settings_check_names (file, path, error) ||
      !cw_settings_read_station (self, file, path, error) ||
      !cw_settings_read_printer (self, file, directory, path, error) ||
      !cw_settings_read_reader (self, file, directory, path, error) ||
      !cw_settings_read_services (self, file, directory, path, error) ||
      !cw_settings_read_keys (self, file, directory, path, error))
    return NULL;
  return g_steal_pointer (&self);
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
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) local = NULL;
  g_autofree char *path = g_build_filename (directory, CW_SETTINGS_NAME, NULL);
  gboolean missing;

  if (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &local))
    return cw_settings_parse (directory, file, error);
  missing = g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_set_error (error, CW_ERROR, missing ? CW_ERROR_NOT_FOUND : CW_ERROR_INVALID, _ ("The settings “%s” cannot be read: %s"), path, local->message);
  return NULL;
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
  g_free (self->printer_channel);
  g_free (self->ribbon);
  g_ptr_array_unref (self->options);
  g_free (self->reader_name);
  g_free (self->reader_serial);
  g_free (self->chips_directory);
  g_free (self->base_uri);
  g_free (self->proxy);
  g_free (self->ca_file);
  g_free (self->register_directory);
  g_free (self->keys_path);
  g_free (self->token_uri);
  g_free (self->token_pin);
  g_free (self->store_path);
  g_free (self);
}
