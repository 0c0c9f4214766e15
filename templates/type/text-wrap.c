/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/type/text-private.h"

#include <string.h>

/* Owns a forecast of where a paragraph wraps: the widths of its characters, measured once, tell how
 * many lines it takes in a box of any width, at a hundredth of what a layout costs. It knows
 * nothing of kerning across a break; who asks lays the text out in the end and looks. Called with
 * the lock of the fonts held. */

struct _CwWrap
{
  gsize         n_characters;
  int          *widths; /* in the layout's units */
  PangoLogAttr *attributes;
};

static void
wrap_take_run (CwWrap         *self,
               PangoGlyphItem *item,
               const char     *text)
{
  gsize first = (gsize) g_utf8_pointer_to_offset (text, text + item->item->offset);

  if (first + (gsize) item->item->num_chars <= self->n_characters)
    pango_glyph_item_get_logical_widths (item, text, self->widths + first);
}

/* Takes the measure of @layout, which is left without a width. */
CwWrap *
cw_wrap_new_locked (PangoLayout *layout)
{
  CwWrap *self = g_new0 (CwWrap, 1);
  PangoLayoutIter *iter = NULL;
  int n_attributes = 0;
  const PangoLogAttr *attributes = NULL;

  pango_layout_set_width (layout, -1);
  attributes = pango_layout_get_log_attrs_readonly (layout, &n_attributes);
  self->n_characters = n_attributes > 0 ? (gsize) n_attributes - 1 : 0;
  self->attributes = g_memdup2 (attributes, (gsize) n_attributes * sizeof *attributes);
  self->widths = g_new0 (int, self->n_characters + 1);
  iter = pango_layout_get_iter (layout);
  do
    if (pango_layout_iter_get_run_readonly (iter) != NULL)
      wrap_take_run (self, pango_layout_iter_get_run_readonly (iter), pango_layout_get_text (layout));
  while (pango_layout_iter_next_run (iter));
  pango_layout_iter_free (iter);
  return self;
}

void
cw_wrap_free (CwWrap *self)
{
  if (self == NULL)
    return;
  g_free (self->widths);
  g_free (self->attributes);
  g_free (self);
}

/* Where the line that begins at @start ends: before the first word that does not fit, or within a
 * word that is longer than a line. White space at the end of a line takes no room. */
static gsize
find_line_end (const CwWrap *self,
               gsize         start,
               double        width)
{
  gsize end = 0; /* the last place at which to break */
  gsize within = start + 1;
  double used = 0;

  for (gsize i = start; i < self->n_characters; i++)
    {
      if (i > start && self->attributes[i].is_mandatory_break)
        return i;
      if (i > start && self->attributes[i].is_line_break)
        end = i;
      used += self->widths[i];
      if (used > width && !self->attributes[i].is_white)
        return end > start ? end : within;
      if (self->attributes[i + 1].is_char_break)
        within = i + 1;
    }
  return self->n_characters;
}

guint
cw_wrap_count_lines (const CwWrap *self,
                     double        width)
{
  guint n_lines = 1;

  for (gsize at = find_line_end (self, 0, width); at < self->n_characters; at = find_line_end (self, at, width))
    n_lines++;
  return n_lines;
}
