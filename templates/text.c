/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/text.h"

#include <math.h>
#include <string.h>

#include <pango/pangocairo.h>

/* Owns type: shaping, fitting into a box, and drawing. Pango objects live only inside of
 * cw_text_block_new(), under one lock, because a font map belongs to one thread at a time and
 * faces are laid out on workers and drawn on the desk; what is kept is glyphs and Cairo fonts.
 * Lengths inside of Pango are points (one device unit a point), outside millimetres. */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (cairo_font_options_t, cairo_font_options_destroy)

#define FIT_STEPS 9 /* halvings of the range between size and min_size of a paragraph */

/* A shortfall of less than a hundredth of a millimetre is rounding, not overflow. */
#define SLACK_MM 0.01

typedef struct
{
  cairo_font_face_t         *face;
  cairo_matrix_t             matrix; /* font units to millimetres */
  char                      *text;
  cairo_glyph_t             *glyphs;
  int                        n_glyphs;
  cairo_text_cluster_t      *clusters;
  int                        n_clusters;
  cairo_text_cluster_flags_t flags;
} CwGlyphRun;

struct _CwTextBlock
{
  gatomicrefcount ref_count;
  GArray   *runs; /* of CwGlyphRun */
  CwColour  colour;
  CwTextFit fit;
};

static GMutex pango_lock;
static PangoFontMap *pango_fonts;

static void
glyph_run_clear (gpointer data)
{
  CwGlyphRun *run = data;

  cairo_font_face_destroy (run->face);
  g_free (run->text);
  g_free (run->glyphs);
  g_free (run->clusters);
}

/* Unhinted, so that the same text has the same width at every resolution. */
static cairo_font_options_t *
font_options_new (cairo_antialias_t antialias)
{
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_antialias (options, antialias);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  return options;
}

/* Called with the lock held. */
static PangoLayout *
layout_new_locked (const CwTextStyle *style,
                   const char        *text)
{
  g_autoptr (cairo_font_options_t) options = font_options_new (CAIRO_ANTIALIAS_GRAY);
  PangoContext *context = NULL;
  PangoLayout *layout = NULL;

  if (pango_fonts == NULL)
    pango_fonts = pango_cairo_font_map_new ();
  context = pango_font_map_create_context (pango_fonts);
  pango_cairo_context_set_resolution (context, 72.0);
  pango_cairo_context_set_font_options (context, options);
  pango_context_set_round_glyph_positions (context, FALSE);
  /* the card's language is not the operator's: shaping must not follow the locale */
  pango_context_set_language (context, pango_language_from_string (style->language != NULL ? style->language : "en"));
  pango_context_set_base_dir (context, PANGO_DIRECTION_LTR);

  layout = pango_layout_new (context);
  g_object_unref (context);
  pango_layout_set_auto_dir (layout, TRUE);
  pango_layout_set_text (layout, text, -1);
  pango_layout_set_single_paragraph_mode (layout, style->lines == 1);
  if (style->lines > 1)
    {
      pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
      pango_layout_set_line_spacing (layout, (float) style->line_height);
    }
  return layout;
}

static void
layout_set_size (PangoLayout       *layout,
                 const CwTextStyle *style,
                 double             size)
{
  g_autoptr (PangoFontDescription) font = pango_font_description_new ();
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_font_description_set_family (font, style->family);
  pango_font_description_set_weight (font, (PangoWeight) style->weight);
  pango_font_description_set_style (font, style->italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  if (style->tracking != 0)
    pango_attr_list_insert (attributes, pango_attr_letter_spacing_new ((int) lround (size * style->tracking / 1000 * PANGO_SCALE)));
  if (style->tabular)
    pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
}

static double
fit_line (PangoLayout       *layout,
          const CwTextStyle *style,
          double             width)
{
  PangoRectangle logical = { 0 };
  double size = style->size;
  double natural = 0;

  layout_set_size (layout, style, size);
  pango_layout_get_extents (layout, NULL, &logical);
  natural = (double) logical.width / PANGO_SCALE;
  /* unhinted widths grow in proportion to the size; the last thousandth is for rounding */
  if (natural > width)
    {
      size = MAX (style->min_size, size * width / natural * 0.999);
      layout_set_size (layout, style, size);
      pango_layout_get_extents (layout, NULL, &logical);
    }
  if ((double) logical.width / PANGO_SCALE > width)
    {
      pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    }
  return size;
}

static gboolean
paragraph_fits (PangoLayout       *layout,
                const CwTextStyle *style,
                double             size,
                double             height)
{
  PangoRectangle logical = { 0 };

  layout_set_size (layout, style, size);
  pango_layout_get_extents (layout, NULL, &logical);
  return pango_layout_get_line_count (layout) <= (int) style->lines &&
         (double) logical.height / PANGO_SCALE <= height;
}

static double
fit_paragraph (PangoLayout       *layout,
               const CwTextStyle *style,
               double             width,
               double             height)
{
  double fits = style->min_size;
  double too_large = style->size;
  static const PangoAlignment alignments[] = { PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER, PANGO_ALIGN_RIGHT, PANGO_ALIGN_LEFT };
  PangoRectangle logical = { 0 };
  double line = 0;
  int n_lines = 0;

  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_alignment (layout, alignments[style->align]);
  pango_layout_set_justify (layout, style->align == CW_ALIGN_JUSTIFY);
  if (paragraph_fits (layout, style, style->size, height))
    return style->size;
  for (int i = 0; i < FIT_STEPS && too_large - fits > 0.05; i++)
    {
      double size = (fits + too_large) / 2;

      if (paragraph_fits (layout, style, size, height))
        fits = size;
      else
        too_large = size;
    }
  if (paragraph_fits (layout, style, fits, height))
    return fits;

  /* even the smallest size is too large: cut after the lines that fit */
  pango_layout_get_extents (layout, NULL, &logical);
  n_lines = MAX (1, pango_layout_get_line_count (layout));
  line = (double) logical.height / PANGO_SCALE / n_lines;
  n_lines = CLAMP ((int) (height / line), 1, (int) style->lines);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_height (layout, (int) (line * n_lines * PANGO_SCALE));
  return fits;
}

static void
run_set_clusters (CwGlyphRun     *run,
                  PangoGlyphItem *item,
                  const char     *text)
{
  gboolean backward = (item->item->analysis.level & 1) != 0;
  g_autoptr (GArray) clusters = g_array_new (FALSE, FALSE, sizeof (cairo_text_cluster_t));
  PangoGlyphItemIter iter;
  int n_glyphs = 0;
  int n_bytes = 0;

  for (gboolean have = pango_glyph_item_iter_init_start (&iter, item, text); have; have = pango_glyph_item_iter_next_cluster (&iter))
    {
      int first = MIN (iter.start_glyph, iter.end_glyph + 1);
      int end = MAX (iter.start_glyph + 1, iter.end_glyph);
      cairo_text_cluster_t cluster = { .num_bytes = iter.end_index - iter.start_index };

      if (!backward)
        {
          first = iter.start_glyph;
          end = iter.end_glyph;
        }
      for (int i = first; i < end; i++)
        if (item->glyphs->glyphs[i].glyph != PANGO_GLYPH_EMPTY)
          cluster.num_glyphs++;
      n_glyphs += cluster.num_glyphs;
      n_bytes += cluster.num_bytes;
      g_array_append_val (clusters, cluster);
    }
  if (n_glyphs != run->n_glyphs || n_bytes != item->item->length)
    return; /* drawn as shapes alone: Cairo refuses clusters that do not add up */
  run->n_clusters = (int) clusters->len;
  run->clusters = (cairo_text_cluster_t *) (void *) g_array_free (g_steal_pointer (&clusters), FALSE);
  run->flags = backward ? CAIRO_TEXT_CLUSTER_FLAG_BACKWARD : 0;
  run->text = g_strndup (text + item->item->offset, (gsize) item->item->length);
}

static void
block_add_run (CwTextBlock    *self,
               PangoGlyphItem *item,
               const char     *text,
               double          x,
               double          baseline)
{
  PangoFont *font = item->item->analysis.font;
  cairo_scaled_font_t *scaled = PANGO_IS_CAIRO_FONT (font) ? pango_cairo_font_get_scaled_font (PANGO_CAIRO_FONT (font)) : NULL;
  CwGlyphRun run = { 0 };
  gboolean unknown = FALSE;

  if (scaled == NULL)
    return;
  run.face = cairo_font_face_reference (cairo_scaled_font_get_font_face (scaled));
  cairo_scaled_font_get_font_matrix (scaled, &run.matrix);
  cairo_matrix_scale (&run.matrix, CW_MM_PER_POINT, CW_MM_PER_POINT);
  run.glyphs = g_new0 (cairo_glyph_t, (gsize) item->glyphs->num_glyphs + 1);
  for (int i = 0; i < item->glyphs->num_glyphs; i++)
    {
      const PangoGlyphInfo *info = &item->glyphs->glyphs[i];

      unknown = unknown || (info->glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0;
      if (info->glyph != PANGO_GLYPH_EMPTY && (info->glyph & PANGO_GLYPH_UNKNOWN_FLAG) == 0)
        {
          cairo_glyph_t *glyph = &run.glyphs[run.n_glyphs++];

          glyph->index = info->glyph;
          glyph->x = (x + (double) info->geometry.x_offset / PANGO_SCALE) * CW_MM_PER_POINT;
          glyph->y = (baseline + (double) info->geometry.y_offset / PANGO_SCALE) * CW_MM_PER_POINT;
        }
      x += (double) info->geometry.width / PANGO_SCALE;
    }
  /* a run with a character that no font has is drawn without its text mapping */
  if (!unknown)
    run_set_clusters (&run, item, text);
  g_array_append_val (self->runs, run);
}

/* The first family that differs from the one asked for, unless only the fallback for a few
 * characters differs. */
static void
block_note_family (CwTextBlock *self,
                   PangoLayout *layout,
                   const char  *wanted)
{
  PangoContext *context = pango_layout_get_context (layout);
  g_autoptr (PangoFont) font = pango_context_load_font (context, pango_layout_get_font_description (layout));
  g_autoptr (PangoFontDescription) found = font != NULL ? pango_font_describe (font) : NULL;
  const char *family = found != NULL ? pango_font_description_get_family (found) : NULL;

  if (family != NULL && g_ascii_strcasecmp (family, wanted) != 0)
    self->fit.substitute = g_strdup (family);
}

static void
block_take_layout (CwTextBlock       *self,
                   PangoLayout       *layout,
                   const CwTextStyle *style,
                   double             width,
                   double             height)
{
  g_autoptr (PangoLayoutIter) iter = pango_layout_get_iter (layout);
  const char *text = pango_layout_get_text (layout);
  PangoRectangle ink = { 0 };
  PangoRectangle logical = { 0 };
  double shift_x = 0;
  double shift_y = 0;
  double spare = 0;
  static const double shares[] = { [CW_ALIGN_LEFT] = 0, [CW_ALIGN_CENTRE] = 0.5, [CW_ALIGN_RIGHT] = 1, [CW_ALIGN_JUSTIFY] = 0 };

  pango_layout_get_extents (layout, &ink, &logical);
  spare = height - (double) logical.height / PANGO_SCALE;
  if (style->lines == 1)
    shift_x = (width - (double) logical.width / PANGO_SCALE) * shares[style->align] - (double) logical.x / PANGO_SCALE;
  if (style->valign == CW_VALIGN_BASELINE)
    shift_y = height - (double) pango_layout_get_baseline (layout) / PANGO_SCALE;
  else
    shift_y = spare * (style->valign == CW_VALIGN_TOP ? 0 : style->valign == CW_VALIGN_BOTTOM ? 1 : 0.5);
  do
    {
      PangoGlyphItem *item = pango_layout_iter_get_run_readonly (iter);
      PangoRectangle place = { 0 };

      if (item == NULL)
        continue;
      pango_layout_iter_get_run_extents (iter, NULL, &place);
      block_add_run (self, item, text, shift_x + (double) place.x / PANGO_SCALE,
                     shift_y + (double) pango_layout_iter_get_baseline (iter) / PANGO_SCALE);
    }
  while (pango_layout_iter_next_run (iter));

  self->fit.cut = pango_layout_is_ellipsized (layout);
  self->fit.n_unknown = (guint) pango_layout_get_unknown_glyphs_count (layout);
  self->fit.overflow = style->lines > 1 && spare * CW_MM_PER_POINT < -SLACK_MM;
  self->fit.ink.x = (shift_x + (double) ink.x / PANGO_SCALE) * CW_MM_PER_POINT;
  self->fit.ink.y = (shift_y + (double) ink.y / PANGO_SCALE) * CW_MM_PER_POINT;
  self->fit.ink.width = (double) ink.width / PANGO_SCALE * CW_MM_PER_POINT;
  self->fit.ink.height = (double) ink.height / PANGO_SCALE * CW_MM_PER_POINT;
}

/**
 * cw_text_block_new:
 * @fonts: (nullable): those of the template
 * @text: UTF-8
 * @width: of the box, millimetres
 * @height: of the box, millimetres
 *
 * Sets @text at the size of @style, smaller until it fits, and cut with an ellipsis where even the
 * smallest size does not.
 *
 * Returns: (transfer full):
 */
CwTextBlock *
cw_text_block_new (CwFontSet         *fonts,
                   const CwTextStyle *style,
                   const char        *text,
                   double             width,
                   double             height)
{
  CwTextBlock *self = g_new0 (CwTextBlock, 1);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&pango_lock);
  g_autoptr (PangoLayout) layout = layout_new_locked (style, text);
  double width_pt = width / CW_MM_PER_POINT;
  double height_pt = height / CW_MM_PER_POINT;

  g_atomic_ref_count_init (&self->ref_count);
  self->runs = g_array_new (FALSE, TRUE, sizeof (CwGlyphRun));
  g_array_set_clear_func (self->runs, glyph_run_clear);
  self->colour = style->colour;
  self->fit.size = style->lines == 1 ? fit_line (layout, style, width_pt) : fit_paragraph (layout, style, width_pt, height_pt);
  self->fit.condense = 1;
  self->fit.shrunk = self->fit.size < style->size;
  block_take_layout (self, layout, style, width_pt, height_pt);
  block_note_family (self, layout, style->family);
  return self;
}

CwTextBlock *
cw_text_block_ref (CwTextBlock *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
cw_text_block_unref (CwTextBlock *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  /* Cairo takes a font face off the list of its file without a lock of its own */
  locker = g_mutex_locker_new (&pango_lock);
  g_array_unref (self->runs);
  g_free (self->fit.substitute);
  g_free (self);
}

const CwTextFit *
cw_text_block_get_fit (const CwTextBlock *self)
{
  return &self->fit;
}

/**
 * cw_text_block_draw:
 * @cr: in millimetres, origin at the box's top left corner
 * @crisp: without grey edges, for a panel that knows only dots
 *
 * Paints the glyphs in the colour of their style. A target that keeps text (PDF) gets the
 * characters with them.
 */
void
cw_text_block_draw (const CwTextBlock *self,
                    cairo_t           *cr,
                    gboolean           crisp)
{
  g_autoptr (cairo_font_options_t) options = font_options_new (crisp ? CAIRO_ANTIALIAS_NONE : CAIRO_ANTIALIAS_GRAY);
  gboolean keeps_text = cairo_surface_has_show_text_glyphs (cairo_get_target (cr));

  cairo_save (cr);
  cairo_set_font_options (cr, options);
  cairo_set_source_rgba (cr, self->colour.red, self->colour.green, self->colour.blue, self->colour.alpha);
  for (guint i = 0; i < self->runs->len; i++)
    {
      const CwGlyphRun *run = &g_array_index (self->runs, CwGlyphRun, i);

      cairo_set_font_face (cr, run->face);
      cairo_set_font_matrix (cr, &run->matrix);
      if (keeps_text && run->text != NULL)
        cairo_show_text_glyphs (cr, run->text, (int) strlen (run->text), run->glyphs, run->n_glyphs, run->clusters, run->n_clusters, run->flags);
      else
        cairo_show_glyphs (cr, run->glyphs, run->n_glyphs);
    }
  cairo_restore (cr);
}
