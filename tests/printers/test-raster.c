/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/base/error.h"
#include "painter.h"
#include "printers/document.h"
#include "printers/raster.h"

static const CwFaceMedium medium_300 = { .dpi = PAINTER_DPI, .layer = CW_LAYER_ALL };

static guint32
get_dot (const CwRaster *raster,
         int             x,
         int             y)
{
  g_assert_cmpint (x, >=, 0);
  g_assert_cmpint (y, >=, 0);
  g_assert_cmpint (x, <, raster->width);
  g_assert_cmpint (y, <, raster->height);
  return raster->dots[(gsize) y * raster->width + (gsize) x];
}

static CwRaster *
draw (CwFaceSide side,
      guint      width,
      guint      height)
{
  Painter painter = { 0 };
  g_autoptr (GError) error = NULL;
  CwRaster *raster = cw_raster_draw (painter_draw, &painter, side, &medium_300, width, height, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (painter.drawn, ==, 1);
  g_assert_cmpuint (raster->width, ==, width);
  g_assert_cmpuint (raster->height, ==, height);
  return raster;
}

static void
test_raster_dots (void)
{
  g_assert_cmpuint (cw_raster_dots (CW_CARD_WIDTH_MM, 300), ==, 1011);
  g_assert_cmpuint (cw_raster_dots (CW_CARD_HEIGHT_MM, 300), ==, 638);
  g_assert_cmpuint (cw_raster_dots (CW_CARD_WIDTH_MM, 600), ==, 2022);
}

/* Every canvas that card printers take: the card is in the middle and as large as ever. */
static void
test_raster_canvases (void)
{
  static const struct
  {
    guint width, height;
    int   x, y;
  } canvases[] = {
    { 1011, 638, 0, 0 },   /* ID-1 */
    { 1006, 640, -3, 1 },  /* Zebra ZC */
    { 1008, 633, -2, -3 }, /* Fargo DTC */
    { 1016, 642, 2, 2 },   /* Magicard */
    { 1016, 648, 2, 5 },   /* Evolis */
    { 1016, 672, 2, 17 },  /* Gutenprint */
    { 1036, 664, 12, 13 }, /* retransfer */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (canvases); i++)
    for (CwFaceSide side = CW_FACE_FRONT; side <= CW_FACE_BACK; side++)
      {
        g_autoptr (CwRaster) raster = draw (side, canvases[i].width, canvases[i].height);
        int x, y;

        cw_raster_get_origin (canvases[i].width, canvases[i].height, 300, &x, &y);
        g_assert_cmpint (x, ==, canvases[i].x);
        g_assert_cmpint (y, ==, canvases[i].y);
        for (const PainterProbe *probe = painter_get_probes (side); probe->x >= 0; probe++)
          {
            int at_x = probe->x + x, at_y = probe->y + y;

            if (at_x < 0 || at_y < 0 || at_x >= (int) raster->width || at_y >= (int) raster->height)
              continue;
            g_assert_cmphex (get_dot (raster, at_x, at_y), ==, probe->colour);
          }
      }
}

/* The card's right edge becomes the page's top, for both faces alike. */
static void
test_raster_turn (void)
{
  for (CwFaceSide side = CW_FACE_FRONT; side <= CW_FACE_BACK; side++)
    {
      g_autoptr (CwRaster) raster = draw (side, 1011, 638);
      g_autoptr (CwRaster) turned = cw_raster_turn (raster);

      g_assert_cmpuint (turned->width, ==, 638);
      g_assert_cmpuint (turned->height, ==, 1011);
      for (const PainterProbe *probe = painter_get_probes (side); probe->x >= 0; probe++)
        g_assert_cmphex (get_dot (turned, probe->y, 1010 - probe->x), ==, probe->colour);
    }
}

static void
test_raster_refused (void)
{
  Painter painter = { .fail = TRUE };
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_raster_draw (painter_draw, &painter, CW_FACE_FRONT, &medium_300, 1011, 638, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_RECORD_INCOMPLETE);
}

static gboolean
break_context (cairo_t            *cr,
               CwFaceSide          side,
               const CwFaceMedium *medium,
               gpointer            user_data,
               GError            **error)
{
  cairo_restore (cr); /* never saved */
  return TRUE;
}

/* A painter that did not notice that cairo gave up must not pass for a drawn card. */
static void
test_raster_broken (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_raster_draw (break_context, NULL, CW_FACE_FRONT, &medium_300, 1011, 638, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_PRINT_FAILED);
}

typedef struct
{
  const guint8 *data;
  gsize         left;
} Source;

static cairo_status_t
read_cb (void          *closure,
         unsigned char *data,
         unsigned int   length)
{
  Source *source = closure;

  if (source->left < length)
    return CAIRO_STATUS_READ_ERROR;
  memcpy (data, source->data, length);
  source->data += length;
  source->left -= length;
  return CAIRO_STATUS_SUCCESS;
}

/* The file opens again (which checks the chunk's place, length and CRC: libpng skips a chunk
 * with a bad CRC with a warning only, so the bytes are compared too) and holds the same dots. */
static void
test_raster_png (void)
{
  /* PNG 11.3.5.3; 300 dpi = 11811 a metre = 0x2e23. The CRC is that of every 300 dpi PNG. */
  static const guint8 expected[] = { 0, 0, 0, 9, 'p', 'H', 'Y', 's', 0, 0, 0x2e, 0x23, 0, 0, 0x2e, 0x23, 1, 0x78, 0xa5, 0x3f, 0x76 };
  Painter painter = { 0 };
  g_autoptr (GError) error = NULL;
  cairo_surface_t *surface = cw_raster_draw_surface (painter_draw, &painter, CW_FACE_FRONT, &medium_300, 1011, 638, &error);
  g_autoptr (GBytes) png = cw_document_make_png (surface, 300, &error);
  g_autoptr (CwRaster) raster = cw_raster_new_from_surface (surface);
  g_autoptr (CwRaster) again = NULL;
  Source source;
  cairo_surface_t *read;

  g_assert_no_error (error);
  source.data = g_bytes_get_data (png, &source.left);
  g_assert_cmpmem (source.data + 33, sizeof expected, expected, sizeof expected);
  read = cairo_image_surface_create_from_png_stream (read_cb, &source);
  g_assert_cmpint (cairo_surface_status (read), ==, CAIRO_STATUS_SUCCESS);
  again = cw_raster_new_from_surface (read);
  g_assert_cmpuint (again->width, ==, 1011);
  g_assert_cmpmem (again->dots, 1011 * 638 * sizeof (guint32), raster->dots, 1011 * 638 * sizeof (guint32));
  cairo_surface_destroy (read);
  cairo_surface_destroy (surface);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/printers/raster/dots", test_raster_dots);
  g_test_add_func ("/printers/raster/canvases", test_raster_canvases);
  g_test_add_func ("/printers/raster/turn", test_raster_turn);
  g_test_add_func ("/printers/raster/refused", test_raster_refused);
  g_test_add_func ("/printers/raster/broken", test_raster_broken);
  g_test_add_func ("/printers/raster/png", test_raster_png);
  return g_test_run ();
}
