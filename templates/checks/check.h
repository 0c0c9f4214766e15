/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "templates/draw/face.h"

G_BEGIN_DECLS

/* The checks from the inside; only templates/check*.c includes this. */

/* Rounding of positions in a design; less than a dot. */
#define CW_CHECK_SLACK_MM 0.05

/* One element as it lies on the canvas. */
typedef struct
{
  CwItem  *item;
  gboolean hidden; /* in the face; a look may hide more */
  gboolean zoned;  /* a zone takes a part of it, which has been told */
  CwBox    bounds; /* dots of the canvas: the ink of a text, the block of a code, the box of the rest */
  CwBox    core;   /* dots: what must be kept whole; a code with its quiet zone, a logo without its clear space */
} CwCover;

/* One side of a face, drawn once for all the checks. */
typedef struct
{
  CwFace          *face;
  CwFaceSide       side;
  CwFaceMedium     medium;
  GPtrArray       *checks;
  guint            most;   /* checks that there may be after this side */
  GArray          *covers; /* of CwCover, in the design's order */
  cairo_matrix_t   canvas; /* from millimetres on the landscape card to dots */
  cairo_matrix_t   design; /* from millimetres of the design to dots */
  double           dot;    /* mm */
  CwBox            card;   /* dots */
  CwBox            page;   /* dots: the printer's canvas */
  cairo_surface_t *all;    /* the side as it will be printed */
  cairo_surface_t *ground; /* the same without its texts */
  cairo_surface_t *with;   /* for looks at single elements */
  cairo_surface_t *without;
  guint            n_looks;   /* at single elements */
  double           scanned;   /* dots */
  gboolean         exhausted; /* a look, a scan or a remark was refused */
} CwInspection;

/* Where a code lies, in dots of the canvas. */
typedef struct
{
  cairo_matrix_t matrix;  /* from modules of the symbol to dots */
  double         module;  /* dots */
  CwBox          symbol;  /* first to last dark module */
  CwBox          quiet;   /* with its quiet zone */
  CwBox          block;   /* all that belongs to it: readable text, a logo's clear space */
  CwBox          content; /* a logo's block without its clear space */
} CwCodeLook;

/* What a check says beside its words. */
typedef struct
{
  CwCheckKind kind;
  gboolean    error;
  double      number;
  const char *unit;
} CwFinding;

void             cw_inspection_add       (CwInspection    *self,
                                          const CwCover   *cover,
                                          const CwFinding *finding,
                                          const char      *remedy,
                                          const char      *format,
                                          ...) G_GNUC_PRINTF (5, 6);
char            *cw_cover_name           (const CwCover *cover);
CwCover         *cw_inspection_get_cover (CwInspection *self,
                                          guint         index);

gboolean         cw_code_look            (CwInspection  *self,
                                          const CwCover *cover,
                                          CwCodeLook    *look);
gboolean         cw_inspection_draw      (CwInspection                *self,
                                          cairo_surface_t             *surface,
                                          const cairo_rectangle_int_t *clip);
void             cw_inspection_show_only (CwInspection  *self,
                                          const CwCover *one,
                                          const CwCover *other);
void             cw_inspection_hide      (CwInspection  *self,
                                          CwElementType  type);
void             cw_inspection_show_all  (CwInspection *self);
gboolean         cw_inspection_may_look  (CwInspection *self);
cairo_t         *cw_inspection_enter     (CwInspection    *self,
                                          cairo_surface_t *surface,
                                          int              x,
                                          int              y);
cairo_surface_t *cw_cover_mask           (CwInspection                *self,
                                          const CwCover               *cover,
                                          const cairo_rectangle_int_t *dots);
CwBox            cw_box_transform        (const CwBox          *box,
                                          const cairo_matrix_t *matrix);
gboolean         cw_box_meet             (const CwBox *a,
                                          const CwBox *b,
                                          double       slack);
gboolean         cw_box_to_dots          (const CwBox           *box,
                                          const CwBox           *page,
                                          cairo_rectangle_int_t *dots);

double           cw_pixel_luminance      (guint32 pixel);
double           cw_pixel_red            (guint32 pixel);

void             cw_check_text           (CwInspection *self,
                                          CwCover      *cover);
void             cw_check_photo          (CwInspection *self,
                                          CwCover      *cover);
void             cw_check_image          (CwInspection *self,
                                          CwCover      *cover);
void             cw_check_code           (CwInspection *self,
                                          CwCover      *cover);
void             cw_check_edges          (CwInspection *self,
                                          CwCover      *cover);
void             cw_check_zones          (CwInspection *self,
                                          CwCover      *cover);
void             cw_check_hologram       (CwInspection *self,
                                          CwCover      *cover);

static inline const guint32 *
cw_surface_row (cairo_surface_t *surface,
                int              y)
{
  return (const guint32 *) (const void *) (cairo_image_surface_get_data (surface) + (gsize) y * (gsize) cairo_image_surface_get_stride (surface));
}

static inline const guint8 *
cw_mask_row (cairo_surface_t *mask,
             int              y)
{
  return cairo_image_surface_get_data (mask) + (gsize) y * (gsize) cairo_image_surface_get_stride (mask);
}

G_END_DECLS
