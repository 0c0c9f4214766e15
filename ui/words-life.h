/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/station/lifecycle.h"

G_BEGIN_DECLS

/* What is said of a card that a student has, and before and after something is done with it. */

/* "In force, valid until 31.08.2029" (transfer full) */
char       *cw_words_for_card      (const CwCardNote *note);
/* In the menu, with its mnemonic: "Report _Lost…"; an act with a dialog has the dots. */
const char *cw_words_for_life_act  (CwLifeAct act);
/* Whether it is done at once, since it can be taken back. */
gboolean    cw_words_is_asked      (CwLifeAct act);
/* The question before it: heading, what will happen, the words of its button. */
const char *cw_words_to_act_title  (CwLifeAct act);
char       *cw_words_to_act_body   (CwLifeAct         act,
                                    const CwCardNote *note,
                                    const char       *name);
const char *cw_words_to_act_go     (CwLifeAct act);
/* What is typed: a reason that is owed, one that is not, or a day. */
const char *cw_words_to_act_entry  (CwLifeAct act);
/* Afterwards. */
const char *cw_words_after_act     (CwLifeAct act);

gboolean    cw_words_are_date      (const char *text);
/* "31.08.2029" or "2029-08-31"; (nullable) (transfer full): yyyy-MM-dd */
char       *cw_words_to_date       (const char *text);
/* "31.08.2029" (transfer full) */
char       *cw_words_for_date      (const char *date);

G_END_DECLS
