/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/chip/softcard.h"

/* vpcd-card PORT CARDFILE [COMMANDS REPLIES]
 *
 * Lays a software card on the virtual reader of vsmartcard-vpcd, which listens on PORT. Its
 * protocol (vsmartcard's src/vpcd): both ways a length of two bytes, big-endian, and so many
 * bytes. One byte from the reader is a control: 00 off, 01 on, 02 reset, 04 the ATR, the only one
 * that is answered. More bytes are an APDU. The card leaves the field by closing its socket.
 *
 * Commands come one a line on standard input or the FIFO COMMANDS; each is answered with a line
 * on standard output or the FIFO REPLIES:
 *   insert          on the reader          "inserted" once the reader has powered it, or
 *                                          taken it for one that was never gone
 *   remove          off the reader         "removed"
 *   replace FILE    another card there     "inserted"
 *   tear N          leaves the field before its Nth APDU from now      "tearing"
 *   late-tear N     the same, after it was carried out                 "tearing"
 *   apdus           how many it has got    "apdus N"
 *   quit            "bye"
 * When a tear came, "torn" is not said: the terminal sees it. */

#define CONTROL_ON 1
#define CONTROL_ATR 4
#define CONNECT_ATTEMPTS 500     /* 20 ms each: pcscd is just coming up */
#define CONNECT_INTERVAL 20000   /* microseconds */

typedef struct
{
  guint16     port;
  CwSoftCard *card;
  int         socket; /* -1: not on the reader */
  int         commands;
  FILE       *replies;
  GString    *line;
  gboolean    announced; /* "inserted" was said */
  guint       polls;     /* since then, how often the reader asked for the ATR */
  guint       apdus;
  gboolean    done;
} Double;

G_GNUC_PRINTF (2, 3)
static void
reply (Double     *self,
       const char *format,
       ...)
{
  va_list arguments;

  va_start (arguments, format);
  vfprintf (self->replies, format, arguments);
  va_end (arguments);
  fputc ('\n', self->replies);
  fflush (self->replies);
}

/* In a network namespace of its own the loopback interface is down at first. */
static void
bring_loopback_up (void)
{
  struct ifreq request = { .ifr_name = "lo" };
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  if (fd >= 0 && ioctl (fd, SIOCGIFFLAGS, &request) == 0 && (request.ifr_flags & IFF_UP) == 0)
    {
      request.ifr_flags |= IFF_UP | IFF_RUNNING;
      if (ioctl (fd, SIOCSIFFLAGS, &request) != 0)
        perror ("vpcd-card: the loopback interface cannot be brought up");
    }
  if (fd >= 0)
    close (fd);
}

static void
leave (Double *self)
{
  if (self->socket >= 0)
    close (self->socket);
  self->socket = -1;
}

static gboolean
enter (Double *self)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (self->port) };
  int on = 1;

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  leave (self);
  cw_soft_card_power (self->card);
  self->announced = FALSE;
  self->polls = 0;
  for (int i = 0; i < CONNECT_ATTEMPTS; i++)
    {
      int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

      if (connect (fd, (struct sockaddr *) &address, sizeof address) == 0)
        {
          setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
          self->socket = fd;
          return TRUE;
        }
      close (fd);
      g_usleep (CONNECT_INTERVAL);
    }
  reply (self, "failed: no virtual reader listens on port %u", self->port);
  return FALSE;
}

static gboolean
receive (int     fd,
         guint8 *data,
         gsize   length)
{
  int on = 1;

  while (length > 0)
    {
      ssize_t got;

      /* vpcd sends length and body apart: without this each APDU waits 40 ms for an ACK */
      setsockopt (fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
      got = recv (fd, data, length, 0);
      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        return FALSE;
      data += got;
      length -= (gsize) got;
    }
  return TRUE;
}

static gboolean
send_message (int           fd,
              const guint8 *data,
              gsize         length)
{
  g_autofree guint8 *message = g_malloc (length + 2);
  gsize sent = 0;

  message[0] = (guint8) (length >> 8);
  message[1] = (guint8) length;
  memcpy (message + 2, data, length);
  while (sent < length + 2)
    {
      ssize_t done = send (fd, message + sent, length + 2 - sent, MSG_NOSIGNAL);

      if (done < 0 && errno == EINTR)
        continue;
      if (done <= 0)
        return FALSE;
      sent += (gsize) done;
    }
  return TRUE;
}

static gboolean
control (Double *self,
         guint8  code)
{
  g_autoptr (GBytes) atr = cw_soft_card_get_atr (self->card);
  gsize length;
  const guint8 *bytes = g_bytes_get_data (atr, &length);
  gboolean ok = TRUE;

  if (code == CONTROL_ATR)
    ok = send_message (self->socket, bytes, length);
  else
    cw_soft_card_power (self->card);
  self->polls += code == CONTROL_ATR;
  if ((code == CONTROL_ON || self->polls == 2) && !self->announced)
    {
      self->announced = TRUE;
      reply (self, "inserted");
    }
  return ok;
}

/* One message from the reader. Returns: %FALSE when the card has left */
static gboolean
serve (Double *self)
{
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  g_autofree guint8 *body = NULL;
  guint8 head[2];
  gsize length;

  if (!receive (self->socket, head, sizeof head))
    return FALSE;
  length = (gsize) head[0] << 8 | head[1];
  body = g_malloc (length + 1);
  if (!receive (self->socket, body, length))
    return FALSE;
  if (length <= 1)
    return length == 0 || control (self, body[0]);

  self->apdus++;
  return cw_soft_card_transmit (self->card, body, length, answer) &&
         send_message (self->socket, answer->data, answer->len);
}

static void
replace_card (Double     *self,
              const char *path)
{
  g_autoptr (GError) error = NULL;
  CwSoftCard *card = cw_soft_card_open (path, &error);

  if (card == NULL)
    {
      reply (self, "failed: %s", error->message);
      return;
    }
  cw_soft_card_unref (self->card);
  self->card = card;
  enter (self);
}

static void
obey (Double     *self,
      const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 2);
  const char *verb = words[0] != NULL ? words[0] : "";
  const char *object = verb[0] != '\0' && words[1] != NULL ? words[1] : "";
  guint number = (guint) strtoul (object, NULL, 10);

  if (g_str_equal (verb, "insert"))
    enter (self);
  else if (g_str_equal (verb, "replace"))
    replace_card (self, object);
  else if (g_str_equal (verb, "remove"))
    {
      leave (self);
      reply (self, "removed");
    }
  else if (g_str_equal (verb, "tear"))
    {
      cw_soft_card_set_tear (self->card, number);
      reply (self, "tearing");
    }
  else if (g_str_equal (verb, "late-tear"))
    {
      cw_soft_card_set_late_tear (self->card, number);
      reply (self, "tearing");
    }
  else if (g_str_equal (verb, "apdus"))
    reply (self, "apdus %u", self->apdus);
  else if (g_str_equal (verb, "quit"))
    {
      self->done = TRUE;
      reply (self, "bye");
    }
  else
    reply (self, "failed: no such command: %s", line);
}

static void
read_commands (Double *self)
{
  char buffer[512];
  ssize_t got = read (self->commands, buffer, sizeof buffer);

  if (got == 0)
    self->done = TRUE;
  for (ssize_t i = 0; i < got && !self->done; i++)
    {
      if (buffer[i] != '\n')
        {
          g_string_append_c (self->line, buffer[i]);
          continue;
        }
      obey (self, self->line->str);
      g_string_truncate (self->line, 0);
    }
}

static void
run (Double *self)
{
  while (!self->done)
    {
      struct pollfd fds[] = { { self->commands, POLLIN, 0 }, { self->socket, POLLIN, 0 } };

      if (poll (fds, self->socket >= 0 ? 2 : 1, -1) < 0 && errno != EINTR)
        return;
      if (fds[0].revents != 0)
        read_commands (self);
      else if (self->socket >= 0 && fds[1].revents != 0 && !serve (self))
        leave (self);
    }
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GError) error = NULL;
  Double self = { .socket = -1, .commands = STDIN_FILENO, .replies = stdout };

  if (argc != 3 && argc != 5)
    {
      fprintf (stderr, "usage: vpcd-card PORT CARDFILE [COMMANDS REPLIES]\n");
      return EXIT_FAILURE;
    }
  self.port = (guint16) strtoul (argv[1], NULL, 10);
  self.card = cw_soft_card_open (argv[2], &error);
  if (self.card == NULL)
    {
      fprintf (stderr, "vpcd-card: %s\n", error->message);
      return EXIT_FAILURE;
    }
  if (argc == 5)
    {
      /* both for reading and writing: no other end need be there yet, nor stay */
      self.commands = open (argv[3], O_RDWR | O_CLOEXEC);
      self.replies = fopen (argv[4], "r+");
    }
  if (self.commands < 0 || self.replies == NULL)
    {
      perror ("vpcd-card");
      return EXIT_FAILURE;
    }

  self.line = g_string_new (NULL);
  bring_loopback_up ();
  run (&self);
  leave (&self);
  g_string_free (self.line, TRUE);
  cw_soft_card_unref (self.card);
  return EXIT_SUCCESS;
}
