/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CwWorker:
 *
 * One thread with a name that owns one device or service. Work goes in; each piece runs to its
 * end before the next begins; results come back to the caller (cw_worker_call()) or to the
 * caller's main context (cw_worker_call_async()).
 */
#define CW_TYPE_WORKER (cw_worker_get_type ())

G_DECLARE_FINAL_TYPE (CwWorker, cw_worker, CW, WORKER, GObject)

/**
 * CwWorkerFunc:
 * @data: what the caller gave
 * @cancellable: (nullable): ends the work early
 * @error: where to say why it failed
 *
 * One piece of work. May block; touches no widget.
 *
 * Returns: %FALSE with @error set when it failed
 */
typedef gboolean (*CwWorkerFunc) (gpointer      data,
                                  GCancellable *cancellable,
                                  GError      **error);

CwWorker *cw_worker_new         (const char *name);
gboolean  cw_worker_call        (CwWorker     *self,
                                 CwWorkerFunc  func,
                                 gpointer      data,
                                 GCancellable *cancellable,
                                 GError      **error);
void      cw_worker_call_async  (CwWorker           *self,
                                 CwWorkerFunc        func,
                                 gpointer            data,
                                 GDestroyNotify      destroy,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);
gboolean  cw_worker_call_finish (CwWorker     *self,
                                 GAsyncResult *result,
                                 GError      **error);
void      cw_worker_stop        (CwWorker *self);

G_END_DECLS
