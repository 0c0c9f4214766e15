/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store-test"

#include "config.h"

#include <string.h>

#include "app/store/retention.h"
#include "app/store/store-private.h"
#include "app/store/subject.h"
#include "tests/store/fixture.h"

/* What is personal: the rules kept, what they are asked, what is forgotten, and that it is gone. */

#define OLD "lbtu/LF23001"

/* an issued card of the fixture's student with a blank, and its order closed */
static gint64
add_issued (Fixture *self)
{
  static const CwCardState path[] = { CW_CARD_STATE_PRINTING, CW_CARD_STATE_PRINTED, CW_CARD_STATE_VERIFIED, CW_CARD_STATE_ISSUED };
  g_autoptr (GError) error = NULL;
  gint64 card = fixture_add_card (self->store);
  g_autoptr (CwCard) row = cw_store_get_card (self->store, card, &error);
  gint64 step = cw_store_start_step (self->store, row->order_id, CW_STEP_REGISTER, "{\"outbox\":1}", &error);
  gint64 plastic;

  g_assert_no_error (error);
  cw_store_end_step (self->store, step, CW_STEP_STATE_DONE, "{\"outbox\":1,\"owed\":\"Anna is not known\"}", &error);
  g_assert_no_error (error);
  plastic = cw_store_add_plastic (self->store, card, CW_PLASTIC_PURPOSE_CARD, "CR80", 1, &error);
  g_assert_no_error (error);
  cw_store_set_plastic (self->store, plastic, CW_PLASTIC_STATE_ISSUED, NULL, "given to Bērziņa", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (path); i++)
    {
      cw_store_set_card_state (self->store, card, path[i], NULL, &error);
      g_assert_no_error (error);
    }
  cw_store_close_order (self->store, row->order_id, "issued", &error);
  g_assert_no_error (error);
  return card;
}

static gint64
add_message (Fixture    *self,
             gint64      card,
             const char *kind,
             const char *state)
{
  g_autoptr (GError) error = NULL;
  char institution[] = "lbtu", person[] = "urn:schac:personalUniqueCode:int:esi:lbtu.lv:LF23001", student[] = OLD;
  CwOutboxRow row = {
    .card_id = card, .student_id = student, .institution_id = institution, .person = person, .kind = (char *) kind,
    .payload = (char *) "{\"fullName\":\"Anna Bērziņa\",\"email\":\"LF23001@students.example\"}",
  };
  gint64 id = cw_store_add_message (self->store, &row, &error);

  g_assert_no_error (error);
  if (strcmp (state, "waiting") != 0)
    cw_store_set_message (self->store, id, state, NULL, NULL, 0, &error);
  g_assert_no_error (error);
  return id;
}

static void
withdraw (Fixture *self,
          gint64   card)
{
  g_autoptr (GError) error = NULL;

  cw_store_set_card_state (self->store, card, CW_CARD_STATE_WITHDRAWN, "Anna left", &error);
  g_assert_no_error (error);
}

static CwRetentionRow *
read_facts (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = cw_store_list_retained_students (self->store, NULL, OLD, 0, 0, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 1);
  return g_ptr_array_steal_index (rows, 0);
}

static void
test_rules (Fixture      *self,
            gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  int days[CW_RETAINED_COUNT];

  g_assert_true (cw_store_get_retention (self->store, "lbtu", days, &error));
  for (CwRetained what = 0; what < CW_RETAINED_COUNT; what++)
    g_assert_cmpint (days[what], ==, CW_RETENTION_NEVER);
  g_assert_true (cw_store_set_retention (self->store, "lbtu", CW_RETAINED_PHOTO, 30, &error));
  g_assert_true (cw_store_set_retention (self->store, "lbtu", CW_RETAINED_ORDERS, 0, &error));
  g_assert_true (cw_store_set_retention (self->store, "lbtu", CW_RETAINED_PHOTO, 14, &error));
  fixture_reopen (self);
  g_assert_true (cw_store_get_retention (self->store, "lbtu", days, &error));
  g_assert_cmpint (days[CW_RETAINED_PHOTO], ==, 14);
  g_assert_cmpint (days[CW_RETAINED_RECORD], ==, CW_RETENTION_NEVER);
  g_assert_cmpint (days[CW_RETAINED_ORDERS], ==, 0);
  g_assert_true (cw_store_set_retention (self->store, "lbtu", CW_RETAINED_PHOTO, CW_RETENTION_NEVER, &error));
  g_assert_true (cw_store_get_retention (self->store, "lbtu", days, &error));
  g_assert_cmpint (days[CW_RETAINED_PHOTO], ==, CW_RETENTION_NEVER);

  g_assert_false (cw_store_set_retention (self->store, "lbtu", CW_RETAINED_PHOTO, CW_RETENTION_MAX_DAYS + 1, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (cw_store_set_retention (self->store, "nowhere", CW_RETAINED_PHOTO, 1, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

static void
test_facts (Fixture      *self,
            gconstpointer user_data)
{
  g_autoptr (CwRetentionRow) fresh = read_facts (self);
  g_autoptr (CwRetentionRow) open = NULL;
  g_autoptr (CwRetentionRow) issued = NULL;
  g_autoptr (CwRetentionRow) ended = NULL;
  g_autoptr (CwRetentionRow) left = NULL;
  gint64 card;

  g_assert_false (fresh->facts.open || fresh->facts.in_force || fresh->facts.owed || fresh->facts.registered || fresh->photo);
  g_assert_cmpstr (fresh->facts.studies_end, ==, "2029-08-31");
  g_assert_null (fresh->facts.handed_over);
  g_assert_null (fresh->facts.ended);

  card = add_issued (self);
  add_message (self, card, "register", "sent");
  issued = read_facts (self);
  g_assert_false (issued->facts.open || issued->facts.owed);
  g_assert_true (issued->facts.in_force && issued->facts.registered);
  g_assert_cmpstr (issued->facts.handed_over, ==, "2026-11-23");
  g_assert_null (issued->facts.ended);

  cw_clock_advance (self->clock, 3 * G_TIME_SPAN_DAY);
  withdraw (self, card);
  add_message (self, card, "withdraw", "refused");
  ended = read_facts (self);
  g_assert_true (ended->facts.owed && ended->facts.registered);
  g_assert_false (ended->facts.in_force);
  g_assert_cmpstr (ended->facts.ended, ==, "2026-11-26");

  add_message (self, 0, "leave", "sent");
  left = read_facts (self);
  g_assert_false (left->facts.registered);
  fixture_add_order (self->store);
  open = read_facts (self);
  g_assert_true (open->facts.open);
}

static void
test_forget_order (Fixture      *self,
                   gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (CwOrderRow) order = NULL;
  gint64 card = add_issued (self);
  gint64 open = fixture_add_order (self->store);
  const CwRetentionRow *row;

  before = cw_store_list_retained_orders (self->store, "lbtu", 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (before->len, ==, 1);
  row = g_ptr_array_index (before, 0);
  g_assert_cmpstr (row->facts.closed, ==, "2026-11-23");
  g_assert_true (row->facts.in_force);
  withdraw (self, card);
  g_assert_true (cw_store_forget_order (self->store, row->id, &error));
  g_assert_no_error (error);

  after = cw_store_list_retained_orders (self->store, "lbtu", 0, 0, &error);
  g_assert_cmpuint (after->len, ==, 0);
  order = cw_store_get_order (self->store, row->id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (order->record_json, ==, "{}");
  g_assert_cmpstr (order->record_digest, ==, "aa");
  steps = cw_store_list_steps (self->store, row->id, &error);
  g_assert_cmpstr (((CwStepRow *) g_ptr_array_index (steps, 0))->evidence, ==, "{\"outbox\":1}");

  g_assert_false (cw_store_forget_order (self->store, open, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
}

static void
assert_refused (Fixture    *self,
                const char *reason,
                int         code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = cw_store_erase_student (self->store, OLD, reason, &error);

  g_assert_null (id);
  g_assert_error (error, CW_ERROR, code);
  g_assert_null (strstr (error->message, "Anna"));
}

static void
test_refused (Fixture      *self,
              gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStudent) student = NULL;
  gint64 card = add_issued (self);
  gint64 order;

  assert_refused (self, "request", CW_ERROR_CARD_IN_FORCE);
  add_message (self, card, "register", "sent");
  withdraw (self, card);
  assert_refused (self, "request", CW_ERROR_REFUSED); /* the register knows the person */
  add_message (self, 0, "leave", "waiting");
  assert_refused (self, "request", CW_ERROR_REFUSED); /* and is owed a message */
  add_message (self, 0, "leave", "sent");
  assert_refused (self, "request", CW_ERROR_REFUSED);
  order = fixture_add_order (self->store);
  assert_refused (self, "request", CW_ERROR_REFUSED);
  cw_store_close_order (self->store, order, "cancelled", &error);
  g_assert_no_error (error);
  fixture_run_raw (self->path, "UPDATE outbox SET state = 'sent'");
  assert_refused (self, "", CW_ERROR_INVALID);
  assert_refused (self, "Request of BERZINA", CW_ERROR_INVALID);
  assert_refused (self, "for lf23001", CW_ERROR_INVALID);

  /* and all is as it was */
  student = cw_store_get_student (self->store, OLD, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (student->family_name, ==, "Bērziņa");
}

static void
assert_in_no_file (const char *folder)
{
  static const char *const needles[] = { "Bērziņa", "berzina", "Anna", "LF23001", "lf23001", "students.example", "PHOTOPHOTO" };
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n_files = 0;

  for (name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *contents = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
      n_files++;
      for (guint i = 0; i < G_N_ELEMENTS (needles); i++)
        if (memmem (contents, length, needles[i], strlen (needles[i])) != NULL)
          g_error ("“%s” is still in %s", needles[i], name);
    }
  g_assert_cmpuint (n_files, >=, 1);
}

static void
assert_books (Fixture           *self,
              const CwLedgerSum *before)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *broken_keys = fixture_read_raw (self->path, "SELECT count(*) FROM pragma_foreign_key_check ()");
  CwLedgerFilter filter = { NULL };
  CwLedgerSum after;
  gint64 n_rows, broken;

  g_assert_true (cw_store_sum_ledger (self->store, &filter, &after, &error));
  g_assert_cmpmem (before, sizeof *before, &after, sizeof after);
  g_assert_true (cw_store_verify_journal (self->store, &n_rows, &broken, &error));
  g_assert_cmpint (broken, ==, 0);
  g_assert_cmpstr (broken_keys, ==, "0");
}

static void
test_erase (Fixture      *self,
            gconstpointer user_data)
{
  static const char *const queries[] = { "anna", "berzina", "LF23001", "urn:schac:personalUniqueCode:int:esi:lbtu.lv:LF23001", "erased" };
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autofree char *escn = NULL;
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autoptr (GBytes) photo = g_bytes_new_static ("PHOTOPHOTO", 10);
  g_autoptr (CwStudent) tombstone = NULL;
  g_autoptr (CwStudent) again = fixture_student ("LF23001", "Anna", "Bērziņa");
  g_autoptr (CwCard) card = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autofree char *full_name = NULL;
  CwLedgerSum before;
  CwLedgerFilter filter = { NULL };
  gint64 card_id = add_issued (self);

  cw_store_put_photo (self->store, OLD, photo, &error);
  g_assert_no_error (error);
  add_message (self, card_id, "register", "sent");
  withdraw (self, card_id);
  add_message (self, card_id, "withdraw", "sent");
  add_message (self, 0, "leave", "sent");
  g_assert_true (cw_store_sum_ledger (self->store, &filter, &before, &error));

  id = cw_store_erase_student (self->store, OLD, "request of 21 November", &error);
  g_assert_no_error (error);
  g_assert_true (cw_store_clean (self->store, &error));
  g_assert_no_error (error);
  assert_in_no_file (folder);

  /* nobody is found */
  card = cw_store_get_card (self->store, card_id, &error);
  g_assert_cmpstr (card->student_id, ==, id);
  escn = cw_escn_to_string (&card->escn);
  for (guint i = 0; i <= G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (GPtrArray) found = cw_store_find_students (self->store, NULL, i < G_N_ELEMENTS (queries) ? queries[i] : escn, 0, 0, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (found->len, ==, 0);
    }
  all = cw_store_find_students (self->store, "lbtu", "", 0, 0, &error);
  g_assert_cmpuint (all->len, ==, 0);
  tombstone = cw_store_get_student (self->store, id, &error);
  g_assert_no_error (error);
  full_name = cw_student_get_full_name (tombstone);
  g_assert_cmpstr (full_name, ==, "erased");
  g_assert_false (cw_student_check (tombstone, NULL));

  assert_books (self, &before);

  /* once, and the number is free for a new record */
  g_assert_null (cw_store_erase_student (self->store, id, "again", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_true (cw_store_put_student (self->store, again, &error));
  g_assert_no_error (error);
}

/* Copies that SQLite leaves behind when pages are split and joined go as well. */
static void
test_erase_among_many (Fixture      *self,
                       gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *id = NULL;

  cw_store_begin (self->store, &error);
  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *number = g_strdup_printf ("%08u", (i * 2654435761u) % 100000000);
      g_autoptr (CwStudent) other = fixture_student (number, i % 2 == 0 ? "Zane" : "Aija", "Kalniņa");

      g_free (other->email);
      other->email = g_strdup ("x@example.org");
      cw_store_put_student (self->store, other, &error);
      g_assert_no_error (error);
    }
  cw_store_commit (self->store, &error);
  id = cw_store_erase_student (self->store, OLD, "request", &error);
  g_assert_no_error (error);
  g_assert_true (cw_store_clean (self->store, &error));
  g_assert_no_error (error);
  assert_in_no_file (folder);
}

/* Somebody reads at that moment: it is said, and what was erased stays erased. */
static void
test_clean_busy (Fixture      *self,
                 gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  sqlite3 *other = fixture_open_raw (self->path);
  sqlite3_stmt *stmt;

  g_assert_cmpint (sqlite3_prepare_v2 (other, "SELECT id FROM students", -1, &stmt, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  cw_store_set_busy_timeout (self->store, 0);
  cw_store_set_retention (self->store, "lbtu", CW_RETAINED_PHOTO, 1, &error);
  g_assert_no_error (error);
  g_assert_false (cw_store_clean (self->store, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_BUSY);
  g_clear_error (&error);
  sqlite3_finalize (stmt);
  sqlite3_close (other);
  g_assert_true (cw_store_clean (self->store, &error));
  g_assert_no_error (error);
}

static const CwSubjectTable *
find_table (GPtrArray  *tables,
            const char *name)
{
  for (guint i = 0; i < tables->len; i++)
    if (strcmp (((CwSubjectTable *) g_ptr_array_index (tables, i))->name, name) == 0)
      return g_ptr_array_index (tables, i);
  g_assert_not_reached ();
}

static void
test_subject (Fixture      *self,
              gconstpointer user_data)
{
  static const struct
  {
    const char *name;
    guint       rows;
  } expected[] = { { "record", 1 }, { "photo", 0 }, { "orders", 1 }, { "steps", 1 }, { "cards", 1 }, { "plastics", 1 }, { "outbox", 1 }, { "batch-items", 0 } };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStudent) other = fixture_student ("LF23002", "Jānis", "Ozols");
  g_autoptr (GPtrArray) tables = NULL;
  g_autoptr (GPtrArray) others = NULL;
  gint64 card = add_issued (self);

  add_message (self, card, "register", "sent");
  cw_store_put_student (self->store, other, &error);
  tables = cw_store_list_subject (self->store, OLD, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpuint (find_table (tables, expected[i].name)->rows->len, ==, expected[i].rows);
  /* student, order, number is of nobody, card twice and more, steps, plastic, outbox */
  g_assert_cmpuint (find_table (tables, "journal")->rows->len, >=, 12);
  others = cw_store_list_subject (self->store, "lbtu/LF23002", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (find_table (others, "journal")->rows->len, ==, 1);
  g_assert_cmpuint (find_table (others, "orders")->rows->len, ==, 0);
  g_assert_true (cw_store_note_export (self->store, OLD, "00", &error));
  g_assert_null (cw_store_list_subject (self->store, "lbtu/nobody", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

static void
add (const char *path,
     void      (*func) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("/store/retention/rules", test_rules);
  add ("/store/retention/facts", test_facts);
  add ("/store/retention/forget-order", test_forget_order);
  add ("/store/erase/refused", test_refused);
  add ("/store/erase/all", test_erase);
  add ("/store/erase/among-many", test_erase_among_many);
  add ("/store/erase/clean-busy", test_clean_busy);
  add ("/store/subject", test_subject);
  return g_test_run ();
}
