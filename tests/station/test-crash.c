/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Kills the process just before and just after every commit, every request to the register, every
 * command to the chip and everything asked of the printer, starts it again, and looks at the whole
 * world: one plastic and one chip a card, in the register what shall be there and nothing else, an
 * unbroken journal, everything accounted for. Each act of acts.c is a test of its own. */

#include "config.h"

#include <gio/gio.h>
#include <jansson.h>
#include <signal.h>
#include <string.h>

#include "app/station/station.h"
#include "acts.h"

#define MOST_EVENTS 400

static char *child;

/* Runs the child; @killed: whether it died by its own hand. */
static char *
run_child (const char *folder,
           guint       event,
           const char *act,
           gboolean   *killed)
{
  g_autofree char *text = g_strdup_printf ("%u", event);
  const char *argv[] = { child, folder, text, act, NULL };
  g_autofree char *output = NULL;
  g_autofree char *errors = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, &errors, &error);
  g_assert_no_error (error);
  *killed = g_subprocess_get_if_signaled (process) && g_subprocess_get_term_sig (process) == SIGKILL;
  if (!*killed && !(g_subprocess_get_if_exited (process) && g_subprocess_get_exit_status (process) == 0))
    g_error ("%s, event %u: the child ended badly: %s", act, event, errors);
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

/* @end: where the one that left the hopper is by the books */
static void
check_plastics (CwStore       *store,
                const CwCard  *card,
                CwPlasticState end)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) plastics = cw_store_list_plastics (store, card->id, &error);
  guint out = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < plastics->len; i++)
    {
      const CwPlasticRow *plastic = g_ptr_array_index (plastics, i);

      if (plastic->state == CW_PLASTIC_STATE_FAILED)
        continue;
      out++;
      g_assert_cmpint (plastic->state, ==, end);
      g_assert_cmpstr (plastic->uid, ==, card->uid);
    }
  g_assert_cmpuint (out, ==, 1);
}

/* @status: (nullable): NULL: it is not there */
static void
check_entry (const CwCard *card,
             const char   *folder,
             const char   *status)
{
  g_autofree char *escn = cw_escn_to_string (&card->escn);
  g_autofree char *name = g_strconcat (escn, ".json", NULL);
  g_autofree char *path = g_build_filename (folder, "register", "cards", name, NULL);
  json_t *entry = json_load_file (path, 0, NULL);

  g_assert_cmpstr (json_string_value (json_object_get (entry, "cardStatusType")), ==, status);
  if (status != NULL)
    g_assert_cmpstr (json_string_value (json_object_get (entry, "expiresAt")), ==, card->expires_at);
  json_decref (entry);
}

/* The one person in the register, as its own record of them. */
static void
check_person (const char *folder,
              const char *email)
{
  g_autofree char *path = g_build_filename (folder, "register", "persons", NULL);
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  g_autofree char *file = g_build_filename (path, g_dir_read_name (directory), NULL);
  json_t *person = json_load_file (file, 0, NULL);
  const json_t *view = json_array_get (json_object_get (person, "personOrganisationUpdateViews"), 0);

  g_assert_cmpstr (json_string_value (json_object_get (view, "email")), ==, email);
  json_decref (person);
}

/* @act: (nullable): NULL: not the newest, and not in the register */
static void
check_card (CwStore      *store,
            const CwCard *card,
            const char   *folder,
            const Act    *act)
{
  g_autofree char *escn = cw_escn_to_string (&card->escn);
  g_autofree char *name = g_strconcat (escn, ".json", NULL);
  g_autofree char *chip = g_build_filename (folder, "chips", name, NULL);

  check_plastics (store, card, act != NULL && act->spoiled ? CW_PLASTIC_STATE_SPOILED : CW_PLASTIC_STATE_ISSUED);
  g_assert_true (g_file_test (chip, G_FILE_TEST_EXISTS));
  check_entry (card, folder, act != NULL ? act->status : NULL);
}

static void
check_books (CwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) open = cw_store_list_open_orders (store, &error);
  g_autoptr (GPtrArray) unaccounted = cw_store_list_unaccounted (store, &error);
  g_autoptr (GPtrArray) messages = cw_store_list_messages (store, NULL, 0, &error);
  gint64 rows = 0;
  gint64 broken = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (open->len, ==, 0);
  g_assert_cmpuint (unaccounted->len, ==, 0);
  for (guint i = 0; i < messages->len; i++)
    g_assert_cmpstr (((CwOutboxRow *) g_ptr_array_index (messages, i))->state, ==, "sent");
  g_assert_true (cw_store_verify_journal (store, &rows, &broken, &error));
  g_assert_no_error (error);
  g_assert_cmpint (broken, ==, 0);
  g_assert_cmpint (rows, >, 10);
}

static void
check_world (const char *folder,
             const Act  *act)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStation) station = cw_station_open (folder, TRUE, &error);
  CwStore *store = cw_station_get_tools (station)->store;
  g_autoptr (GPtrArray) cards = NULL;

  g_assert_no_error (error);
  check_books (store);
  g_assert_true (act_is_done (act, store));
  cards = cw_store_list_cards (store, ACTS_STUDENT, 0, 0, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < cards->len; i++)
    check_card (store, g_ptr_array_index (cards, i), folder, i == 0 ? act : NULL);
  /* what really left the printer, and what the register really has */
  g_assert_cmpuint (count_names (folder, "cards"), ==, cards->len);
  g_assert_cmpuint (count_names (folder, "chips"), ==, cards->len);
  g_assert_cmpuint (count_names (folder, "register/cards"), ==, act->status != NULL);
  g_assert_cmpuint (count_names (folder, "register/persons"), ==, act->person);
  if (act->email != NULL)
    check_person (folder, act->email);
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

/* A demo station with everything done that comes before @act, so that only its events are counted. */
static char *
make_seed (const Act *act)
{
  g_autofree char *output = NULL;
  char *folder;
  gboolean killed;

  if (act->before == NULL)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwStation) station = NULL;

      folder = make_folder ();
      station = cw_station_open (folder, TRUE, &error);
      g_assert_no_error (error);
      return folder;
    }
  folder = make_seed (act_find (act->before));
  output = run_child (folder, 0, act->before, &killed);
  g_assert_false (killed);
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
test_every_event (gconstpointer data)
{
  const Act *act = act_find (data);
  g_autofree char *seed = make_seed (act);
  gboolean killed = TRUE;
  guint event;

  for (event = 1; killed && event < MOST_EVENTS; event++)
    {
      g_autofree char *folder = copy_seed (seed);
      g_autofree char *first = run_child (folder, event, act->name, &killed);

      if (killed)
        {
          gboolean again;
          g_autofree char *second = run_child (folder, 0, act->name, &again);

          g_assert_false (again);
        }
      g_test_message ("event %u", event);
      check_world (folder, act);
      remove_folder (folder);
    }
  g_test_message ("%s: killed at %u events", act->name, event - 2);
  g_assert_false (killed);
  /* a commit, a request and the commit of its answer at the least */
  g_assert_cmpuint (event - 2, >=, 6);
  remove_folder (seed);
}

/* Dies again and again in the same order, each life one commit longer than the one before: a step
 * of many commits has to be finished in one life. */
static void
test_dies_every_time (gconstpointer data)
{
  const Act *act = act_find (data);
  g_autofree char *seed = make_seed (act);
  g_autofree char *folder = copy_seed (seed);
  gboolean killed = TRUE;
  guint deaths = 0;

  while (killed && deaths < MOST_EVENTS)
    {
      g_autofree char *output = run_child (folder, 3 + 2 * deaths, act->name, &killed);

      deaths += killed;
    }
  g_test_message ("died %u times in one order", deaths);
  g_assert_cmpuint (deaths, >, 3);
  g_assert_cmpuint (deaths, <, MOST_EVENTS);
  check_world (folder, act);
  remove_folder (folder);
  remove_folder (seed);
}

int
main (int    argc,
      char **argv)
{
  static const char *const names[] = {
    "issue", "replace-lost", "replace-stolen", "replace-damaged", "extend", "suspend", "lost", "find", "withdraw", "destroy", "expire", "correct", "leave"
  };
  g_autofree char *directory = NULL;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  directory = g_path_get_dirname (argv[0]);
  child = g_build_filename (directory, "crash-child", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_strconcat ("/station/crash/", names[i], NULL);

      g_test_add_data_func (path, names[i], test_every_event);
    }
  g_test_add_data_func ("/station/crash/dies-every-time", "replace-lost", test_dies_every_time);
  return g_test_run ();
}
