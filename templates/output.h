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
/* One side in millimetres with a viewBox. Text becomes outlines of its glyphs, so that it looks the
 * same where the font is missing; codes are squares, not pictures. @medium as for a PDF. */
gboolean         cw_face_write_svg (CwFace             *face,
                                    CwFaceSide          side,
                                    const CwFaceMedium *medium,
                                    const char         *path,
                                    GError            **error);
/* Windows bitmap, 24 bits a dot, or 1 bit (0 is black) when the medium's layer is the resin panel:
 * what the makers' printing libraries take. */
gboolean         cw_face_write_bmp (CwFace             *face,
                                    CwFaceSide          side,
                                    const CwFaceMedium *medium,
                                    guint               width,
                                    guint               height,
                                    const char         *path,
                                    GError            **error);
/* Portable bitmap, 1 bit (1 is black): the dots that are exactly black, which are those of the resin
 * panel whatever @medium's layer. */
gboolean         cw_face_write_pbm (CwFace             *face,
                                    CwFaceSide          side,
                                    const CwFaceMedium *medium,
                                    guint               width,
                                    guint               height,
                                    const char         *path,
                                    GError            **error);
/* The writing of all these: @path has all of @data or is as it was. */
gboolean         cw_output_write   (const char         *path,
                                    gconstpointer       data,
                                    gsize               length,
                                    GError            **error);

/* What one side takes from the ribbon. */
void             cw_template_get_ink (CwTemplate  *self,
                                      CwFaceSide   side,
                                      CwInkUse    *ink);
gboolean         cw_face_get_ink     (CwFace      *self,
                                      CwFaceSide   side,
                                      CwInkUse    *ink,
                                      GError     **error);

G_END_DECLS
