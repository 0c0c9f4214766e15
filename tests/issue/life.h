/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/issue/lifecycle.h"
#include "app/store/lifecycle.h"
#include "tests/router/desk.h"

G_BEGIN_DECLS

/* What the tests of the life cycle share, over a desk of tests/router: students, cards that were
 * handed over, and what register, journal and outbox then hold. */

/* the last day of a card that life_issue() makes before it */
#define LIFE_ENDS "2027-08-31"

CwIssueTools life_get_tools (Desk *desk);
CwCard *life_get_card (Desk  *desk,
                       gint64 id);
void life_assert_state (Desk       *desk,
                        gint64      id,
                        CwCardState state);
/* A card as its order leaves it before the step “register”. */
CwCard *life_make_card (Desk       *desk,
                        const char *student_id);
void life_hand_over (Desk   *desk,
                     CwCard *card);
gint64 life_issue (Desk       *desk,
                   const char *student_id);
void life_add_student (Desk       *desk,
                       const char *number);
/* Sends until nothing waits: what is not due yet becomes so. */
void life_send_all (Desk *desk);
/* How the register has the card: "not there", or status and last day. */
char *life_look_up (Desk  *desk,
                    gint64 id);
char *life_expect_there (CwCard *card);
void life_assert_same (Desk  *desk,
                       gint64 id);
gboolean life_knows_person (Desk       *desk,
                            const char *esi);
guint life_count_journal (Desk *desk);
/* The acts since that row of the journal. */
char *life_list_acts (Desk *desk,
                      guint since);
char *life_list_kinds (Desk  *desk,
                       gint64 card_id);
gint64 life_set_up_issued (Desk *desk);

G_END_DECLS
