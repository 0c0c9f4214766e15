/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "honest.h"

#include <string.h>

static void honest_iface_init (CwOperatorInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (Honest, honest, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (CW_TYPE_OPERATOR, honest_iface_init))

static void
honest_show (CwOperator  *operator,
             CwStage      stage,
             CwStageState state,
             const char  *sentence)
{
}

/* Every blank that left the hopper has one row that does not say "failed"; when one has more, nothing
 * came out for it. */
static CwAnswer
honest_count_blanks (Honest *self)
{
  CwLedgerSum sum;

  g_assert_true (cw_store_sum_ledger (self->tools->store, NULL, &sum, NULL));
  return self->earlier + self->machine->plastics->len >= sum.asked - sum.failed ? CW_ANSWER_SPOILED : CW_ANSWER_NO;
}

static CwAnswer
honest_look (Honest           *self,
             const CwQuestion *question)
{
  g_autoptr (CwCard) card = cw_store_get_card_of_order (self->tools->store, question->order_id, NULL);
  g_autofree char *escn = cw_escn_to_string (&card->escn);

  if (strstr (question->sentence, "blank") != NULL)
    return honest_count_blanks (self);
  return machine_count_of (self->machine, escn) > 0 ? CW_ANSWER_YES : CW_ANSWER_NO;
}

static CwAnswer
honest_ask (CwOperator       *operator,
            const CwQuestion *question,
            GCancellable     *cancellable)
{
  Honest *self = TEST_HONEST (operator);

  g_printerr ("asked: %s (%s)\n", question->sentence, question->detail);
  switch (question->kind)
    {
    case CW_QUESTION_WAS_PRINTED:
      return honest_look (self, question);
    case CW_QUESTION_HAND_OVER:
      /* nobody can hand over what is still inside */
      return self->machine->inside < 0 ? CW_ANSWER_YES : CW_ANSWER_LATER;
    case CW_QUESTION_DESTROY:
    case CW_QUESTION_QUALITY:
      return CW_ANSWER_YES;
    case CW_QUESTION_TRY_AGAIN:
      return ++self->tries < 3 ? CW_ANSWER_YES : CW_ANSWER_SPOILED;
    }
  g_assert_not_reached ();
}

static void
honest_iface_init (CwOperatorInterface *iface)
{
  iface->show = honest_show;
  iface->ask = honest_ask;
}

static void
honest_class_init (HonestClass *klass)
{
}

static void
honest_init (Honest *self)
{
}

Honest *
honest_new (const CwIssueTools *tools,
            Machine            *machine)
{
  Honest *self = g_object_new (TYPE_HONEST, NULL);

  self->tools = tools;
  self->machine = machine;
  return self;
}

gboolean
honest_run_order (Honest  *self,
                  gint64   order_id,
                  GError **error)
{
  g_autoptr (CwIssueResult) result = NULL;

  self->tries = 0;
  result = cw_issue_run (self->tools, order_id, CW_ISSUE_NONE, CW_OPERATOR (self), NULL, error);
  if (result != NULL)
    g_printerr ("order %" G_GINT64_FORMAT ": %s %s\n", order_id, cw_issue_end_to_name (result->end), result->sentence);
  return result != NULL;
}
