/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include <string.h>

#include "app/core/esi.h"
#include "app/store/store-private.h"
#include "app/store/words.h"

/* Finds students by what an operator types or scans. Each word of the query must begin some
 * word of the name or number. The rarest one is looked up first and the others asked of its
 * students; when even that one is common, the students are walked in their order instead, and
 * a page is full soon. A tombstone has no words and is in no list. Any thread, under the store's
 * lock. */

/* Bounds on what is indexed and asked: a name is no book. In characters, and in words. */
#define WORD_MAX 48
#define KEY_MAX 160
#define KEY_WORDS_MAX 24
#define QUERY_WORDS_MAX 8

/* rows; a word that begins so many is common */
#define COMMON 10000

/* the last code point: no word sorts behind a prefix followed by it */
#define LAST_CHARACTER "\xf4\x8f\xbf\xbf"

/* Returns: (transfer full): the folded name, cut to what is sorted by */
char *
cw_words_cut_key (const char *key)
{
  return g_utf8_strlen (key, -1) > KEY_MAX ? g_utf8_substring (key, 0, KEY_MAX) : g_strdup (key);
}

static void
cw_words_take (GPtrArray *words,
               GString   *word,
               guint      max)
{
  if (word->len > 0 && words->len < max && !g_ptr_array_find_with_equal_func (words, word->str, g_str_equal, NULL))
    g_ptr_array_add (words, g_utf8_strlen (word->str, -1) > WORD_MAX ? g_utf8_substring (word->str, 0, WORD_MAX) : g_strdup (word->str));
  g_string_truncate (word, 0);
}

/* @joined: also what stands between two blanks without its marks, so that both "brien" and
 * "obrien" find O'Brien. */
static GPtrArray *
cw_words_split (const char *folded,
                gboolean    joined,
                guint       max)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) part = g_string_new (NULL);
  g_autoptr (GString) whole = g_string_new (NULL);

  for (const char *at = folded; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar letter = g_utf8_get_char (at);

      if (g_unichar_isalnum (letter))
        {
          g_string_append_unichar (part, letter);
          g_string_append_unichar (whole, letter);
          continue;
        }
      cw_words_take (words, part, max);
      if (g_unichar_isspace (letter) && joined)
        cw_words_take (words, whole, max);
    }
  cw_words_take (words, part, max);
  if (joined)
    cw_words_take (words, whole, max);
  return words;
}

/* Returns: (transfer full): the words under which a student with this folded name is found; of a word
 * such as lf23001 also the digits alone, which schema 004 did for the rows there were */
GPtrArray *
cw_words_of_key (const char *key)
{
  GPtrArray *words = cw_words_split (key, TRUE, KEY_WORDS_MAX);
  guint n = words->len;

  for (guint i = 0; i < n; i++)
    {
      const char *word = g_ptr_array_index (words, i);
      g_autoptr (GString) digits = g_string_new (word + strspn (word, "abcdefghijklmnopqrstuvwxyz"));

      if (digits->len > 1 && digits->len < strlen (word) && g_ascii_isdigit (*digits->str))
        cw_words_take (words, digits, 2 * KEY_WORDS_MAX);
    }
  return words;
}

/* Returns: (transfer full): the words that all must be found */
GPtrArray *
cw_words_of_query (const char *query)
{
  g_autofree char *folded = cw_search_fold (query);

  return cw_words_split (folded, FALSE, QUERY_WORDS_MAX);
}

/* One word of a query: every word from @start on and before @end begins with it. */
typedef struct
{
  const char *start;
  char       *end;
  gint64      n_rows; /* at most COMMON */
} Prefix;

static void
cw_prefix_clear (Prefix *self)
{
  g_free (self->end);
}

static int
cw_prefix_compare (gconstpointer a,
                   gconstpointer b)
{
  const Prefix *left = a, *right = b;

  return left->n_rows < right->n_rows ? -1 : left->n_rows > right->n_rows;
}

/* Returns: (transfer full): of #Prefix, the rarest first; the texts are those of @words */
static GArray *
cw_store_weigh_words (CwStore   *self,
                      GPtrArray *words,
                      GError   **error)
{
  g_autoptr (GRecMutexLocker) locker = g_rec_mutex_locker_new (&self->lock);
  g_autoptr (GArray) prefixes = g_array_new (FALSE, TRUE, sizeof (Prefix));

  g_array_set_clear_func (prefixes, (GDestroyNotify) cw_prefix_clear);
  for (guint i = 0; i < words->len; i++)
    {
      Prefix *prefix = &g_array_index (g_array_set_size (prefixes, i + 1), Prefix, i);

      prefix->start = g_ptr_array_index (words, i);
      prefix->end = g_strconcat (prefix->start, LAST_CHARACTER, NULL);
      if (!cw_sql_get_int (&self->sql, "SELECT count(*) FROM (SELECT 1 FROM student_words WHERE word >= ? AND word < ? LIMIT ?)",
                           CW_VALUES (CW_TEXT (prefix->start), CW_TEXT (prefix->end), CW_INT (COMMON)), &prefix->n_rows, NULL, error))
        return NULL;
    }
  g_array_sort (prefixes, cw_prefix_compare);
  return g_steal_pointer (&prefixes);
}

/* Parameters: 1 institution, 2 limit, 3 offset, then two for each word. */
static char *
cw_search_build (guint    n_words,
                 gboolean common,
                 gboolean one_institution)
{
  g_autoptr (GString) text = g_string_new (CW_STUDENT_SELECT);
  const char *student = common ? "s.seq" : "w.student";

  if (common)
    g_string_append (text, " FROM students AS s WHERE s.erased_at IS NULL AND ");
  else
    g_string_append (text, " FROM (SELECT DISTINCT w.sort_key AS sort_key, w.student AS student FROM student_words AS w WHERE w.word >= ?4 AND w.word < ?5 AND ");
  g_string_append_printf (text, one_institution ? "%s.institution_id = ?1" : "?1 IS NULL", common ? "s" : "w");
  for (guint i = common ? 0 : 1; i < n_words; i++)
    g_string_append_printf (text, " AND EXISTS (SELECT 1 FROM student_words AS e WHERE e.student = %s AND e.word >= ?%u AND e.word < ?%u)", student, 2 * i + 4, 2 * i + 5);
  if (common)
    g_string_append (text, " ORDER BY s.sort_key, s.seq LIMIT ?2 OFFSET ?3");
  else
    g_string_append (text, " ORDER BY 1, 2 LIMIT ?2 OFFSET ?3) AS hit JOIN students AS s ON s.seq = hit.student ORDER BY hit.sort_key, hit.student");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GPtrArray *
cw_store_find_by_words (CwStore    *self,
                        GPtrArray  *words,
                        const char *institution_id,
                        guint       limit,
                        guint       offset,
                        GError    **error)
{
  CwSqlValue values[2 * QUERY_WORDS_MAX + 4] = { CW_TEXT (institution_id), CW_LIMIT (limit), CW_INT (offset) };
  g_autoptr (GArray) prefixes = cw_store_weigh_words (self, words, error);
  g_autofree char *text = NULL;

  if (prefixes == NULL)
    return NULL;

  for (guint i = 0; i < prefixes->len; i++)
    {
      const Prefix *prefix = &g_array_index (prefixes, Prefix, i);

      values[2 * i + 3] = (CwSqlValue) CW_TEXT (prefix->start);
      values[2 * i + 4] = (CwSqlValue) CW_TEXT (prefix->end);
    }
  text = cw_search_build (prefixes->len, g_array_index (prefixes, Prefix, 0).n_rows >= COMMON, institution_id != NULL);
  return cw_store_list_rows (self, text, values, cw_student_read, (GDestroyNotify) cw_student_unref, error);
}

static GPtrArray *
cw_store_find_by_column (CwStore    *self,
                         const char *text,
                         const char *value,
                         const char *institution_id,
                         guint       limit,
                         guint       offset,
                         GError    **error)
{
  return cw_store_list_rows (self, text, CW_VALUES (CW_TEXT (institution_id), CW_LIMIT (limit), CW_INT (offset), CW_TEXT (value)),
                             cw_student_read, (GDestroyNotify) cw_student_unref, error);
}

/* Two statements instead of one with "OR NULL", so that each can use its index. */
static GPtrArray *
cw_store_find_all (CwStore    *self,
                   const char *institution_id,
                   guint       limit,
                   guint       offset,
                   GError    **error)
{
  const char *text = institution_id != NULL ? CW_STUDENT_SELECT " FROM students AS s WHERE s.institution_id = ?1 AND s.erased_at IS NULL ORDER BY s.sort_key, s.seq LIMIT ?2 OFFSET ?3"
                                            : CW_STUDENT_SELECT " FROM students AS s WHERE ?1 IS NULL AND s.erased_at IS NULL ORDER BY s.sort_key, s.seq LIMIT ?2 OFFSET ?3";

  return cw_store_list_rows (self, text, CW_VALUES (CW_TEXT (institution_id), CW_LIMIT (limit), CW_INT (offset)),
                             cw_student_read, (GDestroyNotify) cw_student_unref, error);
}

/* Returns: (transfer full) (nullable): the ESCN in canonical spelling when @query is one, or the
 * text of a card's QR code */
static char *
cw_search_read_escn (const char *query)
{
  CwEscn escn;

  if (g_str_has_prefix (query, CW_QR_PREFIX))
    query += strlen (CW_QR_PREFIX);
  return cw_escn_parse (query, &escn, NULL) ? cw_escn_to_string (&escn) : NULL;
}

/**
 * cw_store_find_students:
 * @institution_id: (nullable): whose; %NULL: of all
 * @query: words of a name or number or their beginnings; or a whole ESI, ESCN or text of a
 *   card's QR code; an empty one finds all. Words behind the eighth are not looked at
 * @limit: at most so many; 0: all
 * @offset: how many to leave out first
 *
 * Returns: (transfer full): #CwStudent, by family name, given names and number
 */
GPtrArray *
cw_store_find_students (CwStore    *self,
                        const char *institution_id,
                        const char *query,
                        guint       limit,
                        guint       offset,
                        GError    **error)
{
  g_autofree char *trimmed = NULL;
  g_autofree char *escn = NULL;
  g_autofree char *esi = NULL;
  g_autoptr (GPtrArray) words = NULL;

  g_return_val_if_fail (CW_IS_STORE (self) && query != NULL, NULL);

  trimmed = g_strstrip (g_strdup (query));
  escn = cw_search_read_escn (trimmed);
  if (escn != NULL)
    return cw_store_find_by_column (self,
                                    CW_STUDENT_SELECT " FROM cards AS c JOIN students AS s ON s.id = c.student_id WHERE c.escn = ?4 AND s.erased_at IS NULL AND (?1 IS NULL OR s.institution_id = ?1) LIMIT ?2 OFFSET ?3",
                                    escn, institution_id, limit, offset, error);

  esi = g_ascii_strdown (trimmed, -1);
  if (g_ascii_strncasecmp (esi, CW_ESI_PREFIX, strlen (CW_ESI_PREFIX)) == 0)
    return cw_store_find_by_column (self,
                                    CW_STUDENT_SELECT " FROM students AS s WHERE s.esi_key = ?4 AND (?1 IS NULL OR s.institution_id = ?1) ORDER BY s.sort_key, s.seq LIMIT ?2 OFFSET ?3",
                                    esi, institution_id, limit, offset, error);

  words = cw_words_of_query (trimmed);
  if (words->len > 0)
    return cw_store_find_by_words (self, words, institution_id, limit, offset, error);
  if (*trimmed == '\0')
    return cw_store_find_all (self, institution_id, limit, offset, error);
  /* marks alone begin no word */
  return g_ptr_array_new_with_free_func ((GDestroyNotify) cw_student_unref);
}
