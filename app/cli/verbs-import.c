/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/cli/cli.h"
#include "app/station/intake.h"

/* import: records from a file, tried line by line, then applied as they were tried. */

/* lines that a person is shown; all are in the report and in --json */
#define LINES_SHOWN 20

typedef struct
{
  char    *institution, *source, *dates, *match, *merge, *delimiter, *encoding, *sheet, *report, *digest;
  char   **maps, **constants, **levels;
  gboolean leave_missing, dry_run, yes;
} CwImportOptions;

static void
cw_import_options_clear (CwImportOptions *self)
{
  g_free (self->institution);
  g_free (self->source);
  g_free (self->dates);
  g_free (self->match);
  g_free (self->merge);
  g_free (self->delimiter);
  g_free (self->encoding);
  g_free (self->sheet);
  g_free (self->report);
  g_free (self->digest);
  g_strfreev (self->maps);
  g_strfreev (self->constants);
  g_strfreev (self->levels);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwImportOptions, cw_import_options_clear)

static gboolean
cw_import_parse (CwCli           *cli,
                 CwImportOptions *self,
                 int             *argc,
                 char          ***argv,
                 GError         **error)
{
  const GOptionEntry entries[] = {
    { "institution", 0, 0, G_OPTION_ARG_STRING, &self->institution, N_ ("Whose students they are"), N_ ("ID") },
    { "source", 0, 0, G_OPTION_ARG_STRING, &self->source, N_ ("Remember the mapping under this name"), N_ ("NAME") },
    { "map", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->maps, N_ ("The column of a field"), N_ ("FIELD=COLUMN") },
    { "constant", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->constants, N_ ("What a field is where the file says nothing"), N_ ("FIELD=TEXT") },
    { "level", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->levels, N_ ("What a word for a level means"), N_ ("TEXT=LEVEL") },
    { "dates", 0, 0, G_OPTION_ARG_STRING, &self->dates, N_ ("How days are written"), N_ ("FORM") },
    { "match", 0, 0, G_OPTION_ARG_STRING, &self->match, N_ ("What makes the same person: number or esi"), N_ ("FIELD") },
    { "merge", 0, 0, G_OPTION_ARG_STRING, &self->merge, N_ ("Who wins: file, keep or new"), N_ ("RULE") },
    { "leave-missing", 0, 0, G_OPTION_ARG_NONE, &self->leave_missing, N_ ("Who is not in the file has left"), NULL },
    { "delimiter", 0, 0, G_OPTION_ARG_STRING, &self->delimiter, N_ ("What separates cells"), N_ ("CHARACTER") },
    { "encoding", 0, 0, G_OPTION_ARG_STRING, &self->encoding, N_ ("UTF-8 or WINDOWS-1257"), N_ ("NAME") },
    { "sheet", 0, 0, G_OPTION_ARG_STRING, &self->sheet, N_ ("The sheet of a spreadsheet"), N_ ("NAME") },
    { "report", 0, 0, G_OPTION_ARG_FILENAME, &self->report, N_ ("Write every line into this CSV file"), N_ ("FILE") },
    { "digest", 0, 0, G_OPTION_ARG_STRING, &self->digest, N_ ("Refuse what is not the same as in an earlier answer"), N_ ("DIGEST") },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &self->dry_run, N_ ("Change nothing (the default)"), NULL },
    { "yes", 0, 0, G_OPTION_ARG_NONE, &self->yes, N_ ("Import it"), NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!cw_cli_parse (cli, entries, "import", "FILE", argc, argv, error))
    return FALSE;
  if (self->institution == NULL)
    cw_cli_usage (error, _ ("Say with --institution whose students they are."));
  else if (self->dry_run && self->yes)
    cw_cli_usage (error, _ ("--dry-run and --yes cannot both be."));
  else
    return TRUE;
  return FALSE;
}

/* "FIELD=TEXT" into its two halves; @text points into @pair */
static gboolean
cw_import_split (const char    *pair,
                 CwIntakeField *field,
                 const char   **text,
                 GError       **error)
{
  const char *sign = strchr (pair, '=');
  g_autofree char *name = sign != NULL ? g_strndup (pair, (gsize) (sign - pair)) : NULL;

  if (name == NULL || !cw_intake_field_from_name (name, field))
    {
      cw_cli_usage (error, _ ("--map and --constant take FIELD=TEXT; the fields are number, given_names, family_name, email, programme, level, esi and valid_until."));
      return FALSE;
    }
  *text = sign + 1;
  return TRUE;
}

static gboolean
cw_import_take_pairs (CwImportOptions *self,
                      CwIntakePlan    *plan,
                      GError         **error)
{
  CwIntakeField field;
  const char *text;

  for (guint i = 0; self->maps != NULL && self->maps[i] != NULL; i++)
    {
      if (!cw_import_split (self->maps[i], &field, &text, error))
        return FALSE;
      cw_intake_plan_set_column (plan, field, text);
    }
  for (guint i = 0; self->constants != NULL && self->constants[i] != NULL; i++)
    {
      if (!cw_import_split (self->constants[i], &field, &text, error))
        return FALSE;
      cw_intake_plan_set_constant (plan, field, text);
    }
  for (guint i = 0; self->levels != NULL && self->levels[i] != NULL; i++)
    {
      const char *sign = strrchr (self->levels[i], '=');
      g_autofree char *word = sign != NULL ? g_strndup (self->levels[i], (gsize) (sign - self->levels[i])) : NULL;
      CwAcademicLevel level;

      if (word == NULL || !cw_academic_level_from_name (sign + 1, &level))
        return cw_cli_usage (error, _ ("--level takes TEXT=LEVEL; the level is NONE, BACHELOR, MASTER or DOCTORATE.")) >= 0;
      cw_intake_plan_set_level (plan, word, level);
    }
  return TRUE;
}

static gboolean
cw_import_take_rules (CwImportOptions *self,
                      CwIntakePlan    *plan,
                      GError         **error)
{
  if (self->dates != NULL && !cw_intake_dates_from_name (self->dates, &plan->dates))
    return cw_cli_usage (error, _ ("--dates is yyyy-MM-dd, dd.MM.yyyy, dd/MM/yyyy or MM/yyyy.")) >= 0;
  if (self->merge != NULL && !cw_intake_merge_from_name (self->merge, &plan->merge))
    return cw_cli_usage (error, _ ("--merge is file, keep or new.")) >= 0;
  if (self->match != NULL && (!cw_intake_field_from_name (self->match, &plan->match) || (plan->match != CW_INTAKE_NUMBER && plan->match != CW_INTAKE_ESI)))
    return cw_cli_usage (error, _ ("--match is number or esi.")) >= 0;
  if (self->leave_missing)
    plan->leave_missing = TRUE;
  return TRUE;
}

/* How the file is to be read: as saved, else as said. */
static void
cw_import_take_reading (CwImportOptions *self,
                        CwIntakePlan    *plan)
{
  if (self->delimiter != NULL)
    plan->delimiter = g_str_equal (self->delimiter, "\\t") ? '\t' : *self->delimiter;
  if (self->encoding != NULL)
    {
      g_free (plan->encoding);
      plan->encoding = g_strdup (self->encoding);
    }
  if (self->sheet != NULL)
    {
      g_free (plan->sheet);
      plan->sheet = g_strdup (self->sheet);
    }
}

/* (transfer full) (nullable): the plan that was saved; %NULL without an error: none yet */
static gboolean
cw_import_find_plan (CwImportOptions *self,
                     CwStore         *store,
                     CwIntakePlan   **plan,
                     GError         **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (CwSourceRow) row = NULL;

  *plan = NULL;
  if (self->source == NULL)
    return TRUE;
  row = cw_store_get_source (store, self->institution, self->source, &local);
  if (row == NULL && g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    return TRUE;
  if (row == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  *plan = cw_intake_plan_from_json (row->plan, error);
  return *plan != NULL;
}

/* @plan: (out) (transfer full): for the columns of what was opened */
static CwSource *
cw_import_open (CwImportOptions *self,
                CwStore         *store,
                const char      *path,
                CwIntakePlan   **plan,
                GError         **error)
{
  g_autoptr (CwIntakePlan) saved = NULL;
  g_autoptr (CwIntakePlan) reading = NULL;
  g_autoptr (CwIntakePlan) made = NULL;
  g_autoptr (CwSource) source = NULL;
  CwSourceReading how;

  if (!cw_import_find_plan (self, store, &saved, error))
    return NULL;
  reading = saved != NULL ? cw_intake_plan_copy (saved) : cw_intake_plan_new ();
  cw_import_take_reading (self, reading);
  how = (CwSourceReading) { reading->delimiter, reading->encoding, reading->sheet };
  source = cw_source_open_file (path, &how, error);
  if (source == NULL)
    return NULL;
  made = saved != NULL ? g_steal_pointer (&saved) : cw_intake_plan_propose (cw_source_get_columns (source));
  cw_import_take_reading (self, made);
  if (!cw_import_take_pairs (self, made, error) || !cw_import_take_rules (self, made, error))
    return NULL;
  *plan = g_steal_pointer (&made);
  return g_steal_pointer (&source);
}

static json_t *
cw_import_write_item (const CwIntakeItem *item)
{
  CwIntakeChange changes[CW_INTAKE_FIELDS];
  guint n_changes = item->kind == CW_INTAKE_CHANGED ? cw_intake_item_list_changes (item, changes) : 0;
  json_t *fields = json_array ();

  for (guint i = 0; i < n_changes; i++)
    json_array_append_new (fields, json_pack ("{s:s, s:s?, s:s?}", "field", cw_intake_field_to_name (changes[i].field), "before", changes[i].before, "after", changes[i].after));
  return json_pack ("{s:i, s:s, s:s?, s:s?, s:o}", "line", (int) item->line, "kind", cw_intake_kind_to_name (item->kind), "number", item->number, "sentence", item->sentence, "changes", fields);
}

/* What a person must look at: lines that are not taken. */
static void
cw_import_tell (CwCli             *cli,
                const CwIntakeRun *run)
{
  const GPtrArray *items = cw_intake_run_get_items (run);
  json_t *counts = json_object ();
  json_t *lines = json_array ();
  guint shown = 0;

  for (guint i = 0; i < CW_INTAKE_KINDS; i++)
    {
      guint n = cw_intake_run_count (run, (CwIntakeKind) i);

      json_object_set_new (counts, cw_intake_kind_to_name ((CwIntakeKind) i), json_integer (n));
      cw_cli_tell (cli, cw_intake_kind_to_label ((CwIntakeKind) i), "%u", n);
    }
  for (guint i = 0; i < items->len; i++)
    {
      const CwIntakeItem *item = g_ptr_array_index (items, i);

      if (cli->json && item->kind != CW_INTAKE_UNCHANGED)
        json_array_append_new (lines, cw_import_write_item (item));
      if (item->sentence != NULL && shown++ < LINES_SHOWN)
        cw_cli_say (cli, _ ("Line %u: %s"), item->line, item->sentence);
    }
  if (shown > LINES_SHOWN)
    cw_cli_say (cli, _ ("There are more; --report FILE.csv writes every line."));
  cw_cli_set (cli, "counts", counts);
  cw_cli_set (cli, "lines", lines);
  cw_cli_set_text (cli, "digest", cw_intake_run_get_digest (run));
}

static gboolean
cw_import_check_digest (CwImportOptions *self,
                        CwIntakeRun     *run,
                        GError         **error)
{
  if (self->digest == NULL || g_ascii_strcasecmp (self->digest, cw_intake_run_get_digest (run)) == 0)
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The file, or how it is read, is not the same as in the answer with that digest. Nothing was imported. Look at what it says now."));
  return FALSE;
}

int
cw_verb_import (CwCli   *cli,
                int      argc,
                char   **argv,
                GError **error)
{
  g_auto (CwImportOptions) options = { NULL, };
  g_autoptr (CwStation) station = NULL;
  g_autoptr (CwSource) source = NULL;
  g_autoptr (CwIntakePlan) plan = NULL;
  g_autoptr (CwIntakeRun) run = NULL;
  g_autofree char *reading = NULL;
  CwStore *store;

  if (!cw_import_parse (cli, &options, &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, options.yes, error);
  if (station == NULL)
    return -1;
  store = cw_station_get_tools (station)->store;
  source = cw_import_open (&options, store, argv[1], &plan, error);
  if (source == NULL)
    return -1;
  reading = cw_source_describe (source);
  cw_cli_tell (cli, _ ("Read as"), "%s (%s)", cw_source_get_kind (source), reading);
  cw_cli_set_text (cli, "reading", reading);
  run = cw_intake_run_new (store, source, options.institution, plan, NULL, NULL, NULL, error);
  if (run == NULL || (options.report != NULL && !cw_intake_run_write_report (run, options.report, error)))
    return -1;
  cw_import_tell (cli, run);
  if (!cw_import_check_digest (&options, run, error))
    return -1;
  cw_cli_set (cli, "applied", json_boolean (options.yes));
  if (!options.yes)
    {
      cw_cli_say (cli, "%s", _ ("Nothing was changed. --yes imports this."));
      return CW_EXIT_DONE;
    }
  if ((options.source != NULL && !cw_station_save_intake (station, options.institution, options.source, cw_intake_run_get_kind (run), plan, error)) ||
      !cw_station_apply_intake (station, run, options.source, NULL, NULL, NULL, error))
    return -1;
  cw_cli_say (cli, "%s", _ ("Imported."));
  return CW_EXIT_DONE;
}
