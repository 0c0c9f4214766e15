/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-test"

#include "config.h"

#include <adwaita.h>

#include "printers/printer.h"

/* The drawings of what to do to a printer are in the program, and GTK paints them in whatever colour
 * the text has: light, dark and high contrast. */

#define SIZE 96

/* Opaque pixels that have not that colour. @pixels: BGRA, as cairo has it on the little end */
static guint
count_strays (const guint32 *pixels,
              guint32        wanted,
              guint         *inked)
{
  guint strays = 0;

  for (guint i = 0; i < SIZE * SIZE; i++)
    if (pixels[i] >> 24 == 255)
      {
        *inked += 1;
        strays += pixels[i] != wanted;
      }
  return strays;
}

static void
assert_painted (GtkIconPaintable *icon,
                const GdkRGBA    *colour,
                guint32           wanted)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GskRenderer) renderer = gsk_cairo_renderer_new ();
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GskRenderNode) node = NULL;
  g_autofree guint32 *pixels = g_new0 (guint32, SIZE * SIZE);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  guint inked = 0;

  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, SIZE, SIZE, colour, 1);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_true (gsk_renderer_realize (renderer, NULL, &error));
  g_assert_no_error (error);
  texture = gsk_renderer_render_texture (renderer, node, &GRAPHENE_RECT_INIT (0, 0, SIZE, SIZE));
  gdk_texture_download (texture, (guchar *) pixels, SIZE * sizeof (guint32));
  g_assert_cmpuint (count_strays (pixels, wanted, &inked), ==, 0);
  g_assert_cmpuint (inked, >, SIZE * SIZE / 16);
  gsk_renderer_unrealize (renderer);
}

static void
test_drawings_colour (void)
{
  static const GdkRGBA white = { 1, 1, 1, 1 }, black = { 0, 0, 0, 1 }, red = { 1, 0, 0, 1 };
  g_autoptr (GtkIconTheme) theme = gtk_icon_theme_new ();
  guint found = 0;

  gtk_icon_theme_set_theme_name (theme, "Adwaita");
  gtk_icon_theme_add_resource_path (theme, "/org/cardwright/drawings");
  for (guint bit = 0; bit < 31; bit++)
    {
      const CwReasonText *text = cw_printer_reason_describe ((CwPrinterReason) (1u << bit));
      g_autoptr (GtkIconPaintable) icon = NULL;
      g_autofree char *name = NULL;

      if (text == NULL || text->drawing == NULL)
        continue;
      name = g_strconcat (text->drawing, "-symbolic", NULL);
      g_test_message ("%s", name);
      g_assert_true (gtk_icon_theme_has_icon (theme, name));
      icon = gtk_icon_theme_lookup_icon (theme, name, NULL, SIZE, 1, GTK_TEXT_DIR_LTR, GTK_ICON_LOOKUP_PRELOAD);
      g_assert_true (gtk_icon_paintable_is_symbolic (icon));
      assert_painted (icon, &white, 0xffffffff);
      assert_painted (icon, &black, 0xff000000);
      assert_painted (icon, &red, 0xffff0000);
      found++;
    }
  g_assert_cmpuint (found, >=, 10);
}

int
main (int   argc,
      char *argv[])
{
  /* with-display.sh gives the test its folders */
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/ui/drawings/colour", test_drawings_colour);

  return g_test_run ();
}
