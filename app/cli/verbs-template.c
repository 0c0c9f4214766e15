/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/cli/render.h"
#include "templates/format/package.h"
#include "templates/format/preview.h"

/* template check, pack, unpack, list: designs as files, without a station. */

/* entries of a person's own folder that are looked at */
#define SHELF_LIMIT 1000

/* The template by its word or by its option, one of the two; (nullable) */
static const char *
cw_template_choose (int         argc,
                    char      **argv,
                    const char *option)
{
  if (argc > 1)
    return option == NULL ? argv[1] : NULL;
  return option;
}

/* The record and photo in these files (nullable), or the template's own sample and a stand-in. */
static CwFace *
cw_template_fill (CwTemplate *template,
                  const char *record,
                  const char *photo,
                  GError    **error)
{
  g_autoptr (CwRecord) fields = record != NULL ? cw_cli_read_record (record, error) : cw_record_ref (cw_template_get_sample (template));
  g_autoptr (GBytes) picture = NULL;
  CwFace *face;

  if (fields == NULL || !cw_render_read_photo (photo, &picture, error))
    return NULL;
  if (picture == NULL)
    picture = cw_preview_make_photo (error);
  if (picture == NULL)
    return NULL;
  face = cw_face_new (template, fields, picture, error);
  if (face == NULL)
    g_prefix_error (error, "%s: ", record != NULL ? record : _ ("The template's sample"));
  return face;
}

/* Whether there is nothing to fill the template with. */
static gboolean
cw_template_lacks_sample (CwTemplate *template)
{
  g_auto (GStrv) fields = cw_template_list_fields (template);
  g_auto (GStrv) given = cw_record_list (cw_template_get_sample (template));

  return fields[0] != NULL && given[0] == NULL;
}

int
cw_verb_template_check (CwCli   *cli,
                        int      argc,
                        char   **argv,
                        GError **error)
{
  g_autofree char *option = NULL;
  g_autofree char *record = NULL;
  g_autofree char *photo = NULL;
  const GOptionEntry entries[] = {
    { "template", 0, 0, G_OPTION_ARG_STRING, &option, N_ ("A template's name, template.json or package"), N_ ("FILE") },
    { "record", 0, 0, G_OPTION_ARG_FILENAME, &record, N_ ("A record: a JSON object of texts; otherwise the template's sample"), N_ ("FILE") },
    { "photo", 0, 0, G_OPTION_ARG_FILENAME, &photo, N_ ("A photo; otherwise a stand-in"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL,
  };
  const char *name;
  g_autoptr (CwTemplate) template = NULL;
  g_autoptr (CwFace) face = NULL;
  g_autoptr (GPtrArray) checks = NULL;

  if (!cw_cli_parse (cli, entries, "template check", "[TEMPLATE]", &argc, &argv, error))
    return -1;
  name = cw_template_choose (argc, argv, option);
  if (name == NULL)
    return cw_cli_usage (error, _ ("Say “template check TEMPLATE”: a name, a template.json or a package."));
  template = cw_render_load_template (name, error);
  if (template == NULL)
    return -1;
  cw_cli_set_text (cli, "name", cw_template_get_name (template));
  cw_cli_set_text (cli, "digest", cw_template_get_digest (template));
  cw_cli_say (cli, _ ("“%s” is a valid template."), cw_template_get_name (template));
  if (record == NULL && cw_template_lacks_sample (template))
    {
      cw_cli_say (cli, "%s", _ ("It brings no sample. To check a whole card, give a record with --record FILE."));
      return CW_EXIT_DONE;
    }
  face = cw_template_fill (template, record, photo, error);
  if (face == NULL)
    return -1;
  checks = cw_face_check (face);
  if (checks->len == 0)
    cw_cli_say (cli, "%s", record == NULL ? _ ("Filled with its own sample there is nothing to remark.") : _ ("Filled with the record there is nothing to remark."));
  return cw_render_tell_list (cli, checks) ? CW_EXIT_DONE : CW_EXIT_FAILED;
}

int
cw_verb_template_pack (CwCli   *cli,
                       int      argc,
                       char   **argv,
                       GError **error)
{
  g_autofree char *option = NULL;
  g_autofree char *output = NULL;
  const GOptionEntry entries[] = {
    { "template", 0, 0, G_OPTION_ARG_STRING, &option, N_ ("A template's name, folder or template.json"), N_ ("FILE") },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &output, N_ ("The package to write: .cardtemplate"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL,
  };
  const char *name;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFile) package = NULL;

  if (!cw_cli_parse (cli, entries, "template pack", "[TEMPLATE]", &argc, &argv, error))
    return -1;
  name = cw_template_choose (argc, argv, option);
  if (name == NULL || output == NULL || !g_str_has_suffix (output, CW_PACKAGE_SUFFIX))
    return cw_cli_usage (error, _ ("Say “template pack TEMPLATE --output FILE.cardtemplate”."));
  file = cw_render_find_template (name);
  package = g_file_new_for_commandline_arg (output);
  if (!cw_package_write (file, package, error))
    return -1;
  cw_cli_set_text (cli, "output", output);
  cw_cli_set_text (cli, "media_type", CW_PACKAGE_MEDIA_TYPE);
  cw_cli_say (cli, _ ("Written: %s"), output);
  return CW_EXIT_DONE;
}

int
cw_verb_template_unpack (CwCli   *cli,
                         int      argc,
                         char   **argv,
                         GError **error)
{
  g_autofree char *output = NULL;
  const GOptionEntry entries[] = {
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &output, N_ ("The folder to make"), N_ ("FOLDER") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GFile) package = NULL;
  g_autoptr (GFile) folder = NULL;

  if (!cw_cli_parse (cli, entries, "template unpack", "PACKAGE", &argc, &argv, error))
    return -1;
  if (output == NULL)
    return cw_cli_usage (error, _ ("Say “template unpack PACKAGE --output FOLDER”."));
  package = cw_render_find_template (argv[1]);
  folder = g_file_new_for_commandline_arg (output);
  if (!cw_package_unpack (package, folder, error))
    return -1;
  cw_cli_set_text (cli, "output", output);
  cw_cli_say (cli, _ ("Written: %s"), output);
  return CW_EXIT_DONE;
}

static json_t *
cw_template_list_to_json (char **list)
{
  json_t *array = json_array ();

  for (guint i = 0; list[i] != NULL; i++)
    json_array_append_new (array, json_string (list[i]));
  return array;
}

/* A line of names behind a label; nothing when there are none. */
static void
cw_template_say_list (CwCli      *cli,
                      const char *label,
                      char      **list)
{
  g_autofree char *joined = g_strjoinv (", ", list);

  if (list[0] != NULL)
    cw_cli_say (cli, "    %s: %s", label, joined);
}

/* @place: (nullable): its file, %NULL for one that comes with the program */
static void
cw_template_tell (CwCli      *cli,
                  json_t     *templates,
                  const char *name,
                  const char *place)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (CwTemplate) template = cw_render_load_template (place != NULL ? place : name, &failure);
  g_auto (GStrv) fields = NULL;
  g_auto (GStrv) missing = NULL;
  json_t *entry = json_pack ("{s:s, s:s?}", "name", name, "file", place);

  json_array_append_new (templates, entry);
  if (template == NULL)
    {
      json_object_set_new (entry, "error", json_string (failure->message));
      cw_cli_say (cli, _ ("%s cannot be used: %s"), name, failure->message);
      return;
    }
  fields = cw_template_list_fields (template);
  missing = cw_template_list_missing_fonts (template);
  json_object_set_new (entry, "title", json_string (cw_template_get_name (template)));
  json_object_set_new (entry, "description", cw_template_get_description (template) != NULL ? json_string (cw_template_get_description (template)) : json_null ());
  json_object_set_new (entry, "orientation", json_string (cw_template_is_portrait (template) ? "portrait" : "landscape"));
  json_object_set_new (entry, "sides", json_integer (cw_template_has_back (template) ? 2 : 1));
  json_object_set_new (entry, "fields", cw_template_list_to_json (fields));
  json_object_set_new (entry, "fonts_missing", cw_template_list_to_json (missing));
  cw_cli_say (cli, "%s: %s · %s · %s", name, cw_template_get_name (template), cw_template_is_portrait (template) ? _ ("portrait") : _ ("landscape"),
              cw_template_has_back (template) ? _ ("front and back") : _ ("front only"));
  cw_template_say_list (cli, _ ("fields"), fields);
  cw_template_say_list (cli, _ ("fonts missing"), missing);
}

static int
cw_template_compare (gconstpointer a,
                     gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Files of a person's own folder that could be templates, sorted. */
static GPtrArray *
cw_template_list_shelf (const char *shelf)
{
  GPtrArray *places = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (shelf, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && places->len < SHELF_LIMIT && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (shelf, name, NULL);
      g_autofree char *json = g_build_filename (path, "template.json", NULL);

      if (name[0] != '.' && (g_str_has_suffix (name, CW_PACKAGE_SUFFIX) || g_file_test (json, G_FILE_TEST_EXISTS)))
        g_ptr_array_add (places, g_steal_pointer (&path));
    }
  g_ptr_array_sort (places, cw_template_compare);
  return places;
}

int
cw_verb_template_list (CwCli   *cli,
                       int      argc,
                       char   **argv,
                       GError **error)
{
  const char *const *shipped = cw_template_list_shipped ();
  g_autofree char *shelf = cw_render_get_shelf ();
  g_autoptr (GPtrArray) places = NULL;
  json_t *templates = NULL;

  if (!cw_cli_parse (cli, NULL, "template list", NULL, &argc, &argv, error))
    return -1;
  templates = json_array ();
  cw_cli_set (cli, "templates", templates);
  cw_cli_set_text (cli, "folder", shelf);
  for (guint i = 0; shipped[i] != NULL; i++)
    cw_template_tell (cli, templates, shipped[i], NULL);
  places = cw_template_list_shelf (shelf);
  for (guint i = 0; i < places->len; i++)
    {
      const char *place = g_ptr_array_index (places, i);
      g_autofree char *name = g_path_get_basename (place);

      if (g_str_has_suffix (name, CW_PACKAGE_SUFFIX))
        name[strlen (name) - strlen (CW_PACKAGE_SUFFIX)] = '\0';
      cw_template_tell (cli, templates, name, place);
    }
  return CW_EXIT_DONE;
}
