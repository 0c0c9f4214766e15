/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <librsvg/rsvg.h>

#include "templates/pattern.h"
#include "templates/raster.h"
#include "templates/source.h"
#include "templates/template.h"
#include "templates/text.h"

G_BEGIN_DECLS

/* What template.json says, as values. Inside of templates/ only; FORMAT.md explains each member. */

#define CW_TEMPLATE_VERSION 1
#define CW_TEMPLATE_MAX_FILE (1024 * 1024)       /* bytes of template.json */
#define CW_TEMPLATE_MAX_ASSET (20 * 1024 * 1024) /* bytes of one picture */
#define CW_TEMPLATE_MAX_ELEMENTS 200             /* a face */
#define CW_FILL_MAX_STOPS 8

typedef enum
{
  CW_ELEMENT_TEXT,
  CW_ELEMENT_PHOTO,
  CW_ELEMENT_IMAGE,
  CW_ELEMENT_SHAPE,
  CW_ELEMENT_QR,
  CW_ELEMENT_ESC_LOGO,
  CW_ELEMENT_HOLOGRAM,
} CwElementType;

typedef enum
{
  CW_FIT_CONTAIN,
  CW_FIT_COVER,
  CW_FIT_STRETCH,
} CwFit;

typedef enum
{
  CW_SHAPE_RECT,
  CW_SHAPE_ELLIPSE,
  CW_SHAPE_LINE,
} CwShapeKind;

typedef struct
{
  double   at; /* 0..1 along the gradient */
  CwColour colour;
} CwStop;

/* n_stops 0: nothing is painted; 1: one colour; more: a linear gradient */
typedef struct
{
  guint  n_stops;
  double angle; /* degrees clockwise; 0 runs to the right */
  CwStop stops[CW_FILL_MAX_STOPS];
} CwFill;

typedef struct
{
  double   width; /* mm; 0: no stroke */
  CwColour colour;
} CwStroke;

/* A picture of the template, decoded when the template is loaded. */
typedef struct
{
  RsvgHandle      *svg;     /* (nullable) */
  cairo_surface_t *surface; /* (nullable): ARGB32 */
  double           width;   /* its own size, in whatever unit: only the ratio counts */
  double           height;
} CwAsset;

typedef struct
{
  double   radius; /* mm */
  double   focal_x;
  double   focal_y;
  gboolean greyscale;
} CwPhotoSpec;

typedef struct
{
  CwAsset *asset; /* owned by the template */
  CwFit    fit;
} CwImageSpec;

typedef struct
{
  CwShapeKind kind;
  double      radius; /* mm */
  CwFill      fill;
  CwStroke    stroke;
} CwShapeSpec;

typedef struct
{
  gboolean vertical;
  gboolean inverted;
  gboolean black; /* flag and words in the same black as the code */
} CwLogoSpec;

typedef struct
{
  CwElementType type;
  char         *id;
  CwBox         box;
  double        rotation; /* degrees clockwise about the middle of the box */
  CwFaceLayer   layer;    /* CW_LAYER_COLOUR or CW_LAYER_RESIN */
  gboolean      required;
  CwPattern    *pattern; /* (nullable): text, qr, esc_logo */
  CwTextStyle   style;   /* text */
  CwPhotoSpec   photo;
  CwImageSpec   image;
  CwShapeSpec   shape; /* shape, hologram */
  CwLogoSpec    logo;
} CwElement;

typedef struct
{
  CwFill     background;
  GPtrArray *elements; /* of CwElement */
} CwDesign;

struct _CwTemplate
{
  gatomicrefcount ref_count;
  char           *name;
  char           *digest;
  gboolean        portrait;
  gboolean        has_back;
  char          **fonts;
  char          **fields;
  CwDesign        faces[2]; /* by CwFaceSide */
  GHashTable     *assets;   /* path -> CwAsset */
  CwRasterCache  *cache;    /* pictures at device size, shared by all faces of this template */
};

void        cw_element_free            (CwElement *self);
const char *cw_element_type_to_name    (CwElementType type);
double      cw_template_get_width      (const CwTemplate *self);
double      cw_template_get_height     (const CwTemplate *self);
CwTemplate *cw_template_new_from_bytes (GBytes     *json,
                                        CwSource   *source,
                                        const char *name,
                                        GError    **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwElement, cw_element_free)

G_END_DECLS
