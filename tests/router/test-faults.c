/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/base/error.h"
#include "app/router/client-private.h"
#include "app/router/registry-private.h"
#include "app/router/standin-private.h"
#include "tests/router/rig.h"

/* Every way in which the register, or something in between, can let the client down: each has
 * its code, a sentence, and leaves one card or none. */

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
  g_assert_no_error (error);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (fixture->client);
  g_assert_finalize_object (fixture->stand_in);
}

static void
expect_failure (CwRegistry *client,
                int         code)
{
  g_autoptr (CwCardEntry) card = rig_card_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_registry_register_card (client, card, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, code);
  g_test_message ("%s", error->message);
  g_assert_null (strstr (error->message, RIG_TOKEN));
  g_assert_null (strstr (error->message, "LF23001"));
  g_assert_true (g_str_has_suffix (error->message, "."));
}

static gboolean
is_there (CwRegistry *client)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCardEntry) card = cw_registry_look_up (client, RIG_ESCN, NULL, &error);

  g_assert_true (card != NULL || g_error_matches (error, CW_ERROR, CW_ERROR_NOT_FOUND));
  return card != NULL;
}

/* After the fault has passed the same call must leave the card there, once. */
static void
expect_recovery (CwRegistry *client)
{
  g_autoptr (CwCardEntry) card = rig_card_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_registry_register_card (client, card, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (is_there (client));
}

static void
test_faults_html (Fixture      *fixture,
                  gconstpointer data)
{
  cw_stand_in_set_fault (fixture->stand_in, CW_STAND_IN_HTML, 1);
  expect_failure (fixture->client, CW_ERROR_ROUTER_ANSWER);
  g_assert_false (is_there (fixture->client));
  expect_recovery (fixture->client);
}

static void
test_faults_html_everywhere (Fixture      *fixture,
                             gconstpointer data)
{
  g_autoptr (CwPersonEntry) person = rig_person_new ();
  g_autoptr (GError) error = NULL;

  /* the log-in page of a network answers 200 to everything, a DELETE included */
  cw_stand_in_set_fault (fixture->stand_in, CW_STAND_IN_HTML, G_MAXUINT);
  g_assert_false (cw_registry_ping (fixture->client, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER);
  g_clear_error (&error);
  g_assert_false (cw_registry_upsert_person (fixture->client, person, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER);
  g_clear_error (&error);
  g_assert_null (cw_registry_look_up (fixture->client, RIG_ESCN, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER);
  g_clear_error (&error);
  g_assert_false (cw_registry_withdraw_card (fixture->client, RIG_ESCN, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER);
}

static void
test_faults_unavailable (Fixture      *fixture,
                         gconstpointer data)
{
  cw_stand_in_set_fault (fixture->stand_in, CW_STAND_IN_UNAVAILABLE, 1);
  expect_failure (fixture->client, CW_ERROR_ROUTER_UNREACHABLE);
  expect_recovery (fixture->client);
}

static void
test_faults_cut_off (Fixture      *fixture,
                     gconstpointer data)
{
  cw_stand_in_set_fault (fixture->stand_in, CW_STAND_IN_CUT_OFF, 1);
  expect_failure (fixture->client, CW_ERROR_ROUTER_ANSWER);
  g_assert_true (is_there (fixture->client));
  expect_recovery (fixture->client);
}

static void
test_faults_lose_answer (Fixture      *fixture,
                         gconstpointer data)
{
  guint count = cw_stand_in_get_count (fixture->stand_in);

  cw_stand_in_set_fault (fixture->stand_in, CW_STAND_IN_LOSE_ANSWER, 1);
  expect_failure (fixture->client, CW_ERROR_ROUTER_UNREACHABLE);
  /* nothing repeated it behind our back */
  g_assert_cmpuint (cw_stand_in_get_count (fixture->stand_in), ==, count + 1);
  g_assert_true (is_there (fixture->client));
  expect_recovery (fixture->client);
}

static void
test_faults_lose_withdrawal (Fixture      *fixture,
                             gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  expect_recovery (fixture->client);
  cw_stand_in_set_fault (fixture->stand_in, CW_STAND_IN_LOSE_ANSWER, 1);
  g_assert_false (cw_registry_withdraw_card (fixture->client, RIG_ESCN, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_UNREACHABLE);
  g_clear_error (&error);
  g_assert_true (cw_registry_withdraw_card (fixture->client, RIG_ESCN, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (is_there (fixture->client));
}

static void
test_faults_redirect (Fixture      *fixture,
                      gconstpointer data)
{
  g_autoptr (RigServer) target = rig_server_new ();

  cw_stand_in_set_redirect (fixture->stand_in, rig_server_get_uri (target));
  cw_stand_in_set_fault (fixture->stand_in, CW_STAND_IN_REDIRECT, 1);
  expect_failure (fixture->client, CW_ERROR_ROUTER_ANSWER);
  g_assert_cmpuint (rig_server_count (target), ==, 0);
  expect_recovery (fixture->client);
}

static void
test_faults_silent (Fixture      *fixture,
                    gconstpointer data)
{
  g_autoptr (CwRegistry) hasty = rig_client_new (cw_stand_in_get_uri (fixture->stand_in), RIG_TOKEN);

  cw_router_client_set_timeouts (hasty, 2000, 300);
  cw_stand_in_set_fault (fixture->stand_in, CW_STAND_IN_SILENT, 1);
  expect_failure (hasty, CW_ERROR_ROUTER_UNREACHABLE);
  expect_recovery (fixture->client);
}

static void
test_faults_too_many (Fixture      *fixture,
                      gconstpointer data)
{
  cw_registry_take_pause (fixture->client);
  cw_stand_in_set_fault (fixture->stand_in, CW_STAND_IN_TOO_MANY, 1);
  expect_failure (fixture->client, CW_ERROR_ROUTER_UNREACHABLE);
  g_assert_cmpuint (cw_registry_take_pause (fixture->client), ==, 7);
  g_assert_cmpuint (cw_registry_take_pause (fixture->client), ==, 0);
  expect_recovery (fixture->client);
  g_assert_cmpuint (cw_registry_take_pause (fixture->client), ==, 0);
}

static gpointer
cancel_when_asked (gpointer data)
{
  gpointer *both = data;

  /* once the server has the request the client is certainly waiting for the answer */
  while (cw_stand_in_get_count (both[0]) < GPOINTER_TO_UINT (both[2]))
    g_thread_yield ();
  g_cancellable_cancel (both[1]);
  return NULL;
}

static void
test_faults_cancel (Fixture      *fixture,
                    gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (CwCardEntry) card = rig_card_new ();
  g_autoptr (GError) error = NULL;
  gpointer both[3] = { fixture->stand_in, cancellable, GUINT_TO_POINTER (cw_stand_in_get_count (fixture->stand_in) + 1) };
  gint64 begun = g_get_monotonic_time ();
  GThread *thread;

  cw_stand_in_set_fault (fixture->stand_in, CW_STAND_IN_SILENT, 1);
  thread = g_thread_new ("cancel", cancel_when_asked, both);
  g_assert_false (cw_registry_register_card (fixture->client, card, cancellable, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  /* long before the client's own time-out of 30 seconds */
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 10 * G_USEC_PER_SEC);
  g_thread_join (thread);
  expect_recovery (fixture->client);
}

static void
test_faults_refused_connection (void)
{
  g_autoptr (CwRegistry) client = rig_client_new (RIG_NOBODY, RIG_TOKEN);

  expect_failure (client, CW_ERROR_ROUTER_UNREACHABLE);
}

static void
test_faults_unknown_host (void)
{
  /* RFC 6761 section 6.4: no such name, anywhere */
  g_autoptr (CwRegistry) client = rig_client_new ("https://router.invalid/esc-rest/", RIG_TOKEN);

  cw_router_client_set_timeouts (client, 5000, 5000);
  expect_failure (client, CW_ERROR_ROUTER_UNREACHABLE);
}

/* Answers that no router gives, byte by byte. */
static void
test_faults_odd_answers (void)
{
  static const struct
  {
    const char *bytes;
    int         code;
  } odd[] = {
    { "", CW_ERROR_ROUTER_UNREACHABLE },
    { "SSH-2.0-OpenSSH_9.2\r\n", CW_ERROR_ROUTER_ANSWER },
    { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n\"yes\"", CW_ERROR_ROUTER_ANSWER },
    { "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n   ", CW_ERROR_ROUTER_ANSWER },
    { "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n{}", CW_ERROR_ROUTER_ANSWER },
    { "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"cardNumber\":", CW_ERROR_ROUTER_ANSWER },
    { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n", CW_ERROR_ROUTER_UNREACHABLE },
    { "HTTP/1.1 401 Nope\r\nContent-Length: 0\r\n\r\n", CW_ERROR_ROUTER_TOKEN },
    { "HTTP/1.1 403 Nope\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>", CW_ERROR_ROUTER_ANSWER },
    { "HTTP/1.1 410 Gone\r\nContent-Length: 41\r\n\r\n{\"code\":\"ER-0050\",\"message\":\"anonymised\"}", CW_ERROR_ROUTER_REFUSED },
    { "HTTP/1.1 500 Oops\r\nContent-Length: 2\r\n\r\n{}", CW_ERROR_ROUTER_ANSWER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autoptr (RigServer) server = rig_server_new ();
      g_autoptr (CwRegistry) client = rig_client_new (rig_server_get_uri (server), RIG_TOKEN);

      g_test_message ("%s", odd[i].bytes);
      if (*odd[i].bytes != '\0')
        rig_server_answer (server, odd[i].bytes, -1);
      expect_failure (client, odd[i].code);
      g_assert_cmpuint (rig_server_count (server), ==, 1);
    }
}

/* @unit is repeated behind @head */
static void
expect_too_large (const char *head,
                  const char *unit,
                  guint       times)
{
  g_autoptr (RigServer) server = rig_server_new ();
  g_autoptr (CwRegistry) client = rig_client_new (rig_server_get_uri (server), RIG_TOKEN);
  g_autoptr (GString) bytes = g_string_new (head);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < times; i++)
    g_string_append (bytes, unit);
  rig_server_answer (server, bytes->str, (gssize) bytes->len);
  g_assert_false (cw_registry_ping (client, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER);
  /* cut off on the way in, not after it was all there */
  g_assert_nonnull (strstr (error->message, "cannot be used: the answer is larger"));
}

static void
test_faults_too_large (void)
{
  expect_too_large ("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", "        ", 128 * 1024 + 1);
  expect_too_large ("HTTP/1.1 200 OK\r\nContent-Length: 1048584\r\n\r\n", "        ", 128 * 1024 + 1);
  expect_too_large ("HTTP/1.1 200 OK\r\n", "X-Filler: 0123456789\r\n", 4096);
}

#define ADD(path, func) g_test_add ("/router/faults/" path, Fixture, NULL, set_up, func, tear_down)

static gpointer
register_slowly (gpointer data)
{
  g_autoptr (CwCardEntry) card = rig_card_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_registry_register_card (data, card, NULL, NULL, &error));
  g_assert_no_error (error);
  return NULL;
}

/* The card is there before its answer is; the answer comes when the test says so. */
static void
test_faults_delay (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr (CwRegistry) other = rig_client_new (cw_stand_in_get_uri (fixture->stand_in), RIG_TOKEN);
  GThread *thread;

  cw_stand_in_set_fault (fixture->stand_in, CW_STAND_IN_DELAY, 1);
  thread = g_thread_new ("slow", register_slowly, fixture->client);
  g_assert_true (cw_stand_in_wait_held (fixture->stand_in, 20));
  g_assert_true (is_there (other));
  cw_stand_in_release (fixture->stand_in);
  g_thread_join (thread);
  g_assert_true (is_there (fixture->client));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("html", test_faults_html);
  ADD ("html-everywhere", test_faults_html_everywhere);
  ADD ("unavailable", test_faults_unavailable);
  ADD ("cut-off", test_faults_cut_off);
  ADD ("lose-answer", test_faults_lose_answer);
  ADD ("lose-withdrawal", test_faults_lose_withdrawal);
  ADD ("redirect", test_faults_redirect);
  ADD ("silent", test_faults_silent);
  ADD ("too-many", test_faults_too_many);
  ADD ("cancel", test_faults_cancel);
  g_test_add_func ("/router/faults/refused-connection", test_faults_refused_connection);
  g_test_add_func ("/router/faults/unknown-host", test_faults_unknown_host);
  g_test_add_func ("/router/faults/odd-answers", test_faults_odd_answers);
  g_test_add_func ("/router/faults/too-large", test_faults_too_large);
  g_test_add ("/router/faults/delay", Fixture, NULL, set_up, test_faults_delay, tear_down);
  return g_test_run ();
}
