/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/place.h"

G_BEGIN_DECLS

/**
 * CwJournalPageView:
 *
 * What was done at this station, the newest first, told in sentences: narrowed by what it is about, by
 * whom and by the day; checked as a whole; taken out as a file.
 */
#define CW_TYPE_JOURNAL_PAGE_VIEW (cw_journal_page_view_get_type ())

G_DECLARE_FINAL_TYPE (CwJournalPageView, cw_journal_page_view, CW, JOURNAL_PAGE_VIEW, GtkWidget)

GtkWidget  *cw_journal_page_view_new         (void);
/* How many entries there are, and how a check or an export went. */
const char *cw_journal_page_view_get_status  (CwJournalPageView *self);
const char *cw_journal_page_view_get_verdict (CwJournalPageView *self);
/* Takes the journal out; the ending of the name says which kind of file: .jsonl, else a table. */
void        cw_journal_page_view_save        (CwJournalPageView *self,
                                              GFile             *file);

G_END_DECLS
