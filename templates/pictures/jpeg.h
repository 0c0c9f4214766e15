/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* JPEG files, decoded at the size at which they are needed. Inside of templates/ only. */

/* Scans of a progressive file: encoders make about ten; each costs a walk over the whole picture. */
#define CW_JPEG_MAX_SCANS 100

/**
 * CwJpeg:
 *
 * What became of a file. Sizes are the file's own, upright; 0 when its header could not be read.
 */
typedef struct
{
  cairo_surface_t *surface;   /* (nullable) RGB24, upright; may hold a Cairo error */
  int              width;
  int              height;
  gboolean         too_large; /* more than CW_PICTURE_MAX_PIXELS */
} CwJpeg;

CwJpeg cw_jpeg_decode        (const guint8 *data,
                              gsize         length,
                              guint         need_width,
                              guint         need_height);
guint  cw_jpeg_get_reduction (guint         width,
                              guint         height,
                              guint         need_width,
                              guint         need_height);

G_END_DECLS
