/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/core/retention.h"
#include "app/store/store.h"

G_BEGIN_DECLS

/* What is personal in the database, and how it is forgotten. The rules are in app/core/retention.h;
 * this room gathers what they ask and does what they say. */

/**
 * CwRetentionRow:
 *
 * What the rules ask of one student, or of one order that is closed. Row and texts are one.
 */
typedef struct
{
  gint64           id;         /* of the order; of a student the place in the list */
  char            *student_id;
  gboolean         photo;      /* of a student: there is one */
  CwRetentionFacts facts;
} CwRetentionRow;

void       cw_retention_row_free   (CwRetentionRow *row);

/* @days: of each CwRetained, CW_RETENTION_NEVER where there is no rule */
gboolean   cw_store_get_retention  (CwStore    *self,
                                    const char *institution_id,
                                    int         days[CW_RETAINED_COUNT],
                                    GError    **error);
gboolean   cw_store_set_retention  (CwStore    *self,
                                    const char *institution_id,
                                    CwRetained  what,
                                    int         days,
                                    GError    **error);
/* (transfer full): of CwRetentionRow, students that are no tombstones, after @after; page by page.
 * @institution_id: (nullable): %NULL: of @student_id alone */
GPtrArray *cw_store_list_retained_students (CwStore    *self,
                                    const char *institution_id,
                                    const char *student_id,
                                    gint64      after,
                                    guint       limit,
                                    GError    **error);
/* The same of orders that are closed and not forgotten. */
GPtrArray *cw_store_list_retained_orders   (CwStore    *self,
                                    const char *institution_id,
                                    gint64      after,
                                    guint       limit,
                                    GError    **error);
/* The frozen record goes; its digest, the steps and all numbers stay. */
gboolean   cw_store_forget_order   (CwStore *self,
                                    gint64   order_id,
                                    GError **error);
/* A reason that is kept in the journal says something, and not who it is about. */
gboolean   cw_erase_check_reason   (const CwStudent *student,
                                    const char      *reason,
                                    GError         **error);
/* Whether the student may be erased now; the sentence says what keeps them. */
gboolean   cw_store_check_erasable (CwStore    *self,
                                    const char *student_id,
                                    GError    **error);
/* Makes the student a tombstone under another id, in every table at once. @reason: (nullable): a
 * person's words, kept in the journal, so they may not name the student; NULL: a rule says so. Refused (CW_ERROR_REFUSED) while a card is
 * open or in force, or the register is owed a message or knows the person.
 * Returns: (transfer full): the new id */
char      *cw_store_erase_student  (CwStore    *self,
                                    const char *student_id,
                                    const char *reason,
                                    GError    **error);
/* Nothing that was erased is in the files any more when this returns TRUE: the database is written
 * anew and its write-ahead log emptied. Not within a transaction. */
gboolean   cw_store_clean          (CwStore *self,
                                    GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwRetentionRow, cw_retention_row_free)

G_END_DECLS
