/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/codes/emblem.h"

#include <math.h>

/* Owns the European emblem, from its geometrical description and nothing else: "Graphics guide to
 * the European emblem" (Interinstitutional style guide, annex A1), as adopted by the Council of
 * Europe in Resolution (55) 32. Who may use it, and that it may be used here: administrative
 * agreement with the Council of Europe, OJ C 271, 8.9.2012. Any thread. */

/* Pantone Reflex Blue and Yellow on a screen: the same guide. */
const CwColour cw_emblem_blue = { 0x00 / 255.0, 0x33 / 255.0, 0x99 / 255.0, 1 };
const CwColour cw_emblem_gold = { 0xff / 255.0, 0xcc / 255.0, 0x00 / 255.0, 1 };

/* A regular five-pointed star with one point up; the inner corners lie where the edges of a
 * pentagram cross. */
static void
star_path (cairo_t *cr,
           double   x,
           double   y,
           double   radius)
{
  double inner = radius * sin (G_PI / 10) / sin (3 * G_PI / 10);

  for (int i = 0; i < 10; i++)
    {
      double reach = i % 2 == 0 ? radius : inner;
      double angle = i * G_PI / 5;

      cairo_line_to (cr, x + reach * sin (angle), y - reach * cos (angle));
    }
  cairo_close_path (cr);
}

/**
 * cw_emblem_draw:
 * @hoist: height of the flag; its fly is one and a half times as long
 * @ground: (nullable): the field; %NULL: an outline in the stars' colour on what lies beneath
 *
 * Draws the European emblem from its description: twelve stars on an invisible circle of a third of
 * the hoist, placed like the hours of a clock, each in a circle of an eighteenth of the hoist, one
 * point up.
 */
void
cw_emblem_draw (cairo_t        *cr,
                double          hoist,
                const CwColour *ground,
                const CwColour *stars)
{
  double fly = hoist * 1.5;
  double line = hoist / 30;

  cairo_new_path (cr);
  if (ground != NULL)
    {
      cairo_rectangle (cr, 0, 0, fly, hoist);
      cairo_set_source_rgba (cr, ground->red, ground->green, ground->blue, ground->alpha);
      cairo_fill (cr);
    }
  cairo_set_source_rgba (cr, stars->red, stars->green, stars->blue, stars->alpha);
  if (ground == NULL)
    {
      cairo_rectangle (cr, line / 2, line / 2, fly - line, hoist - line);
      cairo_set_line_width (cr, line);
      cairo_stroke (cr);
    }
  for (int i = 0; i < 12; i++)
    {
      double angle = i * G_PI / 6;

      cairo_new_sub_path (cr);
      star_path (cr, fly / 2 + sin (angle) * hoist / 3, hoist / 2 - cos (angle) * hoist / 3, hoist / 18);
    }
  cairo_fill (cr);
}
