/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "pcsc-bench.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "app/base/bytes.h"
#include "app/chip/softcard.h"
#include "printers/pcsc/pcsc.h"

/* See pcsc-bench.h. */

#define PATIENCE 20 /* seconds, for what takes less than one */

CwReader *
pcsc_bench_reader (void)
{
  return cw_pcsc_reader_new (g_getenv ("CW_RIG_READER"));
}

CwReaderSession *
pcsc_bench_open (CwReader *reader)
{
  g_autoptr (GError) error = NULL;
  CwReaderSession *session;

  cw_reader_wait (reader, TRUE, PATIENCE * G_USEC_PER_SEC, NULL, &error);
  g_assert_no_error (error);
  session = cw_reader_open (reader, NULL, &error);
  g_assert_no_error (error);
  return session;
}

static int
open_fifo (const char *variable)
{
  int fd = open (g_getenv (variable), O_RDWR | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  return fd;
}

/* Returns: (transfer full): the card's answer to @command */
static char *
ask (const char *command)
{
  int commands = open_fifo ("CW_RIG_COMMANDS");
  int replies = open_fifo ("CW_RIG_REPLIES");
  g_autofree char *line = g_strconcat (command, "\n", NULL);
  GString *reply = g_string_new (NULL);
  char byte = '\0';

  g_assert_cmpint (write (commands, line, strlen (line)), ==, (gssize) strlen (line));
  while (byte != '\n')
    {
      struct pollfd fd = { replies, POLLIN, 0 };

      g_assert_cmpint (poll (&fd, 1, PATIENCE * 1000), ==, 1);
      g_assert_cmpint (read (replies, &byte, 1), ==, 1);
      if (byte != '\n')
        g_string_append_c (reply, byte);
    }
  close (commands);
  close (replies);
  return g_string_free (reply, FALSE);
}

void
pcsc_bench_tell (const char *command,
                 const char *reply)
{
  g_autofree char *said = ask (command);

  g_assert_cmpstr (said, ==, reply);
}

guint
pcsc_bench_apdus (void)
{
  g_autofree char *said = ask ("apdus");

  g_assert_true (g_str_has_prefix (said, "apdus "));
  return (guint) g_ascii_strtoull (said + strlen ("apdus "), NULL, 10);
}

char *
pcsc_bench_card_uid (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSoftCard) card = cw_soft_card_open (path, &error);
  guint8 uid[7];

  g_assert_no_error (error);
  cw_soft_card_get_uid (card, uid);
  return cw_hex_encode (uid, sizeof uid);
}

static void
run (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_spawn_check_wait_status (status, &error);
  g_assert_no_error (error);
}

void
pcsc_bench_service (const char *verb)
{
  const char *const argv[] = { g_getenv ("CW_RIG_PCSCD"), verb, NULL };

  run (argv);
}

void
pcsc_bench_plug (const char *serial,
                 ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  va_list serials;

  g_ptr_array_add (argv, (gpointer) g_getenv ("CW_RIG_PCSCD"));
  g_ptr_array_add (argv, (gpointer) "plug");
  va_start (serials, serial);
  for (const char *next = serial; next != NULL; next = va_arg (serials, const char *))
    g_ptr_array_add (argv, (gpointer) next);
  va_end (serials);
  g_ptr_array_add (argv, NULL);
  run ((const char *const *) argv->pdata);
}

void
pcsc_bench_set (const char *serial,
                const char *file,
                const char *text)
{
  g_autofree char *path = g_build_filename (g_getenv ("CW_RIG_PLUGGED"), serial, file, NULL);
  g_autoptr (GError) error = NULL;

  if (text == NULL)
    {
      g_assert_cmpint (g_unlink (path), ==, 0);
      return;
    }
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}
