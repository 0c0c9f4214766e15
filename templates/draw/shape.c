/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/draw/shape.h"

#include <math.h>

#include "templates/draw/face.h"

/* Owns plain geometry: outlines, fills, strokes. Any thread. */

static void
set_colour (cairo_t        *cr,
            const CwColour *colour)
{
  cairo_set_source_rgba (cr, colour->red, colour->green, colour->blue, colour->alpha);
}

/**
 * cw_shape_rounded_path:
 * @radius: mm; at most half of the shorter side is used
 *
 * Adds @box with round corners to the path.
 */
void
cw_shape_rounded_path (cairo_t     *cr,
                       const CwBox *box,
                       double       radius)
{
  double right = box->x + box->width;
  double bottom = box->y + box->height;

  radius = MIN (radius, MIN (box->width, box->height) / 2);
  if (radius <= 0)
    {
      cairo_rectangle (cr, box->x, box->y, box->width, box->height);
      return;
    }
  cairo_new_sub_path (cr);
  cairo_arc (cr, right - radius, box->y + radius, radius, -G_PI / 2, 0);
  cairo_arc (cr, right - radius, bottom - radius, radius, 0, G_PI / 2);
  cairo_arc (cr, box->x + radius, bottom - radius, radius, G_PI / 2, G_PI);
  cairo_arc (cr, box->x + radius, box->y + radius, radius, G_PI, 3 * G_PI / 2);
  cairo_close_path (cr);
}

void
cw_shape_ellipse_path (cairo_t     *cr,
                       const CwBox *box)
{
  if (box->width <= 0 || box->height <= 0)
    return;
  cairo_save (cr);
  cairo_translate (cr, box->x + box->width / 2, box->y + box->height / 2);
  cairo_scale (cr, box->width / 2, box->height / 2);
  cairo_new_sub_path (cr);
  cairo_arc (cr, 0, 0, 1, 0, 2 * G_PI);
  cairo_close_path (cr);
  cairo_restore (cr);
}

void
cw_shape_outline (cairo_t           *cr,
                  const CwShapeSpec *spec,
                  const CwBox       *box)
{
  switch (spec->kind)
    {
    case CW_SHAPE_RECT:
      cw_shape_rounded_path (cr, box, spec->radius);
      break;
    case CW_SHAPE_ELLIPSE:
      cw_shape_ellipse_path (cr, box);
      break;
    case CW_SHAPE_LINE:
      cairo_move_to (cr, box->x, box->y);
      cairo_line_to (cr, box->x + box->width, box->y + box->height);
      break;
    }
}

/* From edge to edge of @box in the direction of the angle: both corners get the end colours. */
static cairo_pattern_t *
linear_new (const CwFill *fill,
            const CwBox  *box)
{
  double angle = fill->angle * G_PI / 180;
  double along_x = cos (angle);
  double along_y = sin (angle);
  double reach = (fabs (along_x) * box->width + fabs (along_y) * box->height) / 2;
  double x = box->x + box->width / 2;
  double y = box->y + box->height / 2;

  return cairo_pattern_create_linear (x - along_x * reach, y - along_y * reach, x + along_x * reach, y + along_y * reach);
}

static cairo_pattern_t *
radial_new (const CwFill *fill,
            const CwBox  *box)
{
  double x = box->x + fill->x * box->width;
  double y = box->y + fill->y * box->height;

  return cairo_pattern_create_radial (x, y, 0, x, y, fill->radius * MAX (box->width, box->height));
}

static cairo_pattern_t *
gradient_new (const CwFill *fill,
              const CwBox  *box)
{
  cairo_pattern_t *pattern = fill->radial ? radial_new (fill, box) : linear_new (fill, box);

  for (guint i = 0; i < fill->n_stops; i++)
    {
      const CwColour *colour = &fill->stops[i].colour;

      cairo_pattern_add_color_stop_rgba (pattern, fill->stops[i].at, colour->red, colour->green, colour->blue, colour->alpha);
    }
  return pattern;
}

/**
 * cw_shape_fill:
 * @box: what a gradient runs over
 *
 * Fills the path of @cr, which is kept.
 */
void
cw_shape_fill (cairo_t      *cr,
               const CwFill *fill,
               const CwBox  *box)
{
  g_autoptr (cairo_pattern_t) gradient = NULL;

  if (fill->n_stops == 0)
    return;
  if (fill->n_stops == 1)
    {
      set_colour (cr, &fill->stops[0].colour);
    }
  else
    {
      gradient = gradient_new (fill, box);
      cairo_set_source (cr, gradient);
    }
  cairo_fill_preserve (cr);
}

/**
 * cw_shape_draw:
 * @crisp: without grey edges
 */
void
cw_shape_draw (cairo_t           *cr,
               const CwShapeSpec *spec,
               const CwBox       *box,
               gboolean           crisp)
{
  cairo_save (cr);
  cairo_set_antialias (cr, crisp ? CAIRO_ANTIALIAS_NONE : CAIRO_ANTIALIAS_DEFAULT);
  cairo_new_path (cr);
  cw_shape_outline (cr, spec, box);
  cw_shape_fill (cr, &spec->fill, box);
  if (spec->stroke.width > 0)
    {
      set_colour (cr, &spec->stroke.colour);
      cairo_set_line_width (cr, spec->stroke.width);
      cairo_set_dash (cr, spec->stroke.dash, spec->stroke.dash[0] > 0 ? 2 : 0, 0);
      cairo_stroke_preserve (cr);
    }
  cairo_new_path (cr);
  cairo_restore (cr);
}
