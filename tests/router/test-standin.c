/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/router/standin-http.h"
#include "app/router/standin-private.h"
#include "tests/router/rig.h"

/* The stand-in, asked byte by byte and not through the client: what it takes, what it refuses,
 * how its answers look, and what is left on the disk. */

#define PERSON \
  "{\"identifier\":\"" RIG_ESI "\",\"identifierCode\":\"ESI\",\"fullName\":\"Anna\",\"personOrganisationUpdateViews\":" \
  "[{\"organisationIdentifier\":\"" RIG_PIC "\",\"fullName\":\"Anna\",\"email\":\"anna@lbtu.lv\",\"academicLevel\":\"MASTER\"}]}"
#define CARD \
  "{\"cardNumber\":\"" RIG_ESCN "\",\"cardStatusType\":\"ACTIVE\",\"cardType\":\"PASSIVE\",\"issuedAt\":\"2026-09-01\",\"expiresAt\":\"2099-09-30\"," \
  "\"issuerIdentifier\":\"" RIG_PIC "\",\"personIdentifier\":\"" RIG_ESI "\"}"

typedef struct
{
  CwStandIn *stand_in;
  char      *directory;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->stand_in = rig_stand_in_start (&fixture->directory);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (fixture->stand_in);
  g_free (fixture->directory);
}

/* Sends @bytes and reads until the end. */
static char *
exchange (Fixture    *fixture,
          const char *bytes,
          gsize       length)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GString) answer = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  char chunk[4096];
  gssize got = 1;

  g_socket_client_set_timeout (client, 20);
  /* a desktop's proxy settings are not for the loopback */
  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect_to_uri (client, cw_stand_in_get_uri (fixture->stand_in), 80, NULL, &error);
  g_assert_no_error (error);
  /* it may refuse before it has everything: then the rest cannot be written, and need not be */
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), bytes, length, NULL, NULL, NULL);
  g_socket_shutdown (g_socket_connection_get_socket (connection), FALSE, TRUE, NULL);
  while (got > 0)
    {
      got = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), chunk, sizeof chunk, NULL, NULL);
      if (got > 0)
        g_string_append_len (answer, chunk, got);
    }
  return g_string_free (g_steal_pointer (&answer), FALSE);
}

static guint
get_status (const char *answer)
{
  if (!g_str_has_prefix (answer, "HTTP/1.1 "))
    return 0;
  return (guint) strtoul (answer + 9, NULL, 10);
}

static void
assert_status (Fixture    *fixture,
               const char *bytes,
               gsize       length,
               guint       status)
{
  g_autofree char *answer = exchange (fixture, bytes, length);

  g_assert_cmpuint (get_status (answer), ==, status);
}

/* Asks with the right token and takes the answer apart. @json: (out) (nullable) */
static guint
ask (Fixture    *fixture,
     const char *method,
     const char *path,
     const char *body,
     json_t    **json)
{
  g_autofree char *request = g_strdup_printf ("%s /esc-rest/api/v2/%s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " RIG_TOKEN "\r\n"
                                              "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                                              method, path, strlen (body), body);
  g_autofree char *answer = exchange (fixture, request, strlen (request));
  const char *end = strstr (answer, "\r\n\r\n");

  g_assert_nonnull (end);
  if (json != NULL)
    {
      *json = json_loads (end + 4, 0, NULL);
      g_assert_nonnull (*json);
    }
  return get_status (answer);
}

static void
assert_code (Fixture    *fixture,
             const char *method,
             const char *path,
             const char *body,
             guint       status,
             const char *code)
{
  json_t *json = NULL;

  g_assert_cmpuint (ask (fixture, method, path, body, &json), ==, status);
  g_assert_cmpstr (json_string_value (json_object_get (json, "code")), ==, code);
  g_assert_nonnull (json_string_value (json_object_get (json, "message")));
  json_decref (json);
}

static void
test_standin_views (Fixture      *fixture,
                    gconstpointer data)
{
  json_t *person = NULL;
  json_t *card = NULL;
  json_t *item;

  g_assert_cmpuint (ask (fixture, "POST", "persons", PERSON, &person), ==, 201);
  g_assert_cmpstr (json_string_value (json_object_get (json_object_get (person, "identifierCode"), "key")), ==, "ESI");
  g_assert_cmpint (json_integer_value (json_object_get (person, "organisationCount")), ==, 1);
  item = json_array_get (json_object_get (person, "organisations"), 0);
  g_assert_cmpstr (json_string_value (json_object_get (json_object_get (item, "academicLevel"), "key")), ==, "MASTER");
  g_assert_cmpstr (json_string_value (json_object_get (json_object_get (item, "contactPoint"), "email")), ==, "anna@lbtu.lv");
  g_assert_cmpstr (json_string_value (json_object_get (json_object_get (item, "organisation"), "identifier")), ==, RIG_PIC);
  json_decref (person);

  g_assert_cmpuint (ask (fixture, "POST", "cards", CARD, &card), ==, 201);
  g_assert_cmpstr (json_string_value (json_object_get (card, "cardNumber")), ==, RIG_ESCN);
  g_assert_cmpstr (json_string_value (json_object_get (json_object_get (card, "cardStatusType"), "key")), ==, "ACTIVE");
  g_assert_cmpstr (json_string_value (json_object_get (json_object_get (card, "cardType"), "key")), ==, "PASSIVE");
  g_assert_cmpstr (json_string_value (json_object_get (json_object_get (card, "issuer"), "identifier")), ==, RIG_PIC);
  g_assert_cmpstr (json_string_value (json_object_get (json_object_get (card, "person"), "identifier")), ==, RIG_ESI);
  g_assert_true (json_is_null (json_object_get (card, "processor")));
  json_decref (card);
}

static void
test_standin_codes (Fixture      *fixture,
                    gconstpointer data)
{
  assert_code (fixture, "GET", "persons/urn:nobody", "", 404, "NOT_FOUND");
  assert_code (fixture, "GET", "cards/" RIG_ESCN, "", 404, "ER-0001");
  assert_code (fixture, "PUT", "cards/" RIG_ESCN, CARD, 404, "ER-0001");
  assert_code (fixture, "DELETE", "cards/" RIG_ESCN, "", 404, "ER-0001");
  assert_code (fixture, "GET", "cards/" RIG_ESCN "/status", "", 404, "ER-0001");
  g_assert_cmpuint (ask (fixture, "POST", "persons", PERSON, NULL), ==, 201);
  assert_code (fixture, "POST", "persons", PERSON, 409, "ER-0019");
  g_assert_cmpuint (ask (fixture, "POST", "cards", CARD, NULL), ==, 201);
  assert_code (fixture, "POST", "cards", CARD, 409, "ER-0002");
  assert_code (fixture, "PATCH", "cards/" RIG_ESCN, CARD, 405, "METHOD_NOT_ALLOWED");
  assert_code (fixture, "DELETE", "cards", "", 405, "METHOD_NOT_ALLOWED");
  g_assert_cmpuint (ask (fixture, "DELETE", "cards/" RIG_ESCN, "", NULL), ==, 204);
  g_assert_cmpuint (ask (fixture, "DELETE", "persons/urn%3Aschac%3ApersonalUniqueCode%3Aint%3Aesi%3Albtu.lv%3ALF23001", "", NULL), ==, 204);
  assert_code (fixture, "GET", "persons/" RIG_ESI, "", 404, "NOT_FOUND");
}

/* Each has one thing that the router would not take; the field is named. */
static void
test_standin_bad_cards (Fixture      *fixture,
                        gconstpointer data)
{
  static const struct
  {
    const char *find;
    const char *put;
    const char *field;
  } bad[] = {
    { "\"cardStatusType\":\"ACTIVE\",", "", "cardStatusType" },
    { "ACTIVE", "EXPIRED", "cardStatusType" },
    { "\"cardType\":\"PASSIVE\",", "", "cardType" },
    { "PASSIVE", "PAPER", "cardType" },
    { "\"issuedAt\":\"2026-09-01\",", "", "issuedAt" },
    { "2026-09-01", "01.09.2026", "issuedAt" },
    { "2026-09-01", "2026-09-01T00:00:00.000Z", "issuedAt" },
    { "2099-09-30", "2099-09-31", "expiresAt" },
    { "2099-09-30", "2020-09-30", "expiresAt" },
    { "\"issuerIdentifier\":\"" RIG_PIC "\",", "", "cardNumber" },
    { "\"issuerIdentifier\":\"" RIG_PIC, "\"issuerIdentifier\":\"99993332", "issuerIdentifier" },
    { "\"issuerIdentifier\":\"" RIG_PIC, "\"issuerIdentifier\":\"999920718", "cardNumber" },
    { RIG_ESI, "LF23001", "personIdentifier" },
    { RIG_ESI, RIG_ESI "0", "personIdentifier" },
    { RIG_ESCN, "4b173b0fb51e103dbffe999999933328", "cardNumber" },
    { RIG_ESCN, "4b173b0f-b51e-403d-bffe-999999933328", "cardNumber" },
    { "\"cardType\"", "\"processorIdentifier\":\"\",\"cardType\"", "processorIdentifier" },
    { "\"cardType\"", "\"cardUid\":\"04AABBCC\",\"cardType\"", "unknown field" },
    { "\"cardType\":\"PASSIVE\"", "\"cardType\":1", "cardType" },
  };

  g_assert_cmpuint (ask (fixture, "POST", "persons", PERSON, NULL), ==, 201);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GString) body = g_string_new (CARD);
      json_t *json = NULL;

      g_assert_cmpuint (g_string_replace (body, bad[i].find, bad[i].put, 1), ==, 1);
      g_test_message ("%s", body->str);
      g_assert_cmpuint (ask (fixture, "POST", "cards", body->str, &json), ==, 400);
      /* an absent issuer is found by either of two checks */
      if (i != 9)
        g_assert_nonnull (strstr (json_string_value (json_object_get (json, "message")), bad[i].field));
      json_decref (json);
    }
}

static void
test_standin_bad_persons (Fixture      *fixture,
                          gconstpointer data)
{
  static const char *const bad[][3] = {
    { RIG_ESI, "LF23001", "identifier" },
    { "\"identifierCode\":\"ESI\"", "\"identifierCode\":\"PIC\"", "identifierCode" },
    { RIG_PIC, "12345678", "organisationIdentifier" },
    { "anna@lbtu.lv", "anna", "email" },
    { "anna@lbtu.lv", "@", "email" },
    { ",\"email\":\"anna@lbtu.lv\"", "", "email" },
    { "MASTER", "7", "academicLevel" },
    { "\"fullName\":\"Anna\",\"email\"", "\"phone\":\"1\",\"email\"", "unknown field" },
    { "\"fullName\":\"Anna\",\"personOrg", "\"fullName\":\"\",\"personOrg", "fullName" },
    { "[{", "[17,{", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GString) body = g_string_new (PERSON);
      json_t *json = NULL;

      g_assert_cmpuint (g_string_replace (body, bad[i][0], bad[i][1], 1), ==, 1);
      g_test_message ("%s", body->str);
      g_assert_cmpuint (ask (fixture, "POST", "persons", body->str, &json), ==, 400);
      g_assert_nonnull (strstr (json_string_value (json_object_get (json, "message")), bad[i][2]));
      json_decref (json);
    }
  assert_code (fixture, "POST", "persons", "{\"identifier\":\"" RIG_ESI "\",\"personOrganisationUpdateViews\":[]}", 400, "BAD_REQUEST");
  assert_code (fixture, "POST", "persons", "[]", 400, "BAD_REQUEST");
  assert_code (fixture, "POST", "persons", "", 400, "BAD_REQUEST");
}

/* Without a number the router makes one up, with its own prefix. */
static void
test_standin_makes_number (Fixture      *fixture,
                           gconstpointer data)
{
  g_autoptr (GString) body = g_string_new (CARD);
  const char *number;
  json_t *json = NULL;

  g_assert_cmpuint (ask (fixture, "POST", "persons", PERSON, NULL), ==, 201);
  g_string_replace (body, "\"cardNumber\":\"" RIG_ESCN "\",", "", 1);
  g_assert_cmpuint (ask (fixture, "POST", "cards", body->str, &json), ==, 201);
  number = json_string_value (json_object_get (json, "cardNumber"));
  g_assert_cmpuint (strlen (number), ==, 36);
  g_assert_true (g_str_has_suffix (number, "-988" RIG_PIC));
  json_decref (json);
}

static void
test_standin_status (Fixture      *fixture,
                     gconstpointer data)
{
  static const char request[] = "GET /esc-rest/api/v2/cards/" RIG_ESCN "/status HTTP/1.1\r\nHost: x\r\n\r\n";
  static const char closed[] = "GET /esc-rest/api/v2/cards/" RIG_ESCN " HTTP/1.1\r\nHost: x\r\n\r\n";
  g_autofree char *status = NULL;
  g_autofree char *card = NULL;

  g_assert_cmpuint (ask (fixture, "POST", "persons", PERSON, NULL), ==, 201);
  g_assert_cmpuint (ask (fixture, "POST", "cards", CARD, NULL), ==, 201);
  /* anybody may read the status, nobody else the card */
  status = exchange (fixture, request, strlen (request));
  g_assert_cmpuint (get_status (status), ==, 200);
  g_assert_nonnull (strstr (status, "\"status\":\"ACTIVE\""));
  g_assert_null (strstr (status, RIG_ESI));
  card = exchange (fixture, closed, strlen (closed));
  g_assert_cmpuint (get_status (card), ==, 401);
}

/* Three requests that arrive as one piece, of which the last wants no other behind it. */
static void
test_standin_keeps_open (Fixture      *fixture,
                         gconstpointer data)
{
  static const char requests[] = "GET /esc-rest/api/v2/cards/" RIG_ESCN "/status HTTP/1.1\r\nHost: x\r\n\r\n"
                                 "POST /esc-rest/api/v2/cards HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"
                                 "GET /esc-rest/api/v2/cards HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                                 "GET /esc-rest/api/v2/cards HTTP/1.1\r\nHost: x\r\n\r\n";
  g_autofree char *answers = exchange (fixture, requests, strlen (requests));
  g_auto (GStrv) parts = g_strsplit (answers, "HTTP/1.1 ", -1);

  g_assert_cmpuint (g_strv_length (parts), ==, 4);
  g_assert_true (g_str_has_prefix (parts[1], "404 "));
  g_assert_nonnull (strstr (parts[1], "Connection: keep-alive\r\n"));
  g_assert_true (g_str_has_prefix (parts[2], "401 "));
  g_assert_true (g_str_has_prefix (parts[3], "401 "));
  g_assert_nonnull (strstr (parts[3], "Connection: close\r\n"));
  g_assert_cmpuint (cw_stand_in_get_connections (fixture->stand_in), ==, 1);
}

static void
test_standin_pages (Fixture      *fixture,
                    gconstpointer data)
{
  json_t *json = NULL;
  json_t *page;

  for (guint i = 0; i < 23; i++)
    {
      g_autoptr (GString) body = g_string_new (PERSON);
      g_autofree char *esi = g_strdup_printf (RIG_ESI "-%02u", i);

      g_string_replace (body, RIG_ESI, esi, 1);
      g_assert_cmpuint (ask (fixture, "POST", "persons", body->str, NULL), ==, 201);
    }

  /* the size asked for is not the size given */
  g_assert_cmpuint (ask (fixture, "GET", "persons?page=2&size=200", "", &json), ==, 200);
  page = json_object_get (json, "page");
  g_assert_cmpint (json_integer_value (json_object_get (page, "size")), ==, 10);
  g_assert_cmpint (json_integer_value (json_object_get (page, "number")), ==, 2);
  g_assert_cmpint (json_integer_value (json_object_get (page, "totalElements")), ==, 23);
  g_assert_cmpint (json_integer_value (json_object_get (page, "totalPages")), ==, 3);
  g_assert_cmpint (json_array_size (json_object_get (json, "content")), ==, 3);
  g_assert_true (json_is_false (json_object_get (json, "empty")));
  json_decref (json);
  g_assert_cmpuint (ask (fixture, "GET", "cards", "", &json), ==, 200);
  g_assert_true (json_is_true (json_object_get (json, "empty")));
  json_decref (json);
  assert_code (fixture, "GET", "persons?size=0", "", 400, "BAD_REQUEST");
  assert_code (fixture, "GET", "persons?page=-1", "", 400, "BAD_REQUEST");
}

static void
test_standin_restart (Fixture      *fixture,
                      gconstpointer data)
{
  g_autofree char *uri = g_strdup (cw_stand_in_get_uri (fixture->stand_in));
  guint16 port = (guint16) strtoul (strrchr (uri, ':') + 1, NULL, 10);
  g_autofree char *path = g_build_filename (fixture->directory, "cards", RIG_ESCN ".json", NULL);
  g_autoptr (CwStandIn) second = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (ask (fixture, "POST", "persons", PERSON, NULL), ==, 201);
  g_assert_cmpuint (ask (fixture, "POST", "cards", CARD, NULL), ==, 201);

  /* the port is taken while the first one lives */
  second = cw_stand_in_start (fixture->directory, RIG_TOKEN, port, &error);
  g_assert_null (second);
  g_assert_error (error, CW_ERROR, CW_ERROR_BUSY);
  g_clear_error (&error);

  cw_stand_in_stop (fixture->stand_in);
  cw_stand_in_stop (fixture->stand_in);
  g_assert_finalize_object (fixture->stand_in);
  fixture->stand_in = cw_stand_in_start (fixture->directory, RIG_TOKEN, 0, &error);
  g_assert_no_error (error);
  assert_code (fixture, "POST", "cards", CARD, 409, "ER-0002");

  /* a file that somebody spoiled is named */
  g_assert_true (g_file_set_contents (path, "{\"cardNumber\":", -1, NULL));
  g_assert_null (cw_stand_in_start (fixture->directory, RIG_TOKEN, 0, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, RIG_ESCN ".json"));
}

/* Requests that are none, each with the status it is refused with. */
static void
test_standin_bad_requests (Fixture      *fixture,
                           gconstpointer data)
{
#define HEAD "/esc-rest/api/v2/cards HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " RIG_TOKEN "\r\nContent-Type: application/json\r\n"
  static const struct
  {
    const char *bytes;
    guint       status;
  } bad[] = {
    { "\r\n\r\n", 400 },
    { "hello\r\n\r\n", 400 },
    { "GET /x\r\n\r\n", 400 },
    { "GET  / HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
    { "get / HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
    { "GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
    { "GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505 },
    { "GET / HTTP/1.1\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\nHost: x\r\n folded: y\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\nHost: x\nX: y\r\n\r\n", 400 },
    { "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
    { "GET /a%00b HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
    { "GET /esc-rest/../etc HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
    { "GET /esc-rest/%2e%2e/etc HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
    { "POST " HEAD "\r\n{}", 411 },
    { "POST " HEAD "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 411 },
    { "POST " HEAD "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}", 411 },
    { "POST " HEAD "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400 },
    { "POST " HEAD "Content-Length: +2\r\n\r\n{}", 400 },
    { "POST " HEAD "Content-Length: 0x2\r\n\r\n{}", 400 },
    { "POST " HEAD "Content-Length: 2, 2\r\n\r\n{}", 400 },
    { "POST " HEAD "Content-Length: 1048577\r\n\r\n{}", 413 },
    { "POST " HEAD "Content-Length: 99999999999999999999\r\n\r\n{}", 413 },
    { "POST " HEAD "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}", 417 },
    { "POST /esc-rest/api/v2/cards HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " RIG_TOKEN "\r\nContent-Length: 2\r\n\r\n{}", 415 },
    { "GET " HEAD "Authorization: Bearer other\r\n\r\n", 400 },
    { "GET /esc-rest/api/v2/cards HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer\r\n\r\n", 401 },
    { "GET /esc-rest/api/v2/cards HTTP/1.1\r\nHost: x\r\nAuthorization: Basic " RIG_TOKEN "\r\n\r\n", 401 },
    { "GET /esc-rest/api/v2/cards HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " RIG_TOKEN "0\r\n\r\n", 401 },
    { "GET /esc-rest/api/v2/cards HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer tok-7f3a9c51e2d84b07\r\n\r\n", 401 },
    { "GET /esc-rest/api/v2/nothing HTTP/1.1\r\nHost: x\r\n\r\n", 404 },
    { "GET / HTTP/1.0\r\nHost: x\r\n\r\n", 404 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("%s", bad[i].bytes);
      assert_status (fixture, bad[i].bytes, strlen (bad[i].bytes), bad[i].status);
    }
}

static void
test_standin_limits (Fixture      *fixture,
                     gconstpointer data)
{
  static const char nul[] = "GET / HTTP/1.1\r\nHost: x\0y\r\n\r\n";
  g_autofree char *filler = g_strnfill (20000, 'a');
  g_autofree char *long_field = g_strdup_printf ("GET / HTTP/1.1\r\nHost: x\r\nX: %s\r\n\r\n", filler);
  g_autofree char *long_target = g_strdup_printf ("GET /%.5000s HTTP/1.1\r\nHost: x\r\n\r\n", filler);
  g_autofree char *endless = g_strdup_printf ("GET / HTTP/1.1\r\nX: %s", filler);
  g_autoptr (GString) many = g_string_new ("GET / HTTP/1.1\r\nHost: x\r\n");
  g_autoptr (GString) deep = g_string_new (NULL);

  for (guint i = 0; i < 200; i++)
    g_string_append (many, "X: y\r\n");
  g_string_append (many, "\r\n");
  assert_status (fixture, nul, sizeof nul - 1, 400);
  assert_status (fixture, long_field, strlen (long_field), 431);
  assert_status (fixture, long_target, strlen (long_target), 414);
  assert_status (fixture, endless, strlen (endless), 431);
  assert_status (fixture, many->str, many->len, 431);

  for (guint i = 0; i < 100000; i++)
    g_string_append (deep, "{\"a\":");
  assert_code (fixture, "POST", "cards", deep->str, 400, "BAD_REQUEST");
  /* and it still works */
  g_assert_cmpuint (ask (fixture, "POST", "persons", PERSON, NULL), ==, 201);
}

/* A client that goes away in the middle, and the end while one is being served. */
static void
test_standin_hang_up (Fixture      *fixture,
                      gconstpointer data)
{
  static const char half[] = "POST /esc-rest/api/v2/cards HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{";
  g_autofree char *answer = exchange (fixture, half, sizeof half - 1);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) open = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (answer, ==, "");
  g_socket_client_set_enable_proxy (client, FALSE);
  open = g_socket_client_connect_to_uri (client, cw_stand_in_get_uri (fixture->stand_in), 80, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (open)), half, sizeof half - 1, NULL, NULL, NULL);
  cw_stand_in_stop (fixture->stand_in);
  g_assert_cmpuint (cw_stand_in_get_count (fixture->stand_in), ==, 0);
}

static void
test_standin_stop_at_once (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *directory = rig_directory_new ("register");

  for (guint i = 0; i < 50; i++)
    {
      CwStandIn *stand_in = cw_stand_in_start (directory, RIG_TOKEN, 0, &error);

      g_assert_no_error (error);
      g_assert_finalize_object (stand_in);
    }
}

#define ADD(path, func) g_test_add ("/router/standin/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("views", test_standin_views);
  ADD ("codes", test_standin_codes);
  ADD ("bad-cards", test_standin_bad_cards);
  ADD ("bad-persons", test_standin_bad_persons);
  ADD ("makes-number", test_standin_makes_number);
  ADD ("status", test_standin_status);
  ADD ("keeps-open", test_standin_keeps_open);
  ADD ("pages", test_standin_pages);
  ADD ("restart", test_standin_restart);
  ADD ("bad-requests", test_standin_bad_requests);
  ADD ("limits", test_standin_limits);
  ADD ("hang-up", test_standin_hang_up);
  g_test_add_func ("/router/standin/stop-at-once", test_standin_stop_at_once);
  return g_test_run ();
}
