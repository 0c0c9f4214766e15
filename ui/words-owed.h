/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/station/register.h"

G_BEGIN_DECLS

/* What is said of what the register is owed. (transfer full) */

/* @age: microseconds: "2 hours", "less than a minute" */
char *cw_words_for_age          (gint64 age);
/* "3 messages wait, 1 refused", as the station's status has them */
char *cw_words_for_counts       (const CwStoreCounts *counts);
/* "3 messages are owed, the oldest for 2 hours." */
char *cw_words_for_owed         (const CwOwedList *list);
/* What becomes of them, and what a person must do. */
char *cw_words_for_owed_detail  (const CwOwedList *list);
/* "Owed for 2 hours, tried 3 times" */
char *cw_words_for_owed_note    (const CwOwedNote *note);

G_END_DECLS
