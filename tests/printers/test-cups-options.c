/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

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

static CwPrinter *
make_printer (const char *keyword,
              const char *choice)
{
  CwPrinter *printer = cw_cups_printer_new (rig_get ("CUPS_SERVER"), rig_get ("CW_RIG_PPD_QUEUE"));
  g_autoptr (GPtrArray) options = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_model_option_free);

  if (keyword != NULL)
    g_ptr_array_add (options, cw_model_option_new (keyword, choice));
  cw_cups_printer_set_options (printer, options);
  return printer;
}

static const char *
get_ribbon (CwPrinter *printer)
{
  CwPrinterCapabilities capabilities;
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_printer_get_capabilities (printer, &capabilities, &error));
  g_assert_no_error (error);
  return capabilities.ribbon != NULL ? capabilities.ribbon->id : NULL;
}

/* The ribbon follows the queue, also when it is changed while we look, and the station's own choice
 * goes before it. */
static void
test_options_ribbon (void)
{
  g_autoptr (CwPrinter) plain = make_printer (NULL, NULL);
  g_autoptr (CwPrinter) own = make_printer ("gribbontype", "RM_KBLACK");

  rig_run ("lpadmin", "-p", rig_get ("CW_RIG_PPD_QUEUE"), "-o", "GRibbonType=RC_YMCKO", NULL);
  g_assert_cmpstr (get_ribbon (plain), ==, "YMCKO");
  g_assert_cmpstr (get_ribbon (plain), ==, "YMCKO");
  rig_run ("lpadmin", "-p", rig_get ("CW_RIG_PPD_QUEUE"), "-o", "GRibbonType=RC_YMCKOK", NULL);
  g_assert_cmpstr (get_ribbon (plain), ==, "YMCKOK");
  g_assert_cmpstr (get_ribbon (own), ==, "K");
}

static gboolean
paint_nothing (cairo_t            *cr,
               CwFaceSide          side,
               const CwFaceMedium *medium,
               gpointer            user_data,
               GError            **error)
{
  guint *drawn = user_data;

  *drawn += 1;
  return TRUE;
}

/* Told before a card is drawn, let alone printed. */
static void
check_refused (const char *keyword,
               const char *choice,
               const char *says)
{
  g_autoptr (CwPrinter) printer = make_printer (keyword, choice);
  g_autoptr (GError) error = NULL;
  guint drawn = 0;
  CwPrintRequest request = { .job_name = "refused", .painter = paint_nothing, .painter_data = &drawn };
  CwPrinterCapabilities capabilities;

  g_assert_null (cw_printer_submit (printer, &request, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, says));
  g_assert_cmpuint (drawn, ==, 0);
  g_clear_error (&error);
  g_assert_false (cw_printer_get_capabilities (printer, &capabilities, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
}

static void
test_options_unknown (void)
{
  check_refused ("GRibbonType", "RC_YMCKX", "RM_KBLACK");
  check_refused ("GRibbon", "RC_YMCKO", "GRibbonType");
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
  g_test_add_func ("/cups/options/ribbon", test_options_ribbon);
  g_test_add_func ("/cups/options/unknown", test_options_unknown);
  g_test_add_func ("/cups/options/no-driver", test_options_no_driver);
  g_test_add_func ("/cups/options/nowhere", test_options_nowhere);
  return g_test_run ();
}
