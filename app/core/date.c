/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-core"

#include "config.h"

#include "app/core/date.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/core/nouns.h"

/* Calendar dates as yyyy-MM-dd, the form of the ESC-Router and of the database. Dates in this
 * form sort as text. Pure functions; any thread. */

/**
 * cw_date_parse:
 * @text: (nullable): a date as yyyy-MM-dd
 * @date: (out): the date; not touched on failure
 *
 * Returns: %FALSE with %CW_ERROR_INVALID when @text is not a day of the Gregorian calendar
 */
gboolean
cw_date_parse (const char *text,
               GDate      *date,
               GError    **error)
{
  g_autofree char *shown = NULL;
  guint numbers[3] = { 0, 0, 0 };
  gboolean formed = text != NULL && strlen (text) == 10;

  for (guint i = 0, part = 0; formed && i < 10; i++)
    {
      gboolean dash = i == 4 || i == 7;

      formed = dash ? text[i] == '-' : g_ascii_isdigit (text[i]);
      if (dash)
        part++;
      else
        numbers[part] = 10 * numbers[part] + (guint) g_ascii_digit_value (text[i]);
    }

  if (formed && g_date_valid_dmy ((GDateDay) numbers[2], (GDateMonth) numbers[1], (GDateYear) numbers[0]))
    {
      g_date_set_dmy (date, (GDateDay) numbers[2], (GDateMonth) numbers[1], (GDateYear) numbers[0]);
      return TRUE;
    }

  shown = text != NULL ? g_utf8_make_valid (text, (gssize) MIN (strlen (text), 40)) : g_strdup ("");
  if (formed)
    g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("There is no day “%s” in the calendar."), shown);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The date “%s” is not written as year-month-day, such as 2029-08-31."), shown);
  return FALSE;
}

/**
 * cw_date_check:
 * @text: (nullable): a date as yyyy-MM-dd
 *
 * Returns: %FALSE with %CW_ERROR_INVALID when @text is not a day of the Gregorian calendar
 */
gboolean
cw_date_check (const char *text,
               GError    **error)
{
  GDate date;

  return cw_date_parse (text, &date, error);
}

/**
 * cw_date_add_months:
 * @text: a date as yyyy-MM-dd
 *
 * The same day @months later, or the last day of that month when it is shorter.
 *
 * Returns: (transfer full): the date as yyyy-MM-dd, or %NULL with %CW_ERROR_INVALID
 */
char *
cw_date_add_months (const char *text,
                    guint       months,
                    GError    **error)
{
  GDate date;
  guint64 year;

  if (!cw_date_parse (text, &date, error))
    return NULL;

  year = g_date_get_year (&date) + ((guint64) g_date_get_month (&date) - 1 + months) / 12;
  if (year > 9999)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("A validity from %s on that ends after the year 9999 is too long (in months: %u)."), text, months);
      return NULL;
    }
  g_date_add_months (&date, months);
  return g_strdup_printf ("%04u-%02u-%02u", (guint) g_date_get_year (&date), (guint) g_date_get_month (&date), (guint) g_date_get_day (&date));
}
