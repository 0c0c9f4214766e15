/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "templates/type/text.h"

G_BEGIN_DECLS

extern const CwColour cw_emblem_blue;
extern const CwColour cw_emblem_gold;

void cw_emblem_draw (cairo_t        *cr,
                     double          hoist,
                     const CwColour *ground,
                     const CwColour *stars);

G_END_DECLS
