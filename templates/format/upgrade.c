/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/format/upgrade.h"

#include <string.h>

#include "templates/format/model.h"

/* Owns older versions of the format: each step turns the JSON of one version into that of the
 * next, member by member, before anything is read. Values are left for the reader to judge, so
 * that a fault keeps its place and its sentence. Any thread. */

static void
rename_member (json_t     *object,
               const char *from,
               const char *to)
{
  json_t *value = json_object_get (object, from);

  if (value == NULL)
    return;
  json_object_set (object, to, value);
  json_object_del (object, from);
}

static gboolean
is_type (json_t     *element,
         const char *type)
{
  const char *given = json_string_value (json_object_get (element, "type"));

  return given != NULL && strcmp (given, type) == 0;
}

/* radius above 0 is what a mask was called; greyscale is one of the tones */
static void
upgrade_photo_1 (json_t *photo)
{
  json_t *radius = json_object_get (photo, "radius");
  json_t *greyscale = json_object_get (photo, "greyscale");

  if (json_is_number (radius) && json_number_value (radius) == 0)
    json_object_del (photo, "radius");
  else if (radius != NULL)
    json_object_set_new (photo, "mask", json_string ("rounded"));
  if (json_is_boolean (greyscale))
    json_object_set_new (photo, "tone", json_string (json_is_true (greyscale) ? "greyscale" : "colour"));
  if (json_is_boolean (greyscale))
    json_object_del (photo, "greyscale");
  else
    rename_member (photo, "greyscale", "tone");
}

static void
upgrade_element_1 (json_t *element)
{
  if (is_type (element, "photo"))
    upgrade_photo_1 (element);
  if (!is_type (element, "qr"))
    return;
  json_object_set_new (element, "type", json_string ("code"));
  json_object_set_new (element, "symbology", json_string ("qr"));
}

static void
upgrade_face_1 (json_t *face)
{
  json_t *elements = json_object_get (face, "elements");
  json_t *element = NULL;
  gsize index = 0;

  json_array_foreach (elements, index, element)
    upgrade_element_1 (element);
}

/**
 * cw_template_upgrade:
 * @root: a template as it was read; changed in place
 * @version: its "cardwright_template", 1 to %CW_TEMPLATE_VERSION
 *
 * Makes @root one of the present version.
 */
void
cw_template_upgrade (json_t *root,
                     int     version)
{
  if (version < 2)
    {
      upgrade_face_1 (json_object_get (root, "front"));
      upgrade_face_1 (json_object_get (root, "back"));
    }
  json_object_set_new (root, "cardwright_template", json_integer (CW_TEMPLATE_VERSION));
}
