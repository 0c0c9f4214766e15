/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include <cairo-pdf.h>

#include "tests/templates/codes.h"
#include "tests/templates/fixture.h"

/* What we draw is what others read: zbar in cw_scan_surface(), ZXing beside it. */

static const char *const samples[CODES_N_SYMBOLOGIES] = {
  FIXTURE_QR,
  "LBTU-2026 #0042",
  "CODE 39",
  "15400141288763",
  "5901234123457",
  "Ķēniņa Ģērtrūde, 20260042",
  "Ķēniņa Ģērtrūde, 20260042",
  "Ķēniņa Ģērtrūde, 20260042",
};

static gboolean
zbar_reads (CwSymbology symbology)
{
  return symbology < CW_SYMBOLOGY_PDF417;
}

static void
assert_scanned (cairo_surface_t *surface,
                const CwCode    *code)
{
  g_autoptr (GPtrArray) scans = cw_scan_surface (surface);
  const CwScan *scan = NULL;

  if (!zbar_reads (cw_code_get_symbology (code)))
    {
      g_assert_cmpuint (scans->len, ==, 0);
      return;
    }
  g_assert_cmpuint (scans->len, ==, 1);
  scan = g_ptr_array_index (scans, 0);
  g_assert_cmpint (scan->symbology, ==, cw_code_get_symbology (code));
  g_assert_cmpstr (scan->text, ==, cw_code_get_content (code));
  g_assert_cmpfloat (scan->box.x, >=, 0);
  g_assert_cmpfloat (scan->box.x + scan->box.width, <=, cairo_image_surface_get_width (surface));
  g_assert_cmpfloat (scan->box.y, >=, 0);
  g_assert_cmpfloat (scan->box.y + scan->box.height, <=, cairo_image_surface_get_height (surface));
}

static void
assert_verified (cairo_surface_t *surface,
                 const CwCode    *code,
                 const CwBox     *area)
{
  g_autofree char *found = NULL;

  g_assert_true (cw_scan_verify (surface, code, area, &found));
  g_assert_cmpstr (found, ==, cw_code_get_content (code));
}

static void
assert_zxing_reads (cairo_surface_t *surface,
                    const CwCode    *code)
{
  g_autofree char *text = codes_zxing_read (surface, cw_code_get_symbology (code));

  g_assert_cmpstr (text, ==, cw_code_get_content (code));
}

static void
test_bitmap (void)
{
  static const double resolutions[] = { 300, 600 };

  for (int i = 0; i < CODES_N_SYMBOLOGIES; i++)
    for (guint j = 0; j < G_N_ELEMENTS (resolutions) * 4; j++)
      {
        g_autoptr (CwCode) code = codes_new ((CwSymbology) i, samples[i]);
        g_auto (CodesPicture) picture = { 0 };

        codes_picture_init (&picture, code, j < 4 ? 3 : 6, resolutions[j / 4], (int) j % 4);
        g_assert_cmpint (picture.place.dots, ==, j < 4 ? 3 : 6);
        assert_scanned (picture.surface, code);
        assert_verified (picture.surface, code, &picture.area);
        assert_zxing_reads (picture.surface, code);
        if (j % 4 == 0)
          codes_assert_modules (picture.surface, code, j < 4 ? 3 : 6);
      }
}

/* A grey picture, "P5 width height 255" and the dots, in RGB24; Ghostscript signs its header. */
static cairo_surface_t *
read_pgm (const char *path)
{
  g_autofree char *bytes = NULL;
  gsize length = 0;
  int width = 0, height = 0, start = 0;
  cairo_surface_t *surface = NULL;
  guchar *data = NULL;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  if (sscanf (bytes, "P5 # %*[^\n] %d %d 255%n", &width, &height, &start) != 2)
    g_assert_cmpint (sscanf (bytes, "P5 %d %d 255%n", &width, &height, &start), ==, 2);
  start++;
  g_assert_cmpuint (length, ==, (gsize) start + (gsize) width * (gsize) height);
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  data = cairo_image_surface_get_data (surface);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        guint32 grey = (guchar) bytes[start + y * width + x];

        ((guint32 *) (void *) (data + y * cairo_image_surface_get_stride (surface)))[x] = grey * 0x10101;
      }
  cairo_surface_mark_dirty (surface);
  return surface;
}

/* Two programs that draw a PDF, each by a rule of its own as to which dots a shape touches. */
static cairo_surface_t *
draw_pdf (const char *folder,
          const char *pdf,
          gboolean    with_ghostscript)
{
  g_autofree char *root = g_build_filename (folder, "page", NULL);
  g_autofree char *pgm = g_build_filename (folder, "page.pgm", NULL);
  g_autofree char *words = NULL;

  if (with_ghostscript)
    words = fixture_run ((const char *const[]){ "gs", "-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", "-sDEVICE=pgmraw", "-r300", "-o", pgm, pdf, NULL });
  else
    words = fixture_run ((const char *const[]){ "pdftoppm", "-gray", "-r", "300", "-singlefile", pdf, root, NULL });
  return read_pgm (pgm);
}

/* The PDF of a code alone, as other programs draw it at 300 dpi: still whole dots. */
static void
test_pdf (void)
{
  g_autofree char *folder = fixture_folder ();
  g_autofree char *pdf = g_build_filename (folder, "code.pdf", NULL);
  CwFaceMedium vector = { .dpi = 0 };

  for (int i = 0; i < 2 * CODES_N_SYMBOLOGIES; i++)
    {
      g_autoptr (CwCode) code = codes_new ((CwSymbology) (i / 2), samples[i / 2]);
      CwBox box = codes_box (code, 4, CW_CODE_GRID_DPI);
      /* a page of whole dots around it */
      double width = ceil ((2 * box.x + box.width) / 25.4 * 300) / 300 * 72;
      double height = ceil ((2 * box.y + box.height) / 25.4 * 300) / 300 * 72;
      g_autoptr (cairo_surface_t) page = cairo_pdf_surface_create (pdf, width, height);
      g_autoptr (cairo_t) cr = cairo_create (page);
      g_autoptr (cairo_surface_t) seen = NULL;

      cairo_scale (cr, 72 / 25.4, 72 / 25.4);
      g_assert_cmpint (codes_draw (cr, code, &box, &vector).dots, ==, 4);
      cairo_surface_finish (page);
      seen = draw_pdf (folder, pdf, i % 2 == 1);
      assert_scanned (seen, code);
      assert_verified (seen, code, NULL);
      assert_zxing_reads (seen, code);
      codes_assert_modules (seen, code, 4);
    }
  fixture_folder_remove (folder);
}

static void
check_random (CwSymbology symbology)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20261123);

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *text = codes_random_text (symbology, random);
      g_autoptr (CwCode) code = codes_new (symbology, text);
      g_auto (CodesPicture) picture = { 0 };
      g_autofree char *read = NULL;

      codes_picture_init (&picture, code, 3, 300, g_rand_int_range (random, 0, 4));
      if (!cw_scan_verify (picture.surface, code, &picture.area, &read))
        g_error ("%s, text %u, “%s”: zbar read “%s”", cw_symbology_get_title (symbology), i, text, read != NULL ? read : "nothing");
      g_clear_pointer (&read, g_free);
      read = codes_zxing_read (picture.surface, symbology);
      if (g_strcmp0 (read, cw_code_get_content (code)) != 0)
        g_error ("%s, text %u, “%s”: ZXing read “%s”", cw_symbology_get_title (symbology), i, text, read != NULL ? read : "nothing");
    }
}

static void
test_random (gconstpointer data)
{
  check_random ((CwSymbology) GPOINTER_TO_INT (data));
}

static void
paint_box (cairo_surface_t *surface,
           double           x,
           double           y,
           double           width,
           double           height,
           double           grey)
{
  g_autoptr (cairo_t) cr = cairo_create (surface);

  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  cairo_set_source_rgb (cr, grey, grey, grey);
  cairo_rectangle (cr, x, y, width, height);
  cairo_fill (cr);
  cairo_surface_flush (surface);
}

/* A code that a reader would not give back is told from one that it would. */
static void
test_spoiled (void)
{
  for (int i = 0; i < CODES_N_SYMBOLOGIES; i++)
    {
      CwSymbology symbology = (CwSymbology) i;
      g_autoptr (CwCode) code = codes_new (symbology, samples[i]);
      g_autoptr (CwCode) other = codes_new (symbology, symbology == CW_SYMBOLOGY_EAN13 ? "4006381333931" : "123456");
      g_auto (CodesPicture) picture = { 0 };
      CwBox outside = { 10000, 10, 50, 50 };
      CwBox half = { 0 };

      codes_picture_init (&picture, code, 4, 300, 0);
      half = picture.area;
      half.width /= 2;
      assert_verified (picture.surface, code, &picture.area);
      g_assert_false (cw_scan_verify (picture.surface, other, &picture.area, NULL));
      g_assert_false (cw_scan_verify (picture.surface, code, &outside, NULL));
      g_assert_false (cw_scan_verify (picture.surface, code, &half, NULL));
      /* a photo over its middle */
      paint_box (picture.surface, picture.area.x + picture.area.width * 0.25, 0, picture.area.width * 0.5, 10000, 0.5);
      g_assert_false (cw_scan_verify (picture.surface, code, &picture.area, NULL));
      paint_box (picture.surface, 0, 0, 10000, 10000, 1);
      g_assert_false (cw_scan_verify (picture.surface, code, &picture.area, NULL));
    }
}

/* What another code says is told. */
static void
test_found (void)
{
  g_autoptr (CwCode) code = codes_new (CW_SYMBOLOGY_CODE128, "20260042");
  g_autoptr (CwCode) other = codes_new (CW_SYMBOLOGY_CODE128, "20260043");
  g_auto (CodesPicture) picture = { 0 };
  g_autofree char *found = NULL;

  codes_picture_init (&picture, other, 3, 300, 0);
  g_assert_false (cw_scan_verify (picture.surface, code, &picture.area, &found));
  g_assert_cmpstr (found, ==, "20260043");
}

/* A single dot too many, in the symbol or in its quiet zone, is seen where the grid is compared. */
static void
test_grid_is_exact (void)
{
  for (int i = CW_SYMBOLOGY_PDF417; i <= CW_SYMBOLOGY_AZTEC; i++)
    {
      g_autoptr (CwCode) code = codes_new ((CwSymbology) i, samples[i]);
      int width = 0, height = 0;

      cw_code_get_size (code, &width, &height);
      for (guint j = 0; j < 2; j++)
        {
          g_auto (CodesPicture) picture = { 0 };
          double x = 0, y = 0;

          codes_picture_init (&picture, code, 3, 300, 0);
          assert_verified (picture.surface, code, &picture.area);
          x = j == 0 ? picture.area.x + 1 : picture.area.x + picture.area.width / 2;
          y = picture.area.y + picture.area.height / 2;
          paint_box (picture.surface, round (x), round (y), 1, 1, fixture_pixel (picture.surface, (int) round (x), (int) round (y)) == 0);
          g_assert_false (cw_scan_verify (picture.surface, code, &picture.area, NULL));
        }
    }
}

/* Every kind of bitmap that a face is drawn into, a mask of ink included, and white on black. */
static void
test_formats (void)
{
  static const cairo_format_t formats[] = { CAIRO_FORMAT_ARGB32, CAIRO_FORMAT_RGB24, CAIRO_FORMAT_A8, CAIRO_FORMAT_A1 };

  for (int i = 0; i < CODES_N_SYMBOLOGIES; i++)
    for (guint j = 0; j < G_N_ELEMENTS (formats) + 1; j++)
      {
        gboolean inverted = j == G_N_ELEMENTS (formats);
        g_autoptr (CwCode) code = codes_new ((CwSymbology) i, samples[i]);
        g_auto (CodesPicture) picture = { 0 };
        g_autoptr (cairo_surface_t) surface = NULL;
        g_autoptr (cairo_t) cr = NULL;

        codes_picture_init (&picture, code, 3, 300, 0);
        surface = cairo_image_surface_create (inverted ? CAIRO_FORMAT_RGB24 : formats[j],
                                              cairo_image_surface_get_width (picture.surface), cairo_image_surface_get_height (picture.surface));
        cr = cairo_create (surface);
        cairo_set_source_rgb (cr, inverted, inverted, inverted);
        cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
        if (!inverted && formats[j] == CAIRO_FORMAT_RGB24)
          cairo_set_source_surface (cr, picture.surface, 0, 0);
        if (!inverted && formats[j] == CAIRO_FORMAT_RGB24)
          cairo_paint (cr);
        cairo_set_matrix (cr, &picture.place.matrix);
        {
          int left = 0, top = 0, right = 0, bottom = 0;

          cw_code_get_quiet (code, &left, &top, &right, &bottom);
          cairo_translate (cr, left, top);
        }
        cw_code_draw_modules (code, cr, &(CwFaceMedium){ .dpi = 300 });
        cairo_surface_flush (surface);
        assert_scanned (surface, code);
        assert_verified (surface, code, &picture.area);
      }
}

/* Letters and their marks may be one character or two. */
static void
test_normal_forms (void)
{
  g_autoptr (CwCode) composed = codes_new (CW_SYMBOLOGY_QR, "Ģ\xc4\x93");
  g_autoptr (CwCode) decomposed = codes_new (CW_SYMBOLOGY_QR, "Ģe\xcc\x84");
  g_auto (CodesPicture) picture = { 0 };

  codes_picture_init (&picture, decomposed, 3, 300, 0);
  g_assert_true (cw_scan_verify (picture.surface, composed, &picture.area, NULL));
}

/* Numbers among letters beyond ASCII, as long as a personal code, are segments of their own in PDF417. */
static void
test_digit_runs (void)
{
  static const char *const texts[] = {
    "Ķēniņa 12345678901 Ģērtrūde 210987654321",
    "12345678901Ķ210987654321",
    "Ķ12345678901",
    "Ķ1234567890 1234567890123 12345678901",
    "Ķ\x7f" "12345678901",
    "\x7f" "123456789012",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (CwCode) code = codes_new (CW_SYMBOLOGY_PDF417, texts[i]);
      g_auto (CodesPicture) picture = { 0 };

      codes_picture_init (&picture, code, 3, 300, 0);
      assert_zxing_reads (picture.surface, code);
    }
}

/* Two codes on one face, and the same one twice. */
static void
test_several (void)
{
  g_autoptr (CwCode) qr = codes_new (CW_SYMBOLOGY_QR, samples[0]);
  g_autoptr (CwCode) linear = codes_new (CW_SYMBOLOGY_CODE128, "20260042");
  g_autoptr (cairo_surface_t) surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1011, 638);
  g_autoptr (cairo_t) cr = cairo_create (surface);
  g_autoptr (GPtrArray) scans = NULL;
  CwBox places[] = { { 5, 5, 15, 15 }, { 60, 5, 15, 15 }, { 5, 35, 50, 10 } };

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, 300 / 25.4, 300 / 25.4);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    g_assert_cmpint (codes_draw (cr, i < 2 ? qr : linear, &places[i], &(CwFaceMedium){ .dpi = 300 }).dots, >, 1);
  scans = cw_scan_surface (surface);
  g_assert_cmpuint (scans->len, ==, 3);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      CwBox area = { places[i].x * 300 / 25.4, places[i].y * 300 / 25.4, places[i].width * 300 / 25.4, places[i].height * 300 / 25.4 };

      assert_verified (surface, i < 2 ? qr : linear, &area);
    }
}

static cairo_surface_t *
noise_new (GRand *random)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, g_rand_int_range (random, 1, 300), g_rand_int_range (random, 1, 300));
  guchar *data = cairo_image_surface_get_data (surface);
  gsize size = (gsize) cairo_image_surface_get_stride (surface) * (gsize) cairo_image_surface_get_height (surface);
  int stride = cairo_image_surface_get_stride (surface);
  gboolean striped = g_rand_boolean (random);

  for (gsize i = 0; i < size; i++)
    data[i] = (guchar) g_rand_int (random);
  /* and stripes, which look like bars to a scanner */
  for (gsize i = (gsize) stride; i < size && striped; i++)
    data[i] = data[i - (gsize) stride];
  cairo_surface_mark_dirty (surface);
  return surface;
}

/* With a code or without: nothing is written to the terminal. zbar could tell the system bus what it
 * read, and complains there when it has none. */
static void
test_silent (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autofree char *folder = fixture_folder ();
  g_autofree char *path = g_build_filename (folder, "said", NULL);
  g_autofree char *said = NULL;
  g_autoptr (CwCode) code = codes_new (CW_SYMBOLOGY_QR, samples[0]);
  g_auto (CodesPicture) picture = { 0 };
  int terminal = dup (STDERR_FILENO);

  codes_picture_init (&picture, code, 3, 300, 0);
  g_assert_nonnull (freopen (path, "w", stderr));
  assert_scanned (picture.surface, code);
  assert_verified (picture.surface, code, &picture.area);
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (cairo_surface_t) surface = noise_new (random);
      g_autoptr (GPtrArray) scans = cw_scan_surface (surface);

      for (guint j = 0; j < scans->len; j++)
        g_assert_true (g_utf8_validate (((CwScan *) g_ptr_array_index (scans, j))->text, -1, NULL));
    }
  fflush (stderr);
  g_assert_cmpint (dup2 (terminal, STDERR_FILENO), ==, STDERR_FILENO);
  close (terminal);
  g_assert_true (g_file_get_contents (path, &said, NULL, NULL));
  g_assert_cmpstr (said, ==, "");
  fixture_folder_remove (folder);
}

static gpointer
scan_many (gpointer data)
{
  g_autoptr (CwCode) code = codes_new (CW_SYMBOLOGY_QR, data);
  g_auto (CodesPicture) picture = { 0 };

  codes_picture_init (&picture, code, 3, 300, 0);
  for (guint i = 0; i < 50; i++)
    assert_verified (picture.surface, code, &picture.area);
  return NULL;
}

static void
test_threads (void)
{
  static char texts[][8] = { "one", "two", "three", "four" };
  GThread *threads[G_N_ELEMENTS (texts)] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    threads[i] = g_thread_new ("scan", scan_many, texts[i]);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_thread_join (threads[i]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/templates/scan/bitmap", test_bitmap);
  g_test_add_func ("/templates/scan/pdf", test_pdf);
  for (int i = 0; i < CODES_N_SYMBOLOGIES; i++)
    {
      g_autofree char *path = g_strdup_printf ("/templates/scan/random/%d", i);

      g_test_add_data_func (path, GINT_TO_POINTER (i), test_random);
    }
  g_test_add_func ("/templates/scan/spoiled", test_spoiled);
  g_test_add_func ("/templates/scan/found", test_found);
  g_test_add_func ("/templates/scan/grid", test_grid_is_exact);
  g_test_add_func ("/templates/scan/formats", test_formats);
  g_test_add_func ("/templates/scan/normal-forms", test_normal_forms);
  g_test_add_func ("/templates/scan/digit-runs", test_digit_runs);
  g_test_add_func ("/templates/scan/several", test_several);
  g_test_add_func ("/templates/scan/silent", test_silent);
  g_test_add_func ("/templates/scan/threads", test_threads);
  return g_test_run ();
}
