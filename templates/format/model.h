/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <librsvg/rsvg.h>

#include "templates/codes/code.h"
#include "templates/type/fonts.h"
#include "templates/language/pattern.h"
#include "templates/pictures/raster.h"
#include "templates/format/source.h"
#include "templates/template.h"
#include "templates/type/text.h"

G_BEGIN_DECLS

/* What template.json says, as values. Inside of templates/ only; FORMAT.md explains each member. */

#define CW_TEMPLATE_VERSION 2
#define CW_TEMPLATE_MAX_FILE (1024 * 1024)       /* bytes of template.json */
#define CW_TEMPLATE_MAX_ASSET (20 * 1024 * 1024) /* bytes of one picture */
#define CW_TEMPLATE_MAX_ELEMENTS 200             /* a face */
#define CW_TEMPLATE_MAX_FONTS 8
#define CW_TEMPLATE_MAX_SAMPLE 64                /* fields */
#define CW_FILL_MAX_STOPS 8

typedef enum
{
  CW_ELEMENT_TEXT,
  CW_ELEMENT_PHOTO,
  CW_ELEMENT_IMAGE,
  CW_ELEMENT_SHAPE,
  CW_ELEMENT_CODE,
  CW_ELEMENT_ESC_LOGO,
  CW_ELEMENT_HOLOGRAM,
  CW_ELEMENT_KEEP_OUT,
  CW_ELEMENT_SIGNATURE,
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

/* n_stops 0: nothing is painted; 1: one colour; more: a gradient */
typedef struct
{
  guint    n_stops;
  gboolean radial;
  double   angle;  /* linear: degrees clockwise; 0 runs to the right */
  double   x;      /* radial: the centre, in parts of the box */
  double   y;
  double   radius; /* radial: in parts of the box's longer side */
  CwStop   stops[CW_FILL_MAX_STOPS];
} CwFill;

typedef struct
{
  double   width; /* mm; 0: no stroke */
  CwColour colour;
  double   dash[2]; /* mm on, mm off; 0: unbroken */
} CwStroke;

/* A picture of the template, decoded when the template is loaded. */
typedef struct
{
  RsvgHandle      *svg;     /* (nullable) */
  cairo_surface_t *surface; /* (nullable): ARGB32 */
  double           width;   /* its own size, in whatever unit: only the ratio counts */
  double           height;
} CwAsset;

typedef enum
{
  CW_MASK_RECT,
  CW_MASK_ROUNDED,
  CW_MASK_OVAL,
} CwMask;

typedef struct
{
  CwMask   mask;
  double   radius; /* mm; CW_MASK_ROUNDED */
  double   focal_x;
  double   focal_y;
  gboolean greyscale;
  gboolean tinted;
  CwColour tint; /* what black becomes */
  double   opacity;
} CwPhotoSpec;

typedef struct
{
  CwAsset *asset; /* owned by the template */
  CwFit    fit;
  double   opacity;
} CwImageSpec;

typedef struct
{
  CwShapeKind kind;
  double      radius; /* mm */
  CwFill      fill;
  CwStroke    stroke;
} CwShapeSpec;

typedef enum
{
  CW_LOGO_FIT,
  CW_LOGO_XS,
  CW_LOGO_S,
  CW_LOGO_M,
} CwLogoSize;

typedef struct
{
  gboolean   vertical;
  gboolean   inverted;
  gboolean   black; /* flag and words in the same black as the code */
  CwLogoSize size;
  CwAsset   *asset; /* (nullable): in place of flag and words; owned by the template */
} CwLogoSpec;

typedef enum
{
  CW_ZONE_CHIP,
  CW_ZONE_STRIPE,
  CW_ZONE_SLOT,
  CW_ZONE_OTHER,
} CwZoneKind;

typedef struct
{
  CwZoneKind kind;  /* keep_out */
  gboolean   blank; /* nothing is printed there */
  gboolean   selp;  /* hologram: the ESC patch that ends with 2027 */
  double     line;  /* signature: mm above the lower edge; 0: none */
} CwZoneSpec;

typedef struct
{
  CwElementType type;
  char         *id;
  CwBox         box;
  double        rotation; /* degrees clockwise about the middle of the box */
  CwFaceLayer   layer;    /* CW_LAYER_COLOUR or CW_LAYER_RESIN */
  gboolean      required;
  CwCondition  *visible;       /* (nullable): always */
  CwPattern    *pattern;       /* (nullable): text, code, esc_logo */
  CwTextStyle   style;         /* text */
  gboolean      refuse;        /* text: rather no card than a text that is cut */
  CwCodeSpec    code;          /* code, esc_logo */
  gboolean      readable;      /* code: the text below a linear code */
  double        readable_size; /* code: points */
  CwPhotoSpec   photo;
  CwImageSpec   image;
  CwShapeSpec   shape; /* shape; the outline of hologram, keep_out and signature */
  CwLogoSpec    logo;
  CwZoneSpec    zone; /* hologram, keep_out, signature */
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
  char           *description; /* (nullable) */
  char           *digest;
  gboolean        portrait;
  gboolean        has_back;
  char           *language; /* BCP 47 */
  char          **fonts;    /* families */
  CwFontSet      *font_set; /* (nullable): fonts that travel with the template */
  char          **fields;
  CwRecord       *sample;
  CwDesign        faces[2]; /* by CwFaceSide */
  GHashTable     *assets;   /* path -> CwAsset */
  CwRasterCache  *cache;    /* pictures at device size, shared by all faces of this template */
  struct _CwStanding *standing; /* what is laid out once for all cards */
};

void        cw_asset_paint             (const CwAsset *asset,
                                        cairo_t       *cr,
                                        const CwBox   *box,
                                        CwFit          fit);
void        cw_element_free            (CwElement *self);
const char *cw_element_type_to_name    (CwElementType type);
CwTemplate *cw_template_new            (void);
double      cw_template_get_width      (const CwTemplate *self);
double      cw_template_get_height     (const CwTemplate *self);
CwTemplate *cw_template_new_from_bytes (GBytes     *json,
                                        CwSource   *source,
                                        const char *name,
                                        GError    **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwElement, cw_element_free)

G_END_DECLS
