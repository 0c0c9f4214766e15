/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store-test"

#include "config.h"

#include <signal.h>
#include <sys/resource.h>

#include "tests/store/copies.h"

/* Copies made while work goes on. */

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

      g_ptr_array_add (paths, copies_backup (self, name));
    }
  g_thread_join (thread);
  copies_assert_sound (self);
  g_clear_object (&self->store);
  for (guint i = 0; i < paths->len; i++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (CwRestorePlan) plan = { 0 };

      copies_assert_alone (g_ptr_array_index (paths, i));
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
  g_autofree char *path = copies_backup (self, "copy.db");
  g_autofree char *below = g_build_filename (path, "copy.db", NULL);

  g_assert_false (cw_store_backup (self->store, path, NULL, &report, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_false (cw_store_backup (self->store, self->path, NULL, &report, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_false (cw_store_backup (self->store, below, NULL, &report, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_STORE);
  copies_assert_sound (self);
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
  copies_assert_alone (path);
}

static void
test_no_room (Fixture      *self,
              gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_auto (CwCheckReport) report = { 0 };
  g_autofree char *path = g_build_filename (self->folder, "copy.db", NULL);
  g_autofree char *good = copies_backup (self, "good.db");
  struct rlimit before, small;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = 100000;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  g_assert_false (cw_store_backup (self->store, path, NULL, &report, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_STORE_FULL);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  copies_assert_alone (path);
  g_clear_object (&self->store);
  copies_assert_refused (self, good, TRUE, CW_ERROR_STORE_FULL);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  fixture_reopen (self);
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
  add ("/store/backup/while-working", test_while_working);
  add ("/store/backup/not-over-a-file", test_not_over_a_file);
  add ("/store/backup/cancelled", test_cancelled);
  add ("/store/backup/no-room", test_no_room);
  return g_test_run ();
}
