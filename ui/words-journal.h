/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/station/journal-list.h"

G_BEGIN_DECLS

/* What the journal says, in words. */

/**
 * CwJournalGroup:
 *
 * What a person looks for in the journal.
 */
typedef enum
{
  CW_JOURNAL_GROUP_ALL,
  CW_JOURNAL_GROUP_CARDS,
  CW_JOURNAL_GROUP_STUDENTS,
  CW_JOURNAL_GROUP_REGISTER,
  CW_JOURNAL_GROUP_PRINTING,
  CW_JOURNAL_GROUP_STATION,
} CwJournalGroup;

#define CW_JOURNAL_GROUP_COUNT 6

const char        *cw_words_for_journal_group (CwJournalGroup group);
/* (nullable) (array zero-terminated=1): what its acts begin with */
const char *const *cw_words_get_journal_nouns (CwJournalGroup group);
/* (nullable): "A blank was asked of a hopper"; %NULL: an act that is not known here */
const char        *cw_words_for_journal_act   (const char *act);
/* "Card 7: a card came into another state"; an act that is not known stands as it is. (transfer full) */
char              *cw_words_for_journal_row   (const CwJournalRow *row);
/* "23.11.2026 14:05" of this place (transfer full) */
char              *cw_words_for_moment        (gint64 at);

G_END_DECLS
