/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "templates/type/text.h"

G_BEGIN_DECLS

/* A text fitted into its box, still a layout; only the files of text include this. */
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

/* How many lines a paragraph would take in any width. */
typedef struct _CwWrap CwWrap;

CwWrap *cw_wrap_new_locked  (PangoLayout  *layout);
void    cw_wrap_free        (CwWrap       *self);
guint   cw_wrap_count_lines (const CwWrap *self,
                             double        width);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwWrap, cw_wrap_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwTextSetting, cw_text_setting_clear_locked)

G_END_DECLS
