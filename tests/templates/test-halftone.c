/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>
#include <string.h>

#include "fixture.h"
#include "templates/pictures/halftone.h"
#include "templates/pictures/raster.h"

#define WIDTH 203 /* no whole number of words */
#define HEIGHT 151

static cairo_surface_t *
picture_of (guint32 (*func) (int x, int y))
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);

  for (int y = 0; y < HEIGHT; y++)
    {
      guint32 *row = (guint32 *) (void *) (cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface));

      for (int x = 0; x < WIDTH; x++)
        row[x] = func (x, y);
    }
  cairo_surface_mark_dirty (surface);
  return surface;
}

static cairo_surface_t *
flat (guint32 colour)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  g_autoptr (cairo_t) cr = cairo_create (surface);

  cairo_set_source_rgb (cr, (colour >> 16) / 255.0, ((colour >> 8) & 0xff) / 255.0, (colour & 0xff) / 255.0);
  cairo_paint (cr);
  return surface;
}

static guint32
ramp_of (int x,
         int y)
{
  guint32 level = (guint32) (255 * x / (WIDTH - 1));

  return level << 16 | level << 8 | level;
}

/* A face's worth of shapes: soft and hard edges, and colours. */
static guint32
scene_of (int x,
          int y)
{
  double distance = hypot (x - WIDTH / 2.0, y - HEIGHT / 2.0);
  guint32 level = (guint32) CLAMP (255 - distance * 2, 0, 255);

  return distance < 20 ? 0xe0b090 : level << 16 | level << 8 | 0x40;
}

static guint32
halves_of (int x,
           int y)
{
  return x < WIDTH / 2 ? 0x7f7f7f : 0x808080;
}

/* Through Cairo, so that the order of the bits is its own. */
static gboolean
has_dot (cairo_surface_t *dots,
         int              x,
         int              y)
{
  g_autoptr (cairo_surface_t) one = cairo_image_surface_create (CAIRO_FORMAT_A8, 1, 1);
  g_autoptr (cairo_t) cr = cairo_create (one);

  cairo_mask_surface (cr, dots, -x, -y);
  cairo_surface_flush (one);
  return cairo_image_surface_get_data (one)[0] != 0;
}

/* All dots of an A1 surface as one byte each. */
static guint8 *
dots_of (cairo_surface_t *dots)
{
  g_autoptr (cairo_surface_t) bytes = cairo_image_surface_create (CAIRO_FORMAT_A8, WIDTH, HEIGHT);
  g_autoptr (cairo_t) cr = cairo_create (bytes);
  guint8 *result = g_malloc (WIDTH * HEIGHT);

  g_assert_cmpint (cairo_image_surface_get_format (dots), ==, CAIRO_FORMAT_A1);
  g_assert_cmpint (cairo_image_surface_get_width (dots), ==, WIDTH);
  g_assert_cmpint (cairo_image_surface_get_height (dots), ==, HEIGHT);
  cairo_set_source_surface (cr, dots, 0, 0);
  cairo_paint (cr);
  cairo_surface_flush (bytes);
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      result[y * WIDTH + x] = cairo_image_surface_get_data (bytes)[y * cairo_image_surface_get_stride (bytes) + x] != 0;
  return result;
}

/* Part of a rectangle that dots cover. */
static double
coverage (const guint8 *dots,
          int           left,
          int           top,
          int           width,
          int           height)
{
  int n_dots = 0;

  for (int y = top; y < top + height; y++)
    for (int x = left; x < left + width; x++)
      n_dots += dots[y * WIDTH + x];
  return (double) n_dots / (width * height);
}

static double
darkness (cairo_surface_t *surface,
          int              left,
          int              top,
          int              width,
          int              height)
{
  const CwTone grey = { .greyscale = TRUE };
  g_autoptr (cairo_surface_t) luma = cw_surface_tone (surface, &grey);
  double sum = 0;

  for (int y = top; y < top + height; y++)
    for (int x = left; x < left + width; x++)
      sum += 1 - (fixture_pixel (luma, x, y) & 0xff) / 255.0;
  return sum / (width * height);
}

static void
test_mean (void)
{
  for (guint32 level = 0; level <= 255; level += 5)
    {
      g_autoptr (cairo_surface_t) source = flat (level << 16 | level << 8 | level);
      g_autoptr (cairo_surface_t) dots = cw_surface_halftone (source, FALSE);
      g_autofree guint8 *bytes = dots_of (dots);

      g_assert_cmpfloat (fabs (coverage (bytes, 0, 0, WIDTH, HEIGHT) - (1 - level / 255.0)), <, 0.01);
    }
}

/* Not only on the whole: in every part of a picture with colours and edges. */
static void
test_mean_of_parts (void)
{
  g_autoptr (cairo_surface_t) source = picture_of (scene_of);
  g_autoptr (cairo_surface_t) dots = cw_surface_halftone (source, FALSE);
  g_autofree guint8 *bytes = dots_of (dots);

  g_assert_cmpfloat (fabs (coverage (bytes, 0, 0, WIDTH, HEIGHT) - darkness (source, 0, 0, WIDTH, HEIGHT)), <, 0.01);
  for (int y = 0; y + 30 <= HEIGHT; y += 30)
    for (int x = 0; x + 40 <= WIDTH; x += 40)
      g_assert_cmpfloat (fabs (coverage (bytes, x, y, 40, 30) - darkness (source, x, y, 40, 30)), <, 0.03);
}

static void
test_white_and_black (void)
{
  g_autoptr (cairo_surface_t) white = flat (0xffffff);
  g_autoptr (cairo_surface_t) black = flat (0x000000);

  for (int threshold = 0; threshold < 2; threshold++)
    {
      g_autoptr (cairo_surface_t) none = cw_surface_halftone (white, threshold);
      g_autoptr (cairo_surface_t) all = cw_surface_halftone (black, threshold);
      g_autofree guint8 *no_bytes = dots_of (none);
      g_autofree guint8 *all_bytes = dots_of (all);

      g_assert_cmpfloat (coverage (no_bytes, 0, 0, WIDTH, HEIGHT), ==, 0);
      g_assert_cmpfloat (coverage (all_bytes, 0, 0, WIDTH, HEIGHT), ==, 1);
    }
}

/* The outermost rows and columns are as dense as the middle. */
static void
test_margins (void)
{
  g_autoptr (cairo_surface_t) source = flat (0x606060);
  g_autoptr (cairo_surface_t) dots = cw_surface_halftone (source, FALSE);
  g_autofree guint8 *bytes = dots_of (dots);
  const double wanted = 1 - 0x60 / 255.0;

  g_assert_cmpfloat (fabs (coverage (bytes, 0, 0, 8, HEIGHT) - wanted), <, 0.05);
  g_assert_cmpfloat (fabs (coverage (bytes, WIDTH - 8, 0, 8, HEIGHT) - wanted), <, 0.05);
  g_assert_cmpfloat (fabs (coverage (bytes, 0, 0, WIDTH, 8) - wanted), <, 0.05);
  g_assert_cmpfloat (fabs (coverage (bytes, 0, HEIGHT - 8, WIDTH, 8) - wanted), <, 0.05);
}

static void
test_deterministic (void)
{
  g_autoptr (cairo_surface_t) source = picture_of (scene_of);
  g_autoptr (cairo_surface_t) once = cw_surface_halftone (source, FALSE);
  g_autoptr (cairo_surface_t) twice = cw_surface_halftone (source, FALSE);
  g_autofree guint8 *first = dots_of (once);
  g_autofree guint8 *second = dots_of (twice);

  g_assert_cmpmem (first, WIDTH * HEIGHT, second, WIDTH * HEIGHT);
}

/* Rows run both ways: a ramp turned round has the same density all along. */
static void
test_ramp (void)
{
  g_autoptr (cairo_surface_t) source = picture_of (ramp_of);
  g_autoptr (cairo_surface_t) dots = cw_surface_halftone (source, FALSE);
  g_autofree guint8 *bytes = dots_of (dots);

  for (int x = 0; x + 10 <= WIDTH; x += 10)
    g_assert_cmpfloat (fabs (coverage (bytes, x, 0, 10, HEIGHT) - darkness (source, x, 0, 10, HEIGHT)), <, 0.02);
}

static void
test_threshold (void)
{
  g_autoptr (cairo_surface_t) source = picture_of (halves_of);
  g_autoptr (cairo_surface_t) dots = cw_surface_halftone (source, TRUE);
  g_autofree guint8 *bytes = dots_of (dots);

  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      g_assert_cmpint (bytes[y * WIDTH + x], ==, x < WIDTH / 2);
  g_assert_true (has_dot (dots, WIDTH / 2 - 1, 70));
  g_assert_false (has_dot (dots, WIDTH / 2, 70));
}

static void
test_grey (void)
{
  static const guint32 samples[][2] = {
    { 0x000000, 0x000000 },
    { 0xffffff, 0xffffff },
    { 0xff0000, 0x4c4c4c }, /* 0.299 x 255 = 76.2 */
    { 0x00ff00, 0x969696 }, /* 0.587 x 255 = 149.7 */
    { 0x0000ff, 0x1d1d1d }, /* 0.114 x 255 = 29.1 */
    { 0x808080, 0x808080 },
  };
  const CwTone tone = { .greyscale = TRUE };

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autoptr (cairo_surface_t) source = flat (samples[i][0]);
      g_autoptr (cairo_surface_t) result = cw_surface_tone (source, &tone);

      g_assert_cmphex (fixture_pixel (result, 3, 3), ==, samples[i][1]);
      g_assert_cmphex (fixture_pixel (result, WIDTH - 1, HEIGHT - 1), ==, samples[i][1]);
    }
}

static void
test_tint (void)
{
  const CwTone tone = { .tinted = TRUE, .tint = { 0x0f / 255.0, 0x4a / 255.0, 0x37 / 255.0, 1 } };
  g_autoptr (cairo_surface_t) source = picture_of (ramp_of);
  g_autoptr (cairo_surface_t) result = cw_surface_tone (source, &tone);

  g_assert_cmphex (fixture_pixel (result, 0, 0), ==, 0x0f4a37);
  g_assert_cmphex (fixture_pixel (result, WIDTH - 1, 0), ==, 0xffffff);
  for (int x = 1; x < WIDTH; x++)
    for (int shift = 0; shift < 24; shift += 8)
      g_assert_cmpuint ((fixture_pixel (result, x, 5) >> shift) & 0xff, >=, (fixture_pixel (result, x - 1, 5) >> shift) & 0xff);
}

static void
test_untouched (void)
{
  const CwTone tone = { 0 };
  g_autoptr (cairo_surface_t) source = flat (0x123456);
  g_autoptr (cairo_surface_t) result = cw_surface_tone (source, &tone);

  g_assert_true (result == source);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/templates/halftone/mean", test_mean);
  g_test_add_func ("/templates/halftone/mean-of-parts", test_mean_of_parts);
  g_test_add_func ("/templates/halftone/white-and-black", test_white_and_black);
  g_test_add_func ("/templates/halftone/margins", test_margins);
  g_test_add_func ("/templates/halftone/deterministic", test_deterministic);
  g_test_add_func ("/templates/halftone/ramp", test_ramp);
  g_test_add_func ("/templates/halftone/threshold", test_threshold);
  g_test_add_func ("/templates/halftone/grey", test_grey);
  g_test_add_func ("/templates/halftone/tint", test_tint);
  g_test_add_func ("/templates/halftone/untouched", test_untouched);
  return g_test_run ();
}
