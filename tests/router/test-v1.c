/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/router/esc-files.h"
#include "app/router/esc.h"

#include <string.h>

#include "app/base/error.h"
#include "app/router/standin-private.h"
#include "tests/router/rig.h"

/* API v1 behind the door of registers: the same contract, and what it cannot say. */

typedef struct
{
  CwStandIn  *stand_in;
  CwRegistry *old;   /* speaks v1 */
  CwRegistry *fresh; /* speaks v2, to the same book */
} Fixture;

static CwRegistry *
new_client (const char *uri)
{
  g_autoptr (CwSecret) token = cw_secret_new (RIG_TOKEN, strlen (RIG_TOKEN));
  g_autoptr (GError) error = NULL;
  CwRegistry *client = cw_router_client_new_v1 (uri, token, &error);

  g_assert_no_error (error);
  return client;
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->stand_in = rig_stand_in_start (NULL);
  cw_stand_in_set_organisation (fixture->stand_in, RIG_PIC);
  fixture->old = new_client (cw_stand_in_get_uri (fixture->stand_in));
  fixture->fresh = rig_client_new (cw_stand_in_get_uri (fixture->stand_in), RIG_TOKEN);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (fixture->old);
  g_assert_finalize_object (fixture->fresh);
  g_assert_finalize_object (fixture->stand_in);
}

static CwPersonEntry *
new_person (void)
{
  CwPersonEntry *person = rig_person_new ();

  person->expires_at = g_strdup ("2099-09-30");
  return person;
}

static void
register_both (Fixture *fixture)
{
  g_autoptr (CwPersonEntry) person = new_person ();
  g_autoptr (CwCardEntry) card = rig_card_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_registry_upsert_person (fixture->old, person, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (cw_registry_register_card (fixture->old, card, NULL, NULL, &error));
  g_assert_no_error (error);
}

static void
test_v1_person (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (CwPersonEntry) person = new_person ();
  g_autoptr (CwPersonEntry) there = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *added = NULL;
  g_autofree char *unchanged = NULL;
  g_autofree char *updated = NULL;

  g_assert_true (cw_registry_upsert_person (fixture->old, person, NULL, &added, &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (added, "\"added\""));
  g_assert_true (cw_registry_upsert_person (fixture->old, person, NULL, &unchanged, &error));
  g_assert_nonnull (strstr (unchanged, "\"unchanged\""));

  person->level = CW_ACADEMIC_LEVEL_DOCTORATE;
  g_clear_pointer (&person->expires_at, g_free);
  g_assert_true (cw_registry_upsert_person (fixture->old, person, NULL, &updated, &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (updated, "\"updated\""));
  there = cw_esc_get_person (fixture->old, RIG_ESI, RIG_PIC, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (there->level, ==, CW_ACADEMIC_LEVEL_DOCTORATE);
  g_assert_cmpstr (there->full_name, ==, person->full_name);
  /* the day that was not given stayed */
  g_assert_cmpstr (there->expires_at, ==, "2099-09-30");
}

static void
test_v1_person_without_day (Fixture      *fixture,
                            gconstpointer data)
{
  g_autoptr (CwPersonEntry) person = rig_person_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_registry_upsert_person (fixture->old, person, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
}

static void
test_v1_card (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (CwCardEntry) card = rig_card_new ();
  g_autoptr (CwCardEntry) there = NULL;
  g_autoptr (CwCardEntry) seen = NULL;
  g_autoptr (CwRegistry) stranger = new_client (cw_stand_in_get_uri (fixture->stand_in));
  g_autoptr (GError) error = NULL;
  g_autofree char *evidence = NULL;

  register_both (fixture);
  there = cw_registry_look_up (fixture->old, RIG_ESCN, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (there->sparse);
  g_assert_cmpstr (there->esi, ==, RIG_ESI);
  g_assert_cmpstr (there->pic, ==, RIG_PIC);
  g_assert_cmpstr (there->expires_at, ==, "2099-09-30");
  g_assert_cmpstr (there->status, ==, "ACTIVE");
  g_assert_cmpint (there->card_type, ==, CW_CARD_TYPE_SMART_NO_CDZ);

  /* again, with another type and another day */
  card->card_type = CW_CARD_TYPE_PASSIVE;
  g_free (card->expires_at);
  card->expires_at = g_strdup ("2098-09-30");
  g_assert_true (cw_registry_register_card (fixture->old, card, NULL, &evidence, &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (evidence, "2098-09-30"));
  seen = cw_registry_look_up (fixture->fresh, RIG_ESCN, NULL, &error);
  g_assert_cmpstr (seen->expires_at, ==, "2098-09-30");
  g_assert_cmpint (seen->card_type, ==, CW_CARD_TYPE_PASSIVE);

  /* one that was never told whose card it is */
  g_assert_true (cw_registry_withdraw_card (stranger, RIG_ESCN, NULL, &error));
  g_assert_no_error (error);
  g_assert_null (cw_registry_look_up (fixture->fresh, RIG_ESCN, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (cw_registry_withdraw_card (stranger, RIG_ESCN, NULL, &error));
  g_assert_true (cw_registry_withdraw_card (fixture->old, RIG_ESCN, NULL, &error));
  g_assert_no_error (error);
  g_assert_null (cw_registry_look_up (fixture->old, RIG_ESCN, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

static void
test_v1_holder (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (CwRegistry) told = new_client (cw_stand_in_get_uri (fixture->stand_in));
  g_autoptr (CwCardEntry) there = NULL;
  g_autoptr (GError) error = NULL;
  guint before;

  register_both (fixture);
  before = cw_stand_in_get_count (fixture->stand_in);
  cw_registry_note_holder (told, RIG_ESCN, RIG_ESI);
  there = cw_registry_look_up (told, RIG_ESCN, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cw_stand_in_get_count (fixture->stand_in), ==, before + 1);
}

static void
test_v1_suspended (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr (CwCardEntry) card = rig_card_new ();
  g_autoptr (GError) error = NULL;
  guint before;

  register_both (fixture);
  before = cw_stand_in_get_count (fixture->stand_in);
  card->active = FALSE;
  g_assert_false (cw_registry_register_card (fixture->old, card, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_REFUSED);
  g_assert_nonnull (strstr (error->message, RIG_ESCN));
  g_assert_cmpuint (cw_stand_in_get_count (fixture->stand_in), ==, before);
}

static gboolean
count_card (const CwCardEntry *card,
            gpointer           user_data,
            GError           **error)
{
  g_hash_table_add (user_data, g_strdup (card->escn));
  return TRUE;
}

static gboolean
count_person (const CwPersonEntry *person,
              gpointer             user_data,
              GError             **error)
{
  ++*(guint *) user_data;
  return TRUE;
}

/* The stand-in gives twenty rows whatever is asked for. */
static void
test_v1_lists (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;
  guint persons = 0;
  CwEscSum sum;

  register_both (fixture);
  for (guint i = 0; i < 44; i++)
    {
      g_autoptr (CwCardEntry) card = rig_card_new ();

      card->escn[6] = (char) ('0' + i / 10);
      card->escn[7] = (char) ('0' + i % 10);
      g_assert_true (cw_registry_register_card (fixture->fresh, card, NULL, NULL, &error));
      g_assert_no_error (error);
    }
  g_assert_true (cw_esc_list_cards (fixture->old, NULL, count_card, seen, &sum, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (seen), ==, 45);
  g_assert_cmpuint (sum.rows, ==, 45);
  g_assert_true (cw_esc_list_persons (fixture->old, RIG_PIC, NULL, count_person, &persons, &sum, NULL, &error));
  g_assert_cmpuint (persons, ==, 1);
}

static void
test_v1_lying_list (void)
{
  g_autoptr (RigServer) server = rig_server_new ();
  g_autoptr (CwRegistry) client = new_client (rig_server_get_uri (server));
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2; i++)
    rig_server_json (server, 200, "[{\"europeanStudentCardNumber\":\"" RIG_ESCN "\",\"cardType\":1}]");
  g_assert_false (cw_esc_list_cards (client, NULL, count_card, seen, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER);
}

static void
test_v1_has_not (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("a", 1);
  guint before = cw_stand_in_get_count (fixture->stand_in);
  GError *errors[8] = { NULL };

  g_assert_false (cw_esc_list_cards (fixture->old, "a:b", count_card, NULL, NULL, NULL, &errors[0]));
  g_assert_null (cw_esc_get_status (fixture->old, RIG_ESCN, NULL, &errors[1]));
  g_assert_null (cw_esc_get_qr (fixture->old, RIG_ESCN, NULL, &errors[2]));
  g_assert_null (cw_esc_make_numbers (fixture->old, RIG_PIC, 1, 1, NULL, &errors[3]));
  g_assert_null (cw_esc_list_organisations (fixture->old, RIG_ESI, NULL, &errors[4]));
  g_assert_null (cw_esc_get_picture (fixture->old, RIG_PIC, RIG_ESI, NULL, &errors[5]));
  g_assert_null (cw_esc_get_csv_columns (fixture->old, NULL, &errors[6]));
  g_assert_null (cw_esc_check_csv (fixture->old, CW_ESC_CSV_CREATE, bytes, NULL, &errors[7]));
  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_assert_error (errors[i], CW_ERROR, CW_ERROR_INVALID);
      g_assert_nonnull (strstr (errors[i]->message, "dialect=v2"));
      g_clear_error (&errors[i]);
    }
  g_assert_cmpuint (cw_stand_in_get_count (fixture->stand_in), ==, before);
}

/* The key goes along in both ways, and where v1 lies by itself the address ends there. */
static void
test_v1_wire (void)
{
  g_autoptr (RigServer) server = rig_server_new ();
  g_autofree char *own = g_strconcat (rig_server_get_uri (server), "v1/", NULL);
  g_autoptr (CwRegistry) client = new_client (rig_server_get_uri (server));
  g_autoptr (CwRegistry) plain = new_client (own);
  g_autoptr (GError) error = NULL;

  rig_server_json (server, 200, "[]");
  rig_server_json (server, 200, "[]");
  g_assert_true (cw_registry_ping (client, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (cw_registry_ping (plain, NULL, &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (rig_server_request (server, 0), "/api/v1/students?offset=0&limit=1 HTTP"));
  g_assert_nonnull (strstr (rig_server_request (server, 0), "\r\nKey: " RIG_TOKEN "\r\n"));
  g_assert_nonnull (strstr (rig_server_request (server, 0), "\r\nAuthorization: Bearer " RIG_TOKEN "\r\n"));
  g_assert_nonnull (strstr (rig_server_request (server, 1), "/v1/students?offset=0&limit=1 HTTP"));
  g_assert_null (strstr (rig_server_request (server, 1), "/api/v1/"));
}

/* A number that is another person's is not taken over. */
static void
test_v1_foreign_card (Fixture      *fixture,
                      gconstpointer data)
{
  g_autoptr (CwPersonEntry) person = new_person ();
  g_autoptr (CwCardEntry) card = rig_card_new ();
  g_autoptr (CwCardEntry) there = NULL;
  g_autoptr (GError) error = NULL;

  register_both (fixture);
  g_free (person->esi);
  person->esi = g_strdup ("urn:schac:personalUniqueCode:int:esi:lbtu.lv:LF23002");
  g_assert_true (cw_registry_upsert_person (fixture->old, person, NULL, NULL, &error));
  g_assert_no_error (error);
  g_free (card->esi);
  card->esi = g_strdup (person->esi);
  g_assert_false (cw_registry_register_card (fixture->old, card, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_REFUSED);
  g_clear_error (&error);
  there = cw_registry_look_up (fixture->fresh, RIG_ESCN, NULL, &error);
  g_assert_cmpstr (there->esi, ==, RIG_ESI);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/router/v1/person", Fixture, NULL, set_up, test_v1_person, tear_down);
  g_test_add ("/router/v1/person-without-day", Fixture, NULL, set_up, test_v1_person_without_day, tear_down);
  g_test_add ("/router/v1/card", Fixture, NULL, set_up, test_v1_card, tear_down);
  g_test_add ("/router/v1/holder", Fixture, NULL, set_up, test_v1_holder, tear_down);
  g_test_add ("/router/v1/suspended", Fixture, NULL, set_up, test_v1_suspended, tear_down);
  g_test_add ("/router/v1/foreign-card", Fixture, NULL, set_up, test_v1_foreign_card, tear_down);
  g_test_add ("/router/v1/lists", Fixture, NULL, set_up, test_v1_lists, tear_down);
  g_test_add ("/router/v1/has-not", Fixture, NULL, set_up, test_v1_has_not, tear_down);
  g_test_add_func ("/router/v1/lying-list", test_v1_lying_list);
  g_test_add_func ("/router/v1/wire", test_v1_wire);
  return g_test_run ();
}
