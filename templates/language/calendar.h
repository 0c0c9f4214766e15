/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Days and plain numbers as the field language reads them, and how the 24 official languages of
 * the European Union write them. */

#define CW_CALENDAR_LANGUAGES "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv"

typedef struct
{
  const char *language;     /* ISO 639-1 */
  const char *months;       /* in a date with a day, separated by | */
  const char *alone;        /* (nullable): by themselves, where that differs */
  const char *short_months; /* in a date with a day */
  const char *group;        /* between groups of three digits */
  const char *decimal;
} CwCalendarNames;

const CwCalendarNames *cw_calendar_find_names (const char *language);
gboolean               cw_calendar_read       (const char *value,
                                               GDate      *day);

gboolean               cw_decimal_is_plain    (const char *value);
gboolean               cw_decimal_compare     (const char *left,
                                               const char *right,
                                               int        *order);

G_END_DECLS
