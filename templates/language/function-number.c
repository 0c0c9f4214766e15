/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include <string.h>

#include "templates/language/calendar.h"
#include "templates/language/function.h"

/* Owns the writing of numbers. Digits stay digits: nothing is rounded or calculated. Pure; any
 * thread. */

static gboolean
check_number (CwCall *call)
{
  call->table = cw_calendar_find_names (call->n_arguments > 0 ? call->arguments[0] : "en");
  return call->table != NULL;
}

static char *
run_number (const CwCall *call,
            const char   *value,
            CwRecord     *record)
{
  const CwCalendarNames *names = call->table;
  const char *at = value;
  GString *text;
  gsize whole;

  if (!cw_decimal_is_plain (value))
    return g_strdup (value);
  text = g_string_new (NULL);
  if (*at == '-')
    g_string_append_c (text, *at++);
  whole = strspn (at, "0123456789");
  for (gsize i = 0; i < whole; i++, at++)
    {
      if (i > 0 && (whole - i) % 3 == 0)
        g_string_append (text, names->group);
      g_string_append_c (text, *at);
    }
  if (*at == '.')
    g_string_append_printf (text, "%s%s", names->decimal, at + 1);
  return g_string_free (text, FALSE);
}

const CwFunction cw_functions_number[] = {
  { "number", CW_FUNCTION_PLAIN, 0, 1, "number, number:lv (" CW_CALENDAR_LANGUAGES ")", check_number, run_number },
  { 0 },
};
