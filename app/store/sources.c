/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include "app/store/sources.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/store/store-private.h"

/* Sources of records as saved, and the list of imports. Any thread, under the store's lock. */

#define SOURCE_SELECT "SELECT id, institution_id, name, kind, plan, used_at FROM sources"

void
cw_source_row_free (CwSourceRow *row)
{
  if (row == NULL)
    return;
  g_free (row->id);
  g_free (row->institution_id);
  g_free (row->name);
  g_free (row->kind);
  g_free (row->plan);
  g_free (row);
}

void
cw_import_row_free (CwImportRow *row)
{
  if (row == NULL)
    return;
  g_free (row->source_id);
  g_free (row->institution_id);
  g_free (row->operator_name);
  g_free (row->digest);
  g_free (row);
}

static gpointer
cw_source_row_read (sqlite3_stmt *stmt,
                    GError      **error)
{
  CwSourceRow *row = g_new0 (CwSourceRow, 1);

  row->id = cw_sql_dup (stmt, 0);
  row->institution_id = cw_sql_dup (stmt, 1);
  row->name = cw_sql_dup (stmt, 2);
  row->kind = cw_sql_dup (stmt, 3);
  row->plan = cw_sql_dup (stmt, 4);
  row->used_at = sqlite3_column_int64 (stmt, 5);
  return row;
}

static gpointer
cw_import_row_read (sqlite3_stmt *stmt,
                    GError      **error)
{
  CwImportRow *row = g_new0 (CwImportRow, 1);

  row->id = sqlite3_column_int64 (stmt, 0);
  row->source_id = cw_sql_dup (stmt, 1);
  row->institution_id = cw_sql_dup (stmt, 2);
  row->operator_name = cw_sql_dup (stmt, 3);
  row->at = sqlite3_column_int64 (stmt, 4);
  row->digest = cw_sql_dup (stmt, 5);
  row->added = (guint) sqlite3_column_int64 (stmt, 6);
  row->changed = (guint) sqlite3_column_int64 (stmt, 7);
  row->unchanged = (guint) sqlite3_column_int64 (stmt, 8);
  row->refused = (guint) sqlite3_column_int64 (stmt, 9);
  row->photos = (guint) sqlite3_column_int64 (stmt, 10);
  return row;
}

static char *
cw_source_make_id (const char *institution_id,
                   const char *name)
{
  return g_strconcat (institution_id, "/", name, NULL);
}

static gboolean
cw_store_put_source_in (CwStore           *self,
                        const CwSourceRow *source,
                        GError           **error)
{
  g_autofree char *id = cw_source_make_id (source->institution_id, source->name);
  g_autoptr (CwInstitution) institution = cw_store_get_institution (self, source->institution_id, error);

  return institution != NULL && cw_store_check_object (self, source->plan, error) &&
         cw_sql_execute (&self->sql,
                         "INSERT INTO sources (id, institution_id, name, kind, plan, used_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
                         "ON CONFLICT (id) DO UPDATE SET kind = ?4, plan = ?5, used_at = max (used_at, ?6)",
                         CW_VALUES (CW_TEXT (id), CW_TEXT (source->institution_id), CW_TEXT (source->name), CW_TEXT (source->kind), CW_TEXT (source->plan), CW_INT (source->used_at)), error);
}

/**
 * cw_store_put_source:
 * @source: its id is not looked at: institution and name make it
 *
 * Saves @source, in the place of the one of that name.
 */
gboolean
cw_store_put_source (CwStore           *self,
                     const CwSourceRow *source,
                     GError           **error)
{
  g_return_val_if_fail (CW_IS_STORE (self) && source != NULL && source->institution_id != NULL && source->plan != NULL, FALSE);

  if (source->name == NULL || *source->name == '\0')
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("A saved source needs a name. Give it one, such as “Registry, autumn”."));
      return FALSE;
    }
  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_finish (self, cw_store_put_source_in (self, source, error), error);
}

CwSourceRow *
cw_store_get_source (CwStore    *self,
                     const char *institution_id,
                     const char *name,
                     GError    **error)
{
  g_autofree char *id = NULL;
  gpointer row;

  g_return_val_if_fail (CW_IS_STORE (self) && institution_id != NULL && name != NULL, NULL);

  id = cw_source_make_id (institution_id, name);
  if (!cw_store_find_row (self, SOURCE_SELECT " WHERE id = ?", CW_VALUES (CW_TEXT (id)), cw_source_row_read, &row, error))
    return NULL;
  if (row == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no saved source “%s” of this institution. Choose another, or save one under this name."), name);
  return row;
}

GPtrArray *
cw_store_list_sources (CwStore    *self,
                       const char *institution_id,
                       GError    **error)
{
  g_return_val_if_fail (CW_IS_STORE (self), NULL);

  return cw_store_list_rows (self, SOURCE_SELECT " WHERE ?1 IS NULL OR institution_id = ?1 ORDER BY used_at DESC, name", CW_VALUES (CW_TEXT (institution_id)),
                             cw_source_row_read, (GDestroyNotify) cw_source_row_free, error);
}

gboolean
cw_store_forget_source (CwStore    *self,
                        const char *institution_id,
                        const char *name,
                        GError    **error)
{
  g_autofree char *id = NULL;

  g_return_val_if_fail (CW_IS_STORE (self) && institution_id != NULL && name != NULL, FALSE);

  id = cw_source_make_id (institution_id, name);
  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_finish (self, cw_sql_execute (&self->sql, "DELETE FROM sources WHERE id = ?", CW_VALUES (CW_TEXT (id)), error), error);
}

static gboolean
cw_store_add_import_in (CwStore           *self,
                        const CwImportRow *import,
                        GError           **error)
{
  GString *details;
  gint64 id;

  if (!cw_sql_get_int (&self->sql,
                       "INSERT INTO imports (source_id, institution_id, operator_name, at, digest, added, changed, unchanged, refused, photos) "
                       "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                       CW_VALUES (CW_TEXT (import->source_id), CW_TEXT (import->institution_id), CW_TEXT (self->operator_name), CW_INT (cw_clock_now (self->clock)),
                                  CW_TEXT (import->digest), CW_INT (import->added), CW_INT (import->changed), CW_INT (import->unchanged),
                                  CW_INT (import->refused), CW_INT (import->photos)),
                       &id, NULL, error) ||
      !cw_sql_execute (&self->sql, "UPDATE sources SET used_at = ? WHERE id = ?", CW_VALUES (CW_INT (cw_clock_now (self->clock)), CW_TEXT (import->source_id)), error))
    return FALSE;

  details = cw_details_new ();
  cw_details_text (details, "institution", import->institution_id);
  cw_details_text (details, "digest", import->digest);
  cw_details_number (details, "added", import->added);
  cw_details_number (details, "changed", import->changed);
  cw_details_number (details, "unchanged", import->unchanged);
  cw_details_number (details, "refused", import->refused);
  cw_details_number (details, "photos", import->photos);
  return cw_journal_append (self, "intake.apply", "import", id, details, error);
}

gboolean
cw_store_add_import (CwStore           *self,
                     const CwImportRow *import,
                     GError           **error)
{
  g_return_val_if_fail (CW_IS_STORE (self) && import != NULL && import->source_id != NULL && import->digest != NULL, FALSE);

  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_finish (self, cw_store_add_import_in (self, import, error), error);
}

GPtrArray *
cw_store_list_imports (CwStore *self,
                       guint    limit,
                       GError **error)
{
  g_return_val_if_fail (CW_IS_STORE (self), NULL);

  return cw_store_list_rows (self,
                             "SELECT id, source_id, institution_id, operator_name, at, digest, added, changed, unchanged, refused, photos FROM imports ORDER BY id DESC LIMIT ?",
                             CW_VALUES (CW_LIMIT (limit)), cw_import_row_read, (GDestroyNotify) cw_import_row_free, error);
}

static gpointer
cw_staying_read (sqlite3_stmt *stmt,
                 GError      **error)
{
  return cw_sql_dup (stmt, 0);
}

GPtrArray *
cw_store_list_staying (CwStore    *self,
                       const char *institution_id,
                       const char *after,
                       guint       limit,
                       GError    **error)
{
  g_return_val_if_fail (CW_IS_STORE (self) && institution_id != NULL, NULL);

  return cw_store_list_rows (self,
                             "SELECT id FROM students WHERE id > ? AND +institution_id = ? AND erased_at IS NULL AND left_at IS NULL ORDER BY id LIMIT ?",
                             CW_VALUES (CW_TEXT (after != NULL ? after : ""), CW_TEXT (institution_id), CW_LIMIT (limit)), cw_staying_read, g_free, error);
}
