/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The card is taken away at every exchange there is: before the card has received the command,
 * and after it has carried it out but before it answered. Writing again must end complete. */

#include "config.h"

#include "app/base/error.h"
#include "app/chip/soft-private.h"

#include "bench.h"

static void
set_tear (Bench   *bench,
          guint    n,
          gboolean late)
{
  CwSoftFault tear = { .kind = CW_SOFT_FAULT_TEAR, .apdu = n, .late = late };

  cw_soft_card_clear_faults (bench->card);
  if (n > 0)
    cw_soft_card_inject (bench->card, &tear);
}

/* Writes with a tear at the @n-th exchange. Returns whether the run was short enough to be over
 * before it. */
static gboolean
write_torn (Bench   *bench,
            guint    n,
            gboolean late)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipReport) report = NULL;

  cw_soft_card_power (bench->card);
  set_tear (bench, n, late);
  report = cw_chip_write (&bench->link, bench->plan, bench->keys, &bench->escn, NULL, NULL, &error);
  set_tear (bench, 0, late);
  if (report != NULL)
    return TRUE;
  g_assert_error (error, CW_ERROR, CW_ERROR_CARD_REMOVED);
  return FALSE;
}

static void
write_whole (Bench *bench)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipReport) report = bench_write (bench, &error);

  g_assert_no_error (error);
  g_assert_true (report->complete);
  bench_assert_complete (bench);
  bench_assert_memory (bench);
}

static guint
count_exchanges (Bench *bench)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipReport) report = bench_write (bench, &error);

  g_assert_no_error (error);
  return report->exchanges;
}

static void
test_once (gconstpointer plan)
{
  g_autoptr (Bench) bench = bench_new (plan);
  guint n_exchanges = count_exchanges (bench);

  g_assert_cmpuint (n_exchanges, >=, 19);
  for (guint late = 0; late < 2; late++)
    for (guint n = 1; n <= n_exchanges; n++)
      {
        bench_replace_card (bench);
        g_assert_false (write_torn (bench, n, late != 0));
        write_whole (bench);
      }
}

/* Twice in a row, at pairs of places that lie @step apart. */
static void
tear_twice (const char *plan,
            guint       step)
{
  g_autoptr (Bench) bench = bench_new (plan);
  guint n_exchanges = count_exchanges (bench);

  for (guint first = 1; first <= n_exchanges; first += step)
    for (guint second = 1 + first % step; second <= n_exchanges + 4; second += step)
      {
        bench_replace_card (bench);
        g_assert_false (write_torn (bench, first, first % 2 == 0));
        write_torn (bench, second, second % 2 == 0);
        write_whole (bench);
      }
}

static void
test_twice (gconstpointer plan)
{
  tear_twice (plan, 1);
}

/* A long plan has too many pairs to try them all each time. */
static void
test_twice_here_and_there (gconstpointer plan)
{
  tear_twice (plan, 5);
}

/* A card may also lose power in the middle of writing a standard file, which leaves the
 * beginning of the new content and zeros. */
static void
test_half_written_file (void)
{
  for (guint written = 0; written <= 16; written++)
    {
      g_autoptr (Bench) bench = bench_new (NULL);
      CwSoftFile *file;
      CwSoftApplication *application;

      write_whole (bench);
      application = g_ptr_array_index (bench->card->memory->applications, 0);
      file = g_ptr_array_index (application->files, 0);
      g_assert_cmpuint (file->content->len, ==, 16);
      for (guint i = written; i < 16; i++)
        file->content->data[i] = 0;
      write_whole (bench);
    }
}

/* Breaking off between two stages, as a station does that cannot write its evidence down. */
static gboolean
refuse_stage (const char *stage,
              gpointer    user_data,
              GError    **error)
{
  const char *refused = user_data;

  if (g_strcmp0 (stage, refused) != 0)
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_STORE, "The database is full.");
  return FALSE;
}

static void
test_stages (void)
{
  static const struct
  {
    const char *name;
    guint       changes; /* commands that have changed the card before that stage */
  } stages[] = { { "application", 0 }, { "keys", 1 }, { "files", 2 }, { "content", 3 }, { "verify", 4 } };

  for (gsize i = 0; i < G_N_ELEMENTS (stages); i++)
    {
      g_autoptr (Bench) bench = bench_new (NULL);
      g_autoptr (GError) error = NULL;

      g_assert_null (cw_chip_write (&bench->link, bench->plan, bench->keys, &bench->escn, refuse_stage, (gpointer) stages[i].name, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_STORE);
      g_assert_cmpuint (bench_count_changes (bench), ==, stages[i].changes);
      write_whole (bench);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_data_func ("/chip/tear/once/shipped-plan", NULL, test_once);
  g_test_add_data_func ("/chip/tear/once/large-plan", bench_large_plan, test_once);
  g_test_add_data_func ("/chip/tear/twice/shipped-plan", NULL, test_twice);
  g_test_add_data_func ("/chip/tear/twice/large-plan", bench_large_plan, test_twice);
  g_test_add_data_func ("/chip/tear/once/deuinfo", "deuinfo", test_once);
  g_test_add_data_func ("/chip/tear/once/whole-plan", bench_whole_plan, test_once);
  g_test_add_data_func ("/chip/tear/once/ev2-plan", bench_ev2_plan, test_once);
  g_test_add_data_func ("/chip/tear/twice/whole-plan", bench_whole_plan, test_twice_here_and_there);
  g_test_add_data_func ("/chip/tear/twice/ev2-plan", bench_ev2_plan, test_twice_here_and_there);
  g_test_add_func ("/chip/tear/half-written-file", test_half_written_file);
  g_test_add_func ("/chip/tear/stages", test_stages);
  return g_test_run ();
}
