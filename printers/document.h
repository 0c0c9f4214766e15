/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/raster.h"

G_BEGIN_DECLS

/* Faces as files. All are made whole in memory: nothing half written ever has a name. */

/* One picture of exactly the surface's dots, with its resolution in the pHYs chunk. */
GBytes *cw_document_make_png   (cairo_surface_t *surface,
                                double           dpi,
                                GError         **error);
/* Pages of exactly ID-1 size, drawn by the painter as vectors. */
GBytes *cw_document_make_pdf   (const CwPrintRequest *request,
                                GError              **error);
/* A page for each raster, page size = its dots at @dpi, each dot one dot of the page. */
GBytes *cw_document_make_image_pdf (CwRaster *const *rasters,
                                    guint            n_rasters,
                                    double           dpi,
                                    GError         **error);

G_END_DECLS
