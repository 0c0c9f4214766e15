/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <jansson.h>

#include "painter.h"
#include "printers/cups/printer.h"

G_BEGIN_DECLS

/* One card on the rig's driverless queue, or straight to the printer whose variable of the rig is the
 * fixture's data, submitted from the test and watched from a thread of
 * its own, so that the test can turn the rig's knobs meanwhile. A fixture for g_test_add(). */

typedef struct
{
  CwPrinter      *printer;
  Painter         painter;
  char           *job_name;
  CwPrintTicket  *ticket;
  guint           received;      /* documents at the printer before this card */

  GThread        *thread;
  GCancellable   *cancellable;
  GMutex          lock;          /* what the news function writes */
  CwPrinterReason reasons;       /* all that were told */
  CwPrinterState  state;         /* the last */
  CwPrintPhase    phase;         /* the last */
  guint           phases;        /* all that were told, a bit each */
  char           *sentences;     /* all, one a line */

  gboolean        ok;
  CwPrintOutcome  outcome;
  char           *text;
  json_t         *evidence;
  GError         *error;
} Card;

extern const CwCupsLimits card_limits;

char    *card_next_job_name (void);
CwPrinter *card_make_printer (gconstpointer data);
void     card_set_up        (Card         *card,
                             gconstpointer data);
void     card_tear_down     (Card         *card,
                             gconstpointer data);
/* Another printer than the driverless queue. @printer: (transfer full) */
void     card_use_printer   (Card      *card,
                             CwPrinter *printer);
gboolean card_submit        (Card *card);
void     card_begin_watch   (Card *card);
void     card_end_watch     (Card *card);
void     card_assert_outcome (Card          *card,
                             CwPrintOutcome outcome,
                             const char    *why);
/* The next case begins with a printer and a queue that are at rest. */
void     card_calm_down     (Card *card);

/* for rig_wait_until() */
gboolean card_is_received    (gpointer data);
gboolean card_is_told_reason (gpointer data);
gboolean card_is_idle        (gpointer data);

G_END_DECLS
