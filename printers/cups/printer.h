/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/base/clock.h"
#include "app/base/worker.h"
#include "printers/cups/cups.h"
#include "printers/cups/device.h"
#include "printers/cups/pages.h"
#include "printers/cups/queue.h"
#include "printers/model.h"

G_BEGIN_DECLS

/* The room's inside: what submit.c, watch.c and settle.c share. */

#define CW_TYPE_CUPS_PRINTER (cw_cups_printer_get_type ())
G_DECLARE_FINAL_TYPE (CwCupsPrinter, cw_cups_printer, CW, CUPS_PRINTER, GObject)

/**
 * CwCupsLimits:
 *
 * How long to wait for what.
 */
typedef struct
{
  guint poll_ms;          /* between two looks at a job */
  guint answer_ms;        /* for one answer of the print service or the printer */
  guint patience_seconds; /* the print service may be silent for that long */
  guint card_seconds;     /* no progress, and nothing that a person could help with */
  guint person_seconds;   /* no progress, and the printer waits for a person */
} CwCupsLimits;

struct _CwCupsPrinter
{
  GObject      parent_instance;

  char        *server;      /* (nullable) */
  char        *queue;
  char        *queue_uri;
  CwWorker    *worker;
  CwClock     *clock;
  CwCupsLimits limits;

  /* on the worker's thread only */
  http_t      *http;        /* (nullable) */
  CwDevice    *device;      /* (nullable) */
  gint64       device_boot; /* when the printer was switched on, on our clock, as of submit; 0: not known */
  gint64       device_up;   /* seconds that it had been on by then; -1: not known */
  guint        watching;    /* calls of watch that are under way */
  int          abandoned;   /* a job given up that could not be taken off the queue; 0: none */
};

/* Milliseconds for handing over a document: the spool's disk may be slow. */
#define CW_CUPS_SEND_MS 60000

void          cw_cups_printer_set_limits (CwCupsPrinter      *self,
                                          const CwCupsLimits *limits);

/* on the worker's thread */
http_t       *cw_cups_printer_get_http   (CwCupsPrinter *self,
                                          GError       **error);
void          cw_cups_printer_drop_http  (CwCupsPrinter *self);
CwQueue      *cw_cups_printer_ask_queue  (CwCupsPrinter *self,
                                          GError       **error);
cups_dest_t  *cw_cups_printer_get_dest   (CwCupsPrinter *self,
                                          GError       **error);
CwDevice     *cw_cups_printer_get_device (CwCupsPrinter *self,
                                          GError       **error);
void          cw_cups_printer_drop_device (CwCupsPrinter *self);
CwDeviceView *cw_cups_printer_look       (CwCupsPrinter *self,
                                          GError       **error);
gint64        cw_cups_printer_get_boot   (CwCupsPrinter      *self,
                                          const CwDeviceView *view);
void          cw_cups_printer_merge      (const CwQueue      *queue,
                                          gboolean            driverless,
                                          const CwDeviceView *view,
                                          CwPrinterStatus    *status);

/* the three long calls */
CwPrintTicket *cw_cups_printer_submit    (CwPrinter            *printer,
                                          const CwPrintRequest *request,
                                          GCancellable         *cancellable,
                                          GError              **error);
gboolean       cw_cups_printer_watch     (CwPrinter           *printer,
                                          const CwPrintTicket *ticket,
                                          CwPrintNewsFunc      news,
                                          gpointer             user_data,
                                          GCancellable        *cancellable,
                                          CwPrintOutcome      *outcome,
                                          char               **evidence,
                                          GError             **error);
gboolean       cw_cups_printer_settle    (CwPrinter      *printer,
                                          const char     *job_name,
                                          const char     *job_id,
                                          CwPrintOutcome *outcome,
                                          char          **evidence,
                                          GError        **error);

G_END_DECLS
