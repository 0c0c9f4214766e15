/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/issue/lifecycle.h"

G_BEGIN_DECLS

/* What the two files of the life cycle share. */

gboolean cw_life_check_reason (CwLifeAct   act,
                               const char *reason,
                               GError    **error);
/* Commits when @ok, else undoes and returns FALSE. */
gboolean cw_life_end          (const CwIssueTools *tools,
                               gboolean            ok,
                               GError            **error);
/* Rows, ledger and message, after all was checked; within a transaction. */
gboolean cw_life_write        (const CwIssueTools *tools,
                               CwLifeAct           act,
                               const CwCard       *card,
                               const char         *reason,
                               const char         *expires_at,
                               GError            **error);

G_END_DECLS
