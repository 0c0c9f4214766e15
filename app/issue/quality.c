/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-issue"

#include "config.h"

#include "app/issue/quality.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"

/* The print-quality question: after so many cards of a printer a person looks at one, since no
 * printer sees a streak or a pale ribbon. The answer is written down beside the blank before anything
 * goes on, so that a crash neither forgets it nor asks twice. On the issuing thread. */

#define NOTE "quality"

gboolean
cw_quality_was_good (CwOrder *order)
{
  return g_strcmp0 (cw_order_get_note (order, NOTE), cw_answer_to_name (CW_ANSWER_YES)) == 0;
}

static gboolean
cw_quality_was_bad (CwOrder *order)
{
  return g_strcmp0 (cw_order_get_note (order, NOTE), cw_answer_to_name (CW_ANSWER_SPOILED)) == 0;
}

static gboolean
cw_quality_is_due (CwOrder  *order,
                   gboolean *due,
                   GError  **error)
{
  const CwIssueTools *tools = order->tools;
  guint cards = 0;

  *due = FALSE;
  if (tools->quality_every == 0 || order->plastic_id == 0 || cw_quality_was_good (order))
    return TRUE;
  if (!cw_store_count_since_quality (tools->store, cw_printer_get_name (tools->printer), order->plastic_id, &cards, error))
    return FALSE;
  /* this one is out as well */
  *due = cards + 1 >= tools->quality_every;
  return TRUE;
}

static gboolean
cw_quality_write (CwOrder *order,
                  CwAnswer answer,
                  GError **error)
{
  CwStore *store = order->tools->store;

  cw_order_note (order, NOTE, cw_answer_to_name (answer));
  if (!cw_store_begin (store, error))
    return FALSE;
  if (!cw_store_set_plastic_quality (store, order->plastic_id, answer == CW_ANSWER_YES, error) || !cw_order_save_evidence (order, error))
    {
      cw_store_rollback (store);
      return FALSE;
    }
  return cw_store_commit (store, error);
}

static CwStepFinding
cw_quality_stop (CwOrder    *order,
                 CwAnswer    answer,
                 const char *sentence,
                 GError    **error)
{
  order->asked = TRUE;
  order->answer = answer;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_IN_DOUBT, sentence);
  return CW_STEP_ASK;
}

static CwStepFinding
cw_quality_judge (CwOrder *order,
                  CwAnswer answer,
                  GError **error)
{
  switch (answer)
    {
    case CW_ANSWER_YES:
      if (!cw_quality_write (order, answer, error))
        return CW_STEP_ASK;
      return CW_STEP_HAPPENED;
    case CW_ANSWER_NO:
    case CW_ANSWER_SPOILED:
      if (!cw_quality_write (order, CW_ANSWER_SPOILED, error))
        return CW_STEP_ASK;
      return cw_quality_stop (order, CW_ANSWER_SPOILED, _ ("The operator looked at the card and found the print not good enough."), error);
    case CW_ANSWER_LATER:
      return cw_quality_stop (order, CW_ANSWER_LATER, _ ("The card is printed; nobody has said yet whether the print is good. Look at it."), error);
    }
  g_assert_not_reached ();
}

CwStepFinding
cw_quality_look (CwOrder      *order,
                 GCancellable *cancellable,
                 GError      **error)
{
  g_autofree char *detail = NULL;
  CwQuestion question = { .kind = CW_QUESTION_QUALITY, .order_id = order->row->id };
  gboolean due;

  /* said so before the program ended: it is not asked again */
  if (cw_quality_was_bad (order))
    return cw_quality_judge (order, CW_ANSWER_SPOILED, error);
  if (!cw_quality_is_due (order, &due, error))
    return CW_STEP_ASK;
  if (!due)
    return CW_STEP_HAPPENED;

  question.sentence = (char *) _ ("Is the print good?");
  detail = g_strdup_printf (ngettext ("Asked after every %u card of this printer: look for streaks, pale colours and missing places on both sides.",
                                      "Asked after every %u cards of this printer: look for streaks, pale colours and missing places on both sides.",
                                      order->tools->quality_every),
                            order->tools->quality_every);
  question.detail = detail;
  cw_order_show (order, CW_STAGE_PRINT, CW_STAGE_STATE_WAITING, question.sentence);
  return cw_quality_judge (order, cw_operator_ask (order->operator, &question, cancellable), error);
}
