/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/store/journal.h"

G_BEGIN_DECLS

/* The journal in a file: written from the store, checked where there is no store. docs/journal.md
 * has the form of both kinds of file. */

typedef enum
{
  CW_JOURNAL_CSV,   /* RFC 4180 */
  CW_JOURNAL_JSONL, /* one JSON object a line */
} CwJournalFormat;

/**
 * CwJournalExport:
 *
 * What was written.
 */
typedef struct
{
  gint64 first;   /* entry */
  gint64 last;    /* smaller than @first: there was none */
  char  *before;  /* hash before @first */
  char  *hash;    /* of @last */
} CwJournalExport;

gboolean   cw_store_export_journal     (CwStore         *self,
                                        CwJournalFormat  format,
                                        const char      *from,
                                        const char      *to,
                                        GOutputStream   *stream,
                                        CwJournalExport *result,
                                        GError         **error);
void       cw_journal_export_clear     (CwJournalExport *self);

gboolean   cw_journal_file_check       (GInputStream    *stream,
                                        const char      *start,
                                        GPtrArray       *signatures,
                                        CwJournalJudge   judge,
                                        gpointer         user_data,
                                        CwJournalReport *report,
                                        GError         **error);

/* Signed heads in a file: one JSON object a line. */
gboolean   cw_store_export_signatures  (CwStore               *self,
                                        const CwJournalExport *range,
                                        GOutputStream         *stream,
                                        guint                 *count,
                                        GError               **error);
GPtrArray *cw_journal_signatures_parse (const char *text,
                                        gsize       length,
                                        GError    **error);

#define CW_JOURNAL_SIGNATURES_MAX (8 * 1024 * 1024) /* bytes of such a file: more than fifty years */

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwJournalExport, cw_journal_export_clear)

G_END_DECLS
