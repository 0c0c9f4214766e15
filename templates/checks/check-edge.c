/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/checks/check.h"

#include <math.h>

#include <glib/gi18n-lib.h>

/* Owns the remarks on the card's edge: what is outside, what is cut, what is too near. Any thread that
 * owns the face. */

/* Printers lay a card into their page to about a millimetre (pages of 633 to 661 dots for the
 * 638 of a card, with 0.15 mm left white by some), and ISO/IEC 7810 lets cards differ by another
 * 0.25 mm: what is read keeps half a millimetre more. */
#define SAFE_MM 1.5

/* What runs to the edge must run as far beyond, or a white line may show. */
#define BLEED_MM 1.0

typedef enum
{
  EDGE_LEFT,
  EDGE_TOP,
  EDGE_RIGHT,
  EDGE_BOTTOM,
} CwEdge;

static gboolean
is_picture (const CwCover *cover)
{
  CwElementType type = cover->item->element->type;

  return type == CW_ELEMENT_IMAGE || type == CW_ELEMENT_SHAPE || type == CW_ELEMENT_PHOTO;
}

/* Millimetres from an edge of @outer inwards to @inner; negative: beyond it. */
static double
edge_distance (const CwInspection *self,
               const CwBox        *inner,
               const CwBox        *outer,
               CwEdge              edge)
{
  switch (edge)
    {
    case EDGE_LEFT:
      return (inner->x - outer->x) * self->dot;
    case EDGE_TOP:
      return (inner->y - outer->y) * self->dot;
    case EDGE_RIGHT:
      return (outer->x + outer->width - inner->x - inner->width) * self->dot;
    case EDGE_BOTTOM:
      return (outer->y + outer->height - inner->y - inner->height) * self->dot;
    }
  g_return_val_if_reached (0);
}

static double
least_distance (const CwInspection *self,
                const CwBox        *inner,
                const CwBox        *outer)
{
  double least = G_MAXDOUBLE;

  for (CwEdge edge = EDGE_LEFT; edge <= EDGE_BOTTOM; edge++)
    least = MIN (least, edge_distance (self, inner, outer, edge));
  return least;
}

/* The card's corners are round. */
static double
distance_with_corners (const CwInspection *self,
                       const CwBox        *box)
{
  double least = least_distance (self, box, &self->card);

  for (int i = 0; i < 4; i++)
    {
      double across = edge_distance (self, box, &self->card, i & 1 ? EDGE_RIGHT : EDGE_LEFT);
      double down = edge_distance (self, box, &self->card, i & 2 ? EDGE_BOTTOM : EDGE_TOP);

      if (across < CW_CARD_RADIUS_MM && down < CW_CARD_RADIUS_MM)
        least = MIN (least, CW_CARD_RADIUS_MM - hypot (CW_CARD_RADIUS_MM - across, CW_CARD_RADIUS_MM - down));
    }
  return least;
}

static void
check_read (CwInspection  *self,
            const CwCover *cover,
            const char    *name)
{
  double card = least_distance (self, &cover->core, &self->card);
  double page = least_distance (self, &cover->core, &self->page);
  double near = distance_with_corners (self, &cover->core);
  CwFinding finding = { CW_CHECK_OFF_CARD, .error = TRUE, .unit = "mm" };

  if (card < -CW_CHECK_SLACK_MM)
    {
      finding.number = -card;
      cw_inspection_add (self, cover, &finding, _ ("Move it in the design."),
                         _ ("“%s” runs over the edge of the card by %.1f mm and will be cut off."), name, finding.number);
    }
  else if (page < -CW_CHECK_SLACK_MM)
    {
      finding.number = -page;
      cw_inspection_add (self, cover, &finding, _ ("Move it in the design."),
                         _ ("“%s” is cut off by %.2f mm, because the printer does not reach the edge of the card."), name, finding.number);
    }
  else if (near < SAFE_MM - CW_CHECK_SLACK_MM)
    {
      finding = (CwFinding) { CW_CHECK_SAFE_AREA, .number = near, .unit = "mm" };
      cw_inspection_add (self, cover, &finding, _ ("Move it inwards in the design."),
                         _ ("“%s” is only %.1f mm from the edge of the card and may be cut; %.1f mm are safe."), name, near, SAFE_MM);
    }
}

/* The dots within a millimetre of an edge of the card. */
static CwBox
edge_strip (const CwInspection *self,
            CwEdge              edge)
{
  double deep = BLEED_MM / self->dot;
  CwBox strip = self->card;

  if (edge == EDGE_LEFT || edge == EDGE_RIGHT)
    strip.width = deep;
  else
    strip.height = deep;
  if (edge == EDGE_RIGHT)
    strip.x += self->card.width - deep;
  if (edge == EDGE_BOTTOM)
    strip.y += self->card.height - deep;
  return strip;
}

static double
dot_distance (const CwInspection *self,
              CwEdge              edge,
              int                 x,
              int                 y)
{
  const CwBox dot = { x, y, 1, 1 };

  return edge_distance (self, &dot, &self->card, edge);
}

/* Millimetres from the edge to the nearest dot that the element changes; a millimetre or more: none
 * nearer. Artwork with clear borders and white on white leave no line. */
static double
measure_reach (CwInspection  *self,
               const CwCover *cover,
               CwEdge         edge)
{
  CwBox strip = edge_strip (self, edge);
  cairo_rectangle_int_t dots = { 0 };
  double reach = BLEED_MM;

  if (!cw_box_to_dots (&strip, &self->page, &dots) || !cw_inspection_may_look (self))
    return BLEED_MM;
  cover->item->hidden = TRUE;
  cw_inspection_draw (self, self->without, &dots);
  cw_inspection_show_all (self);
  for (int y = dots.y; y < dots.y + dots.height; y++)
    {
      const guint32 *with = cw_surface_row (self->all, y);
      const guint32 *without = cw_surface_row (self->without, y);

      for (int x = dots.x; x < dots.x + dots.width; x++)
        if ((with[x] ^ without[x]) & 0xffffff)
          reach = MIN (reach, MAX (0, dot_distance (self, edge, x, y)));
    }
  return reach;
}

static void
check_picture (CwInspection  *self,
               const CwCover *cover,
               const char    *name)
{
  for (CwEdge edge = EDGE_LEFT; edge <= EDGE_BOTTOM; edge++)
    {
      double distance = edge_distance (self, &cover->bounds, &self->card, edge);
      double reach = BLEED_MM;

      if (distance > -BLEED_MM + CW_CHECK_SLACK_MM && distance < BLEED_MM - CW_CHECK_SLACK_MM)
        reach = measure_reach (self, cover, edge);
      if (reach >= BLEED_MM - CW_CHECK_SLACK_MM)
        continue;
      if (distance <= 0)
        cw_inspection_add (self, cover, &(CwFinding) { CW_CHECK_SAFE_AREA, .number = distance, .unit = "mm" },
                           _ ("Let it run a millimetre beyond the edge, or keep it a millimetre inside."),
                           _ ("“%s” runs only %.1f mm beyond the edge of the card, so that a white line may show."), name, -distance);
      else
        cw_inspection_add (self, cover, &(CwFinding) { CW_CHECK_SAFE_AREA, .number = reach, .unit = "mm" },
                           _ ("Let it run a millimetre beyond the edge, or keep it a millimetre inside."),
                           _ ("“%s” ends %.1f mm from the edge of the card, so that an uneven line may show."), name, reach);
      return;
    }
}

void
cw_check_edges (CwInspection *self,
                CwCover      *cover)
{
  g_autofree char *name = cw_cover_name (cover);
  CwElementType type = cover->item->element->type;
  CwBox box = cover->bounds;

  if (type == CW_ELEMENT_HOLOGRAM || type == CW_ELEMENT_KEEP_OUT || (box.width <= 0 && box.height <= 0))
    return;
  if (!cw_box_meet (&box, &self->card, 0))
    cw_inspection_add (self, cover, &(CwFinding) { CW_CHECK_OFF_CARD, .error = !is_picture (cover), .number = -least_distance (self, &box, &self->card), .unit = "mm" },
                       _ ("Move it in the design."), _ ("“%s” lies outside of the card and will not be seen."), name);
  else if (is_picture (cover))
    check_picture (self, cover, name);
  else
    check_read (self, cover, name);
}
