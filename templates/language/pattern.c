/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/language/pattern.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "templates/language/condition.h"
#include "templates/language/expression.h"

/* Owns patterns: literal text, fields and sections, parsed once with the template into a list of
 * parts with jumps, expanded once a card in one pass. Values come from a record and may be long
 * or odd; what leaves here is valid UTF-8 of bounded length. Any thread. */

typedef enum
{
  CW_PART_LITERAL,
  CW_PART_FIELD,
  CW_PART_IF,
  CW_PART_ELSE,
  CW_PART_END,
} CwPartKind;

typedef struct
{
  CwPartKind    kind;
  char         *literal;    /* (nullable) */
  CwExpression *expression; /* (nullable) */
  CwCondition  *condition;  /* (nullable) */
  guint         next;       /* if: its else or end; else: its end */
} CwPart;

struct _CwPattern
{
  GArray *parts; /* of CwPart */
};

typedef struct
{
  CwCursor    cursor;
  GArray     *parts;
  guint       open[CW_PATTERN_MAX_DEPTH];    /* index of the last if or else of each open section */
  const char *open_at[CW_PATTERN_MAX_DEPTH]; /* where that section begins */
  guint       depth;
  guint       n_fields;
  guint       n_sections;
} CwPatternParser;

static void
part_clear (gpointer data)
{
  CwPart *part = data;

  g_free (part->literal);
  cw_expression_free (part->expression);
  cw_condition_free (part->condition);
}

static gboolean
parse_partner (CwPatternParser *parser,
               const char      *from,
               GError         **error)
{
  if (*parser->cursor.at == '}')
    {
      parser->cursor.at++;
      return TRUE;
    }
  return cw_cursor_fail (&parser->cursor, from, error, _ ("A “%c” has no partner. Write it twice to print one."), '{');
}

static gboolean
parse_field (CwPatternParser *parser,
             const char      *from,
             GError         **error)
{
  CwPart part = { .kind = CW_PART_FIELD };

  if (++parser->n_fields > CW_PATTERN_MAX_FIELDS)
    return cw_cursor_fail (&parser->cursor, from, error, _ ("The text has more than %d fields."), CW_PATTERN_MAX_FIELDS);
  if (strchr (from, '}') == NULL)
    return parse_partner (parser, from, error);
  parser->cursor.condition = FALSE;
  part.expression = cw_expression_scan (&parser->cursor, error);
  if (part.expression == NULL)
    return FALSE;
  g_array_append_val (parser->parts, part);
  return parse_partner (parser, from, error);
}

static gboolean
parse_if (CwPatternParser *parser,
          const char      *from,
          GError         **error)
{
  CwPart part = { .kind = CW_PART_IF };

  if (++parser->n_sections > CW_PATTERN_MAX_SECTIONS)
    return cw_cursor_fail (&parser->cursor, from, error, _ ("The text has more than %d sections."), CW_PATTERN_MAX_SECTIONS);
  if (parser->depth >= CW_PATTERN_MAX_DEPTH)
    return cw_cursor_fail (&parser->cursor, from, error, _ ("Sections stand in one another more than %d deep."), CW_PATTERN_MAX_DEPTH);
  parser->cursor.at++;
  parser->cursor.condition = TRUE;
  part.condition = cw_condition_scan (&parser->cursor, error);
  if (part.condition == NULL)
    return FALSE;
  parser->open[parser->depth] = parser->parts->len;
  parser->open_at[parser->depth++] = from;
  g_array_append_val (parser->parts, part);
  return parse_partner (parser, from, error);
}

/* “{:}” or “{/}”: what the section jumps to so far leads here. */
static gboolean
parse_turn (CwPatternParser *parser,
            CwPartKind       kind,
            const char      *from,
            GError         **error)
{
  CwPart part = { .kind = kind };
  CwPart *last;

  parser->cursor.at++;
  if (parser->depth == 0)
    return cw_cursor_fail (&parser->cursor, from, error, _ ("No section is open here. One begins with “{?condition}”."));
  last = &g_array_index (parser->parts, CwPart, parser->open[parser->depth - 1]);
  if (kind == CW_PART_ELSE && last->kind == CW_PART_ELSE)
    return cw_cursor_fail (&parser->cursor, from, error, _ ("The section has a second “{:}”. End it with “{/}” first."));
  last->next = parser->parts->len;
  if (kind == CW_PART_ELSE)
    parser->open[parser->depth - 1] = parser->parts->len;
  else
    parser->depth--;
  g_array_append_val (parser->parts, part);
  return parse_partner (parser, from, error);
}

static gboolean
parse_brace (CwPatternParser *parser,
             GError         **error)
{
  const char *from = parser->cursor.at++;

  switch (*parser->cursor.at)
    {
    case '?':
      return parse_if (parser, from, error);
    case ':':
      return parse_turn (parser, CW_PART_ELSE, from, error);
    case '/':
      return parse_turn (parser, CW_PART_END, from, error);
    default:
      return parse_field (parser, from, error);
    }
}

static gboolean
parse_literal (CwPatternParser *parser,
               GError         **error)
{
  g_autoptr (GString) literal = g_string_new (NULL);
  CwPart part = { .kind = CW_PART_LITERAL };
  const char *at = parser->cursor.at;

  while (*at != '\0' && (*at != '{' || at[1] == '{'))
    {
      if (*at == '}' && at[1] != '}')
        return cw_cursor_fail (&parser->cursor, at, error, _ ("A “%c” has no partner. Write it twice to print one."), '}');
      g_string_append_c (literal, *at);
      at += *at == '{' || *at == '}' ? 2 : 1;
    }
  parser->cursor.at = at;
  part.literal = g_strdup (literal->str);
  g_array_append_val (parser->parts, part);
  return TRUE;
}

/**
 * cw_pattern_parse:
 * @text: UTF-8
 *
 * Returns: (transfer full) (nullable): %NULL with a sentence in %CW_ERROR_TEMPLATE that says at
 *   which character @text is wrong and what to write instead
 */
CwPattern *
cw_pattern_parse (const char *text,
                  GError    **error)
{
  g_autoptr (CwPattern) self = g_new0 (CwPattern, 1);
  CwPatternParser parser = { 0 };

  self->parts = g_array_new (FALSE, TRUE, sizeof (CwPart));
  g_array_set_clear_func (self->parts, part_clear);
  parser.parts = self->parts;
  if (!cw_cursor_begin (&parser.cursor, text, FALSE, error))
    return NULL;
  while (*parser.cursor.at != '\0')
    {
      gboolean braced = parser.cursor.at[0] == '{' && parser.cursor.at[1] != '{';

      if (braced ? !parse_brace (&parser, error) : !parse_literal (&parser, error))
        return NULL;
    }
  if (parser.depth > 0)
    {
      cw_cursor_fail (&parser.cursor, parser.open_at[parser.depth - 1], error, _ ("The section that begins here has no “{/}”."));
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
cw_pattern_free (CwPattern *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->parts);
  g_free (self);
}

/**
 * cw_pattern_collect_fields:
 * @fields: a set of strings that owns its keys
 *
 * Adds the names of the fields in @self to @fields, also those of conditions and of the functions
 * that look at another field.
 */
void
cw_pattern_collect_fields (const CwPattern *self,
                           GHashTable      *fields)
{
  for (guint i = 0; i < self->parts->len; i++)
    {
      const CwPart *part = &g_array_index (self->parts, CwPart, i);

      if (part->expression != NULL)
        cw_expression_collect_fields (part->expression, fields);
      if (part->condition != NULL)
        cw_condition_collect_fields (part->condition, fields);
    }
}

/**
 * cw_pattern_is_constant:
 *
 * Returns: %TRUE when @self has no field and no condition: the same text for every record
 */
gboolean
cw_pattern_is_constant (const CwPattern *self)
{
  for (guint i = 0; i < self->parts->len; i++)
    if (g_array_index (self->parts, CwPart, i).kind != CW_PART_LITERAL)
      return FALSE;
  return TRUE;
}

typedef struct
{
  GString    *text;
  CwRecord   *record;
  const char *missing;
  guint       n_fields;
  guint       n_filled;
} CwExpansion;

static void
expand_field (CwExpansion        *expansion,
              const CwExpression *expression)
{
  const char *missing = NULL;
  g_autofree char *value = cw_expression_evaluate (expression, expansion->record, &missing);

  expansion->n_fields++;
  expansion->n_filled += value[0] != '\0' ? 1 : 0;
  if (expansion->missing == NULL)
    expansion->missing = missing;
  g_string_append (expansion->text, value);
}

/**
 * cw_pattern_expand:
 * @missing: (out) (optional): the first field that @record should fill and does not, or %NULL;
 *   owned by @self. None of a section that does not hold, none with a default
 * @filled: (out) (optional): %TRUE when no field applies or at least one leaves text behind
 *
 * Returns: (transfer full): the text for @record, valid UTF-8 in normal form C of at most
 *   4000 characters; empty fields leave nothing behind
 */
char *
cw_pattern_expand (const CwPattern *self,
                   CwRecord        *record,
                   const char     **missing,
                   gboolean        *filled)
{
  g_autoptr (GString) text = g_string_new (NULL);
  CwExpansion expansion = { .text = text, .record = record };

  for (guint i = 0; i < self->parts->len; i++)
    {
      const CwPart *part = &g_array_index (self->parts, CwPart, i);

      switch (part->kind)
        {
        case CW_PART_LITERAL:
          g_string_append (text, part->literal);
          break;
        case CW_PART_FIELD:
          expand_field (&expansion, part->expression);
          break;
        case CW_PART_IF:
          i = cw_condition_holds (part->condition, record) ? i : part->next;
          break;
        case CW_PART_ELSE:
          i = part->next;
          break;
        case CW_PART_END:
          break;
        }
    }
  if (missing != NULL)
    *missing = expansion.missing;
  if (filled != NULL)
    *filled = expansion.n_fields == 0 || expansion.n_filled > 0;
  return cw_value_normalize (text->str);
}
