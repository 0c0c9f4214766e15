/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "app/base/digest.h"
#include "app/base/error.h"
#include "app/core/lifecycle.h"
#include "app/store/store-private.h"

/* Numbers and the cards that bear them. The database itself keeps a number from being used
 * twice, a chip from being on two cards and a card from being forgotten; this file says so in
 * sentences before it comes to that. Any thread, under the store's lock. */

/* the states of the index cards_live_of_chip */
#define CARD_LIVE "state NOT IN ('spoiled', 'withdrawn', 'expired', 'replaced', 'destroyed')"

/* numbers */

static gboolean
cw_store_next_escn_in (CwStore    *self,
                       guint       prefix,
                       const char *pic,
                       CwEscn     *escn,
                       GError    **error)
{
  g_autofree char *text = NULL;
  g_autofree char *subject = NULL;
  guint64 stamp;
  guint16 random;
  gint64 last;
  GString *details;

  if (!cw_sql_get_int (&self->sql, "SELECT last_stamp FROM numbers WHERE pic = ? AND prefix = ?", CW_VALUES (CW_TEXT (pic), CW_INT (prefix)), &last, NULL, error))
    return FALSE;

  stamp = (guint64) last;
  cw_random_bytes (&random, sizeof random);
  if (!cw_escn_next (&stamp, cw_clock_now (self->clock), random, prefix, pic, escn, error) ||
      !cw_sql_execute (&self->sql, "INSERT INTO numbers (pic, prefix, last_stamp) VALUES (?1, ?2, ?3) ON CONFLICT (pic, prefix) DO UPDATE SET last_stamp = ?3",
                       CW_VALUES (CW_TEXT (pic), CW_INT (prefix), CW_INT (stamp)), error))
    return FALSE;

  text = cw_escn_to_string (escn);
  subject = g_strdup_printf ("number/%s/%03u", pic, prefix);
  details = cw_details_new ();
  cw_details_digest (details, "escn", text);
  return cw_journal_append (self, "number.take", subject, 0, details, error);
}

/**
 * cw_store_next_escn:
 * @prefix: ESCN prefix of this station
 * @pic: of the institution
 * @escn: (out): a number that this store never gave out and never will again, also when the
 *   clock was set back
 *
 * Call it in the transaction that adds the card; else a number is lost when that fails.
 */
gboolean
cw_store_next_escn (CwStore    *self,
                    guint       prefix,
                    const char *pic,
                    CwEscn     *escn,
                    GError    **error)
{
  g_return_val_if_fail (CW_IS_STORE (self) && pic != NULL && escn != NULL, FALSE);

  if (!cw_escn_check_pic (pic, error) || !cw_store_begin (self, error))
    return FALSE;
  return cw_store_finish (self, cw_store_next_escn_in (self, prefix, pic, escn, error), error);
}

/* cards */

gpointer
cw_card_read (sqlite3_stmt *stmt,
              GError      **error)
{
  g_autoptr (CwCard) self = cw_card_new ();
  const char *state = (const char *) sqlite3_column_text (stmt, 7);

  self->id = sqlite3_column_int64 (stmt, 0);
  self->order_id = sqlite3_column_int64 (stmt, 1);
  self->student_id = cw_sql_dup (stmt, 2);
  self->institution_id = cw_sql_dup (stmt, 3);
  self->profile_id = cw_sql_dup (stmt, 4);
  if (!cw_escn_parse ((const char *) sqlite3_column_text (stmt, 5), &self->escn, error))
    return NULL;
  self->uid = cw_sql_dup (stmt, 6);
  if (!cw_store_check_name (state, cw_card_state_from_name (state, &self->state), error))
    return NULL;
  self->reason = cw_sql_dup (stmt, 8);
  self->issued_at = cw_sql_dup (stmt, 9);
  self->expires_at = cw_sql_dup (stmt, 10);
  return g_steal_pointer (&self);
}

/* UIDs are 4, 7 or 10 bytes long: ISO/IEC 14443-3, 6.5.4 */
static gboolean
cw_store_check_uid (const char *uid,
                    GError    **error)
{
  gsize length = strlen (uid);

  if ((length == 8 || length == 14 || length == 20) && strspn (uid, "0123456789ABCDEF") == length)
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("The chip's number is not 4, 7 or 10 bytes in upper-case hex digits. Read the chip again."));
  return FALSE;
}

/* @except: the card that may have it, 0: none */
static gboolean
cw_store_check_uid_free (CwStore    *self,
                         const char *uid,
                         gint64      except,
                         GError    **error)
{
  gint64 other;

  if (uid == NULL)
    return TRUE;
  if (!cw_store_check_uid (uid, error) ||
      !cw_sql_get_int (&self->sql, "SELECT id FROM cards WHERE uid = ? AND id <> ? AND " CARD_LIVE, CW_VALUES (CW_TEXT (uid), CW_INT (except)), &other, NULL, error))
    return FALSE;
  if (other == 0)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_EXISTS, _ ("This chip carries card %" PRId64 " already. Take a blank card, or withdraw that one first."), other);
  return FALSE;
}

static gboolean
cw_store_check_new_card (CwStore      *self,
                         const CwCard *card,
                         const char   *escn,
                         GError      **error)
{
  g_autoptr (CwOrderRow) order = cw_store_get_order (self, card->order_id, error);
  g_autoptr (CwInstitution) institution = order != NULL ? cw_store_get_institution (self, card->institution_id, error) : NULL;
  gint64 other;

  if (institution == NULL || !cw_store_check_uid_free (self, card->uid, 0, error))
    return FALSE;
  if (!order->open || g_strcmp0 (order->student_id, card->student_id) != 0 || g_strcmp0 (order->profile_id, card->profile_id) != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("Order %" PRId64 " is closed, or for another student or card profile. Begin a new order."), card->order_id);
      return FALSE;
    }

  if (!cw_sql_get_int (&self->sql, "SELECT id FROM cards WHERE escn = ?", CW_VALUES (CW_TEXT (escn)), &other, NULL, error))
    return FALSE;
  if (other != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_EXISTS, _ ("The card number %s is on card %" PRId64 " already. Reserve a new number."), escn, other);
      return FALSE;
    }
  if (!cw_sql_get_int (&self->sql, "SELECT id FROM cards WHERE order_id = ? AND " CARD_LIVE, CW_VALUES (CW_INT (card->order_id)), &other, NULL, error))
    return FALSE;
  if (other != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_EXISTS, _ ("Order %" PRId64 " makes card %" PRId64 " already. Finish or spoil that one first."), card->order_id, other);
      return FALSE;
    }
  return TRUE;
}

static gint64
cw_store_add_card_in (CwStore      *self,
                      const CwCard *card,
                      GError      **error)
{
  g_autofree char *escn = cw_escn_to_string (&card->escn);
  g_autofree char *subject = NULL;
  GString *details;
  gint64 id;

  /* read it back: a number that we could not read later must not go in */
  if (!cw_escn_parse (escn, &(CwEscn) { 0 }, error) ||
      !cw_store_check_new_card (self, card, escn, error) ||
      !cw_sql_get_int (&self->sql,
                       "INSERT INTO cards (order_id, student_id, institution_id, profile_id, escn, uid, state, reason, issued_at, expires_at, state_at) "
                       "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                       CW_VALUES (CW_INT (card->order_id), CW_TEXT (card->student_id), CW_TEXT (card->institution_id), CW_TEXT (card->profile_id),
                                  CW_TEXT (escn), CW_TEXT (card->uid), CW_TEXT (cw_card_state_to_name (card->state)), CW_TEXT (card->reason),
                                  CW_TEXT (card->issued_at), CW_TEXT (card->expires_at), CW_INT (cw_clock_now (self->clock))),
                       &id, NULL, error))
    return 0;

  subject = cw_student_subject (card->student_id);
  details = cw_details_new ();
  cw_details_number (details, "order", card->order_id);
  cw_details_text (details, "student", strchr (subject, '/') + 1);
  cw_details_digest (details, "escn", escn);
  cw_details_text (details, "state", cw_card_state_to_name (card->state));
  return cw_journal_append (self, "card.reserve", "card", id, details, error) ? id : 0;
}

/**
 * cw_store_add_card:
 * @card: with its number; its id is not looked at
 *
 * Stores a new card of an open order. Errors: %CW_ERROR_EXISTS when the number is taken, the
 * chip carries another card, or the order makes one already.
 *
 * Returns: the card's id, 0 on error
 */
gint64
cw_store_add_card (CwStore      *self,
                   const CwCard *card,
                   GError      **error)
{
  gint64 id;

  g_return_val_if_fail (CW_IS_STORE (self) && card != NULL, 0);

  if (!cw_store_begin (self, error))
    return 0;
  id = cw_store_add_card_in (self, card, error);
  return cw_store_finish (self, id != 0, error) ? id : 0;
}

/**
 * cw_store_get_card:
 *
 * Returns: (transfer full): the card, or %NULL with %CW_ERROR_NOT_FOUND
 */
CwCard *
cw_store_get_card (CwStore *self,
                   gint64   card_id,
                   GError **error)
{
  gpointer row;

  g_return_val_if_fail (CW_IS_STORE (self), NULL);

  if (!cw_store_find_row (self, CW_CARD_SELECT " WHERE id = ?", CW_VALUES (CW_INT (card_id)), cw_card_read, &row, error))
    return NULL;
  if (row == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no card %" PRId64 " here."), card_id);
  return row;
}

/**
 * cw_store_get_card_of_order:
 *
 * Returns: (transfer full): the newest card of the order, or %NULL with %CW_ERROR_NOT_FOUND
 */
CwCard *
cw_store_get_card_of_order (CwStore *self,
                            gint64   order_id,
                            GError **error)
{
  gpointer row;

  g_return_val_if_fail (CW_IS_STORE (self), NULL);

  if (!cw_store_find_row (self, CW_CARD_SELECT " WHERE order_id = ? ORDER BY id DESC LIMIT 1", CW_VALUES (CW_INT (order_id)), cw_card_read, &row, error))
    return NULL;
  if (row == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("Order %" PRId64 " has no card yet. Reserve a number first."), order_id);
  return row;
}

/**
 * cw_store_find_card:
 *
 * Returns: (transfer full): the card with that number, or %NULL with %CW_ERROR_NOT_FOUND
 */
CwCard *
cw_store_find_card (CwStore      *self,
                    const CwEscn *escn,
                    GError      **error)
{
  g_autofree char *text = NULL;
  gpointer row;

  g_return_val_if_fail (CW_IS_STORE (self) && escn != NULL, NULL);

  text = cw_escn_to_string (escn);
  if (!cw_store_find_row (self, CW_CARD_SELECT " WHERE escn = ?", CW_VALUES (CW_TEXT (text)), cw_card_read, &row, error))
    return NULL;
  if (row == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("No card with the number %s was made here."), text);
  return row;
}

/**
 * cw_store_list_cards:
 * @student_id: (nullable): whose; %NULL: of all
 * @limit: at most so many; 0: all
 * @offset: how many to leave out first
 *
 * Returns: (transfer full): #CwCard, newest first
 */
GPtrArray *
cw_store_list_cards (CwStore    *self,
                     const char *student_id,
                     guint       limit,
                     guint       offset,
                     GError    **error)
{
  const char *text = student_id != NULL ? CW_CARD_SELECT " WHERE student_id = ?1 ORDER BY id DESC LIMIT ?2 OFFSET ?3"
                                        : CW_CARD_SELECT " WHERE ?1 IS NULL ORDER BY id DESC LIMIT ?2 OFFSET ?3";

  g_return_val_if_fail (CW_IS_STORE (self), NULL);

  return cw_store_list_rows (self, text, CW_VALUES (CW_TEXT (student_id), CW_LIMIT (limit), CW_INT (offset)),
                             cw_card_read, (GDestroyNotify) cw_card_unref, error);
}

static gboolean
cw_store_set_card_state_in (CwStore    *self,
                            gint64      card_id,
                            CwCardState state,
                            const char *reason,
                            GError    **error)
{
  g_autoptr (CwCard) card = cw_store_get_card (self, card_id, error);
  GString *details;

  if (card == NULL)
    return FALSE;
  if (!cw_card_state_may_become (card->state, state))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("Card %" PRId64 " is “%s” and cannot become “%s”. Nothing was changed."),
                   card_id, cw_card_state_to_label (card->state), cw_card_state_to_label (state));
      return FALSE;
    }
  if (!cw_sql_execute (&self->sql, "UPDATE cards SET state_at = iif (state = ?1, state_at, ?4), state = ?1, reason = ?2 WHERE id = ?3",
                       CW_VALUES (CW_TEXT (cw_card_state_to_name (state)), CW_TEXT (reason), CW_INT (card_id), CW_INT (cw_clock_now (self->clock))), error))
    return FALSE;

  details = cw_details_new ();
  cw_details_state (details, cw_card_state_to_name (card->state), cw_card_state_to_name (state));
  cw_details_digest (details, "reason", reason);
  return cw_journal_append (self, "card.state", "card", card_id, details, error);
}

/**
 * cw_store_set_card_state:
 * @reason: (nullable): takes the place of the one before
 *
 * Errors: %CW_ERROR_REFUSED when cw_card_state_may_become() says no; %CW_ERROR_EXISTS when a
 * card that was out of use comes back and its chip carries another one meanwhile.
 */
gboolean
cw_store_set_card_state (CwStore    *self,
                         gint64      card_id,
                         CwCardState state,
                         const char *reason,
                         GError    **error)
{
  g_return_val_if_fail (CW_IS_STORE (self), FALSE);

  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_finish (self, cw_store_set_card_state_in (self, card_id, state, reason, error), error);
}

/* Once something was written to a chip, the card stays on it. */
static gboolean
cw_card_may_change_chip (CwCardState state)
{
  switch (state)
    {
    case CW_CARD_STATE_RESERVED:
    case CW_CARD_STATE_PRINTING:
    case CW_CARD_STATE_PRINTED:
    case CW_CARD_STATE_IN_DOUBT:
      return TRUE;
    case CW_CARD_STATE_ENCODED:
    case CW_CARD_STATE_VERIFIED:
    case CW_CARD_STATE_ISSUED:
    case CW_CARD_STATE_SPOILED:
    case CW_CARD_STATE_SUSPENDED:
    case CW_CARD_STATE_LOST:
    case CW_CARD_STATE_STOLEN:
    case CW_CARD_STATE_WITHDRAWN:
    case CW_CARD_STATE_EXPIRED:
    case CW_CARD_STATE_REPLACED:
    case CW_CARD_STATE_DESTROYED:
      return FALSE;
    }
  g_return_val_if_reached (FALSE);
}

static gboolean
cw_store_set_card_uid_in (CwStore    *self,
                          gint64      card_id,
                          const char *uid,
                          GError    **error)
{
  g_autoptr (CwCard) card = cw_store_get_card (self, card_id, error);
  GString *details;

  if (card == NULL || !cw_store_check_uid_free (self, uid, card_id, error))
    return FALSE;
  if (card->uid != NULL && !g_str_equal (card->uid, uid) && !cw_card_may_change_chip (card->state))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("Card %" PRId64 " is on another chip. Lay that card on the reader."), card_id);
      return FALSE;
    }
  if (!cw_sql_execute (&self->sql, "UPDATE cards SET uid = ? WHERE id = ?", CW_VALUES (CW_TEXT (uid), CW_INT (card_id)), error))
    return FALSE;

  details = cw_details_new ();
  cw_details_digest (details, "uid", uid);
  return cw_journal_append (self, "card.uid", "card", card_id, details, error);
}

/**
 * cw_store_set_card_uid:
 * @uid: 4, 7 or 10 bytes in upper-case hex digits
 *
 * Writes down which chip the card is on. Errors: %CW_ERROR_EXISTS when that chip carries another
 * card that is in use, %CW_ERROR_REFUSED when this one is written to another chip already.
 */
gboolean
cw_store_set_card_uid (CwStore    *self,
                       gint64      card_id,
                       const char *uid,
                       GError    **error)
{
  g_return_val_if_fail (CW_IS_STORE (self) && uid != NULL, FALSE);

  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_finish (self, cw_store_set_card_uid_in (self, card_id, uid, error), error);
}
