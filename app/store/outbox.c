/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include "app/store/outbox.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "app/base/error.h"
#include "app/store/store-private.h"

/* What is owed to the ESC-Router. Any thread, under the store's lock.
 *
 * Order: the messages of one person go one after the other, oldest first; those of different
 * persons never wait for each other. A refused message holds nothing back: it waits for a person
 * to act on it, and the next message of the same card is how they do. Persons are told apart
 * without regard to case, as an ESI is. */

#define OUTBOX_SELECT "SELECT m.id, m.card_id, m.institution_id, m.person, m.kind, m.payload, m.created_at, m.due_at, m.attempts, m.last_error, m.state, m.answer, m.student_id, m.reason FROM outbox AS m"

static gpointer
cw_outbox_row_read (sqlite3_stmt *stmt,
                    GError      **error)
{
  CwOutboxRow *row = g_new0 (CwOutboxRow, 1);

  row->id = sqlite3_column_int64 (stmt, 0);
  row->card_id = sqlite3_column_int64 (stmt, 1);
  row->institution_id = cw_sql_dup (stmt, 2);
  row->person = cw_sql_dup (stmt, 3);
  row->kind = cw_sql_dup (stmt, 4);
  row->payload = cw_sql_dup (stmt, 5);
  row->created_at = sqlite3_column_int64 (stmt, 6);
  row->due_at = sqlite3_column_int64 (stmt, 7);
  row->attempts = (guint) sqlite3_column_int64 (stmt, 8);
  row->last_error = cw_sql_dup (stmt, 9);
  row->state = cw_sql_dup (stmt, 10);
  row->answer = cw_sql_dup (stmt, 11);
  row->student_id = cw_sql_dup (stmt, 12);
  row->reason = cw_sql_dup (stmt, 13);
  return row;
}

/* Whom the message is about: the card's student, or the one that it names. (transfer full) */
static char *
cw_store_get_message_student (CwStore           *self,
                              const CwOutboxRow *message,
                              GError           **error)
{
  g_autoptr (CwStudent) student = NULL;
  g_autoptr (CwCard) card = NULL;

  if (message->card_id == 0)
    {
      student = cw_store_get_student (self, message->student_id, error);
      return student != NULL ? g_strdup (student->id) : NULL;
    }
  card = cw_store_get_card (self, message->card_id, error);
  return card != NULL ? g_strdup (card->student_id) : NULL;
}

static gint64
cw_store_add_message_in (CwStore           *self,
                         const CwOutboxRow *message,
                         GError           **error)
{
  g_autofree char *student_id = cw_store_get_message_student (self, message, error);
  g_autoptr (CwInstitution) institution = student_id != NULL ? cw_store_get_institution (self, message->institution_id, error) : NULL;
  const CwSqlValue no_card = CW_TEXT (NULL), card = CW_INT (message->card_id);
  gint64 now = cw_clock_now (self->clock);
  GString *details;
  gint64 id;

  if (institution == NULL || !cw_store_check_object (self, message->payload, error) ||
      !cw_sql_get_int (&self->sql, "INSERT INTO outbox (card_id, student_id, institution_id, person, kind, payload, created_at, due_at, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'waiting') RETURNING id",
                       CW_VALUES (message->card_id != 0 ? card : no_card, CW_TEXT (student_id), CW_TEXT (message->institution_id), CW_TEXT (message->person), CW_TEXT (message->kind),
                                  CW_TEXT (message->payload), CW_INT (now), CW_INT (message->due_at != 0 ? message->due_at : now)),
                       &id, NULL, error))
    return 0;

  details = cw_details_new ();
  if (message->card_id != 0)
    cw_details_number (details, "card", message->card_id);
  cw_details_text (details, "kind", message->kind);
  cw_details_digest (details, "payload", message->payload);
  self->outbox_moved = TRUE;
  return cw_journal_append (self, "outbox.add", "outbox", id, details, error) ? id : 0;
}

/**
 * cw_store_add_message:
 * @message: card (or, with none, the student), institution, person, kind and payload are taken from
 *   it, and due_at (0: now)
 *
 * Writes down what is owed, as waiting.
 *
 * Returns: the message's id, 0 on error
 */
gint64
cw_store_add_message (CwStore           *self,
                      const CwOutboxRow *message,
                      GError           **error)
{
  gint64 id;

  g_return_val_if_fail (CW_IS_STORE (self) && message != NULL, 0);
  g_return_val_if_fail (message->institution_id != NULL && (message->card_id != 0 || message->student_id != NULL), 0);

  if (!cw_store_begin (self, error))
    return 0;
  id = cw_store_add_message_in (self, message, error);
  return cw_store_finish (self, id != 0, error) ? id : 0;
}

/**
 * cw_store_get_message:
 *
 * Returns: (transfer full): the message, or %NULL with %CW_ERROR_NOT_FOUND
 */
CwOutboxRow *
cw_store_get_message (CwStore *self,
                      gint64   message_id,
                      GError **error)
{
  gpointer row;

  g_return_val_if_fail (CW_IS_STORE (self), NULL);

  if (!cw_store_find_row (self, OUTBOX_SELECT " WHERE m.id = ?", CW_VALUES (CW_INT (message_id)), cw_outbox_row_read, &row, error))
    return NULL;
  if (row == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no message %" PRId64 " in the outbox."), message_id);
  return row;
}

/**
 * cw_store_list_messages:
 * @state: (nullable): "waiting", "sent", "refused" or "given-up"; %NULL: all
 * @limit: at most so many; 0: all
 *
 * Returns: (transfer full): #CwOutboxRow, oldest first
 */
GPtrArray *
cw_store_list_messages (CwStore    *self,
                        const char *state,
                        guint       limit,
                        GError    **error)
{
  const char *text = state != NULL ? OUTBOX_SELECT " WHERE m.state = ?1 ORDER BY m.id LIMIT ?2" : OUTBOX_SELECT " WHERE ?1 IS NULL ORDER BY m.id LIMIT ?2";

  g_return_val_if_fail (CW_IS_STORE (self), NULL);

  return cw_store_list_rows (self, text, CW_VALUES (CW_TEXT (state), CW_LIMIT (limit)), cw_outbox_row_read, (GDestroyNotify) cw_outbox_row_free, error);
}

/**
 * cw_store_list_due_messages:
 * @now: microseconds since 1970 UTC
 * @limit: at most so many; 0: all
 *
 * For each person the oldest message that waits, when it is due.
 *
 * Returns: (transfer full): #CwOutboxRow, longest due first
 */
GPtrArray *
cw_store_list_due_messages (CwStore *self,
                            gint64   now,
                            guint    limit,
                            GError **error)
{
  static const char text[] = OUTBOX_SELECT
    " WHERE m.state = 'waiting' AND m.due_at <= ?"
    " AND NOT EXISTS (SELECT 1 FROM outbox AS e WHERE e.person = m.person AND e.state = 'waiting' AND e.id < m.id)"
    " ORDER BY m.due_at, m.id LIMIT ?";

  g_return_val_if_fail (CW_IS_STORE (self), NULL);

  return cw_store_list_rows (self, text, CW_VALUES (CW_INT (now), CW_LIMIT (limit)), cw_outbox_row_read, (GDestroyNotify) cw_outbox_row_free, error);
}

static gboolean
cw_store_set_message_in (CwStore    *self,
                         gint64      message_id,
                         const char *state,
                         const char *answer,
                         const char *last_error,
                         gint64      due_at,
                         GError    **error)
{
  g_autoptr (CwOutboxRow) message = cw_store_get_message (self, message_id, error);
  gboolean tried = !g_str_equal (state, "waiting") || last_error != NULL;
  g_autofree char *act = g_strconcat ("outbox.", state, NULL);
  GString *details;

  if (message == NULL || (answer != NULL && !cw_store_check_object (self, answer, error)) ||
      !cw_sql_execute (&self->sql, "UPDATE outbox SET state = ?, answer = ?, last_error = ?, due_at = ?, attempts = attempts + ? WHERE id = ?",
                       CW_VALUES (CW_TEXT (state), CW_TEXT (answer), CW_TEXT (last_error), CW_INT (due_at), CW_INT (tried), CW_INT (message_id)), error))
    return FALSE;

  details = cw_details_new ();
  cw_details_number (details, "card", message->card_id);
  cw_details_state (details, message->state, state);
  cw_details_number (details, "attempts", (gint64) message->attempts + tried);
  cw_details_digest (details, "answer", answer);
  return cw_journal_append (self, act, "outbox", message_id, details, error);
}

/**
 * cw_store_set_message:
 * @state: "waiting", "sent" or "refused"
 * @answer: (nullable): the router's answer, a JSON object
 * @last_error: (nullable): the sentence of the failure
 * @due_at: when to try next, microseconds since 1970 UTC
 *
 * Writes down what became of a message; all four take the place of those before. It counts as
 * an attempt unless the message just waits (again) without an error.
 */
gboolean
cw_store_set_message (CwStore    *self,
                      gint64      message_id,
                      const char *state,
                      const char *answer,
                      const char *last_error,
                      gint64      due_at,
                      GError    **error)
{
  static const char *const states[] = { "waiting", "sent", "refused", NULL };

  g_return_val_if_fail (CW_IS_STORE (self) && state != NULL, FALSE);

  if (!g_strv_contains (states, state))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("A message in the outbox is “waiting”, “sent” or “refused”."));
      return FALSE;
    }
  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_finish (self, cw_store_set_message_in (self, message_id, state, answer, last_error, due_at, error), error);
}

/**
 * cw_store_list_owed_messages:
 * @limit: at most so many; 0: all
 *
 * Returns: (transfer full): all that waits or was refused, oldest first
 */
GPtrArray *
cw_store_list_owed_messages (CwStore *self,
                             guint    limit,
                             GError **error)
{
  g_return_val_if_fail (CW_IS_STORE (self), NULL);

  return cw_store_list_rows (self, OUTBOX_SELECT " WHERE m.state IN ('waiting', 'refused') ORDER BY m.id LIMIT ?", CW_VALUES (CW_LIMIT (limit)),
                             cw_outbox_row_read, (GDestroyNotify) cw_outbox_row_free, error);
}

/**
 * cw_store_list_earlier_messages:
 * @limit: at most so many; 0: all
 *
 * Returns: (transfer full): what waits about the same person and must go before @message, oldest
 *   first
 */
GPtrArray *
cw_store_list_earlier_messages (CwStore           *self,
                                const CwOutboxRow *message,
                                guint              limit,
                                GError           **error)
{
  g_return_val_if_fail (CW_IS_STORE (self) && message != NULL, NULL);

  return cw_store_list_rows (self, OUTBOX_SELECT " WHERE m.state = 'waiting' AND m.person = ? AND m.id < ? ORDER BY m.id LIMIT ?",
                             CW_VALUES (CW_TEXT (message->person), CW_INT (message->id), CW_LIMIT (limit)),
                             cw_outbox_row_read, (GDestroyNotify) cw_outbox_row_free, error);
}

/**
 * cw_store_is_message_overtaken:
 * @overtaken: (out): whether a later message about the same thing was sent: about the same card,
 *   or, where it is about a person alone, about the person of the same student
 */
gboolean
cw_store_is_message_overtaken (CwStore           *self,
                               const CwOutboxRow *message,
                               gboolean          *overtaken,
                               GError           **error)
{
  static const char of_card[] = "SELECT id FROM outbox WHERE card_id = ? AND id > ? AND state = 'sent' LIMIT 1";
  static const char of_student[] = "SELECT id FROM outbox WHERE student_id = ? AND id > ? AND state = 'sent' AND kind <> 'withdraw' LIMIT 1";
  const CwSqlValue card = CW_INT (message->card_id), student = CW_TEXT (message->student_id);
  gint64 later;
  gboolean ok;

  g_return_val_if_fail (CW_IS_STORE (self), FALSE);

  if (!cw_store_begin (self, error))
    return FALSE;
  ok = cw_sql_get_int (&self->sql, message->card_id != 0 ? of_card : of_student,
                       CW_VALUES (message->card_id != 0 ? card : student, CW_INT (message->id)), &later, NULL, error);
  *overtaken = ok && later != 0;
  return cw_store_finish (self, ok, error);
}

void
cw_store_set_outbox_func (CwStore          *self,
                          CwStoreOutboxFunc func,
                          gpointer          user_data)
{
  g_return_if_fail (CW_IS_STORE (self));

  g_rec_mutex_lock (&self->lock);
  self->outbox_func = func;
  self->outbox_data = user_data;
  g_rec_mutex_unlock (&self->lock);
}

/* Only what is owed can be hurried, renewed or given up. (transfer full) */
static CwOutboxRow *
cw_store_get_owed_message (CwStore *self,
                           gint64   message_id,
                           GError **error)
{
  g_autoptr (CwOutboxRow) message = cw_store_get_message (self, message_id, error);

  if (message == NULL || g_str_equal (message->state, "waiting") || g_str_equal (message->state, "refused"))
    return g_steal_pointer (&message);
  g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("Message %" PRId64 " is “%s”: nothing of it is owed any more. Nothing was changed."), message_id, message->state);
  return NULL;
}

static gboolean
cw_store_hurry_message_in (CwStore *self,
                           gint64   message_id,
                           GError **error)
{
  g_autoptr (CwOutboxRow) message = cw_store_get_owed_message (self, message_id, error);
  GString *details;

  if (message == NULL ||
      !cw_sql_execute (&self->sql, "UPDATE outbox SET state = 'waiting', due_at = ? WHERE id = ?", CW_VALUES (CW_INT (cw_clock_now (self->clock)), CW_INT (message_id)), error))
    return FALSE;
  details = cw_details_new ();
  cw_details_state (details, message->state, "waiting");
  self->outbox_moved = TRUE;
  return cw_journal_append (self, "outbox.retry", "outbox", message_id, details, error);
}

/**
 * cw_store_hurry_message:
 *
 * What is owed is due now. %CW_ERROR_REFUSED when it is not owed any more.
 */
gboolean
cw_store_hurry_message (CwStore *self,
                        gint64   message_id,
                        GError **error)
{
  g_return_val_if_fail (CW_IS_STORE (self), FALSE);

  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_finish (self, cw_store_hurry_message_in (self, message_id, error), error);
}

static gboolean
cw_store_renew_message_in (CwStore    *self,
                           gint64      message_id,
                           const char *payload,
                           GError    **error)
{
  g_autoptr (CwOutboxRow) message = cw_store_get_owed_message (self, message_id, error);
  GString *details;

  if (message == NULL || !cw_store_check_object (self, payload, error) ||
      !cw_sql_execute (&self->sql, "UPDATE outbox SET state = 'waiting', payload = ?, last_error = NULL, due_at = ? WHERE id = ?",
                       CW_VALUES (CW_TEXT (payload), CW_INT (cw_clock_now (self->clock)), CW_INT (message_id)), error))
    return FALSE;
  details = cw_details_new ();
  cw_details_state (details, message->state, "waiting");
  cw_details_digest (details, "before", message->payload);
  cw_details_digest (details, "after", payload);
  self->outbox_moved = TRUE;
  return cw_journal_append (self, "outbox.edit", "outbox", message_id, details, error);
}

/**
 * cw_store_renew_message:
 *
 * What is owed has another content and is due now. That an earlier try may have arrived stays
 * written. %CW_ERROR_REFUSED when it is not owed any more.
 */
gboolean
cw_store_renew_message (CwStore    *self,
                        gint64      message_id,
                        const char *payload,
                        GError    **error)
{
  g_return_val_if_fail (CW_IS_STORE (self) && payload != NULL, FALSE);

  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_finish (self, cw_store_renew_message_in (self, message_id, payload, error), error);
}

static gboolean
cw_store_give_up_message_in (CwStore    *self,
                             gint64      message_id,
                             const char *reason,
                             GError    **error)
{
  g_autoptr (CwOutboxRow) message = cw_store_get_owed_message (self, message_id, error);
  GString *details;

  if (message == NULL ||
      !cw_sql_execute (&self->sql, "UPDATE outbox SET state = 'given-up', reason = ? WHERE id = ?", CW_VALUES (CW_TEXT (reason), CW_INT (message_id)), error))
    return FALSE;
  details = cw_details_new ();
  cw_details_state (details, message->state, "given-up");
  cw_details_digest (details, "reason", reason);
  return cw_journal_append (self, "outbox.given-up", "outbox", message_id, details, error);
}

/**
 * cw_store_give_up_message:
 * @reason: why; owed
 *
 * What was owed is never sent. %CW_ERROR_REFUSED when it is not owed any more.
 */
gboolean
cw_store_give_up_message (CwStore    *self,
                          gint64      message_id,
                          const char *reason,
                          GError    **error)
{
  g_return_val_if_fail (CW_IS_STORE (self), FALSE);

  if (reason == NULL || *reason == '\0')
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("Say why the message is given up: the register will not learn what it holds."));
      return FALSE;
    }
  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_finish (self, cw_store_give_up_message_in (self, message_id, reason, error), error);
}

/**
 * cw_store_keep_payload:
 * @payload: what may be kept of it, with the digest of the whole
 *
 * Puts @payload in the place of what a message held that is at its end: sent or given up. No act
 * of its own: it belongs to the transaction that ends the message.
 */
gboolean
cw_store_keep_payload (CwStore    *self,
                       gint64      message_id,
                       const char *payload,
                       GError    **error)
{
  gboolean ok;

  g_return_val_if_fail (CW_IS_STORE (self) && payload != NULL, FALSE);

  if (!cw_store_begin (self, error))
    return FALSE;
  ok = cw_store_check_object (self, payload, error) &&
       cw_sql_execute (&self->sql, "UPDATE outbox SET payload = ? WHERE id = ? AND state IN ('sent', 'given-up')", CW_VALUES (CW_TEXT (payload), CW_INT (message_id)), error);
  return cw_store_finish (self, ok, error);
}

/* which ESI the register knows */

static gpointer
cw_store_read_text (sqlite3_stmt *stmt,
                    GError      **error)
{
  return cw_sql_dup (stmt, 0);
}

gboolean
cw_store_get_registered_esi (CwStore    *self,
                             const char *student_id,
                             char      **esi,
                             GError    **error)
{
  gpointer text;

  g_return_val_if_fail (CW_IS_STORE (self) && student_id != NULL, FALSE);

  *esi = NULL;
  if (!cw_store_find_row (self, "SELECT registered_esi FROM students WHERE id = ? AND registered_esi IS NOT NULL", CW_VALUES (CW_TEXT (student_id)), cw_store_read_text, &text, error))
    return FALSE;
  *esi = text;
  return TRUE;
}

gboolean
cw_store_note_registered_esi (CwStore    *self,
                              const char *student_id,
                              const char *esi,
                              GError    **error)
{
  gboolean ok;

  g_return_val_if_fail (CW_IS_STORE (self) && student_id != NULL && esi != NULL, FALSE);

  if (!cw_store_begin (self, error))
    return FALSE;
  ok = cw_sql_execute (&self->sql, "UPDATE students SET registered_esi = ? WHERE id = ? AND registered_esi IS NULL", CW_VALUES (CW_TEXT (esi), CW_TEXT (student_id)), error);
  return cw_store_finish (self, ok, error);
}
