/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/type/text-private.h"

#include <math.h>
#include <string.h>

/* Owns fitting a text into its box: its own size, then smaller, then narrower, then cut with an
 * ellipsis between two graphemes. Called with the lock of the fonts held.
 *
 * A text is always shaped at one size, LAYOUT_EM, and only the result is scaled: type is unhinted
 * here, so that everything grows in proportion, and a font loaded at one more size costs a hundred
 * times what setting a line does. A paragraph at half the size is one in a box twice as wide. */

/* Small enough that the longest text of the widest letters stays within an int at 1/1024 point. */
#define LAYOUT_EM 16.0
#define MAX_CHARACTERS 4096

/* Sizes and widths come in steps, so that cards share the pictures of their letters. */
#define SIZE_STEP 0.05      /* points */
#define CONDENSE_STEP 0.005 /* of the natural width */

/* Of a width, for what multiplying and dividing leaves behind. */
#define ROUNDING 1e-6

static gboolean
is_bidi_control (gunichar c)
{
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static gboolean
is_line_end (gunichar c)
{
  return c == '\n' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/* What is set for @text: control characters are no letters, and overrides of the writing direction
 * would let a record show something else than it says. */
static char *
clean_text (const char *text,
            gboolean    one_line)
{
  g_autofree char *valid = g_utf8_validate (text, -1, NULL) ? NULL : g_utf8_make_valid (text, -1);
  GString *clean = g_string_sized_new (strlen (text) + 1);
  const char *p = valid != NULL ? valid : text;

  for (guint n = 0; *p != '\0' && n < MAX_CHARACTERS; p = g_utf8_next_char (p), n++)
    {
      gunichar c = g_utf8_get_char (p);

      if (is_line_end (c) && !(one_line || (clean->len == 0 && p[1] == '\0')))
        g_string_append_c (clean, '\n');
      else if (is_line_end (c) || c == '\t')
        g_string_append_c (clean, ' ');
      else if (c >= 0x20 && !(c >= 0x7f && c < 0xa0) && c != 0xfeff && !is_bidi_control (c))
        g_string_append_len (clean, p, g_utf8_next_char (p) - p);
    }
  return g_string_free (clean, FALSE);
}

/* Letters of these scripts touch; space between them would tear a word apart. */
static gboolean
is_cursive (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      GUnicodeScript script = (guint8) *p < 0xd8 ? G_UNICODE_SCRIPT_LATIN : g_unichar_get_script (g_utf8_get_char (p));

      if (script == G_UNICODE_SCRIPT_ARABIC || script == G_UNICODE_SCRIPT_SYRIAC || script == G_UNICODE_SCRIPT_MONGOLIAN ||
          script == G_UNICODE_SCRIPT_NKO || script == G_UNICODE_SCRIPT_MANDAIC || script == G_UNICODE_SCRIPT_HANIFI_ROHINGYA)
        return TRUE;
    }
  return FALSE;
}

static PangoLayout *
layout_new (PangoContext      *context,
            const CwTextStyle *style,
            const char        *text)
{
  g_autofree char *clean = clean_text (text, style->lines == 1);
  g_autoptr (PangoFontDescription) font = pango_font_description_new ();
  PangoLayout *layout = pango_layout_new (context);

  pango_font_description_set_family_static (font, style->family);
  pango_font_description_set_weight (font, (PangoWeight) style->weight);
  pango_font_description_set_style (font, style->italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
  pango_font_description_set_absolute_size (font, LAYOUT_EM * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_auto_dir (layout, TRUE);
  pango_layout_set_text (layout, clean, -1);
  pango_layout_set_single_paragraph_mode (layout, style->lines == 1);
  if (style->tracking != 0 || style->tabular)
    {
      g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

      if (style->tracking != 0 && !is_cursive (clean))
        pango_attr_list_insert (attributes, pango_attr_letter_spacing_new ((int) lround (LAYOUT_EM * style->tracking / 1000 * PANGO_SCALE)));
      if (style->tabular)
        pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
      pango_layout_set_attributes (layout, attributes);
    }
  if (style->lines > 1)
    {
      pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
      pango_layout_set_line_spacing (layout, (float) style->line_height);
      pango_layout_set_justify (layout, style->align == CW_ALIGN_JUSTIFY);
    }
  return layout;
}

/* The largest step not above @value and not below @least. */
static double
step_down (double value,
           double step,
           double least)
{
  return MAX (least, floor (value / step + ROUNDING) * step);
}

static double
style_get_min_condense (const CwTextStyle *style)
{
  return style->min_condense > 0 ? CLAMP (style->min_condense, 0.5, 1.0) : 1;
}

/* The width of the box in the layout's units, when letters are set so. */
static int
scaled_width (double width,
              double size,
              double condense)
{
  return (int) MIN (width * LAYOUT_EM / (size * condense) * PANGO_SCALE * (1 + ROUNDING), G_MAXINT / 2);
}

static void
fit_line (CwTextSetting     *self,
          const CwTextStyle *style,
          double             width)
{
  double least = style_get_min_condense (style);
  PangoRectangle logical = { 0 };
  double natural = 0;

  pango_layout_get_extents (self->layout, NULL, &logical);
  natural = (double) logical.width / PANGO_SCALE / LAYOUT_EM; /* at a size of one point */
  if (natural * self->size > width * (1 + ROUNDING))
    self->size = step_down (width / natural, SIZE_STEP, style->min_size);
  if (natural * self->size > width * (1 + ROUNDING))
    self->condense = step_down (width / (natural * self->size), CONDENSE_STEP, least);
  if (natural * self->size * self->condense > width * (1 + ROUNDING))
    {
      pango_layout_set_width (self->layout, scaled_width (width, self->size, self->condense));
      pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_END);
    }
}

/* A paragraph on its way into a box of @width and @height points. */
typedef struct
{
  CwTextSetting     *setting;
  const CwTextStyle *style;
  double             width;
  double             height;
  CwWrap            *wrap;  /* (nullable): not yet measured */
  double             first; /* height of the layout's first line, in its units */
  double             pitch; /* from line to line */
} CwParagraph;

/* Whether it fits at the size and width of its setting. */
typedef gboolean (*CwFits) (const CwParagraph *self);

static gboolean
height_fits (const CwParagraph *self,
             double             logical_height)
{
  return logical_height / PANGO_SCALE * self->setting->size / LAYOUT_EM <= self->height * (1 + ROUNDING);
}

/* Lays it out, and so knows. */
static gboolean
paragraph_fits (const CwParagraph *self)
{
  CwTextSetting *setting = self->setting;
  PangoRectangle logical = { 0 };

  pango_layout_set_width (setting->layout, scaled_width (self->width, setting->size, setting->condense));
  if (pango_layout_get_line_count (setting->layout) > (int) self->style->lines)
    return FALSE;
  pango_layout_get_extents (setting->layout, NULL, &logical);
  return height_fits (self, logical.height);
}

static gboolean
paragraph_may_fit (const CwParagraph *self)
{
  const CwTextSetting *setting = self->setting;
  guint n_lines = cw_wrap_count_lines (self->wrap, scaled_width (self->width, setting->size, setting->condense));

  return n_lines <= self->style->lines && height_fits (self, self->first + (n_lines - 1) * self->pitch);
}

/* Measures what a forecast needs, from a layout that has just been found too large. */
static void
paragraph_measure (CwParagraph *self)
{
  PangoLayout *layout = self->setting->layout;
  int n_wrapped = pango_layout_get_line_count (layout);
  int n_lines = 0;
  PangoRectangle wrapped = { 0 };
  PangoRectangle whole = { 0 };

  pango_layout_get_extents (layout, NULL, &wrapped);
  self->wrap = cw_wrap_new_locked (layout);
  n_lines = MAX (1, pango_layout_get_line_count (layout));
  pango_layout_get_extents (layout, NULL, &whole);
  self->pitch = n_wrapped > n_lines ? (double) (wrapped.height - whole.height) / (n_wrapped - n_lines) : (double) whole.height / n_lines;
  self->first = whole.height - (n_lines - 1) * self->pitch;
}

/* The largest @value below @top, by steps from @bottom, that @fits; @bottom is taken to. */
static void
search_range (const CwParagraph *self,
              CwFits             fits,
              double            *value,
              double             bottom,
              double             step,
              double             top)
{
  int low = 0;
  int high = (int) ceil ((top - bottom) / step - ROUNDING);

  while (high - low > 1)
    {
      int middle = (low + high) / 2;

      *value = bottom + middle * step;
      if (fits (self))
        low = middle;
      else
        high = middle;
    }
  *value = bottom + low * step;
}

/* Sets *@value, a member of the setting, so that the paragraph fits: as forecast, or where the
 * forecast was wrong, by trying. %FALSE when it does not fit at @bottom. */
static gboolean
fit_range (const CwParagraph *self,
           double            *value,
           double             bottom,
           double             step,
           double             top)
{
  if (bottom >= top)
    return FALSE;
  search_range (self, paragraph_may_fit, value, bottom, step, top);
  if (paragraph_fits (self))
    return TRUE;
  if (*value == bottom)
    return FALSE;
  *value = bottom;
  if (!paragraph_fits (self))
    return FALSE;
  search_range (self, paragraph_fits, value, bottom, step, top);
  return paragraph_fits (self);
}

/* Even the smallest and narrowest letters are too large: cut after the lines that fit. Pango reckons
 * them without the space between lines and in the height of the first font, so that its answer is
 * one to be checked. */
static void
cut_paragraph (const CwParagraph *self)
{
  PangoLayout *layout = self->setting->layout;
  double line = self->pitch;
  int n_lines = CLAMP ((int) (self->height * LAYOUT_EM / self->setting->size * PANGO_SCALE / line), 1, (int) self->style->lines);

  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  do
    pango_layout_set_height (layout, (int) (line * n_lines));
  while (!paragraph_fits (self) && --n_lines > 0);
}

static void
fit_paragraph (CwTextSetting     *setting,
               const CwTextStyle *style,
               double             width,
               double             height)
{
  CwParagraph self = { .setting = setting, .style = style, .width = width, .height = height };
  double least = style_get_min_condense (style);

  if (paragraph_fits (&self))
    return;
  paragraph_measure (&self);
  if (!fit_range (&self, &setting->size, style->min_size, SIZE_STEP, style->size))
    {
      setting->size = style->min_size;
      if (!fit_range (&self, &setting->condense, least, CONDENSE_STEP, 1))
        {
          setting->condense = least;
          cut_paragraph (&self);
        }
    }
  cw_wrap_free (self.wrap);
}

/*
 * cw_text_setting_init_locked:
 * @text: of any origin
 * @width: of the box, points
 * @height: of the box, points
 */
void
cw_text_setting_init_locked (CwTextSetting     *self,
                             PangoContext      *context,
                             const CwTextStyle *style,
                             const char        *text,
                             double             width,
                             double             height)
{
  self->layout = layout_new (context, style, text);
  self->size = style->size;
  self->condense = 1;
  if (style->lines == 1)
    fit_line (self, style, width);
  else
    fit_paragraph (self, style, width, height);
  self->scale_y = self->size / LAYOUT_EM * CW_MM_PER_POINT / PANGO_SCALE;
  self->scale_x = self->scale_y * self->condense;
}

void
cw_text_setting_clear_locked (CwTextSetting *self)
{
  g_clear_object (&self->layout);
}
