/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-printers"

#include "config.h"

#include "printers/raster.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/base/error.h"

/* From a painter in millimetres to dots. The face keeps its size: a canvas larger than the card
 * shows what is painted beyond its edge, a smaller one cuts it. Pure; any thread. */

/* Dots are turned in squares of so many a side: what is read and written of a row is a line of the
 * cache. */
#define SQUARE 16u

G_DEFINE_AUTOPTR_CLEANUP_FUNC (cairo_t, cairo_destroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (cairo_surface_t, cairo_surface_destroy)

/**
 * cw_raster_dots:
 *
 * Returns: @millimetres in dots, rounded to the nearest
 */
guint
cw_raster_dots (double millimetres,
                double dpi)
{
  return (guint) lround (millimetres * dpi / 25.4);
}

/**
 * cw_raster_get_origin:
 * @width: dots of the canvas
 * @height: dots of the canvas
 * @x: (out): dots from the canvas's left edge to the card's
 * @y: (out): dots from the canvas's top edge to the card's
 *
 * Centres the ID-1 rectangle. Whole dots, so that what the painter lines up with the dots stays
 * lined up. The odd dot of paper goes to the right and to the bottom; of a card that is cut, the odd
 * dot is lost at the left and at the top.
 */
void
cw_raster_get_origin (guint  width,
                      guint  height,
                      double dpi,
                      int   *x,
                      int   *y)
{
  int card_width = (int) cw_raster_dots (CW_CARD_WIDTH_MM, dpi);
  int card_height = (int) cw_raster_dots (CW_CARD_HEIGHT_MM, dpi);

  *x = (int) floor (((double) width - card_width) / 2);
  *y = (int) floor (((double) height - card_height) / 2);
}

/**
 * cw_raster_draw_surface:
 * @medium: what it is drawn for; its dpi is the scale
 * @width: dots of the canvas, at most %CW_RASTER_MAX_SIDE
 * @height: dots of the canvas
 *
 * Draws one face on white, the ID-1 rectangle centred, nothing scaled.
 *
 * Returns: (transfer full): an RGB24 image surface, or %NULL with @error set
 */
cairo_surface_t *
cw_raster_draw_surface (CwFacePainter       painter,
                        gpointer            painter_data,
                        CwFaceSide          side,
                        const CwFaceMedium *medium,
                        guint               width,
                        guint               height,
                        GError            **error)
{
  g_autoptr (cairo_surface_t) surface = NULL;
  g_autoptr (cairo_t) cr = NULL;
  int x, y;

  g_return_val_if_fail (painter != NULL && medium != NULL, NULL);
  g_return_val_if_fail (medium->dpi >= CW_RASTER_MIN_DPI && medium->dpi <= CW_RASTER_MAX_DPI, NULL);
  g_return_val_if_fail (width > 0 && width <= CW_RASTER_MAX_SIDE, NULL);
  g_return_val_if_fail (height > 0 && height <= CW_RASTER_MAX_SIDE, NULL);

  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) width, (int) height);
  cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cw_raster_get_origin (width, height, medium->dpi, &x, &y);
  cairo_translate (cr, x, y);
  cairo_scale (cr, medium->dpi / 25.4, medium->dpi / 25.4);

  if (!painter (cr, side, medium, painter_data, error))
    return NULL;
  if (cairo_status (cr) != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_PRINT_FAILED,
                   _("The card could not be drawn (%s). Nothing was printed."),
                   cairo_status_to_string (cairo_status (cr)));
      return NULL;
    }
  cairo_surface_flush (surface);
  return g_steal_pointer (&surface);
}

static CwRaster *
cw_raster_new (guint width,
               guint height)
{
  CwRaster *self = g_new0 (CwRaster, 1);

  self->width = width;
  self->height = height;
  self->dots = g_new (guint32, (gsize) width * height);
  return self;
}

/**
 * cw_raster_new_from_surface:
 * @surface: an RGB24 or ARGB32 image surface
 *
 * Returns: (transfer full): its dots
 */
CwRaster *
cw_raster_new_from_surface (cairo_surface_t *surface)
{
  guint width = (guint) cairo_image_surface_get_width (surface);
  guint height = (guint) cairo_image_surface_get_height (surface);
  gsize stride = (gsize) cairo_image_surface_get_stride (surface);
  const guint8 *from = cairo_image_surface_get_data (surface);
  CwRaster *self = cw_raster_new (width, height);

  for (guint y = 0; y < height; y++)
    {
      /* cairo keeps a dot as one native-endian word, red above green above blue */
      const guint32 *row = (const guint32 *) (const void *) (from + y * stride);
      guint32 *to = self->dots + (gsize) y * width;

      for (guint x = 0; x < width; x++)
        to[x] = row[x] & 0xffffff;
    }
  return self;
}

/**
 * cw_raster_to_rgb:
 *
 * Returns: (transfer full): the dots as bytes
 */
guint8 *
cw_raster_to_rgb (const CwRaster *self)
{
  gsize n_dots = (gsize) self->width * self->height;
  guint8 *bytes = g_malloc (n_dots * 3);

  for (gsize i = 0; i < n_dots; i++)
    {
      bytes[3 * i] = (guint8) (self->dots[i] >> 16);
      bytes[3 * i + 1] = (guint8) (self->dots[i] >> 8);
      bytes[3 * i + 2] = (guint8) self->dots[i];
    }
  return bytes;
}

/**
 * cw_raster_draw:
 *
 * As cw_raster_draw_surface(), as dots.
 *
 * Returns: (transfer full): the dots, or %NULL with @error set
 */
CwRaster *
cw_raster_draw (CwFacePainter       painter,
                gpointer            painter_data,
                CwFaceSide          side,
                const CwFaceMedium *medium,
                guint               width,
                guint               height,
                GError            **error)
{
  g_autoptr (cairo_surface_t) surface = NULL;

  surface = cw_raster_draw_surface (painter, painter_data, side, medium, width, height, error);
  return surface != NULL ? cw_raster_new_from_surface (surface) : NULL;
}

static void
turn_square (const CwRaster *from,
             CwRaster       *to,
             guint           left,
             guint           top)
{
  guint right = MIN (left + SQUARE, to->width);
  guint bottom = MIN (top + SQUARE, to->height);

  for (guint y = top; y < bottom; y++)
    {
      const guint32 *column = from->dots + (from->width - 1 - y);
      guint32 *row = to->dots + (gsize) y * to->width;

      for (guint x = left; x < right; x++)
        row[x] = column[(gsize) x * from->width];
    }
}

/**
 * cw_raster_turn:
 *
 * Turns a landscape face for a portrait page: a quarter turn counter-clockwise, so that the
 * card's right edge is the page's top. That is "landscape" of orientation-requested (RFC 8011
 * 5.2.10). Both faces are turned the same way: with sides=two-sided-short-edge the back is
 * upright when the card is turned over like the page of a book.
 *
 * Returns: (transfer full): the turned dots
 */
CwRaster *
cw_raster_turn (const CwRaster *self)
{
  CwRaster *turned = cw_raster_new (self->height, self->width);

  for (guint top = 0; top < turned->height; top += SQUARE)
    for (guint left = 0; left < turned->width; left += SQUARE)
      turn_square (self, turned, left, top);
  return turned;
}

/**
 * cw_raster_new_page:
 * @side: as it was drawn, lying
 * @standing: the medium is fed with its short edge first
 *
 * Returns: (transfer full): the dots as they are fed
 */
CwRaster *
cw_raster_new_page (cairo_surface_t *side,
                    gboolean         standing)
{
  g_autoptr (CwRaster) lying = cw_raster_new_from_surface (side);

  return standing ? cw_raster_turn (lying) : g_steal_pointer (&lying);
}

void
cw_raster_free (CwRaster *self)
{
  if (self == NULL)
    return;

  g_free (self->dots);
  g_free (self);
}
