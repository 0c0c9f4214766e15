/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cups"

#include "config.h"

#include "printers/cups/jobwatch.h"

#include "app/base/error.h"
#include "printers/model.h"

/* One look after another at one job, at the print service and at the printer itself, and what
 * follows from all of them. On the printer's worker. */

#define MAX_STATES 200
#define MAX_SEEN 64

/* Two clocks and whole seconds: a printer counts as restarted when it says that it was switched
 * on that much later than it said before. */
#define BOOT_SLACK (3 * G_USEC_PER_SEC)

/* Reasons that no person can end the waiting with. */
#define PATIENT_REASONS \
  (CW_PRINTER_REASON_MEDIA_LOW | CW_PRINTER_REASON_RIBBON_LOW | CW_PRINTER_REASON_CLEANING \
   | CW_PRINTER_REASON_CONNECTING | CW_PRINTER_REASON_HISTORY_LOST)

#define HISTORY_LOST_WORD "cups-ipp-missing-job-history"

/**
 * cw_job_watch_init:
 * @job_id: 0: not known, it is then found by its name
 * @ticket_evidence: (nullable): as submit wrote it
 */
void
cw_job_watch_init (CwJobWatch    *self,
                   CwCupsPrinter *printer,
                   const char    *job_name,
                   int            job_id,
                   const char    *ticket_evidence)
{
  g_autoptr (json_t) ticket = cw_evidence_from_text (ticket_evidence);
  json_t *before = json_object_get (ticket, "reasons_before");
  json_int_t sides = json_integer_value (json_object_get (ticket, "sides"));

  *self = (CwJobWatch) {
    .printer = printer,
    .job_name = job_name,
    .job_id = job_id,
    .sides = sides == 2 ? 2 : 1,
    .before = json_is_array (before) ? json_incref (before) : NULL,
    .history_known = json_is_array (before),
    .history_before = cw_evidence_has_word (before, HISTORY_LOST_WORD),
    .facts = { .duration = -1 },
    .status = { .ribbon_percent = -1 },
    .up_time = -1,
    .outcome = CW_PRINT_WORKING,
    .why = "working",
    .answered = cw_clock_monotonic (printer->clock),
    .progressed = cw_clock_monotonic (printer->clock),
    .handed_over = -1,
    .impressions = -1,
    .states = json_array (),
    .seen = g_ptr_array_new_with_free_func (g_free),
    .after = g_ptr_array_new_with_free_func (g_free),
  };
}

void
cw_job_watch_clear (CwJobWatch *self)
{
  g_free (self->signature);
  g_free (self->job_uuid);
  g_clear_pointer (&self->before, json_decref);
  g_clear_pointer (&self->states, json_decref);
  g_clear_pointer (&self->seen, g_ptr_array_unref);
  g_clear_pointer (&self->after, g_ptr_array_unref);
}

static void
cw_job_watch_note (CwJobWatch *self,
                   const char *who,
                   CwJobState  state)
{
  json_t *entry;

  if (json_array_size (self->states) >= MAX_STATES)
    return;
  entry = json_object ();
  json_object_set_new (entry, "at", cw_evidence_time (cw_clock_now (self->printer->clock)));
  json_object_set_new (entry, "by", json_string (who));
  json_object_set_new (entry, "state", json_string (cw_job_state_to_name (state)));
  json_array_append_new (self->states, entry);
}

static void
cw_job_watch_note_reasons (CwJobWatch *self,
                           GPtrArray  *keywords)
{
  for (guint i = 0; i < keywords->len; i++)
    {
      const char *word = g_ptr_array_index (keywords, i);

      g_ptr_array_add (self->after, g_strdup (word));
      if (self->seen->len < MAX_SEEN && !g_ptr_array_find_with_equal_func (self->seen, word, g_str_equal, NULL))
        g_ptr_array_add (self->seen, g_strdup (word));
    }
}

/* Seconds on the service's clock where the start was not seen: one more, for they are whole. */
static void
cw_job_watch_take_times (CwJobWatch  *self,
                         const CwJob *job)
{
  gint64 now = cw_clock_monotonic (self->printer->clock);

  if (self->began == 0 && (job->state == CW_JOB_PROCESSING || job->state == CW_JOB_STOPPED))
    self->began = now;
  if (job->state != CW_JOB_COMPLETED || self->facts.duration >= 0)
    return;
  if (self->began != 0)
    self->facts.duration = now - self->began;
  if (job->began != 0 && job->ended >= job->began)
    self->facts.duration = MAX (self->facts.duration, (job->ended - job->began + 1) * G_USEC_PER_SEC);
}

static void
cw_job_watch_take_job (CwJobWatch  *self,
                       const CwJob *job)
{
  CwPrintFacts *facts = &self->facts;
  gboolean waiting = job->state == CW_JOB_PENDING || job->state == CW_JOB_HELD;

  if (facts->queue != job->state)
    cw_job_watch_note (self, "queue", job->state);
  facts->queue = job->state;
  if (job->began != 0 || job->state == CW_JOB_PROCESSING || job->state == CW_JOB_STOPPED)
    facts->began = TRUE;
  /* a print service that was started anew has its jobs begin anew, and may be quick about it */
  if ((waiting && facts->began) || (self->began_stamp != 0 && job->began > self->began_stamp))
    facts->went_back = TRUE;
  if (self->began_stamp == 0)
    self->began_stamp = job->began;
  if (self->job_uuid == NULL)
    self->job_uuid = g_strdup (job->uuid);
  self->handed_over = MAX (self->handed_over, job->impressions);
  cw_job_watch_take_times (self, job);
}

/**
 * cw_job_watch_find:
 *
 * @n_found: (out): how many there are of that name; only one can be told apart
 *
 * Looks for the job by its name and fills in its number.
 *
 * Returns: %FALSE with @error set when the print service did not answer
 */
gboolean
cw_job_watch_find (CwJobWatch *self,
                   guint      *n_found,
                   GError    **error)
{
  CwCupsPrinter *printer = self->printer;
  http_t *http = cw_cups_printer_get_http (printer, error);
  g_autoptr (GPtrArray) jobs = http != NULL ? cw_job_list (http, "/", printer->queue_uri, "all", error) : NULL;

  if (jobs == NULL)
    return FALSE;

  *n_found = 0;
  for (guint i = 0; i < jobs->len; i++)
    {
      const CwJob *job = g_ptr_array_index (jobs, i);

      if (g_strcmp0 (job->name, self->job_name) != 0)
        continue;
      *n_found += 1;
      self->job_id = job->id;
    }
  if (*n_found != 1)
    self->job_id = 0;
  return TRUE;
}

/* The number alone is not enough: a print service that lost its spool counts from 1 again. */
static gboolean
cw_job_watch_ask_job (CwJobWatch *self,
                      GError    **error)
{
  CwCupsPrinter *printer = self->printer;
  http_t *http = cw_cups_printer_get_http (printer, error);
  g_autoptr (CwJob) job = NULL;
  g_autoptr (GError) why = NULL;
  guint found;

  if (http == NULL || (self->job_id == 0 && !cw_job_watch_find (self, &found, error)))
    return FALSE;
  job = cw_job_ask (http, "/", printer->queue_uri, self->job_id, &why);
  if (job != NULL && (job->name == NULL || g_str_equal (job->name, self->job_name)))
    {
      cw_job_watch_take_job (self, job);
      return TRUE;
    }
  if (job != NULL || g_error_matches (why, CW_ERROR, CW_ERROR_NOT_FOUND))
    {
      if (self->facts.queue != CW_JOB_GONE)
        cw_job_watch_note (self, "queue", CW_JOB_GONE);
      self->facts.queue = CW_JOB_GONE;
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&why));
  return FALSE;
}

static void
cw_job_watch_take_history (CwJobWatch    *self,
                           const CwQueue *queue)
{
  gboolean lost = (queue->reasons & CW_PRINTER_REASON_HISTORY_LOST) != 0;

  if (!lost)
    return;
  if (self->history_known && !self->history_before)
    self->facts.history_lost = TRUE;
  else
    self->facts.history_blind = TRUE;
}

/* The count of seconds fell, or the printer was silent and says now that it was switched on later
 * than it said before. A count that merely stands still is not a restart. */
static void
cw_job_watch_take_boot (CwJobWatch         *self,
                        const CwDeviceView *view)
{
  gint64 boot = cw_cups_printer_get_boot (self->printer, view);

  if (boot == 0)
    return;
  if (view->up_time < self->up_time || (self->silent && self->boot != 0 && boot > self->boot + BOOT_SLACK))
    self->facts.device_restarted = TRUE;
  if (self->boot == 0)
    self->boot = boot;
  self->up_time = view->up_time;
}

static void
cw_job_watch_ask_device_job (CwJobWatch *self)
{
  CwDevice *device = self->printer->device;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwJob) job = NULL;
  CwJobState state = self->facts.device;

  if (cw_job_state_is_end (state))
    return;
  if (self->device_job == 0)
    self->device_job = MAX (cw_device_find_job (device, self->job_name, NULL), 0);
  if (self->device_job == 0)
    return;

  job = cw_device_ask_job (device, self->device_job, &error);
  if (job != NULL)
    state = job->state;
  else if (g_error_matches (error, CW_ERROR, CW_ERROR_NOT_FOUND))
    state = CW_JOB_GONE;
  if (job != NULL)
    self->impressions = MAX (self->impressions, job->impressions);
  if (state != self->facts.device)
    cw_job_watch_note (self, "printer", state);
  self->facts.device = state;
}

/**
 * cw_job_watch_ask:
 *
 * Asks the print service and, where it can be asked, the printer.
 *
 * Returns: %FALSE with @error set when the print service did not answer
 */
gboolean
cw_job_watch_ask (CwJobWatch *self,
                  GError    **error)
{
  CwCupsPrinter *printer = self->printer;
  g_autoptr (CwQueue) queue = NULL;
  g_autoptr (CwDeviceView) view = NULL;
  const CwPrinterModel *model;
  gboolean driverless;

  /* the job before the printer: what the printer says is then the newer of the two */
  if (!cw_job_watch_ask_job (self, error))
    return FALSE;
  queue = cw_queue_ask (printer->http, printer->queue, error);
  if (queue == NULL)
    return FALSE;

  driverless = cw_queue_is_driverless (queue);
  if (driverless)
    view = cw_cups_printer_look (printer, NULL);
  g_ptr_array_set_size (self->after, 0);
  cw_job_watch_note_reasons (self, queue->keywords);
  cw_job_watch_take_history (self, queue);
  if (view != NULL)
    {
      cw_job_watch_note_reasons (self, view->keywords);
      cw_job_watch_take_boot (self, view);
      cw_job_watch_ask_device_job (self);
    }
  else if (driverless)
    self->silent = TRUE;
  cw_cups_printer_merge (queue, driverless, view, &self->status);
  model = cw_printer_model_find (view != NULL ? view->make_and_model : queue->make_and_model);
  self->facts.minimum = (gint64) model->minimum_seconds * self->sides * G_USEC_PER_SEC;
  return TRUE;
}

/* Nothing new for too long is an end too. While the printer waits for a person it may take as
 * long as that person needs. */
static void
cw_job_watch_check_time (CwJobWatch *self)
{
  const CwCupsLimits *limits = &self->printer->limits;
  gint64 now = cw_clock_monotonic (self->printer->clock);
  gboolean person = (self->status.reasons & ~PATIENT_REASONS) != 0 || self->status.state == CW_PRINTER_STATE_STOPPED;
  guint limit = person ? limits->person_seconds : limits->card_seconds;
  char *signature = g_strdup_printf ("%d %d %d %d %d %x", self->facts.queue, self->facts.device, self->handed_over,
                                     self->impressions, self->status.state, self->status.reasons);

  if (g_strcmp0 (signature, self->signature) != 0)
    self->progressed = now;
  g_free (self->signature);
  self->signature = signature;
  self->facts.timed_out = now - self->progressed > limit * G_USEC_PER_SEC;
}

/* What is given up must not be printed later behind the operator's back. */
static void
cw_job_watch_withdraw (CwJobWatch *self)
{
  CwCupsPrinter *printer = self->printer;

  if (self->withdrawn || self->job_id == 0 || cw_job_state_is_end (self->facts.queue))
    return;
  if (printer->http == NULL || !cw_job_cancel (printer->http, "/", printer->queue_uri, self->job_id, NULL))
    {
      printer->abandoned = self->job_id;
      return;
    }

  self->withdrawn = TRUE;
  cw_job_watch_ask_job (self, NULL);
}

/**
 * cw_job_watch_look:
 *
 * Looks once and judges.
 */
void
cw_job_watch_look (CwJobWatch *self)
{
  const CwCupsLimits *limits = &self->printer->limits;
  gint64 now;

  self->service_silent = !cw_job_watch_ask (self, NULL);
  if (!self->service_silent)
    {
      self->answered = cw_clock_monotonic (self->printer->clock);
      cw_job_watch_check_time (self);
    }
  else
    {
      cw_cups_printer_drop_http (self->printer);
      now = cw_clock_monotonic (self->printer->clock);
      self->status = (CwPrinterStatus) { .state = CW_PRINTER_STATE_UNREACHABLE, .ribbon_percent = -1 };
      self->facts.connection_lost = now - self->answered > limits->patience_seconds * G_USEC_PER_SEC;
      if (!self->facts.connection_lost)
        return;
    }

  cw_job_watch_judge (self);
}

/**
 * cw_job_watch_judge:
 *
 * Fills in the outcome. A job whose card is in doubt is taken off the queue.
 */
void
cw_job_watch_judge (CwJobWatch *self)
{
  self->outcome = cw_print_facts_judge (&self->facts, &self->why);
  if (self->outcome != CW_PRINT_UNCERTAIN)
    return;
  cw_job_watch_withdraw (self);
  /* taken off before anybody had begun it: then it is certain after all */
  if (self->facts.timed_out)
    self->outcome = cw_print_facts_judge (&self->facts, &self->why);
}

/**
 * cw_job_watch_tell:
 *
 * Returns: (transfer full): the evidence
 */
char *
cw_job_watch_tell (CwJobWatch *self)
{
  g_autoptr (json_t) evidence = json_object ();

  json_object_set_new (evidence, "outcome", json_string (cw_print_outcome_to_name (self->outcome)));
  json_object_set_new (evidence, "why", json_string (self->why));
  json_object_set_new (evidence, "queue", json_string (self->printer->queue));
  json_object_set_new (evidence, "job_id", json_integer (self->job_id));
  if (self->job_uuid != NULL)
    json_object_set_new (evidence, "job_uuid", json_string (self->job_uuid));
  json_object_set_new (evidence, "job_name", json_string (self->job_name));
  json_object_set (evidence, "states", self->states);
  if (self->before != NULL)
    json_object_set (evidence, "reasons_before", self->before);
  json_object_set_new (evidence, "reasons_seen", cw_evidence_words (self->seen));
  json_object_set_new (evidence, "reasons_after", cw_evidence_words (self->after));
  if (self->device_job != 0)
    json_object_set_new (evidence, "device_job_id", json_integer (self->device_job));
  if (self->handed_over >= 0)
    json_object_set_new (evidence, "sides_handed_over", json_integer (self->handed_over));
  if (self->impressions >= 0)
    json_object_set_new (evidence, "sides_out", json_integer (self->impressions));
  if (self->facts.duration >= 0)
    json_object_set_new (evidence, "duration_ms", json_integer (self->facts.duration / 1000));
  if (self->status.ribbon_percent >= 0)
    json_object_set_new (evidence, "ribbon_percent", json_integer (self->status.ribbon_percent));
  json_object_set_new (evidence, "withdrawn", json_boolean (self->withdrawn));
  return cw_evidence_to_text (evidence);
}

/**
 * cw_job_watch_get_phase:
 *
 * Returns: how far the card has come for certain. The print service has "sent" as soon as it began,
 *   for a byte that is on its way may move a blank; only the printer itself says that it prints.
 */
CwPrintPhase
cw_job_watch_get_phase (const CwJobWatch *self)
{
  if (self->facts.device == CW_JOB_COMPLETED)
    return CW_PRINT_PHASE_PRINTED;
  if (self->facts.device == CW_JOB_PROCESSING || self->facts.device == CW_JOB_STOPPED)
    return CW_PRINT_PHASE_PRINTING;
  if (self->facts.began || self->facts.device != CW_JOB_UNSEEN)
    return CW_PRINT_PHASE_SENT;
  return CW_PRINT_PHASE_QUEUED;
}
