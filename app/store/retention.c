/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include "app/store/retention.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "app/base/error.h"
#include "app/store/store-private.h"

/* The rules of each institution, and what they are asked about, read page by page. Any thread,
 * under the store's lock. */

/* a card at its end; a lost one may be found again until its last day */
#define CARD_ENDED "c.state IN ('stolen', 'withdrawn', 'expired', 'replaced', 'destroyed')"
#define CARD_IN_FORCE "c.state NOT IN ('spoiled', 'stolen', 'withdrawn', 'expired', 'replaced', 'destroyed')"
#define MESSAGE_OWED "m.state IN ('waiting', 'refused')"
#define DAY(moment) "date (" moment " / 1000000, 'unixepoch')"

/* The newest word that the register has about the person. What was given up may have arrived; to
 * give up the message that they left is a person's decision. */
#define REGISTERED \
  "coalesce ((SELECT m.kind <> 'leave' FROM outbox AS m WHERE m.student_id = s.id AND m.kind IN ('register', 'person', 'leave')" \
  " AND (m.state = 'sent' OR (m.state = 'given-up' AND (m.kind = 'leave' OR m.attempts > 0))) ORDER BY m.id DESC LIMIT 1), 0)"

/* Page by page in the order of the rows: the + keeps SQLite from an index by which it would sort all of
 * them anew for each page. */
#define STUDENT_FACTS \
  "SELECT s.seq, s.id, EXISTS (SELECT 1 FROM photos AS p WHERE p.student_id = s.id)," \
  " EXISTS (SELECT 1 FROM orders AS o WHERE o.student_id = s.id AND o.outcome IS NULL)" \
  " OR EXISTS (SELECT 1 FROM batch_items AS i JOIN batches AS b ON b.id = i.batch_id WHERE i.student_id = s.id AND i.state IN ('waiting', 'working', 'in-doubt') AND b.state IN ('running', 'paused'))," \
  " EXISTS (SELECT 1 FROM cards AS c WHERE c.student_id = s.id AND " CARD_IN_FORCE ")," \
  " EXISTS (SELECT 1 FROM outbox AS m WHERE m.student_id = s.id AND " MESSAGE_OWED ")," \
  " " REGISTERED "," \
  " (SELECT " DAY ("max (o.closed_at)") " FROM orders AS o WHERE o.student_id = s.id AND o.outcome = 'issued')," \
  " (SELECT max (coalesce (min (" DAY ("c.state_at") ", c.expires_at), " DAY ("c.state_at") ", c.expires_at)) FROM cards AS c WHERE c.student_id = s.id AND " CARD_ENDED ")," \
  " coalesce (min (s.left_at, s.valid_until), s.left_at, s.valid_until), NULL" \
  " FROM students AS s WHERE s.erased_at IS NULL"

#define ORDER_FACTS \
  "SELECT o.id, o.student_id, 1, 0," \
  " EXISTS (SELECT 1 FROM cards AS c WHERE c.order_id = o.id AND " CARD_IN_FORCE ")," \
  " EXISTS (SELECT 1 FROM cards AS c JOIN outbox AS m ON m.card_id = c.id WHERE c.order_id = o.id AND " MESSAGE_OWED ")," \
  " 0, NULL, NULL, NULL, " DAY ("o.closed_at") \
  " FROM orders AS o CROSS JOIN students AS s ON s.id = o.student_id WHERE +o.outcome IS NOT NULL AND o.erased_at IS NULL"

void
cw_retention_row_free (CwRetentionRow *row)
{
  g_free (row->student_id);
  g_free ((char *) row->facts.handed_over);
  g_free ((char *) row->facts.ended);
  g_free ((char *) row->facts.studies_end);
  g_free ((char *) row->facts.closed);
  g_free (row);
}

static gpointer
cw_retention_row_read (sqlite3_stmt *stmt,
                       GError      **error)
{
  CwRetentionRow *row = g_new0 (CwRetentionRow, 1);

  row->id = sqlite3_column_int64 (stmt, 0);
  row->student_id = cw_sql_dup (stmt, 1);
  row->photo = sqlite3_column_int (stmt, 2) != 0;
  row->facts.open = sqlite3_column_int (stmt, 3) != 0;
  row->facts.in_force = sqlite3_column_int (stmt, 4) != 0;
  row->facts.owed = sqlite3_column_int (stmt, 5) != 0;
  row->facts.registered = sqlite3_column_int (stmt, 6) != 0;
  row->facts.handed_over = cw_sql_dup (stmt, 7);
  row->facts.ended = cw_sql_dup (stmt, 8);
  row->facts.studies_end = cw_sql_dup (stmt, 9);
  row->facts.closed = cw_sql_dup (stmt, 10);
  return row;
}

/**
 * cw_store_get_retention:
 * @days: (out): of each #CwRetained; %CW_RETENTION_NEVER where there is no rule
 *
 * Errors: %CW_ERROR_NOT_FOUND when there is no such institution.
 */
gboolean
cw_store_get_retention (CwStore    *self,
                        const char *institution_id,
                        int         days[CW_RETAINED_COUNT],
                        GError    **error)
{
  g_autoptr (CwInstitution) institution = NULL;

  g_return_val_if_fail (CW_IS_STORE (self) && institution_id != NULL, FALSE);

  institution = cw_store_get_institution (self, institution_id, error);
  if (institution == NULL)
    return FALSE;
  for (CwRetained what = 0; what < CW_RETAINED_COUNT; what++)
    {
      g_autoptr (GRecMutexLocker) locker = g_rec_mutex_locker_new (&self->lock);
      gboolean found = FALSE;
      gint64 value = 0;

      if (!cw_sql_get_int (&self->sql, "SELECT days FROM retention WHERE institution_id = ? AND what = ?",
                           CW_VALUES (CW_TEXT (institution_id), CW_TEXT (cw_retained_to_name (what))), &value, &found, error))
        return FALSE;
      days[what] = found ? (int) CLAMP (value, 0, CW_RETENTION_MAX_DAYS) : CW_RETENTION_NEVER;
    }
  return TRUE;
}

static gboolean
cw_store_set_retention_in (CwStore    *self,
                           const char *institution_id,
                           CwRetained  what,
                           int         days,
                           GError    **error)
{
  const char *name = cw_retained_to_name (what);
  int before[CW_RETAINED_COUNT];
  GString *details;

  if (!cw_store_get_retention (self, institution_id, before, error))
    return FALSE;
  if (before[what] == days)
    return TRUE;
  if (!cw_sql_execute (&self->sql, "DELETE FROM retention WHERE institution_id = ? AND what = ?", CW_VALUES (CW_TEXT (institution_id), CW_TEXT (name)), error))
    return FALSE;
  if (days != CW_RETENTION_NEVER &&
      !cw_sql_execute (&self->sql, "INSERT INTO retention (institution_id, what, days) VALUES (?, ?, ?)",
                       CW_VALUES (CW_TEXT (institution_id), CW_TEXT (name), CW_INT (days)), error))
    return FALSE;

  details = cw_details_new ();
  cw_details_text (details, "institution", institution_id);
  cw_details_text (details, "what", name);
  cw_details_number (details, "from", before[what]);
  cw_details_number (details, "to", days);
  return cw_journal_append (self, "retention.set", "retention", 0, details, error);
}

/**
 * cw_store_set_retention:
 * @days: 0 to %CW_RETENTION_MAX_DAYS; %CW_RETENTION_NEVER takes the rule away
 *
 * Forgets nothing by itself.
 */
gboolean
cw_store_set_retention (CwStore    *self,
                        const char *institution_id,
                        CwRetained  what,
                        int         days,
                        GError    **error)
{
  g_return_val_if_fail (CW_IS_STORE (self) && institution_id != NULL, FALSE);

  if (days < CW_RETENTION_NEVER || days > CW_RETENTION_MAX_DAYS)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("Give a number of days from 0 to %d, or “never”."), CW_RETENTION_MAX_DAYS);
      return FALSE;
    }
  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_finish (self, cw_store_set_retention_in (self, institution_id, what, days, error), error);
}

GPtrArray *
cw_store_list_retained_students (CwStore    *self,
                                 const char *institution_id,
                                 const char *student_id,
                                 gint64      after,
                                 guint       limit,
                                 GError    **error)
{
  const char *text = student_id != NULL ? STUDENT_FACTS " AND s.id = ?1 AND s.seq > ?2 ORDER BY s.seq LIMIT ?3"
                                        : STUDENT_FACTS " AND +s.institution_id = ?1 AND s.seq > ?2 ORDER BY s.seq LIMIT ?3";

  g_return_val_if_fail (CW_IS_STORE (self) && (institution_id != NULL || student_id != NULL), NULL);

  return cw_store_list_rows (self, text, CW_VALUES (CW_TEXT (student_id != NULL ? student_id : institution_id), CW_INT (after), CW_LIMIT (limit)),
                             cw_retention_row_read, (GDestroyNotify) cw_retention_row_free, error);
}

GPtrArray *
cw_store_list_retained_orders (CwStore    *self,
                               const char *institution_id,
                               gint64      after,
                               guint       limit,
                               GError    **error)
{
  g_return_val_if_fail (CW_IS_STORE (self) && institution_id != NULL, NULL);

  return cw_store_list_rows (self, ORDER_FACTS " AND +s.institution_id = ?1 AND o.id > ?2 ORDER BY o.id LIMIT ?3",
                             CW_VALUES (CW_TEXT (institution_id), CW_INT (after), CW_LIMIT (limit)),
                             cw_retention_row_read, (GDestroyNotify) cw_retention_row_free, error);
}
