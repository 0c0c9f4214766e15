/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/digest.h"
#include "app/base/error.h"
#include "app/store/store-private.h"

/* The journal: one row for each act, written in the act's own transaction and chained by
 * SHA-256. It says what was done to which row, with states and digests, and never who the
 * student is. Any thread, under the store's lock.
 *
 * hash of a row = SHA-256 over these seven texts, each preceded by its length in bytes as an
 * unsigned 32-bit little-endian number: hash of the row before (64 zeros before the first), id
 * and moment in decimal, act, subject, operator, details. */

#define FIRST_HASH "0000000000000000000000000000000000000000000000000000000000000000"

#define JOURNAL_SELECT "SELECT id, at, act, subject, operator_name, details, hash FROM journal"

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

/* the chain */

static void
cw_journal_put_field (GByteArray *bytes,
                      const char *text,
                      gsize       length)
{
  cw_bytes_put_u32le (bytes, (guint32) length);
  cw_bytes_put (bytes, text, length);
}

static char *
cw_journal_hash (const char *previous,
                 gint64      id,
                 gint64      at,
                 const char *fields[4],
                 const gsize lengths[4])
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *id_text = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  g_autofree char *at_text = g_strdup_printf ("%" G_GINT64_FORMAT, at);

  cw_journal_put_field (bytes, previous, strlen (previous));
  cw_journal_put_field (bytes, id_text, strlen (id_text));
  cw_journal_put_field (bytes, at_text, strlen (at_text));
  for (guint i = 0; i < 4; i++)
    cw_journal_put_field (bytes, fields[i], lengths[i]);
  return cw_digest_bytes (bytes->data, bytes->len);
}

static gboolean
cw_journal_read_head (CwStore *self,
                      gint64  *id,
                      char   **hash,
                      GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = cw_sql_query (&self->sql, "SELECT id, hash FROM journal_head", NULL, error);
  CwSqlStep step;

  if (stmt == NULL)
    return FALSE;
  step = cw_sql_step (&self->sql, stmt, error);
  if (step == CW_SQL_STEP_DONE)
    return cw_sql_fail (&self->sql, SQLITE_CORRUPT, error);
  if (step == CW_SQL_STEP_FAILED)
    return FALSE;
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
  const char *fields[] = { act, subject, self->operator_name, details };
  const gsize lengths[] = { strlen (act), strlen (subject), strlen (self->operator_name), strlen (details) };
  gint64 at = cw_clock_now (self->clock);
  g_autofree char *previous = NULL;
  g_autofree char *hash = NULL;
  gint64 head, id;

  if (!cw_journal_read_head (self, &head, &previous, error))
    return FALSE;

  id = head + 1;
  hash = cw_journal_hash (previous, id, at, fields, lengths);
  return cw_sql_execute (&self->sql, "INSERT INTO journal (id, at, act, subject, operator_name, details, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
                         CW_VALUES (CW_INT (id), CW_INT (at), CW_TEXT (act), CW_TEXT (subject), CW_TEXT (self->operator_name), CW_TEXT (details), CW_TEXT (hash)), error) &&
         cw_sql_execute (&self->sql, "UPDATE journal_head SET id = ?, hash = ?", CW_VALUES (CW_INT (id), CW_TEXT (hash)), error);
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

/* Whether the row that @stmt stands on is the one after @n_rows rows, of which the last had the
 * hash @previous; then @previous is its hash. */
static gboolean
cw_journal_row_follows (sqlite3_stmt *stmt,
                        gint64        n_rows,
                        char        **previous)
{
  const char *fields[4];
  gsize lengths[4];
  g_autofree char *hash = NULL;

  if (sqlite3_column_int64 (stmt, 0) != n_rows + 1)
    return FALSE;

  for (int i = 0; i < 4; i++)
    {
      fields[i] = (const char *) sqlite3_column_text (stmt, 2 + i);
      lengths[i] = (gsize) sqlite3_column_bytes (stmt, 2 + i);
      if (fields[i] == NULL)
        return FALSE;
    }
  hash = cw_journal_hash (*previous, n_rows + 1, sqlite3_column_int64 (stmt, 1), fields, lengths);
  if (g_strcmp0 (hash, (const char *) sqlite3_column_text (stmt, 6)) != 0)
    return FALSE;

  g_free (*previous);
  *previous = g_steal_pointer (&hash);
  return TRUE;
}

/* @broken: (out): the first id that is not as it should be; 0 when all are */
static gboolean
cw_journal_walk (CwStore *self,
                 gint64  *n_rows,
                 gint64  *broken,
                 GError **error)
{
  g_autofree char *previous = g_strdup (FIRST_HASH);
  g_autofree char *head_hash = NULL;
  g_autoptr (sqlite3_stmt) stmt = NULL;
  CwSqlStep step;
  gint64 head;

  if (!cw_journal_read_head (self, &head, &head_hash, error))
    return FALSE;
  stmt = cw_sql_query (&self->sql, JOURNAL_SELECT " ORDER BY id", NULL, error);
  if (stmt == NULL)
    return FALSE;

  for (step = cw_sql_step (&self->sql, stmt, error); step == CW_SQL_STEP_ROW; step = cw_sql_step (&self->sql, stmt, error))
    {
      if (!cw_journal_row_follows (stmt, *n_rows, &previous))
        {
          *broken = *n_rows + 1;
          return TRUE;
        }
      *n_rows += 1;
    }
  if (step == CW_SQL_STEP_FAILED)
    return FALSE;

  if (head > *n_rows)
    *broken = *n_rows + 1;
  else if (head < *n_rows)
    *broken = head + 1;
  else if (g_strcmp0 (head_hash, previous) != 0)
    *broken = MAX (head, 1);
  return TRUE;
}

/**
 * cw_store_verify_journal:
 * @n_rows: (out) (optional): how many rows were found whole, from the first on
 * @first_broken: (out): the id from which on the journal is not as it was written; 0 when it is
 *   whole
 *
 * Reckons the whole chain again. Finds rows that were changed, taken out, put in or cut off the
 * end; not a journal that was made anew as a whole by somebody who can write the file, against
 * which only the hash of its last row, kept elsewhere, helps.
 *
 * Returns: %FALSE with an error when the journal could not be read to its end. %TRUE alone does
 *   not mean that it is whole: look at @first_broken
 */
gboolean
cw_store_verify_journal (CwStore *self,
                         gint64  *n_rows,
                         gint64  *first_broken,
                         GError **error)
{
  gint64 rows = 0;
  gboolean ok = FALSE;

  g_return_val_if_fail (CW_IS_STORE (self) && first_broken != NULL, FALSE);

  *first_broken = 0;
  /* a savepoint, so that head and rows are of one moment although another process writes */
  g_rec_mutex_lock (&self->lock);
  if (cw_sql_run (&self->sql, "SAVEPOINT walk", error))
    {
      ok = cw_journal_walk (self, &rows, first_broken, error);
      cw_sql_run (&self->sql, "RELEASE walk", NULL);
    }
  g_rec_mutex_unlock (&self->lock);

  if (n_rows != NULL)
    *n_rows = rows;
  return ok;
}

static gpointer
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

  return cw_store_list_rows (self, JOURNAL_SELECT " WHERE id > ? ORDER BY id LIMIT ?", CW_VALUES (CW_INT (after_id), CW_LIMIT (limit)),
                             cw_journal_row_read, (GDestroyNotify) cw_journal_row_free, error);
}
