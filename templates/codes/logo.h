/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "templates/codes/code.h"
#include "templates/format/model.h"

G_BEGIN_DECLS

/**
 * CwLogo:
 *
 * The words of one European Student Card block, shaped; its flag is drawn, its code is a CwCode.
 */
typedef struct _CwLogo CwLogo;

CwLogo *cw_logo_new           (CwFontSet        *fonts,
                               const CwLogoSpec *spec,
                               CwFaceLayer       layer,
                               const char       *family);
void    cw_logo_free          (CwLogo *self);
void    cw_logo_draw          (const CwLogo *self,
                               cairo_t      *cr,
                               gboolean      crisp);
void    cw_logo_get_size      (const CwLogoSpec *spec,
                               double           *width,
                               double           *height,
                               double           *code_x,
                               double           *code_y);
CwBox   cw_logo_get_art_box   (const CwLogoSpec *spec);
double  cw_logo_get_module_mm (CwLogoSize size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwLogo, cw_logo_free)

G_END_DECLS
