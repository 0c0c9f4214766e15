/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/core/face.h"
#include "templates/pictures/raster.h"

G_BEGIN_DECLS

/* The symbol of the European Student Card: QR Model 2, version 4, level M, quiet zone 4
 * (EuropeanStudentCard/qr-java-generator aa51d80, QRFactory.java). */
#define CW_CODE_MODULES 33
#define CW_CODE_QUIET 4
#define CW_CODE_FULL (CW_CODE_MODULES + 2 * CW_CODE_QUIET)

/* What any symbol may hold; each symbology has bounds of its own below it. */
#define CW_CODE_MAX_TEXT 1000

/* Where a module cannot follow the device's dots (vector output, a preview), it follows those of
 * the usual card printer. */
#define CW_CODE_GRID_DPI 300.0

/**
 * CwSymbology:
 * @CW_SYMBOLOGY_QR: ISO/IEC 18004 Model 2, 8-bit mode: any UTF-8
 * @CW_SYMBOLOGY_CODE128: ISO/IEC 15417: printable ASCII, at most 60 characters
 * @CW_SYMBOLOGY_CODE39: ISO/IEC 16388: 0-9 A-Z space - . $ / + %, at most 40 characters
 * @CW_SYMBOLOGY_ITF: ISO/IEC 16390, interleaved 2 of 5: 4 to 80 digits, an even number of them
 * @CW_SYMBOLOGY_EAN13: ISO/IEC 15420: 12 digits, or 13 with the right check digit
 * @CW_SYMBOLOGY_PDF417: ISO/IEC 15438: any UTF-8
 * @CW_SYMBOLOGY_DATAMATRIX: ISO/IEC 16022, ECC 200, square: any UTF-8
 * @CW_SYMBOLOGY_AZTEC: ISO/IEC 24778: any UTF-8
 *
 * PDF417, Data Matrix and Aztec say with ECI 26 that their text is UTF-8 when it is not plain ASCII;
 * QR does not, because its readers try UTF-8 first.
 */
typedef enum
{
  CW_SYMBOLOGY_QR,
  CW_SYMBOLOGY_CODE128,
  CW_SYMBOLOGY_CODE39,
  CW_SYMBOLOGY_ITF,
  CW_SYMBOLOGY_EAN13,
  CW_SYMBOLOGY_PDF417,
  CW_SYMBOLOGY_DATAMATRIX,
  CW_SYMBOLOGY_AZTEC,
} CwSymbology;

typedef struct
{
  CwSymbology symbology;
  int         level;       /* QR: 0..3 for L M Q H; PDF417: 0..8, -1 automatic */
  int         version;     /* QR: 1..40; 0: version 4, or the smallest larger one that holds the text */
  gboolean    check_digit; /* Code 39: modulo 43; ITF: modulo 10; both computed and printed */
} CwCodeSpec;

/* The symbol of the European Student Card block. */
#define CW_CODE_SPEC_ESC ((CwCodeSpec) { .symbology = CW_SYMBOLOGY_QR, .level = 1, .version = 4 })

/**
 * CwCode:
 *
 * One symbol. Never changed once made; any thread.
 */
typedef struct _CwCode CwCode;

/**
 * CwCodePlace:
 *
 * Where a block that is measured in modules lies: a matrix from modules to the space in which it
 * is drawn, a whole number of dots a module. For a linear code the unit downwards is the height of
 * its bars, whole dots as well.
 */
typedef struct
{
  gboolean       on_device; /* the matrix leads to device dots; otherwise to the space of @cr */
  cairo_matrix_t matrix;
  int            dots; /* a module; 0: the box is too small for the block */
} CwCodePlace;

CwCode     *cw_code_new           (const CwCodeSpec *spec,
                                   const char       *text,
                                   GError          **error);
void        cw_code_free          (CwCode *self);
CwSymbology cw_code_get_symbology (const CwCode *self);
gboolean    cw_code_is_linear     (const CwCode *self);
void        cw_code_get_size      (const CwCode *self,
                                   int          *width,
                                   int          *height);
void        cw_code_get_quiet     (const CwCode *self,
                                   int          *left,
                                   int          *top,
                                   int          *right,
                                   int          *bottom);
const char *cw_code_get_readable  (const CwCode *self);
const char *cw_code_get_content   (const CwCode *self);
gboolean    cw_code_get_module    (const CwCode *self,
                                   int           x,
                                   int           y);
const char *cw_symbology_get_title (CwSymbology symbology);

CwCodePlace cw_code_place         (cairo_t            *cr,
                                   const CwBox        *box,
                                   double              width,
                                   double              height,
                                   double              code_x,
                                   double              code_y,
                                   const CwFaceMedium *medium);
CwCodePlace cw_code_place_module  (cairo_t            *cr,
                                   const CwBox        *box,
                                   double              width,
                                   double              height,
                                   double              code_x,
                                   double              code_y,
                                   double              module,
                                   const CwFaceMedium *medium);
CwCodePlace cw_code_place_linear  (cairo_t            *cr,
                                   const CwBox        *box,
                                   const CwCode       *code,
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
