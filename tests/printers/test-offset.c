/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "painter.h"
#include "printers/offset.h"
#include "printers/raster.h"

/* An offset moves a face by whole dots and changes none of them. */

static CwRaster *
draw (CwFaceSide           side,
      const CwPrintOffset *offset)
{
  CwFaceMedium medium = { .dpi = 300, .layer = CW_LAYER_ALL };
  Painter painter = { .drawn = 0 };
  CwOffsetPaint paint = { .painter = painter_draw, .painter_data = &painter, .offset = offset };
  g_autoptr (GError) error = NULL;
  CwRaster *raster = cw_raster_draw (cw_offset_paint, &paint, side, &medium, 1040, 680, &error);

  g_assert_no_error (error);
  return raster;
}

static void
test_dots (void)
{
  g_assert_cmpint (cw_offset_get_dots (0, 300), ==, 0);
  g_assert_cmpint (cw_offset_get_dots (0.04, 300), ==, 0);
  g_assert_cmpint (cw_offset_get_dots (0.05, 300), ==, 1);
  g_assert_cmpint (cw_offset_get_dots (-0.05, 300), ==, -1);
  g_assert_cmpint (cw_offset_get_dots (1, 300), ==, 12);
  g_assert_cmpint (cw_offset_get_dots (-2, 600), ==, -47);
}

static void
test_moves (void)
{
  static const CwPrintOffset none = { { 0, 0 }, { 0, 0 } };
  static const CwPrintOffset offset = { { 0.4, -0.3 }, { -0.2, 0.5 } };
  static const int x[] = { 5, -4 };
  static const int y[] = { -2, 6 };

  for (CwFaceSide side = CW_FACE_FRONT; side <= CW_FACE_BACK; side++)
    {
      g_autoptr (CwRaster) there = draw (side, &none);
      g_autoptr (CwRaster) moved = draw (side, &offset);

      for (int row = 20; row < (int) there->height - 20; row++)
        for (int column = 20; column < (int) there->width - 20; column++)
          g_assert_cmphex (moved->dots[(row + y[side]) * (int) moved->width + column + x[side]], ==, there->dots[row * (int) there->width + column]);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/printers/offset/dots", test_dots);
  g_test_add_func ("/printers/offset/moves", test_moves);
  return g_test_run ();
}
