/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "app/base/error.h"
#include "app/store/ledger.h"
#include "app/store/store-private.h"

/* The ledger of blanks: one row for each that was asked of a hopper, written before it moves.
 * Any thread, under the store's lock. */

gpointer
cw_plastic_row_read (sqlite3_stmt *stmt,
                     GError      **error)
{
  g_autoptr (CwPlasticRow) row = g_new0 (CwPlasticRow, 1);
  const char *purpose = (const char *) sqlite3_column_text (stmt, 2);
  const char *state = (const char *) sqlite3_column_text (stmt, 8);

  row->id = sqlite3_column_int64 (stmt, 0);
  row->card_id = sqlite3_column_int64 (stmt, 1);
  if (!cw_store_check_name (purpose, cw_plastic_purpose_from_name (purpose, &row->purpose), error))
    return NULL;
  row->printer = cw_sql_dup (stmt, 3);
  row->job = cw_sql_dup (stmt, 4);
  row->sets = sqlite3_column_type (stmt, 5) == SQLITE_NULL ? -1 : sqlite3_column_int (stmt, 5);
  row->operator_name = cw_sql_dup (stmt, 6);
  row->uid = cw_sql_dup (stmt, 7);
  if (!cw_store_check_name (state, cw_plastic_state_from_name (state, &row->state), error))
    return NULL;
  row->reason = cw_sql_dup (stmt, 9);
  row->fed_at = sqlite3_column_int64 (stmt, 10);
  row->state_at = sqlite3_column_int64 (stmt, 11);
  return g_steal_pointer (&row);
}

static gboolean
cw_store_check_no_plastic (CwStore *self,
                           gint64   card_id,
                           GError **error)
{
  g_autoptr (CwCard) card = cw_store_get_card (self, card_id, error);
  gint64 other;

  if (card == NULL ||
      !cw_sql_get_int (&self->sql, "SELECT id FROM plastics WHERE card_id = ? AND state <> 'failed'", CW_VALUES (CW_INT (card_id)), &other, NULL, error))
    return FALSE;
  if (other == 0)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("Card %" PRId64 " has a piece of plastic already, and its number may not be on two. Spoil this card and begin a new order."), card_id);
  return FALSE;
}

static gint64
cw_store_add_plastic_in (CwStore         *self,
                         gint64           card_id,
                         CwPlasticPurpose purpose,
                         const char      *printer,
                         int              sets,
                         GError         **error)
{
  const char *name = cw_plastic_purpose_to_name (purpose);
  gint64 now = cw_clock_now (self->clock);
  gint64 id;
  GString *details;

  if (card_id != 0 && !cw_store_check_no_plastic (self, card_id, error))
    return 0;
  if (!cw_sql_get_int (&self->sql, "INSERT INTO plastics (card_id, purpose, printer, sets, operator_name, state, fed_at, state_at) VALUES (nullif (?1, 0), ?2, ?3, nullif (?4, -1), ?5, 'queued', ?6, ?6) RETURNING id",
                       CW_VALUES (CW_INT (card_id), CW_TEXT (name), CW_TEXT (printer), CW_INT (MAX (sets, -1)), CW_TEXT (self->operator_name), CW_INT (now)), &id, NULL, error))
    return 0;

  details = cw_details_new ();
  if (card_id != 0)
    cw_details_number (details, "card", card_id);
  else
    cw_details_text (details, "purpose", name);
  cw_details_text (details, "printer", printer);
  return cw_journal_append (self, "plastic.fed", "plastic", id, details, error) ? id : 0;
}

/**
 * cw_store_add_plastic:
 * @card_id: 0 for a blank that is for no student
 * @purpose: %CW_PLASTIC_PURPOSE_CARD needs a card
 * @printer: its name
 * @sets: sets of ribbon panels that it takes; -1 when not known
 *
 * Writes down that a blank is asked of the hopper, before it moves. Errors: %CW_ERROR_REFUSED when
 * the card has a piece of plastic already that is not known to have stayed in the hopper.
 *
 * Returns: the plastic's id, 0 on error
 */
gint64
cw_store_add_plastic (CwStore         *self,
                      gint64           card_id,
                      CwPlasticPurpose purpose,
                      const char      *printer,
                      int              sets,
                      GError         **error)
{
  gint64 id;

  g_return_val_if_fail (CW_IS_STORE (self) && printer != NULL, 0);
  g_return_val_if_fail ((purpose == CW_PLASTIC_PURPOSE_CARD) <= (card_id != 0), 0);

  if (!cw_store_begin (self, error))
    return 0;
  id = cw_store_add_plastic_in (self, card_id, purpose, printer, sets, error);
  return cw_store_finish (self, id != 0, error) ? id : 0;
}

/* Forwards only: what moved does not lie in the hopper again by itself, what came out stays out,
 * and what is accounted for stays so. */
static gboolean
cw_plastic_state_may_become (CwPlasticState from,
                             CwPlasticState to)
{
  if (from == to)
    return TRUE;
  switch (from)
    {
    case CW_PLASTIC_STATE_QUEUED:
    case CW_PLASTIC_STATE_SENT:
    case CW_PLASTIC_STATE_PRINTING:
    case CW_PLASTIC_STATE_UNCERTAIN:
      return to > from || to == CW_PLASTIC_STATE_PRINTED || to == CW_PLASTIC_STATE_VERIFIED;
    case CW_PLASTIC_STATE_PRINTED:
    case CW_PLASTIC_STATE_VERIFIED:
      return to == CW_PLASTIC_STATE_VERIFIED || to == CW_PLASTIC_STATE_ISSUED || to == CW_PLASTIC_STATE_SPOILED;
    case CW_PLASTIC_STATE_ISSUED:
      return to == CW_PLASTIC_STATE_SPOILED;
    case CW_PLASTIC_STATE_FAILED:
    case CW_PLASTIC_STATE_SPOILED:
      return FALSE;
    }
  g_return_val_if_reached (FALSE);
}

/* A card whose chip was written before it was printed, and that is known not to have been printed
 * after all, waits to be printed as before. */
static gboolean
cw_plastic_may_wait_again (const CwPlasticRow *plastic,
                           CwPlasticState      to)
{
  return to == CW_PLASTIC_STATE_QUEUED && plastic->uid != NULL &&
         (plastic->state == CW_PLASTIC_STATE_SENT || plastic->state == CW_PLASTIC_STATE_PRINTING || plastic->state == CW_PLASTIC_STATE_UNCERTAIN);
}

static CwPlasticRow *
cw_store_get_plastic (CwStore *self,
                      gint64   plastic_id,
                      GError **error)
{
  gpointer row;

  if (!cw_store_find_row (self, CW_PLASTIC_SELECT " WHERE id = ?", CW_VALUES (CW_INT (plastic_id)), cw_plastic_row_read, &row, error))
    return NULL;
  if (row == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no piece of plastic %" PRId64 " here."), plastic_id);
  return row;
}

static gboolean
cw_store_set_plastic_in (CwStore       *self,
                         gint64         plastic_id,
                         CwPlasticState state,
                         const char    *uid,
                         const char    *reason,
                         GError       **error)
{
  g_autoptr (CwPlasticRow) plastic = cw_store_get_plastic (self, plastic_id, error);
  GString *details;

  if (plastic == NULL)
    return FALSE;
  if (!cw_plastic_state_may_become (plastic->state, state) && !cw_plastic_may_wait_again (plastic, state))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("Plastic %" PRId64 " is accounted for already. Nothing was changed."), plastic->id);
      return FALSE;
    }
  if (!cw_sql_execute (&self->sql, "UPDATE plastics SET state_at = CASE WHEN state = ?1 THEN state_at ELSE ?2 END, state = ?1, uid = coalesce (?3, uid), reason = coalesce (?4, reason) WHERE id = ?5",
                       CW_VALUES (CW_TEXT (cw_plastic_state_to_name (state)), CW_INT (cw_clock_now (self->clock)), CW_TEXT (uid), CW_TEXT (reason), CW_INT (plastic_id)), error))
    return FALSE;

  details = cw_details_new ();
  if (plastic->card_id != 0)
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

static gboolean
cw_store_note_plastic_in (CwStore     *self,
                          gint64       plastic_id,
                          const char  *job,
                          const int   *sets,
                          GError     **error)
{
  g_autoptr (CwPlasticRow) plastic = cw_store_get_plastic (self, plastic_id, error);
  GString *details;

  if (plastic == NULL ||
      (job != NULL && !cw_sql_execute (&self->sql, "UPDATE plastics SET job = ? WHERE id = ?", CW_VALUES (CW_TEXT (job), CW_INT (plastic_id)), error)) ||
      (sets != NULL && !cw_sql_execute (&self->sql, "UPDATE plastics SET sets = nullif (?, -1) WHERE id = ?", CW_VALUES (CW_INT (MAX (*sets, -1)), CW_INT (plastic_id)), error)))
    return FALSE;

  details = cw_details_new ();
  if (job != NULL)
    cw_details_text (details, "job", job);
  if (sets != NULL)
    cw_details_number (details, "sets", MAX (*sets, -1));
  return cw_journal_append (self, "plastic.note", "plastic", plastic_id, details, error);
}

/**
 * cw_store_note_plastic_job:
 * @job: the printer's own number of the job
 *
 * Errors: %CW_ERROR_NOT_FOUND
 */
gboolean
cw_store_note_plastic_job (CwStore    *self,
                           gint64      plastic_id,
                           const char *job,
                           GError    **error)
{
  g_return_val_if_fail (CW_IS_STORE (self) && job != NULL, FALSE);

  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_finish (self, cw_store_note_plastic_in (self, plastic_id, job, NULL, error), error);
}

/**
 * cw_store_note_plastic_sets:
 * @sets: sets of ribbon panels that its print takes; -1 when not known
 *
 * For a card whose chip was written before it goes into the printer. Errors: %CW_ERROR_NOT_FOUND
 */
gboolean
cw_store_note_plastic_sets (CwStore *self,
                            gint64   plastic_id,
                            int      sets,
                            GError **error)
{
  g_return_val_if_fail (CW_IS_STORE (self), FALSE);

  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_finish (self, cw_store_note_plastic_in (self, plastic_id, NULL, &sets, error), error);
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

  return cw_store_list_rows (self, CW_PLASTIC_SELECT " WHERE card_id = ? ORDER BY id", CW_VALUES (CW_INT (card_id)), cw_plastic_row_read, (GDestroyNotify) cw_plastic_row_free, error);
}

static CwPlasticRow *
cw_store_find_plastic (CwStore    *self,
                       const char *text,
                       const char *value,
                       GError    **error)
{
  gpointer row;

  return cw_store_find_row (self, text, CW_VALUES (CW_TEXT (value)), cw_plastic_row_read, &row, error) ? row : NULL;
}

/**
 * cw_store_find_last_plastic:
 *
 * Returns: (transfer full) (nullable): the blank that was asked of @printer last and is not known to
 *   have stayed in the hopper: when there is a card inside, it is that one. %NULL without @error: none
 *   ever was.
 */
CwPlasticRow *
cw_store_find_last_plastic (CwStore    *self,
                            const char *printer,
                            GError    **error)
{
  g_return_val_if_fail (CW_IS_STORE (self) && printer != NULL, NULL);

  return cw_store_find_plastic (self, CW_PLASTIC_SELECT " WHERE printer = ? AND state <> 'failed' ORDER BY id DESC LIMIT 1", printer, error);
}

/**
 * cw_store_find_plastic_of_chip:
 * @uid: upper-case hex
 *
 * Returns: (transfer full) (nullable): the last plastic in which that chip was read; %NULL without
 *   @error: it was never seen here
 */
CwPlasticRow *
cw_store_find_plastic_of_chip (CwStore    *self,
                               const char *uid,
                               GError    **error)
{
  g_return_val_if_fail (CW_IS_STORE (self) && uid != NULL, NULL);

  return cw_store_find_plastic (self, CW_PLASTIC_SELECT " WHERE uid = ? ORDER BY id DESC LIMIT 1", uid, error);
}
