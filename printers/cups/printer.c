/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cups"

#include "config.h"

#include "printers/cups/printer.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "printers/raster.h"

/* One print queue as a printer: connections, state and capabilities. Whatever talks to the print
 * service runs on the printer's own worker; the watching of a job is many short pieces of work,
 * so that the state can be asked meanwhile. */

/* Figures for one card. A card takes 6 to 30 seconds; three minutes without progress are a fault
 * in the practice of those who run card printers in numbers. */
static const CwCupsLimits usual_limits = {
  .poll_ms = 500,
  .answer_ms = 10000,
  .patience_seconds = 20,
  .card_seconds = 180,
  .person_seconds = 1800,
};

static void cw_cups_printer_iface_init (CwPrinterInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwCupsPrinter, cw_cups_printer, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_PRINTER, cw_cups_printer_iface_init))

/**
 * cw_cups_printer_drop_device:
 *
 * Forgets the connection to the printer; the next call makes a new one.
 */
void
cw_cups_printer_drop_device (CwCupsPrinter *self)
{
  g_clear_pointer (&self->device, cw_device_free);
}

/**
 * cw_cups_printer_drop_http:
 *
 * Forgets the connection to the print service; the next call makes a new one.
 */
void
cw_cups_printer_drop_http (CwCupsPrinter *self)
{
  g_clear_pointer (&self->http, httpClose);
}

/**
 * cw_cups_printer_get_http:
 *
 * Returns: (transfer none): the connection to the print service
 */
http_t *
cw_cups_printer_get_http (CwCupsPrinter *self,
                          GError       **error)
{
  if (self->http == NULL)
    self->http = cw_ipp_connect (self->server, self->limits.answer_ms, error);
  return self->http;
}

/* Once the print service answers again: a job that was given up while it was silent must not be
 * printed behind the operator's back. */
static void
cw_cups_printer_withdraw (CwCupsPrinter *self)
{
  g_autoptr (GError) error = NULL;

  if (self->abandoned == 0)
    return;
  if (cw_job_cancel (self->http, "/", self->queue_uri, self->abandoned, &error)
      || !g_error_matches (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE))
    self->abandoned = 0;
}

/**
 * cw_cups_printer_ask_queue:
 *
 * A connection that has been idle may have been closed at the other end: one that fails is made
 * anew once.
 *
 * Returns: (transfer full): the queue as it is now
 */
CwQueue *
cw_cups_printer_ask_queue (CwCupsPrinter *self,
                           GError       **error)
{
  gboolean idle = self->http != NULL;
  g_autoptr (GError) why = NULL;
  CwQueue *queue = NULL;

  if (cw_cups_printer_get_http (self, &why) != NULL)
    queue = cw_queue_ask (self->http, self->queue, &why);
  if (queue == NULL && idle)
    {
      g_clear_error (&why);
      cw_cups_printer_drop_http (self);
      if (cw_cups_printer_get_http (self, &why) != NULL)
        queue = cw_queue_ask (self->http, self->queue, &why);
    }
  if (queue == NULL)
    {
      cw_cups_printer_drop_http (self);
      g_propagate_error (error, g_steal_pointer (&why));
      return NULL;
    }
  cw_cups_printer_withdraw (self);
  return queue;
}

/**
 * cw_cups_printer_get_dest:
 *
 * Returns: (transfer full): the queue in libcups' form
 */
cups_dest_t *
cw_cups_printer_get_dest (CwCupsPrinter *self,
                          GError       **error)
{
  http_t *http = cw_cups_printer_get_http (self, error);
  cups_dest_t *dest;

  if (http == NULL)
    return NULL;
  dest = cupsGetNamedDest (http, self->queue, NULL);
  if (dest == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE,
                 _("The print service has no queue “%s”. Choose another printer, or add the queue again in the system's printer settings."), self->queue);
  return dest;
}

/**
 * cw_cups_printer_get_device:
 *
 * Returns: (transfer none): the connection to the printer itself
 */
CwDevice *
cw_cups_printer_get_device (CwCupsPrinter *self,
                            GError       **error)
{
  g_autoptr (cups_dest_t) dest = NULL;

  if (self->device != NULL)
    return self->device;

  dest = cw_cups_printer_get_dest (self, error);
  if (dest != NULL)
    self->device = cw_device_connect (dest, self->limits.answer_ms, error);
  return self->device;
}

/**
 * cw_cups_printer_look:
 *
 * Returns: (transfer full): what the printer says of itself now; made anew once as in
 *   cw_cups_printer_ask_queue()
 */
CwDeviceView *
cw_cups_printer_look (CwCupsPrinter *self,
                      GError       **error)
{
  gboolean idle = self->device != NULL;
  g_autoptr (GError) why = NULL;
  CwDeviceView *view = NULL;

  if (cw_cups_printer_get_device (self, &why) != NULL)
    view = cw_device_look (self->device, &why);
  if (view == NULL && idle)
    {
      g_clear_error (&why);
      cw_cups_printer_drop_device (self);
      if (cw_cups_printer_get_device (self, &why) != NULL)
        view = cw_device_look (self->device, &why);
    }
  if (view == NULL)
    {
      cw_cups_printer_drop_device (self);
      g_propagate_error (error, g_steal_pointer (&why));
    }
  return view;
}

/**
 * cw_cups_printer_get_boot:
 *
 * Returns: when the printer was switched on, in microseconds since 1970 on our clock; 0 when it
 *   does not say
 */
gint64
cw_cups_printer_get_boot (CwCupsPrinter      *self,
                          const CwDeviceView *view)
{
  return view->up_time >= 0 ? cw_clock_now (self->clock) - view->up_time * G_USEC_PER_SEC : 0;
}

/**
 * cw_cups_printer_merge:
 * @driverless: whether the printer itself can be asked
 * @view: (nullable): what it said; %NULL: no answer
 * @status: (out): the two as one
 *
 * The print service asks an idle printer nothing: its reasons are those of the last job. Where
 * the printer itself can be asked, only its own word counts, and of the queue only whether a
 * person has paused it.
 */
void
cw_cups_printer_merge (const CwQueue      *queue,
                       gboolean            driverless,
                       const CwDeviceView *view,
                       CwPrinterStatus    *status)
{
  *status = (CwPrinterStatus) {
    .state = queue->state,
    .ribbon_percent = queue->ribbon_percent,
  };
  cw_printer_status_add_reasons (status, driverless ? queue->reasons & (CW_PRINTER_REASON_PAUSED | CW_PRINTER_REASON_HISTORY_LOST) : queue->reasons);
  if (driverless)
    {
      if (view == NULL)
        status->state = CW_PRINTER_STATE_UNREACHABLE;
      else
        {
          for (guint i = 0; i < view->keywords->len; i++)
            cw_printer_status_add_keyword (status, g_ptr_array_index (view->keywords, i));
          status->ribbon_percent = view->ribbon_percent;
          if (queue->state != CW_PRINTER_STATE_STOPPED)
            status->state = view->state;
        }
    }
  if (!queue->accepting)
    cw_printer_status_add_reasons (status, CW_PRINTER_REASON_PAUSED);
}

typedef struct
{
  CwCupsPrinter         *self;
  CwPrinterStatus       *status;
  CwPrinterCapabilities *capabilities;
} CwCupsWork;

static gboolean
cw_cups_printer_status_work (gpointer      data,
                             GCancellable *cancellable,
                             GError      **error)
{
  CwCupsWork *work = data;
  g_autoptr (CwQueue) queue = cw_cups_printer_ask_queue (work->self, NULL);
  g_autoptr (CwDeviceView) view = NULL;
  gboolean driverless;

  *work->status = (CwPrinterStatus) { .state = CW_PRINTER_STATE_UNREACHABLE, .ribbon_percent = -1 };
  if (queue == NULL)
    return TRUE;

  driverless = cw_queue_is_driverless (queue);
  if (driverless)
    view = cw_cups_printer_look (work->self, NULL);
  cw_cups_printer_merge (queue, driverless, view, work->status);
  return TRUE;
}

static gboolean
cw_cups_printer_get_status (CwPrinter       *printer,
                            CwPrinterStatus *status,
                            GError         **error)
{
  CwCupsPrinter *self = CW_CUPS_PRINTER (printer);
  CwCupsWork work = { .self = self, .status = status };

  return cw_worker_call (self->worker, cw_cups_printer_status_work, &work, NULL, error);
}

/* A printer that is off is described as far as its queue knows it. */
static gboolean
cw_cups_printer_capabilities_work (gpointer      data,
                                   GCancellable *cancellable,
                                   GError      **error)
{
  CwCupsWork *work = data;
  g_autoptr (CwQueue) queue = cw_cups_printer_ask_queue (work->self, error);
  g_autoptr (CwDeviceView) view = NULL;
  const CwPrinterModel *model;
  CwPagesPlan plan = { .format = CW_PAGES_PDF };

  if (queue == NULL)
    return FALSE;
  if (queue->card_x == 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID,
                   _("The queue “%s” takes no cards of 85.6 × 54 mm. Choose the card printer's queue."), queue->name);
      return FALSE;
    }

  if (cw_queue_is_driverless (queue))
    view = cw_cups_printer_look (work->self, NULL);
  model = cw_printer_model_find (view != NULL ? view->make_and_model : queue->make_and_model);
  plan.dpi = model->dpi;
  if (view != NULL && (view->urf || view->pwg))
    plan.dpi = view->urf ? view->urf_dpi : view->pwg_dpi;
  plan.page_x = queue->card_x;
  plan.page_y = queue->card_y;

  *work->capabilities = (CwPrinterCapabilities) {
    .dpi = plan.dpi,
    .duplex = queue->two_sided,
    .colour = queue->colour && model->colour,
    .resin = model->resin,
  };
  cw_pages_get_canvas (&plan, &work->capabilities->canvas_width, &work->capabilities->canvas_height);
  return TRUE;
}

static gboolean
cw_cups_printer_get_capabilities (CwPrinter             *printer,
                                  CwPrinterCapabilities *capabilities,
                                  GError               **error)
{
  CwCupsPrinter *self = CW_CUPS_PRINTER (printer);
  CwCupsWork work = { .self = self, .capabilities = capabilities };

  return cw_worker_call (self->worker, cw_cups_printer_capabilities_work, &work, NULL, error);
}

static const char *
cw_cups_printer_get_name (CwPrinter *printer)
{
  return CW_CUPS_PRINTER (printer)->queue;
}

static void
cw_cups_printer_iface_init (CwPrinterInterface *iface)
{
  iface->get_name = cw_cups_printer_get_name;
  iface->get_capabilities = cw_cups_printer_get_capabilities;
  iface->get_status = cw_cups_printer_get_status;
  iface->submit = cw_cups_printer_submit;
  iface->watch = cw_cups_printer_watch;
  iface->settle = cw_cups_printer_settle;
}

/* The worker goes first: after it nothing uses the connections. */
static void
cw_cups_printer_finalize (GObject *object)
{
  CwCupsPrinter *self = CW_CUPS_PRINTER (object);

  g_clear_object (&self->worker);
  g_clear_object (&self->clock);
  cw_cups_printer_drop_device (self);
  cw_cups_printer_drop_http (self);
  g_free (self->server);
  g_free (self->queue);
  g_free (self->queue_uri);
  G_OBJECT_CLASS (cw_cups_printer_parent_class)->finalize (object);
}

static void
cw_cups_printer_class_init (CwCupsPrinterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_cups_printer_finalize;
}

static void
cw_cups_printer_init (CwCupsPrinter *self)
{
  self->worker = cw_worker_new ("cw-cups");
  self->clock = cw_clock_new_system ();
  self->limits = usual_limits;
  self->device_up = -1;
}

/**
 * cw_cups_printer_set_limits:
 *
 * For tests, which have no minutes to wait. Before the first call of the printer.
 */
void
cw_cups_printer_set_limits (CwCupsPrinter      *self,
                            const CwCupsLimits *limits)
{
  g_return_if_fail (CW_IS_CUPS_PRINTER (self));

  self->limits = *limits;
}

/**
 * cw_cups_printer_new:
 * @server: (nullable): "host:port" or a socket path; NULL: the system's print service
 * @queue: the queue's name
 *
 * Asks nothing yet: a queue that is not there shows in the first call.
 *
 * Returns: (transfer full): the printer
 */
CwPrinter *
cw_cups_printer_new (const char *server,
                     const char *queue)
{
  CwCupsPrinter *self;

  g_return_val_if_fail (queue != NULL && *queue != '\0', NULL);

  self = g_object_new (CW_TYPE_CUPS_PRINTER, NULL);
  self->server = g_strdup (server);
  self->queue = g_strdup (queue);
  self->queue_uri = cw_ipp_make_queue_uri (queue);
  return CW_PRINTER (self);
}
