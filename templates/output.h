/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "templates/template.h"

G_BEGIN_DECLS

/* Faces as pictures and files. All functions block and belong to the thread that owns the face.
 *
 * A canvas is the printer's own page in dots, landscape; 0 x 0 stands for the trimmed card (1011 x
 * 638 at 300 dpi). The card is laid in its middle, moved by whole dots and never scaled; the design's
 * bleed fills what is beyond, up to 1.5 mm.
 *
 * Files are written beside their place and renamed when complete: a reader sees the old file or
 * the new one. Errors: %CW_ERROR_STORE_FULL when the disk is full, %CW_ERROR_FAILED with the reason
 * otherwise; in both cases nothing new is left behind. */

/* RGB24 on white; @medium needs a dpi. (transfer full) (nullable) */
cairo_surface_t *cw_face_render    (CwFace             *face,
                                    CwFaceSide          side,
                                    const CwFaceMedium *medium,
                                    guint               width,
                                    guint               height,
                                    GError            **error);
/* RGB, or 1 bit (0 is black) when the medium's layer is the resin panel; its density is written
 * into the file. */
gboolean         cw_face_write_png (CwFace             *face,
                                    CwFaceSide          side,
                                    const CwFaceMedium *medium,
                                    guint               width,
                                    guint               height,
                                    const char         *path,
                                    GError            **error);
/* A page of exactly 85.60 x 53.98 mm for each side from @first to @last; text stays text, codes are
 * 1-bit images. @medium's layer and specimen count, its dpi does not: a document has no dots. */
gboolean         cw_face_write_pdf (CwFace             *face,
                                    CwFaceSide          first,
                                    CwFaceSide          last,
                                    const CwFaceMedium *medium,
                                    const char         *path,
                                    GError            **error);

G_END_DECLS
