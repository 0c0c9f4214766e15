/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include <string.h>

#include "app/core/esi.h"
#include "app/store/store-private.h"
#include "app/store/words.h"

/* Finds students by what an operator types or scans. Each word of the query must begin some
 * word of the name or number; the longest one is looked up first, since it leaves the fewest
 * rows. Any thread, under the store's lock. */

/* Bounds on what is indexed and asked: a name is no book. In characters, and in words. */
#define WORD_MAX 48
#define KEY_MAX 160
#define KEY_WORDS_MAX 24
#define QUERY_WORDS_MAX 8

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

/* Returns: (transfer full): the words under which a student with this folded name is found */
GPtrArray *
cw_words_of_key (const char *key)
{
  return cw_words_split (key, TRUE, KEY_WORDS_MAX);
}

static int
cw_words_compare_length (gconstpointer a,
                         gconstpointer b)
{
  gsize left = strlen (*(const char *const *) a);
  gsize right = strlen (*(const char *const *) b);

  return left > right ? -1 : left < right;
}

/* Returns: (transfer full): the words that all must be found, longest first */
GPtrArray *
cw_words_of_query (const char *query)
{
  g_autofree char *folded = cw_search_fold (query);
  GPtrArray *words = cw_words_split (folded, FALSE, QUERY_WORDS_MAX);

  g_ptr_array_sort (words, cw_words_compare_length);
  return words;
}

/* SQLite numbers its parameters from 1: word i has 2i + 1 and 2i + 2. */
static GString *
cw_search_build (guint    n_words,
                 gboolean one_institution)
{
  guint n = 2 * n_words;
  GString *text = g_string_new (CW_STUDENT_SELECT " FROM (SELECT DISTINCT w.sort_key AS sort_key, w.student AS student FROM student_words AS w WHERE w.word >= ?1 AND w.word < ?2");

  for (guint i = 1; i < n_words; i++)
    g_string_append_printf (text, " AND EXISTS (SELECT 1 FROM student_words AS e WHERE e.student = w.student AND e.word >= ?%u AND e.word < ?%u)", 2 * i + 1, 2 * i + 2);
  if (one_institution)
    g_string_append_printf (text, " AND w.institution_id = ?%u", n + 3);
  g_string_append_printf (text, " ORDER BY 1, 2 LIMIT ?%u OFFSET ?%u) AS hit JOIN students AS s ON s.seq = hit.student ORDER BY hit.sort_key, hit.student", n + 1, n + 2);
  return text;
}

static GPtrArray *
cw_store_find_by_words (CwStore    *self,
                        GPtrArray  *words,
                        const char *institution_id,
                        guint       limit,
                        guint       offset,
                        GError    **error)
{
  CwSqlValue values[2 * QUERY_WORDS_MAX + 4] = { 0 };
  g_autoptr (GPtrArray) ends = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = g_string_free (cw_search_build (words->len, institution_id != NULL), FALSE);
  guint n = 0;

  for (guint i = 0; i < words->len; i++)
    {
      const char *word = g_ptr_array_index (words, i);
      char *end = g_strconcat (word, LAST_CHARACTER, NULL);

      g_ptr_array_add (ends, end);
      values[n++] = (CwSqlValue) CW_TEXT (word);
      values[n++] = (CwSqlValue) CW_TEXT (end);
    }
  values[n++] = (CwSqlValue) CW_LIMIT (limit);
  values[n++] = (CwSqlValue) CW_INT (offset);
  if (institution_id != NULL)
    values[n++] = (CwSqlValue) CW_TEXT (institution_id);
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
  const char *text = institution_id != NULL ? CW_STUDENT_SELECT " FROM students AS s WHERE s.institution_id = ?1 ORDER BY s.sort_key, s.seq LIMIT ?2 OFFSET ?3"
                                            : CW_STUDENT_SELECT " FROM students AS s WHERE ?1 IS NULL ORDER BY s.sort_key, s.seq LIMIT ?2 OFFSET ?3";

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
                                    CW_STUDENT_SELECT " FROM cards AS c JOIN students AS s ON s.id = c.student_id WHERE c.escn = ?4 AND (?1 IS NULL OR s.institution_id = ?1) LIMIT ?2 OFFSET ?3",
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
