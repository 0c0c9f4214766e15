/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/store/store.h"

G_BEGIN_DECLS

/**
 * CwSubjectTable:
 *
 * All that one table of the database holds about one student, column by column as it lies there.
 * Texts that hold JSON are texts; numbers are written in decimal.
 */
typedef struct
{
  const char *name;
  GStrv       columns;
  GPtrArray  *rows;     /* of GPtrArray of char *, NULL where there is no value, one a column */
} CwSubjectTable;

void       cw_subject_table_free  (CwSubjectTable *table);
/* (transfer full): of CwSubjectTable; the photo itself is got by cw_store_get_photo() */
GPtrArray *cw_store_list_subject  (CwStore    *self,
                                   const char *student_id,
                                   GError    **error);
/* Writes down that it was given out; @digest is of the list of its files. */
gboolean   cw_store_note_export   (CwStore    *self,
                                   const char *student_id,
                                   const char *digest,
                                   GError    **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSubjectTable, cw_subject_table_free)

G_END_DECLS
