/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CW_FONT_MAX_BYTES (20u * 1024 * 1024) /* of one font file */
#define CW_FONT_SET_MAX 16u                   /* font files in a set */

/**
 * CwFontSet:
 *
 * The fonts that travel inside of a template, on top of those of the system. %NULL stands for the
 * system's alone. Reference counted; a set is filled on one thread, then used on any.
 */
typedef struct _CwFontSet CwFontSet;

CwFontSet *cw_font_set_new        (void);
CwFontSet *cw_font_set_ref        (CwFontSet       *self);
void       cw_font_set_unref      (CwFontSet       *self);
gboolean   cw_font_set_add        (CwFontSet       *self,
                                   GBytes          *font,
                                   const char      *name,
                                   GError         **error);
gboolean   cw_font_set_brings     (const CwFontSet *self,
                                   const char      *family);
gboolean   cw_font_set_has_family (CwFontSet       *self,
                                   const char      *family);
char      *cw_font_set_digest     (const CwFontSet *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwFontSet, cw_font_set_unref)

G_END_DECLS
