/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "templates/type/text.h"

G_BEGIN_DECLS

cairo_surface_t *cw_surface_resample (cairo_surface_t *source,
                                      const CwBox     *part,
                                      int              width,
                                      int              height);

G_END_DECLS
