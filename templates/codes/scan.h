/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "templates/codes/code.h"

G_BEGIN_DECLS

/**
 * CwScan:
 *
 * One code that was read in a bitmap.
 */
typedef struct
{
  CwSymbology symbology;
  char       *text; /* UTF-8; bytes that are not are taken as ISO 8859-1 */
  CwBox       box;  /* around what the scanner looked at, in dots */
} CwScan;

GPtrArray *cw_scan_surface (cairo_surface_t *surface);
GPtrArray *cw_scan_frame   (cairo_surface_t *surface);
gboolean   cw_scan_verify  (cairo_surface_t *surface,
                            const CwCode    *code,
                            const CwBox     *area,
                            char           **found);

G_END_DECLS
