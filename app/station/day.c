/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/issue/lifecycle.h"
#include "app/station/journal.h"
#include "app/station/station-private.h"

/* What a new day brings, at its first act: the head of the day before is signed, and cards whose
 * last day has passed expire. On the worker of what the window asks; both are done again by the
 * next day when they were not finished, and never twice. */

static gboolean
cw_station_day_work (gpointer      data,
                     GCancellable *cancellable,
                     GError      **error)
{
  CwStation *self = data;
  g_autoptr (GError) local = NULL;
  guint expired = 0;

  cw_station_sign_past_day (self);
  if (!cw_life_expire_ended (&self->tools, &expired, NULL, &local))
    g_warning ("not all cards that ended could be expired: %s", local->message);
  if (expired > 0)
    g_message ("%u cards expired", expired);
  return TRUE;
}

/* On whatever thread wrote, with the store held. */
static void
cw_station_day_began (gpointer data)
{
  CwStation *self = data;

  cw_worker_call_async (self->query_worker, cw_station_day_work, self, NULL, NULL, NULL, NULL);
}

void
cw_station_keep_days (CwStation *self)
{
  cw_store_set_day_func (self->tools.store, cw_station_day_began, self);
}

void
cw_station_leave_days (CwStation *self)
{
  if (self->tools.store != NULL)
    cw_store_set_day_func (self->tools.store, NULL, NULL);
}
