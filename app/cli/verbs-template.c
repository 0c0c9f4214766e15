/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/cli/render.h"

/* template check: whether a design can be used. */

int
cw_verb_template_check (CwCli   *cli,
                        int      argc,
                        char   **argv,
                        GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *record = NULL;
  g_autofree char *photo = NULL;
  const GOptionEntry entries[] = {
    { "template", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("template.json, or the name of a shipped template"), N_ ("FILE") },
    { "record", 0, 0, G_OPTION_ARG_FILENAME, &record, N_ ("A record: a JSON object of texts"), N_ ("FILE") },
    { "photo", 0, 0, G_OPTION_ARG_FILENAME, &photo, N_ ("A photo"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwTemplate) template = NULL;
  g_autoptr (CwFace) face = NULL;

  if (!cw_cli_parse (cli, entries, "template check", NULL, &argc, &argv, error))
    return -1;
  if (name == NULL || (photo != NULL && record == NULL))
    return cw_cli_usage (error, _ ("Say “template check --template FILE”, and --record FILE with --photo FILE to check a whole card."));
  template = cw_render_load_template (name, error);
  if (template == NULL)
    return -1;
  cw_cli_set_text (cli, "name", cw_template_get_name (template));
  cw_cli_set_text (cli, "digest", cw_template_get_digest (template));
  cw_cli_say (cli, _ ("“%s” is a valid template."), cw_template_get_name (template));
  if (record == NULL)
    return CW_EXIT_DONE;

  face = cw_render_make_face (template, record, photo, error);
  if (face == NULL)
    return -1;
  return cw_render_tell_checks (cli, face) ? CW_EXIT_DONE : CW_EXIT_FAILED;
}
