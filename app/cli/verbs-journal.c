/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <errno.h>
#include <gio/gunixoutputstream.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/cli/cli.h"
#include "app/keys/ed25519.h"
#include "app/station/journal.h"
#include "app/store/journal-file.h"

/* journal: is it whole, out of here as a file, is such a file whole, and the signed heads. */

#define KEY_FILE_MAX 4096 /* bytes */

static CwStore *
cw_journal_get_store (CwStation *station)
{
  return cw_station_get_tools (station)->store;
}

/* verify and check answer alike */

static int
cw_journal_tell_report (CwCli                 *cli,
                        const CwJournalReport *report)
{
  g_autofree char *sentence = cw_journal_report_describe (report);

  cw_cli_set (cli, "entries", json_integer (report->n_entries));
  cw_cli_set (cli, "first_broken", report->broken != 0 ? json_integer (report->broken) : NULL);
  cw_cli_set_text (cli, "fault", cw_journal_fault_to_name (report->fault));
  cw_cli_set_text (cli, "sentence", sentence);
  cw_cli_set (cli, "last", json_integer (report->last_id));
  cw_cli_set_text (cli, "hash", report->last_hash);
  cw_cli_set (cli, "signatures", json_integer (report->n_signatures));
  cw_cli_set_text (cli, "signed_day", report->signed_day);
  cw_cli_say (cli, "%s", sentence);
  if (report->fault != CW_JOURNAL_WHOLE)
    {
      cw_cli_say (cli, "%s", _ ("Somebody changed it after it was written. Compare it with a backup or an earlier export."));
      return CW_EXIT_FAILED;
    }
  cw_cli_say (cli, _ ("The hash of entry %" PRId64 " is %s."), report->last_id, report->last_hash);
  return CW_EXIT_DONE;
}

static void
cw_journal_tell_signatures (CwCli                 *cli,
                            const CwJournalReport *report,
                            gboolean               trusted)
{
  if (report->n_signatures == 0)
    cw_cli_say (cli, "%s", _ ("No day of it is signed."));
  else
    cw_cli_say (cli, g_dngettext (GETTEXT_PACKAGE, "%u day is signed, the newest %s, up to entry %" PRId64 ".", "%u days are signed, the newest %s, up to entry %" PRId64 ".", report->n_signatures),
                report->n_signatures, report->signed_day, report->signed_entry);
  if (report->n_signatures > 0 && !trusted)
    cw_cli_say (cli, "%s", _ ("The signatures were held only against the keys that lie beside them: this station has no key “store/journal”."));
}

int
cw_verb_journal_verify (CwCli   *cli,
                        int      argc,
                        char   **argv,
                        GError **error)
{
  g_autoptr (CwStation) station = NULL;
  g_auto (CwJournalReport) report = { 0 };
  gboolean trusted = FALSE;
  int code;

  if (!cw_cli_parse (cli, NULL, "journal verify", NULL, &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, FALSE, error);
  if (station == NULL || !cw_station_check_journal (station, &report, &trusted, error))
    return -1;
  code = cw_journal_tell_report (cli, &report);
  cw_cli_set (cli, "trusted", json_boolean (trusted));
  if (code == CW_EXIT_DONE)
    cw_journal_tell_signatures (cli, &report, trusted);
  return code;
}

/* export */

typedef struct
{
  char *format;
  char *from;
  char *to;
  char *output;
  char *signatures;
} CwJournalOptions;

static void
cw_journal_options_clear (CwJournalOptions *self)
{
  g_free (self->format);
  g_free (self->from);
  g_free (self->to);
  g_free (self->output);
  g_free (self->signatures);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwJournalOptions, cw_journal_options_clear)

/* A file that is there whole or not at all: it is written beside its place. Others than its owner do not
 * read it. */
static GOutputStream *
cw_journal_open_output (const char *path,
                        GError    **error)
{
  g_autofree char *part = path != NULL ? g_strconcat (path, ".part", NULL) : NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) local = NULL;
  GFileOutputStream *stream;

  if (path == NULL)
    return g_unix_output_stream_new (STDOUT_FILENO, FALSE);
  file = g_file_new_for_commandline_arg (part);
  stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION, NULL, &local);
  if (stream == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _ ("“%s” cannot be written: %s. Choose another name."), path, local->message);
  return stream != NULL ? G_OUTPUT_STREAM (stream) : NULL;
}

static gboolean
cw_journal_end_output (GOutputStream *stream,
                       const char    *path,
                       gboolean       ok,
                       GError       **error)
{
  g_autofree char *part = path != NULL ? g_strconcat (path, ".part", NULL) : NULL;
  g_autoptr (GError) local = NULL;
  gboolean closed = g_output_stream_close (stream, NULL, &local);

  if (ok && closed && (path == NULL || g_rename (part, path) == 0))
    return TRUE;
  if (ok)
    g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _ ("The file cannot be written: %s"), local != NULL ? local->message : g_strerror (errno));
  if (part != NULL)
    g_unlink (part);
  return FALSE;
}

static gboolean
cw_journal_export_signatures (CwCli                 *cli,
                              CwStore               *store,
                              const CwJournalExport *range,
                              const char            *path,
                              GError               **error)
{
  g_autoptr (GOutputStream) stream = NULL;
  guint count = 0;

  if (path == NULL)
    return TRUE;
  stream = cw_journal_open_output (path, error);
  if (stream == NULL || !cw_journal_end_output (stream, path, cw_store_export_signatures (store, range, stream, &count, error), error))
    return FALSE;
  cw_cli_set (cli, "signatures", json_integer (count));
  return TRUE;
}

static int
cw_journal_export_to (CwCli                  *cli,
                      CwStore                *store,
                      CwJournalFormat         format,
                      const CwJournalOptions *options,
                      GError                **error)
{
  g_autoptr (GOutputStream) stream = cw_journal_open_output (options->output, error);
  g_auto (CwJournalExport) range = { 0 };
  gint64 entries;

  if (stream == NULL ||
      !cw_journal_end_output (stream, options->output, cw_store_export_journal (store, format, options->from, options->to, stream, &range, error), error) ||
      !cw_journal_export_signatures (cli, store, &range, options->signatures, error))
    return -1;
  entries = MAX (range.last - range.first + 1, 0);
  cw_cli_set (cli, "entries", json_integer (entries));
  cw_cli_set (cli, "first", json_integer (range.first));
  cw_cli_set_text (cli, "before", range.before);
  cw_cli_set_text (cli, "hash", range.hash);
  /* where the file itself goes to standard output nothing else does */
  if (options->output == NULL)
    return CW_EXIT_DONE;
  cw_cli_say (cli, g_dngettext (GETTEXT_PACKAGE, "%" PRId64 " entry.", "%" PRId64 " entries.", (gulong) entries), entries);
  cw_cli_say (cli, _ ("The hash before the first is %s."), range.before);
  cw_cli_say (cli, _ ("The hash of the last is %s."), range.hash);
  return CW_EXIT_DONE;
}

int
cw_verb_journal_export (CwCli   *cli,
                        int      argc,
                        char   **argv,
                        GError **error)
{
  g_auto (CwJournalOptions) options = { NULL };
  const GOptionEntry entries[] = {
    { "format", 0, 0, G_OPTION_ARG_STRING, &options.format, N_ ("A table (csv) or one JSON object a line (jsonl)"), "csv|jsonl" },
    { "from", 0, 0, G_OPTION_ARG_STRING, &options.from, N_ ("From the beginning of this day (UTC)"), N_ ("YYYY-MM-DD") },
    { "to", 0, 0, G_OPTION_ARG_STRING, &options.to, N_ ("To the end of this day (UTC)"), N_ ("YYYY-MM-DD") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output, N_ ("Write it there; otherwise to standard output"), N_ ("FILE") },
    { "signatures", 0, 0, G_OPTION_ARG_FILENAME, &options.signatures, N_ ("Write the signatures of its days there"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;
  gboolean lines;

  if (!cw_cli_parse (cli, entries, "journal export", NULL, &argc, &argv, error))
    return -1;
  lines = g_strcmp0 (options.format, "jsonl") == 0;
  if (options.format != NULL && !lines && g_strcmp0 (options.format, "csv") != 0)
    return cw_cli_usage (error, _ ("--format is csv or jsonl."));
  if (cli->json && options.output == NULL)
    return cw_cli_usage (error, _ ("With --json the file needs a place of its own: --output FILE."));
  station = cw_cli_open (cli, FALSE, error);
  return station != NULL ? cw_journal_export_to (cli, cw_journal_get_store (station), lines ? CW_JOURNAL_JSONL : CW_JOURNAL_CSV, &options, error) : -1;
}

/* check */

/* Each of @texts: hex digits, or the name of a file. */
static gboolean
cw_journal_read_keys (char          **texts,
                      CwJournalTrust *trust,
                      GError        **error)
{
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      g_autofree char *contents = NULL;

      if (g_file_test (texts[i], G_FILE_TEST_EXISTS))
        {
          contents = cw_cli_read_file (texts[i], KEY_FILE_MAX, NULL, error);
          if (contents == NULL)
            return FALSE;
        }
      if (!cw_journal_trust_add (trust, contents != NULL ? contents : texts[i], error))
        return FALSE;
    }
  return TRUE;
}

static GPtrArray *
cw_journal_read_signatures (const char *path,
                            GError    **error)
{
  gsize length = 0;
  g_autofree char *text = cw_cli_read_file (path, CW_JOURNAL_SIGNATURES_MAX, &length, error);
  GPtrArray *rows = text != NULL ? cw_journal_signatures_parse (text, length, error) : NULL;

  if (text != NULL && rows == NULL)
    g_prefix_error (error, "%s: ", path);
  return rows;
}

static int
cw_journal_check_file (CwCli          *cli,
                       const char     *path,
                       const char     *start,
                       GPtrArray      *signatures,
                       CwJournalTrust *trust,
                       GError        **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (GError) local = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, &local);
  g_auto (CwJournalReport) report = { 0 };
  int code;

  if (stream == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("“%s” cannot be read: %s. Check the name."), path, local->message);
      return -1;
    }
  if (!cw_journal_file_check (G_INPUT_STREAM (stream), start, signatures, cw_journal_trust_judge, trust, &report, error))
    {
      g_prefix_error (error, "%s: ", path);
      return -1;
    }
  code = cw_journal_tell_report (cli, &report);
  if (code == CW_EXIT_DONE && signatures != NULL)
    cw_journal_tell_signatures (cli, &report, TRUE);
  if (code == CW_EXIT_DONE && signatures != NULL && report.n_signatures == 0)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_REFUSED, _ ("None of the signatures is of an entry of this file: they say nothing of it."));
      return -1;
    }
  return code;
}

int
cw_verb_journal_check (CwCli   *cli,
                       int      argc,
                       char   **argv,
                       GError **error)
{
  g_autofree char *start = NULL;
  g_autofree char *signatures = NULL;
  g_auto (GStrv) keys = NULL;
  const GOptionEntry entries[] = {
    { "start", 0, 0, G_OPTION_ARG_STRING, &start, N_ ("The hash before the first entry, known from elsewhere"), N_ ("HASH") },
    { "signatures", 0, 0, G_OPTION_ARG_FILENAME, &signatures, N_ ("Check these signatures as well"), N_ ("FILE") },
    { "key", 0, 0, G_OPTION_ARG_STRING_ARRAY, &keys, N_ ("The public key that is trusted, hex or a file; may be given again for older ones"), N_ ("KEY") },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (CwJournalTrust) trust = { 0 };
  g_autoptr (GPtrArray) rows = NULL;

  if (!cw_cli_parse (cli, entries, "journal check", "FILE", &argc, &argv, error))
    return -1;
  if ((signatures == NULL) != (keys == NULL))
    return cw_cli_usage (error, _ ("--signatures and --key go together: a signature says nothing without the key that is trusted."));
  if (!cw_journal_read_keys (keys, &trust, error))
    return -1;
  if (signatures != NULL)
    {
      rows = cw_journal_read_signatures (signatures, error);
      if (rows == NULL)
        return -1;
    }
  return cw_journal_check_file (cli, argv[1], start, rows, &trust, error);
}

/* signing */

int
cw_verb_journal_sign (CwCli   *cli,
                      int      argc,
                      char   **argv,
                      GError **error)
{
  g_autofree char *day = NULL;
  const GOptionEntry entries[] = {
    { "day", 0, 0, G_OPTION_ARG_STRING, &day, N_ ("This day (UTC); otherwise the newest that is over and not signed"), N_ ("YYYY-MM-DD") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;
  g_autoptr (CwJournalSignature) signature = NULL;

  if (!cw_cli_parse (cli, entries, "journal sign", NULL, &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, FALSE, error);
  if (station == NULL || (day == NULL && !cw_store_find_unsigned_day (cw_journal_get_store (station), &day, error)))
    return -1;
  if (day == NULL)
    {
      cw_cli_set (cli, "day", NULL);
      cw_cli_say (cli, "%s", _ ("Every day that is over is signed."));
      return CW_EXIT_DONE;
    }
  signature = cw_station_sign_journal (station, day, error);
  if (signature == NULL)
    return -1;
  cw_cli_set_text (cli, "day", day);
  cw_cli_set (cli, "entry", json_integer (signature->entry));
  cw_cli_set_text (cli, "hash", signature->hash);
  cw_cli_say (cli, _ ("The day %s is signed, up to entry %" PRId64 "."), day, signature->entry);
  return CW_EXIT_DONE;
}

int
cw_verb_journal_key (CwCli   *cli,
                     int      argc,
                     char   **argv,
                     GError **error)
{
  g_autoptr (CwStation) station = NULL;
  g_autoptr (GBytes) key = NULL;
  g_autofree char *hex = NULL;
  g_autofree char *lower = NULL;
  g_autofree char *pem = NULL;
  guint8 version = 0;

  if (!cw_cli_parse (cli, NULL, "journal key", NULL, &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, FALSE, error);
  if (station == NULL)
    return -1;
  if (!cw_station_get_journal_key (station, &key, &version, error))
    {
      g_prefix_error (error, "%s ", _ ("The journal is not signed here. A key for it is made by “cardwright-cli key new store/journal”."));
      return -1;
    }
  hex = cw_hex_encode (g_bytes_get_data (key, NULL), g_bytes_get_size (key));
  lower = g_ascii_strdown (hex, -1);
  pem = cw_ed25519_to_pem (g_bytes_get_data (key, NULL));
  cw_cli_set (cli, "version", json_integer (version));
  cw_cli_set_text (cli, "public_key", lower);
  cw_cli_set_text (cli, "pem", pem);
  g_strchomp (pem);
  cw_cli_say (cli, _ ("%s: version %u, public key %s"), CW_JOURNAL_KEY, version, lower);
  cw_cli_say (cli, "%s", pem);
  return CW_EXIT_DONE;
}
