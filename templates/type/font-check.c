/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/type/fonts-private.h"

#include <string.h>

#include <freetype/freetype.h>
#include <glib/gi18n-lib.h>

#include "app/base/error.h"

/* Owns the judgement of a font that a stranger made, before anything else reads it: its table
 * directory, the depth of its composed glyphs, and that FreeType loads every outline of it. A glyph
 * that failed while a card is drawn would leave a name out without a word. Any thread.
 *
 * The layout of the tables: ISO/IEC 14496-22 (OpenType), "Organization of an OpenType font", glyf. */

#define MAX_TABLES 96u      /* of about fifty that are registered */
#define MAX_DEPTH 16u       /* of glyphs made of glyphs; two or three are usual */
#define MAX_COMPONENTS 256u /* of one glyph, all depths together */
#define MAX_SECONDS 10      /* to load all outlines; the largest honest fonts need less than one */

#define TAG(a, b, c, d) ((guint32) (a) << 24 | (guint32) (b) << 16 | (guint32) (c) << 8 | (guint32) (d))

/* Flags of a component of a composed glyph. */
#define ARGUMENTS_ARE_WORDS 0x0001u
#define HAS_SCALE 0x0008u
#define MORE_COMPONENTS 0x0020u
#define HAS_TWO_SCALES 0x0040u
#define HAS_MATRIX 0x0080u

typedef struct
{
  const guint8 *data;
  gsize         length;
} CwSpan;

typedef struct
{
  CwSpan   glyphs;
  CwSpan   places;
  gboolean long_places;
  guint    n_glyphs;
  guint16 *costs; /* components of each glyph, 0: not yet known */
} CwOutlines;

G_DEFINE_AUTO_CLEANUP_FREE_FUNC (FT_Face, FT_Done_Face, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (FT_Library, FT_Done_FreeType, NULL)

static guint
read_16 (const guint8 *data)
{
  return (guint) data[0] << 8 | data[1];
}

static guint32
read_32 (const guint8 *data)
{
  return (guint32) read_16 (data) << 16 | read_16 (data + 2);
}

/* Its table, or one of no length; %FALSE when the directory is no good at all. */
static gboolean
find_table (CwSpan  font,
            guint32 wanted,
            CwSpan *table)
{
  guint n_tables = font.length >= 12 ? read_16 (font.data + 4) : 0;
  guint n_found = 0;

  *table = (CwSpan) { 0 };
  if (n_tables == 0 || n_tables > MAX_TABLES || font.length < 12 + 16 * (gsize) n_tables)
    return FALSE;
  for (guint i = 0; i < n_tables; i++)
    {
      const guint8 *entry = font.data + 12 + 16 * i;
      guint32 offset = read_32 (entry + 8);
      guint32 length = read_32 (entry + 12);

      if (offset > font.length || length > font.length - offset)
        return FALSE;
      if (read_32 (entry) != wanted)
        continue;
      *table = (CwSpan) { font.data + offset, length };
      n_found++;
    }
  return n_found <= 1;
}

/* The bytes of a glyph; nothing when they lie outside of the table. */
static CwSpan
outlines_get_glyph (const CwOutlines *self,
                    guint             glyph)
{
  gsize width = self->long_places ? 4 : 2;
  gsize from = 0;
  gsize to = 0;

  if (glyph >= self->n_glyphs || (glyph + 2) * width > self->places.length)
    return (CwSpan) { 0 };
  if (self->long_places)
    {
      from = read_32 (self->places.data + 4 * glyph);
      to = read_32 (self->places.data + 4 * glyph + 4);
    }
  else
    {
      from = 2 * read_16 (self->places.data + 2 * glyph);
      to = 2 * read_16 (self->places.data + 2 * glyph + 2);
    }
  if (from >= to || from > self->glyphs.length)
    return (CwSpan) { 0 };
  return (CwSpan) { self->glyphs.data + from, MIN (to, self->glyphs.length) - from };
}

/* How many outlines are loaded for one glyph. A few kilobytes of components that name each other
 * without a loop can still ask for more work than a machine has; 0: more than any font needs. */
static guint
outlines_get_cost (CwOutlines *self,
                   guint       glyph,
                   guint       depth)
{
  CwSpan span = outlines_get_glyph (self, glyph);
  guint cost = 1;
  guint flags = MORE_COMPONENTS;
  gsize at = 10;

  if (glyph >= self->n_glyphs || span.length < 10 || (read_16 (span.data) & 0x8000u) == 0)
    return 1;
  if (self->costs[glyph] != 0)
    return self->costs[glyph];
  if (depth >= MAX_DEPTH)
    return 0;
  while ((flags & MORE_COMPONENTS) != 0 && at + 4 <= span.length)
    {
      guint part = outlines_get_cost (self, read_16 (span.data + at + 2), depth + 1);

      flags = read_16 (span.data + at);
      cost += part;
      if (part == 0 || cost > MAX_COMPONENTS)
        return 0;
      at += 4 + ((flags & ARGUMENTS_ARE_WORDS) != 0 ? 4 : 2);
      at += (flags & HAS_SCALE) != 0 ? 2 : (flags & HAS_TWO_SCALES) != 0 ? 4 : (flags & HAS_MATRIX) != 0 ? 8 : 0;
    }
  self->costs[glyph] = (guint16) cost;
  return cost;
}

static gboolean
composites_are_bounded (CwSpan font)
{
  CwSpan head = { 0 };
  CwSpan profile = { 0 };
  CwOutlines outlines = { 0 };
  g_autofree guint16 *costs = NULL;

  if (!find_table (font, TAG ('h', 'e', 'a', 'd'), &head) || !find_table (font, TAG ('m', 'a', 'x', 'p'), &profile) ||
      !find_table (font, TAG ('g', 'l', 'y', 'f'), &outlines.glyphs) || !find_table (font, TAG ('l', 'o', 'c', 'a'), &outlines.places) ||
      head.length < 54 || profile.length < 6)
    return FALSE;
  outlines.long_places = read_16 (head.data + 50) != 0;
  outlines.n_glyphs = read_16 (profile.data + 4);
  outlines.costs = costs = g_new0 (guint16, outlines.n_glyphs);
  for (guint i = 0; i < outlines.n_glyphs; i++)
    if (outlines_get_cost (&outlines, i, 0) == 0)
      return FALSE;
  return TRUE;
}

/* Whether a family's name can be asked for, and be written into a rule of Fontconfig. */
gboolean
cw_font_name_is_valid (const char *name)
{
  if (name == NULL || *name == '\0' || !g_utf8_validate (name, -1, NULL))
    return FALSE;
  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isprint (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

/* NULL, or what is wrong with the face as a whole. */
static const char *
find_fault (FT_Face face)
{
  if (face->num_faces != 1)
    return N_ ("it holds several fonts; take one of them out into a file of its own");
  if (!FT_IS_SFNT (face) || !FT_IS_SCALABLE (face))
    return N_ ("it has no outlines; use a TrueType or OpenType font");
  if (FT_HAS_COLOR (face))
    return N_ ("its letters have colours of their own, which a card cannot print; use a plain one");
  if (face->charmap == NULL || face->charmap->encoding != FT_ENCODING_UNICODE)
    return N_ ("it does not say which letters it has; use a font with a Unicode table");
  if (!cw_font_name_is_valid (face->family_name))
    return N_ ("it does not say its name; use an undamaged copy");
  return NULL;
}

static const char *
find_bad_outline (FT_Face face)
{
  gint64 until = g_get_monotonic_time () + MAX_SECONDS * G_USEC_PER_SEC;

  for (FT_Long i = 0; i < face->num_glyphs; i++)
    {
      if (FT_Load_Glyph (face, (FT_UInt) i, FT_LOAD_NO_SCALE | FT_LOAD_NO_BITMAP) != FT_Err_Ok)
        return N_ ("one of its letters is damaged; use an undamaged copy");
      if (g_get_monotonic_time () > until)
        return N_ ("its letters take too long to read; use a simpler one");
    }
  return NULL;
}

static const char *
find_fault_of_file (CwSpan font)
{
  guint32 kind = font.length >= 12 ? read_32 (font.data) : 0;
  CwSpan table = { 0 };

  if (font.length > CW_FONT_MAX_BYTES)
    return N_ ("it is larger than 20 MiB; use one with fewer letters");
  if (kind == TAG ('w', 'O', 'F', 'F') || kind == TAG ('w', 'O', 'F', '2'))
    return N_ ("it is packed for the Web; use the TrueType or OpenType file");
  if (kind == TAG ('t', 't', 'c', 'f'))
    return N_ ("it holds several fonts; take one of them out into a file of its own");
  if (kind != 0x00010000u && kind != TAG ('O', 'T', 'T', 'O') && kind != TAG ('t', 'r', 'u', 'e'))
    return N_ ("it is no TrueType or OpenType font; use a .ttf or .otf file");
  if (!find_table (font, TAG ('g', 'l', 'y', 'f'), &table))
    return N_ ("it is damaged; use an undamaged copy");
  if (table.length > 0 && !composites_are_bounded (font))
    return N_ ("its letters are made of too many others; use a simpler one");
  return NULL;
}

/**
 * cw_font_check:
 * @name: what to call it in messages
 *
 * Returns: %FALSE with %CW_ERROR_TEMPLATE when the font is not one to be used
 */
gboolean
cw_font_check (GBytes     *font,
               const char *name,
               GError    **error)
{
  CwSpan span = { 0 };
  const char *fault = NULL;
  g_auto (FT_Library) library = NULL;
  g_auto (FT_Face) face = NULL;

  span.data = g_bytes_get_data (font, &span.length);
  fault = find_fault_of_file (span);
  if (fault == NULL && (FT_Init_FreeType (&library) != FT_Err_Ok || FT_New_Memory_Face (library, span.data, (FT_Long) span.length, 0, &face) != FT_Err_Ok))
    fault = N_ ("it is damaged; use an undamaged copy");
  if (fault == NULL)
    fault = find_fault (face);
  if (fault == NULL)
    fault = find_bad_outline (face);
  if (fault == NULL)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_TEMPLATE, _ ("The font “%s” cannot be used: %s."), name, _ (fault));
  return FALSE;
}
