/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/model.h"

/* Owns painting the pictures of a template. Any thread. */

/* An RsvgHandle is not made for two threads at once, and templates are shared. */
static GMutex svg_lock;

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

  cairo_save (cr);
  cairo_rectangle (cr, box->x, box->y, box->width, box->height);
  cairo_clip (cr);
  if (asset->svg != NULL)
    {
      RsvgRectangle viewport = { place.x, place.y, place.width, place.height };

      /* what an SVG cannot draw it leaves out; a broken one was refused with the template */
      g_mutex_lock (&svg_lock);
      rsvg_handle_render_document (asset->svg, cr, &viewport, NULL);
      g_mutex_unlock (&svg_lock);
    }
  else
    {
      paint_asset_surface (cr, asset->surface, &place);
    }
  cairo_restore (cr);
}
