/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/format/element.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "app/base/error.h"

/* Owns the elements that are read, by people or by scanners: text, code, esc_logo. Any thread. */

static gboolean
parse_pattern (CwParse    *parse,
               json_t     *object,
               CwElement  *element,
               const char *usual)
{
  g_autoptr (GError) error = NULL;
  const char *text = usual;

  if (!cw_parse_string (parse, object, "text", CW_PATTERN_MAX_BYTES, usual == NULL, &text))
    return FALSE;
  element->pattern = cw_pattern_parse (text, &error);
  if (element->pattern == NULL)
    return cw_parse_fail_at (parse, "text", "%s", error->message);
  return TRUE;
}

static gboolean
parse_family (CwParse   *parse,
              json_t    *object,
              CwElement *element)
{
  const char *family = parse->template->fonts[0];

  if (!cw_parse_string (parse, object, "family", 100, FALSE, &family))
    return FALSE;
  if (!g_strv_contains ((const char *const *) parse->template->fonts, family))
    return cw_parse_fail_at (parse, "family", _ ("“%s” is not one of the template's fonts. Add it to /fonts."), family);
  element->style.family = g_strdup (family);
  return TRUE;
}

static gboolean
parse_type_size (CwParse     *parse,
                 json_t      *object,
                 CwTextStyle *style)
{
  static const CwRange size_range = { "size", 2, 72, "pt" };
  static const CwRange weight_range = { "weight", 100, 900, NULL };
  static const CwRange tracking_range = { "tracking", -100, 500, NULL };
  static const CwRange condense_range = { "min_condense", 50, 100, "%" };
  CwRange min_range = { "min_size", 2, 72, "pt" };
  double condense = 100;

  if (!cw_parse_number (parse, object, &size_range, TRUE, &style->size))
    return FALSE;
  style->min_size = style->size;
  min_range.max = style->size;
  style->weight = 400;
  if (!cw_parse_number (parse, object, &condense_range, FALSE, &condense))
    return FALSE;
  style->min_condense = condense / 100;
  return cw_parse_number (parse, object, &min_range, FALSE, &style->min_size) &&
         cw_parse_integer (parse, object, &weight_range, &style->weight) &&
         cw_parse_number (parse, object, &tracking_range, FALSE, &style->tracking) &&
         cw_parse_boolean (parse, object, "italic", &style->italic) &&
         cw_parse_boolean (parse, object, "tabular", &style->tabular);
}

static gboolean
parse_lines (CwParse     *parse,
             json_t      *object,
             CwTextStyle *style)
{
  static const char *const aligns[] = { "left", "centre", "right", "justify", NULL };
  static const char *const valigns[] = { "top", "middle", "bottom", "baseline", NULL };
  static const CwRange lines_range = { "lines", 1, 40, NULL };
  static const CwRange height_range = { "line_height", 0.8, 3, NULL };
  int align = 0;
  int valign = 0;
  int lines = 1;

  style->line_height = 1.2;
  if (!cw_parse_choice (parse, object, "align", aligns, FALSE, &align) ||
      !cw_parse_choice (parse, object, "valign", valigns, FALSE, &valign) ||
      !cw_parse_integer (parse, object, &lines_range, &lines) ||
      !cw_parse_number (parse, object, &height_range, FALSE, &style->line_height))
    return FALSE;
  style->align = (CwAlign) align;
  style->valign = (CwVAlign) valign;
  style->lines = (guint) lines;
  if (lines > 1 && style->valign == CW_VALIGN_BASELINE)
    return cw_parse_fail_at (parse, "valign", _ ("“baseline” is for a text of one line. Use top, middle or bottom."));
  if (lines == 1 && json_object_get (object, "line_height") != NULL)
    return cw_parse_fail_at (parse, "line_height", _ ("A text of one line has no line height. Set lines, or leave it out."));
  return TRUE;
}

static gboolean
parse_overflow (CwParse  *parse,
                json_t   *object,
                gboolean *refuse)
{
  static const char *const overflows[] = { "ellipsis", "refuse", NULL };
  int index = 0;

  if (!cw_parse_choice (parse, object, "overflow", overflows, FALSE, &index))
    return FALSE;
  *refuse = index == 1;
  return TRUE;
}

gboolean
cw_element_parse_text (CwParse   *parse,
                       json_t    *object,
                       CwElement *element)
{
  element->style.language = g_strdup (parse->template->language);
  element->style.colour = (CwColour) { 0, 0, 0, 1 };
  return cw_element_parse_layer (parse, object, element, CW_LAYER_RESIN) &&
         parse_pattern (parse, object, element, NULL) &&
         parse_family (parse, object, element) &&
         parse_type_size (parse, object, &element->style) &&
         parse_lines (parse, object, &element->style) &&
         parse_overflow (parse, object, &element->refuse) &&
         cw_parse_boolean (parse, object, "required", &element->required) &&
         cw_parse_colour (parse, object, "colour", &element->style.colour) &&
         cw_element_settle_colour (parse, element, "colour", &element->style.colour);
}

static gboolean
parse_turn (CwParse         *parse,
            const CwElement *element)
{
  if (fmod (element->rotation, 90) == 0)
    return TRUE;
  return cw_parse_fail_at (parse, "rotation", _ ("A code is turned by quarter turns only, so that its modules lie on the printer's dots."));
}

/* A member that means nothing for this symbology would be read as if it did. */
static gboolean
check_code_members (CwParse         *parse,
                    json_t          *object,
                    const CwElement *element)
{
  CwSymbology symbology = element->code.symbology;
  gboolean qr = symbology == CW_SYMBOLOGY_QR;
  gboolean linear = symbology == CW_SYMBOLOGY_CODE128 || symbology == CW_SYMBOLOGY_CODE39 || symbology == CW_SYMBOLOGY_ITF || symbology == CW_SYMBOLOGY_EAN13;
  gboolean checked = symbology == CW_SYMBOLOGY_CODE39 || symbology == CW_SYMBOLOGY_ITF;

  if (!qr && json_object_get (object, "level") != NULL)
    return cw_parse_fail_at (parse, "level", _ ("Only a qr code has a level. Leave it out."));
  if (!qr && json_object_get (object, "version") != NULL)
    return cw_parse_fail_at (parse, "version", _ ("Only a qr code has a version. Leave it out."));
  if (!checked && json_object_get (object, "check_digit") != NULL)
    return cw_parse_fail_at (parse, "check_digit", _ ("Only code39 and itf may have a check digit or not. Leave it out."));
  if (!linear && json_object_get (object, "readable") != NULL)
    return cw_parse_fail_at (parse, "readable", _ ("Only a linear code has its text below. Leave it out, or add a text element."));
  if (!(linear && element->readable) && json_object_get (object, "readable_size") != NULL)
    return cw_parse_fail_at (parse, "readable_size", _ ("There is no text below this code. Leave it out."));
  return TRUE;
}

gboolean
cw_element_parse_code (CwParse   *parse,
                       json_t    *object,
                       CwElement *element)
{
  static const char *const symbologies[] = { "qr", "code128", "code39", "itf", "ean13", "pdf417", "datamatrix", "aztec", NULL };
  static const char *const levels[] = { "L", "M", "Q", "H", NULL };
  static const CwRange version_range = { "version", 1, 40, NULL };
  static const CwRange size_range = { "readable_size", 3, 12, "pt" };
  int symbology = 0;
  int level = 1;

  element->required = TRUE;
  element->readable = TRUE;
  element->readable_size = 6;
  if (!cw_parse_choice (parse, object, "symbology", symbologies, TRUE, &symbology) ||
      !cw_parse_choice (parse, object, "level", levels, FALSE, &level) ||
      !cw_parse_integer (parse, object, &version_range, &element->code.version) ||
      !cw_parse_boolean (parse, object, "check_digit", &element->code.check_digit) ||
      !cw_parse_boolean (parse, object, "readable", &element->readable) ||
      !cw_parse_number (parse, object, &size_range, FALSE, &element->readable_size) ||
      !cw_element_parse_layer (parse, object, element, CW_LAYER_RESIN) ||
      !parse_pattern (parse, object, element, symbology == CW_SYMBOLOGY_QR ? "{qr}" : "{number}") ||
      !cw_parse_boolean (parse, object, "required", &element->required))
    return FALSE;
  element->code.symbology = (CwSymbology) symbology;
  element->code.level = symbology == CW_SYMBOLOGY_QR ? level : -1;
  return parse_turn (parse, element) && check_code_members (parse, object, element);
}

gboolean
cw_element_parse_logo (CwParse   *parse,
                       json_t    *object,
                       CwElement *element)
{
  static const char *const orientations[] = { "horizontal", "vertical", NULL };
  static const char *const colours[] = { "normal", "inverted", NULL };
  static const char *const inks[] = { "colour", "black", NULL };
  static const char *const sizes[] = { "fit", "xs", "s", "m", NULL };
  int size = CW_LOGO_FIT;
  int vertical = 0;
  int inverted = 0;
  int black = 0;

  element->required = TRUE;
  /* the ESC's own: QRFactory.java of EuropeanStudentCard/qr-java-generator (aa51d80) */
  element->code = (CwCodeSpec) { .symbology = CW_SYMBOLOGY_QR, .level = 1, .version = 4 };
  if (!cw_element_parse_layer (parse, object, element, CW_LAYER_RESIN) ||
      !parse_pattern (parse, object, element, "{qr}") ||
      !cw_parse_boolean (parse, object, "required", &element->required) ||
      !parse_turn (parse, element) ||
      !cw_parse_choice (parse, object, "orientation", orientations, TRUE, &vertical) ||
      !cw_parse_choice (parse, object, "colours", colours, FALSE, &inverted) ||
      !cw_parse_choice (parse, object, "ink", inks, FALSE, &black) ||
      !cw_parse_choice (parse, object, "size", sizes, FALSE, &size))
    return FALSE;
  element->logo = (CwLogoSpec) { .vertical = vertical == 1, .inverted = inverted == 1, .black = black == 1, .size = (CwLogoSize) size };
  if (element->logo.inverted && element->layer == CW_LAYER_RESIN)
    return cw_parse_fail_at (parse, "colours", _ ("An inverted code is white, which the resin layer cannot print. Put it on the colour layer."));
  if (element->logo.inverted && element->logo.black)
    return cw_parse_fail_at (parse, "ink", _ ("The inverted block is white altogether. Leave ink out."));
  if (json_object_get (object, "asset") == NULL)
    return TRUE;
  if (element->logo.black)
    return cw_parse_fail_at (parse, "ink", _ ("The institution's own picture keeps its colours. Leave ink out."));
  element->logo.asset = cw_parse_asset (parse, object);
  return element->logo.asset != NULL;
}
