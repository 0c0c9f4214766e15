/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/store/store.h"

G_BEGIN_DECLS

/* The journal as a list of the window has it: newest first, page by page. Calls and errors as in
 * store.h. */

/* Of entries that a filter finds no more than these are counted and shown: the newest. */
#define CW_JOURNAL_LIST_MAX 20000

/**
 * CwJournalQuery:
 *
 * Which entries: what is %NULL does not narrow.
 */
typedef struct
{
  const char *const *nouns;         /* (nullable) (array zero-terminated=1): acts begin with one of them and a point */
  const char        *operator_name; /* (nullable) the beginning of the name, in any case */
  const char        *day;           /* (nullable) yyyy-MM-dd, UTC */
} CwJournalQuery;

/* (transfer full): of CwJournalRow, the newest first */
GPtrArray *cw_store_list_journal_rows  (CwStore              *self,
                                        const CwJournalQuery *query,
                                        guint                 limit,
                                        guint                 offset,
                                        GError              **error);
/* @count: (out): at most %CW_JOURNAL_LIST_MAX when @query narrows */
gboolean   cw_store_count_journal_rows (CwStore              *self,
                                        const CwJournalQuery *query,
                                        guint                *count,
                                        GError              **error);

G_END_DECLS
