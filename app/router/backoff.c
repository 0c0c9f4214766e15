/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-router"

#include "config.h"

#include "app/router/backoff.h"

/* When to try again: arithmetic only, no clock and no random source of its own. Any thread. */

/**
 * cw_backoff_delay:
 * @attempts: how many times it was tried already, from 1
 * @random: any 32 random bits
 * @retry_after: seconds the register asked for; 0: it asked for nothing
 *
 * Doubles from %CW_BACKOFF_BASE to %CW_BACKOFF_CEILING with jitter. What the register asked for
 * wins in both directions, up to %CW_BACKOFF_LONGEST.
 *
 * Returns: microseconds to wait before the next try, at least one second
 */
gint64
cw_backoff_delay (guint   attempts,
                  guint32 random,
                  guint   retry_after)
{
  gint64 delay = (gint64) CW_BACKOFF_BASE * G_USEC_PER_SEC;
  gint64 ceiling = (gint64) CW_BACKOFF_CEILING * G_USEC_PER_SEC;
  gint64 span;

  if (retry_after > 0)
    return (gint64) MIN (retry_after, CW_BACKOFF_LONGEST) * G_USEC_PER_SEC;

  for (guint i = 1; i < attempts && delay < ceiling; i++)
    delay *= 2;
  delay = MIN (delay, ceiling);

  /* random runs over 0 … 2^32 - 1, the jitter evenly over -span … +span */
  span = delay * CW_BACKOFF_JITTER / 100;
  delay += (gint64) (((guint64) random * (guint64) (2 * span)) >> 32) - span;
  return MIN (delay, ceiling);
}
