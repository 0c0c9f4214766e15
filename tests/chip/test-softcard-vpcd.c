/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <arpa/inet.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/base/bytes.h"

/* tests/doubles/vpcd-card, from the side of the virtual reader: its protocol, its commands, and
 * every fault that it can be told of. The program is the first argument. */

#define PATIENCE 20000 /* milliseconds, for what takes none */
#define GET_UID "FFCA000000"

static const char *program;

typedef struct
{
  int               listener;
  int               socket; /* the card; -1: not on the reader */
  GSubprocess      *process;
  GDataInputStream *replies;
} Reader;

static void
wait_for (int fd)
{
  struct pollfd item = { fd, POLLIN, 0 };

  g_assert_cmpint (poll (&item, 1, PATIENCE), ==, 1);
}

static Reader *
reader_new (const char *const *options,
            const char        *card)
{
  Reader *self = g_new0 (Reader, 1);
  struct sockaddr_in address = { .sin_family = AF_INET };
  socklen_t length = sizeof address;
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  self->socket = -1;
  self->listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (self->listener, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (self->listener, 1), ==, 0);
  g_assert_cmpint (getsockname (self->listener, (struct sockaddr *) &address, &length), ==, 0);

  g_ptr_array_add (argv, g_strdup (program));
  for (guint i = 0; options != NULL && options[i] != NULL; i++)
    g_ptr_array_add (argv, g_strdup (options[i]));
  g_ptr_array_add (argv, g_strdup_printf ("%u", ntohs (address.sin_port)));
  g_ptr_array_add (argv, g_strdup (card));
  g_ptr_array_add (argv, NULL);
  self->process = g_subprocess_newv ((const char *const *) argv->pdata,
                                     G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  self->replies = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  return self;
}

static void
reader_say (Reader     *self,
            const char *command)
{
  g_autofree char *line = g_strconcat (command, "\n", NULL);
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_subprocess_get_stdin_pipe (self->process), line, strlen (line), NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
assert_reply (Reader     *self,
              const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line (self->replies, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (line, ==, expected);
}

static void
reader_tell (Reader     *self,
             const char *command,
             const char *reply)
{
  reader_say (self, command);
  assert_reply (self, reply);
}

static void
reader_free (Reader *self)
{
  g_autoptr (GError) error = NULL;

  reader_tell (self, "quit", "bye");
  g_subprocess_wait_check (self->process, NULL, &error);
  g_assert_no_error (error);
  if (self->socket >= 0)
    close (self->socket);
  close (self->listener);
  g_object_unref (self->replies);
  g_object_unref (self->process);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reader, reader_free)

static void
reader_send (Reader     *self,
             const char *hex)
{
  g_autoptr (GByteArray) body = cw_hex_decode (hex, NULL);
  guint8 head[] = { (guint8) (body->len >> 8), (guint8) body->len };

  g_assert_cmpint (send (self->socket, head, sizeof head, MSG_NOSIGNAL), ==, sizeof head);
  g_assert_cmpint (send (self->socket, body->data, body->len, MSG_NOSIGNAL), ==, (gssize) body->len);
}

/* Returns: (transfer full) (nullable): hex; %NULL when the card has left */
static char *
reader_receive (Reader *self)
{
  guint8 head[2];
  guint8 body[512];
  gsize length, got = 0;

  wait_for (self->socket);
  if (recv (self->socket, head, sizeof head, MSG_WAITALL) != sizeof head)
    {
      close (self->socket);
      self->socket = -1;
      return NULL;
    }
  length = (gsize) head[0] << 8 | head[1];
  g_assert_cmpuint (length, <=, sizeof body);
  while (got < length)
    {
      ssize_t now = recv (self->socket, body + got, length - got, 0);

      g_assert_cmpint (now, >, 0);
      got += (gsize) now;
    }
  return cw_hex_encode (body, length);
}

/* A card comes: powered, and asked for its ATR, as pcscd does. */
static void
reader_accept (Reader     *self,
               const char *atr)
{
  g_autofree char *found = NULL;

  wait_for (self->listener);
  self->socket = accept (self->listener, NULL, NULL);
  g_assert_cmpint (self->socket, >=, 0);
  reader_send (self, "01");
  reader_send (self, "04");
  found = reader_receive (self);
  g_assert_cmpstr (found, ==, atr);
}

static void
reader_insert (Reader     *self,
               const char *command,
               const char *atr)
{
  reader_say (self, command);
  reader_accept (self, atr);
  assert_reply (self, "inserted");
}

#define DESFIRE_ATR "3B8180018080"

/* @answer: (nullable): %NULL when the card leaves */
static void
assert_apdu (Reader     *self,
             const char *apdu,
             const char *answer)
{
  g_autofree char *found = NULL;

  reader_send (self, apdu);
  found = reader_receive (self);
  g_assert_cmpstr (found, ==, answer);
}

/* A card of a known model in a file of its own. */
static char *
make_path (const char *name)
{
  g_assert_cmpint (g_mkdir_with_parents (g_get_user_data_dir (), 0700), ==, 0);
  return g_build_filename (g_get_user_data_dir (), name, NULL);
}

static void
test_model (void)
{
  static const char *const options[] = { "--model", "ev2", NULL };
  g_autofree char *path = make_path ("model.json");
  g_autofree char *other = make_path ("other-model.json");
  g_autofree char *replace = g_strconcat ("replace ", other, NULL);
  g_autoptr (Reader) reader = reader_new (options, path);

  reader_insert (reader, "insert", DESFIRE_ATR);
  assert_apdu (reader, "9060000000", "04010112001A0591AF");
  assert_apdu (reader, "90AF000000", "04010102011A0591AF");
  reader_tell (reader, "apdus", "apdus 2");
  reader_tell (reader, "no-such-word", "failed: no such command: no-such-word");
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));

  reader_tell (reader, "model ev9", "failed: no such model: ev9");
  reader_tell (reader, "model ev3", "model ev3");
  reader_tell (reader, "remove", "removed");
  g_assert_null (reader_receive (reader));
  reader_insert (reader, replace, DESFIRE_ATR);
  assert_apdu (reader, "9060000000", "04010133001A0591AF");
}

/* Faults as options, and while the program runs. */
static void
test_answers (void)
{
  static const char *const options[] = { "--fault", "status 1 6F00", "--fault", "flip 2 2 7", NULL };
  g_autofree char *path = make_path ("answers.json");
  g_autoptr (Reader) reader = reader_new (options, path);

  reader_insert (reader, "insert", DESFIRE_ATR);
  assert_apdu (reader, "906E000000", "6F00");
  assert_apdu (reader, "906E000000", "001F809100");
  assert_apdu (reader, "906E000000", "001F009100");
  reader_tell (reader, "slow 1 1", "waiting");
  assert_apdu (reader, "906E000000", "001F009100");
  reader_tell (reader, "late-status 1 6300", "waiting");
  assert_apdu (reader, "90CA0000050100000F0100", "6300");
  assert_apdu (reader, "906A000000", "0100009100");
  reader_tell (reader, "status 1 6F00", "waiting");
  reader_tell (reader, "clear", "cleared");
  assert_apdu (reader, "906A000000", "0100009100");
}

static void
test_tears (void)
{
  g_autofree char *path = make_path ("tears.json");
  g_autoptr (Reader) reader = reader_new (NULL, path);

  reader_insert (reader, "insert", DESFIRE_ATR);
  reader_tell (reader, "tear 2", "waiting");
  assert_apdu (reader, "906A000000", "9100");
  assert_apdu (reader, "90CA0000050100000F0100", NULL);
  reader_insert (reader, "insert", DESFIRE_ATR);
  assert_apdu (reader, "906A000000", "9100");
  reader_tell (reader, "late-tear 1", "waiting");
  assert_apdu (reader, "90CA0000050100000F0100", NULL);
  reader_insert (reader, "insert", DESFIRE_ATR);
  assert_apdu (reader, "906A000000", "0100009100");
  reader_tell (reader, "remove", "removed");
  g_assert_null (reader_receive (reader));
}

static void
test_pull (void)
{
  g_autofree char *path = make_path ("pull.json");
  g_autofree char *other = make_path ("other.json");
  g_autofree char *replace = g_strconcat ("replace ", other, NULL);
  g_autoptr (Reader) reader = reader_new (NULL, path);

  reader_insert (reader, "insert", DESFIRE_ATR);
  reader_tell (reader, "pull 1", "waiting");
  assert_apdu (reader, "906A000000", NULL);
  reader_tell (reader, "insert", "failed: the card was pulled out for good");
  reader_insert (reader, replace, DESFIRE_ATR);
  assert_apdu (reader, "906A000000", "9100");
}

/* The other card is there by itself, as when a hopper moves on. */
static void
test_swap (void)
{
  g_autofree char *path = make_path ("swap.json");
  g_autoptr (Reader) reader = reader_new (NULL, path);

  reader_insert (reader, "insert", DESFIRE_ATR);
  reader_tell (reader, "swap 1 04112233445566", "waiting");
  assert_apdu (reader, GET_UID, NULL);
  reader_accept (reader, DESFIRE_ATR);
  assert_apdu (reader, GET_UID, "041122334455669000");
}

static void
test_storage (void)
{
  g_autofree char *path = make_path ("storage.json");
  g_autoptr (Reader) reader = reader_new (NULL, path);

  reader_insert (reader, "insert", DESFIRE_ATR);
  reader_tell (reader, "replace storage:nothing", "failed: no such card: storage:nothing");
  reader_tell (reader, "remove", "removed");
  g_assert_null (reader_receive (reader));
  reader_insert (reader, "replace storage:ntag213:acs", "3B8F8001804F0CA0000003060300030000000068");
  assert_apdu (reader, "FFD600040411223344", "9000");
  reader_tell (reader, "tear 1", "waiting");
  assert_apdu (reader, "FFB0000404", NULL);
  reader_insert (reader, "insert", "3B8F8001804F0CA0000003060300030000000068");
  assert_apdu (reader, "FFB0000404", "112233449000");
  assert_apdu (reader, "FF00000003D44260", "D543000004040201000F039000");
}

static void
test_options (void)
{
  static const char *const wrong[][4] = {
    { "--fault", "tear 0", "1", "card.json" },
    { "--fault", "swap 1 0411", "1", "card.json" },
    { "--fault", "flip 1 0 8", "1", "card.json" },
    { "--fault", "status 1", "1", "card.json" },
    { "--fault", "melt 1", "1", "card.json" },
    { "--model", "ev9", "1", "card.json" },
    { "--melt", "1", "1", "card.json" },
    { "1", "storage:ntag213:other", NULL },
    { "1", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      const char *argv[] = { program, wrong[i][0], wrong[i][1], wrong[i][2], wrong[i][2] != NULL ? wrong[i][3] : NULL, NULL };
      g_autoptr (GError) error = NULL;
      g_autoptr (GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);

      g_assert_no_error (error);
      g_assert_false (g_subprocess_wait_check (process, NULL, &error));
      g_assert_error (error, G_SPAWN_EXIT_ERROR, 1);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];

  g_test_add_func ("/chip/softcard/vpcd/model", test_model);
  g_test_add_func ("/chip/softcard/vpcd/answers", test_answers);
  g_test_add_func ("/chip/softcard/vpcd/tears", test_tears);
  g_test_add_func ("/chip/softcard/vpcd/pull", test_pull);
  g_test_add_func ("/chip/softcard/vpcd/swap", test_swap);
  g_test_add_func ("/chip/softcard/vpcd/storage", test_storage);
  g_test_add_func ("/chip/softcard/vpcd/options", test_options);
  return g_test_run ();
}
