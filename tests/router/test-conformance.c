/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/router/esc-files.h"
#include "app/router/esc.h"
#include "app/router/standin-private.h"
#include "tests/router/rig.h"

/* The bodies that the client really sent and those that the stand-in really answered, checked
 * against frozen schemas of the API by an independent validator (python3-jsonschema). First argument: the Python to use, second: the
 * folder of the schemas. */

#define NOT_INSTALLED 77
/* of the numbers that say_everything() registers */
#define FIRST "4b173b00-b51e-103d-bffe-999999933328"

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

static gboolean
take_any (gconstpointer row,
          gpointer      user_data,
          GError      **error)
{
  return TRUE;
}

static gboolean
take_person (const CwPersonEntry *person,
             gpointer             user_data,
             GError             **error)
{
  return take_any (person, user_data, error);
}

static gboolean
take_card (const CwCardEntry *card,
           gpointer           user_data,
           GError           **error)
{
  return take_any (card, user_data, error);
}

/* The same in the words of API v1. */
static void
say_in_v1 (Fixture *fixture)
{
  g_autoptr (CwSecret) token = cw_secret_new (RIG_TOKEN, strlen (RIG_TOKEN));
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRegistry) old = cw_router_client_new_v1 (cw_stand_in_get_uri (fixture->stand_in), token, &error);

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (CwPersonEntry) person = rig_person_new ();
      g_autoptr (CwCardEntry) card = rig_card_new ();

      person->expires_at = g_strdup_printf ("2099-09-%02u", i + 10);
      person->level = (CwAcademicLevel) (i % 4);
      g_assert_true (cw_registry_upsert_person (old, person, NULL, NULL, &error));
      g_assert_no_error (error);
      card->card_type = (CwCardType) (i % 5);
      card->escn[6] = 'a';
      card->escn[7] = (char) ('0' + i % 10);
      g_assert_true (cw_registry_register_card (old, card, NULL, NULL, &error));
      g_assert_no_error (error);
    }
  g_assert_true (cw_esc_list_persons (old, RIG_PIC, NULL, take_person, NULL, NULL, NULL, &error));
  g_assert_true (cw_esc_list_cards (old, NULL, take_card, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
}

/* Every question there is, and some that are refused. */
static void
ask_everything (Fixture *fixture)
{
  static const char csv[] = "nobody,none,ACTIVE\n";
  g_autoptr (GBytes) file = g_bytes_new_static (csv, sizeof csv - 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPublicCard) status = cw_esc_get_status (fixture->client, FIRST, NULL, &error);
  g_autoptr (CwPublicCard) verified = cw_esc_verify (fixture->client, FIRST, NULL, &error);
  g_auto (GStrv) numbers = cw_esc_make_numbers (fixture->client, RIG_PIC, 7, 20, NULL, &error);
  g_auto (GStrv) columns = cw_esc_get_csv_columns (fixture->client, NULL, &error);
  g_autoptr (GPtrArray) troubles = cw_esc_check_csv (fixture->client, CW_ESC_CSV_CREATE, file, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (troubles->len, >, 0);
  g_assert_true (cw_esc_list_persons (fixture->client, RIG_PIC, NULL, take_person, NULL, NULL, NULL, &error));
  g_assert_true (cw_esc_list_cards (fixture->client, NULL, take_card, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (cw_esc_list_cards (fixture->client, "nonsense", take_card, NULL, NULL, NULL, NULL));
  g_assert_null (cw_esc_get_status (fixture->client, "c3ddd401-d3ef-103e-8001-007999871830", NULL, NULL));
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
  say_in_v1 (fixture);
  ask_everything (fixture);
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

static void
test_conformance_students (Fixture      *fixture,
                           gconstpointer data)
{
  check_kind (fixture, "students", "student-post-view.schema.json", "\"expiryDate\"", "\"expiresAt\"");
}

static void
test_conformance_cards_v1 (Fixture      *fixture,
                           gconstpointer data)
{
  check_kind (fixture, "cards-v1", "card-v1-view.schema.json", "\"cardType\":", "\"cardUid\":\"04\",\"cardType\":");
}

/* Every kind of answer was given, and is what the router's would be; but for the field that is
 * misspelt, so that a schema which takes anything would show. */
static void
test_conformance_answers (Fixture      *fixture,
                          gconstpointer data)
{
  static const char *const kinds[] = {
    "person-view", "person-page", "card-view", "card-page", "card-status-view", "verified-card", "card-numbers",
    "csv-columns", "csv-errors", "student-view", "student-list", "card-v1-view", "card-v1-list", "error",
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *schema = g_strconcat ("answers.schema.json#", kinds[i], NULL);
      g_autofree char *ending = g_strconcat ("answer-", kinds[i], NULL);
      g_autoptr (GPtrArray) paths = list_bodies (fixture, ending);
      g_autofree char *spoiled = NULL;

      g_test_message ("%s: %u", kinds[i], paths->len);
      g_assert_cmpuint (paths->len, >, 0);
      if (paths->len > 40)
        g_ptr_array_set_size (paths, 40);
      g_assert_cmpint (check_files (schema, paths), ==, 0);

      spoiled = g_build_filename (fixture->log_directory, "spoiled", NULL);
      g_assert_true (g_file_set_contents (spoiled, "[{\"strange\":\"field\"}]", -1, NULL));
      g_ptr_array_set_size (paths, 0);
      g_ptr_array_add (paths, g_strdup (spoiled));
      g_assert_cmpint (check_files (schema, paths), ==, 1);
    }
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
  g_test_add ("/router/conformance/students", Fixture, NULL, set_up, test_conformance_students, tear_down);
  g_test_add ("/router/conformance/cards-v1", Fixture, NULL, set_up, test_conformance_cards_v1, tear_down);
  g_test_add ("/router/conformance/answers", Fixture, NULL, set_up, test_conformance_answers, tear_down);
  return g_test_run ();
}
