/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mpl.h"
#include "printers/raster.h"
#include "templates/output.h"

G_BEGIN_DECLS

/* What Debian's driver makes for the Magicard Tango 2E, against what was drawn. */

/* How many dots further right and down a dot comes out, seen with Gutenprint 5.3.4 and Ghostscript
 * 10. Down: Ghostscript is given whole points, 161 x 243 of 161.28 x 243.84, so that the page's dots
 * begin a row later; the row that is lost at its end lies outside of the card. */
#define TANGO_SHIFT_RIGHT 0
#define TANGO_SHIFT_DOWN 1

/* A design that comes with the program, filled with its own sample. */
CwFace   *tango_fill_design       (const char *name,
                                   guint      *n_sides);
/* One side as it is fed to the printer. (transfer full) */
CwRaster *tango_draw              (CwFace     *face,
                                   CwFaceSide  side,
                                   CwFaceLayer layer);
guint     tango_count_black       (const CwRaster *raster);
guint     tango_count_k           (const MplPage *page);
/* Dots of the K panel that are not black in @drawn, and the other way round. */
guint     tango_count_differences (const MplPage  *page,
                                   const CwRaster *drawn);
/* Finds the resin layer of @face on the K panels of @pages, dot for dot on the card, and nothing that
 * was not drawn anywhere. Returns: how many dots of the bleed, beyond the card, are not there. */
guint     tango_check             (GPtrArray *pages,
                                   CwFace    *face,
                                   guint      n_sides);

G_END_DECLS
