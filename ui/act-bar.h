/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ui/words.h"

G_BEGIN_DECLS

/**
 * CwActBar:
 *
 * The buttons at the foot of the desk. The first is always the next thing to do; the widget
 * stays the same while its words change, so that Enter and the focus stay where they are.
 *
 * Signal "act" (CwAct act).
 */
#define CW_TYPE_ACT_BAR (cw_act_bar_get_type ())

G_DECLARE_FINAL_TYPE (CwActBar, cw_act_bar, CW, ACT_BAR, GtkBox)

GtkWidget *cw_act_bar_new         (void);
GtkWidget *cw_act_bar_get_primary (CwActBar *self);
CwAct      cw_act_bar_get_act     (CwActBar *self);
void       cw_act_bar_set_locked  (CwActBar *self,
                                   gboolean  locked);
/* @choices: (transfer full) (element-type CwChoice): at most three */
void       cw_act_bar_take        (CwActBar  *self,
                                   GPtrArray *choices);

G_END_DECLS
