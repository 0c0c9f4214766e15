/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "templates/code.h"
#include "templates/logo.h"
#include "templates/model.h"
#include "templates/photo.h"

G_BEGIN_DECLS

/* A face from the inside; only templates/ includes this. */

/* One element filled with one record; what its kind does not need is %NULL. */
typedef struct
{
  const CwElement *element; /* owned by the template */
  gboolean         hidden;  /* none of its fields is filled */
  CwTextBlock     *text;
  CwCode          *code;
  CwLogo          *logo;
  cairo_surface_t *photo;
} CwItem;

struct _CwFace
{
  gatomicrefcount ref_count;
  CwTemplate     *template;
  CwPicture      *photo;    /* (nullable) */
  GPtrArray      *items[2]; /* of CwItem, by CwFaceSide */
  CwTextBlock    *specimen;
  CwRasterCache  *cache; /* the photo at device size */
};

/* The place of the block of a qr or esc_logo item, and of its dark modules in it. */
typedef struct
{
  CwCodePlace place;
  double      width; /* of the block, in modules, as the other three */
  double      height;
  double      code_x;
  double      code_y;
} CwItemBlock;

CwItemBlock  cw_item_place_block (const CwItem       *item,
                                  cairo_t            *cr,
                                  const CwFaceMedium *medium);
void         cw_element_turn     (const CwElement *element,
                                  cairo_t         *cr);
CwTextBlock *cw_specimen_new     (const char *family);
void         cw_specimen_draw    (CwFace             *face,
                                  cairo_t            *cr,
                                  const GPtrArray    *items,
                                  const CwFaceMedium *medium);

G_END_DECLS
