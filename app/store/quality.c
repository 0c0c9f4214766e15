/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "app/base/error.h"
#include "app/store/store-private.h"

/* What a person said of a card's print, beside the blank it is on. Any thread, under the store's
 * lock. */

static gboolean
cw_store_set_plastic_quality_in (CwStore *self,
                                 gint64   plastic_id,
                                 gboolean good,
                                 GError **error)
{
  const char *word = good ? "good" : "bad";
  GString *details;
  gint64 id;

  if (!cw_sql_get_int (&self->sql, "UPDATE plastics SET quality = ? WHERE id = ? RETURNING id", CW_VALUES (CW_TEXT (word), CW_INT (plastic_id)), &id, NULL, error))
    return FALSE;
  if (id == 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no piece of plastic %" PRId64 " here."), plastic_id);
      return FALSE;
    }
  details = cw_details_new ();
  cw_details_text (details, "quality", word);
  return cw_journal_append (self, "plastic.quality", "plastic", plastic_id, details, error);
}

/**
 * cw_store_set_plastic_quality:
 * @good: what the person said
 *
 * Writes down that a person has looked at the print. The state of the blank is not touched.
 */
gboolean
cw_store_set_plastic_quality (CwStore *self,
                              gint64   plastic_id,
                              gboolean good,
                              GError **error)
{
  g_return_val_if_fail (CW_IS_STORE (self), FALSE);

  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_finish (self, cw_store_set_plastic_quality_in (self, plastic_id, good, error), error);
}

static gpointer
cw_quality_read_count (sqlite3_stmt *stmt,
                       GError      **error)
{
  guint *count = g_new (guint, 1);

  *count = (guint) sqlite3_column_int64 (stmt, 0);
  return count;
}

/**
 * cw_store_count_since_quality:
 * @except: a blank that is not counted, because the caller does; 0: none
 * @cards: (out): how many cards for students came out of @printer since the last one that a person
 *   was asked about, or ever
 */
gboolean
cw_store_count_since_quality (CwStore    *self,
                              const char *printer,
                              gint64      except,
                              guint      *cards,
                              GError    **error)
{
  static const char text[] =
    "SELECT count(*) FROM plastics WHERE printer = ?1 AND id <> ?2 AND purpose = 'card' AND state IN ('printed', 'verified', 'issued', 'spoiled')"
    " AND id > (SELECT coalesce (max (id), 0) FROM plastics WHERE printer = ?1 AND quality IS NOT NULL)";
  g_autofree guint *found = NULL;
  gpointer row;

  g_return_val_if_fail (CW_IS_STORE (self) && printer != NULL && cards != NULL, FALSE);

  if (!cw_store_find_row (self, text, CW_VALUES (CW_TEXT (printer), CW_INT (except)), cw_quality_read_count, &row, error))
    return FALSE;
  found = row;
  *cards = *found;
  return TRUE;
}
