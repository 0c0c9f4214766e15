/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "app/core/values.h"

G_BEGIN_DECLS

/**
 * CwStage:
 *
 * What the desk shows of the steps: five stages from request to hand.
 */
typedef enum
{
  CW_STAGE_LAYOUT,    /* reserve, layout */
  CW_STAGE_PRINT,     /* print */
  CW_STAGE_ENCODE,    /* encode, verify */
  CW_STAGE_REGISTER,  /* register */
  CW_STAGE_HAND_OVER, /* hand over */
} CwStage;

#define CW_STAGE_COUNT 5

typedef enum
{
  CW_STAGE_STATE_TODO,
  CW_STAGE_STATE_WORKING,
  CW_STAGE_STATE_WAITING, /* for the operator: the sentence says what to do */
  CW_STAGE_STATE_DONE,
  CW_STAGE_STATE_SKIPPED, /* this profile does not have it */
  CW_STAGE_STATE_TROUBLE, /* the sentence says what happened and what to do */
} CwStageState;

/**
 * CwQuestionKind:
 *
 * What only a person can know. The answers to each are in the comment.
 */
typedef enum
{
  CW_QUESTION_WAS_PRINTED, /* "Did the card come out well printed?" YES, NO (nothing came out), SPOILED (came out, not usable) */
  CW_QUESTION_HAND_OVER,   /* "Give the card to …" YES, NO */
  CW_QUESTION_TRY_AGAIN,   /* reader or chip trouble: YES try the same card again, SPOILED give this plastic up */
  CW_QUESTION_DESTROY,     /* a spoiled card lies on the desk: YES it is destroyed; nothing else goes on before */
  CW_QUESTION_QUALITY,     /* "Is the print good?" YES, SPOILED */
} CwQuestionKind;

typedef enum
{
  CW_ANSWER_LATER,   /* not answered: the order stays open and in doubt */
  CW_ANSWER_YES,
  CW_ANSWER_NO,
  CW_ANSWER_SPOILED,
} CwAnswer;

typedef struct
{
  CwQuestionKind kind;
  gint64         order_id;
  char          *sentence;   /* the question, translated */
  char          *detail;     /* (nullable) what is known, translated */
} CwQuestion;

/**
 * CwOperator:
 *
 * The person at the desk, as the saga sees them. Called on the issuing thread.
 */
#define CW_TYPE_OPERATOR (cw_operator_get_type ())

G_DECLARE_INTERFACE (CwOperator, cw_operator, CW, OPERATOR, GObject)

struct _CwOperatorInterface
{
  GTypeInterface parent_iface;

  void     (*show) (CwOperator  *self,
                    CwStage      stage,
                    CwStageState state,
                    const char  *sentence);
  CwAnswer (*ask)  (CwOperator       *self,
                    const CwQuestion *question,
                    GCancellable     *cancellable);
};

/* Shows where the card is; @sentence: (nullable). */
void        cw_operator_show   (CwOperator  *self,
                                CwStage      stage,
                                CwStageState state,
                                const char  *sentence);
/* Blocks until answered or cancelled (%CW_ANSWER_LATER). */
CwAnswer    cw_operator_ask    (CwOperator       *self,
                                const CwQuestion *question,
                                GCancellable     *cancellable);

CwStage     cw_stage_of_step   (CwStepKind kind);
const char *cw_stage_to_name   (CwStage stage);
const char *cw_stage_to_label  (CwStage stage);
const char *cw_stage_state_to_name (CwStageState state);
const char *cw_answer_to_name  (CwAnswer answer);
CwQuestion *cw_question_copy   (const CwQuestion *self);
void        cw_question_free   (CwQuestion *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwQuestion, cw_question_free)

G_END_DECLS
