/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include "app/store/subject.h"

#include <string.h>

#include "app/store/store-private.h"

/* All that is kept about one student, for the student to see. Whole rows, so that a column that a
 * later schema adds is not left out. Any thread, under the store's lock: one moment for all. */

#define CARDS_OF "(SELECT id FROM cards WHERE student_id = ?1)"
#define ORDERS_OF "(SELECT id FROM orders WHERE student_id = ?1)"

/* ?1: the student's id; ?2: how the journal names them; only where used */
static const struct
{
  const char *name;
  const char *text;
  gboolean    subject; /* ?2 is used */
} tables[] = {
  { "record", "SELECT * FROM students WHERE id = ?1", FALSE },
  { "photo", "SELECT student_id, length (photo) AS bytes_kept, key_label, key_version FROM photos WHERE student_id = ?1", FALSE },
  { "orders", "SELECT * FROM orders WHERE student_id = ?1 ORDER BY id", FALSE },
  { "steps", "SELECT * FROM steps WHERE order_id IN " ORDERS_OF " ORDER BY id", FALSE },
  { "cards", "SELECT * FROM cards WHERE student_id = ?1 ORDER BY id", FALSE },
  { "plastics", "SELECT * FROM plastics WHERE card_id IN " CARDS_OF " ORDER BY id", FALSE },
  { "outbox", "SELECT * FROM outbox WHERE student_id = ?1 ORDER BY id", FALSE },
  { "batch-items", "SELECT b.name AS batch, b.operator_name, b.created_at, i.* FROM batch_items AS i JOIN batches AS b ON b.id = i.batch_id WHERE i.student_id = ?1 ORDER BY i.batch_id, i.position", FALSE },
  { "journal",
    "SELECT j.* FROM journal AS j WHERE j.subject IN (SELECT ?2 UNION SELECT 'order/' || id FROM orders WHERE student_id = ?1"
    " UNION SELECT 'card/' || id FROM cards WHERE student_id = ?1 UNION SELECT 'plastic/' || id FROM plastics WHERE card_id IN " CARDS_OF
    " UNION SELECT 'outbox/' || id FROM outbox WHERE student_id = ?1) ORDER BY j.id",
    TRUE },
};

void
cw_subject_table_free (CwSubjectTable *table)
{
  g_strfreev (table->columns);
  g_clear_pointer (&table->rows, g_ptr_array_unref);
  g_free (table);
}

static GPtrArray *
cw_subject_read_row (sqlite3_stmt *stmt)
{
  GPtrArray *row = g_ptr_array_new_with_free_func (g_free);

  for (int i = 0; i < sqlite3_column_count (stmt); i++)
    g_ptr_array_add (row, cw_sql_dup (stmt, i));
  return row;
}

static CwSubjectTable *
cw_store_read_subject (CwStore    *self,
                       guint       index,
                       const char *student_id,
                       const char *subject,
                       GError    **error)
{
  g_autoptr (CwSubjectTable) table = g_new0 (CwSubjectTable, 1);
  g_autoptr (GStrvBuilder) columns = g_strv_builder_new ();
  const CwSqlValue values[] = { CW_TEXT (student_id), tables[index].subject ? (CwSqlValue) CW_TEXT (subject) : (CwSqlValue) { .kind = CW_SQL_END }, { .kind = CW_SQL_END } };
  g_autoptr (sqlite3_stmt) stmt = cw_sql_query (&self->sql, tables[index].text, values, error);
  CwSqlStep step;

  if (stmt == NULL)
    return NULL;
  table->name = tables[index].name;
  table->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  for (int i = 0; i < sqlite3_column_count (stmt); i++)
    g_strv_builder_add (columns, sqlite3_column_name (stmt, i));
  table->columns = g_strv_builder_end (columns);
  for (step = cw_sql_step (&self->sql, stmt, error); step == CW_SQL_STEP_ROW; step = cw_sql_step (&self->sql, stmt, error))
    g_ptr_array_add (table->rows, cw_subject_read_row (stmt));
  return step == CW_SQL_STEP_DONE ? g_steal_pointer (&table) : NULL;
}

static GPtrArray *
cw_store_list_subject_in (CwStore    *self,
                          const char *student_id,
                          GError    **error)
{
  g_autoptr (CwStudent) student = cw_store_get_student (self, student_id, error);
  g_autofree char *subject = cw_student_subject (student_id);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_subject_table_free);

  if (student == NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      CwSubjectTable *table = cw_store_read_subject (self, i, student_id, subject, error);

      if (table == NULL)
        return NULL;
      g_ptr_array_add (list, table);
    }
  return g_steal_pointer (&list);
}

GPtrArray *
cw_store_list_subject (CwStore    *self,
                       const char *student_id,
                       GError    **error)
{
  g_autoptr (GPtrArray) list = NULL;

  g_return_val_if_fail (CW_IS_STORE (self) && student_id != NULL, NULL);

  if (!cw_store_begin (self, error))
    return NULL;
  list = cw_store_list_subject_in (self, student_id, error);
  return cw_store_finish (self, list != NULL, error) ? g_steal_pointer (&list) : NULL;
}

gboolean
cw_store_note_export (CwStore    *self,
                      const char *student_id,
                      const char *digest,
                      GError    **error)
{
  g_autofree char *subject = NULL;
  GString *details;

  g_return_val_if_fail (CW_IS_STORE (self) && student_id != NULL && digest != NULL, FALSE);

  if (!cw_store_begin (self, error))
    return FALSE;
  subject = cw_student_subject (student_id);
  details = cw_details_new ();
  cw_details_text (details, "files", digest);
  return cw_store_finish (self, cw_journal_append (self, "student.export", subject, 0, details, error), error);
}
