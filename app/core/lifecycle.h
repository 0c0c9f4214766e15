/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/core/values.h"

G_BEGIN_DECLS

/**
 * CwLifeAct:
 *
 * What changes the state of a card, or of a person in the register. The first three are the
 * saga's, EXPIRE is the calendar's, all others are a person's.
 */
typedef enum
{
  CW_LIFE_ACT_MAKE,     /* one step on while it is being made */
  CW_LIFE_ACT_DOUBT,    /* a person must look */
  CW_LIFE_ACT_SPOIL,    /* given up before it was handed out */
  CW_LIFE_ACT_ISSUE,    /* handed over */
  CW_LIFE_ACT_EXTEND,   /* the same plastic and number, a later last day */
  CW_LIFE_ACT_REPLACE,  /* another card was handed over in its place */
  CW_LIFE_ACT_LOST,
  CW_LIFE_ACT_STOLEN,
  CW_LIFE_ACT_SUSPEND,
  CW_LIFE_ACT_FIND,     /* back in force */
  CW_LIFE_ACT_WITHDRAW,
  CW_LIFE_ACT_EXPIRE,   /* its last day has passed */
  CW_LIFE_ACT_DESTROY,  /* the plastic is destroyed */
  CW_LIFE_ACT_CORRECT,  /* a person's data */
  CW_LIFE_ACT_LEAVE,    /* the person leaves the institution */
  CW_LIFE_ACT_RETURN,   /* and is back */
  CW_LIFE_ACT_NEW_ESI,
} CwLifeAct;

#define CW_LIFE_ACT_COUNT 17

/**
 * CwLifeOwed:
 *
 * What the register is owed by an act. A withdrawal is owed only for a card that the register was
 * told of, and nothing for cards that are not registered.
 */
typedef enum
{
  CW_LIFE_OWED_NOTHING,
  CW_LIFE_OWED_REGISTER, /* the person, then the card as it now is */
  CW_LIFE_OWED_WITHDRAW, /* the card goes */
  CW_LIFE_OWED_PERSON,   /* the person alone */
  CW_LIFE_OWED_LEAVE,    /* the person goes, after the cards */
} CwLifeOwed;

/**
 * CwStanding:
 *
 * How the register shall have a card that is to be registered.
 */
typedef enum
{
  CW_STANDING_ABSENT,
  CW_STANDING_ACTIVE,
  CW_STANDING_INACTIVE,
} CwStanding;

/**
 * CwLifeRule:
 *
 * One row of the table of allowed transitions.
 */
typedef struct
{
  CwLifeAct   act;
  guint       from;   /* bit set of 1 << CwCardState; 0: about the person, whatever the cards are */
  CwCardState to;     /* where @from is not 0 */
  gboolean    reason; /* a person must say why */
  CwLifeOwed  owed;
} CwLifeRule;

const char       *cw_life_act_to_name       (CwLifeAct   value);
gboolean          cw_life_act_from_name     (const char *name,
                                             CwLifeAct  *value);
const char       *cw_life_act_to_label      (CwLifeAct   value);
const char       *cw_life_owed_to_name      (CwLifeOwed  value);

/* The table, row by row. */
guint             cw_life_count_rules       (void);
const CwLifeRule *cw_life_get_rule          (guint row);
/* (nullable): the row of @act for a card that is @from; for the person */
const CwLifeRule *cw_life_find_rule         (CwLifeAct   act,
                                             CwCardState from);
const CwLifeRule *cw_life_find_person_rule  (CwLifeAct act);
/* Refuses with a sentence that says what can be done with the card. @name: how it is called there */
const CwLifeRule *cw_life_check             (CwLifeAct   act,
                                             CwCardState from,
                                             const char *name,
                                             GError    **error);
gboolean          cw_life_needs_reason      (CwLifeAct act);

gboolean          cw_card_state_may_become  (CwCardState from,
                                             CwCardState to);
CwStanding        cw_card_state_get_standing (CwCardState value);

G_END_DECLS
