/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cups"

#include "config.h"

#include "printers/cups/printer.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "printers/cups/pages.h"
#include "printers/model.h"

/* One print queue as a printer: the connection to the print service, state and capabilities, and the
 * queue's answers to the questions of transport.h. On the printer's worker. */

G_DEFINE_FINAL_TYPE (CwCupsPrinter, cw_cups_printer, CW_TYPE_TRANSPORT)

static void
cw_cups_printer_hang_up (CwTransport *transport)
{
  g_clear_pointer (&CW_CUPS_PRINTER (transport)->http, httpClose);
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
    self->http = cw_ipp_connect (self->server, CW_TRANSPORT (self)->limits.answer_ms, error);
  return self->http;
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
  CwTransport *transport = CW_TRANSPORT (self);
  gboolean idle = self->http != NULL;
  g_autoptr (GError) why = NULL;
  CwQueue *queue = NULL;

  if (cw_cups_printer_get_http (self, &why) != NULL)
    queue = cw_queue_ask (self->http, transport->name, &why);
  if (queue == NULL && idle)
    {
      g_clear_error (&why);
      cw_cups_printer_hang_up (transport);
      if (cw_cups_printer_get_http (self, &why) != NULL)
        queue = cw_queue_ask (self->http, transport->name, &why);
    }
  if (queue == NULL)
    {
      cw_cups_printer_hang_up (transport);
      g_propagate_error (error, g_steal_pointer (&why));
      return NULL;
    }
  cw_transport_take_back (transport);
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
  dest = cupsGetNamedDest (http, CW_TRANSPORT (self)->name, NULL);
  if (dest == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE,
                 _("The print service has no queue “%s”. Choose another printer, or add the queue again in the system's printer settings."), CW_TRANSPORT (self)->name);
  return dest;
}

static CwDevice *
cw_cups_printer_connect_device (CwTransport *transport,
                                GError     **error)
{
  g_autoptr (cups_dest_t) dest = cw_cups_printer_get_dest (CW_CUPS_PRINTER (transport), error);

  return dest != NULL ? cw_device_connect (dest, transport->limits.answer_ms, error) : NULL;
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

/**
 * cw_cups_printer_sends_raster:
 *
 * CUPS sends Apple raster to whoever lists it: where that is not in a form of ours, PWG raster would be
 * made into it on the way.
 *
 * Returns: whether our raster goes through a driverless queue untouched
 */
gboolean
cw_cups_printer_sends_raster (const CwDeviceView *view)
{
  return view->urf || (view->pwg && !view->lists_urf);
}

static void
cw_cups_printer_get_status (CwTransport     *transport,
                            CwPrinterStatus *status)
{
  g_autoptr (CwQueue) queue = cw_cups_printer_ask_queue (CW_CUPS_PRINTER (transport), NULL);
  g_autoptr (CwDeviceView) view = NULL;
  gboolean driverless;

  if (queue == NULL)
    return;

  driverless = cw_queue_is_driverless (queue);
  if (driverless)
    view = cw_transport_look_device (transport, FALSE, NULL);
  cw_cups_printer_merge (queue, driverless, view, status);
}

/* A printer that is off is described as far as its queue knows it. */
static gboolean
cw_cups_printer_get_capabilities (CwTransport           *transport,
                                  CwPrinterCapabilities *capabilities,
                                  GError               **error)
{
  g_autoptr (CwQueue) queue = cw_cups_printer_ask_queue (CW_CUPS_PRINTER (transport), error);
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

  if (!cw_cups_printer_check_options (CW_CUPS_PRINTER (transport), queue, error))
    return FALSE;
  if (cw_queue_is_driverless (queue))
    view = cw_transport_look_device (transport, TRUE, NULL);
  model = cw_printer_model_find (view != NULL ? view->make_and_model : queue->make_and_model);
  plan.dpi = model->dpi;
  if (view != NULL && cw_cups_printer_sends_raster (view))
    cw_pages_plan_raster (&plan, view);
  plan.page_x = queue->card_x;
  plan.page_y = queue->card_y;

  *capabilities = (CwPrinterCapabilities) {
    .dpi = plan.dpi,
    .duplex = queue->two_sided,
    .colour = queue->colour && model->colour,
    .resin = model->resin,
    .model = model,
    .ribbon = cw_cups_printer_get_ribbon (CW_CUPS_PRINTER (transport), queue, model),
  };
  cw_pages_get_canvas (&plan, &capabilities->canvas_width, &capabilities->canvas_height);
  return TRUE;
}

static gboolean
cw_cups_printer_reach (CwTransport *transport,
                       GError     **error)
{
  g_autoptr (CwQueue) queue = cw_cups_printer_ask_queue (CW_CUPS_PRINTER (transport), error);

  return queue != NULL;
}

static GPtrArray *
cw_cups_printer_list (CwTransport *transport,
                      gboolean     ended,
                      GError     **error)
{
  CwCupsPrinter *self = CW_CUPS_PRINTER (transport);
  http_t *http = cw_cups_printer_get_http (self, error);

  return http != NULL ? cw_job_list (http, "/", self->queue_uri, ended ? "completed" : "not-completed", error) : NULL;
}

static CwJob *
cw_cups_printer_ask_job (CwTransport *transport,
                         int          id,
                         GError     **error)
{
  CwCupsPrinter *self = CW_CUPS_PRINTER (transport);
  http_t *http = cw_cups_printer_get_http (self, error);

  return http != NULL ? cw_job_ask (http, "/", self->queue_uri, id, error) : NULL;
}

static gboolean
cw_cups_printer_cancel (CwTransport *transport,
                        int          id,
                        GError     **error)
{
  CwCupsPrinter *self = CW_CUPS_PRINTER (transport);
  http_t *http = cw_cups_printer_get_http (self, error);

  return http != NULL && cw_job_cancel (http, "/", self->queue_uri, id, error);
}

static gboolean
cw_cups_printer_ask_admin (CwCupsPrinter *self,
                           ipp_op_t       operation,
                           GError       **error)
{
  http_t *http = cw_cups_printer_get_http (self, error);
  g_autoptr (ipp_t) answer = NULL;

  if (http != NULL)
    answer = cw_ipp_ask (http, cw_ipp_new_request (operation, self->queue_uri), "/admin/", error);
  return answer != NULL;
}

/* The queue first; then, where it can be asked, a printer that was paused at its own buttons. */
static gboolean
cw_cups_printer_resume (CwTransport *transport,
                        GError     **error)
{
  CwCupsPrinter *self = CW_CUPS_PRINTER (transport);
  g_autoptr (CwQueue) queue = cw_cups_printer_ask_queue (self, error);
  g_autoptr (GError) why = NULL;
  gboolean ok = TRUE;

  if (queue == NULL)
    return FALSE;
  if (queue->state == CW_PRINTER_STATE_STOPPED)
    ok = cw_cups_printer_ask_admin (self, IPP_OP_RESUME_PRINTER, &why);
  if (ok && !queue->accepting)
    ok = cw_cups_printer_ask_admin (self, IPP_OP_CUPS_ACCEPT_JOBS, &why);
  if (ok && cw_queue_is_driverless (queue))
    return cw_transport_resume_device (transport, error);
  if (ok)
    return TRUE;

  if (g_error_matches (why, CW_ERROR, CW_ERROR_REFUSED))
    g_set_error (error, CW_ERROR, CW_ERROR_REFUSED,
                 _("The print service lets only an administrator start the queue “%s” again. Start it in the system's printer settings, or ask one who may."), queue->name);
  else
    g_propagate_error (error, g_steal_pointer (&why));
  return FALSE;
}

/* The print service numbers the jobs of all its queues in one row, and keeps them when it is
 * started anew. */
static GPtrArray *
cw_cups_printer_get_history (CwTransport *transport,
                             gint64      *since,
                             gint64      *epoch,
                             GError     **error)
{
  http_t *http = cw_cups_printer_get_http (CW_CUPS_PRINTER (transport), error);

  *since = 0;
  *epoch = 0;
  return http != NULL ? cw_job_list (http, "/", "ipp://localhost/", "all", error) : NULL;
}

static gboolean
cw_cups_printer_is_known_behind (CwTransport *transport,
                                 const char  *job_name)
{
  g_autoptr (CwQueue) queue = cw_cups_printer_ask_queue (CW_CUPS_PRINTER (transport), NULL);

  if (queue == NULL || !cw_queue_is_driverless (queue) || cw_transport_get_device (transport, NULL) == NULL)
    return FALSE;
  return cw_device_find_job (transport->device, job_name, NULL) > 0;
}

static void
cw_cups_printer_finalize (GObject *object)
{
  CwCupsPrinter *self = CW_CUPS_PRINTER (object);

  /* the worker may still be at work until the parent has ended it */
  cw_worker_stop (CW_TRANSPORT (self)->worker);
  g_free (self->server);
  g_free (self->queue_uri);
  g_clear_pointer (&self->options, g_ptr_array_unref);
  g_clear_pointer (&self->driver, g_ptr_array_unref);
  G_OBJECT_CLASS (cw_cups_printer_parent_class)->finalize (object);
}

static void
cw_cups_printer_class_init (CwCupsPrinterClass *klass)
{
  CwTransportClass *transport = CW_TRANSPORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_cups_printer_finalize;
  transport->place = "queue";
  transport->get_status = cw_cups_printer_get_status;
  transport->get_capabilities = cw_cups_printer_get_capabilities;
  transport->submit = cw_cups_printer_submit;
  transport->reach = cw_cups_printer_reach;
  transport->hang_up = cw_cups_printer_hang_up;
  transport->connect_device = cw_cups_printer_connect_device;
  transport->list = cw_cups_printer_list;
  transport->ask_job = cw_cups_printer_ask_job;
  transport->cancel = cw_cups_printer_cancel;
  transport->resume = cw_cups_printer_resume;
  transport->look = cw_cups_printer_look;
  transport->get_history = cw_cups_printer_get_history;
  transport->is_known_behind = cw_cups_printer_is_known_behind;
}

static void
cw_cups_printer_init (CwCupsPrinter *self)
{
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
  self->queue_uri = cw_ipp_make_queue_uri (queue);
  CW_TRANSPORT (self)->name = g_strdup (queue);
  return CW_PRINTER (self);
}

/**
 * cw_cups_printer_set_options:
 * @printer: a queue
 * @options: of #CwModelOption, copied
 *
 * They take the place of what the model's file says, and not of what every card must have: its
 * size, its sides, one copy. Before the printer's first call.
 */
void
cw_cups_printer_set_options (CwPrinter *printer,
                             GPtrArray *options)
{
  CwCupsPrinter *self;

  g_return_if_fail (CW_IS_CUPS_PRINTER (printer));
  g_return_if_fail (options != NULL);

  self = CW_CUPS_PRINTER (printer);
  g_clear_pointer (&self->options, g_ptr_array_unref);
  self->options = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_model_option_free);
  for (guint i = 0; i < options->len; i++)
    {
      const CwModelOption *option = g_ptr_array_index (options, i);

      g_ptr_array_add (self->options, cw_model_option_new (option->name, option->value));
    }
}
