/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "templates/template.h"

G_BEGIN_DECLS

#define CW_PREVIEW_WIDTH 600 /* dots */

/* A picture that stands for a photo: a head and shoulders in grey. PNG; (transfer full) (nullable) */
GBytes *cw_preview_make_photo (GError    **error);
/* The front as on a screen, filled with the template's own sample; upright, %CW_PREVIEW_WIDTH wide.
 * PNG; (transfer full) (nullable): %NULL with the errors of cw_face_new() */
GBytes *cw_preview_draw       (CwTemplate *template,
                               GError    **error);

G_END_DECLS
