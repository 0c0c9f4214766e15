/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "templates/codes/code.h"
#include "templates/codes/logo.h"
#include "templates/format/model.h"
#include "templates/pictures/photo.h"

G_BEGIN_DECLS

/* A face from the inside; only templates/ includes this. */

/* One element filled with one record; what its kind does not need is %NULL. */
typedef struct
{
  const CwElement *element; /* owned by the template */
  gboolean         hidden;  /* none of its fields is filled */
  CwTextBlock     *text;
  CwCode          *code;
  CwTextBlock     *label; /* below a linear code */
  const CwLogo    *logo; /* owned by the template's standing */
  cairo_surface_t *photo;      /* in the element's tone */
  cairo_surface_t *photo_from; /* what @photo was made of; not owned */
} CwItem;

struct _CwFace
{
  gatomicrefcount ref_count;
  CwTemplate     *template;
  CwRecord       *record;
  GBytes         *photo_file; /* (nullable): as it came */
  CwPicture      *photo;      /* (nullable): decoded for the usual printer */
  GPtrArray      *photos;     /* of CwPicture: decoded at other sizes, for finer ones */
  GPtrArray      *items[2]; /* of CwItem, by CwFaceSide */
  CwRasterCache  *cache; /* the photo at device size */
};

/* The place of the block of a code or esc_logo item, and of its dark modules in it. */
typedef struct
{
  CwCodePlace place;
  double      width; /* of the block, in modules, as the other three; a linear code is 1 high */
  double      height;
  double      code_x;
  double      code_y;
} CwItemBlock;

/* One side being drawn, one dye at a time. */
typedef struct
{
  CwFace             *face;
  cairo_t            *cr;
  const CwFaceMedium *medium;
  CwFaceLayer         pass; /* the dye being laid down */
} CwPass;

CwItemBlock  cw_item_place_block (const CwItem       *item,
                                  cairo_t            *cr,
                                  const CwFaceMedium *medium);
gboolean     cw_pass_is_crisp    (const CwPass *pass);
gboolean     cw_pass_is_vector   (const CwPass *pass);
void         cw_item_draw_code   (const CwItem *item,
                                  const CwPass *pass);
void         cw_item_draw_photo  (CwItem       *item,
                                  const CwPass *pass);
void         cw_item_draw_image  (const CwItem *item,
                                  const CwPass *pass);
cairo_surface_t *cw_item_get_photo (CwItem *item,
                                    CwFace *face,
                                    double  scale);
double       cw_item_get_label_height (const CwItem *item);
void         cw_element_turn     (const CwElement *element,
                                  cairo_t         *cr);
void         cw_specimen_draw    (CwFace             *face,
                                  cairo_t            *cr,
                                  const GPtrArray    *items,
                                  const CwFaceMedium *medium);

G_END_DECLS
