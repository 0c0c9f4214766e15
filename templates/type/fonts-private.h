/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "templates/type/fonts.h"

G_BEGIN_DECLS

/* Fonts as text.c and its like see them; only templates/ includes this. */

/* One lock for all of Pango and Fontconfig: a font map belongs to one thread at a time. */
extern GMutex cw_font_lock;

PangoContext *cw_font_set_get_context_locked    (CwFontSet    *self,
                                                 const char   *language);
const char   *cw_font_set_get_substitute_locked (CwFontSet    *self,
                                                 PangoContext *context,
                                                 const char   *family);
gboolean      cw_font_name_is_valid             (const char   *name);
gboolean      cw_font_check                     (GBytes       *font,
                                                 const char   *name,
                                                 GError      **error);

G_END_DECLS
