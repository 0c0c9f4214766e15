/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/station/station.h"
#include "app/store/journal-file.h"
#include "app/store/journal-list.h"

G_BEGIN_DECLS

/* The journal in the window, off its thread: pages of it, checking it, taking it out as a file. */

typedef struct
{
  GPtrArray *rows;       /* of CwJournalRow, newest first */
  guint      first;
  guint      count;
  char      *signed_day; /* (nullable) yyyy-MM-dd: the newest day whose head is signed */
  guint      n_signed;   /* days */
} CwJournalPage;

void           cw_journal_page_free               (CwJournalPage *self);
/* The details of an entry, a line each, for who wants to know them exactly. (transfer full) */
char          *cw_journal_row_list_details        (const CwJournalRow *row);

/* @query: copied */
void           cw_station_list_journal_async      (CwStation            *self,
                                                   const CwJournalQuery *query,
                                                   guint                 first,
                                                   guint                 limit,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
CwJournalPage *cw_station_list_journal_finish     (CwStation    *self,
                                                   GAsyncResult *result,
                                                   GError      **error);
/* Reckons the whole chain again and checks each signed day; takes as long as the journal is long. */
void           cw_station_examine_journal_async   (CwStation          *self,
                                                   GCancellable       *cancellable,
                                                   GAsyncReadyCallback callback,
                                                   gpointer            user_data);
/* @whole: (out): nothing is wrong. Returns: (transfer full): a sentence */
char          *cw_station_examine_journal_finish  (CwStation    *self,
                                                   GAsyncResult *result,
                                                   gboolean     *whole,
                                                   GError      **error);
/* The whole journal to @file, which is replaced when all of it is written. */
void           cw_station_export_journal_async    (CwStation          *self,
                                                   CwJournalFormat     format,
                                                   GFile              *file,
                                                   GCancellable       *cancellable,
                                                   GAsyncReadyCallback callback,
                                                   gpointer            user_data);
gboolean       cw_station_export_journal_finish   (CwStation    *self,
                                                   GAsyncResult *result,
                                                   GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwJournalPage, cw_journal_page_free)

G_END_DECLS
