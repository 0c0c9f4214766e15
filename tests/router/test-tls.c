/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <signal.h>
#include <string.h>

#include "app/base/error.h"
#include "app/router/client-private.h"
#include "tests/router/rig.h"

/* TLS at a real server: openssl s_server with a certificate made for the test. The same server
 * is reached when its certificate is trusted, so that a refusal is known to be about trust. */

/* microseconds in which the server must come up */
#define UP_IN (10 * G_USEC_PER_SEC)

typedef struct
{
  char        *certificate;
  char        *key;
  GSubprocess *server;
  char        *uri;
} Fixture;

static void
make_certificate (Fixture *fixture)
{
  g_autofree char *directory = rig_directory_new ("tls");
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  fixture->certificate = g_build_filename (directory, "certificate.pem", NULL);
  fixture->key = g_build_filename (directory, "key.pem", NULL);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error,
                              "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                              "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                              "-keyout", fixture->key, "-out", fixture->certificate, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
}

static guint16
find_free_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, &error);

  g_assert_no_error (error);
  g_socket_listener_close (listener);
  return port;
}

static void
wait_until_up (guint16 port)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  gint64 deadline = g_get_monotonic_time () + UP_IN;
  g_autoptr (GSocketConnection) connection = NULL;

  while (connection == NULL)
    {
      connection = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, NULL);
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_thread_yield ();
    }
}

/* @versions: what the server is told about TLS versions */
static void
start_server (Fixture    *fixture,
              const char *version,
              const char *ciphers)
{
  guint16 port = find_free_port ();
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", port);
  g_autoptr (GError) error = NULL;

  fixture->server = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error,
                                      "openssl", "s_server", "-accept", address, "-www", "-quiet", version, "-cipher", ciphers,
                                      "-cert", fixture->certificate, "-key", fixture->key, NULL);
  g_assert_no_error (error);
  fixture->uri = g_strdup_printf ("https://localhost:%u/", port);
  wait_until_up (port);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  make_certificate (fixture);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  if (fixture->server != NULL)
    {
      g_subprocess_force_exit (fixture->server);
      g_subprocess_wait (fixture->server, NULL, NULL);
    }
  g_clear_object (&fixture->server);
  g_free (fixture->certificate);
  g_free (fixture->key);
  g_free (fixture->uri);
}

/* s_server -www answers every GET with a page about the connection: seen from the client, TLS
 * was good and the register was not there. */
static void
test_tls_trusted (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr (CwRegistry) client = NULL;
  g_autoptr (GError) error = NULL;

  start_server (fixture, "-tls1_2", "DEFAULT");
  client = rig_client_new (fixture->uri, RIG_TOKEN);
  cw_router_client_set_ca_file (client, fixture->certificate);
  g_assert_false (cw_registry_ping (client, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER);
  g_assert_nonnull (strstr (error->message, "web page"));
}

static void
test_tls_not_trusted (Fixture      *fixture,
                      gconstpointer data)
{
  g_autoptr (CwRegistry) client = NULL;
  g_autoptr (GError) error = NULL;

  start_server (fixture, "-tls1_2", "DEFAULT");
  client = rig_client_new (fixture->uri, RIG_TOKEN);
  g_assert_false (cw_registry_ping (client, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, "certificate is not trusted"));
  g_assert_null (strstr (error->message, RIG_TOKEN));
}

/* The certificate is trusted and names localhost; the server is asked for by its number. */
static void
test_tls_other_name (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr (CwRegistry) client = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = NULL;

  start_server (fixture, "-tls1_2", "DEFAULT");
  uri = g_strdup_printf ("https://127.0.0.1:%s", strrchr (fixture->uri, ':') + 1);
  client = rig_client_new (uri, RIG_TOKEN);
  cw_router_client_set_ca_file (client, fixture->certificate);
  g_assert_false (cw_registry_ping (client, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, "certificate is not trusted"));
}

/* A server that speaks nothing newer than TLS 1.1. */
static void
test_tls_old (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (CwRegistry) client = NULL;
  g_autoptr (GError) error = NULL;

  start_server (fixture, "-tls1_1", "DEFAULT@SECLEVEL=0");
  client = rig_client_new (fixture->uri, RIG_TOKEN);
  cw_router_client_set_ca_file (client, fixture->certificate);
  g_assert_false (cw_registry_ping (client, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, "TLS 1.2"));
}

/* https where there is only http */
static void
test_tls_none (void)
{
  g_autoptr (RigServer) server = rig_server_new ();
  g_autofree char *uri = g_strdup_printf ("https://localhost:%s", strrchr (rig_server_get_uri (server), ':') + 1);
  g_autoptr (CwRegistry) client = rig_client_new (uri, RIG_TOKEN);
  g_autoptr (GError) error = NULL;

  rig_server_json (server, 200, "{}");
  cw_router_client_set_timeouts (client, 2000, 2000);
  g_assert_false (cw_registry_ping (client, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_UNREACHABLE);
}

#define ADD(path, func) g_test_add ("/router/tls/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_autofree char *openssl = g_find_program_in_path ("openssl");

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  if (openssl != NULL)
    {
      ADD ("trusted", test_tls_trusted);
      ADD ("not-trusted", test_tls_not_trusted);
      ADD ("other-name", test_tls_other_name);
      ADD ("old", test_tls_old);
    }
  else
    g_test_message ("openssl is not installed: no TLS server to test against");
  g_test_add_func ("/router/tls/none", test_tls_none);
  return g_test_run ();
}
