/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cups"

#include "config.h"

#include "printers/cups/handover.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/base/digest.h"
#include "app/base/error.h"
#include "printers/cups/evidence.h"
#include "printers/cups/sending.h"

/* Handing over a card, as far as it is the same through a queue and straight to the printer: what is
 * looked at before, what is drawn, what is written down. On the printer's worker. */

/* What stops a card before it starts. A manual feeder always "needs" its card: that one is not
 * among them. */
#define STOPPING_REASONS \
  (CW_PRINTER_REASON_COVER_OPEN | CW_PRINTER_REASON_MEDIA_JAM | CW_PRINTER_REASON_MEDIA_EMPTY \
   | CW_PRINTER_REASON_RIBBON_EMPTY | CW_PRINTER_REASON_RIBBON_MISSING | CW_PRINTER_REASON_RIBBON_WRONG \
   | CW_PRINTER_REASON_OUTPUT_FULL | CW_PRINTER_REASON_REJECT_FULL | CW_PRINTER_REASON_FAULT)

/* a name in IPP, RFC 8011 5.1.3; a longer one would be cut and never be found again */
#define JOB_NAME_MAX_LENGTH 255

void
cw_handover_clear (CwHandover *self)
{
  g_clear_pointer (&self->view, cw_device_view_free);
  g_clear_pointer (&self->document, g_bytes_unref);
}

gboolean
cw_handover_refuse (CwHandover *self,
                    const char *sentence,
                    GError    **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_PRINTER_STOPPED, _("The printer “%s” cannot print now. %s"),
               self->transport->name, sentence);
  return FALSE;
}

gboolean
cw_handover_check_name (CwHandover *self,
                        GError    **error)
{
  const char *name = self->request->job_name;

  if (*name != '\0' && strlen (name) <= JOB_NAME_MAX_LENGTH && g_utf8_validate (name, -1, NULL))
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID,
               _("The name of the print job must be text of 1 to %d bytes."), JOB_NAME_MAX_LENGTH);
  return FALSE;
}

/* Two desks may look at the same moment, see nothing, and both make a job: then both look again, and
 * the lower number goes first. */
static gboolean
cw_handover_check_job (CwHandover  *self,
                       const CwJob *job,
                       GError     **error)
{
  gboolean before = self->job_id == 0 || job->id < self->job_id;

  if (job->id == self->job_id || !before)
    return TRUE;
  if (g_strcmp0 (job->name, self->request->job_name) == 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_EXISTS,
                   _("“%s” already has a job for this card (number %d). Nothing was printed again."), self->transport->name, job->id);
      return FALSE;
    }
  if (cw_job_is_in_the_way (job))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_BUSY,
                   _("“%s” still works on job %d. Wait until it is done, or take it off the queue."), self->transport->name, job->id);
      return FALSE;
    }
  return TRUE;
}

/* One card at a time: a card that waits behind another in the queue is a card that nobody
 * watches. And one job a name: a name that is there was printed, or may have been. */
gboolean
cw_handover_check_jobs (CwHandover *self,
                        GError    **error)
{
  CwTransport *transport = self->transport;
  gboolean sending = transport->sending != NULL && cw_sending_get_state (transport->sending) == CW_DOCUMENT_ON_ITS_WAY;

  for (int ended = FALSE; ended <= TRUE; ended++)
    {
      g_autoptr (GPtrArray) jobs = CW_TRANSPORT_GET_CLASS (transport)->list (transport, ended, error);

      if (jobs == NULL)
        return FALSE;
      for (guint i = 0; i < jobs->len; i++)
        if (!cw_handover_check_job (self, g_ptr_array_index (jobs, i), error))
          return FALSE;
    }
  if (transport->watching == 0 && !sending)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_BUSY, _("The printer “%s” still works on a card. Wait until it is out."), transport->name);
  return FALSE;
}

gboolean
cw_handover_check_view (CwHandover *self,
                        GError    **error)
{
  CwPrinterReason stopping = self->view->reasons & STOPPING_REASONS;

  return stopping == 0 || cw_handover_refuse (self, cw_printer_reason_to_sentence (stopping), error);
}

gboolean
cw_handover_draw (CwHandover *self,
                  GError    **error)
{
  self->document = cw_pages_make (&self->plan, self->request, error);
  return self->document != NULL && !g_cancellable_set_error_if_cancelled (self->cancellable, error);
}

CwPrintTicket *
cw_handover_make_ticket (CwHandover *self,
                         const char *job_uuid,
                         json_t     *own)
{
  g_autoptr (json_t) evidence = own;
  CwPrintTicket *ticket = g_new0 (CwPrintTicket, 1);
  g_autofree char *digest = NULL;
  gsize size;
  gconstpointer data = g_bytes_get_data (self->document, &size);

  digest = cw_digest_bytes (data, size);
  json_object_set_new (evidence, CW_TRANSPORT_GET_CLASS (self->transport)->place, json_string (self->transport->name));
  json_object_set_new (evidence, "make_and_model", json_string (self->make_and_model));
  json_object_set_new (evidence, "model", json_string (self->model->id));
  json_object_set_new (evidence, "submitted", cw_evidence_time (cw_clock_now (self->transport->clock)));
  json_object_set_new (evidence, "format", json_string (cw_pages_get_format_name (self->plan.format)));
  json_object_set_new (evidence, "dpi", json_integer (self->plan.dpi));
  json_object_set_new (evidence, "sides", json_integer (self->request->back ? 2 : 1));
  json_object_set_new (evidence, "document_sha256", json_string (digest));
  json_object_set_new (evidence, "document_bytes", json_integer ((json_int_t) size));
  json_object_set_new (evidence, "reasons_before", cw_evidence_words (self->keywords));

  ticket->job_id = g_strdup_printf ("%d", self->job_id);
  ticket->job_uuid = g_strdup (job_uuid);
  ticket->job_name = g_strdup (self->request->job_name);
  ticket->evidence = cw_evidence_to_text (evidence);
  return ticket;
}
