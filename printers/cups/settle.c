/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cups"

#include "config.h"

#include <string.h>

#include "app/core/escn.h"
#include "printers/cups/jobwatch.h"

/* After a crash: what became of a job? A job that is found is judged by the rules of the watch,
 * with what can still be known. A job that is not found was certainly never there only when the
 * list of jobs reaches back far enough and has no gaps. On the printer's worker. */

/* Two clocks that need not agree to the second. */
#define CLOCK_SLACK 60

/* A printer's up-time is in whole seconds, so the moment that follows from it may be a second too late,
 * and no printer is off and on again within one. */
#define BOOT_SLACK 1

/* Seconds from 1582-10-15, where the time stamps of a UUID begin, to 1970 (RFC 9562 5.1). */
#define UUID_EPOCH G_GINT64_CONSTANT (12219292800)
#define UUID_TICKS 10000000

typedef struct
{
  CwTransport   *self;
  const char    *job_name;
  const char    *job_id;
  CwPrintOutcome outcome;
  char          *evidence;
} CwSettleWork;

/* No job of a card can be older than the card's number, which holds the moment it was made. */
static gint64
cw_settle_get_earliest (const char *job_name)
{
  g_autofree char *number = g_strndup (job_name, strcspn (job_name, "/"));
  CwEscn escn;

  if (!cw_escn_parse (number, &escn, NULL))
    return 0;
  return (gint64) (cw_escn_get_stamp (&escn) / UUID_TICKS) - UUID_EPOCH;
}

/* A print service, and a printer, numbers all its jobs in one row. A row without a gap, which begins
 * with the first job of all or before the card's number was made, leaves no place for a job that was
 * there and was forgotten. A job whose name is hidden from us might be the one. */
static gboolean
cw_settle_is_complete (GPtrArray *jobs,
                       gint64     epoch,
                       gint64     earliest)
{
  const CwJob *oldest;

  if (jobs->len == 0)
    return FALSE;
  g_ptr_array_sort (jobs, cw_job_compare);
  oldest = g_ptr_array_index (jobs, 0);
  for (guint i = 0; i < jobs->len; i++)
    {
      const CwJob *job = g_ptr_array_index (jobs, i);

      if (job->name == NULL || job->id != oldest->id + (int) i)
        return FALSE;
    }
  return oldest->id == 1 || (earliest > 0 && oldest->created != 0 && oldest->created + epoch < earliest - CLOCK_SLACK);
}

/* A printer that was switched on while the job was in work lost the card; after the job it can
 * no longer tell of it, and nothing follows. */
static void
cw_settle_take_boot (CwJobWatch  *watch,
                     const CwJob *job,
                     gint64       epoch)
{
  gint64 boot = watch->boot / G_USEC_PER_SEC;
  gint64 now = cw_clock_now (watch->transport->clock) / G_USEC_PER_SEC;
  gint64 ended = job->ended != 0 ? job->ended + epoch : now;

  if (boot != 0 && job->began != 0 && boot > job->began + epoch + BOOT_SLACK && boot <= ended + 1)
    watch->facts.device_restarted = TRUE;
}

/* RFC 8011 5.3.8. */
static gboolean
cw_settle_lacks_document (const CwJob *job)
{
  return (job->state == CW_JOB_HELD || job->state == CW_JOB_PENDING)
         && (cw_job_has_reason (job, "job-incoming") || cw_job_has_reason (job, "job-data-insufficient"));
}

static gboolean
cw_settle_judge_found (CwJobWatch *watch,
                       GError    **error)
{
  CwTransport *transport = watch->transport;
  CwTransportClass *klass = CW_TRANSPORT_GET_CLASS (transport);
  g_autoptr (CwJob) job = NULL;

  if (!cw_job_watch_ask (watch, error))
    return FALSE;
  job = klass->ask_job (transport, watch->job_id, NULL);
  /* whoever was sending the document is no longer there: it would wait for it for many minutes */
  if (job != NULL && watch->sending == NULL && cw_settle_lacks_document (job) && klass->cancel (transport, job->id, NULL))
    {
      watch->withdrawn = TRUE;
      if (!cw_job_watch_ask (watch, error))
        return FALSE;
    }
  /* a printer's times count from when it was switched on */
  if (job != NULL)
    cw_settle_take_boot (watch, job, watch->facts.direct ? watch->boot / G_USEC_PER_SEC : 0);
  cw_job_watch_judge (watch);
  return TRUE;
}

static gboolean
cw_settle_judge_missing (CwJobWatch *watch,
                         gboolean    had_number,
                         GError    **error)
{
  CwTransport *transport = watch->transport;
  CwTransportClass *klass = CW_TRANSPORT_GET_CLASS (transport);
  gint64 earliest = cw_settle_get_earliest (watch->job_name);
  gint64 since = 0;
  gint64 epoch = 0;
  g_autoptr (GPtrArray) jobs = klass->get_history (transport, &since, &epoch, error);

  if (jobs == NULL)
    return FALSE;

  watch->outcome = CW_PRINT_UNCERTAIN;
  watch->why = "history-incomplete";
  if (had_number)
    watch->why = "job-gone";
  else if (klass->is_known_behind != NULL && klass->is_known_behind (transport, watch->job_name))
    watch->why = "device-knows";
  else if (since != 0 && (earliest == 0 || since > earliest - CLOCK_SLACK))
    watch->why = "device-restarted";
  else if (cw_settle_is_complete (jobs, epoch, earliest))
    {
      watch->outcome = CW_PRINT_NOT_PRINTED;
      watch->why = "never-handed-over";
    }
  return TRUE;
}

static gboolean
cw_settle_run (CwJobWatch *watch,
               GError    **error)
{
  gboolean had_number = watch->job_id != 0;
  guint found = 1;

  if (!had_number && !cw_job_watch_find (watch, &found, error))
    return FALSE;
  if (found > 1)
    {
      watch->outcome = CW_PRINT_UNCERTAIN;
      watch->why = "two-of-one-name";
      return TRUE;
    }
  if (found == 1 && !cw_settle_judge_found (watch, error))
    return FALSE;
  if (found == 0 || watch->facts.job == CW_JOB_GONE)
    return cw_settle_judge_missing (watch, had_number, error);
  return TRUE;
}

static gboolean
cw_transport_settle_work (gpointer      data,
                          GCancellable *cancellable,
                          GError      **error)
{
  CwSettleWork *work = data;
  CwTransportClass *klass = CW_TRANSPORT_GET_CLASS (work->self);
  CwJobWatch watch;
  gboolean ok;

  if (!klass->reach (work->self, error))
    return FALSE;
  cw_job_watch_init (&watch, work->self, work->job_name, cw_evidence_parse_id (work->job_id), NULL);
  if (work->self->sending != NULL && watch.job_id != 0 && cw_sending_get_job (work->self->sending) == watch.job_id)
    watch.sending = cw_sending_ref (work->self->sending);
  ok = cw_settle_run (&watch, error);
  if (ok)
    {
      work->outcome = watch.outcome;
      work->evidence = cw_job_watch_tell (&watch);
    }
  else
    klass->hang_up (work->self);
  cw_job_watch_clear (&watch);
  return ok;
}

gboolean
cw_transport_settle (CwPrinter      *printer,
                     const char     *job_name,
                     const char     *job_id,
                     CwPrintOutcome *outcome,
                     char          **evidence,
                     GError        **error)
{
  CwTransport *self = CW_TRANSPORT (printer);
  CwSettleWork work = { .self = self, .job_name = job_name, .job_id = job_id };

  if (!cw_worker_call (self->worker, cw_transport_settle_work, &work, NULL, error))
    return FALSE;
  *outcome = work.outcome;
  *evidence = work.evidence;
  return TRUE;
}
