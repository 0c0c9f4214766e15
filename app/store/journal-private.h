/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "app/store/chain.h"
#include "app/store/journal.h"

G_BEGIN_DECLS

/* What the files of the journal share. */

/* the columns that cw_journal_row_read() takes */
#define CW_JOURNAL_SELECT "SELECT id, at, act, subject, operator_name, details, hash, station FROM journal"

#define CW_SIGNATURE_SELECT "SELECT day, entry, hash, algorithm, key_label, key_version, public_key, signature, signed_at FROM journal_signatures"

/* the act that a signature leaves, and its subject before the day */
#define CW_JOURNAL_ACT_SIGN "journal.sign"
#define CW_JOURNAL_SUBJECT "journal/"

gpointer cw_journal_row_read   (sqlite3_stmt *stmt,
                                GError      **error);
/* @hash: (out) (transfer full) (nullable): NULL when there is no head */
gboolean cw_journal_read_head  (CwStore *self,
                                gint64  *id,
                                char   **hash,
                                GError **error);

gpointer cw_signature_read     (sqlite3_stmt *stmt,
                                GError      **error);
/* (transfer full): what its entry in the journal says of it, a JSON object without its last brace */
GString *cw_signature_details  (const CwJournalSignature *self);

/* Moments as texts; NULL outside the years 1 to 9999. (transfer full) */
char    *cw_moment_to_text     (gint64 at);
char    *cw_moment_to_day      (gint64 at);
/* "2026-11-23T12:00:00.000000Z" and nothing else */
gboolean cw_moment_from_text   (const char *text,
                                gint64     *at);
/* @start: (out): the day's first moment, UTC */
gboolean cw_moment_of_day      (const char *day,
                                gint64     *start,
                                GError    **error);

G_END_DECLS
