/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include "app/store/ledger.h"

#include <sqlite3.h>

#include "app/base/error.h"
#include "app/store/store-private.h"

/* The ledger of plastics read as a whole: lists, and sums in which every blank stands exactly once.
 * Any thread, under the store's lock. */

/* ?1 printer, ?2 from, ?3 to, ?4 the names of states, each between two spaces */
#define LEDGER_WHERE " WHERE (?1 IS NULL OR printer = ?1) AND fed_at >= ?2 AND fed_at < ?3 AND (?4 IS NULL OR instr (?4, ' ' || state || ' ') > 0)"

static char *
cw_ledger_name_states (const CwLedgerFilter *filter)
{
  g_autoptr (GString) names = NULL;

  if (filter->states == 0)
    return NULL;
  names = g_string_new (" ");
  for (guint state = 0; state <= CW_PLASTIC_STATE_SPOILED; state++)
    if ((filter->states & (1u << state)) != 0)
      g_string_append_printf (names, "%s ", cw_plastic_state_to_name (state));
  return g_strdup (names->str);
}

/**
 * cw_store_list_ledger:
 * @filter: (nullable): %NULL: all
 * @limit: at most so many; 0: all
 * @offset: how many to leave out first
 *
 * Returns: (transfer full): #CwPlasticRow, newest first
 */
GPtrArray *
cw_store_list_ledger (CwStore              *self,
                      const CwLedgerFilter *filter,
                      guint                 limit,
                      guint                 offset,
                      GError              **error)
{
  const CwLedgerFilter all = { NULL };
  g_autofree char *states = NULL;

  g_return_val_if_fail (CW_IS_STORE (self), NULL);

  if (filter == NULL)
    filter = &all;
  states = cw_ledger_name_states (filter);
  return cw_store_list_rows (self, CW_PLASTIC_SELECT LEDGER_WHERE " ORDER BY id DESC LIMIT ?5 OFFSET ?6",
                             CW_VALUES (CW_TEXT (filter->printer), CW_INT (filter->from), CW_INT (filter->to != 0 ? filter->to : G_MAXINT64),
                                        CW_TEXT (states), CW_LIMIT (limit), CW_INT (offset)),
                             cw_plastic_row_read, (GDestroyNotify) cw_plastic_row_free, error);
}

/**
 * cw_store_list_unaccounted:
 *
 * Returns: (transfer full): #CwPlasticRow that have no end yet, oldest first: those of which it is not
 *   known whether they came out, and those that came out and are in nobody's hand. A test card that came
 *   out has its end with that.
 */
GPtrArray *
cw_store_list_unaccounted (CwStore *self,
                           GError **error)
{
  g_return_val_if_fail (CW_IS_STORE (self), NULL);

  return cw_store_list_rows (self, CW_PLASTIC_SELECT " WHERE state NOT IN ('failed', 'issued', 'spoiled') AND (purpose NOT IN ('test-card', 'alignment') OR state NOT IN ('printed', 'verified')) ORDER BY id",
                             NULL, cw_plastic_row_read, (GDestroyNotify) cw_plastic_row_free, error);
}

static gboolean
cw_plastic_purpose_is_test (CwPlasticPurpose purpose)
{
  switch (purpose)
    {
    case CW_PLASTIC_PURPOSE_TEST_CARD:
    case CW_PLASTIC_PURPOSE_ALIGNMENT:
      return TRUE;
    case CW_PLASTIC_PURPOSE_CARD:
    case CW_PLASTIC_PURPOSE_FOUND:
      return FALSE;
    }
  g_return_val_if_reached (FALSE);
}

static void
cw_ledger_sum_add (CwLedgerSum     *self,
                   CwPlasticPurpose purpose,
                   CwPlasticState   state,
                   guint            n)
{
  self->asked += n;
  switch (state)
    {
    case CW_PLASTIC_STATE_QUEUED:
    case CW_PLASTIC_STATE_SENT:
    case CW_PLASTIC_STATE_PRINTING:
      self->under_way += n;
      return;
    case CW_PLASTIC_STATE_PRINTED:
    case CW_PLASTIC_STATE_VERIFIED:
      if (cw_plastic_purpose_is_test (purpose))
        self->tests += n;
      else
        self->under_way += n;
      return;
    case CW_PLASTIC_STATE_UNCERTAIN:
      self->uncertain += n;
      return;
    case CW_PLASTIC_STATE_FAILED:
      self->failed += n;
      return;
    case CW_PLASTIC_STATE_ISSUED:
      self->issued += n;
      return;
    case CW_PLASTIC_STATE_SPOILED:
      self->spoiled += n;
      return;
    }
  g_return_if_reached ();
}

static gboolean
cw_ledger_sum_read (CwLedgerSum  *self,
                    sqlite3_stmt *stmt,
                    GError      **error)
{
  const char *purpose_name = (const char *) sqlite3_column_text (stmt, 0);
  const char *state_name = (const char *) sqlite3_column_text (stmt, 1);
  CwPlasticPurpose purpose;
  CwPlasticState state;

  if (!cw_store_check_name (purpose_name, cw_plastic_purpose_from_name (purpose_name, &purpose), error) ||
      !cw_store_check_name (state_name, cw_plastic_state_from_name (state_name, &state), error))
    return FALSE;
  cw_ledger_sum_add (self, purpose, state, (guint) sqlite3_column_int64 (stmt, 2));
  return TRUE;
}

/**
 * cw_store_sum_ledger:
 * @filter: (nullable): %NULL: all
 * @sum: (out)
 *
 * One question to the database, so that what changes meanwhile is in it whole or not at all.
 */
gboolean
cw_store_sum_ledger (CwStore              *self,
                     const CwLedgerFilter *filter,
                     CwLedgerSum          *sum,
                     GError              **error)
{
  const CwLedgerFilter all = { NULL };
  g_autofree char *states = NULL;
  g_autoptr (GRecMutexLocker) locker = NULL;
  g_autoptr (sqlite3_stmt) stmt = NULL;
  CwSqlStep step;

  g_return_val_if_fail (CW_IS_STORE (self) && sum != NULL, FALSE);

  if (filter == NULL)
    filter = &all;
  states = cw_ledger_name_states (filter);
  *sum = (CwLedgerSum) { 0 };
  locker = g_rec_mutex_locker_new (&self->lock);
  stmt = cw_sql_query (&self->sql, "SELECT purpose, state, count(*) FROM plastics" LEDGER_WHERE " GROUP BY purpose, state",
                       CW_VALUES (CW_TEXT (filter->printer), CW_INT (filter->from), CW_INT (filter->to != 0 ? filter->to : G_MAXINT64), CW_TEXT (states)), error);
  if (stmt == NULL)
    return FALSE;
  while ((step = cw_sql_step (&self->sql, stmt, error)) == CW_SQL_STEP_ROW)
    if (!cw_ledger_sum_read (sum, stmt, error))
      return FALSE;
  return step == CW_SQL_STEP_DONE;
}
