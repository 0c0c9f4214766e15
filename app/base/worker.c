/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-base"

#include "config.h"

#include "app/base/worker.h"

/* The queue is the only thing shared between the threads; everything else in here belongs to
 * the worker's thread or is written once before it starts. */

struct _CwWorker
{
  GObject      parent_instance;

  GThread     *thread;
  GAsyncQueue *queue; /* of CwWork; one with no func ends the thread */
};

typedef struct
{
  CwWorkerFunc   func;
  gpointer       data;
  GDestroyNotify destroy;
  GCancellable  *cancellable;
  GTask         *task; /* NULL: a caller waits in cw_worker_call() */

  GMutex         lock;
  GCond          done_cond;
  gboolean       done;
  gboolean       ok;
  GError        *error;
} CwWork;

G_DEFINE_FINAL_TYPE (CwWorker, cw_worker, G_TYPE_OBJECT)

static void
cw_work_free (CwWork *work)
{
  if (work->destroy != NULL)
    work->destroy (work->data);
  g_clear_object (&work->cancellable);
  g_clear_object (&work->task);
  g_free (work);
}

static void
cw_work_run (CwWork *work)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = FALSE;

  if (!g_cancellable_set_error_if_cancelled (work->cancellable, &error))
    ok = work->func (work->data, work->cancellable, &error);
  g_assert (ok == (error == NULL));

  if (work->task != NULL)
    {
      if (ok)
        g_task_return_boolean (work->task, TRUE);
      else
        g_task_return_error (work->task, g_steal_pointer (&error));
      cw_work_free (work);
      return;
    }

  g_mutex_lock (&work->lock);
  work->ok = ok;
  work->error = g_steal_pointer (&error);
  work->done = TRUE;
  g_cond_signal (&work->done_cond);
  g_mutex_unlock (&work->lock);
}

static gpointer
cw_worker_thread (gpointer data)
{
  g_autoptr (GAsyncQueue) queue = data;

  for (;;)
    {
      CwWork *work = g_async_queue_pop (queue);

      if (work->func == NULL)
        {
          cw_work_free (work);
          return NULL;
        }
      cw_work_run (work);
    }
}

/**
 * cw_worker_stop:
 *
 * Lets what is queued run to its end and ends the thread. Called by dispose; a second call does
 * nothing. Not from the worker's own thread.
 */
void
cw_worker_stop (CwWorker *self)
{
  GThread *thread = g_steal_pointer (&self->thread);

  if (thread == NULL)
    return;

  g_async_queue_push (self->queue, g_new0 (CwWork, 1));
  if (thread == g_thread_self ())
    g_thread_unref (thread);
  else
    g_thread_join (thread);
}

static void
cw_worker_dispose (GObject *object)
{
  cw_worker_stop (CW_WORKER (object));
  G_OBJECT_CLASS (cw_worker_parent_class)->dispose (object);
}

static void
cw_worker_finalize (GObject *object)
{
  g_async_queue_unref (CW_WORKER (object)->queue);
  G_OBJECT_CLASS (cw_worker_parent_class)->finalize (object);
}

static void
cw_worker_class_init (CwWorkerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_worker_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_worker_finalize;
}

static void
cw_worker_init (CwWorker *self)
{
  self->queue = g_async_queue_new ();
}

/**
 * cw_worker_new:
 * @name: the thread's name, at most 15 bytes, as a debugger shows it
 *
 * Returns: (transfer full): a worker whose thread runs
 */
CwWorker *
cw_worker_new (const char *name)
{
  CwWorker *self = g_object_new (CW_TYPE_WORKER, NULL);

  self->thread = g_thread_new (name, cw_worker_thread, g_async_queue_ref (self->queue));
  return self;
}

/**
 * cw_worker_call:
 * @func: the work
 * @data: for @func; must live until this returns
 *
 * Runs @func on the worker's thread and waits for it. From the worker's own thread it runs at
 * once, so that one piece of work may be built of others.
 *
 * Returns: what @func returned
 */
gboolean
cw_worker_call (CwWorker     *self,
                CwWorkerFunc  func,
                gpointer      data,
                GCancellable *cancellable,
                GError      **error)
{
  CwWork work = { .func = func, .data = data, .cancellable = cancellable };

  g_return_val_if_fail (CW_IS_WORKER (self) && self->thread != NULL, FALSE);

  if (self->thread == g_thread_self ())
    return func (data, cancellable, error);

  g_mutex_init (&work.lock);
  g_cond_init (&work.done_cond);
  g_async_queue_push (self->queue, &work);
  g_mutex_lock (&work.lock);
  while (!work.done)
    g_cond_wait (&work.done_cond, &work.lock);
  g_mutex_unlock (&work.lock);
  g_mutex_clear (&work.lock);
  g_cond_clear (&work.done_cond);

  if (work.error != NULL)
    g_propagate_error (error, work.error);
  return work.ok;
}

/**
 * cw_worker_call_async:
 * @func: the work
 * @data: for @func
 * @destroy: (nullable): frees @data after @func, on the worker's thread
 * @callback: called on the caller's main context
 *
 * Runs @func on the worker's thread without waiting.
 */
void
cw_worker_call_async (CwWorker           *self,
                      CwWorkerFunc        func,
                      gpointer            data,
                      GDestroyNotify      destroy,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  CwWork *work;

  g_return_if_fail (CW_IS_WORKER (self) && self->thread != NULL);

  work = g_new0 (CwWork, 1);
  work->func = func;
  work->data = data;
  work->destroy = destroy;
  work->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  work->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (work->task, cw_worker_call_async);
  /* the work may have happened although the caller no longer waits: say what became of it */
  g_task_set_check_cancellable (work->task, FALSE);
  g_async_queue_push (self->queue, work);
}

gboolean
cw_worker_call_finish (CwWorker     *self,
                       GAsyncResult *result,
                       GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
