/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/cli/render.h"
#include "printers/document.h"
#include "printers/model.h"
#include "printers/pagestream.h"
#include "templates/output.h"

/* render: a design seen without a station, as a file for a person, a program or a printer. */

#define LEAST_DPI 72
#define MOST_DPI 1200
#define USUAL_DPI 300

#define SIDES 2

/* The trimmed card's name in PWG 5101.1 */
#define CARD_MEDIA "iso_id-1_53.98x85.6mm"

typedef enum
{
  CW_RENDER_PNG,
  CW_RENDER_PDF,
  CW_RENDER_SVG,
  CW_RENDER_PWG,
  CW_RENDER_URF,
  CW_RENDER_PBM,
  CW_RENDER_BMP,
} CwRenderFormat;

/* by CwRenderFormat */
static const struct
{
  const char *name;
  gboolean    pages; /* holds both sides */
} formats[] = {
  { "png", FALSE },
  { "pdf", TRUE },
  { "svg", FALSE },
  { "pwg", TRUE },
  { "urf", TRUE },
  { "pbm", FALSE },
  { "bmp", FALSE },
};

typedef struct
{
  char    *template;
  char    *record;
  char    *photo;
  char    *face;
  char    *layer;
  char    *format;
  char    *printer;
  char    *output;
  int      dpi;
  gboolean check;
} CwRenderOptions;

/**
 * CwRenderJob:
 *
 * What the options come to.
 */
typedef struct
{
  CwFace               *face;
  const CwPrinterModel *model; /* (nullable): none in particular */
  CwRenderFormat        format;
  CwFaceMedium          medium;
  CwFaceSide            first;
  CwFaceSide            last;
  guint                 width; /* of the canvas in dots; 0 x 0: the trimmed card */
  guint                 height;
} CwRenderJob;

static void
cw_render_options_clear (CwRenderOptions *self)
{
  g_free (self->template);
  g_free (self->record);
  g_free (self->photo);
  g_free (self->face);
  g_free (self->layer);
  g_free (self->format);
  g_free (self->printer);
  g_free (self->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwRenderOptions, cw_render_options_clear)

static void
cw_render_job_clear (CwRenderJob *self)
{
  g_clear_pointer (&self->face, cw_face_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwRenderJob, cw_render_job_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (cairo_surface_t, cairo_surface_destroy)

static gboolean
cw_render_read_format (const CwRenderOptions *options,
                       CwRenderJob           *job,
                       GError               **error)
{
  const char *point = options->output != NULL ? strrchr (options->output, '.') : NULL;
  const char *name = options->format != NULL ? options->format : point != NULL ? point + 1 : "";

  if (options->output == NULL && options->format == NULL)
    return TRUE; /* only looked at */
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_ascii_strcasecmp (name, formats[i].name) == 0)
      {
        job->format = (CwRenderFormat) i;
        return TRUE;
      }
  if (options->format != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _ ("--format is png, pdf, svg, pwg, urf, pbm or bmp, not “%s”."), options->format);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _ ("“%s” does not end in .png, .pdf, .svg, .pwg, .urf, .pbm or .bmp. Name the file so, or say --format."), options->output);
  return FALSE;
}

static gboolean
cw_render_read_side (const CwRenderOptions *options,
                     CwRenderJob           *job,
                     GError               **error)
{
  job->first = CW_FACE_FRONT;
  job->last = CW_FACE_BACK;
  if (options->face == NULL || strcmp (options->face, "both") == 0)
    return TRUE;
  if (cw_face_side_from_name (options->face, &job->first))
    {
      job->last = job->first;
      return TRUE;
    }
  g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _ ("--face is front, back or both, not “%s”."), options->face);
  return FALSE;
}

static gboolean
cw_render_read_printer (const CwRenderOptions *options,
                        CwRenderJob           *job,
                        GError               **error)
{
  guint dpi = USUAL_DPI;

  if (options->printer != NULL)
    {
      job->model = cw_printer_model_get (options->printer);
      if (job->model == NULL)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _ ("No printer model is called “%s”. “cardwright-cli printer models” lists them."), options->printer);
          return FALSE;
        }
      if (job->format == CW_RENDER_SVG)
        {
          g_set_error_literal (error, CW_ERROR, CW_ERROR_USAGE, _ ("An SVG has no dots and is for no printer. Leave --printer away, or choose another format."));
          return FALSE;
        }
      dpi = job->model->dpi;
    }
  if (options->dpi != 0 && (options->dpi < LEAST_DPI || options->dpi > MOST_DPI))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _ ("--dpi is from %d to %d, not %d."), LEAST_DPI, MOST_DPI, options->dpi);
      return FALSE;
    }
  if (options->dpi != 0)
    dpi = (guint) options->dpi;
  job->medium.dpi = dpi;
  if (job->model != NULL)
    cw_printer_model_get_canvas (job->model, dpi, &job->width, &job->height);
  return TRUE;
}

static gboolean
cw_render_read_options (const CwRenderOptions *options,
                        CwRenderJob           *job,
                        GError               **error)
{
  if (options->template == NULL || options->record == NULL || (options->output == NULL && !options->check))
    {
      cw_cli_usage (error, _ ("Say “render --template FILE --record FILE --output FILE”, or --check in place of --output."));
      return FALSE;
    }
  if (options->layer != NULL && !cw_face_layer_from_name (options->layer, &job->medium.layer))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _ ("--layer is all, colour or resin, not “%s”."), options->layer);
      return FALSE;
    }
  return cw_render_read_format (options, job, error) && cw_render_read_side (options, job, error)
         && cw_render_read_printer (options, job, error);
}

/* As it is fed: the card lies in the file of a printer as it does in the printer. */
static gboolean
cw_render_is_standing (const CwRenderJob *job)
{
  return job->model == NULL || job->model->standing;
}

static guint
cw_render_hundredths (const CwRenderJob *job,
                      int                dots)
{
  guint dpi = (guint) job->medium.dpi;

  return ((guint) dots * 2540 + dpi / 2) / dpi;
}

static GBytes *
cw_render_make_stream (const CwRenderJob      *job,
                       cairo_surface_t *const *sides,
                       guint                   n_sides)
{
  gboolean standing = cw_render_is_standing (job);
  guint width = cw_render_hundredths (job, cairo_image_surface_get_width (sides[0]));
  guint height = cw_render_hundredths (job, cairo_image_surface_get_height (sides[0]));
  CwStreamPlan plan = {
    .format = job->format == CW_RENDER_URF ? CW_STREAM_URF : CW_STREAM_PWG,
    .black = job->medium.layer == CW_LAYER_RESIN,
    .dpi = (guint) job->medium.dpi,
    .page_x = standing ? height : width,
    .page_y = standing ? width : height,
    .media = CARD_MEDIA,
    .standing = standing,
  };
  char media[64];

  if (job->model != NULL)
    {
      /* PWG 5101.1 section 4: a custom size of its own name, in mm with a point */
      g_snprintf (media, sizeof media, "custom_%.32s_%u.%02ux%u.%02umm", job->model->id, plan.page_x / 100, plan.page_x % 100, plan.page_y / 100, plan.page_y % 100);
      plan.media = media;
    }
  return cw_page_stream_make (&plan, sides, n_sides);
}

static GBytes *
cw_render_make_pictures (const CwRenderJob      *job,
                         cairo_surface_t *const *sides,
                         guint                   n_sides,
                         GError                **error)
{
  CwRaster *pages[SIDES] = { NULL };
  GBytes *bytes = NULL;

  for (guint i = 0; i < n_sides; i++)
    pages[i] = cw_raster_new_page (sides[i], cw_render_is_standing (job));
  bytes = cw_document_make_image_pdf (pages, n_sides, job->medium.dpi, error);
  for (guint i = 0; i < n_sides; i++)
    cw_raster_free (pages[i]);
  return bytes;
}

/* One file for a printer, or for its driver: PWG or Apple raster, or a PDF of pictures. */
static gboolean
cw_render_write_pages (const CwRenderJob *job,
                       const char        *path,
                       GError           **error)
{
  cairo_surface_t *sides[SIDES] = { NULL };
  g_autoptr (GBytes) bytes = NULL;
  guint n_sides = 0;
  gboolean drawn = TRUE;

  for (CwFaceSide side = job->first; side <= job->last && drawn; side++)
    {
      sides[n_sides] = cw_face_render (job->face, side, &job->medium, job->width, job->height, error);
      drawn = sides[n_sides] != NULL;
      n_sides += drawn;
    }
  if (drawn)
    bytes = job->format == CW_RENDER_PDF ? cw_render_make_pictures (job, sides, n_sides, error) : cw_render_make_stream (job, sides, n_sides);
  for (guint i = 0; i < n_sides; i++)
    cairo_surface_destroy (sides[i]);
  return bytes != NULL && cw_output_write (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
}

/* One file for one side, except that a PDF for no printer holds all of them. */
static gboolean
cw_render_write_side (const CwRenderJob *job,
                      CwFaceSide         side,
                      const char        *path,
                      GError           **error)
{
  switch (job->format)
    {
    case CW_RENDER_PNG:
      return cw_face_write_png (job->face, side, &job->medium, job->width, job->height, path, error);
    case CW_RENDER_PBM:
      return cw_face_write_pbm (job->face, side, &job->medium, job->width, job->height, path, error);
    case CW_RENDER_BMP:
      return cw_face_write_bmp (job->face, side, &job->medium, job->width, job->height, path, error);
    case CW_RENDER_SVG:
      return cw_face_write_svg (job->face, side, &job->medium, path, error);
    case CW_RENDER_PDF:
      if (job->model == NULL)
        return cw_face_write_pdf (job->face, job->first, job->last, &job->medium, path, error);
      return cw_render_write_pages (job, path, error);
    case CW_RENDER_PWG:
    case CW_RENDER_URF:
      return cw_render_write_pages (job, path, error);
    }
  g_return_val_if_reached (FALSE);
}

/* "card.png" as "card-front.png" */
static char *
cw_render_name_side (const char *path,
                     CwFaceSide  side)
{
  g_autofree char *name = g_path_get_basename (path);
  const char *point = strrchr (name, '.');
  gsize suffix = point != NULL ? strlen (point) : 0;
  gsize stem = strlen (path) - suffix;

  return g_strdup_printf ("%.*s-%s%s", (int) stem, path, cw_face_side_to_name (side), path + stem);
}

static gboolean
cw_render_write (CwCli             *cli,
                 const CwRenderJob *job,
                 const char        *path,
                 GError           **error)
{
  json_t *written = json_array ();
  gboolean many = job->first != job->last && !formats[job->format].pages;

  cw_cli_set_text (cli, "output", path);
  cw_cli_set (cli, "written", written);
  for (CwFaceSide side = job->first; side <= job->last; side++)
    {
      g_autofree char *name = many ? cw_render_name_side (path, side) : g_strdup (path);

      if (!cw_render_write_side (job, side, name, error))
        return FALSE;
      json_array_append_new (written, json_string (name));
      cw_cli_say (cli, _ ("Written: %s"), name);
      if (!many)
        break;
    }
  return TRUE;
}

/* Checked as the chosen printer prints; a density that no printer has is judged at the usual one. */
static gboolean
cw_render_check (CwCli             *cli,
                 const CwRenderJob *job)
{
  gboolean usable = job->medium.dpi >= CW_RASTER_MIN_DPI;
  g_autoptr (GPtrArray) checks = cw_face_check_for (job->face, usable ? job->medium.dpi : USUAL_DPI, usable ? job->width : 0, usable ? job->height : 0);

  return cw_render_tell_list (cli, checks);
}

static gboolean
cw_render_fill (CwRenderJob           *job,
                const CwRenderOptions *options,
                GError               **error)
{
  g_autoptr (CwTemplate) template = cw_render_load_template (options->template, error);

  if (template == NULL)
    return FALSE;
  if (!cw_template_has_back (template) && job->first == CW_FACE_BACK)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The template “%s” has no back."), cw_template_get_name (template));
      return FALSE;
    }
  if (!cw_template_has_back (template))
    job->last = CW_FACE_FRONT;
  job->face = cw_render_make_face (template, options->record, options->photo, error);
  return job->face != NULL;
}

int
cw_verb_render (CwCli   *cli,
                int      argc,
                char   **argv,
                GError **error)
{
  g_auto (CwRenderOptions) options = { NULL };
  const GOptionEntry entries[] = {
    { "template", 0, 0, G_OPTION_ARG_STRING, &options.template, N_ ("template.json, or the name of a shipped template"), N_ ("FILE") },
    { "record", 0, 0, G_OPTION_ARG_FILENAME, &options.record, N_ ("A record: a JSON object of texts"), N_ ("FILE") },
    { "photo", 0, 0, G_OPTION_ARG_FILENAME, &options.photo, N_ ("A photo"), N_ ("FILE") },
    { "face", 0, 0, G_OPTION_ARG_STRING, &options.face, N_ ("front, back or both; otherwise both"), N_ ("SIDE") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &options.format, N_ ("png, pdf, svg, pwg, urf, pbm or bmp; otherwise as the file's name ends"), N_ ("FORMAT") },
    { "printer", 0, 0, G_OPTION_ARG_STRING, &options.printer, N_ ("For this model's page and density; “printer models” lists them"), N_ ("MODEL") },
    { "dpi", 0, 0, G_OPTION_ARG_INT, &options.dpi, N_ ("Dots an inch; otherwise the printer's, or 300"), "N" },
    { "layer", 0, 0, G_OPTION_ARG_STRING, &options.layer, N_ ("all, colour or resin"), N_ ("LAYER") },
    { "check", 0, 0, G_OPTION_ARG_NONE, &options.check, N_ ("Write nothing when the card must not be printed so"), NULL },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &options.output, N_ ("The file to write; “-front” or “-back” is added where each side is a file"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (CwRenderJob) job = { .medium = { .layer = CW_LAYER_ALL } };

  if (!cw_cli_parse (cli, entries, "render", NULL, &argc, &argv, error) || !cw_render_read_options (&options, &job, error))
    return -1;
  if (!cw_render_fill (&job, &options, error))
    return -1;
  if (options.check && !cw_render_check (cli, &job))
    return CW_EXIT_FAILED;
  if (options.output != NULL && !cw_render_write (cli, &job, options.output, error))
    return -1;
  if (!options.check)
    cw_render_check (cli, &job);
  return CW_EXIT_DONE;
}
