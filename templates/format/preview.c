/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/format/preview.h"

#include <math.h>

#include "templates/format/model.h"
#include "templates/output/png.h"

/* Owns the picture by which a person knows a template before anybody's record is in it. Any thread. */

/* Dots of the stand-in for a photo, 3 : 4 as portraits are taken. Across the whole width of a card
 * they are 356 an inch, so that no check finds the stand-in itself too coarse. */
#define PHOTO_WIDTH 1200
#define PHOTO_HEIGHT 1600

static GBytes *
encode (cairo_surface_t *surface,
        double           dpi,
        GError         **error)
{
  GByteArray *png = cw_png_encode (surface, dpi, error);

  return png != NULL ? g_byte_array_free_to_bytes (png) : NULL;
}

GBytes *
cw_preview_make_photo (GError **error)
{
  g_autoptr (cairo_surface_t) surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, PHOTO_WIDTH, PHOTO_HEIGHT);
  g_autoptr (cairo_t) cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 0.91, 0.93, 0.92);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 0.79, 0.82, 0.81);
  cairo_arc (cr, PHOTO_WIDTH / 2.0, PHOTO_HEIGHT * 0.40, PHOTO_WIDTH * 0.20, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_arc (cr, PHOTO_WIDTH / 2.0, PHOTO_HEIGHT * 1.02, PHOTO_WIDTH * 0.38, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_surface_flush (surface);
  return encode (surface, 300, error);
}

GBytes *
cw_preview_draw (CwTemplate *template,
                 GError    **error)
{
  const double scale = CW_PREVIEW_WIDTH / cw_template_get_width (template);
  const CwFaceMedium medium = { .dpi = scale * 25.4, .layer = CW_LAYER_ALL, .screen = TRUE };
  g_autoptr (GBytes) photo = cw_preview_make_photo (error);
  g_autoptr (CwFace) face = photo != NULL ? cw_face_new (template, cw_template_get_sample (template), photo, error) : NULL;
  g_autoptr (cairo_surface_t) surface = NULL;
  g_autoptr (cairo_t) cr = NULL;

  if (face == NULL)
    return NULL;
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, CW_PREVIEW_WIDTH, (int) lround (cw_template_get_height (template) * scale));
  cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, scale, scale);
  /* a portrait card is drawn lying on its side; here it stands */
  if (template->portrait)
    cairo_transform (cr, &(cairo_matrix_t) { .xx = 0, .yx = 1, .xy = -1, .yy = 0, .x0 = CW_CARD_HEIGHT_MM });
  if (!cw_face_draw (face, cr, CW_FACE_FRONT, &medium, error))
    return NULL;
  cairo_surface_flush (surface);
  return encode (surface, medium.dpi, error);
}
