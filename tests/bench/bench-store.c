/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-bench"

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "app/store/backup.h"
#include "app/store/journal.h"
#include "tests/store/fixture.h"

/* What the store costs: a durable act, the share of one card, a search among 100,000 students, and a
 * copy and a check of all that. Lines "name value unit"; judges nothing. */

#define N_STUDENTS 100000
#define N_COMMITS 1000
#define N_CARDS 100
#define N_ROUNDS 25   /* of every query */

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
tell (const char *name,
      double      value,
      const char *unit)
{
  g_print ("%s %.3f %s\n", name, value, unit);
}

static double
seconds_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

/* The steps of a card as the saga writes them: intention and outcome, each for itself. */
static void
measure_commits (CwStore *store)
{
  g_autoptr (GError) error = NULL;
  gint64 order = fixture_add_order (store);
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < N_COMMITS / 2; i++)
    {
      gint64 step = cw_store_start_step (store, order, CW_STEP_PRINT, "{\"job\":\"cardwright-1\"}", &error);

      g_assert_no_error (error);
      cw_store_end_step (store, step, CW_STEP_STATE_FAILED, "{\"job\":\"cardwright-1\",\"outcome\":\"not-printed\"}", &error);
      g_assert_no_error (error);
    }
  tell ("store_steps_per_second", N_COMMITS / seconds_since (start), "commits/s");
}

static void
do_step (CwStore   *store,
         gint64     order,
         CwStepKind kind)
{
  g_autoptr (GError) error = NULL;
  gint64 step = cw_store_start_step (store, order, kind, "{}", &error);

  g_assert_no_error (error);
  cw_store_end_step (store, step, CW_STEP_STATE_DONE, "{\"digest\":\"00112233445566778899aabbccddeeff\"}", &error);
  g_assert_no_error (error);
}

static void
print (CwStore *store,
       gint64   order,
       gint64   card)
{
  static const CwPlasticState states[] = { CW_PLASTIC_STATE_SENT, CW_PLASTIC_STATE_PRINTING, CW_PLASTIC_STATE_PRINTED };
  g_autoptr (GError) error = NULL;
  gint64 plastic = cw_store_add_plastic (store, card, CW_PLASTIC_PURPOSE_CARD, "CR80 Card", 1, &error);

  g_assert_no_error (error);
  do_step (store, order, CW_STEP_PRINT);
  cw_store_note_plastic_job (store, plastic, "41", &error);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    cw_store_set_plastic (store, plastic, states[i], NULL, NULL, &error);
  g_assert_no_error (error);
}

/* What is owed to the register, and that it was sent. */
static void
register_card (CwStore *store,
               gint64   order,
               gint64   card)
{
  g_autoptr (GError) error = NULL;
  CwOutboxRow message = {
    .card_id = card,
    .student_id = (char *) "lbtu/LF23001",
    .institution_id = (char *) "lbtu",
    .person = (char *) "urn:schac:personalUniqueCode:int:esi:lbtu.lv:LF23001",
    .kind = (char *) "register",
    .payload = (char *) "{\"person\":{\"email\":\"a@example.org\"},\"card\":{\"cardStatusType\":\"ACTIVE\"}}",
  };
  gint64 id = cw_store_add_message (store, &message, &error);

  g_assert_no_error (error);
  cw_store_set_message (store, id, "waiting", "{\"sending\":true}", NULL, FIXTURE_NOW, &error);
  cw_store_set_message (store, id, "sent", "{\"status\":201}", NULL, FIXTURE_NOW, &error);
  g_assert_no_error (error);
  do_step (store, order, CW_STEP_REGISTER);
}

static void
measure_cards (CwStore *store)
{
  g_autofree gint64 *times = g_new (gint64, N_CARDS);

  for (guint i = 0; i < N_CARDS; i++)
    {
      gint64 start = g_get_monotonic_time ();
      gint64 order, card;

      card = fixture_add_card (store);
      order = card + 1; /* the order of measure_commits() has no card */
      do_step (store, order, CW_STEP_LAYOUT);
      print (store, order, card);
      do_step (store, order, CW_STEP_ENCODE);
      do_step (store, order, CW_STEP_VERIFY);
      register_card (store, order, card);
      do_step (store, order, CW_STEP_HAND_OVER);
      times[i] = g_get_monotonic_time () - start;
    }
  qsort (times, N_CARDS, sizeof times[0], compare);
  tell ("store_issue_overhead_ms", (double) times[N_CARDS / 2] / 1000, "ms");
}

/* What people type: numbers, the beginning of names, one letter. */
static void
measure_search (CwStore *store)
{
  static const char *const queries[] = { "", "LF012345", "berzins", "berz", "anna berzi", "an be", "a", "l", "lf", "zane skel lf0", "nobody", "urn:schac:personalUniqueCode:int:esi:lbtu.lv:LF012345" };
  const guint n = G_N_ELEMENTS (queries) * N_ROUNDS;
  g_autofree gint64 *times = g_new (gint64, n);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 start = g_get_monotonic_time ();
      g_autoptr (GPtrArray) found = cw_store_find_students (store, NULL, queries[i % G_N_ELEMENTS (queries)], 50, 0, &error);

      times[i] = g_get_monotonic_time () - start;
      g_assert_no_error (error);
    }
  qsort (times, n, sizeof times[0], compare);
  tell ("store_search_median_ms", (double) times[n / 2] / 1000, "ms");
  tell ("store_search_p99_ms", (double) times[n * 99 / 100] / 1000, "ms");
}

static void
measure_memory (void)
{
  g_autofree char *status = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  line = strstr (status, "VmRSS:");
  tell ("store_memory_kib", line != NULL ? (double) g_ascii_strtoll (line + strlen ("VmRSS:"), NULL, 10) : 0, "KiB");
}

static void
measure_whole (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_auto (CwJournalReport) journal = { 0 };
  g_auto (CwCheckReport) copied = { 0 };
  g_auto (CwCheckReport) checked = { 0 };
  g_autofree char *path = g_build_filename (self->folder, "copy.db", NULL);
  gint64 start = g_get_monotonic_time ();

  g_assert_true (cw_store_check_journal (self->store, NULL, NULL, &journal, &error));
  g_assert_true (journal.fault == CW_JOURNAL_WHOLE && journal.n_entries > N_STUDENTS);
  tell ("store_journal_verify_s", seconds_since (start), "s");
  start = g_get_monotonic_time ();
  g_assert_true (cw_store_check (self->store, TRUE, &checked, &error));
  tell ("store_check_full_s", seconds_since (start), "s");
  start = g_get_monotonic_time ();
  g_assert_true (cw_store_backup (self->store, path, NULL, &copied, &error));
  tell ("store_backup_s", seconds_since (start), "s");
  g_assert_no_error (error);
  g_assert_cmpstr (checked.broken, ==, NULL);
}

int
main (int   argc,
      char *argv[])
{
  Fixture self = { 0 };

  fixture_set_up (&self, NULL);
  measure_commits (self.store);
  measure_cards (self.store);
  fill (self.store);
  fixture_reopen (&self);
  measure_search (self.store);
  measure_memory ();
  measure_whole (&self);
  fixture_tear_down (&self, NULL);
  return 0;
}
