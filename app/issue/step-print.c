/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-issue"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/issue/quality.h"
#include "app/issue/step.h"

/* Print: one blank, one job. The blank is written down as fed before the printer is asked, the
 * job as soon as the printer has it; only the printer's own word or a person's says that the card
 * came out, and nothing is ever sent again while that is not known. */

static gboolean
cw_step_print_begin (CwOrder *order,
                     GError **error)
{
  CwStore *store = order->tools->store;

  /* where the chip is written first, its card is the one that goes into the printer */
  if (order->plastic_id == 0)
    order->plastic_id = cw_store_add_plastic (store, order->card->id, CW_PLASTIC_PURPOSE_CARD, cw_printer_get_name (order->tools->printer), -1, error);
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

static void
cw_step_print_news (CwPrintPhase           phase,
                    const CwPrinterStatus *status,
                    const char            *sentence,
                    gpointer               user_data)
{
  CwOrder *order = user_data;

  cw_order_show (order, CW_STAGE_PRINT, status->state == CW_PRINTER_STATE_STOPPED ? CW_STAGE_STATE_WAITING : CW_STAGE_STATE_WORKING, sentence);
}

static CwStepFinding
cw_step_print_judge (CwOrder       *order,
                     CwPrintOutcome outcome,
                     GCancellable  *cancellable,
                     GError       **error)
{
  switch (outcome)
    {
    case CW_PRINT_PRINTED:
      return cw_quality_look (order, cancellable, error);
    case CW_PRINT_NOT_PRINTED:
      g_set_error_literal (error, CW_ERROR, CW_ERROR_PRINT_FAILED, _ ("The printer did not print the card; no blank was used."));
      return CW_STEP_DID_NOT;
    case CW_PRINT_UNCERTAIN:
    case CW_PRINT_WORKING:
      g_set_error_literal (error, CW_ERROR, CW_ERROR_IN_DOUBT, _ ("It is not certain whether the card came out of the printer. Look at the printer and at its output tray."));
      return CW_STEP_ASK;
    }
  g_assert_not_reached ();
}

static CwStepFinding
cw_step_print_watch (CwOrder             *order,
                     const CwPrintTicket *ticket,
                     GCancellable        *cancellable,
                     GError             **error)
{
  g_autofree char *evidence = NULL;
  CwPrintOutcome outcome;

  if (!cw_printer_watch (order->tools->printer, ticket, cw_step_print_news, order, cancellable, &outcome, &evidence, error))
    return CW_STEP_ASK;
  cw_order_note_json (order, "printer", evidence);
  cw_order_note (order, "outcome", cw_print_outcome_to_name (outcome));
  return cw_step_print_judge (order, outcome, cancellable, error);
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
  return cw_step_print_judge (order, outcome, cancellable, error);
}

/* A printer that says no has printed nothing. Only a job of that name that is there already, or a
 * door that could not tell, leaves it open. */
static gboolean
cw_step_print_is_certain (const GError *error)
{
  return error->domain == CW_ERROR && error->code != CW_ERROR_EXISTS && error->code != CW_ERROR_IN_DOUBT;
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

  if (face == NULL)
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

  cw_order_note (order, "job", ticket->job_id);
  cw_order_note (order, "job_uuid", ticket->job_uuid);
  cw_order_note_json (order, "submitted", ticket->evidence);
  if (!cw_order_save_evidence (order, error))
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

static gboolean
cw_step_print_conclude (CwOrder *order,
                        gboolean happened,
                        GError **error)
{
  CwStore *store = order->tools->store;

  if (happened)
    return cw_store_set_plastic (store, order->plastic_id, cw_quality_was_good (order) ? CW_PLASTIC_STATE_VERIFIED : CW_PLASTIC_STATE_PRINTED, NULL, NULL, error) && cw_store_set_card_state (store, order->card->id, CW_CARD_STATE_PRINTED, NULL, error);
  if (order->plastic_id == 0 || order->plastic_uid != NULL)
    return TRUE;
  if (!cw_store_set_plastic (store, order->plastic_id, CW_PLASTIC_STATE_FAILED, NULL, _ ("The printer did not print it."), error))
    return FALSE;
  order->plastic_id = 0;
  return TRUE;
}

const CwStep cw_step_print = {
  .kind = CW_STEP_PRINT,
  .begin = cw_step_print_begin,
  .run = cw_step_print_run,
  .settle = cw_step_print_settle,
  .conclude = cw_step_print_conclude,
  .question = CW_QUESTION_WAS_PRINTED,
};
