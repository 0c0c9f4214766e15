/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-core"

#include "config.h"

#include "app/core/face.h"

/* The names of sides and layers, as templates, file names and the command line spell them. No
 * state; any thread. */

/**
 * cw_face_side_to_name:
 *
 * Returns: (transfer none): "front" or "back"
 */
const char *
cw_face_side_to_name (CwFaceSide side)
{
  return side == CW_FACE_BACK ? "back" : "front";
}

/**
 * cw_face_side_from_name:
 * @side: (out): the side; not touched on failure
 *
 * Returns: %FALSE when @name is no side
 */
gboolean
cw_face_side_from_name (const char *name,
                        CwFaceSide *side)
{
  if (g_strcmp0 (name, "front") == 0)
    *side = CW_FACE_FRONT;
  else if (g_strcmp0 (name, "back") == 0)
    *side = CW_FACE_BACK;
  else
    return FALSE;
  return TRUE;
}

/**
 * cw_face_layer_from_name:
 * @name: "all", "colour" or "resin"
 * @layer: (out): the layer; not touched on failure
 *
 * Returns: %FALSE when @name is no layer
 */
gboolean
cw_face_layer_from_name (const char  *name,
                         CwFaceLayer *layer)
{
  if (g_strcmp0 (name, "all") == 0)
    *layer = CW_LAYER_ALL;
  else if (g_strcmp0 (name, "colour") == 0)
    *layer = CW_LAYER_COLOUR;
  else if (g_strcmp0 (name, "resin") == 0)
    *layer = CW_LAYER_RESIN;
  else
    return FALSE;
  return TRUE;
}
