/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/station/leftovers.h"
#include "ui/finding.h"

G_BEGIN_DECLS

/**
 * CwLeftovers:
 *
 * What is in the printer and its queue that nobody is at work on, one after the other, with the
 * acts that each may.
 *
 * Signals: "settle" (gpointer, int): a CwLeftover, (transfer none), valid during the emission, and
 * the CwLeftoverAct; never LEAVE, which only lets go of it here. "changed": there are more or fewer.
 */
#define CW_TYPE_LEFTOVERS (cw_leftovers_get_type ())

G_DECLARE_FINAL_TYPE (CwLeftovers, cw_leftovers, CW, LEFTOVERS, GtkWidget)

GtkWidget *cw_leftovers_new         (void);
/* @station: (nullable): where the faces come from */
void       cw_leftovers_set_station (CwLeftovers *self,
                                     CwStation   *station);
guint      cw_leftovers_get_n       (CwLeftovers *self);
CwFinding *cw_leftovers_get_finding (CwLeftovers *self);
/* @leftovers: (transfer full) (element-type CwLeftover) */
void       cw_leftovers_take        (CwLeftovers *self,
                                     GPtrArray   *leftovers);
void       cw_leftovers_focus       (CwLeftovers *self);

G_END_DECLS
