/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include <string.h>

#include "templates/language/calendar.h"
#include "templates/language/function.h"

/* Owns the functions of dates. There is no today in the language: ages and remaining days are
 * counted to a date of the record. What is no date goes through date, plus, minus, year and
 * academic_year as it is: a person typed it so. Pure; any thread. */

#define DEFAULT_FORMAT "%d.%m.%Y"
#define DATE_USAGE "date, date:%d.%m.%Y, date:%e. %B %Y:lv (%d %e %-d %m %-m %B %OB %b %Y %y %%; " CW_CALENDAR_LANGUAGES ")"
#define FIRST_YEAR 1
#define LAST_YEAR 9999

static char *
day_to_value (const GDate *day)
{
  return g_strdup_printf ("%04u-%02u-%02u", (guint) g_date_get_year (day), (guint) g_date_get_month (day), (guint) g_date_get_day (day));
}

static const char *
skip_directive (const char *at)
{
  if (strchr ("demyYBb%", *at) != NULL && *at != '\0')
    return at + 1;
  if (strncmp (at, "-d", 2) == 0 || strncmp (at, "-m", 2) == 0 || strncmp (at, "OB", 2) == 0)
    return at + 2;
  return NULL;
}

static gboolean
check_date (CwCall *call)
{
  call->table = cw_calendar_find_names (call->n_arguments > 1 ? call->arguments[1] : "en");
  if (call->table == NULL)
    return FALSE;
  for (const char *at = call->n_arguments > 0 ? call->arguments[0] : ""; at != NULL && *at != '\0';)
    {
      at = *at == '%' ? skip_directive (at + 1) : at + 1;
      if (at == NULL)
        return FALSE;
    }
  return TRUE;
}

static void
append_month (GString     *text,
              const char  *names,
              const GDate *day)
{
  const char *end;

  for (int month = 1; month < (int) g_date_get_month (day); month++)
    names = strchr (names, '|') + 1;
  end = strchr (names, '|');
  g_string_append_len (text, names, end != NULL ? end - names : (gssize) strlen (names));
}

static void
append_directive (GString               *text,
                  const char            *directive,
                  const GDate           *day,
                  const CwCalendarNames *names)
{
  switch (*directive)
    {
    case 'd':
      g_string_append_printf (text, "%02u", (guint) g_date_get_day (day));
      break;
    case 'm':
      g_string_append_printf (text, "%02u", (guint) g_date_get_month (day));
      break;
    case 'e':
      g_string_append_printf (text, "%u", (guint) g_date_get_day (day));
      break;
    case '-':
      g_string_append_printf (text, "%u", directive[1] == 'd' ? (guint) g_date_get_day (day) : (guint) g_date_get_month (day));
      break;
    case 'y':
      g_string_append_printf (text, "%02u", (guint) g_date_get_year (day) % 100);
      break;
    case 'Y':
      g_string_append_printf (text, "%04u", (guint) g_date_get_year (day));
      break;
    case 'B':
      append_month (text, names->months, day);
      break;
    case 'O':
      append_month (text, names->alone != NULL ? names->alone : names->months, day);
      break;
    case 'b':
      append_month (text, names->short_months, day);
      break;
    default:
      g_string_append_c (text, '%');
      break;
    }
}

static char *
run_date (const CwCall *call,
          const char   *value,
          CwRecord     *record)
{
  GString *text;
  GDate day;

  if (!cw_calendar_read (value, &day))
    return g_strdup (value);
  text = g_string_new (NULL);
  for (const char *at = call->n_arguments > 0 && call->arguments[0][0] != '\0' ? call->arguments[0] : DEFAULT_FORMAT; *at != '\0';)
    {
      if (*at != '%')
        {
          g_string_append_c (text, *at++);
          continue;
        }
      append_directive (text, at + 1, &day, call->table);
      at = skip_directive (at + 1);
    }
  return g_string_free (text, FALSE);
}

/* “4y”, “6m”, “2w”, “30d” */
static gboolean
check_span (CwCall *call)
{
  gsize length = strlen (call->arguments[0]);
  g_autofree char *number = g_strndup (call->arguments[0], length > 0 ? length - 1 : 0);

  call->unit = length > 0 ? call->arguments[0][length - 1] : '\0';
  return cw_number_read (number, &call->number) && strchr ("ymwd", call->unit) != NULL;
}

/* The same day so many months away, or the last of that month when it is shorter. */
static gboolean
add_months (GDate *day,
            int    months)
{
  int total = (int) g_date_get_year (day) * 12 + (int) g_date_get_month (day) - 1 + months;
  int year = total / 12;
  GDateMonth month = (GDateMonth) (total % 12 + 1);
  GDateDay last;

  if (total < FIRST_YEAR * 12 || year > LAST_YEAR)
    return FALSE;
  last = g_date_get_days_in_month (month, (GDateYear) year);
  g_date_set_dmy (day, MIN (g_date_get_day (day), last), month, (GDateYear) year);
  return TRUE;
}

static gboolean
add_days (GDate *day,
          int    days)
{
  int total = (int) g_date_get_julian (day) + days;

  if (total < 1)
    return FALSE;
  g_date_set_julian (day, (guint32) total);
  return g_date_get_year (day) <= LAST_YEAR;
}

static char *
shift (const CwCall *call,
       const char   *value,
       int           sign)
{
  int steps = sign * call->number;
  GDate day;
  gboolean kept;

  if (!cw_calendar_read (value, &day))
    return g_strdup (value);
  if (call->unit == 'y' || call->unit == 'm')
    kept = add_months (&day, call->unit == 'y' ? steps * 12 : steps);
  else
    kept = add_days (&day, call->unit == 'w' ? steps * 7 : steps);
  return kept ? day_to_value (&day) : g_strdup ("");
}

static char *
run_plus (const CwCall *call,
          const char   *value,
          CwRecord     *record)
{
  return shift (call, value, 1);
}

static char *
run_minus (const CwCall *call,
           const char   *value,
           CwRecord     *record)
{
  return shift (call, value, -1);
}

static gboolean
check_age (CwCall *call)
{
  if (call->n_arguments > 0)
    return TRUE;
  g_strfreev (call->arguments);
  call->arguments = g_new0 (char *, 2);
  call->arguments[0] = g_strdup ("issued_at");
  call->n_arguments = 1;
  return TRUE;
}

static gboolean
read_both (const CwCall *call,
           const char   *value,
           CwRecord     *record,
           GDate        *from,
           GDate        *until)
{
  const char *reference = cw_record_get (record, call->arguments[0]);

  return reference != NULL && cw_calendar_read (value, from) && cw_calendar_read (reference, until);
}

/* Whole years from the earlier day on. Who was born on 29 February completes a year on 1 March
 * where there is no 29 February, so that no card makes anybody older than they are. */
static int
count_years (const GDate *from,
             const GDate *until)
{
  int years = (int) g_date_get_year (until) - (int) g_date_get_year (from);
  int from_day = (int) g_date_get_month (from) * 32 + (int) g_date_get_day (from);
  int until_day = (int) g_date_get_month (until) * 32 + (int) g_date_get_day (until);

  return until_day < from_day ? years - 1 : years;
}

static char *
run_years_until (const CwCall *call,
                 const char   *value,
                 CwRecord     *record)
{
  GDate from;
  GDate until;

  if (!read_both (call, value, record, &from, &until))
    return g_strdup ("");
  if (g_date_compare (&from, &until) > 0)
    return g_strdup_printf ("%d", -count_years (&until, &from));
  return g_strdup_printf ("%d", count_years (&from, &until));
}

static char *
run_age (const CwCall *call,
         const char   *value,
         CwRecord     *record)
{
  GDate birth;
  GDate reference;

  if (!read_both (call, value, record, &birth, &reference) || g_date_compare (&birth, &reference) > 0)
    return g_strdup ("");
  return g_strdup_printf ("%d", count_years (&birth, &reference));
}

static char *
run_days_until (const CwCall *call,
                const char   *value,
                CwRecord     *record)
{
  GDate from;
  GDate until;

  return read_both (call, value, record, &from, &until) ? g_strdup_printf ("%d", g_date_days_between (&from, &until)) : g_strdup ("");
}

static char *
run_year (const CwCall *call,
          const char   *value,
          CwRecord     *record)
{
  GDate day;

  return cw_calendar_read (value, &day) ? g_strdup_printf ("%04u", (guint) g_date_get_year (&day)) : g_strdup (value);
}

static gboolean
check_academic_year (CwCall *call)
{
  call->number = 9;
  if (call->n_arguments > 0 && (!cw_number_read (call->arguments[0], &call->number) || call->number < 1 || call->number > 12))
    return FALSE;
  return call->n_arguments < 2 || strcmp (call->arguments[1], "short") == 0;
}

static char *
run_academic_year (const CwCall *call,
                   const char   *value,
                   CwRecord     *record)
{
  guint year;
  GDate day;

  if (!cw_calendar_read (value, &day))
    return g_strdup (value);
  year = g_date_get_year (&day);
  year -= (int) g_date_get_month (&day) < call->number ? 1 : 0;
  if (call->n_arguments > 1)
    return g_strdup_printf ("%04u/%02u", year, (year + 1) % 100);
  return g_strdup_printf ("%04u/%04u", year, year + 1);
}

const CwFunction cw_functions_date[] = {
  { "date", CW_FUNCTION_PLAIN, 0, 2, DATE_USAGE, check_date, run_date },
  { "plus", CW_FUNCTION_PLAIN, 1, 1, "plus:4y, plus:6m, plus:2w, plus:30d", check_span, run_plus },
  { "minus", CW_FUNCTION_PLAIN, 1, 1, "minus:4y, minus:6m, minus:2w, minus:30d", check_span, run_minus },
  { "age", CW_FUNCTION_REFERENCE, 0, 1, "age, age:expires_at", check_age, run_age },
  { "days_until", CW_FUNCTION_REFERENCE, 1, 1, "days_until:expires_at", NULL, run_days_until },
  { "years_until", CW_FUNCTION_REFERENCE, 1, 1, "years_until:expires_at", NULL, run_years_until },
  { "year", CW_FUNCTION_PLAIN, 0, 0, "year", NULL, run_year },
  { "academic_year", CW_FUNCTION_PLAIN, 0, 2, "academic_year, academic_year:10, academic_year:9:short", check_academic_year, run_academic_year },
  { 0 },
};
