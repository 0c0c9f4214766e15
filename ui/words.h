/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/issue/operator.h"
#include "app/station/batch.h"
#include "app/station/station.h"

G_BEGIN_DECLS

/**
 * CwAct:
 *
 * What a button at the foot of the desk does. The numbers are signal arguments, not stored.
 */
typedef enum
{
  CW_ACT_NONE,     /* nothing to press: the words tell what is going on */
  CW_ACT_ISSUE,
  CW_ACT_LAY_CARD, /* demo station only */
  CW_ACT_YES,
  CW_ACT_NO,
  CW_ACT_SPOILED,
  CW_ACT_NEXT,
  CW_ACT_AGAIN,    /* back to the same student, before anything is spent */
  CW_ACT_SETTLE,   /* resume the order that stopped in doubt, or hand over the card that is ready */
  CW_ACT_WHY,      /* the student has a card: ask first why there is to be another */
} CwAct;

/**
 * CwChoice:
 *
 * One button: its words and its act. %CW_ACT_NONE cannot be pressed.
 */
typedef struct
{
  CwAct act;
  char *label;
} CwChoice;

/* Choices are arrays of CwChoice; the first is the next thing to do. (transfer full) */
GPtrArray *cw_words_before       (gboolean may_issue);
/* The student has a card in force: @asking, while the reason is being chosen. */
GPtrArray *cw_words_before_reissue (gboolean may_issue,
                                    gboolean asking);
/* The student has an open order: @ready, made and in the tray. */
GPtrArray *cw_words_for_open     (gboolean ready);
GPtrArray *cw_words_while        (CwStage      stage,
                                  CwStageState state,
                                  gboolean     demo);
/* @blank: nothing is printed yet: the card that the question is about is a blank */
GPtrArray *cw_words_for_question (const CwQuestion *question,
                                  const char       *given_names,
                                  gboolean          blank);
GPtrArray *cw_words_after        (CwIssueEnd end);

/* What has happened to the plastic so far, in one honest sentence. (transfer full) */
char      *cw_words_so_far       (const CwStageState states[CW_STAGE_COUNT]);
/* What becomes of it when the order is stopped now, and what to do with it. (transfer full) */
char      *cw_words_when_stopped (const CwStageState states[CW_STAGE_COUNT]);
/* The card's number and its registration; %NULL unless issued. (nullable) (transfer full) */
char      *cw_words_for_result   (const CwIssueResult *result,
                                  CwStageState         registering);
char      *cw_words_for_stage    (CwStage      stage,
                                  CwStageState state);

/* "Batch: 12 of 50" (transfer full) */
char      *cw_words_for_batch          (const CwBatchNote *note);
/* Whose card it is at, or why it stands still, and what a person must still look at. (transfer full) */
char      *cw_words_for_batch_news     (const CwBatchNote *note);
/* What is still to come; %NULL when nothing is. (nullable) (transfer full) */
char      *cw_words_for_batch_forecast (const CwBatchNote *note);
/* What a batch of @n_cards takes, against what is in the printer. (transfer full) */
char      *cw_words_to_begin_batch     (guint             n_cards,
                                        const CwPossible *possible);

/* whether a person wrote anything but spaces */
gboolean   cw_words_are_some           (const char *text);

G_END_DECLS
