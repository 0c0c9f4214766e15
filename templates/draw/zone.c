/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/draw/zone.h"

#include <math.h>

#include "templates/draw/face.h"
#include "templates/draw/shape.h"

/* Owns the places that ink keeps away from, and what stands for them on a screen. Any thread. */

/* Beyond every edge of the card, whichever way a template is turned. */
#define FAR_MM 150.0

/* Two dots at 300 dpi, and clear of the panel's frame. */
#define WRITING_LINE_MM 0.17
#define WRITING_INSET_MM 1.5

gboolean
cw_element_is_zone (const CwElement *element)
{
  return element->type == CW_ELEMENT_HOLOGRAM || element->type == CW_ELEMENT_KEEP_OUT || element->type == CW_ELEMENT_SIGNATURE;
}

/**
 * cw_zone_clip_out:
 *
 * Takes @zone out of what @cr paints on. Its edge is not blended: a dot is printed or it is not.
 */
void
cw_zone_clip_out (cairo_t            *cr,
                   const CwElement    *zone,
                   const CwFaceMedium *medium)
{
  const CwBox *box = &zone->box;
  gboolean straight = zone->shape.kind == CW_SHAPE_RECT && zone->shape.radius <= 0 && fmod (zone->rotation, 90) == 0;
  cairo_matrix_t outer;

  cairo_new_path (cr);
  cairo_rectangle (cr, -FAR_MM, -FAR_MM, 2 * FAR_MM + 100, 2 * FAR_MM + 100);
  cairo_get_matrix (cr, &outer);
  cw_element_turn (zone, cr);
  if (straight)
    cw_code_path (cr, box->x, box->y, box->width, box->height, medium);
  else
    cw_shape_outline (cr, &zone->shape, box);
  cairo_set_matrix (cr, &outer);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_set_antialias (cr, medium->dpi > 0 ? CAIRO_ANTIALIAS_NONE : CAIRO_ANTIALIAS_DEFAULT);
  cairo_clip (cr);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_WINDING);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_DEFAULT);
}

/* The colours of a foil under a lamp. */
static void
shimmer (cairo_t         *cr,
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

/* Bare card with a dashed edge. */
static void
outline_guide (cairo_t         *cr,
               const CwElement *zone)
{
  cairo_save (cr);
  cairo_new_path (cr);
  cw_shape_outline (cr, &zone->shape, &zone->box);
  cairo_set_source_rgb (cr, 1, 1, 1);
  if (zone->zone.blank)
    cairo_fill_preserve (cr);
  cairo_set_source_rgba (cr, 0.75, 0.24, 0.18, 0.8);
  cairo_set_line_width (cr, 0.15);
  cairo_set_dash (cr, (double[]) { 0.8, 0.6 }, 2, 0);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/**
 * cw_zone_guide:
 *
 * Paints what stands for @zone on a screen.
 */
void
cw_zone_guide (cairo_t         *cr,
               const CwElement *zone)
{
  cairo_save (cr);
  cw_element_turn (zone, cr);
  if (zone->type == CW_ELEMENT_HOLOGRAM)
    shimmer (cr, zone);
  else
    outline_guide (cr, zone);
  cairo_restore (cr);
}

/**
 * cw_zone_sign:
 *
 * Paints the frame of a signature panel and the line to write on; nothing else is printed there.
 */
void
cw_zone_sign (cairo_t         *cr,
              const CwElement *signature,
              gboolean         crisp)
{
  const CwBox *box = &signature->box;
  double y = box->y + box->height - signature->zone.line;

  cairo_save (cr);
  cw_element_turn (signature, cr);
  cw_shape_draw (cr, &signature->shape, box, crisp);
  if (signature->zone.line > 0)
    {
      cairo_set_antialias (cr, crisp ? CAIRO_ANTIALIAS_NONE : CAIRO_ANTIALIAS_DEFAULT);
      cairo_set_source_rgb (cr, 0, 0, 0);
      cairo_set_line_width (cr, WRITING_LINE_MM);
      cairo_move_to (cr, box->x + WRITING_INSET_MM, y);
      cairo_line_to (cr, box->x + box->width - WRITING_INSET_MM, y);
      cairo_stroke (cr);
    }
  cairo_restore (cr);
}
