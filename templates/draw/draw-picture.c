/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/draw/face.h"

#include <math.h>

#include "templates/pictures/halftone.h"
#include "templates/pictures/scale.h"
#include "templates/draw/shape.h"

/* Owns drawing photos and artwork: as dye, as dots of resin, on a screen, into a document. One
 * thread at a time for one face. */

/* A photo in a PDF has no more dots than the finest card printers; more only makes jobs slow. */
#define VECTOR_PHOTO_DPI 600.0

/* Dots of resin in a document are those of the usual card printer. */
#define VECTOR_DOTS_DPI 300.0

/* What cw_raster_paint() is given: a photo and the face it is of. */
typedef struct
{
  CwItem *item;
  CwFace *face;
} CwPhotoJob;

/* The photo's part that fills the box around the focal point, whatever the photo's shape; @scale
 * becomes mm a pixel. */
static CwBox
photo_part (const CwElement *element,
            cairo_surface_t *photo,
            double          *scale)
{
  const CwBox *box = &element->box;
  const CwPhotoSpec *spec = &element->photo;
  double width = cairo_image_surface_get_width (photo);
  double height = cairo_image_surface_get_height (photo);
  CwBox part = { 0 };

  *scale = MAX (box->width / width, box->height / height);
  part.width = box->width / *scale;
  part.height = box->height / *scale;
  part.x = CLAMP (spec->focal_x * width - part.width / 2, 0, MAX (0, width - part.width));
  part.y = CLAMP (spec->focal_y * height - part.height / 2, 0, MAX (0, height - part.height));
  return part;
}

/* Through Cairo: for a screen, and for boxes that are turned. */
static void
paint_photo_filtered (cairo_t         *cr,
                      const CwElement *element,
                      cairo_surface_t *photo,
                      cairo_filter_t   filter)
{
  const CwBox *box = &element->box;
  double scale = 1;
  CwBox part = photo_part (element, photo, &scale);

  cairo_save (cr);
  cairo_rectangle (cr, box->x, box->y, box->width, box->height);
  cairo_clip (cr);
  cairo_translate (cr, box->x, box->y);
  cairo_scale (cr, scale, scale);
  cairo_translate (cr, -part.x, -part.y);
  cairo_set_source_surface (cr, photo, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), filter);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_paint (cr);
  cairo_restore (cr);
}

/* Onto every dot that the box touches, so that its edges are as sharp as the clip makes them. */
static void
paint_photo_resampled (cairo_t         *cr,
                       const CwElement *element,
                       cairo_surface_t *photo)
{
  const CwBox *box = &element->box;
  double scale = 1;
  CwBox part = photo_part (element, photo, &scale);
  g_autoptr (cairo_surface_t) dots = NULL;
  cairo_matrix_t matrix;
  double left = box->x;
  double top = box->y;
  double right = box->x + box->width;
  double bottom = box->y + box->height;
  int width = 0;
  int height = 0;

  cairo_get_matrix (cr, &matrix);
  cairo_user_to_device (cr, &left, &top);
  cairo_user_to_device (cr, &right, &bottom);
  width = MAX (1, (int) (ceil (right - 1e-6) - floor (left + 1e-6)));
  height = MAX (1, (int) (ceil (bottom - 1e-6) - floor (top + 1e-6)));
  part.x -= (left - floor (left + 1e-6)) / (matrix.xx * scale);
  part.y -= (top - floor (top + 1e-6)) / (matrix.yy * scale);
  part.width = width / (matrix.xx * scale);
  part.height = height / (matrix.yy * scale);
  dots = cw_surface_resample (photo, &part, width, height);
  cairo_save (cr);
  cairo_rectangle (cr, box->x, box->y, box->width, box->height);
  cairo_clip (cr);
  cairo_identity_matrix (cr);
  cairo_set_source_surface (cr, dots, floor (left + 1e-6), floor (top + 1e-6));
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_restore (cr);
}

static void
mask_path (cairo_t         *cr,
           const CwElement *element)
{
  switch (element->photo.mask)
    {
    case CW_MASK_RECT:
      cairo_rectangle (cr, element->box.x, element->box.y, element->box.width, element->box.height);
      break;
    case CW_MASK_ROUNDED:
      cw_shape_rounded_path (cr, &element->box, element->photo.radius);
      break;
    case CW_MASK_OVAL:
      cw_shape_ellipse_path (cr, &element->box);
      break;
    }
}

static double
matrix_get_scale (const cairo_matrix_t *matrix)
{
  return MAX (hypot (matrix->xx, matrix->yx), hypot (matrix->xy, matrix->yy));
}

/* The photo in its mask, at the dots of @cr. */
static void
paint_photo_for_print (cairo_t      *cr,
                       gconstpointer data)
{
  const CwPhotoJob *job = data;
  const CwElement *element = job->item->element;
  cairo_surface_t *photo = NULL;
  cairo_matrix_t matrix;

  cairo_get_matrix (cr, &matrix);
  photo = cw_item_get_photo (job->item, job->face, matrix_get_scale (&matrix));
  if (element->photo.opacity < 1)
    cairo_push_group (cr);
  mask_path (cr, element);
  cairo_clip (cr);
  if (matrix.xy == 0 && matrix.yx == 0 && matrix.xx > 0 && matrix.yy > 0)
    paint_photo_resampled (cr, element, photo);
  else
    paint_photo_filtered (cr, element, photo, CAIRO_FILTER_BEST);
  if (element->photo.opacity >= 1)
    return;
  cairo_pop_group_to_source (cr);
  cairo_paint_with_alpha (cr, element->photo.opacity);
}

static void
paint_photo_for_screen (cairo_t      *cr,
                        gconstpointer data)
{
  const CwPhotoJob *job = data;
  const CwElement *element = job->item->element;
  cairo_surface_t *photo = cw_item_get_photo (job->item, job->face, 0);

  if (element->photo.opacity < 1)
    cairo_push_group (cr);
  mask_path (cr, element);
  cairo_clip (cr);
  paint_photo_filtered (cr, element, photo, CAIRO_FILTER_GOOD);
  if (element->photo.opacity >= 1)
    return;
  cairo_pop_group_to_source (cr);
  cairo_paint_with_alpha (cr, element->photo.opacity);
}

/* A picture on white that covers the dots of @box at @matrix; @matrix then leads to it. */
static cairo_surface_t *
picture_new (const CwBox    *box,
             cairo_matrix_t *matrix,
             double         *left,
             double         *top)
{
  double right = 0;
  double bottom = 0;
  cairo_surface_t *picture = NULL;
  g_autoptr (cairo_t) cr = NULL;

  for (int i = 0; i < 4; i++)
    {
      double x = box->x + (i & 1 ? box->width : 0);
      double y = box->y + (i & 2 ? box->height : 0);

      cairo_matrix_transform_point (matrix, &x, &y);
      *left = i == 0 ? x : MIN (*left, x);
      *top = i == 0 ? y : MIN (*top, y);
      right = i == 0 ? x : MAX (right, x);
      bottom = i == 0 ? y : MAX (bottom, y);
    }
  *left = floor (*left + 1e-6);
  *top = floor (*top + 1e-6);
  matrix->x0 -= *left;
  matrix->y0 -= *top;
  picture = cairo_image_surface_create (CAIRO_FORMAT_RGB24, MAX (1, (int) (ceil (right - 1e-6) - *left)), MAX (1, (int) (ceil (bottom - 1e-6) - *top)));
  cr = cairo_create (picture);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  return picture;
}

/* Paints with @paint in dots of resin: black where one belongs, nothing elsewhere. The dots are those
 * of @cr, or with @dpi those of a printer laid over its space. */
static void
paint_dots (cairo_t      *cr,
            const CwBox  *box,
            double        dpi,
            gboolean      threshold,
            CwRasterPaint paint,
            gconstpointer data)
{
  g_autoptr (cairo_surface_t) picture = NULL;
  g_autoptr (cairo_surface_t) dots = NULL;
  g_autoptr (cairo_pattern_t) pattern = NULL;
  g_autoptr (cairo_t) inner = NULL;
  cairo_matrix_t matrix;
  double left = 0;
  double top = 0;

  cairo_get_matrix (cr, &matrix);
  if (dpi > 0)
    cairo_matrix_init_scale (&matrix, dpi / 25.4, dpi / 25.4);
  picture = picture_new (box, &matrix, &left, &top);
  inner = cairo_create (picture);
  cairo_set_matrix (inner, &matrix);
  paint (inner, data);
  dots = cw_surface_halftone (picture, threshold);
  pattern = cairo_pattern_create_for_surface (dots);
  cairo_pattern_set_filter (pattern, CAIRO_FILTER_NEAREST);
  cairo_save (cr);
  if (dpi > 0)
    cairo_scale (cr, 25.4 / dpi, 25.4 / dpi);
  else
    cairo_identity_matrix (cr);
  cairo_translate (cr, left, top);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_mask (cr, pattern);
  cairo_restore (cr);
}

static void
paint_photo_dots (cairo_t      *cr,
                  gconstpointer data)
{
  const CwPhotoJob *job = data;

  paint_dots (cr, &job->item->element->box, 0, FALSE, paint_photo_for_print, data);
}

/* Into a document: the cropped picture itself, lifted off black, under a vector outline. */
static void
draw_photo_vector (CwPhotoJob *job,
                   cairo_t    *cr)
{
  const CwElement *element = job->item->element;
  const CwBox *box = &element->box;
  cairo_surface_t *photo = cw_item_get_photo (job->item, job->face, VECTOR_PHOTO_DPI / 25.4);
  double own = MIN (cairo_image_surface_get_width (photo) / box->width, cairo_image_surface_get_height (photo) / box->height);
  double scale = MIN (own, VECTOR_PHOTO_DPI / 25.4);
  int width = MAX (1, (int) round (box->width * scale));
  int height = MAX (1, (int) round (box->height * scale));
  g_autoptr (cairo_surface_t) picture = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  g_autoptr (cairo_t) inner = cairo_create (picture);

  cairo_scale (inner, width / box->width, height / box->height);
  cairo_translate (inner, -box->x, -box->y);
  paint_photo_resampled (inner, element, photo);
  cw_surface_lift (picture, CW_LIFT_CHANNELS);
  cairo_save (cr);
  mask_path (cr, element);
  cairo_clip (cr);
  cairo_translate (cr, box->x, box->y);
  cairo_scale (cr, box->width / width, box->height / height);
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_paint_with_alpha (cr, element->photo.opacity);
  cairo_restore (cr);
}

/* Where a photo would be, for the eyes of the operator. */
static void
draw_silhouette (const CwElement *element,
                 cairo_t         *cr)
{
  const CwBox *box = &element->box;
  double x = box->x + box->width / 2;

  cairo_save (cr);
  mask_path (cr, element);
  cairo_clip (cr);
  cairo_set_source_rgb (cr, 0.91, 0.93, 0.92);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 0.79, 0.82, 0.81);
  cairo_arc (cr, x, box->y + box->height * 0.40, box->width * 0.20, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_arc (cr, x, box->y + box->height * 1.02, box->width * 0.38, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_restore (cr);
}

/**
 * cw_item_draw_photo:
 * @item: of a photo element that belongs to the dye of @pass
 */
void
cw_item_draw_photo (CwItem       *item,
                    const CwPass *pass)
{
  const CwFaceMedium *medium = pass->medium;
  const CwElement *element = item->element;
  gboolean resin = element->layer == CW_LAYER_RESIN;
  CwPhotoJob job = { item, pass->face };
  CwRasterPaint paint = medium->screen ? paint_photo_for_screen : resin ? paint_photo_dots : paint_photo_for_print;

  if (pass->face->photo == NULL && medium->screen)
    draw_silhouette (element, pass->cr);
  if (pass->face->photo == NULL)
    return;
  if (!cw_pass_is_vector (pass))
    cw_raster_paint (pass->face->cache, pass->cr, &element->box, resin ? CW_LIFT_NONE : CW_LIFT_CHANNELS, medium->screen, paint, &job, item);
  else if (resin)
    paint_dots (pass->cr, &element->box, VECTOR_DOTS_DPI, FALSE, paint_photo_for_print, &job);
  else
    draw_photo_vector (&job, pass->cr);
}

static void
paint_image (cairo_t      *cr,
             gconstpointer data)
{
  const CwElement *element = data;

  if (element->image.opacity < 1)
    cairo_push_group (cr);
  cw_asset_paint (element->image.asset, cr, &element->box, element->image.fit);
  if (element->image.opacity >= 1)
    return;
  cairo_pop_group_to_source (cr);
  cairo_paint_with_alpha (cr, element->image.opacity);
}

static void
paint_image_dots (cairo_t      *cr,
                  gconstpointer data)
{
  const CwElement *element = data;

  paint_dots (cr, &element->box, 0, TRUE, paint_image, element);
}

/**
 * cw_item_draw_image:
 * @item: of an image element that belongs to the dye of @pass
 */
void
cw_item_draw_image (const CwItem *item,
                    const CwPass *pass)
{
  const CwElement *element = item->element;
  gboolean screen = pass->medium->screen;
  gboolean resin = element->layer == CW_LAYER_RESIN;

  if (!cw_pass_is_vector (pass))
    cw_raster_paint (pass->face->template->cache, pass->cr, &element->box, resin ? CW_LIFT_NONE : CW_LIFT_BLACK, screen,
                     resin && !screen ? paint_image_dots : paint_image, element, element);
  else if (resin)
    paint_dots (pass->cr, &element->box, VECTOR_DOTS_DPI, TRUE, paint_image, element);
  else
    paint_image (pass->cr, element);
}
