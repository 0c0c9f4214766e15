/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cups"

#include "config.h"

#include "app/base/error.h"
#include "printers/cups/jobwatch.h"
#include "printers/cups/printer.h"
#include "printers/model.h"

/* One look at a job through a queue: what the print service says of it, and what the printer behind
 * the queue says where it can be asked. On the printer's worker. */

static void
cw_job_watch_take_history (CwJobWatch    *self,
                           const CwQueue *queue)
{
  gboolean lost = (queue->reasons & CW_PRINTER_REASON_HISTORY_LOST) != 0;

  if (!lost)
    return;
  if (self->history_known && !self->history_before)
    self->facts.history_lost = TRUE;
  else
    self->facts.history_blind = TRUE;
}

static void
cw_job_watch_ask_device_job (CwJobWatch *self)
{
  CwDevice *device = self->transport->device;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwJob) job = NULL;
  CwJobState state = self->facts.device;

  if (cw_job_state_is_end (state))
    return;
  if (self->device_job == 0)
    self->device_job = MAX (cw_device_find_job (device, self->job_name, NULL), 0);
  if (self->device_job == 0)
    return;

  job = cw_device_ask_job (device, self->device_job, &error);
  if (job != NULL)
    state = job->state;
  else if (g_error_matches (error, CW_ERROR, CW_ERROR_NOT_FOUND))
    state = CW_JOB_GONE;
  if (job != NULL)
    cw_job_watch_take_sides (self, job);
  if (state != self->facts.device)
    cw_job_watch_note (self, "printer", state);
  self->facts.device = state;
}

gboolean
cw_cups_printer_look (CwTransport *transport,
                      CwJobWatch  *watch,
                      GError     **error)
{
  CwCupsPrinter *self = CW_CUPS_PRINTER (transport);
  g_autoptr (CwQueue) queue = NULL;
  g_autoptr (CwDeviceView) view = NULL;
  const CwPrinterModel *model;
  gboolean driverless;

  /* the job before the printer: what the printer says is then the newer of the two */
  if (!cw_job_watch_ask_job (watch, error))
    return FALSE;
  queue = cw_queue_ask (self->http, transport->name, error);
  if (queue == NULL)
    return FALSE;

  g_ptr_array_set_size (watch->after, 0);
  cw_job_watch_take_reasons (watch, queue->keywords);
  cw_job_watch_take_history (watch, queue);
  driverless = cw_queue_is_driverless (queue);
  if (driverless)
    {
      view = cw_transport_look_device (transport, FALSE, NULL);
      cw_job_watch_take_view (watch, view);
    }
  if (view != NULL)
    cw_job_watch_ask_device_job (watch);
  /* a print service that was started anew sends its job anew, and the times of its jobs are whole seconds */
  if (view != NULL && watch->facts.job == CW_JOB_COMPLETED && cw_device_count_jobs (transport->device, watch->job_name) > 1)
    watch->facts.sent_again = TRUE;
  cw_cups_printer_merge (queue, driverless, view, &watch->status);
  model = cw_printer_model_find (view != NULL ? view->make_and_model : queue->make_and_model);
  watch->facts.minimum = (gint64) model->minimum_seconds * watch->sides * G_USEC_PER_SEC;
  return TRUE;
}
