/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "app/store/store.h"

G_BEGIN_DECLS

/* What students.c stores and search.c looks for: the words of a name or number. */

/* the columns that cw_student_read() takes, of a table or join called s */
#define CW_STUDENT_SELECT "SELECT s.id, s.institution_id, s.number, s.given_names, s.family_name, s.email, s.programme, s.level, s.esi, s.valid_until, s.registered_esi, s.left_at"

gpointer   cw_student_read    (sqlite3_stmt *stmt,
                               GError      **error);
char      *cw_words_cut_key   (const char *key);
GPtrArray *cw_words_of_key    (const char *key);
GPtrArray *cw_words_of_query  (const char *query);

G_END_DECLS
