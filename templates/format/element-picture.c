/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/format/element.h"

#include <glib/gi18n-lib.h>

/* Owns the elements that are looked at: photo, image, shape. Colours of the colour layer leave
 * here lifted off black. Any thread. */

static gboolean
parse_mask (CwParse     *parse,
            json_t      *object,
            CwPhotoSpec *spec)
{
  static const char *const masks[] = { "rect", "rounded", "oval", NULL };
  static const CwRange corner_range = { "radius", 0.1, 50, "mm" };
  int mask = CW_MASK_RECT;

  if (!cw_parse_choice (parse, object, "mask", masks, FALSE, &mask))
    return FALSE;
  spec->mask = (CwMask) mask;
  if (spec->mask != CW_MASK_ROUNDED && json_object_get (object, "radius") != NULL)
    return cw_parse_fail_at (parse, "radius", _ ("Only the mask “rounded” has a radius. Leave it out, or set the mask."));
  spec->radius = 2;
  return cw_parse_number (parse, object, &corner_range, FALSE, &spec->radius);
}

static gboolean
parse_tone (CwParse         *parse,
            json_t          *object,
            const CwElement *element,
            CwPhotoSpec     *spec)
{
  static const char *const tones[] = { "colour", "greyscale", NULL };
  int tone = 0;

  if (!cw_parse_choice (parse, object, "tone", tones, FALSE, &tone) || !cw_parse_colour (parse, object, "tint", &spec->tint))
    return FALSE;
  spec->greyscale = tone == 1;
  spec->tinted = json_object_get (object, "tint") != NULL;
  if (spec->tinted && !spec->greyscale)
    return cw_parse_fail_at (parse, "tint", _ ("Only a greyscale photo is tinted. Set the tone, or leave the tint out."));
  if (spec->tinted && element->layer == CW_LAYER_RESIN)
    return cw_parse_fail_at (parse, "tint", _ ("The resin layer prints black only. Leave the tint out."));
  return TRUE;
}

static const CwRange opacity_range = { "opacity", 0.05, 1, NULL };

gboolean
cw_element_parse_photo (CwParse   *parse,
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
  spec->opacity = 1;
  return cw_element_parse_layer (parse, object, element, CW_LAYER_COLOUR) &&
         cw_parse_boolean (parse, object, "required", &element->required) &&
         parse_mask (parse, object, spec) &&
         parse_tone (parse, object, element, spec) &&
         cw_parse_number (parse, object, &opacity_range, FALSE, &spec->opacity) &&
         cw_parse_number (parse, object, &focal_x_range, FALSE, &spec->focal_x) &&
         cw_parse_number (parse, object, &focal_y_range, FALSE, &spec->focal_y);
}

gboolean
cw_element_parse_image (CwParse   *parse,
                        json_t    *object,
                        CwElement *element)
{
  static const char *const fits[] = { "contain", "cover", "stretch", NULL };
  int fit = 0;

  element->image.opacity = 1;
  if (!cw_element_parse_layer (parse, object, element, CW_LAYER_COLOUR) ||
      !cw_parse_choice (parse, object, "fit", fits, FALSE, &fit) ||
      !cw_parse_number (parse, object, &opacity_range, FALSE, &element->image.opacity))
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

gboolean
cw_element_parse_shape (CwParse   *parse,
                        json_t    *object,
                        CwElement *element)
{
  static const char *const kinds[] = { "rect", "ellipse", "line", NULL };
  CwShapeSpec *spec = &element->shape;
  int kind = 0;

  if (!cw_element_parse_layer (parse, object, element, CW_LAYER_COLOUR) ||
      !cw_parse_choice (parse, object, "shape", kinds, TRUE, &kind) ||
      !cw_parse_number (parse, object, &cw_radius_range, FALSE, &spec->radius) ||
      !cw_parse_fill (parse, object, "fill", &spec->fill) ||
      !cw_parse_stroke (parse, object, "stroke", &spec->stroke))
    return FALSE;
  spec->kind = (CwShapeKind) kind;
  if (!check_shape_members (parse, object, element))
    return FALSE;
  if (element->layer == CW_LAYER_RESIN && spec->fill.n_stops > 1)
    return cw_parse_fail_at (parse, "fill", _ ("The resin layer prints black only, not a gradient."));
  for (guint i = 0; i < spec->fill.n_stops; i++)
    if (!cw_element_settle_colour (parse, element, "fill", &spec->fill.stops[i].colour))
      return FALSE;
  return spec->stroke.width == 0 || cw_element_settle_colour (parse, element, "stroke", &spec->stroke.colour);
}
