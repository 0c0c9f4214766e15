/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store-test"

#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/store/fixture.h"

/* Photos at rest: enciphered, each for its student, and never lost to a wrong key. */

#define STUDENT "lbtu/LF23001"
#define PICTURE "the picture of Anna, plain for everybody to see"
#define MANY 100

static void
put (Fixture    *self,
     const char *student,
     const char *picture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) photo = g_bytes_new (picture, strlen (picture));

  cw_store_put_photo (self->store, student, photo, &error);
  g_assert_no_error (error);
}

static void
assert_photo (Fixture    *self,
              const char *student,
              const char *picture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) photo = cw_store_get_photo (self->store, student, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (photo, NULL), g_bytes_get_size (photo), picture, strlen (picture));
}

static void
assert_no_photo (Fixture    *self,
                 const char *student,
                 int         code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_store_get_photo (self->store, student, &error));
  g_assert_error (error, CW_ERROR, code);
}

/* Whether the picture lies plain anywhere in the files. */
static gboolean
is_plain_in_files (Fixture *self)
{
  static const char *const suffixes[] = { "", "-wal" };
  gboolean found = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = g_strconcat (self->path, suffixes[i], NULL);
      g_autofree char *contents = NULL;
      gsize length = 0;

      if (g_file_get_contents (path, &contents, &length, NULL))
        found = found || memmem (contents, length, PICTURE, strlen (PICTURE)) != NULL;
    }
  return found;
}

static void
add_students (Fixture *self,
              guint    n)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_begin (self->store, &error));
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *number = g_strdup_printf ("P%03u", i);
      g_autoptr (CwStudent) student = fixture_student (number, "Anna", "Ozola");

      g_assert_true (cw_store_put_student (self->store, student, &error));
    }
  g_assert_true (cw_store_commit (self->store, &error));
  g_assert_no_error (error);
}

/* As a database from before has them. */
static void
put_plain (Fixture *self)
{
  fixture_run_raw (self->path, "INSERT OR REPLACE INTO photos (student_id, photo) SELECT id, CAST ('" PICTURE "' || id AS BLOB) FROM students");
}

static void
test_enciphered (Fixture      *self,
                 gconstpointer user_data)
{
  g_autofree char *label = NULL;
  g_autofree char *version = NULL;
  g_autofree char *form = NULL;

  put (self, STUDENT, PICTURE);
  assert_photo (self, STUDENT, PICTURE);
  g_assert_false (is_plain_in_files (self));
  label = fixture_read_raw (self->path, "SELECT key_label FROM photos");
  g_assert_cmpstr (label, ==, CW_PHOTO_KEY_LABEL);
  version = fixture_read_raw (self->path, "SELECT key_version FROM photos");
  g_assert_cmpstr (version, ==, "1");
  form = fixture_read_raw (self->path, "SELECT hex (substr (photo, 1, 1)) FROM photos");
  g_assert_cmpstr (form, ==, "01");
  fixture_reopen (self);
  assert_photo (self, STUDENT, PICTURE);
}

/* Without a key nothing is stored plain, and nothing is lost. */
static void
test_no_key (Fixture      *self,
             gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) photo = g_bytes_new_static ("x", 1);
  guint sealed, left;

  put (self, STUDENT, PICTURE);
  self->keys.current = 0;
  g_assert_false (cw_store_put_photo (self->store, STUDENT, photo, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_MISSING);
  g_clear_error (&error);
  assert_no_photo (self, STUDENT, CW_ERROR_KEY_MISSING);

  cw_store_set_photo_keys (self->store, NULL);
  g_assert_false (cw_store_put_photo (self->store, STUDENT, photo, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_MISSING);
  g_assert_nonnull (strstr (error->message, "key new store/photos"));
  g_clear_error (&error);
  g_assert_false (cw_store_seal_photos (self->store, &sealed, &left, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_MISSING);
  assert_no_photo (self, STUDENT, CW_ERROR_KEY_MISSING);

  self->keys.current = 1;
  fixture_serve_keys (self->store, &self->keys);
  assert_photo (self, STUDENT, PICTURE);
}

static void
test_wrong_key (Fixture      *self,
                gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  guint sealed, left;

  put (self, STUDENT, PICTURE);
  self->keys.salt = 9;
  assert_no_photo (self, STUDENT, CW_ERROR_PHOTO);
  /* also a new key does not touch what the old one does not open */
  self->keys.current = 2;
  g_assert_true (cw_store_seal_photos (self->store, &sealed, &left, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (sealed, ==, 0);
  g_assert_cmpuint (left, ==, 1);
  self->keys = (FixtureKeys) { .current = 1 };
  assert_photo (self, STUDENT, PICTURE);
}

/* Whoever can write the file cannot give one student the photo of another. */
static void
test_swapped_and_changed (Fixture      *self,
                          gconstpointer user_data)
{
  static const char *const harm[] = {
    "UPDATE photos SET photo = (SELECT photo FROM photos WHERE student_id = 'lbtu/P000') WHERE student_id = '" STUDENT "'",
    "UPDATE photos SET photo = CAST (photo || 'x' AS BLOB)",
    "UPDATE photos SET photo = substr (photo, 1, length (photo) - 1)",
    "UPDATE photos SET photo = x'01'",
    "UPDATE photos SET photo = x''",
    "UPDATE photos SET photo = CAST (x'02' || substr (photo, 2) AS BLOB)",
    "UPDATE photos SET key_version = 2",
    "UPDATE photos SET key_version = 257",
    "UPDATE photos SET key_version = -1",
    "UPDATE photos SET key_label = 'store/other'",
  };

  add_students (self, 1);
  for (guint i = 0; i < G_N_ELEMENTS (harm); i++)
    {
      g_autofree char *broken = NULL;
      guint skipped;

      put (self, "lbtu/P000", "another picture");
      put (self, STUDENT, PICTURE);
      assert_photo (self, STUDENT, PICTURE);
      fixture_run_raw (self->path, harm[i]);
      assert_no_photo (self, STUDENT, CW_ERROR_PHOTO);
      g_assert_true (cw_store_check_photos (self->store, &broken, &skipped, NULL));
      g_assert_nonnull (broken);
      g_assert_nonnull (strstr (broken, "lbtu/"));
    }
  put (self, STUDENT, PICTURE);
  assert_photo (self, STUDENT, PICTURE);
}

static void
assert_all (Fixture *self,
            guint    plain,
            guint    earlier)
{
  g_autoptr (GError) error = NULL;
  CwPhotoCount count;

  g_assert_true (cw_store_count_photos (self->store, &count, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count.all, ==, MANY + 1);
  g_assert_cmpuint (count.plain, ==, plain);
  g_assert_cmpuint (count.earlier, ==, earlier);
  for (guint i = 0; i < MANY; i += 7)
    {
      g_autofree char *student = g_strdup_printf ("lbtu/P%03u", i);
      g_autofree char *picture = g_strconcat (PICTURE, student, NULL);

      assert_photo (self, student, picture);
    }
}

static void
test_from_before (Fixture      *self,
                  gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  guint sealed, left;
  gint64 broken;

  add_students (self, MANY);
  put_plain (self);
  g_assert_true (is_plain_in_files (self));
  assert_all (self, MANY + 1, 0);

  g_assert_true (cw_store_seal_photos (self->store, &sealed, &left, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (sealed, ==, MANY + 1);
  g_assert_cmpuint (left, ==, 0);
  assert_all (self, 0, 0);
  g_assert_false (is_plain_in_files (self));
  g_assert_true (cw_store_seal_photos (self->store, &sealed, &left, &error));
  g_assert_cmpuint (sealed, ==, 0);
  g_assert_true (cw_store_verify_journal (self->store, NULL, &broken, &error));
  g_assert_cmpint (broken, ==, 0);
}

static void
test_rekey (Fixture      *self,
            gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  guint sealed, left;

  add_students (self, MANY);
  put_plain (self);
  g_assert_true (cw_store_seal_photos (self->store, &sealed, &left, &error));
  self->keys.current = 2;
  assert_all (self, 0, MANY + 1);
  g_assert_true (cw_store_seal_photos (self->store, &sealed, &left, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (sealed, ==, MANY + 1);
  self->keys.missing = 1; /* and the old one is not needed any more */
  assert_all (self, 0, 0);
}

static void
die_cb (gboolean before,
        gpointer user_data)
{
  int *left = user_data;

  if (--*left == 0)
    raise (SIGKILL);
}

/* @call: before and after each commit in turn. Returns: whether it died there */
static gboolean
seal_and_die (Fixture *self,
              int      call)
{
  int status;
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      g_autoptr (CwStore) store = cw_store_open (self->path, self->clock, NULL);
      guint sealed, left;

      fixture_serve_keys (store, &self->keys);
      cw_store_set_commit_func (store, die_cb, &call);
      _exit (cw_store_seal_photos (store, &sealed, &left, NULL) ? 0 : 1);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status) || WEXITSTATUS (status) == 0);
  return WIFSIGNALED (status);
}

/* Killed around every commit of it: each photo opens at any time, and the next run does the rest. */
static void
test_killed (Fixture      *self,
             gconstpointer user_data)
{
  guint died = 0;
  g_autoptr (GError) error = NULL;
  guint sealed, left;

  add_students (self, MANY);
  put_plain (self);
  for (int call = 1;; call++)
    {
      gboolean dead;

      self->keys.current = (guint8) (call % 200 + 1);
      g_clear_object (&self->store);
      dead = seal_and_die (self, call);
      fixture_reopen (self);
      for (guint i = 0; i < MANY; i += 9)
        {
          g_autofree char *student = g_strdup_printf ("lbtu/P%03u", i);
          g_autofree char *picture = g_strconcat (PICTURE, student, NULL);

          assert_photo (self, student, picture);
        }
      if (!dead)
        break;
      died++;
    }
  g_assert_cmpuint (died, ==, 8); /* four steps of at most 32 photos, before and after */
  g_assert_true (cw_store_seal_photos (self->store, &sealed, &left, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (sealed + left, ==, 0);
  assert_all (self, 0, 0);
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
  add ("/store/photos/enciphered", test_enciphered);
  add ("/store/photos/no-key", test_no_key);
  add ("/store/photos/wrong-key", test_wrong_key);
  add ("/store/photos/swapped-and-changed", test_swapped_and_changed);
  add ("/store/photos/from-before", test_from_before);
  add ("/store/photos/rekey", test_rekey);
  add ("/store/photos/killed", test_killed);
  return g_test_run ();
}
