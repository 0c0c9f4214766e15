/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include <glib/gstdio.h>

#include "printers/document.h"
#include "printers/model.h"
#include "tango.h"
#include "tests/templates/fixture.h"

/* The driver of a real card printer, run on what we print: what it sends to the K panel is our resin
 * layer, dot for dot, and nothing else. */

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

/* Prints the card and finds its resin layer on the K panel. Returns: how many dots of the bleed are
 * not there. */
static guint
check_card (Bench *bench,
            guint  n_sides)
{
  g_autoptr (CwRaster) front = tango_draw (bench->face, CW_FACE_FRONT, CW_LAYER_ALL);
  g_autoptr (CwRaster) back = n_sides > 1 ? tango_draw (bench->face, CW_FACE_BACK, CW_LAYER_ALL) : NULL;
  CwRaster *sides[2] = { front, back };
  g_autoptr (GBytes) job = NULL;
  g_autoptr (GPtrArray) pages = print (bench, sides, n_sides, "Resin", &job);

  return tango_check (pages, bench->face, n_sides);
}

static void
test_resin (Bench        *bench,
            gconstpointer data)
{
  /* its resin does not bleed: every single dot is there */
  g_assert_cmpuint (check_card (bench, 2), ==, 0);
}

/* The other designs that come with the program, filled with their own samples. */
static void
test_designs (Bench        *bench,
              gconstpointer data)
{
  const char *const *names = cw_template_list_shipped ();

  for (gsize i = 0; names[i] != NULL; i++)
    {
      guint n_sides;

      g_test_message ("%s", names[i]);
      cw_face_unref (bench->face);
      bench->face = tango_fill_design (names[i], &n_sides);
      check_card (bench, n_sides);
    }
}

/* The proof proves something: a patch of exact black in dye, which is what a photo's shadows would
 * be without the lift, is seen on the K panel. */
static void
test_unlifted (Bench        *bench,
               gconstpointer data)
{
  CwRaster *front = tango_draw (bench->face, CW_FACE_FRONT, CW_LAYER_ALL);
  g_autoptr (CwRaster) resin = tango_draw (bench->face, CW_FACE_FRONT, CW_LAYER_RESIN);
  g_autoptr (GBytes) job = NULL;
  g_autoptr (GPtrArray) pages = NULL;
  guint before = tango_count_black (front);
  const MplPage *page;

  for (guint y = 500; y < 540; y++)
    memset (front->dots + (gsize) y * front->width + 300, 0, 50 * sizeof *front->dots);
  g_assert_cmpuint (tango_count_black (front), >, before);
  pages = print (bench, &front, 1, "Resin", &job);
  g_assert_cmpuint (pages->len, ==, 1);
  page = g_ptr_array_index (pages, 0);
  g_assert_cmpuint (tango_count_k (page), ==, tango_count_black (front));
  g_assert_cmpuint (tango_count_differences (page, front), ==, 0);
  g_assert_cmpuint (tango_count_differences (page, resin), ==, tango_count_black (front) - before);
  cw_raster_free (front);
}

/* Unless it is asked for, the driver mixes black from dyes: why the model's file has the option. */
static void
test_composite (Bench        *bench,
                gconstpointer data)
{
  CwRaster *front = tango_draw (bench->face, CW_FACE_FRONT, CW_LAYER_ALL);
  const CwModelOption *option = g_ptr_array_index (cw_printer_model_get ("magicard-gutenprint")->options, 0);
  g_autoptr (GBytes) job = NULL;
  g_autoptr (GPtrArray) pages = print (bench, &front, 1, "Composite", &job);

  g_assert_cmpuint (pages->len, ==, 1);
  g_assert_cmpuint (tango_count_k (g_ptr_array_index (pages, 0)), ==, 0);
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
