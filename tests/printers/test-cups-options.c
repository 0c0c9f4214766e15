/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/base/error.h"
#include "printers/cups/cups.h"
#include "rig.h"

/* The options of a driver, as a real print service gives them away. Run by cups-rig.sh. */

static const CwQueueOption *
find (GPtrArray  *options,
      const char *keyword)
{
  for (guint i = 0; i < options->len; i++)
    {
      const CwQueueOption *option = g_ptr_array_index (options, i);

      if (g_str_equal (option->keyword, keyword))
        return option;
    }
  g_assert_not_reached ();
}

static void
check_ribbon (const char *server,
              const char *standing)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) options = cw_cups_list_options (server, rig_get ("CW_RIG_PPD_QUEUE"), &error);
  const CwQueueOption *ribbon;
  const CwQueueChoice *choice;

  g_assert_no_error (error);
  ribbon = find (options, "GRibbonType");
  g_assert_nonnull (ribbon);
  g_assert_cmpstr (ribbon->text, ==, "Ribbon type");
  g_assert_cmpstr (ribbon->group, ==, "Ribbon");
  g_assert_cmpstr (ribbon->standing, ==, standing);
  g_assert_cmpuint (ribbon->choices->len, ==, 3);
  choice = g_ptr_array_index (ribbon->choices, 1);
  g_assert_cmpstr (choice->keyword, ==, "RC_YMCKOK");
  g_assert_cmpstr (choice->text, ==, "Colour, black back (YMCKOK)");
  g_assert_nonnull (find (options, "Duplex"));
}

static void
test_options_queue (void)
{
  g_autofree char *socket = g_build_filename (rig_get ("CW_RIG_DIR"), "state", "cups.sock", NULL);

  check_ribbon (rig_get ("CUPS_SERVER"), "RC_YMCKO");
  check_ribbon (socket, "RC_YMCKO");
}

/* What the system's printer settings were changed to is what stands. */
static void
test_options_changed (void)
{
  rig_run ("lpadmin", "-p", rig_get ("CW_RIG_PPD_QUEUE"), "-o", "GRibbonType=RM_KBLACK", NULL);
  check_ribbon (rig_get ("CUPS_SERVER"), "RM_KBLACK");
}

static void
test_options_no_driver (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) options = NULL;

  rig_run ("lpadmin", "-p", "bare", "-E", "-v", "file:/dev/null", NULL);
  options = cw_cups_list_options (rig_get ("CUPS_SERVER"), "bare", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (options->len, ==, 0);
}

static void
test_options_nowhere (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_cups_list_options (rig_get ("CUPS_SERVER"), "no such queue", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE);
  g_clear_error (&error);
  g_assert_null (cw_cups_list_options ("127.0.0.1:9", "card", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cups/options/queue", test_options_queue);
  g_test_add_func ("/cups/options/changed", test_options_changed);
  g_test_add_func ("/cups/options/no-driver", test_options_no_driver);
  g_test_add_func ("/cups/options/nowhere", test_options_nowhere);
  return g_test_run ();
}
