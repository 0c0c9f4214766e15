/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/station/batch.h"

G_BEGIN_DECLS

/**
 * CwBatchPane:
 *
 * How the batch stands, at the foot of the side bar; hidden while there is none.
 */
#define CW_TYPE_BATCH_PANE (cw_batch_pane_get_type ())

G_DECLARE_FINAL_TYPE (CwBatchPane, cw_batch_pane, CW, BATCH_PANE, GtkWidget)

GtkWidget  *cw_batch_pane_new         (void);
/* @station: (nullable): its batch is shown from now on */
void        cw_batch_pane_set_station (CwBatchPane *self,
                                       CwStation   *station);
/* @note: (nullable): NULL: there is no batch */
void        cw_batch_pane_show        (CwBatchPane       *self,
                                       const CwBatchNote *note);
const char *cw_batch_pane_get_title   (CwBatchPane *self);
const char *cw_batch_pane_get_news    (CwBatchPane *self);

G_END_DECLS
