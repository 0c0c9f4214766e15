/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store-test"

#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/store/copies.h"

/* Copies brought back without forgetting what may have happened since. */

static void
test_restore (Fixture      *self,
              gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_auto (CwRestorePlan) dry = { 0 };
  g_auto (CwRestorePlan) plan = { 0 };
  g_autofree char *path = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *hash_after = NULL;
  g_autoptr (CwStore) kept = NULL;
  g_autoptr (GPtrArray) orders = NULL;

  fixture_add_card (self->store);
  path = copies_backup (self, "copy.db");
  fixture_add_card (self->store);
  g_clear_object (&self->store);
  hash = fixture_read_raw (self->path, "SELECT hash FROM journal_head");
  g_assert_true (cw_store_restore (self->path, path, self->clock, "ilze", FALSE, &dry, &error));
  g_assert_no_error (error);
  hash_after = fixture_read_raw (self->path, "SELECT hash FROM journal_head");
  g_assert_cmpstr (hash, ==, hash_after);
  copies_assert_alone (self->path);
  g_assert_null (dry.kept);
  g_assert_cmpint (dry.lost_cards, ==, 1);
  g_assert_cmpint (dry.lost_acts, ==, 4); /* the copy, an order, a number, a card */

  copies_restore (self, path, &plan);
  g_assert_cmpint (plan.lost_acts, ==, dry.lost_acts);
  copies_assert_sound (self);
  orders = cw_store_list_open_orders (self->store, &error);
  g_assert_cmpuint (orders->len, ==, 1);
  g_assert_nonnull (plan.kept);
  kept = cw_store_open (plan.kept, self->clock, &error);
  g_assert_no_error (error);
  g_ptr_array_unref (g_steal_pointer (&orders));
  orders = cw_store_list_open_orders (kept, &error);
  g_assert_cmpuint (orders->len, ==, 2);

  /* it can go back, and forward again */
  g_clear_object (&kept);
  copies_assert_refused (self, self->path, TRUE, CW_ERROR_INVALID);
}

/* Also when the clock was set back and the replaced database is gone. */
static void
test_numbers_go_on (Fixture      *self,
                    gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  for (guint round = 0; round < 2; round++)
    {
      g_auto (CwRestorePlan) plan = { 0 };
      g_autofree char *name = g_strdup_printf ("copy-%u.db", round);
      g_autoptr (CwCard) last = NULL;
      g_autoptr (CwCard) next = NULL;
      gint64 order;

      fixture_add_card (self->store);
      g_free (path);
      path = copies_backup (self, name);
      cw_clock_advance (self->clock, 3600 * (gint64) G_USEC_PER_SEC);
      last = fixture_make_card (self->store, fixture_add_order (self->store));
      g_assert_cmpint (cw_store_add_card (self->store, last, &error), >, 0);
      if (round == 0)
        cw_clock_set (self->clock, FIXTURE_NOW); /* the replaced one says how far it came */
      else
        {
          g_clear_object (&self->store);
          g_assert_cmpint (truncate (self->path, 5000), ==, 0); /* the clock does */
        }
      copies_restore (self, path, &plan);
      g_assert_true (plan.readable == (round == 0));
      order = fixture_add_order (self->store);
      g_assert_cmpint (order, >, last->order_id);
      next = fixture_make_card (self->store, order);
      g_assert_cmpuint (cw_escn_get_stamp (&next->escn), >, cw_escn_get_stamp (&last->escn));
      copies_assert_sound (self);
    }
}

static gint64
add_message (Fixture *self,
             gint64   card)
{
  g_autoptr (GError) error = NULL;
  CwOutboxRow message = {
    .card_id = card,
    .student_id = (char *) "lbtu/LF23001",
    .institution_id = (char *) "lbtu",
    .person = (char *) "urn:schac:personalUniqueCode:int:esi:lbtu.lv:LF23001",
    .kind = (char *) "register",
    .payload = (char *) "{}",
  };
  gint64 id = cw_store_add_message (self->store, &message, &error);

  g_assert_no_error (error);
  return id;
}

/* What was open may have gone on since: nothing is printed or sent again without asking. */
static void
test_doubts (Fixture      *self,
             gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_auto (CwRestorePlan) plan = { 0 };
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (GPtrArray) plastics = NULL;
  g_autofree char *path = NULL;
  gint64 card = fixture_add_card (self->store);
  gint64 message = add_message (self, card);
  g_autoptr (CwOutboxRow) row = NULL;
  const CwStepRow *step;
  const CwPlasticRow *plastic;

  path = copies_backup (self, "copy.db");
  /* it was printed after the copy */
  g_assert_cmpint (cw_store_add_plastic (self->store, card, CW_PLASTIC_PURPOSE_CARD, "CR80 Card", 1, &error), >, 0);
  copies_restore (self, path, &plan);
  g_assert_cmpuint (plan.in_doubt, ==, 1);
  g_assert_cmpuint (plan.to_ask, ==, 1);

  steps = cw_store_list_steps (self->store, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (steps->len, ==, 1);
  step = g_ptr_array_index (steps, 0);
  g_assert_cmpint (step->kind, ==, CW_STEP_PRINT);
  g_assert_cmpint (step->state, ==, CW_STEP_STATE_STARTED);
  plastics = cw_store_list_plastics (self->store, card, &error);
  g_assert_cmpuint (plastics->len, ==, 1);
  plastic = g_ptr_array_index (plastics, 0);
  g_assert_cmpint (plastic->state, ==, CW_PLASTIC_STATE_UNCERTAIN);
  g_assert_cmpint (cw_store_add_plastic (self->store, card, CW_PLASTIC_PURPOSE_CARD, "CR80 Card", 1, &error), ==, 0);
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_clear_error (&error);
  row = cw_store_get_message (self->store, message, &error);
  g_assert_cmpstr (row->answer, ==, "{\"sending\":true}");
  g_assert_cmpstr (row->state, ==, "waiting");
  copies_assert_sound (self);
}

/* Nothing was done after it: it goes on as it was. */
static void
test_nothing_lost (Fixture      *self,
                   gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_auto (CwRestorePlan) plan = { 0 };
  g_autofree char *path = NULL;
  g_autofree char *copy = g_build_filename (self->folder, "plain.db", NULL);
  g_autofree char *contents = NULL;
  gsize length;

  add_message (self, fixture_add_card (self->store));
  g_clear_object (&self->store);
  g_assert_true (g_file_get_contents (self->path, &contents, &length, NULL));
  g_assert_true (g_file_set_contents (copy, contents, (gssize) length, NULL));
  copies_restore (self, copy, &plan);
  g_assert_cmpint (plan.lost_acts, ==, 0);
  g_assert_cmpuint (plan.in_doubt, ==, 0);
  g_assert_cmpint (copies_count (self, "SELECT count(*) FROM steps"), ==, 0);
  g_assert_cmpint (copies_count (self, "SELECT count(*) FROM outbox WHERE answer IS NULL"), ==, 1);
  copies_assert_sound (self);
}

static void
test_empty_place (Fixture      *self,
                  gconstpointer user_data)
{
  g_auto (CwRestorePlan) plan = { 0 };
  g_autofree char *path = NULL;

  fixture_add_card (self->store);
  path = copies_backup (self, "copy.db");
  g_clear_object (&self->store);
  g_assert_cmpint (g_unlink (self->path), ==, 0);
  copies_restore (self, path, &plan);
  g_assert_false (plan.present);
  g_assert_null (plan.kept);
  g_assert_cmpint (plan.lost_acts, ==, -1);
  g_assert_cmpuint (plan.in_doubt, ==, 1);
  copies_assert_sound (self);
}

/* A copy whose notes of numbers and ids stand at the end of what a note can say, in the place of a
 * database that says nothing: they stay there. */
static void
test_last_notes (Fixture      *self,
                 gconstpointer user_data)
{
  g_auto (CwRestorePlan) plan = { 0 };
  g_autofree char *path = NULL;

  fixture_add_card (self->store);
  path = copies_backup (self, "copy.db");
  fixture_run_raw (path, "UPDATE numbers SET last_stamp = 9223372036854775807; UPDATE sqlite_sequence SET seq = 9223372036854775807 WHERE name = 'orders'");
  g_clear_object (&self->store);
  g_assert_cmpint (truncate (self->path, 5000), ==, 0);
  copies_restore (self, path, &plan);
  g_assert_false (plan.readable);
  g_assert_cmpint (copies_count (self, "SELECT min (last_stamp) FROM numbers"), ==, G_MAXINT64);
  g_assert_cmpint (copies_count (self, "SELECT seq FROM sqlite_sequence WHERE name = 'orders'"), ==, G_MAXINT64);
}

/* refusals */

static void
test_not_while_open (Fixture      *self,
                     gconstpointer user_data)
{
  g_autofree char *path = copies_backup (self, "copy.db");
  g_autofree char *kept_hash = fixture_read_raw (self->path, "SELECT hash FROM journal_head");
  g_autofree char *hash = NULL;

  copies_assert_refused (self, path, TRUE, CW_ERROR_BUSY);
  hash = fixture_read_raw (self->path, "SELECT hash FROM journal_head");
  g_assert_cmpstr (hash, ==, kept_hash);
  fixture_add_card (self->store); /* and the one who has it goes on */
  copies_assert_sound (self);
}

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

static void
copy_file (const char *from,
           const char *to)
{
  g_autofree char *contents = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (from, &contents, &length, NULL));
  g_assert_true (g_file_set_contents (to, contents, (gssize) length, NULL));
}

static void
test_refused (Fixture      *self,
              gconstpointer user_data)
{
  g_autofree char *good = NULL;
  g_autofree char *bad = g_build_filename (self->folder, "bad.db", NULL);
  g_autofree char *hash = NULL;
  g_autofree char *hash_after = NULL;
  struct stat about;

  fixture_add_card (self->store);
  good = copies_backup (self, "copy.db");
  hash = fixture_read_raw (self->path, "SELECT hash FROM journal_head");
  g_clear_object (&self->store);

  copies_assert_refused (self, bad, TRUE, CW_ERROR_NOT_FOUND);
  g_assert_true (g_file_set_contents (bad, "this is a letter, not a database of any kind", -1, NULL));
  copies_assert_refused (self, bad, TRUE, CW_ERROR_STORE);
  g_assert_true (g_file_set_contents (bad, "", -1, NULL));
  copies_assert_refused (self, bad, TRUE, CW_ERROR_STORE);
  copy_file (good, bad);
  fixture_run_raw (bad, "PRAGMA user_version = 5");
  copies_assert_refused (self, bad, TRUE, CW_ERROR_STORE_NEWER);
  copy_file (good, bad);
  fixture_run_raw (bad, "PRAGMA application_id = 7");
  copies_assert_refused (self, bad, TRUE, CW_ERROR_STORE);
  copy_file (good, bad);
  fixture_run_raw (bad, "DROP TRIGGER journal_is_not_changed; UPDATE journal SET details = '{\"photo\":1}' WHERE id = 2");
  copies_assert_refused (self, bad, TRUE, CW_ERROR_STORE);
  copy_file (good, bad);
  fixture_run_raw (bad, "PRAGMA foreign_keys = OFF; DELETE FROM students");
  copies_assert_refused (self, bad, TRUE, CW_ERROR_STORE);
  copy_file (good, bad);
  fixture_run_raw (bad, "DROP TRIGGER numbers_only_grow; UPDATE numbers SET last_stamp = 1");
  copies_assert_refused (self, bad, TRUE, CW_ERROR_STORE);
  g_assert_cmpint (stat (good, &about), ==, 0);
  for (gint64 offset = 0; offset < about.st_size; offset += 4096)
    {
      g_autoptr (GError) error = NULL;
      g_auto (CwRestorePlan) plan = { 0 };

      copy_file (good, bad);
      overwrite (bad, offset, 300);
      if (!cw_store_restore (self->path, bad, self->clock, "ilze", FALSE, &plan, &error))
        g_assert_true (error->domain == CW_ERROR);
      else
        g_assert_not_reached (); /* every page of a copy is in use */
    }
  hash_after = fixture_read_raw (self->path, "SELECT hash FROM journal_head");
  g_assert_cmpstr (hash, ==, hash_after);
}

static void
test_other_station (Fixture      *self,
                    gconstpointer user_data)
{
  Fixture other = { 0 };
  g_autofree char *path = NULL;

  fixture_set_up (&other, NULL);
  cw_store_set_operator (other.store, "somebody");
  fixture_add_card (other.store);
  path = copies_backup (&other, "copy.db");
  cw_store_set_operator (self->store, "ilze");
  fixture_add_card (self->store);
  g_clear_object (&self->store);
  copies_assert_refused (self, path, TRUE, CW_ERROR_REFUSED);
  fixture_tear_down (&other, NULL);
}

/* Every call that makes something last, for this program and for all that it links: a place to die
 * before it and one after it. 0: nobody dies. */
static int places_left;

static void
come_to_place (void)
{
  if (places_left > 0 && --places_left == 0)
    raise (SIGKILL);
}

#define WITH_PLACES(call) \
  G_STMT_START { \
    int result_; \
    come_to_place (); \
    result_ = (int) (call); \
    come_to_place (); \
    return result_; \
  } G_STMT_END

int
fsync (int fd)
{
  WITH_PLACES (syscall (SYS_fsync, fd));
}

int
fdatasync (int fd)
{
  WITH_PLACES (syscall (SYS_fdatasync, fd));
}

int
rename (const char *from,
        const char *to)
{
  WITH_PLACES (syscall (SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

int
link (const char *from,
      const char *to)
{
  WITH_PLACES (syscall (SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0));
}

int
unlink (const char *name)
{
  WITH_PLACES (syscall (SYS_unlinkat, AT_FDCWD, name, 0));
}

/* Returns: whether it died */
static gboolean
restore_and_die (Fixture    *self,
                 const char *path,
                 int         place)
{
  int status;
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      g_auto (CwRestorePlan) plan = { 0 };

      places_left = place;
      _exit (cw_store_restore (self->path, path, self->clock, "ilze", TRUE, &plan, NULL) ? 0 : 1);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status) || WEXITSTATUS (status) == 0);
  return WIFSIGNALED (status);
}

/* Killed at every place in it: there is one of the two, whole, and the next restore does it. */
static void
test_killed (Fixture      *self,
             gconstpointer user_data)
{
  g_auto (CwRestorePlan) plan = { 0 };
  g_autofree char *path = NULL;
  gboolean dead = TRUE;
  guint n_old = 0, n_new = 0;

  fixture_add_card (self->store);
  path = copies_backup (self, "copy.db");
  for (int place = 1; dead; place++)
    {
      gint64 cards;

      fixture_add_card (self->store);
      cards = copies_count (self, "SELECT count(*) FROM cards");
      g_clear_object (&self->store);
      dead = restore_and_die (self, path, place);
      fixture_reopen (self);
      copies_assert_sound (self);
      if (copies_count (self, "SELECT count(*) FROM cards") == cards)
        n_old++;
      else
        {
          g_assert_cmpint (copies_count (self, "SELECT count(*) FROM cards"), ==, 1);
          n_new++;
        }
      g_assert_cmpint (place, <, 1000);
    }
  g_assert_cmpuint (n_old, >, 5);
  g_assert_cmpuint (n_new, >, 1);
  copies_restore (self, path, &plan);
  copies_assert_sound (self);
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
  add ("/store/restore/lost-and-kept", test_restore);
  add ("/store/restore/numbers-go-on", test_numbers_go_on);
  add ("/store/restore/doubts", test_doubts);
  add ("/store/restore/nothing-lost", test_nothing_lost);
  add ("/store/restore/empty-place", test_empty_place);
  add ("/store/restore/last-notes", test_last_notes);
  add ("/store/restore/not-while-open", test_not_while_open);
  add ("/store/restore/refused", test_refused);
  add ("/store/restore/other-station", test_other_station);
  add ("/store/restore/killed", test_killed);
  return g_test_run ();
}
