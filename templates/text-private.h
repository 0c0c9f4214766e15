/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "templates/text.h"

G_BEGIN_DECLS

/* A text fitted into its box, still a layout; only text.c includes this. */
typedef struct
{
  PangoLayout *layout;
  double       size;     /* points */
  double       condense; /* 1: natural width */
  double       scale_x;  /* of the layout's units to millimetres */
  double       scale_y;
} CwTextSetting;

void cw_text_setting_init_locked  (CwTextSetting     *self,
                                   PangoContext      *context,
                                   const CwTextStyle *style,
                                   const char        *text,
                                   double             width,
                                   double             height);
void cw_text_setting_clear_locked (CwTextSetting     *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwTextSetting, cw_text_setting_clear_locked)

G_END_DECLS
