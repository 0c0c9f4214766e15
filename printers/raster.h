/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/printer.h"

G_BEGIN_DECLS

/* Dots along one side of a canvas: 300 mm at 600 dpi is 7087. */
#define CW_RASTER_MAX_SIDE 8192

#define CW_RASTER_MIN_DPI 100
#define CW_RASTER_MAX_DPI 1200

/**
 * CwRaster:
 *
 * One side of a card in dots: 0x00rrggbb each, rows packed from the top.
 */
typedef struct
{
  guint    width;  /* dots */
  guint    height; /* dots */
  guint32 *dots; /* width * height */
} CwRaster;

/* Dots of a length, rounded to the nearest. */
guint            cw_raster_dots         (double millimetres,
                                         double dpi);
/* Where the top left corner of the ID-1 rectangle comes to lie, in dots; may be negative. */
void             cw_raster_get_origin   (guint  width,
                                         guint  height,
                                         double dpi,
                                         int   *x,
                                         int   *y);
cairo_surface_t *cw_raster_draw_surface (CwFacePainter       painter,
                                         gpointer            painter_data,
                                         CwFaceSide          side,
                                         const CwFaceMedium *medium,
                                         guint               width,
                                         guint               height,
                                         GError            **error);
CwRaster        *cw_raster_new_from_surface (cairo_surface_t *surface);
CwRaster        *cw_raster_draw         (CwFacePainter       painter,
                                         gpointer            painter_data,
                                         CwFaceSide          side,
                                         const CwFaceMedium *medium,
                                         guint               width,
                                         guint               height,
                                         GError            **error);
/* (transfer full): width * height * 3 bytes, red first */
guint8          *cw_raster_to_rgb       (const CwRaster *self);
CwRaster        *cw_raster_turn         (const CwRaster *self);
CwRaster        *cw_raster_new_page     (cairo_surface_t *side,
                                         gboolean         standing);
void             cw_raster_free         (CwRaster *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwRaster, cw_raster_free)

G_END_DECLS
