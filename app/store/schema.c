/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "schema-resource.h"
#include "app/store/store-private.h"

/* Knows a Cardwright database from any other file, and brings an older one up to date: each
 * numbered file in one transaction of its own, so that a failing one leaves no trace. Runs while
 * the store is opened, before anybody else has it. */

#define SCHEMA_FOLDER "/org/cardwright/store/schema/sqlite"

CwMigration *
cw_migration_new (guint       number,
                  const char *text)
{
  CwMigration *self = g_new0 (CwMigration, 1);

  self->number = number;
  self->text = g_bytes_new (text, strlen (text));
  return self;
}

void
cw_migration_free (CwMigration *self)
{
  g_bytes_unref (self->text);
  g_free (self);
}

static int
cw_migration_compare (gconstpointer a,
                      gconstpointer b)
{
  const CwMigration *const *left = a;
  const CwMigration *const *right = b;

  return (*left)->number < (*right)->number ? -1 : (*left)->number > (*right)->number;
}

/**
 * cw_schema_load:
 *
 * Returns: (transfer full): the migrations built into the program, from 1 on without a gap. The
 *   resource is asked for by its own function: in a static library its constructor would be
 *   left out by the linker.
 */
GPtrArray *
cw_schema_load (GError **error)
{
  GResource *resource = cw_store_schema_get_resource ();
  g_autoptr (GPtrArray) migrations = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_migration_free);
  g_auto (GStrv) names = g_resource_enumerate_children (resource, SCHEMA_FOLDER, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  if (names == NULL)
    return NULL;

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat (SCHEMA_FOLDER, "/", names[i], NULL);
      g_autoptr (GBytes) bytes = g_resource_lookup_data (resource, path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
      g_autofree char *text = NULL;

      if (bytes == NULL)
        return NULL;
      text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      g_ptr_array_add (migrations, cw_migration_new ((guint) g_ascii_strtoull (names[i], NULL, 10), text));
    }

  g_ptr_array_sort (migrations, cw_migration_compare);
  for (guint i = 0; i < migrations->len; i++)
    g_assert (((CwMigration *) g_ptr_array_index (migrations, i))->number == i + 1);
  return g_steal_pointer (&migrations);
}

static gboolean
cw_schema_refuse_stranger (CwSql   *sql,
                           GError **error)
{
  return cw_sql_fail (sql, SQLITE_NOTADB, error);
}

static gboolean
cw_schema_refuse_newer (CwSql   *sql,
                        gint64   found,
                        guint    known,
                        GError **error)
{
  g_autofree char *path = g_filename_display_name (sql->path);

  g_set_error (error, CW_ERROR, CW_ERROR_STORE_NEWER,
               _ ("The database “%s” was written by a newer Cardwright (its form is %d, this program knows forms up to %u). Nothing was changed; install the newer program."),
               path, (int) found, known);
  return FALSE;
}

static gboolean
cw_schema_check_in (CwSql   *sql,
                    guint    known,
                    GError **error)
{
  gint64 application, version, tables;

  if (!cw_sql_get_int (sql, "PRAGMA application_id", NULL, &application, NULL, error) ||
      !cw_sql_get_int (sql, "PRAGMA user_version", NULL, &version, NULL, error) ||
      !cw_sql_get_int (sql, "SELECT count(*) FROM sqlite_schema", NULL, &tables, NULL, error))
    return FALSE;

  if (application == 0 && version == 0 && tables == 0)
    return TRUE;
  if (application != CW_STORE_APPLICATION_ID || version < 1)
    return cw_schema_refuse_stranger (sql, error);
  if (version > known)
    return cw_schema_refuse_newer (sql, version, known, error);
  return TRUE;
}

/**
 * cw_schema_check:
 *
 * Looks whether the file is empty or a Cardwright database that this program knows, in one read
 * transaction so that another process that makes it just now is not seen half way. Writes
 * nothing.
 */
gboolean
cw_schema_check (CwSql     *sql,
                 GPtrArray *migrations,
                 GError   **error)
{
  gboolean ok;

  if (!cw_sql_run (sql, "BEGIN", error))
    return FALSE;
  ok = cw_schema_check_in (sql, migrations->len, error);
  return cw_sql_run (sql, "ROLLBACK", ok ? error : NULL) && ok;
}

static gboolean
cw_schema_check_references (CwSql   *sql,
                            GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = cw_sql_query (sql, "PRAGMA foreign_key_check", NULL, error);
  CwSqlStep step;

  if (stmt == NULL)
    return FALSE;

  step = cw_sql_step (sql, stmt, error);
  if (step == CW_SQL_STEP_ROW)
    return cw_sql_fail (sql, SQLITE_CONSTRAINT_FOREIGNKEY, error);
  return step == CW_SQL_STEP_DONE;
}

/* A file with a COMMIT of its own would leave half of itself behind when it fails later. */
static int
cw_migration_authorize_cb (void       *user_data,
                           int         action,
                           const char *first,
                           const char *second,
                           const char *database,
                           const char *trigger)
{
  return action == SQLITE_TRANSACTION || action == SQLITE_SAVEPOINT ? SQLITE_DENY : SQLITE_OK;
}

/* The version is read again inside the transaction: another process may have been quicker. */
static gboolean
cw_migration_apply_in (const CwMigration *self,
                       CwSql             *sql,
                       GError           **error)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (self->text, NULL), g_bytes_get_size (self->text));
  g_autofree char *stamp = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %u", CW_STORE_APPLICATION_ID, self->number);
  gint64 version;
  gboolean ok;

  if (!cw_sql_get_int (sql, "PRAGMA user_version", NULL, &version, NULL, error))
    return FALSE;
  if (version >= self->number)
    return TRUE;

  sqlite3_set_authorizer (sql->db, cw_migration_authorize_cb, NULL);
  ok = cw_sql_run (sql, text, error);
  sqlite3_set_authorizer (sql->db, NULL, NULL);
  return ok && cw_schema_check_references (sql, error) && cw_sql_run (sql, stamp, error);
}

static gboolean
cw_migration_apply (const CwMigration *self,
                    CwSql             *sql,
                    GError           **error)
{
  g_autoptr (GError) local = NULL;

  if (!cw_sql_run (sql, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (cw_migration_apply_in (self, sql, &local) && cw_sql_run (sql, "COMMIT", &local))
    return TRUE;

  if (!sqlite3_get_autocommit (sql->db))
    cw_sql_run (sql, "ROLLBACK", NULL);
  g_propagate_error (error, g_steal_pointer (&local));
  g_prefix_error (error, _ ("The database could not be brought to form %u and stays as it was. "), self->number);
  return FALSE;
}

/**
 * cw_schema_migrate:
 * @migrations: of #CwMigration, from 1 on
 *
 * Applies those that the file does not have yet. Foreign keys are off meanwhile, so that a
 * table may be made anew; they are checked before each is committed.
 */
gboolean
cw_schema_migrate (CwSql     *sql,
                   GPtrArray *migrations,
                   GError   **error)
{
  gint64 version;

  if (!cw_sql_get_int (sql, "PRAGMA user_version", NULL, &version, NULL, error))
    return FALSE;
  if (version >= migrations->len)
    return TRUE;

  if (!cw_sql_run (sql, "PRAGMA foreign_keys = OFF", error))
    return FALSE;
  for (guint i = (guint) MAX (version, 0); i < migrations->len; i++)
    {
      if (!cw_migration_apply (g_ptr_array_index (migrations, i), sql, error))
        return FALSE;
    }
  return TRUE;
}
