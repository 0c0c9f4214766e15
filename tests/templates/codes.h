/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "templates/codes/scan.h"

G_BEGIN_DECLS

#define CODES_N_SYMBOLOGIES 8

/* A code on white, in the middle of a bitmap that is a little larger. */
typedef struct
{
  cairo_surface_t *surface;
  CwBox            area; /* the code with its quiet zone, in dots */
  CwCodePlace      place;
} CodesPicture;

CwCodeSpec  codes_spec           (CwSymbology symbology);
CwCode     *codes_new            (CwSymbology symbology,
                                  const char *text);
CwBox       codes_box            (const CwCode *code,
                                  int           dots,
                                  double        dpi);
CwCodePlace codes_draw           (cairo_t            *cr,
                                  const CwCode       *code,
                                  const CwBox        *box,
                                  const CwFaceMedium *medium);
void        codes_picture_init   (CodesPicture *self,
                                  const CwCode *code,
                                  int           dots,
                                  double        dpi,
                                  int           quarter_turns);
void        codes_picture_clear  (CodesPicture *self);
void        codes_assert_modules (cairo_surface_t *surface,
                                  const CwCode    *code,
                                  int              dots);
char       *codes_random_text    (CwSymbology symbology,
                                  GRand      *random);
char       *codes_zxing_read     (cairo_surface_t *surface,
                                  CwSymbology      symbology);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CodesPicture, codes_picture_clear)

G_END_DECLS
