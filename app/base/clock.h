/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CwClock:
 *
 * Where time comes from. Only the composition root makes the real one; tests use a clock that
 * they set, so that no test waits on the wall clock. Any thread.
 */
#define CW_TYPE_CLOCK (cw_clock_get_type ())

G_DECLARE_INTERFACE (CwClock, cw_clock, CW, CLOCK, GObject)

struct _CwClockInterface
{
  GTypeInterface parent_iface;

  gint64   (*now)       (CwClock *self);
  gint64   (*monotonic) (CwClock *self);
  gboolean (*wait)      (CwClock      *self,
                         gint64        microseconds,
                         GCancellable *cancellable,
                         GError      **error);
};

CwClock *cw_clock_new_system (void);
CwClock *cw_clock_new_manual (gint64 now);

gint64   cw_clock_now       (CwClock *self);
gint64   cw_clock_monotonic (CwClock *self);
char    *cw_clock_today     (CwClock *self);

gboolean cw_clock_wait      (CwClock      *self,
                             gint64        microseconds,
                             GCancellable *cancellable,
                             GError      **error);
void     cw_clock_advance   (CwClock *self,
                             gint64   microseconds);
void     cw_clock_set       (CwClock *self,
                             gint64   now);

G_END_DECLS
