/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>
#include <string.h>

#include "app/base/error.h"
#include "fixture.h"
#include "templates/draw/face.h"

static cairo_surface_t *
render (CwFace     *face,
        CwFaceSide  side,
        CwFaceLayer layer,
        double      dpi)
{
  const CwFaceMedium medium = { .dpi = dpi, .layer = layer };
  g_autoptr (GError) error = NULL;
  cairo_surface_t *surface = cw_face_render (face, side, &medium, 0, 0, &error);

  g_assert_no_error (error);
  return surface;
}

/* Dots that an item may print on: the ink of a text, the box of everything else, and one more dot
 * on every side for what lies on the edge. */
static gboolean
item_covers (const CwItem *item,
             int           x,
             int           y,
             double        dpi)
{
  CwBox box = item->element->box;
  double scale = dpi / 25.4;

  if (item->text != NULL)
    {
      box = cw_text_block_get_fit (item->text)->ink;
      box.x += item->element->box.x;
      box.y += item->element->box.y;
    }
  return x >= floor (box.x * scale) - 1 && x <= ceil ((box.x + box.width) * scale) + 1 &&
         y >= floor (box.y * scale) - 1 && y <= ceil ((box.y + box.height) * scale) + 1;
}

static gboolean
resin_may_be_at (CwFace    *face,
                 CwFaceSide side,
                 int        x,
                 int        y,
                 double     dpi)
{
  for (guint i = 0; i < face->items[side]->len; i++)
    {
      const CwItem *item = g_ptr_array_index (face->items[side], i);

      if (item->element->layer == CW_LAYER_RESIN && item_covers (item, x, y, dpi))
        return TRUE;
    }
  return FALSE;
}

/* Resin dots are exactly black, nothing else is as dark as a driver may take for black, and the
 * layers together are the whole. */
static void
assert_layers (CwFace    *face,
               CwFaceSide side,
               double     dpi)
{
  g_autoptr (cairo_surface_t) all = render (face, side, CW_LAYER_ALL, dpi);
  g_autoptr (cairo_surface_t) colour = render (face, side, CW_LAYER_COLOUR, dpi);
  g_autoptr (cairo_surface_t) resin = render (face, side, CW_LAYER_RESIN, dpi);
  guint n_black = 0;

  for (int y = 0; y < cairo_image_surface_get_height (all); y++)
    for (int x = 0; x < cairo_image_surface_get_width (all); x++)
      {
        guint32 of_all = fixture_pixel (all, x, y);
        guint32 of_colour = fixture_pixel (colour, x, y);
        guint32 of_resin = fixture_pixel (resin, x, y);
        guint32 lightest = MAX (of_colour >> 16, MAX ((of_colour >> 8) & 0xff, of_colour & 0xff));

        if (of_resin != 0x000000 && of_resin != 0xffffff)
          g_error ("resin is grey at %d, %d: %06x", x, y, of_resin);
        if (of_resin == 0 && !resin_may_be_at (face, side, x, y, dpi))
          g_error ("resin at %d, %d, where no element of it lies", x, y);
        if (lightest < CW_LIFT_LEVEL)
          g_error ("the colour layer is black at %d, %d: %06x", x, y, of_colour);
        if (of_all != (of_resin == 0 ? 0 : of_colour))
          g_error ("the layers do not add up at %d, %d: %06x", x, y, of_all);
        n_black += of_resin == 0;
      }
  g_assert_cmpuint (n_black, >, 5000);
}

static void
test_layers (void)
{
  g_autoptr (CwTemplate) template = fixture_shipped ();
  g_autoptr (CwFace) face = fixture_face (template);

  assert_layers (face, CW_FACE_FRONT, 300);
  assert_layers (face, CW_FACE_BACK, 300);
  assert_layers (face, CW_FACE_FRONT, 600);
}

/* Black in artwork, colours and photos is lifted; black on the resin layer is not. */
static void
test_lifted (void)
{
  g_autoptr (CwTemplate) template = fixture_template_with (
    "{'type':'shape','id':'a','shape':'rect','x':0,'y':0,'width':20,'height':54,'fill':'#000000'},"
    "{'type':'shape','id':'b','shape':'rect','x':20,'y':0,'width':20,'height':54,'fill':'#000000','layer':'resin'},"
    "{'type':'photo','id':'p','x':40,'y':0,'width':40.5,'height':54,'tone':'greyscale'},"
    "{'type':'text','id':'t','x':1,'y':1,'width':18,'height':8,'size':12,'text':'LLL','layer':'colour','weight':900}");
  g_autoptr (CwFace) face = fixture_face (template);
  g_autoptr (cairo_surface_t) surface = render (face, CW_FACE_FRONT, CW_LAYER_ALL, 300);

  g_assert_cmphex (fixture_pixel (surface, 100, 300), ==, 0x040404);
  g_assert_cmphex (fixture_pixel (surface, 300, 300), ==, 0x000000);
  g_assert_cmphex (fixture_pixel (surface, 500, 20), ==, 0x040404);
  for (int y = 0; y < 638; y += 3)
    {
      guint32 pixel = fixture_pixel (surface, 900, y);

      g_assert_cmphex (pixel & 0xff, ==, pixel >> 16);
      g_assert_cmphex (pixel & 0xff, >=, CW_LIFT_LEVEL);
    }
}

/* Where the photo of the corner-black picture lies, no channel is below the level. */
static void
test_photo_channels (void)
{
  g_autoptr (CwTemplate) template = fixture_template_with ("{'type':'photo','id':'p','x':10,'y':5,'width':30,'height':40,'mask':'rounded','radius':3}");
  g_autoptr (CwFace) face = fixture_face (template);

  for (int dpi = 300; dpi <= 600; dpi += 300)
    {
      g_autoptr (cairo_surface_t) surface = render (face, CW_FACE_FRONT, CW_LAYER_ALL, dpi);

      for (int y = (int) (6 * dpi / 25.4); y < (int) (44 * dpi / 25.4); y++)
        for (int x = (int) (14 * dpi / 25.4); x < (int) (36 * dpi / 25.4); x++)
          {
            guint32 pixel = fixture_pixel (surface, x, y);

            g_assert_cmpuint (MIN (pixel >> 16, MIN ((pixel >> 8) & 0xff, pixel & 0xff)), >=, CW_LIFT_LEVEL);
          }
      /* the corner is round: the background shows */
      g_assert_cmphex (fixture_pixel (surface, (int) ceil (10.2 * dpi / 25.4), (int) ceil (5.2 * dpi / 25.4)), ==, 0x204060);
    }
}

static void
draw_on_magenta (CwFace             *face,
                 const CwFaceMedium *medium,
                 cairo_surface_t   **surface)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (cairo_t) cr = NULL;

  *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1011, 638);
  cr = cairo_create (*surface);
  cairo_set_source_rgb (cr, 1, 0, 1);
  cairo_paint (cr);
  cairo_scale (cr, 300 / 25.4, 300 / 25.4);
  cw_face_draw (face, cr, CW_FACE_FRONT, medium, &error);
  g_assert_no_error (error);
  cairo_surface_flush (*surface);
}

/* Nothing is printed in the hologram's zone, whatever lies there; on a screen its guide is. */
static void
test_hologram (void)
{
  static const char *const zones[] = {
    "{'type':'hologram','id':'h','x':50.03,'y':20.07,'width':20,'height':15}",
    "{'type':'hologram','id':'h','x':50.03,'y':20.07,'width':20,'height':15,'shape':'ellipse'}",
    "{'type':'hologram','id':'h','x':52.53,'y':17.57,'width':15,'height':20,'rotation':90}",
  };
  const CwFaceMedium media[] = { { .dpi = 300 }, { .dpi = 300, .layer = CW_LAYER_COLOUR }, { .dpi = 300, .layer = CW_LAYER_RESIN }, { .dpi = 300, .specimen = TRUE } };
  const CwFaceMedium screen = { .dpi = 300, .screen = TRUE };

  for (guint i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      g_autofree char *elements = g_strconcat (zones[i],
                                               ",{'type':'image','id':'i','x':-1,'y':-1,'width':87,'height':56,'asset':'front.svg'}"
                                               ",{'type':'photo','id':'p','x':40,'y':10,'width':30,'height':40}"
                                               ",{'type':'text','id':'t','x':45,'y':22,'width':35,'height':10,'size':24,'text':'{family_name}'}"
                                               ",{'type':'shape','id':'s','shape':'rect','x':45,'y':30,'width':35,'height':2,'fill':'#000000','layer':'resin'}",
                                               NULL);
      g_autoptr (CwTemplate) template = fixture_template_with (elements);
      g_autoptr (CwFace) face = fixture_face (template);
      g_autoptr (cairo_surface_t) shown = NULL;

      for (guint j = 0; j < G_N_ELEMENTS (media); j++)
        {
          g_autoptr (cairo_surface_t) surface = NULL;

          draw_on_magenta (face, &media[j], &surface);
          for (int y = 0; y < 638; y++)
            for (int x = 0; x < 1011; x++)
              {
                double dx = ((x + 0.5) * 25.4 / 300 - 60.03) / 10;
                double dy = ((y + 0.5) * 25.4 / 300 - 27.57) / 7.5;
                gboolean inside = i == 1 ? dx * dx + dy * dy < 0.98 : fabs (dx) < 1 && fabs (dy) < 1;

                if (inside && fixture_pixel (surface, x, y) != 0xff00ff)
                  g_error ("zone %u, medium %u: printed at %d, %d", i, j, x, y);
              }
          if (media[j].layer != CW_LAYER_RESIN)
            g_assert_cmphex (fixture_pixel (surface, 300, 300), !=, 0xff00ff);
        }
      draw_on_magenta (face, &screen, &shown);
      g_assert_cmphex (fixture_pixel (shown, 709, 326), !=, 0xff00ff);
    }
}

/* Finds the dark square of a lone code, checks that its modules are whole dots, all of one colour,
 * and that its quiet zone is white. */
static void
assert_whole_modules (cairo_surface_t *surface,
                      int              least_dots)
{
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  int left = width, top = height, right = -1, bottom = -1, dots = 0;
  guint n_dark = 0;

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      if (fixture_pixel (surface, x, y) == 0)
        {
          left = MIN (left, x);
          right = MAX (right, x);
          top = MIN (top, y);
          bottom = MAX (bottom, y);
        }
  g_assert_cmpint (right - left, ==, bottom - top);
  g_assert_cmpint ((right - left + 1) % CW_CODE_MODULES, ==, 0);
  dots = (right - left + 1) / CW_CODE_MODULES;
  g_assert_cmpint (dots, >=, least_dots);
  for (int y = -CW_CODE_QUIET * dots; y < (CW_CODE_MODULES + CW_CODE_QUIET) * dots; y++)
    for (int x = -CW_CODE_QUIET * dots; x < (CW_CODE_MODULES + CW_CODE_QUIET) * dots; x++)
      {
        gboolean quiet = x < 0 || y < 0 || x >= CW_CODE_MODULES * dots || y >= CW_CODE_MODULES * dots;
        guint32 pixel = fixture_pixel (surface, left + x, top + y);
        guint32 corner = quiet ? 0xffffff : fixture_pixel (surface, left + x / dots * dots, top + y / dots * dots);

        g_assert_cmphex (pixel, ==, corner);
        n_dark += pixel == 0;
      }
  /* about half of a QR symbol is dark */
  g_assert_cmpuint (n_dark, >, (guint) (350 * dots * dots));
}

static void
test_modules (void)
{
  static const char *const codes[] = {
    "{'type':'code','symbology':'qr','id':'c','x':30.123,'y':20.456,'width':15,'height':15}",
    "{'type':'code','symbology':'qr','id':'c','x':30.123,'y':20.456,'width':14,'height':25,'rotation':90}",
    "{'type':'code','symbology':'qr','id':'c','x':30.123,'y':20.456,'width':14,'height':14,'rotation':-180}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (CwTemplate) template = fixture_template_with (codes[i]);
      g_autoptr (CwFace) face = fixture_face (template);
      g_autoptr (cairo_surface_t) at_300 = render (face, CW_FACE_FRONT, CW_LAYER_ALL, 300);
      g_autoptr (cairo_surface_t) at_600 = render (face, CW_FACE_FRONT, CW_LAYER_ALL, 600);
      g_autoptr (cairo_surface_t) at_254 = render (face, CW_FACE_FRONT, CW_LAYER_ALL, 254);

      assert_whole_modules (at_300, 4);
      assert_whole_modules (at_600, 8);
      assert_whole_modules (at_254, 3);
    }
}

/* A portrait card is the landscape canvas with its top at the left. */
static void
test_portrait (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwTemplate) template = fixture_template (
    "{'cardwright_template':2,'name':'Test','card':'id-1','orientation':'portrait','fonts':['Inter'],'front':{'background':'#ffffff','elements':["
    "{'type':'shape','id':'s','shape':'rect','x':-1,'y':-1,'width':11,'height':6,'fill':'#ff0000'},"
    "{'type':'code','symbology':'qr','id':'c','x':20.3,'y':60.7,'width':14.2,'height':14.2}]}}",
    &error);
  g_autoptr (CwFace) face = NULL;
  g_autoptr (cairo_surface_t) surface = NULL;
  g_autoptr (GPtrArray) checks = NULL;

  g_assert_no_error (error);
  face = fixture_face (template);
  surface = render (face, CW_FACE_FRONT, CW_LAYER_ALL, 300);
  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 1011);
  g_assert_cmphex (fixture_pixel (surface, 20, 620), ==, 0xff0000);
  g_assert_cmphex (fixture_pixel (surface, 20, 500), ==, 0xffffff);
  g_assert_cmphex (fixture_pixel (surface, 70, 620), ==, 0xffffff);
  assert_whole_modules (surface, 4);
  checks = cw_face_check (face);
  g_assert_cmpuint (checks->len, ==, 0);
}

/* The design's bleed fills a canvas that is larger than the card; the card itself is not scaled. */
static void
test_canvas (void)
{
  g_autoptr (CwTemplate) template = fixture_template_with ("{'type':'shape','id':'s','shape':'rect','x':40,'y':20,'width':1,'height':1,'fill':'#ff0000'}");
  g_autoptr (CwFace) face = fixture_face (template);
  /* Evolis, Magicard, Zebra, Fargo and a retransfer printer, in dots at 300 dpi */
  static const guint canvases[][2] = { { 1016, 648 }, { 1016, 642 }, { 1006, 640 }, { 1008, 633 }, { 1035, 661 } };
  const CwFaceMedium medium = { .dpi = 300 };
  g_autoptr (cairo_surface_t) trim = render (face, CW_FACE_FRONT, CW_LAYER_ALL, 300);

  for (guint i = 0; i < G_N_ELEMENTS (canvases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (cairo_surface_t) surface = cw_face_render (face, CW_FACE_FRONT, &medium, canvases[i][0], canvases[i][1], &error);
      int shift_x = (int) floor (((double) canvases[i][0] - 1011) / 2);
      int shift_y = (int) floor (((double) canvases[i][1] - 638) / 2);

      g_assert_no_error (error);
      g_assert_cmphex (fixture_pixel (surface, 0, 0), ==, 0x204060);
      g_assert_cmphex (fixture_pixel (surface, (int) canvases[i][0] - 1, (int) canvases[i][1] - 1), ==, 0x204060);
      for (int y = 230; y < 255; y++)
        for (int x = 465; x < 490; x++)
          g_assert_cmphex (fixture_pixel (surface, x + shift_x, y + shift_y), ==, fixture_pixel (trim, x, y));
    }
}

static void
test_specimen (void)
{
  g_autoptr (CwTemplate) template = fixture_shipped ();
  g_autoptr (CwFace) face = fixture_face (template);
  const CwFaceMedium specimen = { .dpi = 300, .specimen = TRUE };
  const CwFaceMedium resin = { .dpi = 300, .specimen = TRUE, .layer = CW_LAYER_RESIN };

  for (guint side = 0; side < 2; side++)
    {
      g_autoptr (cairo_surface_t) plain = render (face, (CwFaceSide) side, CW_LAYER_ALL, 300);
      g_autoptr (cairo_surface_t) marked = cw_face_render (face, (CwFaceSide) side, &specimen, 0, 0, NULL);
      g_autoptr (cairo_surface_t) plain_resin = render (face, (CwFaceSide) side, CW_LAYER_RESIN, 300);
      g_autoptr (cairo_surface_t) marked_resin = cw_face_render (face, (CwFaceSide) side, &resin, 0, 0, NULL);
      guint n_marked = 0;

      for (int y = 0; y < 638; y++)
        for (int x = 0; x < 1011; x++)
          {
            gboolean differs = fixture_pixel (plain, x, y) != fixture_pixel (marked, x, y);

            g_assert_cmphex (fixture_pixel (plain_resin, x, y), ==, fixture_pixel (marked_resin, x, y));
            n_marked += differs;
            for (guint i = 0; differs && i < face->items[side]->len; i++)
              {
                const CwItem *item = g_ptr_array_index (face->items[side], i);
                const CwBox *box = &item->element->box;

                g_assert_false (item->code != NULL && x * 25.4 / 300 > box->x && (x + 1) * 25.4 / 300 < box->x + box->width &&
                                y * 25.4 / 300 > box->y && (y + 1) * 25.4 / 300 < box->y + box->height);
              }
          }
      g_assert_cmpuint (n_marked, >, 20000);
    }
}

static gpointer
digest_thread (gpointer data)
{
  g_autoptr (CwFace) face = fixture_face (data);

  return cw_face_digest (face, NULL);
}

/* The same record gives the same dots, on every thread at once; another record gives others. */
static void
test_digest (void)
{
  g_autoptr (CwTemplate) template = fixture_shipped ();
  g_autoptr (CwFace) face = fixture_face (template);
  g_autofree char *first = cw_face_digest (face, NULL);
  g_autofree char *again = cw_face_digest (face, NULL);
  g_autofree char *other = NULL;
  g_autoptr (CwRecord) record = fixture_record ();
  g_autoptr (GBytes) photo = fixture_photo ();
  g_autoptr (CwFace) changed = NULL;
  GThread *threads[4] = { NULL };

  g_assert_cmpuint (strlen (first), ==, 64);
  g_assert_cmpstr (first, ==, again);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("digest", digest_thread, template);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autofree char *digest = g_thread_join (threads[i]);

      g_assert_cmpstr (digest, ==, first);
    }
  g_assert_true (cw_record_set (record, "number", "LF23002", NULL));
  changed = cw_face_new (template, record, photo, NULL);
  other = cw_face_digest (changed, NULL);
  g_assert_cmpstr (other, !=, first);
}

/* A face drawn on another thread than the one that laid it out, by way of a recording that outlives
 * both face and template, as a desk does. */
static void
test_recording (void)
{
  CwTemplate *template = fixture_template_with (
    "{'type':'image','id':'i','x':-1,'y':-1,'width':87,'height':56,'asset':'front.svg'},"
    "{'type':'photo','id':'p','x':40,'y':10,'width':30,'height':40},"
    "{'type':'text','id':'t','x':45,'y':22,'width':35,'height':10,'size':24,'text':'{family_name}'}");
  CwFace *face = fixture_face (template);
  const CwFaceMedium screen = { .dpi = 96, .screen = TRUE };
  g_autoptr (cairo_surface_t) recording = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  g_autoptr (cairo_surface_t) image = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 320, 204);
  g_autoptr (cairo_t) cr = cairo_create (recording);
  g_autoptr (cairo_t) to_image = cairo_create (image);

  cairo_scale (cr, 96 / 25.4, 96 / 25.4);
  g_assert_true (cw_face_draw (face, cr, CW_FACE_FRONT, &screen, NULL));
  cw_face_unref (face);
  cw_template_unref (template);
  cairo_set_source_surface (to_image, recording, 0, 0);
  cairo_paint (to_image);
  cairo_surface_flush (image);
  g_assert_cmpint (cairo_surface_status (image), ==, CAIRO_STATUS_SUCCESS);
  g_assert_cmphex (fixture_pixel (image, 30, 190) >> 8 & 0xff, >, fixture_pixel (image, 30, 190) & 0xff);
}

static void
test_refused (void)
{
  g_autoptr (CwTemplate) template = fixture_template_with ("");
  g_autoptr (CwFace) face = fixture_face (template);
  const CwFaceMedium medium = { .dpi = 300 };
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_face_render (face, CW_FACE_BACK, &medium, 0, 0, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (cw_face_render (face, CW_FACE_FRONT, &medium, 100000, 100000, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/templates/draw/layers", test_layers);
  g_test_add_func ("/templates/draw/lifted", test_lifted);
  g_test_add_func ("/templates/draw/photo-channels", test_photo_channels);
  g_test_add_func ("/templates/draw/hologram", test_hologram);
  g_test_add_func ("/templates/draw/modules", test_modules);
  g_test_add_func ("/templates/draw/portrait", test_portrait);
  g_test_add_func ("/templates/draw/canvas", test_canvas);
  g_test_add_func ("/templates/draw/specimen", test_specimen);
  g_test_add_func ("/templates/draw/digest", test_digest);
  g_test_add_func ("/templates/draw/recording", test_recording);
  g_test_add_func ("/templates/draw/refused", test_refused);
  return g_test_run ();
}
