/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CwBanner:
 *
 * One sentence across the window that stays true for as long as it is shown.
 */
#define CW_TYPE_BANNER (cw_banner_get_type ())

G_DECLARE_FINAL_TYPE (CwBanner, cw_banner, CW, BANNER, GtkWidget)

GtkWidget  *cw_banner_new       (void);
const char *cw_banner_get_title (CwBanner *self);
/* @title: (nullable): NULL takes the banner away */
void        cw_banner_set_title (CwBanner   *self,
                                 const char *title);

G_END_DECLS
