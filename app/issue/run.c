/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-issue"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/issue/giveup.h"
#include "app/issue/path.h"
#include "app/issue/work.h"

/* The runner: takes an order from wherever it stands as far as it will go, step by step. */

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
        .only_settle = (flags & CW_ISSUE_ONLY_SETTLE) != 0,
      };
      g_autofree char *sentence = NULL;
      g_autoptr (GError) stuck = NULL;
      CwFlow flow;

      if (work.step == NULL)
        continue;
      if (work.step->kind == CW_STEP_HAND_OVER && !work.only_settle && !cw_order_bring_out (order, &stuck))
        return cw_issue_result_new (order, CW_ISSUE_IN_DOUBT, stuck->message);
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

/* Given up in an earlier run, and its plastic is not known to be gone. */
static CwIssueResult *
cw_issue_end_disposal (CwOrder      *order,
                       GCancellable *cancellable,
                       GError      **error)
{
  g_autofree char *sentence = NULL;
  gboolean done;

  if (!cw_order_dispose (order, CW_STAGE_PRINT, cancellable, &done, &sentence, error))
    return NULL;
  return cw_issue_result_new (order, done ? CW_ISSUE_FAILED : CW_ISSUE_IN_DOUBT, sentence);
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
  if (cw_order_is_given_up (order))
    return cw_issue_end_disposal (order, cancellable, error);
  return cw_issue_walk (order, flags, cancellable, error);
}
