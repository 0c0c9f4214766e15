/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include "app/store/lifecycle.h"

#include "app/store/journal-private.h"
#include "app/store/store-private.h"

/* What acts of the life of cards and persons write, and the lists that they need. Each act leaves one
 * entry in the journal, named after it, with the reason as a digest. Any thread, under the store's
 * lock. */

/* as the index cards_by_expiry has it; states in the order of CwCardState */
static void
cw_filter_add_states (GString *text,
                      guint    states)
{
  gboolean first = TRUE;

  for (CwCardState state = CW_CARD_STATE_RESERVED; state <= CW_CARD_STATE_DESTROYED; state++)
    {
      if ((states & 1u << state) == 0)
        continue;
      g_string_append_printf (text, "%s'%s'", first ? " AND state IN (" : ", ", cw_card_state_to_name (state));
      first = FALSE;
    }
  if (!first)
    g_string_append_c (text, ')');
}

/**
 * cw_store_list_cards_by:
 * @filter: (nullable): which; %NULL: all
 * @limit: at most so many; 0: all
 * @offset: how many to leave out first
 *
 * Returns: (transfer full): #CwCard, newest first, or first those that end first when it is asked by
 *   the last day
 */
GPtrArray *
cw_store_list_cards_by (CwStore            *self,
                        const CwCardFilter *filter,
                        guint               limit,
                        guint               offset,
                        GError            **error)
{
  static const CwCardFilter all = { 0 };
  const CwCardFilter *which = filter != NULL ? filter : &all;
  const char *conditions[] = { "student_id = ?", "institution_id = ?", "expires_at < ?" };
  const char *const values[] = { which->student_id, which->institution_id, which->expires_before };
  CwSqlValue bound[G_N_ELEMENTS (conditions) + 3] = { { .kind = CW_SQL_END } };
  g_autoptr (GString) text = g_string_new (CW_CARD_SELECT " WHERE TRUE");
  guint n = 0;

  g_return_val_if_fail (CW_IS_STORE (self), NULL);

  cw_filter_add_states (text, which->states);
  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    if (values[i] != NULL)
      {
        g_string_append_printf (text, " AND %s", conditions[i]);
        bound[n++] = (CwSqlValue) CW_TEXT (values[i]);
      }
  g_string_append (text, which->expires_before != NULL ? " ORDER BY expires_at, id LIMIT ? OFFSET ?" : " ORDER BY id DESC LIMIT ? OFFSET ?");
  bound[n++] = (CwSqlValue) CW_LIMIT (limit);
  bound[n++] = (CwSqlValue) CW_INT (offset);
  bound[n] = (CwSqlValue) { .kind = CW_SQL_END };
  return cw_store_list_rows (self, text->str, bound, cw_card_read, (GDestroyNotify) cw_card_unref, error);
}

GPtrArray *
cw_store_list_card_journal (CwStore *self,
                            gint64   card_id,
                            GError **error)
{
  g_autofree char *subject = g_strdup_printf ("card/%" G_GINT64_FORMAT, card_id);

  g_return_val_if_fail (CW_IS_STORE (self), NULL);

  return cw_store_list_rows (self, CW_JOURNAL_SELECT " WHERE subject = ? ORDER BY id", CW_VALUES (CW_TEXT (subject)),
                             cw_journal_row_read, (GDestroyNotify) cw_journal_row_free, error);
}

static gpointer
cw_id_read (sqlite3_stmt *stmt,
            GError      **error)
{
  gint64 *id = g_new (gint64, 1);

  *id = sqlite3_column_int64 (stmt, 0);
  return id;
}

GPtrArray *
cw_store_list_card_messages (CwStore *self,
                             gint64   card_id,
                             GError **error)
{
  g_autoptr (GPtrArray) ids = NULL;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_outbox_row_free);

  g_return_val_if_fail (CW_IS_STORE (self), NULL);

  ids = cw_store_list_rows (self, "SELECT id FROM outbox WHERE card_id = ? ORDER BY id", CW_VALUES (CW_INT (card_id)), cw_id_read, g_free, error);
  if (ids == NULL)
    return NULL;
  for (guint i = 0; i < ids->len; i++)
    {
      CwOutboxRow *row = cw_store_get_message (self, *(const gint64 *) g_ptr_array_index (ids, i), error);

      if (row == NULL)
        return NULL;
      g_ptr_array_add (rows, row);
    }
  return g_steal_pointer (&rows);
}

gboolean
cw_store_is_card_told (CwStore  *self,
                       gint64    card_id,
                       gboolean *told,
                       GError  **error)
{
  gpointer row;

  g_return_val_if_fail (CW_IS_STORE (self) && told != NULL, FALSE);

  if (!cw_store_find_row (self, "SELECT id FROM outbox WHERE card_id = ? AND kind = 'register' LIMIT 1", CW_VALUES (CW_INT (card_id)), cw_id_read, &row, error))
    return FALSE;
  *told = row != NULL;
  g_free (row);
  return TRUE;
}

static gboolean
cw_store_do_card_act_in (CwStore    *self,
                         gint64      card_id,
                         CwLifeAct   act,
                         const char *reason,
                         const char *expires_at,
                         GError    **error)
{
  g_autoptr (CwCard) card = cw_store_get_card (self, card_id, error);
  g_autofree char *escn = card != NULL ? cw_escn_to_string (&card->escn) : NULL;
  g_autofree char *journal_act = g_strconcat ("card.", cw_life_act_to_name (act), NULL);
  const CwLifeRule *rule = card != NULL ? cw_life_check (act, card->state, escn, error) : NULL;
  GString *details;

  if (rule == NULL ||
      !cw_sql_execute (&self->sql, "UPDATE cards SET state_at = iif (state = ?1, state_at, ?2), state = ?1, reason = ?3, expires_at = coalesce (?4, expires_at) WHERE id = ?5",
                       CW_VALUES (CW_TEXT (cw_card_state_to_name (rule->to)), CW_INT (cw_clock_now (self->clock)), CW_TEXT (reason), CW_TEXT (expires_at), CW_INT (card_id)), error))
    return FALSE;

  details = cw_details_new ();
  cw_details_state (details, cw_card_state_to_name (card->state), cw_card_state_to_name (rule->to));
  if (expires_at != NULL)
    cw_details_text (details, "expired", card->expires_at);
  cw_details_text (details, "expires", expires_at);
  cw_details_digest (details, "reason", reason);
  return cw_journal_append (self, journal_act, "card", card_id, details, error);
}

gboolean
cw_store_do_card_act (CwStore    *self,
                      gint64      card_id,
                      CwLifeAct   act,
                      const char *reason,
                      const char *expires_at,
                      GError    **error)
{
  g_return_val_if_fail (CW_IS_STORE (self), FALSE);

  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_finish (self, cw_store_do_card_act_in (self, card_id, act, reason, expires_at, error), error);
}

/* @act: without "student." */
static gboolean
cw_store_tell_student_act (CwStore    *self,
                           const char *student_id,
                           CwLifeAct   act,
                           const char *reason,
                           GError    **error)
{
  g_autofree char *subject = cw_student_subject (student_id);
  g_autofree char *journal_act = g_strconcat ("student.", cw_life_act_to_name (act), NULL);
  GString *details = cw_details_new ();

  cw_details_digest (details, "reason", reason);
  return cw_journal_append (self, journal_act, subject, 0, details, error);
}

static gboolean
cw_store_set_student_left_in (CwStore    *self,
                              const char *student_id,
                              const char *left_at,
                              const char *reason,
                              GError    **error)
{
  g_autoptr (CwStudent) student = cw_store_get_student (self, student_id, error);

  return student != NULL &&
         cw_sql_execute (&self->sql, "UPDATE students SET left_at = ? WHERE id = ?", CW_VALUES (CW_TEXT (left_at), CW_TEXT (student_id)), error) &&
         cw_store_tell_student_act (self, student_id, left_at != NULL ? CW_LIFE_ACT_LEAVE : CW_LIFE_ACT_RETURN, reason, error);
}

gboolean
cw_store_set_student_left (CwStore    *self,
                           const char *student_id,
                           const char *left_at,
                           const char *reason,
                           GError    **error)
{
  g_return_val_if_fail (CW_IS_STORE (self) && student_id != NULL, FALSE);

  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_finish (self, cw_store_set_student_left_in (self, student_id, left_at, reason, error), error);
}

static gboolean
cw_store_set_student_esi_in (CwStore    *self,
                             const char *student_id,
                             const char *esi,
                             const char *reason,
                             GError    **error)
{
  g_autoptr (CwStudent) student = cw_store_get_student (self, student_id, error);
  g_autofree char *esi_key = g_ascii_strdown (esi, -1);

  if (student == NULL)
    return FALSE;
  g_free (student->esi);
  student->esi = g_strdup (esi);
  return cw_student_check (student, error) &&
         cw_sql_execute (&self->sql, "UPDATE students SET esi = ?, esi_key = ?, registered_esi = NULL WHERE id = ?", CW_VALUES (CW_TEXT (esi), CW_TEXT (esi_key), CW_TEXT (student_id)), error) &&
         cw_store_tell_student_act (self, student_id, CW_LIFE_ACT_NEW_ESI, reason, error);
}

gboolean
cw_store_set_student_esi (CwStore    *self,
                          const char *student_id,
                          const char *esi,
                          const char *reason,
                          GError    **error)
{
  g_return_val_if_fail (CW_IS_STORE (self) && student_id != NULL && esi != NULL, FALSE);

  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_finish (self, cw_store_set_student_esi_in (self, student_id, esi, reason, error), error);
}
