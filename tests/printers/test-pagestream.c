/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "printers/pagestream.h"
#include "stream.h"

static CwRaster *
raster_new (guint width,
            guint height)
{
  CwRaster *raster = g_new0 (CwRaster, 1);

  raster->width = width;
  raster->height = height;
  raster->dots = g_new0 (guint32, (gsize) width * height);
  return raster;
}

/* Rows that repeat, runs, single dots, and pure noise, in lengths that meet every limit of the
 * packing sooner or later. */
static CwRaster *
raster_new_random (guint width,
                   guint height)
{
  static const guint32 colours[] = { 0x000000, 0xffffff, 0x000004, 0xd9edff };
  CwRaster *raster = raster_new (width, height);
  guint32 *row = raster->dots;

  for (guint y = 0; y < height; y++, row += width)
    {
      int kind = g_test_rand_int_range (0, 4);

      if (y > 0 && kind == 0)
        {
          memcpy (row, row - width, width * sizeof *row);
          continue;
        }
      for (guint x = 0; x < width;)
        {
          guint run = kind == 1 ? 1 : (guint) g_test_rand_int_range (1, 300);
          guint32 colour = colours[g_test_rand_int_range (0, G_N_ELEMENTS (colours))];

          for (; run > 0 && x < width; run--, x++)
            row[x] = colour;
        }
    }
  return raster;
}

static void
assert_page (const CwRaster     *expected,
             const StreamPage   *page,
             const CwStreamPlan *plan)
{
  gsize n_dots = (gsize) expected->width * expected->height;

  g_assert_cmpuint (page->raster->width, ==, expected->width);
  g_assert_cmpuint (page->raster->height, ==, expected->height);
  g_assert_cmpuint (page->header.HWResolution[0], ==, plan->dpi);
  g_assert_cmpuint (page->header.HWResolution[1], ==, plan->dpi);
  if (!plan->black)
    {
      g_assert_cmpmem (expected->dots, n_dots * sizeof *expected->dots, page->raster->dots, n_dots * sizeof *expected->dots);
      return;
    }
  for (gsize i = 0; i < n_dots; i++)
    g_assert_cmpint (expected->dots[i] == 0, ==, page->raster->dots[i] == 0);
}

static void
test_random (void)
{
  for (guint i = 0; i < 400; i++)
    {
      CwStreamPlan plan = { .format = (i & 1) != 0 ? CW_STREAM_URF : CW_STREAM_PWG, .black = (i & 2) != 0, .dpi = (i & 4) != 0 ? 600 : 300, .page_x = 5398, .page_y = 8560, .media = "om_card_54x86mm" };
      guint width = (guint) g_test_rand_int_range (1, 700);
      CwRaster *rasters[2] = { raster_new_random (width, (guint) g_test_rand_int_range (1, 20)), raster_new_random (width, 3) };
      g_autoptr (GBytes) bytes = stream_make (&plan, rasters, 2);
      g_autoptr (GPtrArray) pages = stream_read (bytes);

      g_assert_cmpuint (pages->len, ==, 2);
      for (guint page = 0; page < 2; page++)
        {
          assert_page (rasters[page], g_ptr_array_index (pages, page), &plan);
          cw_raster_free (rasters[page]);
        }
    }
}

/* More equal lines than one count holds, and more equal dots than one run. */
static void
test_limits (void)
{
  static const guint heights[] = { 1, 255, 256, 257, 512, 513 };
  static const guint widths[] = { 1, 2, 127, 128, 129, 256, 257, 1016 };

  for (gsize h = 0; h < G_N_ELEMENTS (heights); h++)
    for (gsize w = 0; w < G_N_ELEMENTS (widths); w++)
      for (guint kind = 0; kind < 4; kind++)
        {
          CwStreamPlan plan = { .format = (kind & 1) != 0 ? CW_STREAM_URF : CW_STREAM_PWG, .black = (kind & 2) != 0, .dpi = 300 };
          CwRaster *raster = raster_new (widths[w], heights[h]);
          g_autoptr (GBytes) bytes = NULL;
          g_autoptr (GPtrArray) pages = NULL;

          raster->dots[0] = 0xffffff; /* one white dot in black */
          bytes = stream_make (&plan, &raster, 1);
          pages = stream_read (bytes);
          g_assert_cmpuint (pages->len, ==, 1);
          assert_page (raster, g_ptr_array_index (pages, 0), &plan);
          cw_raster_free (raster);
        }
}

static void
test_pwg_header (void)
{
  const CwStreamPlan plan = { .format = CW_STREAM_PWG, .dpi = 300, .page_x = 5398, .page_y = 8560, .media = "custom_card_53.98x85.6mm", .back_columns = TRUE };
  CwRaster *rasters[2] = { raster_new (638, 1011), raster_new (638, 1011) };
  g_autoptr (GBytes) bytes = stream_make (&plan, rasters, 2);
  g_autoptr (GPtrArray) pages = stream_read (bytes);

  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), 4, "RaS2", 4);
  g_assert_cmpuint (pages->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      const CwCupsPageHeader *header = &((StreamPage *) g_ptr_array_index (pages, i))->header;

      g_assert_cmpstr (header->MediaClass, ==, "PwgRaster");
      g_assert_cmpstr (header->cupsPageSizeName, ==, plan.media);
      g_assert_cmpuint (header->Duplex, ==, 1);
      g_assert_cmpuint (header->Tumble, ==, 1);
      g_assert_cmpuint (header->NumCopies, ==, 1);
      g_assert_cmpuint (header->PageSize[0], ==, 153);
      g_assert_cmpuint (header->PageSize[1], ==, 243);
      g_assert_cmpuint (header->cupsBitsPerColor, ==, 8);
      g_assert_cmpuint (header->cupsBytesPerLine, ==, 638 * 3);
      g_assert_cmpuint (header->cupsColorOrder, ==, CUPS_ORDER_CHUNKED);
      g_assert_cmpuint (header->cupsColorSpace, ==, CUPS_CSPACE_SRGB);
      g_assert_cmpuint (header->cupsNumColors, ==, 3);
      g_assert_cmpuint (header->cupsInteger[CUPS_RASTER_PWG_TotalPageCount], ==, 2);
      g_assert_cmpuint (header->cupsInteger[CUPS_RASTER_PWG_CrossFeedTransform], ==, i == 0 ? 1 : G_MAXUINT32);
      g_assert_cmpuint (header->cupsInteger[CUPS_RASTER_PWG_FeedTransform], ==, 1);
      g_assert_cmpuint (header->cupsInteger[CUPS_RASTER_PWG_ImageBoxRight], ==, 638);
      g_assert_cmpuint (header->cupsInteger[CUPS_RASTER_PWG_ImageBoxBottom], ==, 1011);
      g_assert_cmpuint (header->cupsInteger[CUPS_RASTER_PWG_AlternatePrimary], ==, 0xffffff);
      g_assert_cmpuint (header->cupsInteger[CUPS_RASTER_PWG_PrintQuality], ==, IPP_QUALITY_NORMAL);
      cw_raster_free (rasters[i]);
    }
}

/* One dot a bit, eight to a byte, black is 1; in Apple raster, which has no bits, 8 bit grey. */
static void
test_black_header (void)
{
  CwStreamPlan plan = { .format = CW_STREAM_PWG, .black = TRUE, .dpi = 600 };
  CwRaster *raster = raster_new (1277, 3);

  for (guint kind = 0; kind < 2; kind++)
    {
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GPtrArray) pages = NULL;
      const CwCupsPageHeader *header;

      plan.format = kind == 0 ? CW_STREAM_PWG : CW_STREAM_URF;
      bytes = stream_make (&plan, &raster, 1);
      pages = stream_read (bytes);
      header = &((StreamPage *) g_ptr_array_index (pages, 0))->header;
      g_assert_cmpuint (header->cupsBitsPerPixel, ==, kind == 0 ? 1 : 8);
      g_assert_cmpuint (header->cupsBytesPerLine, ==, kind == 0 ? 160 : 1277);
      g_assert_cmpuint (header->cupsColorSpace, ==, kind == 0 ? CUPS_CSPACE_K : CUPS_CSPACE_SW);
      g_assert_cmpuint (header->Duplex, ==, 0);
    }
  cw_raster_free (raster);
}

/* The dot of the page at @x, @y, by its definition: turned with the right edge up, then mirrored. */
static guint32
fed_dot (const CwRaster     *side,
         const CwStreamPlan *plan,
         gboolean            back,
         guint               x,
         guint               y)
{
  guint width = plan->standing ? side->height : side->width;
  guint height = plan->standing ? side->width : side->height;

  if (back && plan->back_columns)
    x = width - 1 - x;
  if (back && plan->back_rows)
    y = height - 1 - y;
  return plan->standing ? side->dots[(gsize) x * side->width + (side->width - 1 - y)] : side->dots[(gsize) y * side->width + x];
}

static void
assert_fed (const CwRaster     *side,
            const CwRaster     *page,
            const CwStreamPlan *plan,
            gboolean            back)
{
  g_assert_cmpuint (page->width, ==, plan->standing ? side->height : side->width);
  g_assert_cmpuint (page->height, ==, plan->standing ? side->width : side->height);
  for (guint y = 0; y < page->height; y++)
    for (guint x = 0; x < page->width; x++)
      g_assert_cmphex (page->dots[(gsize) y * page->width + x], ==, fed_dot (side, plan, back, x, y));
}

/* Every way to feed a card; sides that do not go up in the bands in which they are read. */
static void
test_fed (void)
{
  for (guint i = 0; i < 8; i++)
    {
      const CwStreamPlan plan = { .format = CW_STREAM_PWG, .dpi = 300, .standing = (i & 1) != 0, .back_columns = (i & 2) != 0, .back_rows = (i & 4) != 0 };
      CwRaster *rasters[2] = { raster_new_random (101, 67), raster_new_random (101, 67) };
      g_autoptr (GBytes) bytes = stream_make (&plan, rasters, 2);
      g_autoptr (GPtrArray) pages = stream_read (bytes);

      for (guint side = 0; side < 2; side++)
        {
          assert_fed (rasters[side], ((StreamPage *) g_ptr_array_index (pages, side))->raster, &plan, side == 1);
          cw_raster_free (rasters[side]);
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/printers/pagestream/random", test_random);
  g_test_add_func ("/printers/pagestream/limits", test_limits);
  g_test_add_func ("/printers/pagestream/pwg-header", test_pwg_header);
  g_test_add_func ("/printers/pagestream/black-header", test_black_header);
  g_test_add_func ("/printers/pagestream/fed", test_fed);
  return g_test_run ();
}
