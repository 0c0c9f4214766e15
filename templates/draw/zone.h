/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "templates/format/model.h"

G_BEGIN_DECLS

/* Zones: hologram, keep_out and signature elements. */

gboolean cw_element_is_zone (const CwElement *element);
void cw_zone_clip_out       (cairo_t            *cr,
                             const CwElement    *zone,
                             const CwFaceMedium *medium);
void cw_zone_guide          (cairo_t         *cr,
                             const CwElement *zone);
void cw_zone_sign           (cairo_t         *cr,
                             const CwElement *signature,
                             gboolean         crisp);

G_END_DECLS
