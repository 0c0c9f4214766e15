/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "tests/templates/codes.h"

#include <math.h>

#include "tests/templates/fixture.h"
#include "tests/templates/zxing.h"

/* What the tests of codes share: making, drawing and reading one. */

#define MARGIN_DOTS 9

CwCodeSpec
codes_spec (CwSymbology symbology)
{
  return (CwCodeSpec){ .symbology = symbology, .level = symbology == CW_SYMBOLOGY_QR ? 1 : -1 };
}

CwCode *
codes_new (CwSymbology symbology,
           const char *text)
{
  g_autoptr (GError) error = NULL;
  CwCodeSpec spec = codes_spec (symbology);
  CwCode *code = cw_code_new (&spec, text, &error);

  g_assert_no_error (error);
  g_assert_nonnull (code);
  return code;
}

/* The box in which a module is just @dots; half a dot to spare, less than a module. */
CwBox
codes_box (const CwCode *code,
           int           dots,
           double        dpi)
{
  int width = 0, height = 0, left = 0, top = 0, right = 0, bottom = 0;
  double dot = 25.4 / dpi;

  cw_code_get_size (code, &width, &height);
  cw_code_get_quiet (code, &left, &top, &right, &bottom);
  return (CwBox){
    MARGIN_DOTS * dot,
    MARGIN_DOTS * dot,
    ((left + width + right) * dots + 0.5) * dot,
    (cw_code_is_linear (code) ? 24.5 : (top + height + bottom) * dots + 0.5) * dot,
  };
}

/* Ground and modules, in black on white, as a face draws them. */
CwCodePlace
codes_draw (cairo_t            *cr,
            const CwCode       *code,
            const CwBox        *box,
            const CwFaceMedium *medium)
{
  int width = 0, height = 0, left = 0, top = 0, right = 0, bottom = 0;
  CwCodePlace place;

  cw_code_get_size (code, &width, &height);
  cw_code_get_quiet (code, &left, &top, &right, &bottom);
  if (cw_code_is_linear (code))
    place = cw_code_place_linear (cr, box, code, medium);
  else
    place = cw_code_place (cr, box, left + width + right, top + height + bottom, left, top, medium);
  if (place.dots == 0)
    return place;
  cairo_save (cr);
  cw_code_enter (cr, &place);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cw_code_path (cr, 0, 0, left + width + right, cw_code_is_linear (code) ? 1 : top + height + bottom, medium);
  cairo_fill (cr);
  cairo_translate (cr, left, top);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cw_code_draw_modules (code, cr, medium);
  cairo_restore (cr);
  return place;
}

/* @quarter_turns: clockwise */
void
codes_picture_init (CodesPicture *self,
                    const CwCode *code,
                    int           dots,
                    double        dpi,
                    int           quarter_turns)
{
  CwFaceMedium medium = { .dpi = dpi };
  CwBox box = codes_box (code, dots, dpi);
  int across = (int) ceil ((box.x * 2 + box.width) * dpi / 25.4);
  int down = (int) ceil ((box.y * 2 + box.height) * dpi / 25.4);
  int width = quarter_turns % 2 == 0 ? across : down;
  int height = quarter_turns % 2 == 0 ? down : across;
  g_autoptr (cairo_t) cr = NULL;

  self->surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cr = cairo_create (self->surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_translate (cr, width / 2.0, height / 2.0);
  cairo_rotate (cr, quarter_turns * G_PI / 2);
  cairo_translate (cr, -across / 2.0, -down / 2.0);
  cairo_scale (cr, dpi / 25.4, dpi / 25.4);
  self->place = codes_draw (cr, code, &box, &medium);
  cairo_surface_flush (self->surface);
  self->area = (CwBox){ MARGIN_DOTS - 1, MARGIN_DOTS - 1, width - 2 * MARGIN_DOTS + 2, height - 2 * MARGIN_DOTS + 2 };
}

void
codes_picture_clear (CodesPicture *self)
{
  g_clear_pointer (&self->surface, cairo_surface_destroy);
}

/* Finds the one dark thing in a picture, and checks that its modules are whole dots, each of them
 * all black or all white; a linear code's bars are all equally high. */
void
codes_assert_modules (cairo_surface_t *surface,
                      const CwCode    *code,
                      int              dots)
{
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  int left = width, top = height, right = -1, bottom = -1;
  int n_across = 0, n_down = 0;

  for (int i = 0; i < width * height; i++)
    if (fixture_pixel (surface, i % width, i / width) != 0xffffff)
      {
        left = MIN (left, i % width);
        right = MAX (right, i % width);
        top = MIN (top, i / width);
        bottom = MAX (bottom, i / width);
      }
  cw_code_get_size (code, &n_across, &n_down);
  g_assert_cmpint (right - left + 1, ==, n_across * dots);
  if (!cw_code_is_linear (code))
    g_assert_cmpint (bottom - top + 1, ==, n_down * dots);
  for (int y = top; y <= bottom; y++)
    for (int x = left; x <= right; x++)
      {
        int row = cw_code_is_linear (code) ? 0 : (y - top) / dots;

        g_assert_cmphex (fixture_pixel (surface, x, y), ==, cw_code_get_module (code, (x - left) / dots, row) ? 0 : 0xffffff);
      }
}

static gunichar
random_character (CwSymbology symbology,
                  GRand      *random)
{
  static const char code39[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%";
  /* Latin with the marks of many languages, Greek, Cyrillic, beyond the first plane */
  static const gunichar any[] = { 0x101, 0x17e, 0xe9, 0xf8, 0x3a9, 0x3c2, 0x416, 0x44f, 0x1e02, 0x20ac, 0x1f600, 0x5d0 };

  switch (symbology)
    {
    case CW_SYMBOLOGY_CODE39:
      return (gunichar) code39[g_rand_int_range (random, 0, 43)];
    case CW_SYMBOLOGY_ITF:
    case CW_SYMBOLOGY_EAN13:
      return (gunichar) g_rand_int_range (random, '0', '9' + 1);
    case CW_SYMBOLOGY_CODE128:
      return (gunichar) g_rand_int_range (random, 0x20, 0x7f);
    case CW_SYMBOLOGY_QR:
    case CW_SYMBOLOGY_PDF417:
    case CW_SYMBOLOGY_DATAMATRIX:
    case CW_SYMBOLOGY_AZTEC:
      return g_rand_int_range (random, 0, 4) > 0 ? (gunichar) g_rand_int_range (random, 0x20, 0x7f)
                                                  : any[g_rand_int_range (random, 0, G_N_ELEMENTS (any))];
    }
  g_assert_not_reached ();
}

/* Text that @symbology holds; about a quarter of the matrix codes' is plain ASCII. */
char *
codes_random_text (CwSymbology symbology,
                   GRand      *random)
{
  g_autoptr (GString) text = g_string_new (NULL);
  int length = g_rand_int_range (random, 1, 31);
  gboolean matrix = symbology == CW_SYMBOLOGY_QR || symbology >= CW_SYMBOLOGY_PDF417;
  gboolean plain = g_rand_int_range (random, 0, 4) == 0;

  if (symbology == CW_SYMBOLOGY_EAN13)
    length = 12;
  if (symbology == CW_SYMBOLOGY_ITF)
    length = 2 * g_rand_int_range (random, 3, 11);
  for (int i = 0; i < length; i++)
    g_string_append_unichar (text, random_character (matrix && plain ? CW_SYMBOLOGY_CODE128 : symbology, random));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Returns: (transfer full) (nullable): what ZXing reads */
char *
codes_zxing_read (cairo_surface_t *surface,
                  CwSymbology      symbology)
{
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  int stride = cairo_image_surface_get_stride (surface);
  const guchar *data = NULL;

  g_assert_cmpint (cairo_image_surface_get_format (surface), ==, CAIRO_FORMAT_RGB24);
  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
#if CW_HAVE_ZXING
  return zxing_read (data, width, height, stride, cw_symbology_get_title (symbology));
#else
  g_error ("no picture of %d x %d (%d, %p) can be read: libzxing-dev is not installed; ./dev test installs it", width, height, stride, data);
#endif
}
