/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-issue"

#include "config.h"

#include "app/issue/operator.h"

#include <glib/gi18n-lib.h>

/* The person at the desk as an interface, and the five stages that they see. */

G_DEFINE_INTERFACE (CwOperator, cw_operator, G_TYPE_OBJECT)

static void
cw_operator_default_init (CwOperatorInterface *iface)
{
}

void
cw_operator_show (CwOperator  *self,
                  CwStage      stage,
                  CwStageState state,
                  const char  *sentence)
{
  g_return_if_fail (CW_IS_OPERATOR (self));

  CW_OPERATOR_GET_IFACE (self)->show (self, stage, state, sentence);
}

CwAnswer
cw_operator_ask (CwOperator       *self,
                 const CwQuestion *question,
                 GCancellable     *cancellable)
{
  g_return_val_if_fail (CW_IS_OPERATOR (self), CW_ANSWER_LATER);

  if (g_cancellable_is_cancelled (cancellable))
    return CW_ANSWER_LATER;
  return CW_OPERATOR_GET_IFACE (self)->ask (self, question, cancellable);
}

/**
 * cw_stage_of_step:
 *
 * Returns: the stage under which the desk shows @kind
 */
CwStage
cw_stage_of_step (CwStepKind kind)
{
  switch (kind)
    {
    case CW_STEP_RESERVE:
    case CW_STEP_LAYOUT:
      return CW_STAGE_LAYOUT;
    case CW_STEP_PRINT:
      return CW_STAGE_PRINT;
    case CW_STEP_ENCODE:
    case CW_STEP_VERIFY:
      return CW_STAGE_ENCODE;
    case CW_STEP_REGISTER:
      return CW_STAGE_REGISTER;
    case CW_STEP_HAND_OVER:
      return CW_STAGE_HAND_OVER;
    }
  g_assert_not_reached ();
}

const char *
cw_stage_to_name (CwStage stage)
{
  switch (stage)
    {
    case CW_STAGE_LAYOUT:
      return "layout";
    case CW_STAGE_PRINT:
      return "print";
    case CW_STAGE_ENCODE:
      return "encode";
    case CW_STAGE_REGISTER:
      return "register";
    case CW_STAGE_HAND_OVER:
      return "hand-over";
    }
  g_assert_not_reached ();
}

const char *
cw_stage_to_label (CwStage stage)
{
  switch (stage)
    {
    case CW_STAGE_LAYOUT:
      return C_ ("stage", "Layout");
    case CW_STAGE_PRINT:
      return C_ ("stage", "Print");
    case CW_STAGE_ENCODE:
      return C_ ("stage", "Encode");
    case CW_STAGE_REGISTER:
      return C_ ("stage", "Register");
    case CW_STAGE_HAND_OVER:
      return C_ ("stage", "Hand over");
    }
  g_assert_not_reached ();
}

const char *
cw_stage_state_to_name (CwStageState state)
{
  switch (state)
    {
    case CW_STAGE_STATE_TODO:
      return "todo";
    case CW_STAGE_STATE_WORKING:
      return "working";
    case CW_STAGE_STATE_WAITING:
      return "waiting";
    case CW_STAGE_STATE_DONE:
      return "done";
    case CW_STAGE_STATE_SKIPPED:
      return "skipped";
    case CW_STAGE_STATE_TROUBLE:
      return "trouble";
    }
  g_assert_not_reached ();
}

const char *
cw_answer_to_name (CwAnswer answer)
{
  switch (answer)
    {
    case CW_ANSWER_LATER:
      return "later";
    case CW_ANSWER_YES:
      return "yes";
    case CW_ANSWER_NO:
      return "no";
    case CW_ANSWER_SPOILED:
      return "spoiled";
    }
  g_assert_not_reached ();
}

/**
 * cw_question_copy:
 *
 * Returns: (transfer full): a copy, for another thread
 */
CwQuestion *
cw_question_copy (const CwQuestion *self)
{
  CwQuestion *copy = g_new0 (CwQuestion, 1);

  copy->kind = self->kind;
  copy->order_id = self->order_id;
  copy->sentence = g_strdup (self->sentence);
  copy->detail = g_strdup (self->detail);
  return copy;
}

void
cw_question_free (CwQuestion *self)
{
  if (self == NULL)
    return;
  g_free (self->sentence);
  g_free (self->detail);
  g_free (self);
}
