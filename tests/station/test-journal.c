/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station-test"

#include "config.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "app/base/error.h"
#include "app/keys/ed25519.h"
#include "app/keys/keys.h"
#include "app/station/journal.h"
#include "app/station/settings.h"
#include "app/store/chain.h"

/* The journal of a station: what it writes of itself, days that are signed by themselves, and that no
 * tampering gets past a signed head. */

typedef struct
{
  char *folder;
  char *path;
  char *day;     /* yesterday, UTC */
} Fixture;

static CwStation *
open_station (Fixture *self,
              gboolean exclusive)
{
  g_autoptr (GError) error = NULL;
  CwStation *station = cw_station_open (self->folder, exclusive, &error);

  g_assert_no_error (error);
  return station;
}

/* Closing waits for what the station does by itself. */
static void
close_station (CwStation *station)
{
  cw_station_close (station);
  g_object_unref (station);
}

static void
set_up (Fixture      *self,
        gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwClock) clock = cw_clock_new_manual (g_get_real_time () - G_TIME_SPAN_DAY);
  g_autoptr (CwStore) store = NULL;

  self->folder = g_dir_make_tmp ("cw-journal-XXXXXX", &error);
  self->path = g_build_filename (self->folder, "cardwright.db", NULL);
  self->day = cw_clock_today (clock);
  store = cw_store_open (self->path, clock, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 5; i++)
    g_assert_true (cw_store_add_journal (store, "bench.act", "card/7", NULL, &error));
  cw_store_close (store);
  close_station (open_station (self, TRUE));
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        remove_folder (path);
      g_remove (path);
    }
  g_rmdir (folder);
}

static void
tear_down (Fixture      *self,
           gconstpointer user_data)
{
  remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->day);
}

static void
add_key (Fixture *self,
         guint8   expected)
{
  g_autoptr (GError) error = NULL;
  CwStation *station = open_station (self, TRUE);
  guint8 version = 0;

  g_assert_true (cw_station_new_key (station, CW_JOURNAL_KEY, &version, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (version, ==, expected);
  close_station (station);
}

static void
check (Fixture         *self,
       CwJournalReport *report,
       gboolean        *trusted)
{
  g_autoptr (GError) error = NULL;
  CwStation *station = open_station (self, FALSE);

  g_assert_true (cw_station_check_journal (station, report, trusted, &error));
  g_assert_no_error (error);
  close_station (station);
}

static void
run_sql (const char *path,
         const char *text)
{
  sqlite3 *db = NULL;
  char *problem = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_exec (db, text, NULL, NULL, &problem);
  g_assert_cmpstr (problem, ==, NULL);
  sqlite3_close (db);
}

#define DISARM \
  "DROP TRIGGER journal_is_not_changed; DROP TRIGGER journal_is_not_cut; DROP TRIGGER journal_grows_at_its_end;" \
  "DROP TRIGGER journal_head_moves_on; DROP TRIGGER journal_head_stays;" \
  "DROP TRIGGER journal_signatures_are_not_changed; DROP TRIGGER journal_signatures_stay;"

/* Without a key nothing is signed; with one the first act of a day signs the day before. */
static void
test_by_itself (Fixture      *self,
                gconstpointer user_data)
{
  g_auto (CwJournalReport) none = { 0 };
  g_auto (CwJournalReport) report = { 0 };
  g_auto (CwJournalReport) again = { 0 };
  gboolean trusted = TRUE;

  check (self, &none, &trusted);
  g_assert_cmpint (none.fault, ==, CW_JOURNAL_WHOLE);
  g_assert_cmpuint (none.n_signatures, ==, 0);
  g_assert_false (trusted);

  add_key (self, 1);
  close_station (open_station (self, TRUE));
  check (self, &report, &trusted);
  g_assert_cmpint (report.fault, ==, CW_JOURNAL_WHOLE);
  g_assert_true (trusted);
  g_assert_cmpuint (report.n_signatures, ==, 1);
  g_assert_cmpstr (report.signed_day, ==, self->day);
  g_assert_cmpint (report.signed_entry, ==, 5);

  /* once a day */
  close_station (open_station (self, TRUE));
  check (self, &again, &trusted);
  g_assert_cmpuint (again.n_signatures, ==, 1);
}

static void
test_by_hand (Fixture      *self,
              gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwClock) clock = cw_clock_new_system ();
  g_autofree char *today = cw_clock_today (clock);
  g_autoptr (CwJournalSignature) signature = NULL;
  g_autofree char *message = NULL;
  CwStation *station = open_station (self, FALSE);

  g_assert_null (cw_station_sign_journal (station, self->day, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_MISSING);
  g_clear_error (&error);
  close_station (station);

  add_key (self, 1);
  station = open_station (self, FALSE);
  g_assert_null (cw_station_sign_journal (station, today, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_null (cw_station_sign_journal (station, "1999-12-31", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (cw_station_sign_journal (station, "soon", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  signature = cw_station_sign_journal (station, self->day, &error);
  g_assert_no_error (error);
  message = cw_journal_signature_get_message (signature);
  g_assert_true (g_str_has_prefix (message, "Cardwright journal: the head of a day\nday "));
  g_assert_true (cw_ed25519_verify (g_bytes_get_data (signature->public_key, NULL), message, strlen (message), g_bytes_get_data (signature->signature, NULL)));
  g_assert_null (cw_station_sign_journal (station, self->day, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_EXISTS);
  close_station (station);
}

/* A key that was renewed: what the one before signed is still good. */
static void
test_renewed (Fixture      *self,
              gconstpointer user_data)
{
  g_auto (CwJournalReport) report = { 0 };
  gboolean trusted = FALSE;

  add_key (self, 1);
  close_station (open_station (self, TRUE));
  add_key (self, 2);
  check (self, &report, &trusted);
  g_assert_cmpint (report.fault, ==, CW_JOURNAL_WHOLE);
  g_assert_cmpuint (report.n_signatures, ==, 1);
  g_assert_true (trusted);
}

/* Reckons the whole chain anew, as somebody may who can write the file. */
static void
remake_chain (const char *path)
{
  g_autofree char *previous = g_strdup (CW_CHAIN_FIRST_HASH);
  g_autoptr (GString) text = g_string_new (NULL);
  sqlite3 *db = NULL;
  sqlite3_stmt *stmt = NULL;
  gint64 last = 0;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, "SELECT id, at, act, subject, operator_name, details, station FROM journal ORDER BY id", -1, &stmt, NULL), ==, SQLITE_OK);
  while (sqlite3_step (stmt) == SQLITE_ROW)
    {
      CwChainEntry entry = { .id = sqlite3_column_int64 (stmt, 0), .at = sqlite3_column_int64 (stmt, 1) };

      for (int i = 0; i < CW_CHAIN_N_TEXTS; i++)
        {
          entry.texts[i] = (const char *) sqlite3_column_text (stmt, 2 + i);
          entry.lengths[i] = (gsize) sqlite3_column_bytes (stmt, 2 + i);
        }
      last = entry.id;
      {
        char *hash = cw_chain_hash (previous, &entry);

        g_free (previous);
        previous = hash;
      }
      g_string_append_printf (text, "UPDATE journal SET hash = '%s' WHERE id = %" G_GINT64_FORMAT ";", previous, last);
    }
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  g_string_append_printf (text, "UPDATE journal_head SET id = %" G_GINT64_FORMAT ", hash = '%s';", last, previous);
  run_sql (path, text->str);
}

typedef struct
{
  const char    *name;
  const char    *text;
  gboolean       remake;
  CwJournalFault fault;
  gint64         broken; /* 0: the last entry, which says that the day was signed */
} Case;

/* The signed head is entry 5. */
static const Case cases[] = {
  { "made-anew", DISARM "UPDATE journal SET operator_name = 'nobody' WHERE id = 2", TRUE, CW_JOURNAL_SIGNATURE, 5 },
  { "made-anew-shorter", DISARM "DELETE FROM journal WHERE id = 2; UPDATE journal SET id = -id WHERE id > 2; UPDATE journal SET id = -id - 1 WHERE id < 0", TRUE, CW_JOURNAL_SIGNATURE, 5 },
  { "made-anew-and-cut", DISARM "DELETE FROM journal WHERE id > 3", TRUE, CW_JOURNAL_CUT_OFF, 4 },
  { "replaced", DISARM "UPDATE journal_signatures SET signature = zeroblob (64)", FALSE, CW_JOURNAL_SIGNATURE, 5 },
  { "key-replaced", DISARM "UPDATE journal_signatures SET public_key = zeroblob (32)", FALSE, CW_JOURNAL_SIGNATURE, 5 },
  { "hash-replaced", DISARM "UPDATE journal_signatures SET hash = (SELECT hash FROM journal WHERE id = 4)", FALSE, CW_JOURNAL_SIGNATURE, 5 },
  { "moved", DISARM "UPDATE journal_signatures SET entry = 4, hash = (SELECT hash FROM journal WHERE id = 4)", FALSE, CW_JOURNAL_SIGNATURE, 4 },
  { "other-day", DISARM "UPDATE journal_signatures SET day = '2020-01-01'", FALSE, CW_JOURNAL_SIGNATURE, 5 },
  { "algorithm", DISARM "UPDATE journal_signatures SET algorithm = 'none'", FALSE, CW_JOURNAL_SIGNATURE, 5 },
  { "short", DISARM "UPDATE journal_signatures SET signature = zeroblob (3)", FALSE, CW_JOURNAL_SIGNATURE, 5 },
  { "gone", DISARM "DELETE FROM journal_signatures", FALSE, CW_JOURNAL_SIGNATURE, 0 },
  { "unknown", DISARM "INSERT INTO journal_signatures SELECT '2020-01-01', 3, (SELECT hash FROM journal WHERE id = 3), algorithm, key_label, key_version, public_key, signature, signed_at FROM journal_signatures", FALSE, CW_JOURNAL_SIGNATURE, 3 },
};

static void
test_tampering (Fixture      *self,
                gconstpointer user_data)
{
  const Case *test = user_data;
  g_auto (CwJournalReport) before = { 0 };
  g_auto (CwJournalReport) report = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  CwStation *station;

  add_key (self, 1);
  station = open_station (self, FALSE);
  cw_journal_signature_free (cw_station_sign_journal (station, self->day, &error));
  g_assert_no_error (error);
  close_station (station);
  check (self, &before, NULL);
  g_assert_cmpint (before.fault, ==, CW_JOURNAL_WHOLE);
  g_assert_cmpuint (before.n_signatures, ==, 1);

  run_sql (self->path, test->text);
  if (test->remake)
    remake_chain (self->path);
  check (self, &report, NULL);
  sentence = cw_journal_report_describe (&report);
  g_assert_cmpstr (cw_journal_fault_to_name (report.fault), ==, cw_journal_fault_to_name (test->fault));
  g_assert_cmpint (report.broken, ==, test->broken != 0 ? test->broken : before.last_id);

  /* what is broken is not vouched for */
  station = open_station (self, FALSE);
  g_assert_null (cw_station_sign_journal (station, "2026-01-01", &error));
  g_assert_nonnull (error);
  close_station (station);
}

/* Somebody who makes the chain anew and signs it with a key of theirs. */
static void
test_other_key (Fixture      *self,
                gconstpointer user_data)
{
  g_auto (CwJournalReport) report = { 0 };
  g_auto (CwJournalReport) blind = { 0 };
  g_autofree char *keys = g_build_filename (self->folder, "keys", NULL);
  g_autofree char *was = NULL;
  g_autofree char *without = NULL;
  g_autoptr (GError) error = NULL;
  gboolean trusted = TRUE;

  g_assert_true (g_file_get_contents (keys, &was, NULL, &error));
  add_key (self, 1);
  close_station (open_station (self, TRUE));

  /* another key in the place of the first: then the signature is by one that nobody trusts */
  without = g_strconcat (was, "store/journal 1 ed25519:9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60\n", NULL);
  g_assert_true (g_file_set_contents_full (keys, without, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error));
  check (self, &report, &trusted);
  g_assert_true (trusted);
  g_assert_cmpint (report.fault, ==, CW_JOURNAL_SIGNATURE);
  g_assert_cmpint (report.broken, ==, 5);

  /* and with none it is said that nobody vouches for it */
  g_assert_true (g_file_set_contents_full (keys, was, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error));
  check (self, &blind, &trusted);
  g_assert_false (trusted);
  g_assert_cmpint (blind.fault, ==, CW_JOURNAL_WHOLE);
}

static char *
read_last (Fixture    *self,
           const char *act,
           const char *column)
{
  g_autofree char *text = g_strdup_printf ("SELECT %s FROM journal WHERE act = '%s' ORDER BY id DESC LIMIT 1", column, act);
  sqlite3 *db = NULL;
  sqlite3_stmt *stmt = NULL;
  char *value = NULL;

  g_assert_cmpint (sqlite3_open (self->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, text, -1, &stmt, NULL), ==, SQLITE_OK);
  if (sqlite3_step (stmt) == SQLITE_ROW)
    value = g_strdup ((const char *) sqlite3_column_text (stmt, 0));
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  return value;
}

/* Who took the desk over, what was set, and a new key: with the station's name and the operator. */
static void
test_own_acts (Fixture      *self,
               gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *conf = g_build_filename (self->folder, CW_SETTINGS_NAME, NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *before_digest = NULL;
  g_autofree char *after_digest = NULL;
  g_autofree char *opened = read_last (self, "station.open", "details");
  g_autofree char *station = read_last (self, "station.open", "station");
  g_autofree char *operator = read_last (self, "station.open", "operator_name");
  g_autofree char *changed = NULL;
  g_autofree char *subject = NULL;
  g_autofree char *key = NULL;

  g_assert_true (g_file_get_contents (conf, &before, NULL, &error));
  before_digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, before, -1);
  g_assert_nonnull (strstr (opened, before_digest));
  g_assert_true (g_str_has_prefix (station, "001 "));
  g_assert_cmpstr (operator, ==, g_get_user_name ());

  g_assert_true (cw_settings_set_offset (self->folder, CW_FACE_FRONT, 0.5, 0.25, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (conf, &after, NULL, &error));
  after_digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, after, -1);
  changed = read_last (self, "settings.change", "details");
  subject = read_last (self, "settings.change", "subject");
  g_assert_nonnull (strstr (changed, before_digest));
  g_assert_nonnull (strstr (changed, after_digest));
  g_assert_cmpstr (subject, ==, "settings/offset");

  add_key (self, 1);
  key = read_last (self, "key.new", "subject");
  g_assert_cmpstr (key, ==, "key/store/journal");
}

#define ADD(name, func) g_test_add ("/station/journal/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("by-itself", test_by_itself);
  ADD ("by-hand", test_by_hand);
  ADD ("renewed", test_renewed);
  ADD ("other-key", test_other_key);
  ADD ("own-acts", test_own_acts);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/station/journal/tampering/", cases[i].name, NULL);

      g_test_add (path, Fixture, &cases[i], set_up, test_tampering, tear_down);
    }
  return g_test_run ();
}
