/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/sender.h"

#include "app/base/digest.h"
#include "app/base/worker.h"
#include "app/router/backoff.h"
#include "app/store/outbox.h"

/* The desk's own sender: one piece of work on a worker of its own, from opening to closing. It
 * sleeps until a message is due or it is woken. A register in trouble is asked again after the
 * back-off of the outbox, which counts rounds here: its other messages stay due meanwhile. */

/* microseconds; what came into the store past this program's own commits is seen after so long, and
 * so is a clock that was set */
#define LOOK (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)

struct _CwSender
{
  CwStore       *store;
  CwClock       *clock;
  guint          parallel;
  CwRegistryFunc registry;
  CwSenderFunc   told;
  gpointer       user_data;
  CwWorker      *worker;
  GCancellable  *stop;
  guint          failures; /* rounds in a row that left something due; the worker's own */

  GMutex         lock;     /* guards what follows */
  GCond          moved;
  gboolean       woken;
  gboolean       over;
  guint          rounds;
};

/* Returns: when to look again, by the clock */
static gint64
cw_sender_plan (CwSender *self,
                gboolean  ok)
{
  g_autoptr (GPtrArray) heads = ok ? cw_store_list_due_messages (self->store, G_MAXINT64, 1, NULL) : NULL;
  gint64 now = cw_clock_now (self->clock);
  const CwOutboxRow *head;
  guint32 random;

  if (heads != NULL && heads->len == 0)
    {
      self->failures = 0;
      return now + LOOK;
    }
  head = heads != NULL ? g_ptr_array_index (heads, 0) : NULL;
  if (head != NULL && head->due_at > now)
    {
      self->failures = 0;
      return head->due_at;
    }
  cw_random_bytes (&random, sizeof random);
  self->failures++;
  return now + cw_backoff_delay (self->failures, random, 0);
}

/* The clock may be set, and may be one that only a test moves: it is asked again after each sleep. */
static gboolean
cw_sender_sleep (CwSender *self,
                 gint64    until)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gint64 now = cw_clock_now (self->clock);

  while (!self->over && !self->woken && now < until && until - now <= (gint64) CW_BACKOFF_LONGEST * G_USEC_PER_SEC)
    {
      g_cond_wait_until (&self->moved, &self->lock, g_get_monotonic_time () + MIN (until - now, LOOK));
      now = cw_clock_now (self->clock);
    }
  self->woken = FALSE;
  return !self->over;
}

static gboolean
cw_sender_work (gpointer      data,
                GCancellable *cancellable,
                GError      **error)
{
  CwSender *self = data;
  gint64 until;

  do
    {
      CwOutboxResult result = { 0, };
      g_autoptr (GError) local = NULL;
      gboolean ok = cw_outbox_send_due (self->store, self->registry, self->user_data, self->clock, self->parallel, self->stop, &result, &local);

      if (!ok)
        g_debug ("a round of sending ended early: %s", local->message);
      until = cw_sender_plan (self, ok);
      g_mutex_lock (&self->lock);
      self->rounds++;
      ok = !self->over;
      g_mutex_unlock (&self->lock);
      if (ok)
        self->told (&result, self->user_data);
    }
  while (cw_sender_sleep (self, until));
  return TRUE;
}

/* After a commit, on whichever thread committed. */
static void
cw_sender_moved_cb (gpointer user_data)
{
  cw_sender_wake (user_data);
}

CwSender *
cw_sender_new (CwStore       *store,
               CwClock       *clock,
               guint          parallel,
               CwRegistryFunc registry,
               CwSenderFunc   told,
               gpointer       user_data)
{
  CwSender *self = g_new0 (CwSender, 1);

  self->store = g_object_ref (store);
  self->clock = g_object_ref (clock);
  self->parallel = parallel;
  self->registry = registry;
  self->told = told;
  self->user_data = user_data;
  self->stop = g_cancellable_new ();
  g_mutex_init (&self->lock);
  g_cond_init (&self->moved);
  self->worker = cw_worker_new ("cw-outbox");
  cw_store_set_outbox_func (store, cw_sender_moved_cb, self);
  cw_worker_call_async (self->worker, cw_sender_work, self, NULL, NULL, NULL, NULL);
  return self;
}

void
cw_sender_free (CwSender *self)
{
  if (self == NULL)
    return;
  cw_store_set_outbox_func (self->store, NULL, NULL);
  g_mutex_lock (&self->lock);
  self->over = TRUE;
  g_cond_broadcast (&self->moved);
  g_mutex_unlock (&self->lock);
  g_cancellable_cancel (self->stop);
  cw_worker_stop (self->worker);
  g_clear_object (&self->worker);
  g_clear_object (&self->stop);
  g_clear_object (&self->store);
  g_clear_object (&self->clock);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->moved);
  g_free (self);
}

void
cw_sender_wake (CwSender *self)
{
  g_mutex_lock (&self->lock);
  self->woken = TRUE;
  g_cond_broadcast (&self->moved);
  g_mutex_unlock (&self->lock);
}

guint
cw_sender_count (CwSender *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->rounds;
}
