/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Kills the station at every commit, every movement and every job of a card that is made inside the
 * printer, starts it again, and holds the books against what the machine really did: no number on two
 * blanks, no blank without a row, nothing forgotten inside, nothing half made handed out. */

#include "config.h"

#include <gio/gio.h>
#include <signal.h>

#include "app/station/station.h"
#include "machine.h"

#define STUDENT "lbtu/LF23001"
#define MOST_EVENTS 400

typedef struct
{
  const char *steps;
  const char *bad;
  const char *tray;
} Way;

static char *child;

static gboolean
run_child (const Way  *way,
           const char *folder,
           guint       event)
{
  g_autofree char *text = g_strdup_printf ("%u", event);
  const char *argv[] = { child, folder, text, way->steps, way->bad, way->tray, NULL };
  g_autofree char *errors = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &errors, &error);
  g_assert_no_error (error);
  if (g_subprocess_get_if_signaled (process) && g_subprocess_get_term_sig (process) == SIGKILL)
    return TRUE;
  if (!g_subprocess_get_if_exited (process) || g_subprocess_get_exit_status (process) != 0)
    g_error ("event %u: the child ended badly: %s", event, errors);
  return FALSE;
}

static int
find_plastic (Machine    *machine,
              const char *uid)
{
  for (guint i = 0; i < machine->plastics->len; i++)
    {
      g_autofree char *other = machine_read_uid (machine, i);

      if (g_strcmp0 (other, uid) == 0)
        return (int) i;
    }
  return -1;
}

static void
check_issued (CwStore       *store,
              Machine       *machine,
              const CwCard  *card,
              guint          printed)
{
  g_autofree char *escn = cw_escn_to_string (&card->escn);
  int index = find_plastic (machine, card->uid);
  const MachinePlastic *plastic;

  g_assert_cmpuint (printed, ==, 1);
  g_assert_cmpint (index, >=, 0);
  plastic = g_ptr_array_index (machine->plastics, (guint) index);
  g_assert_cmpint (plastic->place, ==, MACHINE_OUT);
  g_assert_cmpuint (plastic->prints, ==, 1);
  g_assert_true (g_str_has_prefix (plastic->printed, escn));
  g_assert_cmpuint ((guint) index, >=, machine->bad_chips);
}

/* Each number on one plastic at most; one card for the student. */
static void
check_cards (CwStore *store,
             Machine *machine)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) cards = cw_store_list_cards (store, STUDENT, 0, 0, &error);
  guint issued = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < cards->len; i++)
    {
      const CwCard *card = g_ptr_array_index (cards, i);
      g_autofree char *escn = cw_escn_to_string (&card->escn);
      guint printed = machine_count_of (machine, escn);

      g_assert_cmpuint (printed, <=, 1);
      g_assert_true (card->state == CW_CARD_STATE_ISSUED || card->state == CW_CARD_STATE_SPOILED);
      if (card->state != CW_CARD_STATE_ISSUED)
        continue;
      issued++;
      check_issued (store, machine, card, printed);
    }
  g_assert_cmpuint (issued, ==, 1);
}

static void
check_world (const Way  *way,
             const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStation) station = cw_station_open (folder, TRUE, &error);
  g_autoptr (Machine) machine = machine_new (folder);
  CwStore *store = cw_station_get_tools (station)->store;
  g_autoptr (GPtrArray) open = cw_store_list_open_orders (store, &error);
  g_autoptr (GPtrArray) unaccounted = cw_store_list_unaccounted (store, &error);
  CwLedgerSum sum;
  gint64 rows, broken;

  g_assert_no_error (error);
  machine->bad_chips = (guint) g_ascii_strtoull (way->bad, NULL, 10);
  g_assert_cmpuint (open->len, ==, 0);
  g_assert_cmpuint (unaccounted->len, ==, 0);
  g_assert_cmpint (machine->inside, ==, -1);
  g_assert_true (cw_store_sum_ledger (store, NULL, &sum, &error));
  g_assert_cmpuint (sum.asked, ==, sum.failed + sum.issued + sum.spoiled);
  g_assert_cmpuint (sum.issued, ==, 1);
  g_assert_cmpuint (sum.issued + sum.spoiled, ==, machine->plastics->len);
  if (g_str_equal (way->tray, "tray"))
    g_assert_cmpuint (machine_count (machine, MACHINE_REJECTED), ==, sum.spoiled);
  check_cards (store, machine);
  g_assert_true (cw_store_verify_journal (store, &rows, &broken, &error));
  g_assert_cmpint (broken, ==, 0);
}

static char *
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("cardwright-feeder-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void
run_tool (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_NONE, &error);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
}

static char *
make_seed (void)
{
  char *folder = make_folder ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStation) station = cw_station_open (folder, TRUE, &error);

  g_assert_no_error (error);
  return folder;
}

static void
test_every_event (gconstpointer data)
{
  const Way *way = data;
  g_autofree char *seed = make_seed ();
  g_autofree char *from = g_build_filename (seed, ".", NULL);
  gboolean killed = TRUE;
  guint event;

  for (event = 1; killed && event < MOST_EVENTS; event++)
    {
      g_autofree char *folder = make_folder ();

      run_tool ((const char *const[]) { "cp", "-a", "--", from, folder, NULL });
      killed = run_child (way, folder, event);
      if (killed)
        g_assert_false (run_child (way, folder, 0));
      g_test_message ("event %u", event);
      check_world (way, folder);
      run_tool ((const char *const[]) { "rm", "-rf", "--", folder, NULL });
    }
  g_test_message ("killed at %u events", event - 2);
  g_assert_false (killed);
  g_assert_cmpuint (event, >, 40);
  run_tool ((const char *const[]) { "rm", "-rf", "--", seed, NULL });
}

#define PRINT_FIRST "reserve,layout,print,encode,verify,register,hand-over"
#define ENCODE_FIRST "reserve,layout,encode,print,verify,register,hand-over"

int
main (int    argc,
      char **argv)
{
  static const Way print_first = { PRINT_FIRST, "0", "tray" };
  static const Way encode_first = { ENCODE_FIRST, "0", "tray" };
  static const Way rejected = { ENCODE_FIRST, "1", "tray" };
  static const Way destroyed = { PRINT_FIRST, "1", "none" };
  g_autofree char *directory = NULL;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  directory = g_path_get_dirname (argv[0]);
  child = g_build_filename (directory, "feeder-child", NULL);
  g_test_add_data_func ("/issue/feeder-crash/print-first", &print_first, test_every_event);
  g_test_add_data_func ("/issue/feeder-crash/encode-first", &encode_first, test_every_event);
  g_test_add_data_func ("/issue/feeder-crash/rejected", &rejected, test_every_event);
  g_test_add_data_func ("/issue/feeder-crash/destroyed", &destroyed, test_every_event);
  return g_test_run ();
}
