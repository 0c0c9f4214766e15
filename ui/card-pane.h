/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/station/card-list.h"

G_BEGIN_DECLS

/**
 * CwCardPane:
 *
 * One card: its faces, what is known of it, what may be done with it and what was done.
 *
 * Signals: "said" (const char *sentence); "changed": something was done with the card; "make-card"
 * (CwStudent *student): another card is to be made.
 */
#define CW_TYPE_CARD_PANE (cw_card_pane_get_type ())

G_DECLARE_FINAL_TYPE (CwCardPane, cw_card_pane, CW, CARD_PANE, GtkWidget)

void   cw_card_pane_set_station (CwCardPane *self,
                                 CwStation  *station);
/* @row: (nullable) (transfer full): none */
void   cw_card_pane_show        (CwCardPane *self,
                                 CwCardRow  *row);
gint64 cw_card_pane_get_card    (CwCardPane *self);

G_END_DECLS
