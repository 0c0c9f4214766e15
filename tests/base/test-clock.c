/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/base/clock.h"

#define MOMENT (G_GINT64_CONSTANT (1795428000) * G_USEC_PER_SEC) /* 2026-11-23 10:00 UTC */
#define HOUR (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

static void
test_manual (void)
{
  g_autoptr (CwClock) clock = cw_clock_new_manual (MOMENT);
  gint64 start = cw_clock_monotonic (clock);

  g_assert_cmpint (cw_clock_now (clock), ==, MOMENT);
  g_assert_cmpint (cw_clock_now (clock), ==, MOMENT);
  cw_clock_advance (clock, 5);
  g_assert_cmpint (cw_clock_now (clock), ==, MOMENT + 5);
  g_assert_cmpint (cw_clock_monotonic (clock), ==, start + 5);
  g_assert_true (cw_clock_wait (clock, HOUR, NULL, NULL));
  g_assert_cmpint (cw_clock_now (clock), ==, MOMENT + 5 + HOUR);
  g_assert_cmpint (cw_clock_monotonic (clock), ==, start + 5 + HOUR);
}

static void
test_set_back (void)
{
  g_autoptr (CwClock) clock = cw_clock_new_manual (MOMENT);
  gint64 start = cw_clock_monotonic (clock);

  cw_clock_set (clock, MOMENT - HOUR);
  g_assert_cmpint (cw_clock_now (clock), ==, MOMENT - HOUR);
  g_assert_cmpint (cw_clock_monotonic (clock), ==, start);
}

/* The day changes at local midnight. */
static void
test_today (void)
{
  g_autoptr (CwClock) clock = cw_clock_new_manual (MOMENT);
  g_autofree char *before = cw_clock_today (clock);
  g_autofree char *last = NULL;
  g_autofree char *next = NULL;
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (MOMENT / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);
  gint64 midnight = MOMENT - g_date_time_get_hour (local) * HOUR - g_date_time_get_minute (local) * 60 * (gint64) G_USEC_PER_SEC + 24 * HOUR;

  g_assert_cmpstr (before, ==, "2026-11-23");
  cw_clock_set (clock, midnight - 1);
  last = cw_clock_today (clock);
  g_assert_cmpstr (last, ==, "2026-11-23");
  cw_clock_set (clock, midnight);
  next = cw_clock_today (clock);
  g_assert_cmpstr (next, ==, "2026-11-24");
}

static void
test_cancelled (void)
{
  g_autoptr (CwClock) manual = cw_clock_new_manual (MOMENT);
  g_autoptr (CwClock) real = cw_clock_new_system ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (cw_clock_wait (manual, HOUR, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (cw_clock_now (manual), ==, MOMENT);
  g_clear_error (&error);
  g_assert_false (cw_clock_wait (real, HOUR, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static gpointer
cancel_thread (gpointer data)
{
  g_cancellable_cancel (data);
  return NULL;
}

/* An hour's wait that another thread ends: returns at once or the test's time limit finds it. */
static void
test_interrupted (void)
{
  g_autoptr (CwClock) real = cw_clock_new_system ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_thread, cancellable);

  g_assert_false (cw_clock_wait (real, HOUR, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
}

static void
test_system (void)
{
  g_autoptr (CwClock) real = cw_clock_new_system ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gint64 monotonic = cw_clock_monotonic (real);
  gint64 before = g_get_real_time ();

  g_assert_cmpint (cw_clock_now (real), >=, before);
  g_assert_true (cw_clock_wait (real, 1000, NULL, NULL));
  g_assert_true (cw_clock_wait (real, 1000, cancellable, NULL));
  g_assert_true (cw_clock_wait (real, 0, NULL, NULL));
  g_assert_true (cw_clock_wait (real, -1, NULL, NULL));
  g_assert_cmpint (cw_clock_monotonic (real), >=, monotonic + 2000);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/base/clock/manual", test_manual);
  g_test_add_func ("/base/clock/set-back", test_set_back);
  g_test_add_func ("/base/clock/today", test_today);
  g_test_add_func ("/base/clock/cancelled", test_cancelled);
  g_test_add_func ("/base/clock/interrupted", test_interrupted);
  g_test_add_func ("/base/clock/system", test_system);
  return g_test_run ();
}
