/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "app/base/error.h"
#include "app/cli/router.h"

/* router: what is registered. */

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
