/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CW_CARD_WIDTH_MM 85.60  /* ISO/IEC 7810 ID-1, trimmed */
#define CW_CARD_HEIGHT_MM 53.98
#define CW_CARD_RADIUS_MM 3.18

typedef enum
{
  CW_FACE_FRONT,
  CW_FACE_BACK,
} CwFaceSide;

/**
 * CwFaceLayer:
 *
 * Which dye a drawing is for: everything, the colour panels alone, or the resin (K) panel alone.
 */
typedef enum
{
  CW_LAYER_ALL,
  CW_LAYER_COLOUR,
  CW_LAYER_RESIN,
} CwFaceLayer;

/**
 * CwFaceMedium:
 *
 * What a face is drawn for. The drawing itself is in millimetres on the trimmed ID-1 rectangle,
 * origin at its top left corner: whoever makes the cairo_t sets the scale.
 */
typedef struct
{
  double      dpi;      /* device dots an inch; 0: vector output without dots of its own */
  CwFaceLayer layer;
  gboolean    screen;   /* a preview: the hologram shimmers, guides may show */
  gboolean    specimen; /* the word SPECIMEN across it */
} CwFaceMedium;

const char *cw_face_side_to_name    (CwFaceSide side);
gboolean    cw_face_side_from_name  (const char *name,
                                     CwFaceSide *side);
gboolean    cw_face_layer_from_name (const char  *name,
                                     CwFaceLayer *layer);

G_END_DECLS
