/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-standin"

#include "config.h"

#include "app/router/standin.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/router/standin-private.h"
#include "app/router/standin-routes.h"

/* The stand-in's server: connections, faults, and the thread they live on. One thread accepts,
 * a few threads of a pool serve one connection each, request after request; what they share lies in CwStandInRoom and
 * is guarded by its lock. The room is counted apart from the object, because a connection that
 * was accepted just before the end may still come in afterwards. */

/* connections at once */
#define THREADS_MAX 16
/* seconds a client may take for its request, for its next one, and the server for its last bytes */
#define READ_TIMEOUT 10
#define IDLE_TIMEOUT 2
#define LINGER_TIMEOUT 1
/* seconds after which even the silent fault lets go */
#define SILENCE_MAX 600
/* seconds; the door of this room promises it */
#define PAUSE "7"

typedef struct
{
  GMutex         lock;
  GCond          idle;
  gboolean       stopped;
  guint          running;  /* connections being served */
  GCancellable  *stopping;

  CwStandInBook *book;
  char          *token;
  char          *pic;
  char          *redirect;
  char          *log_directory;
  CwStandInFault fault;
  guint          fault_skip; /* requests before the first that it lets down */
  guint          fault_left; /* requests that it lets down */
  guint          count;
  guint          connections;
} CwStandInRoom;

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
}

static void
cw_stand_in_room_unref (gpointer    data,
                        GClosure   *closure)
{
  g_atomic_rc_box_release_full (data, cw_stand_in_room_clear);
}

/* Reads until the head is whole, and as much of the body as came with it. */
static gsize
cw_stand_in_receive_head (CwStandInRoom *room,
                          GInputStream  *input,
                          GByteArray    *bytes)
{
  guint8 chunk[4096];
  gsize end = cw_stand_in_find_head_end ((const char *) bytes->data, bytes->len);

  while (end == 0 && bytes->len <= CW_STAND_IN_HEAD_MAX)
    {
      gssize got = g_input_stream_read (input, chunk, sizeof chunk, room->stopping, NULL);

      if (got <= 0)
        return 0;
      g_byte_array_append (bytes, chunk, (guint) got);
      end = cw_stand_in_find_head_end ((const char *) bytes->data, bytes->len);
    }
  return end != 0 ? end : bytes->len;
}

/* Returns: (transfer full) (nullable): the body with a NUL behind it */
static char *
cw_stand_in_receive_body (CwStandInRoom *room,
                          GInputStream  *input,
                          GByteArray    *bytes,
                          gsize          head,
                          gsize          length)
{
  g_autofree char *body = g_malloc0 (length + 1);
  gsize have = MIN (bytes->len - head, length);
  gsize got = 0;

  memcpy (body, bytes->data + head, have);
  if (have < length && (!g_input_stream_read_all (input, body + have, length - have, &got, room->stopping, NULL) || have + got < length))
    return NULL;
  return g_steal_pointer (&body);
}

static void
cw_stand_in_log (CwStandInRoom          *room,
                 const CwStandInRequest *request,
                 const char             *body)
{
  const char *kind = g_strv_contains ((const char *const *) request->segments, "cards") ? "cards" : "persons";
  g_autofree char *name = g_strdup_printf ("%04u-%s-%s.json", room->count, request->method, kind);
  g_autofree char *path = NULL;

  if (room->log_directory == NULL || *body == '\0')
    return;
  path = g_build_filename (room->log_directory, name, NULL);
  g_file_set_contents (path, body, -1, NULL);
}

static CwStandInAnswer *
cw_stand_in_answer_html (guint status)
{
  return cw_stand_in_answer_new (status, "text/html; charset=utf-8",
                                 g_strdup ("<!DOCTYPE html><html><head><title>Welcome</title></head><body><p>Please log in to the network.</p></body></html>"));
}

/* Takes the turn of the fault and, unless it prevents that, does what was asked. */
static CwStandInAnswer *
cw_stand_in_serve (CwStandInRoom          *room,
                   const CwStandInRequest *request,
                   const char             *body,
                   CwStandInFault         *fault)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&room->lock);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *today = g_date_time_format (now, "%Y-%m-%d");
  CwStandInDesk desk = { .book = room->book, .token = room->token, .pic = room->pic, .today = today };
  static const guint storm[] = { 500, 502, 503, 504 };
  CwStandInAnswer *answer;

  room->count++;
  cw_stand_in_log (room, request, body);
  *fault = room->fault_skip == 0 && room->fault_left > 0 ? room->fault : CW_STAND_IN_WELL;
  if (room->fault_skip > 0)
    room->fault_skip--;
  else if (room->fault_left > 0)
    room->fault_left--;

  switch (*fault)
    {
    case CW_STAND_IN_HTML:
      return cw_stand_in_answer_html (200);
    case CW_STAND_IN_UNAVAILABLE:
      return cw_stand_in_answer_html (503);
    case CW_STAND_IN_REDIRECT:
      answer = cw_stand_in_answer_new (302, NULL, NULL);
      answer->more = g_strdup_printf ("Location: %s\r\n", room->redirect != NULL ? room->redirect : "http://127.0.0.1/");
      return answer;
    case CW_STAND_IN_TOO_MANY:
      answer = cw_stand_in_answer_error (429, "TOO_MANY_REQUESTS", "Too many requests");
      answer->more = g_strdup ("Retry-After: " PAUSE "\r\n");
      return answer;
    case CW_STAND_IN_SILENT:
      return NULL;
    case CW_STAND_IN_STORM:
      return cw_stand_in_answer_html (storm[room->count % G_N_ELEMENTS (storm)]);
    case CW_STAND_IN_TWICE:
      cw_stand_in_answer_free (cw_stand_in_route (&desk, request, body));
      break;
    case CW_STAND_IN_SAME_PAGE:
      desk.same_page = TRUE;
      break;
    case CW_STAND_IN_WRONG_TOTAL:
      desk.wrong_total = TRUE;
      break;
    case CW_STAND_IN_WELL:
    case CW_STAND_IN_CUT_OFF:
    case CW_STAND_IN_LOSE_ANSWER:
    case CW_STAND_IN_WRONG_TYPE:
      break;
    }
  answer = cw_stand_in_route (&desk, request, body);
  if (*fault == CW_STAND_IN_WRONG_TYPE)
    answer->content_type = "text/html; charset=utf-8";
  return answer;
}

/* Reads what the client still sends: closing before that would reset the connection, and the
 * answer would be lost on the way. */
static void
cw_stand_in_linger (CwStandInRoom     *room,
                    GSocketConnection *connection,
                    gboolean           silent)
{
  GSocket *socket = g_socket_connection_get_socket (connection);
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  gsize left = 2 * CW_STAND_IN_BODY_MAX;
  guint8 chunk[4096];

  g_socket_set_timeout (socket, silent ? SILENCE_MAX : LINGER_TIMEOUT);
  if (!silent)
    g_socket_shutdown (socket, FALSE, TRUE, NULL);
  for (gssize got = 1; got > 0 && left > sizeof chunk; left -= sizeof chunk)
    got = g_input_stream_read (input, chunk, sizeof chunk, room->stopping, NULL);
}

static void
cw_stand_in_send (CwStandInRoom         *room,
                  GSocketConnection     *connection,
                  const CwStandInAnswer *answer,
                  CwStandInFault         fault)
{
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_autoptr (GString) wire = cw_stand_in_answer_write (answer);
  gsize length = wire->len;

  if (fault == CW_STAND_IN_LOSE_ANSWER)
    length = 0;
  /* in the middle of the body; without one, in the middle of the head */
  else if (fault == CW_STAND_IN_CUT_OFF)
    length -= answer->body != NULL ? strlen (answer->body) / 2 : length / 2;
  g_output_stream_write_all (output, wire->str, length, NULL, room->stopping, NULL);
}

/* Takes one request off the front of @bytes and of the wire, and answers it.
 *
 * Returns: whether the client may ask another one on this connection */
static gboolean
cw_stand_in_exchange (CwStandInRoom     *room,
                      GSocketConnection *connection,
                      GByteArray        *bytes)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  g_autoptr (CwStandInRequest) request = NULL;
  g_autoptr (CwStandInAnswer) answer = NULL;
  g_autofree char *body = NULL;
  CwStandInFault fault = CW_STAND_IN_WELL;
  gsize head = cw_stand_in_receive_head (room, input, bytes);
  guint refused;

  if (head == 0)
    return FALSE;
  g_socket_set_timeout (g_socket_connection_get_socket (connection), READ_TIMEOUT);
  refused = cw_stand_in_read_head ((const char *) bytes->data, head, &request);
  if (refused != 0)
    {
      answer = cw_stand_in_answer_error (refused, "BAD_REQUEST", "The request cannot be read");
    }
  else
    {
      body = cw_stand_in_receive_body (room, input, bytes, head, request->content_length);
      if (body == NULL)
        return FALSE;
      g_byte_array_remove_range (bytes, 0, (guint) MIN (bytes->len, head + request->content_length));
      answer = cw_stand_in_serve (room, request, body, &fault);
      if (answer != NULL)
        answer->keep = fault == CW_STAND_IN_WELL && !request->close;
    }

  if (answer != NULL)
    cw_stand_in_send (room, connection, answer, fault);
  if (answer != NULL && answer->keep)
    return TRUE;
  cw_stand_in_linger (room, connection, answer == NULL);
  return FALSE;
}

static void
cw_stand_in_converse (CwStandInRoom     *room,
                      GSocketConnection *connection)
{
  GSocket *socket = g_socket_connection_get_socket (connection);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_socket_set_timeout (socket, READ_TIMEOUT);
  while (cw_stand_in_exchange (room, connection, bytes))
    g_socket_set_timeout (socket, IDLE_TIMEOUT);
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
