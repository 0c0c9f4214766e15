/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/router/client.h"

#include <string.h>

#include "app/base/error.h"
#include "app/router/standin-private.h"
#include "tests/router/rig.h"

/* The contract of CwRegistry, over real HTTP to the stand-in; and what goes over the wire, at a
 * server that keeps it. */

typedef struct
{
  CwStandIn  *stand_in;
  CwRegistry *client;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->stand_in = rig_stand_in_start (NULL);
  fixture->client = rig_client_new (cw_stand_in_get_uri (fixture->stand_in), RIG_TOKEN);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (fixture->client);
  g_assert_finalize_object (fixture->stand_in);
}

static void
put_person (Fixture *fixture)
{
  g_autoptr (CwPersonEntry) person = rig_person_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_registry_upsert_person (fixture->client, person, NULL, NULL, &error));
  g_assert_no_error (error);
}

static void
test_client_ping (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_registry_ping (fixture->client, NULL, &error));
  g_assert_no_error (error);
}

static void
test_client_wrong_token (Fixture      *fixture,
                         gconstpointer data)
{
  g_autoptr (CwRegistry) stranger = rig_client_new (cw_stand_in_get_uri (fixture->stand_in), "another-" RIG_TOKEN);
  g_autoptr (CwRegistry) nobody = rig_client_new (cw_stand_in_get_uri (fixture->stand_in), NULL);
  g_autoptr (CwPersonEntry) person = rig_person_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_registry_ping (stranger, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_TOKEN);
  g_assert_null (strstr (error->message, RIG_TOKEN));
  g_clear_error (&error);
  g_assert_false (cw_registry_ping (nobody, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_TOKEN);
  g_clear_error (&error);
  g_assert_false (cw_registry_upsert_person (stranger, person, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_TOKEN);
}

static void
test_client_upsert_person (Fixture      *fixture,
                           gconstpointer data)
{
  g_autoptr (CwPersonEntry) person = rig_person_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *added = NULL;
  g_autofree char *unchanged = NULL;
  g_autofree char *updated = NULL;
  guint count;

  g_assert_true (cw_registry_upsert_person (fixture->client, person, NULL, &added, &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (added, "\"added\""));
  g_assert_cmpuint (cw_stand_in_get_count (fixture->stand_in), ==, 2); /* GET, POST */

  /* the same again: looked at, nothing sent */
  count = cw_stand_in_get_count (fixture->stand_in);
  g_assert_true (cw_registry_upsert_person (fixture->client, person, NULL, &unchanged, &error));
  g_assert_nonnull (strstr (unchanged, "\"unchanged\""));
  g_assert_cmpuint (cw_stand_in_get_count (fixture->stand_in), ==, count + 1);

  g_free (person->email);
  person->email = g_strdup ("anna.skele@students.lbtu.lv");
  person->level = CW_ACADEMIC_LEVEL_MASTER;
  g_assert_true (cw_registry_upsert_person (fixture->client, person, NULL, &updated, &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (updated, "\"updated\""));
  g_assert_null (strstr (updated, "skele"));
  g_clear_pointer (&updated, g_free);
  g_assert_true (cw_registry_upsert_person (fixture->client, person, NULL, &updated, &error));
  g_assert_nonnull (strstr (updated, "\"unchanged\""));
}

static void
test_client_esi_case (Fixture      *fixture,
                      gconstpointer data)
{
  g_autoptr (CwPersonEntry) person = rig_person_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;

  put_person (fixture);
  g_free (person->esi);
  person->esi = g_strdup ("urn:schac:personalUniqueCode:int:esi:LBTU.LV:lf23001");
  g_assert_true (cw_registry_upsert_person (fixture->client, person, NULL, &answer, &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (answer, "\"unchanged\""));
  /* a change goes out under the spelling that the register has */
  g_clear_pointer (&answer, g_free);
  person->level = CW_ACADEMIC_LEVEL_DOCTORATE;
  g_assert_true (cw_registry_upsert_person (fixture->client, person, NULL, &answer, &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (answer, "\"updated\""));
}

/* The register knows the person through another institution: SE-0000, then a post adds ours. */
static void
test_client_person_of_another (Fixture      *fixture,
                               gconstpointer data)
{
  g_autoptr (CwPersonEntry) person = rig_person_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;

  cw_stand_in_set_organisation (fixture->stand_in, "999920718");
  g_free (person->pic);
  person->pic = g_strdup ("999920718");
  g_assert_true (cw_registry_upsert_person (fixture->client, person, NULL, NULL, &error));
  g_assert_no_error (error);

  cw_stand_in_set_organisation (fixture->stand_in, RIG_PIC);
  g_free (person->pic);
  person->pic = g_strdup (RIG_PIC);
  g_assert_true (cw_registry_upsert_person (fixture->client, person, NULL, &answer, &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (answer, "\"added\""));

  /* a token of one institution may not write for another */
  g_free (person->pic);
  person->pic = g_strdup ("999871830");
  g_assert_false (cw_registry_upsert_person (fixture->client, person, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_TOKEN);
}

static void
test_client_register_card (Fixture      *fixture,
                           gconstpointer data)
{
  g_autoptr (CwCardEntry) card = rig_card_new ();
  g_autoptr (CwCardEntry) there = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;

  put_person (fixture);
  g_assert_null (cw_registry_look_up (fixture->client, RIG_ESCN, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, RIG_ESCN));
  g_clear_error (&error);

  g_assert_true (cw_registry_register_card (fixture->client, card, NULL, &answer, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (answer, ==, "{\"cardNumber\":\"" RIG_ESCN "\",\"status\":\"ACTIVE\",\"issuedAt\":\"2026-09-01\",\"expiresAt\":\"2099-09-30\"}");

  there = cw_registry_look_up (fixture->client, RIG_ESCN, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (there->escn, ==, RIG_ESCN);
  g_assert_cmpstr (there->esi, ==, RIG_ESI);
  g_assert_cmpstr (there->pic, ==, RIG_PIC);
  g_assert_cmpstr (there->status, ==, "ACTIVE");
  g_assert_cmpint (there->card_type, ==, CW_CARD_TYPE_SMART_NO_CDZ);
}

static void
test_client_register_twice (Fixture      *fixture,
                            gconstpointer data)
{
  g_autoptr (CwCardEntry) card = rig_card_new ();
  g_autoptr (CwCardEntry) there = NULL;
  g_autoptr (GError) error = NULL;
  guint count;

  put_person (fixture);
  g_assert_true (cw_registry_register_card (fixture->client, card, NULL, NULL, &error));
  count = cw_stand_in_get_count (fixture->stand_in);
  g_assert_true (cw_registry_register_card (fixture->client, card, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (cw_stand_in_get_count (fixture->stand_in), ==, count + 2); /* POST says ER-0002, GET says equal */

  /* renewed: the number stays, the date moves */
  g_free (card->expires_at);
  card->expires_at = g_strdup ("2100-09-30");
  count = cw_stand_in_get_count (fixture->stand_in);
  g_assert_true (cw_registry_register_card (fixture->client, card, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (cw_stand_in_get_count (fixture->stand_in), ==, count + 3); /* POST, GET, PUT */
  there = cw_registry_look_up (fixture->client, RIG_ESCN, NULL, &error);
  g_assert_cmpstr (there->expires_at, ==, "2100-09-30");
}

static void
test_client_expired (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr (CwCardEntry) card = rig_card_new ();
  g_autoptr (CwCardEntry) there = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;

  put_person (fixture);
  g_free (card->issued_at);
  g_free (card->expires_at);
  card->issued_at = g_strdup ("2019-09-01");
  card->expires_at = g_strdup ("2020-09-30");
  g_assert_true (cw_registry_register_card (fixture->client, card, NULL, &answer, &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (answer, "EXPIRED"));
  /* saying the same again is no update, which the register would refuse */
  g_assert_true (cw_registry_register_card (fixture->client, card, NULL, NULL, &error));
  g_assert_no_error (error);
  there = cw_registry_look_up (fixture->client, RIG_ESCN, NULL, &error);
  g_assert_cmpstr (there->status, ==, "EXPIRED");
  g_assert_false (there->active);
}

static void
test_client_refused (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr (CwCardEntry) card = rig_card_new ();
  g_autoptr (GError) error = NULL;

  /* nobody there to own it */
  g_assert_false (cw_registry_register_card (fixture->client, card, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_REFUSED);
  g_assert_nonnull (strstr (error->message, RIG_ESCN));
  g_assert_nonnull (strstr (error->message, "personIdentifier"));
  g_clear_error (&error);

  put_person (fixture);
  g_clear_pointer (&card->expires_at, g_free);
  g_assert_false (cw_registry_register_card (fixture->client, card, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_REFUSED);
  g_assert_nonnull (strstr (error->message, "expiresAt"));
  g_clear_error (&error);

  /* a number that is none never reaches the register */
  g_free (card->escn);
  card->escn = g_strdup ("../persons");
  g_assert_false (cw_registry_register_card (fixture->client, card, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (cw_registry_withdraw_card (fixture->client, "../persons", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (cw_registry_look_up (fixture->client, "", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
}

static void
test_client_card_of_another (Fixture      *fixture,
                             gconstpointer data)
{
  g_autoptr (CwCardEntry) card = rig_card_new ();
  g_autoptr (GError) error = NULL;

  put_person (fixture);
  g_assert_true (cw_registry_register_card (fixture->client, card, NULL, NULL, &error));
  cw_stand_in_set_organisation (fixture->stand_in, "999920718");
  g_assert_null (cw_registry_look_up (fixture->client, RIG_ESCN, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_REFUSED);
  g_assert_nonnull (strstr (error->message, "SE-0000"));
  g_clear_error (&error);
  g_assert_false (cw_registry_withdraw_card (fixture->client, RIG_ESCN, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_REFUSED);
}

static void
test_client_withdraw (Fixture      *fixture,
                      gconstpointer data)
{
  g_autoptr (CwCardEntry) card = rig_card_new ();
  g_autoptr (GError) error = NULL;

  put_person (fixture);
  g_assert_true (cw_registry_register_card (fixture->client, card, NULL, NULL, &error));
  g_assert_true (cw_registry_withdraw_card (fixture->client, RIG_ESCN, NULL, &error));
  g_assert_no_error (error);
  g_assert_null (cw_registry_look_up (fixture->client, RIG_ESCN, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  /* gone is gone */
  g_assert_true (cw_registry_withdraw_card (fixture->client, RIG_ESCN, NULL, &error));
  g_assert_no_error (error);
}

/* A wrong path below a right host must not look like a card that is not there. */
static void
test_client_wrong_path (Fixture      *fixture,
                        gconstpointer data)
{
  g_autofree char *uri = g_strconcat (cw_stand_in_get_uri (fixture->stand_in), "old/", NULL);
  g_autoptr (CwRegistry) lost = rig_client_new (uri, RIG_TOKEN);
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_registry_withdraw_card (lost, RIG_ESCN, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER);
}

/* What goes over the wire. */
static void
test_client_wire (void)
{
  g_autoptr (RigServer) server = rig_server_new ();
  g_autoptr (CwRegistry) client = rig_client_new (rig_server_get_uri (server), RIG_TOKEN);
  g_autoptr (CwPersonEntry) person = rig_person_new ();
  g_autoptr (GError) error = NULL;
  const char *get;
  const char *post;

  g_free (person->esi);
  person->esi = g_strdup ("urn:schac:personalUniqueCode:int:esi:lbtu.lv:A%2FB+(1)");
  rig_server_json (server, 404, "{\"code\":\"NOT_FOUND\",\"message\":\"\"}");
  rig_server_json (server, 201, "{\"identifier\":\"urn:schac:personalUniqueCode:int:esi:lbtu.lv:A%2FB+(1)\",\"organisations\":[]}");
  g_assert_true (cw_registry_upsert_person (client, person, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (rig_server_count (server), ==, 2);

  get = rig_server_request (server, 0);
  g_assert_true (g_str_has_prefix (get, "GET /esc-rest/api/v2/persons/urn%3Aschac%3ApersonalUniqueCode%3Aint%3Aesi%3Albtu.lv%3AA%252FB%2B%281%29 HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (get, "\r\nAuthorization: Bearer " RIG_TOKEN "\r\n"));
  g_assert_nonnull (strstr (get, "\r\nUser-Agent: Cardwright/" CW_VERSION "\r\n"));
  g_assert_nonnull (strstr (get, "\r\nAccept: application/json\r\n"));
  g_assert_null (strstr (get, "Content-Type"));

  post = rig_server_request (server, 1);
  g_assert_true (g_str_has_prefix (post, "POST /esc-rest/api/v2/persons HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (post, "\r\nContent-Type: application/json\r\n"));
  g_assert_null (strstr (post, "Expect:"));
  g_assert_null (strstr (strstr (post, "\r\n\r\n"), RIG_TOKEN));
}

/* The register says yes and nothing more: its word is asked for. */
static void
test_client_empty_yes (void)
{
  g_autoptr (RigServer) server = rig_server_new ();
  g_autoptr (CwRegistry) client = rig_client_new (rig_server_get_uri (server), RIG_TOKEN);
  g_autoptr (CwCardEntry) card = rig_card_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;

  rig_server_json (server, 201, "");
  rig_server_json (server, 200, "{\"cardNumber\":\"" RIG_ESCN "\",\"cardStatusType\":\"ACTIVE\"}");
  g_assert_true (cw_registry_register_card (client, card, NULL, &answer, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (rig_server_count (server), ==, 2);
  g_assert_cmpstr (answer, ==, "{\"cardNumber\":\"" RIG_ESCN "\",\"status\":\"ACTIVE\"}");
}

static void
test_client_other_card (void)
{
  g_autoptr (RigServer) server = rig_server_new ();
  g_autoptr (CwRegistry) client = rig_client_new (rig_server_get_uri (server), RIG_TOKEN);
  g_autoptr (CwCardEntry) card = rig_card_new ();
  g_autoptr (CwPersonEntry) person = rig_person_new ();
  g_autoptr (GError) error = NULL;

  rig_server_json (server, 201, "{\"cardNumber\":\"a8d45400-dbd1-1035-8000-001999859608\",\"cardStatusType\":\"ACTIVE\"}");
  g_assert_false (cw_registry_register_card (client, card, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER);
  g_clear_error (&error);

  rig_server_json (server, 200, "{\"identifier\":\"urn:schac:personalUniqueCode:int:esi:lbtu.lv:LF99999\",\"organisations\":[]}");
  g_assert_false (cw_registry_upsert_person (client, person, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER);
  g_assert_cmpuint (rig_server_count (server), ==, 2);
}

/* 409 that is not about the number: the register's own words stand. */
static void
test_client_other_conflict (void)
{
  g_autoptr (RigServer) server = rig_server_new ();
  g_autoptr (CwRegistry) client = rig_client_new (rig_server_get_uri (server), RIG_TOKEN);
  g_autoptr (CwCardEntry) card = rig_card_new ();
  g_autoptr (GError) error = NULL;

  rig_server_json (server, 409, "{\"code\":\"ER-0077\",\"message\":\"Quota reached\"}");
  rig_server_json (server, 404, "{\"code\":\"ER-0001\",\"message\":\"Card not found\"}");
  g_assert_false (cw_registry_register_card (client, card, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_REFUSED);
  g_assert_nonnull (strstr (error->message, "ER-0077: Quota reached"));
}

static void
test_client_addresses (void)
{
  static const char *const refused[] = {
    "http://example.org/esc-rest/",
    "http://router.europeanstudentcard.eu/esc-rest/",
    "http://localhost.example.org/",
    "http://127.0.0.1.example.org/",
    "http://127.1@example.org/",
    "http://0177.0.0.1/",
    "http://[::ffff:8.8.8.8]/",
    "http://0.0.0.0/",
    "https://user:secret@example.org/",
    "https://example.org/?token=1",
    "https://example.org/#here",
    "ftp://localhost/",
    "file:///etc/passwd",
    "example.org",
    "https://",
    "",
  };
  static const char *const taken[] = {
    CW_ROUTER_PRODUCTION, CW_ROUTER_SANDBOX, "https://example.org", "http://127.0.0.1:8080", "http://127.9.8.7/", "http://[::1]:80/x/", "http://LocalHost/", "https://localhost:8443/"
  };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwRegistry) client = cw_router_client_new (refused[i], NULL, &error);

      g_test_message ("%s", refused[i]);
      g_assert_null (client);
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_assert_null (strstr (error->message, "secret"));
    }
  for (guint i = 0; i < G_N_ELEMENTS (taken); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwRegistry) client = cw_router_client_new (taken[i], NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (client);
    }
}

static void
test_client_token_shape (void)
{
  static const char *const tokens[] = { "two words", "line\r\nX-Evil: 1", "tab\there", "caf\xc3\xa9", "del\x7f" };
  g_autofree char *endless = g_strnfill (5000, 'a');
  g_autoptr (CwSecret) large = cw_secret_new (endless, 5000);
  g_autoptr (GError) large_error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++)
    {
      g_autoptr (CwSecret) token = cw_secret_new (tokens[i], strlen (tokens[i]));
      g_autoptr (GError) error = NULL;

      g_assert_null (cw_router_client_new (CW_ROUTER_SANDBOX, token, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_TOKEN);
      g_assert_null (strstr (error->message, tokens[i]));
    }
  g_assert_null (cw_router_client_new (CW_ROUTER_SANDBOX, large, &large_error));
  g_assert_error (large_error, CW_ERROR, CW_ERROR_ROUTER_TOKEN);
}

#define ADD(path, func) g_test_add ("/router/client/" path, Fixture, NULL, set_up, func, tear_down)

/* Over a proxy only the name of the router is seen; the token comes after TLS. */
static void
test_client_proxy (void)
{
  g_autoptr (RigServer) proxy = rig_server_new ();
  g_autoptr (CwRegistry) client = rig_client_new ("https://router.example.invalid/esc-rest/", RIG_TOKEN);
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = g_strndup (rig_server_get_uri (proxy), strlen (rig_server_get_uri (proxy)) - strlen ("/esc-rest/"));

  rig_server_answer (proxy, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", -1);
  cw_router_client_set_proxy (client, uri);
  g_assert_false (cw_registry_ping (client, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_UNREACHABLE);
  g_assert_cmpuint (rig_server_count (proxy), ==, 1);
  g_assert_true (g_str_has_prefix (rig_server_request (proxy, 0), "CONNECT router.example.invalid:443 HTTP/1."));
  g_assert_null (strstr (rig_server_request (proxy, 0), RIG_TOKEN));
}

/* A register on this machine is never asked over a proxy. */
static void
test_client_proxy_loopback (Fixture      *fixture,
                            gconstpointer data)
{
  g_autoptr (RigServer) proxy = rig_server_new ();
  g_autoptr (GError) error = NULL;

  cw_router_client_set_proxy (fixture->client, rig_server_get_uri (proxy));
  g_assert_true (cw_registry_ping (fixture->client, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (rig_server_count (proxy), ==, 0);
}

static void
test_client_sandbox (void)
{
  g_assert_true (cw_router_is_sandbox (CW_ROUTER_SANDBOX));
  g_assert_true (cw_router_is_sandbox ("https://API-Sandbox.europeanstudentcard.eu/v1"));
  g_assert_false (cw_router_is_sandbox (CW_ROUTER_PRODUCTION));
  g_assert_false (cw_router_is_sandbox ("https://router.example.org/sandbox/"));
  g_assert_false (cw_router_is_sandbox ("no address"));
}

int
main (int    argc,
      char **argv)
{
  /* a proxy of the network must not see what goes to loopback */
  g_setenv ("http_proxy", "http://127.0.0.1:1", TRUE);
  g_setenv ("all_proxy", "http://127.0.0.1:1", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("ping", test_client_ping);
  ADD ("wrong-token", test_client_wrong_token);
  ADD ("upsert-person", test_client_upsert_person);
  ADD ("esi-case", test_client_esi_case);
  ADD ("person-of-another", test_client_person_of_another);
  ADD ("register-card", test_client_register_card);
  ADD ("register-twice", test_client_register_twice);
  ADD ("expired", test_client_expired);
  ADD ("refused", test_client_refused);
  ADD ("card-of-another", test_client_card_of_another);
  ADD ("withdraw", test_client_withdraw);
  ADD ("wrong-path", test_client_wrong_path);
  g_test_add_func ("/router/client/wire", test_client_wire);
  g_test_add_func ("/router/client/empty-yes", test_client_empty_yes);
  g_test_add_func ("/router/client/other-card", test_client_other_card);
  g_test_add_func ("/router/client/other-conflict", test_client_other_conflict);
  g_test_add_func ("/router/client/addresses", test_client_addresses);
  g_test_add_func ("/router/client/token-shape", test_client_token_shape);
  g_test_add_func ("/router/client/proxy", test_client_proxy);
  g_test_add ("/router/client/proxy-loopback", Fixture, NULL, set_up, test_client_proxy_loopback, tear_down);
  g_test_add_func ("/router/client/sandbox", test_client_sandbox);
  return g_test_run ();
}
