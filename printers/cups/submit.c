/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cups"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/base/digest.h"
#include "app/base/error.h"
#include "printers/cups/evidence.h"
#include "printers/cups/printer.h"
#include "printers/raster.h"

/* Handing one card to the print service: look first, refuse what would not be printed now, draw,
 * send. On the printer's worker. Until the document is whole at the print service nothing can be
 * printed, so every failure before that is certain. */

/* What stops a card before it starts. A manual feeder always "needs" its card: that one is not
 * among them. */
#define STOPPING_REASONS \
  (CW_PRINTER_REASON_COVER_OPEN | CW_PRINTER_REASON_MEDIA_JAM | CW_PRINTER_REASON_MEDIA_EMPTY \
   | CW_PRINTER_REASON_RIBBON_EMPTY | CW_PRINTER_REASON_RIBBON_MISSING | CW_PRINTER_REASON_OUTPUT_FULL)

#define CHUNK_SIZE 65536

/* a name in IPP, RFC 8011 5.1.3; a longer one would be cut and never be found again */
#define JOB_NAME_MAX_LENGTH 255

/* ISO/IEC 7810 ID-1 in 1/100 mm, standing */
#define CARD_X 5398
#define CARD_Y 8560

typedef struct
{
  CwCupsPrinter        *self;
  const CwPrintRequest *request;
  GCancellable         *cancellable;
  CwPrintTicket        *ticket;

  CwQueue              *queue;
  gboolean              driverless;
  CwDeviceView         *view;      /* (nullable) */
  const CwPrinterModel *model;
  cups_dest_t          *dest;
  cups_dinfo_t         *info;
  CwCupsMedia           media;
  CwPagesPlan           plan;
  CwCupsCount           n_options;
  cups_option_t        *options;
  GBytes               *document;
  int                   job_id;
  gboolean              sent;      /* FALSE: the answer got lost, the document perhaps not */
} CwSubmission;

static void
cw_submission_clear (CwSubmission *self)
{
  g_clear_pointer (&self->queue, cw_queue_free);
  g_clear_pointer (&self->view, cw_device_view_free);
  g_clear_pointer (&self->info, cupsFreeDestInfo);
  g_clear_pointer (&self->dest, cw_cups_free_dest);
  g_clear_pointer (&self->document, g_bytes_unref);
  cupsFreeOptions (self->n_options, self->options);
}

static gboolean
cw_submission_refuse (CwSubmission *self,
                      const char   *sentence,
                      GError      **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_PRINTER_STOPPED, _("The printer “%s” cannot print now. %s"),
               self->queue->name, sentence);
  return FALSE;
}

static gboolean
cw_submission_check_name (CwSubmission *self,
                          GError      **error)
{
  const char *name = self->request->job_name;

  if (*name != '\0' && strlen (name) <= JOB_NAME_MAX_LENGTH && g_utf8_validate (name, -1, NULL))
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID,
               _("The name of the print job must be text of 1 to %d bytes."), JOB_NAME_MAX_LENGTH);
  return FALSE;
}

/* Is the queue there, and would it print at once? */
static gboolean
cw_submission_check_queue (CwSubmission *self,
                           GError      **error)
{
  const char *sentence;

  self->queue = cw_cups_printer_ask_queue (self->self, error);
  if (self->queue == NULL)
    return FALSE;
  if (!self->queue->accepting)
    return cw_submission_refuse (self, _("Its queue accepts no jobs. Allow them again in the system's printer settings."), error);
  if (self->queue->state == CW_PRINTER_STATE_STOPPED)
    {
      sentence = cw_printer_reason_to_sentence (self->queue->reasons & ~CW_PRINTER_REASON_HISTORY_LOST);
      return cw_submission_refuse (self, sentence != NULL ? sentence : _("Its queue has stopped. Start it again in the system's printer settings."), error);
    }
  if (self->request->back && !self->queue->two_sided)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED,
                   _("The card has a back, but the printer “%s” prints one side only. Choose another card design or another printer."), self->queue->name);
      return FALSE;
    }
  return TRUE;
}

/* One card at a time: a card that waits behind another in the queue is a card that nobody
 * watches. And one job a name: a name that is there was printed, or may have been. */
static gboolean
cw_submission_check_jobs (CwSubmission *self,
                          GError      **error)
{
  CwCupsPrinter *printer = self->self;
  g_autoptr (GPtrArray) jobs = cw_job_list (printer->http, "/", printer->queue_uri, "all", error);

  if (jobs == NULL)
    return FALSE;
  for (guint i = 0; i < jobs->len; i++)
    {
      const CwJob *job = g_ptr_array_index (jobs, i);

      if (g_strcmp0 (job->name, self->request->job_name) == 0)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_EXISTS,
                       _("The print service already has a job for this card (number %d). Nothing was printed again."), job->id);
          return FALSE;
        }
      if (job->state == CW_JOB_PENDING || job->state == CW_JOB_PROCESSING || job->state == CW_JOB_STOPPED)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_BUSY,
                       _("The queue “%s” still works on job %d. Wait until it is done, or take it off the queue."), self->queue->name, job->id);
          return FALSE;
        }
    }
  if (printer->watching > 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_BUSY, _("The printer “%s” still works on a card. Wait until it is out."), self->queue->name);
      return FALSE;
    }
  return TRUE;
}

/* The print service would keep a card for a printer that is off and print it whenever that
 * comes back: so the printer itself is asked first, where that is possible. */
static gboolean
cw_submission_check_device (CwSubmission *self,
                            GError      **error)
{
  self->driverless = cw_queue_is_driverless (self->queue);
  self->model = cw_printer_model_find (self->queue->make_and_model);
  if (!self->driverless)
    return TRUE;

  self->view = cw_cups_printer_look (self->self, error);
  if (self->view == NULL)
    return FALSE;
  self->model = cw_printer_model_find (self->view->make_and_model);
  if ((self->view->reasons & STOPPING_REASONS) != 0)
    return cw_submission_refuse (self, cw_printer_reason_to_sentence (self->view->reasons & STOPPING_REASONS), error);
  return TRUE;
}

static gboolean
cw_submission_scan_media (CwSubmission *self,
                          unsigned      flags)
{
  http_t *http = self->self->http;
  int count = (int) cupsGetDestMediaCount (http, self->dest, self->info, flags);

  for (int i = 0; i < count && i < CW_IPP_MAX_VALUES; i++)
    if (cupsGetDestMediaByIndex (http, self->dest, self->info, (CwCupsCount) i, flags, &self->media)
        && cw_queue_is_card_size (self->media.width, self->media.length))
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
  CwCupsPrinter *printer = self->self;

  self->dest = cw_cups_printer_get_dest (printer, error);
  if (self->dest == NULL)
    return FALSE;
  self->info = cw_cups_copy_dest_info (printer->http, self->dest, CUPS_DEST_FLAGS_NONE);
  for (gsize i = 0; self->info != NULL && i < G_N_ELEMENTS (flags); i++)
    if (cupsGetDestMediaBySize (printer->http, self->dest, self->info, CARD_X, CARD_Y, flags[i], &self->media)
        && cw_queue_is_card_size (self->media.width, self->media.length))
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
  self->plan = (CwPagesPlan) {
    .format = CW_PAGES_PDF,
    .dpi = self->model->dpi,
    .page_x = (guint) self->media.width,
    .page_y = (guint) self->media.length,
    .media = self->media.media,
  };
  if (self->view != NULL && self->view->urf)
    {
      self->plan.format = CW_PAGES_URF;
      self->plan.dpi = self->view->urf_dpi;
      self->plan.back = self->view->urf_back;
    }
  else if (self->view != NULL && self->view->pwg)
    {
      self->plan.format = CW_PAGES_PWG;
      self->plan.dpi = self->view->pwg_dpi;
      self->plan.back = self->view->pwg_back;
    }
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
  cw_submission_add_media (self);
  cw_submission_add (self, "sides", self->request->back ? "two-sided-short-edge" : "one-sided");
  cw_submission_add (self, "copies", "1");
  cw_submission_add (self, "print-quality", "4");
  cw_submission_add (self, "outputorder", "normal");
  cw_submission_add (self, "page-delivery", "same-order");
  cw_submission_add (self, "job-sheets", "none");
  cw_submission_add (self, "number-up", "1");
  if (self->queue->colour && self->model->colour)
    cw_submission_add (self, "print-color-mode", "color");
  if (self->driverless)
    return;

  cw_submission_add (self, "print-scaling", "none");
  cw_submission_add_all (self, self->model->options);
  cw_submission_add_all (self, self->request->back ? self->model->two_sided : self->model->one_sided);
}

static gboolean
cw_submission_fail (CwSubmission *self,
                    ipp_status_t  status,
                    GError      **error)
{
  g_autofree char *why = g_utf8_make_valid (cw_cups_get_error_string (), -1);

  if (status == IPP_STATUS_ERROR_NOT_ACCEPTING_JOBS)
    return cw_submission_refuse (self, _("Its queue accepts no jobs. Allow them again in the system's printer settings."), error);
  g_set_error (error, CW_ERROR, CW_ERROR_PRINT_FAILED,
               _("The print service did not take the card (%s). Nothing was printed."), why);
  return FALSE;
}

static gboolean
cw_submission_write (CwSubmission *self)
{
  http_t *http = self->self->http;
  gsize left;
  const char *data = g_bytes_get_data (self->document, &left);
  http_status_t status;

  status = cupsStartDestDocument (http, self->dest, self->info, self->job_id, self->request->job_name,
                                  cw_pages_get_format_name (self->plan.format), self->n_options, self->options, 1);
  while (status == HTTP_STATUS_CONTINUE && left > 0)
    {
      gsize length = MIN (left, CHUNK_SIZE);

      status = cupsWriteRequestData (http, data, length);
      data += length;
      left -= length;
    }
  return status == HTTP_STATUS_CONTINUE;
}

/* The job without its document is never printed, so an answer that is lost before the document's
 * last byte changes nothing. An answer lost after it leaves the question to the watch. */
static gboolean
cw_submission_send (CwSubmission *self,
                    GError      **error)
{
  CwCupsPrinter *printer = self->self;
  ipp_status_t status;

  status = cupsCreateDestJob (printer->http, self->dest, self->info, &self->job_id, self->request->job_name, self->n_options, self->options);
  if (status > IPP_STATUS_OK_EVENTS_COMPLETE || self->job_id <= 0)
    return cw_submission_fail (self, status, error);

  if (cw_submission_write (self))
    {
      status = cupsFinishDestDocument (printer->http, self->dest, self->info);
      self->sent = status <= IPP_STATUS_OK_EVENTS_COMPLETE;
      /* 0x04xx: refused, and said so (RFC 8011 appendix B); anything else may have been taken */
      if (self->sent || status < IPP_STATUS_ERROR_BAD_REQUEST || status >= IPP_STATUS_ERROR_INTERNAL)
        return TRUE;
    }
  else
    status = cw_cups_get_error ();

  cw_submission_fail (self, status, error);
  cw_cups_printer_drop_http (printer);
  if (cw_cups_printer_get_http (printer, NULL) != NULL)
    cw_job_cancel (printer->http, "/", printer->queue_uri, self->job_id, NULL);
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

static void
cw_submission_make_ticket (CwSubmission *self)
{
  g_autoptr (json_t) evidence = json_object ();
  g_autoptr (CwJob) job = cw_job_ask (self->self->http, "/", self->self->queue_uri, self->job_id, NULL);
  g_autofree char *digest = NULL;
  gsize size;
  gconstpointer data = g_bytes_get_data (self->document, &size);

  digest = cw_digest_bytes (data, size);
  json_object_set_new (evidence, "queue", json_string (self->queue->name));
  json_object_set_new (evidence, "make_and_model", json_string (self->view != NULL && self->view->make_and_model != NULL ? self->view->make_and_model : self->queue->make_and_model));
  json_object_set_new (evidence, "model", json_string (self->model->id));
  json_object_set_new (evidence, "submitted", cw_evidence_time (cw_clock_now (self->self->clock)));
  json_object_set_new (evidence, "format", json_string (cw_pages_get_format_name (self->plan.format)));
  json_object_set_new (evidence, "dpi", json_integer (self->plan.dpi));
  json_object_set_new (evidence, "sides", json_integer (self->request->back ? 2 : 1));
  json_object_set_new (evidence, "options", cw_submission_describe_options (self));
  json_object_set_new (evidence, "document_sha256", json_string (digest));
  json_object_set_new (evidence, "document_bytes", json_integer ((json_int_t) size));
  json_object_set_new (evidence, "reasons_before", cw_evidence_words (self->queue->keywords));
  if (self->view != NULL)
    json_object_set_new (evidence, "device_reasons_before", cw_evidence_words (self->view->keywords));
  json_object_set_new (evidence, "sent", json_boolean (self->sent));

  self->ticket = g_new0 (CwPrintTicket, 1);
  self->ticket->job_id = g_strdup_printf ("%d", self->job_id);
  self->ticket->job_uuid = job != NULL ? g_strdup (job->uuid) : NULL;
  self->ticket->job_name = g_strdup (self->request->job_name);
  self->ticket->evidence = cw_evidence_to_text (evidence);
}

static gboolean
cw_submission_run (CwSubmission *self,
                   GError      **error)
{
  CwCupsPrinter *printer = self->self;

  if (!cw_submission_check_name (self, error) || !cw_submission_check_queue (self, error)
      || !cw_submission_check_jobs (self, error) || !cw_submission_check_device (self, error) || !cw_submission_find_media (self, error))
    return FALSE;
  cw_submission_plan (self);
  cw_submission_set_options (self);
  self->document = cw_pages_make (&self->plan, self->request, error);
  if (self->document == NULL || g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;

  cw_ipp_set_time_limit (printer->http, CW_CUPS_SEND_MS);
  if (!cw_submission_send (self, error))
    return FALSE;
  cw_ipp_set_time_limit (printer->http, printer->limits.answer_ms);
  printer->device_boot = self->view != NULL ? cw_cups_printer_get_boot (printer, self->view) : 0;
  printer->device_up = self->view != NULL ? self->view->up_time : -1;
  cw_submission_make_ticket (self);
  return TRUE;
}

static gboolean
cw_cups_printer_submit_work (gpointer      data,
                             GCancellable *cancellable,
                             GError      **error)
{
  CwSubmission *submission = data;
  gboolean ok;

  submission->cancellable = cancellable;
  ok = cw_submission_run (submission, error);
  if (!ok)
    cw_cups_printer_drop_http (submission->self);
  cw_submission_clear (submission);
  return ok;
}

CwPrintTicket *
cw_cups_printer_submit (CwPrinter            *printer,
                        const CwPrintRequest *request,
                        GCancellable         *cancellable,
                        GError              **error)
{
  CwCupsPrinter *self = CW_CUPS_PRINTER (printer);
  CwSubmission submission = { .self = self, .request = request };

  if (!cw_worker_call (self->worker, cw_cups_printer_submit_work, &submission, cancellable, error))
    return NULL;
  return submission.ticket;
}
