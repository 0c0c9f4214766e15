/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-test"

#include "config.h"

#include "tests/ui/printer.h"

#include "app/base/error.h"

/* State behind a lock; nothing is drawn. */

struct _TestPrinter
{
  GObject         parent_instance;

  GMutex          lock;
  GCond           changed;
  CwPrintOutcome  watched;
  CwPrintOutcome  settled;
  CwPrinterReason reasons;
  gboolean        held;
  gboolean        off;
  gboolean        left;
  char           *job_name; /* (nullable) of the last job */
  guint           n_jobs;
  guint           n_resumed;
};

static void test_printer_iface_init (CwPrinterInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestPrinter, test_printer, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (CW_TYPE_PRINTER, test_printer_iface_init))

static const char *
test_printer_get_name (CwPrinter *printer)
{
  return "Test printer";
}

static gboolean
test_printer_get_capabilities (CwPrinter             *printer,
                               CwPrinterCapabilities *capabilities,
                               GError               **error)
{
  *capabilities = (CwPrinterCapabilities) { .dpi = 300, .canvas_width = 1011, .canvas_height = 638, .duplex = TRUE, .colour = TRUE, .resin = TRUE };

  return TRUE;
}

static gboolean
test_printer_get_status (CwPrinter       *printer,
                         CwPrinterStatus *status,
                         GError         **error)
{
  TestPrinter *self = TEST_PRINTER (printer);

  *status = (CwPrinterStatus) { .state = CW_PRINTER_STATE_IDLE, .ribbon_percent = -1 };
  g_mutex_lock (&self->lock);
  cw_printer_status_add_reasons (status, self->reasons);
  if (self->off)
    status->state = CW_PRINTER_STATE_UNREACHABLE;
  else if (status->errors != 0)
    status->state = CW_PRINTER_STATE_STOPPED;
  g_mutex_unlock (&self->lock);

  return TRUE;
}

static CwPrintTicket *
test_printer_submit (CwPrinter            *printer,
                     const CwPrintRequest *request,
                     GCancellable         *cancellable,
                     GError              **error)
{
  TestPrinter *self = TEST_PRINTER (printer);
  CwPrintTicket *ticket = g_new0 (CwPrintTicket, 1);

  g_mutex_lock (&self->lock);
  self->n_jobs++;
  ticket->job_id = g_strdup_printf ("%u", self->n_jobs);
  g_free (self->job_name);
  self->job_name = g_strdup (request->job_name);
  g_mutex_unlock (&self->lock);
  ticket->job_name = g_strdup (request->job_name);
  ticket->evidence = g_strdup ("{}");

  return ticket;
}

static gboolean
test_printer_watch (CwPrinter           *printer,
                    const CwPrintTicket *ticket,
                    CwPrintNewsFunc      news,
                    gpointer             user_data,
                    GCancellable        *cancellable,
                    CwPrintOutcome      *outcome,
                    char               **evidence,
                    GError             **error)
{
  TestPrinter *self = TEST_PRINTER (printer);

  g_mutex_lock (&self->lock);
  while (self->held)
    g_cond_wait (&self->changed, &self->lock);
  *outcome = self->watched;
  g_mutex_unlock (&self->lock);
  *evidence = g_strdup ("{\"test\":true}");

  return TRUE;
}

static gboolean
test_printer_settle (CwPrinter      *printer,
                     const char     *job_name,
                     const char     *job_id,
                     CwPrintOutcome *outcome,
                     char          **evidence,
                     GError        **error)
{
  TestPrinter *self = TEST_PRINTER (printer);

  g_mutex_lock (&self->lock);
  *outcome = self->settled;
  g_mutex_unlock (&self->lock);
  *evidence = g_strdup ("{\"test\":true}");

  return TRUE;
}

static GPtrArray *
test_printer_list_jobs (CwPrinter *printer,
                        GError   **error)
{
  TestPrinter *self = TEST_PRINTER (printer);
  GPtrArray *jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_printer_job_free);

  g_mutex_lock (&self->lock);
  if (self->left && self->job_name != NULL)
    {
      CwPrinterJob *job = g_new0 (CwPrinterJob, 1);

      job->id = g_strdup_printf ("%u", self->n_jobs);
      job->name = g_strdup (self->job_name);
      job->phase = CW_PRINT_PHASE_QUEUED;
      g_ptr_array_add (jobs, job);
    }
  g_mutex_unlock (&self->lock);

  return jobs;
}

static gboolean
test_printer_cancel_job (CwPrinter  *printer,
                         const char *job_id,
                         GError    **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, "There is no job %s.", job_id);

  return FALSE;
}

static gboolean
test_printer_resume (CwPrinter *printer,
                     GError   **error)
{
  TestPrinter *self = TEST_PRINTER (printer);

  g_mutex_lock (&self->lock);
  self->reasons &= ~CW_PRINTER_REASON_PAUSED;
  self->n_resumed++;
  g_mutex_unlock (&self->lock);

  return TRUE;
}

static void
test_printer_iface_init (CwPrinterInterface *iface)
{
  iface->get_name = test_printer_get_name;
  iface->get_capabilities = test_printer_get_capabilities;
  iface->get_status = test_printer_get_status;
  iface->submit = test_printer_submit;
  iface->watch = test_printer_watch;
  iface->settle = test_printer_settle;
  iface->list_jobs = test_printer_list_jobs;
  iface->cancel_job = test_printer_cancel_job;
  iface->resume = test_printer_resume;
}

static void
test_printer_finalize (GObject *object)
{
  TestPrinter *self = TEST_PRINTER (object);

  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self->job_name);

  G_OBJECT_CLASS (test_printer_parent_class)->finalize (object);
}

static void
test_printer_class_init (TestPrinterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_printer_finalize;
}

static void
test_printer_init (TestPrinter *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->watched = CW_PRINT_PRINTED;
  self->settled = CW_PRINT_PRINTED;
}

TestPrinter *
test_printer_new (void)
{
  return g_object_new (TEST_TYPE_PRINTER, NULL);
}

void
test_printer_set_outcome (TestPrinter   *self,
                          CwPrintOutcome watched,
                          CwPrintOutcome settled)
{
  g_mutex_lock (&self->lock);
  self->watched = watched;
  self->settled = settled;
  g_mutex_unlock (&self->lock);
}

void
test_printer_set_held (TestPrinter *self,
                       gboolean     held)
{
  g_mutex_lock (&self->lock);
  self->held = held;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

void
test_printer_set_reasons (TestPrinter    *self,
                          CwPrinterReason reasons)
{
  g_mutex_lock (&self->lock);
  self->reasons = reasons;
  g_mutex_unlock (&self->lock);
}

void
test_printer_set_off (TestPrinter *self,
                      gboolean     off)
{
  g_mutex_lock (&self->lock);
  self->off = off;
  g_mutex_unlock (&self->lock);
}

void
test_printer_set_left (TestPrinter *self,
                       gboolean     left)
{
  g_mutex_lock (&self->lock);
  self->left = left;
  g_mutex_unlock (&self->lock);
}

guint
test_printer_get_n_jobs (TestPrinter *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->n_jobs;
}

guint
test_printer_get_n_resumed (TestPrinter *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->n_resumed;
}
