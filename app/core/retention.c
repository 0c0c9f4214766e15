/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-core"

#include "config.h"

#include "app/core/retention.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/core/date.h"

/* When what is personal is forgotten: the rules alone, on facts that somebody else gathered. Pure
 * functions; any thread. */

static const char *const retained_names[] = {
  [CW_RETAINED_PHOTO] = "photo",
  [CW_RETAINED_RECORD] = "record",
  [CW_RETAINED_ORDERS] = "orders",
};

static const char *const kept_names[] = {
  [CW_KEPT_NOT] = "forgotten",
  [CW_KEPT_NO_RULE] = "no-rule",
  [CW_KEPT_OPEN] = "open",
  [CW_KEPT_IN_FORCE] = "in-force",
  [CW_KEPT_OWED] = "owed",
  [CW_KEPT_REGISTERED] = "registered",
  [CW_KEPT_NO_DATE] = "no-date",
  [CW_KEPT_NOT_YET] = "not-yet",
};

const char *
cw_retained_to_name (CwRetained value)
{
  g_return_val_if_fail ((guint) value < CW_RETAINED_COUNT, NULL);

  return retained_names[value];
}

/**
 * cw_retained_from_name:
 * @name: (nullable): what cw_retained_to_name() gives
 * @value: (out): not touched on failure
 *
 * Returns: %FALSE when @name is unknown
 */
gboolean
cw_retained_from_name (const char *name,
                       CwRetained *value)
{
  for (CwRetained i = 0; i < CW_RETAINED_COUNT; i++)
    if (g_strcmp0 (name, retained_names[i]) == 0)
      {
        *value = i;
        return TRUE;
      }
  return FALSE;
}

const char *
cw_retained_to_label (CwRetained value)
{
  switch (value)
    {
    case CW_RETAINED_PHOTO:
      return _ ("Photos");
    case CW_RETAINED_RECORD:
      return _ ("Records");
    case CW_RETAINED_ORDERS:
      return _ ("Orders");
    }
  g_return_val_if_reached (NULL);
}

const char *
cw_kept_to_name (CwKept value)
{
  g_return_val_if_fail ((guint) value < CW_KEPT_COUNT, NULL);

  return kept_names[value];
}

const char *
cw_kept_to_label (CwKept value)
{
  switch (value)
    {
    case CW_KEPT_NOT:
      return _ ("To be forgotten.");
    case CW_KEPT_NO_RULE:
      return _ ("No rule says when it is forgotten.");
    case CW_KEPT_OPEN:
      return _ ("A card is being made or waits in a batch.");
    case CW_KEPT_IN_FORCE:
      return _ ("A card is not at its end yet.");
    case CW_KEPT_OWED:
      return _ ("The register is owed a message.");
    case CW_KEPT_REGISTERED:
      return _ ("The register still knows the person.");
    case CW_KEPT_NO_DATE:
      return _ ("Nothing has happened yet from which the days count.");
    case CW_KEPT_NOT_YET:
      return _ ("The days are not over.");
    }
  g_return_val_if_reached (NULL);
}

/**
 * cw_retention_obstacle:
 *
 * A photo is only for making cards: neither a card in force nor the register needs it. The frozen
 * record of an order says what stands on a card in force, and what the register is still owed.
 *
 * Returns: what keeps it whatever the days are; %CW_KEPT_NOT when nothing does
 */
CwKept
cw_retention_obstacle (CwRetained              what,
                       const CwRetentionFacts *facts)
{
  g_return_val_if_fail (facts != NULL, CW_KEPT_OPEN);

  if (facts->open)
    return CW_KEPT_OPEN;
  if (what == CW_RETAINED_PHOTO)
    return CW_KEPT_NOT;
  if (facts->in_force)
    return CW_KEPT_IN_FORCE;
  if (facts->owed)
    return CW_KEPT_OWED;
  return what == CW_RETAINED_RECORD && facts->registered ? CW_KEPT_REGISTERED : CW_KEPT_NOT;
}

static const char *
cw_retention_get_start (CwRetained              what,
                        const CwRetentionFacts *facts)
{
  switch (what)
    {
    case CW_RETAINED_PHOTO:
      return facts->handed_over;
    case CW_RETAINED_RECORD:
      return facts->ended != NULL ? facts->ended : facts->studies_end;
    case CW_RETAINED_ORDERS:
      return facts->closed;
    }
  g_return_val_if_reached (NULL);
}

/**
 * cw_retention_judge:
 * @days: after so many days it is forgotten, from 0; %CW_RETENTION_NEVER: it is not
 * @today: yyyy-MM-dd
 * @due: (out) (optional) (transfer full) (nullable): the first day on which it may be forgotten;
 *   %NULL when there is none
 *
 * With 0 days something is forgotten on the very day. A date that is none counts as not happened.
 *
 * Returns: %CW_KEPT_NOT when it is to be forgotten today, else what keeps it
 */
CwKept
cw_retention_judge (CwRetained              what,
                    int                     days,
                    const CwRetentionFacts *facts,
                    const char             *today,
                    char                  **due)
{
  const char *start;
  CwKept obstacle;
  char text[16];
  GDate date;

  g_return_val_if_fail (facts != NULL && today != NULL, CW_KEPT_OPEN);

  if (due != NULL)
    *due = NULL;
  if (days < 0)
    return CW_KEPT_NO_RULE;
  obstacle = cw_retention_obstacle (what, facts);
  start = cw_retention_get_start (what, facts);
  if (start == NULL || !cw_date_parse (start, &date, NULL))
    return obstacle != CW_KEPT_NOT ? obstacle : CW_KEPT_NO_DATE;

  /* years have four digits: a later one would not sort as text */
  g_date_add_days (&date, (guint) MIN (days, CW_RETENTION_MAX_DAYS));
  if (g_date_get_year (&date) > 9999)
    return obstacle != CW_KEPT_NOT ? obstacle : CW_KEPT_NOT_YET;
  g_date_strftime (text, sizeof text, "%Y-%m-%d", &date);
  if (due != NULL)
    *due = g_strdup (text);
  if (obstacle != CW_KEPT_NOT)
    return obstacle;
  return strcmp (text, today) <= 0 ? CW_KEPT_NOT : CW_KEPT_NOT_YET;
}
