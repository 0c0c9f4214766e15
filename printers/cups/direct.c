/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cups"

#include "config.h"

#include "printers/cups/direct.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "printers/cups/jobwatch.h"
#include "printers/cups/pages.h"
#include "printers/model.h"

/* A printer that speaks IPP itself: its state, its capabilities, and its own answers to the questions of
 * transport.h. No print service stands between; what it says of a job is its own word. On the
 * printer's worker. */

struct _CwIppPrinter
{
  CwTransport parent_instance;
};

G_DEFINE_FINAL_TYPE (CwIppPrinter, cw_ipp_printer, CW_TYPE_TRANSPORT)

static void
cw_ipp_printer_take_status (const CwDeviceView *view,
                            CwPrinterStatus    *status)
{
  *status = (CwPrinterStatus) { .state = view->state, .ribbon_percent = view->ribbon_percent };
  for (guint i = 0; i < view->keywords->len; i++)
    cw_printer_status_add_keyword (status, g_ptr_array_index (view->keywords, i));
  if (!view->accepting)
    cw_printer_status_add_reasons (status, CW_PRINTER_REASON_PAUSED);
}

static void
cw_ipp_printer_get_status (CwTransport     *transport,
                           CwPrinterStatus *status)
{
  g_autoptr (CwDeviceView) view = cw_transport_look_device (transport, FALSE, NULL);

  if (view == NULL)
    return;
  cw_transport_take_back (transport);
  cw_ipp_printer_take_status (view, status);
}

gboolean
cw_ipp_printer_check_view (CwTransport        *transport,
                           const CwDeviceView *view,
                           GError            **error)
{
  if (view->medium.x == 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID,
                   _("The printer “%s” takes no cards of 85.6 × 54 mm. Choose the card printer."), transport->name);
      return FALSE;
    }
  if (!view->urf && !view->pwg)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID,
                   _("The printer “%s” takes neither Apple raster nor PWG raster in colour. Print through a queue with its maker's driver."), transport->name);
      return FALSE;
    }
  if (!view->jobs)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID,
                   _("The printer “%s” does not tell of its jobs. Print through a queue of the print service."), transport->name);
      return FALSE;
    }
  return TRUE;
}

static gboolean
cw_ipp_printer_get_capabilities (CwTransport           *transport,
                                 CwPrinterCapabilities *capabilities,
                                 GError               **error)
{
  g_autoptr (CwDeviceView) view = cw_transport_look_device (transport, TRUE, error);
  const CwPrinterModel *model;
  CwPagesPlan plan = { 0 };

  if (view == NULL || !cw_ipp_printer_check_view (transport, view, error))
    return FALSE;
  model = cw_printer_model_find (view->make_and_model);
  cw_pages_plan_raster (&plan, view);
  plan.page_x = (guint) view->medium.x;
  plan.page_y = (guint) view->medium.y;
  *capabilities = (CwPrinterCapabilities) {
    .dpi = plan.dpi,
    .duplex = view->two_sided,
    .colour = view->colour && model->colour,
    .resin = model->resin,
    .model = model,
  };
  cw_pages_get_canvas (&plan, &capabilities->canvas_width, &capabilities->canvas_height);
  return TRUE;
}

static gboolean
cw_ipp_printer_reach (CwTransport *transport,
                      GError     **error)
{
  g_autoptr (CwDeviceView) view = cw_transport_look_device (transport, FALSE, error);

  if (view == NULL)
    return FALSE;
  cw_transport_take_back (transport);
  return TRUE;
}

static CwDevice *
cw_ipp_printer_connect_device (CwTransport *transport,
                               GError     **error)
{
  return cw_device_open (transport->name, transport->limits.answer_ms, error);
}

static GPtrArray *
cw_ipp_printer_list (CwTransport *transport,
                     gboolean     ended,
                     GError     **error)
{
  CwDevice *device = cw_transport_get_device (transport, error);

  return device != NULL ? cw_device_list_jobs (device, ended, error) : NULL;
}

static CwJob *
cw_ipp_printer_ask_job (CwTransport *transport,
                        int          id,
                        GError     **error)
{
  CwDevice *device = cw_transport_get_device (transport, error);

  return device != NULL ? cw_device_ask_job (device, id, error) : NULL;
}

static gboolean
cw_ipp_printer_cancel (CwTransport *transport,
                       int          id,
                       GError     **error)
{
  CwDevice *device = cw_transport_get_device (transport, error);

  return device != NULL && cw_device_cancel_job (device, id, error);
}

static gboolean
cw_ipp_printer_resume (CwTransport *transport,
                       GError     **error)
{
  return cw_transport_resume_device (transport, error);
}

static gboolean
cw_ipp_printer_look (CwTransport *transport,
                     CwJobWatch  *watch,
                     GError     **error)
{
  g_autoptr (CwDeviceView) view = cw_transport_look_device (transport, FALSE, error);

  watch->facts.direct = TRUE;
  if (view != NULL)
    g_ptr_array_set_size (watch->after, 0);
  cw_job_watch_take_view (watch, view);
  if (view == NULL || !cw_job_watch_ask_job (watch, error))
    return FALSE;
  cw_ipp_printer_take_status (view, &watch->status);
  watch->facts.minimum = (gint64) cw_printer_model_find (view->make_and_model)->minimum_seconds * watch->sides * G_USEC_PER_SEC;
  return TRUE;
}

/* A printer counts its jobs, and their times, from when it was switched on; what it forgets then is
 * told by since when it has been on. One that does not say so tells nothing of what it does not
 * list. */
static GPtrArray *
cw_ipp_printer_get_history (CwTransport *transport,
                            gint64      *since,
                            gint64      *epoch,
                            GError     **error)
{
  g_autoptr (CwDeviceView) view = cw_transport_look_device (transport, FALSE, error);
  g_autoptr (GPtrArray) jobs = NULL;
  g_autoptr (GPtrArray) ended = NULL;

  if (view == NULL)
    return NULL;
  *epoch = cw_transport_get_boot (transport, view) / G_USEC_PER_SEC;
  *since = *epoch != 0 ? *epoch : G_MAXINT64;
  jobs = cw_device_list_jobs (transport->device, FALSE, error);
  if (jobs != NULL)
    ended = cw_device_list_jobs (transport->device, TRUE, error);
  if (ended == NULL)
    return NULL;

  /* one that ended between the two is in both */
  for (guint i = jobs->len; i > 0; i--)
    for (guint k = 0; k < ended->len; k++)
      if (cw_job_compare (&g_ptr_array_index (jobs, i - 1), &g_ptr_array_index (ended, k)) == 0)
        {
          g_ptr_array_remove_index (jobs, i - 1);
          break;
        }
  g_ptr_array_extend_and_steal (jobs, g_steal_pointer (&ended));
  return g_steal_pointer (&jobs);
}

static void
cw_ipp_printer_class_init (CwIppPrinterClass *klass)
{
  CwTransportClass *transport = CW_TRANSPORT_CLASS (klass);

  transport->place = "printer";
  transport->get_status = cw_ipp_printer_get_status;
  transport->get_capabilities = cw_ipp_printer_get_capabilities;
  transport->submit = cw_ipp_printer_submit;
  transport->reach = cw_ipp_printer_reach;
  transport->hang_up = cw_transport_drop_device;
  transport->connect_device = cw_ipp_printer_connect_device;
  transport->list = cw_ipp_printer_list;
  transport->ask_job = cw_ipp_printer_ask_job;
  transport->cancel = cw_ipp_printer_cancel;
  transport->resume = cw_ipp_printer_resume;
  transport->look = cw_ipp_printer_look;
  transport->get_history = cw_ipp_printer_get_history;
}

static void
cw_ipp_printer_init (CwIppPrinter *self)
{
}

/**
 * cw_ipp_printer_new:
 * @uri: "ipp://host:port/path", or ipps
 *
 * Asks nothing yet: whether it is there, and takes cards, shows in the first call.
 *
 * Returns: (transfer full): the printer
 */
CwPrinter *
cw_ipp_printer_new (const char *uri)
{
  CwIppPrinter *self;

  g_return_val_if_fail (uri != NULL && *uri != '\0', NULL);

  self = g_object_new (CW_TYPE_IPP_PRINTER, NULL);
  CW_TRANSPORT (self)->name = g_strdup (uri);
  return CW_PRINTER (self);
}
