/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/station/station.h"

G_BEGIN_DECLS

/**
 * CwReady:
 *
 * The cards that are made and lie in the tray, in its order, each waiting to be handed over.
 *
 * Signal "hand-over" (gpointer): a CwDoubt, (transfer none), valid during the emission.
 */
#define CW_TYPE_READY (cw_ready_get_type ())

G_DECLARE_FINAL_TYPE (CwReady, cw_ready, CW, READY, GtkWidget)

GtkWidget *cw_ready_new   (void);
guint      cw_ready_get_n (CwReady *self);
/* @ready: (transfer full) (element-type CwDoubt) */
void       cw_ready_take  (CwReady   *self,
                           GPtrArray *ready);

G_END_DECLS
