/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "app/store/store.h"

G_BEGIN_DECLS

/* One row of the ledger as the files of this room read it. */

/* the columns that cw_plastic_row_read() takes */
#define CW_PLASTIC_SELECT "SELECT id, card_id, purpose, printer, job, sets, operator_name, uid, state, reason, fed_at, state_at FROM plastics"

gpointer cw_plastic_row_read (sqlite3_stmt *stmt,
                              GError      **error);

G_END_DECLS
