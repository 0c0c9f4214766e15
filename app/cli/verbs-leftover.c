/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/cli/cli.h"
#include "app/issue/leftover.h"

/* leftover: what is in the printer and its queue that nobody is at work on. */

/* How one is called from one run to the next: "card", "job-17". @cards: how many cards came before it */
static char *
cw_leftover_name (const CwLeftover *leftover,
                  guint            *cards)
{
  if (leftover->kind != CW_LEFTOVER_CARD_INSIDE)
    return g_strconcat ("job-", leftover->job_id, NULL);
  return ++*cards == 1 ? g_strdup ("card") : g_strdup_printf ("card-%u", *cards);
}

static json_t *
cw_leftover_pack_acts (const CwLeftover *leftover)
{
  json_t *acts = json_array ();

  for (CwLeftoverAct act = CW_LEFTOVER_FINISH; act <= CW_LEFTOVER_LEAVE; act++)
    if (CW_LEFTOVER_MAY (leftover, act))
      json_array_append_new (acts, json_string (cw_leftover_act_to_name (act)));
  return acts;
}

static void
cw_leftover_tell (CwCli            *cli,
                  const CwLeftover *leftover,
                  const char       *name,
                  json_t           *list)
{
  json_array_append_new (list, json_pack ("{s:s, s:s, s:I, s:s?, s:s?, s:s?, s:s, s:o}", "id", name, "kind", cw_leftover_kind_to_name (leftover->kind), "order", (json_int_t) leftover->order_id,
                                          "uid", leftover->uid, "job", leftover->job_id, "job_name", leftover->job_name, "message", leftover->sentence, "acts", cw_leftover_pack_acts (leftover)));
  cw_cli_tell (cli, name, "%s", leftover->sentence);
  for (CwLeftoverAct act = CW_LEFTOVER_FINISH; act < CW_LEFTOVER_LEAVE; act++)
    if (CW_LEFTOVER_MAY (leftover, act))
      cw_cli_tell (cli, "", "leftover settle %s %s: %s", name, cw_leftover_act_to_name (act), cw_leftover_act_to_label (act));
}

/* A printer that does not answer may have anything in it. */
static int
cw_leftover_tell_none (CwCli              *cli,
                       const CwIssueTools *tools)
{
  CwPrinterStatus status;
  gboolean known = cw_printer_get_status (tools->printer, &status, NULL) && status.state != CW_PRINTER_STATE_UNREACHABLE;

  cw_cli_set (cli, "known", json_boolean (known));
  cw_cli_say (cli, "%s", known ? _ ("Nothing is left in the printer or its queue.") : _ ("The printer does not answer, so it is not known whether anything is left in it. Switch it on and ask again."));
  return known ? CW_EXIT_DONE : CW_EXIT_IN_DOUBT;
}

/* A foreign job alone is nothing that a person here has to settle. */
static int
cw_leftover_list (CwCli     *cli,
                  CwStation *station,
                  GError   **error)
{
  g_autoptr (GPtrArray) found = cw_issue_find_leftovers (cw_station_get_tools (station), error);
  json_t *list = json_array ();
  guint cards = 0;
  int code = CW_EXIT_DONE;

  cw_cli_set (cli, "leftovers", list);
  if (found == NULL)
    return -1;
  for (guint i = 0; i < found->len; i++)
    {
      const CwLeftover *leftover = g_ptr_array_index (found, i);
      g_autofree char *name = cw_leftover_name (leftover, &cards);

      cw_leftover_tell (cli, leftover, name, list);
      if (leftover->kind != CW_LEFTOVER_FOREIGN_JOB)
        code = CW_EXIT_IN_DOUBT;
    }
  if (found->len == 0)
    return cw_leftover_tell_none (cli, cw_station_get_tools (station));
  return code;
}

int
cw_verb_leftover_list (CwCli   *cli,
                       int      argc,
                       char   **argv,
                       GError **error)
{
  g_autoptr (CwStation) station = NULL;

  if (!cw_cli_parse (cli, NULL, "leftover list", NULL, &argc, &argv, error))
    return -1;
  /* what an order at work has in the printer is no leftover */
  station = cw_cli_open (cli, TRUE, error);
  return station != NULL ? cw_leftover_list (cli, station, error) : -1;
}

static int
cw_leftover_settle (CwCli              *cli,
                    CwStation          *station,
                    const CwLeftover   *leftover,
                    CwLeftoverAct       act,
                    const CwCliAnswers *answers,
                    GError            **error)
{
  g_autoptr (CwOperator) operator = cw_cli_operator_new (cli, station, answers);
  g_autoptr (CwIssueResult) result = NULL;

  if (!cw_issue_settle_leftover (cw_station_get_tools (station), leftover, act, operator, NULL, &result, error))
    return -1;
  if (result != NULL)
    return cw_cli_tell_result (cli, station, result, error);
  cw_cli_say (cli, "%s", act == CW_LEFTOVER_LEAVE ? _ ("It is left as it is.") : _ ("Done."));
  return CW_EXIT_DONE;
}

static int
cw_leftover_find (CwCli              *cli,
                  CwStation          *station,
                  const char         *wanted,
                  CwLeftoverAct       act,
                  const CwCliAnswers *answers,
                  GError            **error)
{
  g_autoptr (GPtrArray) found = cw_issue_find_leftovers (cw_station_get_tools (station), error);
  guint cards = 0;

  if (found == NULL)
    return -1;
  for (guint i = 0; i < found->len; i++)
    {
      g_autofree char *name = cw_leftover_name (g_ptr_array_index (found, i), &cards);

      if (strcmp (name, wanted) == 0)
        return cw_leftover_settle (cli, station, g_ptr_array_index (found, i), act, answers, error);
    }
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no leftover “%s”. “cardwright-cli leftover list” shows what there is."), wanted);
  return -1;
}

int
cw_verb_leftover_settle (CwCli   *cli,
                         int      argc,
                         char   **argv,
                         GError **error)
{
  CwCliAnswers answers = { .was_printed = CW_ANSWER_LATER, .try_again = CW_ANSWER_LATER };
  const GOptionEntry entries[] = {
    { "hand-over", 0, 0, G_OPTION_ARG_NONE, &answers.hand_over, N_ ("Count the card as handed over without asking"), NULL },
    { "destroyed", 0, 0, G_OPTION_ARG_NONE, &answers.destroyed, N_ ("Confirm that a spoiled card is destroyed"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;
  CwLeftoverAct act;

  if (!cw_cli_parse (cli, entries, "leftover settle", "ID ACT", &argc, &argv, error))
    return -1;
  if (!cw_leftover_act_from_name (argv[2], &act))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _ ("“%s” is no act. It is one of: finish, reject, hand-over, cancel-job, leave."), argv[2]);
      return -1;
    }
  station = cw_cli_open (cli, TRUE, error);
  return station != NULL ? cw_leftover_find (cli, station, argv[1], act, &answers, error) : -1;
}
