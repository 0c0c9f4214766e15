/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* Image surfaces (RGB24) as the plain bitmaps that makers' printing libraries take. One bit a dot
 * is black where the dot is exactly black, and white everywhere else. */

/* Portable bitmap, P4; has no density. (transfer full) */
GByteArray *cw_pbm_encode      (cairo_surface_t *surface);
/* Windows bitmap of 24 bits a dot, uncompressed, from the bottom up. (transfer full) */
GByteArray *cw_bmp_encode      (cairo_surface_t *surface,
                                double           dpi);
/* The same with one bit a dot. (transfer full) */
GByteArray *cw_bmp_encode_bits (cairo_surface_t *surface,
                                double           dpi);

G_END_DECLS
