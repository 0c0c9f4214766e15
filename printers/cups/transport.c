/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cups"

#include "config.h"

#include "printers/cups/transport.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "printers/cups/evidence.h"
#include "printers/cups/sending.h"

/* What a queue and a printer that is spoken to directly have in common: the worker on which all of
 * it runs, the connection to the printer itself, and the calls of the printer's door. */

/* Figures for one card. A card takes 6 to 30 seconds; three minutes without progress are a fault
 * in the practice of those who run card printers in numbers. */
static const CwCupsLimits usual_limits = {
  .poll_ms = 200,
  .answer_ms = 10000,
  .patience_seconds = 20,
  .card_seconds = 180,
  .person_seconds = 1800,
};

static void cw_transport_iface_init (CwPrinterInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (CwTransport, cw_transport, G_TYPE_OBJECT,
                                  G_IMPLEMENT_INTERFACE (CW_TYPE_PRINTER, cw_transport_iface_init))

/**
 * cw_transport_drop_device:
 *
 * Forgets the connection to the printer; the next call makes a new one.
 */
void
cw_transport_drop_device (CwTransport *self)
{
  g_clear_pointer (&self->device, cw_device_free);
}

/**
 * cw_transport_get_device:
 *
 * Returns: (transfer none): the connection to the printer itself
 */
CwDevice *
cw_transport_get_device (CwTransport *self,
                         GError     **error)
{
  if (self->device == NULL)
    self->device = CW_TRANSPORT_GET_CLASS (self)->connect_device (self, error);
  return self->device;
}

/**
 * cw_transport_look_device:
 * @all: what it can do too, not only how it is
 *
 * A connection that has been idle may have been closed at the other end: one that fails is made
 * anew once.
 *
 * Returns: (transfer full): what the printer says of itself now
 */
CwDeviceView *
cw_transport_look_device (CwTransport *self,
                          gboolean     all,
                          GError     **error)
{
  gboolean idle = self->device != NULL;
  g_autoptr (GError) why = NULL;
  CwDeviceView *view = NULL;

  if (cw_transport_get_device (self, &why) != NULL)
    view = cw_device_look (self->device, all, &why);
  if (view == NULL && idle)
    {
      g_clear_error (&why);
      cw_transport_drop_device (self);
      if (cw_transport_get_device (self, &why) != NULL)
        view = cw_device_look (self->device, all, &why);
    }
  if (view == NULL)
    {
      cw_transport_drop_device (self);
      g_propagate_error (error, g_steal_pointer (&why));
    }
  return view;
}

/**
 * cw_transport_get_boot:
 *
 * Returns: when the printer was switched on, in microseconds since 1970 on our clock; 0 when it
 *   does not say
 */
gint64
cw_transport_get_boot (CwTransport        *self,
                       const CwDeviceView *view)
{
  return view->up_time >= 0 ? cw_clock_now (self->clock) - view->up_time * G_USEC_PER_SEC : 0;
}

gboolean
cw_transport_resume_device (CwTransport *self,
                            GError     **error)
{
  g_autoptr (CwDeviceView) view = cw_transport_look_device (self, FALSE, error);
  g_autoptr (GError) why = NULL;

  if (view == NULL)
    return FALSE;
  if (view->state != CW_PRINTER_STATE_STOPPED && (view->reasons & CW_PRINTER_REASON_PAUSED) == 0)
    return TRUE;
  if (cw_device_resume (self->device, &why))
    return TRUE;
  if (g_error_matches (why, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE))
    g_propagate_error (error, g_steal_pointer (&why));
  else
    g_set_error (error, CW_ERROR, CW_ERROR_REFUSED,
                 _("The printer “%s” does not let itself be started again from here. Start it at its own buttons."), self->name);
  return FALSE;
}

/**
 * cw_transport_abandon:
 *
 * Remembers a job that was given up and could not be taken off.
 */
void
cw_transport_abandon (CwTransport *self,
                      int          job_id,
                      const char  *job_name)
{
  self->abandoned = job_id;
  g_free (self->abandoned_name);
  self->abandoned_name = g_strdup (job_name);
}

/**
 * cw_transport_take_back:
 *
 * Once the place answers again: a job that was given up while it was silent must not be printed
 * behind the operator's back. A place that lost its memory counts anew, so the name must fit too.
 */
void
cw_transport_take_back (CwTransport *self)
{
  CwTransportClass *klass = CW_TRANSPORT_GET_CLASS (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwJob) job = NULL;

  if (self->abandoned == 0)
    return;
  job = klass->ask_job (self, self->abandoned, &error);
  if (job != NULL && !cw_job_state_is_end (job->state) && (job->name == NULL || g_str_equal (job->name, self->abandoned_name)))
    klass->cancel (self, self->abandoned, &error);
  if (!g_error_matches (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE))
    self->abandoned = 0;
}

typedef struct
{
  CwTransport           *self;
  const CwPrintRequest  *request;
  CwPrintTicket         *ticket;
  CwPrinterStatus       *status;
  CwPrinterCapabilities *capabilities;
  GPtrArray             *jobs;
  int                    job_id;
} CwTransportWork;

static gboolean
cw_transport_submit_work (gpointer      data,
                          GCancellable *cancellable,
                          GError      **error)
{
  CwTransportWork *work = data;
  CwTransportClass *klass = CW_TRANSPORT_GET_CLASS (work->self);

  work->ticket = klass->submit (work->self, work->request, cancellable, error);
  if (work->ticket == NULL)
    klass->hang_up (work->self);
  return work->ticket != NULL;
}

static CwPrintTicket *
cw_transport_submit (CwPrinter            *printer,
                     const CwPrintRequest *request,
                     GCancellable         *cancellable,
                     GError              **error)
{
  CwTransport *self = CW_TRANSPORT (printer);
  CwTransportWork work = { .self = self, .request = request };

  if (!cw_worker_call (self->worker, cw_transport_submit_work, &work, cancellable, error))
    return NULL;
  return work.ticket;
}

static gboolean
cw_transport_status_work (gpointer      data,
                          GCancellable *cancellable,
                          GError      **error)
{
  CwTransportWork *work = data;

  *work->status = (CwPrinterStatus) { .state = CW_PRINTER_STATE_UNREACHABLE, .ribbon_percent = -1 };
  CW_TRANSPORT_GET_CLASS (work->self)->get_status (work->self, work->status);
  return TRUE;
}

static gboolean
cw_transport_get_status (CwPrinter       *printer,
                         CwPrinterStatus *status,
                         GError         **error)
{
  CwTransport *self = CW_TRANSPORT (printer);
  CwTransportWork work = { .self = self, .status = status };

  return cw_worker_call (self->worker, cw_transport_status_work, &work, NULL, error);
}

static gboolean
cw_transport_capabilities_work (gpointer      data,
                                GCancellable *cancellable,
                                GError      **error)
{
  CwTransportWork *work = data;

  return CW_TRANSPORT_GET_CLASS (work->self)->get_capabilities (work->self, work->capabilities, error);
}

static gboolean
cw_transport_get_capabilities (CwPrinter             *printer,
                               CwPrinterCapabilities *capabilities,
                               GError               **error)
{
  CwTransport *self = CW_TRANSPORT (printer);
  CwTransportWork work = { .self = self, .capabilities = capabilities };

  return cw_worker_call (self->worker, cw_transport_capabilities_work, &work, NULL, error);
}

static const char *
cw_transport_get_name (CwPrinter *printer)
{
  return CW_TRANSPORT (printer)->name;
}

/* A print service that works on a job may have sent the printer any part of it. */
static CwPrintPhase
cw_transport_get_job_phase (CwTransport *self,
                            const CwJob *job)
{
  gboolean begun = job->state == CW_JOB_PROCESSING || job->state == CW_JOB_STOPPED;

  if (!begun)
    return job->began != 0 ? CW_PRINT_PHASE_SENT : CW_PRINT_PHASE_QUEUED;
  return CW_TRANSPORT_GET_CLASS (self)->is_known_behind != NULL ? CW_PRINT_PHASE_SENT : CW_PRINT_PHASE_PRINTING;
}

static gboolean
cw_transport_list_work (gpointer      data,
                        GCancellable *cancellable,
                        GError      **error)
{
  CwTransportWork *work = data;
  CwTransportClass *klass = CW_TRANSPORT_GET_CLASS (work->self);
  g_autoptr (GPtrArray) jobs = klass->reach (work->self, error) ? klass->list (work->self, FALSE, error) : NULL;

  if (jobs == NULL)
    return FALSE;
  g_ptr_array_sort (jobs, cw_job_compare);
  work->jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_printer_job_free);
  for (guint i = 0; i < jobs->len; i++)
    {
      const CwJob *job = g_ptr_array_index (jobs, i);
      CwPrinterJob *told;

      if (cw_job_state_is_end (job->state))
        continue;
      told = g_new0 (CwPrinterJob, 1);
      told->id = g_strdup_printf ("%d", job->id);
      told->name = g_strdup (job->name);
      told->owner = cw_job_get_owner (job);
      told->phase = cw_transport_get_job_phase (work->self, job);
      g_ptr_array_add (work->jobs, told);
    }
  return TRUE;
}

static GPtrArray *
cw_transport_list_jobs (CwPrinter *printer,
                        GError   **error)
{
  CwTransport *self = CW_TRANSPORT (printer);
  CwTransportWork work = { .self = self };

  if (!cw_worker_call (self->worker, cw_transport_list_work, &work, NULL, error))
    return NULL;
  return work.jobs;
}

static gboolean
cw_transport_cancel_work (gpointer      data,
                          GCancellable *cancellable,
                          GError      **error)
{
  CwTransportWork *work = data;
  CwTransportClass *klass = CW_TRANSPORT_GET_CLASS (work->self);
  g_autoptr (GError) why = NULL;

  if (!klass->reach (work->self, error))
    return FALSE;
  if (klass->cancel (work->self, work->job_id, &why))
    return TRUE;
  if (g_error_matches (why, CW_ERROR, CW_ERROR_NOT_FOUND))
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("“%s” has no job %d any more. Look at what came out of the printer."),
                 work->self->name, work->job_id);
  else if (g_error_matches (why, CW_ERROR, CW_ERROR_REFUSED))
    g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _("“%s” does not take job %d off: it has ended, or it is somebody else's. Look at what came out of the printer."),
                 work->self->name, work->job_id);
  else
    g_propagate_error (error, g_steal_pointer (&why));
  return FALSE;
}

static gboolean
cw_transport_cancel_job (CwPrinter  *printer,
                         const char *job_id,
                         GError    **error)
{
  CwTransport *self = CW_TRANSPORT (printer);
  CwTransportWork work = { .self = self, .job_id = cw_evidence_parse_id (job_id) };

  if (work.job_id == 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _("“%s” is no number of a print job."), job_id);
      return FALSE;
    }
  return cw_worker_call (self->worker, cw_transport_cancel_work, &work, NULL, error);
}

static gboolean
cw_transport_resume_work (gpointer      data,
                          GCancellable *cancellable,
                          GError      **error)
{
  CwTransportWork *work = data;

  return CW_TRANSPORT_GET_CLASS (work->self)->resume (work->self, error);
}

static gboolean
cw_transport_resume (CwPrinter *printer,
                     GError   **error)
{
  CwTransport *self = CW_TRANSPORT (printer);
  CwTransportWork work = { .self = self };

  return cw_worker_call (self->worker, cw_transport_resume_work, &work, NULL, error);
}

static void
cw_transport_iface_init (CwPrinterInterface *iface)
{
  iface->get_name = cw_transport_get_name;
  iface->get_capabilities = cw_transport_get_capabilities;
  iface->get_status = cw_transport_get_status;
  iface->submit = cw_transport_submit;
  iface->watch = cw_transport_watch;
  iface->settle = cw_transport_settle;
  iface->list_jobs = cw_transport_list_jobs;
  iface->cancel_job = cw_transport_cancel_job;
  iface->resume = cw_transport_resume;
}

/* The worker goes first: after it nothing uses the connections. A document that is on its way is
 * not cut short: half a card would come of it. */
static void
cw_transport_finalize (GObject *object)
{
  CwTransport *self = CW_TRANSPORT (object);

  g_clear_object (&self->worker);
  g_clear_object (&self->clock);
  cw_transport_drop_device (self);
  g_clear_pointer (&self->sending, cw_sending_unref);
  CW_TRANSPORT_GET_CLASS (self)->hang_up (self);
  g_free (self->abandoned_name);
  g_free (self->name);
  G_OBJECT_CLASS (cw_transport_parent_class)->finalize (object);
}

static void
cw_transport_class_init (CwTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_transport_finalize;
}

static void
cw_transport_init (CwTransport *self)
{
  self->worker = cw_worker_new ("cw-cups");
  self->clock = cw_clock_new_system ();
  self->limits = usual_limits;
  self->device_up = -1;
}

/**
 * cw_cups_printer_set_limits:
 * @printer: a queue or a printer that is spoken to directly
 *
 * For tests, which have no minutes to wait. Before the first call of the printer.
 */
void
cw_cups_printer_set_limits (CwPrinter          *printer,
                            const CwCupsLimits *limits)
{
  g_return_if_fail (CW_IS_TRANSPORT (printer));

  CW_TRANSPORT (printer)->limits = *limits;
}
