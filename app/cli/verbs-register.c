/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "app/base/error.h"
#include "app/cli/router.h"
#include "app/router/outbox.h"

/* router, outbox: what is registered, and what is owed. */

#define LIST_LIMIT 1000

static int
cw_router_tell_entry (CwCli      *cli,
                      CwRegistry *registry,
                      const char *escn,
                      GError    **error)
{
  g_autoptr (CwCardEntry) entry = cw_registry_look_up (registry, escn, NULL, error);

  if (entry == NULL)
    return -1;
  cw_cli_set (cli, "card", json_pack ("{s:s, s:s?, s:s?, s:s?}", "escn", entry->escn, "status", entry->status, "issued_at", entry->issued_at, "expires_at", entry->expires_at));
  cw_cli_say (cli, _ ("%s is registered: %s, valid until %s."), entry->escn, entry->status != NULL ? entry->status : entry->active ? "ACTIVE" : "INACTIVE", entry->expires_at);
  return CW_EXIT_DONE;
}

/* A number is looked up where it was issued: at the institution whose PIC it holds. */
static int
cw_router_look_up (CwCli        *cli,
                   CwStation    *station,
                   GPtrArray    *institutions,
                   const CwEscn *number,
                   GError      **error)
{
  g_autofree char *escn = cw_escn_to_string (number);
  char pic[10];

  cw_escn_get_pic (number, pic);
  for (guint i = 0; i < institutions->len; i++)
    {
      const CwInstitution *institution = g_ptr_array_index (institutions, i);
      g_autoptr (CwRegistry) registry = NULL;

      if (g_strcmp0 (institution->pic, pic) != 0)
        continue;
      registry = cw_router_open (station, institution->id, error);
      return registry != NULL ? cw_router_tell_entry (cli, registry, escn, error) : -1;
    }
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("The number holds the PIC %s, and no institution of this station has it."), pic);
  return -1;
}

/* @number: (nullable): a card to look up once all answer */
static int
cw_router_check_all (CwCli        *cli,
                     CwStation    *station,
                     const CwEscn *number,
                     GError      **error)
{
  g_autoptr (GPtrArray) institutions = cw_store_list_institutions (cw_station_get_tools (station)->store, error);
  json_t *list = json_array ();

  cw_cli_set (cli, "institutions", list);
  if (institutions == NULL)
    return -1;
  for (guint i = 0; i < institutions->len; i++)
    {
      const CwInstitution *institution = g_ptr_array_index (institutions, i);
      g_autoptr (CwRegistry) registry = cw_router_open (station, institution->id, error);

      if (registry == NULL || !cw_registry_ping (registry, NULL, error))
        return -1;
      json_array_append_new (list, json_string (institution->id));
      cw_cli_say (cli, _ ("The register answers for “%s”."), institution->id);
    }
  return number != NULL ? cw_router_look_up (cli, station, institutions, number, error) : CW_EXIT_DONE;
}

int
cw_verb_router_check (CwCli   *cli,
                      int      argc,
                      char   **argv,
                      GError **error)
{
  g_autofree char *escn = NULL;
  const GOptionEntry entries[] = {
    { "escn", 0, 0, G_OPTION_ARG_STRING, &escn, N_ ("Look this card up"), "ESCN" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;
  CwEscn number;

  if (!cw_cli_parse (cli, entries, "router check", NULL, &argc, &argv, error))
    return -1;
  if (escn != NULL && !cw_escn_parse (escn, &number, error))
    return -1;
  station = cw_cli_open (cli, FALSE, error);
  return station != NULL ? cw_router_check_all (cli, station, escn != NULL ? &number : NULL, error) : -1;
}

int
cw_verb_outbox_list (CwCli   *cli,
                     int      argc,
                     char   **argv,
                     GError **error)
{
  g_autoptr (CwStation) station = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  json_t *list = json_array ();
  guint owed = 0;

  cw_cli_set (cli, "messages", list);
  if (!cw_cli_parse (cli, NULL, "outbox list", NULL, &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, FALSE, error);
  if (station == NULL)
    return -1;
  rows = cw_store_list_messages (cw_station_get_tools (station)->store, NULL, LIST_LIMIT, error);
  if (rows == NULL)
    return -1;
  for (guint i = 0; i < rows->len; i++)
    {
      const CwOutboxRow *row = g_ptr_array_index (rows, i);

      json_array_append_new (list, json_pack ("{s:I, s:s, s:s, s:I, s:i, s:s?}", "id", (json_int_t) row->id, "kind", row->kind, "state", row->state, "card", (json_int_t) row->card_id, "attempts", (int) row->attempts, "error", row->last_error));
      if (g_strcmp0 (row->state, "sent") == 0)
        continue;
      owed++;
      cw_cli_say (cli, "%" PRId64 "\t%s\t%s\t%s", row->id, row->kind, row->state, row->last_error != NULL ? row->last_error : "");
    }
  if (owed == 0)
    cw_cli_say (cli, "%s", _ ("Nothing is owed to the register."));
  return CW_EXIT_DONE;
}

int
cw_verb_outbox_send (CwCli   *cli,
                     int      argc,
                     char   **argv,
                     GError **error)
{
  g_autoptr (CwStation) station = NULL;
  const CwIssueTools *tools;
  CwOutboxResult result = { 0 };

  if (!cw_cli_parse (cli, NULL, "outbox send", NULL, &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, TRUE, error);
  if (station == NULL)
    return -1;
  tools = cw_station_get_tools (station);
  if (!cw_outbox_send_due (tools->store, tools->registry, tools->user_data, tools->clock, NULL, &result, error))
    return -1;
  cw_cli_set (cli, "sent", json_integer (result.sent));
  cw_cli_set (cli, "waiting", json_integer (result.waiting));
  cw_cli_set (cli, "refused", json_integer (result.refused));
  cw_cli_say (cli, _ ("%u sent, %u waiting, %u refused."), result.sent, result.waiting, result.refused);
  return result.refused > 0 ? CW_EXIT_FAILED : CW_EXIT_DONE;
}
