/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "app/base/error.h"
#include "app/store/store-private.h"

/* The ledger of blanks: one row for each that was asked of a hopper, written before it moves.
 * Any thread, under the store's lock. */

#define PLASTIC_SELECT "SELECT id, card_id, printer, uid, state, reason, fed_at FROM plastics"

static gpointer
cw_plastic_row_read (sqlite3_stmt *stmt,
                     GError      **error)
{
  g_autoptr (CwPlasticRow) row = g_new0 (CwPlasticRow, 1);
  const char *state = (const char *) sqlite3_column_text (stmt, 4);

  row->id = sqlite3_column_int64 (stmt, 0);
  row->card_id = sqlite3_column_int64 (stmt, 1);
  row->printer = cw_sql_dup (stmt, 2);
  row->uid = cw_sql_dup (stmt, 3);
  if (!cw_store_check_name (state, cw_plastic_state_from_name (state, &row->state), error))
    return NULL;
  row->reason = cw_sql_dup (stmt, 5);
  row->fed_at = sqlite3_column_int64 (stmt, 6);
  return g_steal_pointer (&row);
}

static gint64
cw_store_add_plastic_in (CwStore    *self,
                         gint64      card_id,
                         const char *printer,
                         GError    **error)
{
  g_autoptr (CwCard) card = cw_store_get_card (self, card_id, error);
  gint64 now = cw_clock_now (self->clock);
  gint64 other, id;
  GString *details;

  if (card == NULL ||
      !cw_sql_get_int (&self->sql, "SELECT id FROM plastics WHERE card_id = ? AND state <> 'not-fed'", CW_VALUES (CW_INT (card_id)), &other, NULL, error))
    return 0;
  if (other != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("Card %" PRId64 " has a piece of plastic already, and its number may not be on two. Spoil this card and begin a new order."), card_id);
      return 0;
    }
  if (!cw_sql_get_int (&self->sql, "INSERT INTO plastics (card_id, printer, state, fed_at, state_at) VALUES (?1, ?2, 'fed', ?3, ?3) RETURNING id",
                       CW_VALUES (CW_INT (card_id), CW_TEXT (printer), CW_INT (now)), &id, NULL, error))
    return 0;

  details = cw_details_new ();
  cw_details_number (details, "card", card_id);
  cw_details_text (details, "printer", printer);
  return cw_journal_append (self, "plastic.fed", "plastic", id, details, error) ? id : 0;
}

/**
 * cw_store_add_plastic:
 * @printer: its name
 *
 * Writes down that a blank is asked of the hopper for a card. Errors: %CW_ERROR_REFUSED when
 * the card has a piece of plastic already that is not known to have stayed in the hopper.
 *
 * Returns: the plastic's id, 0 on error
 */
gint64
cw_store_add_plastic (CwStore    *self,
                      gint64      card_id,
                      const char *printer,
                      GError    **error)
{
  gint64 id;

  g_return_val_if_fail (CW_IS_STORE (self) && printer != NULL, 0);

  if (!cw_store_begin (self, error))
    return 0;
  id = cw_store_add_plastic_in (self, card_id, printer, error);
  return cw_store_finish (self, id != 0, error) ? id : 0;
}

/* What lay on the desk was fed, and what is spoiled or never was there stays so. */
static gboolean
cw_plastic_state_may_become (CwPlasticState from,
                             CwPlasticState to)
{
  switch (from)
    {
    case CW_PLASTIC_STATE_FED:
      return TRUE;
    case CW_PLASTIC_STATE_PRINTED:
      return to == CW_PLASTIC_STATE_PRINTED || to == CW_PLASTIC_STATE_ISSUED || to == CW_PLASTIC_STATE_SPOILED;
    case CW_PLASTIC_STATE_ISSUED:
      return to == CW_PLASTIC_STATE_ISSUED || to == CW_PLASTIC_STATE_SPOILED;
    case CW_PLASTIC_STATE_NOT_FED:
    case CW_PLASTIC_STATE_SPOILED:
      return to == from;
    }
  g_return_val_if_reached (FALSE);
}

static gboolean
cw_store_set_plastic_in (CwStore       *self,
                         gint64         plastic_id,
                         CwPlasticState state,
                         const char    *uid,
                         const char    *reason,
                         GError       **error)
{
  g_autoptr (CwPlasticRow) plastic = NULL;
  GString *details;
  gpointer row;

  if (!cw_store_find_row (self, PLASTIC_SELECT " WHERE id = ?", CW_VALUES (CW_INT (plastic_id)), cw_plastic_row_read, &row, error))
    return FALSE;
  plastic = row;
  if (plastic == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no piece of plastic %" PRId64 " here."), plastic_id);
      return FALSE;
    }
  if (!cw_plastic_state_may_become (plastic->state, state))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The plastic of card %" PRId64 " is accounted for already. Nothing was changed."), plastic->card_id);
      return FALSE;
    }
  if (!cw_sql_execute (&self->sql, "UPDATE plastics SET state_at = CASE WHEN state = ?1 THEN state_at ELSE ?2 END, state = ?1, uid = coalesce (?3, uid), reason = coalesce (?4, reason) WHERE id = ?5",
                       CW_VALUES (CW_TEXT (cw_plastic_state_to_name (state)), CW_INT (cw_clock_now (self->clock)), CW_TEXT (uid), CW_TEXT (reason), CW_INT (plastic_id)), error))
    return FALSE;

  details = cw_details_new ();
  cw_details_number (details, "card", plastic->card_id);
  cw_details_state (details, cw_plastic_state_to_name (plastic->state), cw_plastic_state_to_name (state));
  cw_details_digest (details, "uid", uid);
  cw_details_digest (details, "reason", reason);
  return cw_journal_append (self, "plastic.state", "plastic", plastic_id, details, error);
}

/**
 * cw_store_set_plastic:
 * @uid: (nullable): chip UID once read; %NULL keeps the one there
 * @reason: (nullable): %NULL keeps the one there
 *
 * Errors: %CW_ERROR_REFUSED when the plastic is accounted for and @state says otherwise.
 */
gboolean
cw_store_set_plastic (CwStore       *self,
                      gint64         plastic_id,
                      CwPlasticState state,
                      const char    *uid,
                      const char    *reason,
                      GError       **error)
{
  g_return_val_if_fail (CW_IS_STORE (self), FALSE);

  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_finish (self, cw_store_set_plastic_in (self, plastic_id, state, uid, reason, error), error);
}

/**
 * cw_store_list_plastics:
 *
 * Returns: (transfer full): #CwPlasticRow of one card, oldest first
 */
GPtrArray *
cw_store_list_plastics (CwStore *self,
                        gint64   card_id,
                        GError **error)
{
  g_return_val_if_fail (CW_IS_STORE (self), NULL);

  return cw_store_list_rows (self, PLASTIC_SELECT " WHERE card_id = ? ORDER BY id", CW_VALUES (CW_INT (card_id)), cw_plastic_row_read, (GDestroyNotify) cw_plastic_row_free, error);
}
