/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/station/station.h"
#include "ui/finding.h"

G_BEGIN_DECLS

/**
 * CwDoubts:
 *
 * The orders that stopped where only a person can tell what happened, one after the other
 * and each beside its faces.
 *
 * Signal "settle" (gpointer): a CwDoubt, (transfer none), valid during the emission.
 */
#define CW_TYPE_DOUBTS (cw_doubts_get_type ())

G_DECLARE_FINAL_TYPE (CwDoubts, cw_doubts, CW, DOUBTS, GtkWidget)

GtkWidget *cw_doubts_new         (void);
/* @station: (nullable): where the faces come from */
void       cw_doubts_set_station (CwDoubts  *self,
                                  CwStation *station);
guint      cw_doubts_get_n       (CwDoubts *self);
CwFinding *cw_doubts_get_finding (CwDoubts *self);
/* @doubts: (transfer full) (element-type CwDoubt) */
void       cw_doubts_take        (CwDoubts  *self,
                                  GPtrArray *doubts);
void       cw_doubts_focus       (CwDoubts *self);

G_END_DECLS
