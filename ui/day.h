/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/store/store.h"

G_BEGIN_DECLS

/**
 * CwDay:
 *
 * The foot of the side bar: what is left in the printer, orders in doubt, cards to hand over,
 * today's cards, and what is owed to the register. Its buttons activate "win.leftovers",
 * "win.doubts" and "win.ready".
 */
#define CW_TYPE_DAY (cw_day_get_type ())

G_DECLARE_FINAL_TYPE (CwDay, cw_day, CW, DAY, GtkBox)

GtkWidget  *cw_day_new        (void);
void        cw_day_set_counts (CwDay               *self,
                               const CwStoreCounts *counts);
void        cw_day_set_doubts (CwDay *self,
                               guint  n_doubts);
/* Cards that are made and wait to be handed over. */
void        cw_day_set_ready  (CwDay *self,
                               guint  n_ready);
/* Things in the printer or its queue that nobody is at work on. */
void        cw_day_set_leftovers (CwDay *self,
                                  guint  n_leftovers);
const char *cw_day_get_today  (CwDay *self);

G_END_DECLS
