/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "app/base/error.h"
#include "app/store/backup.h"
#include "app/store/store-private.h"

/* Is the database sound? Table by table, so that what is broken has a name; then what holds between
 * tables; then what only this program knows. The first finding ends it. Any thread, under the store's
 * lock for one question at a time, so that cards are issued meanwhile. */

void
cw_check_report_clear (CwCheckReport *self)
{
  g_clear_pointer (&self->broken, g_free);
  g_clear_pointer (&self->detail, g_free);
  g_clear_pointer (&self->hash, g_free);
}

/* A file that cannot even be asked is broken; a busy one is not. */
static gboolean
cw_check_judge_error (CwCheckReport *report,
                      GError        *cause,
                      GError       **error)
{
  if (!g_error_matches (cause, CW_ERROR, CW_ERROR_STORE))
    {
      g_propagate_error (error, cause);
      return FALSE;
    }
  report->broken = g_strdup (cause->message);
  g_error_free (cause);
  return TRUE;
}

/* tables and indexes */

static gpointer
cw_check_read_text (sqlite3_stmt *stmt,
                    GError      **error)
{
  char *text = cw_sql_dup (stmt, 0);

  return text != NULL ? text : g_strdup ("");
}

/* @table: (nullable): %NULL: the file as a whole */
static gboolean
cw_check_table (CwStore       *self,
                const char    *table,
                gboolean       full,
                CwCheckReport *report,
                GError       **error)
{
  char *argument = table != NULL ? sqlite3_mprintf ("%Q", table) : sqlite3_mprintf ("1");
  g_autofree char *text = g_strdup_printf ("PRAGMA %s (%s)", full ? "integrity_check" : "quick_check", argument);
  g_autofree char *path = g_filename_display_name (self->sql.path);
  gpointer found = NULL;
  gboolean ok = cw_store_find_row (self, text, NULL, cw_check_read_text, &found, error);

  sqlite3_free (argument);
  if (!ok)
    return FALSE;
  report->detail = found;
  if (g_strcmp0 (report->detail, "ok") == 0)
    g_clear_pointer (&report->detail, g_free);
  else if (table != NULL)
    report->broken = g_strdup_printf (_ ("The table “%s” of the database “%s” is damaged. Issue no more cards, keep the file, and bring back the newest good copy with “store restore”."), table, path);
  else
    report->broken = g_strdup_printf (_ ("The database “%s” is damaged. Issue no more cards, keep the file, and bring back the newest good copy with “store restore”."), path);
  return TRUE;
}

static gboolean
cw_check_tables (CwStore       *self,
                 gboolean       full,
                 CwCheckReport *report,
                 GError       **error)
{
  g_autoptr (GPtrArray) names = cw_store_list_rows (self, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", NULL, cw_check_read_text, g_free, error);

  if (names == NULL)
    return FALSE;
  for (guint i = 0; i < names->len && report->broken == NULL; i++)
    {
      if (!cw_check_table (self, g_ptr_array_index (names, i), full, report, error))
        return FALSE;
    }
  return report->broken != NULL || cw_check_table (self, NULL, full, report, error);
}

static gboolean
cw_check_references (CwStore       *self,
                     CwCheckReport *report,
                     GError       **error)
{
  g_autofree char *table = NULL;
  gpointer found = NULL;

  if (!cw_store_find_row (self, "SELECT \"table\" || ' ' || coalesce (rowid, '') || ' ' || parent FROM pragma_foreign_key_check LIMIT 1", NULL, cw_check_read_text, &found, error))
    return FALSE;
  if (found == NULL)
    return TRUE;
  table = found;
  report->detail = g_strdup (table);
  report->broken = g_strdup_printf (_ ("A row of the table “%.*s” belongs to another one that is not there: the database was changed by another program. Bring back the newest good copy with “store restore”."), (int) strcspn (table, " "), table);
  return TRUE;
}

/* the journal */

static gboolean
cw_check_journal_end (CwStore       *self,
                      CwCheckReport *report,
                      GError       **error)
{
  gint64 fits;

  if (!cw_sql_get_int (&self->sql, "SELECT (SELECT count(*) FROM journal_head) = 1 AND coalesce ((SELECT max (id) FROM journal), 0) = (SELECT id FROM journal_head) "
                                   "AND coalesce ((SELECT hash FROM journal WHERE id = h.id) = h.hash, h.id = 0) FROM journal_head AS h",
                       NULL, &fits, NULL, error))
    return FALSE;
  if (!fits)
    report->broken = g_strdup (_ ("The journal's end does not fit the note of its newest entry. “journal verify” says more; compare it with a backup."));
  return TRUE;
}

static gboolean
cw_check_journal (CwStore       *self,
                  gboolean       full,
                  CwCheckReport *report,
                  GError       **error)
{
  g_auto (CwJournalReport) journal = { 0 };

  if (!full)
    {
      g_autoptr (GRecMutexLocker) locker = g_rec_mutex_locker_new (&self->lock);

      return cw_check_journal_end (self, report, error);
    }
  if (!cw_store_check_journal (self, NULL, NULL, &journal, error))
    return FALSE;
  if (journal.fault != CW_JOURNAL_WHOLE)
    report->broken = cw_journal_report_describe (&journal);
  return TRUE;
}

/* numbers */

/* Every card's number was given out by this database, and none is left that it could give out again. */
static gboolean
cw_check_numbers (CwStore       *self,
                  CwCheckReport *report,
                  GError       **error)
{
  gint64 last = 0;

  while (report->broken == NULL)
    {
      g_autoptr (GRecMutexLocker) locker = g_rec_mutex_locker_new (&self->lock);
      g_autofree char *text = NULL;
      gpointer found = NULL;
      char pic[10];
      CwEscn escn;
      gint64 stamp;

      if (!cw_store_find_row (self, "SELECT escn FROM cards WHERE id > ? ORDER BY id LIMIT 1", CW_VALUES (CW_INT (last)), cw_check_read_text, &found, error) ||
          !cw_sql_get_int (&self->sql, "SELECT id FROM cards WHERE id > ? ORDER BY id LIMIT 1", CW_VALUES (CW_INT (last)), &last, NULL, error))
        return FALSE;
      if (found == NULL)
        return TRUE;
      text = found;
      if (!cw_escn_parse (text, &escn, NULL))
        {
          report->broken = g_strdup_printf (_ ("Card %" PRId64 " has a number that is none: the database was changed by another program. Bring back the newest good copy with “store restore”."), last);
          return TRUE;
        }
      cw_escn_get_pic (&escn, pic);
      if (!cw_sql_get_int (&self->sql, "SELECT last_stamp FROM numbers WHERE pic = ? AND prefix = ?", CW_VALUES (CW_TEXT (pic), CW_INT (cw_escn_get_prefix (&escn))), &stamp, NULL, error))
        return FALSE;
      if ((guint64) stamp < cw_escn_get_stamp (&escn))
        report->broken = g_strdup_printf (_ ("The number of card %" PRId64 " could be given out again: the note of the last number stands before it. Bring back the newest good copy with “store restore”."), last);
    }
  return TRUE;
}

static gboolean
cw_check_count (CwStore       *self,
                CwCheckReport *report,
                GError       **error)
{
  g_autoptr (GRecMutexLocker) locker = g_rec_mutex_locker_new (&self->lock);
  CwPhotoCount photos;
  gpointer hash = NULL;

  if (!cw_sql_get_int (&self->sql, "SELECT count(*) FROM journal", NULL, &report->entries, NULL, error) ||
      !cw_sql_get_int (&self->sql, "SELECT at FROM journal ORDER BY id DESC LIMIT 1", NULL, &report->last_entry, NULL, error) ||
      !cw_store_find_row (self, "SELECT hash FROM journal_head", NULL, cw_check_read_text, &hash, error))
    return FALSE;
  report->hash = hash;
  if (!cw_store_count_photos (self, &photos, error))
    return FALSE;
  report->photos = photos.all;
  report->plain_photos = photos.plain;
  return TRUE;
}

static gboolean
cw_check_in (CwStore       *self,
             gboolean       full,
             CwCheckReport *report,
             GError       **error)
{
  if (!cw_check_tables (self, full, report, error))
    return FALSE;
  if (report->broken == NULL && !cw_check_references (self, report, error))
    return FALSE;
  if (report->broken == NULL && !cw_check_journal (self, full, report, error))
    return FALSE;
  if (full && report->broken == NULL && !cw_check_numbers (self, report, error))
    return FALSE;
  if (full && report->broken == NULL && !cw_store_check_photos (self, &report->broken, &report->locked_photos, error))
    return FALSE;
  return report->broken != NULL || cw_check_count (self, report, error);
}

gboolean
cw_store_check (CwStore       *self,
                gboolean       full,
                CwCheckReport *report,
                GError       **error)
{
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (CW_IS_STORE (self) && report != NULL, FALSE);

  *report = (CwCheckReport) { 0 };
  return cw_check_in (self, full, report, &local) || cw_check_judge_error (report, g_steal_pointer (&local), error);
}
