/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include "app/store/registered.h"

#include <string.h>

#include "app/base/error.h"
#include "app/store/store-private.h"
#include "app/store/words.h"

/* What a comparison with the register reads of the store, some hundred rows at a time so that a
 * card can be issued in between. Any thread, under the store's lock but for the callbacks.
 *
 * A message that was sent holds as its due time the moment at which it was. */

/* rows that are read under one lock */
#define PAGE_ROWS 500

/* ?1 is always the moment since which a message counts as moving */
#define MOVING(which) "EXISTS (SELECT 1 FROM outbox AS m WHERE " which " AND (m.state = 'waiting' OR (m.state = 'sent' AND m.due_at > ?1)))"

#define CARD_SELECT \
  "SELECT c.id, c.student_id, c.escn, c.state, p.card_type, p.registered, o.outcome IS NULL, " MOVING ("m.card_id = c.id") ", " \
  "(SELECT CASE WHEN m.state IN ('refused', 'given-up') THEN m.id END FROM outbox AS m WHERE m.card_id = c.id ORDER BY m.id DESC LIMIT 1), " \
  "coalesce (s.registered_esi, s.esi), c.issued_at, c.expires_at " \
  "FROM cards AS c JOIN profiles AS p ON p.id = c.profile_id JOIN students AS s ON s.id = c.student_id JOIN orders AS o ON o.id = c.order_id "

/* the last five columns; those of the student come first */
#define PERSON_SELECT \
  CW_STUDENT_SELECT ", s.seq, coalesce (s.registered_esi, s.esi), s.left_at IS NOT NULL, " MOVING ("m.student_id = s.id") ", " \
  "EXISTS (SELECT 1 FROM cards AS c JOIN profiles AS p ON p.id = c.profile_id JOIN orders AS o ON o.id = c.order_id " \
  "WHERE c.student_id = s.id AND p.registered AND o.outcome IS NOT NULL " \
  "AND c.state IN ('issued', 'suspended') AND (c.expires_at IS NULL OR c.expires_at >= ?2)) FROM students AS s "

/* A row with the place behind which the next page begins. */
typedef struct
{
  gint64             seq;
  CwRegisteredPerson person;
} CwPersonRow;

void
cw_registered_card_free (CwRegisteredCard *card)
{
  if (card == NULL)
    return;
  g_free (card->student_id);
  g_free (card->esi);
  g_free (card->issued_at);
  g_free (card->expires_at);
  g_free (card);
}

static void
cw_person_row_free (CwPersonRow *row)
{
  g_clear_pointer (&row->person.student, cw_student_unref);
  g_free (row->person.esi);
  g_free (row);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPersonRow, cw_person_row_free)

static gpointer
cw_registered_card_read (sqlite3_stmt *stmt,
                         GError      **error)
{
  g_autoptr (CwRegisteredCard) card = g_new0 (CwRegisteredCard, 1);
  const char *state = (const char *) sqlite3_column_text (stmt, 3);
  const char *type = (const char *) sqlite3_column_text (stmt, 4);

  card->card_id = sqlite3_column_int64 (stmt, 0);
  card->student_id = cw_sql_dup (stmt, 1);
  if (!cw_escn_parse ((const char *) sqlite3_column_text (stmt, 2), &card->escn, error) ||
      !cw_store_check_name (state, cw_card_state_from_name (state, &card->state), error) ||
      !cw_store_check_name (type, cw_card_type_from_name (type, &card->type), error))
    return NULL;
  card->registered = sqlite3_column_int (stmt, 5) != 0;
  card->open = sqlite3_column_int (stmt, 6) != 0;
  card->moving = sqlite3_column_int (stmt, 7) != 0;
  card->refused = sqlite3_column_int64 (stmt, 8);
  card->esi = cw_sql_dup (stmt, 9);
  card->issued_at = cw_sql_dup (stmt, 10);
  card->expires_at = cw_sql_dup (stmt, 11);
  return g_steal_pointer (&card);
}

static gpointer
cw_person_row_read (sqlite3_stmt *stmt,
                    GError      **error)
{
  g_autoptr (CwPersonRow) row = g_new0 (CwPersonRow, 1);
  int at = sqlite3_column_count (stmt) - 5;

  row->person.student = cw_student_read (stmt, error);
  if (row->person.student == NULL)
    return NULL;
  row->seq = sqlite3_column_int64 (stmt, at);
  row->person.esi = cw_sql_dup (stmt, at + 1);
  row->person.left = sqlite3_column_int (stmt, at + 2) != 0;
  row->person.moving = sqlite3_column_int (stmt, at + 3) != 0;
  row->person.in_use = sqlite3_column_int (stmt, at + 4) != 0;
  return g_steal_pointer (&row);
}

/**
 * cw_store_visit_cards:
 *
 * Gives every card that was ever made for @institution_id to @func, in the order of the numbers.
 */
gboolean
cw_store_visit_cards (CwStore             *self,
                      const char          *institution_id,
                      gint64               since,
                      CwRegisteredCardFunc func,
                      gpointer             user_data,
                      GError             **error)
{
  g_autofree char *after = g_strdup ("");
  gboolean more = TRUE;

  g_return_val_if_fail (CW_IS_STORE (self) && institution_id != NULL && func != NULL, FALSE);

  while (more)
    {
      g_autoptr (GPtrArray) rows = cw_store_list_rows (self, CARD_SELECT "WHERE +c.institution_id = ?2 AND c.escn > ?3 ORDER BY c.escn LIMIT ?4",
                                                       CW_VALUES (CW_INT (since), CW_TEXT (institution_id), CW_TEXT (after), CW_INT (PAGE_ROWS)),
                                                       cw_registered_card_read, (GDestroyNotify) cw_registered_card_free, error);

      if (rows == NULL)
        return FALSE;
      for (guint i = 0; i < rows->len; i++)
        {
          if (!func (g_ptr_array_index (rows, i), user_data, error))
            return FALSE;
        }
      more = rows->len == PAGE_ROWS;
      if (more)
        {
          const CwRegisteredCard *last = g_ptr_array_index (rows, rows->len - 1);

          g_free (after);
          after = cw_escn_to_string (&last->escn);
        }
    }
  return TRUE;
}

/**
 * cw_store_visit_persons:
 * @today: yyyy-MM-dd: a card whose last day is over is not in use
 *
 * Gives every student of @institution_id who has an ESI and is not forgotten to @func.
 */
gboolean
cw_store_visit_persons (CwStore               *self,
                        const char            *institution_id,
                        const char            *today,
                        gint64                 since,
                        CwRegisteredPersonFunc func,
                        gpointer               user_data,
                        GError               **error)
{
  gint64 after = 0;
  gboolean more = TRUE;

  g_return_val_if_fail (CW_IS_STORE (self) && institution_id != NULL && today != NULL && func != NULL, FALSE);

  while (more)
    {
      g_autoptr (GPtrArray) rows = cw_store_list_rows (self, PERSON_SELECT "WHERE +s.institution_id = ?3 AND s.seq > ?4 AND s.erased_at IS NULL "
                                                                           "AND coalesce (s.registered_esi, s.esi) IS NOT NULL ORDER BY s.seq LIMIT ?5",
                                                       CW_VALUES (CW_INT (since), CW_TEXT (today), CW_TEXT (institution_id), CW_INT (after), CW_INT (PAGE_ROWS)),
                                                       cw_person_row_read, (GDestroyNotify) cw_person_row_free, error);

      if (rows == NULL)
        return FALSE;
      for (guint i = 0; i < rows->len; i++)
        {
          const CwPersonRow *row = g_ptr_array_index (rows, i);

          if (!func (&row->person, user_data, error))
            return FALSE;
          after = row->seq;
        }
      more = rows->len == PAGE_ROWS;
    }
  return TRUE;
}

/**
 * cw_store_get_registered_card:
 *
 * Returns: (transfer full): one row of cw_store_visit_cards() as it is now, %NULL with
 *   %CW_ERROR_NOT_FOUND when no such card was made here
 */
CwRegisteredCard *
cw_store_get_registered_card (CwStore      *self,
                              const CwEscn *escn,
                              GError      **error)
{
  g_autoptr (CwCard) card = NULL;
  g_autofree char *text = NULL;
  gpointer row;

  g_return_val_if_fail (CW_IS_STORE (self) && escn != NULL, NULL);

  card = cw_store_find_card (self, escn, error);
  text = cw_escn_to_string (escn);
  if (card == NULL ||
      !cw_store_find_row (self, CARD_SELECT "WHERE c.escn = ?2", CW_VALUES (CW_INT (G_MAXINT64), CW_TEXT (text)), cw_registered_card_read, &row, error))
    return NULL;
  return row;
}

gboolean
cw_store_is_person_moving (CwStore    *self,
                           const char *student_id,
                           gboolean   *moving,
                           GError    **error)
{
  g_autoptr (GRecMutexLocker) locker = NULL;
  gint64 value;

  g_return_val_if_fail (CW_IS_STORE (self) && student_id != NULL && moving != NULL, FALSE);

  locker = g_rec_mutex_locker_new (&self->lock);
  if (!cw_sql_get_int (&self->sql, "SELECT EXISTS (SELECT 1 FROM outbox WHERE student_id = ? AND state = 'waiting')",
                       CW_VALUES (CW_TEXT (student_id)), &value, NULL, error))
    return FALSE;
  *moving = value != 0;
  return TRUE;
}

static gpointer
cw_id_read (sqlite3_stmt *stmt,
            GError      **error)
{
  return cw_sql_dup (stmt, 0);
}

/**
 * cw_store_find_esi:
 * @student_id: (out) (transfer full) (nullable): %NULL when no student of that institution has
 *   the ESI
 */
gboolean
cw_store_find_esi (CwStore    *self,
                   const char *institution_id,
                   const char *esi,
                   char      **student_id,
                   GError    **error)
{
  g_autofree char *key = NULL;
  gpointer row;

  g_return_val_if_fail (CW_IS_STORE (self) && institution_id != NULL && esi != NULL && student_id != NULL, FALSE);

  key = g_ascii_strdown (esi, -1);
  if (!cw_store_find_row (self, "SELECT id FROM students WHERE esi_key = ?1 AND institution_id = ?2 ORDER BY seq LIMIT 1",
                          CW_VALUES (CW_TEXT (key), CW_TEXT (institution_id)), cw_id_read, &row, error))
    return FALSE;
  *student_id = row;
  return TRUE;
}

/* cards of other stations */

static gboolean
cw_store_add_elsewhere_in (CwStore      *self,
                           const char   *institution_id,
                           const CwEscn *escn,
                           GError      **error)
{
  g_autofree char *text = cw_escn_to_string (escn);
  g_autofree char *subject = g_strconcat ("number/", text, NULL);
  GString *details;

  if (!cw_sql_execute (&self->sql, "INSERT OR IGNORE INTO cards_elsewhere (escn, institution_id, noted_at) VALUES (?, ?, ?)",
                       CW_VALUES (CW_TEXT (text), CW_TEXT (institution_id), CW_INT (cw_clock_now (self->clock))), error))
    return FALSE;
  details = cw_details_new ();
  cw_details_text (details, "institution", institution_id);
  return cw_journal_append (self, "card.elsewhere", subject, 0, details, error);
}

/**
 * cw_store_add_elsewhere:
 *
 * Notes that a card of the register was made elsewhere, so that it is no longer missed here.
 * Saying it again changes nothing.
 */
gboolean
cw_store_add_elsewhere (CwStore      *self,
                        const char   *institution_id,
                        const CwEscn *escn,
                        GError      **error)
{
  gboolean known = FALSE;

  g_return_val_if_fail (CW_IS_STORE (self) && institution_id != NULL && escn != NULL, FALSE);

  if (!cw_store_begin (self, error))
    return FALSE;
  if (!cw_store_is_elsewhere (self, escn, &known, error))
    return cw_store_finish (self, FALSE, error);
  return cw_store_finish (self, known || cw_store_add_elsewhere_in (self, institution_id, escn, error), error);
}

/**
 * cw_store_is_elsewhere:
 * @known: (out): whether somebody said so of the number
 */
gboolean
cw_store_is_elsewhere (CwStore      *self,
                       const CwEscn *escn,
                       gboolean     *known,
                       GError      **error)
{
  g_autofree char *text = NULL;
  gpointer row;

  g_return_val_if_fail (CW_IS_STORE (self) && escn != NULL && known != NULL, FALSE);

  text = cw_escn_to_string (escn);
  if (!cw_store_find_row (self, "SELECT escn FROM cards_elsewhere WHERE escn = ?", CW_VALUES (CW_TEXT (text)), cw_id_read, &row, error))
    return FALSE;
  *known = row != NULL;
  g_free (row);
  return TRUE;
}
