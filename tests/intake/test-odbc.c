/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "app/base/error.h"
#include "app/intake/odbc.h"

/* unixODBC with SQLite's driver, at a database made for the test. */

#define LONG_TEXT 20000 /* characters: more than is fetched at once */

typedef struct
{
  char *folder;
  char *path;
  char *connection;
} Fixture;

static void
run (Fixture    *fixture,
     const char *sql)
{
  sqlite3 *database = NULL;

  g_assert_cmpint (sqlite3_open (fixture->path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (database);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("cw-odbc-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "students.db", NULL);
  fixture->connection = g_strdup_printf ("DRIVER=SQLite3;Database=%s", fixture->path);
  run (fixture, "CREATE TABLE students (number VARCHAR(20), family_name VARCHAR(100), mail VARCHAR(100), until TIMESTAMP, year INTEGER, photo BLOB);"
                "INSERT INTO students VALUES ('s1', 'Šķēle-Kirsone', NULL, '2029-08-31 00:00:00', 3, x'ffd8ff0001');"
                "INSERT INTO students VALUES ('s2', '', 'b@example.org', NULL, NULL, NULL);");
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_remove (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->connection);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static CwSource *
open_with (Fixture    *fixture,
           const char *statement,
           GError    **error)
{
  CwOdbcReading reading = { .connection = fixture->connection, .statement = statement };

  return cw_odbc_open (&reading, NULL, error);
}

static void
test_rows (Fixture      *fixture,
           gconstpointer data)
{
  static const guint8 picture[] = { 0xff, 0xd8, 0xff, 0x00, 0x01 };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSource) source = open_with (fixture, "SELECT number, family_name, photo, mail, until, year FROM students ORDER BY number;", &error);
  g_autofree char *how = NULL;
  CwSourceLine line;
  gboolean more = FALSE;

  g_assert_no_error (error);
  how = cw_source_describe (source);
  g_assert_nonnull (strstr (how, "SQLite"));
  g_assert_cmpstr (cw_source_get_kind (source), ==, "odbc");
  g_assert_cmpuint (cw_source_count_columns (source), ==, 5);
  g_assert_cmpstr (cw_source_get_columns (source)[2], ==, "mail");
  g_assert_true (cw_source_next (source, &line, &more, NULL, &error) && more);
  g_assert_no_error (error);
  g_assert_cmpuint (line.line, ==, 1);
  g_assert_cmpuint (line.n_cells, ==, 5);
  g_assert_cmpstr (line.cells[0], ==, "s1");
  g_assert_cmpstr (line.cells[1], ==, "Šķēle-Kirsone");
  g_assert_cmpstr (line.cells[2], ==, "");
  g_assert_cmpstr (line.cells[3], ==, "2029-08-31");
  g_assert_cmpstr (line.cells[4], ==, "3");
  g_assert_nonnull (line.photo);
  g_assert_cmpmem (g_bytes_get_data (line.photo, NULL), g_bytes_get_size (line.photo), picture, sizeof picture);
  g_assert_true (cw_source_next (source, &line, &more, NULL, &error) && more);
  g_assert_cmpstr (line.cells[1], ==, "");
  g_assert_cmpstr (line.cells[2], ==, "b@example.org");
  g_assert_cmpstr (line.cells[3], ==, "");
  g_assert_cmpstr (line.cells[4], ==, "");
  g_assert_null (line.photo);
  g_assert_true (cw_source_next (source, &line, &more, NULL, &error));
  g_assert_false (more);
  g_assert_true (cw_source_next (source, &line, &more, NULL, &error));
  g_assert_false (more);
}

static void
test_long (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strnfill (LONG_TEXT, 'a');
  g_autofree char *insert = g_strdup_printf ("DELETE FROM students; INSERT INTO students (number, mail) VALUES ('%s', 'x'), (replace (hex (zeroblob (40000)), '0', 'b'), 'y');", text);
  g_autoptr (CwSource) source = NULL;
  CwSourceLine line;
  gboolean more = FALSE;

  run (fixture, insert);
  source = open_with (fixture, "SELECT number, mail FROM students ORDER BY mail", &error);
  g_assert_no_error (error);
  g_assert_true (cw_source_next (source, &line, &more, NULL, &error) && more);
  g_assert_cmpstr (line.cells[0], ==, text);
  g_assert_cmpstr (line.cells[1], ==, "x");
  /* 80,000 bytes are no cell */
  g_assert_false (cw_source_next (source, &line, &more, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_assert_false (more);
}

static void
test_many (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSource) source = NULL;
  CwSourceLine line;
  gboolean more = TRUE;
  guint n = 0;

  run (fixture, "DELETE FROM students; WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO students (number) SELECT 's' || i FROM n;");
  source = open_with (fixture, "SELECT number FROM students", &error);
  g_assert_no_error (error);
  while (cw_source_next (source, &line, &more, NULL, &error) && more)
    g_assert_cmpuint (line.line, ==, ++n);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 5000);
}

static void
test_statement (Fixture      *fixture,
                gconstpointer data)
{
  static const char *const wrong[] = {
    "", "DELETE FROM students", "SELECT 1; DELETE FROM students", "UPDATE students SET mail = ''", "selection", "SELECT nothing FROM students", "SELECT",
    "SELECT ';' FROM students; DROP TABLE students",
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSource) source = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_null (open_with (fixture, wrong[i], &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_clear_error (&error);
    }
  source = open_with (fixture, "SELECT number AS \"a;b\", ';' AS mark FROM students ; ", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cw_source_get_columns (source)[0], ==, "a;b");
}

/* A WITH may end in something else than a SELECT: it is undone. */
static void
test_unchanged (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  CwSource *source = open_with (fixture, "WITH gone (n) AS (SELECT 's1') DELETE FROM students WHERE number IN (SELECT n FROM gone)", &error);
  CwSourceLine line;
  gboolean more = TRUE;
  guint n = 0;

  g_assert_null (source);
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  source = open_with (fixture, "SELECT number FROM students", &error);
  g_assert_no_error (error);
  while (cw_source_next (source, &line, &more, NULL, &error) && more)
    n++;
  g_assert_cmpuint (n, ==, 2);
  g_object_unref (source);
}

static void
test_connection (Fixture      *fixture,
                 gconstpointer data)
{
  static const struct
  {
    const char *connection;
    int         code;
  } cases[] = {
    { "", CW_ERROR_INVALID },
    { "cardwright-has-no-such-source", CW_ERROR_NOT_FOUND },
    { "DRIVER=/nonexistent/driver.so;Database=a", CW_ERROR_NOT_FOUND },
    { "DRIVER=SQLite3;Database=a; pwd =sesame", CW_ERROR_KEY_UNSAFE },
    { "DSN=a;Password=sesame", CW_ERROR_KEY_UNSAFE },
    { "DRIVER=SQLite3;Database=/nonexistent/folder/a.db", CW_ERROR_FAILED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      CwOdbcReading reading = { .connection = cases[i].connection, .statement = "SELECT number FROM students" };

      g_assert_null (cw_odbc_open (&reading, NULL, &error));
      g_assert_error (error, CW_ERROR, cases[i].code);
      g_assert_null (strstr (error->message, "sesame"));
    }
}

static void
test_cancel (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (CwSource) source = open_with (fixture, "SELECT number FROM students", &error);
  CwOdbcReading reading = { .connection = fixture->connection, .statement = "SELECT number FROM students" };
  CwSourceLine line;
  gboolean more = FALSE;

  g_assert_no_error (error);
  g_assert_true (cw_source_next (source, &line, &more, cancellable, &error) && more);
  g_cancellable_cancel (cancellable);
  g_assert_false (cw_source_next (source, &line, &more, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (cw_odbc_open (&reading, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/intake/odbc/rows", Fixture, NULL, set_up, test_rows, tear_down);
  g_test_add ("/intake/odbc/long", Fixture, NULL, set_up, test_long, tear_down);
  g_test_add ("/intake/odbc/many", Fixture, NULL, set_up, test_many, tear_down);
  g_test_add ("/intake/odbc/statement", Fixture, NULL, set_up, test_statement, tear_down);
  g_test_add ("/intake/odbc/unchanged", Fixture, NULL, set_up, test_unchanged, tear_down);
  g_test_add ("/intake/odbc/connection", Fixture, NULL, set_up, test_connection, tear_down);
  g_test_add ("/intake/odbc/cancel", Fixture, NULL, set_up, test_cancel, tear_down);
  return g_test_run ();
}
