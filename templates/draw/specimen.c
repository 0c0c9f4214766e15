/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include <math.h>

#include "templates/draw/face.h"
#include "templates/draw/standing.h"
#include "templates/draw/zone.h"

/* Owns the word across a card that is not valid. Dye only: it changes no dot of the resin panel and
 * no code, so that a specimen is scanned like any other card. One thread at a time for one face. */

/* Width of the word: 62 % of the card's diagonal, so that it is read and yet leaves the corners,
 * where codes and holograms are. */
#define REACH_MM (0.62 * 101.20)
#define HEIGHT_MM 8.0 /* of its capitals, about */

static const char word_key; /* its address is the word's name among what stands on every card */

/* The word, as wide as REACH_MM. */
static CwTextBlock *
make_word (gconstpointer data)
{
  const CwTextStyle style = {
    .family = (char *) data,
    .weight = 800,
    .size = 72,
    .min_size = 10,
    .tracking = 80,
    .lines = 1,
    .align = CW_ALIGN_CENTRE,
    .valign = CW_VALIGN_MIDDLE,
    .colour = { 0.78, 0.16, 0.16, 0.20 },
  };

  return cw_text_block_new (NULL, &style, "SPECIMEN", REACH_MM, REACH_MM / 4);
}

static gboolean
is_kept_clear (const GPtrArray *items,
               double           x,
               double           y)
{
  for (guint i = 0; i < items->len; i++)
    {
      const CwItem *item = g_ptr_array_index (items, i);
      const CwBox *box = &item->element->box;

      if ((item->code != NULL || cw_element_is_zone (item->element)) &&
          x > box->x && x < box->x + box->width && y > box->y && y < box->y + box->height)
        return TRUE;
    }
  return FALSE;
}

/* How much of the word is lost when it runs at @angle through the middle. */
static guint
count_lost (const GPtrArray *items,
            double           middle_x,
            double           middle_y,
            double           angle)
{
  guint n_lost = 0;

  for (double along = -REACH_MM / 2; along <= REACH_MM / 2; along += 1)
    for (double across = -HEIGHT_MM / 2; across <= HEIGHT_MM / 2; across += 2)
      n_lost += is_kept_clear (items, middle_x + along * cos (angle) - across * sin (angle), middle_y + along * sin (angle) + across * cos (angle));
  return n_lost;
}

/**
 * cw_specimen_draw:
 * @cr: in millimetres
 * @items: of the side
 *
 * Draws the word along the diagonal that loses less of it; the rising one, when both are as good.
 */
void
cw_specimen_draw (CwFace             *face,
                  cairo_t            *cr,
                  const GPtrArray    *items,
                  const CwFaceMedium *medium)
{
  double middle_x = cw_template_get_width (face->template) / 2;
  double middle_y = cw_template_get_height (face->template) / 2;
  double angle = -atan2 (middle_y, middle_x);
  g_autoptr (CwTextBlock) word = cw_standing_get_text (face->template->standing, &word_key, make_word, face->template->fonts[0]);

  if (count_lost (items, middle_x, middle_y, -angle) < count_lost (items, middle_x, middle_y, angle))
    angle = -angle;
  cairo_save (cr);
  for (guint i = 0; i < items->len; i++)
    {
      const CwItem *item = g_ptr_array_index (items, i);

      if (item->code != NULL)
        cw_zone_clip_out (cr, item->element, medium);
    }
  cairo_translate (cr, middle_x, middle_y);
  cairo_rotate (cr, angle);
  cairo_translate (cr, -REACH_MM / 2, -REACH_MM / 8);
  cw_text_block_draw (word, cr, FALSE);
  cairo_restore (cr);
}
