/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include <glib/gstdio.h>

#include "app/base/error.h"
#include "fixture.h"
#include "templates/format/model.h"
#include "templates/pictures/raster.h"

typedef struct
{
  char   *folder;
  char   *path; /* of the one file that a test writes */
  CwFace *face;
} Output;

static void
output_set_up (Output       *output,
               gconstpointer data)
{
  g_autoptr (CwTemplate) template = fixture_shipped ();

  output->folder = fixture_folder ();
  output->path = g_build_filename (output->folder, data, NULL);
  output->face = fixture_face (template);
}

static void
output_tear_down (Output       *output,
                  gconstpointer data)
{
  fixture_folder_remove (output->folder);
  g_free (output->folder);
  g_free (output->path);
  cw_face_unref (output->face);
}

static void
write_png (Output     *output,
           CwFaceSide  side,
           CwFaceLayer layer,
           gboolean    specimen)
{
  const CwFaceMedium medium = { .dpi = 300, .layer = layer, .specimen = specimen };
  g_autoptr (GError) error = NULL;

  cw_face_write_png (output->face, side, &medium, 0, 0, output->path, &error);
  g_assert_no_error (error);
}

static const CwFaceMedium all = { .layer = CW_LAYER_ALL };

static void
write_pdf (Output *output)
{
  g_autoptr (GError) error = NULL;

  cw_face_write_pdf (output->face, CW_FACE_FRONT, CW_FACE_BACK, &all, output->path, &error);
  g_assert_no_error (error);
}

static void
assert_scans (const char *path)
{
  const char *const command[] = { "zbarimg", "--quiet", "--raw", path, NULL };
  g_autofree char *text = fixture_run (command);

  g_assert_cmpstr (text, ==, FIXTURE_QR "\n");
}

static void
test_scan_png (Output       *output,
               gconstpointer data)
{
  for (guint side = 0; side < 2; side++)
    {
      write_png (output, (CwFaceSide) side, CW_LAYER_ALL, FALSE);
      assert_scans (output->path);
      write_png (output, (CwFaceSide) side, CW_LAYER_ALL, TRUE);
      assert_scans (output->path);
      write_png (output, (CwFaceSide) side, CW_LAYER_RESIN, FALSE);
      assert_scans (output->path);
    }
}

/* Header of a PNG: width, height, bits, colour type; then the density. */
static void
assert_png_header (const char *path,
                   guint8      bits,
                   guint8      colour_type)
{
  g_autofree char *data = NULL;
  gsize length = 0;
  guint32 words[2] = { 0 };

  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  g_assert_cmpuint (length, >, 60);
  memcpy (words, data + 16, 8);
  g_assert_cmpuint (GUINT32_FROM_BE (words[0]), ==, 1011);
  g_assert_cmpuint (GUINT32_FROM_BE (words[1]), ==, 638);
  g_assert_cmpuint ((guint8) data[24], ==, bits);
  g_assert_cmpuint ((guint8) data[25], ==, colour_type);
  g_assert_cmpmem (data + 37, 4, "pHYs", 4);
  memcpy (words, data + 41, 8);
  g_assert_cmpuint (GUINT32_FROM_BE (words[0]), ==, 11811); /* 300 an inch in dots a metre */
}

static void
test_png (Output       *output,
          gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type ("png", NULL);
  GdkPixbuf *pixbuf = NULL;
  g_autofree char *png = NULL;
  gsize length = 0;
  g_autoptr (cairo_surface_t) resin = NULL;
  const CwFaceMedium medium = { .dpi = 300, .layer = CW_LAYER_RESIN };

  write_png (output, CW_FACE_FRONT, CW_LAYER_COLOUR, FALSE);
  assert_png_header (output->path, 8, 2);
  write_png (output, CW_FACE_FRONT, CW_LAYER_RESIN, FALSE);
  assert_png_header (output->path, 1, 0);

  /* read by somebody else's decoder, the bits are the dots */
  g_assert_true (g_file_get_contents (output->path, &png, &length, NULL));
  gdk_pixbuf_loader_write (loader, (const guchar *) png, length, &error);
  g_assert_no_error (error);
  g_assert_true (gdk_pixbuf_loader_close (loader, NULL));
  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  resin = cw_face_render (output->face, CW_FACE_FRONT, &medium, 0, 0, NULL);
  for (int y = 0; y < 638; y++)
    for (int x = 0; x < 1011; x++)
      {
        const guchar *at = gdk_pixbuf_read_pixels (pixbuf) + y * gdk_pixbuf_get_rowstride (pixbuf) + x * gdk_pixbuf_get_n_channels (pixbuf);

        g_assert_cmphex (at[0], ==, fixture_pixel (resin, x, y) & 0xff);
      }
}

static void
test_pdf_page (Output       *output,
               gconstpointer data)
{
  const char *const command[] = { "pdfinfo", output->path, NULL };
  g_autofree char *info = NULL;

  write_pdf (output);
  info = fixture_run (command);
  g_assert_nonnull (strstr (info, "242.646 x 153.014 pts")); /* 85.60 x 53.98 mm */
  g_assert_true (g_regex_match_simple ("Pages:\\s+2\\n", info, 0, 0));
  g_assert_null (strstr (info, "Ģertrūde"));
}

static void
test_pdf_fonts (Output       *output,
                gconstpointer data)
{
  const char *const command[] = { "pdffonts", output->path, NULL };
  g_autofree char *fonts = NULL;
  g_auto (GStrv) lines = NULL;
  guint n_fonts = 0;

  write_pdf (output);
  fonts = fixture_run (command);
  lines = g_strsplit (g_strchomp (fonts), "\n", -1);
  for (guint i = 2; lines[i] != NULL; i++, n_fonts++)
    if (!g_regex_match_simple ("^[A-Z]{6}\\+.* yes yes yes ", lines[i], 0, 0))
      g_error ("not an embedded subset with a way back to characters: %s", lines[i]);
  g_assert_cmpuint (n_fonts, >=, 3);
}

static void
test_pdf_text (Output       *output,
               gconstpointer data)
{
  const char *const command[] = { "pdftotext", output->path, "-", NULL };
  static const char *const words[] = { "Šķēle-Ķirsone", "Anžela Ģertrūde", "LF23001", "Meža ekoloģija", "Biozinātņu", FIXTURE_ESCN };
  g_autofree char *text = NULL;

  write_pdf (output);
  text = fixture_run (command);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (text, words[i]) == NULL)
      g_error ("“%s” is not in the text: %s", words[i], text);
}

static void
test_pdf_scan (Output       *output,
               gconstpointer data)
{
  g_autofree char *prefix = g_build_filename (output->folder, "page", NULL);
  const char *const command[] = { "pdftoppm", "-r", "300", "-png", output->path, prefix, NULL };
  g_autofree char *done = NULL;

  write_pdf (output);
  done = fixture_run (command);
  for (guint page = 1; page <= 2; page++)
    {
      g_autofree char *path = g_strdup_printf ("%s-%u.png", prefix, page);

      assert_scans (path);
    }
}

/* Codes are 1-bit masks without interpolation, one pixel a module; the photo is the only picture. */
static void
test_pdf_images (Output       *output,
                 gconstpointer data)
{
  const char *const command[] = { "pdfimages", "-list", output->path, NULL };
  g_autofree char *images = NULL;
  g_auto (GStrv) lines = NULL;
  guint n_masks = 0;
  guint n_photos = 0;

  write_pdf (output);
  images = fixture_run (command);
  lines = g_strsplit (g_strchomp (images), "\n", -1);
  for (guint i = 2; lines[i] != NULL; i++)
    {
      n_masks += g_regex_match_simple ("stencil +33 +33 .* no ", lines[i], 0, 0);
      n_photos += g_regex_match_simple (" image .* rgb ", lines[i], 0, 0);
    }
  g_assert_cmpuint (n_masks, ==, 2);
  g_assert_cmpuint (n_photos, ==, 1);
}

/* Read by somebody else's decoder, the dots are black where the resin panel is, and white elsewhere
 * when only one bit tells. */
static void
assert_dots (Output     *output,
             const char *type,
             gboolean    bits)
{
  const CwFaceMedium medium = { .dpi = 300, .layer = bits ? CW_LAYER_RESIN : CW_LAYER_ALL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type (type, &error);
  g_autoptr (cairo_surface_t) expected = cw_face_render (output->face, CW_FACE_FRONT, &medium, 1016, 648, &error);
  g_autofree char *file = NULL;
  gsize length = 0;
  GdkPixbuf *pixbuf;

  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (output->path, &file, &length, NULL));
  gdk_pixbuf_loader_write (loader, (const guchar *) file, length, &error);
  g_assert_no_error (error);
  g_assert_true (gdk_pixbuf_loader_close (loader, NULL));
  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), ==, 1016);
  g_assert_cmpint (gdk_pixbuf_get_height (pixbuf), ==, 648);
  for (int y = 0; y < 648; y++)
    for (int x = 0; x < 1016; x++)
      {
        const guchar *at = gdk_pixbuf_read_pixels (pixbuf) + y * gdk_pixbuf_get_rowstride (pixbuf) + x * gdk_pixbuf_get_n_channels (pixbuf);

        g_assert_cmphex ((guint32) at[0] << 16 | (guint32) at[1] << 8 | at[2], ==, fixture_pixel (expected, x, y));
      }
}

/* The sizes that makers' printing libraries take: 24 bits and 1 bit of 1016 x 648 dots. */
static void
test_bmp (Output       *output,
          gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (guint bits = 0; bits < 2; bits++)
    {
      const CwFaceMedium medium = { .dpi = 300, .layer = bits ? CW_LAYER_RESIN : CW_LAYER_ALL };

      cw_face_write_bmp (output->face, CW_FACE_FRONT, &medium, 1016, 648, output->path, &error);
      g_assert_no_error (error);
      assert_dots (output, "bmp", bits != 0);
    }
}

static void
test_pbm (Output       *output,
          gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (guint layer = 0; layer < 2; layer++)
    {
      const CwFaceMedium medium = { .dpi = 300, .layer = layer == 0 ? CW_LAYER_RESIN : CW_LAYER_ALL };

      cw_face_write_pbm (output->face, CW_FACE_FRONT, &medium, 1016, 648, output->path, &error);
      g_assert_no_error (error);
      assert_dots (output, "pnm", TRUE);
    }
}

/* Drawn large by somebody else, the code scans: it is made of squares, not of a blurred picture. */
static void
test_svg (Output       *output,
          gconstpointer data)
{
  const CwFaceMedium medium = { .layer = CW_LAYER_ALL };
  g_autofree char *png = g_build_filename (output->folder, "card.png", NULL);

  for (guint side = 0; side < 2; side++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *svg = NULL;
      RsvgHandle *handle = NULL;
      g_autoptr (cairo_surface_t) surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1712, 1080);
      g_autoptr (cairo_t) cr = cairo_create (surface);
      const RsvgRectangle viewport = { 0, 0, 1712, 1079.6 };

      cw_face_write_svg (output->face, (CwFaceSide) side, &medium, output->path, &error);
      g_assert_no_error (error);
      g_assert_true (g_file_get_contents (output->path, &svg, NULL, NULL));
      g_assert_nonnull (strstr (svg, "width=\"85.6mm\" height=\"53.98mm\" viewBox=\"0 0 85.6 53.98\""));
      g_assert_null (strstr (svg, "<text"));
      g_assert_true ((strstr (svg, "<image") != NULL) == (side == CW_FACE_FRONT)); /* the photo */
      handle = rsvg_handle_new_from_data ((const guint8 *) svg, strlen (svg), &error);
      g_assert_no_error (error);
      cairo_set_source_rgb (cr, 1, 1, 1);
      cairo_paint (cr);
      rsvg_handle_render_document (handle, cr, &viewport, &error);
      g_assert_no_error (error);
      g_object_unref (handle);
      g_assert_cmpint (cairo_surface_write_to_png (surface, png), ==, CAIRO_STATUS_SUCCESS);
      assert_scans (png);
    }
}

static void
test_ink (Output       *output,
          gconstpointer data)
{
  g_autoptr (CwTemplate) template = fixture_shipped ();

  for (guint side = 0; side < 2; side++)
    {
      const CwFaceMedium medium = { .dpi = 300, .layer = CW_LAYER_RESIN };
      g_autoptr (GError) error = NULL;
      g_autoptr (cairo_surface_t) resin = cw_face_render (output->face, (CwFaceSide) side, &medium, 0, 0, &error);
      CwInkUse design, drawn;
      guint n_dots = 0;

      g_assert_no_error (error);
      for (int y = 0; y < 638; y++)
        for (int x = 0; x < 1011; x++)
          n_dots += fixture_pixel (resin, x, y) == 0;
      cw_template_get_ink (template, (CwFaceSide) side, &design);
      g_assert_true (cw_face_get_ink (output->face, (CwFaceSide) side, &drawn, &error));
      g_assert_true (drawn.resin);
      g_assert_cmpfloat_with_epsilon (drawn.resin_area, n_dots * (25.4 / 300) * (25.4 / 300), 0.001);
      g_assert_cmpfloat (design.resin_area, >, drawn.resin_area);
      g_assert_cmpint (design.colour, ==, drawn.colour);
      g_assert_cmpfloat (design.photo_area, ==, drawn.photo_area);
      g_assert_true ((drawn.photo_area > 0) == (side == CW_FACE_FRONT));
      g_assert_false (drawn.black_in_dye);
    }
}

/* What each element of a design counts for. */
static void
test_ink_design (Output       *output,
                 gconstpointer data)
{
  static const struct
  {
    const char *element;
    double      colour, resin; /* mm² */
    gboolean    black_in_dye;
  } cases[] = {
    { "{'type':'text','id':'a','x':10,'y':10,'width':20,'height':10,'size':8,'text':'A'}", 0, 200, FALSE },
    { "{'type':'text','id':'a','x':10,'y':10,'width':20,'height':10,'size':8,'text':'A','layer':'colour'}", 200, 0, TRUE },
    { "{'type':'text','id':'a','x':10,'y':10,'width':20,'height':10,'size':8,'text':'A','layer':'colour','colour':'#c03030'}", 200, 0, FALSE },
    { "{'type':'text','id':'a','x':10,'y':10,'width':20,'height':10,'size':8,'text':'A','layer':'colour','colour':'#ffffff'}", 0, 0, FALSE },
    { "{'type':'photo','id':'a','x':10,'y':10,'width':20,'height':30}", 600, 0, FALSE },
    { "{'type':'shape','id':'a','x':10,'y':10,'width':20,'height':10,'shape':'rect','fill':'#ffffff'}", 0, 0, FALSE },
    { "{'type':'shape','id':'a','x':10,'y':10,'width':20,'height':10,'shape':'rect','fill':'#80ff80'}", 200, 0, FALSE },
    { "{'type':'hologram','id':'a','x':10,'y':10,'width':20,'height':10}", 0, 0, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{'cardwright_template':1,'name':'Test','card':'id-1','orientation':'landscape',"
                                               "'fonts':['Inter'],'front':{'elements':[%s]}}", cases[i].element);
      g_autoptr (GError) error = NULL;
      g_autoptr (CwTemplate) template = fixture_template (text, &error);
      CwInkUse ink;

      g_assert_no_error (error);
      g_test_message ("%s", cases[i].element);
      cw_template_get_ink (template, CW_FACE_FRONT, &ink);
      g_assert_cmpfloat_with_epsilon (ink.colour_area, cases[i].colour, 2);
      g_assert_cmpfloat_with_epsilon (ink.resin_area, cases[i].resin, 2);
      g_assert_cmpint (ink.colour, ==, cases[i].colour > 0);
      g_assert_cmpint (ink.resin, ==, cases[i].resin > 0);
      g_assert_cmpint (ink.black_in_dye, ==, cases[i].black_in_dye);
      if (ink.colour)
        {
          g_assert_cmpfloat_with_epsilon (ink.colour_left, 10, 0.26);
          g_assert_cmpfloat_with_epsilon (ink.colour_right, 30, 0.26);
          g_assert_cmpfloat_with_epsilon (ink.edge_gap, 10, 0.26);
        }
      cw_template_get_ink (template, CW_FACE_BACK, &ink);
      g_assert_false (ink.colour || ink.resin);
    }
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n_files = 0;

  while (g_dir_read_name (dir) != NULL)
    n_files++;
  return n_files;
}

/* In a process of its own: no file may grow beyond 4 KiB, which is how a full disk looks. */
static void
full_disk (Output *output)
{
  const struct rlimit limit = { 4096, 4096 };
  const CwFaceMedium medium = { .dpi = 300 };
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = NULL;

  g_assert_true (g_file_set_contents (output->path, "before", -1, NULL));
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_false (cw_face_write_png (output->face, CW_FACE_FRONT, &medium, 0, 0, output->path, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_STORE_FULL);
  g_assert_nonnull (strstr (error->message, output->path));
  g_clear_error (&error);
  g_assert_false (cw_face_write_pdf (output->face, CW_FACE_FRONT, CW_FACE_BACK, &all, output->path, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_STORE_FULL);
  g_assert_true (g_file_get_contents (output->path, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "before");
  g_assert_cmpuint (count_files (output->folder), ==, 1);
}

static void
test_full_disk (Output       *output,
                gconstpointer data)
{
  if (g_test_subprocess ())
    {
      full_disk (output);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

static void
test_no_folder (Output       *output,
                gconstpointer data)
{
  g_autofree char *path = g_build_filename (output->folder, "absent", "card.pdf", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_face_write_pdf (output->face, CW_FACE_FRONT, CW_FACE_BACK, &all, path, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_cmpuint (count_files (output->folder), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, name, func) g_test_add (path, Output, name, output_set_up, func, output_tear_down)
  ADD ("/templates/output/png", "card.png", test_png);
  ADD ("/templates/output/scan-png", "card.png", test_scan_png);
  ADD ("/templates/output/pdf-page", "card.pdf", test_pdf_page);
  ADD ("/templates/output/pdf-fonts", "card.pdf", test_pdf_fonts);
  ADD ("/templates/output/pdf-text", "card.pdf", test_pdf_text);
  ADD ("/templates/output/pdf-scan", "card.pdf", test_pdf_scan);
  ADD ("/templates/output/pdf-images", "card.pdf", test_pdf_images);
  ADD ("/templates/output/bmp", "card.bmp", test_bmp);
  ADD ("/templates/output/pbm", "card.pbm", test_pbm);
  ADD ("/templates/output/svg", "card.svg", test_svg);
  ADD ("/templates/output/ink", "none", test_ink);
  ADD ("/templates/output/ink-design", "none", test_ink_design);
  ADD ("/templates/output/full-disk", "card.png", test_full_disk);
  ADD ("/templates/output/no-folder", "card.pdf", test_no_folder);
#undef ADD
  return g_test_run ();
}
