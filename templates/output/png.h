/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* Image surfaces (RGB24) as PNG files that say how large a dot is. */
GByteArray *cw_png_encode      (cairo_surface_t *surface,
                                double           dpi,
                                GError         **error);
GByteArray *cw_png_encode_bits (cairo_surface_t *surface,
                                double           dpi,
                                GError         **error);

G_END_DECLS
