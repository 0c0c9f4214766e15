/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/cli/render.h"
#include "templates/output.h"

/* render: a design seen without a station. */

#define LEAST_DPI 72
#define MOST_DPI 1200

typedef struct
{
  char *template;
  char *record;
  char *photo;
  char *face;
  char *layer;
  char *output;
  int   dpi;
} CwRenderOptions;

static void
cw_render_options_clear (CwRenderOptions *self)
{
  g_free (self->template);
  g_free (self->record);
  g_free (self->photo);
  g_free (self->face);
  g_free (self->layer);
  g_free (self->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwRenderOptions, cw_render_options_clear)

static gboolean
cw_render_read_medium (const CwRenderOptions *options,
                       CwFaceSide            *side,
                       CwFaceMedium          *medium,
                       GError               **error)
{
  if (options->template == NULL || options->record == NULL || options->face == NULL || options->output == NULL)
    {
      cw_cli_usage (error, _ ("Say “render --template FILE --record FILE --face front|back --output FILE.png”."));
      return FALSE;
    }
  if (!cw_face_side_from_name (options->face, side))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _ ("--face is front or back, not “%s”."), options->face);
      return FALSE;
    }
  if (options->layer != NULL && !cw_face_layer_from_name (options->layer, &medium->layer))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _ ("--layer is all, colour or resin, not “%s”."), options->layer);
      return FALSE;
    }
  if (options->dpi < LEAST_DPI || options->dpi > MOST_DPI)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _ ("--dpi is from %d to %d, not %d."), LEAST_DPI, MOST_DPI, options->dpi);
      return FALSE;
    }
  medium->dpi = options->dpi;
  return TRUE;
}

static gboolean
cw_render_write (CwFace                *face,
                 const CwRenderOptions *options,
                 CwFaceSide             side,
                 const CwFaceMedium    *medium,
                 GError               **error)
{
  if (g_str_has_suffix (options->output, ".png"))
    return cw_face_write_png (face, side, medium, 0, 0, options->output, error);
  if (g_str_has_suffix (options->output, ".pdf"))
    return cw_face_write_pdf (face, side, side, medium, options->output, error);
  g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _ ("--output is a file ending in .png or .pdf, not “%s”."), options->output);
  return FALSE;
}

int
cw_verb_render (CwCli   *cli,
                int      argc,
                char   **argv,
                GError **error)
{
  g_auto (CwRenderOptions) options = { .dpi = 300 };
  const GOptionEntry entries[] = {
    { "template", 0, 0, G_OPTION_ARG_STRING, &options.template, N_ ("template.json, or the name of a shipped template"), N_ ("FILE") },
    { "record", 0, 0, G_OPTION_ARG_FILENAME, &options.record, N_ ("A record: a JSON object of texts"), N_ ("FILE") },
    { "photo", 0, 0, G_OPTION_ARG_FILENAME, &options.photo, N_ ("A photo"), N_ ("FILE") },
    { "face", 0, 0, G_OPTION_ARG_STRING, &options.face, N_ ("front or back"), N_ ("SIDE") },
    { "dpi", 0, 0, G_OPTION_ARG_INT, &options.dpi, N_ ("Dots an inch of a PNG; otherwise 300"), "N" },
    { "layer", 0, 0, G_OPTION_ARG_STRING, &options.layer, N_ ("all, colour or resin"), N_ ("LAYER") },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &options.output, N_ ("The file to write: .png or .pdf"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwTemplate) template = NULL;
  g_autoptr (CwFace) face = NULL;
  CwFaceMedium medium = { .layer = CW_LAYER_ALL };
  CwFaceSide side;

  if (!cw_cli_parse (cli, entries, "render", NULL, &argc, &argv, error) || !cw_render_read_medium (&options, &side, &medium, error))
    return -1;
  template = cw_render_load_template (options.template, error);
  if (template == NULL)
    return -1;
  if (side == CW_FACE_BACK && !cw_template_has_back (template))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The template “%s” has no back."), cw_template_get_name (template));
      return -1;
    }
  face = cw_render_make_face (template, options.record, options.photo, error);
  if (face == NULL || !cw_render_write (face, &options, side, &medium, error))
    return -1;
  cw_cli_set_text (cli, "output", options.output);
  cw_cli_say (cli, _ ("Written: %s"), options.output);
  cw_render_tell_checks (cli, face);
  return CW_EXIT_DONE;
}
