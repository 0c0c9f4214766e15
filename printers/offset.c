/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-printers"

#include "config.h"

#include "printers/offset.h"

#include <math.h>

/* A printer's own offset, laid between the face and the canvas: the face itself is drawn as ever.
 * Pure; any thread. */

#define MM_PER_INCH 25.4

/**
 * cw_offset_get_dots:
 *
 * Returns: the offset in dots at @dpi, rounded to the nearest
 */
int
cw_offset_get_dots (double millimetres,
                    double dpi)
{
  return (int) lround (millimetres * dpi / MM_PER_INCH);
}

static double
cw_offset_snap (double millimetres,
                double dpi)
{
  return dpi > 0 ? cw_offset_get_dots (millimetres, dpi) * MM_PER_INCH / dpi : millimetres;
}

gboolean
cw_offset_paint (cairo_t            *cr,
                 CwFaceSide          side,
                 const CwFaceMedium *medium,
                 gpointer            paint,
                 GError            **error)
{
  const CwOffsetPaint *self = paint;
  gboolean ok;

  cairo_save (cr);
  cairo_translate (cr, cw_offset_snap (self->offset->x[side], medium->dpi), cw_offset_snap (self->offset->y[side], medium->dpi));
  ok = self->painter (cr, side, medium, self->painter_data, error);
  cairo_restore (cr);
  return ok;
}
