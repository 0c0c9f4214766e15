/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store-test"

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "app/store/store-private.h"
#include "tests/store/fixture.h"

/* Opening: a new file, an old one, a newer one, and files that are none of ours. */

static guint
get_mode (const char *path)
{
  struct stat about;

  g_assert_cmpint (stat (path, &about), ==, 0);
  return about.st_mode & 0777;
}

static void
test_modes (Fixture      *self,
            gconstpointer user_data)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };
  g_autofree char *folder = g_path_get_dirname (self->path);

  g_assert_cmphex (get_mode (folder), ==, 0700);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = g_strconcat (self->path, suffixes[i], NULL);

      g_assert_cmphex (get_mode (path), ==, 0600);
    }

  g_clear_object (&self->store);
  g_assert_cmpint (g_chmod (self->path, 0644), ==, 0);
  fixture_reopen (self);
  g_assert_cmphex (get_mode (self->path), ==, 0600);
}

static void
test_pragmas (Fixture      *self,
              gconstpointer user_data)
{
  static const struct
  {
    const char *text;
    gint64      value;
  } pragmas[] = {
    { "PRAGMA synchronous", 2 }, /* FULL */
    { "PRAGMA foreign_keys", 1 },
    { "PRAGMA trusted_schema", 0 },
    { "PRAGMA secure_delete", 1 },
    { "PRAGMA busy_timeout", CW_STORE_BUSY_TIMEOUT_MS },
    { "PRAGMA application_id", CW_STORE_APPLICATION_ID },
    { "PRAGMA user_version", 4 },
    { "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE '%STRICT%'", 0 },
  };
  g_autoptr (GError) error = NULL;
  g_autofree char *mode = fixture_read_raw (self->path, "PRAGMA journal_mode");

  g_assert_cmpstr (mode, ==, "wal");
  for (guint i = 0; i < G_N_ELEMENTS (pragmas); i++)
    {
      gint64 value;

      g_assert_true (cw_sql_get_int (&self->store->sql, pragmas[i].text, NULL, &value, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpint (value, ==, pragmas[i].value);
    }
}

static void
test_empty_file (Fixture      *self,
                 gconstpointer user_data)
{
  g_autofree char *path = g_build_filename (self->folder, "empty.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStore) store = NULL;

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  store = cw_store_open (path, self->clock, &error);
  g_assert_no_error (error);
  fixture_fill (store);
}

static char *
read_file (const char *path)
{
  g_autofree char *contents = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guchar *) contents, length);
}

/* The file must be refused with @code and a sentence that names it and holds @words, and not
 * one byte of it may change. */
static void
assert_refused (Fixture    *self,
                const char *path,
                GPtrArray  *migrations,
                int         code,
                const char *words)
{
  g_autofree char *before = read_file (path);
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  CwStore *store = migrations != NULL ? cw_store_open_with_schema (path, self->clock, migrations, &error) : cw_store_open (path, self->clock, &error);

  g_assert_null (store);
  g_assert_error (error, CW_ERROR, code);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_nonnull (strstr (error->message, words));
  after = read_file (path);
  g_assert_cmpstr (after, ==, before);
}

static void
test_no_database (Fixture      *self,
                  gconstpointer user_data)
{
  /* SQLite takes one byte alone for an empty file: some systems leave one there */
  static const gsize sizes[] = { 2, 5, 99, 100, 512, 4096, 70000 };
  g_autofree char *path = g_build_filename (self->folder, "letter.odt", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *contents = g_strnfill (sizes[i], 'P');

      g_assert_true (g_file_set_contents (path, contents, sizes[i], NULL));
      assert_refused (self, path, NULL, CW_ERROR_STORE, "not a Cardwright database");
    }
}

static void
test_other_database (Fixture      *self,
                     gconstpointer user_data)
{
  static const char *const texts[] = {
    "CREATE TABLE bookmarks (url TEXT)",
    "PRAGMA user_version = 1",
    "PRAGMA application_id = 12345; PRAGMA user_version = 1; CREATE TABLE students (id TEXT)",
    "PRAGMA application_id = 1129796180; CREATE TABLE students (id TEXT)",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *name = g_strdup_printf ("other%u.db", i);
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      fixture_run_raw (path, texts[i]);
      assert_refused (self, path, NULL, CW_ERROR_STORE, "not a Cardwright database");
    }
}

static void
test_not_there (Fixture      *self,
                gconstpointer user_data)
{
  g_autofree char *below_a_file = g_build_filename (self->path, "cards.db", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_store_open (self->folder, self->clock, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_STORE);
  g_assert_nonnull (strstr (error->message, self->folder));
  g_clear_error (&error);
  g_assert_null (cw_store_open (below_a_file, self->clock, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_STORE);
}

/* Names that SQLite would take for something else than a file. */
static void
test_odd_names (Fixture      *self,
                gconstpointer user_data)
{
  static const char *const names[] = { "file:x?mode=memory", "Šķēle's cards.db", "100%.db", "a\nb.db" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->folder, names[i], NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (CwStore) store = cw_store_open (path, self->clock, &error);

      g_assert_no_error (error);
      g_assert_cmphex (get_mode (path), ==, 0600);
    }
}

static void
test_newer (Fixture      *self,
            gconstpointer user_data)
{
  g_clear_object (&self->store);
  fixture_run_raw (self->path, "PRAGMA user_version = 5; PRAGMA wal_checkpoint (TRUNCATE)");
  assert_refused (self, self->path, NULL, CW_ERROR_STORE_NEWER, "newer Cardwright");
}

/* migrations */

static char *
dump_schema (const char *path)
{
  return fixture_read_raw (path, "SELECT group_concat (type || ' ' || name || ' ' || coalesce (sql, ''), char (10)) FROM (SELECT * FROM sqlite_schema ORDER BY type, name)");
}

static char *
dump_rows (const char *path)
{
  return fixture_read_raw (path, "SELECT (SELECT user_version FROM pragma_user_version) || ' ' || (SELECT count(*) FROM journal) || ' ' || (SELECT group_concat (id || family_name || coalesce (email, '-')) FROM students)");
}

static GPtrArray *
load_and_add (const char *text)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *migrations = cw_schema_load (&error);

  g_assert_no_error (error);
  g_ptr_array_add (migrations, cw_migration_new (migrations->len + 1, text));
  return migrations;
}

static void
test_migration (Fixture      *self,
                gconstpointer user_data)
{
  g_autoptr (GPtrArray) migrations = load_and_add ("ALTER TABLE students ADD COLUMN nickname TEXT; UPDATE students SET nickname = 'Annele';");
  g_autoptr (GError) error = NULL;
  g_autofree char *nickname = NULL;
  g_autofree char *version = NULL;

  g_clear_object (&self->store);
  self->store = cw_store_open_with_schema (self->path, self->clock, migrations, &error);
  g_assert_no_error (error);
  nickname = fixture_read_raw (self->path, "SELECT nickname FROM students");
  g_assert_cmpstr (nickname, ==, "Annele");
  version = fixture_read_raw (self->path, "PRAGMA user_version");
  g_assert_cmpstr (version, ==, "5");

  /* and today's program refuses it */
  g_clear_object (&self->store);
  assert_refused (self, self->path, NULL, CW_ERROR_STORE_NEWER, "newer Cardwright");
}

static void
test_migration_fails (Fixture      *self,
                      gconstpointer user_data)
{
  static const char *const texts[] = {
    "ALTER TABLE students ADD COLUMN nickname TEXT; UPDATE students SET family_name = 'x'; nonsense;",
    "UPDATE students SET family_name = 'x'; INSERT INTO students SELECT * FROM students;",
    "UPDATE students SET family_name = 'x'; DELETE FROM institutions;",
    "UPDATE students SET family_name = 'x'; COMMIT; nonsense;",
    "UPDATE students SET family_name = 'x'; ROLLBACK;",
    "DELETE FROM journal;",
    "DROP TABLE outbox; SELECT * FROM outbox;",
  };
  g_autofree char *schema = dump_schema (self->path);
  g_autofree char *rows = dump_rows (self->path);

  g_clear_object (&self->store);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GPtrArray) migrations = load_and_add (texts[i]);
      g_autofree char *schema_after = NULL;
      g_autofree char *rows_after = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_null (cw_store_open_with_schema (self->path, self->clock, migrations, &error));
      g_assert_nonnull (error);
      g_assert_true (error->domain == CW_ERROR);
      g_assert_nonnull (strstr (error->message, "form 5"));
      schema_after = dump_schema (self->path);
      g_assert_cmpstr (schema_after, ==, schema);
      rows_after = dump_rows (self->path);
      g_assert_cmpstr (rows_after, ==, rows);
    }
  fixture_reopen (self);
}

/* Each file stands by itself: the good one stays, the bad one leaves no trace. */
static void
test_migration_half_way (Fixture      *self,
                         gconstpointer user_data)
{
  g_autoptr (GPtrArray) migrations = load_and_add ("CREATE TABLE good (a INTEGER) STRICT;");
  g_autoptr (GError) error = NULL;
  g_autofree char *version = NULL;
  g_autofree char *tables = NULL;

  g_ptr_array_add (migrations, cw_migration_new (6, "CREATE TABLE bad (a INTEGER) STRICT; nonsense;"));
  g_clear_object (&self->store);
  g_assert_null (cw_store_open_with_schema (self->path, self->clock, migrations, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_STORE);
  version = fixture_read_raw (self->path, "PRAGMA user_version");
  g_assert_cmpstr (version, ==, "5");
  tables = fixture_read_raw (self->path, "SELECT group_concat (name) FROM sqlite_schema WHERE name IN ('good', 'bad')");
  g_assert_cmpstr (tables, ==, "good");
}

/* Yesterday's databases. Each released schema has one here; it is never edited. */
/* What a form since 002 has beside: the blanks for no student, and what a person put in. */
static void
assert_old_ledger (CwStore *store,
                   gboolean since_002)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = cw_store_list_ledger (store, NULL, 0, 0, &error);
  g_autoptr (CwSupplyRow) supply = cw_store_get_supply (store, "CR80 Card", CW_SUPPLY_RIBBON, &error);
  const CwPlasticRow *row;

  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, since_002 ? 2 : 1);
  row = g_ptr_array_index (rows, rows->len - 1);
  g_assert_cmpint (row->state, ==, since_002 ? CW_PLASTIC_STATE_PRINTING : CW_PLASTIC_STATE_QUEUED);
  g_assert_cmpint (row->sets, ==, since_002 ? 1 : -1);
  g_assert_cmpstr (row->job, ==, since_002 ? "41" : NULL);
  g_assert_true ((supply != NULL) == since_002);
  if (supply != NULL)
    g_assert_cmpuint (supply->quantity, ==, 200);
}

/* However it lies there: as it came, or enciphered. */
static void
assert_old_photo (CwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) photo = NULL;
  guint sealed, left;

  fixture_serve_keys (store, NULL);
  for (guint i = 0; i < 2; i++)
    {
      g_clear_pointer (&photo, g_bytes_unref);
      photo = cw_store_get_photo (store, "lbtu/LF23001", &error);
      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (photo, NULL), g_bytes_get_size (photo), "\xff\xd8\xff\xe0 no real picture", 20);
      g_assert_true (cw_store_seal_photos (store, &sealed, &left, &error));
      g_assert_cmpuint (left, ==, 0);
    }
}

typedef struct
{
  const char *name;
  gint64      journal;   /* rows */
  gboolean    since_002;
} Old;

static void
test_old (Fixture      *self,
          gconstpointer user_data)
{
  const Old *old = user_data;
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "old", old->name, NULL);
  g_autofree char *path = g_build_filename (self->folder, "old.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *schema = NULL;
  g_autofree char *schema_today = NULL;
  g_autofree char *state_at = NULL;
  g_autoptr (CwStore) store = NULL;
  g_autoptr (CwStudent) student = NULL;
  g_autoptr (CwCard) card = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) digits = NULL;
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (GPtrArray) due = NULL;
  gint64 n_rows, broken;

  g_file_get_contents (script, &text, NULL, &error);
  g_assert_no_error (error);
  fixture_run_raw (path, text);
  store = cw_store_open (path, self->clock, &error);
  g_assert_no_error (error);

  schema = dump_schema (path);
  schema_today = dump_schema (self->path);
  g_assert_cmpstr (schema, ==, schema_today);
  cw_store_verify_journal (store, &n_rows, &broken, &error);
  g_assert_no_error (error);
  g_assert_cmpint (broken, ==, 0);
  g_assert_cmpint (n_rows, ==, old->journal);
  assert_old_ledger (store, old->since_002);
  assert_old_photo (store);
  student = cw_store_get_student (store, "lbtu/LF23001", &error);
  g_assert_cmpstr (student->family_name, ==, "Bērziņa");
  found = cw_store_find_students (store, NULL, "anna berz", 0, 0, &error);
  g_assert_cmpuint (found->len, ==, 1);
  digits = cw_store_find_students (store, NULL, "23001", 0, 0, &error);
  g_assert_cmpuint (digits->len, ==, 1);
  card = cw_store_get_card_of_order (store, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (card->state, ==, CW_CARD_STATE_PRINTING);
  g_assert_cmpstr (card->uid, ==, "04A1B2C3D4E5F6");
  state_at = fixture_read_raw (path, "SELECT state_at FROM cards WHERE id = 1");
  g_assert_cmpstr (state_at, ==, "1795435201000000");
  steps = cw_store_list_steps (store, 1, &error);
  g_assert_cmpuint (steps->len, ==, 2);
  due = cw_store_list_due_messages (store, G_MAXINT64, 0, &error);
  g_assert_cmpuint (due->len, ==, 1);
  fixture_add_card (store);
}

static void
add (const char   *path,
     gconstpointer user_data,
     void (*func) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, user_data, fixture_set_up, func, fixture_tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add ("/store/open/modes", NULL, test_modes);
  add ("/store/open/pragmas", NULL, test_pragmas);
  add ("/store/open/empty-file", NULL, test_empty_file);
  add ("/store/open/no-database", NULL, test_no_database);
  add ("/store/open/other-database", NULL, test_other_database);
  add ("/store/open/not-there", NULL, test_not_there);
  add ("/store/open/odd-names", NULL, test_odd_names);
  add ("/store/open/newer", NULL, test_newer);
  add ("/store/migration/applies", NULL, test_migration);
  add ("/store/migration/fails", NULL, test_migration_fails);
  add ("/store/migration/half-way", NULL, test_migration_half_way);
  add ("/store/migration/old/001", &(const Old) { "schema-001.sql", 14, FALSE }, test_old);
  add ("/store/migration/old/002", &(const Old) { "schema-002.sql", 19, TRUE }, test_old);
  add ("/store/migration/old/003", &(const Old) { "schema-003.sql", 33, TRUE }, test_old);
  return g_test_run ();
}
