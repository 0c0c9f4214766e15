/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-issue"

#include "config.h"

#include "app/issue/work.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/issue/giveup.h"
#include "app/issue/path.h"

/* One step of one order at work. Alone writes "started" and the outcome; alone decides, with the
 * operator, what a finding means. Runs on the thread that issues. */

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
cw_work_spoil (CwWork   *work,
               gboolean  step_open,
               GError  **error)
{
  CwOrder *order = work->order;
  g_autofree char *reason = g_strdup (work->sentence);
  g_autofree char *how = NULL;
  g_autofree char *sentence = NULL;
  gboolean done;

  if (!cw_order_give_up (order, step_open, reason, error))
    return cw_work_fail (work, error);
  if (order->plastic_id == 0)
    {
      cw_order_show (order, work->stage, CW_STAGE_STATE_TROUBLE, work->sentence);
      return CW_FLOW_CLOSED;
    }
  if (!cw_order_dispose (order, work->stage, work->cancellable, &done, &how, error))
    return cw_work_fail (work, error);
  sentence = g_strdup_printf ("%s %s", reason, how);
  cw_work_keep (work, sentence);
  return done ? CW_FLOW_CLOSED : CW_FLOW_OPEN;
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

/* While nobody has looked, the ledger says that the blank may have come out. */
static gboolean
cw_work_mark_uncertain (CwWork  *work,
                        GError **error)
{
  CwOrder *order = work->order;

  if (work->step->kind != CW_STEP_PRINT || order->plastic_id == 0 || order->plastic_state > CW_PLASTIC_STATE_PRINTING)
    return TRUE;
  return cw_order_set_plastic (order, CW_PLASTIC_STATE_UNCERTAIN, NULL, NULL, error);
}

static CwAnswer
cw_work_ask_person (CwWork *work)
{
  CwQuestionKind kind = work->order->question;
  const char *sentence = work->sentence;
  CwAnswer answer;

  if (kind == CW_QUESTION_WAS_PRINTED)
    sentence = work->step->kind == CW_STEP_PRINT ? _ ("Did the card come out, well printed?") : _ ("Did a blank come out of the hopper?");
  answer = cw_work_ask (work, kind, sentence, work->sentence);
  cw_order_note (work->order, "operator", cw_answer_to_name (answer));
  return answer;
}

/* "Nothing came out" while the printer holds the card: it was fed all the same. */
static gboolean
cw_work_is_fed (CwWork *work)
{
  gboolean inside;

  return work->order->plastic_uid == NULL && cw_order_find_inside (work->order, &inside, NULL) && inside;
}

/* Only a person can tell. @finding: what they told. */
static CwFlow
cw_work_person (CwWork        *work,
                CwStepFinding *finding,
                GError       **error)
{
  gboolean asked = work->order->asked;
  gboolean printed = work->order->question == CW_QUESTION_WAS_PRINTED;
  CwAnswer answer = work->order->answer;

  work->order->asked = FALSE;
  if (!asked && !cw_work_mark_uncertain (work, error))
    return cw_work_fail (work, error);
  if (!asked)
    answer = cw_work_ask_person (work);
  if (printed && answer == CW_ANSWER_NO && cw_work_is_fed (work))
    answer = CW_ANSWER_SPOILED;
  if (printed && answer == CW_ANSWER_YES && work->step->kind != CW_STEP_PRINT)
    answer = CW_ANSWER_SPOILED; /* a blank that nobody can use now */

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
      *finding = printed ? CW_STEP_HAPPENED : CW_STEP_ASK;
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
  work->order->question = work->step->question;
  finding = work->step->settle (work->order, row, work->cancellable, &local);
  if (local != NULL)
    cw_work_keep (work, local->message);
  return finding;
}

/* What became of the plastic when the operator stopped the work. */
static const char *
cw_work_describe_stop (const CwOrder *order)
{
  if (order->plastic_id == 0)
    return _ ("Stopped at your request. No blank was used.");
  switch (order->plastic_state)
    {
    case CW_PLASTIC_STATE_QUEUED:
      return _ ("Stopped at your request. The card is not printed yet; it waits to be finished.");
    case CW_PLASTIC_STATE_SENT:
    case CW_PLASTIC_STATE_PRINTING:
    case CW_PLASTIC_STATE_UNCERTAIN:
      return _ ("Stopped at your request. The card had begun, and it is not certain whether it came out.");
    case CW_PLASTIC_STATE_PRINTED:
    case CW_PLASTIC_STATE_VERIFIED:
      return _ ("Stopped at your request. The card is printed; it waits to be finished.");
    case CW_PLASTIC_STATE_FAILED:
    case CW_PLASTIC_STATE_ISSUED:
    case CW_PLASTIC_STATE_SPOILED:
      return _ ("Stopped at your request. What has happened so far is written down.");
    }
  g_assert_not_reached ();
}

static CwStepFinding
cw_work_run (CwWork *work)
{
  g_autoptr (GError) local = NULL;
  CwStepFinding finding;

  cw_order_show (work->order, work->stage, CW_STAGE_STATE_WORKING, NULL);
  work->order->question = work->step->question;
  finding = work->step->run (work->order, work->cancellable, &local);
  if (local == NULL)
    return finding;
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    cw_work_keep (work, cw_work_describe_stop (work->order));
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
      if (work->step->kind == CW_STEP_LAYOUT && json_is_integer (json_object_get (work->order->evidence, "sets")))
        work->order->sets = (int) cw_order_get_integer (work->order, "sets");
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

CwFlow
cw_work_do (CwWork  *work,
            GError **error)
{
  guint attempts;
  gboolean done;
  CwFlow flow = cw_work_look_back (work, &attempts, &done, error);

  if (flow == CW_FLOW_GO_ON && !done && work->only_settle)
    return CW_FLOW_OPEN;
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
      else if (finding == CW_STEP_UNFIT)
        flow = cw_work_spoil (work, TRUE, error);
      else
        flow = cw_work_did_not (work, &again, error);
    }
  return flow;
}
