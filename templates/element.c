/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/parse.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/base/error.h"

/* Owns the kinds of elements: which members each has and what they may hold (FORMAT.md). Colours
 * of the colour layer leave here lifted off black. Any thread. */

#define COMMON "type", "id", "x", "y", "width", "height", "rotation"

static const char *const type_names[] = {
  [CW_ELEMENT_TEXT] = "text",
  [CW_ELEMENT_PHOTO] = "photo",
  [CW_ELEMENT_IMAGE] = "image",
  [CW_ELEMENT_SHAPE] = "shape",
  [CW_ELEMENT_QR] = "qr",
  [CW_ELEMENT_ESC_LOGO] = "esc_logo",
  [CW_ELEMENT_HOLOGRAM] = "hologram",
  NULL,
};

static const char *const type_phrases[] = {
  [CW_ELEMENT_TEXT] = N_ ("a text element"),
  [CW_ELEMENT_PHOTO] = N_ ("a photo element"),
  [CW_ELEMENT_IMAGE] = N_ ("an image element"),
  [CW_ELEMENT_SHAPE] = N_ ("a shape element"),
  [CW_ELEMENT_QR] = N_ ("a qr element"),
  [CW_ELEMENT_ESC_LOGO] = N_ ("an esc_logo element"),
  [CW_ELEMENT_HOLOGRAM] = N_ ("a hologram element"),
};

static const char *const text_members[] = { COMMON, "layer", "text", "align", "valign", "size", "min_size", "family", "weight", "italic", "colour", "tracking", "tabular", "lines", "line_height", "required", NULL };
static const char *const photo_members[] = { COMMON, "layer", "required", "radius", "focal_x", "focal_y", "greyscale", NULL };
static const char *const image_members[] = { COMMON, "layer", "asset", "fit", NULL };
static const char *const shape_members[] = { COMMON, "layer", "shape", "radius", "fill", "stroke", NULL };
static const char *const qr_members[] = { COMMON, "layer", "text", "required", NULL };
static const char *const logo_members[] = { COMMON, "layer", "text", "required", "orientation", "colours", "ink", NULL };
static const char *const hologram_members[] = { COMMON, "shape", "radius", NULL };

static const char *const *const type_members[] = {
  [CW_ELEMENT_TEXT] = text_members,
  [CW_ELEMENT_PHOTO] = photo_members,
  [CW_ELEMENT_IMAGE] = image_members,
  [CW_ELEMENT_SHAPE] = shape_members,
  [CW_ELEMENT_QR] = qr_members,
  [CW_ELEMENT_ESC_LOGO] = logo_members,
  [CW_ELEMENT_HOLOGRAM] = hologram_members,
};

static const char *const layer_names[] = { "colour", "resin", NULL };
static const char *const colour_only[] = { "colour", NULL };
static const CwRange radius_range = { "radius", 0, 50, "mm" };

const char *
cw_element_type_to_name (CwElementType type)
{
  return type_names[type];
}

void
cw_element_free (CwElement *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->style.family);
  cw_pattern_free (self->pattern);
  g_free (self);
}

static gboolean
parse_layer (CwParse    *parse,
             json_t     *object,
             CwElement  *element,
             CwFaceLayer usual)
{
  gboolean may_be_resin = element->type != CW_ELEMENT_PHOTO && element->type != CW_ELEMENT_IMAGE;
  int index = usual == CW_LAYER_RESIN ? 1 : 0;

  if (!cw_parse_choice (parse, object, "layer", may_be_resin ? layer_names : colour_only, FALSE, &index))
    return FALSE;
  element->layer = index == 1 ? CW_LAYER_RESIN : CW_LAYER_COLOUR;
  return TRUE;
}

/* On the resin panel there is one colour; on the colour panels there is every other. */
static gboolean
settle_colour (CwParse         *parse,
               const CwElement *element,
               const char      *member,
               CwColour        *colour)
{
  if (element->layer == CW_LAYER_COLOUR)
    {
      *colour = cw_colour_lift (colour);
      return TRUE;
    }
  if (colour->red == 0 && colour->green == 0 && colour->blue == 0 && colour->alpha == 1)
    return TRUE;
  return cw_parse_fail_at (parse, member, _ ("The resin layer prints black only. Leave the colour out, or put the element on the colour layer."));
}

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
  CwRange min_range = { "min_size", 2, 72, "pt" };

  if (!cw_parse_number (parse, object, &size_range, TRUE, &style->size))
    return FALSE;
  style->min_size = style->size;
  min_range.max = style->size;
  style->weight = 400;
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
  static const char *const aligns[] = { "left", "centre", "right", NULL };
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
parse_text (CwParse   *parse,
            json_t    *object,
            CwElement *element)
{
  element->style.colour = (CwColour) { 0, 0, 0, 1 };
  return parse_layer (parse, object, element, CW_LAYER_RESIN) &&
         parse_pattern (parse, object, element, NULL) &&
         parse_family (parse, object, element) &&
         parse_type_size (parse, object, &element->style) &&
         parse_lines (parse, object, &element->style) &&
         cw_parse_boolean (parse, object, "required", &element->required) &&
         cw_parse_colour (parse, object, "colour", &element->style.colour) &&
         settle_colour (parse, element, "colour", &element->style.colour);
}

static gboolean
parse_photo (CwParse   *parse,
             json_t    *object,
             CwElement *element)
{
  static const CwRange focal_x_range = { "focal_x", 0, 1, NULL };
  static const CwRange focal_y_range = { "focal_y", 0, 1, NULL };
  CwPhotoSpec *spec = &element->photo;

  element->required = TRUE;
  /* faces are looked for a little above the middle */
  spec->focal_x = 0.5;
  spec->focal_y = 0.4;
  return parse_layer (parse, object, element, CW_LAYER_COLOUR) &&
         cw_parse_boolean (parse, object, "required", &element->required) &&
         cw_parse_boolean (parse, object, "greyscale", &spec->greyscale) &&
         cw_parse_number (parse, object, &radius_range, FALSE, &spec->radius) &&
         cw_parse_number (parse, object, &focal_x_range, FALSE, &spec->focal_x) &&
         cw_parse_number (parse, object, &focal_y_range, FALSE, &spec->focal_y);
}

static gboolean
parse_image (CwParse   *parse,
             json_t    *object,
             CwElement *element)
{
  static const char *const fits[] = { "contain", "cover", "stretch", NULL };
  int fit = 0;

  if (!parse_layer (parse, object, element, CW_LAYER_COLOUR) ||
      !cw_parse_choice (parse, object, "fit", fits, FALSE, &fit))
    return FALSE;
  element->image.fit = (CwFit) fit;
  element->image.asset = cw_parse_asset (parse, object);
  return element->image.asset != NULL;
}

static gboolean
check_shape_members (CwParse         *parse,
                     json_t          *object,
                     const CwElement *element)
{
  gboolean line = element->shape.kind == CW_SHAPE_LINE;

  if (element->shape.kind != CW_SHAPE_RECT && json_object_get (object, "radius") != NULL)
    return cw_parse_fail_at (parse, "radius", _ ("Only a rect has round corners. Leave the radius out."));
  if (element->type == CW_ELEMENT_HOLOGRAM)
    return TRUE;
  if (line && json_object_get (object, "fill") != NULL)
    return cw_parse_fail_at (parse, "fill", _ ("A line has no fill. Give it a stroke."));
  if (line && element->shape.stroke.width == 0)
    return cw_parse_fail_at (parse, "stroke", _ ("This member is missing."));
  if (element->shape.fill.n_stops == 0 && element->shape.stroke.width == 0)
    return cw_parse_fail (parse, _ ("This shape has neither fill nor stroke and would not be seen."));
  if (!line && (element->box.width < 0.1 || element->box.height < 0.1))
    return cw_parse_fail_at (parse, element->box.width < 0.1 ? "width" : "height", _ ("Only a line may be thinner than 0.1 mm."));
  return TRUE;
}

static gboolean
parse_shape (CwParse   *parse,
             json_t    *object,
             CwElement *element)
{
  static const char *const kinds[] = { "rect", "ellipse", "line", NULL };
  CwShapeSpec *spec = &element->shape;
  int kind = 0;

  if (!parse_layer (parse, object, element, CW_LAYER_COLOUR) ||
      !cw_parse_choice (parse, object, "shape", kinds, TRUE, &kind) ||
      !cw_parse_number (parse, object, &radius_range, FALSE, &spec->radius) ||
      !cw_parse_fill (parse, object, "fill", &spec->fill) ||
      !cw_parse_stroke (parse, object, "stroke", &spec->stroke))
    return FALSE;
  spec->kind = (CwShapeKind) kind;
  if (!check_shape_members (parse, object, element))
    return FALSE;
  if (element->layer == CW_LAYER_RESIN && spec->fill.n_stops > 1)
    return cw_parse_fail_at (parse, "fill", _ ("The resin layer prints black only, not a gradient."));
  for (guint i = 0; i < spec->fill.n_stops; i++)
    if (!settle_colour (parse, element, "fill", &spec->fill.stops[i].colour))
      return FALSE;
  return spec->stroke.width == 0 || settle_colour (parse, element, "stroke", &spec->stroke.colour);
}

static gboolean
parse_qr (CwParse   *parse,
          json_t    *object,
          CwElement *element)
{
  element->required = TRUE;
  if (!parse_layer (parse, object, element, CW_LAYER_RESIN) ||
      !parse_pattern (parse, object, element, "{qr}") ||
      !cw_parse_boolean (parse, object, "required", &element->required))
    return FALSE;
  if (fmod (element->rotation, 90) != 0)
    return cw_parse_fail_at (parse, "rotation", _ ("A code is turned by quarter turns only, so that its modules lie on the printer's dots."));
  return TRUE;
}

static gboolean
parse_logo (CwParse   *parse,
            json_t    *object,
            CwElement *element)
{
  static const char *const orientations[] = { "horizontal", "vertical", NULL };
  static const char *const colours[] = { "normal", "inverted", NULL };
  static const char *const inks[] = { "colour", "black", NULL };
  int vertical = 0;
  int inverted = 0;
  int black = 0;

  if (!parse_qr (parse, object, element) ||
      !cw_parse_choice (parse, object, "orientation", orientations, TRUE, &vertical) ||
      !cw_parse_choice (parse, object, "colours", colours, FALSE, &inverted) ||
      !cw_parse_choice (parse, object, "ink", inks, FALSE, &black))
    return FALSE;
  element->logo = (CwLogoSpec) { .vertical = vertical == 1, .inverted = inverted == 1, .black = black == 1 };
  if (element->logo.inverted && element->layer == CW_LAYER_RESIN)
    return cw_parse_fail_at (parse, "colours", _ ("An inverted code is white, which the resin layer cannot print. Put it on the colour layer."));
  if (element->logo.inverted && element->logo.black)
    return cw_parse_fail_at (parse, "ink", _ ("The inverted block is white altogether. Leave ink out."));
  return TRUE;
}

static gboolean
parse_hologram (CwParse   *parse,
                json_t    *object,
                CwElement *element)
{
  static const char *const kinds[] = { "rect", "ellipse", NULL };
  int kind = 0;

  if (!cw_parse_choice (parse, object, "shape", kinds, FALSE, &kind) ||
      !cw_parse_number (parse, object, &radius_range, FALSE, &element->shape.radius))
    return FALSE;
  element->shape.kind = (CwShapeKind) kind;
  return check_shape_members (parse, object, element);
}

static gboolean
parse_id (CwParse   *parse,
          json_t    *object,
          CwElement *element)
{
  const char *id = NULL;

  if (!cw_parse_string (parse, object, "id", 64, TRUE, &id))
    return FALSE;
  for (const char *at = id; *at != '\0'; at++)
    if (!g_ascii_islower (*at) && (at == id || (!g_ascii_isdigit (*at) && *at != '_' && *at != '-')))
      return cw_parse_fail_at (parse, "id", _ ("“%s” is not an id. An id begins with a to z and goes on with these, 0 to 9, - and _."), id);
  if (!g_hash_table_add (parse->ids, g_strdup (id)))
    return cw_parse_fail_at (parse, "id", _ ("“%s” is the id of another element already."), id);
  element->id = g_strdup (id);
  return TRUE;
}

static gboolean
parse_common (CwParse   *parse,
              json_t    *object,
              CwElement *element)
{
  static const CwRange x_range = { "x", -20, 110, "mm" };
  static const CwRange y_range = { "y", -20, 110, "mm" };
  static const CwRange rotation_range = { "rotation", -360, 360, "degrees" };
  double least = element->type == CW_ELEMENT_SHAPE ? 0 : 0.1;
  CwRange width_range = { "width", least, 110, "mm" };
  CwRange height_range = { "height", least, 110, "mm" };

  return parse_id (parse, object, element) &&
         cw_parse_number (parse, object, &x_range, TRUE, &element->box.x) &&
         cw_parse_number (parse, object, &y_range, TRUE, &element->box.y) &&
         cw_parse_number (parse, object, &width_range, TRUE, &element->box.width) &&
         cw_parse_number (parse, object, &height_range, TRUE, &element->box.height) &&
         cw_parse_number (parse, object, &rotation_range, FALSE, &element->rotation);
}

static gboolean
parse_kind (CwParse   *parse,
            json_t    *object,
            CwElement *element)
{
  switch (element->type)
    {
    case CW_ELEMENT_TEXT:
      return parse_text (parse, object, element);
    case CW_ELEMENT_PHOTO:
      return parse_photo (parse, object, element);
    case CW_ELEMENT_IMAGE:
      return parse_image (parse, object, element);
    case CW_ELEMENT_SHAPE:
      return parse_shape (parse, object, element);
    case CW_ELEMENT_QR:
      return parse_qr (parse, object, element);
    case CW_ELEMENT_ESC_LOGO:
      return parse_logo (parse, object, element);
    case CW_ELEMENT_HOLOGRAM:
      return parse_hologram (parse, object, element);
    }
  g_return_val_if_reached (FALSE);
}

static gboolean
parse_type (CwParse       *parse,
            json_t        *object,
            CwElementType *type)
{
  g_autofree char *list = NULL;
  const char *given = NULL;

  if (!json_is_object (object))
    return cw_parse_fail (parse, _ ("This must be an element, written as a JSON object."));
  if (!cw_parse_string (parse, object, "type", 64, TRUE, &given))
    return FALSE;
  for (guint i = 0; type_names[i] != NULL; i++)
    {
      if (strcmp (given, type_names[i]) != 0)
        continue;
      *type = (CwElementType) i;
      return TRUE;
    }
  list = g_strjoinv (", ", (char **) type_names);
  return cw_parse_fail_at (parse, "type", _ ("“%s” is not an element type. Use one of %s."), given, list);
}

/**
 * cw_parse_element:
 *
 * Returns: (transfer full) (nullable): the element at which the walk is
 */
CwElement *
cw_parse_element (CwParse *self,
                  json_t  *object)
{
  g_autoptr (CwElement) element = g_new0 (CwElement, 1);

  if (!parse_type (self, object, &element->type) ||
      !cw_parse_members (self, object, g_dgettext (GETTEXT_PACKAGE, type_phrases[element->type]), type_members[element->type]) ||
      !parse_common (self, object, element) ||
      !parse_kind (self, object, element))
    return NULL;
  return g_steal_pointer (&element);
}
