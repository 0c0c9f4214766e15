/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-issue"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/issue/reissue.h"
#include "app/issue/step.h"

/* Hand over: only a person knows that the student has the card. Asking again is harmless, so a
 * crash in the middle is settled by asking. */

static CwStepFinding
cw_step_hand_over_run (CwOrder      *order,
                       GCancellable *cancellable,
                       GError      **error)
{
  g_autofree char *sentence = g_strdup_printf (_ ("Give the card to %s."), order->student->given_names);
  CwQuestion question = {
    .kind = CW_QUESTION_HAND_OVER,
    .order_id = order->row->id,
    .sentence = sentence,
    .detail = order->registered || !order->profile->registered ? NULL : _ ("The card works; its registration will be sent as soon as the register can be reached."),
  };
  CwAnswer answer;

  cw_order_show (order, CW_STAGE_HAND_OVER, CW_STAGE_STATE_WAITING, sentence);
  answer = cw_operator_ask (order->operator, &question, cancellable);
  cw_order_note (order, "answer", cw_answer_to_name (answer));
  if (answer == CW_ANSWER_YES)
    return CW_STEP_HAPPENED;
  /* a no is no end: the card waits */
  order->asked = TRUE;
  order->answer = CW_ANSWER_LATER;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_IN_DOUBT, _ ("The card is ready and waits to be handed over."));
  return CW_STEP_ASK;
}

static CwStepFinding
cw_step_hand_over_settle (CwOrder         *order,
                          const CwStepRow *row,
                          GCancellable    *cancellable,
                          GError         **error)
{
  return cw_step_hand_over_run (order, cancellable, error);
}

static gboolean
cw_step_hand_over_conclude (CwOrder *order,
                            gboolean happened,
                            GError **error)
{
  CwStore *store = order->tools->store;

  if (!happened)
    return TRUE;
  return cw_reissue_conclude (order, error) &&
         cw_store_set_card_state (store, order->card->id, CW_CARD_STATE_ISSUED, NULL, error) &&
         (order->plastic_id == 0 || cw_store_set_plastic (store, order->plastic_id, CW_PLASTIC_STATE_ISSUED, NULL, NULL, error)) &&
         cw_store_close_order (store, order->row->id, "issued", error);
}

const CwStep cw_step_hand_over = {
  .kind = CW_STEP_HAND_OVER,
  .begin = NULL,
  .run = cw_step_hand_over_run,
  .settle = cw_step_hand_over_settle,
  .conclude = cw_step_hand_over_conclude,
  .question = CW_QUESTION_HAND_OVER,
};
