/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include "app/store/journal-private.h"
#include "app/store/store-private.h"

/* A range of the journal, row by row, for whoever takes it elsewhere. Any thread; the store is held
 * for a page at a time, so that an export keeps nobody from working. */

#define PAGE 500 /* rows */

/* The moment @days after the beginning of @day; @otherwise without one. */
static gboolean
cw_journal_read_bound (const char *day,
                       gint64      days,
                       gint64      otherwise,
                       gint64     *moment,
                       GError    **error)
{
  *moment = otherwise;
  if (day == NULL)
    return TRUE;
  if (!cw_moment_of_day (day, moment, error))
    return FALSE;
  *moment += days * G_TIME_SPAN_DAY;
  return TRUE;
}

static gpointer
cw_journal_hash_read (sqlite3_stmt *stmt,
                      GError      **error)
{
  char *hash = cw_sql_dup (stmt, 0);

  return hash != NULL ? hash : g_strdup ("");
}

/**
 * cw_store_find_journal_range:
 * @from: (nullable): the first day, yyyy-MM-dd, UTC; %NULL: from the beginning
 * @to: (nullable): the last day, this one too; %NULL: to the end
 * @first: (out): the first entry of these days
 * @last: (out): the last one; smaller than @first when there is none
 * @before: (out) (transfer full): hash of the entry before @first, with which its own is reckoned
 *
 * The range has no gap: with a clock that was set back in it, entries of other days lie between.
 */
gboolean
cw_store_find_journal_range (CwStore    *self,
                             const char *from,
                             const char *to,
                             gint64     *first,
                             gint64     *last,
                             char      **before,
                             GError    **error)
{
  g_autoptr (GRecMutexLocker) locker = NULL;
  gpointer row = NULL;
  gint64 start, end;

  g_return_val_if_fail (CW_IS_STORE (self) && first != NULL && last != NULL && before != NULL, FALSE);

  *before = NULL;
  if (!cw_journal_read_bound (from, 0, G_MININT64, &start, error) || !cw_journal_read_bound (to, 1, G_MAXINT64, &end, error))
    return FALSE;
  locker = g_rec_mutex_locker_new (&self->lock);
  if (!cw_sql_get_int (&self->sql, "SELECT coalesce (min (id), 1) FROM journal WHERE at >= ?", CW_VALUES (CW_INT (start)), first, NULL, error) ||
      !cw_sql_get_int (&self->sql, "SELECT coalesce (max (id), 0) FROM journal WHERE at < ? AND EXISTS (SELECT 1 FROM journal WHERE at >= ?)", CW_VALUES (CW_INT (end), CW_INT (start)), last, NULL, error) ||
      !cw_store_find_row (self, "SELECT hash FROM journal WHERE id = ?", CW_VALUES (CW_INT (*first - 1)), cw_journal_hash_read, &row, error))
    return FALSE;
  *before = row != NULL ? row : g_strdup (CW_CHAIN_FIRST_HASH);
  return TRUE;
}

/**
 * cw_store_walk_journal:
 * @first: the first entry
 * @last: the last one
 *
 * Gives all rows of the range to @func, in order, without the store held.
 */
gboolean
cw_store_walk_journal (CwStore         *self,
                       gint64           first,
                       gint64           last,
                       CwJournalRowFunc func,
                       gpointer         user_data,
                       GError         **error)
{
  g_return_val_if_fail (CW_IS_STORE (self) && func != NULL, FALSE);

  while (first <= last)
    {
      g_autoptr (GPtrArray) rows = cw_store_list_rows (self, CW_JOURNAL_SELECT " WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?", CW_VALUES (CW_INT (first), CW_INT (last), CW_INT (PAGE)),
                                                       cw_journal_row_read, (GDestroyNotify) cw_journal_row_free, error);

      if (rows == NULL)
        return FALSE;
      for (guint i = 0; i < rows->len; i++)
        {
          const CwJournalRow *row = g_ptr_array_index (rows, i);

          if (!func (row, user_data, error))
            return FALSE;
          first = row->id + 1;
        }
      if (rows->len < PAGE)
        return TRUE;
    }
  return TRUE;
}
