/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/issue/issue.h"

G_BEGIN_DECLS

/**
 * CwLeftoverKind:
 *
 * What a start may find that nobody is at work on.
 */
typedef enum
{
  CW_LEFTOVER_CARD_INSIDE, /* a card is in the printer */
  CW_LEFTOVER_JOB,         /* a job of ours is still with the printer or its queue */
  CW_LEFTOVER_FOREIGN_JOB, /* a job of another desk, or of a stranger */
} CwLeftoverKind;

typedef enum
{
  CW_LEFTOVER_FINISH,     /* take the order up where it stopped */
  CW_LEFTOVER_REJECT,     /* to the reject tray, or out and destroyed; the plastic is spoiled */
  CW_LEFTOVER_HAND_OVER,  /* eject it: the operator has it in hand and says what it is */
  CW_LEFTOVER_CANCEL_JOB, /* take the job off; its card is then found out about */
  CW_LEFTOVER_LEAVE,      /* as it is: it is offered again next time */
} CwLeftoverAct;

#define CW_LEFTOVER_MAY(leftover, act) (((leftover)->acts & (1u << (act))) != 0)

/**
 * CwLeftover:
 *
 * One finding, with what can be done about it.
 */
typedef struct
{
  CwLeftoverKind kind;
  gint64         order_id; /* whose card it is; 0: not known */
  char          *uid;      /* (nullable) of the chip, where it could be read */
  char          *job_id;   /* (nullable) */
  char          *job_name; /* (nullable) */
  char          *sentence; /* what was found, and what is asked; translated */
  guint          acts;     /* bit set of 1 << CwLeftoverAct */
} CwLeftover;

CwLeftover *cw_leftover_copy          (const CwLeftover *self);
void        cw_leftover_free          (CwLeftover *self);
const char *cw_leftover_kind_to_name  (CwLeftoverKind kind);
const char *cw_leftover_act_to_name   (CwLeftoverAct act);
gboolean    cw_leftover_act_from_name (const char    *name,
                                       CwLeftoverAct *act);
/* The words of a button, translated. */
const char *cw_leftover_act_to_label  (CwLeftoverAct act);

/* What is in the printer and its queue: of CwLeftover. Looks and asks; moves and cancels nothing.
 * A printer that is off is no error: what is inside it is found when it answers. */
GPtrArray  *cw_issue_find_leftovers   (const CwIssueTools *tools,
                                       GError            **error);
/* Does one of the acts it may. @result: (out) (optional) (nullable): how the order ended, if one was
 * taken up. */
gboolean    cw_issue_settle_leftover  (const CwIssueTools *tools,
                                       const CwLeftover   *leftover,
                                       CwLeftoverAct       act,
                                       CwOperator         *operator,
                                       GCancellable       *cancellable,
                                       CwIssueResult     **result,
                                       GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwLeftover, cw_leftover_free)

G_END_DECLS
