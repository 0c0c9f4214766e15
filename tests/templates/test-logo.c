/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>

#include "templates/codes/emblem.h"
#include "templates/codes/logo.h"
#include "tests/templates/fixture.h"

/* The European Student Card block against the generator of the ESC-Router, and the emblem against
 * its geometrical description. */

/* Dots a module. */
#define SCALE 20

/* EuropeanStudentCard/qr-java-generator (aa51d80), mergeSVG(), at scale 1: the whole block, and 20 %
 * of the symbol's 33 modules clear around it. */
static void
test_size (void)
{
  static const struct
  {
    gboolean vertical;
    double   width;
    double   height;
    double   code_y;
  } table[] = {
    { FALSE, 70.2, 46.2, 6.6 },
    { TRUE, 46.2, 56.2, 16.6 },
  };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (table); i++)
    {
      CwLogoSpec spec = { .vertical = table[i / 2].vertical, .inverted = i % 2 };
      double width = 0, height = 0, x = 0, y = 0;

      cw_logo_get_size (&spec, &width, &height, &x, &y);
      g_assert_cmpfloat_with_epsilon (width, table[i / 2].width, 1e-9);
      g_assert_cmpfloat_with_epsilon (height, table[i / 2].height, 1e-9);
      g_assert_cmpfloat_with_epsilon (x, 0.2 * CW_CODE_MODULES, 1e-9);
      g_assert_cmpfloat_with_epsilon (y, table[i / 2].code_y, 1e-9);
      /* and as much below and, in a vertical block, on the right */
      g_assert_cmpfloat_with_epsilon (height - y - CW_CODE_MODULES, 6.6, 1e-9);
      if (spec.vertical)
        g_assert_cmpfloat_with_epsilon (width - x - CW_CODE_MODULES, 6.6, 1e-9);
    }
}

/* XS, S and M are 1, 1.5 and 4 px of 1/96 inch a module; on a printer whole dots. */
static void
test_module (void)
{
  static const struct
  {
    CwLogoSize size;
    double     mm;
    int        at_300;
    int        at_600;
  } table[] = {
    { CW_LOGO_XS, 0.264583, 3, 6 },
    { CW_LOGO_S, 0.396875, 5, 9 },
    { CW_LOGO_M, 1.058333, 12, 25 },
  };
  CwLogoSpec spec = { .vertical = FALSE };
  double width = 0, height = 0, x = 0, y = 0;
  CwBox box = { 1, 1, 80, 52 };

  g_assert_cmpfloat (cw_logo_get_module_mm (CW_LOGO_FIT), ==, 0);
  cw_logo_get_size (&spec, &width, &height, &x, &y);
  for (guint i = 0; i < 2 * G_N_ELEMENTS (table); i++)
    {
      double dpi = i % 2 == 0 ? 300 : 600;
      CwFaceMedium medium = { .dpi = dpi };
      g_autoptr (cairo_surface_t) surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 16, 16);
      g_autoptr (cairo_t) cr = cairo_create (surface);
      double module = cw_logo_get_module_mm (table[i / 2].size);

      g_assert_cmpfloat_with_epsilon (module, table[i / 2].mm, 1e-6);
      cairo_scale (cr, dpi / 25.4, dpi / 25.4);
      g_assert_cmpint (cw_code_place_module (cr, &box, width, height, x, y, module, &medium).dots, ==, i % 2 == 0 ? table[i / 2].at_300 : table[i / 2].at_600);
    }
}

static cairo_surface_t *
draw_logo (const CwLogoSpec *spec,
           CwFaceLayer       layer,
           guint32           ground)
{
  g_autoptr (CwLogo) logo = cw_logo_new (NULL, spec, layer, "Inter");
  cairo_surface_t *surface = NULL;
  g_autoptr (cairo_t) cr = NULL;
  double width = 0, height = 0, x = 0, y = 0;

  cw_logo_get_size (spec, &width, &height, &x, &y);
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) ceil (width * SCALE), (int) ceil (height * SCALE));
  cr = cairo_create (surface);
  cairo_set_source_rgb (cr, (ground >> 16) / 255.0, (ground >> 8 & 0xff) / 255.0, (ground & 0xff) / 255.0);
  cairo_paint (cr);
  cairo_scale (cr, SCALE, SCALE);
  cw_logo_draw (logo, cr, TRUE);
  cairo_surface_flush (surface);
  return surface;
}

/* Around all that is not @ground, in modules. */
static CwBox
ink_box (cairo_surface_t *surface,
         guint32          ground)
{
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  int left = width, top = height, right = -1, bottom = -1;

  for (int i = 0; i < width * height; i++)
    if (fixture_pixel (surface, i % width, i / width) != ground)
      {
        left = MIN (left, i % width);
        right = MAX (right, i % width);
        top = MIN (top, i / width);
        bottom = MAX (bottom, i / width);
      }
  return (CwBox){ left / (double) SCALE, top / (double) SCALE, (right + 1 - left) / (double) SCALE, (bottom + 1 - top) / (double) SCALE };
}

static void
assert_near (double is,
             double wanted,
             double within)
{
  g_assert_cmpfloat_with_epsilon (is, wanted, within);
}

/* Flag and words keep to their place, 24 x 41 on the right or 41 x 10 above, clear of the quiet zone
 * and of the block's margin; they begin and end with the symbol. */
static void
test_proportions (void)
{
  for (guint i = 0; i < 6; i++)
    {
      CwLogoSpec spec = { .vertical = i % 2, .inverted = i / 2 == 1, .black = i / 2 == 2 };
      guint32 ground = spec.inverted ? 0x102030 : 0xfffff0;
      g_autoptr (cairo_surface_t) surface = draw_logo (&spec, CW_LAYER_COLOUR, ground);
      CwBox ink = ink_box (surface, ground);
      double width = 0, height = 0, x = 0, y = 0;

      cw_logo_get_size (&spec, &width, &height, &x, &y);
      if (spec.vertical)
        {
          /* as wide as the symbol, just above the quiet zone */
          assert_near (ink.x, x, 0.1);
          assert_near (ink.width, CW_CODE_MODULES, 1.5);
          assert_near (ink.y, 2.6, 0.1);
          g_assert_cmpfloat (ink.height, <=, 10.05);
          g_assert_cmpfloat (ink.y + ink.height, <=, y - CW_CODE_QUIET + 0.05);
        }
      else
        {
          assert_near (ink.x, x + CW_CODE_MODULES + CW_CODE_QUIET, 0.1);
          g_assert_cmpfloat (ink.width, <=, 24);
          g_assert_cmpfloat (ink.x + ink.width, <=, width - 2.6 + 0.05);
          assert_near (ink.y, y, 0.1);
          /* a comma's worth for round letters, which stand a little below the line */
          assert_near (ink.y + ink.height, y + CW_CODE_MODULES, 0.2);
        }
    }
}

static guint
count_colours (cairo_surface_t *surface,
               const guint32    allowed[],
               guint            n_allowed)
{
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  guint counts[4] = { 0 };
  guint n = 0;

  for (int i = 0; i < width * height; i++)
    {
      guint32 pixel = fixture_pixel (surface, i % width, i / width);
      guint j = 0;

      while (j < n_allowed && allowed[j] != pixel)
        j++;
      if (j == n_allowed)
        g_error ("%06x at %d, %d", pixel, i % width, i / width);
      counts[j]++;
    }
  for (guint j = 0; j < n_allowed; j++)
    n += counts[j] > 0;
  return n;
}

/* Without grey edges, and in no colour but its own: blue and gold on white, white on a dark ground,
 * or the black of its layer. */
static void
test_colours (void)
{
  static const struct
  {
    gboolean    inverted;
    gboolean    black;
    CwFaceLayer layer;
    guint32     colours[3]; /* the ground first */
    guint       n_colours;
  } table[] = {
    { FALSE, FALSE, CW_LAYER_COLOUR, { 0xffffff, 0x003399, 0xffcc00 }, 3 },
    { TRUE, FALSE, CW_LAYER_COLOUR, { 0x102030, 0xffffff }, 2 },
    { FALSE, TRUE, CW_LAYER_RESIN, { 0xffffff, 0x000000 }, 2 },
    { FALSE, TRUE, CW_LAYER_COLOUR, { 0xffffff, 0x040404 }, 2 },
  };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (table); i++)
    {
      CwLogoSpec spec = { .vertical = i % 2, .inverted = table[i / 2].inverted, .black = table[i / 2].black };
      g_autoptr (cairo_surface_t) surface = draw_logo (&spec, table[i / 2].layer, table[i / 2].colours[0]);

      g_assert_cmpuint (count_colours (surface, table[i / 2].colours, table[i / 2].n_colours), ==, table[i / 2].n_colours);
    }
}

/* What stands at one of the twelve places of the flag. */
typedef struct
{
  guint  area;
  double sum_x;
  double sum_y;
  double reach; /* the farthest dot's corner from the place */
  int    top;
  int    bottom;
  int    left;
  int    right;
} Star;

static Star
measure_star (cairo_surface_t *surface,
              double           x,
              double           y,
              double           within)
{
  Star star = { .top = G_MAXINT, .left = G_MAXINT, .bottom = -1, .right = -1 };

  for (int v = (int) (y - within); v < (int) (y + within); v++)
    for (int u = (int) (x - within); u < (int) (x + within); u++)
      if (fixture_pixel (surface, u, v) == 0xffcc00)
        {
          star.area++;
          star.sum_x += u + 0.5;
          star.sum_y += v + 0.5;
          star.reach = MAX (star.reach, hypot (u + 0.5 - x, v + 0.5 - y));
          star.top = MIN (star.top, v);
          star.bottom = MAX (star.bottom, v);
          star.left = MIN (star.left, u);
          star.right = MAX (star.right, u);
        }
  return star;
}

/* A flag half as long again as high; twelve stars with five points on a circle of a third of the
 * hoist, like the hours of a clock, each in a circle of an eighteenth, one point straight up. */
static void
test_emblem (void)
{
  const double hoist = 1080;
  const double radius = hoist / 18;
  /* ten triangles between a point, a notch of a pentagram and the middle */
  const double area = 5 * radius * radius * sin (G_PI / 5) * sin (G_PI / 10) / sin (3 * G_PI / 10);
  g_autoptr (cairo_surface_t) surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1700, 1200);
  g_autoptr (cairo_t) cr = cairo_create (surface);
  guint n_blue = 0, n_gold = 0;

  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  cw_emblem_draw (cr, hoist, &cw_emblem_blue, &cw_emblem_gold);
  cairo_surface_flush (surface);
  for (int i = 0; i < 1700 * 1200; i++)
    {
      guint32 pixel = fixture_pixel (surface, i % 1700, i / 1700);
      gboolean inside = i % 1700 < 1620 && i / 1700 < 1080;

      g_assert_cmpint (pixel == 0x003399 || pixel == 0xffcc00, ==, inside);
      n_blue += pixel == 0x003399;
      n_gold += pixel == 0xffcc00;
    }
  g_assert_cmpuint (n_blue + n_gold, ==, 1620 * 1080);
  assert_near (n_gold, 12 * area, 0.01 * 12 * area);
  for (int hour = 0; hour < 12; hour++)
    {
      double x = 810 + hoist / 3 * sin (hour * G_PI / 6);
      double y = 540 - hoist / 3 * cos (hour * G_PI / 6);
      Star star = measure_star (surface, x, y, radius + 20);

      assert_near (star.area, area, 0.02 * area);
      assert_near (star.sum_x / star.area, x, 0.5);
      assert_near (star.sum_y / star.area, y, 0.5);
      assert_near (star.reach, radius, 1.5);
      /* a point at the top, the lowest two at 36 degrees from straight down, the widest at 18 degrees
       * above the middle */
      assert_near (star.top, y - radius, 2.5);
      assert_near (star.bottom + 1, y + radius * cos (G_PI / 5), 2.5);
      assert_near (star.left, x - radius * cos (G_PI / 10), 2.5);
      assert_near (star.right + 1, x + radius * cos (G_PI / 10), 2.5);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/templates/logo/size", test_size);
  g_test_add_func ("/templates/logo/module", test_module);
  g_test_add_func ("/templates/logo/proportions", test_proportions);
  g_test_add_func ("/templates/logo/colours", test_colours);
  g_test_add_func ("/templates/logo/emblem", test_emblem);
  return g_test_run ();
}
