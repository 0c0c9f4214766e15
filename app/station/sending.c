/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/station-private.h"

/* What is owed to the register, sent by the station: by itself while a desk is open (sender.c), or
 * once when the command line says so. Any thread. */

typedef struct
{
  GWeakRef station;
} CwNews;

static void
cw_news_free (CwNews *news)
{
  g_weak_ref_clear (&news->station);
  g_free (news);
}

static gboolean
cw_station_told_main (gpointer data)
{
  CwNews *news = data;
  g_autoptr (CwStation) station = g_weak_ref_get (&news->station);

  if (station != NULL)
    cw_station_refresh (station);
  return G_SOURCE_REMOVE;
}

/* On the sender's thread; the window's thread reads the counts anew and says "status-changed". A
 * source and not an invoke: that may run at once, on this thread. */
static void
cw_station_told_cb (const CwOutboxResult *result,
                    gpointer              user_data)
{
  CwStation *self = user_data;
  g_autoptr (GSource) source = NULL;
  CwNews *news;

  if (result->sent == 0 && result->refused == 0)
    return;
  news = g_new0 (CwNews, 1);
  g_weak_ref_init (&news->station, self);
  source = g_idle_source_new ();
  g_source_set_callback (source, cw_station_told_main, news, (GDestroyNotify) cw_news_free);
  g_source_attach (source, self->context);
}

void
cw_station_start_sending (CwStation *self)
{
  const CwIssueTools *tools = &self->tools;

  self->sender = cw_sender_new (tools->store, tools->clock, self->settings->parallel, tools->registry, cw_station_told_cb, self);
}

gboolean
cw_station_send_due (CwStation      *self,
                     GCancellable   *cancellable,
                     CwOutboxResult *result,
                     GError        **error)
{
  const CwIssueTools *tools;

  g_return_val_if_fail (CW_IS_STATION (self), FALSE);

  tools = &self->tools;
  return cw_outbox_send_due (tools->store, tools->registry, tools->user_data, tools->clock, self->settings->parallel, cancellable, result, error);
}
