/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/store/chain.h"

G_BEGIN_DECLS

/* Reads the records of an exported journal one by one. */

#define CW_JOURNAL_N_FIELDS 8
#define CW_JOURNAL_BUFFER 65536 /* bytes */

/**
 * CwJournalReader:
 *
 * Where a file stands. Made on the heap and cleared: it is large.
 */
typedef struct
{
  GInputStream *stream;
  guint8        buffer[CW_JOURNAL_BUFFER];
  gsize         length;
  gsize         offset;
  guint64       record;                      /* its number, from 1: the head of a table counts */
  GString      *fields[CW_JOURNAL_N_FIELDS];
  gboolean      there[CW_JOURNAL_N_FIELDS];  /* FALSE: nothing stands there, not even an empty text */
  gboolean      table;                       /* CSV */
} CwJournalReader;

CwJournalReader *cw_journal_reader_new      (GInputStream *stream);
void             cw_journal_reader_free     (CwJournalReader *self);
gboolean         cw_journal_reader_begin    (CwJournalReader *self,
                                             GError         **error);
gboolean         cw_journal_reader_read     (CwJournalReader *self,
                                             gboolean        *more,
                                             GError         **error);
gboolean         cw_journal_reader_is_start (const CwJournalReader *self);
gboolean         cw_journal_reader_to_entry (const CwJournalReader *self,
                                             CwChainEntry          *entry,
                                             GError               **error);
gboolean         cw_journal_reader_fail     (const CwJournalReader *self,
                                             const char            *what,
                                             GError               **error);
gboolean         cw_journal_is_hash         (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwJournalReader, cw_journal_reader_free)

G_END_DECLS
