/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/language/function.h"

#include <string.h>

/* Owns the list of the field language's functions and what all of them share: names, numbers,
 * one form of text. Pure; any thread. */

#define MAX_FIELD_NAME 64

static const CwFunction *const tables[] = {
  cw_functions_case,
  cw_functions_text,
  cw_functions_ascii,
  cw_functions_date,
  cw_functions_number,
};

/**
 * cw_function_find:
 *
 * Returns: (transfer none) (nullable): the function called @name
 */
const CwFunction *
cw_function_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const CwFunction *function = tables[i]; function->name != NULL; function++)
      if (strcmp (function->name, name) == 0)
        return function;
  return NULL;
}

/**
 * cw_function_list:
 *
 * Returns: (transfer full): the names of all functions, "upper, lower, …"
 */
char *
cw_function_list (void)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const CwFunction *function = tables[i]; function->name != NULL; function++)
      g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", function->name);
  return g_string_free (list, FALSE);
}

/**
 * cw_call_prepare:
 * @call: with its function set
 * @arguments: (element-type utf8): moved into @call
 *
 * Returns: %FALSE when the function takes no such arguments
 */
gboolean
cw_call_prepare (CwCall    *call,
                 GPtrArray *arguments)
{
  const CwFunction *function = call->function;

  call->n_arguments = arguments->len;
  call->arguments = g_new0 (char *, arguments->len + 1);
  for (guint i = 0; i < arguments->len; i++)
    call->arguments[i] = g_strdup (g_ptr_array_index (arguments, i));
  if (call->n_arguments < function->min_arguments || call->n_arguments > function->max_arguments)
    return FALSE;
  if ((function->flags & CW_FUNCTION_PAIRS) != 0 && call->n_arguments % 2 != 0)
    return FALSE;
  if ((function->flags & CW_FUNCTION_REFERENCE) != 0 && call->n_arguments > 0 && !cw_field_name_is_valid (call->arguments[0]))
    return FALSE;
  return function->check == NULL || function->check (call);
}

void
cw_call_clear (CwCall *call)
{
  g_strfreev (call->arguments);
}

/**
 * cw_number_read:
 * @number: (out): 0 to %CW_CALL_MAX_NUMBER
 *
 * Returns: %FALSE when @text is not such a number in ASCII digits alone
 */
gboolean
cw_number_read (const char *text,
                int        *number)
{
  int sum = 0;

  if (text[0] == '\0')
    return FALSE;
  for (const char *at = text; *at != '\0'; at++)
    {
      if (!g_ascii_isdigit (*at))
        return FALSE;
      sum = sum * 10 + g_ascii_digit_value (*at);
      if (sum > CW_CALL_MAX_NUMBER)
        return FALSE;
    }
  *number = sum;
  return TRUE;
}

gboolean
cw_field_name_is_valid (const char *name)
{
  if (!g_ascii_islower (name[0]) || strlen (name) > MAX_FIELD_NAME)
    return FALSE;
  for (const char *at = name; *at != '\0'; at++)
    if (!g_ascii_islower (*at) && !g_ascii_isdigit (*at) && *at != '_')
      return FALSE;
  return TRUE;
}

/* Letters that normal form C leaves as they are, whatever stands beside them (NFC_Quick_Check of
 * Unicode's DerivedNormalizationProps.txt): Latin, modern Greek, Cyrillic and Armenian. */
static gboolean
is_composed (const char *value)
{
  for (const char *at = value; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c >= 0x0300 && (c < 0x0388 || c > 0x0482) && (c < 0x048a || c > 0x058f))
        return FALSE;
    }
  return TRUE;
}

/**
 * cw_value_normalize:
 * @value: bytes, UTF-8 or not
 *
 * Returns: (transfer full): valid UTF-8 in normal form C, at most %CW_VALUE_MAX characters
 */
char *
cw_value_normalize (const char *value)
{
  g_autofree char *sound = NULL;
  g_autofree char *composed = NULL;

  if (g_str_is_ascii (value))
    return g_strndup (value, CW_VALUE_MAX);
  sound = g_utf8_make_valid (value, -1);
  composed = is_composed (sound) ? g_steal_pointer (&sound) : g_utf8_normalize (sound, -1, G_NORMALIZE_NFC);
  if (strlen (composed) > CW_VALUE_MAX && g_utf8_strlen (composed, -1) > CW_VALUE_MAX)
    return g_utf8_substring (composed, 0, CW_VALUE_MAX);
  return g_steal_pointer (&composed);
}

/* GLib's case folding does not ask for the locale. */
static char *
fold (const char *value)
{
  g_autofree char *folded = g_utf8_casefold (value, -1);

  return cw_value_normalize (folded);
}

/**
 * cw_value_is_same:
 *
 * Returns: %TRUE when @a and @b, valid UTF-8, are the same letters in whatever case
 */
gboolean
cw_value_is_same (const char *a,
                  const char *b)
{
  g_autofree char *folded_a = NULL;
  g_autofree char *folded_b = NULL;

  if (g_str_is_ascii (a) && g_str_is_ascii (b))
    return g_ascii_strcasecmp (a, b) == 0;
  folded_a = fold (a);
  folded_b = fold (b);
  return strcmp (folded_a, folded_b) == 0;
}
