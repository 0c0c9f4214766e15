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
 * cw_words_before_reissue:
 * @may_issue: whether it can be begun: before, that the record and its checks allow a card; while
 *   asking, that a reason is given
 * @asking: whether the reason is being chosen
 *
 * Returns: (transfer full) (element-type CwChoice): the choices where the student has a card
 */
GPtrArray *
cw_words_before_reissue (gboolean may_issue,
                         gboolean asking)
{
  GPtrArray *choices = choices_new ();

  if (asking)
    {
      choices_add (choices, may_issue ? CW_ACT_ISSUE : CW_ACT_NONE, _("Issue another card"));
      choices_add (choices, CW_ACT_AGAIN, _("Leave it"));
    }
  else
    {
      choices_add (choices, may_issue ? CW_ACT_WHY : CW_ACT_NONE, _("Issue another card…"));
    }

  return choices;
}

/**
 * cw_words_for_open:
 * @ready: whether the card is made and waits to be handed over
 *
 * Returns: (transfer full) (element-type CwChoice): the choices where the student's order is open
 */
GPtrArray *
cw_words_for_open (gboolean ready)
{
  GPtrArray *choices = choices_new ();

  choices_add (choices, CW_ACT_SETTLE, ready ? _("Hand it over") : _("Settle it now"));

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
 * @blank: whether nothing is printed yet: the card that the question is about is a blank
 *
 * Returns: (transfer full) (element-type CwChoice): the answers
 */
GPtrArray *
cw_words_for_question (const CwQuestion *question,
                       const char       *given_names,
                       gboolean          blank)
{
  GPtrArray *choices = choices_new ();
  g_autofree char *give = NULL;

  switch (question->kind)
    {
    case CW_QUESTION_WAS_PRINTED:
      choices_add (choices, CW_ACT_YES, blank ? _("Yes, a blank came out") : _("Yes, it is well printed"));
      choices_add (choices, CW_ACT_NO, _("No card came out"));
      if (!blank)
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
 * cw_words_when_stopped:
 * @states: of the five stages
 *
 * Returns: (transfer full): what becomes of the plastic, for whoever wants to stop now
 */
char *
cw_words_when_stopped (const CwStageState states[CW_STAGE_COUNT])
{
  gboolean printed = states[CW_STAGE_PRINT] == CW_STAGE_STATE_DONE;
  gboolean encoding = states[CW_STAGE_ENCODE] != CW_STAGE_STATE_TODO && states[CW_STAGE_ENCODE] != CW_STAGE_STATE_SKIPPED;

  if (states[CW_STAGE_HAND_OVER] == CW_STAGE_STATE_DONE)
    return g_strdup (_("Nothing is taken back by stopping."));
  if (printed)
    return g_strdup (_("Keep it: this same card is gone on with later."));
  if (states[CW_STAGE_PRINT] != CW_STAGE_STATE_TODO && states[CW_STAGE_PRINT] != CW_STAGE_STATE_SKIPPED)
    return g_strdup (_("The printer is asked to take it off. If it has begun, the card comes out all the same, whole or half printed: keep it, you are asked about it."));
  if (encoding)
    return g_strdup (_("Keep it: this same card is gone on with later."));

  return g_strdup (_("None is used by stopping."));
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

char *
cw_words_for_batch (const CwBatchNote *note)
{
  const char *name = note->name != NULL && *note->name != '\0' ? note->name : _("Batch");

  /* Translators: name of the batch, cards made, cards in all: "Batch: 12 of 50". */
  return g_strdup_printf (_("%s: %u of %u"), name, note->made, note->total);
}

/* @words: (transfer full): left out where there are none of them */
static void
add_count (GPtrArray *parts,
           guint      n,
           char      *words)
{
  if (n > 0)
    g_ptr_array_add (parts, words);
  else
    g_free (words);
}

static char *
join (GPtrArray  *parts,
      const char *between)
{
  if (parts->len == 0)
    return NULL;

  g_ptr_array_add (parts, NULL);

  return g_strjoinv (between, (char **) parts->pdata);
}

/* The reason of a pause or an end, else whose card is being made; then what a person must see to. */
char *
cw_words_for_batch_news (const CwBatchNote *note)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  switch (note->state)
    {
    case CW_BATCH_STATE_RUNNING:
      g_ptr_array_add (parts, g_strdup (note->current != NULL ? note->current : _("Going on with the next card.")));
      if (note->sentence != NULL)
        g_ptr_array_add (parts, g_strdup (note->sentence));
      break;
    case CW_BATCH_STATE_PAUSED:
      g_ptr_array_add (parts, g_strdup (note->reason != NULL ? note->reason : _("Paused.")));
      break;
    case CW_BATCH_STATE_DONE:
      g_ptr_array_add (parts, g_strdup (_("Done.")));
      break;
    case CW_BATCH_STATE_CANCELLED:
      g_ptr_array_add (parts, g_strdup (note->reason != NULL ? note->reason : _("Cancelled.")));
      break;
    }
  add_count (parts, note->in_doubt, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u card in doubt", "%u cards in doubt", note->in_doubt), note->in_doubt));
  add_count (parts, note->failed, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u not made", "%u not made", note->failed), note->failed));
  add_count (parts, note->skipped, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u left out", "%u left out", note->skipped), note->skipped));

  return join (parts, "\n");
}

char *
cw_words_for_batch_forecast (const CwBatchNote *note)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  if (note->state == CW_BATCH_STATE_DONE || note->state == CW_BATCH_STATE_CANCELLED)
    return NULL;
  if (note->forecast != NULL)
    g_ptr_array_add (parts, g_strdup (note->forecast));
  add_count (parts, note->waiting, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u card to come", "%u cards to come", note->waiting), note->waiting));

  return join (parts, "\n");
}

static const char *
runs_out_words (CwSupplyKind kind)
{
  switch (kind)
    {
    case CW_SUPPLY_RIBBON:
      return _("The ribbon runs out before the end: the batch then waits until you have put in a new one.");
    case CW_SUPPLY_BLANKS:
      return _("The blanks run out before the end: the batch then waits until you have filled the feeder.");
    case CW_SUPPLY_CLEANING:
      return _("The printer is due for cleaning before the end: the batch then waits until you have cleaned it.");
    }
  g_return_val_if_reached ("");
}

/**
 * cw_words_to_begin_batch:
 * @n_cards: cards that would be made
 * @possible: what is in the printer
 *
 * Returns: (transfer full): sentences, one a line, for the question before a batch
 */
char *
cw_words_to_begin_batch (guint             n_cards,
                         const CwPossible *possible)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  add_count (lines, n_cards, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "It takes %u blank and ribbon for as many cards.", "It takes %u blanks and ribbon for as many cards.", n_cards), n_cards));
  for (guint i = 0; i < G_N_ELEMENTS (possible->counts); i++)
    {
      char *line = cw_supply_count_to_sentence (&possible->counts[i]);

      if (line != NULL)
        g_ptr_array_add (lines, line);
    }
  if (possible->cards < 0)
    g_ptr_array_add (lines, g_strdup (_("How many cards are possible now is not known: look at ribbon and feeder first.")));
  else if ((guint) possible->cards < n_cards)
    g_ptr_array_add (lines, g_strdup (runs_out_words (possible->limit)));
  g_ptr_array_add (lines, g_strdup (_("The cards lie in the tray until they are handed over. A student at the counter goes before the next one.")));

  return join (lines, "\n");
}

gboolean
cw_words_are_some (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  return *stripped != '\0';
}
