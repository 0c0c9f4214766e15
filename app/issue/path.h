/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/issue/step.h"

G_BEGIN_DECLS

/* One order's card in a printer that can be told where to take it. Each of these asks the printer
 * where the card is before and after; where it does not say, nothing is moved and nothing is fed.
 * Without such a printer all of them say that there is nothing to do. */

/* The chip of this order is written inside the printer. */
gboolean cw_order_is_inside      (CwOrder *order);
/* The chip is written before the card is printed. */
gboolean cw_order_encodes_first  (CwOrder *order);
/* Notes where the card is under @note; an error when the printer does not say. */
gboolean cw_order_note_place     (CwOrder     *order,
                                  const char  *note,
                                  CwCardPlace *place,
                                  GError     **error);
/* Before a job: the path is free, or this order's card is in it; held after printing or not. */
gboolean cw_order_prepare_path   (CwOrder *order,
                                  GError **error);
/* Before a job that is for no order: nothing is inside, and what is printed comes out. */
gboolean cw_issue_clear_path     (const CwIssueTools *tools,
                                  GError            **error);
/* To the station where the reader is. A blank is fed only for a plastic that this attempt wrote
 * down and that was not fed before. */
gboolean cw_order_bring_to_reader (CwOrder      *order,
                                   GCancellable *cancellable,
                                   GError      **error);
/* To the output tray, before it is handed over. */
gboolean cw_order_bring_out      (CwOrder *order,
                                  GError **error);
/* The card inside is the blank that was fed last, and that is this order's. @inside: (out) */
gboolean cw_order_find_inside    (CwOrder  *order,
                                  gboolean *inside,
                                  GError  **error);
/* Moves what is inside, with a journal row before and after. @subject: "plastic/7" */
gboolean cw_issue_move           (const CwIssueTools *tools,
                                  gint64              plastic_id,
                                  CwMove              move,
                                  GError            **error);

G_END_DECLS
