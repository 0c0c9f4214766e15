/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/cli/cli.h"
#include "app/core/esi.h"

/* escn and esi: the two numbers of the European Student Card, made and checked. */

#define MAX_NUMBERS 1000

static gboolean
cw_escn_make_many (CwCli      *cli,
                   CwStore    *store,
                   guint       prefix,
                   const char *pic,
                   int         count,
                   GError    **error)
{
  json_t *list = json_array ();

  cw_cli_set (cli, "escn", list);
  for (int i = 0; i < count; i++)
    {
      g_autofree char *text = NULL;
      CwEscn escn;

      if (!cw_store_next_escn (store, prefix, pic, &escn, error))
        return FALSE;
      text = cw_escn_to_string (&escn);
      json_array_append_new (list, json_string (text));
      cw_cli_say (cli, "%s", text);
    }
  return TRUE;
}

int
cw_verb_escn_new (CwCli   *cli,
                  int      argc,
                  char   **argv,
                  GError **error)
{
  g_autofree char *pic = NULL;
  int prefix = -1;
  int count = 1;
  const GOptionEntry entries[] = {
    { "pic", 0, 0, G_OPTION_ARG_STRING, &pic, N_ ("PIC of the institution: nine digits"), "PIC" },
    { "prefix", 0, 0, G_OPTION_ARG_INT, &prefix, N_ ("Prefix, 0 to 999; otherwise that of the station"), "N" },
    { "count", 0, 0, G_OPTION_ARG_INT, &count, N_ ("How many, 1 to 1000"), "N" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;

  if (!cw_cli_parse (cli, entries, "escn new", NULL, &argc, &argv, error))
    return -1;
  if (pic == NULL || count < 1 || count > MAX_NUMBERS)
    return cw_cli_usage (error, _ ("Say “escn new --pic 999933328”, and --count from 1 to 1000."));
  if (!cw_escn_check_pic (pic, error) || (prefix != -1 && !cw_escn_check_prefix ((guint) prefix, error)))
    return -1;
  /* the station's store keeps the last stamp: that is what makes a number never come twice */
  station = cw_cli_open (cli, FALSE, error);
  if (station == NULL)
    return -1;
  if (prefix == -1)
    prefix = (int) cw_station_get_tools (station)->prefix;
  return cw_escn_make_many (cli, cw_station_get_tools (station)->store, (guint) prefix, pic, count, error) ? CW_EXIT_DONE : -1;
}

int
cw_verb_escn_check (CwCli   *cli,
                    int      argc,
                    char   **argv,
                    GError **error)
{
  g_autofree char *text = NULL;
  char pic[10];
  CwEscn escn;

  if (!cw_cli_parse (cli, NULL, "escn check", "ESCN", &argc, &argv, error) || !cw_escn_parse (argv[1], &escn, error))
    return -1;
  text = cw_escn_to_string (&escn);
  cw_escn_get_pic (&escn, pic);
  cw_cli_set_text (cli, "escn", text);
  cw_cli_set_text (cli, "pic", pic);
  cw_cli_set (cli, "prefix", json_integer (cw_escn_get_prefix (&escn)));
  cw_cli_say (cli, _ ("%s is a valid ESCN: PIC %s, prefix %03u."), text, pic, cw_escn_get_prefix (&escn));
  return CW_EXIT_DONE;
}

int
cw_verb_esi_new (CwCli   *cli,
                 int      argc,
                 char   **argv,
                 GError **error)
{
  g_autofree char *scope = NULL;
  g_autofree char *code = NULL;
  g_autofree char *esi = NULL;
  const GOptionEntry entries[] = {
    { "scope", 0, 0, G_OPTION_ARG_STRING, &scope, N_ ("Home organisation (lbtu.lv) or country (lv)"), N_ ("SCOPE") },
    { "code", 0, 0, G_OPTION_ARG_STRING, &code, N_ ("The student's code there"), N_ ("CODE") },
    G_OPTION_ENTRY_NULL,
  };

  if (!cw_cli_parse (cli, entries, "esi new", NULL, &argc, &argv, error))
    return -1;
  if (scope == NULL || code == NULL)
    return cw_cli_usage (error, _ ("Say “esi new --scope lbtu.lv --code LF23001”."));
  esi = cw_esi_make (scope, code, error);
  if (esi == NULL)
    return -1;
  cw_cli_set_text (cli, "esi", esi);
  cw_cli_say (cli, "%s", esi);
  return CW_EXIT_DONE;
}

int
cw_verb_esi_check (CwCli   *cli,
                   int      argc,
                   char   **argv,
                   GError **error)
{
  g_autofree char *esi = NULL;
  g_autofree char *scope = NULL;
  g_autofree char *code = NULL;

  if (!cw_cli_parse (cli, NULL, "esi check", "ESI", &argc, &argv, error) || !cw_esi_check (argv[1], error))
    return -1;
  esi = cw_esi_normalize (argv[1], error);
  if (esi == NULL)
    return -1;
  scope = cw_esi_get_scope (esi);
  code = cw_esi_get_code (esi);
  cw_cli_set_text (cli, "esi", esi);
  cw_cli_set_text (cli, "scope", scope);
  cw_cli_set_text (cli, "code", code);
  cw_cli_say (cli, _ ("%s is a valid ESI: scope %s, code %s."), esi, scope, code);
  return CW_EXIT_DONE;
}
