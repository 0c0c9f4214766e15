/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/cups/compat.h"
#include "printers/pagestream.h"

G_BEGIN_DECLS

/* A stream of page rasters as libcups reads it: somebody else's decoder. */

typedef struct
{
  CwCupsPageHeader header;
  CwRaster        *raster; /* RGB; black_1 and sgray_8 as black and white */
} StreamPage;

/* (transfer full): of StreamPage; whatever is no stream fails the test. */
GPtrArray *stream_read (GBytes *bytes);

/* cw_page_stream_make() of @rasters as sides; what cairo leaves undefined in a dot is not zero. */
GBytes    *stream_make (const CwStreamPlan *plan,
                        CwRaster *const    *rasters,
                        guint               n_rasters);

G_END_DECLS
