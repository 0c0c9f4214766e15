/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/issue/leftover.h"

G_BEGIN_DECLS

/* Between finding and settling only. */

/* Has no end in the ledger yet. */
gboolean cw_plastic_row_is_open   (const CwPlasticRow *row);
/* The row of the card inside, by its chip where that could be read, else the last blank of this
 * printer. @row: (out) (transfer full) (nullable): nobody knows it */
gboolean cw_leftover_find_plastic (const CwIssueTools *tools,
                                   const char         *uid,
                                   CwPlasticRow      **row,
                                   GError            **error);

G_END_DECLS
