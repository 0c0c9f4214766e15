/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/shape.h"

#include <math.h>

#include "templates/face.h"

/* Owns plain geometry: outlines, fills, strokes, and the hologram's zone. Any thread. */

/* Beyond every edge of the card, whichever way a template is turned. */
#define FAR_MM 150.0

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

static void
ellipse_path (cairo_t     *cr,
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
      ellipse_path (cr, box);
      break;
    case CW_SHAPE_LINE:
      cairo_move_to (cr, box->x, box->y);
      cairo_line_to (cr, box->x + box->width, box->y + box->height);
      break;
    }
}

/* From edge to edge of @box in the direction of the angle: both corners get the end colours. */
static cairo_pattern_t *
gradient_new (const CwFill *fill,
              const CwBox  *box)
{
  double angle = fill->angle * G_PI / 180;
  double along_x = cos (angle);
  double along_y = sin (angle);
  double reach = (fabs (along_x) * box->width + fabs (along_y) * box->height) / 2;
  double x = box->x + box->width / 2;
  double y = box->y + box->height / 2;
  cairo_pattern_t *pattern = cairo_pattern_create_linear (x - along_x * reach, y - along_y * reach, x + along_x * reach, y + along_y * reach);

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
      cairo_stroke_preserve (cr);
    }
  cairo_new_path (cr);
  cairo_restore (cr);
}

/**
 * cw_shape_clip_out:
 *
 * Takes the zone of @hologram, or of another element's outline, out of what @cr paints on. Its edge is not blended: a dot is printed
 * or it is not.
 */
void
cw_shape_clip_out (cairo_t            *cr,
                   const CwElement    *hologram,
                   const CwFaceMedium *medium)
{
  const CwBox *box = &hologram->box;
  gboolean straight = hologram->shape.kind == CW_SHAPE_RECT && hologram->shape.radius <= 0 && fmod (hologram->rotation, 90) == 0;
  cairo_matrix_t outer;

  cairo_new_path (cr);
  cairo_rectangle (cr, -FAR_MM, -FAR_MM, 2 * FAR_MM + 100, 2 * FAR_MM + 100);
  cairo_get_matrix (cr, &outer);
  cw_element_turn (hologram, cr);
  if (straight)
    cw_code_path (cr, box->x, box->y, box->width, box->height, medium);
  else
    cw_shape_outline (cr, &hologram->shape, box);
  cairo_set_matrix (cr, &outer);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_set_antialias (cr, medium->dpi > 0 ? CAIRO_ANTIALIAS_NONE : CAIRO_ANTIALIAS_DEFAULT);
  cairo_clip (cr);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_WINDING);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_DEFAULT);
}

/**
 * cw_shape_shimmer:
 *
 * Paints the guide that stands for @hologram on a screen: the colours of a foil under a lamp.
 */
void
cw_shape_shimmer (cairo_t         *cr,
                  const CwElement *hologram)
{
  static const double foil[][3] = {
    { 1.00, 0.72, 0.80 }, { 1.00, 0.90, 0.66 }, { 0.74, 0.95, 0.76 }, { 0.66, 0.90, 1.00 }, { 0.80, 0.74, 1.00 }, { 1.00, 0.78, 0.94 }, { 0.72, 0.96, 0.92 },
  };
  const CwBox *box = &hologram->box;
  double step = (box->width + box->height) / 9;
  g_autoptr (cairo_pattern_t) sheen = cairo_pattern_create_linear (box->x, box->y, box->x + box->width, box->y + box->height);

  for (guint i = 0; i < G_N_ELEMENTS (foil); i++)
    cairo_pattern_add_color_stop_rgba (sheen, (double) i / (G_N_ELEMENTS (foil) - 1), foil[i][0], foil[i][1], foil[i][2], 0.92);
  cairo_save (cr);
  cairo_new_path (cr);
  cw_shape_outline (cr, &hologram->shape, box);
  cairo_set_source (cr, sheen);
  cairo_fill_preserve (cr);
  cairo_set_source_rgba (cr, 0.45, 0.48, 0.58, 0.55);
  cairo_set_line_width (cr, 0.12);
  cairo_set_dash (cr, (double[]) { 0.7, 0.5 }, 2, 0);
  cairo_stroke_preserve (cr);
  cairo_clip (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_set_source_rgba (cr, 1, 1, 1, 0.45);
  cairo_set_line_width (cr, step / 3);
  for (double at = -box->height; at < box->width; at += step)
    {
      cairo_move_to (cr, box->x + at, box->y + box->height);
      cairo_line_to (cr, box->x + at + box->height, box->y);
    }
  cairo_stroke (cr);
  cairo_restore (cr);
}
