/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/issue/operator.h"
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
  CW_ACT_SETTLE,   /* resume the order that stopped in doubt */
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
GPtrArray *cw_words_while        (CwStage      stage,
                                  CwStageState state,
                                  gboolean     demo);
GPtrArray *cw_words_for_question (const CwQuestion *question,
                                  const char       *given_names);
GPtrArray *cw_words_after        (CwIssueEnd end);

/* What has happened to the plastic so far, in one honest sentence. (transfer full) */
char      *cw_words_so_far       (const CwStageState states[CW_STAGE_COUNT]);
/* The card's number and its registration; %NULL unless issued. (nullable) (transfer full) */
char      *cw_words_for_result   (const CwIssueResult *result,
                                  CwStageState         registering);
char      *cw_words_for_stage    (CwStage      stage,
                                  CwStageState state);

G_END_DECLS
