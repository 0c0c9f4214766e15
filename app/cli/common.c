/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include "app/cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/base/error.h"
#include "app/issue/record-json.h"

/* What the verbs share: options, answers, files, the station. */

/* bytes; a record is a handful of short texts */
#define RECORD_LIMIT (64 * 1024)

static guint
cw_cli_count_required (const char *arguments)
{
  g_auto (GStrv) words = g_strsplit (arguments != NULL ? arguments : "", " ", -1);
  guint n = 0;

  for (guint i = 0; words[i] != NULL; i++)
    n += words[i][0] != '\0' && words[i][0] != '[';
  return n;
}

gboolean
cw_cli_parse (CwCli              *cli,
              const GOptionEntry *entries,
              const char         *name,
              const char         *arguments,
              int                *argc,
              char             ***argv,
              GError            **error)
{
  const GOptionEntry common[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli->json, N_ ("Answer with a JSON object"), NULL },
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &cli->directory, N_ ("The station's folder"), N_ ("DIR") },
    G_OPTION_ENTRY_NULL,
  };
  g_autofree char *title = g_strdup_printf ("%s%s%s", name, arguments != NULL ? " " : "", arguments != NULL ? arguments : "");
  g_autoptr (GOptionContext) context = g_option_context_new (arguments);
  g_auto (GStrv) words = g_strsplit (arguments != NULL ? arguments : "", " ", -1);
  guint given;

  (*argv)[0] = (char *) name;
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, common, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  given = (guint) *argc - 1;
  if (given < cw_cli_count_required (arguments) || (given > 0 && given > g_strv_length (words)) || (given > 0 && arguments == NULL))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _ ("Usage: cardwright-cli %s [OPTION…]"), title);
      return FALSE;
    }
  return TRUE;
}

void
cw_cli_say (CwCli      *cli,
            const char *format,
            ...)
{
  g_autofree char *line = NULL;
  va_list arguments;

  if (cli->json)
    return;
  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_print ("%s\n", line);
}

/* columns; the longest label of both languages fits */
#define LABEL_WIDTH 19

/* A label and what it is; printf() pads bytes, which is wrong for any letter beyond ASCII. */
void
cw_cli_tell (CwCli      *cli,
             const char *label,
             const char *format,
             ...)
{
  g_autofree char *text = NULL;
  long width = g_utf8_strlen (label, -1);
  va_list arguments;

  if (cli->json)
    return;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_print ("%s%*s%s\n", label, width < LABEL_WIDTH ? (int) (LABEL_WIDTH - width) : 1, "", text);
}

/* RFC 4180: in quotes, and a quote twice. Nothing that a spreadsheet would take for a formula. */
void
cw_cli_add_field (GString    *line,
                  const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", "\"", -1);
  g_autofree char *quoted = g_strjoinv ("\"\"", parts);

  g_string_append_printf (line, "%s\"%s%s\"", line->len > 0 ? "," : "", text != NULL && *text != '\0' && strchr ("=+-@\t\r", *text) != NULL ? "'" : "", quoted);
}

/**
 * cw_cli_set:
 * @value: (transfer full): the member's value
 */
void
cw_cli_set (CwCli      *cli,
            const char *name,
            json_t     *value)
{
  json_object_set_new (cli->answer, name, value != NULL ? value : json_null ());
}

void
cw_cli_set_text (CwCli      *cli,
                 const char *name,
                 const char *value)
{
  cw_cli_set (cli, name, value != NULL ? json_string (value) : json_null ());
}

/**
 * cw_cli_usage:
 *
 * Returns: -1, for the verb to return
 */
int
cw_cli_usage (GError    **error,
              const char *sentence)
{
  g_set_error_literal (error, CW_ERROR, CW_ERROR_USAGE, sentence);
  return -1;
}

char *
cw_cli_get_directory (CwCli *cli)
{
  return cli->directory != NULL ? g_strdup (cli->directory) : g_build_filename (g_get_user_data_dir (), CW_DATA_NAME, NULL);
}

CwStation *
cw_cli_open (CwCli   *cli,
             gboolean exclusive,
             GError **error)
{
  return cw_station_open (cli->directory, exclusive, error);
}

/**
 * cw_cli_read_file:
 * @limit: bytes; a larger file is refused before it is read
 *
 * Returns: (transfer full): its contents with a NUL after them
 */
char *
cw_cli_read_file (const char *path,
                  gsize       limit,
                  gsize      *length,
                  GError    **error)
{
  g_autofree char *contents = NULL;
  g_autoptr (GError) local = NULL;
  struct stat status;

  if (stat (path, &status) == 0 && (!S_ISREG (status.st_mode) || (guint64) status.st_size > limit))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("“%s” is not a file of at most %zu KiB. Give another one."), path, limit / 1024);
      return NULL;
    }
  if (!g_file_get_contents (path, &contents, length, &local))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("“%s” cannot be read: %s. Check the name."), path, local->message);
      return NULL;
    }
  return g_steal_pointer (&contents);
}

CwRecord *
cw_cli_read_record (const char *path,
                    GError    **error)
{
  g_autofree char *contents = cw_cli_read_file (path, RECORD_LIMIT, NULL, error);
  CwRecord *record;

  if (contents == NULL)
    return NULL;
  record = cw_record_parse (contents, error);
  if (record == NULL)
    g_prefix_error (error, "%s: ", path);
  return record;
}
