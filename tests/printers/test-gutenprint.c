/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include <glib/gstdio.h>

#include "mpl.h"
#include "printers/document.h"
#include "printers/model.h"
#include "templates/pictures/raster.h"
#include "tests/templates/fixture.h"

/* The driver of a real card printer, run on what we print: what it sends to the K panel is our resin
 * layer, dot for dot, and nothing else. */

#define PAGE_WIDTH 672 /* dots across the page as it is fed; it has 1016 along */
#define PAGE_HEIGHT 1016

/* How many dots further right and down a dot comes out, seen with Gutenprint 5.3.4 and Ghostscript
 * 10. Down: Ghostscript is given whole points, 161 x 243 of 161.28 x 243.84, so that the page's dots
 * begin a row later; the row that is lost at its end lies outside of the card. */
#define SHIFT_RIGHT 0
#define SHIFT_DOWN 1

typedef struct
{
  CwFace *face;
  char   *folder;
} Bench;

static void
bench_set_up (Bench        *bench,
              gconstpointer data)
{
  g_autoptr (CwTemplate) template = fixture_shipped ();

  bench->face = fixture_face (template); /* its photo has a corner of exact black */
  bench->folder = fixture_folder ();
}

static void
bench_tear_down (Bench        *bench,
                 gconstpointer data)
{
  cw_face_unref (bench->face);
  fixture_folder_remove (bench->folder);
  g_free (bench->folder);
}

/* One side as it is fed to the printer. */
static CwRaster *
draw (Bench      *bench,
      CwFaceSide  side,
      CwFaceLayer layer)
{
  const CwPrinterModel *model = cw_printer_model_get ("magicard-gutenprint");
  const CwFaceMedium medium = { .dpi = model->dpi, .layer = layer };
  g_autoptr (GError) error = NULL;
  g_autoptr (cairo_surface_t) surface = cw_face_render (bench->face, side, &medium, model->canvas_width, model->canvas_height, &error);
  g_autoptr (CwRaster) lying = NULL;

  g_assert_no_error (error);
  g_assert_true (model->standing);
  lying = cw_raster_new_from_surface (surface);
  return cw_raster_turn (lying);
}

/* What the driver makes of the pages. */
static GPtrArray *
print (Bench      *bench,
       CwRaster  **pages,
       guint       n_pages,
       const char *black,
       GBytes    **job)
{
  g_autofree char *document = g_build_filename (bench->folder, "card.pdf", NULL);
  g_autofree char *output = g_build_filename (bench->folder, "card.prn", NULL);
  g_autofree char *black_option = g_strdup_printf ("StpBlackType=%s", black);
  const char *const command[] = { CW_GUTENPRINT_RIG, document, output, "PageSize=w155h244", black_option, "Duplex=DuplexTumble", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = cw_document_make_image_pdf (pages, n_pages, 300, &error);
  g_autofree char *said = NULL;
  char *contents = NULL;
  gsize length = 0;

  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (document, g_bytes_get_data (pdf, NULL), (gssize) g_bytes_get_size (pdf), &error));
  said = fixture_run (command);
  g_assert_true (g_file_get_contents (output, &contents, &length, &error));
  *job = g_bytes_new_take (contents, length);
  return mpl_read (*job);
}

static gboolean
is_black (const CwRaster *raster,
          int             x,
          int             y)
{
  if (x < 0 || y < 0 || x >= (int) raster->width || y >= (int) raster->height)
    return FALSE;
  return raster->dots[(gsize) y * raster->width + (gsize) x] == 0;
}

static guint
count_black (const CwRaster *raster)
{
  guint n = 0;

  for (int y = 0; y < (int) raster->height; y++)
    for (int x = 0; x < (int) raster->width; x++)
      n += is_black (raster, x, y);
  return n;
}

static guint
count_differences (const MplPage  *page,
                   const CwRaster *resin,
                   int             shift_x,
                   int             shift_y)
{
  guint n = 0;

  for (int y = 0; y < PAGE_HEIGHT; y++)
    for (int x = 0; x < PAGE_WIDTH; x++)
      n += mpl_page_is_black (page, (gsize) y * PAGE_WIDTH + (gsize) x) != is_black (resin, x - shift_x, y - shift_y);
  return n;
}

/* The card on the page as it is fed; it stands in the middle, cw_raster_get_origin() says where. */
static gboolean
is_on_card (int x,
            int y)
{
  guint card_width = cw_raster_dots (CW_CARD_WIDTH_MM, 300);
  guint card_height = cw_raster_dots (CW_CARD_HEIGHT_MM, 300);
  int left, top;

  cw_raster_get_origin (PAGE_HEIGHT, PAGE_WIDTH, 300, &left, &top);
  x -= top;
  y = PAGE_HEIGHT - 1 - y - left; /* turned: the card's right edge is the page's top */
  return x >= 0 && x < (int) card_height && y >= 0 && y < (int) card_width;
}

/* Dots of the bleed, beyond the card, that the printer does not image. On the card none is lost, and
 * nowhere is there one too many. */
static guint
count_lost_bleed (const MplPage  *page,
                  const CwRaster *resin,
                  int             shift_x,
                  int             shift_y)
{
  guint n = 0;

  for (int y = 0; y < PAGE_HEIGHT; y++)
    for (int x = 0; x < PAGE_WIDTH; x++)
      {
        int to_x = x + shift_x;
        int to_y = y + shift_y;
        gboolean inside = to_x >= 0 && to_y >= 0 && to_x < PAGE_WIDTH && to_y < PAGE_HEIGHT;
        gboolean k = inside && mpl_page_is_black (page, (gsize) to_y * PAGE_WIDTH + (gsize) to_x);

        if (k && !is_black (resin, x, y))
          g_error ("dot %d, %d is on the K panel and was not drawn", x, y);
        if (!k && is_black (resin, x, y) && is_on_card (x, y))
          g_error ("dot %d, %d of the card is not on the K panel", x, y);
        n += !k && is_black (resin, x, y);
      }
  return n;
}

static guint
count_k (const MplPage *page)
{
  guint n = 0;

  for (gsize at = 0; at < page->size; at++)
    n += mpl_page_is_black (page, at);
  return n;
}

/* Prints the card and finds its resin layer on the K panel. Returns: how many dots of the bleed are
 * not there. */
static guint
check_card (Bench   *bench,
            gboolean back)
{
  CwRaster *sides[2] = { draw (bench, CW_FACE_FRONT, CW_LAYER_ALL), back ? draw (bench, CW_FACE_BACK, CW_LAYER_ALL) : NULL };
  guint n_sides = back ? 2 : 1;
  g_autoptr (GBytes) job = NULL;
  g_autoptr (GPtrArray) pages = print (bench, sides, n_sides, "Resin", &job);
  guint n_lost = 0;

  g_assert_cmpuint (pages->len, ==, n_sides);
  for (guint side = 0; side < n_sides; side++)
    {
      const MplPage *page = g_ptr_array_index (pages, side);
      g_autoptr (CwRaster) resin = draw (bench, (CwFaceSide) side, CW_LAYER_RESIN);
      guint lost = count_lost_bleed (page, resin, SHIFT_RIGHT, SHIFT_DOWN);

      g_assert_cmpuint (page->size, ==, PAGE_WIDTH * PAGE_HEIGHT);
      g_assert_true (page->resin);
      g_test_message ("%s: %u resin dots drawn, %u on the K panel", cw_face_side_to_name ((CwFaceSide) side), count_black (resin), count_k (page));
      g_assert_cmpuint (count_black (resin), >, 1000);
      g_assert_cmpuint (count_black (sides[side]), ==, count_black (resin));
      g_assert_cmpuint (count_k (page) + lost, ==, count_black (resin));
      n_lost += lost;
      cw_raster_free (sides[side]);
    }
  return n_lost;
}

static void
test_resin (Bench        *bench,
            gconstpointer data)
{
  /* its resin does not bleed: every single dot is there */
  g_assert_cmpuint (check_card (bench, TRUE), ==, 0);
}

/* The other designs that come with the program, filled with their own samples. */
static void
test_designs (Bench        *bench,
              gconstpointer data)
{
  const char *const *names = cw_template_list_shipped ();
  g_autoptr (GBytes) photo = fixture_photo ();

  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GFile) file = cw_template_get_shipped (names[i]);
      g_autoptr (CwTemplate) template = cw_template_load (file, &error);

      g_assert_no_error (error);
      g_test_message ("%s", names[i]);
      cw_face_unref (bench->face);
      bench->face = cw_face_new (template, cw_template_get_sample (template), photo, &error);
      g_assert_no_error (error);
      check_card (bench, cw_template_has_back (template));
    }
}

/* The proof proves something: a patch of exact black in dye, which is what a photo's shadows would
 * be without the lift, is seen on the K panel. */
static void
test_unlifted (Bench        *bench,
               gconstpointer data)
{
  CwRaster *front = draw (bench, CW_FACE_FRONT, CW_LAYER_ALL);
  g_autoptr (CwRaster) resin = draw (bench, CW_FACE_FRONT, CW_LAYER_RESIN);
  g_autoptr (GBytes) job = NULL;
  g_autoptr (GPtrArray) pages = NULL;
  guint before = count_black (front);
  const MplPage *page;

  for (guint y = 500; y < 540; y++)
    memset (front->dots + (gsize) y * front->width + 300, 0, 50 * sizeof *front->dots);
  g_assert_cmpuint (count_black (front), >, before);
  pages = print (bench, &front, 1, "Resin", &job);
  g_assert_cmpuint (pages->len, ==, 1);
  page = g_ptr_array_index (pages, 0);
  g_assert_cmpuint (count_k (page), ==, count_black (front));
  g_assert_cmpuint (count_differences (page, front, SHIFT_RIGHT, SHIFT_DOWN), ==, 0);
  g_assert_cmpuint (count_differences (page, resin, SHIFT_RIGHT, SHIFT_DOWN), ==, count_black (front) - before);
  cw_raster_free (front);
}

/* Unless it is asked for, the driver mixes black from dyes: why the model's file has the option. */
static void
test_composite (Bench        *bench,
                gconstpointer data)
{
  CwRaster *front = draw (bench, CW_FACE_FRONT, CW_LAYER_ALL);
  const CwModelOption *option = g_ptr_array_index (cw_printer_model_get ("magicard-gutenprint")->options, 0);
  g_autoptr (GBytes) job = NULL;
  g_autoptr (GPtrArray) pages = print (bench, &front, 1, "Composite", &job);

  g_assert_cmpuint (pages->len, ==, 1);
  g_assert_cmpuint (count_k (g_ptr_array_index (pages, 0)), ==, 0);
  g_assert_cmpstr (option->name, ==, "StpBlackType");
  g_assert_cmpstr (option->value, ==, "Resin");
  cw_raster_free (front);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/printers/gutenprint/resin", Bench, NULL, bench_set_up, test_resin, bench_tear_down);
  g_test_add ("/printers/gutenprint/designs", Bench, NULL, bench_set_up, test_designs, bench_tear_down);
  g_test_add ("/printers/gutenprint/unlifted", Bench, NULL, bench_set_up, test_unlifted, bench_tear_down);
  g_test_add ("/printers/gutenprint/composite", Bench, NULL, bench_set_up, test_composite, bench_tear_down);
  return g_test_run ();
}
