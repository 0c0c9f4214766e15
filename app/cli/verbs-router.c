/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include "app/cli/router.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/router/esc.h"

/* router: what the ESC-Router has. Questions only; nothing of it is changed. */

CwRegistry *
cw_router_open (CwStation  *station,
                const char *institution_id,
                GError    **error)
{
  const CwIssueTools *tools = cw_station_get_tools (station);

  return tools->registry (institution_id, tools->user_data, error);
}

CwInstitution *
cw_router_pick (CwStation  *station,
                const char *id,
                GError    **error)
{
  CwStore *store = cw_station_get_tools (station)->store;
  g_autoptr (GPtrArray) all = NULL;

  if (id != NULL)
    return cw_store_get_institution (store, id, error);
  all = cw_store_list_institutions (store, error);
  if (all == NULL)
    return NULL;
  if (all->len == 1)
    return cw_institution_ref (g_ptr_array_index (all, 0));
  g_set_error_literal (error, CW_ERROR, all->len == 0 ? CW_ERROR_NOT_FOUND : CW_ERROR_USAGE,
                       all->len == 0 ? _ ("This station has no institution. Add one with “cardwright-cli institution add”.")
                                     : _ ("This station has several institutions. Say which with --institution; “cardwright-cli institution list” shows them."));
  return NULL;
}

void
cw_router_warn (CwCli     *cli,
                CwStation *station)
{
  cw_cli_set (cli, "sandbox", json_boolean (cw_station_is_sandbox (station)));
  if (cw_station_is_sandbox (station) && !cli->json)
    g_printerr ("%s\n", cw_station_get_warning (station));
}

typedef struct
{
  CwCli   *cli;
  gboolean csv;
  json_t  *list;
} CwRows;

static void
cw_rows_print (CwRows            *rows,
               const char *const *fields,
               guint              n)
{
  g_autoptr (GString) line = g_string_new (NULL);

  if (rows->cli->json)
    return;
  for (guint i = 0; i < n; i++)
    {
      if (rows->csv)
        cw_cli_add_field (line, fields[i]);
      else
        g_string_append_printf (line, "%s%s", i > 0 ? "\t" : "", fields[i] != NULL ? fields[i] : "");
    }
  g_print ("%s%s", line->str, rows->csv ? "\r\n" : "\n");
}

static gboolean
cw_rows_take_person (const CwPersonEntry *person,
                     gpointer             user_data,
                     GError             **error)
{
  CwRows *rows = user_data;
  const char *level = person->level != CW_ACADEMIC_LEVEL_NONE ? cw_academic_level_to_name (person->level) : NULL;
  const char *const fields[] = { person->esi, person->full_name, person->email, level, person->expires_at };

  cw_rows_print (rows, fields, G_N_ELEMENTS (fields));
  json_array_append_new (rows->list, json_pack ("{s:s, s:s?, s:s?, s:s?, s:s?, s:s?}", "esi", person->esi, "name", person->full_name, "email", person->email,
                                                "level", level, "pic", person->pic, "expires_at", person->expires_at));
  return TRUE;
}

static gboolean
cw_rows_take_card (const CwCardEntry *card,
                   gpointer           user_data,
                   GError           **error)
{
  CwRows *rows = user_data;
  const char *const fields[] = { card->escn, card->esi, card->issued_at, card->expires_at, card->status };

  cw_rows_print (rows, fields, G_N_ELEMENTS (fields));
  json_array_append_new (rows->list, json_pack ("{s:s, s:s?, s:s?, s:s?, s:s?, s:s?}", "escn", card->escn, "esi", card->esi, "issued_at", card->issued_at,
                                                "expires_at", card->expires_at, "status", card->status, "pic", card->pic));
  return TRUE;
}

/* Both lists. @persons: else cards */
static int
cw_router_list (CwCli      *cli,
                int         argc,
                char      **argv,
                gboolean    persons,
                GError    **error)
{
  static const char *const heads[][5] = {
    { "esi", "name", "email", "level", "expires_at" },
    { "escn", "esi", "issued_at", "expires_at", "status" },
  };
  g_autofree char *search = NULL;
  g_autofree char *id = NULL;
  CwRows rows = { .cli = cli, .list = json_array () };
  const GOptionEntry entries[] = {
    { "search", 0, 0, G_OPTION_ARG_STRING, &search, N_ ("Only these, in the ESC-Router's words (field:value)"), N_ ("TEXT") },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &rows.csv, N_ ("Answer with a table for a spreadsheet"), NULL },
    { "institution", 0, 0, G_OPTION_ARG_STRING, &id, N_ ("With this institution's token"), N_ ("ID") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;
  g_autoptr (CwInstitution) institution = NULL;
  g_autoptr (CwRegistry) registry = NULL;
  CwEscSum sum = { 0 };

  cw_cli_set (cli, persons ? "persons" : "cards", rows.list);
  if (!cw_cli_parse (cli, entries, persons ? "router persons" : "router cards", NULL, &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, FALSE, error);
  institution = station != NULL ? cw_router_pick (station, id, error) : NULL;
  registry = institution != NULL ? cw_router_open (station, institution->id, error) : NULL;
  if (registry == NULL)
    return -1;
  cw_router_warn (cli, station);
  if (rows.csv)
    cw_rows_print (&rows, heads[persons ? 0 : 1], G_N_ELEMENTS (heads[0]));
  if (persons ? !cw_esc_list_persons (registry, institution->pic, search, cw_rows_take_person, &rows, &sum, NULL, error)
              : !cw_esc_list_cards (registry, search, cw_rows_take_card, &rows, &sum, NULL, error))
    return -1;
  cw_cli_set (cli, "total", json_integer ((json_int_t) sum.total));
  cw_cli_set (cli, "changed", json_boolean (sum.changed));
  if (sum.rows == 0 && !rows.csv)
    cw_cli_say (cli, "%s", _ ("The ESC-Router has none."));
  if (sum.changed)
    g_printerr ("%s\n", _ ("The list changed while it was read: a line may be missing or stand twice."));
  return CW_EXIT_DONE;
}

int
cw_verb_router_persons (CwCli   *cli,
                        int      argc,
                        char   **argv,
                        GError **error)
{
  return cw_router_list (cli, argc, argv, TRUE, error);
}

int
cw_verb_router_cards (CwCli   *cli,
                      int      argc,
                      char   **argv,
                      GError **error)
{
  return cw_router_list (cli, argc, argv, FALSE, error);
}

/* The register to ask about any card, whoever issued it: the first institution's will do. */
static CwRegistry *
cw_router_open_any (CwCli      *cli,
                    CwStation  *station,
                    GError    **error)
{
  g_autoptr (GPtrArray) all = cw_store_list_institutions (cw_station_get_tools (station)->store, error);

  if (all == NULL)
    return NULL;
  cw_router_warn (cli, station);
  if (all->len > 0)
    return cw_router_open (station, ((CwInstitution *) g_ptr_array_index (all, 0))->id, error);
  g_set_error_literal (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("This station has no institution. Add one with “cardwright-cli institution add”."));
  return NULL;
}

static int
cw_router_tell_public (CwCli              *cli,
                       const CwPublicCard *card)
{
  const char *level = card->level != CW_ACADEMIC_LEVEL_NONE ? cw_academic_level_to_name (card->level) : NULL;

  cw_cli_set (cli, "card", json_pack ("{s:s, s:s, s:s?, s:s?, s:s?, s:s?, s:s?}", "escn", card->escn, "status", card->status, "issued_at", card->issued_at,
                                      "expires_at", card->expires_at, "pic", card->pic, "issuer", card->issuer, "level", level));
  cw_cli_tell (cli, _ ("Card"), "%s", card->escn);
  cw_cli_tell (cli, _ ("State"), "%s", card->status);
  if (card->expires_at != NULL)
    cw_cli_tell (cli, _ ("Valid until"), "%s", card->expires_at);
  if (card->issuer != NULL)
    cw_cli_tell (cli, _ ("Issuer"), "%s (%s)", card->issuer, card->pic != NULL ? card->pic : "");
  if (level != NULL)
    cw_cli_tell (cli, _ ("Academic level"), "%s", level);
  return CW_EXIT_DONE;
}

/* @verifier: of the verifier, else the router's public status */
static int
cw_router_ask_public (CwCli      *cli,
                      int         argc,
                      char      **argv,
                      gboolean    verifier,
                      GError    **error)
{
  g_autoptr (CwStation) station = NULL;
  g_autoptr (CwRegistry) registry = NULL;
  g_autoptr (CwPublicCard) card = NULL;
  CwEscn number;

  if (!cw_cli_parse (cli, NULL, verifier ? "router verify" : "router status", "ESCN", &argc, &argv, error) || !cw_escn_parse (argv[1], &number, error))
    return -1;
  station = cw_cli_open (cli, FALSE, error);
  registry = station != NULL ? cw_router_open_any (cli, station, error) : NULL;
  if (registry == NULL)
    return -1;
  card = verifier ? cw_esc_verify (registry, argv[1], NULL, error) : cw_esc_get_status (registry, argv[1], NULL, error);
  return card != NULL ? cw_router_tell_public (cli, card) : -1;
}

int
cw_verb_router_status (CwCli   *cli,
                       int      argc,
                       char   **argv,
                       GError **error)
{
  return cw_router_ask_public (cli, argc, argv, FALSE, error);
}

int
cw_verb_router_verify (CwCli   *cli,
                       int      argc,
                       char   **argv,
                       GError **error)
{
  return cw_router_ask_public (cli, argc, argv, TRUE, error);
}

int
cw_verb_router_numbers (CwCli   *cli,
                        int      argc,
                        char   **argv,
                        GError **error)
{
  int count = 1;
  g_autofree char *id = NULL;
  const GOptionEntry entries[] = {
    { "count", 0, 0, G_OPTION_ARG_INT, &count, N_ ("How many, 1 to 100 (otherwise 1)"), N_ ("N") },
    { "institution", 0, 0, G_OPTION_ARG_STRING, &id, N_ ("For this institution"), N_ ("ID") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;
  g_autoptr (CwInstitution) institution = NULL;
  g_autoptr (CwRegistry) registry = NULL;
  g_auto (GStrv) numbers = NULL;
  json_t *list = json_array ();

  cw_cli_set (cli, "numbers", list);
  if (!cw_cli_parse (cli, entries, "router numbers", NULL, &argc, &argv, error))
    return -1;
  if (count < 1 || count > CW_ESC_NUMBERS_MAX)
    return cw_cli_usage (error, _ ("--count takes a number from 1 to 100."));
  station = cw_cli_open (cli, FALSE, error);
  institution = station != NULL ? cw_router_pick (station, id, error) : NULL;
  registry = institution != NULL ? cw_router_open (station, institution->id, error) : NULL;
  if (registry == NULL)
    return -1;
  cw_router_warn (cli, station);
  numbers = cw_esc_make_numbers (registry, institution->pic, cw_station_get_tools (station)->prefix, (guint) count, NULL, error);
  if (numbers == NULL)
    return -1;
  for (guint i = 0; numbers[i] != NULL; i++)
    {
      json_array_append_new (list, json_string (numbers[i]));
      cw_cli_say (cli, "%s", numbers[i]);
    }
  return CW_EXIT_DONE;
}

int
cw_verb_router_qr (CwCli   *cli,
                   int      argc,
                   char   **argv,
                   GError **error)
{
  g_autofree char *output = NULL;
  const GOptionEntry entries[] = {
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &output, N_ ("Write the SVG picture here"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;
  g_autoptr (CwRegistry) registry = NULL;
  g_autofree char *svg = NULL;

  if (!cw_cli_parse (cli, entries, "router qr", "ESCN", &argc, &argv, error))
    return -1;
  if (output == NULL)
    return cw_cli_usage (error, _ ("Say with --output where the picture shall be written."));
  station = cw_cli_open (cli, FALSE, error);
  registry = station != NULL ? cw_router_open_any (cli, station, error) : NULL;
  svg = registry != NULL ? cw_esc_get_qr (registry, argv[1], NULL, error) : NULL;
  if (svg == NULL || !g_file_set_contents (output, svg, -1, error))
    return -1;
  cw_cli_set_text (cli, "output", output);
  cw_cli_say (cli, _ ("Written: %s"), output);
  return CW_EXIT_DONE;
}
