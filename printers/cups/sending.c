/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cups"

#include "config.h"

#include "printers/cups/sending.h"

/* One document on its way. The connection belongs to the sending thread; what others ask for is
 * behind the lock. The thread holds a reference, so a document is sent to its end even when the
 * printer's object goes first. */

#define CHUNK_SIZE 32768

/* How often a silent connection is looked at: whether anybody still waits. */
#define SILENCE_SECONDS 0.25

struct _CwSending
{
  gatomicrefcount ref_count;
  CwDevice       *device;
  int             job_id;
  char           *job_name;
  char           *format;
  GBytes         *document;
  gint64          deadline;  /* monotonic: when even a person has had time enough */

  GMutex          lock;
  gboolean        stop;
  CwDocumentState state;
  gsize           sent;
  char           *answer;    /* (nullable) */
};

CwSending *
cw_sending_ref (CwSending *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
cw_sending_unref (CwSending *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  cw_device_free (self->device);
  g_free (self->job_name);
  g_free (self->format);
  g_bytes_unref (self->document);
  g_free (self->answer);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static gboolean
cw_sending_is_stopped (CwSending *self)
{
  gboolean stop;

  g_mutex_lock (&self->lock);
  stop = self->stop;
  g_mutex_unlock (&self->lock);
  return stop || g_get_monotonic_time () > self->deadline;
}

/* A printer that is jammed takes no bytes and gives no answer until somebody has helped it: that is
 * no reason to cut its document. */
static CwCupsTruth
cw_sending_silence_cb (http_t *http,
                       void   *user_data)
{
  return !cw_sending_is_stopped (user_data);
}

static void
cw_sending_end (CwSending      *self,
                CwDocumentState state,
                const char     *answer)
{
  g_mutex_lock (&self->lock);
  self->state = state;
  self->answer = answer != NULL ? g_utf8_make_valid (answer, -1) : NULL;
  g_mutex_unlock (&self->lock);
}

static gboolean
cw_sending_write (CwSending *self,
                  ipp_t     *request)
{
  gsize left;
  const char *data = g_bytes_get_data (self->document, &left);
  http_status_t status = cupsSendRequest (self->device->http, request, self->device->resource, CUPS_LENGTH_VARIABLE);

  while (status == HTTP_STATUS_CONTINUE && left > 0 && !cw_sending_is_stopped (self))
    {
      gsize length = MIN (left, CHUNK_SIZE);

      status = cupsWriteRequestData (self->device->http, data, length);
      data += length;
      left -= length;
      g_mutex_lock (&self->lock);
      self->sent += length;
      g_mutex_unlock (&self->lock);
    }
  return status == HTTP_STATUS_CONTINUE && left == 0;
}

static gpointer
cw_sending_thread (gpointer data)
{
  g_autoptr (CwSending) self = data;
  g_autoptr (ipp_t) request = cw_ipp_new_request (IPP_OP_SEND_DOCUMENT, self->device->uri);
  g_autoptr (ipp_t) answer = NULL;
  ipp_status_t status;

  ippAddInteger (request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", self->job_id);
  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_NAME, "document-name", NULL, self->job_name);
  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_MIMETYPE, "document-format", NULL, self->format);
  ippAddBoolean (request, IPP_TAG_OPERATION, "last-document", 1);
  if (!cw_sending_write (self, request))
    {
      cw_sending_end (self, CW_DOCUMENT_STOPPED, cw_cups_get_error_string ());
      return NULL;
    }

  answer = cupsGetResponse (self->device->http, self->device->resource);
  status = answer != NULL ? ippGetStatusCode (answer) : cw_cups_get_error ();
  if (answer == NULL)
    cw_sending_end (self, CW_DOCUMENT_UNANSWERED, cw_cups_get_error_string ());
  else if (status <= IPP_STATUS_OK_EVENTS_COMPLETE)
    cw_sending_end (self, CW_DOCUMENT_TAKEN, NULL);
  else
    cw_sending_end (self, CW_DOCUMENT_STOPPED, cw_cups_get_error_string ());
  return NULL;
}

/**
 * cw_sending_begin:
 * @device: (transfer full): a connection for this document alone
 * @job_id: made before, and without a document yet
 * @format: MIME type
 * @seconds: after which it is given up whatever happens
 *
 * Returns: (transfer full): the document on its way
 */
CwSending *
cw_sending_begin (CwDevice   *device,
                  int         job_id,
                  const char *job_name,
                  const char *format,
                  GBytes     *document,
                  guint       seconds)
{
  CwSending *self = g_new0 (CwSending, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  self->device = device;
  self->job_id = job_id;
  self->job_name = g_strdup (job_name);
  self->format = g_strdup (format);
  self->document = g_bytes_ref (document);
  self->deadline = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
  self->state = CW_DOCUMENT_ON_ITS_WAY;
  httpSetTimeout (device->http, SILENCE_SECONDS, cw_sending_silence_cb, self);
  g_thread_unref (g_thread_new ("cw-sending", cw_sending_thread, cw_sending_ref (self)));
  return self;
}

int
cw_sending_get_job (CwSending *self)
{
  return self->job_id;
}

CwDocumentState
cw_sending_get_state (CwSending *self)
{
  CwDocumentState state;

  g_mutex_lock (&self->lock);
  state = self->state;
  g_mutex_unlock (&self->lock);
  return state;
}

gsize
cw_sending_get_sent (CwSending *self)
{
  gsize sent;

  g_mutex_lock (&self->lock);
  sent = self->sent;
  g_mutex_unlock (&self->lock);
  return sent;
}

char *
cw_sending_get_answer (CwSending *self)
{
  char *answer;

  g_mutex_lock (&self->lock);
  answer = g_strdup (self->answer);
  g_mutex_unlock (&self->lock);
  return answer;
}

void
cw_sending_stop (CwSending *self)
{
  g_mutex_lock (&self->lock);
  self->stop = TRUE;
  g_mutex_unlock (&self->lock);
}
