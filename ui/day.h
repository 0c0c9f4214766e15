/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/store/store.h"

G_BEGIN_DECLS

/**
 * CwDay:
 *
 * The foot of the side bar: orders in doubt, today's cards, and what is owed to the register.
 * Its button activates "win.doubts".
 */
#define CW_TYPE_DAY (cw_day_get_type ())

G_DECLARE_FINAL_TYPE (CwDay, cw_day, CW, DAY, GtkBox)

GtkWidget  *cw_day_new        (void);
void        cw_day_set_counts (CwDay               *self,
                               const CwStoreCounts *counts);
void        cw_day_set_doubts (CwDay *self,
                               guint  n_doubts);
const char *cw_day_get_today  (CwDay *self);

G_END_DECLS
