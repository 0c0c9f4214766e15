/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/issue/leftover.h"
#include "app/station/station.h"

G_BEGIN_DECLS

/* What is in the printer and its queue that nobody is at work on: asked after opening, and when the
 * printer answers again after it did not. Main thread. */

void       cw_station_find_leftovers_async  (CwStation          *self,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
/* (transfer full): of CwLeftover */
GPtrArray *cw_station_find_leftovers_finish (CwStation    *self,
                                             GAsyncResult *result,
                                             GError      **error);
/* Runs like an order: signals "stage" and "question" come, cw_station_answer() answers.
 * @leftover is copied. */
void       cw_station_settle_leftover_async (CwStation          *self,
                                             const CwLeftover   *leftover,
                                             CwLeftoverAct       act,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
/* (transfer full) (nullable): how the order ended; NULL without an error: there was none */
CwIssueResult *cw_station_settle_leftover_finish (CwStation    *self,
                                                  GAsyncResult *result,
                                                  GError      **error);

G_END_DECLS
