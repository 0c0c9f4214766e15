/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/printer.h"

G_BEGIN_DECLS

/* A test card whose every mark lies on whole dots of 300 dpi, so that one lost, moved or blended
 * dot shows. Places are dots from the trimmed card's top left corner. */

#define PAINTER_DPI 300

typedef struct
{
  int     x;
  int     y;
  guint32 colour; /* 0xRRGGBB */
} PainterProbe;

typedef struct
{
  guint    drawn;      /* how often it was called */
  gboolean specimen;   /* what the last call was told */
  double   dpi;
  gboolean fail;       /* draw half a face, then refuse */
} Painter;

gboolean            painter_draw       (cairo_t            *cr,
                                        CwFaceSide          side,
                                        const CwFaceMedium *medium,
                                        gpointer            user_data,
                                        GError            **error);
/* What must be seen on @side; ends with x = -1. */
const PainterProbe *painter_get_probes (CwFaceSide side);

G_END_DECLS
