/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cups"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "printers/cups/evidence.h"
#include "printers/cups/handover.h"
#include "printers/cups/printer.h"

/* Handing one card to the print service: look first, refuse what would not be printed now, draw,
 * send. On the printer's worker. Until the document is whole at the print service nothing can be
 * printed, so every failure before that is certain. */

#define CHUNK_SIZE 65536

/* Milliseconds for handing over a document: the spool's disk may be slow. */
#define SEND_MS 60000

typedef struct
{
  CwHandover     hand;
  CwCupsPrinter *printer;

  CwQueue       *queue;
  gboolean       driverless;
  cups_dest_t   *dest;
  cups_dinfo_t  *info;
  CwCupsMedia    media;
  CwCupsCount    n_options;
  cups_option_t *options;
  gboolean       sent;      /* FALSE: the answer got lost, the document perhaps not */
} CwSubmission;

static void
cw_submission_clear (CwSubmission *self)
{
  cw_handover_clear (&self->hand);
  g_clear_pointer (&self->queue, cw_queue_free);
  g_clear_pointer (&self->info, cupsFreeDestInfo);
  g_clear_pointer (&self->dest, cw_cups_free_dest);
  cupsFreeOptions (self->n_options, self->options);
}

/* Is the queue there, and would it print at once? */
static gboolean
cw_submission_check_queue (CwSubmission *self,
                           GError      **error)
{
  const char *sentence;

  self->queue = cw_cups_printer_ask_queue (self->printer, error);
  if (self->queue == NULL)
    return FALSE;
  if (!self->queue->accepting)
    return cw_handover_refuse (&self->hand, _("Its queue accepts no jobs. Allow them again in the system's printer settings."), error);
  if (self->queue->state == CW_PRINTER_STATE_STOPPED)
    {
      sentence = cw_printer_reason_to_sentence (self->queue->reasons & ~CW_PRINTER_REASON_HISTORY_LOST);
      return cw_handover_refuse (&self->hand, sentence != NULL ? sentence : _("Its queue has stopped. Start it again in the system's printer settings."), error);
    }
  if (self->hand.request->back && !self->queue->two_sided)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED,
                   _("The card has a back, but the printer “%s” prints one side only. Choose another card design or another printer."), self->queue->name);
      return FALSE;
    }
  self->hand.keywords = self->queue->keywords;
  return cw_cups_printer_check_options (self->printer, self->queue, error);
}

/* The print service would keep a card for a printer that is off and print it whenever that
 * comes back: so the printer itself is asked first, where that is possible. */
static gboolean
cw_submission_check_device (CwSubmission *self,
                            GError      **error)
{
  CwHandover *hand = &self->hand;

  self->driverless = cw_queue_is_driverless (self->queue);
  hand->make_and_model = self->queue->make_and_model;
  if (self->driverless)
    {
      hand->view = cw_transport_look_device (hand->transport, TRUE, error);
      if (hand->view == NULL || !cw_handover_check_view (hand, error))
        return FALSE;
      hand->make_and_model = hand->view->make_and_model;
    }
  hand->model = cw_printer_model_find (hand->make_and_model);
  return TRUE;
}

static gboolean
cw_submission_scan_media (CwSubmission *self,
                          unsigned      flags)
{
  http_t *http = self->printer->http;
  int count = (int) cupsGetDestMediaCount (http, self->dest, self->info, flags);

  for (int i = 0; i < count && i < CW_IPP_MAX_VALUES; i++)
    if (cupsGetDestMediaByIndex (http, self->dest, self->info, (CwCupsCount) i, flags, &self->media)
        && cw_medium_is_card (self->media.width, self->media.length))
      return TRUE;
  return FALSE;
}

/* The medium is always named, by its size: without one CUPS 2.4 takes US Letter, and by its
 * common name it takes the one with margins. Edge to edge goes first. */
static gboolean
cw_submission_find_media (CwSubmission *self,
                          GError      **error)
{
  static const unsigned flags[] = {
    CUPS_MEDIA_FLAGS_BORDERLESS | CUPS_MEDIA_FLAGS_EXACT, CUPS_MEDIA_FLAGS_BORDERLESS, CUPS_MEDIA_FLAGS_EXACT, CUPS_MEDIA_FLAGS_DEFAULT,
  };
  CwCupsPrinter *printer = self->printer;

  self->dest = cw_cups_printer_get_dest (printer, error);
  if (self->dest == NULL)
    return FALSE;
  self->info = cw_cups_copy_dest_info (printer->http, self->dest, CUPS_DEST_FLAGS_NONE);
  for (gsize i = 0; self->info != NULL && i < G_N_ELEMENTS (flags); i++)
    if (cupsGetDestMediaBySize (printer->http, self->dest, self->info, CW_CARD_X, CW_CARD_Y, flags[i], &self->media)
        && cw_medium_is_card (self->media.width, self->media.length))
      return TRUE;
  /* a lying card, or a size further off than libcups tolerates */
  if (self->info != NULL
      && (cw_submission_scan_media (self, CUPS_MEDIA_FLAGS_BORDERLESS) || cw_submission_scan_media (self, CUPS_MEDIA_FLAGS_DEFAULT)))
    return TRUE;

  g_set_error (error, CW_ERROR, CW_ERROR_INVALID,
               _("The queue “%s” takes no cards of 85.6 × 54 mm. Choose the card printer's queue."), self->queue->name);
  return FALSE;
}

/* Raster goes through a driverless queue untouched, dot for dot, in the one format that CUPS
 * chose for it: Apple's where the printer has both. A classic driver gets PDF. */
static void
cw_submission_plan (CwSubmission *self)
{
  CwHandover *hand = &self->hand;

  hand->plan = (CwPagesPlan) {
    .format = CW_PAGES_PDF,
    .dpi = hand->model->dpi,
    .page_x = (guint) self->media.width,
    .page_y = (guint) self->media.length,
    .media = self->media.media,
  };
  if (hand->view != NULL && cw_cups_printer_sends_raster (hand->view))
    cw_pages_plan_raster (&hand->plan, hand->view);
}

static void
cw_submission_add (CwSubmission *self,
                   const char   *name,
                   const char   *value)
{
  self->n_options = cupsAddOption (name, value, self->n_options, &self->options);
}

static void
cw_submission_add_all (CwSubmission *self,
                       GPtrArray    *options)
{
  for (guint i = 0; i < options->len; i++)
    {
      const CwModelOption *option = g_ptr_array_index (options, i);

      cw_submission_add (self, option->name, option->value);
    }
}

/* What an operator may choose is how the driver prints; not which card it is, and which of its sides:
 * the keywords of PPD 4.3 that would say otherwise than what is sent with every card. */
static gboolean
cw_submission_may_choose (const char *name)
{
  static const char *const ours[] = { "PageSize", "PageRegion", "Duplex", "Collate", "OutputOrder", "MirrorPrint", NULL };

  return !g_strv_contains (ours, name);
}

static void
cw_submission_add_chosen (CwSubmission *self,
                          GPtrArray    *options)
{
  for (guint i = 0; options != NULL && i < options->len; i++)
    {
      const CwModelOption *option = g_ptr_array_index (options, i);

      if (cw_submission_may_choose (option->name))
        cw_submission_add (self, option->name, option->value);
    }
}

/* As a size with margins: the name alone leaves it to the print service which of two media of one
 * size, with and without margins, is meant, and CUPS 2.4 then takes the one with. */
static void
cw_submission_add_media (CwSubmission *self)
{
  const CwCupsMedia *media = &self->media;
  g_autofree char *text = NULL;

  text = g_strdup_printf ("{media-size={x-dimension=%d y-dimension=%d} media-bottom-margin=%d media-left-margin=%d media-right-margin=%d media-top-margin=%d}",
                          media->width, media->length, media->bottom, media->left, media->right, media->top);
  cw_submission_add (self, "media-col", text);
}

/* Everything is said, because the queue's defaults may say something else: the front comes first
 * even where the queue turns the order round, no banner sheet takes a card, quality "draft"
 * would halve the resolution. */
static void
cw_submission_set_options (CwSubmission *self)
{
  const CwPrinterModel *model = self->hand.model;

  if (!self->driverless)
    cw_submission_add_all (self, model->options);
  cw_submission_add_chosen (self, self->printer->options);
  cw_submission_add_media (self);
  cw_submission_add (self, "sides", self->hand.request->back ? "two-sided-short-edge" : "one-sided");
  cw_submission_add (self, "copies", "1");
  cw_submission_add (self, "print-quality", "4");
  cw_submission_add (self, "outputorder", "normal");
  cw_submission_add (self, "page-delivery", "same-order");
  cw_submission_add (self, "job-sheets", "none");
  cw_submission_add (self, "number-up", "1");
  if (self->queue->colour && model->colour)
    cw_submission_add (self, "print-color-mode", "color");
  if (self->driverless)
    return;

  cw_submission_add (self, "print-scaling", "none");
  cw_submission_add_all (self, self->hand.request->back ? model->two_sided : model->one_sided);
}

static void
cw_submission_tell_cut (CwSubmission *self,
                        GError      **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_PRINT_FAILED,
               _("The connection to the print service broke before all of the card for “%s” had arrived. Nothing was printed. Check that the print service (CUPS) is running, and the network if it is on another computer, and print the card again."),
               self->queue->name);
}

static gboolean
cw_submission_fail (CwSubmission *self,
                    ipp_status_t  status,
                    GError      **error)
{
  g_autofree char *why = g_utf8_make_valid (cw_cups_get_error_string (), -1);

  if (status == IPP_STATUS_ERROR_NOT_ACCEPTING_JOBS)
    return cw_handover_refuse (&self->hand, _("Its queue accepts no jobs. Allow them again in the system's printer settings."), error);
  g_set_error (error, CW_ERROR, CW_ERROR_PRINT_FAILED,
               _("The print service did not take the card (%s). Nothing was printed."), why);
  return FALSE;
}

/* Returns: HTTP_STATUS_CONTINUE: all of it left us; HTTP_STATUS_ERROR: the connection broke, for which
 * libcups has no words of its own; others: the print service said no */
static http_status_t
cw_submission_write (CwSubmission *self)
{
  http_t *http = self->printer->http;
  gsize left;
  const char *data = g_bytes_get_data (self->hand.document, &left);
  http_status_t status;

  status = cupsStartDestDocument (http, self->dest, self->info, self->hand.job_id, self->hand.request->job_name,
                                  cw_pages_get_format_name (self->hand.plan.format), self->n_options, self->options, 1);
  while (status == HTTP_STATUS_CONTINUE && left > 0)
    {
      gsize length = MIN (left, CHUNK_SIZE);

      status = cupsWriteRequestData (http, data, length);
      data += length;
      left -= length;
    }
  return status;
}

/* A job without its document is never printed. */
static void
cw_submission_take_back (CwSubmission *self)
{
  CwTransportClass *klass = CW_TRANSPORT_GET_CLASS (self->printer);

  klass->hang_up (self->hand.transport);
  klass->cancel (self->hand.transport, self->hand.job_id, NULL);
}

/* An answer that is lost before the document's last byte changes nothing. An answer lost after it
 * leaves the question to the watch. */
static gboolean
cw_submission_send (CwSubmission *self,
                    GError      **error)
{
  CwCupsPrinter *printer = self->printer;
  http_status_t written;
  ipp_status_t status;

  status = cupsCreateDestJob (printer->http, self->dest, self->info, &self->hand.job_id, self->hand.request->job_name, self->n_options, self->options);
  if (status > IPP_STATUS_OK_EVENTS_COMPLETE || self->hand.job_id <= 0)
    return cw_submission_fail (self, status, error);
  if (!cw_handover_check_jobs (&self->hand, error))
    {
      cw_submission_take_back (self);
      return FALSE;
    }

  written = cw_submission_write (self);
  if (written == HTTP_STATUS_CONTINUE)
    {
      status = cupsFinishDestDocument (printer->http, self->dest, self->info);
      self->sent = status <= IPP_STATUS_OK_EVENTS_COMPLETE;
      /* 0x04xx: refused, and said so (RFC 8011 appendix B); anything else may have been taken */
      if (self->sent || status < IPP_STATUS_ERROR_BAD_REQUEST || status >= IPP_STATUS_ERROR_INTERNAL)
        return TRUE;
    }
  else
    status = cw_cups_get_error ();

  if (written == HTTP_STATUS_ERROR)
    cw_submission_tell_cut (self, error);
  else
    cw_submission_fail (self, status, error);
  cw_submission_take_back (self);
  return FALSE;
}

static json_t *
cw_submission_describe_options (CwSubmission *self)
{
  json_t *options = json_object ();

  for (CwCupsCount i = 0; i < self->n_options; i++)
    json_object_set_new (options, self->options[i].name, json_string (self->options[i].value));
  return options;
}

static CwPrintTicket *
cw_submission_make_ticket (CwSubmission *self)
{
  json_t *own = json_object ();
  g_autoptr (CwJob) job = cw_job_ask (self->printer->http, "/", self->printer->queue_uri, self->hand.job_id, NULL);

  json_object_set_new (own, "options", cw_submission_describe_options (self));
  if (self->hand.view != NULL)
    json_object_set_new (own, "device_reasons_before", cw_evidence_words (self->hand.view->keywords));
  json_object_set_new (own, "sent", json_boolean (self->sent));
  return cw_handover_make_ticket (&self->hand, job != NULL ? job->uuid : NULL, own);
}

static CwPrintTicket *
cw_submission_run (CwSubmission *self,
                   GError      **error)
{
  CwHandover *hand = &self->hand;
  CwTransport *transport = hand->transport;

  if (!cw_handover_check_name (hand, error) || !cw_submission_check_queue (self, error)
      || !cw_handover_check_jobs (hand, error) || !cw_submission_check_device (self, error) || !cw_submission_find_media (self, error))
    return NULL;
  cw_submission_plan (self);
  cw_submission_set_options (self);
  if (!cw_handover_draw (hand, error))
    return NULL;

  cw_ipp_set_time_limit (self->printer->http, SEND_MS);
  if (!cw_submission_send (self, error))
    return NULL;
  cw_ipp_set_time_limit (self->printer->http, transport->limits.answer_ms);
  transport->device_boot = hand->view != NULL ? cw_transport_get_boot (transport, hand->view) : 0;
  transport->device_up = hand->view != NULL ? hand->view->up_time : -1;
  return cw_submission_make_ticket (self);
}

CwPrintTicket *
cw_cups_printer_submit (CwTransport          *transport,
                        const CwPrintRequest *request,
                        GCancellable         *cancellable,
                        GError              **error)
{
  CwSubmission submission = {
    .hand = { .transport = transport, .request = request, .cancellable = cancellable },
    .printer = CW_CUPS_PRINTER (transport),
  };
  CwPrintTicket *ticket = cw_submission_run (&submission, error);

  cw_submission_clear (&submission);
  return ticket;
}
