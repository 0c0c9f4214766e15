/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How many exchanges and how long one chip takes, and how long a whole card on the demo station.
 * The chip is software: its own time is next to nothing, so the milliseconds are what this
 * program and the transport add. Prints one figure a line: name, value, unit. */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "app/base/digest.h"
#include "app/chip/chip.h"
#include "app/chip/softcard.h"
#include "app/station/station.h"

#define RUNS 51

static int
compare (const void *a,
         const void *b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static gboolean
transmit (gpointer      card,
          const guint8 *command,
          gsize         length,
          GByteArray   *answer,
          GError      **error)
{
  return cw_soft_card_transmit (card, command, length, answer);
}

static void
fill (gpointer user_data,
      guint8  *data,
      gsize    length)
{
  cw_random_bytes (data, length);
}

static void
measure (CwStation *station)
{
  const CwIssueTools *tools = cw_station_get_tools (station);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipPlan) general = tools->plan ("escn", tools->user_data, &error);
  g_autoptr (CwChipPlan) plan = NULL;
  double times[RUNS];
  guint exchanges = 0;

  g_assert_no_error (error);
  plan = cw_chip_plan_bind (general, "lbtu");
  for (guint i = 0; i < RUNS; i++)
    {
      guint8 uid[7] = { 0x04, 0, 0, 0, 0, (guint8) (i >> 8), (guint8) i };
      g_autoptr (CwSoftCard) card = cw_soft_card_new (uid);
      CwChipLink link = { .transmit = transmit, .random = fill, .user_data = card };
      g_autoptr (CwChipReport) report = NULL;
      gint64 start = g_get_monotonic_time ();
      CwEscn escn;

      if (!cw_escn_build (17678500000000000 + i, 0x8001, 1, "999933328", &escn, &error))
        g_error ("%s", error->message);
      report = cw_chip_write (&link, plan, tools->keys, &escn, NULL, NULL, &error);
      g_assert_no_error (error);
      times[i] = (double) (g_get_monotonic_time () - start) / 1000.0;
      exchanges = report->exchanges;
    }
  qsort (times, RUNS, sizeof times[0], compare);
  printf ("chip_exchanges %u exchanges\n", exchanges);
  printf ("chip_card_ms %.3f ms\n", times[RUNS / 2]);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStation) station = argc == 2 ? cw_station_open (argv[1], TRUE, &error) : NULL;

  if (station == NULL)
    {
      fprintf (stderr, "bench-chip FOLDER: %s\n", error != NULL ? error->message : "name a folder for a demo station");
      return EXIT_FAILURE;
    }
  measure (station);
  return EXIT_SUCCESS;
}
