/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdlib.h>

#include "faults.h"

/* test-truth queue|direct eve|pappl: the table of faults. In each row something befalls a card; then
 * the folders of plastic of the rig say what came out, and what Cardwright said must be that or
 * "uncertain". Run by cups-rig.sh with both printers. CW_TABLE=FILE: the rows as Markdown. */

static Way way;

static void
test_truth (gconstpointer data)
{
  const Fault *row = data;
  Run run;

  run_set_up (&run, &way, row->sides);
  row->run (&run, row->knob);
  run_tell (&run, row->what);
  run_tear_down (&run);
}

/* The process that is killed. */
static int
hand_over (char **argv)
{
  Way to;
  Painter painter = { 0 };
  CwPrintRequest request = { .job_name = argv[5], .painter = painter_draw, .painter_data = &painter, .back = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPrinter) printer = NULL;
  g_autoptr (CwPrintTicket) ticket = NULL;
  g_autofree char *evidence = NULL;
  CwPrintOutcome outcome;

  run_choose_way (&to, argv[2], argv[3]);
  printer = run_make_printer (&to, (guint) atoi (argv[4]));
  ticket = cw_printer_submit (printer, &request, NULL, &error);
  if (ticket == NULL)
    return 1;
  printf ("%s\n", ticket->job_id);
  fflush (stdout);
  return cw_printer_watch (printer, ticket, NULL, NULL, NULL, &outcome, &evidence, &error) ? 0 : 1;
}

int
main (int    argc,
      char **argv)
{
  const Fault *faults;
  gsize count;
  int result;

  if (argc == 6 && g_str_equal (argv[1], "hand-over"))
    return hand_over (argv);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  if (argc != 3)
    g_error ("say which way, queue or direct, and which printer, eve or pappl");
  run_choose_way (&way, argv[1], argv[2]);
  faults = faults_get (&count);
  for (gsize i = 0; i < count; i++)
    {
      FaultWhere here = (way.direct ? ON_DIRECT : ON_QUEUE) | (way.pappl ? ON_PAPPL : ON_EVE);
      g_autofree char *path = g_strconcat ("/printers/truth/", faults[i].name, NULL);

      if ((faults[i].where & here) == here)
        g_test_add_data_func (path, &faults[i], test_truth);
    }
  result = g_test_run ();
  run_print_counts ();
  return result;
}
