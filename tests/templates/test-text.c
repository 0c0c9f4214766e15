/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>
#include <string.h>

#include <cairo-pdf.h>
#include <glib/gstdio.h>

#include "fixture.h"
#include "templates/pictures/raster.h"
#include "templates/type/text.h"

#define LINE_HEIGHT_MM 8.0

static CwTextStyle
style_of (const char *family,
          double      size)
{
  return (CwTextStyle) {
    .family = (char *) family,
    .weight = 400,
    .size = size,
    .min_size = size,
    .lines = 1,
    .line_height = 1.2,
    .colour = { 0, 0, 0, 1 },
  };
}

static CwTextFit
fit_of (const CwTextStyle *style,
        const char        *text,
        double             width,
        double             height)
{
  g_autoptr (CwTextBlock) block = cw_text_block_new (NULL, style, text, width, height);
  CwTextFit fit = *cw_text_block_get_fit (block);

  fit.substitute = fit.substitute != NULL ? (char *) "another" : NULL; /* ends with the block */
  return fit;
}

/* The block on white at @dpi, one millimetre from the edge; the caller's scale is that of dots. */
static cairo_surface_t *
draw (const CwTextBlock *block,
      double             dpi,
      double             width,
      double             height,
      gboolean           crisp)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) ((width + 2) * dpi / 25.4), (int) ((height + 2) * dpi / 25.4));
  g_autoptr (cairo_t) cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, dpi / 25.4, dpi / 25.4);
  cairo_translate (cr, 1, 1);
  cw_text_block_draw (block, cr, crisp);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_flush (surface);
  return surface;
}

/* In dots that are wholly black; every grey must be a grey. */
static double
measure_ink (cairo_surface_t *surface)
{
  double ink = 0;

  for (int y = 0; y < cairo_image_surface_get_height (surface); y++)
    for (int x = 0; x < cairo_image_surface_get_width (surface); x++)
      ink += (255 - (fixture_pixel (surface, x, y) & 0xff)) / 255.0;
  return ink;
}

static gboolean
surfaces_equal (cairo_surface_t *a,
                cairo_surface_t *b)
{
  gsize length = (gsize) cairo_image_surface_get_stride (a) * (gsize) cairo_image_surface_get_height (a);

  g_assert_cmpint (cairo_image_surface_get_stride (a), ==, cairo_image_surface_get_stride (b));
  g_assert_cmpint (cairo_image_surface_get_height (a), ==, cairo_image_surface_get_height (b));
  return memcmp (cairo_image_surface_get_data (a), cairo_image_surface_get_data (b), length) == 0;
}

/* Whether two texts come out as the same picture. */
static gboolean
looks_equal (const CwTextStyle *style_a,
             const char        *a,
             const CwTextStyle *style_b,
             const char        *b)
{
  g_autoptr (CwTextBlock) block_a = cw_text_block_new (NULL, style_a, a, 60, LINE_HEIGHT_MM);
  g_autoptr (CwTextBlock) block_b = cw_text_block_new (NULL, style_b, b, 60, LINE_HEIGHT_MM);
  g_autoptr (cairo_surface_t) surface_a = draw (block_a, 300, 60, LINE_HEIGHT_MM, FALSE);
  g_autoptr (cairo_surface_t) surface_b = draw (block_b, 300, 60, LINE_HEIGHT_MM, FALSE);

  return surfaces_equal (surface_a, surface_b);
}

/* pdftotext marks right-to-left lines, and parts what it takes for paragraphs with empty ones. */
static char *
without_marks (const char *text)
{
  g_autoptr (GRegex) marks = g_regex_new ("[\\x{202a}-\\x{202e}\\f]", 0, 0, NULL);
  g_autoptr (GRegex) gaps = g_regex_new ("\\n+", 0, 0, NULL);
  g_autofree char *bare = g_regex_replace_literal (marks, text, -1, 0, "", 0, NULL);

  return g_regex_replace_literal (gaps, bare, -1, 0, "\n", 0, NULL);
}

/* What pdftotext finds in a page with the blocks on it, one below the other. */
static char *
text_of_page (CwTextBlock *const *blocks,
              guint               n_blocks)
{
  g_autofree char *folder = fixture_folder ();
  g_autofree char *path = g_build_filename (folder, "page.pdf", NULL);
  const char *const command[] = { "pdftotext", "-enc", "UTF-8", path, "-", NULL };
  cairo_surface_t *surface = cairo_pdf_surface_create (path, 400, 40 * n_blocks);
  cairo_t *cr = cairo_create (surface);
  g_autofree char *text = NULL;

  cairo_scale (cr, 1 / CW_MM_PER_POINT, 1 / CW_MM_PER_POINT);
  for (guint i = 0; i < n_blocks; i++)
    {
      cw_text_block_draw (blocks[i], cr, TRUE);
      cairo_translate (cr, 0, 40 * CW_MM_PER_POINT);
    }
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  text = fixture_run (command);
  fixture_folder_remove (folder);
  return without_marks (text);
}

/* Natural, then smaller, then narrower, then cut: never one before the other is spent. */
static void
test_chain (void)
{
  CwTextStyle style = style_of ("Inter", 12);
  const char *text = "Vīķe-Freiberga Aleksandra";
  double natural = 0;
  CwTextFit fit = { 0 };

  style.min_size = 8;
  style.min_condense = 0.8;
  natural = fit_of (&style, text, 100, 6).ink.width;
  for (double width = natural + 2; width > 10; width -= 0.37)
    {
      CwTextFit next = fit_of (&style, text, width, 6);

      g_assert_cmpfloat (next.ink.width, <=, width + 0.2);
      g_assert_true (next.shrunk == (next.size < 12));
      g_assert_true (next.condense == 1 || next.size == 8);
      g_assert_true (!next.cut || (next.size == 8 && fabs (next.condense - 0.8) < 1e-9));
      if (fit.size > 0)
        g_assert_cmpfloat (next.size * next.condense, <=, fit.size * fit.condense);
      if (!next.cut && next.shrunk && next.size > 8)
        g_assert_cmpfloat (next.ink.width, >, width - 1);
      fit = next;
    }
  g_assert_true (fit.cut);
  fit = fit_of (&style, text, natural * 8 / 12 * 0.9, 6);
  g_assert_false (fit.cut);
  g_assert_cmpfloat_with_epsilon (fit.condense, 0.9, 0.011);
  style.min_condense = 0;
  fit = fit_of (&style, text, natural * 8 / 12 * 0.9, 6);
  g_assert_true (fit.cut);
  g_assert_cmpfloat (fit.condense, ==, 1);
}

/* Narrower letters keep their height. */
static void
test_condensed (void)
{
  CwTextStyle style = style_of ("Inter", 10);
  CwTextFit natural = fit_of (&style, "Hxgp Hxgp Hxgp", 100, 6);
  CwTextFit narrow = { 0 };

  style.min_condense = 0.5;
  narrow = fit_of (&style, "Hxgp Hxgp Hxgp", natural.ink.width * 0.7, 6);
  g_assert_false (narrow.cut);
  g_assert_cmpfloat (narrow.size, ==, 10);
  g_assert_cmpfloat_with_epsilon (narrow.ink.width, natural.ink.width * 0.7, 0.6);
  g_assert_cmpfloat_with_epsilon (narrow.ink.height, natural.ink.height, 0.01);
}

static void
test_paragraph_chain (void)
{
  CwTextStyle style = style_of ("Inter", 9);
  const char *text = "Pārtikas produktu pārstrādes tehnoloģija un uzturzinātne mūsdienu lauksaimniecībā";
  CwTextFit last = { .size = 9, .condense = 1 };
  guint n_shrunk = 0;
  guint n_condensed = 0;

  style.min_size = 6;
  style.min_condense = 0.75;
  style.lines = 3;
  for (double width = 80; width > 8; width -= 0.5)
    {
      CwTextFit fit = fit_of (&style, text, width, 11);

      g_assert_cmpfloat (fit.ink.width, <=, width + 0.2);
      g_assert_cmpfloat (fit.ink.height, <=, 11);
      g_assert_false (fit.overflow);
      g_assert_true (fit.condense == 1 || fit.size == 6);
      g_assert_true (!fit.cut || (fit.size == 6 && fabs (fit.condense - 0.75) < 1e-9));
      n_shrunk += fit.shrunk && fit.size > 6 ? 1 : 0;
      n_condensed += fit.condense < 1 && fit.condense > 0.76 ? 1 : 0;
      last = fit;
    }
  g_assert_true (last.cut);
  g_assert_cmpuint (n_shrunk, >, 5);
  g_assert_cmpuint (n_condensed, >, 2);
}

/* Both edges are straight, but for the last line. */
static void
test_justify (void)
{
  CwTextStyle style = style_of ("Inter", 7);
  const char *text = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen";
  CwTextFit ragged = { 0 };
  CwTextFit straight = { 0 };
  double width = 25;

  style.lines = 10;
  do
    {
      width += 0.25;
      ragged = fit_of (&style, text, width, 40);
    }
  while (ragged.ink.width > width - 1.2);
  g_assert_cmpfloat (width, <, 60);
  style.align = CW_ALIGN_JUSTIFY;
  straight = fit_of (&style, text, width, 40);
  g_assert_cmpfloat_with_epsilon (straight.ink.width, width, 0.4);
  g_assert_cmpfloat_with_epsilon (straight.ink.height, ragged.ink.height, 0.01);
}

/* Left is left in every script, in a line and in a paragraph. */
static void
test_physical_alignment (void)
{
  static const char *const texts[] = { "Anna Marija", "محمد الأحمد", "אברהם כהן" };
  static const double shares[] = { 0, 0.5, 1 };

  for (guint lines = 1; lines <= 3; lines += 2)
    for (guint i = 0; i < G_N_ELEMENTS (texts) * G_N_ELEMENTS (shares); i++)
      {
        CwTextStyle style = style_of ("Noto Sans", 9);
        CwTextFit fit = { 0 };
        double middle = 0;

        style.lines = lines;
        style.align = (CwAlign) (i % 3);
        fit = fit_of (&style, texts[i / 3], 50, 10);
        middle = fit.ink.x + shares[i % 3] * fit.ink.width;
        g_assert_cmpfloat_with_epsilon (middle, 50 * shares[i % 3], 0.6);
      }
}

static void
test_tracking (void)
{
  CwTextStyle plain = style_of ("Noto Sans", 9);
  CwTextStyle wide = plain;

  wide.tracking = 100;
  /* nine gaps of a tenth of an em */
  g_assert_cmpfloat_with_epsilon (fit_of (&wide, "Studentska", 80, 6).ink.width - fit_of (&plain, "Studentska", 80, 6).ink.width,
                                  9 * 0.9 * CW_MM_PER_POINT, 0.05);
  /* letters that touch stay together */
  g_assert_true (looks_equal (&plain, "محمد", &wide, "محمد"));
  wide.align = plain.align = CW_ALIGN_RIGHT;
  g_assert_cmpfloat_with_epsilon (fit_of (&wide, "HHH", 50, 6).ink.x + fit_of (&wide, "HHH", 50, 6).ink.width,
                                  fit_of (&plain, "HHH", 50, 6).ink.x + fit_of (&plain, "HHH", 50, 6).ink.width, 0.2);
}

static void
test_tabular (void)
{
  CwTextStyle style = style_of ("Inter", 9);

  g_assert_cmpfloat (fit_of (&style, "1111111111H", 80, 6).ink.width, <, fit_of (&style, "0000000000H", 80, 6).ink.width - 1);
  style.tabular = TRUE;
  g_assert_cmpfloat_with_epsilon (fit_of (&style, "H1111111111H", 80, 6).ink.width, fit_of (&style, "H0000000000H", 80, 6).ink.width, 0.01);
}

typedef struct
{
  const char *family;
  const char *text;
} Script;

/* Names of every script a European card meets, some with letters that few fonts have. */
static const Script scripts[] = {
  { "Inter", "Šķēle-Ķirsone Ģirts Žņaudziņš" },
  { "Noto Sans", "Šķēle-Ķirsone Ģirts Žņaudziņš" },
  { "Inter", "Παπαδοπούλου Ἀθηνᾶ" },
  { "Noto Sans", "Παπαδοπούλου Ἀθηνᾶ" },
  { "Inter", "Щербаков Ђорђевић Ѓорѓи Їжак" },
  { "Noto Sans", "Щербаков Ђорђевић Ѓорѓи Їжак" },
  { "Inter", "Ó Súilleabháin ḃċḋḟġṁṗṡṫ" },
  { "Noto Sans", "Ó Súilleabháin ḃċḋḟġṁṗṡṫ" },
  { "Inter", "Guðrún Þórðardóttir Çiğdem ŢĂșțő" },
  { "Noto Sans", "Ħal Għaxaq Ŀ ŵŷ ẞ Ŋŧđ" },
  { "Noto Sans", "محمد عبد الله الأحمد" },
  { "Inter", "محمد عبد الله الأحمد" },
  { "Noto Sans", "אברהם כהן שָׁלוֹם" },
  { "Inter", "אברהם כהן" },
  { "Noto Sans", "S\xcc\x8cķe\xcc\x84le" },
  { "Noto Sans", "Գրիգոր გიორგი" },
};

static void
test_scripts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      CwTextStyle style = style_of (scripts[i].family, 9);
      g_autoptr (CwTextBlock) block = cw_text_block_new (NULL, &style, scripts[i].text, 80, 6);
      const CwTextFit *fit = cw_text_block_get_fit (block);
      g_autoptr (cairo_surface_t) surface = draw (block, 300, 80, 6, FALSE);
      g_autoptr (cairo_surface_t) crisp = draw (block, 300, 80, 6, TRUE);

      g_assert_cmpuint (fit->n_unknown, ==, 0);
      g_assert_cmpstr (fit->unknown, ==, "");
      g_assert_null (fit->substitute);
      g_assert_false (fit->cut);
      /* a letter of 9 pt takes some hundred dots of the 300 to the inch */
      g_assert_cmpfloat (measure_ink (surface), >, 60 * (double) g_utf8_strlen (scripts[i].text, -1));
      g_assert_cmpfloat (measure_ink (crisp), >, 60 * (double) g_utf8_strlen (scripts[i].text, -1));
    }
}

/* A letter and its accent are one, however they are written; Arabic letters take the form of
 * their place; the language picks the form of a letter. */
static void
test_shaping (void)
{
  CwTextStyle style = style_of ("Noto Sans", 12);
  CwTextStyle serbian = style;

  g_assert_true (looks_equal (&style, "Šķēle", &style, "S\xcc\x8ck\xcc\xa7\x65\xcc\x84le"));
  g_assert_cmpfloat (fit_of (&style, "ببب", 80, 8).ink.width, <, fit_of (&style, "ب\xe2\x80\x8cب\xe2\x80\x8cب", 80, 8).ink.width);
  serbian.language = (char *) "sr";
  g_assert_false (looks_equal (&style, "бб", &serbian, "бб"));
  g_assert_true (looks_equal (&style, "abc", &serbian, "abc"));
}

static void
test_unknown (void)
{
  CwTextStyle style = style_of ("Noto Sans", 9);
  CwTextFit fit = fit_of (&style, "A\xf3\xb0\x80\x80" "B\xf3\xb0\x80\x81\xf3\xb0\x80\x82", 80, 6);

  g_assert_cmpuint (fit.n_unknown, ==, 3);
  g_assert_cmpstr (fit.unknown, ==, "\xf3\xb0\x80\x80");
  /* first is first in the text, which an Arabic line has on the right */
  fit = fit_of (&style, "مح\xf3\xb0\x80\x83مد abc \xf3\xb0\x80\x84", 80, 6);
  g_assert_cmpuint (fit.n_unknown, ==, 2);
  g_assert_cmpstr (fit.unknown, ==, "\xf3\xb0\x80\x83");
}

/* What is no letter leaves no box and turns nothing round. */
static void
test_clean (void)
{
  CwTextStyle style = style_of ("Noto Sans", 9);
  static const struct
  {
    const char *dirty;
    const char *clean;
  } cases[] = {
    { "Anna\x01\x02 Bērziņa\x7f", "Anna Bērziņa" },
    { "Anna\nBērziņa", "Anna Bērziņa" },
    { "Anna\tBērziņa", "Anna Bērziņa" },
    { "Anna \xe2\x80\xae" "Bērziņa\xe2\x80\xac", "Anna Bērziņa" },
    { "\xe2\x81\xa6" "Anna Bērziņa\xe2\x81\xa9", "Anna Bērziņa" },
    { "\xef\xbb\xbf" "Anna Bērziņa", "Anna Bērziņa" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpuint (fit_of (&style, cases[i].dirty, 60, 6).n_unknown, ==, 0);
      g_assert_true (looks_equal (&style, cases[i].dirty, &style, cases[i].clean));
    }
  g_assert_cmpfloat (fit_of (&style, "Anna\xff\xfe", 60, 6).ink.width, >, 5);
  g_assert_cmpfloat (fit_of (&style, "", 60, 6).ink.width, ==, 0);
  style.lines = 3;
  g_assert_cmpfloat (fit_of (&style, "Anna\nBērziņa", 60, 20).ink.height, >, 5);
  g_assert_cmpfloat (fit_of (&style, "Anna", 60, 20).ink.height, <, 3);
}

/* The longest that a record can hold, in the widest letters. */
static void
test_huge (void)
{
  CwTextStyle style = style_of ("Noto Naskh Arabic", 72);
  g_autoptr (GString) text = g_string_new (NULL);
  CwTextFit fit = { 0 };

  for (guint i = 0; i < 5000; i++)
    g_string_append (text, i % 50 == 49 ? " " : "\xef\xb7\xbd");
  fit = fit_of (&style, text->str, 80, 20);
  g_assert_true (fit.cut);
  g_assert_cmpfloat (fit.ink.width, <=, 80.5);
  style.lines = 40;
  style.min_size = 2;
  style.min_condense = 0.5;
  fit = fit_of (&style, text->str, 80, 50);
  g_assert_cmpfloat (fit.ink.height, <=, 51);
}

/* Dots of a device are black or white, the same each time, and as much as the letters are. */
static void
test_crisp (void)
{
  static const int weights[] = { 400, 700 };
  static const double sizes[] = { 4, 5, 6, 7, 8 };
  const char *text = "Šķēle-Ķirsone Anželika, Studenta apliecība 2026/2027";

  for (guint w = 0; w < G_N_ELEMENTS (weights); w++)
    {
      double ink = 0;
      double wanted = 0;

      for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
        {
          CwTextStyle style = style_of ("Inter", sizes[i]);
          g_autoptr (CwTextBlock) block = NULL;
          g_autoptr (cairo_surface_t) dots = NULL;
          g_autoptr (cairo_surface_t) again = NULL;
          g_autoptr (cairo_surface_t) fine = NULL;

          style.weight = weights[w];
          block = cw_text_block_new (NULL, &style, text, 80, 5);
          dots = draw (block, 300, 80, 5, TRUE);
          again = draw (block, 300, 80, 5, TRUE);
          fine = draw (block, 2400, 80, 5, FALSE);
          g_assert_true (surfaces_equal (dots, again));
          for (int n = 0; n < cairo_image_surface_get_height (dots) * cairo_image_surface_get_width (dots); n++)
            {
              guint32 pixel = fixture_pixel (dots, n % cairo_image_surface_get_width (dots), n / cairo_image_surface_get_width (dots)) & 0xffffff;

              g_assert_true (pixel == 0 || pixel == 0xffffff);
            }
          /* one size may hit or miss a dot in each stem; no size is thinned or fattened badly */
          g_assert_cmpfloat_with_epsilon (measure_ink (dots) / (measure_ink (fine) / 64), 1, 0.1);
          ink += measure_ink (dots);
          wanted += measure_ink (fine) / 64;
        }
      g_assert_cmpfloat_with_epsilon (ink / wanted, 1, 0.05);
    }
}

/* The thinnest letters at the smallest size are thinner than a dot, and yet whole. */
static void
test_hairlines (void)
{
  CwTextStyle style = style_of ("Inter", 4);
  g_autoptr (CwTextBlock) block = NULL;
  g_autoptr (cairo_surface_t) dots = NULL;
  g_autoptr (cairo_surface_t) grey = NULL;

  style.weight = 100;
  block = cw_text_block_new (NULL, &style, "lillill LTEFHI", 40, 4);
  dots = draw (block, 300, 40, 4, TRUE);
  grey = draw (block, 300, 40, 4, FALSE);
  g_assert_cmpfloat (measure_ink (dots), >, measure_ink (grey));
}

static void
test_pdf_text (void)
{
  static const Script lines[] = {
    { "Inter", "Šķēle-Ķirsone Ģirts" },
    { "Noto Serif", "efficient office fluffy" },
    { "DejaVu Sans", "efficient office fluffy" },
    { "Inter", "Παπαδοπούλου Щербаков" },
    { "Noto Sans", "Ó Súilleabháin ḃċḋḟġ" },
    { "Inter", "2026-11-23 -> 1/2" },
    { "Noto Sans", "محمد" },
    { "Noto Sans", "לאל" },
  };
  CwTextBlock *blocks[G_N_ELEMENTS (lines) * 2] = { NULL };
  g_autofree char *text = NULL;
  g_autoptr (GString) expected = g_string_new (NULL);
  guint n = 0;

  for (guint narrow = 0; narrow < 2; narrow++)
    for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
      {
        CwTextStyle style = style_of (lines[i].family, 10);
        double natural = fit_of (&style, lines[i].text, 120, 8).ink.width;

        style.min_condense = 0.5;
        blocks[n] = cw_text_block_new (NULL, &style, lines[i].text, narrow == 1 ? natural * 0.7 : 120, 8);
        g_assert_true ((cw_text_block_get_fit (blocks[n])->condense < 0.8) == (narrow == 1));
        g_assert_false (cw_text_block_get_fit (blocks[n])->cut);
        g_string_append_printf (expected, "%s\n", lines[i].text);
        n++;
      }
  text = text_of_page (blocks, n);
  g_assert_cmpstr (text, ==, expected->str);
  for (guint i = 0; i < n; i++)
    cw_text_block_unref (blocks[i]);
}

/* A cut text ends after a whole grapheme and in the ellipsis alone. */
static void
test_pdf_ellipsis (void)
{
  CwTextStyle style = style_of ("Noto Sans", 9);
  g_autoptr (GString) marks = g_string_new (NULL);

  for (guint i = 0; i < 20; i++)
    g_string_append (marks, "q\xcc\x84\xcc\xa3"); /* macron and dot below: no such letter is in Unicode */
  for (double width = 6; width < 25; width += 0.61)
    {
      CwTextBlock *block = cw_text_block_new (NULL, &style, marks->str, width, 6);
      g_autofree char *text = text_of_page (&block, 1);
      g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_NFD);
      char *dots = strstr (normal, "…");
      guint n = 0;

      g_assert_true (cw_text_block_get_fit (block)->cut);
      g_assert_nonnull (dots);
      *dots = '\0';
      for (const char *p = normal; *p != '\0'; p = g_utf8_next_char (p))
        n += *p != '\n' && *p != ' ' ? 1 : 0;
      g_assert_cmpuint (n % 3, ==, 0);
      g_assert_cmpuint (n, >, 0);
      cw_text_block_unref (block);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/templates/text/chain", test_chain);
  g_test_add_func ("/templates/text/condensed", test_condensed);
  g_test_add_func ("/templates/text/paragraph-chain", test_paragraph_chain);
  g_test_add_func ("/templates/text/justify", test_justify);
  g_test_add_func ("/templates/text/physical-alignment", test_physical_alignment);
  g_test_add_func ("/templates/text/tracking", test_tracking);
  g_test_add_func ("/templates/text/tabular", test_tabular);
  g_test_add_func ("/templates/text/scripts", test_scripts);
  g_test_add_func ("/templates/text/shaping", test_shaping);
  g_test_add_func ("/templates/text/unknown", test_unknown);
  g_test_add_func ("/templates/text/clean", test_clean);
  g_test_add_func ("/templates/text/huge", test_huge);
  g_test_add_func ("/templates/text/crisp", test_crisp);
  g_test_add_func ("/templates/text/hairlines", test_hairlines);
  g_test_add_func ("/templates/text/pdf-text", test_pdf_text);
  g_test_add_func ("/templates/text/pdf-ellipsis", test_pdf_ellipsis);
  return g_test_run ();
}
