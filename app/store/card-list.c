/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include "app/store/card-list.h"

#include <string.h>

#include "app/core/escn.h"
#include "app/store/store-private.h"
#include "app/store/words.h"

/* Cards with the names that belong to them, a page at a time. What is typed is looked up by itself
 * first, in indices alone; only then the cards that it found are put in order. Any thread, under the
 * store's lock. */

/* the last code point: no word sorts behind a prefix followed by it */
#define LAST_CHARACTER "\xf4\x8f\xbf\xbf"

/* fewer digits of a card's number are words like others */
#define ESCN_START_MIN 4

/* hex digits of a card's number, which is written like a UUID (RFC 4122, 3) */
#define ESCN_DIGITS 32

/* as cw_words_of_query() bounds them */
#define MAX_WORDS 8

/* institution, two for each word, two for the number, the chip, limit, offset, end */
#define MAX_VALUES (1 + 2 * MAX_WORDS + 2 + 1 + 2 + 1)

typedef struct
{
  GString    *text;
  CwSqlValue  values[MAX_VALUES];
  guint       n_values;
  GPtrArray  *owned;   /* strings that @values point to */
} Statement;

static void
statement_clear (Statement *self)
{
  g_string_free (self->text, TRUE);
  g_ptr_array_unref (self->owned);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Statement, statement_clear)

void
cw_card_row_free (CwCardRow *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->card, cw_card_unref);
  g_free (self->name);
  g_free (self->number);
  g_free (self);
}

CwCardRow *
cw_card_row_copy (const CwCardRow *self)
{
  CwCardRow *copy = g_memdup2 (self, sizeof *self);

  copy->card = cw_card_ref (self->card);
  copy->name = g_strdup (self->name);
  copy->number = g_strdup (self->number);
  return copy;
}

/* behind the columns that cw_card_read() takes */
static gpointer
cw_card_row_read (sqlite3_stmt *stmt,
                  GError      **error)
{
  g_autoptr (CwCardRow) self = g_new0 (CwCardRow, 1);
  const char *given = (const char *) sqlite3_column_text (stmt, 12);
  const char *family = (const char *) sqlite3_column_text (stmt, 13);

  self->card = cw_card_read (stmt, error);
  if (self->card == NULL)
    return NULL;
  self->state_at = sqlite3_column_int64 (stmt, 11);
  if (given != NULL || family != NULL)
    self->name = g_strstrip (g_strjoin (" ", given != NULL ? given : "", family != NULL ? family : "", NULL));
  self->number = cw_sql_dup (stmt, 14);
  return g_steal_pointer (&self);
}

static void
statement_bind (Statement *self,
                char      *value)
{
  g_ptr_array_add (self->owned, value);
  self->values[self->n_values++] = (CwSqlValue) CW_TEXT (value);
}

/* All words must begin a word of the name or number. */
static void
statement_add_words (Statement *self,
                     GPtrArray *words)
{
  for (guint i = 0; i < words->len; i++)
    {
      const char *word = g_ptr_array_index (words, i);

      g_string_append (self->text, i == 0 ? " UNION SELECT id FROM cards WHERE student_id IN (SELECT id FROM students WHERE seq IN (" : " INTERSECT ");
      g_string_append (self->text, "SELECT student FROM student_words WHERE word >= ? AND word < ?");
      statement_bind (self, g_strdup (word));
      statement_bind (self, g_strconcat (word, LAST_CHARACTER, NULL));
    }
  if (words->len > 0)
    g_string_append (self->text, "))");
}

/* Returns: (transfer full) (nullable): the beginning of a card's number as it is stored */
static char *
cw_card_query_read_start (const char *typed)
{
  g_autoptr (GString) start = g_string_new (NULL);
  guint digits = 0;

  if (g_str_has_prefix (typed, CW_QR_PREFIX))
    typed += strlen (CW_QR_PREFIX);
  for (const char *at = typed; *at != '\0'; at++)
    {
      if (*at == '-')
        continue;
      if (!g_ascii_isxdigit (*at) || digits == ESCN_DIGITS)
        return NULL;
      if (digits == 8 || digits == 12 || digits == 16 || digits == 20)
        g_string_append_c (start, '-');
      g_string_append_c (start, g_ascii_tolower (*at));
      digits++;
    }
  return digits >= ESCN_START_MIN ? g_string_free (g_steal_pointer (&start), FALSE) : NULL;
}

static void
statement_add_text (Statement  *self,
                    const char *typed)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (typed));
  g_autoptr (GPtrArray) words = cw_words_of_query (trimmed);
  char *start = cw_card_query_read_start (trimmed);

  if (*trimmed == '\0')
    return;
  /* a part that finds nothing, so that the others can all begin with UNION */
  g_string_append (self->text, " AND c.id IN (SELECT id FROM cards WHERE FALSE");
  statement_add_words (self, words);
  if (start != NULL)
    {
      g_string_append (self->text, " UNION SELECT id FROM cards WHERE escn >= ? AND escn < ? UNION SELECT id FROM cards WHERE uid = ?");
      statement_bind (self, start);
      statement_bind (self, g_strconcat (start, "~", NULL)); /* behind all digits and dashes */
      statement_bind (self, g_ascii_strup (trimmed, -1));
    }
  g_string_append_c (self->text, ')');
}

static void
statement_add_states (Statement *self,
                      guint      states)
{
  const char *before = " AND c.state IN (";

  for (CwCardState state = CW_CARD_STATE_RESERVED; state <= CW_CARD_STATE_DESTROYED; state++)
    if ((states & 1u << state) != 0)
      {
        g_string_append_printf (self->text, "%s'%s'", before, cw_card_state_to_name (state));
        before = ", ";
      }
  if (states != 0)
    g_string_append_c (self->text, ')');
}

static void
statement_narrow (Statement         *self,
                  const CwCardQuery *query)
{
  g_string_append (self->text, " WHERE TRUE");
  statement_add_states (self, query->states);
  if (query->institution_id != NULL)
    {
      g_string_append (self->text, " AND c.institution_id = ?");
      statement_bind (self, g_strdup (query->institution_id));
    }
  if (query->text != NULL)
    statement_add_text (self, query->text);
}

static const char *
cw_card_order_get_text (CwCardOrder order)
{
  switch (order)
    {
    case CW_CARD_ORDER_NEWEST:
      return " ORDER BY c.id DESC";
    case CW_CARD_ORDER_OLDEST:
      return " ORDER BY c.id";
    case CW_CARD_ORDER_EXPIRY:
      return " ORDER BY c.expires_at, c.id";
    case CW_CARD_ORDER_LAST:
      return " ORDER BY c.expires_at DESC, c.id DESC";
    }
  g_assert_not_reached ();
}

GPtrArray *
cw_store_list_card_rows (CwStore           *self,
                         const CwCardQuery *query,
                         guint              limit,
                         guint              offset,
                         GError           **error)
{
  g_auto (Statement) statement = { .owned = g_ptr_array_new_with_free_func (g_free) };

  statement.text = g_string_new ("SELECT c.id, c.order_id, c.student_id, c.institution_id, c.profile_id, c.escn, c.uid, c.state, c.reason, c.issued_at, c.expires_at, c.state_at, "
                                 "s.given_names, s.family_name, s.number FROM cards AS c LEFT JOIN students AS s ON s.id = c.student_id AND s.erased_at IS NULL");
  g_return_val_if_fail (CW_IS_STORE (self) && query != NULL, NULL);

  statement_narrow (&statement, query);
  g_string_append_printf (statement.text, "%s LIMIT ? OFFSET ?", cw_card_order_get_text (query->order));
  statement.values[statement.n_values++] = (CwSqlValue) CW_LIMIT (limit);
  statement.values[statement.n_values++] = (CwSqlValue) CW_INT (offset);
  return cw_store_list_rows (self, statement.text->str, statement.values, cw_card_row_read, (GDestroyNotify) cw_card_row_free, error);
}

gboolean
cw_store_count_card_rows (CwStore           *self,
                          const CwCardQuery *query,
                          guint             *count,
                          GError           **error)
{
  g_auto (Statement) statement = { .owned = g_ptr_array_new_with_free_func (g_free) };
  g_autoptr (GRecMutexLocker) locker = NULL;
  gint64 found = 0;

  statement.text = g_string_new ("SELECT count(*) FROM cards AS c");
  g_return_val_if_fail (CW_IS_STORE (self) && query != NULL && count != NULL, FALSE);

  statement_narrow (&statement, query);
  locker = g_rec_mutex_locker_new (&self->lock);
  if (!cw_sql_get_int (&self->sql, statement.text->str, statement.values, &found, NULL, error))
    return FALSE;
  *count = (guint) found;
  return TRUE;
}

gboolean
cw_store_find_card_of_chip (CwStore    *self,
                            const char *uid,
                            CwCard    **card,
                            GError    **error)
{
  gpointer row = NULL;

  g_return_val_if_fail (CW_IS_STORE (self) && uid != NULL && card != NULL, FALSE);

  *card = NULL;
  if (!cw_store_find_row (self, CW_CARD_SELECT " WHERE uid = ? ORDER BY state NOT IN ('spoiled', 'withdrawn', 'expired', 'replaced', 'destroyed') DESC, id DESC LIMIT 1",
                          CW_VALUES (CW_TEXT (uid)), cw_card_read, &row, error))
    return FALSE;
  *card = row;
  return TRUE;
}
