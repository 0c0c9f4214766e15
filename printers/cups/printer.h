/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/cups/queue.h"
#include "printers/cups/transport.h"

G_BEGIN_DECLS

/* Through a queue of a print service: what printer.c, queuelook.c and submit.c share. */

#define CW_TYPE_CUPS_PRINTER (cw_cups_printer_get_type ())
G_DECLARE_FINAL_TYPE (CwCupsPrinter, cw_cups_printer, CW, CUPS_PRINTER, CwTransport)

struct _CwCupsPrinter
{
  CwTransport parent_instance;

  char       *server;      /* (nullable) */
  char       *queue_uri;
  GPtrArray  *options;     /* of CwModelOption: what the operator chose of the maker's driver */

  /* on the worker's thread only */
  http_t     *http;        /* (nullable) */
};

/* on the worker's thread */
http_t       *cw_cups_printer_get_http   (CwCupsPrinter *self,
                                          GError       **error);
CwQueue      *cw_cups_printer_ask_queue  (CwCupsPrinter *self,
                                          GError       **error);
cups_dest_t  *cw_cups_printer_get_dest   (CwCupsPrinter *self,
                                          GError       **error);
gboolean      cw_cups_printer_sends_raster (const CwDeviceView *view);
void          cw_cups_printer_merge      (const CwQueue      *queue,
                                          gboolean            driverless,
                                          const CwDeviceView *view,
                                          CwPrinterStatus    *status);

/* of the class */
CwPrintTicket *cw_cups_printer_submit    (CwTransport          *transport,
                                          const CwPrintRequest *request,
                                          GCancellable         *cancellable,
                                          GError              **error);
gboolean       cw_cups_printer_look      (CwTransport *transport,
                                          CwJobWatch  *watch,
                                          GError     **error);

G_END_DECLS
