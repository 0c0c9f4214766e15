/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include "app/base/error.h"
#include "app/store/store-private.h"

/* What a person said was put into a printer; what was used of it since is counted from the ledger
 * of blanks and written nowhere. Any thread, under the store's lock. */

/* by CwSupplyKind; in databases: a name, once released, stays */
static const char *const supply_names[] = { "ribbon", "blanks", "cleaning" };

void
cw_supply_row_free (CwSupplyRow *row)
{
  if (row == NULL)
    return;
  g_free (row->name);
  g_free (row->operator_name);
  g_free (row);
}

/**
 * cw_supply_kind_to_name:
 *
 * Returns: (transfer none): "ribbon", "blanks" or "cleaning"
 */
const char *
cw_supply_kind_to_name (CwSupplyKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (supply_names), NULL);

  return supply_names[kind];
}

/**
 * cw_supply_kind_from_name:
 * @name: (nullable)
 * @kind: (out): not touched on failure
 *
 * Returns: %FALSE when @name is unknown
 */
gboolean
cw_supply_kind_from_name (const char   *name,
                          CwSupplyKind *kind)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (supply_names); i++)
    if (g_str_equal (supply_names[i], name))
      {
        *kind = (CwSupplyKind) i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
cw_store_add_supply_in (CwStore     *self,
                        const char  *printer,
                        CwSupplyKind kind,
                        guint        quantity,
                        const char  *name,
                        GError     **error)
{
  const char *word = cw_supply_kind_to_name (kind);
  GString *details;
  gint64 id;

  /* whatever was asked of the hopper before was there before */
  if (!cw_sql_get_int (&self->sql, "INSERT INTO supplies (printer, kind, quantity, name, plastic_id, operator_name, at) VALUES (?1, ?2, ?3, ?4, (SELECT coalesce (max (id), 0) FROM plastics), ?5, ?6) RETURNING id",
                       CW_VALUES (CW_TEXT (printer), CW_TEXT (word), CW_INT (quantity), CW_TEXT (name), CW_TEXT (self->operator_name), CW_INT (cw_clock_now (self->clock))), &id, NULL, error))
    return FALSE;

  details = cw_details_new ();
  cw_details_text (details, "printer", printer);
  cw_details_text (details, "kind", word);
  cw_details_number (details, "quantity", quantity);
  cw_details_digest (details, "name", name);
  return cw_journal_append (self, "supply.add", "supply", id, details, error);
}

/**
 * cw_store_add_supply:
 * @printer: its name, as the ledger has it
 * @quantity: sets of panels, cards in the feeder, or cards until the next cleaning
 * @name: (nullable): which ribbon
 *
 * A person has put something in, or cleaned the printer: from here it is counted anew.
 */
gboolean
cw_store_add_supply (CwStore     *self,
                     const char  *printer,
                     CwSupplyKind kind,
                     guint        quantity,
                     const char  *name,
                     GError     **error)
{
  g_return_val_if_fail (CW_IS_STORE (self) && printer != NULL, FALSE);

  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_finish (self, cw_store_add_supply_in (self, printer, kind, quantity, name, error), error);
}

/* A sum of whole numbers, none below 0. */
static guint
cw_supply_take_count (sqlite3_stmt *stmt,
                      int           column)
{
  return (guint) CLAMP (sqlite3_column_int64 (stmt, column), 0, (gint64) G_MAXUINT);
}

static gpointer
cw_supply_row_read (sqlite3_stmt *stmt,
                    GError      **error)
{
  g_autoptr (CwSupplyRow) row = g_new0 (CwSupplyRow, 1);
  const char *kind = (const char *) sqlite3_column_text (stmt, 0);

  if (!cw_store_check_name (kind, cw_supply_kind_from_name (kind, &row->kind), error))
    return NULL;
  row->quantity = cw_supply_take_count (stmt, 1);
  row->name = cw_sql_dup (stmt, 2);
  row->operator_name = cw_sql_dup (stmt, 3);
  row->at = sqlite3_column_int64 (stmt, 4);
  row->used = cw_supply_take_count (stmt, row->kind == CW_SUPPLY_RIBBON ? 6 : 5);
  return g_steal_pointer (&row);
}

/**
 * cw_store_get_supply:
 *
 * What was last said of one supply. A blank counts as used from the moment when it is asked of the
 * hopper until it is certain that it stayed there; where it is not known how many sets of panels
 * its print takes, it takes one.
 *
 * Returns: (transfer full) (nullable): %NULL without an error when nobody ever said anything of it
 */
CwSupplyRow *
cw_store_get_supply (CwStore     *self,
                     const char  *printer,
                     CwSupplyKind kind,
                     GError     **error)
{
  static const char text[] =
    "SELECT last.kind, last.quantity, last.name, last.operator_name, last.at, count (plastics.id), coalesce (sum (CASE WHEN plastics.id IS NULL THEN 0 ELSE coalesce (plastics.sets, 1) END), 0)"
    " FROM (SELECT kind, quantity, name, operator_name, at, printer, plastic_id FROM supplies WHERE printer = ?1 AND kind = ?2 ORDER BY id DESC LIMIT 1) AS last"
    " LEFT JOIN plastics ON plastics.printer = last.printer AND plastics.id > last.plastic_id AND plastics.state <> 'failed'"
    " GROUP BY last.kind";
  gpointer row;

  g_return_val_if_fail (CW_IS_STORE (self) && printer != NULL, NULL);

  return cw_store_find_row (self, text, CW_VALUES (CW_TEXT (printer), CW_TEXT (cw_supply_kind_to_name (kind))), cw_supply_row_read, &row, error) ? row : NULL;
}
