/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-test"

#include "config.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

#include "printers/printer.h"

/* Every icon is drawn by the same library that will draw it on the desktop, and has ink. */

typedef struct
{
  const char *path;
  int         size; /* the grid that it is drawn on */
} Icon;

static const Icon icons[] = {
  { "data/icons/hicolor/scalable/apps/org.cardwright.Cardwright.svg", 128 },
  { "data/icons/hicolor/symbolic/apps/org.cardwright.Cardwright-symbolic.svg", 16 },
  { "ui/icons/cw-chip-symbolic.svg", 16 },
  { "ui/icons/cw-hand-over-symbolic.svg", 16 },
  { "ui/icons/cw-layout-symbolic.svg", 16 },
  { "ui/icons/cw-register-symbolic.svg", 16 },
};

static guint
count_ink (GdkPixbuf *pixbuf)
{
  const guint8 *pixels = gdk_pixbuf_read_pixels (pixbuf);
  int stride = gdk_pixbuf_get_rowstride (pixbuf);
  guint inked = 0;

  g_assert_true (gdk_pixbuf_get_has_alpha (pixbuf));
  for (int y = 0; y < gdk_pixbuf_get_height (pixbuf); y++)
    for (int x = 0; x < gdk_pixbuf_get_width (pixbuf); x++)
      inked += pixels[y * stride + x * 4 + 3] > 127;

  return inked;
}

static void
test_icons_draw (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (icons); i++)
    {
      g_autofree char *path = g_build_filename (g_getenv ("CW_SOURCE_ROOT"), icons[i].path, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new_from_file (path, &error);
      guint area = icons[i].size * icons[i].size;

      g_assert_no_error (error);
      g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), ==, icons[i].size);
      g_assert_cmpint (gdk_pixbuf_get_height (pixbuf), ==, icons[i].size);
      g_assert_cmpuint (count_ink (pixbuf), >, area / 8);
      g_assert_cmpuint (count_ink (pixbuf), <, area);
    }
}

/* GTK recolours fills and ignores strokes: a stroke in a symbolic icon would not be seen. */
static void
test_icons_symbolic_fill (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (icons); i++)
    {
      g_autofree char *path = g_build_filename (g_getenv ("CW_SOURCE_ROOT"), icons[i].path, NULL);
      g_autofree char *svg = NULL;
      g_autoptr (GError) error = NULL;

      g_file_get_contents (path, &svg, NULL, &error);
      g_assert_no_error (error);
      if (g_str_has_suffix (path, "-symbolic.svg"))
        g_assert_null (strstr (svg, "stroke"));
      g_assert_nonnull (strstr (svg, "SPDX-License-Identifier"));
    }
}

/* Whatever drawing a reason of a printer names is there, at both sizes that the desk shows, with a
 * ink of a line drawing, and is recoloured as icons are. */
static void
test_icons_drawings (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint bit = 0; bit < 31; bit++)
    {
      const CwReasonText *text = cw_printer_reason_describe ((CwPrinterReason) (1u << bit));

      if (text != NULL && text->drawing != NULL)
        g_hash_table_add (names, (gpointer) text->drawing);
    }
  g_assert_cmpuint (g_hash_table_size (names), ==, 10);
  for (guint size = 96; size <= 192; size *= 2)
    {
      GHashTableIter iter;
      gpointer name;

      g_hash_table_iter_init (&iter, names);
      while (g_hash_table_iter_next (&iter, &name, NULL))
        {
          g_autofree char *file = g_strconcat (name, "-symbolic.svg", NULL);
          g_autofree char *path = g_build_filename (g_getenv ("CW_SOURCE_ROOT"), "data", "drawings", file, NULL);
          g_autofree char *svg = NULL;
          g_autoptr (GError) error = NULL;
          g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new_from_file_at_size (path, (int) size, (int) size, &error);

          g_assert_no_error (error);
          g_test_message ("%s: %u of %u", file, count_ink (pixbuf), size * size);
          g_assert_cmpuint (count_ink (pixbuf), >, size * size / 12);
          g_assert_cmpuint (count_ink (pixbuf), <, size * size / 4);
          g_file_get_contents (path, &svg, NULL, &error);
          g_assert_no_error (error);
          g_assert_null (strstr (svg, "stroke"));
          g_assert_null (strstr (svg, "<text"));
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  /* not isolated: gdk-pixbuf tells SVG by the MIME database of the system's data folders */
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/data/icons/draw", test_icons_draw);
  g_test_add_func ("/data/icons/drawings", test_icons_drawings);
  g_test_add_func ("/data/icons/symbolic-fill", test_icons_symbolic_fill);

  return g_test_run ();
}
