/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/type/text-private.h"

#include <string.h>

#include "templates/type/fonts-private.h"

/* Owns type: what becomes of a fitted layout (text-fit.c), and drawing it. Pango objects live only
 * inside of cw_text_block_new(), under the lock of the fonts, because faces are laid out on workers
 * and drawn on the desk; what is kept is glyphs and Cairo fonts. Lengths are millimetres. */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (cairo_font_options_t, cairo_font_options_destroy)

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
} CwGlyphRun;

struct _CwTextBlock
{
  gatomicrefcount ref_count;
  GArray         *runs; /* of CwGlyphRun */
  CwColour        colour;
  CwTextFit       fit;
};

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

/* The glyphs of the cluster that @iter stands at, as a range that ends before @end. */
static void
cluster_get_glyphs (const PangoGlyphItemIter *iter,
                    int                      *start,
                    int                      *end)
{
  gboolean backward = (iter->glyph_item->item->analysis.level & 1) != 0;

  *start = backward ? iter->end_glyph + 1 : iter->start_glyph;
  *end = backward ? iter->start_glyph + 1 : iter->end_glyph;
}

/* Which glyphs stand for which characters, so that a document keeps the text. Characters are told in
 * the order of the glyphs, from left to right, as readers of documents expect it of every script:
 * they turn Arabic round themselves. */
static void
run_set_clusters (CwGlyphRun     *run,
                  PangoGlyphItem *item,
                  const char     *text)
{
  gboolean backward = (item->item->analysis.level & 1) != 0;
  PangoGlyphItemIter iter;
  gboolean have = FALSE;
  int n_glyphs = 0;
  int n_bytes = 0;

  run->text = g_new0 (char, (gsize) item->item->length + 1);
  run->clusters = g_new0 (cairo_text_cluster_t, (gsize) item->item->num_chars + 1);
  have = backward ? pango_glyph_item_iter_init_end (&iter, item, text) : pango_glyph_item_iter_init_start (&iter, item, text);
  while (have && run->n_clusters < item->item->num_chars)
    {
      cairo_text_cluster_t *cluster = &run->clusters[run->n_clusters++];
      int i = 0;
      int end = 0;

      cluster->num_bytes = iter.end_index - iter.start_index;
      for (cluster_get_glyphs (&iter, &i, &end); i < end; i++)
        if (item->glyphs->glyphs[i].glyph != PANGO_GLYPH_EMPTY)
          cluster->num_glyphs++;
      memcpy (run->text + n_bytes, text + iter.start_index, (gsize) cluster->num_bytes);
      n_glyphs += cluster->num_glyphs;
      n_bytes += cluster->num_bytes;
      have = backward ? pango_glyph_item_iter_prev_cluster (&iter) : pango_glyph_item_iter_next_cluster (&iter);
    }
  /* drawn as shapes alone: Cairo refuses clusters that do not add up */
  if (n_glyphs != run->n_glyphs || n_bytes != item->item->length)
    g_clear_pointer (&run->text, g_free);
}

/* The ellipsis says itself, not what it stands for. */
static void
run_set_ellipsis (CwGlyphRun *run)
{
  run->text = g_strdup ("…");
  run->clusters = g_new0 (cairo_text_cluster_t, 1);
  run->clusters[0] = (cairo_text_cluster_t) { (int) strlen (run->text), run->n_glyphs };
  run->n_clusters = 1;
}

static void
block_add_run (CwTextBlock         *self,
               const CwTextSetting *setting,
               PangoGlyphItem      *item,
               double               x,
               double               y)
{
  PangoFont *font = item->item->analysis.font;
  cairo_scaled_font_t *scaled = PANGO_IS_CAIRO_FONT (font) ? pango_cairo_font_get_scaled_font (PANGO_CAIRO_FONT (font)) : NULL;
  CwGlyphRun run = { 0 };
  cairo_matrix_t scale = { 0 };
  gboolean unknown = FALSE;
  int at = 0;

  if (scaled == NULL)
    return;
  run.face = cairo_font_face_reference (cairo_scaled_font_get_font_face (scaled));
  cairo_scaled_font_get_font_matrix (scaled, &run.matrix);
  cairo_matrix_init_scale (&scale, setting->scale_x * PANGO_SCALE, setting->scale_y * PANGO_SCALE);
  cairo_matrix_multiply (&run.matrix, &run.matrix, &scale);
  run.glyphs = g_new0 (cairo_glyph_t, (gsize) item->glyphs->num_glyphs + 1);
  for (int i = 0; i < item->glyphs->num_glyphs; i++)
    {
      const PangoGlyphInfo *info = &item->glyphs->glyphs[i];

      unknown = unknown || (info->glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0;
      if (info->glyph != PANGO_GLYPH_EMPTY && (info->glyph & PANGO_GLYPH_UNKNOWN_FLAG) == 0)
        {
          cairo_glyph_t *glyph = &run.glyphs[run.n_glyphs++];

          glyph->index = info->glyph;
          glyph->x = x + (at + info->geometry.x_offset) * setting->scale_x;
          glyph->y = y + info->geometry.y_offset * setting->scale_y;
        }
      at += info->geometry.width;
    }
  /* a run with a character that no font has is drawn without its text mapping */
  if ((item->item->analysis.flags & PANGO_ANALYSIS_FLAG_IS_ELLIPSIS) != 0)
    run_set_ellipsis (&run);
  else if (!unknown)
    run_set_clusters (&run, item, pango_layout_get_text (setting->layout));
  g_array_append_val (self->runs, run);
}

static gboolean
cluster_is_unknown (const PangoGlyphItemIter *iter)
{
  int i = 0;
  int end = 0;

  for (cluster_get_glyphs (iter, &i, &end); i < end; i++)
    if ((iter->glyph_item->glyphs->glyphs[i].glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0)
      return TRUE;
  return FALSE;
}

/* Counts the characters of a run that no font has; @first is the index of the first of all. */
static void
block_count_unknown (CwTextBlock    *self,
                     PangoGlyphItem *item,
                     const char     *text,
                     int            *first)
{
  PangoGlyphItemIter iter;

  for (gboolean have = pango_glyph_item_iter_init_start (&iter, item, text); have; have = pango_glyph_item_iter_next_cluster (&iter))
    {
      if (!cluster_is_unknown (&iter))
        continue;
      for (const char *p = text + iter.start_index; p < text + iter.end_index; p = g_utf8_next_char (p))
        {
          int at = (int) (p - text);

          /* one letter of a cluster may be there, and its accent not */
          if (item->item->analysis.font != NULL && pango_font_has_char (item->item->analysis.font, g_utf8_get_char (p)))
            continue;
          self->fit.n_unknown++;
          if (at >= *first)
            continue;
          *first = at;
          memset (self->fit.unknown, 0, sizeof self->fit.unknown);
          memcpy (self->fit.unknown, p, (gsize) (g_utf8_next_char (p) - p));
        }
    }
}

static void
box_unite (CwBox                *box,
           const PangoRectangle *ink,
           double                shift_x,
           double                shift_y,
           const CwTextSetting  *setting)
{
  double left = shift_x + ink->x * setting->scale_x;
  double top = shift_y + ink->y * setting->scale_y;
  double right = left + ink->width * setting->scale_x;
  double bottom = top + ink->height * setting->scale_y;

  if (ink->width == 0 || ink->height == 0)
    return;
  if (box->width > 0)
    {
      left = MIN (left, box->x);
      top = MIN (top, box->y);
      right = MAX (right, box->x + box->width);
      bottom = MAX (bottom, box->y + box->height);
    }
  *box = (CwBox) { left, top, right - left, bottom - top };
}

/* How far a line lies from where the layout has it. Left is left in every script, and so right;
 * only the last line of a justified paragraph lies where its writing begins. */
static double
line_get_shift (PangoLayoutIter      *iter,
                const CwTextSetting  *setting,
                const CwTextStyle    *style,
                double                width,
                PangoRectangle       *ink)
{
  static const double shares[] = { [CW_ALIGN_LEFT] = 0, [CW_ALIGN_CENTRE] = 0.5, [CW_ALIGN_RIGHT] = 1, [CW_ALIGN_JUSTIFY] = 0 };
  PangoRectangle logical = { 0 };

  pango_layout_iter_get_line_extents (iter, ink, &logical);
  if (style->align == CW_ALIGN_JUSTIFY && style->lines > 1)
    return 0;
  return (width - logical.width * setting->scale_x) * shares[style->align] - logical.x * setting->scale_x;
}

static void
block_take_runs (CwTextBlock         *self,
                 const CwTextSetting *setting,
                 const CwTextStyle   *style,
                 double               width,
                 double               shift_y)
{
  g_autoptr (PangoLayoutIter) iter = pango_layout_get_iter (setting->layout);
  const char *text = pango_layout_get_text (setting->layout);
  const PangoLayoutLine *line = NULL;
  double shift_x = 0;
  int first_unknown = G_MAXINT;

  do
    {
      PangoGlyphItem *item = pango_layout_iter_get_run_readonly (iter);
      PangoRectangle place = { 0 };

      if (line != pango_layout_iter_get_line_readonly (iter))
        {
          line = pango_layout_iter_get_line_readonly (iter);
          shift_x = line_get_shift (iter, setting, style, width, &place);
          box_unite (&self->fit.ink, &place, shift_x, shift_y, setting);
        }
      if (item == NULL)
        continue;
      pango_layout_iter_get_run_extents (iter, NULL, &place);
      block_add_run (self, setting, item, shift_x + place.x * setting->scale_x,
                     shift_y + pango_layout_iter_get_baseline (iter) * setting->scale_y);
      block_count_unknown (self, item, text, &first_unknown);
    }
  while (pango_layout_iter_next_run (iter));
}

/**
 * cw_text_block_new:
 * @fonts: (nullable): those of the template; %NULL: the system's
 * @text: of any origin; control characters are not set
 * @width: of the box, millimetres
 * @height: of the box, millimetres
 *
 * Sets @text at the size of @style; where it does not fit, smaller down to its least size, then
 * narrower down to its least width, then cut with an ellipsis between two graphemes. Left and right
 * are those of the card in every script: Arabic in a box aligned left lies left in it.
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
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&cw_font_lock);
  PangoContext *context = cw_font_set_get_context_locked (fonts, style->language != NULL ? style->language : "en");
  g_auto (CwTextSetting) setting = { 0 };
  PangoRectangle logical = { 0 };
  double spare = 0;
  double shift = 0;

  cw_text_setting_init_locked (&setting, context, style, text, width / CW_MM_PER_POINT, height / CW_MM_PER_POINT);
  pango_layout_get_extents (setting.layout, NULL, &logical);
  spare = height - logical.height * setting.scale_y;
  if (style->valign == CW_VALIGN_BASELINE)
    shift = height - pango_layout_get_baseline (setting.layout) * setting.scale_y;
  else
    shift = spare * (style->valign == CW_VALIGN_TOP ? 0 : style->valign == CW_VALIGN_BOTTOM ? 1 : 0.5);

  g_atomic_ref_count_init (&self->ref_count);
  self->runs = g_array_new (FALSE, TRUE, sizeof (CwGlyphRun));
  g_array_set_clear_func (self->runs, glyph_run_clear);
  self->colour = style->colour;
  self->fit.size = setting.size;
  self->fit.condense = setting.condense;
  self->fit.shrunk = setting.size < style->size;
  self->fit.cut = pango_layout_is_ellipsized (setting.layout);
  self->fit.overflow = style->lines > 1 && spare < -SLACK_MM;
  self->fit.substitute = g_strdup (cw_font_set_get_substitute_locked (fonts, context, style->family));
  block_take_runs (self, &setting, style, width, shift);
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
  locker = g_mutex_locker_new (&cw_font_lock);
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
 * Paints the glyphs in the colour of their style. Without grey edges, FreeType sets a dot where its
 * middle lies in a letter, and joins what would fall apart: strokes thinner than a dot stay one dot
 * wide at 4 pt, where half-grey dots cut off at a level lose most of them, and regular and bold
 * letters of 4 to 8 pt take within 5 % the dots that they cover.
 *
 * A target that keeps text (PDF) gets the characters with the glyphs.
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
        cairo_show_text_glyphs (cr, run->text, (int) strlen (run->text), run->glyphs, run->n_glyphs, run->clusters, run->n_clusters, 0);
      else
        cairo_show_glyphs (cr, run->glyphs, run->n_glyphs);
    }
  cairo_restore (cr);
}
