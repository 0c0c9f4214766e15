/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "tests/router/rig.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

/* The rig's server runs one accepting thread and serves one connection after the other: the
 * client under test makes no two at once. */

CwPersonEntry *
rig_person_new (void)
{
  CwPersonEntry *person = g_new0 (CwPersonEntry, 1);

  person->esi = g_strdup (RIG_ESI);
  person->full_name = g_strdup ("Anna Bērziņa-Šķēle");
  person->email = g_strdup ("anna.berzina@students.lbtu.lv");
  person->pic = g_strdup (RIG_PIC);
  person->level = CW_ACADEMIC_LEVEL_BACHELOR;
  return person;
}

CwCardEntry *
rig_card_new (void)
{
  CwCardEntry *card = g_new0 (CwCardEntry, 1);

  card->escn = g_strdup (RIG_ESCN);
  card->esi = g_strdup (RIG_ESI);
  card->pic = g_strdup (RIG_PIC);
  card->card_type = CW_CARD_TYPE_SMART_NO_CDZ;
  card->active = TRUE;
  card->issued_at = g_strdup ("2026-09-01");
  card->expires_at = g_strdup ("2099-09-30");
  return card;
}

/* Under the folders that G_TEST_OPTION_ISOLATE_DIRS gives each test and takes away after it. */
char *
rig_directory_new (const char *name)
{
  char *path = g_build_filename (g_get_user_data_dir (), name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  return path;
}

CwRegistry *
rig_client_new (const char *uri,
                const char *token)
{
  g_autoptr (CwSecret) secret = token != NULL ? cw_secret_new (token, strlen (token)) : NULL;
  g_autoptr (GError) error = NULL;
  CwRegistry *client = cw_router_client_new (uri, secret, &error);

  g_assert_no_error (error);
  return client;
}

CwStandIn *
rig_stand_in_start (char **directory)
{
  g_autofree char *path = rig_directory_new ("register");
  g_autoptr (GError) error = NULL;
  CwStandIn *stand_in = cw_stand_in_start (path, RIG_TOKEN, 0, &error);

  g_assert_no_error (error);
  if (directory != NULL)
    *directory = g_steal_pointer (&path);
  return stand_in;
}

static gboolean
rig_file_holds (const char *path,
                const char *text)
{
  g_autofree char *contents = NULL;
  gsize length;

  return g_file_get_contents (path, &contents, &length, NULL) && memmem (contents, length, text, strlen (text)) != NULL;
}

gboolean
rig_folder_holds (const char *directory,
                  const char *text,
                  guint      *n_files)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        {
          if (rig_folder_holds (path, text, n_files))
            return TRUE;
          continue;
        }
      (*n_files)++;
      if (rig_file_holds (path, text))
        return TRUE;
    }
  return FALSE;
}

struct _RigServer
{
  GSocketListener *listener;
  GCancellable    *stopping;
  GThread         *thread;
  GPtrArray       *talks;    /* of GThread: one a connection, since a client may keep one and open another */
  char            *uri;
  GMutex           lock;
  GPtrArray       *answers;  /* of GBytes */
  guint            next;
  GPtrArray       *requests; /* of char* */
};

/* Reads a head and the body it announces; enough for what the client under test sends. */
static char *
rig_server_read (RigServer         *self,
                 GSocketConnection *connection)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  g_autoptr (GString) text = g_string_new (NULL);
  char chunk[4096];
  gsize wanted = G_MAXSIZE;

  while (text->len < wanted)
    {
      gssize got = g_input_stream_read (input, chunk, sizeof chunk, self->stopping, NULL);
      const char *end;
      const char *length;

      if (got <= 0)
        break;
      g_string_append_len (text, chunk, got);
      end = strstr (text->str, "\r\n\r\n");
      length = strstr (text->str, "Content-Length: ");
      if (end != NULL)
        wanted = (gsize) (end - text->str) + 4 + (length != NULL ? strtoul (length + 16, NULL, 10) : 0);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

typedef struct
{
  RigServer         *server;
  GSocketConnection *connection;
} RigTalk;

static gpointer
rig_server_talk (gpointer data)
{
  g_autofree RigTalk *talk = data;
  RigServer *self = talk->server;
  g_autoptr (GSocketConnection) connection = talk->connection;
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  GSocket *socket = g_socket_connection_get_socket (connection);
  GBytes *answer = NULL;
  char rest[256];
  char *request;

  g_socket_set_timeout (socket, 10);
  request = rig_server_read (self, connection);
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->requests, request);
  if (self->next < self->answers->len)
    answer = g_ptr_array_index (self->answers, self->next++);
  g_mutex_unlock (&self->lock);

  if (answer != NULL)
    g_output_stream_write_all (output, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), NULL, self->stopping, NULL);
  g_socket_shutdown (socket, FALSE, TRUE, NULL);
  while (g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), rest, sizeof rest, self->stopping, NULL) > 0)
    continue;
  return NULL;
}

static gpointer
rig_server_thread (gpointer data)
{
  RigServer *self = data;

  for (;;)
    {
      GSocketConnection *connection = g_socket_listener_accept (self->listener, NULL, self->stopping, NULL);
      RigTalk *talk;

      if (connection == NULL)
        return NULL;
      talk = g_new0 (RigTalk, 1);
      talk->server = self;
      talk->connection = connection;
      g_ptr_array_add (self->talks, g_thread_new ("rig-talk", rig_server_talk, talk));
    }
}

RigServer *
rig_server_new (void)
{
  RigServer *self = g_new0 (RigServer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) got = NULL;
  g_autoptr (GError) error = NULL;

  g_mutex_init (&self->lock);
  self->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->requests = g_ptr_array_new_with_free_func (g_free);
  self->talks = g_ptr_array_new ();
  self->stopping = g_cancellable_new ();
  self->listener = g_socket_listener_new ();
  g_socket_listener_add_address (self->listener, wanted, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &got, &error);
  g_assert_no_error (error);
  self->uri = g_strdup_printf ("http://127.0.0.1:%u/esc-rest/", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got)));
  self->thread = g_thread_new ("rig-server", rig_server_thread, self);
  return self;
}

void
rig_server_free (RigServer *self)
{
  g_cancellable_cancel (self->stopping);
  g_thread_join (self->thread);
  for (guint i = 0; i < self->talks->len; i++)
    g_thread_join (g_ptr_array_index (self->talks, i));
  g_ptr_array_unref (self->talks);
  g_socket_listener_close (self->listener);
  g_object_unref (self->listener);
  g_object_unref (self->stopping);
  g_ptr_array_unref (self->answers);
  g_ptr_array_unref (self->requests);
  g_mutex_clear (&self->lock);
  g_free (self->uri);
  g_free (self);
}

const char *
rig_server_get_uri (RigServer *self)
{
  return self->uri;
}

void
rig_server_answer (RigServer  *self,
                   const char *bytes,
                   gssize      length)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_ptr_array_add (self->answers, g_bytes_new (bytes, length < 0 ? strlen (bytes) : (gsize) length));
}

void
rig_server_json (RigServer  *self,
                 guint       status,
                 const char *json)
{
  g_autofree char *text = g_strdup_printf ("HTTP/1.1 %u Answer\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", status, strlen (json), json);

  rig_server_answer (self, text, -1);
}

guint
rig_server_count (RigServer *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->requests->len;
}

const char *
rig_server_request (RigServer *self,
                    guint      index)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_assert_cmpuint (index, <, self->requests->len);
  return g_ptr_array_index (self->requests, index);
}
