/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/codes/code.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "templates/codes/code-symbol.h"

/* Owns codes: what each symbology may hold, its check digit and its quiet zone, and the modules
 * that an encoder gave. Nothing reaches an encoder that was not checked here. Any thread. */

/* One row a symbology, in the order of CwSymbology. Quiet zones in modules, from the standards
 * named at CwSymbology; Aztec needs none and gets 1 so that it never touches its surroundings. The
 * longest linear codes are wider than a card at two dots a module; zint makes no longer Code 128. */
typedef struct
{
  const char *title;
  gboolean    linear;
  int         left;
  int         top;
  int         right;
  int         bottom;
  gsize       least; /* bytes */
  gsize       most;
} CwSymbologyFacts;

static const CwSymbologyFacts all_facts[] = {
  { "QR", FALSE, 4, 4, 4, 4, 1, CW_CODE_MAX_TEXT },
  { "Code 128", TRUE, 10, 0, 10, 0, 1, 60 },
  { "Code 39", TRUE, 10, 0, 10, 0, 1, 40 },
  { "ITF", TRUE, 10, 0, 10, 0, 4, 80 },
  { "EAN-13", TRUE, 11, 0, 7, 0, 12, 13 },
  { "PDF417", FALSE, 2, 2, 2, 2, 1, CW_CODE_MAX_TEXT },
  { "Data Matrix", FALSE, 1, 1, 1, 1, 1, CW_CODE_MAX_TEXT },
  { "Aztec", FALSE, 1, 1, 1, 1, 1, CW_CODE_MAX_TEXT },
};

/* ISO/IEC 16388, table 1 and annex A: characters in the order of their values. */
static const char code39_characters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%";

struct _CwCode
{
  CwSymbology      symbology;
  CwModules        modules;
  cairo_surface_t *mask; /* A1, one pixel a module */
  char            *content;
};

static cairo_surface_t *
mask_new (const CwModules *modules)
{
  cairo_surface_t *mask = cairo_image_surface_create (CAIRO_FORMAT_A1, modules->width, modules->height);
  int stride = cairo_image_surface_get_stride (mask);
  guchar *data = cairo_image_surface_get_data (mask);

  /* Cairo keeps A1 in words of the machine's byte order */
  for (int y = 0; y < modules->height; y++)
    for (int x = 0; x < modules->width; x++)
      {
        guint32 *word = (guint32 *) (void *) (data + y * stride) + x / 32;

        if (modules->dark[y * modules->width + x])
          *word |= G_BYTE_ORDER == G_LITTLE_ENDIAN ? 1u << (x % 32) : 0x80000000u >> (x % 32);
      }
  cairo_surface_mark_dirty (mask);
  return mask;
}

static gboolean
check_length (const CwCodeSpec *spec,
              const char       *text,
              GError          **error)
{
  const CwSymbologyFacts *facts = &all_facts[spec->symbology];
  gsize length = strlen (text);

  if (length >= facts->least && length <= facts->most)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The text of the %s code has %zu bytes; it may have %zu to %zu."),
               facts->title, length, facts->least, facts->most);
  return FALSE;
}

static gboolean
holds_character (CwSymbology symbology,
                 gunichar    c)
{
  switch (symbology)
    {
    case CW_SYMBOLOGY_CODE128:
      return c >= 0x20 && c <= 0x7e;
    case CW_SYMBOLOGY_CODE39:
      return c < 0x80 && strchr (code39_characters, (int) c) != NULL;
    case CW_SYMBOLOGY_ITF:
    case CW_SYMBOLOGY_EAN13:
      return c >= '0' && c <= '9';
    case CW_SYMBOLOGY_QR:
    case CW_SYMBOLOGY_PDF417:
    case CW_SYMBOLOGY_DATAMATRIX:
    case CW_SYMBOLOGY_AZTEC:
      return TRUE;
    }
  g_assert_not_reached ();
}

static const char *
describe_characters (CwSymbology symbology)
{
  switch (symbology)
    {
    case CW_SYMBOLOGY_CODE128:
      return _ ("letters A to Z and a to z, digits, spaces and the signs of a plain keyboard");
    case CW_SYMBOLOGY_CODE39:
      return _ ("capital letters A to Z, digits, spaces and - . $ / + %");
    case CW_SYMBOLOGY_ITF:
    case CW_SYMBOLOGY_EAN13:
      return _ ("digits");
    case CW_SYMBOLOGY_QR:
    case CW_SYMBOLOGY_PDF417:
    case CW_SYMBOLOGY_DATAMATRIX:
    case CW_SYMBOLOGY_AZTEC:
      return _ ("any character");
    }
  g_assert_not_reached ();
}

static gboolean
check_characters (const CwCodeSpec *spec,
                  const char       *text,
                  GError          **error)
{
  const char *title = all_facts[spec->symbology].title;
  int position = 1;

  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The text of the %s code is not UTF-8."), title);
      return FALSE;
    }
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p), position++)
    if (!holds_character (spec->symbology, g_utf8_get_char (p)))
      {
        g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("Character %d of the text cannot stand in a %s code, which holds %s."),
                     position, title, describe_characters (spec->symbology));
        return FALSE;
      }
  return TRUE;
}

/* GS1 General Specifications, 7.9: weights 3 and 1, the last digit before the check digit has 3. */
static char
modulo_10 (const char *digits,
           gsize       length)
{
  int sum = 0;

  for (gsize i = 0; i < length; i++)
    sum += (digits[i] - '0') * ((length - i) % 2 == 1 ? 3 : 1);
  return (char) ('0' + (10 - sum % 10) % 10);
}

/* ISO/IEC 16388, annex A. */
static char
modulo_43 (const char *text)
{
  int sum = 0;

  for (const char *p = text; *p != '\0'; p++)
    sum += (int) (strchr (code39_characters, *p) - code39_characters);
  return code39_characters[sum % 43];
}

/* What goes into the symbol: the text, and its check digit where there is one. */
static char *
make_content (const CwCodeSpec *spec,
              const char       *text,
              GError          **error)
{
  gsize length = strlen (text);

  if (spec->symbology == CW_SYMBOLOGY_CODE39 && spec->check_digit)
    return g_strdup_printf ("%s%c", text, modulo_43 (text));
  if (spec->symbology == CW_SYMBOLOGY_ITF && (length + (spec->check_digit ? 1 : 0)) % 2 == 1)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID,
                   spec->check_digit ? _ ("An ITF code with a check digit holds an odd number of digits; the text has %zu. Put a 0 before it.")
                                     : _ ("An ITF code holds an even number of digits; the text has %zu. Put a 0 before it, or add a check digit."),
                   length);
      return NULL;
    }
  if (spec->symbology == CW_SYMBOLOGY_ITF && spec->check_digit)
    return g_strdup_printf ("%s%c", text, modulo_10 (text, length));
  if (spec->symbology == CW_SYMBOLOGY_EAN13 && length == 13 && text[12] != modulo_10 (text, 12))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID,
                   _ ("The last digit of the EAN-13 number is %c; its check digit is %c. Correct the number, or give its first 12 digits."),
                   text[12], modulo_10 (text, 12));
      return NULL;
    }
  if (spec->symbology == CW_SYMBOLOGY_EAN13 && length == 12)
    return g_strdup_printf ("%s%c", text, modulo_10 (text, 12));
  return g_strdup (text);
}

/**
 * cw_code_new:
 * @text: what it holds, without a check digit (EAN-13: with or without)
 *
 * Returns: (transfer full) (nullable): the symbol, or %NULL with %CW_ERROR_INVALID and a sentence
 *   that names what the symbology cannot hold
 */
CwCode *
cw_code_new (const CwCodeSpec *spec,
             const char       *text,
             GError          **error)
{
  g_autoptr (CwCode) self = NULL;
  gboolean made = FALSE;

  g_return_val_if_fail (spec->symbology != CW_SYMBOLOGY_QR || (spec->level >= 0 && spec->level <= 3), NULL);
  g_return_val_if_fail (spec->symbology != CW_SYMBOLOGY_QR || (spec->version >= 0 && spec->version <= 40), NULL);
  g_return_val_if_fail (spec->symbology != CW_SYMBOLOGY_PDF417 || (spec->level >= -1 && spec->level <= 8), NULL);

  if (!check_length (spec, text, error) || !check_characters (spec, text, error))
    return NULL;
  self = g_new0 (CwCode, 1);
  self->symbology = spec->symbology;
  self->content = make_content (spec, text, error);
  if (self->content == NULL)
    return NULL;
  if (spec->symbology == CW_SYMBOLOGY_QR)
    made = cw_modules_from_qrencode (&self->modules, spec, self->content, error);
  else
    made = cw_modules_from_zint (&self->modules, spec, self->content, error);
  if (!made)
    return NULL;
  self->mask = mask_new (&self->modules);
  return g_steal_pointer (&self);
}

void
cw_code_free (CwCode *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->mask, cairo_surface_destroy);
  g_free (self->modules.dark);
  g_free (self->content);
  g_free (self);
}

/**
 * cw_symbology_get_title:
 *
 * Returns: its name as the trade writes it, "Code 128"; not translated
 */
const char *
cw_symbology_get_title (CwSymbology symbology)
{
  return all_facts[symbology].title;
}

CwSymbology
cw_code_get_symbology (const CwCode *self)
{
  return self->symbology;
}

gboolean
cw_code_is_linear (const CwCode *self)
{
  return all_facts[self->symbology].linear;
}

/**
 * cw_code_get_size:
 *
 * The symbol without its quiet zone, in modules. A linear code's height is 0: it fills its place.
 */
void
cw_code_get_size (const CwCode *self,
                  int          *width,
                  int          *height)
{
  *width = self->modules.width;
  *height = cw_code_is_linear (self) ? 0 : self->modules.height;
}

/**
 * cw_code_get_quiet:
 *
 * The quiet zone that the symbology's standard wants on each side, in modules.
 */
void
cw_code_get_quiet (const CwCode *self,
                   int          *left,
                   int          *top,
                   int          *right,
                   int          *bottom)
{
  const CwSymbologyFacts *facts = &all_facts[self->symbology];

  *left = facts->left;
  *top = facts->top;
  *right = facts->right;
  *bottom = facts->bottom;
}

/**
 * cw_code_get_readable:
 *
 * Returns: (nullable): what is printed below a linear code, its check digit included; %NULL for
 *   the others
 */
const char *
cw_code_get_readable (const CwCode *self)
{
  return cw_code_is_linear (self) ? self->content : NULL;
}

/**
 * cw_code_get_content:
 *
 * Returns: what a scanner must give back, check digits included
 */
const char *
cw_code_get_content (const CwCode *self)
{
  return self->content;
}

/**
 * cw_code_get_module:
 * @x: from 0 to its width - 1
 * @y: from 0 to its height - 1; of a linear code 0
 *
 * Returns: whether the module is dark
 */
gboolean
cw_code_get_module (const CwCode *self,
                    int           x,
                    int           y)
{
  g_return_val_if_fail (x >= 0 && x < self->modules.width && y >= 0 && y < self->modules.height, FALSE);

  return self->modules.dark[y * self->modules.width + x];
}

/* Runs of dark modules, a rectangle each, all in one path: neighbours leave no seam. */
static void
path_modules (const CwModules *modules,
              cairo_t         *cr)
{
  for (int y = 0; y < modules->height; y++)
    {
      const guint8 *row = modules->dark + y * modules->width;

      for (int x = 0; x < modules->width; x++)
        {
          int start = x;

          while (x < modules->width && row[x])
            x++;
          if (x > start)
            cairo_rectangle (cr, start, y, x - start, 1);
        }
    }
}

/* The mask, smaller by a hundredth of a printer's dot on each side: a reader that inks every dot that
 * is touched (Poppler) then inks as many as one that asks for the dot's middle (Ghostscript), although
 * the numbers of a PDF are rounded. */
static void
paint_mask (const CwCode *self,
            cairo_t      *cr)
{
  static const double inset = 0.01 * 72 / CW_CODE_GRID_DPI; /* in points */
  g_autoptr (cairo_pattern_t) pattern = cairo_pattern_create_for_surface (self->mask);
  cairo_matrix_t m;
  double width = self->modules.width;
  double height = self->modules.height;
  double spare_x = 0;
  double spare_y = 0;

  cairo_get_matrix (cr, &m);
  spare_x = inset / hypot (m.xx, m.yx);
  spare_y = inset / hypot (m.xy, m.yy);
  cairo_translate (cr, spare_x, spare_y);
  cairo_scale (cr, (width - 2 * spare_x) / width, (height - 2 * spare_y) / height);
  cairo_pattern_set_filter (pattern, CAIRO_FILTER_NEAREST);
  cairo_mask (cr, pattern);
}

/**
 * cw_code_draw_modules:
 * @cr: one unit a module, origin at the first dark module's corner; for a linear code one unit
 *   downwards is the height of its bars, as a CwCodePlace has it
 *
 * Paints the dark modules with the source of @cr. Vector output gets a 1-bit image without
 * interpolation: PDF printers widen every small filled rectangle by a dot, images they do not.
 */
void
cw_code_draw_modules (const CwCode       *self,
                      cairo_t            *cr,
                      const CwFaceMedium *medium)
{
  cairo_save (cr);
  if (medium->dpi > 0 || medium->screen || medium->shapes)
    {
      cairo_set_antialias (cr, medium->screen ? CAIRO_ANTIALIAS_GOOD : CAIRO_ANTIALIAS_NONE);
      path_modules (&self->modules, cr);
      cairo_fill (cr);
    }
  else
    {
      paint_mask (self, cr);
    }
  cairo_restore (cr);
}
