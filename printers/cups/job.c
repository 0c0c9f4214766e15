/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cups"

#include "config.h"

#include "printers/cups/job.h"

/* Jobs as a print service or a printer lists them. On the thread that owns the connection. */

/* cupsd keeps 500 unless told otherwise (MaxJobs) */
#define MAX_JOBS 20000

static const char *const job_attributes[] = {
  "job-id", "job-uuid", "job-name", "job-printer-uri", "job-state", "job-state-reasons",
  "job-impressions-completed", "time-at-creation", "time-at-processing", "time-at-completed", "sides",
  "job-originating-user-name", "job-originating-host-name", NULL,
};

void
cw_job_free (CwJob *self)
{
  if (self == NULL)
    return;

  g_free (self->uuid);
  g_free (self->name);
  g_free (self->printer_uri);
  g_free (self->user);
  g_free (self->host);
  g_ptr_array_unref (self->keywords);
  g_free (self);
}

static CwJob *
cw_job_new (void)
{
  CwJob *self = g_new0 (CwJob, 1);

  self->keywords = g_ptr_array_new_with_free_func (g_free);
  self->impressions = -1;
  return self;
}

static void
cw_job_take_times (CwJob           *self,
                   ipp_attribute_t *attribute,
                   const char      *name)
{
  if (g_str_equal (name, "time-at-creation"))
    self->created = cw_ipp_get_number (attribute, 0);
  else if (g_str_equal (name, "time-at-completed"))
    self->ended = cw_ipp_get_number (attribute, 0);
  else
    {
      self->began = cw_ipp_get_number (attribute, 0);
      self->began_told = TRUE;
    }
}

static void
cw_job_take (CwJob           *self,
             ipp_attribute_t *attribute)
{
  const char *name = ippGetName (attribute);

  if (g_str_equal (name, "job-id"))
    self->id = cw_ipp_get_number (attribute, 0);
  else if (g_str_equal (name, "job-uuid") && self->uuid == NULL)
    self->uuid = cw_ipp_get_text (attribute, 0);
  else if (g_str_equal (name, "job-name") && self->name == NULL)
    self->name = cw_ipp_get_text (attribute, 0);
  else if (g_str_equal (name, "job-printer-uri") && self->printer_uri == NULL)
    self->printer_uri = cw_ipp_get_text (attribute, 0);
  else if (g_str_equal (name, "job-state"))
    self->state = cw_job_state_from_ipp (cw_ipp_get_number (attribute, 0));
  else if (g_str_equal (name, "job-state-reasons"))
    cw_ipp_get_reasons (attribute, self->keywords);
  else if (g_str_equal (name, "job-impressions-completed"))
    self->impressions = cw_ipp_get_number (attribute, -1);
  else if (g_str_has_prefix (name, "time-at-"))
    cw_job_take_times (self, attribute, name);
  else if (g_str_equal (name, "job-originating-user-name") && self->user == NULL)
    self->user = cw_ipp_get_text (attribute, 0);
  else if (g_str_equal (name, "job-originating-host-name") && self->host == NULL)
    self->host = cw_ipp_get_text (attribute, 0);
  else if (g_str_equal (name, "sides"))
    self->two_sided = cw_ipp_contains (attribute, "two-sided-short-edge") || cw_ipp_contains (attribute, "two-sided-long-edge");
}

/**
 * cw_job_ask:
 *
 * Returns: (transfer full): the job, or %NULL with %CW_ERROR_NOT_FOUND when there is none of
 *   that number, or as cw_ipp_ask()
 */
CwJob *
cw_job_ask (http_t     *http,
            const char *resource,
            const char *printer_uri,
            int         id,
            GError    **error)
{
  ipp_t *request = cw_ipp_new_request (IPP_OP_GET_JOB_ATTRIBUTES, printer_uri);
  g_autoptr (ipp_t) answer = NULL;
  g_autoptr (CwJob) self = cw_job_new ();

  ippAddInteger (request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", id);
  cw_ipp_want (request, job_attributes);
  answer = cw_ipp_ask (http, request, resource, error);
  if (answer == NULL)
    return NULL;

  for (ipp_attribute_t *at = cw_cups_first_attribute (answer); at != NULL; at = cw_cups_next_attribute (answer))
    if (ippGetName (at) != NULL && ippGetGroupTag (at) == IPP_TAG_JOB)
      cw_job_take (self, at);
  self->id = id;
  return g_steal_pointer (&self);
}

/**
 * cw_job_read_list:
 * @answer: to Get-Jobs
 *
 * Returns: (transfer full): of #CwJob
 */
GPtrArray *
cw_job_read_list (ipp_t *answer)
{
  GPtrArray *jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_job_free);
  CwJob *job = NULL;

  /* an attribute without a name or of another group stands between two jobs */
  for (ipp_attribute_t *at = cw_cups_first_attribute (answer); at != NULL; at = cw_cups_next_attribute (answer))
    {
      if (ippGetName (at) == NULL || ippGetGroupTag (at) != IPP_TAG_JOB)
        {
          job = NULL;
          continue;
        }
      if (job == NULL && jobs->len >= MAX_JOBS)
        break;
      if (job == NULL)
        {
          job = cw_job_new ();
          g_ptr_array_add (jobs, job);
        }
      cw_job_take (job, at);
    }
  return jobs;
}

/**
 * cw_job_list:
 * @which: "not-completed", "completed" or "all"
 *
 * Returns: (transfer full): of #CwJob, or %NULL with an error as cw_ipp_ask()
 */
GPtrArray *
cw_job_list (http_t     *http,
             const char *resource,
             const char *printer_uri,
             const char *which,
             GError    **error)
{
  ipp_t *request = cw_ipp_new_request (IPP_OP_GET_JOBS, printer_uri);
  g_autoptr (ipp_t) answer = NULL;

  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "which-jobs", NULL, which);
  cw_ipp_want (request, job_attributes);
  answer = cw_ipp_ask (http, request, resource, error);
  return answer != NULL ? cw_job_read_list (answer) : NULL;
}

/**
 * cw_job_cancel:
 *
 * Returns: whether the job was taken off
 */
gboolean
cw_job_cancel (http_t     *http,
               const char *resource,
               const char *printer_uri,
               int         id,
               GError    **error)
{
  ipp_t *request = cw_ipp_new_request (IPP_OP_CANCEL_JOB, printer_uri);
  g_autoptr (ipp_t) answer = NULL;

  ippAddInteger (request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", id);
  answer = cw_ipp_ask (http, request, resource, error);
  return answer != NULL;
}

int
cw_job_compare (gconstpointer a,
                gconstpointer b)
{
  return (*(const CwJob *const *) a)->id - (*(const CwJob *const *) b)->id;
}

gboolean
cw_job_has_reason (const CwJob *self,
                   const char  *word)
{
  return g_ptr_array_find_with_equal_func (self->keywords, word, g_str_equal, NULL);
}

/**
 * cw_job_is_in_the_way:
 *
 * A job that somebody holds prints nothing until it is released. One that is held only because its
 * document is not there yet (RFC 8011 5.3.8) prints as soon as that has come.
 */
gboolean
cw_job_is_in_the_way (const CwJob *self)
{
  if (self->state == CW_JOB_HELD)
    return cw_job_has_reason (self, "job-incoming") || cw_job_has_reason (self, "job-data-insufficient");
  return self->state == CW_JOB_PENDING || self->state == CW_JOB_PROCESSING || self->state == CW_JOB_STOPPED;
}

/**
 * cw_job_is_faulty:
 *
 * The words of RFC 8011 5.3.8 that do not go with a card that is whole. "processing-to-stop-point" is
 * not among them: CUPS 2.4 leaves it on jobs that are well.
 */
gboolean
cw_job_is_faulty (const CwJob *self)
{
  static const char *const faults[] = {
    "aborted-by-system", "job-completed-with-errors", "document-format-error", "unsupported-document-format",
    "compression-error", "job-canceled-by-user", "job-canceled-by-operator", "job-canceled-at-device",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    if (cw_job_has_reason (self, faults[i]))
      return TRUE;
  return FALSE;
}

char *
cw_job_get_owner (const CwJob *self)
{
  if (self->user == NULL || self->host == NULL || g_str_equal (self->host, "localhost"))
    return g_strdup (self->user);
  return g_strdup_printf ("%s@%s", self->user, self->host);
}
