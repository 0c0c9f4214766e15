/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include <math.h>

#include "templates/format/model.h"

/* Owns painting the pictures of a template. Any thread. */

/* An RsvgHandle is not made for two threads at once, and templates are shared. */
static GMutex svg_lock;

/* 600 dpi */
#define LEAST_DOTS_PER_MM (600 / 25.4)

static CwBox
asset_place (const CwAsset *asset,
             const CwBox   *box,
             CwFit          fit)
{
  CwBox place = *box;
  double contain = MIN (place.width / asset->width, place.height / asset->height);
  double cover = MAX (place.width / asset->width, place.height / asset->height);
  double scale = fit == CW_FIT_COVER ? cover : contain;

  if (fit == CW_FIT_STRETCH)
    return place;
  place.width = asset->width * scale;
  place.height = asset->height * scale;
  place.x += (box->width - place.width) / 2;
  place.y += (box->height - place.height) / 2;
  return place;
}

/* Through a surface of its own over the same pixels: Cairo's image surfaces count their users
 * without a lock, and a template is shared. The pixels live as long as whoever draws from them. */
static void
paint_asset_surface (cairo_t         *cr,
                     cairo_surface_t *surface,
                     const CwBox     *place)
{
  static const cairo_user_data_key_t owner_key;
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  g_autoptr (cairo_surface_t) view = cairo_image_surface_create_for_data (cairo_image_surface_get_data (surface), cairo_image_surface_get_format (surface), width, height, cairo_image_surface_get_stride (surface));

  cairo_surface_set_user_data (view, &owner_key, cairo_surface_reference (surface), (cairo_destroy_func_t) cairo_surface_destroy);
  cairo_translate (cr, place->x, place->y);
  cairo_scale (cr, place->width / width, place->height / height);
  cairo_set_source_surface (cr, view, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_BEST);
  cairo_paint (cr);
}

static void
paint_svg (cairo_t       *cr,
           RsvgHandle    *svg,
           RsvgRectangle *viewport)
{
  /* what an SVG cannot draw it leaves out; one that cannot be drawn was refused with the template */
  g_mutex_lock (&svg_lock);
  rsvg_handle_render_document (svg, cr, viewport, NULL);
  g_mutex_unlock (&svg_lock);
}

/* librsvg 2.54 gives up (InvalidSize) on an element with opacity when the space is turned, so it draws
 * upright at the dots of @cr, and Cairo turns what it recorded. */
static void
paint_svg_turned (cairo_t     *cr,
                  RsvgHandle  *svg,
                  const CwBox *place)
{
  cairo_matrix_t matrix;
  RsvgRectangle viewport = { 0 };
  g_autoptr (cairo_surface_t) recording = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  g_autoptr (cairo_t) upright = cairo_create (recording);
  double scale = 1;

  cairo_get_matrix (cr, &matrix);
  /* a document has no dots of its own; what SVG makes of dots in it is as fine as a printer's */
  scale = MAX (MAX (hypot (matrix.xx, matrix.yx), hypot (matrix.xy, matrix.yy)), LEAST_DOTS_PER_MM);
  viewport = (RsvgRectangle) { 0, 0, place->width * scale, place->height * scale };
  paint_svg (upright, svg, &viewport);
  cairo_translate (cr, place->x, place->y);
  cairo_scale (cr, 1 / scale, 1 / scale);
  cairo_set_source_surface (cr, recording, 0, 0);
  cairo_paint (cr);
}

/**
 * cw_asset_paint:
 *
 * Paints @asset into @box, nothing beyond it.
 */
void
cw_asset_paint (const CwAsset *asset,
                cairo_t       *cr,
                const CwBox   *box,
                CwFit          fit)
{
  CwBox place = asset_place (asset, box, fit);
  cairo_matrix_t matrix;

  cairo_save (cr);
  cairo_rectangle (cr, box->x, box->y, box->width, box->height);
  cairo_clip (cr);
  cairo_get_matrix (cr, &matrix);
  if (asset->svg == NULL)
    paint_asset_surface (cr, asset->surface, &place);
  else if (matrix.xy != 0 || matrix.yx != 0)
    paint_svg_turned (cr, asset->svg, &place);
  else
    paint_svg (cr, asset->svg, &(RsvgRectangle) { place.x, place.y, place.width, place.height });
  cairo_restore (cr);
}
