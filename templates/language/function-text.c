/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include <string.h>

#include <pango/pango.h>

#include "templates/language/function.h"

/* Owns the functions that cut, fill and choose text. What a reader takes for one character is a
 * grapheme: a letter with its marks, a flag, a family of emoji. Its bounds are those of
 * pango_default_break(), which needs no font, no language and no lock. Pure; any thread. */

#define ELLIPSIS "…"
#define MAX_PAD 200 /* graphemes */

/* The byte offsets of all bounds between graphemes, 0 and the length included. */
static GArray *
list_bounds (const char *text)
{
  GArray *bounds = g_array_new (FALSE, FALSE, sizeof (gsize));
  int n_characters = (int) g_utf8_strlen (text, -1);
  g_autofree PangoLogAttr *attributes = g_new0 (PangoLogAttr, n_characters + 1);
  const char *at = text;

  if (g_str_is_ascii (text) && strchr (text, '\r') == NULL) /* each by itself */
    for (int i = 0; i < n_characters; i++)
      attributes[i].is_cursor_position = TRUE;
  else
    pango_default_break (text, (int) strlen (text), NULL, attributes, n_characters + 1);
  for (int i = 0; i <= n_characters; i++)
    {
      gsize offset = (gsize) (at - text);

      if (i == 0 || i == n_characters || attributes[i].is_cursor_position)
        g_array_append_val (bounds, offset);
      at = i < n_characters ? g_utf8_next_char (at) : at;
    }
  return bounds;
}

static guint
count_graphemes (const GArray *bounds)
{
  return bounds->len - 1;
}

static gsize
bound_at (const GArray *bounds,
          guint         index)
{
  return g_array_index (bounds, gsize, index);
}

static gunichar
grapheme_at (const GArray *bounds,
             const char   *value,
             guint         index)
{
  return g_utf8_get_char (value + bound_at (bounds, index));
}

static gboolean
check_count (CwCall *call)
{
  return cw_number_read (call->arguments[0], &call->number) && call->number > 0;
}

static char *
run_first (const CwCall *call,
           const char   *value,
           CwRecord     *record)
{
  g_autoptr (GArray) bounds = list_bounds (value);

  return g_strndup (value, bound_at (bounds, MIN (count_graphemes (bounds), (guint) call->number)));
}

static char *
run_last (const CwCall *call,
          const char   *value,
          CwRecord     *record)
{
  g_autoptr (GArray) bounds = list_bounds (value);
  guint n = count_graphemes (bounds);

  return g_strdup (value + bound_at (bounds, n - MIN (n, (guint) call->number)));
}

/* Where to cut @value so that @keep graphemes stay at most: between words if that keeps at least
 * half of them. */
static guint
find_cut (const GArray *bounds,
          const char   *value,
          guint         keep)
{
  for (guint i = keep; i > 0 && i >= (keep + 1) / 2; i--)
    if (g_unichar_isspace (grapheme_at (bounds, value, i)))
      return i;
  return keep;
}

/* What looks odd before an ellipsis: white space, comma, dash, opening bracket. */
static gboolean
may_go (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return g_unichar_isspace (c) || type == G_UNICODE_OTHER_PUNCTUATION || type == G_UNICODE_DASH_PUNCTUATION || type == G_UNICODE_OPEN_PUNCTUATION;
}

static char *
run_fit (const CwCall *call,
         const char   *value,
         CwRecord     *record)
{
  g_autoptr (GArray) bounds = list_bounds (value);
  guint cut;

  if (count_graphemes (bounds) <= (guint) call->number)
    return g_strdup (value);
  cut = find_cut (bounds, value, (guint) call->number - 1);
  while (cut > 0 && may_go (grapheme_at (bounds, value, cut - 1)))
    cut--;
  return g_strdup_printf ("%.*s" ELLIPSIS, (int) bound_at (bounds, cut), value);
}

static char *
run_trim (const CwCall *call,
          const char   *value,
          CwRecord     *record)
{
  const char *end = value + strlen (value);

  while (g_unichar_isspace (g_utf8_get_char (value)))
    value = g_utf8_next_char (value);
  while (end > value && g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (end))))
    end = g_utf8_prev_char (end);
  return g_strndup (value, (gsize) (end - value));
}

static char *
run_squeeze (const CwCall *call,
             const char   *value,
             CwRecord     *record)
{
  GString *text = g_string_new (NULL);
  gboolean space = FALSE;

  for (const char *at = value; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_isspace (c))
        {
          space = text->len > 0;
          continue;
        }
      if (space)
        g_string_append_c (text, ' ');
      space = FALSE;
      g_string_append_unichar (text, c);
    }
  return g_string_free (text, FALSE);
}

/* The initial of the word at @index: a grapheme that begins with a letter or a digit. */
static guint
find_initial (const GArray *bounds,
              const char   *value,
              guint         index)
{
  guint n = count_graphemes (bounds);

  while (index < n && !g_unichar_isalnum (grapheme_at (bounds, value, index)))
    index++;
  return index;
}

static void
append_initial (GString      *text,
                const GArray *bounds,
                const char   *value,
                guint         index)
{
  const char *from = value + bound_at (bounds, index);
  const char *rest = g_utf8_next_char (from);

  g_string_append_unichar (text, g_unichar_totitle (g_utf8_get_char (from)));
  g_string_append_len (text, rest, value + bound_at (bounds, index + 1) - rest);
}

static char *
run_initial (const CwCall *call,
             const char   *value,
             CwRecord     *record)
{
  g_autoptr (GArray) bounds = list_bounds (value);
  GString *text = g_string_new (NULL);
  guint index = find_initial (bounds, value, 0);

  if (index < count_graphemes (bounds))
    append_initial (text, bounds, value, index);
  return g_string_free (text, FALSE);
}

static gboolean
is_hyphen (gunichar c)
{
  return c == '-' || c == 0x2010 || c == 0x2011;
}

/* Behind the word at @index. */
static guint
skip_word (const GArray *bounds,
           const char   *value,
           guint         index)
{
  guint n = count_graphemes (bounds);

  while (index < n && !is_hyphen (grapheme_at (bounds, value, index)) && !g_unichar_isspace (grapheme_at (bounds, value, index)))
    index++;
  return index;
}

static char *
run_initials (const CwCall *call,
              const char   *value,
              CwRecord     *record)
{
  g_autoptr (GArray) bounds = list_bounds (value);
  GString *text = g_string_new (NULL);
  const char *mark = call->n_arguments > 0 ? call->arguments[0] : ".";
  guint n = count_graphemes (bounds);
  guint end = 0;

  for (guint at = find_initial (bounds, value, 0); at < n && text->len < CW_VALUE_MAX_BYTES; at = find_initial (bounds, value, end))
    {
      if (text->len > 0)
        g_string_append_c (text, is_hyphen (grapheme_at (bounds, value, end)) ? '-' : ' ');
      append_initial (text, bounds, value, at);
      g_string_append (text, mark);
      end = skip_word (bounds, value, at);
    }
  return g_string_free (text, FALSE);
}

static gboolean
check_replace (CwCall *call)
{
  for (guint i = 0; i < call->n_arguments; i += 2)
    {
      char *from = call->arguments[i];

      if (from[0] == '\0')
        return FALSE;
      call->arguments[i] = cw_value_normalize (from);
      g_free (from);
    }
  return TRUE;
}

static char *
run_replace (const CwCall *call,
             const char   *value,
             CwRecord     *record)
{
  GString *text = g_string_new (NULL);
  const char *at = value;

  while (*at != '\0' && text->len < CW_VALUE_MAX_BYTES)
    {
      const char *next = g_utf8_next_char (at);
      guint pair = 0;

      while (pair < call->n_arguments && !g_str_has_prefix (at, call->arguments[pair]))
        pair += 2;
      if (pair < call->n_arguments)
        {
          g_string_append (text, call->arguments[pair + 1]);
          at += strlen (call->arguments[pair]);
          continue;
        }
      g_string_append_len (text, at, next - at);
      at = next;
    }
  return g_string_free (text, FALSE);
}

static gboolean
is_one_grapheme (const char *text)
{
  g_autoptr (GArray) bounds = list_bounds (text);

  return count_graphemes (bounds) == 1;
}

static gboolean
check_pad (CwCall *call)
{
  return check_count (call) && call->number <= MAX_PAD && (call->n_arguments == 1 || is_one_grapheme (call->arguments[1]));
}

static char *
run_pad (const CwCall *call,
         const char   *value,
         CwRecord     *record)
{
  g_autoptr (GArray) bounds = list_bounds (value);
  GString *text = g_string_new (NULL);

  for (guint i = count_graphemes (bounds); i < (guint) call->number; i++)
    g_string_append (text, call->n_arguments > 1 ? call->arguments[1] : "0");
  g_string_append (text, value);
  return g_string_free (text, FALSE);
}

static char *
run_group (const CwCall *call,
           const char   *value,
           CwRecord     *record)
{
  g_autoptr (GArray) bounds = list_bounds (value);
  GString *text = g_string_new (NULL);
  guint n = count_graphemes (bounds);

  for (guint i = 0; i < n && text->len < CW_VALUE_MAX_BYTES; i++)
    {
      if (i > 0 && i % (guint) call->number == 0)
        g_string_append (text, call->n_arguments > 1 ? call->arguments[1] : " ");
      g_string_append_len (text, value + bound_at (bounds, i), (gssize) (bound_at (bounds, i + 1) - bound_at (bounds, i)));
    }
  return g_string_free (text, FALSE);
}

static char *
run_digits (const CwCall *call,
            const char   *value,
            CwRecord     *record)
{
  GString *text = g_string_new (NULL);

  for (const char *at = value; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_isdigit (g_utf8_get_char (at)))
      g_string_append_c (text, (char) ('0' + g_unichar_digit_value (g_utf8_get_char (at))));
  return g_string_free (text, FALSE);
}

static char *
run_default (const CwCall *call,
             const char   *value,
             CwRecord     *record)
{
  return g_strdup (value[0] != '\0' ? value : call->arguments[0]);
}

static char *
run_prefix (const CwCall *call,
            const char   *value,
            CwRecord     *record)
{
  return g_strconcat (call->arguments[0], value, NULL);
}

static char *
run_suffix (const CwCall *call,
            const char   *value,
            CwRecord     *record)
{
  return g_strconcat (value, call->arguments[0], NULL);
}

static char *
run_choose (const CwCall *call,
            const char   *value,
            CwRecord     *record)
{
  for (guint i = 0; i < call->n_arguments; i += 2)
    if (strcmp (call->arguments[i], "*") == 0 || cw_value_is_same (value, call->arguments[i]))
      return g_strdup (call->arguments[i + 1]);
  return g_strdup ("");
}

const CwFunction cw_functions_text[] = {
  { "initial", CW_FUNCTION_PLAIN, 0, 0, "initial", NULL, run_initial },
  { "initials", CW_FUNCTION_PLAIN, 0, 1, "initials, initials:.", NULL, run_initials },
  { "first", CW_FUNCTION_PLAIN, 1, 1, "first:1 … first:9999", check_count, run_first },
  { "last", CW_FUNCTION_PLAIN, 1, 1, "last:1 … last:9999", check_count, run_last },
  { "fit", CW_FUNCTION_PLAIN, 1, 1, "fit:1 … fit:9999", check_count, run_fit },
  { "trim", CW_FUNCTION_PLAIN, 0, 0, "trim", NULL, run_trim },
  { "squeeze", CW_FUNCTION_PLAIN, 0, 0, "squeeze", NULL, run_squeeze },
  { "replace", CW_FUNCTION_PAIRS, 2, CW_CALL_MAX_ARGUMENTS, "replace:a=b, replace:a=b,c=d", check_replace, run_replace },
  { "pad", CW_FUNCTION_PLAIN, 1, 2, "pad:1 … pad:200, pad:8:0", check_pad, run_pad },
  { "group", CW_FUNCTION_PLAIN, 1, 2, "group:1 … group:9999, group:4:-", check_count, run_group },
  { "digits", CW_FUNCTION_PLAIN, 0, 0, "digits", NULL, run_digits },
  { "default", CW_FUNCTION_FILLS, 1, 1, "default:text", NULL, run_default },
  { "prefix", CW_FUNCTION_PLAIN, 1, 1, "prefix:text", NULL, run_prefix },
  { "suffix", CW_FUNCTION_PLAIN, 1, 1, "suffix:text", NULL, run_suffix },
  { "choose", CW_FUNCTION_PAIRS, 2, CW_CALL_MAX_ARGUMENTS, "choose:a=b,c=d,*=e", NULL, run_choose },
  { 0 },
};
