/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "templates/output.h"

/* Set to "write", the test writes its pictures over the goldens instead of comparing. */
#define GOLDEN_VARIABLE "CW_GOLDENS"

void golden_compare_face    (CwFace     *face,
                             CwFaceSide  side,
                             const char *name);
void golden_compare_surface (cairo_surface_t *surface,
                             gboolean         bits,
                             double           dpi,
                             const char      *name);
