/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/raster.h"

G_BEGIN_DECLS

typedef enum
{
  CW_STREAM_PWG, /* PWG raster (PWG 5102.4), image/pwg-raster */
  CW_STREAM_URF, /* Apple raster, image/urf */
} CwStreamFormat;

/**
 * CwStreamPlan:
 *
 * What a stream of page rasters says about its pages, which are all alike.
 */
typedef struct
{
  CwStreamFormat format;
  gboolean       black;        /* only dots that are exactly black: black_1, in Apple raster sgray_8;
                                * otherwise 24 bit sRGB */
  guint          dpi;
  guint          page_x;       /* 1/100 mm, as the medium is fed */
  guint          page_y;
  const char    *media;        /* (nullable): its name in the print service */
  gboolean       standing;     /* the medium is fed with its short edge first: sides are turned */
  gboolean       back_columns; /* how the back is mirrored for a printer that wants it so */
  gboolean       back_rows;
} CwStreamPlan;

GBytes *cw_page_stream_make (const CwStreamPlan     *plan,
                             cairo_surface_t *const *sides,
                             guint                   n_sides);

G_END_DECLS
