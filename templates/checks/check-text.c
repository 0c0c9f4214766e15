/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/checks/check.h"

#include <math.h>

#include <glib/gi18n-lib.h>

/* Owns the remarks on texts: what was cut or made small, what no font can show, and what cannot be
 * told from its ground. Any thread that owns the face. */

/* Smaller type is hard to read on a card. A caption that is the same on every card is not read but
 * recognised, and cards in use set it down to 4 pt. */
#define SMALL_POINTS 5.0
#define SMALL_CAPTION_POINTS 4.0

/* Narrower letters are hard to read. */
#define NARROW 0.8

/* WCAG 2.1, 1.4.3 asks for 3:1 of large type on a screen; less than 2:1 is not seen on plastic. */
#define LOW_RATIO 3.0
#define NO_RATIO 2.0

/* The ratio is that of the worst tenth of the ink. */
#define WORST_SHARE 0.1

#define RATIO_STEPS 100 /* steps a unit of the ratio, which is 1..21 */

/* How much more room the whole text would need at its smallest size, in millimetres: of the line's
 * width, or of the paragraph's height. */
static double
missing_room (CwInspection  *self,
              const CwCover *cover)
{
  const CwElement *element = cover->item->element;
  CwTextStyle style = element->style;
  g_autofree char *text = cw_pattern_expand (element->pattern, self->face->record, NULL, NULL);
  g_autoptr (CwTextBlock) whole = NULL;
  gboolean line = style.lines == 1;
  const double plenty = 2000; /* mm */
  double condense = style.min_condense > 0 ? style.min_condense : 1;

  style.size = style.min_size;
  style.lines = line ? 1 : 100;
  style.valign = CW_VALIGN_TOP;
  style.align = CW_ALIGN_LEFT;
  if (line)
    style.min_condense = 1;
  whole = cw_text_block_new (self->face->template->font_set, &style, text, line ? plenty : element->box.width / condense, line ? element->box.height : plenty);
  if (line)
    return cw_text_block_get_fit (whole)->ink.width * condense - element->box.width;
  return cw_text_block_get_fit (whole)->ink.height - element->box.height;
}

static void
check_room (CwInspection  *self,
            const CwCover *cover,
            const char    *name)
{
  const CwTextStyle *style = &cover->item->element->style;
  const CwTextFit *fit = cw_text_block_get_fit (cover->item->text);
  CwFinding finding = { CW_CHECK_OVERFLOW, .unit = "mm" };

  if (!fit->cut && !fit->overflow)
    return;
  finding.error = !fit->cut;
  finding.number = fit->cut ? MAX (0, missing_room (self, cover)) : fit->ink.height - cover->item->element->box.height;
  if (!fit->cut)
    cw_inspection_add (self, cover, &finding, _ ("Shorten it, or use a design with more room."),
                       _ ("“%s” is taller than its place by %.1f mm."), name, finding.number);
  else if (style->lines == 1)
    cw_inspection_add (self, cover, &finding, _ ("Shorten it, or use a design with more room."),
                       _ ("“%s” is too long for its place by %.1f mm even at %.1f pt and ends in “…”."), name, finding.number, fit->size);
  else
    cw_inspection_add (self, cover, &finding, _ ("Shorten it, or use a design with more room."),
                       _ ("“%s” has more lines than its place, by %.1f mm even at %.1f pt, and ends in “…”."), name, finding.number, fit->size);
}

static void
check_size (CwInspection  *self,
            const CwCover *cover,
            const char    *name)
{
  const CwTextFit *fit = cw_text_block_get_fit (cover->item->text);
  gboolean caption = !fit->shrunk && cw_pattern_is_constant (cover->item->element->pattern);
  double least = caption ? SMALL_CAPTION_POINTS : SMALL_POINTS;

  if (fit->size < least - 0.05 && fit->shrunk)
    cw_inspection_add (self, cover, &(CwFinding) { CW_CHECK_SMALL_TYPE, .number = fit->size, .unit = "pt" }, _ ("Shorten it, or use a design with more room."),
                       _ ("“%s” only fits at %.1f pt instead of %.1f pt, which is hard to read."), name, fit->size, cover->item->element->style.size);
  else if (fit->size < least - 0.05)
    cw_inspection_add (self, cover, &(CwFinding) { CW_CHECK_SMALL_TYPE, .number = fit->size, .unit = "pt" }, _ ("Make the type larger in the design."),
                       _ ("“%s” is set in %.1f pt, which is hard to read; %.0f pt is the least."), name, fit->size, least);
  if (fit->condense < NARROW - 0.005)
    cw_inspection_add (self, cover, &(CwFinding) { CW_CHECK_CONDENSED, .number = fit->condense * 100, .unit = "%" }, _ ("Shorten it, or use a design with more room."),
                       _ ("The letters of “%s” are narrowed to %.0f %% of their width, which is hard to read."), name, fit->condense * 100);
}

static void
check_fonts (CwInspection  *self,
             const CwCover *cover,
             const char    *name)
{
  const CwTextFit *fit = cw_text_block_get_fit (cover->item->text);
  gunichar unknown = g_utf8_get_char_validated (fit->unknown, -1);

  if (fit->n_unknown > 0)
    cw_inspection_add (self, cover, &(CwFinding) { CW_CHECK_GLYPH_MISSING, .error = TRUE, .number = fit->n_unknown, .unit = "characters" },
                       _ ("Correct the record or install a font."),
                       g_dngettext (GETTEXT_PACKAGE,
                                    "“%s” has %u character that no installed font can show: “%s” (U+%04X).",
                                    "“%s” has %u characters that no installed font can show, the first of them “%s” (U+%04X).",
                                    fit->n_unknown),
                       name, fit->n_unknown, fit->unknown, unknown < 0x110000 ? unknown : 0xfffd);
  if (fit->substitute != NULL)
    cw_inspection_add (self, cover, &(CwFinding) { CW_CHECK_FONT_MISSING }, _ ("Install the font."),
                       _ ("The font “%s” of “%s” is not installed; “%s” stands in for it."), cover->item->element->style.family, name, fit->substitute);
}

/* One channel of the ink itself, from a dot that it covers to @share. */
static guint32
unblend (guint32 printed,
         guint32 ground,
         double  share)
{
  double ink = (double) ground + ((double) printed - (double) ground) / share;

  return (guint32) CLAMP (lround (ink), 0, 255);
}

static double
dot_ratio (guint32 printed,
           guint32 ground,
           double  share)
{
  guint32 ink = 0;
  double above = 0;
  double below = 0;

  for (int shift = 0; shift < 24; shift += 8)
    ink |= unblend ((printed >> shift) & 0xff, (ground >> shift) & 0xff, share) << shift;
  above = cw_pixel_luminance (ink) + 0.05;
  below = cw_pixel_luminance (ground) + 0.05;
  return above > below ? above / below : below / above;
}

/* Counts the dots that are mostly ink by their ratio to what lies behind them. */
static guint
count_ratios (CwInspection                *self,
              const CwCover               *cover,
              const cairo_rectangle_int_t *dots,
              guint                       *counts)
{
  g_autoptr (cairo_surface_t) mask = cw_cover_mask (self, cover, dots);
  double full = 255 * cover->item->element->style.colour.alpha;
  guint total = 0;

  for (int y = 0; y < dots->height; y++)
    {
      const guint8 *ink = cw_mask_row (mask, y);
      const guint32 *printed = cw_surface_row (self->all, dots->y + y) + dots->x;
      const guint32 *ground = cw_surface_row (self->ground, dots->y + y) + dots->x;

      for (int x = 0; x < dots->width; x++)
        if (ink[x] >= full / 2 && ink[x] > 0)
          {
            double ratio = dot_ratio (printed[x], ground[x], MIN (1, ink[x] / full));

            counts[(int) ((ratio - 1) * RATIO_STEPS + 0.5)]++;
            total++;
          }
    }
  return total;
}

/* Of the worst tenth of the ink against what is really behind it; 0: there is no ink. */
static double
measure_ratio (CwInspection  *self,
               const CwCover *cover)
{
  g_autofree guint *counts = g_new0 (guint, 20 * RATIO_STEPS + 2);
  cairo_rectangle_int_t dots = { 0 };
  guint total = 0;
  guint seen = 0;

  if (!cw_box_to_dots (&cover->bounds, &self->page, &dots))
    return 0;
  total = count_ratios (self, cover, &dots, counts);
  for (int i = 0; total > 0; i++)
    {
      seen += counts[i];
      if (seen > total * WORST_SHARE)
        return 1 + (double) i / RATIO_STEPS;
    }
  return 0;
}

static void
check_contrast (CwInspection  *self,
                const CwCover *cover,
                const char    *name)
{
  double ratio = measure_ratio (self, cover);

  if (ratio > 0 && ratio < LOW_RATIO - 0.005)
    cw_inspection_add (self, cover, &(CwFinding) { CW_CHECK_CONTRAST, .error = ratio < NO_RATIO - 0.005, .number = ratio, .unit = ":1" },
                       _ ("Make the type darker or its ground lighter in the design, or move what covers it."),
                       _ ("“%s” hardly stands out from its ground: contrast %.1f : 1 where it is weakest, and 3 : 1 is the least."), name, ratio);
}

void
cw_check_text (CwInspection *self,
               CwCover      *cover)
{
  g_autofree char *name = cw_cover_name (cover);

  if (cover->item->text == NULL)
    return;
  check_room (self, cover, name);
  check_size (self, cover, name);
  check_fonts (self, cover, name);
  if (!cover->zoned)
    check_contrast (self, cover, name);
}
