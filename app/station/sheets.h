/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/issue/sheet.h"
#include "app/station/station.h"

G_BEGIN_DECLS

/* Prints it on a blank, which is written down in the ledger; blocks until its outcome is known.
 * @sentence: (out): how it went, translated. Errors as cw_printer_submit(). */
gboolean cw_station_print_sheet        (CwStation       *self,
                                        CwSheet          sheet,
                                        GCancellable    *cancellable,
                                        CwPrintOutcome  *outcome,
                                        char           **sentence,
                                        GError         **error);
void     cw_station_print_sheet_async  (CwStation          *self,
                                        CwSheet             sheet,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
/* (transfer full): the sentence */
char    *cw_station_print_sheet_finish (CwStation      *self,
                                        GAsyncResult   *result,
                                        CwPrintOutcome *outcome,
                                        GError        **error);

G_END_DECLS
