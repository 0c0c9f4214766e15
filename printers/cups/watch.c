/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cups"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "printers/cups/jobwatch.h"

/* Waiting for a card. Each look is one piece of work on the printer's worker; between two of
 * them the caller's thread waits, so that others may ask the printer meanwhile. */

typedef struct
{
  CwJobWatch       watch;
  CwPrintNewsFunc  news;
  gpointer         user_data;
  CwPrinterStatus  told;
  CwPrintPhase     phase;
  char            *sentence;  /* the last that was told */
} CwWatchCall;

/* What the printer itself says counts; where it says nothing, what stage the card is at. */
static char *
cw_watch_call_say (CwWatchCall *call)
{
  const CwJobWatch *watch = &call->watch;
  CwPrinterReason reasons = watch->status.reasons & ~CW_PRINTER_REASON_HISTORY_LOST;

  if (watch->place_silent && watch->facts.direct)
    return g_strdup (_("The printer does not answer any more. The card may be printed all the same."));
  if (watch->place_silent)
    return g_strdup (_("The print service (CUPS) does not answer. The card may be printed all the same."));
  if (watch->facts.job == CW_JOB_HELD && !watch->facts.direct)
    return g_strdup (_("The card is held in the print queue. Release it in the system's printer settings."));
  if (watch->status.state == CW_PRINTER_STATE_UNREACHABLE || watch->status.state == CW_PRINTER_STATE_STOPPED
      || reasons != CW_PRINTER_REASON_NONE)
    return cw_printer_status_to_sentence (&watch->status);
  if (watch->facts.job == CW_JOB_PENDING && !watch->facts.direct)
    return g_strdup (_("The card waits in the print queue."));
  if (watch->facts.job == CW_JOB_COMPLETED && watch->facts.direct)
    return g_strdup (_("The card is out of the printer."));
  if (watch->facts.device == CW_JOB_COMPLETED)
    return g_strdup (_("The card is out. The print service is finishing the job."));
  if (watch->status.state == CW_PRINTER_STATE_IDLE)
    return g_strdup (_("The card is on its way to the printer."));
  if (watch->sides == 2 && watch->impressions == 0)
    return g_strdup (_("The front is being printed."));
  if (watch->sides == 2 && watch->impressions == 1)
    return g_strdup (_("The back is being printed."));
  return g_strdup (_("The card is being printed."));
}

static void
cw_watch_call_tell_news (CwWatchCall *call)
{
  g_autofree char *sentence = cw_watch_call_say (call);
  const CwPrinterStatus *now = &call->watch.status;

  if (call->news == NULL)
    return;
  if (g_strcmp0 (sentence, call->sentence) == 0 && now->state == call->told.state
      && call->watch.phase == call->phase && now->reasons == call->told.reasons && now->errors == call->told.errors && now->ribbon_percent == call->told.ribbon_percent)
    return;

  g_free (call->sentence);
  call->sentence = g_steal_pointer (&sentence);
  call->told = *now;
  call->phase = call->watch.phase;
  call->news (call->phase, now, call->sentence, call->user_data);
}

static gboolean
cw_watch_call_look_work (gpointer      data,
                         GCancellable *cancellable,
                         GError      **error)
{
  CwWatchCall *call = data;

  cw_job_watch_look (&call->watch);
  if (call->watch.outcome == CW_PRINT_WORKING || call->watch.phase != call->phase)
    cw_watch_call_tell_news (call);
  return TRUE;
}

static gboolean
cw_watch_call_begin_work (gpointer      data,
                          GCancellable *cancellable,
                          GError      **error)
{
  CwWatchCall *call = data;
  CwTransport *transport = call->watch.transport;

  transport->watching++;
  call->watch.boot = transport->device_boot;
  call->watch.up_time = transport->device_up;
  if (transport->sending != NULL && cw_sending_get_job (transport->sending) == call->watch.job_id)
    call->watch.sending = cw_sending_ref (transport->sending);
  return TRUE;
}

static gboolean
cw_watch_call_end_work (gpointer      data,
                        GCancellable *cancellable,
                        GError      **error)
{
  CwWatchCall *call = data;

  call->watch.transport->watching--;
  return TRUE;
}

static gboolean
cw_watch_call_run (CwWatchCall  *call,
                   GCancellable *cancellable,
                   GError      **error)
{
  CwTransport *transport = call->watch.transport;

  for (;;)
    {
      if (!cw_worker_call (transport->worker, cw_watch_call_look_work, call, cancellable, error))
        return FALSE;
      if (call->watch.outcome != CW_PRINT_WORKING)
        return TRUE;
      if (!cw_clock_wait (transport->clock, transport->limits.poll_ms * 1000, cancellable, error))
        return FALSE;
    }
}

gboolean
cw_transport_watch (CwPrinter           *printer,
                    const CwPrintTicket *ticket,
                    CwPrintNewsFunc      news,
                    gpointer             user_data,
                    GCancellable        *cancellable,
                    CwPrintOutcome      *outcome,
                    char               **evidence,
                    GError             **error)
{
  CwTransport *self = CW_TRANSPORT (printer);
  CwWatchCall call = { .news = news, .user_data = user_data };
  gboolean ok;

  cw_job_watch_init (&call.watch, self, ticket->job_name, cw_evidence_parse_id (ticket->job_id), ticket->evidence);
  cw_worker_call (self->worker, cw_watch_call_begin_work, &call, NULL, NULL);
  ok = cw_watch_call_run (&call, cancellable, error);
  cw_worker_call (self->worker, cw_watch_call_end_work, &call, NULL, NULL);
  if (ok)
    {
      *outcome = call.watch.outcome;
      *evidence = cw_job_watch_tell (&call.watch);
    }
  cw_job_watch_clear (&call.watch);
  g_free (call.sentence);
  return ok;
}
