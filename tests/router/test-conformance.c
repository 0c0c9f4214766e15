/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/router/standin-private.h"
#include "tests/router/rig.h"

/* The bodies that the client really sent, checked against frozen schemas of the API by an
 * independent validator (python3-jsonschema). First argument: the Python to use, second: the
 * folder of the schemas. */

#define NOT_INSTALLED 77

static const char *python;
static const char *source_directory;

typedef struct
{
  char       *log_directory;
  CwStandIn  *stand_in;
  CwRegistry *client;
} Fixture;

/* Registers persons and cards of every shape that the program can make. */
static void
say_everything (Fixture *fixture)
{
  static const char *const names[] = { "Anna Bērziņa-Šķēle", "O'Neil \"Bobby\" Tables", "Μαρία Παπαδοπούλου", "Ян Кароль Ходкевич", "\\ \t/" };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names) * 4; i++)
    {
      g_autoptr (CwPersonEntry) person = rig_person_new ();
      g_autoptr (CwCardEntry) card = rig_card_new ();

      g_free (person->full_name);
      person->full_name = g_strdup (names[i / 4]);
      person->level = (CwAcademicLevel) (i % 4);
      g_assert_true (cw_registry_upsert_person (fixture->client, person, NULL, NULL, &error));
      g_assert_no_error (error);

      card->card_type = (CwCardType) (i % 5);
      card->active = i % 3 != 0;
      card->processor = i % 2 == 0 ? g_strdup ("LV40003000000") : NULL;
      card->display_name = i % 4 == 1 ? g_strdup (names[i / 4]) : NULL;
      card->escn[7] = (char) ('0' + i % 10);
      g_assert_true (cw_registry_register_card (fixture->client, card, NULL, NULL, &error));
      g_assert_no_error (error);
    }
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->log_directory = rig_directory_new ("log");
  fixture->stand_in = rig_stand_in_start (NULL);
  cw_stand_in_set_log (fixture->stand_in, fixture->log_directory);
  fixture->client = rig_client_new (cw_stand_in_get_uri (fixture->stand_in), RIG_TOKEN);
  say_everything (fixture);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (fixture->client);
  g_assert_finalize_object (fixture->stand_in);
  g_free (fixture->log_directory);
}

/* Returns: the validator's exit status */
static int
check_files (const char *schema,
             GPtrArray  *paths)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *output = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (arguments, g_strdup (python));
  g_ptr_array_add (arguments, g_build_filename (source_directory, "check-bodies.py", NULL));
  g_ptr_array_add (arguments, g_build_filename (source_directory, schema, NULL));
  for (guint i = 0; i < paths->len; i++)
    g_ptr_array_add (arguments, g_strdup (g_ptr_array_index (paths, i)));
  g_ptr_array_add (arguments, NULL);

  process = g_subprocess_newv ((const char *const *) arguments->pdata, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error));
  g_assert_no_error (error);
  if (*output != '\0')
    g_test_message ("%s", output);
  return g_subprocess_get_exit_status (process);
}

static GPtrArray *
list_bodies (Fixture    *fixture,
             const char *kind)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->log_directory, 0, NULL);
  g_autofree char *ending = g_strdup_printf ("-%s.json", kind);
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      if (g_str_has_suffix (name, ending))
        g_ptr_array_add (paths, g_build_filename (fixture->log_directory, name, NULL));
    }
  return paths;
}

/* The schema must take every body as it was sent, and none after @find became @put. */
static void
check_kind (Fixture    *fixture,
            const char *kind,
            const char *schema,
            const char *find,
            const char *put)
{
  g_autoptr (GPtrArray) paths = list_bodies (fixture, kind);
  g_autofree char *contents = NULL;
  g_autoptr (GString) spoiled = NULL;
  int status;

  g_assert_cmpuint (paths->len, >=, 20);
  status = check_files (schema, paths);
  if (status == NOT_INSTALLED)
    g_error ("python3-jsonschema is not installed; ./dev test installs it");
  g_assert_cmpint (status, ==, 0);

  g_assert_true (g_file_get_contents (g_ptr_array_index (paths, 0), &contents, NULL, NULL));
  spoiled = g_string_new (contents);
  g_assert_cmpuint (g_string_replace (spoiled, find, put, 1), ==, 1);
  g_assert_true (g_file_set_contents (g_ptr_array_index (paths, 0), spoiled->str, -1, NULL));
  g_ptr_array_set_size (paths, 1);
  g_assert_cmpint (check_files (schema, paths), ==, 1);
}

static void
test_conformance_persons (Fixture      *fixture,
                          gconstpointer data)
{
  check_kind (fixture, "persons", "person-update-view.schema.json", "\"organisationIdentifier\"", "\"organizationIdentifier\"");
}

static void
test_conformance_cards (Fixture      *fixture,
                        gconstpointer data)
{
  check_kind (fixture, "cards", "card-update-view.schema.json", "2099-09-30", "2099-09-31");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_assert_cmpint (argc, ==, 3);
  python = argv[1];
  source_directory = argv[2];
  g_test_add ("/router/conformance/persons", Fixture, NULL, set_up, test_conformance_persons, tear_down);
  g_test_add ("/router/conformance/cards", Fixture, NULL, set_up, test_conformance_cards, tear_down);
  return g_test_run ();
}
