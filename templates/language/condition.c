/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/language/condition.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "templates/language/calendar.h"

/* Owns conditions: "level=doctorate and expires_at<2028-01-01". Tests joined by "and" and "or",
 * without parentheses, so that one pass over an array answers. Any thread. */

typedef enum
{
  CW_TEST_FILLED,
  CW_TEST_EMPTY,
  CW_TEST_EQUAL,
  CW_TEST_NOT_EQUAL,
  CW_TEST_LESS,
  CW_TEST_AT_MOST,
  CW_TEST_GREATER,
  CW_TEST_AT_LEAST,
} CwTestKind;

typedef struct
{
  CwTestKind    kind;
  gboolean      begins; /* the first of an "and" chain */
  CwExpression *left;
  char         *right; /* (nullable): NFC; or a field's name */
  gboolean      right_is_field;
} CwTest;

struct _CwCondition
{
  GArray *tests; /* of CwTest */
};

/* The longer signs stand first. */
static const struct
{
  const char *sign;
  CwTestKind  kind;
} signs[] = {
  { "!=", CW_TEST_NOT_EQUAL },
  { "<=", CW_TEST_AT_MOST },
  { ">=", CW_TEST_AT_LEAST },
  { "=", CW_TEST_EQUAL },
  { "<", CW_TEST_LESS },
  { ">", CW_TEST_GREATER },
};

static void
test_clear (gpointer data)
{
  CwTest *test = data;

  cw_expression_free (test->left);
  g_free (test->right);
}

static void
skip_space (CwCursor *cursor)
{
  while (g_unichar_isspace (g_utf8_get_char (cursor->at)))
    cursor->at = g_utf8_next_char (cursor->at);
}

static gboolean
at_end (const CwCursor *cursor)
{
  return *cursor->at == '\0' || *cursor->at == '}';
}

static gboolean
scan_quoted (CwCursor *cursor,
             GString  *value,
             GError  **error)
{
  const char *from = cursor->at++;

  while (*cursor->at != '\'')
    {
      if (*cursor->at == '\0')
        return cw_cursor_fail (cursor, from, error, _ ("A “'” has no partner. Write “\\'” for an apostrophe."));
      if (*cursor->at != '\\')
        g_string_append_c (value, *cursor->at++);
      else if (!cw_cursor_escape (cursor, value, error))
        return FALSE;
    }
  cursor->at++;
  return TRUE;
}

static gboolean
scan_bare (CwCursor *cursor,
           GString  *value,
           GError  **error)
{
  const char *from = cursor->at;

  while (!at_end (cursor) && !g_unichar_isspace (g_utf8_get_char (cursor->at)))
    {
      if (strchr ("=!<>|'{", *cursor->at) != NULL)
        return cw_cursor_fail (cursor, cursor->at, error, _ ("A value with “%c” in it is written between “'” signs."), *cursor->at);
      if (*cursor->at == '\\')
        {
          if (!cw_cursor_escape (cursor, value, error))
            return FALSE;
          continue;
        }
      g_string_append_unichar (value, g_utf8_get_char (cursor->at));
      cursor->at = g_utf8_next_char (cursor->at);
    }
  if (cursor->at == from)
    return cw_cursor_fail (cursor, from, error, _ ("A value is missing here. Write '' for an empty one."));
  return TRUE;
}

static gboolean
scan_right (CwCursor *cursor,
            CwTest   *test,
            GError  **error)
{
  g_autoptr (GString) value = g_string_new (NULL);
  const char *from = cursor->at;

  test->right_is_field = *cursor->at == '@';
  if (test->right_is_field)
    cursor->at++;
  if (*cursor->at == '\'' && !test->right_is_field ? !scan_quoted (cursor, value, error) : !scan_bare (cursor, value, error))
    return FALSE;
  if (test->right_is_field && !cw_field_name_is_valid (value->str))
    return cw_cursor_fail (cursor, from, error, _ ("After “@” goes the name of a field. Write the value between “'” signs if it begins with “@”."));
  test->right = cw_value_normalize (value->str);
  return TRUE;
}

static gboolean
scan_test (CwCursor *cursor,
           CwTest   *test,
           GError  **error)
{
  gboolean negated = *cursor->at == '!';
  const char *from = cursor->at;

  if (negated)
    {
      cursor->at++;
      skip_space (cursor);
    }
  test->kind = negated ? CW_TEST_EMPTY : CW_TEST_FILLED;
  test->left = cw_expression_scan (cursor, error);
  if (test->left == NULL)
    return FALSE;
  skip_space (cursor);
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    {
      if (!g_str_has_prefix (cursor->at, signs[i].sign))
        continue;
      if (negated)
        return cw_cursor_fail (cursor, from, error, _ ("“!” goes before a field alone. Turn the comparison round instead, such as != for =."));
      test->kind = signs[i].kind;
      cursor->at += strlen (signs[i].sign);
      skip_space (cursor);
      return scan_right (cursor, test, error);
    }
  return TRUE;
}

/* Behind a test: "and", "or" or the end. */
static gboolean
scan_link (CwCursor *cursor,
           gboolean *begins,
           gboolean *ended,
           GError  **error)
{
  g_autofree char *word = NULL;
  const char *from;

  skip_space (cursor);
  *ended = at_end (cursor);
  if (*ended)
    return TRUE;
  from = cursor->at;
  while (!at_end (cursor) && !g_unichar_isspace (g_utf8_get_char (cursor->at)))
    cursor->at = g_utf8_next_char (cursor->at);
  word = cw_cursor_excerpt (from, cursor->at);
  *begins = strcmp (word, "or") == 0;
  if (!*begins && strcmp (word, "and") != 0)
    return cw_cursor_fail (cursor, from, error, _ ("“%s” does not belong here. Tests are joined by “and” and “or”; a value of several words goes between “'” signs."), word);
  skip_space (cursor);
  return TRUE;
}

/**
 * cw_condition_scan:
 * @cursor: where the condition begins; stands at its end, a “}” or the end of the text, afterwards
 *
 * Returns: (transfer full) (nullable): %NULL with a sentence in %CW_ERROR_TEMPLATE
 */
CwCondition *
cw_condition_scan (CwCursor *cursor,
                   GError  **error)
{
  g_autoptr (CwCondition) self = g_new0 (CwCondition, 1);
  gboolean begins = TRUE;
  gboolean ended = FALSE;

  self->tests = g_array_new (FALSE, TRUE, sizeof (CwTest));
  g_array_set_clear_func (self->tests, test_clear);
  skip_space (cursor);
  while (!ended)
    {
      CwTest test = { .begins = begins };
      gboolean sound;

      if (self->tests->len >= CW_CONDITION_MAX_TESTS)
        {
          cw_cursor_fail (cursor, cursor->at, error, _ ("A condition has more than %d tests."), CW_CONDITION_MAX_TESTS);
          return NULL;
        }
      sound = scan_test (cursor, &test, error);
      g_array_append_val (self->tests, test);
      if (!sound || !scan_link (cursor, &begins, &ended, error))
        return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * cw_condition_parse:
 * @text: UTF-8, such as "programme and level!=doctorate"
 *
 * Returns: (transfer full) (nullable): %NULL with a sentence in %CW_ERROR_TEMPLATE that says where
 *   @text is wrong
 */
CwCondition *
cw_condition_parse (const char *text,
                    GError    **error)
{
  g_autoptr (CwCondition) self = NULL;
  CwCursor cursor;

  if (!cw_cursor_begin (&cursor, text, TRUE, error))
    return NULL;
  self = cw_condition_scan (&cursor, error);
  if (self != NULL && *cursor.at != '\0')
    {
      cw_cursor_fail (&cursor, cursor.at, error, _ ("“%s” does not belong here. Tests are joined by “and” and “or”; a value of several words goes between “'” signs."), "}");
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
cw_condition_free (CwCondition *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->tests);
  g_free (self);
}

/* 0 for equal, else less or more than 0; %FALSE when the two are no pair of dates or numbers. */
static gboolean
compare_in_order (const char *left,
                  const char *right,
                  int        *order)
{
  GDate left_day;
  GDate right_day;

  if (cw_calendar_read (left, &left_day) && cw_calendar_read (right, &right_day))
    {
      *order = g_date_compare (&left_day, &right_day);
      return TRUE;
    }
  return cw_decimal_compare (left, right, order);
}

static gboolean
compare (CwTestKind  kind,
         const char *left,
         const char *right)
{
  int order = 0;
  gboolean ordered = compare_in_order (left, right, &order);
  gboolean same = ordered ? order == 0 : cw_value_is_same (left, right);

  switch (kind)
    {
    case CW_TEST_FILLED:
      return left[0] != '\0';
    case CW_TEST_EMPTY:
      return left[0] == '\0';
    case CW_TEST_EQUAL:
      return same;
    case CW_TEST_NOT_EQUAL:
      return !same;
    case CW_TEST_LESS:
      return ordered && order < 0;
    case CW_TEST_AT_MOST:
      return ordered && order <= 0;
    case CW_TEST_GREATER:
      return ordered && order > 0;
    case CW_TEST_AT_LEAST:
      return ordered && order >= 0;
    }
  g_assert_not_reached ();
}

static gboolean
test_holds (const CwTest *test,
            CwRecord     *record)
{
  const char *missing;
  g_autofree char *left = cw_expression_evaluate (test->left, record, &missing);
  g_autofree char *right = NULL;
  const char *field = NULL;

  if (test->right == NULL)
    return compare (test->kind, left, "");
  if (!test->right_is_field)
    return compare (test->kind, left, test->right);
  field = cw_record_get (record, test->right);
  right = cw_value_normalize (field != NULL ? field : "");
  return compare (test->kind, left, right);
}

/**
 * cw_condition_holds:
 *
 * Returns: whether @self is true of @record; "and" binds closer than "or"
 */
gboolean
cw_condition_holds (const CwCondition *self,
                    CwRecord          *record)
{
  gboolean chain = FALSE;

  for (guint i = 0; i < self->tests->len; i++)
    {
      const CwTest *test = &g_array_index (self->tests, CwTest, i);

      if (test->begins && chain)
        return TRUE;
      chain = (test->begins || chain) && test_holds (test, record);
    }
  return chain;
}

/**
 * cw_condition_collect_fields:
 * @fields: a set of strings that owns its keys
 *
 * Adds the names of the fields that @self looks at to @fields.
 */
void
cw_condition_collect_fields (const CwCondition *self,
                             GHashTable        *fields)
{
  for (guint i = 0; i < self->tests->len; i++)
    {
      const CwTest *test = &g_array_index (self->tests, CwTest, i);

      cw_expression_collect_fields (test->left, fields);
      if (test->right_is_field)
        g_hash_table_add (fields, g_strdup (test->right));
    }
}
