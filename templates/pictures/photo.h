/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

#define CW_PICTURE_MAX_PIXELS 50000000 /* told from the header, before anything is decoded */
#define CW_PHOTO_MIN_WIDTH 120
#define CW_PHOTO_MIN_HEIGHT 160
#define CW_PHOTO_MAX_BYTES (64 * 1024 * 1024)

/**
 * CwPicture:
 *
 * A decoded picture, upright. @width and @height are the file's own; @surface may be smaller when the
 * file has far more pixels than a card can show.
 */
typedef struct
{
  cairo_surface_t *surface; /* RGB24, or ARGB32 when it has holes and these are kept */
  int              width;
  int              height;
  guint            reduction; /* how many times smaller than the file @surface is */
  gboolean         is_jpeg;
} CwPicture;

CwPicture *cw_picture_decode            (GBytes          *bytes,
                                         const char      *name,
                                         gboolean         keep_alpha,
                                         GError         **error);
CwPicture *cw_picture_decode_for        (GBytes          *bytes,
                                         const char      *name,
                                         guint            need_width,
                                         guint            need_height,
                                         GError         **error);
guint      cw_picture_get_reduction_for (const CwPicture *self,
                                         guint            need_width,
                                         guint            need_height);
void       cw_picture_free              (CwPicture       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPicture, cw_picture_free)

G_END_DECLS
