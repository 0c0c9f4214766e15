/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CwRetained:
 * @CW_RETAINED_PHOTO: the photo; days count from when the newest card was handed over
 * @CW_RETAINED_RECORD: the student's record; from the end of the last card (expired, withdrawn,
 *   …) or, where there never was one, from the end of studies
 * @CW_RETAINED_ORDERS: the record frozen in an order; from when the order was closed
 *
 * What is kept for a time and then forgotten.
 */
typedef enum
{
  CW_RETAINED_PHOTO,
  CW_RETAINED_RECORD,
  CW_RETAINED_ORDERS,
} CwRetained;

#define CW_RETAINED_COUNT 3

/* Days of what has no rule. */
#define CW_RETENTION_NEVER (-1)

/* A hundred years: more is a slip of the keyboard. */
#define CW_RETENTION_MAX_DAYS 36525

/**
 * CwKept:
 *
 * Why something is kept, in the order in which it is asked; %CW_KEPT_NOT: it is forgotten.
 */
typedef enum
{
  CW_KEPT_NOT,
  CW_KEPT_NO_RULE,
  CW_KEPT_OPEN,       /* a card is being made, or waits in a batch */
  CW_KEPT_IN_FORCE,   /* a card is not at its end */
  CW_KEPT_OWED,       /* the register is owed a message */
  CW_KEPT_REGISTERED, /* the register knows the person */
  CW_KEPT_NO_DATE,    /* that from which days count has not happened */
  CW_KEPT_NOT_YET,    /* the days are not over */
} CwKept;

#define CW_KEPT_COUNT 8

/**
 * CwRetentionFacts:
 *
 * What the rules ask of one student or order. Dates are yyyy-MM-dd, %NULL: has not happened.
 */
typedef struct
{
  gboolean    open;        /* an order without an outcome, or a place in a batch that is not done */
  gboolean    in_force;    /* a card that is not at its end */
  gboolean    owed;        /* a message that waits, or was refused and waits for a person */
  gboolean    registered;  /* the register was told of the person and not that they left */
  const char *handed_over; /* the newest card */
  const char *ended;       /* the last card */
  const char *studies_end;
  const char *closed;      /* the order */
} CwRetentionFacts;

const char *cw_retained_to_name   (CwRetained   value);
gboolean    cw_retained_from_name (const char  *name,
                                   CwRetained  *value);
const char *cw_retained_to_label  (CwRetained   value);
const char *cw_kept_to_name       (CwKept       value);
/* A sentence in the operator's language. */
const char *cw_kept_to_label      (CwKept       value);

/* What keeps it whatever the days are; %CW_KEPT_NOT: nothing. */
CwKept      cw_retention_obstacle (CwRetained              what,
                                   const CwRetentionFacts *facts);
CwKept      cw_retention_judge    (CwRetained              what,
                                   int                     days,
                                   const CwRetentionFacts *facts,
                                   const char             *today,
                                   char                  **due);

G_END_DECLS
