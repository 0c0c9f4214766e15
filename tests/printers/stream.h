/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/cups/compat.h"
#include "printers/raster.h"

G_BEGIN_DECLS

/* A stream of page rasters as libcups reads it: somebody else's decoder. */

typedef struct
{
  CwCupsPageHeader header;
  CwRaster        *raster; /* RGB; black_1 and sgray_8 as black and white */
} StreamPage;

/* (transfer full): of StreamPage; whatever is no stream fails the test. */
GPtrArray *stream_read (GBytes *bytes);

G_END_DECLS
