/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#include "app/base/error.h"
#include "app/intake/ldapsource.h"

/* OpenLDAP's own server with a directory made for the test: over its socket, and over TLS on the
 * loopback. It gives at most 500 entries at a time, so that pages are needed. */

#define PERSONS 1203
#define PEOPLE "ou=people,dc=example,dc=org"
#define READER "uid=s0001," PEOPLE
#define LIMITED "uid=s0002," PEOPLE

static const guint8 jpeg[] = { 0xff, 0xd8, 0xff, 0x00, 0x01, 0xd9 };

static struct
{
  char        *folder;
  char        *socket; /* ldapi address without base */
  char        *tls;    /* ldaps address without base */
  char        *certificate;
  GSubprocess *server;
} rig;

static char *
rig_path (const char *name)
{
  return g_build_filename (rig.folder, name, NULL);
}

static void
rig_run (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
}

static void
rig_write (const char *name,
           const char *text)
{
  g_autofree char *path = rig_path (name);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, &error));
  g_assert_no_error (error);
}

static void
rig_make_certificate (void)
{
  g_autofree char *key = rig_path ("key.pem");
  const char *argv[] = { "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                         "-keyout", key, "-out", rig.certificate, NULL };

  rig_run (argv);
}

static void
rig_write_persons (void)
{
  g_autoptr (GString) ldif = g_string_new ("dn: dc=example,dc=org\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: Example\n\n"
                                           "dn: " PEOPLE "\nobjectClass: organizationalUnit\nou: people\n\n");
  g_autofree char *picture = g_base64_encode (jpeg, sizeof jpeg);

  for (guint i = 1; i <= PERSONS; i++)
    {
      g_string_append_printf (ldif, "dn: uid=s%04u," PEOPLE "\nobjectClass: inetOrgPerson\nuid: s%04u\ncn: Person %u\nuserPassword: word-%u\n", i, i, i, i);
      g_string_append (ldif, i == 7 ? "sn:: xaDEt8STbGU=\n" : "sn: Person\n"); /* Šķēle */
      if (i == 7)
        g_string_append_printf (ldif, "mail: a@example.org\nmail: b@example.org\njpegPhoto:: %s\nuserPKCS12:: /wAB\n", picture);
      g_string_append_c (ldif, '\n');
    }
  rig_write ("persons.ldif", ldif->str);
}

static void
rig_write_configuration (void)
{
  g_autofree char *text = g_strdup_printf (
    "include /etc/ldap/schema/core.schema\ninclude /etc/ldap/schema/cosine.schema\ninclude /etc/ldap/schema/inetorgperson.schema\n"
    "modulepath /usr/lib/ldap\nmoduleload back_mdb\nTLSCertificateFile %s/certificate.pem\nTLSCertificateKeyFile %s/key.pem\n"
    "database mdb\nmaxsize 67108864\nsuffix dc=example,dc=org\ndirectory %s\n"
    "limits dn.exact=\"" LIMITED "\" size.soft=10 size.hard=10 size.pr=500 size.prtotal=10\n"
    "limits * size.soft=500 size.hard=500 size.pr=500 size.prtotal=unlimited\n"
    "access to attrs=userPassword by anonymous auth\naccess to * by * read\n", rig.folder, rig.folder, rig.folder);

  rig_write ("slapd.conf", text);
}

static gboolean
rig_answers (void)
{
  g_autofree char *uri = g_strconcat (rig.socket, "/" PEOPLE "?uid", NULL);
  CwLdapReading reading = { .uri = uri };
  g_autoptr (CwSource) source = cw_ldap_open (&reading, NULL, NULL);

  return source != NULL;
}

/* The server ends with the test, however that ends. */
static void
rig_follow (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

/* A port that was free a moment ago may be another's by now: then the server ends, and another is tried. */
static gboolean
rig_try (void)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *configuration = rig_path ("slapd.conf");
  g_autofree char *addresses = NULL;
  g_autoptr (GError) error = NULL;
  gint64 deadline = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  g_socket_listener_close (listener);
  g_free (rig.tls);
  rig.tls = g_strdup_printf ("ldaps://localhost:%u", port);
  addresses = g_strdup_printf ("%s ldaps://127.0.0.1:%u", rig.socket, port);
  g_subprocess_launcher_set_child_setup (launcher, rig_follow, NULL, NULL);
  rig.server = g_subprocess_launcher_spawn (launcher, &error, "/usr/sbin/slapd", "-f", configuration, "-h", addresses, "-d", "0", NULL);
  g_assert_no_error (error);
  while (g_subprocess_get_identifier (rig.server) != NULL && g_get_monotonic_time () < deadline)
    {
      if (rig_answers ())
        return TRUE;
      g_usleep (20000);
      g_main_context_iteration (NULL, FALSE);
    }
  g_subprocess_force_exit (rig.server);
  g_clear_object (&rig.server);
  return FALSE;
}

static void
rig_start (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *configuration = NULL;
  g_autofree char *persons = NULL;
  g_autofree char *path = NULL;
  g_autofree char *escaped = NULL;

  rig.folder = g_dir_make_tmp ("cw-ldap-XXXXXX", &error);
  g_assert_no_error (error);
  rig.certificate = rig_path ("certificate.pem");
  configuration = rig_path ("slapd.conf");
  persons = rig_path ("persons.ldif");
  path = rig_path ("ldapi");
  escaped = g_uri_escape_string (path, NULL, FALSE);
  rig.socket = g_strconcat ("ldapi://", escaped, NULL);
  rig_make_certificate ();
  rig_write_persons ();
  rig_write_configuration ();
  rig_run ((const char *[]) { "/usr/sbin/slapadd", "-q", "-f", configuration, "-l", persons, NULL });
  for (guint i = 0; i < 5; i++)
    if (rig_try ())
      return;
  g_error ("slapd does not start. Install the package slapd.");
}

static void
rig_stop (void)
{
  g_autoptr (GDir) folder = g_dir_open (rig.folder, 0, NULL);
  const char *name;

  g_subprocess_force_exit (rig.server);
  g_subprocess_wait (rig.server, NULL, NULL);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = rig_path (name);

      g_remove (path);
    }
  g_rmdir (rig.folder);
}

static CwSource *
open_at (const char *server,
         const char *rest,
         const char *name,
         const char *word,
         GError    **error)
{
  g_autofree char *uri = g_strconcat (server, rest, NULL);
  g_autoptr (CwSecret) password = word != NULL ? cw_secret_new (word, strlen (word)) : NULL;
  CwLdapReading reading = { .uri = uri, .bind_name = name, .password = password, .ca_file = g_str_has_prefix (server, "ldaps") ? rig.certificate : NULL };

  return cw_ldap_open (&reading, NULL, error);
}

static guint
count_rows (CwSource *source,
            GError  **error)
{
  CwSourceLine line;
  gboolean more = TRUE;
  guint n = 0;

  while (cw_source_next (source, &line, &more, NULL, error) && more)
    n++;
  return n;
}

static void
test_rows (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSource) source = open_at (rig.socket, "/" PEOPLE "?uid,sn,mail,jpegPhoto,userPKCS12", NULL, NULL, &error);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  CwSourceLine line;
  gboolean more = TRUE;

  g_assert_no_error (error);
  g_assert_cmpstr (cw_source_get_kind (source), ==, "ldap");
  g_assert_cmpuint (cw_source_count_columns (source), ==, 4);
  g_assert_cmpstr (cw_source_get_columns (source)[2], ==, "mail");
  while (cw_source_next (source, &line, &more, NULL, &error) && more)
    {
      g_assert_cmpuint (line.n_cells, ==, 4);
      g_assert_true (g_hash_table_add (seen, g_strdup (line.cells[0])));
      g_assert_cmpuint (line.line, ==, g_hash_table_size (seen));
      if (!g_str_equal (line.cells[0], "s0007"))
        {
          g_assert_cmpstr (line.cells[2], ==, "");
          g_assert_null (line.photo);
          continue;
        }
      g_assert_cmpstr (line.cells[1], ==, "Šķēle");
      g_assert_cmpstr (line.cells[2], ==, "a@example.org; b@example.org");
      g_assert_cmpstr (line.cells[3], ==, "FF0001");
      g_assert_cmpmem (g_bytes_get_data (line.photo, NULL), g_bytes_get_size (line.photo), jpeg, sizeof jpeg);
    }
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (seen), ==, PERSONS);
  /* behind the end there is nothing, as often as one asks */
  g_assert_true (cw_source_next (source, &line, &more, NULL, &error));
  g_assert_false (more);
}

static void
test_filter (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSource) source = open_at (rig.socket, "/" PEOPLE "?uid?one?(uid=s001*)", NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (count_rows (source, &error), ==, 10);
  g_assert_no_error (error);
}

static void
test_password (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSource) source = open_at (rig.socket, "/" PEOPLE "?uid", READER, "word-1", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (count_rows (source, &error), ==, PERSONS);
  g_assert_no_error (error);
  g_assert_null (open_at (rig.socket, "/" PEOPLE "?uid", READER, "word-2", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_assert_null (strstr (error->message, "word-2"));
  g_clear_error (&error);
  /* would be let in as nobody */
  g_assert_null (open_at (rig.socket, "/" PEOPLE "?uid", READER, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_MISSING);
}

static void
test_tls (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSource) source = open_at (rig.tls, "/" PEOPLE "?uid?sub?(uid=s0007)", READER, "word-1", &error);
  g_autofree char *uri = g_strconcat (rig.tls, "/" PEOPLE "?uid", NULL);
  g_autofree char *configuration = rig_path ("slapd.conf");
  g_autoptr (GString) by_number = g_string_new (uri);
  CwLdapReading reading = { .uri = uri };

  g_assert_no_error (error);
  g_assert_cmpuint (count_rows (source, &error), ==, 1);
  g_assert_no_error (error);

  /* the system does not know the authority */
  g_assert_null (cw_ldap_open (&reading, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_FAILED);
  g_clear_error (&error);
  /* the authority is known, the name is another's */
  g_string_replace (by_number, "localhost", "127.0.0.1", 1);
  reading = (CwLdapReading) { .uri = by_number->str, .ca_file = rig.certificate };
  g_assert_null (cw_ldap_open (&reading, NULL, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (error->code, !=, CW_ERROR_TIMED_OUT);
  g_clear_error (&error);
  reading = (CwLdapReading) { .uri = uri, .ca_file = configuration };
  g_assert_null (cw_ldap_open (&reading, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
}

static void
test_limit (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSource) source = open_at (rig.socket, "/" PEOPLE "?uid", LIMITED, "word-2", &error);

  /* some of the entries must not pass for all of them */
  g_assert_no_error (error);
  count_rows (source, &error);
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
}

static void
test_search_refused (void)
{
  static const struct
  {
    const char *rest;
    int         code;
  } cases[] = {
    { "/ou=nowhere,dc=example,dc=org?uid", CW_ERROR_NOT_FOUND },
    { "/" PEOPLE "?uid?sub?((uid=", CW_ERROR_INVALID },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwSource) source = open_at (rig.socket, cases[i].rest, NULL, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (count_rows (source, &error), ==, 0);
      g_assert_error (error, CW_ERROR, cases[i].code);
    }
}

static void
test_address (void)
{
  static const char *const wrong[] = {
    "", "https://localhost/dc=a?uid", "ldaps://localhost/dc=a", "ldaps://localhost/dc=a?*", "ldaps://localhost/dc=a?jpegPhoto",
    "ldaps://localhost/dc=a?uid?sub?(uid=a)?bindname=cn=a", "ldaps://localhost/dc=a?uid?sideways",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      CwLdapReading reading = { .uri = wrong[i] };

      g_assert_null (cw_ldap_open (&reading, NULL, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
    }
}

/* A server that takes the connection and says nothing; one that is not there. */
static void
test_silence (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, &error);
  g_autofree char *uri = g_strdup_printf ("ldap://127.0.0.1:%u/dc=a?uid", port);
  g_autoptr (CwSecret) password = cw_secret_new ("word", 4);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  CwLdapReading reading = { .uri = uri, .bind_name = "cn=a", .password = password, .timeout = 1 };

  g_assert_no_error (error);
  g_assert_null (cw_ldap_open (&reading, cancellable, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_TIMED_OUT);
  g_clear_error (&error);
  g_socket_listener_close (listener);
  g_assert_null (cw_ldap_open (&reading, cancellable, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_FAILED);
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_null (cw_ldap_open (&reading, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  rig_start ();
  g_test_add_func ("/intake/ldap/rows", test_rows);
  g_test_add_func ("/intake/ldap/filter", test_filter);
  g_test_add_func ("/intake/ldap/password", test_password);
  g_test_add_func ("/intake/ldap/tls", test_tls);
  g_test_add_func ("/intake/ldap/limit", test_limit);
  g_test_add_func ("/intake/ldap/search-refused", test_search_refused);
  g_test_add_func ("/intake/ldap/address", test_address);
  g_test_add_func ("/intake/ldap/silence", test_silence);
  result = g_test_run ();
  rig_stop ();
  return result;
}
