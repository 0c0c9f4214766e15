/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/router/esc.h"

#include <string.h>

#include "app/base/error.h"
#include "app/router/standin-private.h"
#include "tests/router/rig.h"

/* What only the ESC-Router has: lists to their end and lists that lie, the public word, numbers. */

#define CARDS 25
#define FOREIGN "c3ddd401-d3ef-103e-8001-007999871830"

typedef struct
{
  CwStandIn  *stand_in;
  CwRegistry *client;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (CwPersonEntry) person = rig_person_new ();
  g_autoptr (GError) error = NULL;

  fixture->stand_in = rig_stand_in_start (NULL);
  fixture->client = rig_client_new (cw_stand_in_get_uri (fixture->stand_in), RIG_TOKEN);
  g_assert_true (cw_registry_upsert_person (fixture->client, person, NULL, NULL, &error));
  for (guint i = 0; i < CARDS; i++)
    {
      g_autoptr (CwCardEntry) card = rig_card_new ();

      card->escn[6] = (char) ('0' + i / 10);
      card->escn[7] = (char) ('0' + i % 10);
      g_assert_true (cw_registry_register_card (fixture->client, card, NULL, NULL, &error));
      g_assert_no_error (error);
    }
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (fixture->client);
  g_assert_finalize_object (fixture->stand_in);
}

static gboolean
count_card (const CwCardEntry *card,
            gpointer           user_data,
            GError           **error)
{
  GHashTable *seen = user_data;

  g_assert_cmpstr (card->esi, ==, RIG_ESI);
  g_assert_cmpstr (card->expires_at, ==, "2099-09-30");
  /* a list says neither status nor type */
  g_assert_true (card->sparse);
  g_assert_null (card->status);
  g_hash_table_add (seen, g_strdup (card->escn));
  return TRUE;
}

static gboolean
stop_at_third (const CwCardEntry *card,
               gpointer           user_data,
               GError           **error)
{
  guint *n = user_data;

  if (++*n < 3)
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_REFUSED, "enough");
  return FALSE;
}

static gboolean
cancel_at_first (const CwCardEntry *card,
                 gpointer           user_data,
                 GError           **error)
{
  g_cancellable_cancel (user_data);
  return TRUE;
}

static gboolean
take_person (const CwPersonEntry *person,
             gpointer             user_data,
             GError             **error)
{
  guint *n = user_data;

  g_assert_cmpstr (person->esi, ==, RIG_ESI);
  g_assert_cmpstr (person->email, ==, "anna.berzina@students.lbtu.lv");
  ++*n;
  return TRUE;
}

/* The stand-in gives ten rows whatever is asked for, as the router does. */
static void
test_esc_list (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;
  guint before = cw_stand_in_get_count (fixture->stand_in);
  guint persons = 0;
  CwEscSum sum;

  g_assert_true (cw_esc_list_cards (fixture->client, NULL, count_card, seen, &sum, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (seen), ==, CARDS);
  g_assert_cmpuint (sum.rows, ==, CARDS);
  g_assert_cmpuint (sum.total, ==, CARDS);
  g_assert_false (sum.changed);
  g_assert_cmpuint (cw_stand_in_get_count (fixture->stand_in), ==, before + 3);

  g_assert_true (cw_esc_list_persons (fixture->client, RIG_PIC, NULL, take_person, &persons, &sum, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (persons, ==, 1);
}

static void
test_esc_search (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;
  guint persons = 0;
  CwEscSum sum;

  g_assert_true (cw_esc_list_cards (fixture->client, "person.identifierCode:ESI<+>person.identifier:" RIG_ESI, count_card, seen, &sum, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (sum.rows, ==, CARDS);
  g_assert_true (cw_esc_list_cards (fixture->client, "person.identifier:urn:other", count_card, seen, &sum, NULL, &error));
  g_assert_cmpuint (sum.rows, ==, 0);
  g_assert_true (cw_esc_list_persons (fixture->client, RIG_PIC, "identifier:" RIG_ESI, take_person, &persons, &sum, NULL, &error));
  g_assert_cmpuint (persons, ==, 1);
  g_assert_false (cw_esc_list_cards (fixture->client, "no path", count_card, seen, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_REFUSED);
}

static void
test_esc_list_stopped (Fixture      *fixture,
                       gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_assert_false (cw_esc_list_cards (fixture->client, NULL, stop_at_third, &n, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_assert_cmpuint (n, ==, 3);
  g_clear_error (&error);
  g_assert_false (cw_esc_list_cards (fixture->client, NULL, cancel_at_first, cancellable, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_esc_list_lies (Fixture      *fixture,
                    gconstpointer data)
{
  static const CwStandInFault faults[] = { CW_STAND_IN_SAME_PAGE, CW_STAND_IN_WRONG_TOTAL, CW_STAND_IN_HTML, CW_STAND_IN_CUT_OFF };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_autoptr (GError) error = NULL;

      cw_stand_in_set_fault (fixture->stand_in, faults[i], G_MAXUINT);
      g_assert_false (cw_esc_list_cards (fixture->client, NULL, count_card, seen, NULL, NULL, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER);
      g_assert_true (g_str_has_suffix (error->message, "."));
      cw_stand_in_set_fault (fixture->stand_in, CW_STAND_IN_WELL, 0);
    }
}

/* Questions share a connection; what changes something never does. */
static void
test_esc_connections (Fixture      *fixture,
                      gconstpointer data)
{
  g_autoptr (CwCardEntry) card = rig_card_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint before = cw_stand_in_get_connections (fixture->stand_in);

  g_assert_true (cw_esc_list_cards (fixture->client, NULL, count_card, seen, NULL, NULL, &error));
  g_assert_true (cw_registry_ping (fixture->client, NULL, &error));
  g_assert_cmpuint (cw_stand_in_get_connections (fixture->stand_in), <=, before + 1);
  before = cw_stand_in_get_connections (fixture->stand_in);
  g_assert_true (cw_registry_withdraw_card (fixture->client, card->escn, NULL, &error));
  g_assert_true (cw_registry_withdraw_card (fixture->client, card->escn, NULL, &error));
  g_assert_cmpuint (cw_stand_in_get_connections (fixture->stand_in), ==, before + 2);
  g_assert_no_error (error);
}

/* Pages that contradict themselves, the one asked for, or the one before. */
static void
test_esc_list_pages (void)
{
  static const char *const pages[] = {
    "{\"content\":[]}",
    "{\"content\":{},\"page\":{\"number\":0,\"size\":10,\"totalElements\":0,\"totalPages\":0}}",
    "{\"content\":[],\"page\":{\"number\":1,\"size\":10,\"totalElements\":0,\"totalPages\":0}}",
    "{\"content\":[],\"page\":{\"number\":0,\"size\":0,\"totalElements\":0,\"totalPages\":0}}",
    "{\"content\":[],\"page\":{\"number\":0,\"size\":10,\"totalElements\":-1,\"totalPages\":0}}",
    "{\"content\":[],\"page\":{\"number\":0,\"size\":10,\"totalElements\":9000000000000000000,\"totalPages\":900000000000000000}}",
    "{\"content\":[],\"page\":{\"number\":0,\"size\":10,\"totalElements\":25,\"totalPages\":2}}",
    "{\"content\":[],\"page\":{\"number\":0,\"size\":10,\"totalElements\":25,\"totalPages\":3}}",
    "{\"content\":[],\"page\":{\"number\":0,\"size\":10,\"totalElements\":5,\"totalPages\":1}}",
    "{\"content\":[1],\"page\":{\"number\":0,\"size\":10,\"totalElements\":1,\"totalPages\":1}}",
    "{\"content\":[1,2],\"page\":{\"number\":0,\"size\":1,\"totalElements\":2,\"totalPages\":2}}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autoptr (RigServer) server = rig_server_new ();
      g_autoptr (CwRegistry) client = rig_client_new (rig_server_get_uri (server), RIG_TOKEN);
      g_autoptr (GError) error = NULL;

      rig_server_json (server, 200, pages[i]);
      g_assert_false (cw_esc_list_cards (client, NULL, count_card, NULL, NULL, NULL, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER);
      g_assert_cmpuint (rig_server_count (server), ==, 1);
    }
}

static void
test_esc_public (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (CwRegistry) nobody = rig_client_new (cw_stand_in_get_uri (fixture->stand_in), NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPublicCard) status = cw_esc_get_status (nobody, "4b173b00-b51e-103d-bffe-999999933328", NULL, &error);
  g_autoptr (CwPublicCard) verified = cw_esc_verify (nobody, "4b173b00-b51e-103d-bffe-999999933328", NULL, &error);
  g_autofree char *picture = cw_esc_get_qr (nobody, "4b173b00-b51e-103d-bffe-999999933328", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (status->status, ==, "ACTIVE");
  g_assert_cmpstr (status->expires_at, ==, "2099-09-30");
  g_assert_cmpstr (status->pic, ==, RIG_PIC);
  g_assert_cmpstr (verified->status, ==, "ACTIVE");
  g_assert_cmpstr (verified->pic, ==, RIG_PIC);
  g_assert_cmpint (verified->level, ==, CW_ACADEMIC_LEVEL_BACHELOR);
  g_assert_nonnull (strstr (picture, "https://s.esc-r.eu/4b173b00-b51e-103d-bffe-999999933328"));
  g_assert_null (cw_esc_get_status (nobody, FOREIGN, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

/* Nobody's question takes the token along, and another card's word is not taken. */
static void
test_esc_public_wire (void)
{
  g_autoptr (RigServer) server = rig_server_new ();
  g_autoptr (CwRegistry) client = rig_client_new (rig_server_get_uri (server), RIG_TOKEN);
  g_autoptr (GError) error = NULL;

  rig_server_json (server, 200, "{\"cardNumber\":\"" FOREIGN "\",\"status\":\"ACTIVE\"}");
  g_assert_null (cw_esc_verify (client, RIG_ESCN, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER);
  g_assert_true (g_str_has_prefix (rig_server_request (server, 0), "GET /esc-verifier-service/api/v1/cards/verify/" RIG_ESCN " "));
  g_assert_null (strstr (rig_server_request (server, 0), RIG_TOKEN));
  g_clear_error (&error);
  rig_server_json (server, 200, "{}");
  g_assert_null (cw_esc_get_qr (client, RIG_ESCN, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER);
  g_assert_nonnull (strstr (rig_server_request (server, 1), "Accept: image/svg+xml"));
}

static void
test_esc_numbers (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr (RigServer) server = rig_server_new ();
  g_autoptr (CwRegistry) liar = rig_client_new (rig_server_get_uri (server), RIG_TOKEN);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) numbers = cw_esc_make_numbers (fixture->client, RIG_PIC, 7, CW_ESC_NUMBERS_MAX, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (numbers), ==, CW_ESC_NUMBERS_MAX);
  /* fewer than asked for, of another institution, not a list */
  rig_server_json (server, 200, "[]");
  rig_server_json (server, 200, "[\"" FOREIGN "\"]");
  rig_server_json (server, 200, "{}");
  for (guint i = 0; i < 3; i++)
    {
      g_clear_error (&error);
      g_assert_null (cw_esc_make_numbers (liar, RIG_PIC, 7, 1, NULL, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER);
    }
}

static void
test_esc_person (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPersonEntry) person = cw_esc_get_person (fixture->client, RIG_ESI, RIG_PIC, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (person->full_name, ==, "Anna Bērziņa-Šķēle");
  g_assert_true (cw_registry_delete_person (fixture->client, RIG_ESI, NULL, &error));
  g_assert_true (cw_registry_delete_person (fixture->client, RIG_ESI, NULL, &error));
  g_assert_no_error (error);
  g_assert_null (cw_esc_get_person (fixture->client, RIG_ESI, RIG_PIC, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_assert_null (strstr (error->message, "LF23001"));
}

/* A post that arrives twice leaves one card; a right answer with a wrong label is a right answer. */
static void
test_esc_odd_ways (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr (CwCardEntry) card = rig_card_new ();
  g_autoptr (GError) error = NULL;

  cw_stand_in_set_fault (fixture->stand_in, CW_STAND_IN_TWICE, 1);
  g_assert_true (cw_registry_register_card (fixture->client, card, NULL, NULL, &error));
  g_assert_no_error (error);
  cw_stand_in_set_fault (fixture->stand_in, CW_STAND_IN_WRONG_TYPE, 1);
  g_assert_true (cw_registry_ping (fixture->client, NULL, &error));
  g_assert_no_error (error);
  cw_stand_in_set_fault (fixture->stand_in, CW_STAND_IN_STORM, 4);
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (GError) own = NULL;

      g_assert_false (cw_registry_ping (fixture->client, NULL, &own));
      g_assert_true (g_error_matches (own, CW_ERROR, CW_ERROR_ROUTER_ANSWER) || g_error_matches (own, CW_ERROR, CW_ERROR_ROUTER_UNREACHABLE));
    }
  g_assert_true (cw_registry_ping (fixture->client, NULL, &error));
}

#define ADD(path, func) g_test_add ("/router/esc/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("list", test_esc_list);
  ADD ("connections", test_esc_connections);
  ADD ("search", test_esc_search);
  ADD ("list-stopped", test_esc_list_stopped);
  ADD ("list-lies", test_esc_list_lies);
  g_test_add_func ("/router/esc/list-pages", test_esc_list_pages);
  ADD ("public", test_esc_public);
  g_test_add_func ("/router/esc/public-wire", test_esc_public_wire);
  ADD ("numbers", test_esc_numbers);
  ADD ("person", test_esc_person);
  ADD ("odd-ways", test_esc_odd_ways);
  return g_test_run ();
}
