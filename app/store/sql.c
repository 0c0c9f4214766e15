/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include "app/store/sql.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"

/* Statements with their values, and the one place where an SQLite result becomes a sentence.
 * Owns nothing; runs on whichever thread holds the store. */

static gboolean
cw_sql_is_no_room (int number)
{
  return number == ENOSPC || number == EDQUOT || number == EFBIG;
}

/* SQLite says FULL only for ENOSPC; a quota or a limit comes as an I/O error, whose errno is
 * kept with the file that was written: the database or its log. */
static gboolean
cw_sql_is_full (CwSql *self,
                int    result)
{
  sqlite3_file *log = NULL;
  int number = 0;

  if ((result & 0xff) == SQLITE_FULL)
    return TRUE;
  if (self->db == NULL || (result != SQLITE_IOERR_WRITE && result != SQLITE_IOERR_FSYNC && result != SQLITE_IOERR_SHMSIZE))
    return FALSE;

  if (sqlite3_file_control (self->db, "main", SQLITE_FCNTL_LAST_ERRNO, &number) == SQLITE_OK && cw_sql_is_no_room (number))
    return TRUE;
  number = 0;
  return sqlite3_file_control (self->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK &&
         log != NULL && log->pMethods != NULL &&
         log->pMethods->xFileControl (log, SQLITE_FCNTL_LAST_ERRNO, &number) == SQLITE_OK &&
         cw_sql_is_no_room (number);
}

static void
cw_sql_fail_constraint (const char *path,
                        int         result,
                        GError    **error)
{
  switch (result)
    {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      g_set_error (error, CW_ERROR, CW_ERROR_EXISTS,
                   _ ("The database “%s” holds this entry already. Use the one that is there."), path);
      break;
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND,
                   _ ("The entry belongs to another one that the database “%s” does not hold. Store that one first."), path);
      break;
    case SQLITE_CONSTRAINT_TRIGGER:
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED,
                   _ ("The database “%s” does not change what was written down for good. Nothing was changed."), path);
      break;
    default:
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID,
                   _ ("A value is missing or not of a kind that the database “%s” accepts. Nothing was changed."), path);
      break;
    }
}

/**
 * cw_sql_fail:
 * @self: the connection
 * @result: an extended result code of SQLite (https://www.sqlite.org/rescode.html)
 *
 * Translates @result into the trade's words with the file's path and the remedy.
 *
 * Returns: %FALSE, so that a caller may return it
 */
gboolean
cw_sql_fail (CwSql   *self,
             int      result,
             GError **error)
{
  g_autofree char *path = g_filename_display_name (self->path);

  g_debug ("%s: %s (%d)", path, self->db != NULL ? sqlite3_errmsg (self->db) : "closed", result);

  if (cw_sql_is_full (self, result))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_STORE_FULL,
                   _ ("There is no room for the database “%s”. Free some space on that disk and try again; what was stored before is safe."), path);
      return FALSE;
    }

  switch (result & 0xff)
    {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      g_set_error (error, CW_ERROR, CW_ERROR_BUSY,
                   _ ("Another program is working in the database “%s”. Let it finish or close it, then try again."), path);
      break;
    case SQLITE_NOTADB:
      g_set_error (error, CW_ERROR, CW_ERROR_STORE,
                   _ ("The file “%s” is not a Cardwright database. Choose another file, or bring back a copy."), path);
      break;
    case SQLITE_CORRUPT:
      g_set_error (error, CW_ERROR, CW_ERROR_STORE,
                   _ ("The database “%s” is damaged. Issue no more cards, keep the file, and bring back the newest good copy."), path);
      break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      g_set_error (error, CW_ERROR, CW_ERROR_STORE,
                   _ ("The database “%s” may not be written. Give this user the right to write the file and its folder."), path);
      break;
    case SQLITE_CANTOPEN:
      g_set_error (error, CW_ERROR, CW_ERROR_STORE,
                   _ ("The database “%s” cannot be opened. See that the path is right and that this user may write in its folder."), path);
      break;
    case SQLITE_IOERR:
      g_set_error (error, CW_ERROR, CW_ERROR_STORE,
                   _ ("The disk under the database “%s” failed. What was stored before is safe; look at the disk before going on."), path);
      break;
    case SQLITE_TOOBIG:
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID,
                   _ ("A value is too large for the database “%s”. Nothing was changed; use a smaller one."), path);
      break;
    case SQLITE_CONSTRAINT:
      cw_sql_fail_constraint (path, result, error);
      break;
    default:
      g_set_error (error, CW_ERROR, CW_ERROR_STORE,
                   _ ("The database “%s” refused (%s). What was stored before is safe; close Cardwright and start it again."), path, sqlite3_errstr (result));
      break;
    }
  return FALSE;
}

static gboolean
cw_sql_check_open (CwSql   *self,
                   GError **error)
{
  if (self->db != NULL)
    return TRUE;

  g_set_error_literal (error, CW_ERROR, CW_ERROR_STORE, _ ("The database is closed. Start Cardwright again to use it."));
  return FALSE;
}

/**
 * cw_sql_run:
 * @text: one or more statements without values
 *
 * Runs them one after the other; stops at the first that fails.
 */
gboolean
cw_sql_run (CwSql      *self,
            const char *text,
            GError    **error)
{
  int result;

  if (!cw_sql_check_open (self, error))
    return FALSE;

  result = sqlite3_exec (self->db, text, NULL, NULL, NULL);
  return result == SQLITE_OK || cw_sql_fail (self, result, error);
}

static gboolean
cw_sql_bind (CwSql            *self,
             sqlite3_stmt     *stmt,
             int               index,
             const CwSqlValue *value,
             GError          **error)
{
  int result = SQLITE_OK;
  gsize size = 0;
  gconstpointer data;

  switch (value->kind)
    {
    case CW_SQL_END:
      g_assert_not_reached ();
    case CW_SQL_TEXT:
      if (value->text != NULL && !g_utf8_validate (value->text, -1, NULL))
        {
          g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("A text is not valid UTF-8. Save its source as UTF-8 and read it again."));
          return FALSE;
        }
      /* a copy, because RETURNING statements are stepped after the caller's text may be gone */
      result = value->text == NULL ? sqlite3_bind_null (stmt, index)
                                   : sqlite3_bind_text64 (stmt, index, value->text, strlen (value->text), SQLITE_TRANSIENT, SQLITE_UTF8);
      break;
    case CW_SQL_INT:
      result = sqlite3_bind_int64 (stmt, index, value->number);
      break;
    case CW_SQL_BLOB:
      data = g_bytes_get_data (value->bytes, &size);
      result = size == 0 ? sqlite3_bind_zeroblob (stmt, index, 0)
                         : sqlite3_bind_blob64 (stmt, index, data, size, SQLITE_TRANSIENT);
      break;
    }
  return result == SQLITE_OK || cw_sql_fail (self, result, error);
}

static void
cw_sql_finalize (gpointer data)
{
  sqlite3_finalize (data);
}

/* Returns: (transfer none): the prepared statement, made now or earlier */
static sqlite3_stmt *
cw_sql_prepare (CwSql      *self,
                const char *text,
                GError    **error)
{
  sqlite3_stmt *stmt = NULL;
  int result;

  if (!cw_sql_check_open (self, error))
    return NULL;

  if (self->statements == NULL)
    self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, cw_sql_finalize);
  stmt = g_hash_table_lookup (self->statements, text);
  if (stmt != NULL)
    {
      g_assert (!sqlite3_stmt_busy (stmt));
      return stmt;
    }

  result = sqlite3_prepare_v3 (self->db, text, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL);
  if (result != SQLITE_OK)
    {
      cw_sql_fail (self, result, error);
      return NULL;
    }
  g_hash_table_insert (self->statements, g_strdup (text), stmt);
  return stmt;
}

/**
 * cw_sql_query:
 * @text: one statement with a question mark for each value; not one that is in use
 * @values: (nullable): CW_VALUES (…)
 *
 * Returns: (transfer full): the statement ready for cw_sql_step(), or %NULL; give it back with
 *   cw_sql_release()
 */
sqlite3_stmt *
cw_sql_query (CwSql            *self,
              const char       *text,
              const CwSqlValue *values,
              GError          **error)
{
  g_autoptr (sqlite3_stmt) stmt = cw_sql_prepare (self, text, error);

  if (stmt == NULL)
    return NULL;

  for (int i = 0; values != NULL && values[i].kind != CW_SQL_END; i++)
    {
      if (!cw_sql_bind (self, stmt, i + 1, &values[i], error))
        return NULL;
    }
  return g_steal_pointer (&stmt);
}

/* Lets go of the rows and of the values, which may be personal; the statement stays. */
void
cw_sql_release (sqlite3_stmt *stmt)
{
  sqlite3_reset (stmt);
  sqlite3_clear_bindings (stmt);
}

void
cw_sql_close (CwSql *self)
{
  g_clear_pointer (&self->statements, g_hash_table_unref);
  sqlite3_close_v2 (g_steal_pointer (&self->db));
}

CwSqlStep
cw_sql_step (CwSql        *self,
             sqlite3_stmt *stmt,
             GError      **error)
{
  int result = sqlite3_step (stmt);

  if (result == SQLITE_ROW)
    return CW_SQL_STEP_ROW;
  if (result == SQLITE_DONE)
    return CW_SQL_STEP_DONE;
  cw_sql_fail (self, result, error);
  return CW_SQL_STEP_FAILED;
}

/* Runs a statement to its end; rows that it gives are dropped. */
gboolean
cw_sql_execute (CwSql            *self,
                const char       *text,
                const CwSqlValue *values,
                GError          **error)
{
  g_autoptr (sqlite3_stmt) stmt = cw_sql_query (self, text, values, error);
  CwSqlStep step = CW_SQL_STEP_ROW;

  if (stmt == NULL)
    return FALSE;

  while (step == CW_SQL_STEP_ROW)
    step = cw_sql_step (self, stmt, error);
  return step == CW_SQL_STEP_DONE;
}

/**
 * cw_sql_get_int:
 * @value: (out): the first column of the first row; 0 when there is none or it is NULL
 * @found: (out) (optional): whether there was a row
 */
gboolean
cw_sql_get_int (CwSql            *self,
                const char       *text,
                const CwSqlValue *values,
                gint64           *value,
                gboolean         *found,
                GError          **error)
{
  g_autoptr (sqlite3_stmt) stmt = cw_sql_query (self, text, values, error);
  CwSqlStep step;

  if (stmt == NULL)
    return FALSE;

  step = cw_sql_step (self, stmt, error);
  if (step == CW_SQL_STEP_FAILED)
    return FALSE;

  *value = step == CW_SQL_STEP_ROW ? sqlite3_column_int64 (stmt, 0) : 0;
  if (found != NULL)
    *found = step == CW_SQL_STEP_ROW;
  return TRUE;
}

/* Returns: (transfer full) (nullable): the text of a column, %NULL for SQL NULL */
char *
cw_sql_dup (sqlite3_stmt *stmt,
            int           column)
{
  return g_strdup ((const char *) sqlite3_column_text (stmt, column));
}
