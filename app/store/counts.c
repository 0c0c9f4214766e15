/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include "app/store/store-private.h"

/* The numbers that the desk shows. Any thread, under the store's lock. */

/* Returns: microseconds since 1970 UTC at which this day began in the local time zone */
static gint64
cw_counts_get_midnight (CwClock *clock)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (cw_clock_now (clock) / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);
  g_autoptr (GDateTime) midnight = g_date_time_new_local (g_date_time_get_year (local), g_date_time_get_month (local), g_date_time_get_day_of_month (local), 0, 0, 0);

  return g_date_time_to_unix (midnight) * G_USEC_PER_SEC;
}

static gpointer
cw_counts_read (sqlite3_stmt *stmt,
                GError      **error)
{
  CwStoreCounts *counts = g_new0 (CwStoreCounts, 1);

  counts->issued_today = (guint) sqlite3_column_int64 (stmt, 0);
  counts->spoiled_today = (guint) sqlite3_column_int64 (stmt, 1);
  counts->open_orders = (guint) sqlite3_column_int64 (stmt, 2);
  counts->outbox_waiting = (guint) sqlite3_column_int64 (stmt, 3);
  counts->outbox_refused = (guint) sqlite3_column_int64 (stmt, 4);
  counts->outbox_oldest = sqlite3_column_int64 (stmt, 5);
  return counts;
}

/**
 * cw_store_count:
 * @counts: (out): issued: orders closed so today; spoiled: pieces of plastic that became so
 *   today; a day begins at midnight of the local time zone
 */
gboolean
cw_store_count (CwStore       *self,
                CwStoreCounts *counts,
                GError       **error)
{
  static const char text[] =
    "SELECT (SELECT count(*) FROM orders WHERE outcome = 'issued' AND closed_at >= ?1),"
    " (SELECT count(*) FROM plastics WHERE state = 'spoiled' AND state_at >= ?1),"
    " (SELECT count(*) FROM orders WHERE outcome IS NULL),"
    " (SELECT count(*) FROM outbox WHERE state = 'waiting'),"
    " (SELECT count(*) FROM outbox WHERE state = 'refused'),"
    " (SELECT min (created_at) FROM outbox WHERE state = 'waiting')";
  g_autofree CwStoreCounts *found = NULL;
  gpointer row;

  g_return_val_if_fail (CW_IS_STORE (self) && counts != NULL, FALSE);

  if (!cw_store_find_row (self, text, CW_VALUES (CW_INT (cw_counts_get_midnight (self->clock))), cw_counts_read, &row, error))
    return FALSE;
  found = row;
  *counts = *found;
  return TRUE;
}
