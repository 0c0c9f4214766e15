/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include "app/store/journal-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/digest.h"
#include "app/base/error.h"
#include "app/store/store-private.h"

/* The journal: one row for each act, written in the act's own transaction and chained by
 * SHA-256 (chain.c). It says what was done to which row, with states and digests, and never who the
 * student is. What is wrong with one is found by journal-check.c. Any thread, under the store's lock. */

/* bytes */
#define DETAILS_MAX 65536

/* details */

GString *
cw_details_new (void)
{
  return g_string_new ("{");
}

static void
cw_details_add_name (GString    *details,
                     const char *name)
{
  if (details->len > 1)
    g_string_append_c (details, ',');
  cw_json_append_string (details, name);
  g_string_append_c (details, ':');
}

/* @value: (nullable): then nothing is said */
void
cw_details_text (GString    *details,
                 const char *name,
                 const char *value)
{
  if (value == NULL)
    return;
  cw_details_add_name (details, name);
  cw_json_append_string (details, value);
}

void
cw_details_number (GString    *details,
                   const char *name,
                   gint64      value)
{
  cw_details_add_name (details, name);
  g_string_append_printf (details, "%" G_GINT64_FORMAT, value);
}

/* For what may be personal: the digest proves it later to whoever has the text. */
void
cw_details_digest (GString    *details,
                   const char *name,
                   const char *value)
{
  g_autofree char *digest = value != NULL ? cw_digest_text (value) : NULL;

  cw_details_text (details, name, digest);
}

void
cw_details_state (GString    *details,
                  const char *from,
                  const char *to)
{
  cw_details_text (details, "from", from);
  cw_details_text (details, "to", to);
}

/* Returns: (transfer full): how the journal names a student without naming anybody */
char *
cw_student_subject (const char *student_id)
{
  g_autofree char *digest = cw_digest_text (student_id);

  return g_strdup_printf ("student/%.16s", digest);
}

/* the row before and after an act */

/**
 * cw_store_digest_row:
 * @text: a SELECT of at most one row
 * @digest: (out) (transfer full) (nullable): SHA-256 over its columns, each preceded by its length in
 *   bytes as an unsigned 32-bit little-endian number (4294967295 stands for NULL, with nothing
 *   behind it); %NULL when there is no such row
 *
 * What an act made of a row, provable later to whoever has both, and telling nobody else anything.
 */
gboolean
cw_store_digest_row (CwStore          *self,
                     const char       *text,
                     const CwSqlValue *values,
                     char            **digest,
                     GError          **error)
{
  g_autoptr (GRecMutexLocker) locker = g_rec_mutex_locker_new (&self->lock);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (sqlite3_stmt) stmt = cw_sql_query (&self->sql, text, values, error);
  CwSqlStep step;

  *digest = NULL;
  if (stmt == NULL)
    return FALSE;
  step = cw_sql_step (&self->sql, stmt, error);
  if (step != CW_SQL_STEP_ROW)
    return step == CW_SQL_STEP_DONE;
  for (int i = 0; i < sqlite3_column_count (stmt); i++)
    {
      const void *value = sqlite3_column_blob (stmt, i);
      gboolean null = sqlite3_column_type (stmt, i) == SQLITE_NULL;
      guint32 length = (guint32) sqlite3_column_bytes (stmt, i);

      cw_bytes_put_u32le (bytes, null ? G_MAXUINT32 : length);
      if (!null && length > 0)
        cw_bytes_put (bytes, value, length);
    }
  *digest = cw_digest_bytes (bytes->data, bytes->len);
  return TRUE;
}

/* @before, @after: (nullable): as cw_store_digest_row() gives them */
void
cw_details_change (GString    *details,
                   const char *before,
                   const char *after)
{
  cw_details_text (details, "before", before);
  cw_details_text (details, "after", after);
}

/* writing */

gboolean
cw_journal_read_head (CwStore *self,
                      gint64  *id,
                      char   **hash,
                      GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = cw_sql_query (&self->sql, "SELECT id, hash FROM journal_head", NULL, error);
  CwSqlStep step;

  *id = 0;
  if (stmt == NULL)
    return FALSE;
  step = cw_sql_step (&self->sql, stmt, error);
  if (step != CW_SQL_STEP_ROW)
    return step == CW_SQL_STEP_DONE;
  *id = sqlite3_column_int64 (stmt, 0);
  *hash = cw_sql_dup (stmt, 1);
  return TRUE;
}

static gboolean
cw_journal_write (CwStore    *self,
                  const char *act,
                  const char *subject,
                  const char *details,
                  GError    **error)
{
  CwChainEntry entry = { .at = cw_clock_now (self->clock), .texts = { act, subject, self->operator_name, details, self->station } };
  g_autofree char *previous = NULL;
  g_autofree char *hash = NULL;
  gint64 head;

  if (!cw_journal_read_head (self, &head, &previous, error))
    return FALSE;
  if (previous == NULL)
    return cw_sql_fail (&self->sql, SQLITE_CORRUPT, error);

  entry.id = head + 1;
  for (guint i = 0; i < CW_CHAIN_N_TEXTS; i++)
    entry.lengths[i] = strlen (entry.texts[i]);
  hash = cw_chain_hash (previous, &entry);
  self->day_written = entry.at / G_TIME_SPAN_DAY;
  return cw_sql_execute (&self->sql, "INSERT INTO journal (id, at, act, subject, operator_name, details, station, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                         CW_VALUES (CW_INT (entry.id), CW_INT (entry.at), CW_TEXT (act), CW_TEXT (subject), CW_TEXT (self->operator_name), CW_TEXT (details), CW_TEXT (self->station), CW_TEXT (hash)), error) &&
         cw_sql_execute (&self->sql, "UPDATE journal_head SET id = ?, hash = ?", CW_VALUES (CW_INT (entry.id), CW_TEXT (hash)), error);
}

/**
 * cw_journal_append:
 * @act: "card.state"
 * @noun: "card" with @id 7 becomes the subject "card/7"; with @id 0 it is the subject itself
 * @details: (transfer full): from cw_details_new()
 */
gboolean
cw_journal_append (CwStore    *self,
                   const char *act,
                   const char *noun,
                   gint64      id,
                   GString    *details,
                   GError    **error)
{
  g_autofree char *subject = id != 0 ? g_strdup_printf ("%s/%" G_GINT64_FORMAT, noun, id) : g_strdup (noun);
  g_autofree char *text = NULL;

  g_string_append_c (details, '}');
  text = g_string_free (details, FALSE);
  return cw_journal_write (self, act, subject, text, error);
}

static gboolean
cw_store_add_journal_in (CwStore    *self,
                         const char *act,
                         const char *subject,
                         const char *details,
                         GError    **error)
{
  if (strlen (act) > 64 || strlen (subject) > 256 || strlen (details) > DETAILS_MAX)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("What should be written into the journal is too long. Write a digest of it instead."));
      return FALSE;
    }
  return cw_store_check_object (self, details, error) &&
         cw_journal_write (self, act, subject, details, error);
}

/**
 * cw_store_add_journal:
 * @act: what was done, "station.open"; at most 64 bytes
 * @subject: to what, "card/7"; at most 256 bytes, never personal data
 * @details: (nullable): a JSON object of ids, states and digests; at most 64 KiB
 *
 * Writes down an act that is none of the store's own operations: those write theirs themselves.
 */
gboolean
cw_store_add_journal (CwStore    *self,
                      const char *act,
                      const char *subject,
                      const char *details,
                      GError    **error)
{
  g_return_val_if_fail (CW_IS_STORE (self) && act != NULL && subject != NULL, FALSE);

  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_finish (self, cw_store_add_journal_in (self, act, subject, details != NULL ? details : "{}", error), error);
}

gpointer
cw_journal_row_read (sqlite3_stmt *stmt,
                     GError      **error)
{
  CwJournalRow *row = g_new0 (CwJournalRow, 1);

  row->id = sqlite3_column_int64 (stmt, 0);
  row->at = sqlite3_column_int64 (stmt, 1);
  row->act = cw_sql_dup (stmt, 2);
  row->subject = cw_sql_dup (stmt, 3);
  row->operator_name = cw_sql_dup (stmt, 4);
  row->details = cw_sql_dup (stmt, 5);
  row->hash = cw_sql_dup (stmt, 6);
  row->station = cw_sql_dup (stmt, 7);
  return row;
}

/**
 * cw_store_list_journal:
 * @after_id: 0 for the beginning; the last id seen for the next page
 * @limit: at most so many rows; 0: all
 *
 * Returns: (transfer full): #CwJournalRow in order
 */
GPtrArray *
cw_store_list_journal (CwStore *self,
                       gint64   after_id,
                       guint    limit,
                       GError **error)
{
  g_return_val_if_fail (CW_IS_STORE (self), NULL);

  return cw_store_list_rows (self, CW_JOURNAL_SELECT " WHERE id > ? ORDER BY id LIMIT ?", CW_VALUES (CW_INT (after_id), CW_LIMIT (limit)),
                             cw_journal_row_read, (GDestroyNotify) cw_journal_row_free, error);
}

/**
 * cw_store_set_station:
 * @station: (nullable): the station's prefix and title; written with every act from now on
 */
void
cw_store_set_station (CwStore    *self,
                      const char *station)
{
  g_return_if_fail (CW_IS_STORE (self));

  g_rec_mutex_lock (&self->lock);
  g_free (self->station);
  self->station = g_strdup (station != NULL ? station : "");
  g_rec_mutex_unlock (&self->lock);
}

void
cw_store_set_day_func (CwStore  *self,
                       CwDayFunc func,
                       gpointer  user_data)
{
  g_return_if_fail (CW_IS_STORE (self));

  g_rec_mutex_lock (&self->lock);
  self->day_func = func;
  self->day_data = user_data;
  g_rec_mutex_unlock (&self->lock);
}

/* After a commit: tells when what it wrote is the first of a day. */
void
cw_journal_tell_day (CwStore *self)
{
  gint64 before = self->day_told;

  self->day_told = self->day_written;
  if (self->day_told != before && self->day_func != NULL)
    self->day_func (self->day_data);
}
