/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/words.h"

#include <glib/gi18n-lib.h>

/* Which words stand on the buttons and below the stages, given what is known: no widgets, no
 * state. Any thread; the desk calls it on the GTK thread. */

static void
choice_free (gpointer data)
{
  CwChoice *choice = data;

  g_free (choice->label);
  g_free (choice);
}

static GPtrArray *
choices_new (void)
{
  return g_ptr_array_new_with_free_func (choice_free);
}

static void
choices_add (GPtrArray  *choices,
             CwAct       act,
             const char *label)
{
  CwChoice *choice = g_new0 (CwChoice, 1);

  choice->act = act;
  choice->label = g_strdup (label);
  g_ptr_array_add (choices, choice);
}

static const char *
working_words (CwStage stage)
{
  switch (stage)
    {
    case CW_STAGE_LAYOUT:
      return _("Laying out…");
    case CW_STAGE_PRINT:
      return _("Printing…");
    case CW_STAGE_ENCODE:
      return _("Writing the chip…");
    case CW_STAGE_REGISTER:
      return _("Registering…");
    case CW_STAGE_HAND_OVER:
      return _("Finishing…");
    }
  g_return_val_if_reached ("");
}

/**
 * cw_words_before:
 * @may_issue: whether the record and its checks allow a card
 *
 * Returns: (transfer full) (element-type CwChoice): the choices before an order is started
 */
GPtrArray *
cw_words_before (gboolean may_issue)
{
  GPtrArray *choices = choices_new ();

  choices_add (choices, may_issue ? CW_ACT_ISSUE : CW_ACT_NONE, _("Issue card"));

  return choices;
}

/**
 * cw_words_while:
 * @stage: the stage that spoke last
 * @state: its state
 * @demo: whether the software card can be laid on the software reader by a button
 *
 * A real reader notices a card by itself: there the words only say what to do.
 *
 * Returns: (transfer full) (element-type CwChoice): the choices while an order runs
 */
GPtrArray *
cw_words_while (CwStage      stage,
                CwStageState state,
                gboolean     demo)
{
  GPtrArray *choices = choices_new ();

  if (state == CW_STAGE_STATE_WAITING && stage == CW_STAGE_ENCODE)
    choices_add (choices, demo ? CW_ACT_LAY_CARD : CW_ACT_NONE, _("Lay the card on the reader"));
  else if (state == CW_STAGE_STATE_WAITING)
    choices_add (choices, CW_ACT_NONE, _("Waiting…"));
  else
    choices_add (choices, CW_ACT_NONE, working_words (stage));

  return choices;
}

/**
 * cw_words_for_question:
 * @question: what only a person can know
 * @given_names: (nullable): of the student
 *
 * Returns: (transfer full) (element-type CwChoice): the answers
 */
GPtrArray *
cw_words_for_question (const CwQuestion *question,
                       const char       *given_names)
{
  GPtrArray *choices = choices_new ();
  g_autofree char *give = NULL;

  switch (question->kind)
    {
    case CW_QUESTION_WAS_PRINTED:
      choices_add (choices, CW_ACT_YES, _("Yes, it is well printed"));
      choices_add (choices, CW_ACT_NO, _("No card came out"));
      choices_add (choices, CW_ACT_SPOILED, _("Card is spoiled"));
      break;
    case CW_QUESTION_HAND_OVER:
      /* Translators: %s is the student's given name and cannot be inflected. */
      give = given_names != NULL && *given_names != '\0' ? g_strdup_printf (_("Give the card to %s"), given_names)
                                                         : g_strdup (_("Give the card to the student"));
      choices_add (choices, CW_ACT_YES, give);
      choices_add (choices, CW_ACT_NO, _("Not handed over"));
      break;
    case CW_QUESTION_TRY_AGAIN:
      choices_add (choices, CW_ACT_YES, _("Try again"));
      choices_add (choices, CW_ACT_SPOILED, _("Give this card up"));
      break;
    case CW_QUESTION_DESTROY:
      choices_add (choices, CW_ACT_YES, _("It is destroyed"));
      break;
    case CW_QUESTION_QUALITY:
      choices_add (choices, CW_ACT_YES, _("Yes, it is well printed"));
      choices_add (choices, CW_ACT_SPOILED, _("Card is spoiled"));
      break;
    }

  return choices;
}

/**
 * cw_words_after:
 * @end: how the order ended
 *
 * Returns: (transfer full) (element-type CwChoice): the choices after an order
 */
GPtrArray *
cw_words_after (CwIssueEnd end)
{
  GPtrArray *choices = choices_new ();

  choices_add (choices, CW_ACT_NEXT, _("Next, please"));
  switch (end)
    {
    case CW_ISSUE_ISSUED:
    case CW_ISSUE_READY:
      break;
    case CW_ISSUE_FAILED:
      choices_add (choices, CW_ACT_AGAIN, _("Same student again"));
      break;
    case CW_ISSUE_IN_DOUBT:
      choices_add (choices, CW_ACT_SETTLE, _("Settle it now"));
      break;
    }

  return choices;
}

/**
 * cw_words_so_far:
 * @states: of the five stages
 *
 * The order of the stages is the profile's, so every combination is told as it stands rather
 * than assumed from the last stage reached.
 *
 * Returns: (transfer full): a sentence for whoever wants to stop now
 */
char *
cw_words_so_far (const CwStageState states[CW_STAGE_COUNT])
{
  gboolean printed = states[CW_STAGE_PRINT] == CW_STAGE_STATE_DONE;
  gboolean encoded = states[CW_STAGE_ENCODE] == CW_STAGE_STATE_DONE;
  gboolean chipless = states[CW_STAGE_ENCODE] == CW_STAGE_STATE_SKIPPED;

  if (states[CW_STAGE_HAND_OVER] == CW_STAGE_STATE_DONE)
    return g_strdup (_("The card is already handed over."));
  if (printed && (encoded || chipless))
    return g_strdup (_("The card is finished but not handed over."));
  if (printed)
    return g_strdup (_("The card is printed; its chip is not finished."));
  if (states[CW_STAGE_PRINT] != CW_STAGE_STATE_TODO)
    return g_strdup (_("The card may already be in the printer: look before you use another one."));
  if (encoded)
    return g_strdup (_("The chip is written; nothing is printed yet."));
  if (states[CW_STAGE_ENCODE] != CW_STAGE_STATE_TODO && !chipless)
    return g_strdup (_("The chip may be partly written; nothing is printed yet."));

  return g_strdup (_("No card has been used yet."));
}

/**
 * cw_words_for_result:
 * @result: how the order ended
 * @registering: where the registering stage stood at the end
 *
 * Returns: (transfer full) (nullable): number and registration of an issued card
 */
char *
cw_words_for_result (const CwIssueResult *result,
                     CwStageState         registering)
{
  if (result->end != CW_ISSUE_ISSUED || result->escn == NULL)
    return NULL;
  if (result->registered)
    return g_strdup_printf (_("%s · registered"), result->escn);
  if (registering == CW_STAGE_STATE_SKIPPED)
    return g_strdup_printf (_("%s · this kind of card is not registered"), result->escn);

  return g_strdup_printf (_("%s · registration pending"), result->escn);
}

/**
 * cw_words_for_stage:
 * @stage: a stage
 * @state: its state
 *
 * Returns: (transfer full): what a screen reader says of it
 */
char *
cw_words_for_stage (CwStage      stage,
                    CwStageState state)
{
  const char *label = cw_stage_to_label (stage);

  switch (state)
    {
    case CW_STAGE_STATE_TODO:
      return g_strdup_printf (_("%s: not yet"), label);
    case CW_STAGE_STATE_WORKING:
      return g_strdup_printf (_("%s: under way"), label);
    case CW_STAGE_STATE_WAITING:
      return g_strdup_printf (_("%s: waiting for you"), label);
    case CW_STAGE_STATE_DONE:
      return g_strdup_printf (_("%s: done"), label);
    case CW_STAGE_STATE_SKIPPED:
      return g_strdup_printf (_("%s: not needed"), label);
    case CW_STAGE_STATE_TROUBLE:
      return g_strdup_printf (_("%s: trouble"), label);
    }
  g_return_val_if_reached (NULL);
}
