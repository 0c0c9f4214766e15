/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/format/element.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/base/error.h"

/* Owns the kinds of elements: which members each has, and those that all have (FORMAT.md). Any
 * thread. */

#define COMMON "type", "id", "x", "y", "width", "height", "rotation", "visible"

static const char *const type_names[] = {
  [CW_ELEMENT_TEXT] = "text",
  [CW_ELEMENT_PHOTO] = "photo",
  [CW_ELEMENT_IMAGE] = "image",
  [CW_ELEMENT_SHAPE] = "shape",
  [CW_ELEMENT_CODE] = "code",
  [CW_ELEMENT_ESC_LOGO] = "esc_logo",
  [CW_ELEMENT_HOLOGRAM] = "hologram",
  [CW_ELEMENT_KEEP_OUT] = "keep_out",
  [CW_ELEMENT_SIGNATURE] = "signature",
  NULL,
};

static const char *const type_phrases[] = {
  [CW_ELEMENT_TEXT] = N_ ("a text element"),
  [CW_ELEMENT_PHOTO] = N_ ("a photo element"),
  [CW_ELEMENT_IMAGE] = N_ ("an image element"),
  [CW_ELEMENT_SHAPE] = N_ ("a shape element"),
  [CW_ELEMENT_CODE] = N_ ("a code element"),
  [CW_ELEMENT_ESC_LOGO] = N_ ("an esc_logo element"),
  [CW_ELEMENT_HOLOGRAM] = N_ ("a hologram element"),
  [CW_ELEMENT_KEEP_OUT] = N_ ("a keep_out element"),
  [CW_ELEMENT_SIGNATURE] = N_ ("a signature element"),
};

static const char *const text_members[] = { COMMON, "layer", "text", "align", "valign", "size", "min_size", "min_condense", "overflow", "family", "weight", "italic", "colour", "tracking", "tabular", "lines", "line_height", "required", NULL };
static const char *const photo_members[] = { COMMON, "layer", "required", "mask", "radius", "focal_x", "focal_y", "tone", "tint", "opacity", NULL };
static const char *const image_members[] = { COMMON, "layer", "asset", "fit", "opacity", NULL };
static const char *const shape_members[] = { COMMON, "layer", "shape", "radius", "fill", "stroke", NULL };
static const char *const code_members[] = { COMMON, "layer", "text", "required", "symbology", "level", "version", "check_digit", "readable", "readable_size", NULL };
static const char *const logo_members[] = { COMMON, "layer", "text", "required", "orientation", "colours", "ink", "size", "asset", NULL };
static const char *const hologram_members[] = { COMMON, "shape", "radius", "patch", NULL };
static const char *const keep_out_members[] = { COMMON, "zone", "blank", NULL };
static const char *const signature_members[] = { COMMON, "radius", "stroke", "line", NULL };

static const char *const *const type_members[] = {
  [CW_ELEMENT_TEXT] = text_members,
  [CW_ELEMENT_PHOTO] = photo_members,
  [CW_ELEMENT_IMAGE] = image_members,
  [CW_ELEMENT_SHAPE] = shape_members,
  [CW_ELEMENT_CODE] = code_members,
  [CW_ELEMENT_ESC_LOGO] = logo_members,
  [CW_ELEMENT_HOLOGRAM] = hologram_members,
  [CW_ELEMENT_KEEP_OUT] = keep_out_members,
  [CW_ELEMENT_SIGNATURE] = signature_members,
};

static const char *const layer_names[] = { "colour", "resin", NULL };
const CwRange cw_radius_range = { "radius", 0, 50, "mm" };

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
  g_free (self->style.language);
  cw_condition_free (self->visible);
  cw_pattern_free (self->pattern);
  g_free (self);
}

gboolean
cw_element_parse_layer (CwParse    *parse,
                        json_t     *object,
                        CwElement  *element,
                        CwFaceLayer usual)
{
  int index = usual == CW_LAYER_RESIN ? 1 : 0;

  if (!cw_parse_choice (parse, object, "layer", layer_names, FALSE, &index))
    return FALSE;
  element->layer = index == 1 ? CW_LAYER_RESIN : CW_LAYER_COLOUR;
  return TRUE;
}

/**
 * cw_element_settle_colour:
 *
 * On the resin panel there is one colour; on the colour panels there is every other.
 */
gboolean
cw_element_settle_colour (CwParse         *parse,
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
parse_visible (CwParse   *parse,
               json_t    *object,
               CwElement *element)
{
  g_autoptr (GError) error = NULL;
  const char *text = NULL;

  if (!cw_parse_string (parse, object, "visible", CW_PATTERN_MAX_BYTES, FALSE, &text))
    return FALSE;
  if (text == NULL)
    return TRUE;
  element->visible = cw_condition_parse (text, &error);
  return element->visible != NULL || cw_parse_fail_at (parse, "visible", "%s", error->message);
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
         cw_parse_number (parse, object, &rotation_range, FALSE, &element->rotation) &&
         parse_visible (parse, object, element);
}

static gboolean
parse_kind (CwParse   *parse,
            json_t    *object,
            CwElement *element)
{
  switch (element->type)
    {
    case CW_ELEMENT_TEXT:
      return cw_element_parse_text (parse, object, element);
    case CW_ELEMENT_PHOTO:
      return cw_element_parse_photo (parse, object, element);
    case CW_ELEMENT_IMAGE:
      return cw_element_parse_image (parse, object, element);
    case CW_ELEMENT_SHAPE:
      return cw_element_parse_shape (parse, object, element);
    case CW_ELEMENT_CODE:
      return cw_element_parse_code (parse, object, element);
    case CW_ELEMENT_ESC_LOGO:
      return cw_element_parse_logo (parse, object, element);
    case CW_ELEMENT_HOLOGRAM:
      return cw_element_parse_hologram (parse, object, element);
    case CW_ELEMENT_KEEP_OUT:
      return cw_element_parse_keep_out (parse, object, element);
    case CW_ELEMENT_SIGNATURE:
      return cw_element_parse_signature (parse, object, element);
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
