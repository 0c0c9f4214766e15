/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store-test"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/store/backup.h"
#include "app/store/store-private.h"
#include "tests/store/fixture.h"

/* What a disk, its rights and other programs can do to the file. Each time: a clear error, and
 * what was committed before is still there. */

static GBytes *
make_photo (guint size)
{
  char *data = g_malloc (size);

  for (guint i = 0; i < size; i++)
    data[i] = (char) (i * 7);
  return g_bytes_new_take (data, size);
}

static void
assert_committed (CwStore *store,
                  guint    n_orders)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) orders = cw_store_list_open_orders (store, &error);
  gint64 broken;

  g_assert_no_error (error);
  g_assert_cmpuint (orders->len, ==, n_orders);
  cw_store_verify_journal (store, NULL, &broken, &error);
  g_assert_no_error (error);
  g_assert_cmpint (broken, ==, 0);
}

static void
assert_error_of (Fixture *self,
                 GError **error,
                 int      code)
{
  g_assert_error (*error, CW_ERROR, code);
  g_assert_nonnull (strstr ((*error)->message, self->path));
  g_clear_error (error);
}

/* the disk is full */

static void
set_max_pages (Fixture *self,
               guint    more)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gint64 pages;

  g_assert_true (cw_sql_get_int (&self->store->sql, "PRAGMA page_count", NULL, &pages, NULL, &error));
  text = g_strdup_printf ("PRAGMA max_page_count = %u", (guint) pages + more);
  g_assert_true (cw_sql_run (&self->store->sql, text, &error));
}

static void
test_full (Fixture      *self,
           gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) photo = make_photo (100000);

  fixture_add_order (self->store);
  set_max_pages (self, 2);
  g_assert_false (cw_store_put_photo (self->store, "lbtu/LF23001", photo, &error));
  assert_error_of (self, &error, CW_ERROR_STORE_FULL);
  assert_committed (self->store, 1);

  set_max_pages (self, 10000);
  g_assert_true (cw_store_put_photo (self->store, "lbtu/LF23001", photo, &error));
  fixture_reopen (self);
  assert_committed (self->store, 1);
}

/* Whatever SQLite has undone of a transaction by itself, nothing of it is committed. */
static void
test_full_inside (Fixture      *self,
                  gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) photo = make_photo (100000);

  fixture_add_order (self->store);
  g_assert_true (cw_store_begin (self->store, &error));
  fixture_add_order (self->store);
  set_max_pages (self, 2);
  g_assert_false (cw_store_put_photo (self->store, "lbtu/LF23001", photo, &error));
  assert_error_of (self, &error, CW_ERROR_STORE_FULL);
  g_assert_true (sqlite3_get_autocommit (self->store->sql.db));

  set_max_pages (self, 10000);
  g_assert_false (cw_store_put_photo (self->store, "lbtu/LF23001", photo, &error));
  assert_error_of (self, &error, CW_ERROR_STORE);
  g_assert_false (cw_store_begin (self->store, &error));
  assert_error_of (self, &error, CW_ERROR_STORE);
  g_assert_false (cw_store_commit (self->store, &error));
  assert_error_of (self, &error, CW_ERROR_STORE);
  assert_committed (self->store, 1);
  g_assert_null (cw_store_get_photo (self->store, "lbtu/LF23001", NULL));
  fixture_add_order (self->store);
  assert_committed (self->store, 2);
}

/* A file that may grow no further, as under a quota: the write itself fails, at the commit. */
static void
test_limit (Fixture      *self,
            gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) photo = make_photo (400000);
  struct rlimit before, small;

  fixture_add_order (self->store);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = 300000;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  g_assert_false (cw_store_put_photo (self->store, "lbtu/LF23001", photo, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  assert_error_of (self, &error, CW_ERROR_STORE_FULL);
  assert_committed (self->store, 1);

  fixture_reopen (self);
  assert_committed (self->store, 1);
  g_assert_true (cw_store_put_photo (self->store, "lbtu/LF23001", photo, &error));
  g_assert_no_error (error);
}

/* rights; root has them all, so that becomes nobody first, in a process of its own */

#define EXIT_SKIPPED 77

static gboolean
drop_root (void)
{
  const uid_t nobody = 65534;

  return geteuid () != 0 || (setresgid (nobody, nobody, nobody) == 0 && setresuid (nobody, nobody, nobody) == 0);
}

static void
run_as_nobody (void (*func) (Fixture *self))
{
  int status;
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      Fixture self = { 0 };

      if (!drop_root ())
        _exit (EXIT_SKIPPED);
      fixture_set_up (&self, NULL);
      fixture_add_order (self.store);
      g_clear_object (&self.store);
      func (&self);
      fixture_reopen (&self);
      assert_committed (self.store, 1);
      fixture_tear_down (&self, NULL);
      _exit (0);
    }

  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  if (WEXITSTATUS (status) == EXIT_SKIPPED)
    g_test_skip ("root cannot become nobody here");
  else
    g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

static void
open_read_only_file (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_chmod (self->path, 0400), ==, 0);
  g_assert_null (cw_store_open (self->path, self->clock, &error));
  assert_error_of (self, &error, CW_ERROR_STORE);
  g_assert_cmpint (g_chmod (self->path, 0600), ==, 0);
}

static void
test_read_only_file (void)
{
  run_as_nobody (open_read_only_file);
}

static void
open_read_only_folder (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *other = g_build_filename (folder, "other.db", NULL);

  g_assert_cmpint (g_chmod (folder, 0500), ==, 0);
  g_assert_null (cw_store_open (self->path, self->clock, &error));
  assert_error_of (self, &error, CW_ERROR_STORE);
  g_assert_null (cw_store_open (other, self->clock, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_STORE);
  g_assert_nonnull (strstr (error->message, other));
  g_assert_cmpint (g_chmod (folder, 0700), ==, 0);
}

static void
test_read_only_folder (void)
{
  run_as_nobody (open_read_only_folder);
}

/* damage */

static void
overwrite (const char *path,
           gint64      offset,
           guint       length)
{
  g_autofree char *rubbish = g_strnfill (length, '\xa5');
  int fd = g_open (path, O_WRONLY | O_CLOEXEC, 0);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (pwrite (fd, rubbish, length, offset), ==, length);
  close (fd);
}

static gint64
get_offset_of (const char *path,
               const char *table)
{
  g_autofree char *text = g_strdup_printf ("SELECT (rootpage - 1) * (SELECT page_size FROM pragma_page_size) FROM sqlite_schema WHERE name = '%s'", table);
  g_autofree char *offset = fixture_read_raw (path, text);

  return g_ascii_strtoll (offset, NULL, 10);
}

static void
test_damaged_table (Fixture      *self,
                    gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwInstitution) institution = NULL;
  gint64 offset;

  fixture_add_order (self->store);
  g_clear_object (&self->store);
  offset = get_offset_of (self->path, "students");
  overwrite (self->path, offset, 200);
  fixture_reopen (self);
  g_assert_null (cw_store_get_student (self->store, "lbtu/LF23001", &error));
  assert_error_of (self, &error, CW_ERROR_STORE);

  /* what does not lie on that page is still there */
  institution = cw_store_get_institution (self->store, "lbtu", &error);
  g_assert_no_error (error);
  assert_committed (self->store, 1);
}

static void
test_damaged_journal (Fixture      *self,
                      gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gint64 broken;

  fixture_add_order (self->store);
  g_clear_object (&self->store);
  overwrite (self->path, get_offset_of (self->path, "journal"), 200);
  fixture_reopen (self);
  g_assert_false (cw_store_verify_journal (self->store, NULL, &broken, &error));
  assert_error_of (self, &error, CW_ERROR_STORE);
  g_assert_cmpint (broken, ==, 0);

  /* without a journal nothing is done any more */
  g_assert_false (cw_store_close_order (self->store, 1, "issued", &error));
  assert_error_of (self, &error, CW_ERROR_STORE);
}

/* Every page of the file in turn: the check never takes it for sound, and names what is broken. */
static void
test_damaged_pages (Fixture      *self,
                    gconstpointer user_data)
{
  g_autofree char *whole = NULL;
  guint n_pages = 0, n_named = 0;
  gsize length;

  fixture_add_card (self->store);
  g_clear_object (&self->store);
  g_assert_true (g_file_get_contents (self->path, &whole, &length, NULL));
  for (gsize offset = 0; offset < length; offset += 4096)
    {
      g_autoptr (GError) error = NULL;
      g_auto (CwCheckReport) report = { 0 };

      g_assert_true (g_file_set_contents (self->path, whole, (gssize) length, NULL));
      overwrite (self->path, (gint64) offset, 300);
      self->store = cw_store_open (self->path, self->clock, &error);
      n_pages++;
      if (self->store != NULL && cw_store_check (self->store, TRUE, &report, &error))
        {
          g_assert_nonnull (report.broken);
          n_named += strstr (report.broken, "table") != NULL;
        }
      else
        g_assert_error (error, CW_ERROR, CW_ERROR_STORE);
      g_clear_object (&self->store);
    }
  g_assert_cmpuint (n_pages, >, 30);
  g_assert_cmpuint (n_named, >, n_pages / 2);
  g_assert_true (g_file_set_contents (self->path, whole, (gssize) length, NULL));
  fixture_reopen (self);
  assert_committed (self->store, 1);
}

/* The log of another database, and one of rubbish, beside a good file: what was folded into the file
 * stays, and none of the strange pages comes in. */
static void
test_strange_log (Fixture      *self,
                  gconstpointer user_data)
{
  g_autofree char *log = g_strconcat (self->path, "-wal", NULL);
  g_autofree char *rubbish = g_strnfill (100000, '\x37');
  g_auto (CwCheckReport) report = { 0 };
  g_autoptr (GError) error = NULL;

  fixture_add_order (self->store);
  g_clear_object (&self->store);
  g_assert_true (g_file_set_contents (log, rubbish, 100000, NULL));
  fixture_reopen (self);
  assert_committed (self->store, 1);
  g_assert_true (cw_store_check (self->store, TRUE, &report, &error));
  g_assert_cmpstr (report.broken, ==, NULL);
}

/* A log that was taken away: what was only in it is gone, and said to be by the journal's own head or
 * whole as of before; never half. */
static void
test_log_lost (Fixture      *self,
               gconstpointer user_data)
{
  g_autofree char *copy = g_build_filename (self->folder, "copy.db", NULL);
  g_autofree char *contents = NULL;
  g_auto (CwCheckReport) report = { 0 };
  g_autoptr (GError) error = NULL;
  gsize length;

  fixture_add_order (self->store);
  g_assert_true (cw_sql_run (&self->store->sql, "PRAGMA wal_checkpoint (TRUNCATE)", &error));
  g_assert_no_error (error);
  fixture_add_order (self->store);
  g_assert_true (g_file_get_contents (self->path, &contents, &length, NULL));
  g_assert_true (g_file_set_contents (copy, contents, (gssize) length, NULL));
  g_clear_object (&self->store);
  self->store = cw_store_open (copy, self->clock, &error);
  g_assert_no_error (error);
  assert_committed (self->store, 1);
  g_assert_true (cw_store_check (self->store, TRUE, &report, &error));
  g_assert_cmpstr (report.broken, ==, NULL);
}

static void
test_damaged_header (Fixture      *self,
                     gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->store);
  overwrite (self->path, 0, 100);
  g_assert_null (cw_store_open (self->path, self->clock, &error));
  assert_error_of (self, &error, CW_ERROR_STORE);
}

static void
test_cut_off (Fixture      *self,
              gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStudent) student = NULL;
  struct stat about;

  g_clear_object (&self->store);
  g_assert_cmpint (stat (self->path, &about), ==, 0);
  g_assert_cmpint (truncate (self->path, about.st_size / 2), ==, 0);
  self->store = cw_store_open (self->path, self->clock, &error);
  if (self->store != NULL)
    student = cw_store_get_student (self->store, "lbtu/LF23001", &error);
  g_assert_null (student);
  assert_error_of (self, &error, CW_ERROR_STORE);
}

/* Power lost while the log was written: its torn end is dropped, the rest is kept. */
static void
test_torn_log (Fixture      *self,
               gconstpointer user_data)
{
  g_autofree char *log = g_strconcat (self->path, "-wal", NULL);
  g_autofree char *copy = g_build_filename (self->folder, "copy.db", NULL);
  g_autofree char *copy_log = g_strconcat (copy, "-wal", NULL);
  g_autofree char *contents = NULL;
  g_autofree char *log_contents = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStore) store = NULL;
  gsize length, log_length, later_length;

  fixture_add_order (self->store);
  g_assert_true (g_file_get_contents (self->path, &contents, &length, NULL));
  g_assert_true (g_file_get_contents (log, &log_contents, &log_length, NULL));
  g_free (g_steal_pointer (&log_contents));
  fixture_add_order (self->store);
  g_assert_true (g_file_get_contents (log, &log_contents, &later_length, NULL));
  g_assert_cmpuint (later_length, >, log_length);

  g_assert_true (g_file_set_contents (copy, contents, (gssize) length, NULL));
  g_assert_true (g_file_set_contents (copy_log, log_contents, (gssize) (log_length + (later_length - log_length) / 2), NULL));
  store = cw_store_open (copy, self->clock, &error);
  g_assert_no_error (error);
  assert_committed (store, 1);
}

/* other programs */

static void
test_locked (Fixture      *self,
             gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  sqlite3 *other = fixture_open_raw (self->path);

  fixture_add_order (self->store);
  cw_store_set_busy_timeout (self->store, 1);
  g_assert_cmpint (sqlite3_exec (other, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_false (cw_store_close_order (self->store, 1, "issued", &error));
  assert_error_of (self, &error, CW_ERROR_BUSY);
  g_assert_false (cw_store_begin (self->store, &error));
  assert_error_of (self, &error, CW_ERROR_BUSY);
  /* reading goes on */
  assert_committed (self->store, 1);

  g_assert_cmpint (sqlite3_exec (other, "ROLLBACK", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_true (cw_store_close_order (self->store, 1, "issued", &error));
  sqlite3_close (other);
  fixture_reopen (self);
  assert_committed (self->store, 0);
}

static void
add (const char *path,
     void (*func) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add ("/store/fault/full", test_full);
  add ("/store/fault/full-inside", test_full_inside);
  add ("/store/fault/limit", test_limit);
  g_test_add_func ("/store/fault/read-only-file", test_read_only_file);
  g_test_add_func ("/store/fault/read-only-folder", test_read_only_folder);
  add ("/store/fault/damaged-table", test_damaged_table);
  add ("/store/fault/damaged-journal", test_damaged_journal);
  add ("/store/fault/damaged-pages", test_damaged_pages);
  add ("/store/fault/strange-log", test_strange_log);
  add ("/store/fault/log-lost", test_log_lost);
  add ("/store/fault/damaged-header", test_damaged_header);
  add ("/store/fault/cut-off", test_cut_off);
  add ("/store/fault/torn-log", test_torn_log);
  add ("/store/fault/locked", test_locked);
  return g_test_run ();
}
