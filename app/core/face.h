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
  gboolean    shapes;   /* vector output that others may scale: codes as shapes, not as pictures */
} CwFaceMedium;

/**
 * CwInkUse:
 *
 * What one side of a card takes from the ribbon, in millimetres on the trimmed card as it lies.
 * Plain numbers, so that the printers' room can plan panels without knowing what a design is.
 */
typedef struct
{
  gboolean colour;       /* anything at all in dye */
  gboolean resin;        /* anything at all in resin */
  gboolean black_in_dye; /* text or a code in dye, black or nearly */
  double   colour_area;  /* mm² */
  double   resin_area;   /* mm² */
  double   photo_area;   /* mm² of photos */
  double   colour_left;  /* mm from the card's left edge to the first dye and to the last, along */
  double   colour_right; /* the long edge; both 0 without colour */
  double   edge_gap;     /* mm between the dye and the edge it comes nearest to; 0: it bleeds */
} CwInkUse;

const char *cw_face_side_to_name    (CwFaceSide side);
gboolean    cw_face_side_from_name  (const char *name,
                                     CwFaceSide *side);
gboolean    cw_face_layer_from_name (const char  *name,
                                     CwFaceLayer *layer);

G_END_DECLS
