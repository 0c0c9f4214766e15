/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/format/element.h"

#include <glib/gi18n-lib.h>

/* Owns the elements that keep ink away: hologram, keep_out, signature. Any thread. */

gboolean
cw_element_parse_hologram (CwParse   *parse,
                           json_t    *object,
                           CwElement *element)
{
  static const char *const kinds[] = { "rect", "ellipse", NULL };
  static const char *const patches[] = { "selp", "own", NULL };
  int kind = 0;
  int patch = 0;

  if (!cw_parse_choice (parse, object, "shape", kinds, FALSE, &kind) ||
      !cw_parse_choice (parse, object, "patch", patches, FALSE, &patch) ||
      !cw_parse_number (parse, object, &cw_radius_range, FALSE, &element->shape.radius))
    return FALSE;
  element->shape.kind = kind == 1 ? CW_SHAPE_ELLIPSE : CW_SHAPE_RECT;
  element->zone.selp = patch == 0;
  element->zone.blank = TRUE;
  if (kind == 1 && json_object_get (object, "radius") != NULL)
    return cw_parse_fail_at (parse, "radius", _ ("Only a rect has round corners. Leave the radius out."));
  return TRUE;
}

gboolean
cw_element_parse_keep_out (CwParse   *parse,
                           json_t    *object,
                           CwElement *element)
{
  static const char *const zones[] = { "chip", "stripe", "slot", "other", NULL };
  int zone = 0;

  if (!cw_parse_choice (parse, object, "zone", zones, TRUE, &zone))
    return FALSE;
  element->zone.kind = (CwZoneKind) zone;
  /* a slot is punched through whatever is printed */
  element->zone.blank = element->zone.kind != CW_ZONE_SLOT;
  return cw_parse_boolean (parse, object, "blank", &element->zone.blank);
}

gboolean
cw_element_parse_signature (CwParse   *parse,
                            json_t    *object,
                            CwElement *element)
{
  CwRange line_range = { "line", 0.5, element->box.height, "mm" };

  element->layer = CW_LAYER_RESIN;
  element->zone.blank = TRUE;
  if (!cw_parse_number (parse, object, &cw_radius_range, FALSE, &element->shape.radius) ||
      !cw_parse_stroke (parse, object, "stroke", &element->shape.stroke) ||
      !cw_parse_number (parse, object, &line_range, FALSE, &element->zone.line))
    return FALSE;
  return element->shape.stroke.width == 0 || cw_element_settle_colour (parse, element, "stroke", &element->shape.stroke.colour);
}
