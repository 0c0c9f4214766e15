/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include <stdio.h>
#include <string.h>

#include "app/core/date.h"
#include "app/store/journal-private.h"

/* Moments of the journal as texts, and days. Coordinated universal time throughout: a day of the
 * journal is the same wherever it is looked at. Pure functions; any thread. */

/* GDate counts 0001-01-01 as day 1, and 1970-01-01 as this one */
#define JULIAN_1970 719163

/* 9999-12-31 */
#define JULIAN_LAST 3652059

/* @micro: (out): within that day */
static gboolean
cw_moment_split (gint64  at,
                 GDate  *date,
                 gint64 *micro)
{
  gint64 day = at / G_TIME_SPAN_DAY;

  *micro = at % G_TIME_SPAN_DAY;
  if (*micro < 0)
    {
      *micro += G_TIME_SPAN_DAY;
      day--;
    }
  if (day + JULIAN_1970 < 1 || day + JULIAN_1970 > JULIAN_LAST)
    return FALSE;
  g_date_clear (date, 1);
  g_date_set_julian (date, (guint32) (day + JULIAN_1970));
  return TRUE;
}

char *
cw_moment_to_day (gint64 at)
{
  gint64 micro;
  GDate date;

  if (!cw_moment_split (at, &date, &micro))
    return NULL;
  return g_strdup_printf ("%04u-%02u-%02u", (guint) g_date_get_year (&date), (guint) g_date_get_month (&date), (guint) g_date_get_day (&date));
}

char *
cw_moment_to_text (gint64 at)
{
  g_autofree char *day = cw_moment_to_day (at);
  gint64 micro;
  GDate date;

  if (day == NULL || !cw_moment_split (at, &date, &micro))
    return NULL;
  return g_strdup_printf ("%sT%02u:%02u:%02u.%06uZ", day, (guint) (micro / G_TIME_SPAN_HOUR), (guint) (micro / G_TIME_SPAN_MINUTE % 60),
                          (guint) (micro / G_TIME_SPAN_SECOND % 60), (guint) (micro % G_TIME_SPAN_SECOND));
}

gboolean
cw_moment_of_day (const char *day,
                  gint64     *start,
                  GError    **error)
{
  GDate date;

  if (!cw_date_parse (day, &date, error))
    return FALSE;
  *start = ((gint64) g_date_get_julian (&date) - JULIAN_1970) * G_TIME_SPAN_DAY;
  return TRUE;
}

gboolean
cw_moment_from_text (const char *text,
                     gint64     *at)
{
  static const char form[] = "dddd-dd-ddTdd:dd:dd.ddddddZ";
  g_autofree char *day = NULL;
  g_autofree char *again = NULL;
  guint hour, minute, second, micro;
  gint64 start;

  if (strlen (text) != strlen (form))
    return FALSE;
  for (gsize i = 0; form[i] != '\0'; i++)
    if (form[i] == 'd' ? !g_ascii_isdigit (text[i]) : text[i] != form[i])
      return FALSE;
  day = g_strndup (text, strlen ("dddd-dd-dd"));
  if (!cw_moment_of_day (day, &start, NULL) || sscanf (text + strlen ("dddd-dd-ddT"), "%2u:%2u:%2u.%6u", &hour, &minute, &second, &micro) != 4)
    return FALSE;
  *at = start + hour * G_TIME_SPAN_HOUR + minute * G_TIME_SPAN_MINUTE + second * G_TIME_SPAN_SECOND + micro;
  /* no hour 25, no second 60 */
  again = cw_moment_to_text (*at);
  return g_strcmp0 (text, again) == 0;
}
