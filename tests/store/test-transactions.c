/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store-test"

#include "config.h"

#include <string.h>

#include "tests/store/fixture.h"

/* Transactions: alone, one in another, across threads, across processes, and cut off by death. */

typedef struct
{
  guint before;
  guint after;
} Commits;

static void
count_cb (gboolean before,
          gpointer user_data)
{
  Commits *commits = user_data;

  if (before)
    commits->before++;
  else
    commits->after++;
  g_assert_cmpuint (commits->before, ==, commits->after + (before ? 1 : 0));
}

static guint
count_orders (CwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) orders = cw_store_list_open_orders (store, &error);

  g_assert_no_error (error);
  return orders->len;
}

static void
assert_journal_whole (CwStore *store)
{
  g_autoptr (GError) error = NULL;
  gint64 n_rows, broken;

  cw_store_verify_journal (store, &n_rows, &broken, &error);
  g_assert_no_error (error);
  g_assert_cmpint (n_rows, >, 0);
  g_assert_cmpint (broken, ==, 0);
}

static void
test_commit (Fixture      *self,
             gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  Commits commits = { 0 };

  cw_store_set_commit_func (self->store, count_cb, &commits);
  fixture_add_order (self->store);
  g_assert_cmpuint (commits.after, ==, 1);

  g_assert_true (cw_store_begin (self->store, &error));
  fixture_add_card (self->store);
  g_assert_true (cw_store_begin (self->store, &error));
  fixture_add_card (self->store);
  g_assert_true (cw_store_commit (self->store, &error));
  g_assert_cmpuint (commits.before, ==, 1);
  g_assert_true (cw_store_commit (self->store, &error));
  g_assert_cmpuint (commits.after, ==, 2);

  cw_store_set_commit_func (self->store, NULL, NULL);
  fixture_reopen (self);
  g_assert_cmpuint (count_orders (self->store), ==, 3);
  assert_journal_whole (self->store);
}

static void
test_rollback (Fixture      *self,
               gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  Commits commits = { 0 };

  cw_store_set_commit_func (self->store, count_cb, &commits);
  g_assert_true (cw_store_begin (self->store, &error));
  fixture_add_card (self->store);
  cw_store_rollback (self->store);
  g_assert_cmpuint (commits.before, ==, 0);
  g_assert_cmpuint (count_orders (self->store), ==, 0);
  assert_journal_whole (self->store);
}

static void
test_inner_rollback (Fixture      *self,
                     gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_begin (self->store, &error));
  fixture_add_order (self->store);
  g_assert_true (cw_store_begin (self->store, &error));
  fixture_add_order (self->store);
  cw_store_rollback (self->store);
  fixture_add_order (self->store);
  g_assert_true (cw_store_commit (self->store, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_orders (self->store), ==, 2);
  assert_journal_whole (self->store);
}

/* An operation that is refused leaves nothing of itself and the transaction as it was. */
static void
test_refused_inside (Fixture      *self,
                     gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gint64 order;

  g_assert_true (cw_store_begin (self->store, &error));
  order = fixture_add_order (self->store);
  g_assert_false (cw_store_close_order (self->store, 99, "issued", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpint (cw_store_start_step (self->store, order, CW_STEP_PRINT, "nonsense", &error), ==, 0);
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_cmpint (cw_store_start_step (self->store, order, CW_STEP_PRINT, NULL, &error), >, 0);
  g_assert_true (cw_store_commit (self->store, &error));
  g_assert_cmpuint (count_orders (self->store), ==, 1);
  assert_journal_whole (self->store);
}

static void
test_close_inside (Fixture      *self,
                   gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_begin (self->store, &error));
  fixture_add_order (self->store);
  cw_store_close (self->store);
  cw_store_close (self->store);
  g_assert_false (cw_store_begin (self->store, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_STORE);
  fixture_reopen (self);
  g_assert_cmpuint (count_orders (self->store), ==, 0);
}

static void
test_closed (Fixture      *self,
             gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gint64 n_rows, broken;

  cw_store_close (self->store);
  g_assert_null (cw_store_get_student (self->store, "lbtu/LF23001", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_STORE);
  g_clear_error (&error);
  g_assert_null (cw_store_list_open_orders (self->store, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_STORE);
  g_clear_error (&error);
  g_assert_false (cw_store_add_journal (self->store, "a", "b", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_STORE);
  g_clear_error (&error);
  g_assert_false (cw_store_verify_journal (self->store, &n_rows, &broken, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_STORE);
  g_assert_cmpint (broken, ==, 0);
}

/* threads */

#define N_THREADS 4
#define N_ROUNDS 25

static gpointer
work (gpointer data)
{
  CwStore *store = data;

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) found = NULL;

      cw_store_begin (store, &error);
      g_assert_no_error (error);
      fixture_add_card (store);
      fixture_add_card (store);
      if (i % 5 == 4)
        cw_store_rollback (store);
      else
        cw_store_commit (store, &error);
      g_assert_no_error (error);
      found = cw_store_find_students (store, NULL, "anna", 0, 0, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (found->len, ==, 1);
    }
  return NULL;
}

static void
test_threads (Fixture      *self,
              gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) cards = NULL;
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("desk", work, self->store);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);

  cards = cw_store_list_cards (self->store, NULL, 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cards->len, ==, N_THREADS * N_ROUNDS / 5 * 4 * 2);
  assert_journal_whole (self->store);
}

typedef struct
{
  CwStore *store;
  int      done;
} Waiter;

static gpointer
wait_for_store (gpointer data)
{
  Waiter *waiter = data;

  fixture_add_order (waiter->store);
  g_atomic_int_set (&waiter->done, 1);
  return NULL;
}

/* Between begin and commit the store belongs to one thread. */
static void
test_held (Fixture      *self,
           gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  Waiter waiter = { .store = self->store };
  GThread *thread;

  g_assert_true (cw_store_begin (self->store, &error));
  thread = g_thread_new ("waiter", wait_for_store, &waiter);
  for (guint i = 0; i < 20; i++)
    fixture_add_order (self->store);
  g_assert_cmpuint (count_orders (self->store), ==, 20);
  g_assert_cmpint (g_atomic_int_get (&waiter.done), ==, 0);
  g_assert_true (cw_store_commit (self->store, &error));
  g_thread_join (thread);
  g_assert_cmpint (g_atomic_int_get (&waiter.done), ==, 1);
  g_assert_cmpuint (count_orders (self->store), ==, 21);
}

/* processes */

static GSubprocess *
start_child (const char *path,
             const char *what,
             const char *count)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "store-child", NULL);
  GSubprocess *child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, what, path, count, NULL);

  g_assert_no_error (error);
  return child;
}

static void
collect (GSubprocess *child,
         GHashTable  *numbers)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;
  g_auto (GStrv) lines = NULL;

  g_subprocess_communicate_utf8 (child, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (child));
  lines = g_strsplit (g_strstrip (output), "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    g_assert_true (g_hash_table_add (numbers, g_strdup (*line)));
}

/* Two programs on one file, which both of them find missing and make. */
static void
test_processes (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("cw-store-XXXXXX", &error);
  Fixture self = { .folder = g_steal_pointer (&folder), .clock = cw_clock_new_system () };
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GSubprocess) first = NULL;
  g_autoptr (GSubprocess) second = NULL;

  g_assert_no_error (error);
  self.path = g_build_filename (self.folder, "cards.db", NULL);
  first = start_child (self.path, "take", "100");
  second = start_child (self.path, "take", "100");
  collect (first, numbers);
  collect (second, numbers);
  g_assert_cmpuint (g_hash_table_size (numbers), ==, 200);

  fixture_reopen (&self);
  assert_journal_whole (self.store);
  fixture_tear_down (&self, NULL);
}

static guint
count_numbers (CwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = cw_store_list_journal (store, 0, 0, &error);
  guint n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < rows->len; i++)
    if (g_str_equal (((CwJournalRow *) g_ptr_array_index (rows, i))->act, "number.take"))
      n++;
  return n;
}

static void
die (Fixture    *self,
     const char *what,
     guint       expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) child = start_child (self->path, what, "3");

  g_subprocess_wait (child, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_signaled (child));
  g_assert_cmpint (g_subprocess_get_term_sig (child), ==, 9);

  fixture_reopen (self);
  g_assert_cmpuint (count_numbers (self->store), ==, expected);
  assert_journal_whole (self->store);
}

/* What was not committed when the process died is not there; what was, is. */
static void
test_death (Fixture      *self,
            gconstpointer user_data)
{
  die (self, "before", 2);
  die (self, "after", 5);
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
  add ("/store/transaction/commit", test_commit);
  add ("/store/transaction/rollback", test_rollback);
  add ("/store/transaction/inner-rollback", test_inner_rollback);
  add ("/store/transaction/refused-inside", test_refused_inside);
  add ("/store/transaction/close-inside", test_close_inside);
  add ("/store/transaction/closed", test_closed);
  add ("/store/transaction/threads", test_threads);
  add ("/store/transaction/held", test_held);
  g_test_add_func ("/store/transaction/processes", test_processes);
  add ("/store/transaction/death", test_death);
  return g_test_run ();
}
