/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/base/error.h"

/* The names are in journals and in other people's scripts: written out once more, so that a
 * change of one does not go unseen. */
static const char *const names[] = {
  "failed", "invalid", "usage", "not-found", "exists", "refused", "card-in-force",
  "record-incomplete", "template", "photo", "in-doubt", "busy", "timed-out", "store", "store-full", "store-newer", "key-missing",
  "key-unsafe", "printer-unreachable", "printer-stopped", "print-failed", "reader-gone", "no-card",
  "card-removed", "card-changed", "card-unknown", "key-refused", "chip-refused", "chip-integrity",
  "chip-mismatch", "router-unreachable", "router-refused", "router-token", "router-answer",
};

static void
test_names (void)
{
  g_assert_cmpuint (G_N_ELEMENTS (names), ==, CW_ERROR_ROUTER_ANSWER + 1);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpstr (cw_error_to_name ((int) i), ==, names[i]);
}

static void
test_outside (void)
{
  static const int codes[] = { -1, CW_ERROR_ROUTER_ANSWER + 1, G_MAXINT, G_MININT };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_test_expect_message ("cw-base", G_LOG_LEVEL_CRITICAL, "*cw_error_to_name*");
      g_assert_cmpstr (cw_error_to_name (codes[i]), ==, "failed");
      g_test_assert_expected_messages ();
    }
}

static void
test_domain (void)
{
  g_autoptr (GError) error = g_error_new_literal (CW_ERROR, CW_ERROR_BUSY, "The printer is busy.");

  g_assert_error (error, CW_ERROR, CW_ERROR_BUSY);
  g_assert_cmpstr (g_quark_to_string (error->domain), ==, "cw-error-quark");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/base/error/names", test_names);
  g_test_add_func ("/base/error/outside", test_outside);
  g_test_add_func ("/base/error/domain", test_domain);
  return g_test_run ();
}
