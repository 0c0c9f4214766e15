/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include "app/store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/base/error.h"
#include "app/store/store-private.h"

/* Opens and closes the database and owns its transactions. Any thread: one recursive lock is
 * held for each call, and from begin to commit or rollback. */

#define IN_MEMORY ":memory:"

G_DEFINE_FINAL_TYPE (CwStore, cw_store, G_TYPE_OBJECT)

void
cw_step_row_free (CwStepRow *row)
{
  g_free (row->evidence);
  g_free (row);
}

void
cw_order_row_free (CwOrderRow *row)
{
  g_free (row->student_id);
  g_free (row->profile_id);
  g_free (row->operator_name);
  g_free (row->outcome);
  g_free (row->record_json);
  g_free (row->record_digest);
  g_free (row->template_digest);
  g_free (row->photo_digest);
  g_free (row->reissue_text);
  g_free (row);
}

void
cw_plastic_row_free (CwPlasticRow *row)
{
  g_free (row->printer);
  g_free (row->job);
  g_free (row->operator_name);
  g_free (row->uid);
  g_free (row->reason);
  g_free (row);
}

void
cw_outbox_row_free (CwOutboxRow *row)
{
  g_free (row->student_id);
  g_free (row->institution_id);
  g_free (row->person);
  g_free (row->kind);
  g_free (row->payload);
  g_free (row->last_error);
  g_free (row->state);
  g_free (row->answer);
  g_free (row->reason);
  g_free (row);
}

void
cw_journal_row_free (CwJournalRow *row)
{
  g_free (row->act);
  g_free (row->subject);
  g_free (row->operator_name);
  g_free (row->details);
  g_free (row->hash);
  g_free (row->station);
  g_free (row);
}

static void
cw_store_finalize (GObject *object)
{
  CwStore *self = CW_STORE (object);

  cw_store_close (self);
  g_clear_object (&self->clock);
  g_free (self->sql.path);
  g_free (self->operator_name);
  g_free (self->station);
  g_rec_mutex_clear (&self->lock);
  G_OBJECT_CLASS (cw_store_parent_class)->finalize (object);
}

static void
cw_store_class_init (CwStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_store_finalize;
}

static void
cw_store_init (CwStore *self)
{
  g_rec_mutex_init (&self->lock);
  self->operator_name = g_strdup ("");
  self->station = g_strdup ("");
}

static gboolean
cw_store_fail_file (const char *path,
                    int         number,
                    GError    **error)
{
  g_autofree char *name = g_filename_display_name (path);

  if (number == ENOSPC || number == EDQUOT)
    g_set_error (error, CW_ERROR, CW_ERROR_STORE_FULL, _ ("There is no room to make “%s”. Free some space on that disk and try again."), name);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_STORE, _ ("“%s” cannot be made or kept from other users: %s. Choose another folder, or have its rights put right."), name, g_strerror (number));
  return FALSE;
}

/* Student data: nobody else on the machine may read it. The file is only ever made here, never
 * opened: closing a second descriptor would drop the locks that SQLite holds on the file
 * (fcntl(2), https://www.sqlite.org/howtocorrupt.html section 2.2). */
static gboolean
cw_store_prepare_file (const char *path,
                       GError    **error)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };
  g_autofree char *folder = g_path_get_dirname (path);
  int fd;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return cw_store_fail_file (folder, errno, error);

  fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd >= 0)
    close (fd);
  else if (errno != EEXIST)
    return cw_store_fail_file (path, errno, error);

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);
      struct stat about;

      if (stat (name, &about) == 0 && (about.st_mode & 0077) != 0 && chmod (name, about.st_mode & 0700) != 0)
        return cw_store_fail_file (name, errno, error);
    }
  return TRUE;
}

/* Nothing that a hostile file holds may run code or reach another file
 * (https://www.sqlite.org/security.html). */
void
cw_store_harden (CwSql *sql)
{
  sqlite3_extended_result_codes (sql->db, 1);
  sqlite3_db_config (sql->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (sql->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (sql->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
  sqlite3_db_config (sql->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config (sql->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  sqlite3_limit (sql->db, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit (sql->db, SQLITE_LIMIT_LENGTH, CW_STORE_MAX_VALUE);
}

/* Two processes that make the file at the same moment both want it for themselves, and SQLite
 * then gives up at once rather than wait: hence the bounded asking again. */
static gboolean
cw_store_set_wal (CwSql   *sql,
                  GError **error)
{
  const int pause = 20; /* milliseconds */

  for (int waited = 0;; waited += pause)
    {
      g_autoptr (GError) local = NULL;
      g_autoptr (sqlite3_stmt) stmt = cw_sql_query (sql, "PRAGMA journal_mode = WAL", NULL, error);
      CwSqlStep step;

      if (stmt == NULL)
        return FALSE;
      step = cw_sql_step (sql, stmt, &local);
      if (step == CW_SQL_STEP_ROW && g_strcmp0 ((const char *) sqlite3_column_text (stmt, 0), "wal") == 0)
        return TRUE;
      if (step != CW_SQL_STEP_FAILED)
        return cw_sql_fail (sql, SQLITE_CANTOPEN, error);
      if (!g_error_matches (local, CW_ERROR, CW_ERROR_BUSY) || waited >= CW_STORE_BUSY_TIMEOUT_MS)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      sqlite3_sleep (pause);
    }
}

static gboolean
cw_store_connect (CwStore   *self,
                  GPtrArray *migrations,
                  GError   **error)
{
  CwSql *sql = &self->sql;
  gboolean in_memory = g_str_equal (sql->path, IN_MEMORY);
  int result = sqlite3_open_v2 (sql->path, &sql->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (in_memory ? SQLITE_OPEN_MEMORY : 0), NULL);

  if (result != SQLITE_OK)
    return cw_sql_fail (sql, result, error);

  cw_store_harden (sql);
  sqlite3_busy_timeout (sql->db, CW_STORE_BUSY_TIMEOUT_MS);
  /* SQLite opens a file that may not be written for reading only, and says nothing */
  if (sqlite3_db_readonly (sql->db, "main") != 0)
    return cw_sql_fail (sql, SQLITE_READONLY, error);
  if (!cw_schema_check (sql, migrations, error))
    return FALSE;
  if (!in_memory && !cw_store_set_wal (sql, error))
    return FALSE;
  if (!cw_sql_run (sql, "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 4194304", error))
    return FALSE;
  return cw_schema_migrate (sql, migrations, error) &&
         cw_sql_run (sql, "PRAGMA foreign_keys = ON", error);
}

CwStore *
cw_store_open_with_schema (const char *path,
                           CwClock    *clock,
                           GPtrArray  *migrations,
                           GError    **error)
{
  g_autoptr (CwStore) self = g_object_new (CW_TYPE_STORE, NULL);

  self->clock = g_object_ref (clock);
  if (g_str_equal (path, IN_MEMORY))
    self->sql.path = g_strdup (path);
  else
    self->sql.path = g_canonicalize_filename (path, NULL);

  if (!g_str_equal (path, IN_MEMORY) && !cw_store_prepare_file (self->sql.path, error))
    return NULL;
  if (!cw_store_connect (self, migrations, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * cw_store_open:
 * @path: the database file; made with its folder when it is not there. ":memory:" keeps nothing
 * @clock: where the moments and numbers written down come from
 *
 * Opens the store and brings an older one up to date. The file is readable by its owner alone.
 *
 * Returns: (transfer full): the store, or %NULL with %CW_ERROR_STORE (no database of ours,
 *   damaged, not writable), _STORE_FULL, _STORE_NEWER or _BUSY
 */
CwStore *
cw_store_open (const char *path,
               CwClock    *clock,
               GError    **error)
{
  g_autoptr (GPtrArray) migrations = NULL;

  g_return_val_if_fail (path != NULL && CW_IS_CLOCK (clock), NULL);

  migrations = cw_schema_load (error);
  return migrations != NULL ? cw_store_open_with_schema (path, clock, migrations, error) : NULL;
}

/**
 * cw_store_close:
 *
 * Waits for a transaction of another thread, undoes one of this thread, and lets the file go. A
 * second call does nothing; every later operation fails with %CW_ERROR_STORE.
 */
void
cw_store_close (CwStore *self)
{
  g_return_if_fail (CW_IS_STORE (self));

  g_rec_mutex_lock (&self->lock);
  while (self->depth > 0)
    cw_store_rollback (self);
  cw_sql_close (&self->sql);
  g_rec_mutex_unlock (&self->lock);
}

void
cw_store_set_busy_timeout (CwStore *self,
                           int      milliseconds)
{
  sqlite3_busy_timeout (self->sql.db, milliseconds);
}

/* transactions */

/* A full disk or a failing one makes SQLite undo the whole transaction on its own. What follows
 * would then be committed piece by piece: it is refused instead. */
static gboolean
cw_store_check_alive (CwStore *self,
                      GError **error)
{
  g_autofree char *path = NULL;

  if (self->sql.db == NULL || self->depth == 0 || !sqlite3_get_autocommit (self->sql.db))
    return TRUE;

  path = g_filename_display_name (self->sql.path);
  g_set_error (error, CW_ERROR, CW_ERROR_STORE, _ ("The work in the database “%s” was undone by an earlier failure. Nothing of it was stored; do it again."), path);
  return FALSE;
}

/**
 * cw_store_begin:
 *
 * Takes the store for the calling thread and opens a transaction; a begin inside another is a
 * part of it that can be undone alone. Each needs its cw_store_commit() or
 * cw_store_rollback() on the same thread, unless it fails.
 */
gboolean
cw_store_begin (CwStore *self,
                GError **error)
{
  g_return_val_if_fail (CW_IS_STORE (self), FALSE);

  g_rec_mutex_lock (&self->lock);
  if (!cw_store_check_alive (self, error) ||
      !cw_sql_run (&self->sql, self->depth == 0 ? "BEGIN IMMEDIATE" : "SAVEPOINT part", error))
    {
      g_rec_mutex_unlock (&self->lock);
      return FALSE;
    }
  self->depth++;
  g_atomic_pointer_set (&self->owner, g_thread_self ());
  return TRUE;
}

static gboolean
cw_store_is_mine (CwStore *self)
{
  return g_atomic_pointer_get (&self->owner) == g_thread_self ();
}

/* One level less; the last one gives the store back. */
static void
cw_store_leave (CwStore *self)
{
  self->depth--;
  if (self->depth == 0)
    {
      self->outbox_moved = FALSE;
      g_atomic_pointer_set (&self->owner, NULL);
    }
  g_rec_mutex_unlock (&self->lock);
}

static gboolean
cw_store_commit_all (CwStore *self,
                     GError **error)
{
  if (self->commit_func != NULL)
    self->commit_func (TRUE, self->commit_data);
  if (!cw_sql_run (&self->sql, "COMMIT", error))
    {
      if (!sqlite3_get_autocommit (self->sql.db))
        cw_sql_run (&self->sql, "ROLLBACK", NULL);
      return FALSE;
    }
  if (self->commit_func != NULL)
    self->commit_func (FALSE, self->commit_data);
  cw_journal_tell_day (self);
  if (self->outbox_moved && self->outbox_func != NULL)
    self->outbox_func (self->outbox_data);
  return TRUE;
}

/**
 * cw_store_commit:
 *
 * Ends what the last cw_store_begin() of this thread began. The outermost one makes everything
 * durable; when it fails, everything since its begin is undone. Either way it is over.
 */
gboolean
cw_store_commit (CwStore *self,
                 GError **error)
{
  gboolean ok;

  g_return_val_if_fail (CW_IS_STORE (self) && cw_store_is_mine (self), FALSE);

  ok = cw_store_check_alive (self, error);
  if (ok)
    ok = self->depth == 1 ? cw_store_commit_all (self, error)
                          : cw_sql_run (&self->sql, "RELEASE part", error);
  cw_store_leave (self);
  return ok;
}

/**
 * cw_store_rollback:
 *
 * Undoes what was done since the last cw_store_begin() of this thread, and ends it.
 */
void
cw_store_rollback (CwStore *self)
{
  g_return_if_fail (CW_IS_STORE (self) && cw_store_is_mine (self));

  if (self->sql.db != NULL && !sqlite3_get_autocommit (self->sql.db))
    cw_sql_run (&self->sql, self->depth == 1 ? "ROLLBACK" : "ROLLBACK TO part; RELEASE part", NULL);
  cw_store_leave (self);
}

gboolean
cw_store_finish (CwStore *self,
                 gboolean ok,
                 GError **error)
{
  if (ok)
    return cw_store_commit (self, error);

  cw_store_rollback (self);
  return FALSE;
}

/**
 * cw_store_set_commit_func:
 * @func: (nullable): called with the store held, so it may not wait for another thread that
 *   needs it
 */
void
cw_store_set_commit_func (CwStore          *self,
                          CwStoreCommitFunc func,
                          gpointer          user_data)
{
  g_return_if_fail (CW_IS_STORE (self));

  g_rec_mutex_lock (&self->lock);
  self->commit_func = func;
  self->commit_data = user_data;
  g_rec_mutex_unlock (&self->lock);
}

/**
 * cw_store_set_operator:
 * @operator_name: (nullable): who works at the desk from now on; written with every act
 */
void
cw_store_set_operator (CwStore    *self,
                       const char *operator_name)
{
  g_return_if_fail (CW_IS_STORE (self));

  g_rec_mutex_lock (&self->lock);
  g_free (self->operator_name);
  self->operator_name = g_strdup (operator_name != NULL ? operator_name : "");
  g_rec_mutex_unlock (&self->lock);
}

/* what the files of this room do alike */

GPtrArray *
cw_store_list_rows (CwStore          *self,
                    const char       *text,
                    const CwSqlValue *values,
                    CwRowFunc         read,
                    GDestroyNotify    destroy,
                    GError          **error)
{
  g_autoptr (GRecMutexLocker) locker = g_rec_mutex_locker_new (&self->lock);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (destroy);
  g_autoptr (sqlite3_stmt) stmt = cw_sql_query (&self->sql, text, values, error);
  CwSqlStep step;

  if (stmt == NULL)
    return NULL;

  while ((step = cw_sql_step (&self->sql, stmt, error)) == CW_SQL_STEP_ROW)
    {
      gpointer row = read (stmt, error);

      if (row == NULL)
        return NULL;
      g_ptr_array_add (rows, row);
    }
  return step == CW_SQL_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}

gboolean
cw_store_find_row (CwStore          *self,
                   const char       *text,
                   const CwSqlValue *values,
                   CwRowFunc         read,
                   gpointer         *row,
                   GError          **error)
{
  g_autoptr (GRecMutexLocker) locker = g_rec_mutex_locker_new (&self->lock);
  g_autoptr (sqlite3_stmt) stmt = cw_sql_query (&self->sql, text, values, error);
  CwSqlStep step;

  *row = NULL;
  if (stmt == NULL)
    return FALSE;

  step = cw_sql_step (&self->sql, stmt, error);
  if (step == CW_SQL_STEP_ROW)
    {
      *row = read (stmt, error);
      return *row != NULL;
    }
  return step == CW_SQL_STEP_DONE;
}

/* SQLite's own JSON functions judge, also over how deep it may go. @text: (nullable) */
gboolean
cw_store_check_object (CwStore    *self,
                       const char *text,
                       GError    **error)
{
  gint64 valid;

  if (!cw_sql_get_int (&self->sql, "SELECT CASE WHEN json_valid (?1) THEN json_type (?1) = 'object' ELSE 0 END", CW_VALUES (CW_TEXT (text)), &valid, NULL, error))
    return FALSE;
  if (valid)
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("What should be written down is not a JSON object. Nothing was changed."));
  return FALSE;
}

/* @known: whether @name, read from the database, is in our list of names. */
gboolean
cw_store_check_name (const char *name,
                     gboolean    known,
                     GError    **error)
{
  if (known)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_STORE, _ ("The database holds the word “%s”, which this program does not know. Bring back the newest good copy."), name != NULL ? name : "");
  return FALSE;
}
