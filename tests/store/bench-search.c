/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store-test"

#include "config.h"

#include <stdlib.h>

#include "tests/store/fixture.h"

/* How long it takes to put 100,000 students in, to find one of them, and to commit. Prints
 * numbers and judges nothing. */

#define N_STUDENTS 100000
#define N_ROUNDS 31

static const char *const given_names[] = {
  "Anna", "Jānis", "Marta", "Kristaps", "Elīna", "Artūrs", "Līga", "Edgars", "Zane", "Mārtiņš",
  "Ilze", "Andris", "Kristīne", "Toms", "Agnese", "Rihards", "Dace", "Roberts", "Sanita", "Gatis",
  "Laura", "Pēteris", "Žaklīna", "Ģirts", "Ķirsis", "Šarlote", "Ēriks", "Ūna", "Ņina", "Čārlzs",
};

static const char *const family_stems[] = {
  "Bērz", "Kaln", "Ozol", "Jans", "Liep", "Krūm", "Balod", "Egl", "Zariņ", "Pēters", "Vītol",
  "Kļav", "Kārkl", "Grīnberg", "Šķēl", "Žagar", "Dumpj", "Cīrul", "Upīt", "Skuj", "Ābol", "Roz",
  "Lāc", "Vilk", "Zvirbul", "Strazd", "Gulb", "Dzen", "Medn", "Krast", "Purv", "Mež", "Saul",
};

static const char *const family_ends[] = {
  "iņš", "iņa", "s", "a", "ers", "ere", "ītis", "īte", "ons", "one", "manis", "mane", "ne", "nieks", "niece", "āns", "āne", "kalns", "kalne", "upe",
};

static void
fill (CwStore *store)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 0; i < N_STUDENTS; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *number = g_strdup_printf ("LF%06u", i);
      g_autofree char *family = g_strconcat (family_stems[g_rand_int_range (rand, 0, G_N_ELEMENTS (family_stems))],
                                             family_ends[g_rand_int_range (rand, 0, G_N_ELEMENTS (family_ends))], NULL);
      g_autoptr (CwStudent) student = fixture_student (number, given_names[g_rand_int_range (rand, 0, G_N_ELEMENTS (given_names))], family);

      if (i % 1000 == 0)
        cw_store_begin (store, &error);
      cw_store_put_student (store, student, &error);
      if (i % 1000 == 999)
        cw_store_commit (store, &error);
      g_assert_no_error (error);
    }
}

static int
compare (const void *a,
         const void *b)
{
  gint64 left = *(const gint64 *) a, right = *(const gint64 *) b;

  return left < right ? -1 : left > right;
}

static void
measure (CwStore    *store,
         const char *query,
         guint       offset)
{
  gint64 times[N_ROUNDS];
  guint n_found = 0;

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 start = g_get_monotonic_time ();
      g_autoptr (GPtrArray) found = cw_store_find_students (store, NULL, query, 50, offset, &error);

      times[i] = g_get_monotonic_time () - start;
      g_assert_no_error (error);
      n_found = found->len;
    }
  qsort (times, N_ROUNDS, sizeof times[0], compare);
  g_print ("  %-24s from %5u: %2u found, median %7.2f ms, slowest %7.2f ms\n", query, offset, n_found, (double) times[N_ROUNDS / 2] / 1000, (double) times[N_ROUNDS - 1] / 1000);
}

static void
measure_commits (CwStore *store)
{
  gint64 start = g_get_monotonic_time ();
  const guint n = 200;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;

      cw_store_add_journal (store, "bench.act", "bench", NULL, &error);
      g_assert_no_error (error);
    }
  g_print ("  one durable act: %.2f ms\n", (double) (g_get_monotonic_time () - start) / 1000 / n);
}

int
main (int   argc,
      char *argv[])
{
  static const char *const queries[] = { "", "LF012345", "berzins", "berz", "anna berzi", "an be", "a", "l", "lf", "zane skel lf0", "nobody", "urn:schac:personalUniqueCode:int:esi:lbtu.lv:LF012345" };
  Fixture self = { 0 };
  gint64 start, n_rows, broken;

  fixture_set_up (&self, NULL);
  start = g_get_monotonic_time ();
  fill (self.store);
  g_print ("%d students put in %.1f s\n", N_STUDENTS, (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  fixture_reopen (&self);
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    measure (self.store, queries[i], 0);
  measure (self.store, "", 50000);
  measure (self.store, "a", 5000);
  measure_commits (self.store);
  start = g_get_monotonic_time ();
  g_assert_true (cw_store_verify_journal (self.store, &n_rows, &broken, NULL));
  g_print ("  journal of %" G_GINT64_FORMAT " rows verified in %.2f s\n", n_rows, (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  fixture_tear_down (&self, NULL);
  return 0;
}
