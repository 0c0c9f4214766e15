/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/core/lifecycle.h"
#include "app/issue/issue.h"

G_BEGIN_DECLS

/* What is done to cards and persons after the saga: each act is one transaction of state, reason,
 * dates, journal and what the register is owed, or nothing. Of the tools only store and clock are
 * used. May stand inside a transaction of the caller. Blocking; any thread but the GTK thread.
 *
 * Errors: %CW_ERROR_REFUSED when the table of app/core/lifecycle.h does not have the act for this
 * state, when the order that makes the card is still open, or when another card stands in the way;
 * %CW_ERROR_INVALID when a reason is owed and not given, or a value is wrong. Nothing is changed
 * then.
 *
 * @reason: (nullable): at most 1000 bytes; owed where cw_life_needs_reason() says so */

/* One card. @act: REPLACE, LOST, STOLEN, SUSPEND, FIND, WITHDRAW, EXPIRE or DESTROY. */
gboolean   cw_life_act_on_card  (const CwIssueTools *tools,
                                 CwLifeAct           act,
                                 gint64              card_id,
                                 const char         *reason,
                                 GError            **error);
/* @until: yyyy-MM-dd, later than the last day now, not after the end of studies */
gboolean   cw_life_extend       (const CwIssueTools *tools,
                                 gint64              card_id,
                                 const char         *until,
                                 GError            **error);
/* A card given up before it was handed out; the register too, where it was told of it. For the saga. */
gboolean   cw_life_spoil        (const CwIssueTools *tools,
                                 gint64              card_id,
                                 const char         *reason,
                                 GError            **error);

/* A person. @student: the record as it shall be; @told: (out) (optional): whether the register is told */
gboolean   cw_life_correct      (const CwIssueTools *tools,
                                 const CwStudent    *student,
                                 gboolean           *told,
                                 GError            **error);
/* All cards in use are withdrawn, then the person goes from the register. */
gboolean   cw_life_leave        (const CwIssueTools *tools,
                                 const char         *student_id,
                                 const char         *reason,
                                 GError            **error);
gboolean   cw_life_return       (const CwIssueTools *tools,
                                 const char         *student_id,
                                 GError            **error);
/* As when the person leaves, under the old ESI; then the record has the new one. */
gboolean   cw_life_new_esi      (const CwIssueTools *tools,
                                 const char         *student_id,
                                 const char         *esi,
                                 const char         *reason,
                                 GError            **error);

/* (transfer full): of CwCard: those whose last day has passed and that are not expired yet, oldest
 * last day first; @limit 0: all */
GPtrArray *cw_life_list_ended   (const CwIssueTools *tools,
                                 guint               limit,
                                 guint               offset,
                                 GError            **error);
/* Expires them all, a few in one transaction; what was done stays done when it is stopped. One that
 * cannot be expired does not keep the others: the first such error comes at the end.
 * @n_cards: (out): how many became expired */
gboolean   cw_life_expire_ended (const CwIssueTools *tools,
                                 guint              *n_cards,
                                 GCancellable       *cancellable,
                                 GError            **error);

G_END_DECLS
