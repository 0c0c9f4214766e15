/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/station/reconcile.h"

G_BEGIN_DECLS

/* What is said of a comparison with the register. (transfer full) */

/* How many rows of the register's lists were read so far. */
char *cw_words_while_comparing  (guint rows);
/* What was compared, and what differs. */
char *cw_words_for_comparison        (const CwReconciliation *found);
char *cw_words_for_comparison_detail (const CwReconciliation *found);
/* Whether there is a repair that is not on its way already. */
gboolean cw_words_can_repair    (const CwDifference *difference);
/* How many repairs of which kind there would be; %NULL: none. (nullable) */
char *cw_words_to_repair_all    (const CwReconciliation *found,
                                 guint                  *n_repairs);
char *cw_words_after_repair     (const CwRepairSum *sum);
/* Here, there, and what can be done, line by line. */
char *cw_words_for_difference   (const CwDifference *difference);
/* On the button that repairs it. (transfer none) */
const char *cw_words_for_repair (CwRepair repair);

G_END_DECLS
