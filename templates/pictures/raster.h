/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "templates/type/text.h"

G_BEGIN_DECLS

/* Lowest value of a channel of anything that must stay off the resin panel: HID printers pull in
 * channels up to 2, Gutenprint up to 3 (HID DTC4500e model file; Gutenprint 5.3.4). */
#define CW_LIFT_LEVEL 4

/**
 * CwLift:
 *
 * How pixels are kept from being black to a driver.
 */
typedef enum
{
  CW_LIFT_NONE,     /* not at all: what belongs on the resin panel */
  CW_LIFT_CHANNELS, /* every channel: a photo */
  CW_LIFT_BLACK,    /* only pixels dark in all three: artwork keeps its pure colours */
} CwLift;

typedef void (*CwRasterPaint) (cairo_t      *cr,
                               gconstpointer data);

/**
 * CwRasterCache:
 *
 * Pictures scaled to device dots, so that scaling is done once a size and not once a card. Any
 * thread.
 */
typedef struct _CwRasterCache CwRasterCache;

CwRasterCache *cw_raster_cache_new  (void);
void           cw_raster_cache_free (CwRasterCache *self);
void           cw_raster_paint      (CwRasterCache *self,
                                     cairo_t       *cr,
                                     const CwBox   *box,
                                     CwLift         lift,
                                     gboolean       fast,
                                     CwRasterPaint  paint,
                                     gconstpointer  data,
                                     gconstpointer  key);
void           cw_surface_lift      (cairo_surface_t *surface,
                                     CwLift           lift);
CwColour       cw_colour_lift       (const CwColour *colour);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwRasterCache, cw_raster_cache_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (cairo_t, cairo_destroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (cairo_surface_t, cairo_surface_destroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (cairo_pattern_t, cairo_pattern_destroy)

G_END_DECLS
