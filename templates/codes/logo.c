/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/codes/logo.h"

#include "templates/codes/emblem.h"

/* Owns the European Student Card block beside its code: the European emblem and the three words.
 * One unit is one module of the code. Any thread. */

/* Block and parts: EuropeanStudentCard/qr-java-generator (aa51d80), mergeSVG(): code 41 x 41 with
 * its quiet zone, logo 24 x 41 on its right or 41 x 10 above it, and around both a margin of
 * (41 - 8) * 0.2 - 4 = 2.6. */
#define MARGIN 2.6
#define LOGO_WIDTH 24.0
#define LOGO_HEIGHT 10.0

static const CwColour white = { 1, 1, 1, 1 };

typedef struct
{
  double flag_x;
  double flag_y;
  double hoist;
  double words_x;
  double words_width;
  double size;
  double baselines[3];
} CwLogoForm;

/* Horizontal: flag and words share the edges of the symbol, 4 and 37. Vertical: they share its
 * left and right edges and fill the height of the logo. */
static const CwLogoForm horizontal_form = { 0, 4, 15, 0, 23.4, 4.75, { 25.6, 31.3, 37 } };
static const CwLogoForm vertical_form = { 4, 0, 10, 20.6, 20, 3.6, { 2.75, 6.35, 9.95 } };

struct _CwLogo
{
  CwLogoSpec   spec;
  CwColour     ink;
  CwTextBlock *words[3];
};

/**
 * cw_logo_get_size:
 *
 * Size of the whole block and place of the first dark module in it, in modules.
 */
void
cw_logo_get_size (const CwLogoSpec *spec,
                  double           *width,
                  double           *height,
                  double           *code_x,
                  double           *code_y)
{
  *width = CW_CODE_FULL + 2 * MARGIN + (spec->vertical ? 0 : LOGO_WIDTH);
  *height = CW_CODE_FULL + 2 * MARGIN + (spec->vertical ? LOGO_HEIGHT : 0);
  *code_x = MARGIN + CW_CODE_QUIET;
  *code_y = MARGIN + CW_CODE_QUIET + (spec->vertical ? LOGO_HEIGHT : 0);
}

/**
 * cw_logo_get_art_box:
 *
 * Returns: where flag and words lie in the block, in modules: right of the symbol with its quiet zone, or
 *   above it
 */
CwBox
cw_logo_get_art_box (const CwLogoSpec *spec)
{
  if (spec->vertical)
    return (CwBox) { MARGIN, MARGIN, CW_CODE_FULL, LOGO_HEIGHT };
  return (CwBox) { MARGIN + CW_CODE_FULL, MARGIN, LOGO_WIDTH, CW_CODE_FULL };
}

/**
 * cw_logo_new:
 * @fonts: (nullable): the template's own; %NULL: the system's
 * @layer: resin: black ink is exact black; otherwise the colour layer's darkest
 * @family: font for the words
 *
 * Returns: (transfer full):
 */
CwLogo *
cw_logo_new (CwFontSet        *fonts,
             const CwLogoSpec *spec,
             CwFaceLayer       layer,
             const char       *family)
{
  static const char *const words[] = { "European", "Student", "Card" };
  static const CwColour black = { 0, 0, 0, 1 };
  const CwLogoForm *form = spec->vertical ? &vertical_form : &horizontal_form;
  CwLogo *self = g_new0 (CwLogo, 1);
  CwTextStyle style = {
    .family = (char *) family,
    .weight = 700,
    .size = form->size / CW_MM_PER_POINT,
    .min_size = form->size / CW_MM_PER_POINT / 2,
    .lines = 1,
    .align = CW_ALIGN_LEFT,
    .valign = CW_VALIGN_BASELINE,
  };

  self->spec = *spec;
  self->ink = spec->inverted ? white : spec->black ? black
                                                   : cw_emblem_blue;
  if (layer == CW_LAYER_COLOUR)
    self->ink = cw_colour_lift (&self->ink);
  style.colour = self->ink;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    self->words[i] = cw_text_block_new (fonts, &style, words[i], form->words_width, form->size);
  return self;
}

void
cw_logo_free (CwLogo *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (self->words); i++)
    cw_text_block_unref (self->words[i]);
  g_free (self);
}

/**
 * cw_logo_draw:
 * @cr: in modules, origin at the block's top left corner
 * @crisp: without grey edges
 *
 * Draws flag and words; the code and its ground are the caller's.
 */
void
cw_logo_draw (const CwLogo *self,
              cairo_t      *cr,
              gboolean      crisp)
{
  const CwLogoForm *form = self->spec.vertical ? &vertical_form : &horizontal_form;
  double left = MARGIN + (self->spec.vertical ? 0 : CW_CODE_FULL);
  gboolean one_ink = self->spec.inverted || self->spec.black;

  cairo_save (cr);
  cairo_set_antialias (cr, crisp ? CAIRO_ANTIALIAS_NONE : CAIRO_ANTIALIAS_DEFAULT);
  cairo_translate (cr, left + form->flag_x, MARGIN + form->flag_y);
  cw_emblem_draw (cr, form->hoist, one_ink ? NULL : &cw_emblem_blue, one_ink ? &self->ink : &cw_emblem_gold);
  cairo_restore (cr);
  for (guint i = 0; i < G_N_ELEMENTS (self->words); i++)
    {
      cairo_save (cr);
      cairo_translate (cr, left + form->words_x, MARGIN + form->baselines[i] - form->size);
      cw_text_block_draw (self->words[i], cr, crisp);
      cairo_restore (cr);
    }
}

/**
 * cw_logo_get_module_mm:
 *
 * Returns: mm of a module at @size: 1, 1.5 and 4 px at 96 dpi (qr-java-generator aa51d80, QRCLI);
 *   0 for the largest that fits
 */
double
cw_logo_get_module_mm (CwLogoSize size)
{
  const double pixel = 25.4 / 96;

  switch (size)
    {
    case CW_LOGO_FIT:
      return 0;
    case CW_LOGO_XS:
      return pixel;
    case CW_LOGO_S:
      return 1.5 * pixel;
    case CW_LOGO_M:
      return 4 * pixel;
    }
  g_return_val_if_reached (0);
}
