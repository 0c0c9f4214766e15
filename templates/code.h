/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/core/face.h"
#include "templates/raster.h"

G_BEGIN_DECLS

/* The symbol of the European Student Card: QR Model 2, version 4, level M, quiet zone 4
 * (EuropeanStudentCard/qr-java-generator aa51d80, QRFactory.java). Capacity of version 4 at level
 * M in 8-bit mode: ISO/IEC 18004, table 7. */
#define CW_CODE_MODULES 33
#define CW_CODE_QUIET 4
#define CW_CODE_FULL (CW_CODE_MODULES + 2 * CW_CODE_QUIET)
#define CW_CODE_MAX_BYTES 62

/* Where a module cannot follow the device's dots (vector output, a preview), it follows those of
 * the usual card printer. */
#define CW_CODE_GRID_DPI 300.0

/**
 * CwCode:
 *
 * One QR symbol. Never changed once made; any thread.
 */
typedef struct _CwCode CwCode;

/**
 * CwCodePlace:
 *
 * Where a block that is measured in modules lies: a matrix from modules to the space in which it
 * is drawn, a whole number of dots a module.
 */
typedef struct
{
  gboolean       on_device; /* the matrix leads to device dots; otherwise to the space of @cr */
  cairo_matrix_t matrix;
  int            dots; /* a module; 0: the box is too small for the block */
} CwCodePlace;

CwCode     *cw_code_new           (const char *text,
                                   GError    **error);
void        cw_code_free          (CwCode *self);
CwCodePlace cw_code_place         (cairo_t            *cr,
                                   const CwBox        *box,
                                   double              width,
                                   double              height,
                                   double              code_x,
                                   double              code_y,
                                   const CwFaceMedium *medium);
void        cw_code_enter         (cairo_t           *cr,
                                   const CwCodePlace *place);
void        cw_code_draw_modules  (const CwCode       *self,
                                   cairo_t            *cr,
                                   const CwFaceMedium *medium);
void        cw_code_path          (cairo_t            *cr,
                                   double              x,
                                   double              y,
                                   double              width,
                                   double              height,
                                   const CwFaceMedium *medium);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwCode, cw_code_free)

G_END_DECLS
