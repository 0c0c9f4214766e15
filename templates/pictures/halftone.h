/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "templates/type/text.h"

G_BEGIN_DECLS

/* Pictures in other tones: grey, two-coloured, and as the dots of a panel that knows only dots.
 * Inside of templates/ only. */

/**
 * CwTone:
 *
 * How the colours of a picture are changed before it is laid down. Opacity is the painter's.
 */
typedef struct
{
  gboolean greyscale; /* luma alone */
  gboolean tinted;    /* luma from @tint (black) to white; greyscale is then of no account */
  CwColour tint;      /* its alpha is not looked at */
} CwTone;

cairo_surface_t *cw_surface_tone     (cairo_surface_t *source,
                                      const CwTone    *tone);
cairo_surface_t *cw_surface_halftone (cairo_surface_t *source,
                                      gboolean         threshold);

G_END_DECLS
