/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* One thread that takes connections and one for each of them. HTTP is understood just so far as to
 * see which request carries a document: its IPP operation is Send-Document (RFC 8011 5.4.15), and
 * libcups sends it in chunks, of which the last one is empty (RFC 9112 7.1). */

#define BUFFER_SIZE 16384
#define LOOK_MS 10

/* of a document that is to be cut; the smallest card of the tests is larger than twice that */
#define MIDWAY_BYTES 12000

typedef struct
{
  Wire    *wire;
  int      near; /* the one who connected */
  int      far;
  gboolean document; /* the request under way carries one */
  gsize    passed;   /* bytes of it */
  guint8   tail[5];  /* its latest bytes */
} Cable;

struct _Wire
{
  int        listener;
  guint16    port;
  guint16    to_port;
  GThread   *thread;
  GMutex     lock; /* guards what follows */
  WireMode   mode;
  gboolean   struck;
  gboolean   ended;
  gint64     first;
  gint64     last;
  GPtrArray *threads;
};

static WireMode
wire_get_mode (Wire     *self,
               gboolean *ended)
{
  WireMode mode;

  g_mutex_lock (&self->lock);
  mode = self->mode;
  *ended = self->ended;
  g_mutex_unlock (&self->lock);
  return mode;
}

static void
wire_strike (Wire *self)
{
  g_mutex_lock (&self->lock);
  self->struck = TRUE;
  g_mutex_unlock (&self->lock);
}

/* To the one who connected, without a farewell; what the other side has got it keeps. */
static void
cable_break (Cable *cable)
{
  struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

  setsockopt (cable->near, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close (cable->near);
  if (cable->far >= 0)
    close (cable->far);
}

static gboolean
cable_write (int           to,
             const guint8 *bytes,
             gsize         length)
{
  while (length > 0)
    {
      gssize written = send (to, bytes, length, MSG_NOSIGNAL);

      if (written <= 0)
        return FALSE;
      bytes += written;
      length -= (gsize) written;
    }
  return TRUE;
}

/* A request begins with POST; in it, version 2.0 or 1.1 and operation 6 begin the IPP message. */
static void
cable_look_for_document (Cable        *cable,
                         const guint8 *bytes,
                         gsize         length)
{
  static const guint8 send_document[][4] = { { 2, 0, 0, 6 }, { 1, 1, 0, 6 } };

  if (length >= 5 && memcmp (bytes, "POST ", 5) == 0)
    cable->document = FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (send_document) && !cable->document; i++)
    if (memmem (bytes, length, send_document[i], sizeof send_document[i]) != NULL)
      {
        cable->document = TRUE;
        cable->passed = 0;
      }
}

/* Waits until the mode is another one; FALSE: the test is over. */
static gboolean
cable_hold (Cable   *cable,
            WireMode mode)
{
  gboolean ended = FALSE;

  wire_strike (cable->wire);
  while (wire_get_mode (cable->wire, &ended) == mode && !ended)
    g_usleep (LOOK_MS * 1000);
  return !ended;
}

/* The empty chunk may come in pieces. */
static gboolean
cable_is_last (Cable        *cable,
               const guint8 *bytes,
               gsize         length)
{
  gsize fresh = MIN (length, sizeof cable->tail);

  memmove (cable->tail, cable->tail + fresh, sizeof cable->tail - fresh);
  memcpy (cable->tail + sizeof cable->tail - fresh, bytes + length - fresh, fresh);
  return memcmp (cable->tail, "0\r\n\r\n", sizeof cable->tail) == 0;
}

static void
cable_note_time (Cable   *cable,
                 gboolean last)
{
  Wire *wire = cable->wire;

  g_mutex_lock (&wire->lock);
  if (wire->first == 0)
    wire->first = g_get_monotonic_time ();
  if (last)
    wire->last = g_get_monotonic_time ();
  g_mutex_unlock (&wire->lock);
}

/* Bytes of a document on their way; FALSE: the connection dies. */
static gboolean
cable_pass_document (Cable        *cable,
                     const guint8 *bytes,
                     gsize         length)
{
  gboolean ended = FALSE;
  WireMode mode = wire_get_mode (cable->wire, &ended);
  gboolean last = cable_is_last (cable, bytes, length);
  gboolean midway = cable->passed + length > MIDWAY_BYTES && cable->passed <= MIDWAY_BYTES;

  if (mode == WIRE_HOLD_DOCUMENT && !cable_hold (cable, mode))
    return FALSE;
  if (mode == WIRE_STALL_MIDWAY && midway && !cable_hold (cable, mode))
    return FALSE;
  if (mode == WIRE_CUT_MIDWAY && midway)
    {
      cable_write (cable->far, bytes, MIDWAY_BYTES - cable->passed);
      wire_strike (cable->wire);
      return FALSE;
    }
  if (!cable_write (cable->far, bytes, length))
    return FALSE;
  cable_note_time (cable, last);
  cable->passed += length;
  if (mode != WIRE_CUT_AFTER_LAST || !last)
    return TRUE;

  wire_strike (cable->wire);
  return FALSE;
}

static gboolean
cable_pass (Cable *cable,
            int    from,
            int    to)
{
  guint8 buffer[BUFFER_SIZE];
  gssize length = recv (from, buffer, sizeof buffer, 0);

  if (length <= 0)
    return FALSE;
  if (from == cable->near)
    cable_look_for_document (cable, buffer, (gsize) length);
  if (from == cable->near && cable->document)
    return cable_pass_document (cable, buffer, (gsize) length);
  return cable_write (to, buffer, (gsize) length);
}

/* A cable does not wait for more to carry: Nagle's algorithm would add 40 ms to each short answer. */
static void
wire_hurry (int fd)
{
  int one = 1;

  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

static int
wire_connect (Wire *self)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (self->to_port), .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (connect (fd, (struct sockaddr *) &address, sizeof address) == 0)
    {
      wire_hurry (fd);
      return fd;
    }
  close (fd);
  return -1;
}

static gpointer
cable_thread (gpointer data)
{
  Cable *cable = data;
  gboolean ended = FALSE;
  gboolean alive = TRUE;

  cable->far = wire_connect (cable->wire);
  while (alive && cable->far >= 0)
    {
      struct pollfd ends[] = { { .fd = cable->near, .events = POLLIN }, { .fd = cable->far, .events = POLLIN } };

      if (wire_get_mode (cable->wire, &ended) == WIRE_DEAD || ended)
        break;
      poll (ends, G_N_ELEMENTS (ends), LOOK_MS);
      if (ends[1].revents != 0)
        alive = cable_pass (cable, cable->far, cable->near);
      if (alive && ends[0].revents != 0)
        alive = cable_pass (cable, cable->near, cable->far);
    }
  cable_break (cable);
  g_free (cable);
  return NULL;
}

static gpointer
wire_thread (gpointer data)
{
  Wire *self = data;
  gboolean ended = FALSE;

  while (!ended)
    {
      struct pollfd door = { .fd = self->listener, .events = POLLIN };
      WireMode mode = wire_get_mode (self, &ended);
      Cable *cable;
      int fd;

      if (poll (&door, 1, LOOK_MS) <= 0)
        continue;
      fd = accept4 (self->listener, NULL, NULL, SOCK_CLOEXEC);
      if (fd < 0 || mode == WIRE_DEAD || ended)
        {
          if (fd >= 0)
            close (fd);
          continue;
        }
      cable = g_new0 (Cable, 1);
      cable->wire = self;
      cable->near = fd;
      wire_hurry (fd);
      g_ptr_array_add (self->threads, g_thread_new ("cable", cable_thread, cable));
    }
  return NULL;
}

Wire *
wire_new (guint16 to_port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;
  Wire *self = g_new0 (Wire, 1);

  g_mutex_init (&self->lock);
  self->to_port = to_port;
  self->threads = g_ptr_array_new ();
  self->listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (self->listener, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (self->listener, 16), ==, 0);
  g_assert_cmpint (getsockname (self->listener, (struct sockaddr *) &address, &length), ==, 0);
  self->port = ntohs (address.sin_port);
  self->thread = g_thread_new ("wire", wire_thread, self);
  return self;
}

void
wire_free (Wire *self)
{
  g_mutex_lock (&self->lock);
  self->ended = TRUE;
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  for (guint i = 0; i < self->threads->len; i++)
    g_thread_join (g_ptr_array_index (self->threads, i));
  g_ptr_array_unref (self->threads);
  close (self->listener);
  g_mutex_clear (&self->lock);
  g_free (self);
}

guint16
wire_get_port (Wire *self)
{
  return self->port;
}

void
wire_set_mode (Wire    *self,
               WireMode mode)
{
  g_mutex_lock (&self->lock);
  self->mode = mode;
  self->struck = FALSE;
  self->first = self->last = 0;
  g_mutex_unlock (&self->lock);
}

gboolean
wire_has_struck (gpointer self)
{
  Wire *wire = self;
  gboolean struck;

  g_mutex_lock (&wire->lock);
  struck = wire->struck;
  g_mutex_unlock (&wire->lock);
  return struck;
}

void
wire_get_times (Wire   *self,
                gint64 *first,
                gint64 *last)
{
  g_mutex_lock (&self->lock);
  *first = self->first;
  *last = self->last;
  g_mutex_unlock (&self->lock);
}
