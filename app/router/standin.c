/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-standin"

#include "config.h"

#include "app/router/standin.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/router/standin-private.h"
#include "app/router/standin-room.h"

/* The stand-in's server: its address and the threads that serve it. One thread accepts,
 * a few threads of a pool serve one connection each, request after request; what they share lies in
 * CwStandInRoom and is guarded by its lock. The room is counted apart from the object, because a connection that
 * was accepted just before the end may still come in afterwards. */

/* connections at once */
#define THREADS_MAX 16

struct _CwStandIn
{
  GObject         parent_instance;

  CwStandInRoom  *room;
  char           *uri;
  GMainContext   *context;
  GMainLoop      *loop;
  GSocketService *service;
  GThread        *thread;
};

G_DEFINE_FINAL_TYPE (CwStandIn, cw_stand_in, G_TYPE_OBJECT)

static void
cw_stand_in_room_clear (gpointer data)
{
  CwStandInRoom *room = data;

  g_mutex_clear (&room->lock);
  g_cond_clear (&room->idle);
  g_clear_object (&room->stopping);
  g_clear_pointer (&room->book, cw_stand_in_book_free);
  g_free (room->token);
  g_free (room->pic);
  g_free (room->redirect);
  g_free (room->log_directory);
  g_free (room->directory);
}

static void
cw_stand_in_room_unref (gpointer    data,
                        GClosure   *closure)
{
  g_atomic_rc_box_release_full (data, cw_stand_in_room_clear);
}

/* On a thread of the pool. */
static gboolean
cw_stand_in_run_cb (GThreadedSocketService *service,
                    GSocketConnection      *connection,
                    GObject                *source,
                    gpointer                user_data)
{
  CwStandInRoom *room = user_data;

  g_mutex_lock (&room->lock);
  if (room->stopped)
    {
      g_mutex_unlock (&room->lock);
      return TRUE;
    }
  room->running++;
  room->connections++;
  g_mutex_unlock (&room->lock);

  cw_stand_in_converse (room, connection);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);

  g_mutex_lock (&room->lock);
  room->running--;
  g_cond_broadcast (&room->idle);
  g_mutex_unlock (&room->lock);
  return TRUE;
}

static gpointer
cw_stand_in_thread (gpointer data)
{
  CwStandIn *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  /* the accept that was called off comes back once more */
  while (g_main_context_iteration (self->context, FALSE))
    continue;
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

/* On the accepting thread. */
static gboolean
cw_stand_in_close_cb (gpointer user_data)
{
  CwStandIn *self = user_data;

  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

/**
 * cw_stand_in_stop:
 *
 * Ends all connections and the thread; what was answered is on the disk. A second call does
 * nothing. Also called when the last reference goes.
 */
void
cw_stand_in_stop (CwStandIn *self)
{
  g_autoptr (GSource) source = NULL;
  GThread *thread;

  g_return_if_fail (CW_IS_STAND_IN (self));

  thread = g_steal_pointer (&self->thread);
  if (thread == NULL)
    return;

  g_mutex_lock (&self->room->lock);
  self->room->stopped = TRUE;
  g_cond_broadcast (&self->room->idle);
  g_mutex_unlock (&self->room->lock);
  g_cancellable_cancel (self->room->stopping);
  /* not g_main_context_invoke(): before the thread runs its loop that would quit it too early */
  source = g_idle_source_new ();
  g_source_set_callback (source, cw_stand_in_close_cb, self, NULL);
  g_source_attach (source, self->context);
  g_thread_join (thread);

  g_mutex_lock (&self->room->lock);
  while (self->room->running > 0)
    g_cond_wait (&self->room->idle, &self->room->lock);
  g_mutex_unlock (&self->room->lock);
}

static void
cw_stand_in_finalize (GObject *object)
{
  CwStandIn *self = CW_STAND_IN (object);

  cw_stand_in_stop (self);
  g_clear_object (&self->service);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_free (self->uri);
  if (self->room != NULL)
    g_atomic_rc_box_release_full (self->room, cw_stand_in_room_clear);
  G_OBJECT_CLASS (cw_stand_in_parent_class)->finalize (object);
}

static void
cw_stand_in_class_init (CwStandInClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_stand_in_finalize;
}

static void
cw_stand_in_init (CwStandIn *self)
{
}

static gboolean
cw_stand_in_listen (CwStandIn *self,
                    guint16    port,
                    GError   **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, port);
  g_autoptr (GSocketAddress) got = NULL;
  g_autoptr (GError) own_error = NULL;

  self->service = g_threaded_socket_service_new (THREADS_MAX);
  g_socket_service_stop (self->service);
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &got, &own_error))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_BUSY, _("The training register cannot take calls on port %u of this computer: %s. Choose another port in the settings."),
                   port, own_error->message);
      return FALSE;
    }

  g_atomic_rc_box_acquire (self->room);
  g_signal_connect_data (self->service, "run", G_CALLBACK (cw_stand_in_run_cb), self->room, cw_stand_in_room_unref, 0);
  self->uri = g_strdup_printf ("http://127.0.0.1:%u/esc-rest/", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got)));
  g_socket_service_start (self->service);
  return TRUE;
}

/**
 * cw_stand_in_start:
 * @directory: where it keeps what it is told; made when it is not there
 * @token: the bearer token it accepts
 * @port: 0: any free one
 *
 * Returns: (transfer full): a stand-in that answers; %NULL with %CW_ERROR_BUSY when the port is
 *   taken, %CW_ERROR_INVALID when a file in @directory is not one of its own
 */
CwStandIn *
cw_stand_in_start (const char *directory,
                   const char *token,
                   guint16     port,
                   GError    **error)
{
  g_autoptr (CwStandIn) self = NULL;
  gboolean listens;

  g_return_val_if_fail (directory != NULL && token != NULL && *token != '\0', NULL);

  self = g_object_new (CW_TYPE_STAND_IN, NULL);
  self->room = g_atomic_rc_box_new0 (CwStandInRoom);
  g_mutex_init (&self->room->lock);
  g_cond_init (&self->room->idle);
  self->room->stopping = g_cancellable_new ();
  self->room->token = g_strdup (token);
  self->room->directory = g_strdup (directory);
  self->room->book = cw_stand_in_book_open (directory, error);
  if (self->room->book == NULL)
    return NULL;

  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  /* the listener accepts on the context that is the default where it was started */
  g_main_context_push_thread_default (self->context);
  listens = cw_stand_in_listen (self, port, error);
  g_main_context_pop_thread_default (self->context);
  if (!listens)
    return NULL;
  self->thread = g_thread_new ("stand-in", cw_stand_in_thread, self);
  return g_steal_pointer (&self);
}

/**
 * cw_stand_in_get_uri:
 *
 * Returns: (transfer none): what to give to cw_router_client_new()
 */
const char *
cw_stand_in_get_uri (CwStandIn *self)
{
  g_return_val_if_fail (CW_IS_STAND_IN (self), NULL);

  return self->uri;
}

void
cw_stand_in_set_fault_after (CwStandIn     *self,
                             guint          skip,
                             CwStandInFault fault,
                             guint          requests)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->room->lock);

  self->room->fault = fault;
  self->room->fault_skip = skip;
  self->room->fault_left = requests;
}

/**
 * cw_stand_in_set_fault:
 * @requests: how many of the next requests it lets down; %G_MAXUINT: all
 */
void
cw_stand_in_set_fault (CwStandIn     *self,
                       CwStandInFault fault,
                       guint          requests)
{
  g_return_if_fail (CW_IS_STAND_IN (self));

  cw_stand_in_set_fault_after (self, 0, fault, requests);
}

guint
cw_stand_in_get_count (CwStandIn *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (CW_IS_STAND_IN (self), 0);

  locker = g_mutex_locker_new (&self->room->lock);
  return self->room->count;
}

guint
cw_stand_in_get_connections (CwStandIn *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->room->lock);

  return self->room->connections;
}

static void
cw_stand_in_set_text (CwStandIn  *self,
                      char      **field,
                      const char *text)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->room->lock);

  g_free (*field);
  *field = g_strdup (text);
}

void
cw_stand_in_set_organisation (CwStandIn  *self,
                              const char *pic)
{
  cw_stand_in_set_text (self, &self->room->pic, pic);
}

void
cw_stand_in_set_redirect (CwStandIn  *self,
                          const char *uri)
{
  cw_stand_in_set_text (self, &self->room->redirect, uri);
}

void
cw_stand_in_set_log (CwStandIn  *self,
                     const char *directory)
{
  cw_stand_in_set_text (self, &self->room->log_directory, directory);
}

/* Returns: %FALSE when none came within @seconds */
gboolean
cw_stand_in_wait_held (CwStandIn *self,
                       guint      seconds)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->room->lock);
  gint64 end = g_get_monotonic_time () + (gint64) seconds * G_USEC_PER_SEC;

  while (self->room->held == 0)
    {
      if (!g_cond_wait_until (&self->room->idle, &self->room->lock, end))
        return FALSE;
    }
  return TRUE;
}

void
cw_stand_in_release (CwStandIn *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->room->lock);

  self->room->releases++;
  g_cond_broadcast (&self->room->idle);
}
