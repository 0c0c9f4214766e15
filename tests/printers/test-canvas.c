/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "printers/document.h"
#include "printers/model.h"
#include "printers/pagestream.h"
#include "stream.h"
#include "templates/pictures/raster.h"
#include "tests/templates/fixture.h"

/* Every printer's page at 300 and 600 dpi: the card lies in its middle to the dot, nothing is scaled,
 * and the resin panel's dots are the same in every file that a printer, a driver or a maker's library
 * is given. */

static const guint densities[] = { 300, 600 };

typedef struct
{
  const CwPrinterModel *model;
  guint                 dpi;
  guint                 width;
  guint                 height;
  int                   x; /* of the card's corner on the page */
  int                   y;
  guint                 card_width;
  guint                 card_height;
} Canvas;

typedef void (*CanvasFunc) (const Canvas *canvas,
                            gpointer      data);

static void
for_each_canvas (CanvasFunc func,
                 gpointer   data)
{
  GPtrArray *models = cw_printer_model_list ();

  for (guint i = 0; i < models->len; i++)
    for (gsize k = 0; k < G_N_ELEMENTS (densities); k++)
      {
        Canvas canvas = { .model = g_ptr_array_index (models, i), .dpi = densities[k] };

        cw_printer_model_get_canvas (canvas.model, canvas.dpi, &canvas.width, &canvas.height);
        canvas.card_width = cw_raster_dots (CW_CARD_WIDTH_MM, canvas.dpi);
        canvas.card_height = cw_raster_dots (CW_CARD_HEIGHT_MM, canvas.dpi);
        cw_raster_get_origin (canvas.width, canvas.height, canvas.dpi, &canvas.x, &canvas.y);
        g_test_message ("%s at %u dpi: %u x %u, the card at %d, %d", canvas.model->id, canvas.dpi, canvas.width, canvas.height, canvas.x, canvas.y);
        func (&canvas, data);
      }
}

static guint32
dot_at (const CwRaster *raster,
        int             x,
        int             y)
{
  return raster->dots[(gsize) y * raster->width + (gsize) x];
}

/* What the checker has at a dot of the card, or of the paper around it. */
static guint32
checker_at (const Canvas *canvas,
            int           x,
            int           y)
{
  if (x < 0 || y < 0 || x >= (int) canvas->card_width || y >= (int) canvas->card_height)
    return 0xffffff;
  return ((x + y) & 1) == 0 ? 0x000000 : 0xc03030;
}

/* One dot black, one dot red, over the whole card and not beyond. */
static gboolean
paint_checker (cairo_t            *cr,
               CwFaceSide          side,
               const CwFaceMedium *medium,
               gpointer            data,
               GError            **error)
{
  const Canvas *canvas = data;
  g_autoptr (cairo_surface_t) checker = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) canvas->card_width, (int) canvas->card_height);
  gsize stride = (gsize) cairo_image_surface_get_stride (checker);

  for (int y = 0; y < (int) canvas->card_height; y++)
    {
      guint32 *row = (guint32 *) (void *) (cairo_image_surface_get_data (checker) + (gsize) y * stride);

      for (int x = 0; x < (int) canvas->card_width; x++)
        row[x] = checker_at (canvas, x, y);
    }
  cairo_surface_mark_dirty (checker);
  cairo_scale (cr, 25.4 / medium->dpi, 25.4 / medium->dpi);
  cairo_set_source_surface (cr, checker, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  return TRUE;
}

static void
check_checker (const Canvas *canvas,
               gpointer      data)
{
  CwFaceMedium medium = { .dpi = canvas->dpi };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRaster) lying = cw_raster_draw (paint_checker, (gpointer) canvas, CW_FACE_FRONT, &medium, canvas->width, canvas->height, &error);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GPtrArray) pages = NULL;
  CwStreamPlan plan = { .format = CW_STREAM_PWG, .dpi = canvas->dpi, .standing = TRUE };
  const CwRaster *read;

  g_assert_no_error (error);
  /* in the middle: what is left over on both sides differs by a dot at most */
  g_assert_cmpint (ABS ((int) canvas->width - (int) canvas->card_width - 2 * canvas->x), <=, 1);
  g_assert_cmpint (ABS ((int) canvas->height - (int) canvas->card_height - 2 * canvas->y), <=, 1);

  bytes = stream_make (&plan, &lying, 1);
  pages = stream_read (bytes);
  read = ((StreamPage *) g_ptr_array_index (pages, 0))->raster;
  g_assert_cmpuint (read->width, ==, canvas->height);
  g_assert_cmpuint (read->height, ==, canvas->width);
  for (int y = 0; y < (int) canvas->height; y++)
    for (int x = 0; x < (int) canvas->width; x++)
      if (dot_at (read, y, (int) canvas->width - 1 - x) != checker_at (canvas, x - canvas->x, y - canvas->y))
        g_error ("%s at %u dpi: dot %d, %d is %06x", canvas->model->id, canvas->dpi, x, y, dot_at (read, y, (int) canvas->width - 1 - x));
}

static void
test_checker (void)
{
  for_each_canvas (check_checker, NULL);
}

/* --- the shipped card in every kind of file -------------------------------------------------- */

typedef struct
{
  CwFace *face;
  char   *folder;
} Files;

static CwRaster *
draw (const Canvas *canvas,
      CwFace       *face,
      CwFaceSide    side,
      CwFaceLayer   layer)
{
  const CwFaceMedium medium = { .dpi = canvas->dpi, .layer = layer };
  g_autoptr (GError) error = NULL;
  g_autoptr (cairo_surface_t) surface = cw_face_render (face, side, &medium, canvas->width, canvas->height, &error);

  g_assert_no_error (error);
  return cw_raster_new_from_surface (surface);
}

static CwRaster *
load (const char *path)
{
  const char *type = g_str_has_suffix (path, ".png") ? "png" : g_str_has_suffix (path, ".bmp") ? "bmp" : "pnm";
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type (type, &error);
  g_autofree char *file = NULL;
  gsize length = 0;
  CwRaster *raster = g_new0 (CwRaster, 1);
  const GdkPixbuf *pixbuf;
  guint32 *to;

  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &file, &length, &error));
  gdk_pixbuf_loader_write (loader, (const guchar *) file, length, &error);
  g_assert_no_error (error);
  g_assert_true (gdk_pixbuf_loader_close (loader, &error));
  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  raster->width = (guint) gdk_pixbuf_get_width (pixbuf);
  raster->height = (guint) gdk_pixbuf_get_height (pixbuf);
  raster->dots = to = g_new (guint32, (gsize) raster->width * raster->height);
  for (guint y = 0; y < raster->height; y++)
    for (guint x = 0; x < raster->width; x++)
      {
        const guint8 *from = gdk_pixbuf_read_pixels (pixbuf) + y * (guint) gdk_pixbuf_get_rowstride (pixbuf) + x * (guint) gdk_pixbuf_get_n_channels (pixbuf);

        *to++ = (guint32) from[0] << 16 | (guint32) from[1] << 8 | from[2];
      }
  return raster;
}

/* The same black dots, each in the same place. */
static void
assert_black (const CwRaster *raster,
              const CwRaster *resin,
              const char     *what)
{
  guint n = 0;

  g_assert_cmpuint (raster->width, ==, resin->width);
  g_assert_cmpuint (raster->height, ==, resin->height);
  for (int y = 0; y < (int) resin->height; y++)
    for (int x = 0; x < (int) resin->width; x++)
      n += (dot_at (raster, x, y) == 0) != (dot_at (resin, x, y) == 0);
  if (n > 0)
    g_error ("%u dots of the %s are not those of the resin panel", n, what);
}

static gboolean
paint_face (cairo_t            *cr,
            CwFaceSide          side,
            const CwFaceMedium *medium,
            gpointer            data,
            GError            **error)
{
  return cw_face_draw (data, cr, side, medium, error);
}

/* A card that is sent to a printer lies where the same card lies in a file. */
static void
check_place (const Canvas   *canvas,
             CwFace         *face,
             const CwRaster *all)
{
  const CwFaceMedium medium = { .dpi = canvas->dpi, .layer = CW_LAYER_ALL };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRaster) sent = cw_raster_draw (paint_face, face, CW_FACE_FRONT, &medium, canvas->width, canvas->height, &error);
  gsize size = (gsize) canvas->width * canvas->height * sizeof *all->dots;

  g_assert_no_error (error);
  g_assert_cmpmem (sent->dots, size, all->dots, size);
}

static void
check_pictures (const Canvas   *canvas,
                const Files    *files,
                CwFaceSide      side,
                const CwRaster *resin)
{
  const CwFaceMedium all = { .dpi = canvas->dpi, .layer = CW_LAYER_ALL };
  const CwFaceMedium black = { .dpi = canvas->dpi, .layer = CW_LAYER_RESIN };
  g_autofree char *png = g_build_filename (files->folder, "card.png", NULL);
  g_autofree char *bits = g_build_filename (files->folder, "bits.png", NULL);
  g_autofree char *pbm = g_build_filename (files->folder, "card.pbm", NULL);
  g_autofree char *bmp = g_build_filename (files->folder, "card.bmp", NULL);
  const char *const paths[] = { png, bits, pbm, bmp };

  g_assert_true (cw_face_write_png (files->face, side, &all, canvas->width, canvas->height, png, NULL));
  g_assert_true (cw_face_write_png (files->face, side, &black, canvas->width, canvas->height, bits, NULL));
  g_assert_true (cw_face_write_pbm (files->face, side, &black, canvas->width, canvas->height, pbm, NULL));
  g_assert_true (cw_face_write_bmp (files->face, side, &black, canvas->width, canvas->height, bmp, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (CwRaster) read = load (paths[i]);

      assert_black (read, resin, paths[i]);
    }
}

static void
check_streams (const Canvas   *canvas,
               CwRaster       *page,
               const CwRaster *resin)
{
  static const char *const names[] = { "PWG raster", "Apple raster", "black PWG raster", "grey Apple raster" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      CwStreamPlan plan = { .format = (i & 1) != 0 ? CW_STREAM_URF : CW_STREAM_PWG, .black = i >= 2, .dpi = canvas->dpi };
      g_autoptr (GBytes) bytes = stream_make (&plan, &page, 1);
      g_autoptr (GPtrArray) pages = stream_read (bytes);

      g_assert_cmpuint (pages->len, ==, 1);
      assert_black (((StreamPage *) g_ptr_array_index (pages, 0))->raster, resin, names[i]);
    }
}

/* As a driver's queue gets it, made into dots by Poppler's Cairo backend: no dot moves. What
 * Poppler rounds up the page by, one row or column of paper, is cut off. (Its Splash backend,
 * pdftoppm, spreads every picture over a dot more than it has, and blends.) */
static void
check_pdf (const Canvas   *canvas,
           const Files    *files,
           CwRaster       *page,
           const CwRaster *resin)
{
  g_autofree char *path = g_build_filename (files->folder, "card.pdf", NULL);
  g_autofree char *prefix = g_build_filename (files->folder, "page", NULL);
  g_autofree char *png = g_strconcat (prefix, ".png", NULL);
  g_autofree char *density = g_strdup_printf ("%u", canvas->dpi);
  g_autofree char *width = g_strdup_printf ("%u", page->width);
  g_autofree char *height = g_strdup_printf ("%u", page->height);
  const char *const command[] = { "pdftocairo", "-png", "-singlefile", "-r", density, "-x", "0", "-y", "0", "-W", width, "-H", height, path, prefix, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = cw_document_make_image_pdf (&page, 1, canvas->dpi, &error);
  g_autofree char *said = NULL;
  g_autoptr (CwRaster) read = NULL;

  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (pdf, NULL), (gssize) g_bytes_get_size (pdf), &error));
  said = fixture_run (command);
  read = load (png);
  assert_black (read, resin, "PDF");
}

static void
check_files (const Canvas *canvas,
             gpointer      data)
{
  const Files *files = data;

  for (guint side = 0; side < 2; side++)
    {
      g_autoptr (CwRaster) resin = draw (canvas, files->face, (CwFaceSide) side, CW_LAYER_RESIN);
      g_autoptr (CwRaster) all = draw (canvas, files->face, (CwFaceSide) side, CW_LAYER_ALL);
      g_autoptr (CwRaster) page = cw_raster_turn (all);
      g_autoptr (CwRaster) panel = cw_raster_turn (resin);

      check_streams (canvas, page, panel);
      if (side == CW_FACE_BACK)
        continue; /* slow, and blind to which side it is */
      check_place (canvas, files->face, all);
      check_pictures (canvas, files, (CwFaceSide) side, resin);
      check_pdf (canvas, files, page, panel);
    }
}

static void
test_files (void)
{
  g_autoptr (CwTemplate) template = fixture_shipped ();
  Files files = { .face = fixture_face (template), .folder = fixture_folder () };

  for_each_canvas (check_files, &files);
  cw_face_unref (files.face);
  fixture_folder_remove (files.folder);
  g_free (files.folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/printers/canvas/checker", test_checker);
  g_test_add_func ("/printers/canvas/files", test_files);
  return g_test_run ();
}
