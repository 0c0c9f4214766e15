/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-test"

#include "config.h"

#include <glib/gstdio.h>
#include <gtk/gtk.h>

#include "templates/codes/code.h"
#include "tests/ui/support.h"
#include "ui/scanner.h"

/* A code that the project's own code draws, held before a camera that shows one picture for ever. */

typedef struct
{
  const char *name;
  CwSymbology symbology;
  const char *text;
  gboolean    read; /* FALSE: it is not to be */
} Sample;

static void
draw_code (const Sample *sample,
           const char   *path)
{
  const CwCodeSpec spec = { .symbology = sample->symbology, .level = sample->symbology == CW_SYMBOLOGY_QR ? 1 : 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCode) code = cw_code_new (&spec, sample->text, &error);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 800, 480);
  cairo_t *cr = cairo_create (surface);
  gboolean linear;
  int width = 0, height = 0;

  g_assert_no_error (error);
  cw_code_get_size (code, &width, &height);
  linear = cw_code_is_linear (code);
  cairo_set_source_rgb (cr, 0.9, 0.9, 0.85);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 0.1, 0.1, 0.15);
  for (int y = 0; y < (linear ? 1 : height); y++)
    for (int x = 0; x < width; x++)
      if (cw_code_get_module (code, x, y))
        cairo_rectangle (cr, 100 + 3 * x, 100 + 3 * y, 3, linear ? 150 : 3);
  cairo_fill (cr);
  cairo_destroy (cr);
  g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
}

static void
scanned_cb (GPtrArray  *texts,
            const char *text)
{
  g_ptr_array_add (texts, g_strdup (text));
}

static gboolean
has_one (gpointer data)
{
  return ((GPtrArray *) data)->len > 0;
}

static void
painted_cb (guint *n_pictures)
{
  (*n_pictures)++;
}

static gboolean
has_many (gpointer data)
{
  return *(guint *) data >= 40;
}

/* The picture stays before the camera for forty more frames: one code, said once. */
static void
hold_up (const Sample *sample)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *scanner = cw_scanner_new ();
  GdkPaintable *camera = gtk_picture_get_paintable (GTK_PICTURE (cw_test_find (scanner, GTK_TYPE_PICTURE)));
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  gulong painting;
  guint n_pictures = 0;

  g_signal_connect_swapped (scanner, "scanned", G_CALLBACK (scanned_cb), texts);
  painting = g_signal_connect_swapped (camera, "invalidate-contents", G_CALLBACK (painted_cb), &n_pictures);
  gtk_window_set_child (GTK_WINDOW (window), scanner);
  gtk_window_present (GTK_WINDOW (window));
  if (sample->read)
    cw_test_wait (has_one, texts);
  cw_test_wait (has_many, &n_pictures);
  g_assert_cmpuint (texts->len, ==, sample->read ? 1 : 0);
  if (sample->read)
    {
      g_assert_cmpstr (g_ptr_array_index (texts, 0), ==, sample->text);
      g_assert_cmpstr (cw_scanner_get_status (CW_SCANNER (scanner)), ==, "A code was read.");
    }
  else
    {
      g_assert_true (g_str_has_prefix (cw_scanner_get_status (CW_SCANNER (scanner)), "Hold the code"));
    }

  /* out of sight it lets go of the camera */
  gtk_widget_set_visible (scanner, FALSE);
  g_assert_cmpint (gdk_paintable_get_intrinsic_width (camera), ==, 0);
  g_signal_handler_disconnect (camera, painting);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_code (gconstpointer data)
{
  const Sample *sample = data;

  if (g_test_subprocess ())
    {
      g_autofree char *folder = g_dir_make_tmp ("cardwright-scanner-XXXXXX", NULL);
      g_autofree char *path = g_build_filename (folder, "code.png", NULL);
      g_autofree char *pipeline = g_strdup_printf ("filesrc location=%s ! pngdec ! imagefreeze is-live=true", path);

      draw_code (sample, path);
      g_setenv ("CARDWRIGHT_CAMERA_PIPELINE", pipeline, TRUE);
      hold_up (sample);
      cw_test_remove_tree (folder);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

int
main (int   argc,
      char *argv[])
{
  static const Sample samples[] = {
    { "/scanner/qr", CW_SYMBOLOGY_QR, "https://s.esc-r.eu/86ba2d2e-5a7e-103d-91a1-999897539001", TRUE },
    { "/scanner/qr-names", CW_SYMBOLOGY_QR, "Šķēle-Kirsone, Anžela", TRUE },
    { "/scanner/code128", CW_SYMBOLOGY_CODE128, "LF23001", TRUE },
    { "/scanner/code39", CW_SYMBOLOGY_CODE39, "LF23001", TRUE },
    { "/scanner/ean13", CW_SYMBOLOGY_EAN13, "5901234123457", TRUE },
    { "/scanner/itf-is-not-read", CW_SYMBOLOGY_ITF, "15400141288763", FALSE },
  };

  gtk_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    g_test_add_data_func (samples[i].name, &samples[i], test_code);

  return g_test_run ();
}
