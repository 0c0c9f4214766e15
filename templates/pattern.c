/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/pattern.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/base/error.h"

/* Owns the field language: parsing it once with the template, expanding it once a card. Values
 * come from a record and may be long or odd; what leaves here is valid UTF-8 of bounded length.
 * Any thread. */

#define MAX_FIELD_NAME 64
#define MAX_EXPANDED 4000 /* characters: more than any card holds, little enough to shape fast */

typedef char *(*CwFilterFunc) (const char *value);

typedef struct
{
  char        *literal; /* (nullable) text before the field */
  char        *field;   /* (nullable) */
  CwFilterFunc filter;  /* (nullable) */
} CwSegment;

struct _CwPattern
{
  GArray *segments; /* of CwSegment */
};

static char *
filter_upper (const char *value)
{
  return g_utf8_strup (value, -1);
}

static char *
filter_lower (const char *value)
{
  return g_utf8_strdown (value, -1);
}

/* A value that is no date stays as it is: a person typed it so. */
static char *
filter_date (const char *value)
{
  static const char form[] = "dddd-dd-dd";

  if (strlen (value) != sizeof form - 1)
    return g_strdup (value);
  for (guint i = 0; i < sizeof form - 1; i++)
    if (form[i] == 'd' ? !g_ascii_isdigit (value[i]) : value[i] != form[i])
      return g_strdup (value);
  return g_strdup_printf ("%.2s.%.2s.%.4s", value + 8, value + 5, value);
}

static const struct
{
  const char  *name;
  CwFilterFunc func;
} filters[] = {
  { "upper", filter_upper },
  { "lower", filter_lower },
  { "date", filter_date },
};

static void
segment_clear (gpointer data)
{
  CwSegment *segment = data;

  g_free (segment->literal);
  g_free (segment->field);
}

static gboolean
field_name_is_valid (const char *name)
{
  if (!g_ascii_islower (name[0]) || strlen (name) > MAX_FIELD_NAME)
    return FALSE;
  for (const char *at = name; *at != '\0'; at++)
    if (!g_ascii_islower (*at) && !g_ascii_isdigit (*at) && *at != '_')
      return FALSE;
  return TRUE;
}

static gboolean
segment_set_field (CwSegment  *segment,
                   const char *inside,
                   gsize       length,
                   GError    **error)
{
  g_autofree char *text = g_strndup (inside, length);
  char *bar = strchr (text, '|');

  if (bar != NULL)
    *bar++ = '\0';
  if (!field_name_is_valid (text))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_TEMPLATE, _ ("“%s” is not a field name. Field names are made of a to z, 0 to 9 and _."), text);
      return FALSE;
    }
  for (guint i = 0; bar != NULL && i < G_N_ELEMENTS (filters); i++)
    if (strcmp (bar, filters[i].name) == 0)
      segment->filter = filters[i].func;
  if (bar != NULL && segment->filter == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_TEMPLATE, _ ("“%s” is not a filter. Use one of upper, lower, date."), bar);
      return FALSE;
    }
  segment->field = g_strdup (text);
  return TRUE;
}

static gboolean
pattern_add (CwPattern  *self,
             GString    *literal,
             const char *inside,
             gsize       length,
             GError    **error)
{
  CwSegment segment = { 0 };

  if (inside != NULL && self->segments->len >= CW_PATTERN_MAX_FIELDS)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_TEMPLATE, _ ("The text has more than %d fields."), CW_PATTERN_MAX_FIELDS);
      return FALSE;
    }
  if (inside != NULL && !segment_set_field (&segment, inside, length, error))
    return FALSE;
  segment.literal = g_strdup (literal->str);
  g_string_truncate (literal, 0);
  g_array_append_val (self->segments, segment);
  return TRUE;
}

/**
 * cw_pattern_parse:
 * @text: UTF-8
 *
 * Returns: (transfer full) (nullable): %NULL with a sentence in %CW_ERROR_TEMPLATE when @text is
 *   too long, has a brace without partner, or names no field or filter
 */
CwPattern *
cw_pattern_parse (const char *text,
                  GError    **error)
{
  g_autoptr (CwPattern) self = g_new0 (CwPattern, 1);
  g_autoptr (GString) literal = g_string_new (NULL);

  self->segments = g_array_new (FALSE, TRUE, sizeof (CwSegment));
  g_array_set_clear_func (self->segments, segment_clear);
  if (strlen (text) > CW_PATTERN_MAX_BYTES)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_TEMPLATE, _ ("The text is longer than %d bytes."), CW_PATTERN_MAX_BYTES);
      return NULL;
    }
  for (const char *at = text; *at != '\0'; at++)
    {
      const char *close = *at == '{' ? strchr (at, '}') : NULL;

      if ((*at == '{' || *at == '}') && at[1] == at[0])
        {
          g_string_append_c (literal, *at++);
          continue;
        }
      if (*at == '}' || (*at == '{' && close == NULL))
        {
          g_set_error (error, CW_ERROR, CW_ERROR_TEMPLATE, _ ("A “%c” has no partner. Write it twice to print one."), *at);
          return NULL;
        }
      if (*at != '{')
        {
          g_string_append_c (literal, *at);
          continue;
        }
      if (!pattern_add (self, literal, at + 1, (gsize) (close - at - 1), error))
        return NULL;
      at = close;
    }
  if (literal->len > 0 && !pattern_add (self, literal, NULL, 0, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
cw_pattern_free (CwPattern *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->segments);
  g_free (self);
}

/**
 * cw_pattern_collect_fields:
 * @fields: a set of strings that owns its keys
 *
 * Adds the names of the fields in @self to @fields.
 */
void
cw_pattern_collect_fields (const CwPattern *self,
                           GHashTable      *fields)
{
  for (guint i = 0; i < self->segments->len; i++)
    {
      const CwSegment *segment = &g_array_index (self->segments, CwSegment, i);

      if (segment->field != NULL)
        g_hash_table_add (fields, g_strdup (segment->field));
    }
}

/**
 * cw_pattern_expand:
 * @missing: (out) (optional): the first field that the record does not fill, or %NULL; owned by @self
 * @filled: (out) (optional): %TRUE when @self has no field or at least one is filled
 *
 * Returns: (transfer full): the text for @record; empty fields leave nothing behind
 */
char *
cw_pattern_expand (const CwPattern *self,
                   CwRecord        *record,
                   const char     **missing,
                   gboolean        *filled)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *valid = NULL;
  const char *first = NULL;
  guint n_fields = 0;
  guint n_filled = 0;

  for (guint i = 0; i < self->segments->len; i++)
    {
      const CwSegment *segment = &g_array_index (self->segments, CwSegment, i);
      const char *value = segment->field != NULL ? cw_record_get (record, segment->field) : NULL;
      gboolean empty = value == NULL || value[0] == '\0';

      g_string_append (text, segment->literal);
      if (segment->field == NULL)
        continue;
      n_fields++;
      n_filled += empty ? 0 : 1;
      if (empty && first == NULL)
        first = segment->field;
      if (!empty)
        {
          g_autofree char *sound = g_utf8_make_valid (value, -1);
          g_autofree char *shown = segment->filter != NULL ? segment->filter (sound) : g_steal_pointer (&sound);

          g_string_append (text, shown);
        }
    }
  if (missing != NULL)
    *missing = first;
  if (filled != NULL)
    *filled = n_fields == 0 || n_filled > 0;
  valid = g_utf8_make_valid (text->str, (gssize) text->len);
  if (g_utf8_strlen (valid, -1) > MAX_EXPANDED)
    return g_utf8_substring (valid, 0, MAX_EXPANDED);
  return g_steal_pointer (&valid);
}
