/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Kills the process between every two commits of one card, and just before and just after each,
 * takes the order up again, and looks at the whole world: one plastic, one chip, one entry in the
 * register, an unbroken journal, everything accounted for. */

#include "config.h"

#include <gio/gio.h>
#include <signal.h>
#include <string.h>

#include "app/station/station.h"

#define STUDENT "lbtu/LF23001"
#define MOST_EVENTS 200

static char *child;

/* Runs the child; @killed: whether it died by its own hand. */
static char *
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
  return g_steal_pointer (&output);
}

static guint
count_names (const char *folder,
             const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  guint n = 0;

  if (directory == NULL)
    return 0;
  for (const char *entry = g_dir_read_name (directory); entry != NULL; entry = g_dir_read_name (directory))
    n += entry[0] != '.';
  return n;
}

static void
check_plastics (CwStore      *store,
                const CwCard *card,
                const char   *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) plastics = cw_store_list_plastics (store, card->id, &error);
  guint issued = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < plastics->len; i++)
    {
      const CwPlasticRow *plastic = g_ptr_array_index (plastics, i);

      g_assert_cmpint (plastic->state, !=, CW_PLASTIC_STATE_QUEUED);
      g_assert_cmpint (plastic->state, !=, CW_PLASTIC_STATE_PRINTED);
      g_assert_cmpint (plastic->state, !=, CW_PLASTIC_STATE_SPOILED);
      if (plastic->state != CW_PLASTIC_STATE_ISSUED)
        continue;
      issued++;
      g_assert_cmpstr (plastic->uid, ==, card->uid);
    }
  g_assert_cmpuint (issued, ==, 1);
  /* what really left the printer is what the books say left it */
  g_assert_cmpuint (count_names (folder, "cards"), ==, 1);
}

static void
check_chip (const CwIssueTools *tools,
            const CwCard       *card,
            const char         *folder)
{
  g_autofree char *escn = cw_escn_to_string (&card->escn);
  g_autofree char *name = g_strconcat (escn, ".json", NULL);
  g_autofree char *chip = g_build_filename (folder, "chips", name, NULL);
  g_autofree char *entry = g_build_filename (folder, "register", "cards", name, NULL);

  g_assert_cmpuint (count_names (folder, "chips"), ==, 1);
  g_assert_true (g_file_test (chip, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_names (folder, "register/cards"), ==, 1);
  g_assert_cmpuint (count_names (folder, "register/persons"), ==, 1);
  g_assert_true (g_file_test (entry, G_FILE_TEST_EXISTS));
}

static void
check_world (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStation) station = cw_station_open (folder, TRUE, &error);
  const CwIssueTools *tools;
  g_autoptr (GPtrArray) cards = NULL;
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (GPtrArray) owed = NULL;
  gint64 rows = 0;
  gint64 broken = 0;

  g_assert_no_error (error);
  tools = cw_station_get_tools (station);
  open = cw_store_list_open_orders (tools->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (open->len, ==, 0);
  cards = cw_store_list_cards (tools->store, STUDENT, 10, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cards->len, ==, 1);
  g_assert_cmpint (((CwCard *) g_ptr_array_index (cards, 0))->state, ==, CW_CARD_STATE_ISSUED);
  check_plastics (tools->store, g_ptr_array_index (cards, 0), folder);
  check_chip (tools, g_ptr_array_index (cards, 0), folder);

  owed = cw_store_list_messages (tools->store, NULL, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (owed->len, ==, 1);
  g_assert_cmpstr (((CwOutboxRow *) g_ptr_array_index (owed, 0))->state, ==, "sent");
  g_assert_true (cw_store_verify_journal (tools->store, &rows, &broken, &error));
  g_assert_no_error (error);
  g_assert_cmpint (broken, ==, 0);
  g_assert_cmpint (rows, >, 10);
}

static char *
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("cardwright-crash-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "rm", "-rf", "--", folder, NULL);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
}

/* A set-up demo station to start each run from, so that only the saga's commits are counted. */
static char *
make_seed (void)
{
  char *folder = make_folder ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStation) station = cw_station_open (folder, TRUE, &error);

  g_assert_no_error (error);
  g_assert_nonnull (station);
  return folder;
}

static char *
copy_seed (const char *seed)
{
  g_autofree char *from = g_build_filename (seed, ".", NULL);
  char *folder = make_folder ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "cp", "-a", "--", from, folder, NULL);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  return folder;
}

static void
test_every_commit (void)
{
  g_autofree char *seed = make_seed ();
  guint event;
  gboolean killed = TRUE;

  for (event = 1; event < MOST_EVENTS; event++)
    {
      g_autofree char *folder = copy_seed (seed);
      g_autofree char *first = run_child (folder, event, &killed);

      if (killed)
        {
          gboolean again;
          g_autofree char *second = run_child (folder, 0, &again);

          g_assert_false (again);
        }
      check_world (folder);
      remove_folder (folder);
      if (!killed)
        break;
    }
  g_test_message ("killed at %u commit events", event - 1);
  /* the steps of one card make at least two commits each */
  g_assert_cmpuint (event, >, 2 * 2 * CW_STEP_COUNT);
  g_assert_cmpuint (event, <, MOST_EVENTS);
  remove_folder (seed);
}

/* Dies again and again in the same order, each life one commit longer than the one before: a step
 * of many commits has to be finished in one life. */
static void
test_dies_every_time (void)
{
  g_autofree char *seed = make_seed ();
  g_autofree char *folder = copy_seed (seed);
  gboolean killed = TRUE;
  guint deaths = 0;

  while (killed && deaths < MOST_EVENTS)
    {
      g_autofree char *output = run_child (folder, 3 + 2 * deaths, &killed);

      deaths += killed;
    }
  g_test_message ("died %u times in one order", deaths);
  g_assert_cmpuint (deaths, >, 3);
  g_assert_cmpuint (deaths, <, MOST_EVENTS);
  check_world (folder);
  remove_folder (folder);
  remove_folder (seed);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *directory = NULL;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  directory = g_path_get_dirname (argv[0]);
  child = g_build_filename (directory, "crash-child", NULL);
  g_test_add_func ("/station/crash/every-commit", test_every_commit);
  g_test_add_func ("/station/crash/dies-every-time", test_dies_every_time);
  return g_test_run ();
}
