/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/cups/transport.h"

G_BEGIN_DECLS

/* Straight to a printer or printer application: what direct.c and directsubmit.c share. */

#define CW_TYPE_IPP_PRINTER (cw_ipp_printer_get_type ())
G_DECLARE_FINAL_TYPE (CwIppPrinter, cw_ipp_printer, CW, IPP_PRINTER, CwTransport)

/* on the worker's thread */

/* %CW_ERROR_INVALID: it takes no cards, no raster of ours, or no jobs with documents of their own */
gboolean       cw_ipp_printer_check_view (CwTransport        *transport,
                                          const CwDeviceView *view,
                                          GError            **error);

/* of the class */
CwPrintTicket *cw_ipp_printer_submit     (CwTransport          *transport,
                                          const CwPrintRequest *request,
                                          GCancellable         *cancellable,
                                          GError              **error);

G_END_DECLS
