/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/cli/cli.h"
#include "app/station/privacy.h"
#include "app/store/retention.h"

/* privacy: how long what is personal is kept, what would be forgotten and why, and what a student
 * asks for: a copy of everything, or to be erased. */

/* ids that are named on a terminal; --json names all */
#define SHOWN 20

/* rules */

/* @days: (out): not touched without a text */
static gboolean
cw_privacy_read_days (const char *text,
                      int        *days,
                      gboolean   *given,
                      GError    **error)
{
  guint64 number;

  if (text == NULL)
    return TRUE;
  *given = TRUE;
  *days = CW_RETENTION_NEVER;
  if (strcmp (text, "never") == 0)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 0, CW_RETENTION_MAX_DAYS, &number, NULL))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _ ("“%s” is no number of days from 0 to %d, nor “never”."), text, CW_RETENTION_MAX_DAYS);
      return FALSE;
    }
  *days = (int) number;
  return TRUE;
}

static gboolean
cw_privacy_set_rules (CwStore    *store,
                      const char *institution_id,
                      char      **texts,
                      gboolean   *changed,
                      GError    **error)
{
  int days[CW_RETAINED_COUNT];
  gboolean given[CW_RETAINED_COUNT] = { FALSE };

  for (CwRetained what = 0; what < CW_RETAINED_COUNT; what++)
    if (!cw_privacy_read_days (texts[what], &days[what], &given[what], error))
      return FALSE;
  for (CwRetained what = 0; what < CW_RETAINED_COUNT; what++)
    {
      if (!given[what])
        continue;
      *changed = TRUE;
      if (!cw_store_set_retention (store, institution_id, what, days[what], error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
cw_privacy_tell_rules (CwCli      *cli,
                       CwStore    *store,
                       const char *institution_id,
                       json_t     *list,
                       GError    **error)
{
  json_t *object = json_pack ("{s:s}", "institution", institution_id);
  int days[CW_RETAINED_COUNT];

  json_array_append_new (list, object);
  if (!cw_store_get_retention (store, institution_id, days, error))
    return FALSE;
  cw_cli_say (cli, "%s", institution_id);
  for (CwRetained what = 0; what < CW_RETAINED_COUNT; what++)
    {
      json_object_set_new (object, cw_retained_to_name (what), days[what] >= 0 ? json_integer (days[what]) : json_null ());
      if (days[what] < 0)
        cw_cli_tell (cli, cw_retained_to_label (what), "%s", _ ("kept for ever"));
      else
        cw_cli_tell (cli, cw_retained_to_label (what), ngettext ("forgotten after %d day", "forgotten after %d days", (gulong) days[what]), days[what]);
    }
  return TRUE;
}

/* @text: (nullable): what was asked for; else the only one. (transfer full) (nullable) */
static char *
cw_privacy_get_institution (GPtrArray  *institutions,
                            const char *text,
                            GError    **error)
{
  if (text != NULL)
    return g_strdup (text);
  if (institutions->len == 1)
    return g_strdup (((CwInstitution *) g_ptr_array_index (institutions, 0))->id);
  g_set_error_literal (error, CW_ERROR, CW_ERROR_USAGE, _ ("Say with --institution for whom the rules are."));
  return NULL;
}

static int
cw_privacy_run_rules (CwCli      *cli,
                      CwStore    *store,
                      const char *institution,
                      char      **texts,
                      GError    **error)
{
  g_autoptr (GPtrArray) institutions = cw_store_list_institutions (store, error);
  gboolean change = texts[CW_RETAINED_PHOTO] != NULL || texts[CW_RETAINED_RECORD] != NULL || texts[CW_RETAINED_ORDERS] != NULL;
  g_autofree char *id = NULL;
  json_t *list = json_array ();

  cw_cli_set (cli, "rules", list);
  if (institutions == NULL)
    return -1;
  if (change)
    {
      id = cw_privacy_get_institution (institutions, institution, error);
      if (id == NULL || !cw_privacy_set_rules (store, id, texts, &change, error))
        return -1;
    }
  for (guint i = 0; i < institutions->len; i++)
    {
      const CwInstitution *one = g_ptr_array_index (institutions, i);

      if ((institution == NULL || strcmp (institution, one->id) == 0) && !cw_privacy_tell_rules (cli, store, one->id, list, error))
        return -1;
    }
  if (json_array_size (list) > 0)
    return CW_EXIT_DONE;
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no institution “%s” here."), institution != NULL ? institution : "");
  return -1;
}

int
cw_verb_privacy_rules (CwCli   *cli,
                       int      argc,
                       char   **argv,
                       GError **error)
{
  g_autofree char *institution = NULL;
  char *texts[CW_RETAINED_COUNT] = { NULL };
  const GOptionEntry entries[] = {
    { "institution", 0, 0, G_OPTION_ARG_STRING, &institution, N_ ("Whose rules"), N_ ("ID") },
    { "photo", 0, 0, G_OPTION_ARG_STRING, &texts[CW_RETAINED_PHOTO], N_ ("Days after the newest card was handed over, or “never”"), N_ ("DAYS") },
    { "record", 0, 0, G_OPTION_ARG_STRING, &texts[CW_RETAINED_RECORD], N_ ("Days after the last card ended, or “never”"), N_ ("DAYS") },
    { "orders", 0, 0, G_OPTION_ARG_STRING, &texts[CW_RETAINED_ORDERS], N_ ("Days after an order was closed, or “never”"), N_ ("DAYS") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;
  int code = -1;

  if (cw_cli_parse (cli, entries, "privacy rules", NULL, &argc, &argv, error))
    station = cw_cli_open (cli, FALSE, error);
  if (station != NULL)
    code = cw_privacy_run_rules (cli, cw_station_get_tools (station)->store, institution, texts, error);
  for (CwRetained what = 0; what < CW_RETAINED_COUNT; what++)
    g_free (texts[what]);
  return code;
}

/* show and apply */

/* How many, and the first of them by id. */
static guint
cw_privacy_count (GPtrArray *items,
                  CwRetained what,
                  CwKept     kept,
                  char     **ids)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < items->len; i++)
    {
      const CwPrivacyItem *item = g_ptr_array_index (items, i);

      if (item->what != what || item->kept != kept)
        continue;
      n++;
      if (n <= SHOWN)
        g_string_append_printf (text, "%s%s", n > 1 ? ", " : "", item->id);
    }
  if (n > SHOWN)
    g_string_append (text, ", …");
  *ids = g_string_free (g_steal_pointer (&text), FALSE);
  return n;
}

static void
cw_privacy_tell_items (CwCli     *cli,
                       GPtrArray *items,
                       gboolean   applied)
{
  json_t *list = json_array ();

  for (guint i = 0; i < items->len; i++)
    {
      const CwPrivacyItem *item = g_ptr_array_index (items, i);

      json_array_append_new (list, json_pack ("{s:s, s:s, s:s, s:b, s:s, s:s?}", "what", cw_retained_to_name (item->what), "institution", item->institution_id, "id", item->id,
                                              "forget", item->kept == CW_KEPT_NOT, "why", cw_kept_to_name (item->kept), "due", item->due));
    }
  cw_cli_set (cli, "items", list);
  cw_cli_set (cli, "applied", json_boolean (applied));
  for (CwRetained what = 0; what < CW_RETAINED_COUNT; what++)
    {
      cw_cli_say (cli, "%s", cw_retained_to_label (what));
      for (CwKept kept = 0; kept < CW_KEPT_COUNT; kept++)
        {
          g_autofree char *ids = NULL;
          guint n = cw_privacy_count (items, what, kept, &ids);
          const char *label = kept == CW_KEPT_NOT && applied ? _ ("Forgotten.") : cw_kept_to_label (kept);

          if (n > 0)
            cw_cli_say (cli, "  %u  %s  %s", n, label, ids);
        }
    }
}

static int
cw_privacy_sweep (CwCli      *cli,
                  const char *institution,
                  gboolean    apply,
                  gboolean    yes,
                  GError    **error)
{
  g_autoptr (CwStation) station = cw_cli_open (cli, apply && yes, error);
  g_autoptr (GPtrArray) items = station != NULL ? cw_station_judge_retention (station, institution, apply && yes, NULL, error) : NULL;

  if (items == NULL)
    return -1;
  cw_privacy_tell_items (cli, items, apply && yes);
  return !apply || yes ? CW_EXIT_DONE : cw_cli_usage (error, _ ("Nothing was forgotten yet, and it cannot be brought back. Say --yes to forget it."));
}

int
cw_verb_privacy_show (CwCli   *cli,
                      int      argc,
                      char   **argv,
                      GError **error)
{
  g_autofree char *institution = NULL;
  const GOptionEntry entries[] = {
    { "institution", 0, 0, G_OPTION_ARG_STRING, &institution, N_ ("Whose"), N_ ("ID") },
    G_OPTION_ENTRY_NULL,
  };

  return cw_cli_parse (cli, entries, "privacy show", NULL, &argc, &argv, error) ? cw_privacy_sweep (cli, institution, FALSE, FALSE, error) : -1;
}

int
cw_verb_privacy_apply (CwCli   *cli,
                       int      argc,
                       char   **argv,
                       GError **error)
{
  g_autofree char *institution = NULL;
  gboolean yes = FALSE;
  const GOptionEntry entries[] = {
    { "institution", 0, 0, G_OPTION_ARG_STRING, &institution, N_ ("Whose"), N_ ("ID") },
    { "yes", 0, 0, G_OPTION_ARG_NONE, &yes, N_ ("Forget it, without asking"), NULL },
    G_OPTION_ENTRY_NULL,
  };

  return cw_cli_parse (cli, entries, "privacy apply", NULL, &argc, &argv, error) ? cw_privacy_sweep (cli, institution, TRUE, yes, error) : -1;
}

int
cw_verb_privacy_clean (CwCli   *cli,
                       int      argc,
                       char   **argv,
                       GError **error)
{
  g_autoptr (CwStation) station = NULL;

  if (!cw_cli_parse (cli, NULL, "privacy clean", NULL, &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, TRUE, error);
  if (station == NULL || !cw_store_clean (cw_station_get_tools (station)->store, error))
    return -1;
  cw_cli_say (cli, "%s", _ ("The database was written anew; nothing that was erased is in it."));
  return CW_EXIT_DONE;
}

/* one student */

int
cw_verb_privacy_export (CwCli   *cli,
                        int      argc,
                        char   **argv,
                        GError **error)
{
  g_autoptr (CwStation) station = NULL;
  g_autofree char *student_id = NULL;
  g_autofree char *folder = NULL;

  if (!cw_cli_parse (cli, NULL, "privacy export", "STUDENT FOLDER", &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, FALSE, error);
  student_id = station != NULL ? cw_cli_find_student (station, argv[1], error) : NULL;
  folder = g_canonicalize_filename (argv[2], NULL);
  if (student_id == NULL || !cw_station_export_subject (station, student_id, folder, error))
    return -1;
  cw_cli_set_text (cli, "folder", folder);
  cw_cli_say (cli, _ ("Everything about this student is in “%s”. Give it to nobody else."), folder);
  return CW_EXIT_DONE;
}

static int
cw_privacy_tell_trace (CwCli                *cli,
                       const CwPrivacyTrace *trace)
{
  json_t *files = json_array ();

  cw_cli_set_text (cli, "tombstone", trace->tombstone);
  cw_cli_set (cli, "files", files);
  cw_cli_say (cli, _ ("Erased. The cards are kept under “%s”."), trace->tombstone);
  for (guint i = 0; i < trace->files->len; i++)
    {
      const char *file = g_ptr_array_index (trace->files, i);

      json_array_append_new (files, json_string (file));
      cw_cli_say (cli, _ ("“%s” in the station's folder still holds the person. Remove it when you do not need it."), file);
    }
  return CW_EXIT_DONE;
}

int
cw_verb_privacy_erase (CwCli   *cli,
                       int      argc,
                       char   **argv,
                       GError **error)
{
  g_autofree char *reason = NULL;
  gboolean withdraw = FALSE;
  const GOptionEntry entries[] = {
    { "withdraw", 0, 0, G_OPTION_ARG_NONE, &withdraw, N_ ("Withdraw all cards first and have the person leave the register"), NULL },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &reason, N_ ("Why, without the student's name: it is kept in the journal"), N_ ("TEXT") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;
  g_autoptr (CwPrivacyTrace) trace = NULL;
  g_autofree char *student_id = NULL;

  if (!cw_cli_parse (cli, entries, "privacy erase", "STUDENT", &argc, &argv, error))
    return -1;
  if (reason == NULL)
    return cw_cli_usage (error, _ ("Say with --reason why the student is erased."));
  station = cw_cli_open (cli, TRUE, error);
  student_id = station != NULL ? cw_cli_find_student (station, argv[1], error) : NULL;
  trace = student_id != NULL ? cw_station_erase_student (station, student_id, reason, withdraw, NULL, error) : NULL;
  return trace != NULL ? cw_privacy_tell_trace (cli, trace) : -1;
}
