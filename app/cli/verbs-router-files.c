/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "app/base/error.h"
#include "app/cli/router.h"
#include "app/router/esc-files.h"
#include "app/router/esc.h"

/* router: one student's picture and organisations, and the check of a CSV file. */

CwStudent *
cw_router_find_student (CwStation   *station,
                        const char  *text,
                        CwRegistry **registry,
                        GError     **error)
{
  g_autofree char *id = cw_cli_find_student (station, text, error);
  g_autoptr (CwStudent) student = id != NULL ? cw_store_get_student (cw_station_get_tools (station)->store, id, error) : NULL;

  if (student == NULL)
    return NULL;
  *registry = cw_router_open (station, student->institution_id, error);
  return *registry != NULL ? g_steal_pointer (&student) : NULL;
}

typedef struct
{
  CwCli      *cli;
  CwStore    *store;
  CwRegistry *registry;
  const char *id;   /* of the student */
  const char *esi;
  const char *pic;
} CwPictureJob;

static int
cw_picture_send (CwPictureJob *job,
                 GError      **error)
{
  g_autoptr (GBytes) photo = cw_store_get_photo (job->store, job->id, error);

  if (photo == NULL || !cw_esc_put_picture (job->registry, job->pic, job->esi, photo, NULL, error))
    return -1;
  cw_cli_set (job->cli, "has_picture", json_true ());
  cw_cli_say (job->cli, _ ("The ESC-Router has the photo of %s now, cut to 200 x 300 pixels by itself."), job->id);
  return CW_EXIT_DONE;
}

static int
cw_picture_delete (CwPictureJob *job,
                   GError      **error)
{
  if (!cw_esc_delete_picture (job->registry, job->pic, job->esi, NULL, error))
    return -1;
  cw_cli_set (job->cli, "has_picture", json_false ());
  cw_cli_say (job->cli, _ ("The ESC-Router has no photo of %s any more."), job->id);
  return CW_EXIT_DONE;
}

static int
cw_picture_fetch (CwPictureJob *job,
                  const char   *output,
                  GError      **error)
{
  g_autoptr (GBytes) picture = cw_esc_get_picture (job->registry, job->pic, job->esi, NULL, error);
  const char *data;
  gsize length;

  if (picture == NULL)
    return -1;
  data = g_bytes_get_data (picture, &length);
  /* a photo is for nobody else's eyes */
  if (!g_file_set_contents_full (output, data, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error))
    return -1;
  cw_cli_set (job->cli, "has_picture", json_true ());
  cw_cli_set_text (job->cli, "output", output);
  cw_cli_say (job->cli, _ ("Written: %s"), output);
  return CW_EXIT_DONE;
}

int
cw_verb_router_picture (CwCli   *cli,
                        int      argc,
                        char   **argv,
                        GError **error)
{
  gboolean erase = FALSE;
  g_autofree char *output = NULL;
  const GOptionEntry entries[] = {
    { "delete", 0, 0, G_OPTION_ARG_NONE, &erase, N_ ("Take it away from the ESC-Router"), NULL },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &output, N_ ("Fetch what the ESC-Router has into this file"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;
  g_autoptr (CwStudent) student = NULL;
  g_autoptr (CwRegistry) registry = NULL;
  g_autoptr (CwInstitution) institution = NULL;
  CwPictureJob job;

  if (!cw_cli_parse (cli, entries, "router picture", "STUDENT", &argc, &argv, error))
    return -1;
  if (erase && output != NULL)
    return cw_cli_usage (error, _ ("--delete and --output do not go together."));
  station = cw_cli_open (cli, FALSE, error);
  student = station != NULL ? cw_router_find_student (station, argv[1], &registry, error) : NULL;
  institution = student != NULL ? cw_store_get_institution (cw_station_get_tools (station)->store, student->institution_id, error) : NULL;
  if (institution == NULL)
    return -1;
  cw_router_warn (cli, station);
  job = (CwPictureJob) { cli, cw_station_get_tools (station)->store, registry, student->id, student->esi, institution->pic };
  cw_cli_set_text (cli, "student", student->id);
  if (erase)
    return cw_picture_delete (&job, error);
  return output != NULL ? cw_picture_fetch (&job, output, error) : cw_picture_send (&job, error);
}

int
cw_verb_router_organisations (CwCli   *cli,
                              int      argc,
                              char   **argv,
                              GError **error)
{
  g_autoptr (CwStation) station = NULL;
  g_autoptr (CwStudent) student = NULL;
  g_autoptr (CwRegistry) registry = NULL;
  g_autoptr (GPtrArray) found = NULL;
  json_t *list = json_array ();

  cw_cli_set (cli, "organisations", list);
  if (!cw_cli_parse (cli, NULL, "router organisations", "STUDENT", &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, FALSE, error);
  student = station != NULL ? cw_router_find_student (station, argv[1], &registry, error) : NULL;
  found = student != NULL ? cw_esc_list_organisations (registry, student->esi, NULL, error) : NULL;
  if (found == NULL)
    return -1;
  cw_router_warn (cli, station);
  for (guint i = 0; i < found->len; i++)
    {
      const CwEscOrganisation *one = g_ptr_array_index (found, i);

      json_array_append_new (list, json_pack ("{s:s, s:s?, s:s?, s:b}", "pic", one->pic, "name", one->name, "schac", one->schac, "has_picture", one->has_picture));
      cw_cli_say (cli, "%s\t%s\t%s", one->pic, one->name != NULL ? one->name : "", one->has_picture ? _ ("has a picture") : _ ("no picture"));
    }
  return CW_EXIT_DONE;
}

static int
cw_csv_tell (CwCli     *cli,
             char     **columns,
             GPtrArray *troubles)
{
  g_autofree char *names = g_strjoinv (", ", columns);
  json_t *list = json_array ();

  cw_cli_set (cli, "errors", list);
  for (guint i = 0; i < troubles->len; i++)
    {
      const CwEscCsvError *trouble = g_ptr_array_index (troubles, i);

      json_array_append_new (list, json_pack ("{s:I, s:s?, s:s?}", "row", (json_int_t) trouble->row, "field", trouble->field, "message", trouble->message));
      cw_cli_say (cli, _ ("Row %" PRIu64 ", %s: %s"), trouble->row, trouble->field != NULL ? trouble->field : "", trouble->message != NULL ? trouble->message : "");
    }
  if (troubles->len == 0)
    {
      cw_cli_say (cli, "%s", _ ("The ESC-Router would take this file. It is imported on its web page."));
      return CW_EXIT_DONE;
    }
  cw_cli_say (cli, _ ("The columns are, in this order: %s."), names);
  return CW_EXIT_FAILED;
}

int
cw_verb_router_csv_check (CwCli   *cli,
                          int      argc,
                          char   **argv,
                          GError **error)
{
  static const char *const names[] = { "create", "update", "delete" };
  g_autofree char *operation = NULL;
  g_autofree char *id = NULL;
  const GOptionEntry entries[] = {
    { "operation", 0, 0, G_OPTION_ARG_STRING, &operation, N_ ("create, update or delete"), N_ ("WHAT") },
    { "institution", 0, 0, G_OPTION_ARG_STRING, &id, N_ ("With this institution's token"), N_ ("ID") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;
  g_autoptr (CwInstitution) institution = NULL;
  g_autoptr (CwRegistry) registry = NULL;
  g_autofree char *contents = NULL;
  g_autoptr (GBytes) file = NULL;
  g_auto (GStrv) columns = NULL;
  g_autoptr (GPtrArray) troubles = NULL;
  gsize length;
  guint at = 0;

  if (!cw_cli_parse (cli, entries, "router csv-check", "FILE", &argc, &argv, error))
    return -1;
  while (at < G_N_ELEMENTS (names) && g_strcmp0 (operation, names[at]) != 0)
    at++;
  if (at == G_N_ELEMENTS (names))
    return cw_cli_usage (error, _ ("Say with --operation what the file is for: create, update or delete."));
  contents = cw_cli_read_file (argv[1], CW_ESC_FILE_MAX, &length, error);
  station = contents != NULL ? cw_cli_open (cli, FALSE, error) : NULL;
  institution = station != NULL ? cw_router_pick (station, id, error) : NULL;
  registry = institution != NULL ? cw_router_open (station, institution->id, error) : NULL;
  if (registry == NULL)
    return -1;
  cw_router_warn (cli, station);
  file = g_bytes_new_static (contents, length);
  columns = cw_esc_get_csv_columns (registry, NULL, error);
  troubles = columns != NULL ? cw_esc_check_csv (registry, (CwEscCsvOperation) at, file, NULL, error) : NULL;
  return troubles != NULL ? cw_csv_tell (cli, columns, troubles) : -1;
}
