/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-issue"

#include "config.h"

#include "app/issue/giveup.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/issue/lifecycle.h"
#include "app/issue/path.h"

/* Giving a card up so that its plastic is never forgotten: a card that is spoiled with its order still
 * open is one whose plastic has to be got rid of, also after a crash. Runs on the thread that issues. */

gboolean
cw_order_is_given_up (CwOrder *order)
{
  return order->row->open && order->card->state == CW_CARD_STATE_SPOILED;
}

gboolean
cw_order_give_up (CwOrder    *order,
                  gboolean    step_open,
                  const char *reason,
                  GError    **error)
{
  CwStore *store = order->tools->store;
  g_autofree char *evidence = cw_order_dump_evidence (order);

  if (!cw_store_begin (store, error))
    return FALSE;
  if ((step_open && !cw_store_end_step (store, order->step_id, CW_STEP_STATE_FAILED, evidence, error)) ||
      (order->card->state != CW_CARD_STATE_SPOILED && !cw_life_spoil (order->tools, order->card->id, reason, error)) ||
      (order->plastic_id == 0 && !cw_store_close_order (store, order->row->id, "cancelled", error)))
    {
      cw_store_rollback (store);
      return FALSE;
    }
  return cw_store_commit (store, error) && cw_order_reload_card (order, error);
}

gboolean
cw_issue_reject (const CwIssueTools *tools,
                 gint64              plastic_id,
                 gboolean           *rejected,
                 GError            **trouble)
{
  gboolean tray = cw_feeder_get_traits (tools->feeder)->reject;

  *rejected = FALSE;
  if (!cw_issue_move (tools, plastic_id, tray ? CW_MOVE_REJECT : CW_MOVE_EJECT, trouble))
    return FALSE;
  *rejected = tray;
  return TRUE;
}

CwAnswer
cw_issue_ask_destroy (CwOperator   *operator,
                      gint64        order_id,
                      const char   *sentence,
                      const char   *detail,
                      GCancellable *cancellable)
{
  CwQuestion question = {
    .kind = CW_QUESTION_DESTROY,
    .order_id = order_id,
    .sentence = (char *) sentence,
    .detail = (char *) detail,
  };

  return cw_operator_ask (operator, &question, cancellable);
}

/* Out of the printer, when it is inside. @trouble: (nullable): why a person has to take it out */
static gboolean
cw_order_take_out (CwOrder *order,
                   char   **trouble)
{
  g_autoptr (GError) local = NULL;
  gboolean inside;
  gboolean rejected = FALSE;

  if (cw_order_find_inside (order, &inside, &local) && inside)
    cw_issue_reject (order->tools, order->plastic_id, &rejected, &local);
  if (local != NULL)
    *trouble = g_strdup (local->message);
  return rejected;
}

static gboolean
cw_order_finish_disposal (CwOrder *order,
                          GError **error)
{
  CwStore *store = order->tools->store;

  if (!cw_store_begin (store, error))
    return FALSE;
  if ((order->plastic_id != 0 && !cw_store_set_plastic (store, order->plastic_id, CW_PLASTIC_STATE_SPOILED, NULL, order->card->reason, error)) ||
      !cw_store_close_order (store, order->row->id, order->plastic_id != 0 ? "spoiled" : "cancelled", error))
    {
      cw_store_rollback (store);
      return FALSE;
    }
  return cw_store_commit (store, error);
}

gboolean
cw_order_dispose (CwOrder      *order,
                  CwStage       stage,
                  GCancellable *cancellable,
                  gboolean     *done,
                  char        **sentence,
                  GError      **error)
{
  g_autofree char *escn = cw_escn_to_string (&order->card->escn);
  g_autofree char *trouble = NULL;
  g_autofree char *question = NULL;
  g_autofree char *detail = NULL;

  *done = cw_order_take_out (order, &trouble);
  if (*done)
    {
      *sentence = g_strdup (_ ("The card is spoiled and lies in the reject tray; its number will not be used again."));
      cw_order_show (order, stage, CW_STAGE_STATE_TROUBLE, *sentence);
      return cw_order_finish_disposal (order, error);
    }
  question = g_strdup_printf (_ ("The card %s must not be handed out. Cut it up, then confirm."), escn);
  detail = trouble == NULL ? g_strdup (order->card->reason)
                           : g_strdup_printf (_ ("%s The printer could not be made to give it out: %s"), order->card->reason, trouble);
  cw_order_show (order, stage, CW_STAGE_STATE_TROUBLE, question);
  *done = cw_issue_ask_destroy (order->operator, order->row->id, question, detail, cancellable) == CW_ANSWER_YES;
  if (!*done)
    {
      *sentence = g_strdup_printf (_ ("The spoiled card %s has to be destroyed. The order stays open until that is confirmed."), escn);
      return TRUE;
    }
  *sentence = g_strdup (_ ("The card is spoiled and destroyed; its number will not be used again."));
  cw_order_show (order, stage, CW_STAGE_STATE_TROUBLE, *sentence);
  return cw_order_finish_disposal (order, error);
}
