/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store-test"

#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/store/backup.h"
#include "app/store/store-private.h"
#include "tests/store/fixture.h"

/* Copies made while work goes on, and brought back without forgetting what may have happened since. */

static char *
backup (Fixture    *self,
        const char *name)
{
  g_autoptr (GError) error = NULL;
  g_auto (CwCheckReport) report = { 0 };
  char *path = g_build_filename (self->folder, name, NULL);
  struct stat about;

  cw_store_backup (self->store, path, NULL, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (report.broken, ==, NULL);
  g_assert_cmpint (stat (path, &about), ==, 0);
  g_assert_cmphex (about.st_mode & 0777, ==, 0600);
  return path;
}

static void
assert_alone (const char *path)
{
  static const char *const suffixes[] = { ".part", ".restore", ".restore-wal", "-journal", ".part-wal" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);

      g_assert_false (g_file_test (name, G_FILE_TEST_EXISTS));
    }
}

static void
restore (Fixture       *self,
         const char    *path,
         CwRestorePlan *plan)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->store);
  cw_store_restore (self->path, path, self->clock, "ilze", TRUE, plan, &error);
  g_assert_no_error (error);
  assert_alone (self->path);
  fixture_reopen (self);
}

static void
assert_sound (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_auto (CwCheckReport) report = { 0 };

  g_assert_true (cw_store_check (self->store, TRUE, &report, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (report.broken, ==, NULL);
}

static void
assert_refused (Fixture    *self,
                const char *path,
                gboolean    apply,
                int         code)
{
  g_autoptr (GError) error = NULL;
  g_auto (CwRestorePlan) plan = { 0 };

  g_assert_false (cw_store_restore (self->path, path, self->clock, "ilze", apply, &plan, &error));
  g_assert_error (error, CW_ERROR, code);
  g_assert_null (plan.kept);
  assert_alone (self->path);
}

static gint64
count (Fixture    *self,
       const char *text)
{
  g_autofree char *value = fixture_read_raw (self->path, text);

  return g_ascii_strtoll (value, NULL, 10);
}

/* copies */

static gpointer
take_numbers (gpointer user_data)
{
  Fixture *self = user_data;

  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (GError) error = NULL;

      fixture_add_order (self->store);
    }
  return NULL;
}

/* Each copy is one moment of the work: whole, and the beginning of what is there in the end. */
static void
test_while_working (Fixture      *self,
                    gconstpointer user_data)
{
  GThread *thread = g_thread_new ("work", take_numbers, self);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *name = g_strdup_printf ("copy-%u.db", i);

      g_ptr_array_add (paths, backup (self, name));
    }
  g_thread_join (thread);
  assert_sound (self);
  g_clear_object (&self->store);
  for (guint i = 0; i < paths->len; i++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (CwRestorePlan) plan = { 0 };

      assert_alone (g_ptr_array_index (paths, i));
      cw_store_restore (self->path, g_ptr_array_index (paths, i), self->clock, "ilze", FALSE, &plan, &error);
      g_assert_no_error (error);
      g_assert_true (plan.readable);
      g_assert_cmpint (plan.lost_acts, >, 0); /* at least the entry about the copy itself */
    }
}

static void
test_not_over_a_file (Fixture      *self,
                      gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_auto (CwCheckReport) report = { 0 };
  g_autofree char *path = backup (self, "copy.db");
  g_autofree char *below = g_build_filename (path, "copy.db", NULL);

  g_assert_false (cw_store_backup (self->store, path, NULL, &report, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_false (cw_store_backup (self->store, self->path, NULL, &report, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_false (cw_store_backup (self->store, below, NULL, &report, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_STORE);
  assert_sound (self);
}

static void
test_cancelled (Fixture      *self,
                gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_auto (CwCheckReport) report = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *path = g_build_filename (self->folder, "copy.db", NULL);

  g_cancellable_cancel (cancellable);
  g_assert_false (cw_store_backup (self->store, path, cancellable, &report, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  assert_alone (path);
}

static void
test_no_room (Fixture      *self,
              gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_auto (CwCheckReport) report = { 0 };
  g_autofree char *path = g_build_filename (self->folder, "copy.db", NULL);
  g_autofree char *good = backup (self, "good.db");
  struct rlimit before, small;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = 100000;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  g_assert_false (cw_store_backup (self->store, path, NULL, &report, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_STORE_FULL);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  assert_alone (path);
  g_clear_object (&self->store);
  assert_refused (self, good, TRUE, CW_ERROR_STORE_FULL);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  fixture_reopen (self);
  assert_sound (self);
}

/* bringing back */

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
  path = backup (self, "copy.db");
  fixture_add_card (self->store);
  g_clear_object (&self->store);
  hash = fixture_read_raw (self->path, "SELECT hash FROM journal_head");
  g_assert_true (cw_store_restore (self->path, path, self->clock, "ilze", FALSE, &dry, &error));
  g_assert_no_error (error);
  hash_after = fixture_read_raw (self->path, "SELECT hash FROM journal_head");
  g_assert_cmpstr (hash, ==, hash_after);
  assert_alone (self->path);
  g_assert_null (dry.kept);
  g_assert_cmpint (dry.lost_cards, ==, 1);
  g_assert_cmpint (dry.lost_acts, ==, 4); /* the copy, an order, a number, a card */

  restore (self, path, &plan);
  g_assert_cmpint (plan.lost_acts, ==, dry.lost_acts);
  assert_sound (self);
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
  assert_refused (self, self->path, TRUE, CW_ERROR_INVALID);
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
      path = backup (self, name);
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
      restore (self, path, &plan);
      g_assert_true (plan.readable == (round == 0));
      order = fixture_add_order (self->store);
      g_assert_cmpint (order, >, last->order_id);
      next = fixture_make_card (self->store, order);
      g_assert_cmpuint (cw_escn_get_stamp (&next->escn), >, cw_escn_get_stamp (&last->escn));
      assert_sound (self);
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

  path = backup (self, "copy.db");
  /* it was printed after the copy */
  g_assert_cmpint (cw_store_add_plastic (self->store, card, CW_PLASTIC_PURPOSE_CARD, "CR80 Card", 1, &error), >, 0);
  restore (self, path, &plan);
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
  assert_sound (self);
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
  restore (self, copy, &plan);
  g_assert_cmpint (plan.lost_acts, ==, 0);
  g_assert_cmpuint (plan.in_doubt, ==, 0);
  g_assert_cmpint (count (self, "SELECT count(*) FROM steps"), ==, 0);
  g_assert_cmpint (count (self, "SELECT count(*) FROM outbox WHERE answer IS NULL"), ==, 1);
  assert_sound (self);
}

static void
test_empty_place (Fixture      *self,
                  gconstpointer user_data)
{
  g_auto (CwRestorePlan) plan = { 0 };
  g_autofree char *path = NULL;

  fixture_add_card (self->store);
  path = backup (self, "copy.db");
  g_clear_object (&self->store);
  g_assert_cmpint (g_unlink (self->path), ==, 0);
  restore (self, path, &plan);
  g_assert_false (plan.present);
  g_assert_null (plan.kept);
  g_assert_cmpint (plan.lost_acts, ==, -1);
  g_assert_cmpuint (plan.in_doubt, ==, 1);
  assert_sound (self);
}

/* refusals */

static void
test_not_while_open (Fixture      *self,
                     gconstpointer user_data)
{
  g_autofree char *path = backup (self, "copy.db");
  g_autofree char *kept_hash = fixture_read_raw (self->path, "SELECT hash FROM journal_head");
  g_autofree char *hash = NULL;

  assert_refused (self, path, TRUE, CW_ERROR_BUSY);
  hash = fixture_read_raw (self->path, "SELECT hash FROM journal_head");
  g_assert_cmpstr (hash, ==, kept_hash);
  fixture_add_card (self->store); /* and the one who has it goes on */
  assert_sound (self);
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
  good = backup (self, "copy.db");
  hash = fixture_read_raw (self->path, "SELECT hash FROM journal_head");
  g_clear_object (&self->store);

  assert_refused (self, bad, TRUE, CW_ERROR_NOT_FOUND);
  g_assert_true (g_file_set_contents (bad, "this is a letter, not a database of any kind", -1, NULL));
  assert_refused (self, bad, TRUE, CW_ERROR_STORE);
  g_assert_true (g_file_set_contents (bad, "", -1, NULL));
  assert_refused (self, bad, TRUE, CW_ERROR_STORE);
  copy_file (good, bad);
  fixture_run_raw (bad, "PRAGMA user_version = 4");
  assert_refused (self, bad, TRUE, CW_ERROR_STORE_NEWER);
  copy_file (good, bad);
  fixture_run_raw (bad, "PRAGMA application_id = 7");
  assert_refused (self, bad, TRUE, CW_ERROR_STORE);
  copy_file (good, bad);
  fixture_run_raw (bad, "DROP TRIGGER journal_is_not_changed; UPDATE journal SET details = '{\"photo\":1}' WHERE id = 2");
  assert_refused (self, bad, TRUE, CW_ERROR_STORE);
  copy_file (good, bad);
  fixture_run_raw (bad, "PRAGMA foreign_keys = OFF; DELETE FROM students");
  assert_refused (self, bad, TRUE, CW_ERROR_STORE);
  copy_file (good, bad);
  fixture_run_raw (bad, "DROP TRIGGER numbers_only_grow; UPDATE numbers SET last_stamp = 1");
  assert_refused (self, bad, TRUE, CW_ERROR_STORE);
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
  path = backup (&other, "copy.db");
  cw_store_set_operator (self->store, "ilze");
  fixture_add_card (self->store);
  g_clear_object (&self->store);
  assert_refused (self, path, TRUE, CW_ERROR_REFUSED);
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
  path = backup (self, "copy.db");
  for (int place = 1; dead; place++)
    {
      gint64 cards;

      fixture_add_card (self->store);
      cards = count (self, "SELECT count(*) FROM cards");
      g_clear_object (&self->store);
      dead = restore_and_die (self, path, place);
      fixture_reopen (self);
      assert_sound (self);
      if (count (self, "SELECT count(*) FROM cards") == cards)
        n_old++;
      else
        {
          g_assert_cmpint (count (self, "SELECT count(*) FROM cards"), ==, 1);
          n_new++;
        }
      g_assert_cmpint (place, <, 1000);
    }
  g_assert_cmpuint (n_old, >, 5);
  g_assert_cmpuint (n_new, >, 1);
  restore (self, path, &plan);
  assert_sound (self);
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
  add ("/store/backup/while-working", test_while_working);
  add ("/store/backup/not-over-a-file", test_not_over_a_file);
  add ("/store/backup/cancelled", test_cancelled);
  add ("/store/backup/no-room", test_no_room);
  add ("/store/restore/lost-and-kept", test_restore);
  add ("/store/restore/numbers-go-on", test_numbers_go_on);
  add ("/store/restore/doubts", test_doubts);
  add ("/store/restore/nothing-lost", test_nothing_lost);
  add ("/store/restore/empty-place", test_empty_place);
  add ("/store/restore/not-while-open", test_not_while_open);
  add ("/store/restore/refused", test_refused);
  add ("/store/restore/other-station", test_other_station);
  add ("/store/restore/killed", test_killed);
  return g_test_run ();
}
