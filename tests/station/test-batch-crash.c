/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Kills a batch just before and just after every commit, runs it again, and looks at the printer's
 * folder: each student's card came out once, the batch knows it, nothing is left over. */

#include "config.h"

#include <gio/gio.h>
#include <signal.h>
#include <string.h>

#include "app/station/batch.h"

#define CARDS 2
#define MOST_EVENTS 400

static char *child;

static void
run_child (const char *folder,
           guint       event,
           gboolean   *killed)
{
  g_autofree char *text = g_strdup_printf ("%u", event);
  const char *argv[] = { child, folder, text, NULL };
  g_autofree char *output = NULL;
  g_autofree char *errors = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, &errors, &error);
  g_assert_no_error (error);
  *killed = g_subprocess_get_if_signaled (process) && g_subprocess_get_term_sig (process) == SIGKILL;
  if (!*killed && !(g_subprocess_get_if_exited (process) && g_subprocess_get_exit_status (process) == 0))
    g_error ("event %u: the child ended badly: %s", event, errors);
}

static guint
count_printed (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "cards", NULL);
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  guint n = 0;

  for (const char *name = directory != NULL ? g_dir_read_name (directory) : NULL; name != NULL; name = g_dir_read_name (directory))
    n += name[0] != '.';
  return n;
}

static void
check_world (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStation) station = cw_station_open (folder, TRUE, &error);
  g_autoptr (CwBatchNote) note = NULL;
  g_autoptr (GPtrArray) doubts = NULL;
  g_autoptr (GPtrArray) cards = NULL;
  g_autoptr (GPtrArray) lost = NULL;
  CwStore *store;
  gint64 rows = 0;
  gint64 broken = 0;

  g_assert_no_error (error);
  store = cw_station_get_tools (station)->store;
  note = cw_station_read_batch (station, &error);
  g_assert_no_error (error);
  g_assert_cmpint (note->state, ==, CW_BATCH_STATE_DONE);
  g_assert_cmpuint (note->made, ==, CARDS);
  g_assert_cmpuint (note->total, ==, CARDS);
  doubts = cw_station_list_doubts (station, &error);
  g_assert_cmpuint (doubts->len, ==, CARDS);
  for (guint i = 0; i < doubts->len; i++)
    g_assert_true (((CwDoubt *) g_ptr_array_index (doubts, i))->ready);
  /* no number was spent on anything but a card, and each card is there once */
  cards = cw_store_list_cards (store, NULL, 0, 0, &error);
  g_assert_cmpuint (cards->len, ==, CARDS);
  g_assert_cmpuint (count_printed (folder), ==, CARDS);
  g_assert_true (cw_store_verify_journal (store, &rows, &broken, &error));
  g_assert_cmpint (broken, ==, 0);
  cw_station_close (station);
}

static char *
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("cardwright-batch-crash-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void
run (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_NONE, &error);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
}

/* A demo station whose cards have no chip and no register: fewer commits, the same order of things. */
static char *
make_seed (void)
{
  char *folder = make_folder ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStation) station = cw_station_open (folder, TRUE, &error);
  g_autoptr (CwProfile) profile = NULL;
  g_autoptr (CwProfile) plain = cw_profile_new ();
  CwStore *store;

  g_assert_no_error (error);
  store = cw_station_get_tools (station)->store;
  profile = cw_store_get_profile (store, "lbtu-student", &error);
  g_assert_no_error (error);
  plain->id = g_strdup (profile->id);
  plain->institution_id = g_strdup (profile->institution_id);
  plain->name = g_strdup (profile->name);
  plain->template_uri = g_strdup (profile->template_uri);
  plain->card_type = CW_CARD_TYPE_PASSIVE;
  plain->validity_months = 12;
  g_assert_true (cw_profile_set_steps (plain, "reserve,layout,print,verify,hand-over", &error));
  g_assert_true (cw_store_put_profile (store, plain, &error));
  g_assert_no_error (error);
  cw_station_close (station);
  return folder;
}

static char *
copy_seed (const char *seed)
{
  g_autofree char *from = g_build_filename (seed, ".", NULL);
  char *folder = make_folder ();
  const char *argv[] = { "cp", "-a", "--", from, folder, NULL };

  run (argv);
  return folder;
}

static void
remove_folder (const char *folder)
{
  const char *argv[] = { "rm", "-rf", "--", folder, NULL };

  run (argv);
}

static void
test_every_commit (void)
{
  g_autofree char *seed = make_seed ();
  gboolean killed = TRUE;
  guint event;

  for (event = 1; killed && event < MOST_EVENTS; event++)
    {
      g_autofree char *folder = copy_seed (seed);
      gboolean again;

      run_child (folder, event, &killed);
      if (killed)
        {
          run_child (folder, 0, &again);
          g_assert_false (again);
        }
      check_world (folder);
      remove_folder (folder);
    }
  g_test_message ("killed at %u commit events", event - 2);
  g_assert_cmpuint (event, >, 2 * 2 * CARDS * 5);
  g_assert_cmpuint (event, <, MOST_EVENTS);
  remove_folder (seed);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *directory = NULL;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  directory = g_path_get_dirname (argv[0]);
  child = g_build_filename (directory, "batch-child", NULL);
  g_test_add_func ("/station/batch-crash/every-commit", test_every_commit);
  return g_test_run ();
}
