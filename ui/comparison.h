/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/station/reconcile.h"

G_BEGIN_DECLS

/**
 * CwComparison:
 *
 * Compares the station's cards with the register's when it is asked to, shows what differs, and
 * repairs one difference or all of them after a yes.
 *
 * Signal "said" (const char *sentence): how something went.
 */
#define CW_TYPE_COMPARISON (cw_comparison_get_type ())

G_DECLARE_FINAL_TYPE (CwComparison, cw_comparison, CW, COMPARISON, GtkWidget)

GtkWidget  *cw_comparison_new         (void);
void        cw_comparison_set_station (CwComparison *self,
                                       CwStation    *station);
/* @found: (transfer full) */
void        cw_comparison_take        (CwComparison     *self,
                                       CwReconciliation *found);
/* Writes what is shown to @file, all of it; says when it is done. */
void        cw_comparison_save        (CwComparison *self,
                                       GFile        *file);
gboolean    cw_comparison_get_busy    (CwComparison *self);
guint       cw_comparison_get_n       (CwComparison *self);
const char *cw_comparison_get_heading (CwComparison *self);

G_END_DECLS
