/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include "app/store/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/base/error.h"
#include "app/store/backup-private.h"

/* A copy of the database while it is in use: read in one moment of it through a connection of its
 * own, so that nobody waits; written beside its place, checked there as a whole, and only then given
 * its name. Any thread. */

#define PAGES_A_STEP 256 /* a mebibyte: how soon a cancelled copy ends */

gboolean
cw_copy_fail_file (const char *path,
                   int         number,
                   GError    **error)
{
  g_autofree char *name = g_filename_display_name (path);

  if (number == EEXIST)
    g_set_error (error, CW_ERROR, CW_ERROR_EXISTS, _ ("“%s” is there already. Choose another name."), name);
  else if (number == ENOSPC || number == EDQUOT || number == EFBIG)
    g_set_error (error, CW_ERROR, CW_ERROR_STORE_FULL, _ ("There is no room for “%s”. Free some space on that disk, or choose another one."), name);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_STORE, _ ("“%s” cannot be written: %s. Choose another place, or have its rights put right."), name, g_strerror (number));
  return FALSE;
}

/* @folder: sync the folder that @path is in, so that its name lasts */
gboolean
cw_copy_sync (const char *path,
              gboolean    folder,
              GError    **error)
{
  g_autofree char *name = folder ? g_path_get_dirname (path) : g_strdup (path);
  int fd = open (name, O_RDONLY | O_CLOEXEC | (folder ? O_DIRECTORY : 0));
  gboolean good = fd >= 0 && fsync (fd) == 0;
  int number = errno;

  if (fd >= 0)
    close (fd);
  return good || cw_copy_fail_file (name, number, error);
}

/* Also what SQLite puts beside a database. */
void
cw_copy_remove (const char *path)
{
  static const char *const suffixes[] = { "", "-wal", "-shm", "-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);

      g_unlink (name);
    }
}

static gboolean
cw_copy_make_file (const char *path,
                   GError    **error)
{
  int fd;

  cw_copy_remove (path);
  fd = g_open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return cw_copy_fail_file (path, errno, error);
  close (fd);
  return TRUE;
}

static gboolean
cw_copy_connect (CwSql      *sql,
                 const char *path,
                 int         flags,
                 GError    **error)
{
  int result;

  sql->path = g_strdup (path);
  result = sqlite3_open_v2 (path, &sql->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
  if (result != SQLITE_OK)
    return cw_sql_fail (sql, result, error);
  cw_store_harden (sql);
  sqlite3_busy_timeout (sql->db, CW_STORE_BUSY_TIMEOUT_MS);
  return TRUE;
}

static void
cw_copy_disconnect (CwSql *sql)
{
  cw_sql_close (sql);
  g_clear_pointer (&sql->path, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwSql, cw_copy_disconnect)

static gboolean
cw_copy_pages (CwSql        *from,
               CwSql        *to,
               GCancellable *cancellable,
               GError      **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (to->db, "main", from->db, "main");
  int result = SQLITE_OK;

  if (backup == NULL)
    return cw_sql_fail (to, sqlite3_extended_errcode (to->db), error);
  while (result == SQLITE_OK && !g_cancellable_is_cancelled (cancellable))
    result = sqlite3_backup_step (backup, PAGES_A_STEP);
  sqlite3_backup_finish (backup);
  if (result == SQLITE_DONE)
    return TRUE;
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  /* what is wrong with the pages is wrong where they come from */
  return cw_sql_fail ((result & 0xff) == SQLITE_CORRUPT || (result & 0xff) == SQLITE_NOTADB ? from : to, result, error);
}

/**
 * cw_copy_database:
 * @to: made anew, readable by its owner alone
 *
 * All of @from as it is at this moment, what lies in its log included. A database that is none of
 * ours, or of a newer program, is refused before anything is copied.
 */
gboolean
cw_copy_database (const char   *from,
                  const char   *to,
                  GCancellable *cancellable,
                  GError      **error)
{
  g_autoptr (GPtrArray) migrations = cw_schema_load (error);
  g_auto (CwSql) source = { 0 };
  g_auto (CwSql) target = { 0 };
  gint64 tables;

  if (migrations == NULL ||
      !cw_copy_connect (&source, from, SQLITE_OPEN_READWRITE, error) ||
      !cw_schema_check (&source, migrations, error) ||
      !cw_sql_run (&source, "BEGIN", error) ||
      !cw_sql_get_int (&source, "SELECT count(*) FROM sqlite_schema", NULL, &tables, NULL, error))
    return FALSE;
  if (tables == 0)
    return cw_sql_fail (&source, SQLITE_NOTADB, error);
  return cw_copy_make_file (to, error) &&
         cw_copy_connect (&target, to, SQLITE_OPEN_READWRITE, error) &&
         cw_copy_pages (&source, &target, cancellable, error);
}

/* Makes it one file that lasts: no log beside it. */
gboolean
cw_copy_seal (const char *path,
              GError    **error)
{
  g_auto (CwSql) sql = { 0 };
  g_autoptr (sqlite3_stmt) stmt = NULL;
  CwSqlStep step;

  if (!cw_copy_connect (&sql, path, SQLITE_OPEN_READWRITE, error))
    return FALSE;
  stmt = cw_sql_query (&sql, "PRAGMA journal_mode = DELETE", NULL, error);
  step = stmt != NULL ? cw_sql_step (&sql, stmt, error) : CW_SQL_STEP_FAILED;
  if (step == CW_SQL_STEP_FAILED)
    return FALSE;
  if (step != CW_SQL_STEP_ROW || g_strcmp0 ((const char *) sqlite3_column_text (stmt, 0), "delete") != 0)
    return cw_sql_fail (&sql, SQLITE_BUSY, error);
  g_clear_pointer (&stmt, cw_sql_release);
  cw_copy_disconnect (&sql);
  return cw_copy_sync (path, FALSE, error);
}

/**
 * cw_copy_open:
 * @called: what the sentence about a broken copy calls it
 * @report: (out): of the full check
 *
 * Returns: (transfer full): the copy as a store, found sound
 */
CwStore *
cw_copy_open (const char    *path,
              CwClock       *clock,
              const char    *called,
              CwCheckReport *report,
              GError       **error)
{
  g_autoptr (CwStore) store = cw_store_open (path, clock, error);
  g_autofree char *name = g_filename_display_name (called);

  if (store == NULL || !cw_store_check (store, TRUE, report, error))
    return NULL;
  if (report->broken != NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_STORE, _ ("“%s” is not sound and was not used. %s"), name, report->broken);
      return NULL;
    }
  return g_steal_pointer (&store);
}

static gboolean
cw_backup_make (CwStore       *self,
                const char    *part,
                const char    *path,
                GCancellable  *cancellable,
                CwCheckReport *report,
                GError       **error)
{
  g_autoptr (CwStore) copy = NULL;

  if (!cw_copy_database (self->sql.path, part, cancellable, error))
    return FALSE;
  copy = cw_copy_open (part, self->clock, path, report, error);
  if (copy == NULL)
    return FALSE;
  cw_store_close (copy);
  if (!cw_copy_seal (part, error))
    return FALSE;
  if (g_rename (part, path) != 0)
    return cw_copy_fail_file (path, errno, error);
  return cw_copy_sync (path, TRUE, error);
}

static gboolean
cw_backup_note (CwStore             *self,
                const CwCheckReport *report,
                GError             **error)
{
  GString *details = cw_details_new ();

  cw_details_number (details, "entries", report->entries);
  cw_details_text (details, "hash", report->hash);
  if (!cw_store_begin (self, error))
    {
      g_string_free (details, TRUE);
      return FALSE;
    }
  return cw_store_finish (self, cw_journal_append (self, "store.backup", "store", 0, details, error), error);
}

/**
 * cw_store_backup:
 * @path: the copy's name; nothing may be there yet
 * @report: (out): what the check of the copy found; @report->hash, kept elsewhere, proves later that
 *   the copy is this one
 *
 * Copies the database while cards are issued. Photos in it stay enciphered: their key is needed to
 * bring it back and is not in it.
 */
gboolean
cw_store_backup (CwStore       *self,
                 const char    *path,
                 GCancellable  *cancellable,
                 CwCheckReport *report,
                 GError       **error)
{
  g_autofree char *place = NULL;
  g_autofree char *part = NULL;

  g_return_val_if_fail (CW_IS_STORE (self) && path != NULL && report != NULL, FALSE);

  *report = (CwCheckReport) { 0 };
  place = g_canonicalize_filename (path, NULL);
  part = g_strconcat (place, ".part", NULL);
  if (g_file_test (place, G_FILE_TEST_EXISTS))
    return cw_copy_fail_file (place, EEXIST, error);
  if (!cw_backup_make (self, part, place, cancellable, report, error))
    {
      cw_copy_remove (part);
      return FALSE;
    }
  return cw_backup_note (self, report, error);
}
