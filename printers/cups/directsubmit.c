/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cups"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "printers/cups/direct.h"
#include "printers/cups/handover.h"
#include "printers/cups/sending.h"

/* Handing one card to a printer itself: look, refuse, draw, make the job, look again, and let the
 * document go on a thread of its own. On the printer's worker. The job is known, and its ticket
 * made, before the first byte of the document leaves: every failure until then is certain. */

static gboolean
cw_direct_check_printer (CwHandover *hand,
                         GError    **error)
{
  CwTransport *transport = hand->transport;
  const char *sentence;

  hand->view = cw_transport_look_device (transport, TRUE, error);
  if (hand->view == NULL)
    return FALSE;
  cw_transport_take_back (transport);
  if (!cw_ipp_printer_check_view (transport, hand->view, error))
    return FALSE;
  if (!hand->view->accepting)
    return cw_handover_refuse (hand, _("It accepts no jobs. Allow them again at the printer."), error);
  if (hand->view->state == CW_PRINTER_STATE_STOPPED || (hand->view->reasons & CW_PRINTER_REASON_PAUSED) != 0)
    {
      sentence = cw_printer_reason_to_sentence (hand->view->reasons);
      return cw_handover_refuse (hand, sentence != NULL ? sentence : _("The printer has stopped. Look at its display."), error);
    }
  if (hand->request->back && !hand->view->two_sided)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED,
                   _("The card has a back, but the printer “%s” prints one side only. Choose another card design or another printer."), transport->name);
      return FALSE;
    }
  hand->make_and_model = hand->view->make_and_model;
  hand->keywords = hand->view->keywords;
  hand->model = cw_printer_model_find (hand->make_and_model);
  return cw_handover_check_view (hand, error);
}

static void
cw_direct_plan (CwHandover *hand)
{
  cw_pages_plan_raster (&hand->plan, hand->view);
  hand->plan.page_x = (guint) hand->view->medium.x;
  hand->plan.page_y = (guint) hand->view->medium.y;
  hand->plan.media = hand->view->medium.name;
}

/* A value that the printer does not list would have it refuse the job. */
static void
cw_direct_say_word (CwHandover *hand,
                    ipp_t      *request,
                    const char *name,
                    const char *value)
{
  g_autofree char *supported = g_strconcat (name, "-supported", NULL);

  if (cw_ipp_contains (ippFindAttribute (hand->view->answer, supported, IPP_TAG_ZERO), value))
    ippAddString (request, IPP_TAG_JOB, IPP_TAG_KEYWORD, name, NULL, value);
}

static void
cw_direct_say_number (CwHandover *hand,
                      ipp_t      *request,
                      ipp_tag_t   tag,
                      const char *name,
                      int         value)
{
  g_autofree char *supported = g_strconcat (name, "-supported", NULL);
  ipp_attribute_t *values = ippFindAttribute (hand->view->answer, supported, IPP_TAG_ZERO);

  if (values != NULL && ippContainsInteger (values, value))
    ippAddInteger (request, IPP_TAG_JOB, tag, name, value);
}

static gboolean
cw_direct_has_resolution (CwHandover *hand)
{
  ipp_attribute_t *values = ippFindAttribute (hand->view->answer, "printer-resolution-supported", IPP_TAG_RESOLUTION);

  for (guint i = 0; i < cw_ipp_count (values); i++)
    {
      int y = 0;
      ipp_res_t units = IPP_RES_PER_INCH;
      int x = ippGetResolution (values, (CwCupsCount) i, &y, &units);

      if (x == y && x == (int) hand->plan.dpi && units == IPP_RES_PER_INCH)
        return TRUE;
    }
  return FALSE;
}

/* By its size and margins, which tell two media of one size apart; by its name where the printer
 * knows nothing else. */
static void
cw_direct_say_medium (CwHandover *hand,
                      ipp_t      *request)
{
  const CwMedium *medium = &hand->view->medium;
  g_autoptr (ipp_t) collection = NULL;

  if (medium->name == NULL || cw_ipp_contains (ippFindAttribute (hand->view->answer, "media-col-supported", IPP_TAG_ZERO), "media-size"))
    {
      collection = cw_medium_make_collection (medium);
      ippAddCollection (request, IPP_TAG_JOB, "media-col", collection);
    }
  else
    ippAddString (request, IPP_TAG_JOB, IPP_TAG_KEYWORD, "media", NULL, medium->name);
}

/* Everything is said, because the printer's defaults may say something else. */
static ipp_t *
cw_direct_make_request (CwHandover *hand)
{
  ipp_t *request = cw_ipp_new_request (IPP_OP_CREATE_JOB, hand->transport->device->uri);

  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_NAME, "job-name", NULL, hand->request->job_name);
  cw_direct_say_medium (hand, request);
  cw_direct_say_word (hand, request, "sides", hand->request->back ? "two-sided-short-edge" : "one-sided");
  cw_direct_say_number (hand, request, IPP_TAG_INTEGER, "copies", 1);
  cw_direct_say_number (hand, request, IPP_TAG_ENUM, "print-quality", IPP_QUALITY_NORMAL);
  cw_direct_say_number (hand, request, IPP_TAG_ENUM, "orientation-requested", IPP_ORIENT_PORTRAIT);
  cw_direct_say_number (hand, request, IPP_TAG_INTEGER, "number-up", 1);
  cw_direct_say_word (hand, request, "page-delivery", "same-order");
  cw_direct_say_word (hand, request, "job-sheets", "none");
  cw_direct_say_word (hand, request, "print-scaling", "none");
  if (hand->view->colour && hand->model->colour)
    cw_direct_say_word (hand, request, "print-color-mode", "color");
  if (cw_direct_has_resolution (hand))
    ippAddResolution (request, IPP_TAG_JOB, "printer-resolution", IPP_RES_PER_INCH, (int) hand->plan.dpi, (int) hand->plan.dpi);
  return request;
}

static gboolean
cw_direct_make_job (CwHandover *hand,
                    char      **job_uuid,
                    GError    **error)
{
  CwDevice *device = hand->transport->device;
  g_autoptr (GError) why = NULL;
  g_autoptr (ipp_t) answer = cw_ipp_ask (device->http, cw_direct_make_request (hand), device->resource, &why);

  g_autofree char *words = g_utf8_make_valid (cw_cups_get_error_string (), -1);

  if (answer != NULL)
    {
      hand->job_id = cw_ipp_get_number (ippFindAttribute (answer, "job-id", IPP_TAG_INTEGER), 0);
      *job_uuid = cw_ipp_get_text (ippFindAttribute (answer, "job-uuid", IPP_TAG_URI), 0);
    }
  if (hand->job_id > 0)
    return TRUE;

  if (g_error_matches (why, CW_ERROR, CW_ERROR_BUSY))
    g_set_error (error, CW_ERROR, CW_ERROR_BUSY, _("The printer “%s” still works on a card. Wait until it is out."), hand->transport->name);
  else if (g_error_matches (why, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE))
    g_propagate_error (error, g_steal_pointer (&why));
  else
    g_set_error (error, CW_ERROR, CW_ERROR_PRINT_FAILED, _("The printer did not take the card (%s). Nothing was printed."),
                 why != NULL ? words : _("it gave the job no number"));
  return FALSE;
}

/* What the printer was told, for the evidence. */
static json_t *
cw_direct_describe (CwHandover *hand)
{
  json_t *own = json_object ();
  json_t *medium = json_object ();

  json_object_set_new (medium, "x", json_integer (hand->view->medium.x));
  json_object_set_new (medium, "y", json_integer (hand->view->medium.y));
  if (hand->view->medium.name != NULL)
    json_object_set_new (medium, "name", json_string (hand->view->medium.name));
  json_object_set_new (own, "medium", medium);
  json_object_set_new (own, "printer_up_seconds", json_integer (hand->view->up_time));
  return own;
}

static CwPrintTicket *
cw_direct_run (CwHandover *hand,
               GError    **error)
{
  CwTransport *transport = hand->transport;
  const CwCupsLimits *limits = &transport->limits;
  g_autoptr (CwDevice) line = NULL;
  g_autofree char *job_uuid = NULL;

  if (!cw_handover_check_name (hand, error) || !cw_direct_check_printer (hand, error) || !cw_handover_check_jobs (hand, error))
    return NULL;
  cw_direct_plan (hand);
  if (!cw_handover_draw (hand, error))
    return NULL;

  /* the document's own connection stands before there is a job */
  line = cw_device_open (transport->name, limits->answer_ms, error);
  if (line == NULL || !cw_direct_make_job (hand, &job_uuid, error))
    return NULL;
  if (!cw_handover_check_jobs (hand, error))
    {
      cw_device_cancel_job (transport->device, hand->job_id, NULL);
      return NULL;
    }

  transport->device_boot = cw_transport_get_boot (transport, hand->view);
  transport->device_up = hand->view->up_time;
  g_clear_pointer (&transport->sending, cw_sending_unref);
  transport->sending = cw_sending_begin (g_steal_pointer (&line), hand->job_id, hand->request->job_name,
                                         cw_pages_get_format_name (hand->plan.format), hand->document,
                                         limits->person_seconds + limits->card_seconds);
  return cw_handover_make_ticket (hand, job_uuid, cw_direct_describe (hand));
}

CwPrintTicket *
cw_ipp_printer_submit (CwTransport          *transport,
                       const CwPrintRequest *request,
                       GCancellable         *cancellable,
                       GError              **error)
{
  CwHandover hand = { .transport = transport, .request = request, .cancellable = cancellable };
  CwPrintTicket *ticket = cw_direct_run (&hand, error);

  cw_handover_clear (&hand);
  return ticket;
}
