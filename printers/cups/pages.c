/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cups"

#include "config.h"

#include "printers/cups/pages.h"

#include "printers/document.h"
#include "printers/pagestream.h"
#include "printers/raster.h"

/* From a card to the bytes that are sent. Faces are drawn landscape; where the medium is fed
 * standing, both are turned the same way. Pure; any thread. */

#define SIDES 2

static guint
cw_pages_dots (guint hundredths,
               guint dpi)
{
  return cw_raster_dots (hundredths / 100.0, dpi);
}

/**
 * cw_pages_get_canvas:
 * @width: (out): dots along the card's long edge
 * @height: (out): dots along the card's short edge
 */
void
cw_pages_get_canvas (const CwPagesPlan *plan,
                     guint             *width,
                     guint             *height)
{
  *width = cw_pages_dots (MAX (plan->page_x, plan->page_y), plan->dpi);
  *height = cw_pages_dots (MIN (plan->page_x, plan->page_y), plan->dpi);
}

gboolean
cw_pages_plan_raster (CwPagesPlan        *plan,
                      const CwDeviceView *view)
{
  if (view->urf)
    {
      plan->format = CW_PAGES_URF;
      plan->dpi = view->urf_dpi;
      plan->back = view->urf_back;
    }
  else if (view->pwg)
    {
      plan->format = CW_PAGES_PWG;
      plan->dpi = view->pwg_dpi;
      plan->back = view->pwg_back;
    }
  return view->urf || view->pwg;
}

/**
 * cw_pages_get_format_name:
 *
 * Returns: (transfer none): the MIME type
 */
const char *
cw_pages_get_format_name (CwPagesFormat format)
{
  switch (format)
    {
    case CW_PAGES_URF:
      return "image/urf";
    case CW_PAGES_PWG:
      return "image/pwg-raster";
    case CW_PAGES_PDF:
      return "application/pdf";
    }
  g_return_val_if_reached (NULL);
}

static cairo_surface_t *
cw_pages_draw (const CwPagesPlan    *plan,
               const CwPrintRequest *request,
               CwFaceSide            side,
               GError              **error)
{
  CwFaceMedium medium = { .dpi = plan->dpi, .layer = CW_LAYER_ALL, .specimen = request->specimen };
  guint width, height;

  cw_pages_get_canvas (plan, &width, &height);
  return cw_raster_draw_surface (request->painter, request->painter_data, side, &medium, width, height, error);
}

static GBytes *
cw_pages_make_raster (const CwPagesPlan      *plan,
                      cairo_surface_t *const *sides,
                      guint                   n_sides)
{
  CwStreamPlan stream = {
    .format = plan->format == CW_PAGES_URF ? CW_STREAM_URF : CW_STREAM_PWG,
    .dpi = plan->dpi,
    .page_x = plan->page_x,
    .page_y = plan->page_y,
    .media = plan->media,
    .standing = plan->page_x < plan->page_y,
  };

  cw_sheet_back_get_mirror (plan->back, &stream.back_columns, &stream.back_rows);
  return cw_page_stream_make (&stream, sides, n_sides);
}

static GBytes *
cw_pages_make_pdf (const CwPagesPlan      *plan,
                   cairo_surface_t *const *sides,
                   guint                   n_sides,
                   GError                **error)
{
  CwRaster *pages[SIDES] = { NULL, NULL };
  GBytes *document = NULL;

  for (guint i = 0; i < n_sides; i++)
    pages[i] = cw_raster_new_page (sides[i], plan->page_x < plan->page_y);
  document = cw_document_make_image_pdf (pages, n_sides, plan->dpi, error);
  for (guint i = 0; i < SIDES; i++)
    cw_raster_free (pages[i]);
  return document;
}

/**
 * cw_pages_make:
 *
 * Returns: (transfer full): the document to send, front first, or %NULL with @error set
 */
GBytes *
cw_pages_make (const CwPagesPlan    *plan,
               const CwPrintRequest *request,
               GError              **error)
{
  guint n_sides = request->back ? SIDES : 1;
  cairo_surface_t *sides[SIDES] = { NULL, NULL };
  GBytes *document = NULL;
  gboolean ok = TRUE;

  for (guint i = 0; i < n_sides && ok; i++)
    {
      sides[i] = cw_pages_draw (plan, request, i == 0 ? CW_FACE_FRONT : CW_FACE_BACK, error);
      ok = sides[i] != NULL;
    }
  if (ok)
    document = plan->format == CW_PAGES_PDF ? cw_pages_make_pdf (plan, sides, n_sides, error) : cw_pages_make_raster (plan, sides, n_sides);
  for (guint i = 0; i < SIDES; i++)
    g_clear_pointer (&sides[i], cairo_surface_destroy);
  return document;
}
