/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/language/expression.h"

#include <stdarg.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "templates/language/pattern.h"

/* Owns "field|function:argument", the part that patterns and conditions share: parsing it once
 * with the template, evaluating it once a card. Any thread. */

#define EXCERPT 40 /* characters of what is wrong that an error repeats */

struct _CwExpression
{
  char    *field;
  GArray  *calls;       /* of CwCall */
  gboolean has_default; /* one of the calls fills an empty value */
};

/**
 * cw_cursor_begin:
 * @cursor: (out)
 *
 * Returns: %FALSE with %CW_ERROR_TEMPLATE when @text is too long or not UTF-8
 */
gboolean
cw_cursor_begin (CwCursor   *cursor,
                 const char *text,
                 gboolean    condition,
                 GError    **error)
{
  *cursor = (CwCursor) { .text = text, .at = text, .condition = condition };
  if (strlen (text) > CW_PATTERN_MAX_BYTES)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_TEMPLATE, _ ("The text is longer than %d bytes."), CW_PATTERN_MAX_BYTES);
      return FALSE;
    }
  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_TEMPLATE, _ ("The text is not valid UTF-8."));
      return FALSE;
    }
  return TRUE;
}

/**
 * cw_cursor_fail:
 * @at: where in the text of @cursor
 * @format: a sentence, translated
 *
 * Sets %CW_ERROR_TEMPLATE: the position, counted in characters from 1, and the sentence.
 *
 * Returns: %FALSE
 */
gboolean
cw_cursor_fail (const CwCursor *cursor,
                const char     *at,
                GError        **error,
                const char     *format,
                ...)
{
  g_autofree char *sentence = NULL;
  va_list arguments;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, CW_ERROR, CW_ERROR_TEMPLATE, _ ("At character %u: %s"), (guint) g_utf8_pointer_to_offset (cursor->text, at) + 1, sentence);
  return FALSE;
}

/**
 * cw_cursor_excerpt:
 *
 * Returns: (transfer full): the text between two places, made short enough to be shown
 */
char *
cw_cursor_excerpt (const char *from,
                   const char *to)
{
  g_autofree char *all = g_strndup (from, (gsize) (to - from));
  g_autofree char *start = NULL;

  if (g_utf8_strlen (all, -1) <= EXCERPT)
    return g_steal_pointer (&all);
  start = g_utf8_substring (all, 0, EXCERPT);
  return g_strconcat (start, "…", NULL);
}

/**
 * cw_cursor_escape:
 * @cursor: at a backslash; stands behind the escape afterwards
 * @into: gets the character that is meant
 */
gboolean
cw_cursor_escape (CwCursor *cursor,
                  GString  *into,
                  GError  **error)
{
  if (!g_ascii_ispunct (cursor->at[1]) && cursor->at[1] != ' ')
    return cw_cursor_fail (cursor, cursor->at, error, _ ("“\\” goes before a sign or a space that is to be printed as it is. Write “\\\\” for a backslash."));
  g_string_append_c (into, cursor->at[1]);
  cursor->at += 2;
  return TRUE;
}

static gboolean
ends_word (const CwCursor *cursor)
{
  char c = *cursor->at;

  if (c == '\0' || c == '|' || c == '}')
    return TRUE;
  return cursor->condition && (strchr ("=!<>", c) != NULL || g_unichar_isspace (g_utf8_get_char (cursor->at)));
}

static gboolean
is_separator (const CwFunction *function,
              guint             n_before,
              char              c)
{
  if ((function->flags & CW_FUNCTION_PAIRS) != 0)
    return c == (n_before % 2 == 0 ? '=' : ',');
  return c == ':' && n_before + 1 < function->max_arguments;
}

static gboolean
scan_arguments (CwCursor         *cursor,
                const CwFunction *function,
                GPtrArray        *arguments,
                GError          **error)
{
  g_autoptr (GString) part = g_string_new (NULL);

  while (!ends_word (cursor))
    {
      if (*cursor->at == '{')
        return cw_cursor_fail (cursor, cursor->at, error, _ ("A “{” stands inside of another. Close the first with “}”, or write “\\{” to print one."));
      if (*cursor->at == '\\')
        {
          if (!cw_cursor_escape (cursor, part, error))
            return FALSE;
        }
      else if (is_separator (function, arguments->len, *cursor->at))
        {
          g_ptr_array_add (arguments, g_strdup (part->str));
          g_string_truncate (part, 0);
          cursor->at++;
        }
      else
        {
          g_string_append_unichar (part, g_utf8_get_char (cursor->at));
          cursor->at = g_utf8_next_char (cursor->at);
        }
    }
  g_ptr_array_add (arguments, g_strdup (part->str));
  return TRUE;
}

static gboolean
scan_call (CwCursor     *cursor,
           CwExpression *self,
           GError      **error)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *name = NULL;
  const char *from = ++cursor->at;
  CwCall call = { 0 };

  if (self->calls->len >= CW_EXPRESSION_MAX_CALLS)
    return cw_cursor_fail (cursor, from, error, _ ("A field goes through more than %d functions."), CW_EXPRESSION_MAX_CALLS);
  while (!ends_word (cursor) && *cursor->at != ':')
    cursor->at = g_utf8_next_char (cursor->at);
  name = cw_cursor_excerpt (from, cursor->at);
  call.function = cw_function_find (name);
  if (call.function == NULL)
    {
      g_autofree char *known = cw_function_list ();

      return cw_cursor_fail (cursor, from, error, _ ("“%s” is not a function. Use one of %s."), name, known);
    }
  if (*cursor->at == ':')
    {
      cursor->at++;
      if (!scan_arguments (cursor, call.function, arguments, error))
        return FALSE;
    }
  if (!cw_call_prepare (&call, arguments))
    {
      cw_call_clear (&call);
      return cw_cursor_fail (cursor, from, error, _ ("“%s” is written as %s."), name, call.function->usage);
    }
  self->has_default = self->has_default || (call.function->flags & CW_FUNCTION_FILLS) != 0;
  g_array_append_val (self->calls, call);
  return TRUE;
}

static void
call_clear (gpointer data)
{
  cw_call_clear (data);
}

/**
 * cw_expression_scan:
 * @cursor: at the field's name; stands behind the expression afterwards
 *
 * Returns: (transfer full) (nullable): %NULL with a sentence in %CW_ERROR_TEMPLATE
 */
CwExpression *
cw_expression_scan (CwCursor *cursor,
                    GError  **error)
{
  g_autoptr (CwExpression) self = g_new0 (CwExpression, 1);
  const char *from = cursor->at;

  self->calls = g_array_new (FALSE, TRUE, sizeof (CwCall));
  g_array_set_clear_func (self->calls, call_clear);
  while (!ends_word (cursor))
    cursor->at = g_utf8_next_char (cursor->at);
  self->field = g_strndup (from, (gsize) (cursor->at - from));
  if (!cw_field_name_is_valid (self->field))
    {
      g_autofree char *shown = cw_cursor_excerpt (from, cursor->at);

      cw_cursor_fail (cursor, from, error, _ ("“%s” is not a field name. Field names are made of a to z, 0 to 9 and _."), shown);
      return NULL;
    }
  while (*cursor->at == '|')
    if (!scan_call (cursor, self, error))
      return NULL;
  return g_steal_pointer (&self);
}

void
cw_expression_free (CwExpression *self)
{
  if (self == NULL)
    return;
  g_free (self->field);
  g_array_unref (self->calls);
  g_free (self);
}

/* %TRUE when the function needs a field that @record does not fill. */
static gboolean
lacks_reference (const CwCall *call,
                 CwRecord     *record)
{
  const char *value;

  if ((call->function->flags & CW_FUNCTION_REFERENCE) == 0)
    return FALSE;
  value = cw_record_get (record, call->arguments[0]);
  return value == NULL || value[0] == '\0';
}

/**
 * cw_expression_evaluate:
 * @missing: (out): the field that the record should fill and does not, or %NULL; owned by @self
 *
 * Returns: (transfer full): the value, valid UTF-8 of at most %CW_VALUE_MAX characters; may be empty
 */
char *
cw_expression_evaluate (const CwExpression *self,
                        CwRecord           *record,
                        const char        **missing)
{
  const char *raw = cw_record_get (record, self->field);
  g_autofree char *value = cw_value_normalize (raw != NULL ? raw : "");

  *missing = value[0] == '\0' && !self->has_default ? self->field : NULL;
  for (guint i = 0; i < self->calls->len; i++)
    {
      const CwCall *call = &g_array_index (self->calls, CwCall, i);
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;

      if (value[0] == '\0' && (call->function->flags & CW_FUNCTION_FILLS) == 0)
        continue;
      if (lacks_reference (call, record) && !self->has_default)
        *missing = call->arguments[0];
      before = g_steal_pointer (&value);
      after = call->function->run (call, before, record);
      value = cw_value_normalize (after);
    }
  return g_steal_pointer (&value);
}

/**
 * cw_expression_collect_fields:
 * @fields: a set of strings that owns its keys
 */
void
cw_expression_collect_fields (const CwExpression *self,
                              GHashTable         *fields)
{
  g_hash_table_add (fields, g_strdup (self->field));
  for (guint i = 0; i < self->calls->len; i++)
    {
      const CwCall *call = &g_array_index (self->calls, CwCall, i);

      if ((call->function->flags & CW_FUNCTION_REFERENCE) != 0)
        g_hash_table_add (fields, g_strdup (call->arguments[0]));
    }
}
