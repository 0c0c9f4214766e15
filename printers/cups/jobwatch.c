/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cups"

#include "config.h"

#include "printers/cups/jobwatch.h"

#include "app/base/error.h"
#include "printers/model.h"

/* One look after another at one job, where it was handed over and at the printer behind that, and what
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
cw_job_watch_init (CwJobWatch  *self,
                   CwTransport *transport,
                   const char  *job_name,
                   int          job_id,
                   const char  *ticket_evidence)
{
  g_autoptr (json_t) ticket = cw_evidence_from_text (ticket_evidence);
  json_t *before = json_object_get (ticket, "reasons_before");
  json_int_t sides = json_integer_value (json_object_get (ticket, "sides"));

  *self = (CwJobWatch) {
    .transport = transport,
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
    .answered = cw_clock_monotonic (transport->clock),
    .progressed = cw_clock_monotonic (transport->clock),
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
  g_clear_pointer (&self->sending, cw_sending_unref);
  g_free (self->signature);
  g_free (self->job_uuid);
  g_clear_pointer (&self->before, json_decref);
  g_clear_pointer (&self->states, json_decref);
  g_clear_pointer (&self->seen, g_ptr_array_unref);
  g_clear_pointer (&self->after, g_ptr_array_unref);
}

void
cw_job_watch_note (CwJobWatch *self,
                   const char *who,
                   CwJobState  state)
{
  json_t *entry;

  if (json_array_size (self->states) >= MAX_STATES)
    return;
  entry = json_object ();
  json_object_set_new (entry, "at", cw_evidence_time (cw_clock_now (self->transport->clock)));
  json_object_set_new (entry, "by", json_string (who));
  json_object_set_new (entry, "state", json_string (cw_job_state_to_name (state)));
  json_array_append_new (self->states, entry);
}

void
cw_job_watch_take_reasons (CwJobWatch *self,
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

/* Seconds on the place's clock where the start was not seen: one more, for they are whole. */
static void
cw_job_watch_take_times (CwJobWatch  *self,
                         const CwJob *job)
{
  gint64 now = cw_clock_monotonic (self->transport->clock);

  if (self->began == 0 && (job->state == CW_JOB_PROCESSING || job->state == CW_JOB_STOPPED))
    self->began = now;
  if (job->state != CW_JOB_COMPLETED || self->facts.duration >= 0)
    return;
  if (self->began != 0)
    self->facts.duration = now - self->began;
  if (job->began != 0 && job->ended >= job->began)
    self->facts.duration = MAX (self->facts.duration, (job->ended - job->began + 1) * G_USEC_PER_SEC);
}

/**
 * cw_job_watch_take_sides:
 * @job: from the printer's own list
 *
 * A printer that tells 0 of a card that is out does not count; one that counts must have come to
 * all of its sides, and not further.
 */
void
cw_job_watch_take_sides (CwJobWatch  *self,
                         const CwJob *job)
{
  self->impressions = MAX (self->impressions, job->impressions);
  self->facts.side_out = self->impressions > 0;
  self->facts.sides_missing = self->facts.side_out && self->impressions < (int) self->sides;
  self->facts.sides_extra = self->impressions > (int) self->sides;
  if (job->state == CW_JOB_COMPLETED && cw_job_is_faulty (job))
    self->facts.faulty = TRUE;
}

static void
cw_job_watch_take_job (CwJobWatch  *self,
                       const CwJob *job)
{
  CwPrintFacts *facts = &self->facts;
  gboolean waiting = job->state == CW_JOB_PENDING || job->state == CW_JOB_HELD;

  if (facts->job != job->state)
    cw_job_watch_note (self, CW_TRANSPORT_GET_CLASS (self->transport)->place, job->state);
  facts->job = job->state;
  if (job->began != 0 || job->state == CW_JOB_PROCESSING || job->state == CW_JOB_STOPPED)
    facts->began = TRUE;
  /* a print service that was started anew has its jobs begin anew, and may be quick about it */
  if ((waiting && facts->began) || (self->began_stamp != 0 && job->began > self->began_stamp))
    facts->went_back = TRUE;
  if (self->began_stamp == 0)
    self->began_stamp = job->began;
  if (self->job_uuid == NULL)
    self->job_uuid = g_strdup (job->uuid);
  if (job->two_sided)
    self->sides = 2;
  if (facts->direct)
    cw_job_watch_take_sides (self, job);
  else
    self->handed_over = MAX (self->handed_over, job->impressions);
  /* a printer that does not say when a job began may have begun this one unseen */
  if (facts->direct && !job->began_told && cw_job_state_is_end (job->state))
    facts->began = TRUE;
  cw_job_watch_take_times (self, job);
}

/**
 * cw_job_watch_find:
 * @n_found: (out): how many there are of that name; only one can be told apart
 *
 * Looks for the job by its name and fills in its number. First those that have not ended: one that
 * ends meanwhile is then seen twice, and not missed.
 *
 * Returns: %FALSE with @error set when the place did not answer
 */
gboolean
cw_job_watch_find (CwJobWatch *self,
                   guint      *n_found,
                   GError    **error)
{
  CwTransport *transport = self->transport;
  int found = 0;

  *n_found = 0;
  for (int ended = FALSE; ended <= TRUE; ended++)
    {
      g_autoptr (GPtrArray) jobs = CW_TRANSPORT_GET_CLASS (transport)->list (transport, ended, error);

      if (jobs == NULL)
        return FALSE;
      for (guint i = 0; i < jobs->len; i++)
        {
          const CwJob *job = g_ptr_array_index (jobs, i);

          if (g_strcmp0 (job->name, self->job_name) != 0 || job->id == found)
            continue;
          *n_found += 1;
          found = job->id;
        }
    }
  self->job_id = *n_found == 1 ? found : 0;
  return TRUE;
}

/**
 * cw_job_watch_ask_job:
 *
 * The number alone is not enough: a place that lost its memory counts from 1 again.
 *
 * Returns: %FALSE with @error set when the place did not answer
 */
gboolean
cw_job_watch_ask_job (CwJobWatch *self,
                      GError    **error)
{
  CwTransport *transport = self->transport;
  g_autoptr (CwJob) job = NULL;
  g_autoptr (GError) why = NULL;
  guint found;

  if (self->job_id == 0 && !cw_job_watch_find (self, &found, error))
    return FALSE;
  if (self->job_id != 0)
    job = CW_TRANSPORT_GET_CLASS (transport)->ask_job (transport, self->job_id, &why);
  if (job != NULL && (job->name == NULL || g_str_equal (job->name, self->job_name)))
    {
      cw_job_watch_take_job (self, job);
      return TRUE;
    }
  if (job != NULL || self->job_id == 0 || g_error_matches (why, CW_ERROR, CW_ERROR_NOT_FOUND))
    {
      if (self->facts.job != CW_JOB_GONE)
        cw_job_watch_note (self, CW_TRANSPORT_GET_CLASS (transport)->place, CW_JOB_GONE);
      self->facts.job = CW_JOB_GONE;
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&why));
  return FALSE;
}

/* The count of seconds fell, or the printer was silent and says now that it was switched on later
 * than it said before. A count that merely stands still is not a restart. */
static void
cw_job_watch_take_boot (CwJobWatch         *self,
                        const CwDeviceView *view)
{
  gint64 boot = cw_transport_get_boot (self->transport, view);

  if (boot == 0)
    return;
  if (view->up_time < self->up_time || (self->silent && self->boot != 0 && boot > self->boot + BOOT_SLACK))
    self->facts.device_restarted = TRUE;
  if (self->boot == 0)
    self->boot = boot;
  self->up_time = view->up_time;
}

/**
 * cw_job_watch_take_view:
 * @view: (nullable): what the printer itself said; %NULL: it was asked and did not answer
 */
void
cw_job_watch_take_view (CwJobWatch         *self,
                        const CwDeviceView *view)
{
  if (view == NULL)
    {
      self->silent = TRUE;
      return;
    }
  cw_job_watch_take_reasons (self, view->keywords);
  cw_job_watch_take_boot (self, view);
}

static void
cw_job_watch_take_sending (CwJobWatch *self)
{
  if (self->sending == NULL)
    return;
  self->facts.document = cw_sending_get_state (self->sending);
  if (self->facts.document == CW_DOCUMENT_ON_ITS_WAY && cw_job_state_is_end (self->facts.job))
    cw_sending_stop (self->sending);
}

/* How far the card has come for certain. A print service has "sent" as soon as it began, for a byte
 * that is on its way may move a blank; only the printer itself says that it prints. */
static CwPrintPhase
cw_job_watch_find_phase (const CwJobWatch *self)
{
  const CwPrintFacts *facts = &self->facts;
  CwJobState at_printer = facts->direct ? facts->job : facts->device;

  if (at_printer == CW_JOB_COMPLETED)
    return CW_PRINT_PHASE_PRINTED;
  if (at_printer == CW_JOB_PROCESSING || at_printer == CW_JOB_STOPPED)
    return CW_PRINT_PHASE_PRINTING;
  if (facts->began || facts->device != CW_JOB_UNSEEN)
    return CW_PRINT_PHASE_SENT;
  if (facts->direct && (self->sending == NULL || cw_sending_get_sent (self->sending) > 0))
    return CW_PRINT_PHASE_SENT;
  return CW_PRINT_PHASE_QUEUED;
}

/**
 * cw_job_watch_ask:
 *
 * Returns: %FALSE with @error set when the place did not answer
 */
gboolean
cw_job_watch_ask (CwJobWatch *self,
                  GError    **error)
{
  CwTransport *transport = self->transport;
  CwPrintPhase phase;

  if (!CW_TRANSPORT_GET_CLASS (transport)->look (transport, self, error))
    return FALSE;
  cw_job_watch_take_sending (self);
  phase = cw_job_watch_find_phase (self);
  self->phase = MAX (self->phase, phase);
  return TRUE;
}

/* Nothing new for too long is an end too. While the printer waits for a person it may take as
 * long as that person needs. */
static void
cw_job_watch_check_time (CwJobWatch *self)
{
  const CwCupsLimits *limits = &self->transport->limits;
  gint64 now = cw_clock_monotonic (self->transport->clock);
  gboolean person = (self->status.reasons & ~PATIENT_REASONS) != 0 || self->status.state == CW_PRINTER_STATE_STOPPED;
  guint limit = person ? limits->person_seconds : limits->card_seconds;
  char *signature = g_strdup_printf ("%d %d %d %d %d %d %x %" G_GSIZE_FORMAT, self->facts.job, self->facts.device, self->facts.document,
                                     self->handed_over, self->impressions, self->status.state, self->status.reasons,
                                     self->sending != NULL ? cw_sending_get_sent (self->sending) : 0);

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
  CwTransport *transport = self->transport;

  if (self->sending != NULL)
    cw_sending_stop (self->sending);
  if (self->withdrawn || self->job_id == 0 || cw_job_state_is_end (self->facts.job))
    return;
  if (!CW_TRANSPORT_GET_CLASS (transport)->cancel (transport, self->job_id, NULL))
    {
      cw_transport_abandon (transport, self->job_id, self->job_name);
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
  const CwCupsLimits *limits = &self->transport->limits;
  gint64 now;

  self->place_silent = !cw_job_watch_ask (self, NULL);
  if (!self->place_silent)
    {
      self->answered = cw_clock_monotonic (self->transport->clock);
      cw_job_watch_check_time (self);
    }
  else
    {
      CW_TRANSPORT_GET_CLASS (self->transport)->hang_up (self->transport);
      now = cw_clock_monotonic (self->transport->clock);
      self->status = (CwPrinterStatus) { .state = CW_PRINTER_STATE_UNREACHABLE, .ribbon_percent = -1 };
      self->facts.connection_lost = now - self->answered > limits->patience_seconds * G_USEC_PER_SEC;
      if (!self->facts.connection_lost)
        return;
    }

  cw_job_watch_judge (self);
}

/* The line to the printer broke: what it has not begun it is not to begin any more. */
static gboolean
cw_job_watch_is_hopeless (const CwJobWatch *self)
{
  const CwPrintFacts *facts = &self->facts;

  if (self->outcome != CW_PRINT_WORKING)
    return FALSE;
  return facts->document == CW_DOCUMENT_STOPPED
         || (facts->document == CW_DOCUMENT_UNANSWERED && (facts->job == CW_JOB_PENDING || facts->job == CW_JOB_HELD));
}

/**
 * cw_job_watch_judge:
 *
 * Fills in the outcome. A job whose card is in doubt is taken off, and so is one that cannot get its
 * document any more.
 */
void
cw_job_watch_judge (CwJobWatch *self)
{
  gboolean hopeless;

  self->outcome = cw_print_facts_judge (&self->facts, &self->why);
  hopeless = cw_job_watch_is_hopeless (self);
  if (self->outcome != CW_PRINT_UNCERTAIN && !hopeless)
    return;
  cw_job_watch_withdraw (self);
  /* taken off before anybody had begun it: then it is certain after all */
  if (self->facts.timed_out || hopeless)
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
  g_autofree char *answer = self->sending != NULL ? cw_sending_get_answer (self->sending) : NULL;

  json_object_set_new (evidence, "outcome", json_string (cw_print_outcome_to_name (self->outcome)));
  json_object_set_new (evidence, "why", json_string (self->why));
  json_object_set_new (evidence, CW_TRANSPORT_GET_CLASS (self->transport)->place, json_string (self->transport->name));
  json_object_set_new (evidence, "job_id", json_integer (self->job_id));
  if (self->job_uuid != NULL)
    json_object_set_new (evidence, "job_uuid", json_string (self->job_uuid));
  json_object_set_new (evidence, "job_name", json_string (self->job_name));
  json_object_set (evidence, "states", self->states);
  if (self->before != NULL)
    json_object_set (evidence, "reasons_before", self->before);
  json_object_set_new (evidence, "reasons_seen", cw_evidence_words (self->seen));
  json_object_set_new (evidence, "reasons_after", cw_evidence_words (self->after));
  if (self->facts.document != CW_DOCUMENT_UNTOLD)
    json_object_set_new (evidence, "document", json_string (cw_document_state_to_name (self->facts.document)));
  if (answer != NULL)
    json_object_set_new (evidence, "document_answer", json_string (answer));
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
