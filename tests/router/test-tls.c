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

/* The server takes a port of its own and says which: one that was free a moment ago may be
 * another test's by the time the server asks for it. */
static char *
read_address (GSubprocess *server)
{
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (server));
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;

  /* nothing is read after that line; the pipe holds the little that the server says later */
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  while ((line = g_data_input_stream_read_line_utf8 (lines, NULL, NULL, &error)) != NULL && !g_str_has_prefix (line, "ACCEPT "))
    g_clear_pointer (&line, g_free);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  return g_strdup (strrchr (line, ':') + 1);
}

/* @versions: what the server is told about TLS versions */
static void
start_server (Fixture    *fixture,
              const char *version,
              const char *ciphers)
{
  g_autofree char *port = NULL;
  g_autoptr (GError) error = NULL;

  fixture->server = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error,
                                      "openssl", "s_server", "-accept", "127.0.0.1:0", "-www", version, "-cipher", ciphers,
                                      "-cert", fixture->certificate, "-key", fixture->key, NULL);
  g_assert_no_error (error);
  port = read_address (fixture->server);
  fixture->uri = g_strdup_printf ("https://localhost:%s/", port);
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
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("trusted", test_tls_trusted);
  ADD ("not-trusted", test_tls_not_trusted);
  ADD ("other-name", test_tls_other_name);
  ADD ("old", test_tls_old);
  g_test_add_func ("/router/tls/none", test_tls_none);
  return g_test_run ();
}
