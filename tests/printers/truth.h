/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/printer.h"

G_BEGIN_DECLS

/* What the rig says came out, against what Cardwright says: one row of the table for each case. */

typedef struct
{
  guint    plastics; /* blanks that left the hopper for a job */
  guint    allowed;  /* 1; 2 where the printer or its queue takes a second one by itself: that must be seen */
  guint    whole;    /* of them: in the output tray with exactly what was sent on every side */
  char    *words;    /* "nothing moved"; "card out, whole"; "card inside, 1 side of 2" */
} Truth;

typedef enum
{
  SAID_PRINTED,
  SAID_NOT_PRINTED,
  SAID_UNCERTAIN,
  SAID_REFUSED, /* submit failed: nothing was printed */
  SAID_NOTHING, /* no outcome at all */
} Said;

typedef enum
{
  VERDICT_RIGHT,
  VERDICT_CAUTIOUS, /* uncertain, though the card was whole or nothing had moved */
  VERDICT_WRONG,
} Verdict;

/* What became of the job named @job_name, whose card has @sides sides. */
void        truth_read    (Truth      *self,
                           const char *job_name,
                           guint       sides);
void        truth_clear   (Truth *self);
/* How many panels the last blank of that job has taken; -1: none has left the hopper. */
int         truth_panels  (const char *job_name);
/* Whether a card of that job, or of any (%NULL), is inside of a printer. */
gboolean    truth_inside  (const char *job_name);
Verdict     truth_judge   (const Truth *self,
                           Said         said);
Said        said_from_outcome (CwPrintOutcome outcome);
const char *said_to_name  (Said said);
/* Prints the row as a diagnostic, and into the file that CW_TABLE names. */
void        truth_tell    (const Truth *self,
                           const char  *what,
                           const char  *printer,
                           const char  *way,
                           Said         said,
                           const char  *why);

G_END_DECLS
