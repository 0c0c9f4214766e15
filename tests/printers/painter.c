/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "painter.h"

#include "app/base/error.h"

/* The front is light blue with marks in three corners and a checker of single dots; the back is
 * light yellow with one mark in another place. Nothing is symmetric. */

#define DOT_MM (25.4 / PAINTER_DPI)
#define FRONT_PAPER 0xd9edff
#define BACK_PAPER 0xfff6cc
#define BLACK 0x000000
#define ALMOST_BLACK 0x0f0f0f
#define RED 0xd01030
#define GREEN 0x10a040

static const PainterProbe front_probes[] = {
  { 0, 0, BLACK },          /* the very corner of the card */
  { 19, 9, BLACK },
  { 20, 9, FRONT_PAPER },   /* one dot beyond the mark */
  { 19, 10, FRONT_PAPER },
  { 1010, 0, RED },
  { 1000, 30, RED },
  { 999, 30, FRONT_PAPER },
  { 0, 637, GREEN },
  { 1010, 637, FRONT_PAPER },
  { 200, 300, BLACK },      /* checker */
  { 201, 300, 0xffffff },
  { 200, 301, 0xffffff },
  { 201, 301, BLACK },
  { 298, 398, BLACK },
  { 299, 398, 0xffffff },
  { 500, 300, ALMOST_BLACK },
  { 600, 300, BLACK },
  { -1, -1, 0 },
};

static const PainterProbe back_probes[] = {
  { 0, 0, BACK_PAPER },
  { 1010, 637, BLACK },
  { 990, 632, BLACK },
  { 989, 632, BACK_PAPER },
  { 990, 631, BACK_PAPER },
  { 505, 319, GREEN },
  { -1, -1, 0 },
};

static void
painter_fill (cairo_t *cr,
              guint32  colour,
              int      x,
              int      y,
              int      width,
              int      height)
{
  cairo_set_source_rgb (cr, ((colour >> 16) & 0xff) / 255.0, ((colour >> 8) & 0xff) / 255.0, (colour & 0xff) / 255.0);
  cairo_rectangle (cr, x * DOT_MM, y * DOT_MM, width * DOT_MM, height * DOT_MM);
  cairo_fill (cr);
}

static void
painter_draw_front (cairo_t *cr)
{
  painter_fill (cr, FRONT_PAPER, -12, -12, 1035, 662);
  painter_fill (cr, BLACK, 0, 0, 20, 10);
  painter_fill (cr, RED, 1000, 0, 11, 60);
  painter_fill (cr, GREEN, 0, 608, 30, 30);
  painter_fill (cr, ALMOST_BLACK, 500, 300, 50, 50);
  painter_fill (cr, BLACK, 600, 300, 50, 50);
  for (int y = 0; y < 100; y++)
    for (int x = 0; x < 100; x++)
      painter_fill (cr, ((x + y) & 1) == 0 ? BLACK : 0xffffff, 200 + x, 300 + y, 1, 1);
}

static void
painter_draw_back (cairo_t *cr)
{
  painter_fill (cr, BACK_PAPER, -12, -12, 1035, 662);
  painter_fill (cr, BLACK, 990, 632, 21, 6);
  painter_fill (cr, GREEN, 500, 310, 40, 20);
}

gboolean
painter_draw (cairo_t            *cr,
              CwFaceSide          side,
              const CwFaceMedium *medium,
              gpointer            user_data,
              GError            **error)
{
  Painter *painter = user_data;

  painter->drawn++;
  painter->specimen = medium->specimen;
  painter->dpi = medium->dpi;
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  if (side == CW_FACE_FRONT)
    painter_draw_front (cr);
  else
    painter_draw_back (cr);
  if (!painter->fail)
    return TRUE;

  g_set_error_literal (error, CW_ERROR, CW_ERROR_RECORD_INCOMPLETE, "The record has no family name.");
  return FALSE;
}

const PainterProbe *
painter_get_probes (CwFaceSide side)
{
  return side == CW_FACE_FRONT ? front_probes : back_probes;
}
