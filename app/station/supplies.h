/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/station/possible.h"
#include "app/station/station.h"

G_BEGIN_DECLS

/* What is in the station's printer. */

/* Both block; for the command line and workers. @why: (out): the printer's own error when it did not answer. */
gboolean cw_station_look_at_printer  (CwStation       *self,
                                      CwPrinterStatus *machine,
                                      GError         **why,
                                      CwPossible      *possible,
                                      GError         **error);
gboolean cw_station_reckon_possible  (CwStation  *self,
                                      CwPossible *possible,
                                      GError    **error);
/* A person has put a ribbon or blanks in, or cleaned the printer. @quantity: sets of panels, cards in the
 * feeder, cards until the next cleaning. @name: (nullable): which ribbon. CW_ERROR_INVALID for what no
 * printer holds. The first blocks. */
gboolean cw_station_add_supply       (CwStation   *self,
                                      CwSupplyKind kind,
                                      guint        quantity,
                                      const char  *name,
                                      GError     **error);
void     cw_station_add_supply_async (CwStation          *self,
                                      CwSupplyKind        kind,
                                      guint               quantity,
                                      const char         *name,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
gboolean cw_station_add_supply_finish (CwStation    *self,
                                       GAsyncResult *result,
                                       GError      **error);

G_END_DECLS
