/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A card from the click to the printer, inside tests/printers/cups-rig.sh:
 *   bench-print ROUNDS CARDS
 * First ROUNDS two-sided cards each way, through the queue and straight to the printer in turns: the
 * milliseconds from the call that hands the card over to the first and to the last byte of the document
 * at the printer. Then CARDS cards straight to the printer, with the usual pauses between two looks: the
 * milliseconds of a card that are not the printer's own, which are those before it has the last byte and
 * those after the card is in the tray. Prints medians, and the resident memory after 10 cards and after
 * all. A cable of our own (wire.c) sees the bytes; it is before the printer for both ways. */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "printers/cups/cups.h"
#include "tests/printers/painter.h"
#include "tests/printers/rig.h"
#include "tests/printers/wire.h"

#define PRINTER_PORT 8700
#define QUEUE "wired"
#define EARLY 10
#define MAX_COUNT 1000

typedef struct
{
  double first;    /* ms from the click to the first byte */
  double last;
  double software; /* ms that are not the printer's */
} Times;

static double
get_resident_kib (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  words = g_strsplit (text, " ", -1);
  return g_ascii_strtod (words[1], NULL) * (double) sysconf (_SC_PAGESIZE) / 1024;
}

/* When the latest card came out: its "where" was written last, microseconds since 1970. */
static gint64
get_time_out (void)
{
  g_autofree char *number = g_strdup_printf ("%03u", rig_count_plastics ());
  g_autofree char *path = g_build_filename (rig_get ("CW_RIG_PLASTICS"), number, "where", NULL);
  struct stat status;

  g_assert_cmpint (stat (path, &status), ==, 0);
  return status.st_mtim.tv_sec * G_USEC_PER_SEC + status.st_mtim.tv_nsec / 1000;
}

static Times
print_card (CwPrinter *printer,
            Wire      *wire)
{
  static guint number;
  g_autofree char *name = g_strdup_printf ("bench-%u", ++number);
  Painter painter = { 0 };
  CwPrintRequest request = { .job_name = name, .painter = painter_draw, .painter_data = &painter, .back = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPrintTicket) ticket = NULL;
  g_autofree char *evidence = NULL;
  CwPrintOutcome outcome;
  gint64 click, first, last, told;

  wire_set_mode (wire, WIRE_WHOLE);
  click = g_get_monotonic_time ();
  ticket = cw_printer_submit (printer, &request, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (cw_printer_watch (printer, ticket, NULL, NULL, NULL, &outcome, &evidence, &error));
  told = g_get_real_time ();
  g_assert_cmpint (outcome, ==, CW_PRINT_PRINTED);
  wire_get_times (wire, &first, &last);
  g_assert_true (first > click && last >= first);
  return (Times) {
    .first = (double) (first - click) / 1000,
    .last = (double) (last - click) / 1000,
    .software = (double) (last - click + told - get_time_out ()) / 1000,
  };
}

static int
compare_numbers (gconstpointer a,
                 gconstpointer b)
{
  double left = *(const double *) a;
  double right = *(const double *) b;

  return (left > right) - (left < right);
}

static void
print_median (const char *name,
              GArray     *values)
{
  g_array_sort (values, compare_numbers);
  printf ("%s %.1f ms\n", name, g_array_index (values, double, values->len / 2));
}

static gboolean
has_description (gpointer data)
{
  return g_file_test (data, G_FILE_TEST_EXISTS);
}

static void
make_queue (Wire *wire)
{
  g_autofree char *uri = g_strdup_printf ("ipp://localhost:%u/ipp/print", wire_get_port (wire));
  g_autofree char *description = g_build_filename (rig_get ("CW_RIG_DIR"), "etc", "ppd", QUEUE ".ppd", NULL);

  rig_run ("lpadmin", "-p", QUEUE, "-E", "-v", uri, "-m", "everywhere", NULL);
  rig_wait_until (has_description, description, 20);
}

static void
measure_click (CwPrinter *queue,
               CwPrinter *direct,
               Wire      *wire,
               guint      rounds)
{
  static const char *const names[2][2] = { { "print_queue_first_byte_ms", "print_queue_last_byte_ms" }, { "print_direct_first_byte_ms", "print_direct_last_byte_ms" } };
  GArray *first[2], *last[2];

  for (guint way = 0; way < 2; way++)
    {
      first[way] = g_array_new (FALSE, FALSE, sizeof (double));
      last[way] = g_array_new (FALSE, FALSE, sizeof (double));
    }
  for (guint i = 0; i < 2 * rounds; i++)
    {
      Times times = print_card (i % 2 == 0 ? queue : direct, wire);

      g_array_append_val (first[i % 2], times.first);
      g_array_append_val (last[i % 2], times.last);
    }
  for (guint way = 0; way < 2; way++)
    {
      print_median (names[way][0], first[way]);
      print_median (names[way][1], last[way]);
      g_array_unref (first[way]);
      g_array_unref (last[way]);
    }
}

static void
measure_run (CwPrinter *direct,
             Wire      *wire,
             guint      cards)
{
  g_autoptr (GArray) software = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < cards; i++)
    {
      Times times = print_card (direct, wire);

      g_array_append_val (software, times.software);
      if (i + 1 == EARLY)
        printf ("print_early_kib %.0f KiB\n", get_resident_kib ());
    }
  print_median ("print_software_card_ms", software);
  printf ("print_late_kib %.0f KiB\n", get_resident_kib ());
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (Wire) wire = NULL;
  g_autoptr (CwPrinter) queue = NULL;
  g_autoptr (CwPrinter) direct = NULL;
  g_autofree char *uri = NULL;
  int rounds = argc == 3 ? atoi (argv[1]) : 0;
  int cards = argc == 3 ? atoi (argv[2]) : 0;

  if (rounds < 1 || rounds > MAX_COUNT || cards <= EARLY || cards > MAX_COUNT)
    {
      g_printerr ("usage: bench-print ROUNDS CARDS, more than %d cards\n", EARLY);
      return 2;
    }
  wire = wire_new (PRINTER_PORT);
  make_queue (wire);
  uri = g_strdup_printf ("ipp://localhost:%u/ipp/print", wire_get_port (wire));
  queue = cw_cups_printer_new (rig_get ("CUPS_SERVER"), QUEUE);
  direct = cw_ipp_printer_new (uri);
  rig_set_knob ("panel-seconds", "0");
  measure_click (queue, direct, wire, (guint) rounds);
  measure_run (direct, wire, (guint) cards);
  return 0;
}
