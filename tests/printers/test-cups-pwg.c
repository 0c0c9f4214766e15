/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "card.h"
#include "printers/cups/compat.h"
#include "rig.h"

/* A printer that takes PWG raster only and wants its backs mirrored. Run by cups-rig.sh with
 * CW_RIG_PRINTER=pwg, through its queue and straight. */

static void
mirror_columns (CwRaster *page)
{
  for (guint y = 0; y < page->height; y++)
    for (guint x = 0; x < page->width / 2; x++)
      {
        guint32 *left = &page->dots[(gsize) y * page->width + x];
        guint32 *right = &page->dots[(gsize) y * page->width + (page->width - 1 - x)];
        guint32 dot = *left;

        *left = *right;
        *right = dot;
      }
}

/* Each dot of the page is one of the card, and each the one that was drawn. */
static void
assert_dots (const CwRaster *page,
             CwFaceSide      side)
{
  g_assert_cmpuint (page->width, ==, 638);
  g_assert_cmpuint (page->height, ==, 1011);
  g_assert_true (rig_page_shows (page, side, 0, 0));
  g_assert_cmpuint (rig_count_differences (page, side, 0, 0), ==, 0);
}

static void
test_pwg_two_sided (Card         *card,
                    gconstpointer data)
{
  g_autofree char *type = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GPtrArray) pages = NULL;
  CwRaster *back;
  gboolean two_sided;

  g_assert_true (card_submit (card));
  card_begin_watch (card);
  card_end_watch (card);
  card_assert_outcome (card, CW_PRINT_PRINTED, "completed");
  g_assert_cmpint (json_integer_value (json_object_get (card->evidence, "sides_out")), ==, 2);

  path = rig_get_received (&type);
  g_assert_cmpstr (type, ==, "image/pwg-raster");
  pages = rig_read_raster (path, &two_sided);
  g_assert_cmpuint (pages->len, ==, 2);
  g_assert_true (two_sided);
  assert_dots (g_ptr_array_index (pages, 0), CW_FACE_FRONT);
  back = g_ptr_array_index (pages, 1);
  g_assert_cmpuint (rig_count_differences (back, CW_FACE_BACK, 0, 0), >, 0);
  mirror_columns (back);
  assert_dots (back, CW_FACE_BACK);
}

/* PWG 5102.4: which way each back is laid for sides=two-sided-short-edge. */
static void
test_pwg_sheet_back (void)
{
  static const struct
  {
    CwSheetBack back;
    gboolean    columns, rows;
  } ways[] = {
    { CW_SHEET_BACK_NORMAL, FALSE, FALSE },
    { CW_SHEET_BACK_FLIPPED, TRUE, FALSE },
    { CW_SHEET_BACK_ROTATED, FALSE, FALSE },
    { CW_SHEET_BACK_MANUAL_TUMBLE, TRUE, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      gboolean columns, rows;

      cw_sheet_back_get_mirror (ways[i].back, &columns, &rows);
      g_assert_cmpint (columns, ==, ways[i].columns);
      g_assert_cmpint (rows, ==, ways[i].rows);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/printers/cups-pwg/two-sided", Card, NULL, card_set_up, test_pwg_two_sided, card_tear_down);
  g_test_add ("/printers/cups-pwg/two-sided-direct", Card, "CW_RIG_DEVICE_URI", card_set_up, test_pwg_two_sided, card_tear_down);
  g_test_add_func ("/printers/cups-pwg/sheet-back", test_pwg_sheet_back);
  return g_test_run ();
}
