/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How long one card takes through a real pcscd and a virtual reader, beside the same bytes sent
 * with SCardTransmit() alone. Runs inside tests/printers/pcsc-rig.sh, whose second reader the
 * card of this program lies on; card and terminal draw the same random numbers every time, so
 * that the bytes of one run are answered alike in every other. Prints one figure a line: name,
 * value, unit. */

#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <winscard.h>

#include "app/base/digest.h"
#include "app/chip/chip.h"
#include "app/chip/softcard.h"
#include "printers/pcsc/pcsc.h"

#define PORT 35973 /* of the rig's second reader */
#define RUNS 201
#define WARM_UP 3
#define CONTROL_ATR 4

static const guint8 uid[7] = { 0x04, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66 };

/* The card in the field; changed only between two runs. */
static GMutex lock;
static CwSoftCard *card;

static GPtrArray *recorded; /* of GBytes: commands, each followed by its answer */
static gboolean recording = TRUE;

/* A counter in the place of random numbers. */
static guint8 card_counter;
static guint8 terminal_counter;

static void
count (gpointer counter,
       guint8  *data,
       gsize    length)
{
  guint8 *state = counter;

  for (gsize i = 0; i < length; i++)
    data[i] = (guint8) (0x5b * ++*state);
}

static void
count_terminal (gpointer session,
                guint8  *data,
                gsize    length)
{
  count (&terminal_counter, data, length);
}

/* A blank card in the place of the last one, as if it had lain there all the time. */
static void
lay_blank_card (void)
{
  g_mutex_lock (&lock);
  g_clear_pointer (&card, cw_soft_card_unref);
  card = cw_soft_card_new (uid);
  card_counter = 0;
  terminal_counter = 0;
  cw_soft_card_set_random (card, count, &card_counter);
  g_mutex_unlock (&lock);
}

static gboolean
receive (int     fd,
         guint8 *data,
         gsize   length)
{
  int on = 1;

  for (gsize got = 0; got < length;)
    {
      ssize_t n;

      /* the driver sends length and body apart: without this each waits 40 ms for an ACK */
      setsockopt (fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
      n = recv (fd, data + got, length - got, 0);
      if (n <= 0)
        return FALSE;
      got += (gsize) n;
    }
  return TRUE;
}

static void
answer_apdu (int           fd,
             const guint8 *command,
             gsize         length)
{
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  g_autoptr (GBytes) atr = NULL;
  guint8 head[2];

  g_mutex_lock (&lock);
  atr = cw_soft_card_get_atr (card);
  if (length > 1)
    cw_soft_card_transmit (card, command, length, answer);
  else if (command[0] == CONTROL_ATR)
    g_byte_array_append (answer, g_bytes_get_data (atr, NULL), (guint) g_bytes_get_size (atr));
  else
    cw_soft_card_power (card);
  g_mutex_unlock (&lock);
  if (answer->len == 0)
    return;
  head[0] = (guint8) (answer->len >> 8);
  head[1] = (guint8) answer->len;
  g_byte_array_prepend (answer, head, sizeof head);
  if (send (fd, answer->data, answer->len, MSG_NOSIGNAL) != (ssize_t) answer->len)
    g_error ("the virtual reader went away");
}

/* The card's end of the virtual reader's protocol; see tests/doubles/vpcd-card.c. */
static gpointer
serve (gpointer unused)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (PORT), .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  guint8 head[2];
  int on = 1;

  if (connect (fd, (struct sockaddr *) &address, sizeof address) != 0)
    g_error ("no virtual reader listens on port %d", PORT);
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  while (receive (fd, head, sizeof head))
    {
      gsize length = (gsize) head[0] << 8 | head[1];
      g_autofree guint8 *body = g_malloc (length + 1);

      if (!receive (fd, body, length))
        break;
      if (length > 0)
        answer_apdu (fd, body, length);
    }
  close (fd);
  return NULL;
}

static gboolean
transmit (gpointer      session,
          const guint8 *command,
          gsize         length,
          GByteArray   *answer,
          GError      **error)
{
  if (!cw_reader_session_transmit (session, command, length, answer, error))
    return FALSE;
  if (recording)
    {
      g_ptr_array_add (recorded, g_bytes_new (command, length));
      g_ptr_array_add (recorded, g_bytes_new (answer->data, answer->len));
    }
  return TRUE;
}

static CwKeySource *
make_keys (void)
{
  CwKeySource *keys = cw_memory_keys_new ();
  g_autoptr (CwSecret) master = cw_secret_new ("a bench's own key", 16);

  cw_memory_keys_add (keys, "lbtu/escn/master", 1, master);
  return keys;
}

static CwReaderSession *
open_card (CwReader *reader)
{
  g_autoptr (GError) error = NULL;
  CwReaderSession *session = NULL;

  if (cw_reader_wait (reader, TRUE, 20 * G_USEC_PER_SEC, NULL, &error))
    session = cw_reader_open (reader, NULL, &error);
  if (session == NULL)
    g_error ("%s", error->message);
  return session;
}

/* Milliseconds for one card, written and read back. */
static double
write_card (CwReaderSession *session,
            CwChipPlan      *plan,
            CwKeySource     *keys)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipReport) report = NULL;
  CwChipLink link = { transmit, count_terminal, session };
  gint64 start;
  gint64 end;
  CwEscn escn;

  if (!cw_escn_build (17678500000000000, 0x8001, 1, "999933328", &escn, &error))
    g_error ("%s", error->message);
  lay_blank_card ();
  start = g_get_monotonic_time ();
  report = cw_chip_write (&link, plan, keys, &escn, NULL, NULL, &error);
  end = g_get_monotonic_time ();
  if (report == NULL)
    g_error ("%s", error->message);
  return (double) (end - start) / 1000.0;
}

/* Sends one command; @n: room in @answer, then its length. */
typedef gboolean (*Send) (gpointer      connection,
                          const guint8 *command,
                          gsize         length,
                          guint8       *answer,
                          gsize        *n);

static gboolean
send_through_session (gpointer      session,
                      const guint8 *command,
                      gsize         length,
                      guint8       *answer,
                      gsize        *n)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  if (!cw_reader_session_transmit (session, command, length, bytes, NULL) || bytes->len > *n)
    return FALSE;
  memcpy (answer, bytes->data, bytes->len);
  *n = bytes->len;
  return TRUE;
}

static gboolean
send_alone (gpointer      handle,
            const guint8 *command,
            gsize         length,
            guint8       *answer,
            gsize        *n)
{
  DWORD received = *n;
  LONG code = SCardTransmit (*(SCARDHANDLE *) handle, SCARD_PCI_T1, command, length, NULL, answer, &received);

  *n = received;
  return code == SCARD_S_SUCCESS;
}

/* Milliseconds for the same commands, each sent as soon as the last was answered; the answers
 * must be those of the first time. */
static double
replay (Send     func,
        gpointer connection)
{
  gboolean same = TRUE;
  gint64 start;
  gint64 end;

  lay_blank_card ();
  start = g_get_monotonic_time ();
  for (guint i = 0; i < recorded->len; i += 2)
    {
      gsize length = 0;
      gsize expected_length = 0;
      const guint8 *command = g_bytes_get_data (g_ptr_array_index (recorded, i), &length);
      const guint8 *expected = g_bytes_get_data (g_ptr_array_index (recorded, i + 1), &expected_length);
      guint8 answer[264];
      gsize n = sizeof answer;

      same = func (connection, command, length, answer, &n) && n == expected_length && memcmp (answer, expected, n) == 0 && same;
    }
  end = g_get_monotonic_time ();
  if (!same)
    g_error ("the card did not answer as it did before");
  return (double) (end - start) / 1000.0;
}

/* The same without this program's reader: a connection of its own to the same card. */
static double
replay_alone (SCARDCONTEXT context,
              const char  *reader)
{
  SCARDHANDLE handle = 0;
  DWORD protocol = 0;
  double time;

  if (SCardConnect (context, reader, SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T1, &handle, &protocol) != SCARD_S_SUCCESS ||
      SCardBeginTransaction (handle) != SCARD_S_SUCCESS)
    g_error ("the card cannot be opened");
  time = replay (send_alone, &handle);
  SCardEndTransaction (handle, SCARD_LEAVE_CARD);
  SCardDisconnect (handle, SCARD_UNPOWER_CARD);
  return time;
}

static int
compare (const void *a,
         const void *b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
median (double values[RUNS])
{
  qsort (values, RUNS, sizeof values[0], compare);
  return values[RUNS / 2];
}

static void
measure (CwReader    *reader,
         CwChipPlan  *plan,
         CwKeySource *keys)
{
  double ours[RUNS];
  double raw[RUNS];
  double alone[RUNS];
  SCARDCONTEXT context = 0;

  if (SCardEstablishContext (SCARD_SCOPE_SYSTEM, NULL, NULL, &context) != SCARD_S_SUCCESS)
    g_error ("pcscd does not answer");
  recorded = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  for (guint i = 0; i < WARM_UP + RUNS; i++)
    {
      guint at = i < WARM_UP ? 0 : i - WARM_UP;
      g_autoptr (CwReaderSession) session = open_card (reader);

      recording = i == 0;
      ours[at] = write_card (session, plan, keys);
      recording = FALSE;
      raw[at] = replay (send_through_session, session);
      g_clear_object (&session);
      alone[at] = replay_alone (context, cw_reader_get_name (reader));
    }
  SCardReleaseContext (context);
  printf ("chip_pcsc_card_ms %.3f ms\n", median (ours));
  printf ("chip_pcsc_raw_ms %.3f ms\n", median (raw));
  printf ("chip_pcsc_alone_ms %.3f ms\n", median (alone));
  printf ("chip_ratio_to_raw %.3f ratio\n", median (ours) / median (raw));
  printf ("chip_ratio_to_alone %.3f ratio\n", median (ours) / median (alone));
  g_ptr_array_unref (recorded);
}

int
main (void)
{
  g_autoptr (CwReader) reader = NULL;
  g_autoptr (GFile) file = cw_chip_plan_get_shipped ("escn");
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipPlan) general = cw_chip_plan_load (file, &error);
  g_autoptr (CwChipPlan) plan = NULL;
  g_autoptr (CwKeySource) keys = make_keys ();

  if (general == NULL || g_getenv ("CW_RIG_EMPTY_READER") == NULL)
    g_error ("bench-pcsc runs inside tests/printers/pcsc-rig.sh");
  plan = cw_chip_plan_bind (general, "lbtu");
  lay_blank_card ();
  g_thread_unref (g_thread_new ("card", serve, NULL));
  reader = cw_pcsc_reader_new (g_getenv ("CW_RIG_EMPTY_READER"));
  measure (reader, plan, keys);
  return EXIT_SUCCESS;
}
