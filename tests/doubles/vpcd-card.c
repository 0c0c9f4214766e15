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

#include "app/base/bytes.h"
#include "app/base/digest.h"
#include "app/chip/softcard.h"
#include "app/chip/softstorage.h"

/* vpcd-card [--model MODEL] [--fault FAULT]... PORT CARD [COMMANDS REPLIES]
 *
 * Lays a card in software on the virtual reader of vsmartcard-vpcd, which listens on PORT. Its
 * protocol (vsmartcard's src/vpcd): both ways a length of two bytes, big-endian, and so many
 * bytes. One byte from the reader is a control: 00 off, 01 on, 02 reset, 04 the ATR, the only one
 * that is answered. More bytes are an APDU. The card leaves the field by closing its socket.
 *
 * CARD is the file of a DESFire, made when it is not there (as MODEL: ev1, ev2 or ev3), or
 * storage:KIND or storage:KIND:READER, where KIND is ntag213, ntag215, ntag216, ul11, ul21 or
 * classic1k and READER plain, acs, omnikey or utrust.
 *
 * FAULT happens at the Nth APDU from now (app/chip/softfault.h):
 *   tear N          leaves the field         pull N      leaves it for good
 *   swap N UID      leaves it, and another card, blank, with that UID (14 digits) comes
 *   status N SW     answers with these four digits
 *   late-tear, late-pull, late-swap, late-status: the same, after the APDU was carried out
 *   flip N BYTE BIT one bit of the answer    slow N MS   answers after so many milliseconds
 *
 * Commands come one a line on standard input or the FIFO COMMANDS; each is answered with a line
 * on standard output or the FIFO REPLIES:
 *   insert          on the reader          "inserted" once the reader has powered it, or
 *                                          taken it for one that was never gone
 *   remove          off the reader         "removed"
 *   replace CARD    another card there     "inserted"
 *   model MODEL     of cards made from now on  "model MODEL"
 *   FAULT           waits                  "waiting"
 *   clear           no fault waits         "cleared"
 *   apdus           how many it has got    "apdus N"
 *   quit            "bye"
 * What cannot be done is answered with "failed: " and why. When a fault came nothing is said: the
 * terminal sees it. */

#define CONTROL_ON 1
#define CONTROL_ATR 4
#define CONNECT_ATTEMPTS 500     /* 20 ms each: pcscd is just coming up */
#define CONNECT_INTERVAL 20000   /* microseconds */

static const char *const models[] = {
  [CW_SOFT_MODEL_EV1] = "ev1", [CW_SOFT_MODEL_EV2] = "ev2", [CW_SOFT_MODEL_EV3] = "ev3", NULL
};

typedef struct
{
  guint16        port;
  CwSoftModel    model;
  CwSoftCard    *card;      /* (nullable): one of the two is there */
  CwSoftStorage *storage;   /* (nullable) */
  gboolean       swapping;  /* another card comes by itself */
  int            socket;    /* -1: not on the reader */
  int            commands;
  FILE          *replies;
  GString       *line;
  gboolean       announced; /* "inserted" was said */
  guint          polls;     /* since then, how often the reader asked for the ATR */
  guint          apdus;
  gboolean       done;
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
wait_cb (gpointer user_data,
         guint    delay)
{
  g_usleep ((gulong) delay * 1000);
}

static void
power (Double *self)
{
  if (self->card != NULL)
    cw_soft_card_power (self->card);
  else
    cw_soft_storage_power (self->storage);
}

static gboolean
is_present (Double *self)
{
  return self->card != NULL ? cw_soft_card_is_present (self->card) : cw_soft_storage_is_present (self->storage);
}

static void
drop_card (Double *self)
{
  g_clear_pointer (&self->card, cw_soft_card_unref);
  g_clear_pointer (&self->storage, cw_soft_storage_unref);
}

/* The place of @word in a list, or -1. */
static int
find_word (const char *const *words,
           const char        *word)
{
  for (int i = 0; word != NULL && words[i] != NULL; i++)
    if (g_str_equal (words[i], word))
      return i;
  return -1;
}

/* storage:KIND[:READER] */
static gboolean
take_storage (Double     *self,
              const char *name)
{
  static const char *const kinds[] = { "ntag213", "ntag215", "ntag216", "ul11", "ul21", "classic1k", NULL };
  static const char *const readers[] = { "plain", "acs", "omnikey", "utrust", NULL };
  g_auto (GStrv) words = g_strsplit (name, ":", 3);
  int kind = find_word (kinds, words[1]);
  int reader = words[1] != NULL && words[2] != NULL ? find_word (readers, words[2]) : 0;
  guint8 uid[7] = { 0x04 };

  if (kind < 0 || reader < 0)
    return FALSE;
  cw_random_bytes (uid + 1, sizeof uid - 1);
  drop_card (self);
  self->storage = cw_soft_storage_new (kind, uid, sizeof uid);
  cw_soft_storage_set_reader (self->storage, reader);
  cw_soft_storage_set_clock (self->storage, wait_cb, NULL);
  return TRUE;
}

static gboolean
take_card (Double     *self,
           const char *name,
           GError    **error)
{
  CwSoftCard *card;

  if (g_str_has_prefix (name, "storage:"))
    {
      if (take_storage (self, name))
        return TRUE;
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "no such card: %s", name);
      return FALSE;
    }
  card = cw_soft_card_open_model (name, self->model, error);
  if (card == NULL)
    return FALSE;
  drop_card (self);
  self->card = card;
  cw_soft_card_set_clock (card, wait_cb, NULL);
  return TRUE;
}

/* What follows the APDU's number, by kind. */
static gboolean
read_details (CwSoftFault *fault,
              char       **words,
              guint        n_words)
{
  g_autoptr (GByteArray) bytes = n_words > 0 ? cw_hex_decode (words[0], NULL) : NULL;

  switch (fault->kind)
    {
    case CW_SOFT_FAULT_TEAR:
    case CW_SOFT_FAULT_PULL:
      return n_words == 0;
    case CW_SOFT_FAULT_SWAP:
      if (n_words != 1 || bytes == NULL || bytes->len != sizeof fault->uid)
        return FALSE;
      memcpy (fault->uid, bytes->data, sizeof fault->uid);
      return TRUE;
    case CW_SOFT_FAULT_STATUS:
      if (n_words != 1 || bytes == NULL || bytes->len != 2)
        return FALSE;
      fault->status = (guint16) (bytes->data[0] << 8 | bytes->data[1]);
      return TRUE;
    case CW_SOFT_FAULT_FLIP:
      if (n_words != 2)
        return FALSE;
      fault->byte = (guint) strtoul (words[0], NULL, 10);
      fault->bit = (guint) strtoul (words[1], NULL, 10);
      return fault->bit < 8;
    case CW_SOFT_FAULT_SLOW:
      if (n_words != 1)
        return FALSE;
      fault->delay = (guint) strtoul (words[0], NULL, 10);
      return TRUE;
    }
  g_assert_not_reached ();
}

static gboolean
arm (Double     *self,
     const char *line)
{
  static const char *const kinds[] = {
    [CW_SOFT_FAULT_TEAR] = "tear", [CW_SOFT_FAULT_PULL] = "pull", [CW_SOFT_FAULT_SWAP] = "swap",
    [CW_SOFT_FAULT_STATUS] = "status", [CW_SOFT_FAULT_FLIP] = "flip", [CW_SOFT_FAULT_SLOW] = "slow", NULL
  };
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  guint n_words = g_strv_length (words);
  CwSoftFault fault = { .late = g_str_has_prefix (line, "late-") };
  int kind = n_words >= 2 ? find_word (kinds, words[0] + (fault.late ? strlen ("late-") : 0)) : -1;

  if (kind < 0)
    return FALSE;
  fault.kind = (CwSoftFaultKind) kind;
  fault.apdu = (guint) strtoul (words[1], NULL, 10);
  if (fault.apdu == 0 || !read_details (&fault, words + 2, n_words - 2))
    return FALSE;

  self->swapping = self->swapping || fault.kind == CW_SOFT_FAULT_SWAP;
  if (self->card != NULL)
    cw_soft_card_inject (self->card, &fault);
  else
    cw_soft_storage_inject (self->storage, &fault);
  return TRUE;
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
  power (self);
  if (!is_present (self))
    {
      reply (self, "failed: the card was pulled out for good");
      return FALSE;
    }
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
  g_autoptr (GBytes) atr = self->card != NULL ? cw_soft_card_get_atr (self->card) : cw_soft_storage_get_atr (self->storage);
  gsize length;
  const guint8 *bytes = g_bytes_get_data (atr, &length);
  gboolean ok = TRUE;

  if (code == CONTROL_ATR)
    ok = send_message (self->socket, bytes, length);
  else
    power (self);
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
  return (self->card != NULL ? cw_soft_card_transmit (self->card, body, length, answer)
                             : cw_soft_storage_transmit (self->storage, body, length, answer)) &&
         send_message (self->socket, answer->data, answer->len);
}

static void
replace_card (Double     *self,
              const char *name)
{
  g_autoptr (GError) error = NULL;

  if (take_card (self, name, &error))
    enter (self);
  else
    reply (self, "failed: %s", error->message);
}

static void
set_model (Double     *self,
           const char *name)
{
  int model = find_word (models, name);

  if (model < 0)
    {
      reply (self, "failed: no such model: %s", name);
      return;
    }
  self->model = (CwSoftModel) model;
  reply (self, "model %s", name);
}

static void
clear_faults (Double *self)
{
  self->swapping = FALSE;
  if (self->card != NULL)
    cw_soft_card_clear_faults (self->card);
  else
    cw_soft_storage_clear_faults (self->storage);
  reply (self, "cleared");
}

static void
obey (Double     *self,
      const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 2);
  const char *verb = words[0] != NULL ? words[0] : "";
  const char *object = verb[0] != '\0' && words[1] != NULL ? words[1] : "";

  if (g_str_equal (verb, "insert"))
    enter (self);
  else if (g_str_equal (verb, "replace"))
    replace_card (self, object);
  else if (g_str_equal (verb, "remove"))
    {
      leave (self);
      reply (self, "removed");
    }
  else if (g_str_equal (verb, "model"))
    set_model (self, object);
  else if (g_str_equal (verb, "clear"))
    clear_faults (self);
  else if (g_str_equal (verb, "apdus"))
    reply (self, "apdus %u", self->apdus);
  else if (g_str_equal (verb, "quit"))
    {
      self->done = TRUE;
      reply (self, "bye");
    }
  else if (arm (self, line))
    reply (self, "waiting");
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

/* The card has left; one that it is swapped for comes at once, and is not announced. */
static void
go_away (Double *self)
{
  gboolean swapping = self->swapping && !is_present (self);

  leave (self);
  if (!swapping)
    return;
  self->swapping = FALSE;
  enter (self);
  self->announced = TRUE;
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
        go_away (self);
    }
}

static gboolean
set_up (Double *self,
        char  **words,
        guint   n_words)
{
  g_autoptr (GError) error = NULL;

  self->port = (guint16) strtoul (words[0], NULL, 10);
  if (!take_card (self, words[1], &error))
    {
      fprintf (stderr, "vpcd-card: %s\n", error->message);
      return FALSE;
    }
  if (n_words == 4)
    {
      /* both for reading and writing: no other end need be there yet, nor stay */
      self->commands = open (words[2], O_RDWR | O_CLOEXEC);
      self->replies = fopen (words[3], "r+");
    }
  if (self->commands < 0 || self->replies == NULL)
    {
      perror ("vpcd-card");
      return FALSE;
    }
  return TRUE;
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *model = NULL;
  g_auto (GStrv) faults = NULL;
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new ("PORT CARD [COMMANDS REPLIES]");
  const GOptionEntry entries[] = {
    { "model", 0, 0, G_OPTION_ARG_STRING, &model, "Of a card that is not there yet", "MODEL" },
    { "fault", 0, 0, G_OPTION_ARG_STRING_ARRAY, &faults, "What goes wrong", "FAULT" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &words, NULL, NULL },
    { NULL },
  };
  Double self = { .socket = -1, .commands = STDIN_FILENO, .replies = stdout };
  guint n_words;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      fprintf (stderr, "vpcd-card: %s\n", error->message);
      return EXIT_FAILURE;
    }
  n_words = words != NULL ? g_strv_length (words) : 0;
  if ((n_words != 2 && n_words != 4) || (model != NULL && find_word (models, model) < 0))
    {
      fprintf (stderr, "usage: vpcd-card [--model MODEL] [--fault FAULT] PORT CARD [COMMANDS REPLIES]\n");
      return EXIT_FAILURE;
    }
  self.model = model != NULL ? (CwSoftModel) find_word (models, model) : CW_SOFT_MODEL_EV1;
  if (!set_up (&self, words, n_words))
    return EXIT_FAILURE;
  for (guint i = 0; faults != NULL && faults[i] != NULL; i++)
    if (!arm (&self, faults[i]))
      {
        fprintf (stderr, "vpcd-card: no such fault: %s\n", faults[i]);
        return EXIT_FAILURE;
      }

  self.line = g_string_new (NULL);
  bring_loopback_up ();
  run (&self);
  leave (&self);
  g_string_free (self.line, TRUE);
  drop_card (&self);
  return EXIT_SUCCESS;
}
