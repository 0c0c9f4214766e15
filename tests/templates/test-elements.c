/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>

#include "app/base/error.h"
#include "fixture.h"
#include "templates/draw/face.h"

/* What each kind of element does to the dots of a card, measured from the dots. The background
 * of every card here is #204060. */

#define BACKGROUND 0x204060
#define DPI 300.0

static int
dot (double millimetres)
{
  return (int) lround (millimetres * DPI / 25.4);
}

static cairo_surface_t *
render (const char *elements,
        CwFaceLayer layer)
{
  g_autoptr (CwTemplate) template = fixture_template_with (elements);
  g_autoptr (CwFace) face = fixture_face (template);
  const CwFaceMedium medium = { .dpi = DPI, .layer = layer };
  g_autoptr (GError) error = NULL;
  cairo_surface_t *surface = cw_face_render (face, CW_FACE_FRONT, &medium, 0, 0, &error);

  g_assert_no_error (error);
  return surface;
}

static guint32
pixel_at (cairo_surface_t *surface,
          double           x,
          double           y)
{
  return fixture_pixel (surface, dot (x), dot (y));
}

/* Dots of @colour in a rectangle of millimetres. */
static guint
count (cairo_surface_t *surface,
       double           x,
       double           y,
       double           width,
       double           height,
       guint32          colour)
{
  guint n = 0;

  for (int row = dot (y); row < dot (y + height); row++)
    for (int column = dot (x); column < dot (x + width); column++)
      n += fixture_pixel (surface, column, row) == colour;
  return n;
}

static void
test_masks (void)
{
  g_autoptr (cairo_surface_t) surface = render (
    "{'type':'photo','id':'a','x':2,'y':2,'width':20,'height':30},"
    "{'type':'photo','id':'b','x':24,'y':2,'width':20,'height':30,'mask':'rounded','radius':4},"
    "{'type':'photo','id':'c','x':46,'y':2,'width':20,'height':30,'mask':'oval'}",
    CW_LAYER_ALL);

  g_assert_cmphex (pixel_at (surface, 2.3, 2.3), !=, BACKGROUND);
  g_assert_cmphex (pixel_at (surface, 24.5, 2.5), ==, BACKGROUND);
  g_assert_cmphex (pixel_at (surface, 29, 2.5), !=, BACKGROUND);
  /* a point of the rounded rectangle that lies outside of the ellipse in the same box */
  g_assert_cmphex (pixel_at (surface, 24 + 3, 2 + 3), !=, BACKGROUND);
  g_assert_cmphex (pixel_at (surface, 46 + 2, 2 + 3), ==, BACKGROUND);
  g_assert_cmphex (pixel_at (surface, 46 + 10, 2 + 0.4), !=, BACKGROUND);
}

/* An element that its condition hides leaves nothing, and asks for nothing. */
static void
test_visible (void)
{
  g_autoptr (cairo_surface_t) surface = render (
    "{'type':'shape','id':'a','shape':'rect','x':5,'y':5,'width':10,'height':10,'fill':'#ffffff','visible':'programme'},"
    "{'type':'shape','id':'b','shape':'rect','x':25,'y':5,'width':10,'height':10,'fill':'#ffffff','visible':'!programme'},"
    "{'type':'text','id':'c','x':5,'y':30,'width':40,'height':5,'size':10,'text':'{nothing}','required':true,'visible':'nothing'}",
    CW_LAYER_ALL);

  g_assert_cmphex (pixel_at (surface, 10, 10), ==, 0xffffff);
  g_assert_cmphex (pixel_at (surface, 30, 10), ==, BACKGROUND);
  g_assert_cmpuint (count (surface, 0, 28, 60, 10, 0x000000), ==, 0);
}

/* A ghost is the mean of the photo and what lies beneath, dot by dot. */
static void
test_ghost (void)
{
#define PHOTO "{'type':'photo','id':'a','x':10,'y':5,'width':30,'height':40,'tone':'greyscale'"
  g_autoptr (cairo_surface_t) full = render (PHOTO "}", CW_LAYER_ALL);
  g_autoptr (cairo_surface_t) ghost = render (PHOTO ",'opacity':0.5}", CW_LAYER_ALL);
#undef PHOTO

  for (double x = 12; x < 38; x += 1.7)
    {
      guint32 of_full = pixel_at (full, x, 25);
      guint32 of_ghost = pixel_at (ghost, x, 25);

      for (int shift = 0; shift <= 16; shift += 8)
        {
          int wanted = (int) (((of_full >> shift) & 0xff) + ((BACKGROUND >> shift) & 0xff)) / 2;

          g_assert_cmpint (abs ((int) ((of_ghost >> shift) & 0xff) - wanted), <=, 2);
        }
    }
}

static void
test_tint (void)
{
  g_autoptr (cairo_surface_t) surface = render ("{'type':'photo','id':'a','x':10,'y':5,'width':30,'height':40,'tone':'greyscale','tint':'#800000'}", CW_LAYER_ALL);

  /* from the tint to white: red is never less than green, green and blue are one */
  for (double x = 12; x < 38; x += 0.9)
    for (double y = 8; y < 44; y += 2.3)
      {
        guint32 pixel = pixel_at (surface, x, y);

        g_assert_cmpuint (pixel >> 16, >=, 0x7e); /* scaling overshoots a little */
        g_assert_cmpuint ((pixel >> 8) & 0xff, ==, pixel & 0xff);
        g_assert_cmpuint (pixel >> 16, >=, pixel & 0xff);
      }
}

/* A photo on the resin layer is dots and nothing else, dense where it is dark. */
static void
test_resin_photo (void)
{
#define PHOTO "{'type':'photo','id':'a','x':10,'y':5,'width':30,'height':40,'layer':'resin'}"
  g_autoptr (cairo_surface_t) resin = render (PHOTO, CW_LAYER_RESIN);
  g_autoptr (cairo_surface_t) colour = render (PHOTO, CW_LAYER_COLOUR);
#undef PHOTO
  guint black = count (resin, 0, 0, 85.6, 53.9, 0x000000);
  guint white = count (resin, 0, 0, 85.6, 53.9, 0xffffff);
  guint dark = count (resin, 10.2, 5.2, 6, 8, 0x000000);
  guint light = count (resin, 33, 36, 6, 8, 0x000000);

  g_assert_cmpuint (black + white, ==, (guint) (dot (85.6) * dot (53.9)));
  g_assert_cmpuint (black, ==, count (resin, 9.9, 4.9, 30.3, 40.3, 0x000000));
  g_assert_cmpuint (black, >, 10000);
  g_assert_cmpuint (dark, >, 4 * light);
  g_assert_cmpuint (count (colour, 0, 0, 85.6, 53.9, BACKGROUND), ==, (guint) (dot (85.6) * dot (53.9)));
}

static void
test_zones (void)
{
  g_autoptr (cairo_surface_t) surface = render (
    "{'type':'shape','id':'ink','shape':'rect','x':0,'y':0,'width':85.6,'height':54,'fill':'#000000','layer':'resin'},"
    "{'type':'keep_out','id':'chip','zone':'chip','x':10.25,'y':19.23,'width':9.6,'height':9.3},"
    "{'type':'keep_out','id':'slot','zone':'slot','x':40,'y':2,'width':14,'height':3},"
    "{'type':'keep_out','id':'hidden','zone':'other','x':60,'y':2,'width':5,'height':5,'visible':'nothing'},"
    "{'type':'signature','id':'sign','x':30,'y':30,'width':40,'height':10,'stroke':{'colour':'#000000','width':0.3},'line':3}",
    CW_LAYER_ALL);
  guint n_line = 0;

  g_assert_cmpuint (count (surface, 10.4, 19.4, 9.2, 8.9, 0xffffff), ==, (guint) ((dot (19.6) - dot (10.4)) * (dot (28.3) - dot (19.4))));
  g_assert_cmphex (pixel_at (surface, 9.9, 22), ==, 0x000000);
  g_assert_cmphex (pixel_at (surface, 47, 3.5), ==, 0x000000);
  g_assert_cmphex (pixel_at (surface, 62, 4), ==, 0x000000);
  /* bare inside, but for the line to write on */
  g_assert_cmphex (pixel_at (surface, 50, 33), ==, 0xffffff);
  g_assert_cmphex (pixel_at (surface, 50, 39), ==, 0xffffff);
  for (int y = dot (36); y < dot (38); y++)
    n_line += fixture_pixel (surface, dot (50), y) == 0x000000;
  g_assert_cmpuint (n_line, ==, 2);
}

/* Zones have guides on a screen, and the card is bare beneath. */
static void
test_guides (void)
{
  g_autoptr (CwTemplate) template = fixture_template_with ("{'type':'keep_out','id':'chip','zone':'chip','x':10,'y':20,'width':10,'height':10}");
  g_autoptr (CwFace) face = fixture_face (template);
  const CwFaceMedium medium = { .dpi = DPI, .layer = CW_LAYER_ALL, .screen = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (cairo_surface_t) surface = cw_face_render (face, CW_FACE_FRONT, &medium, 0, 0, &error);

  g_assert_no_error (error);
  g_assert_cmphex (pixel_at (surface, 15, 25), ==, 0xffffff);
  g_assert_cmpuint (count (surface, 9.8, 19.8, 10.4, 0.4, 0xffffff) + count (surface, 9.8, 19.8, 10.4, 0.4, BACKGROUND), <, (guint) (dot (10.4) * dot (0.4)));
}

/* Bars on whole dots, white around them, the text below. */
static void
test_linear_code (void)
{
  g_autoptr (cairo_surface_t) surface = render ("{'type':'code','id':'c','symbology':'code128','x':10,'y':10,'width':60,'height':16,'text':'LF23001','readable_size':7}", CW_LAYER_ALL);
  double label = 7 * 1.3 * 25.4 / 72;
  guint n_bars = 0;
  int top = dot (10) + 2;
  int bottom = dot (26 - label) - 2;

  for (int x = dot (10.2); x < dot (69.8); x++)
    {
      guint32 pixel = fixture_pixel (surface, x, top);

      g_assert_true (pixel == 0x000000 || pixel == 0xffffff);
      g_assert_cmphex (fixture_pixel (surface, x, bottom), ==, pixel);
      n_bars += pixel == 0x000000 && fixture_pixel (surface, x - 1, top) == 0xffffff;
    }
  /* start, six or seven characters of three bars, check character, stop of four */
  g_assert_cmpuint (n_bars, >=, 3 * 8 + 4);
  g_assert_cmpuint (count (surface, 10.2, 26 - label + 0.2, 59.6, label - 0.4, 0x000000), >, 200);
  g_assert_cmpuint (count (surface, 10.2, 10.2, 2, 15, 0xffffff), ==, (guint) ((dot (12.2) - dot (10.2)) * (dot (25.2) - dot (10.2))));
}

static void
test_unreadable_code (void)
{
  g_autoptr (CwTemplate) template = fixture_template_with ("{'type':'code','id':'shelf','symbology':'ean13','x':10,'y':10,'width':60,'height':16,'text':'{number}'}");
  g_autoptr (CwRecord) record = fixture_record ();
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_face_new (template, record, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "shelf"));
}

static void
test_dashes_and_radial (void)
{
  g_autoptr (cairo_surface_t) surface = render (
    "{'type':'shape','id':'l','shape':'line','x':5,'y':45,'width':40,'height':0,'stroke':{'colour':'#ffffff','width':1,'dash':[2,2]}},"
    "{'type':'shape','id':'r','shape':'rect','x':50,'y':5,'width':20,'height':20,"
    "'fill':{'type':'radial','x':0.5,'y':0.5,'radius':0.5,'stops':[{'at':0,'colour':'#ffffff'},{'at':1,'colour':'#ff0000'}]}}",
    CW_LAYER_ALL);

  g_assert_cmphex (pixel_at (surface, 6, 45), ==, 0xffffff);
  g_assert_cmphex (pixel_at (surface, 8, 45), ==, BACKGROUND);
  g_assert_cmphex (pixel_at (surface, 10, 45), ==, 0xffffff);
  g_assert_cmpuint (pixel_at (surface, 60, 15) & 0xff, >, 240);
  g_assert_cmphex (pixel_at (surface, 50.5, 5.5), ==, 0xff0000);
}

/* An element with opacity in artwork that is turned: it must not make the picture vanish. */
static void
test_turned_artwork (void)
{
  g_autofree char *folder = fixture_folder ();
  g_autofree char *svg = g_build_filename (folder, "a.svg", NULL);
  g_autofree char *path = g_build_filename (folder, "template.json", NULL);
  g_autofree char *json = fixture_json (
    "{'cardwright_template':2,'name':'T','card':'id-1','orientation':'portrait','fonts':['Inter'],'front':{'elements':["
    "{'type':'image','id':'a','x':10,'y':10,'width':20,'height':40,'asset':'a.svg'}]}}");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  const CwFaceMedium medium = { .dpi = DPI };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwTemplate) template = NULL;
  g_autoptr (CwFace) face = NULL;
  g_autoptr (cairo_surface_t) surface = NULL;

  g_assert_true (g_file_set_contents (svg, "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 40'><rect width='20' height='20' fill='#ff0000'/><g opacity='0.5'><rect y='20' width='20' height='20' fill='#0000ff'/></g></svg>", -1, NULL));
  g_assert_true (g_file_set_contents (path, json, -1, NULL));
  template = cw_template_load (file, &error);
  g_assert_no_error (error);
  face = fixture_face (template);
  surface = cw_face_render (face, CW_FACE_FRONT, &medium, 0, 0, &error);
  g_assert_no_error (error);
  /* upright at 20, 20 and 20, 40 is 20 and 40 from the left, 33.98 from the top of the canvas */
  g_assert_cmphex (pixel_at (surface, 20, CW_CARD_HEIGHT_MM - 20), ==, 0xff0000);
  g_assert_cmphex (pixel_at (surface, 40, CW_CARD_HEIGHT_MM - 20), ==, 0x7f7fff);
  fixture_folder_remove (folder);
}

/* The institution's own picture in place of flag and words: right of the symbol, or above it. */
static void
test_own_logo (void)
{
  g_autofree char *folder = fixture_folder ();
  g_autofree char *svg = g_build_filename (folder, "own.svg", NULL);
  g_autofree char *path = g_build_filename (folder, "template.json", NULL);
  g_autofree char *json = fixture_json (
    "{'cardwright_template':2,'name':'T','card':'id-1','orientation':'landscape','fonts':['Inter'],'front':{'elements':["
    "{'type':'esc_logo','id':'h','x':5,'y':5,'width':24,'height':16,'orientation':'horizontal','asset':'own.svg'},"
    "{'type':'esc_logo','id':'v','x':50,'y':5,'width':20,'height':24.5,'orientation':'vertical','asset':'own.svg'}]}}");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  const CwFaceMedium medium = { .dpi = DPI };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwTemplate) template = NULL;
  g_autoptr (CwFace) face = NULL;
  g_autoptr (cairo_surface_t) surface = NULL;

  g_assert_true (g_file_set_contents (svg, "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 20'><rect width='20' height='20' fill='#ff0000'/></svg>", -1, NULL));
  g_assert_true (g_file_set_contents (path, json, -1, NULL));
  template = cw_template_load (file, &error);
  g_assert_no_error (error);
  face = fixture_face (template);
  surface = cw_face_render (face, CW_FACE_FRONT, &medium, 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count (surface, 5, 5, 14, 16, 0xff0000), ==, 0);
  g_assert_cmpuint (count (surface, 19, 5, 10, 16, 0xff0000), >, 5000);
  g_assert_cmpuint (count (surface, 50, 11, 20, 18.5, 0xff0000), ==, 0);
  g_assert_cmpuint (count (surface, 50, 5, 20, 6, 0xff0000), >, 1000);
  g_assert_cmpuint (count (surface, 5, 5, 24, 16, 0x003399), ==, 0);
  fixture_folder_remove (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/templates/elements/masks", test_masks);
  g_test_add_func ("/templates/elements/visible", test_visible);
  g_test_add_func ("/templates/elements/ghost", test_ghost);
  g_test_add_func ("/templates/elements/tint", test_tint);
  g_test_add_func ("/templates/elements/resin-photo", test_resin_photo);
  g_test_add_func ("/templates/elements/zones", test_zones);
  g_test_add_func ("/templates/elements/guides", test_guides);
  g_test_add_func ("/templates/elements/linear-code", test_linear_code);
  g_test_add_func ("/templates/elements/unreadable-code", test_unreadable_code);
  g_test_add_func ("/templates/elements/dashes-and-radial", test_dashes_and_radial);
  g_test_add_func ("/templates/elements/turned-artwork", test_turned_artwork);
  g_test_add_func ("/templates/elements/own-logo", test_own_logo);
  return g_test_run ();
}
