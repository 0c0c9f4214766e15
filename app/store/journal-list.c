/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include "app/store/journal-list.h"

#include "app/store/journal-private.h"
#include "app/store/store-private.h"

/* The whole journal is paged by its ids, which have no gap. What a filter finds is bounded, so that
 * the store is not held while a long journal is counted to its beginning. Any thread, under the
 * store's lock. */

#define MAX_NOUNS 12

/* nouns, operator, two ends of a day, two bounds, end */
#define MAX_VALUES (MAX_NOUNS + 1 + 2 + 2 + 1)

typedef struct
{
  GString   *text;
  CwSqlValue values[MAX_VALUES];
  guint      n_values;
} Statement;

static void
statement_clear (Statement *self)
{
  g_string_free (self->text, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Statement, statement_clear)

static gboolean
cw_journal_query_is_all (const CwJournalQuery *query)
{
  return query->nouns == NULL && query->operator_name == NULL && query->day == NULL;
}

static void
statement_add (Statement *self,
               CwSqlValue value)
{
  g_assert (self->n_values < MAX_VALUES - 1);
  self->values[self->n_values++] = value;
}

static gboolean
statement_narrow (Statement            *self,
                  const CwJournalQuery *query,
                  GError              **error)
{
  gint64 start = 0;

  g_string_append (self->text, " WHERE TRUE");
  for (guint i = 0; query->nouns != NULL && query->nouns[i] != NULL && i < MAX_NOUNS; i++)
    {
      g_string_append (self->text, i == 0 ? " AND substr (act, 1, instr (act, '.') - 1) IN (?" : ", ?");
      statement_add (self, (CwSqlValue) CW_TEXT (query->nouns[i]));
    }
  if (query->nouns != NULL && query->nouns[0] != NULL)
    g_string_append_c (self->text, ')');
  if (query->operator_name != NULL)
    {
      /* instr, since a name may have the marks of LIKE in it */
      g_string_append (self->text, " AND instr (lower (operator_name), lower (?)) = 1");
      statement_add (self, (CwSqlValue) CW_TEXT (query->operator_name));
    }
  if (query->day == NULL)
    return TRUE;
  if (!cw_moment_of_day (query->day, &start, error))
    return FALSE;
  g_string_append (self->text, " AND at >= ? AND at < ?");
  statement_add (self, (CwSqlValue) CW_INT (start));
  statement_add (self, (CwSqlValue) CW_INT (start + G_TIME_SPAN_DAY));
  return TRUE;
}

GPtrArray *
cw_store_list_journal_rows (CwStore              *self,
                            const CwJournalQuery *query,
                            guint                 limit,
                            guint                 offset,
                            GError              **error)
{
  g_auto (Statement) statement = { .text = g_string_new (CW_JOURNAL_SELECT) };

  g_return_val_if_fail (CW_IS_STORE (self) && query != NULL, NULL);

  if (cw_journal_query_is_all (query))
    return cw_store_list_rows (self, CW_JOURNAL_SELECT " WHERE id <= (SELECT coalesce (max (id), 0) FROM journal) - ? ORDER BY id DESC LIMIT ?",
                               CW_VALUES (CW_INT (offset), CW_LIMIT (limit)), cw_journal_row_read, (GDestroyNotify) cw_journal_row_free, error);
  if (!statement_narrow (&statement, query, error))
    return NULL;
  g_string_append (statement.text, " ORDER BY id DESC LIMIT ? OFFSET ?");
  statement_add (&statement, (CwSqlValue) CW_LIMIT (limit));
  statement_add (&statement, (CwSqlValue) CW_INT (offset));
  return cw_store_list_rows (self, statement.text->str, statement.values, cw_journal_row_read, (GDestroyNotify) cw_journal_row_free, error);
}

gboolean
cw_store_count_journal_rows (CwStore              *self,
                             const CwJournalQuery *query,
                             guint                *count,
                             GError              **error)
{
  g_auto (Statement) statement = { .text = g_string_new ("SELECT count(*) FROM (SELECT 1 FROM journal") };
  g_autoptr (GRecMutexLocker) locker = NULL;
  gint64 found = 0;

  g_return_val_if_fail (CW_IS_STORE (self) && query != NULL && count != NULL, FALSE);

  if (!statement_narrow (&statement, query, error))
    return FALSE;
  g_string_append (statement.text, " ORDER BY id DESC LIMIT ?)");
  statement_add (&statement, (CwSqlValue) CW_INT (CW_JOURNAL_LIST_MAX));
  locker = g_rec_mutex_locker_new (&self->lock);
  if (cw_journal_query_is_all (query) ? !cw_sql_get_int (&self->sql, "SELECT coalesce (max (id), 0) FROM journal WHERE id > ?", CW_VALUES (CW_INT (0)), &found, NULL, error)
                                      : !cw_sql_get_int (&self->sql, statement.text->str, statement.values, &found, NULL, error))
    return FALSE;
  *count = (guint) found;
  return TRUE;
}
