/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-base"

#include "config.h"

#include "app/base/clock.h"

G_DEFINE_INTERFACE (CwClock, cw_clock, G_TYPE_OBJECT)

static void
cw_clock_default_init (CwClockInterface *iface)
{
}

/**
 * cw_clock_now:
 *
 * Returns: wall-clock time in microseconds since 1970-01-01 00:00 UTC
 */
gint64
cw_clock_now (CwClock *self)
{
  g_return_val_if_fail (CW_IS_CLOCK (self), 0);

  return CW_CLOCK_GET_IFACE (self)->now (self);
}

/**
 * cw_clock_monotonic:
 *
 * Returns: microseconds since some fixed moment; never goes back
 */
gint64
cw_clock_monotonic (CwClock *self)
{
  g_return_val_if_fail (CW_IS_CLOCK (self), 0);

  return CW_CLOCK_GET_IFACE (self)->monotonic (self);
}

/**
 * cw_clock_wait:
 * @microseconds: how long
 *
 * Blocks the calling thread; the manual clock only moves its hands. Never on the GTK thread.
 *
 * Returns: %FALSE with %G_IO_ERROR_CANCELLED when @cancellable ended the wait
 */
gboolean
cw_clock_wait (CwClock      *self,
               gint64        microseconds,
               GCancellable *cancellable,
               GError      **error)
{
  g_return_val_if_fail (CW_IS_CLOCK (self), FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  return CW_CLOCK_GET_IFACE (self)->wait (self, microseconds, cancellable, error);
}

/**
 * cw_clock_today:
 *
 * Returns: (transfer full): today's date in the local time zone as yyyy-MM-dd, the form the
 *   ESC-Router takes
 */
char *
cw_clock_today (CwClock *self)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (cw_clock_now (self) / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);

  return g_date_time_format (local, "%Y-%m-%d");
}

/* The real one. */

#define CW_TYPE_SYSTEM_CLOCK (cw_system_clock_get_type ())
G_DECLARE_FINAL_TYPE (CwSystemClock, cw_system_clock, CW, SYSTEM_CLOCK, GObject)

struct _CwSystemClock
{
  GObject parent_instance;
};

static void cw_system_clock_iface_init (CwClockInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwSystemClock, cw_system_clock, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (CW_TYPE_CLOCK, cw_system_clock_iface_init))

static gint64
cw_system_clock_now (CwClock *clock)
{
  return g_get_real_time ();
}

static gint64
cw_system_clock_monotonic (CwClock *clock)
{
  return g_get_monotonic_time ();
}

static gboolean
cw_system_clock_wait (CwClock      *clock,
                      gint64        microseconds,
                      GCancellable *cancellable,
                      GError      **error)
{
  gint64 until = g_get_monotonic_time () + microseconds;
  GPollFD fd;

  if (!g_cancellable_make_pollfd (cancellable, &fd))
    {
      g_usleep ((gulong) MAX (microseconds, 0));
      return TRUE;
    }

  for (gint64 left = microseconds; left > 0 && !g_cancellable_is_cancelled (cancellable); left = until - g_get_monotonic_time ())
    g_poll (&fd, 1, (int) MIN (left / 1000 + 1, 1000 * 60));
  g_cancellable_release_fd (cancellable);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static void
cw_system_clock_iface_init (CwClockInterface *iface)
{
  iface->now = cw_system_clock_now;
  iface->monotonic = cw_system_clock_monotonic;
  iface->wait = cw_system_clock_wait;
}

static void
cw_system_clock_class_init (CwSystemClockClass *klass)
{
}

static void
cw_system_clock_init (CwSystemClock *self)
{
}

/**
 * cw_clock_new_system:
 *
 * Returns: (transfer full): the clock of this machine
 */
CwClock *
cw_clock_new_system (void)
{
  return g_object_new (CW_TYPE_SYSTEM_CLOCK, NULL);
}

/* The one that tests set. */

#define CW_TYPE_MANUAL_CLOCK (cw_manual_clock_get_type ())
G_DECLARE_FINAL_TYPE (CwManualClock, cw_manual_clock, CW, MANUAL_CLOCK, GObject)

struct _CwManualClock
{
  GObject parent_instance;

  GMutex  lock;
  gint64  now;
  gint64  monotonic;
};

static void cw_manual_clock_iface_init (CwClockInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwManualClock, cw_manual_clock, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (CW_TYPE_CLOCK, cw_manual_clock_iface_init))

static gint64
cw_manual_clock_now (CwClock *clock)
{
  CwManualClock *self = CW_MANUAL_CLOCK (clock);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->now;
}

static gint64
cw_manual_clock_monotonic (CwClock *clock)
{
  CwManualClock *self = CW_MANUAL_CLOCK (clock);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->monotonic;
}

static gboolean
cw_manual_clock_wait (CwClock      *clock,
                      gint64        microseconds,
                      GCancellable *cancellable,
                      GError      **error)
{
  cw_clock_advance (clock, microseconds);
  return TRUE;
}

static void
cw_manual_clock_iface_init (CwClockInterface *iface)
{
  iface->now = cw_manual_clock_now;
  iface->monotonic = cw_manual_clock_monotonic;
  iface->wait = cw_manual_clock_wait;
}

static void
cw_manual_clock_finalize (GObject *object)
{
  g_mutex_clear (&CW_MANUAL_CLOCK (object)->lock);
  G_OBJECT_CLASS (cw_manual_clock_parent_class)->finalize (object);
}

static void
cw_manual_clock_class_init (CwManualClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_manual_clock_finalize;
}

static void
cw_manual_clock_init (CwManualClock *self)
{
  g_mutex_init (&self->lock);
}

/**
 * cw_clock_new_manual:
 * @now: microseconds since 1970-01-01 00:00 UTC
 *
 * Returns: (transfer full): a clock that stands still until cw_clock_advance(), cw_clock_set()
 *   or cw_clock_wait() moves it
 */
CwClock *
cw_clock_new_manual (gint64 now)
{
  CwManualClock *self = g_object_new (CW_TYPE_MANUAL_CLOCK, NULL);

  self->now = now;
  return CW_CLOCK (self);
}

/**
 * cw_clock_advance:
 * @self: a manual clock
 *
 * Moves both its hands on.
 */
void
cw_clock_advance (CwClock *self,
                  gint64   microseconds)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (CW_IS_MANUAL_CLOCK (self));

  locker = g_mutex_locker_new (&CW_MANUAL_CLOCK (self)->lock);
  CW_MANUAL_CLOCK (self)->now += microseconds;
  CW_MANUAL_CLOCK (self)->monotonic += microseconds;
}

/**
 * cw_clock_set:
 * @self: a manual clock
 *
 * Sets the wall clock, back as well as forward; the monotonic hand stays.
 */
void
cw_clock_set (CwClock *self,
              gint64   now)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (CW_IS_MANUAL_CLOCK (self));

  locker = g_mutex_locker_new (&CW_MANUAL_CLOCK (self)->lock);
  CW_MANUAL_CLOCK (self)->now = now;
}
