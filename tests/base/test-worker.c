/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/base/worker.h"

#include "app/base/error.h"

typedef struct
{
  CwWorker *worker;
  GThread  *thread;      /* that the work ran on */
  GString  *order;       /* a letter for each piece of work, as it ran */
  guint     n_destroyed;
  guint     n_callbacks;
  GError   *error;
} Bench;

static void
bench_init (Bench *bench)
{
  *bench = (Bench) { .worker = cw_worker_new ("bench"), .order = g_string_new (NULL) };
}

static void
bench_clear (Bench *bench)
{
  g_clear_object (&bench->worker);
  g_string_free (bench->order, TRUE);
  g_clear_error (&bench->error);
}

static gboolean
work_note (gpointer      data,
           GCancellable *cancellable,
           GError      **error)
{
  Bench *bench = data;

  bench->thread = g_thread_self ();
  g_string_append_c (bench->order, 'n');
  return TRUE;
}

static gboolean
work_fail (gpointer      data,
           GCancellable *cancellable,
           GError      **error)
{
  Bench *bench = data;

  g_string_append_c (bench->order, 'f');
  g_set_error_literal (error, CW_ERROR, CW_ERROR_BUSY, "The bench is busy.");
  return FALSE;
}

static gboolean
work_nested (gpointer      data,
             GCancellable *cancellable,
             GError      **error)
{
  Bench *bench = data;

  g_string_append_c (bench->order, '(');
  if (!cw_worker_call (bench->worker, work_note, bench, cancellable, error))
    return FALSE;
  g_string_append_c (bench->order, ')');
  return TRUE;
}

static void
test_call (void)
{
  g_autoptr (GError) error = NULL;
  Bench bench;

  bench_init (&bench);
  g_assert_true (cw_worker_call (bench.worker, work_note, &bench, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (bench.thread != NULL && bench.thread != g_thread_self ());
  g_assert_false (cw_worker_call (bench.worker, work_fail, &bench, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_BUSY);
  g_assert_false (cw_worker_call (bench.worker, work_fail, &bench, NULL, NULL));
  g_assert_cmpstr (bench.order->str, ==, "nff");
  bench_clear (&bench);
}

static void
test_nested (void)
{
  Bench bench;

  bench_init (&bench);
  g_assert_true (cw_worker_call (bench.worker, work_nested, &bench, NULL, NULL));
  g_assert_cmpstr (bench.order->str, ==, "(n)");
  bench_clear (&bench);
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Bench bench;

  bench_init (&bench);
  g_cancellable_cancel (cancellable);
  g_assert_false (cw_worker_call (bench.worker, work_note, &bench, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (bench.order->str, ==, "");
  bench_clear (&bench);
}

static void
destroy_cb (gpointer data)
{
  Bench *bench = data;

  bench->n_destroyed++;
}

static void
finished_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Bench *bench = user_data;
  g_autoptr (GError) error = NULL;

  if (!cw_worker_call_finish (CW_WORKER (source), result, &error) && bench->error == NULL)
    bench->error = g_steal_pointer (&error);
  bench->n_callbacks++;
}

/* Work runs in the order it came in; every answer comes, on the caller's context. */
static void
test_async (void)
{
  Bench bench;

  bench_init (&bench);
  for (guint i = 0; i < 100; i++)
    cw_worker_call_async (bench.worker, i == 50 ? work_fail : work_note, &bench, destroy_cb, NULL, finished_cb, &bench);
  g_assert_cmpuint (bench.n_callbacks, ==, 0);
  while (bench.n_callbacks < 100)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (bench.order->len, ==, 100);
  g_assert_cmpuint (bench.order->str[50], ==, 'f');
  g_assert_error (bench.error, CW_ERROR, CW_ERROR_BUSY);
  /* the last one is destroyed after its answer was sent: the thread's end waits for that */
  cw_worker_stop (bench.worker);
  g_assert_cmpuint (bench.n_destroyed, ==, 100);
  bench_clear (&bench);
}

static void
test_async_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Bench bench;

  bench_init (&bench);
  g_cancellable_cancel (cancellable);
  cw_worker_call_async (bench.worker, work_note, &bench, destroy_cb, cancellable, finished_cb, &bench);
  while (bench.n_callbacks == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (bench.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (bench.order->str, ==, "");
  bench_clear (&bench);
}

/* Work that did happen is reported as done, even when the caller gave up meanwhile. */
static gboolean
work_cancel_late (gpointer      data,
                  GCancellable *cancellable,
                  GError      **error)
{
  g_cancellable_cancel (cancellable);
  return work_note (data, cancellable, error);
}

static void
test_cancelled_late (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Bench bench;

  bench_init (&bench);
  cw_worker_call_async (bench.worker, work_cancel_late, &bench, NULL, cancellable, finished_cb, &bench);
  while (bench.n_callbacks == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (bench.error);
  g_assert_cmpstr (bench.order->str, ==, "n");
  bench_clear (&bench);
}

/* What is queued still runs; stopping twice is harmless. */
static void
test_stop (void)
{
  Bench bench;

  bench_init (&bench);
  for (guint i = 0; i < 20; i++)
    cw_worker_call_async (bench.worker, work_note, &bench, destroy_cb, NULL, finished_cb, &bench);
  cw_worker_stop (bench.worker);
  g_assert_cmpuint (bench.order->len, ==, 20);
  g_assert_cmpuint (bench.n_destroyed, ==, 20);
  cw_worker_stop (bench.worker);
  while (bench.n_callbacks < 20)
    g_main_context_iteration (NULL, TRUE);
  bench_clear (&bench);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/base/worker/call", test_call);
  g_test_add_func ("/base/worker/nested", test_nested);
  g_test_add_func ("/base/worker/cancelled", test_cancelled);
  g_test_add_func ("/base/worker/async", test_async);
  g_test_add_func ("/base/worker/async-cancelled", test_async_cancelled);
  g_test_add_func ("/base/worker/cancelled-late", test_cancelled_late);
  g_test_add_func ("/base/worker/stop", test_stop);
  return g_test_run ();
}
