/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/cli/cli.h"
#include "app/station/reconcile.h"

/* router reconcile: the station's cards against the register's. */

typedef struct
{
  char    *institution;
  char    *csv;
  char    *repair;
  gboolean yes;
} CwReconcileOptions;

/* What --repair names. */
typedef struct
{
  gboolean kinds[CW_DIFFERENCE_COUNT];
  CwEscn   escn;
  gboolean card;   /* @escn alone */
} CwReconcileChoice;

static void
cw_reconcile_options_clear (CwReconcileOptions *options)
{
  g_free (options->institution);
  g_free (options->csv);
  g_free (options->repair);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwReconcileOptions, cw_reconcile_options_clear)

/* All but what is missing here: that another station made it, only a person can know. */
static void
cw_reconcile_choose_all (CwReconcileChoice *choice)
{
  for (guint i = 0; i < CW_DIFFERENCE_COUNT; i++)
    choice->kinds[i] = i != CW_DIFFERENCE_MISSING_HERE;
}

static gboolean
cw_reconcile_read_choice (const char        *text,
                          CwReconcileChoice *choice,
                          GError           **error)
{
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", ",", -1);
  CwDifferenceKind kind;

  if (words[0] != NULL && words[1] == NULL && cw_escn_parse (words[0], &choice->escn, NULL))
    {
      choice->card = TRUE;
      return TRUE;
    }
  for (guint i = 0; words[i] != NULL; i++)
    {
      if (g_str_equal (words[i], "all"))
        cw_reconcile_choose_all (choice);
      else if (cw_difference_kind_from_name (words[i], &kind) && kind != CW_DIFFERENCE_PERSON_SPARE)
        choice->kinds[kind] = TRUE;
      else
        {
          g_set_error (error, CW_ERROR, CW_ERROR_USAGE,
                       _ ("“%s” cannot be repaired. Give a card's number, “all”, or some of: missing-there, still-there, missing-here, status, dates, card, person-missing, person."), words[i]);
          return FALSE;
        }
    }
  return TRUE;
}

/* (transfer full): those of the differences that were chosen and have a repair */
static GPtrArray *
cw_reconcile_choose (const CwReconciliation  *result,
                     const CwReconcileChoice *choice,
                     GError                 **error)
{
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();
  g_autofree char *escn = choice->card ? cw_escn_to_string (&choice->escn) : NULL;

  for (guint i = 0; i < result->differences->len; i++)
    {
      CwDifference *at = g_ptr_array_index (result->differences, i);
      gboolean named = choice->card ? g_strcmp0 (at->escn, escn) == 0 : choice->kinds[at->kind];

      if (named && at->repair != CW_REPAIR_NONE && !at->on_its_way)
        g_ptr_array_add (chosen, at);
    }
  if (chosen->len > 0 || !choice->card)
    return g_steal_pointer (&chosen);
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("Card %s does not differ, or its repair is on its way. Nothing was done."), escn);
  return NULL;
}

static json_t *
cw_reconcile_make_row (const CwDifference *at,
                       gboolean            chosen)
{
  return json_pack ("{s:s, s:s, s:s?, s:s?, s:s?, s:s?, s:s?, s:s, s:b, s:s, s:s, s:b}", "kind", cw_difference_kind_to_name (at->kind), "institution", at->institution_id,
                    "escn", at->escn, "student", at->student_id, "esi", at->esi, "here", at->here, "there", at->there, "sentence", at->sentence,
                    "on_its_way", at->on_its_way, "repair", cw_repair_to_name (at->repair), "remedy", at->remedy, "chosen", chosen);
}

static void
cw_reconcile_tell_one (CwCli              *cli,
                       const CwDifference *at)
{
  cw_cli_say (cli, "%s", at->sentence);
  if (at->here != NULL)
    cw_cli_say (cli, _ ("    here:  %s"), at->here);
  if (at->there != NULL)
    cw_cli_say (cli, _ ("    there: %s"), at->there);
  if (at->esi != NULL)
    cw_cli_say (cli, "    %s", at->esi);
  cw_cli_say (cli, "    %s", at->remedy);
}

static void
cw_reconcile_tell (CwCli                  *cli,
                   const CwReconciliation *result,
                   GPtrArray              *chosen)
{
  json_t *rows = json_array ();

  for (guint i = 0; i < result->differences->len; i++)
    {
      const CwDifference *at = g_ptr_array_index (result->differences, i);

      json_array_append_new (rows, cw_reconcile_make_row (at, g_ptr_array_find (chosen, at, NULL)));
      cw_reconcile_tell_one (cli, at);
    }
  cw_cli_set (cli, "differences", rows);
  cw_cli_set (cli, "cards_here", json_integer (result->cards_here));
  cw_cli_set (cli, "cards_there", json_integer (result->cards_there));
  cw_cli_set (cli, "persons_there", json_integer (result->persons_there));
  cw_cli_set (cli, "elsewhere", json_integer (result->elsewhere));
  cw_cli_set (cli, "on_its_way", json_integer (result->on_its_way));
  cw_cli_set (cli, "certain", json_boolean (result->certain));
  cw_cli_say (cli, _ ("Compared cards: %u here, %u in the register. Differences: %u, on their way: %u; cards of other stations: %u."),
              result->cards_here, result->cards_there, result->left, result->on_its_way, result->elsewhere);
  if (!result->certain)
    cw_cli_say (cli, "%s", _ ("The register's lists changed under every reading, so a card may be missing above. Compare again when nobody else registers cards."));
}

/* @left: (inout): differences that nothing was done about */
static gboolean
cw_reconcile_do (CwCli              *cli,
                 const CwIssueTools *tools,
                 GPtrArray          *chosen,
                 gboolean            yes,
                 guint              *left,
                 GError            **error)
{
  CwRepairSum sum = { 0 };
  g_autofree char *sentence = NULL;
  gboolean ok;

  if (!yes)
    {
      cw_cli_say (cli, _ ("To repair: %u. Nothing was changed; say --yes to do it."), chosen->len);
      cw_cli_set (cli, "would_repair", json_integer (chosen->len));
      return TRUE;
    }
  ok = cw_reconcile_repair_all (tools, chosen, &sum, NULL, error);
  sentence = sum.sentence;
  *left -= MIN (*left, sum.done);
  cw_cli_set (cli, "repaired", json_integer (sum.done));
  cw_cli_set (cli, "not_repaired", json_integer (sum.refused));
  cw_cli_say (cli, _ ("Repaired: %u, not repaired: %u. What the register is owed lies in the outbox."), sum.done, sum.refused);
  if (sentence != NULL)
    cw_cli_say (cli, "%s", sentence);
  return ok;
}

static int
cw_reconcile_run (CwCli                    *cli,
                  CwStation                *station,
                  const CwReconcileOptions *options,
                  const CwReconcileChoice  *choice,
                  GError                  **error)
{
  const CwIssueTools *tools = cw_station_get_tools (station);
  g_autoptr (CwReconciliation) result = cw_reconcile (tools, options->institution, NULL, NULL, NULL, error);
  g_autoptr (GPtrArray) chosen = result != NULL ? cw_reconcile_choose (result, choice, error) : NULL;
  guint left;

  if (chosen == NULL)
    return -1;
  left = result->left;
  if (options->csv != NULL)
    {
      g_autofree char *csv = cw_reconciliation_to_csv (result);

      if (!g_file_set_contents_full (options->csv, csv, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error))
        return -1;
    }
  cw_reconcile_tell (cli, result, chosen);
  if (options->repair != NULL && !cw_reconcile_do (cli, tools, chosen, options->yes, &left, error))
    return -1;
  cw_cli_set (cli, "left", json_integer (left));
  return left == 0 && result->certain ? CW_EXIT_DONE : CW_EXIT_FAILED;
}

int
cw_verb_router_reconcile (CwCli   *cli,
                          int      argc,
                          char   **argv,
                          GError **error)
{
  g_auto (CwReconcileOptions) options = { NULL };
  const GOptionEntry entries[] = {
    { "institution", 0, 0, G_OPTION_ARG_STRING, &options.institution, N_ ("Only this institution"), N_ ("ID") },
    { "csv", 0, 0, G_OPTION_ARG_FILENAME, &options.csv, N_ ("Write the differences into a table for a spreadsheet"), N_ ("FILE") },
    { "repair", 0, 0, G_OPTION_ARG_STRING, &options.repair, N_ ("What to repair: all, some kinds, or one card"), N_ ("all|KIND,…|ESCN") },
    { "yes", 0, 0, G_OPTION_ARG_NONE, &options.yes, N_ ("Do it; without this nothing is changed"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  CwReconcileChoice choice = { { FALSE }, };
  g_autoptr (CwStation) station = NULL;

  if (!cw_cli_parse (cli, entries, "router reconcile", NULL, &argc, &argv, error) || !cw_reconcile_read_choice (options.repair, &choice, error))
    return -1;
  if (options.yes && options.repair == NULL)
    return cw_cli_usage (error, _ ("--yes says that a repair shall be done: say which one with --repair."));
  station = cw_cli_open (cli, options.yes, error);
  return station != NULL ? cw_reconcile_run (cli, station, &options, &choice, error) : -1;
}
