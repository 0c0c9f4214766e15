/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "tango.h"

#include "printers/model.h"
#include "templates/pictures/raster.h"
#include "tests/templates/fixture.h"

/* The K panel of what Gutenprint sends to a Magicard Tango 2E, and our own resin dots. */

#define PAGE_WIDTH 672 /* dots across the page as it is fed; it has 1016 along */
#define PAGE_HEIGHT 1016

CwFace *
tango_fill_design (const char *name,
                   guint      *n_sides)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) photo = fixture_photo ();
  g_autoptr (GFile) file = cw_template_get_shipped (name);
  g_autoptr (CwTemplate) template = cw_template_load (file, &error);
  CwFace *face;

  g_assert_no_error (error);
  face = cw_face_new (template, cw_template_get_sample (template), photo, &error);
  g_assert_no_error (error);
  *n_sides = cw_template_has_back (template) ? 2 : 1;
  return face;
}

CwRaster *
tango_draw (CwFace     *face,
            CwFaceSide  side,
            CwFaceLayer layer)
{
  const CwPrinterModel *model = cw_printer_model_get ("magicard-gutenprint");
  const CwFaceMedium medium = { .dpi = model->dpi, .layer = layer };
  g_autoptr (GError) error = NULL;
  g_autoptr (cairo_surface_t) surface = cw_face_render (face, side, &medium, model->canvas_width, model->canvas_height, &error);
  g_autoptr (CwRaster) lying = NULL;

  g_assert_no_error (error);
  g_assert_true (model->standing);
  lying = cw_raster_new_from_surface (surface);
  return cw_raster_turn (lying);
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

guint
tango_count_black (const CwRaster *raster)
{
  guint n = 0;

  for (int y = 0; y < (int) raster->height; y++)
    for (int x = 0; x < (int) raster->width; x++)
      n += is_black (raster, x, y);
  return n;
}

guint
tango_count_k (const MplPage *page)
{
  guint n = 0;

  for (gsize at = 0; at < page->size; at++)
    n += mpl_page_is_black (page, at);
  return n;
}

guint
tango_count_differences (const MplPage  *page,
                         const CwRaster *drawn)
{
  guint n = 0;

  for (int y = 0; y < PAGE_HEIGHT; y++)
    for (int x = 0; x < PAGE_WIDTH; x++)
      n += mpl_page_is_black (page, (gsize) y * PAGE_WIDTH + (gsize) x) != is_black (drawn, x - TANGO_SHIFT_RIGHT, y - TANGO_SHIFT_DOWN);
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
                  const CwRaster *resin)
{
  guint n = 0;

  for (int y = 0; y < PAGE_HEIGHT; y++)
    for (int x = 0; x < PAGE_WIDTH; x++)
      {
        int to_x = x + TANGO_SHIFT_RIGHT;
        int to_y = y + TANGO_SHIFT_DOWN;
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

guint
tango_check (GPtrArray *pages,
             CwFace    *face,
             guint      n_sides)
{
  guint n_lost = 0;

  g_assert_cmpuint (pages->len, ==, n_sides);
  for (guint side = 0; side < n_sides; side++)
    {
      const MplPage *page = g_ptr_array_index (pages, side);
      g_autoptr (CwRaster) all = tango_draw (face, (CwFaceSide) side, CW_LAYER_ALL);
      g_autoptr (CwRaster) resin = tango_draw (face, (CwFaceSide) side, CW_LAYER_RESIN);
      guint lost;

      g_assert_cmpuint (page->size, ==, PAGE_WIDTH * PAGE_HEIGHT);
      g_assert_true (page->resin);
      lost = count_lost_bleed (page, resin);
      g_test_message ("%s: %u resin dots drawn, %u on the K panel, %u of the bleed lost", cw_face_side_to_name ((CwFaceSide) side),
                      tango_count_black (resin), tango_count_k (page), lost);
      g_assert_cmpuint (tango_count_black (resin), >, 1000);
      g_assert_cmpuint (tango_count_black (all), ==, tango_count_black (resin));
      g_assert_cmpuint (tango_count_k (page) + lost, ==, tango_count_black (resin));
      n_lost += lost;
    }
  return n_lost;
}
