/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/printer.h"

G_BEGIN_DECLS

/* A printer that is further off than this is not aligned by software: the design bleeds 1.5 mm. */
#define CW_PRINT_OFFSET_MAX 2.0

/**
 * CwPrintOffset:
 *
 * How far one printer's faces are laid aside, in millimetres of the card as it is looked at, by
 * #CwFaceSide: to the right and down. What the alignment sheet is for.
 */
typedef struct
{
  double x[2];
  double y[2];
} CwPrintOffset;

/**
 * CwOffsetPaint:
 *
 * A painter and the offset that it is drawn with: user data of cw_offset_paint(). Lives as long as
 * the request.
 */
typedef struct
{
  CwFacePainter        painter;
  gpointer             painter_data;
  const CwPrintOffset *offset;
} CwOffsetPaint;

/* A #CwFacePainter. Moves by whole dots, so that codes and black stay sharp. */
gboolean cw_offset_paint (cairo_t            *cr,
                          CwFaceSide          side,
                          const CwFaceMedium *medium,
                          gpointer            paint,
                          GError            **error);
/* The offset in dots at @dpi, rounded to the nearest. */
int      cw_offset_get_dots (double millimetres,
                             double dpi);

G_END_DECLS
