/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include "app/cli/render.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "templates/format/package.h"

/* Reading a design with a record and a photo, and saying what is wrong with the card. */

/* bytes of an encoded photo */
#define PHOTO_LIMIT (32 * 1024 * 1024)

char *
cw_render_get_shelf (void)
{
  return g_build_filename (g_get_user_data_dir (), "cardwright", "templates", NULL);
}

/* (nullable) */
static GFile *
find_on_shelf (const char *name)
{
  g_autofree char *shelf = cw_render_get_shelf ();
  g_autofree char *package = g_strconcat (shelf, G_DIR_SEPARATOR_S, name, CW_PACKAGE_SUFFIX, NULL);
  g_autofree char *json = g_build_filename (shelf, name, "template.json", NULL);

  if (name[0] == '\0' || name[0] == '.' || strchr (name, G_DIR_SEPARATOR) != NULL)
    return NULL;
  if (g_file_test (json, G_FILE_TEST_EXISTS))
    return g_file_new_for_path (json);
  return g_file_test (package, G_FILE_TEST_EXISTS) ? g_file_new_for_path (package) : NULL;
}

GFile *
cw_render_find_template (const char *name)
{
  g_autoptr (GFile) file = cw_template_get_shipped (name);

  if (file == NULL)
    file = find_on_shelf (name);
  if (file == NULL)
    file = g_file_new_for_commandline_arg (name);
  if (g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_DIRECTORY)
    return g_file_get_child (file, "template.json");
  return g_steal_pointer (&file);
}

CwTemplate *
cw_render_load_template (const char *name,
                         GError    **error)
{
  g_autoptr (GFile) file = cw_render_find_template (name);

  return cw_template_load (file, error);
}

gboolean
cw_render_read_photo (const char *path,
                      GBytes    **photo,
                      GError    **error)
{
  char *contents;
  gsize length = 0;

  *photo = NULL;
  if (path == NULL)
    return TRUE;
  contents = cw_cli_read_file (path, PHOTO_LIMIT, &length, error);
  if (contents == NULL)
    return FALSE;
  *photo = g_bytes_new_take (contents, length);
  return cw_photo_check (*photo, path, error);
}

CwFace *
cw_render_make_face (CwTemplate *template,
                     const char *record,
                     const char *photo,
                     GError    **error)
{
  g_autoptr (CwRecord) fields = cw_cli_read_record (record, error);
  g_autoptr (GBytes) picture = NULL;
  CwFace *face;

  if (fields == NULL || !cw_render_read_photo (photo, &picture, error))
    return NULL;
  face = cw_face_new (template, fields, picture, error);
  if (face == NULL)
    g_prefix_error (error, "%s: ", record);
  return face;
}

static json_t *
check_to_json (const CwCheck *check)
{
  return json_pack ("{s:s, s:s, s:s, s:s, s:f, s:s, s:s, s:s}", "side", cw_face_side_to_name (check->side), "element", check->element, "kind", cw_check_kind_to_name (check->kind),
                    "level", check->error ? "error" : "warning", "number", check->number, "unit", check->unit, "message", check->sentence, "remedy", check->remedy);
}

gboolean
cw_render_tell_list (CwCli     *cli,
                     GPtrArray *checks)
{
  json_t *list = json_array ();
  gboolean good = TRUE;

  cw_cli_set (cli, "checks", list);
  for (guint i = 0; i < checks->len; i++)
    {
      const CwCheck *check = g_ptr_array_index (checks, i);

      good = good && !check->error;
      json_array_append_new (list, check_to_json (check));
      cw_cli_say (cli, "%s: %s, %s: %s", check->error ? _ ("error") : _ ("warning"), cw_face_side_to_name (check->side), check->element, check->sentence);
    }
  return good;
}

gboolean
cw_render_tell_checks (CwCli  *cli,
                       CwFace *face)
{
  g_autoptr (GPtrArray) checks = cw_face_check (face);

  return cw_render_tell_list (cli, checks);
}
