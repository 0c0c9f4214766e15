/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include <math.h>

#include "templates/checks/check.h"
#include "templates/draw/shape.h"

/* Owns looking at dots: drawing a side with some elements only, the ink of one element, and how light
 * a dot is. Any thread that owns the face. */

/* Looks at single elements, a side: what a real design needs many times over. */
#define MAX_LOOKS 100

CwBox
cw_box_transform (const CwBox          *box,
                  const cairo_matrix_t *matrix)
{
  double left = G_MAXDOUBLE;
  double top = G_MAXDOUBLE;
  double right = -G_MAXDOUBLE;
  double bottom = -G_MAXDOUBLE;

  for (int i = 0; i < 4; i++)
    {
      double x = box->x + (i & 1 ? box->width : 0);
      double y = box->y + (i & 2 ? box->height : 0);

      cairo_matrix_transform_point (matrix, &x, &y);
      left = MIN (left, x);
      top = MIN (top, y);
      right = MAX (right, x);
      bottom = MAX (bottom, y);
    }
  return (CwBox) { left, top, right - left, bottom - top };
}

gboolean
cw_box_meet (const CwBox *a,
             const CwBox *b,
             double       slack)
{
  return a->x + slack < b->x + b->width && b->x + slack < a->x + a->width &&
         a->y + slack < b->y + b->height && b->y + slack < a->y + a->height;
}

/**
 * cw_box_to_dots:
 *
 * Returns: %FALSE when @box touches no dot of @page; otherwise all that it touches are in @dots
 */
gboolean
cw_box_to_dots (const CwBox           *box,
                const CwBox           *page,
                cairo_rectangle_int_t *dots)
{
  double left = CLAMP (floor (box->x + 1e-6), 0, page->width);
  double top = CLAMP (floor (box->y + 1e-6), 0, page->height);
  double right = CLAMP (ceil (box->x + box->width - 1e-6), 0, page->width);
  double bottom = CLAMP (ceil (box->y + box->height - 1e-6), 0, page->height);

  *dots = (cairo_rectangle_int_t) { (int) left, (int) top, (int) (right - left), (int) (bottom - top) };
  return right > left && bottom > top;
}

/**
 * cw_inspection_enter:
 * @surface: whose first dot is @x, @y of the canvas
 *
 * Returns: (transfer full): a drawing in the design's millimetres
 */
cairo_t *
cw_inspection_enter (CwInspection    *self,
                     cairo_surface_t *surface,
                     int              x,
                     int              y)
{
  cairo_t *cr = cairo_create (surface);

  cairo_translate (cr, -x, -y);
  cairo_transform (cr, &self->design);
  return cr;
}

/**
 * cw_inspection_draw:
 * @clip: (nullable): the only dots of @surface that change
 *
 * Draws the side as cw_face_render() does.
 */
gboolean
cw_inspection_draw (CwInspection                *self,
                    cairo_surface_t             *surface,
                    const cairo_rectangle_int_t *clip)
{
  g_autoptr (cairo_t) cr = cairo_create (surface);
  gboolean drawn = FALSE;

  if (clip != NULL)
    {
      cairo_rectangle (cr, clip->x, clip->y, clip->width, clip->height);
      cairo_clip (cr);
    }
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_transform (cr, &self->canvas);
  drawn = cw_face_draw (self->face, cr, self->side, &self->medium, NULL);
  cairo_surface_flush (surface);
  return drawn;
}

/* A place that is kept free and prints nothing itself keeps ink out of every look. */
static gboolean
is_clip (const CwCover *cover)
{
  CwElementType type = cover->item->element->type;

  return type == CW_ELEMENT_HOLOGRAM || type == CW_ELEMENT_KEEP_OUT;
}

/* The face belongs to one thread at a time and is whole again before a check returns. */
void
cw_inspection_show_only (CwInspection  *self,
                         const CwCover *one,
                         const CwCover *other)
{
  for (guint i = 0; i < self->covers->len; i++)
    {
      CwCover *cover = cw_inspection_get_cover (self, i);

      cover->item->hidden = cover->hidden || (cover != one && cover != other && !is_clip (cover));
    }
}

void
cw_inspection_hide (CwInspection  *self,
                    CwElementType  type)
{
  for (guint i = 0; i < self->covers->len; i++)
    {
      CwCover *cover = cw_inspection_get_cover (self, i);

      cover->item->hidden = cover->hidden || cover->item->element->type == type;
    }
}

void
cw_inspection_show_all (CwInspection *self)
{
  for (guint i = 0; i < self->covers->len; i++)
    {
      CwCover *cover = cw_inspection_get_cover (self, i);

      cover->item->hidden = cover->hidden;
    }
}

/* Whether one more look at a single element is within bounds. */
gboolean
cw_inspection_may_look (CwInspection *self)
{
  self->exhausted = self->exhausted || self->n_looks >= MAX_LOOKS;
  return self->n_looks++ < MAX_LOOKS;
}

/**
 * cw_cover_mask:
 * @dots: the part of the canvas to look at
 *
 * Returns: (transfer full): where the element paints, A8: a text its glyphs, a code its dark modules, a
 *   shape or a zone its outline filled, everything else its box
 */
cairo_surface_t *
cw_cover_mask (CwInspection                *self,
               const CwCover               *cover,
               const cairo_rectangle_int_t *dots)
{
  const CwElement *element = cover->item->element;
  cairo_surface_t *mask = cairo_image_surface_create (CAIRO_FORMAT_A8, dots->width, dots->height);
  g_autoptr (cairo_t) cr = cw_inspection_enter (self, mask, dots->x, dots->y);

  cw_element_turn (element, cr);
  if (cover->item->text != NULL)
    {
      cairo_translate (cr, element->box.x, element->box.y);
      cw_text_block_draw (cover->item->text, cr, element->layer == CW_LAYER_RESIN);
    }
  else if (cover->item->code != NULL)
    {
      cairo_identity_matrix (cr);
      cairo_translate (cr, -dots->x, -dots->y);
      cairo_rectangle (cr, cover->core.x, cover->core.y, cover->core.width, cover->core.height);
      cairo_fill (cr);
    }
  else
    {
      cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
      cw_shape_outline (cr, &element->shape, &element->box);
      cairo_fill (cr);
    }
  cairo_surface_flush (mask);
  return mask;
}

/* Linear light of an sRGB channel: IEC 61966-2-1; the same curve as in WCAG 2.x. */
static const double *
linear_light (void)
{
  static double light[256];
  static gsize ready = 0;

  if (g_once_init_enter (&ready))
    {
      for (int i = 0; i < 256; i++)
        light[i] = i <= 10 ? i / 255.0 / 12.92 : pow ((i / 255.0 + 0.055) / 1.055, 2.4);
      g_once_init_leave (&ready, 1);
    }
  return light;
}

/* Relative luminance, 0..1: WCAG 2.1, with the weights of Rec. ITU-R BT.709. */
double
cw_pixel_luminance (guint32 pixel)
{
  const double *light = linear_light ();

  return 0.2126 * light[(pixel >> 16) & 0xff] + 0.7152 * light[(pixel >> 8) & 0xff] + 0.0722 * light[pixel & 0xff];
}

/* What a scanner with a red light sees, 0..1. */
double
cw_pixel_red (guint32 pixel)
{
  return linear_light ()[(pixel >> 16) & 0xff];
}
