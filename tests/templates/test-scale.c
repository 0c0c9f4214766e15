/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>

#include "fixture.h"
#include "templates/pictures/raster.h"
#include "templates/pictures/scale.h"

typedef guint32 (*PixelFunc) (int x,
                              int y);

static guint32
grey_of (int x,
         int y)
{
  return 0x7f7f7f;
}

static guint32
white_of (int x,
          int y)
{
  return 0xffffff;
}

static guint32
checker_of (int x,
            int y)
{
  return (x + y) % 2 == 0 ? 0xffffff : 0x000000;
}

static guint32
ramp_of (int x,
         int y)
{
  return (guint32) (x / 2) << 16 | (guint32) (y / 2) << 8 | 0x40;
}

static cairo_surface_t *
picture (int       width,
         int       height,
         PixelFunc func)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);

  for (int y = 0; y < height; y++)
    {
      guint32 *row = (guint32 *) (void *) (cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface));

      for (int x = 0; x < width; x++)
        row[x] = func (x, y);
    }
  cairo_surface_mark_dirty (surface);
  return surface;
}

static void
test_flat (void)
{
  static const PixelFunc funcs[] = { grey_of, white_of };
  static const CwBox parts[] = { { 0, 0, 200, 300 }, { 13.7, 21.2, 80.3, 55.5 }, { -20, -20, 300, 400 }, { 199, 299, 0.5, 0.5 } };

  for (guint i = 0; i < G_N_ELEMENTS (funcs); i++)
    for (guint j = 0; j < G_N_ELEMENTS (parts); j++)
      {
        g_autoptr (cairo_surface_t) source = picture (200, 300, funcs[i]);
        g_autoptr (cairo_surface_t) result = cw_surface_resample (source, &parts[j], 77, 31);

        for (int y = 0; y < 31; y++)
          for (int x = 0; x < 77; x++)
            g_assert_cmphex (fixture_pixel (result, x, y), ==, funcs[i](0, 0));
      }
}

static void
test_same_size (void)
{
  const CwBox part = { 0, 0, 120, 90 };
  g_autoptr (cairo_surface_t) source = picture (120, 90, checker_of);
  g_autoptr (cairo_surface_t) result = cw_surface_resample (source, &part, 120, 90);

  for (int y = 0; y < 90; y++)
    for (int x = 0; x < 120; x++)
      g_assert_cmphex (fixture_pixel (result, x, y), ==, fixture_pixel (source, x, y));
}

/* The finest pattern, made ten times smaller, is an even grey: nothing is skipped. */
static void
test_no_aliasing (void)
{
  const CwBox part = { 0, 0, 1000, 1000 };
  g_autoptr (cairo_surface_t) source = picture (1000, 1000, checker_of);
  g_autoptr (cairo_surface_t) result = cw_surface_resample (source, &part, 97, 97);

  for (int y = 2; y < 95; y++)
    for (int x = 2; x < 95; x++)
      {
        int level = (int) (fixture_pixel (result, x, y) & 0xff);

        g_assert_cmpint (abs (level - 128), <=, 4);
      }
}

/* What was in the middle of the part is in the middle of the result, at any size. */
static void
test_in_place (void)
{
  static const int sizes[] = { 10, 64, 100, 333 };
  const CwBox part = { 100, 60, 300, 200 };
  g_autoptr (cairo_surface_t) source = picture (500, 400, ramp_of);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (cairo_surface_t) result = cw_surface_resample (source, &part, sizes[i], sizes[i]);

      for (int y = 0; y < sizes[i]; y++)
        for (int x = 0; x < sizes[i]; x++)
          {
            guint32 pixel = fixture_pixel (result, x, y);
            double at_x = part.x + (x + 0.5) * part.width / sizes[i] - 0.5;
            double at_y = part.y + (y + 0.5) * part.height / sizes[i] - 0.5;

            g_assert_cmpfloat (fabs ((pixel >> 16) - at_x / 2), <, 1.5);
            g_assert_cmpfloat (fabs (((pixel >> 8) & 0xff) - at_y / 2), <, 1.5);
            g_assert_cmphex (pixel & 0xff, ==, 0x40);
          }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/templates/scale/flat", test_flat);
  g_test_add_func ("/templates/scale/same-size", test_same_size);
  g_test_add_func ("/templates/scale/no-aliasing", test_no_aliasing);
  g_test_add_func ("/templates/scale/in-place", test_in_place);
  return g_test_run ();
}
