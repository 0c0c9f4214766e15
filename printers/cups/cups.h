/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/printer.h"

G_BEGIN_DECLS

/* CUPS behind the printer door. The only room that includes <cups/...>. */

/**
 * CwQueueNote:
 *
 * One printer that takes cards, told by its media size with a tolerance, never by its name: a queue
 * of a print service, or a printer on the network or in this machine that speaks IPP itself.
 */
typedef struct
{
  char    *name;
  char    *make_and_model;
  char    *uri;
  gboolean duplex;
  gboolean device;    /* no queue: cw_ipp_printer_new() with @uri */
} CwQueueNote;

void       cw_queue_note_free   (CwQueueNote *note);
/* @server: (nullable): "host:port" or a socket path; NULL: the system's cupsd */
GPtrArray *cw_cups_list_queues  (const char *server,
                                 GError    **error);
/* Printers that announce themselves and are no queue yet; looks for @seconds. */
GPtrArray *cw_cups_list_devices (guint         seconds,
                                 GCancellable *cancellable,
                                 GError      **error);
/* Through a queue of the print service. */
CwPrinter *cw_cups_printer_new  (const char *server,
                                 const char *queue);
/* Straight to a printer or printer application that speaks IPP: "ipp://host:port/path", ipps too.
 * Whether it takes cards shows in the first call. */
CwPrinter *cw_ipp_printer_new   (const char *uri);

/**
 * CwQueueChoice:
 *
 * One value of an option of the maker's driver, in the words of its PPD.
 */
typedef struct
{
  char *keyword;  /* "RC_YMCKO" */
  char *text;     /* "Colour (YMCKO)" */
} CwQueueChoice;

typedef struct
{
  char      *keyword;  /* "GRibbonType" */
  char      *text;     /* "Ribbon type" */
  char      *group;    /* (nullable): "Ribbon" */
  char      *standing; /* (nullable): the queue's default */
  GPtrArray *choices;  /* of CwQueueChoice */
} CwQueueOption;

/* The options of the maker's driver of a queue, read from its PPD; of CwQueueOption. An empty list for
 * a queue without one. */
GPtrArray *cw_cups_list_options (const char *server,
                                 const char *queue,
                                 GError    **error);
/* Whether the driver has that choice. FALSE with CW_ERROR_INVALID and a sentence that says what there is.
 * Case does not matter, as it does not to the print service. */
gboolean   cw_queue_options_check (GPtrArray  *options,
                                   const char *keyword,
                                   const char *choice,
                                   GError    **error);
/* What the queue is set to, where it says: of CwModelOption, (transfer full). */
GPtrArray *cw_queue_options_get_standing (GPtrArray *options);
/* Options that are sent with every card of a queue, before those that Cardwright itself must set. Of
 * CwModelOption, copied. Before the printer's first call. One that the driver does not have is told in
 * the error of get_capabilities() and submit(). */
void       cw_cups_printer_set_options (CwPrinter *printer,
                                        GPtrArray *options);

G_END_DECLS
