/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "line.h"

#include <string.h>

/* One thread accepts; each connection has one for each direction. */

/* In the middle of the test card's document, which has some 30 kB. */
#define CUT_AFTER 8192

struct _Line
{
  GSocketListener *listener;
  GCancellable    *stop;
  GThread         *thread;
  GPtrArray       *pumps;  /* of GThread */
  LineFault        fault;
  guint            connections;
  guint16          port;   /* the printer's */
  char            *uri;
};

typedef struct
{
  GSocketConnection *from;
  GSocketConnection *to;
  GCancellable      *stop;
  gsize              limit;  /* bytes; 0: none */
  gboolean           silent; /* ends at the first byte */
} Pump;

static gpointer
pump_thread (gpointer data)
{
  Pump *pump = data;
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (pump->from));
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (pump->to));
  gsize total = 0;
  char bytes[4096];
  gssize length;

  while ((length = g_input_stream_read (input, bytes, sizeof bytes, pump->stop, NULL)) > 0)
    {
      total += (gsize) length;
      /* what comes before the document is over is "100 Continue" */
      if ((pump->silent && g_strstr_len (bytes, length, "100 Continue") == NULL)
          || (pump->limit != 0 && total > pump->limit)
          || !g_output_stream_write_all (output, bytes, (gsize) length, NULL, pump->stop, NULL))
        break;
    }
  /* closing would wait for the thread that reads the other way */
  g_socket_shutdown (g_socket_connection_get_socket (pump->from), TRUE, TRUE, NULL);
  g_socket_shutdown (g_socket_connection_get_socket (pump->to), TRUE, TRUE, NULL);
  g_object_unref (pump->from);
  g_object_unref (pump->to);
  g_object_unref (pump->stop);
  g_free (pump);
  return NULL;
}

static void
line_pump (Line              *self,
           GSocketConnection *from,
           GSocketConnection *to,
           gsize              limit,
           gboolean           silent)
{
  Pump *pump = g_new0 (Pump, 1);

  pump->from = g_object_ref (from);
  pump->to = g_object_ref (to);
  pump->stop = g_object_ref (self->stop);
  pump->limit = limit;
  pump->silent = silent;
  g_ptr_array_add (self->pumps, g_thread_new ("pump", pump_thread, pump));
}

static gpointer
accept_thread (gpointer data)
{
  Line *self = data;
  GSocketConnection *from;

  while ((from = g_socket_listener_accept (self->listener, NULL, self->stop, NULL)) != NULL)
    {
      g_autoptr (GSocketClient) client = g_socket_client_new ();
      g_autoptr (GSocketConnection) to = NULL;
      gboolean document = ++self->connections == 2;

      g_socket_client_set_enable_proxy (client, FALSE);
      to = g_socket_client_connect_to_host (client, "127.0.0.1", self->port, self->stop, NULL);
      if (to != NULL)
        {
          line_pump (self, from, to, document && self->fault == LINE_CUT_DOCUMENT ? CUT_AFTER : 0, FALSE);
          line_pump (self, to, from, 0, document && self->fault == LINE_CUT_ANSWER);
        }
      g_object_unref (from);
    }
  return NULL;
}

Line *
line_new (const char *printer_uri,
          LineFault   fault)
{
  g_autoptr (GUri) uri = g_uri_parse (printer_uri, G_URI_FLAGS_NONE, NULL);
  Line *self = g_new0 (Line, 1);
  guint16 port;

  self->listener = g_socket_listener_new ();
  self->stop = g_cancellable_new ();
  self->pumps = g_ptr_array_new ();
  self->fault = fault;
  self->port = (guint16) g_uri_get_port (uri);
  port = g_socket_listener_add_any_inet_port (self->listener, NULL, NULL);
  g_assert_cmpuint (port, >, 0);
  self->uri = g_strdup_printf ("ipp://localhost:%u%s", port, g_uri_get_path (uri));
  self->thread = g_thread_new ("line", accept_thread, self);
  return self;
}

const char *
line_get_uri (Line *self)
{
  return self->uri;
}

void
line_free (Line *self)
{
  g_cancellable_cancel (self->stop);
  g_thread_join (self->thread);
  for (guint i = 0; i < self->pumps->len; i++)
    g_thread_join (g_ptr_array_index (self->pumps, i));
  g_ptr_array_unref (self->pumps);
  g_object_unref (self->listener);
  g_object_unref (self->stop);
  g_free (self->uri);
  g_free (self);
}
