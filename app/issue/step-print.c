/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-issue"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/issue/path.h"
#include "app/issue/quality.h"
#include "app/issue/step.h"

/* Print: one blank, one job. The blank is written down before the printer is asked, the job as soon
 * as the printer has it, each phase as it comes; only the printer's own word or a person's says that
 * the card came out, and nothing is ever sent again while that is not known. */

static gboolean
cw_step_print_begin (CwOrder *order,
                     GError **error)
{
  CwStore *store = order->tools->store;

  /* where the chip is written first, its card is the one that goes into the printer */
  if (order->plastic_id != 0)
    {
      if (!cw_store_note_plastic_sets (store, order->plastic_id, order->sets, error))
        return FALSE;
    }
  else
    {
      order->plastic_id = cw_store_add_plastic (store, order->card->id, CW_PLASTIC_PURPOSE_CARD, cw_printer_get_name (order->tools->printer), order->sets, error);
      order->plastic_state = CW_PLASTIC_STATE_QUEUED;
    }
  if (order->plastic_id == 0)
    return FALSE;
  cw_order_note_integer (order, "plastic", order->plastic_id);
  return order->card->state == CW_CARD_STATE_PRINTING || cw_store_set_card_state (store, order->card->id, CW_CARD_STATE_PRINTING, NULL, error);
}

static gboolean
cw_step_print_paint (cairo_t            *cr,
                     CwFaceSide          side,
                     const CwFaceMedium *medium,
                     gpointer            user_data,
                     GError            **error)
{
  return cw_face_draw (user_data, cr, side, medium, error);
}

/* How far the printer says it is, as the ledger has it. That the card is out is for the outcome to say,
 * which knows what contradicts it. */
static CwPlasticState
cw_step_print_state_of (CwPrintPhase phase)
{
  switch (phase)
    {
    case CW_PRINT_PHASE_QUEUED:
      return CW_PLASTIC_STATE_QUEUED;
    case CW_PRINT_PHASE_SENT:
      return CW_PLASTIC_STATE_SENT;
    case CW_PRINT_PHASE_PRINTING:
    case CW_PRINT_PHASE_PRINTED:
      return CW_PLASTIC_STATE_PRINTING;
    }
  g_return_val_if_reached (CW_PLASTIC_STATE_QUEUED);
}

/* On the printer's thread, while the one that issues waits in cw_printer_watch(). Forwards only, one
 * commit for each phase; when the store fails, the outcome's commit will say so. */
static void
cw_step_print_news (CwPrintPhase           phase,
                    const CwPrinterStatus *status,
                    const char            *sentence,
                    gpointer               user_data)
{
  CwOrder *order = user_data;
  CwPlasticState state = cw_step_print_state_of (phase);
  g_autoptr (GError) local = NULL;

  if (order->plastic_id != 0 && state > order->plastic_state && !cw_order_set_plastic (order, state, NULL, NULL, &local))
    g_debug ("the phase of a print was not written down: %s", local->message);
  cw_order_show (order, CW_STAGE_PRINT, status->state == CW_PRINTER_STATE_STOPPED ? CW_STAGE_STATE_WAITING : CW_STAGE_STATE_WORKING, sentence);
}

static gboolean
cw_step_print_was_stopped (CwOrder *order)
{
  return cw_order_get_note (order, "stopped") != NULL;
}

static CwStepFinding
cw_step_print_judge (CwOrder       *order,
                     CwPrintOutcome outcome,
                     GCancellable  *cancellable,
                     GError       **error)
{
  gboolean stopped = cw_step_print_was_stopped (order);

  switch (outcome)
    {
    case CW_PRINT_PRINTED:
      /* a card that is held inside cannot be looked at */
      return cw_order_is_inside (order) ? CW_STEP_HAPPENED : cw_quality_look (order, cancellable, error);
    case CW_PRINT_NOT_PRINTED:
      g_set_error_literal (error, CW_ERROR, CW_ERROR_PRINT_FAILED,
                           stopped ? _ ("Stopped at your request. The printer took the card off; no blank was used.") : _ ("The printer did not print the card; no blank was used."));
      return CW_STEP_DID_NOT;
    case CW_PRINT_UNCERTAIN:
    case CW_PRINT_WORKING:
      g_set_error_literal (error, CW_ERROR, CW_ERROR_IN_DOUBT,
                           stopped ? _ ("Stopped at your request, but the card had begun: it is not certain whether it came out. Look at the printer and at its output tray.") : _ ("It is not certain whether the card came out of the printer. Look at the printer and at its output tray."));
      return CW_STEP_ASK;
    }
  g_assert_not_reached ();
}

/* A printer that can say where its card is has the last word on "nothing was printed": a blank that is
 * inside has left the hopper. */
static CwStepFinding
cw_step_print_look_after (CwOrder       *order,
                          CwPrintOutcome outcome,
                          GCancellable  *cancellable,
                          GError       **error)
{
  CwCardPlace place;
  gboolean first = order->plastic_uid != NULL;
  gboolean told = cw_order_note_place (order, "place_after", &place, NULL);

  if (told && (outcome != CW_PRINT_NOT_PRINTED || first || place == CW_CARD_PLACE_NONE))
    return cw_step_print_judge (order, outcome, cancellable, error);
  if (!told && outcome != CW_PRINT_NOT_PRINTED)
    return cw_step_print_judge (order, outcome, cancellable, error);
  g_set_error_literal (error, CW_ERROR, CW_ERROR_IN_DOUBT,
                       told ? _ ("The printer says that it printed nothing, but a card is inside it.") : _ ("The printer says that it printed nothing, but not whether a card is inside it. Open it and look."));
  return CW_STEP_ASK;
}

/* The job's id, found by its name: it may not have been written down in time, and a printer may have
 * given its number to another job since. A printer that does not list its jobs is asked by id. */
static char *
cw_step_print_find_job (CwOrder             *order,
                        const CwPrintTicket *ticket)
{
  g_autoptr (GPtrArray) jobs = cw_printer_list_jobs (order->tools->printer, NULL);

  if (jobs == NULL)
    return g_strdup (ticket->job_id);
  for (guint i = 0; i < jobs->len; i++)
    {
      const CwPrinterJob *job = g_ptr_array_index (jobs, i);

      if (g_strcmp0 (job->name, ticket->job_name) == 0 || (job->name == NULL && g_strcmp0 (job->id, ticket->job_id) == 0))
        return g_strdup (job->id);
    }
  return NULL;
}

/* Cancelling ends the waiting only: then the printer is asked to take the job off, and what became of
 * the card is waited for all the same. */
static gboolean
cw_step_print_wait (CwOrder             *order,
                    const CwPrintTicket *ticket,
                    GCancellable        *cancellable,
                    CwPrintOutcome      *outcome,
                    char               **evidence,
                    GError             **error)
{
  CwPrinter *printer = order->tools->printer;
  g_autoptr (GError) local = NULL;
  g_autoptr (GError) refused = NULL;
  g_autofree char *job_id = NULL;

  if (cw_printer_watch (printer, ticket, cw_step_print_news, order, cancellable, outcome, evidence, &local))
    return TRUE;
  if (!g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  cw_order_show (order, CW_STAGE_PRINT, CW_STAGE_STATE_WORKING, _ ("Stopping: the printer is asked to take the card off…"));
  job_id = cw_step_print_find_job (order, ticket);
  if (job_id != NULL && !cw_printer_cancel_job (printer, job_id, &refused))
    cw_order_note (order, "stopped", refused->domain == CW_ERROR ? cw_error_to_name (refused->code) : "failed");
  else
    cw_order_note (order, "stopped", "asked");
  return cw_printer_watch (printer, ticket, cw_step_print_news, order, NULL, outcome, evidence, error);
}

static CwStepFinding
cw_step_print_watch (CwOrder             *order,
                     const CwPrintTicket *ticket,
                     GCancellable        *cancellable,
                     GError             **error)
{
  g_autofree char *evidence = NULL;
  CwPrintOutcome outcome;

  if (!cw_step_print_wait (order, ticket, cancellable, &outcome, &evidence, error))
    return CW_STEP_ASK;
  cw_order_note_json (order, "printer", evidence);
  cw_order_note (order, "outcome", cw_print_outcome_to_name (outcome));
  return cw_step_print_look_after (order, outcome, cancellable, error);
}

/* What the printer knows about the job of this attempt, whether or not its id was written down. */
static CwStepFinding
cw_step_print_find (CwOrder      *order,
                    GCancellable *cancellable,
                    GError      **error)
{
  g_autofree char *job_name = cw_order_get_job_name (order, order->attempt);
  g_autofree char *evidence = NULL;
  const char *job_id = cw_order_get_note (order, "job");
  CwPrintOutcome outcome;

  if (!cw_printer_settle (order->tools->printer, job_name, job_id, &outcome, &evidence, error))
    return CW_STEP_ASK;
  cw_order_note_json (order, "settled", evidence);
  if (outcome == CW_PRINT_WORKING)
    {
      CwPrintTicket ticket = { .job_id = (char *) job_id, .job_name = job_name };

      return cw_step_print_watch (order, &ticket, cancellable, error);
    }
  cw_order_note (order, "outcome", cw_print_outcome_to_name (outcome));
  return cw_step_print_look_after (order, outcome, cancellable, error);
}

/* A printer that says no has printed nothing. Only a job of that name that is there already, or a
 * door that could not tell, leaves it open. */
static gboolean
cw_step_print_is_certain (const GError *error)
{
  return error->domain == CW_ERROR && error->code != CW_ERROR_EXISTS && error->code != CW_ERROR_IN_DOUBT;
}

static gboolean
cw_step_print_save_ticket (CwOrder             *order,
                           const CwPrintTicket *ticket,
                           GError             **error)
{
  CwStore *store = order->tools->store;

  cw_order_note (order, "job", ticket->job_id);
  cw_order_note (order, "job_uuid", ticket->job_uuid);
  cw_order_note_json (order, "submitted", ticket->evidence);
  if (!cw_store_begin (store, error))
    return FALSE;
  if (!cw_order_save_evidence (order, error) || (ticket->job_id != NULL && !cw_store_note_plastic_job (store, order->plastic_id, ticket->job_id, error)))
    {
      cw_store_rollback (store);
      return FALSE;
    }
  return cw_store_commit (store, error);
}

static CwStepFinding
cw_step_print_run (CwOrder      *order,
                   GCancellable *cancellable,
                   GError      **error)
{
  g_autofree char *job_name = cw_order_get_job_name (order, order->attempt);
  g_autoptr (CwPrintTicket) ticket = NULL;
  g_autoptr (GError) local = NULL;
  CwFace *face = cw_order_get_face (order, error);
  CwOffsetPaint paint = { .painter = cw_step_print_paint, .painter_data = face, .offset = &order->tools->offset };
  CwPrintRequest request;

  if (face == NULL || !cw_order_prepare_path (order, error))
    return CW_STEP_DID_NOT;
  request = (CwPrintRequest) {
    .job_name = job_name,
    .painter = cw_offset_paint,
    .painter_data = &paint,
    .back = cw_template_has_back (order->template),
    .specimen = order->tools->specimen,
  };
  ticket = cw_printer_submit (order->tools->printer, &request, cancellable, &local);
  if (ticket == NULL && cw_step_print_is_certain (local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return CW_STEP_DID_NOT;
    }
  if (ticket == NULL)
    return cw_step_print_find (order, cancellable, error);

  if (!cw_step_print_save_ticket (order, ticket, error))
    return CW_STEP_ASK;
  return cw_step_print_watch (order, ticket, cancellable, error);
}

static CwStepFinding
cw_step_print_settle (CwOrder         *order,
                      const CwStepRow *row,
                      GCancellable    *cancellable,
                      GError         **error)
{
  return cw_step_print_find (order, cancellable, error);
}

/* Not printed: a card whose chip is written waits for another try; any other blank stayed in the hopper. */
static gboolean
cw_step_print_conclude_not (CwOrder *order,
                            GError **error)
{
  if (order->plastic_id == 0)
    return TRUE;
  if (order->plastic_uid != NULL)
    return cw_order_set_plastic (order, CW_PLASTIC_STATE_QUEUED, NULL, NULL, error);
  if (!cw_order_set_plastic (order, CW_PLASTIC_STATE_FAILED, NULL, _ ("The printer did not print it."), error))
    return FALSE;
  order->plastic_id = 0;
  return TRUE;
}

/* A print that a person has looked at is more than a reported one. */
static gboolean
cw_step_print_conclude (CwOrder *order,
                        gboolean happened,
                        GError **error)
{
  gboolean seen = cw_quality_was_good (order) || g_strcmp0 (cw_order_get_note (order, "operator"), cw_answer_to_name (CW_ANSWER_YES)) == 0;

  if (!happened)
    return cw_step_print_conclude_not (order, error);
  return cw_order_set_plastic (order, seen ? CW_PLASTIC_STATE_VERIFIED : CW_PLASTIC_STATE_PRINTED, NULL, NULL, error) &&
         cw_store_set_card_state (order->tools->store, order->card->id, CW_CARD_STATE_PRINTED, NULL, error);
}

const CwStep cw_step_print = {
  .kind = CW_STEP_PRINT,
  .begin = cw_step_print_begin,
  .run = cw_step_print_run,
  .settle = cw_step_print_settle,
  .conclude = cw_step_print_conclude,
  .question = CW_QUESTION_WAS_PRINTED,
};
