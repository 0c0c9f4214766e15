/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/cups/queue.h"
#include "printers/cups/transport.h"
#include "printers/model.h"

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
  GPtrArray  *driver;      /* (nullable) of CwQueueOption: what the queue's driver was when last asked */
  gint64      driver_changed; /* when the queue had been changed by then, by the service's clock */
  gint64      driver_asked;   /* seconds since 1970, by ours */
};

/* on the worker's thread */
http_t       *cw_cups_printer_get_http   (CwCupsPrinter *self,
                                          GError       **error);
CwQueue      *cw_cups_printer_ask_queue  (CwCupsPrinter *self,
                                          GError       **error);
cups_dest_t  *cw_cups_printer_get_dest   (CwCupsPrinter *self,
                                          GError       **error);
gboolean      cw_cups_printer_check_options (CwCupsPrinter *self,
                                          const CwQueue *queue,
                                          GError       **error);
const CwRibbon *cw_cups_printer_get_ribbon (CwCupsPrinter        *self,
                                          const CwQueue        *queue,
                                          const CwPrinterModel *model);
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
