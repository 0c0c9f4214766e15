/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "templates/format/model.h"

G_BEGIN_DECLS

void cw_shape_rounded_path (cairo_t     *cr,
                            const CwBox *box,
                            double       radius);
void cw_shape_ellipse_path (cairo_t     *cr,
                            const CwBox *box);
void cw_shape_outline      (cairo_t           *cr,
                            const CwShapeSpec *spec,
                            const CwBox       *box);
void cw_shape_fill         (cairo_t      *cr,
                            const CwFill *fill,
                            const CwBox  *box);
void cw_shape_draw         (cairo_t           *cr,
                            const CwShapeSpec *spec,
                            const CwBox       *box,
                            gboolean           crisp);

G_END_DECLS
