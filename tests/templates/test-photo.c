/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* wants stdio.h before it */
#include <jpeglib.h>

#include "app/base/error.h"
#include "fixture.h"
#include "templates/pictures/photo.h"
#include "templates/pictures/raster.h"
#include "templates/pictures/scale.h"

static void
assert_refused (GBytes     *photo,
                const char *word)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_photo_check (photo, "LF23001.jpg", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_PHOTO);
  g_assert_true (g_str_has_prefix (error->message, "“LF23001.jpg” "));
  if (strstr (error->message, word) == NULL)
    g_error ("wanted “%s”, got “%s”", word, error->message);
}

static void
assert_accepted (GBytes *photo)
{
  g_autoptr (GError) error = NULL;

  cw_photo_check (photo, "LF23001.jpg", &error);
  g_assert_no_error (error);
}

static GBytes *
sample (const char *type,
        int         width,
        int         height)
{
  g_autoptr (GdkPixbuf) pixbuf = fixture_pixbuf (width, height);

  return fixture_encode (pixbuf, type);
}

static GBytes *
fixture_file (const char *name)
{
  g_autofree char *path = g_build_filename (CW_TEST_DATA, name, NULL);
  g_autoptr (GError) error = NULL;
  char *data = NULL;
  gsize length = 0;

  g_file_get_contents (path, &data, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, length);
}

static void
test_accepted (void)
{
  g_autoptr (GBytes) jpeg = sample ("jpeg", 600, 800);
  g_autoptr (GBytes) png = sample ("png", 120, 160);
  g_autoptr (GBytes) tiff = sample ("tiff", 300, 400);
  g_autoptr (GBytes) progressive = fixture_file ("progressive.jpg");

  assert_accepted (jpeg);
  assert_accepted (png);
  assert_accepted (tiff);
  assert_accepted (progressive);
}

static void
test_not_a_picture (void)
{
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  g_autoptr (GBytes) words = g_bytes_new_static ("This is not a picture.", 22);
  g_autoptr (GBytes) svg = g_bytes_new_static ("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"600\" height=\"800\"/>", 67);
  g_autoptr (GBytes) script = g_bytes_new_static ("\xff\xd8\xff\xe0 and then words \xff\xd9", 22);

  assert_refused (nothing, "not a picture");
  assert_refused (words, "not a picture");
  assert_refused (svg, "not a picture");
  assert_refused (script, "damaged");
}

static void
test_small (void)
{
  g_autoptr (GBytes) narrow = sample ("png", 119, 160);
  g_autoptr (GBytes) low = sample ("jpeg", 300, 159);

  assert_refused (narrow, "119 × 160 pixels");
  assert_refused (low, "300 × 159 pixels");
}

static long
peak_kilobytes (void)
{
  struct rusage usage = { 0 };

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

/* 20000 x 10000 pixels in a header; decoding would take 600 MB. */
static void
test_large_png (void)
{
  static const guint8 header[] = {
    0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n',
    0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 0, 0x4e, 0x20, 0, 0, 0x27, 0x10, 8, 2, 0, 0, 0, 0x0f, 0xd3, 0xc8, 0x57
  };
  g_autoptr (GBytes) photo = g_bytes_new_static (header, sizeof header);
  long before = peak_kilobytes ();

  assert_refused (photo, "20000 × 10000 pixels, more than 50 megapixels");
  g_assert_cmpint (peak_kilobytes () - before, <, 50 * 1024);
}

/* Frame header of a small JPEG overwritten with 20000 x 10000 (ITU-T T.81, B.2.2). */
static void
test_large_jpeg (void)
{
  g_autoptr (GBytes) small = sample ("jpeg", 160, 200);
  g_autoptr (GByteArray) large = g_byte_array_new ();
  g_autoptr (GBytes) photo = NULL;
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (small, &length);
  long before = peak_kilobytes ();
  gboolean found = FALSE;

  g_byte_array_append (large, data, (guint) length);
  for (guint i = 0; i + 9 < large->len && !found; i++)
    {
      if (large->data[i] != 0xff || large->data[i + 1] != 0xc0)
        continue;
      memcpy (large->data + i + 5, "\x27\x10\x4e\x20", 4);
      found = TRUE;
    }
  g_assert_true (found);
  photo = g_bytes_new (large->data, large->len);
  assert_refused (photo, "20000 × 10000 pixels");
  g_assert_cmpint (peak_kilobytes () - before, <, 50 * 1024);
}

static void
test_truncated (void)
{
  static const char *const types[] = { "jpeg", "png" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GBytes) whole = sample (types[i], 300, 400);
      gsize length = g_bytes_get_size (whole);

      for (guint share = 1; share < 10; share++)
        {
          g_autoptr (GBytes) part = g_bytes_new_from_bytes (whole, 0, length * share / 10);

          assert_refused (part, "incomplete");
        }
    }
}

static void
test_truncated_progressive (void)
{
  g_autoptr (GBytes) whole = fixture_file ("progressive.jpg");
  g_autoptr (GBytes) part = g_bytes_new_from_bytes (whole, 0, g_bytes_get_size (whole) * 3 / 4);

  assert_refused (part, "incomplete");
}

/* Every byte of a file overwritten in turn: refused or decoded, never a crash. */
static void
test_damaged (void)
{
  static const char *const types[] = { "jpeg", "png", "tiff" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GBytes) whole = sample (types[i], 128, 160);
      gsize length = g_bytes_get_size (whole);
      guint n_tried = 0;

      for (gsize at = 0; at < length; at += 1 + length / 64, n_tried++)
        {
          g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (whole, NULL), length);
          g_autoptr (GBytes) damaged = NULL;
          g_autoptr (CwPicture) picture = NULL;

          copy[at] ^= 0xff;
          damaged = g_bytes_new (copy, length);
          picture = cw_picture_decode (damaged, "x", FALSE, NULL);
        }
      g_assert_cmpuint (n_tried, >=, 32);
    }
}

static void
test_cmyk (void)
{
  g_autoptr (GBytes) photo = fixture_file ("cmyk.jpg");
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPicture) picture = cw_picture_decode (photo, "x", FALSE, &error);

  g_assert_no_error (error);
  g_assert_cmpint (picture->width, ==, 160);
  g_assert_cmpint (picture->height, ==, 200);
}

/* Exif with the one tag Orientation (CIPA DC-008, 4.6.2 and 4.6.4), put behind the start of a JPEG. */
static GBytes *
with_orientation (GBytes  *jpeg,
                  guint8   orientation,
                  gboolean little_endian)
{
  static const guint8 big[] = {
    0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8,
    0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0
  };
  static const guint8 little[] = {
    0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'I', 'I', 42, 0, 8, 0, 0, 0,
    1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0
  };
  GByteArray *turned = g_byte_array_new ();
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (jpeg, &length);

  g_byte_array_append (turned, data, 2);
  g_byte_array_append (turned, little_endian ? little : big, sizeof big);
  turned->data[little_endian ? 30 : 31] = orientation;
  turned->data[little_endian ? 31 : 30] = 0;
  g_byte_array_append (turned, data + 2, (guint) length - 2);
  return g_byte_array_free_to_bytes (turned);
}

/* Where the file's top left corner, which is black, comes to lie. */
static void
test_orientation (void)
{
  static const struct
  {
    gboolean swapped;
    gboolean right;
    gboolean bottom;
  } places[] = {
    { FALSE, FALSE, FALSE },
    { FALSE, TRUE, FALSE },
    { FALSE, TRUE, TRUE },
    { FALSE, FALSE, TRUE },
    { TRUE, FALSE, FALSE },
    { TRUE, TRUE, FALSE },
    { TRUE, TRUE, TRUE },
    { TRUE, FALSE, TRUE },
  };
  g_autoptr (GBytes) plain = sample ("jpeg", 400, 300);

  for (guint i = 0; i < 2 * G_N_ELEMENTS (places); i++)
    {
      g_autoptr (GBytes) photo = with_orientation (plain, (guint8) (i / 2 + 1), i % 2);
      g_autoptr (GError) error = NULL;
      g_autoptr (CwPicture) picture = cw_picture_decode (photo, "x", FALSE, &error);
      int width = places[i / 2].swapped ? 300 : 400;
      int height = places[i / 2].swapped ? 400 : 300;
      int black_x = places[i / 2].right ? width - 11 : 10;
      int black_y = places[i / 2].bottom ? height - 11 : 10;

      g_assert_no_error (error);
      g_assert_cmpint (picture->width, ==, width);
      g_assert_cmpint (picture->height, ==, height);
      g_assert_cmpint (cairo_image_surface_get_width (picture->surface), ==, width);
      g_assert_cmpint (cairo_image_surface_get_height (picture->surface), ==, height);
      g_assert_cmphex (fixture_pixel (picture->surface, black_x, black_y), <, 0x202020);
      /* blue is everywhere else */
      g_assert_cmphex (fixture_pixel (picture->surface, width - 1 - black_x, black_y) & 0xff, >, 0x40);
      g_assert_cmphex (fixture_pixel (picture->surface, black_x, height - 1 - black_y) & 0xff, >, 0x40);
    }
}

/* Beyond the eight, and a directory that lies outside of the tag: as the file lies. */
static void
test_orientation_unsound (void)
{
  static const guint8 values[] = { 0, 9, 255 };
  g_autoptr (GBytes) plain = sample ("jpeg", 400, 300);

  for (guint i = 0; i < G_N_ELEMENTS (values) + 1; i++)
    {
      gboolean outside = i == G_N_ELEMENTS (values);
      g_autoptr (GBytes) turned = with_orientation (plain, outside ? 6 : values[i], FALSE);
      g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (turned, NULL), g_bytes_get_size (turned));
      g_autoptr (GBytes) photo = NULL;
      g_autoptr (CwPicture) picture = NULL;

      if (outside)
        copy[16] = 0xff;
      photo = g_bytes_new (copy, g_bytes_get_size (turned));
      picture = cw_picture_decode (photo, "x", FALSE, NULL);
      g_assert_nonnull (picture);
      g_assert_cmpint (picture->width, ==, 400);
    }
}

/* A camera's picture is reduced while it is decoded, but remembers its size. */
static void
test_reduced (void)
{
  static const char *const types[] = { "jpeg", "png" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GBytes) photo = sample (types[i], 3000, 4000);
      g_autoptr (GError) error = NULL;
      g_autoptr (CwPicture) picture = cw_picture_decode (photo, "x", FALSE, &error);

      g_assert_no_error (error);
      g_assert_cmpint (picture->width, ==, 3000);
      g_assert_cmpint (picture->height, ==, 4000);
      g_assert_cmpint (cairo_image_surface_get_width (picture->surface), ==, 1500);
      g_assert_cmpint (cairo_image_surface_get_height (picture->surface), ==, 2000);
      g_assert_cmphex (fixture_pixel (picture->surface, 1499, 1999) >> 8, >, 0xf0f0);
    }
}

/* What a camera makes: soft shapes, hair-fine lines and noise. */
static GBytes *
camera_photo (int width,
              int height)
{
  g_autoptr (GdkPixbuf) pixbuf = fixture_pixbuf (width, height);
  g_autoptr (GRand) noise = g_rand_new_with_seed (8);
  guchar *pixels = gdk_pixbuf_get_pixels (pixbuf);
  int stride = gdk_pixbuf_get_rowstride (pixbuf);

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        guchar *at = pixels + y * stride + 3 * x;
        int hair = (x + y / 3) % 37 < 3 && y < height / 3 ? -60 : 0;

        for (int i = 0; i < 3; i++)
          at[i] = (guchar) CLAMP (at[i] + hair + g_rand_int_range (noise, -8, 9), 0, 255);
      }
  return fixture_encode (pixbuf, "jpeg");
}

static cairo_surface_t *
scaled (CwPicture *picture,
        int        width,
        int        height)
{
  const CwBox all = { 0, 0, cairo_image_surface_get_width (picture->surface), cairo_image_surface_get_height (picture->surface) };

  return cw_surface_resample (picture->surface, &all, width, height);
}

/* Peak signal-to-noise ratio of two pictures, decibels. */
static double
likeness (cairo_surface_t *a,
          cairo_surface_t *b)
{
  int width = cairo_image_surface_get_width (a);
  int height = cairo_image_surface_get_height (a);
  double sum = 0;

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      for (int shift = 0; shift < 24; shift += 8)
        {
          int difference = (int) ((fixture_pixel (a, x, y) >> shift) & 0xff) - (int) ((fixture_pixel (b, x, y) >> shift) & 0xff);

          sum += difference * difference;
        }
  return 10 * log10 (255.0 * 255.0 * width * height * 3 / sum);
}

/* What the decoder makes of 1200 x 1600, and how much a photo that it reduced and that was then
 * scaled differs from one decoded whole and scaled: the worst kind of photo, with noise and hair. */
static void
test_decoded_for (void)
{
  static const struct
  {
    int    need[2];
    int    made[2];
    int    target[2];
    double decibels;
  } sizes[] = {
    { { 284, 378 }, { 300, 400 }, { 284, 378 }, 34 },
    { { 300, 400 }, { 300, 400 }, { 300, 400 }, 34 },
    { { 301, 400 }, { 600, 800 }, { 301, 400 }, 40 },
    { { 300, 401 }, { 600, 800 }, { 300, 401 }, 40 },
    { { 426, 567 }, { 600, 800 }, { 284, 378 }, 40 },
    { { 567, 756 }, { 600, 800 }, { 567, 756 }, 30 },
    { { 851, 1134 }, { 1200, 1600 }, { 567, 756 }, 90 },
    { { 2000, 2666 }, { 1200, 1600 }, { 2000, 2666 }, 90 },
    { { 1, 1 }, { 150, 200 }, { 75, 100 }, 40 },
  };
  g_autoptr (GBytes) photo = camera_photo (1200, 1600);
  g_autoptr (CwPicture) whole = cw_picture_decode_for (photo, "x", 1200, 1600, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwPicture) picture = cw_picture_decode_for (photo, "x", (guint) sizes[i].need[0], (guint) sizes[i].need[1], &error);
      g_autoptr (cairo_surface_t) got = NULL;
      g_autoptr (cairo_surface_t) wanted = NULL;

      g_assert_no_error (error);
      g_assert_cmpint (picture->width, ==, 1200);
      g_assert_cmpint (picture->height, ==, 1600);
      g_assert_cmpint (cairo_image_surface_get_width (picture->surface), ==, sizes[i].made[0]);
      g_assert_cmpint (cairo_image_surface_get_height (picture->surface), ==, sizes[i].made[1]);
      got = scaled (picture, sizes[i].target[0], sizes[i].target[1]);
      wanted = scaled (whole, sizes[i].target[0], sizes[i].target[1]);
      g_test_message ("%d x %d from %d x %d: %.1f dB", sizes[i].target[0], sizes[i].target[1], sizes[i].made[0], sizes[i].made[1], likeness (got, wanted));
      g_assert_cmpfloat (likeness (got, wanted), >, sizes[i].decibels);
    }
}

/* What is needed is told for the upright picture. */
static void
test_decoded_for_turned (void)
{
  g_autoptr (GBytes) lying = camera_photo (1600, 1200);
  g_autoptr (GBytes) photo = with_orientation (lying, 6, FALSE);
  g_autoptr (CwPicture) portrait = cw_picture_decode_for (photo, "x", 300, 400, NULL);
  g_autoptr (CwPicture) landscape = cw_picture_decode_for (photo, "x", 400, 300, NULL);

  g_assert_cmpint (cairo_image_surface_get_width (portrait->surface), ==, 300);
  g_assert_cmpint (cairo_image_surface_get_height (portrait->surface), ==, 400);
  g_assert_cmpint (cairo_image_surface_get_width (landscape->surface), ==, 600);
  g_assert_cmpint (cairo_image_surface_get_height (landscape->surface), ==, 800);
}

/* Other kinds keep all that a card can show. */
static void
test_decoded_for_png (void)
{
  g_autoptr (GBytes) photo = sample ("png", 2700, 3600);
  g_autoptr (CwPicture) small = cw_picture_decode_for (photo, "x", 284, 378, NULL);
  g_autoptr (CwPicture) large = cw_picture_decode_for (photo, "x", 1400, 1800, NULL);

  g_assert_cmpint (cairo_image_surface_get_width (small->surface), ==, 1350);
  g_assert_cmpint (cairo_image_surface_get_width (large->surface), ==, 2700);
}

static GBytes *
jpeg_of (J_COLOR_SPACE          space,
         const jpeg_scan_info *scans,
         int                   n_scans)
{
  struct jpeg_compress_struct jpeg = { 0 };
  struct jpeg_error_mgr errors;
  unsigned char *data = NULL;
  unsigned long length = 0;
  guint8 row[3 * 160];
  JSAMPROW rows[1] = { row };
  GBytes *result = NULL;

  jpeg.err = jpeg_std_error (&errors);
  jpeg_create_compress (&jpeg);
  jpeg_mem_dest (&jpeg, &data, &length);
  jpeg.image_width = 160;
  jpeg.image_height = 200;
  jpeg.input_components = space == JCS_GRAYSCALE ? 1 : 3;
  jpeg.in_color_space = space;
  jpeg_set_defaults (&jpeg);
  jpeg.scan_info = scans;
  jpeg.num_scans = n_scans;
  jpeg_start_compress (&jpeg, TRUE);
  for (int y = 0; y < 200; y++)
    {
      for (guint i = 0; i < sizeof row; i++)
        row[i] = (guint8) (y + (int) i);
      jpeg_write_scanlines (&jpeg, rows, 1);
    }
  jpeg_finish_compress (&jpeg);
  jpeg_destroy_compress (&jpeg);
  result = g_bytes_new (data, length);
  free (data);
  return result;
}

static void
test_grey (void)
{
  g_autoptr (GBytes) photo = jpeg_of (JCS_GRAYSCALE, NULL, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPicture) picture = cw_picture_decode (photo, "x", FALSE, &error);
  guint32 pixel = 0;

  g_assert_no_error (error);
  pixel = fixture_pixel (picture->surface, 40, 50);
  g_assert_cmpint (abs ((int) (pixel & 0xff) - 90), <=, 4);
  g_assert_cmphex (pixel, ==, (pixel & 0xff) * 0x010101);
}

/* Each scan is short, but makes the decoder walk over the whole picture. */
static void
test_many_scans (void)
{
  g_autofree jpeg_scan_info *scans = g_new0 (jpeg_scan_info, 1 + 3 * 63);
  g_autoptr (GBytes) many = NULL;
  g_autoptr (GBytes) few = NULL;

  scans[0] = (jpeg_scan_info){ .comps_in_scan = 3, .component_index = { 0, 1, 2 } };
  for (int i = 0; i < 3 * 63; i++)
    scans[1 + i] = (jpeg_scan_info){ .comps_in_scan = 1, .component_index = { i / 63 }, .Ss = 1 + i % 63, .Se = 1 + i % 63 };
  many = jpeg_of (JCS_RGB, scans, 1 + 3 * 63);
  few = jpeg_of (JCS_RGB, scans, 1 + 63);
  assert_refused (many, "damaged");
  assert_accepted (few);
}

/* Bytes in the middle of the picture overwritten: the decoder itself would go on in grey. */
static void
test_damaged_middle (void)
{
  g_autoptr (GBytes) whole = camera_photo (600, 800);
  gsize length = g_bytes_get_size (whole);
  g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (whole, NULL), length);
  g_autoptr (GBytes) photo = NULL;

  memset (copy + length / 2, 0, length / 4);
  photo = g_bytes_new (copy, length);
  assert_refused (photo, "damaged");
}

static void
test_alpha (void)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, 200, 200);
  g_autoptr (GBytes) photo = NULL;
  g_autoptr (CwPicture) opaque = NULL;
  g_autoptr (CwPicture) holed = NULL;

  gdk_pixbuf_fill (pixbuf, 0x00000000);
  photo = fixture_encode (pixbuf, "png");
  opaque = cw_picture_decode (photo, "x", FALSE, NULL);
  holed = cw_picture_decode (photo, "x", TRUE, NULL);
  g_assert_cmphex (fixture_pixel (opaque->surface, 100, 100), ==, 0xffffff);
  g_assert_cmpint (cairo_image_surface_get_format (holed->surface), ==, CAIRO_FORMAT_ARGB32);
  g_assert_cmphex (fixture_pixel (holed->surface, 100, 100), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/templates/photo/large-png", test_large_png);
  g_test_add_func ("/templates/photo/large-jpeg", test_large_jpeg);
  g_test_add_func ("/templates/photo/accepted", test_accepted);
  g_test_add_func ("/templates/photo/not-a-picture", test_not_a_picture);
  g_test_add_func ("/templates/photo/small", test_small);
  g_test_add_func ("/templates/photo/truncated", test_truncated);
  g_test_add_func ("/templates/photo/truncated-progressive", test_truncated_progressive);
  g_test_add_func ("/templates/photo/damaged", test_damaged);
  g_test_add_func ("/templates/photo/cmyk", test_cmyk);
  g_test_add_func ("/templates/photo/orientation", test_orientation);
  g_test_add_func ("/templates/photo/reduced", test_reduced);
  g_test_add_func ("/templates/photo/orientation-unsound", test_orientation_unsound);
  g_test_add_func ("/templates/photo/decoded-for", test_decoded_for);
  g_test_add_func ("/templates/photo/decoded-for-turned", test_decoded_for_turned);
  g_test_add_func ("/templates/photo/decoded-for-png", test_decoded_for_png);
  g_test_add_func ("/templates/photo/grey", test_grey);
  g_test_add_func ("/templates/photo/many-scans", test_many_scans);
  g_test_add_func ("/templates/photo/damaged-middle", test_damaged_middle);
  g_test_add_func ("/templates/photo/alpha", test_alpha);
  return g_test_run ();
}
