/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The least that a card costs, on one thread and without any of this program's own code:
 *   bare-loop FOLDER COUNT
 * a JPEG decoded at the scale of its place, a gradient, the photo laid on it, a QR code, and twelve
 * lines of text by Pango, on one face of 1011 x 638 dots. Prints the seconds. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>
#include <jpeglib.h>
#include <pango/pangocairo.h>
#include <qrencode.h>

#define WIDTH 1011
#define HEIGHT 638
#define N_LINES 12

typedef struct
{
  const char  *folder;
  char       **records;
  guint        n_records;
  PangoLayout *layout;
} CwLoop;

static cairo_surface_t *
decode (const char *path)
{
  struct jpeg_decompress_struct jpeg = { 0 };
  struct jpeg_error_mgr errors;
  g_autofree char *data = NULL;
  gsize length = 0;
  cairo_surface_t *surface = NULL;

  if (!g_file_get_contents (path, &data, &length, NULL))
    g_error ("%s cannot be read", path);
  jpeg.err = jpeg_std_error (&errors);
  jpeg_create_decompress (&jpeg);
  jpeg_mem_src (&jpeg, (const unsigned char *) data, length);
  jpeg_read_header (&jpeg, TRUE);
  jpeg.scale_num = 1;
  jpeg.scale_denom = 4; /* 1200 x 1600 to 300 x 400, for 283 x 378 dots */
  jpeg.out_color_space = JCS_EXT_BGRX;
  jpeg_start_decompress (&jpeg);
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) jpeg.output_width, (int) jpeg.output_height);
  while (jpeg.output_scanline < jpeg.output_height)
    {
      JSAMPROW row = cairo_image_surface_get_data (surface) + (gsize) jpeg.output_scanline * (gsize) cairo_image_surface_get_stride (surface);

      jpeg_read_scanlines (&jpeg, &row, 1);
    }
  jpeg_finish_decompress (&jpeg);
  jpeg_destroy_decompress (&jpeg);
  cairo_surface_mark_dirty (surface);
  return surface;
}

static void
paint_photo (cairo_t    *cr,
             const char *path)
{
  cairo_surface_t *photo = decode (path);

  cairo_save (cr);
  cairo_translate (cr, 59, 59);
  cairo_scale (cr, 283.0 / 300, 378.0 / 400);
  cairo_set_source_surface (cr, photo, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_GOOD);
  cairo_paint (cr);
  cairo_restore (cr);
  cairo_surface_destroy (photo);
}

static void
paint_code (cairo_t    *cr,
            const char *text)
{
  QRcode *code = QRcode_encodeString (text, 4, QR_ECLEVEL_M, QR_MODE_8, 1);

  cairo_set_source_rgb (cr, 0, 0, 0);
  for (int y = 0; y < code->width; y++)
    for (int x = 0; x < code->width; x++)
      if (code->data[y * code->width + x] & 1)
        cairo_rectangle (cr, 700 + 4 * x, 450 + 4 * y, 4, 4);
  cairo_fill (cr);
  QRcode_free (code);
}

static void
make_card (const CwLoop *loop,
           guint         number)
{
  g_auto (GStrv) columns = g_strsplit (loop->records[number % loop->n_records], "\t", -1);
  g_autofree char *path = g_build_filename (loop->folder, columns[6], NULL);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  cairo_pattern_t *gradient = cairo_pattern_create_linear (0, 0, WIDTH, HEIGHT);

  cairo_pattern_add_color_stop_rgb (gradient, 0, 0.06, 0.29, 0.22);
  cairo_pattern_add_color_stop_rgb (gradient, 1, 0.84, 0.93, 0.87);
  cairo_set_source (cr, gradient);
  cairo_paint (cr);
  cairo_pattern_destroy (gradient);
  paint_photo (cr, path);
  paint_code (cr, columns[5]);
  for (int i = 0; i < N_LINES; i++)
    {
      g_autofree char *text = g_strdup_printf ("%s %s", columns[i % 5], columns[(i + 1) % 4]);

      pango_layout_set_text (loop->layout, text, -1);
      cairo_move_to (cr, 480, 60 + 32 * i);
      pango_cairo_show_layout (cr, loop->layout);
    }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *path = argc == 3 ? g_build_filename (argv[1], "records.tsv", NULL) : NULL;
  g_autofree char *records = NULL;
  g_auto (GStrv) lines = NULL;
  CwLoop loop = { 0 };
  PangoContext *context = NULL;
  PangoFontDescription *font = NULL;
  gint64 start = 0;

  if (argc != 3 || !g_file_get_contents (path, &records, NULL, NULL))
    {
      fprintf (stderr, "bare-loop FOLDER COUNT\n");
      return EXIT_FAILURE;
    }
  lines = g_strsplit (g_strchomp (records), "\n", -1);
  loop.folder = argv[1];
  loop.records = lines + 1;
  loop.n_records = g_strv_length (lines) - 1;
  start = g_get_monotonic_time ();
  context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  font = pango_font_description_from_string ("Inter 24px");
  loop.layout = pango_layout_new (context);
  pango_layout_set_font_description (loop.layout, font);
  for (int i = 0; i < atoi (argv[2]); i++)
    make_card (&loop, (guint) i);
  printf ("seconds %.6f s\n", (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  pango_font_description_free (font);
  g_object_unref (loop.layout);
  g_object_unref (context);
  return EXIT_SUCCESS;
}
