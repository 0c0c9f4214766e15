/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/issue/step.h"

G_BEGIN_DECLS

/* Giving a card up, in two commits with the world between them: first it is written down that this
 * piece of plastic will not be handed out, then it is got rid of, then it counts as spoiled. The
 * order stays open until then. */

/* @step_open: the step at work ends failed with it. Closes the order at once when there is no
 * plastic. */
gboolean cw_order_give_up    (CwOrder    *order,
                              gboolean    step_open,
                              const char *reason,
                              GError    **error);
/* Whether it was given up, but its plastic is not known to be gone. */
gboolean cw_order_is_given_up (CwOrder *order);
/* To the reject tray, or destroyed by a person. @sentence: (out): how it stands. Returns %FALSE only
 * when the store failed. */
gboolean cw_order_dispose    (CwOrder      *order,
                              CwStage       stage,
                              GCancellable *cancellable,
                              gboolean     *done,
                              char        **sentence,
                              GError      **error);

/* A plastic inside the printer goes to the reject tray, or out where there is none. @rejected: (out):
 * no hand is needed any more. Errors of the printer are told in @trouble. */
gboolean cw_issue_reject     (const CwIssueTools *tools,
                              gint64              plastic_id,
                              gboolean           *rejected,
                              GError            **trouble);
/* "Cut it up, then confirm." */
CwAnswer cw_issue_ask_destroy (CwOperator   *operator,
                               gint64        order_id,
                               const char   *sentence,
                               const char   *detail,
                               GCancellable *cancellable);

G_END_DECLS
