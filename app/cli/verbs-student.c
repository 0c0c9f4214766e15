/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/cli/cli.h"
#include "app/issue/lifecycle.h"

/* student show, correct, leave, return, new-esi: a record, and the person in the register. */

static int
cw_student_tell (CwCli      *cli,
                 CwStation  *station,
                 const char *id,
                 GError    **error)
{
  g_autoptr (CwStudent) student = cw_store_get_student (cw_station_get_tools (station)->store, id, error);
  g_autofree char *name = student != NULL ? cw_student_get_full_name (student) : NULL;

  if (student == NULL)
    return -1;
  cw_cli_set (cli, "student",
              json_pack ("{s:s, s:s, s:s?, s:s?, s:s?, s:s?, s:s?, s:s, s:s?, s:s?, s:s?, s:s?}", "id", student->id, "institution", student->institution_id, "number", student->number,
                         "given_names", student->given_names, "family_name", student->family_name, "email", student->email, "programme", student->programme,
                         "level", cw_academic_level_to_name (student->level), "esi", student->esi, "valid_until", student->valid_until,
                         "registered_esi", student->registered_esi, "left_at", student->left_at));
  cw_cli_tell (cli, _ ("Student"), "%s", student->id);
  cw_cli_tell (cli, _ ("Name"), "%s", name);
  cw_cli_tell (cli, _ ("E-mail"), "%s", student->email != NULL ? student->email : "–");
  cw_cli_tell (cli, _ ("Programme"), "%s", student->programme != NULL ? student->programme : "–");
  cw_cli_tell (cli, _ ("ESI"), "%s", student->esi != NULL ? student->esi : "–");
  cw_cli_tell (cli, _ ("In the register"), "%s", student->registered_esi != NULL ? student->registered_esi : "–");
  cw_cli_tell (cli, _ ("Studies end"), "%s", student->valid_until != NULL ? student->valid_until : "–");
  if (student->left_at != NULL)
    cw_cli_tell (cli, _ ("Left on"), "%s", student->left_at);
  return CW_EXIT_DONE;
}

int
cw_verb_student_show (CwCli   *cli,
                      int      argc,
                      char   **argv,
                      GError **error)
{
  g_autoptr (CwStation) station = NULL;

  if (!cw_cli_parse (cli, NULL, "student show", "ID", &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, FALSE, error);
  return station != NULL ? cw_student_tell (cli, station, argv[1], error) : -1;
}

/* An empty text takes a field away. */
static void
cw_student_set (char **field,
                char  *given)
{
  if (given == NULL)
    return;
  g_free (*field);
  *field = *given != '\0' ? g_strdup (given) : NULL;
}

int
cw_verb_student_correct (CwCli   *cli,
                         int      argc,
                         char   **argv,
                         GError **error)
{
  g_autofree char *given_names = NULL, *family_name = NULL, *email = NULL, *programme = NULL, *level = NULL, *valid_until = NULL, *esi = NULL;
  const GOptionEntry entries[] = {
    { "given-names", 0, 0, G_OPTION_ARG_STRING, &given_names, N_ ("Given names"), N_ ("TEXT") },
    { "family-name", 0, 0, G_OPTION_ARG_STRING, &family_name, N_ ("Family name"), N_ ("TEXT") },
    { "email", 0, 0, G_OPTION_ARG_STRING, &email, N_ ("E-mail address"), N_ ("TEXT") },
    { "programme", 0, 0, G_OPTION_ARG_STRING, &programme, N_ ("Programme of studies"), N_ ("TEXT") },
    { "level", 0, 0, G_OPTION_ARG_STRING, &level, N_ ("NONE, BACHELOR, MASTER or DOCTORATE"), N_ ("LEVEL") },
    { "valid-until", 0, 0, G_OPTION_ARG_STRING, &valid_until, N_ ("End of studies: yyyy-MM-dd"), N_ ("DATE") },
    { "esi", 0, 0, G_OPTION_ARG_STRING, &esi, N_ ("ESI, as long as the register does not know the person"), "ESI" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;
  g_autoptr (CwStudent) student = NULL;
  gboolean told = FALSE;

  if (!cw_cli_parse (cli, entries, "student correct", "ID", &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, TRUE, error);
  student = station != NULL ? cw_store_get_student (cw_station_get_tools (station)->store, argv[1], error) : NULL;
  if (student == NULL)
    return -1;
  if (level != NULL && !cw_academic_level_from_name (level, &student->level))
    return cw_cli_usage (error, _ ("The level is NONE, BACHELOR, MASTER or DOCTORATE."));
  cw_student_set (&student->given_names, given_names);
  cw_student_set (&student->family_name, family_name);
  cw_student_set (&student->email, email);
  cw_student_set (&student->programme, programme);
  cw_student_set (&student->valid_until, valid_until);
  cw_student_set (&student->esi, esi);
  if (!cw_life_correct (cw_station_get_tools (station), student, &told, error))
    return -1;
  cw_cli_set (cli, "told", json_boolean (told));
  cw_cli_say (cli, "%s", told ? _ ("The record is corrected, and the register is told of it.") : _ ("The record is corrected. The register is owed nothing for it."));
  return cw_student_tell (cli, station, argv[1], error);
}

static int
cw_student_end (CwCli      *cli,
                gboolean    leave,
                const char *name,
                int         argc,
                char      **argv,
                GError    **error)
{
  g_autofree char *reason = NULL;
  const GOptionEntry entries[] = {
    { "reason", 0, 0, G_OPTION_ARG_STRING, &reason, N_ ("Why, in a few words"), N_ ("TEXT") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;
  const CwIssueTools *tools;

  if (!cw_cli_parse (cli, entries, name, leave ? "ID" : "ID ESI", &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, TRUE, error);
  if (station == NULL)
    return -1;
  tools = cw_station_get_tools (station);
  if (!(leave ? cw_life_leave (tools, argv[1], reason, error) : cw_life_new_esi (tools, argv[1], argv[2], reason, error)))
    return -1;
  cw_cli_say (cli, "%s", _ ("All cards in use are withdrawn, and the register is told that the person goes."));
  return cw_student_tell (cli, station, argv[1], error);
}

int
cw_verb_student_leave (CwCli   *cli,
                       int      argc,
                       char   **argv,
                       GError **error)
{
  return cw_student_end (cli, TRUE, "student leave", argc, argv, error);
}

int
cw_verb_student_new_esi (CwCli   *cli,
                         int      argc,
                         char   **argv,
                         GError **error)
{
  return cw_student_end (cli, FALSE, "student new-esi", argc, argv, error);
}

int
cw_verb_student_return (CwCli   *cli,
                        int      argc,
                        char   **argv,
                        GError **error)
{
  g_autoptr (CwStation) station = NULL;

  if (!cw_cli_parse (cli, NULL, "student return", "ID", &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, TRUE, error);
  if (station == NULL || !cw_life_return (cw_station_get_tools (station), argv[1], error))
    return -1;
  return cw_student_tell (cli, station, argv[1], error);
}
