/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store-test"

#include "config.h"

#include <string.h>

#include "app/store/journal.h"
#include "tests/store/fixture.h"

/* The journal: what it says, what it never says, and that tampering of each kind is found. */

/* Reckoned apart from the program, with Python's hashlib, after the comment in
 * app/store/chain.c. */
static void
test_hash (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwClock) clock = cw_clock_new_manual (FIXTURE_NOW);
  g_autoptr (CwStore) store = cw_store_open (":memory:", clock, &error);
  g_autoptr (GPtrArray) rows = NULL;
  const CwJournalRow *row;

  g_assert_no_error (error);
  cw_store_set_operator (store, "ilze");
  g_assert_true (cw_store_add_journal (store, "station.open", "station", "{\"version\":1}", &error));
  cw_store_set_operator (store, "Žanis");
  cw_store_set_station (store, "001 LBTU 1");
  g_assert_true (cw_store_add_journal (store, "card.look", "card/7", NULL, &error));

  rows = cw_store_list_journal (store, 0, 0, &error);
  g_assert_cmpuint (rows->len, ==, 2);
  row = g_ptr_array_index (rows, 0);
  g_assert_cmpint (row->id, ==, 1);
  g_assert_cmpint (row->at, ==, FIXTURE_NOW);
  g_assert_cmpstr (row->act, ==, "station.open");
  g_assert_cmpstr (row->subject, ==, "station");
  g_assert_cmpstr (row->operator_name, ==, "ilze");
  g_assert_cmpstr (row->details, ==, "{\"version\":1}");
  g_assert_cmpstr (row->station, ==, "");
  g_assert_cmpstr (row->hash, ==, "09669d70c92daccc1afbc7f59a98e7ee0a34d3f325a5b4a0b74c52882cd54a3b");
  row = g_ptr_array_index (rows, 1);
  g_assert_cmpstr (row->station, ==, "001 LBTU 1");
  g_assert_cmpstr (row->hash, ==, "4dee094f78385610634756957851b59fe9bc4c20e5bd9fd81b187e3615aebb2a");
}

static void
do_everything (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) photo = g_bytes_new ("photo", 5);
  gint64 card = fixture_add_card (self->store);
  gint64 plastic = cw_store_add_plastic (self->store, card, CW_PLASTIC_PURPOSE_CARD, "CR80 Card", -1, &error);
  gint64 step = cw_store_start_step (self->store, 1, CW_STEP_ENCODE, "{\"uid\":\"04A1B2C3D4E5F6\"}", &error);
  gint64 failed = cw_store_start_step (self->store, 1, CW_STEP_PRINT, NULL, &error);
  CwOutboxRow message = {
    .card_id = card,
    .institution_id = (char *) "lbtu",
    .person = (char *) "urn:schac:personalUniqueCode:int:esi:lbtu.lv:LF23001",
    .kind = (char *) "register",
    .payload = (char *) "{\"name\":\"Anna\"}",
  };
  gint64 owed = cw_store_add_message (self->store, &message, &error);

  g_assert_no_error (error);
  g_assert_true (cw_store_put_photo (self->store, "lbtu/LF23001", photo, &error));
  g_assert_true (cw_store_put_photo (self->store, "lbtu/LF23001", NULL, &error));
  g_assert_true (cw_store_note_step (self->store, step, "{\"uid\":\"04A1B2C3D4E5F6\",\"file\":1}", &error));
  g_assert_true (cw_store_set_card_uid (self->store, card, "04A1B2C3D4E5F6", &error));
  g_assert_true (cw_store_set_card_state (self->store, card, CW_CARD_STATE_IN_DOUBT, "Anna took it away", &error));
  g_assert_true (cw_store_set_plastic (self->store, plastic, CW_PLASTIC_STATE_PRINTED, "04A1B2C3D4E5F6", "Anna took it away", &error));
  g_assert_true (cw_store_end_step (self->store, step, CW_STEP_STATE_DONE, NULL, &error));
  g_assert_true (cw_store_end_step (self->store, failed, CW_STEP_STATE_FAILED, NULL, &error));
  g_assert_true (cw_store_set_message (self->store, owed, "waiting", NULL, "Anna is unknown", 0, &error));
  g_assert_true (cw_store_set_message (self->store, owed, "refused", NULL, "Anna is unknown", 0, &error));
  g_assert_true (cw_store_set_message (self->store, owed, "sent", "{\"name\":\"Anna\"}", NULL, 0, &error));
  g_assert_true (cw_store_close_order (self->store, 1, "cancelled", &error));
  g_assert_no_error (error);
}

/* Every operation that changes something writes one row, about the right thing. */
static void
test_acts (Fixture      *self,
           gconstpointer user_data)
{
  static const char *const expected[][2] = {
    { "institution.put", "institution" },
    { "profile.put", "profile" },
    { "student.put", "student/" },
    { "order.add", "order/1" },
    { "number.take", "number/" FIXTURE_PIC "/001" },
    { "card.reserve", "card/1" },
    { "plastic.fed", "plastic/1" },
    { "step.start", "order/1" },
    { "step.start", "order/1" },
    { "outbox.add", "outbox/1" },
    { "photo.put", "student/" },
    { "photo.erase", "student/" },
    { "step.note", "order/1" },
    { "card.uid", "card/1" },
    { "card.state", "card/1" },
    { "plastic.state", "plastic/1" },
    { "step.done", "order/1" },
    { "step.failed", "order/1" },
    { "outbox.waiting", "outbox/1" },
    { "outbox.refused", "outbox/1" },
    { "outbox.sent", "outbox/1" },
    { "order.close", "order/1" },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "lbtu/LF23001", -1);

  do_everything (self);
  rows = cw_store_list_journal (self->store, 0, 0, &error);
  g_assert_cmpuint (rows->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < rows->len; i++)
    {
      const CwJournalRow *row = g_ptr_array_index (rows, i);

      g_assert_cmpint (row->id, ==, i + 1);
      g_assert_cmpstr (row->act, ==, expected[i][0]);
      g_assert_true (g_str_has_prefix (row->subject, expected[i][1]));
      if (g_str_has_prefix (row->subject, "student/"))
        {
          g_assert_cmpuint (strlen (row->subject), ==, strlen ("student/") + 16);
          g_assert_true (g_str_has_prefix (digest, row->subject + strlen ("student/")));
        }
    }
}

static void
test_no_personal_data (Fixture      *self,
                       gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GString) all = g_string_new (NULL);
  g_autoptr (CwCard) card = NULL;
  g_autofree char *escn = NULL;
  const char *never[] = { "Anna", "Bērziņa", "LF23001", "@", "urn:schac", "Forest", "04A1B2C3D4E5F6", "unknown", NULL, NULL };

  do_everything (self);
  card = cw_store_get_card (self->store, 1, &error);
  escn = cw_escn_to_string (&card->escn);
  never[8] = escn;
  rows = cw_store_list_journal (self->store, 0, 0, &error);
  for (guint i = 0; i < rows->len; i++)
    {
      const CwJournalRow *row = g_ptr_array_index (rows, i);

      g_string_append_printf (all, "%s %s %s\n", row->act, row->subject, row->details);
    }
  for (guint i = 0; never[i] != NULL; i++)
    g_assert_null (strstr (all->str, never[i]));
  g_assert_nonnull (strstr (all->str, "\"from\":\"reserved\",\"to\":\"in-doubt\""));
}

/* What entry @id says that it made of its row. */
static char *
read_after (CwStore *store,
            gint64   id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = cw_store_list_journal (store, id - 1, 1, &error);
  const char *after = strstr (((CwJournalRow *) g_ptr_array_index (rows, 0))->details, "\"after\":\"");

  g_assert_nonnull (after);
  return g_strndup (after + strlen ("\"after\":\""), 64);
}

/* The last entry is of @act and has the digests that are asked for; @digest: what was after the act before. */
static void
assert_change (CwStore    *store,
               const char *act,
               gboolean    before,
               gboolean    after,
               char      **digest)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = cw_store_list_journal (store, 0, 0, &error);
  const CwJournalRow *row = g_ptr_array_index (rows, rows->len - 1);
  const char *was = strstr (row->details, "\"before\":\"");
  const char *is = strstr (row->details, "\"after\":\"");

  g_assert_cmpstr (row->act, ==, act);
  g_assert_true ((was != NULL) == before);
  g_assert_true ((is != NULL) == after);
  /* what was after the last act is before this one */
  if (was != NULL)
    g_assert_cmpint (strncmp (was + strlen ("\"before\":\""), *digest, 64), ==, 0);
  g_free (*digest);
  *digest = is != NULL ? g_strndup (is + strlen ("\"after\":\""), 64) : NULL;
}

/* An act that changes a record says from which to which, as digests: an unchanged record keeps its. */
static void
test_changes (Fixture      *self,
              gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStudent) student = fixture_student ("LF23777", "Zane", "Ozola");
  g_autoptr (CwInstitution) institution = cw_store_get_institution (self->store, "lbtu", &error);
  g_autoptr (CwProfile) profile = fixture_profile ();
  g_autoptr (GBytes) photo = g_bytes_new ("photo", 5);
  g_autofree char *digest = NULL;
  g_autofree char *first = NULL;
  g_autofree char *expected = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "photo", -1);

  g_assert_true (cw_store_put_student (self->store, student, &error));
  assert_change (self->store, "student.put", FALSE, TRUE, &digest);
  first = g_strdup (digest);
  g_assert_true (cw_store_put_student (self->store, student, &error));
  assert_change (self->store, "student.put", TRUE, TRUE, &digest);
  g_assert_cmpstr (digest, ==, first);
  g_free (student->family_name);
  student->family_name = g_strdup ("Kalna");
  g_assert_true (cw_store_put_student (self->store, student, &error));
  assert_change (self->store, "student.put", TRUE, TRUE, &digest);
  g_assert_cmpstr (digest, !=, first);

  g_clear_pointer (&digest, g_free);
  g_assert_true (cw_store_put_photo (self->store, student->id, photo, &error));
  assert_change (self->store, "photo.put", FALSE, TRUE, &digest);
  g_assert_cmpstr (digest, ==, expected);
  g_assert_true (cw_store_put_photo (self->store, student->id, NULL, &error));
  assert_change (self->store, "photo.erase", TRUE, FALSE, &digest);

  digest = read_after (self->store, 1);
  g_assert_true (cw_store_put_institution (self->store, institution, &error));
  assert_change (self->store, "institution.put", TRUE, TRUE, &digest);
  g_free (digest);
  digest = read_after (self->store, 2);
  g_assert_true (cw_store_put_profile (self->store, profile, &error));
  assert_change (self->store, "profile.put", TRUE, TRUE, &digest);
  g_assert_no_error (error);
}

static void
test_pages (Fixture      *self,
            gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gint64 last = 0;
  guint n = 0;

  do_everything (self);
  for (;;)
    {
      g_autoptr (GPtrArray) page = cw_store_list_journal (self->store, last, 5, &error);

      g_assert_no_error (error);
      if (page->len == 0)
        break;
      g_assert_cmpuint (page->len, <=, 5);
      g_assert_cmpint (((CwJournalRow *) g_ptr_array_index (page, 0))->id, ==, last + 1);
      n += page->len;
      last = ((CwJournalRow *) g_ptr_array_index (page, page->len - 1))->id;
    }
  g_assert_cmpuint (n, ==, 22);
}

static void
test_refused (Fixture      *self,
              gconstpointer user_data)
{
  static const char *const wrong[] = { "", "[]", "\"text\"", "{\"a\":}", "{}{}" };
  g_autoptr (GError) error = NULL;
  g_autofree char *filler = g_strnfill (70000, 'x');
  g_autofree char *huge = g_strconcat ("{\"a\":\"", filler, "\"}", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_false (cw_store_add_journal (self->store, "a.b", "c", wrong[i], &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_clear_error (&error);
    }
  g_assert_false (cw_store_add_journal (self->store, "a.b", "c", huge, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (cw_store_add_journal (self->store, "", "c", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
}

/* The database itself refuses, as long as nobody takes its triggers away. */
static void
test_guarded (Fixture      *self,
              gconstpointer user_data)
{
  static const char *const attempts[] = {
    "UPDATE journal SET act = 'x'",
    "DELETE FROM journal",
    "DELETE FROM journal WHERE id = 3",
    "INSERT INTO journal VALUES (99, 0, 'x', 'x', 'x', '{}', '0000000000000000000000000000000000000000000000000000000000000000', 'x')",
    "DELETE FROM journal_head",
    "UPDATE journal_head SET id = 0",
    "UPDATE journal_head SET hash = '0000000000000000000000000000000000000000000000000000000000000000'",
  };
  sqlite3 *db = fixture_open_raw (self->path);

  for (guint i = 0; i < G_N_ELEMENTS (attempts); i++)
    g_assert_cmpint (sqlite3_exec (db, attempts[i], NULL, NULL, NULL), ==, SQLITE_CONSTRAINT);
  sqlite3_close (db);
}

/* tampering */

#define DISARM \
  "DROP TRIGGER journal_is_not_changed; DROP TRIGGER journal_is_not_cut; DROP TRIGGER journal_grows_at_its_end;" \
  "DROP TRIGGER journal_head_moves_on; DROP TRIGGER journal_head_stays;"

typedef struct
{
  const char *name;
  const char *text;
  gint64      broken;
  CwJournalFault fault;
} Tampering;

/* the journal has 22 rows */
static const Tampering tamperings[] = {
  { "moment", "UPDATE journal SET at = at + 1 WHERE id = 5", 5, CW_JOURNAL_CHANGED },
  { "act", "UPDATE journal SET act = 'card.spoil' WHERE id = 6", 6, CW_JOURNAL_CHANGED },
  { "subject", "UPDATE journal SET subject = 'card/2' WHERE id = 6", 6, CW_JOURNAL_CHANGED },
  { "operator", "UPDATE journal SET operator_name = 'nobody' WHERE id = 1", 1, CW_JOURNAL_CHANGED },
  { "details", "UPDATE journal SET details = replace (details, 'reserved', 'printing') WHERE id = 15", 15, CW_JOURNAL_CHANGED },
  { "border", "UPDATE journal SET act = 'card.reservec', subject = 'ard/1' WHERE id = 6", 6, CW_JOURNAL_CHANGED },
  { "hash", "UPDATE journal SET hash = replace (hash, substr (hash, 1, 1), 'z') WHERE id = 9", 9, CW_JOURNAL_CHANGED },
  { "last", "UPDATE journal SET details = '{}' WHERE id = 22", 22, CW_JOURNAL_CHANGED },
  { "station", "UPDATE journal SET station = 'elsewhere' WHERE id = 8", 8, CW_JOURNAL_CHANGED },
  { "station-gone", "UPDATE journal SET station = NULL WHERE id = 8", 8, CW_JOURNAL_CHANGED },
  { "nul", "UPDATE journal SET act = act || char (0) WHERE id = 4", 4, CW_JOURNAL_CHANGED },
  { "missing-first", "DELETE FROM journal WHERE id = 1", 1, CW_JOURNAL_MISSING },
  { "missing", "DELETE FROM journal WHERE id = 7", 7, CW_JOURNAL_MISSING },
  { "missing-and-closed", "DELETE FROM journal WHERE id = 7; UPDATE journal SET id = -id WHERE id > 7; UPDATE journal SET id = -id - 1 WHERE id < 0", 7, CW_JOURNAL_MISSING },
  { "inserted", "UPDATE journal SET id = -id WHERE id > 7; UPDATE journal SET id = 1 - id WHERE id < 0; INSERT INTO journal SELECT 8, at, act, subject, operator_name, details, hash, station FROM journal WHERE id = 7", 8, CW_JOURNAL_INSERTED },
  { "swapped", "UPDATE journal SET id = -1 WHERE id = 3; UPDATE journal SET id = 3 WHERE id = 4; UPDATE journal SET id = 4 WHERE id = -1", 3, CW_JOURNAL_OUT_OF_ORDER },
  { "swapped-apart", "UPDATE journal SET id = -1 WHERE id = 3; UPDATE journal SET id = 3 WHERE id = 9; UPDATE journal SET id = 9 WHERE id = -1", 3, CW_JOURNAL_OUT_OF_ORDER },
  { "swapped-last", "UPDATE journal SET id = -1 WHERE id = 21; UPDATE journal SET id = 21 WHERE id = 22; UPDATE journal SET id = 22 WHERE id = -1", 21, CW_JOURNAL_OUT_OF_ORDER },
  { "moved-to-the-end", "UPDATE journal SET id = 90 WHERE id = 5", 5, CW_JOURNAL_OUT_OF_ORDER },
  { "missing-many-and-closed", "DELETE FROM journal WHERE id BETWEEN 7 AND 11; UPDATE journal SET id = -id WHERE id > 7; UPDATE journal SET id = -id - 5 WHERE id < 0", 7, CW_JOURNAL_MISSING },
  { "before-the-first", "INSERT INTO journal SELECT 0, at, act, subject, operator_name, details, hash, station FROM journal WHERE id = 1", 1, CW_JOURNAL_INSERTED },
  { "appended", "INSERT INTO journal SELECT 23, at, act, subject, operator_name, details, hash, station FROM journal WHERE id = 22", 23, CW_JOURNAL_INSERTED },
  { "cut", "DELETE FROM journal WHERE id = 22", 22, CW_JOURNAL_CUT_OFF },
  { "cut-much", "DELETE FROM journal WHERE id > 10", 11, CW_JOURNAL_CUT_OFF },
  { "cut-all", "DELETE FROM journal", 1, CW_JOURNAL_CUT_OFF },
  { "cut-with-head", "DELETE FROM journal WHERE id > 10; UPDATE journal_head SET id = 10", 10, CW_JOURNAL_HEAD },
  { "head-back", "UPDATE journal_head SET id = 21", 22, CW_JOURNAL_HEAD },
  { "head-on", "UPDATE journal_head SET id = 23", 23, CW_JOURNAL_CUT_OFF },
  { "head-hash", "UPDATE journal_head SET hash = (SELECT hash FROM journal WHERE id = 21)", 22, CW_JOURNAL_HEAD },
};

static void
test_tampering (Fixture      *self,
                gconstpointer user_data)
{
  const Tampering *tampering = user_data;
  g_autofree char *text = g_strconcat (DISARM, tampering->text, NULL);
  g_auto (CwJournalReport) report = { 0 };
  g_autofree char *sentence = NULL;
  g_autofree char *number = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n_rows, broken;

  do_everything (self);
  g_assert_true (cw_store_verify_journal (self->store, &n_rows, &broken, &error));
  g_assert_no_error (error);
  g_assert_cmpint (n_rows, ==, 22);
  g_assert_cmpint (broken, ==, 0);

  fixture_run_raw (self->path, text);
  g_assert_true (cw_store_verify_journal (self->store, &n_rows, &broken, &error));
  g_assert_no_error (error);
  g_assert_cmpint (broken, ==, tampering->broken);
  g_assert_cmpint (n_rows, >=, MIN (broken, 22) - 1);
  g_assert_true (cw_store_check_journal (self->store, NULL, NULL, &report, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (cw_journal_fault_to_name (report.fault), ==, cw_journal_fault_to_name (tampering->fault));
  sentence = cw_journal_report_describe (&report);
  number = g_strdup_printf ("ntry %" G_GINT64_FORMAT, tampering->broken);
  g_assert_nonnull (strstr (sentence, number));

  /* what is broken stays broken, whatever is written after it */
  cw_store_add_journal (self->store, "later", "later", NULL, NULL);
  g_assert_true (cw_store_verify_journal (self->store, NULL, &broken, &error));
  g_assert_cmpint (broken, >, 0);
}

static void
test_head_gone (Fixture      *self,
                gconstpointer user_data)
{
  g_auto (CwJournalReport) report = { 0 };
  g_autoptr (GError) error = NULL;

  fixture_run_raw (self->path, DISARM "DELETE FROM journal_head");
  g_assert_true (cw_store_check_journal (self->store, NULL, NULL, &report, &error));
  g_assert_no_error (error);
  g_assert_cmpint (report.fault, ==, CW_JOURNAL_HEAD);
  g_assert_cmpint (report.broken, ==, 3);
  g_assert_false (cw_store_add_journal (self->store, "a", "b", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_STORE);
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
  g_test_add_func ("/store/journal/hash", test_hash);
  add ("/store/journal/acts", test_acts);
  add ("/store/journal/no-personal-data", test_no_personal_data);
  add ("/store/journal/changes", test_changes);
  add ("/store/journal/pages", test_pages);
  add ("/store/journal/refused", test_refused);
  add ("/store/journal/guarded", test_guarded);
  add ("/store/journal/head-gone", test_head_gone);
  for (guint i = 0; i < G_N_ELEMENTS (tamperings); i++)
    {
      g_autofree char *path = g_strconcat ("/store/journal/tampering/", tamperings[i].name, NULL);

      g_test_add (path, Fixture, &tamperings[i], fixture_set_up, test_tampering, fixture_tear_down);
    }
  return g_test_run ();
}
