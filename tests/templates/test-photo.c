/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>
#include <sys/resource.h>

#include "app/base/error.h"
#include "fixture.h"
#include "templates/photo.h"

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

/* Exif with the one tag Orientation = 6, turn right (CIPA DC-008, 4.6.2 and 4.6.4), put behind the
 * start of a JPEG that lies on its side. */
static void
test_orientation (void)
{
  static const guint8 exif[] = {
    0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8,
    0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0
  };
  g_autoptr (GBytes) lying = sample ("jpeg", 400, 300);
  g_autoptr (GByteArray) turned = g_byte_array_new ();
  g_autoptr (GBytes) photo = NULL;
  g_autoptr (CwPicture) picture = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (lying, &length);

  g_byte_array_append (turned, data, 2);
  g_byte_array_append (turned, exif, sizeof exif);
  g_byte_array_append (turned, data + 2, (guint) length - 2);
  photo = g_bytes_new (turned->data, turned->len);
  picture = cw_picture_decode (photo, "x", FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (picture->width, ==, 300);
  g_assert_cmpint (picture->height, ==, 400);
  /* the black corner at the top left went to the top right */
  g_assert_cmphex (fixture_pixel (picture->surface, 290, 10), <, 0x202020);
  g_assert_cmphex (fixture_pixel (picture->surface, 10, 10) & 0xff, >, 0x40);
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
  g_test_add_func ("/templates/photo/alpha", test_alpha);
  return g_test_run ();
}
