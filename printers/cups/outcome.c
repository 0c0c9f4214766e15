/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cups"

#include "config.h"

#include "printers/cups/outcome.h"

/* The one place that decides whether a card came out. Each rule stands for a case in which a
 * print service was seen to say something else than what had happened: "completed" for a card
 * that was lost with the printer's power, "canceled" for one that was finished all the same,
 * a job that went back to pending and was printed a second time. Pure; any thread. */

/**
 * cw_job_state_from_ipp:
 * @state: job-state, RFC 8011 5.3.7
 */
CwJobState
cw_job_state_from_ipp (int state)
{
  if (state < 3 || state > 9)
    return CW_JOB_UNSEEN;
  return (CwJobState) (CW_JOB_PENDING + (state - 3));
}

/**
 * cw_job_state_to_name:
 *
 * Returns: (transfer none): the name for the evidence
 */
const char *
cw_job_state_to_name (CwJobState state)
{
  switch (state)
    {
    case CW_JOB_UNSEEN:
      return "unseen";
    case CW_JOB_PENDING:
      return "pending";
    case CW_JOB_HELD:
      return "pending-held";
    case CW_JOB_PROCESSING:
      return "processing";
    case CW_JOB_STOPPED:
      return "processing-stopped";
    case CW_JOB_CANCELED:
      return "canceled";
    case CW_JOB_ABORTED:
      return "aborted";
    case CW_JOB_COMPLETED:
      return "completed";
    case CW_JOB_GONE:
      return "gone";
    }
  g_return_val_if_reached (NULL);
}

/**
 * cw_job_state_is_end:
 *
 * Returns: whether nothing more can come of a job in that state
 */
gboolean
cw_job_state_is_end (CwJobState state)
{
  return state == CW_JOB_CANCELED || state == CW_JOB_ABORTED || state == CW_JOB_COMPLETED || state == CW_JOB_GONE;
}

/**
 * cw_document_state_to_name:
 *
 * Returns: (transfer none): the name for the evidence
 */
const char *
cw_document_state_to_name (CwDocumentState state)
{
  switch (state)
    {
    case CW_DOCUMENT_UNTOLD:
      return "untold";
    case CW_DOCUMENT_ON_ITS_WAY:
      return "on-its-way";
    case CW_DOCUMENT_TAKEN:
      return "taken";
    case CW_DOCUMENT_STOPPED:
      return "stopped";
    case CW_DOCUMENT_UNANSWERED:
      return "unanswered";
    }
  g_return_val_if_reached (NULL);
}

static CwPrintOutcome
cw_print_facts_decide (const char    *reason,
                       CwPrintOutcome outcome,
                       const char   **why)
{
  *why = reason;
  return outcome;
}

/* Behind a print service that says completed: what does the printer say? PRINTED: nothing against it. */
static CwPrintOutcome
cw_print_facts_judge_device (const CwPrintFacts *facts,
                             const char        **why)
{
  switch (facts->device)
    {
    case CW_JOB_PENDING:
    case CW_JOB_HELD:
    case CW_JOB_PROCESSING:
    case CW_JOB_STOPPED:
      if (facts->timed_out)
        return cw_print_facts_decide ("timed-out", CW_PRINT_UNCERTAIN, why);
      return cw_print_facts_decide ("device-working", CW_PRINT_WORKING, why);
    case CW_JOB_CANCELED:
    case CW_JOB_ABORTED:
      return cw_print_facts_decide ("device-aborted", CW_PRINT_UNCERTAIN, why);
    case CW_JOB_GONE:
      return cw_print_facts_decide ("device-forgot", CW_PRINT_UNCERTAIN, why);
    case CW_JOB_UNSEEN:
      if (facts->history_blind)
        return cw_print_facts_decide ("history-blind", CW_PRINT_UNCERTAIN, why);
      break;
    case CW_JOB_COMPLETED:
      break;
    }
  return cw_print_facts_decide ("completed", CW_PRINT_PRINTED, why);
}

/* The printer itself says completed: of the whole document? A printer was seen that took the half of a
 * document for all of it, and counted both sides. So it is believed only when it said that it had the
 * document, to us. */
static CwPrintOutcome
cw_print_facts_judge_document (const CwPrintFacts *facts,
                               const char        **why)
{
  switch (facts->document)
    {
    case CW_DOCUMENT_ON_ITS_WAY:
      if (facts->timed_out)
        return cw_print_facts_decide ("timed-out", CW_PRINT_UNCERTAIN, why);
      return cw_print_facts_decide ("document-on-its-way", CW_PRINT_WORKING, why);
    case CW_DOCUMENT_STOPPED:
      return cw_print_facts_decide ("document-stopped", CW_PRINT_UNCERTAIN, why);
    case CW_DOCUMENT_UNTOLD:
      return cw_print_facts_decide ("document-untold", CW_PRINT_UNCERTAIN, why);
    case CW_DOCUMENT_UNANSWERED:
      return cw_print_facts_decide ("document-unanswered", CW_PRINT_UNCERTAIN, why);
    case CW_DOCUMENT_TAKEN:
      break;
    }
  return cw_print_facts_decide ("completed", CW_PRINT_PRINTED, why);
}

static CwPrintOutcome
cw_print_facts_judge_completed (const CwPrintFacts *facts,
                                const char        **why)
{
  CwPrintOutcome outcome;

  if (facts->history_lost)
    return cw_print_facts_decide ("history-lost", CW_PRINT_UNCERTAIN, why);
  if (facts->sent_again)
    return cw_print_facts_decide ("sent-again", CW_PRINT_UNCERTAIN, why);
  outcome = facts->direct ? cw_print_facts_judge_document (facts, why) : cw_print_facts_judge_device (facts, why);
  if (outcome != CW_PRINT_PRINTED)
    return outcome;
  if (facts->faulty)
    return cw_print_facts_decide ("completed-with-errors", CW_PRINT_UNCERTAIN, why);
  if (facts->sides_missing)
    return cw_print_facts_decide ("sides-missing", CW_PRINT_UNCERTAIN, why);
  if (facts->sides_extra)
    return cw_print_facts_decide ("sides-extra", CW_PRINT_UNCERTAIN, why);
  if (facts->duration >= 0 && facts->duration < facts->minimum)
    return cw_print_facts_decide ("too-fast", CW_PRINT_UNCERTAIN, why);
  return outcome;
}

/* Canceled or aborted. Only a job that nobody ever began is certain not to be a card: not even a
 * document that was cut short says more than the printer's own word. */
static CwPrintOutcome
cw_print_facts_judge_ended (const CwPrintFacts *facts,
                            const char        **why)
{
  if (facts->began || facts->device != CW_JOB_UNSEEN || facts->side_out)
    return cw_print_facts_decide ("ended-after-start", CW_PRINT_UNCERTAIN, why);
  return cw_print_facts_decide ("never-started", CW_PRINT_NOT_PRINTED, why);
}

/**
 * cw_print_facts_judge:
 * @why: (out) (transfer none): which rule decided, a stable word for the evidence
 *
 * Returns: what is known of the card
 */
CwPrintOutcome
cw_print_facts_judge (const CwPrintFacts *facts,
                      const char        **why)
{
  if (facts->connection_lost)
    return cw_print_facts_decide ("connection-lost", CW_PRINT_UNCERTAIN, why);
  if (facts->went_back)
    return cw_print_facts_decide ("went-back", CW_PRINT_UNCERTAIN, why);
  if (facts->device_restarted && (facts->began || facts->document != CW_DOCUMENT_UNTOLD))
    return cw_print_facts_decide ("device-restarted", CW_PRINT_UNCERTAIN, why);

  switch (facts->job)
    {
    case CW_JOB_COMPLETED:
      return cw_print_facts_judge_completed (facts, why);
    case CW_JOB_CANCELED:
    case CW_JOB_ABORTED:
      return cw_print_facts_judge_ended (facts, why);
    case CW_JOB_GONE:
    case CW_JOB_UNSEEN:
      return cw_print_facts_decide ("job-gone", CW_PRINT_UNCERTAIN, why);
    case CW_JOB_PENDING:
    case CW_JOB_HELD:
    case CW_JOB_PROCESSING:
    case CW_JOB_STOPPED:
      break;
    }
  if (facts->timed_out)
    return cw_print_facts_decide ("timed-out", CW_PRINT_UNCERTAIN, why);
  return cw_print_facts_decide ("working", CW_PRINT_WORKING, why);
}
