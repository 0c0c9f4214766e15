/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-issue"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/issue/step.h"

/* The runner: takes an order from wherever it stands as far as it will go. It alone writes
 * "started" and the outcome; it alone decides, with the operator, what a finding means. */

typedef enum
{
  CW_FLOW_GO_ON,
  CW_FLOW_OPEN,   /* stopped; a person must look; resumed later */
  CW_FLOW_CLOSED, /* the order has ended without a card for the student */
  CW_FLOW_ERROR,  /* the store failed: what is written stands, nothing else is known */
} CwFlow;

/* What one step is being worked with. */
typedef struct
{
  CwOrder      *order;
  const CwStep *step;
  CwStage       stage;
  GCancellable *cancellable;
  char         *sentence; /* why it stopped, for the result */
} CwWork;

const CwStep *
cw_step_get (CwStepKind kind)
{
  switch (kind)
    {
    case CW_STEP_RESERVE:
      return NULL;
    case CW_STEP_LAYOUT:
      return &cw_step_layout;
    case CW_STEP_PRINT:
      return &cw_step_print;
    case CW_STEP_ENCODE:
      return &cw_step_encode;
    case CW_STEP_VERIFY:
      return &cw_step_verify;
    case CW_STEP_REGISTER:
      return &cw_step_register;
    case CW_STEP_HAND_OVER:
      return &cw_step_hand_over;
    }
  g_assert_not_reached ();
}

const char *
cw_issue_end_to_name (CwIssueEnd end)
{
  switch (end)
    {
    case CW_ISSUE_ISSUED:
      return "issued";
    case CW_ISSUE_FAILED:
      return "failed";
    case CW_ISSUE_IN_DOUBT:
      return "in-doubt";
    case CW_ISSUE_READY:
      return "ready";
    }
  g_assert_not_reached ();
}

void
cw_issue_result_free (CwIssueResult *self)
{
  if (self == NULL)
    return;
  g_free (self->escn);
  g_free (self->uid);
  g_free (self->sentence);
  g_free (self);
}

static void
cw_work_keep (CwWork     *work,
              const char *sentence)
{
  g_free (work->sentence);
  work->sentence = g_strdup (sentence);
}

static CwFlow
cw_work_fail (CwWork  *work,
              GError **error)
{
  g_autofree char *label = g_strdup (cw_step_kind_to_label (work->step->kind));

  g_prefix_error (error, "%s: ", label);
  return CW_FLOW_ERROR;
}

/* "started", together with what begin() changes, before anything happens in the world. */
static gboolean
cw_work_start (CwWork  *work,
               guint    attempt,
               GError **error)
{
  CwOrder *order = work->order;
  CwStore *store = order->tools->store;
  g_autofree char *evidence = NULL;

  json_object_clear (order->evidence);
  order->attempt = attempt;
  if (!cw_store_begin (store, error))
    return FALSE;
  if (work->step->begin != NULL && !work->step->begin (order, error))
    {
      cw_store_rollback (store);
      return FALSE;
    }
  evidence = cw_order_dump_evidence (order);
  order->step_id = cw_store_start_step (store, order->row->id, work->step->kind, evidence, error);
  if (order->step_id == 0)
    {
      cw_store_rollback (store);
      return FALSE;
    }
  return cw_store_commit (store, error) && cw_order_reload_card (order, error);
}

/* The outcome, together with what conclude() changes. Never cancelled. */
static gboolean
cw_work_end (CwWork  *work,
             gboolean happened,
             GError **error)
{
  CwOrder *order = work->order;
  CwStore *store = order->tools->store;
  g_autofree char *evidence = cw_order_dump_evidence (order);

  if (!cw_store_begin (store, error))
    return FALSE;
  if ((work->step->conclude != NULL && !work->step->conclude (order, happened, error)) ||
      !cw_store_end_step (store, order->step_id, happened ? CW_STEP_STATE_DONE : CW_STEP_STATE_FAILED, evidence, error))
    {
      cw_store_rollback (store);
      return FALSE;
    }
  return cw_store_commit (store, error) && cw_order_reload_card (order, error);
}

/* Ends the order without a card: its plastic, if any, is spoiled and said to be. */
static gboolean
cw_work_give_up (CwWork     *work,
                 gboolean    step_open,
                 const char *reason,
                 GError    **error)
{
  CwOrder *order = work->order;
  CwStore *store = order->tools->store;
  g_autofree char *evidence = cw_order_dump_evidence (order);
  gboolean spoiled = order->plastic_id != 0;

  if (!cw_store_begin (store, error))
    return FALSE;
  if ((step_open && !cw_store_end_step (store, order->step_id, CW_STEP_STATE_FAILED, evidence, error)) ||
      (spoiled && !cw_store_set_plastic (store, order->plastic_id, CW_PLASTIC_STATE_SPOILED, NULL, reason, error)) ||
      !cw_store_set_card_state (store, order->card->id, CW_CARD_STATE_SPOILED, reason, error) ||
      !cw_store_close_order (store, order->row->id, spoiled ? "spoiled" : "cancelled", error))
    {
      cw_store_rollback (store);
      return FALSE;
    }
  return cw_store_commit (store, error);
}

static CwAnswer
cw_work_ask (CwWork        *work,
             CwQuestionKind kind,
             const char    *sentence,
             const char    *detail)
{
  CwQuestion question = {
    .kind = kind,
    .order_id = work->order->row->id,
    .sentence = (char *) sentence,
    .detail = (char *) detail,
  };

  cw_order_show (work->order, work->stage, CW_STAGE_STATE_TROUBLE, sentence);
  return cw_operator_ask (work->order->operator, &question, work->cancellable);
}

/* A print that only a person can judge is marked so on the card as well. */
static gboolean
cw_work_mark_doubt (CwWork  *work,
                    GError **error)
{
  CwOrder *order = work->order;
  CwStore *store = order->tools->store;

  if (!cw_order_save_evidence (order, error))
    return FALSE;
  if (work->step->kind != CW_STEP_PRINT || order->card->state == CW_CARD_STATE_IN_DOUBT)
    return TRUE;
  return cw_store_set_card_state (store, order->card->id, CW_CARD_STATE_IN_DOUBT, work->sentence, error);
}

static CwFlow
cw_work_done (CwWork  *work,
              GError **error)
{
  if (!cw_work_end (work, TRUE, error))
    return cw_work_fail (work, error);
  return CW_FLOW_GO_ON;
}

static CwFlow
cw_work_spoil (CwWork  *work,
               gboolean step_open,
               GError **error)
{
  gboolean spoiled = work->order->plastic_id != 0;
  g_autofree char *reason = g_strdup (work->sentence);

  if (!cw_work_give_up (work, step_open, reason, error))
    return cw_work_fail (work, error);
  cw_order_show (work->order, work->stage, CW_STAGE_STATE_TROUBLE, spoiled ? _ ("The card is spoiled. Destroy the plastic; its number will not be used again.") : work->sentence);
  return CW_FLOW_CLOSED;
}

/* It did not happen, for certain. Nothing was lost: the operator may try again. */
static CwFlow
cw_work_did_not (CwWork  *work,
                 gboolean *again,
                 GError **error)
{
  CwAnswer answer;

  if (!cw_work_end (work, FALSE, error))
    return cw_work_fail (work, error);

  answer = cw_work_ask (work, CW_QUESTION_TRY_AGAIN, work->sentence, NULL);
  *again = answer == CW_ANSWER_YES;
  if (*again)
    return CW_FLOW_GO_ON;
  if (work->order->plastic_id == 0 || answer == CW_ANSWER_SPOILED)
    return cw_work_spoil (work, FALSE, error);
  return CW_FLOW_OPEN;
}

/* Only a person can tell. @finding: what they told. */
static CwFlow
cw_work_person (CwWork        *work,
                CwStepFinding *finding,
                GError       **error)
{
  gboolean asked = work->order->asked;
  CwAnswer answer = work->order->answer;

  work->order->asked = FALSE;
  if (!asked)
    {
      answer = cw_work_ask (work, work->step->question,
                            work->step->question == CW_QUESTION_WAS_PRINTED ? _ ("Did the card come out, well printed?") : work->sentence,
                            work->sentence);
      cw_order_note (work->order, "operator", cw_answer_to_name (answer));
    }

  switch (answer)
    {
    case CW_ANSWER_LATER:
      return cw_work_mark_doubt (work, error) ? CW_FLOW_OPEN : cw_work_fail (work, error);
    case CW_ANSWER_SPOILED:
      if (!asked)
        cw_work_keep (work, _ ("The operator says that the card is spoiled."));
      return cw_work_spoil (work, TRUE, error);
    case CW_ANSWER_NO:
      cw_work_keep (work, _ ("The operator says that no card came out."));
      *finding = CW_STEP_DID_NOT;
      return CW_FLOW_GO_ON;
    case CW_ANSWER_YES:
      *finding = work->step->question == CW_QUESTION_WAS_PRINTED ? CW_STEP_HAPPENED : CW_STEP_ASK;
      return CW_FLOW_GO_ON;
    }
  g_assert_not_reached ();
}

static CwStepFinding
cw_work_settle (CwWork          *work,
                const CwStepRow *row)
{
  g_autoptr (GError) local = NULL;
  CwStepFinding finding;

  cw_order_show (work->order, work->stage, CW_STAGE_STATE_WORKING, _ ("Finding out what happened…"));
  finding = work->step->settle (work->order, row, work->cancellable, &local);
  if (local != NULL)
    cw_work_keep (work, local->message);
  return finding;
}

static CwStepFinding
cw_work_run (CwWork *work)
{
  g_autoptr (GError) local = NULL;
  CwStepFinding finding;

  cw_order_show (work->order, work->stage, CW_STAGE_STATE_WORKING, NULL);
  finding = work->step->run (work->order, work->cancellable, &local);
  if (local == NULL)
    return finding;
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    cw_work_keep (work, _ ("Stopped at your request. What has happened so far is written down."));
  else
    cw_work_keep (work, local->message);
  cw_order_note (work->order, "error", local->domain == CW_ERROR ? cw_error_to_name (local->code) : "cancelled");
  return finding;
}

static CwStepRow *
cw_work_get_row (CwWork   *work,
                 guint    *attempts,
                 GError  **error)
{
  g_autoptr (GPtrArray) rows = cw_store_list_steps (work->order->tools->store, work->order->row->id, error);
  CwStepRow *last = NULL;

  *attempts = 0;
  if (rows == NULL)
    return NULL;
  for (guint i = 0; i < rows->len; i++)
    {
      const CwStepRow *row = g_ptr_array_index (rows, i);

      if (row->kind != work->step->kind || row->attempt < *attempts)
        continue;
      *attempts = row->attempt;
      g_clear_pointer (&last, cw_step_row_free);
      last = g_new0 (CwStepRow, 1);
      *last = *row;
      last->evidence = g_strdup (row->evidence);
    }
  return last;
}

/* A step that was left "started": find out before anything else. */
static CwFlow
cw_work_take_up (CwWork          *work,
                 const CwStepRow *row,
                 CwStepFinding   *finding,
                 GError         **error)
{
  CwOrder *order = work->order;

  order->step_id = row->id;
  order->attempt = row->attempt;
  cw_order_load_evidence (order, row->evidence);
  for (;;)
    {
      CwFlow flow;

      *finding = cw_work_settle (work, row);
      if (*finding != CW_STEP_ASK)
        return CW_FLOW_GO_ON;
      flow = cw_work_person (work, finding, error);
      if (flow != CW_FLOW_GO_ON || *finding != CW_STEP_ASK)
        return flow;
    }
}

static CwFlow
cw_work_attempt (CwWork        *work,
                 guint          attempt,
                 CwStepFinding *finding,
                 GError       **error)
{
  if (!cw_work_start (work, attempt, error))
    return cw_work_fail (work, error);
  *finding = cw_work_run (work);
  while (*finding == CW_STEP_ASK)
    {
      CwFlow flow = cw_work_person (work, finding, error);

      if (flow != CW_FLOW_GO_ON)
        return flow;
      if (*finding == CW_STEP_ASK)
        *finding = cw_work_settle (work, NULL);
    }
  return CW_FLOW_GO_ON;
}

/* What an earlier run left of this step. @done: nothing more to do here. */
static CwFlow
cw_work_look_back (CwWork   *work,
                   guint    *attempts,
                   gboolean *done,
                   GError  **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (CwStepRow) row = cw_work_get_row (work, attempts, &local);
  CwStepFinding finding;
  CwFlow flow;

  *done = FALSE;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return cw_work_fail (work, error);
    }
  if (row == NULL || row->state == CW_STEP_STATE_FAILED || row->state == CW_STEP_STATE_TODO)
    return CW_FLOW_GO_ON;
  if (row->state == CW_STEP_STATE_DONE)
    {
      cw_order_load_evidence (work->order, row->evidence);
      if (work->step->kind == CW_STEP_REGISTER)
        work->order->registered = json_is_true (json_object_get (work->order->evidence, "registered"));
      *done = TRUE;
      return CW_FLOW_GO_ON;
    }

  flow = cw_work_take_up (work, row, &finding, error);
  if (flow != CW_FLOW_GO_ON)
    return flow;
  *done = finding == CW_STEP_HAPPENED;
  if (*done)
    return cw_work_done (work, error);
  return cw_work_end (work, FALSE, error) ? CW_FLOW_GO_ON : cw_work_fail (work, error);
}

static CwFlow
cw_work_do (CwWork  *work,
            GError **error)
{
  guint attempts;
  gboolean done;
  CwFlow flow = cw_work_look_back (work, &attempts, &done, error);

  while (flow == CW_FLOW_GO_ON && !done)
    {
      CwStepFinding finding;
      gboolean again = TRUE;

      flow = cw_work_attempt (work, ++attempts, &finding, error);
      if (flow != CW_FLOW_GO_ON)
        break;
      done = finding == CW_STEP_HAPPENED;
      if (done)
        flow = cw_work_done (work, error);
      else
        flow = cw_work_did_not (work, &again, error);
    }
  return flow;
}

static CwIssueResult *
cw_issue_result_new (CwOrder    *order,
                     CwIssueEnd  end,
                     const char *sentence)
{
  CwIssueResult *result = g_new0 (CwIssueResult, 1);

  result->end = end;
  result->order_id = order->row->id;
  result->escn = cw_escn_to_string (&order->card->escn);
  result->uid = g_strdup (order->card->uid);
  result->sentence = g_strdup (sentence);
  result->registered = order->registered;
  return result;
}

static const char *
cw_issue_describe_success (CwOrder *order)
{
  if (!order->profile->registered)
    return _ ("The card is issued.");
  if (order->registered)
    return _ ("The card is issued and registered.");
  return _ ("The card is issued; its registration is waiting to be sent.");
}

static gboolean
cw_issue_has_stage (const CwProfile *profile,
                    CwStage          stage)
{
  for (guint i = 0; i < profile->n_steps; i++)
    if (cw_stage_of_step (profile->steps[i]) == stage && (stage != CW_STAGE_ENCODE || profile->chip_plan != NULL))
      return TRUE;
  return FALSE;
}

/* A stage is done when its last step is. */
static gboolean
cw_issue_ends_stage (const CwProfile *profile,
                     guint            i)
{
  CwStage stage = cw_stage_of_step (profile->steps[i]);

  return i + 1 >= profile->n_steps || cw_stage_of_step (profile->steps[i + 1]) != stage;
}

static CwIssueResult *
cw_issue_walk (CwOrder      *order,
               CwIssueFlags  flags,
               GCancellable *cancellable,
               GError      **error)
{
  const CwProfile *profile = order->profile;

  for (guint i = 0; i < profile->n_steps; i++)
    {
      CwWork work = {
        .order = order,
        .step = cw_step_get (profile->steps[i]),
        .stage = cw_stage_of_step (profile->steps[i]),
        .cancellable = cancellable,
      };
      g_autofree char *sentence = NULL;
      CwFlow flow;

      if (work.step == NULL)
        continue;
      if (work.step->kind == CW_STEP_HAND_OVER && (flags & CW_ISSUE_LEAVE_IN_TRAY) != 0)
        return cw_issue_result_new (order, CW_ISSUE_READY, _ ("The card is made and lies in the tray. It waits to be handed over."));
      flow = cw_work_do (&work, error);
      sentence = work.sentence;
      if (flow == CW_FLOW_ERROR)
        return NULL;
      if (flow != CW_FLOW_GO_ON)
        return cw_issue_result_new (order, flow == CW_FLOW_OPEN ? CW_ISSUE_IN_DOUBT : CW_ISSUE_FAILED, sentence != NULL ? sentence : _ ("The order is still open."));
      if (cw_issue_ends_stage (profile, i) && cw_issue_has_stage (profile, work.stage))
        cw_order_show (order, work.stage, CW_STAGE_STATE_DONE, NULL);
    }
  return cw_issue_result_new (order, CW_ISSUE_ISSUED, cw_issue_describe_success (order));
}

static CwIssueResult *
cw_issue_tell_closed (CwOrder *order)
{
  if (g_strcmp0 (order->row->outcome, "issued") == 0)
    return cw_issue_result_new (order, CW_ISSUE_ISSUED, _ ("This order was finished before: the card is issued."));
  return cw_issue_result_new (order, CW_ISSUE_FAILED, _ ("This order was closed before, without a card for the student."));
}

CwIssueResult *
cw_issue_run (const CwIssueTools *tools,
              gint64              order_id,
              CwIssueFlags        flags,
              CwOperator         *operator,
              GCancellable       *cancellable,
              GError            **error)
{
  g_autoptr (CwOrder) order = cw_order_load (tools, order_id, operator, error);

  if (order == NULL)
    return NULL;
  if (!order->row->open)
    return cw_issue_tell_closed (order);

  for (CwStage stage = CW_STAGE_LAYOUT; stage < CW_STAGE_COUNT; stage++)
    cw_order_show (order, stage, cw_issue_has_stage (order->profile, stage) ? CW_STAGE_STATE_TODO : CW_STAGE_STATE_SKIPPED, NULL);
  return cw_issue_walk (order, flags, cancellable, error);
}
