/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/router/backoff.h"

#define SECOND G_USEC_PER_SEC
#define MIDDLE 0x80000000u /* the random bits that mean no jitter */

static void
test_backoff_doubles (void)
{
  static const gint64 seconds[] = { 5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600 };

  for (guint i = 0; i < G_N_ELEMENTS (seconds); i++)
    g_assert_cmpint (cw_backoff_delay (i + 1, MIDDLE, 0), ==, seconds[i] * SECOND);
  /* a message that was never tried, and one tried for years */
  g_assert_cmpint (cw_backoff_delay (0, MIDDLE, 0), ==, 5 * SECOND);
  g_assert_cmpint (cw_backoff_delay (G_MAXUINT, MIDDLE, 0), ==, 3600 * (gint64) SECOND);
}

static void
test_backoff_jitter (void)
{
  for (guint attempts = 1; attempts < 15; attempts++)
    {
      gint64 middle = cw_backoff_delay (attempts, MIDDLE, 0);

      g_assert_cmpint (cw_backoff_delay (attempts, 0, 0), ==, middle - middle / 4);
      g_assert_cmpint (cw_backoff_delay (attempts, G_MAXUINT32, 0), <=, MIN (middle + middle / 4, 3600 * (gint64) SECOND));
    }
  g_assert_cmpint (cw_backoff_delay (1, G_MAXUINT32, 0), >, 6 * SECOND);
  g_assert_cmpint (cw_backoff_delay (1, G_MAXUINT32, 0), <=, 6250000);
  g_assert_cmpint (cw_backoff_delay (1, 0, 0), ==, 3750000);
}

static void
test_backoff_ceiling (void)
{
  for (guint attempts = 11; attempts < 100; attempts++)
    g_assert_cmpint (cw_backoff_delay (attempts, G_MAXUINT32, 0), ==, 3600 * (gint64) SECOND);
  g_assert_cmpint (cw_backoff_delay (50, 0, 0), ==, 2700 * (gint64) SECOND);
}

static void
test_backoff_retry_after (void)
{
  g_assert_cmpint (cw_backoff_delay (1, 0, 7), ==, 7 * SECOND);
  g_assert_cmpint (cw_backoff_delay (1, G_MAXUINT32, 3), ==, 3 * SECOND);
  g_assert_cmpint (cw_backoff_delay (20, 0, 7), ==, 7 * SECOND);
  g_assert_cmpint (cw_backoff_delay (1, 0, G_MAXUINT), ==, 86400 * (gint64) SECOND);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/router/backoff/doubles", test_backoff_doubles);
  g_test_add_func ("/router/backoff/jitter", test_backoff_jitter);
  g_test_add_func ("/router/backoff/ceiling", test_backoff_ceiling);
  g_test_add_func ("/router/backoff/retry-after", test_backoff_retry_after);
  return g_test_run ();
}
