/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

/* An Evolis card printer as far as its command channel goes, and everything that can go wrong.
 *
 * evolis-printer tcp|pty STATE TRUTH: STATE keeps what a printer keeps without power (the cards in
 * it); TRUTH gets a line for every piece of plastic that moves, and none is ever taken back. The
 * first line on standard output is the address. One connection is served at a time, as by the real
 * thing. Commands on standard input, a line each, answered with "ok" or, for get, the value:
 *
 *   set NAME VALUE     model, serial, zone, blanks, cover (1 open), reject-full, has-reject,
 *                      has-mouth, ribbon (sets left, -1 none), ribbon-whole, ribbon-zone,
 *                      cleaning, tag-ok (answers of "OK" to come), has-contactless
 *   get NAME           these, and place, card, output, reject, fed, tag-read, scs
 *   fault NAME N       what goes wrong with the next movement: jam, astray, silent, fall, dies-before,
 *                      dies-after, error; or with the answer after N good ones: deaf, cut, cut-open,
 *                      flood, binary, words, twice, late; lagging lasts: every answer waits for the
 *                      question after it
 *   print              somebody prints a card
 *   take               a person takes the card that sticks out, or is stuck */

/* of movements, and from FAULT_DEAF on of answers */
typedef enum
{
  FAULT_NONE, FAULT_JAM, FAULT_ASTRAY, FAULT_SILENT, FAULT_FALL, FAULT_DIES_BEFORE, FAULT_DIES_AFTER, FAULT_ERROR,
  FAULT_DEAF, FAULT_CUT, FAULT_CUT_OPEN, FAULT_FLOOD, FAULT_BINARY, FAULT_WORDS, FAULT_TWICE, FAULT_LATE, FAULT_LAGGING,
} Fault;

static const char *const fault_names[] = {
  "none", "jam", "astray", "silent", "fall", "dies-before", "dies-after", "error",
  "deaf", "cut", "cut-open", "flood", "binary", "words", "twice", "late", "lagging", NULL
};

typedef struct
{
  GKeyFile   *state; /* one group, "printer" */
  const char *state_path;
  const char *truth_path;
  Fault       fault;    /* of the next movement */
  Fault       slip;     /* of an answer */
  int         good;     /* answers before that */
  char       *withheld; /* (nullable) an answer that has not been sent */
  int         mode;     /* Pem */
  gboolean    keep;
  gboolean    keep_now;
  int         client;   /* -1: none */
  gboolean    tcp;
  GString    *inbox;
} Printer;

static const char *const usual[][2] = {
  { "model", "KC200B" }, { "serial", "KC2-0012345" }, { "zone", "F61A" }, { "firmware", "1.25" },
  { "blanks", "5" }, { "cover", "0" }, { "reject-full", "0" }, { "has-reject", "1" }, { "has-mouth", "0" },
  { "ribbon", "87" }, { "ribbon-whole", "100" }, { "ribbon-zone", "F61A" }, { "cleaning", "412" },
  { "tag-ok", "0" }, { "has-contactless", "1" }, { "place", "none" }, { "card", "0" }, { "output", "0" },
  { "reject", "0" }, { "fed", "0" }, { "tag-read", "0" }, { "scs", "0" }, { "port", "0" },
};

static int
get_number (Printer    *self,
            const char *name)
{
  return g_key_file_get_integer (self->state, "printer", name, NULL);
}

static gboolean
is_at (Printer    *self,
       const char *place)
{
  g_autofree char *now = g_key_file_get_string (self->state, "printer", "place", NULL);

  return g_str_equal (now, place);
}

/* For a process that ends, not for a machine that does: nothing waits for the disk. */
static void
save (Printer *self)
{
  g_autofree char *data = g_key_file_to_data (self->state, NULL, NULL);
  FILE *file = fopen (self->state_path, "we");

  if (file == NULL || fputs (data, file) < 0 || fclose (file) != 0)
    g_error ("cannot write the state");
}

static void
put_number (Printer    *self,
            const char *name,
            int         value)
{
  g_key_file_set_integer (self->state, "printer", name, value);
  save (self);
}

static void
put_place (Printer    *self,
           const char *place)
{
  g_key_file_set_string (self->state, "printer", "place", place);
  save (self);
}

static void
tell_truth (Printer    *self,
            const char *what,
            const char *where)
{
  FILE *file = fopen (self->truth_path, "ae");

  if (file == NULL)
    g_error ("cannot write the truth");
  fprintf (file, "%s %d %s\n", what, get_number (self, "card"), where);
  fclose (file);
}

static void
feed (Printer *self)
{
  put_number (self, "blanks", get_number (self, "blanks") - 1);
  put_number (self, "fed", get_number (self, "fed") + 1);
  put_number (self, "card", get_number (self, "fed"));
  put_place (self, "inside");
  tell_truth (self, "fed", "inside");
}

static void
leave (Printer    *self,
       const char *tray)
{
  gboolean sticks = get_number (self, "has-mouth") && g_str_equal (tray, "output");

  tell_truth (self, "out", tray);
  put_number (self, tray, get_number (self, tray) + 1);
  put_place (self, sticks ? "mouth" : "none");
}

static const char *
get_trouble (Printer *self,
             gboolean feeds)
{
  if (get_number (self, "cover"))
    return "ERROR COVER OPEN";
  if (feeds && get_number (self, "blanks") == 0)
    return "ERROR FEEDER EMPTY";
  return NULL;
}

/* To a station, or with a tray out of the printer. */
static const char *
carry (Printer    *self,
       const char *target,
       gboolean    out,
       Fault       fault)
{
  gboolean empty = is_at (self, "none") || is_at (self, "mouth");
  const char *trouble = get_trouble (self, !out && empty);

  if (trouble != NULL)
    return trouble;
  if (fault == FAULT_ERROR)
    return "ERROR";
  if (out && empty)
    return "OK";
  if (fault == FAULT_DIES_BEFORE)
    exit (EXIT_SUCCESS);
  /* a printer that is told to insert with a card inside feeds another one into it */
  if (!out && (empty || (g_str_equal (target, "inside") && !is_at (self, "inside"))))
    feed (self);
  if (fault == FAULT_JAM || fault == FAULT_FALL)
    {
      tell_truth (self, "stuck", target);
      put_place (self, fault == FAULT_JAM ? "stuck" : "lost");
      return fault == FAULT_JAM ? "ERROR CARD JAM" : "OK";
    }
  if (fault == FAULT_ASTRAY)
    return "OK";
  if (out)
    leave (self, target);
  else if (!is_at (self, target))
    {
      put_place (self, target);
      tell_truth (self, "moved", target);
    }
  if (fault == FAULT_DIES_AFTER)
    exit (EXIT_SUCCESS);
  return fault == FAULT_SILENT ? NULL : "OK";
}

static const char *
move (Printer    *self,
      const char *text)
{
  Fault fault = self->fault;
  const char *answer = "ERROR CDE";

  self->fault = FAULT_NONE;
  if (g_str_equal (text, "Si"))
    answer = carry (self, "inside", FALSE, fault);
  else if (g_str_equal (text, "Sis"))
    answer = carry (self, "contact", FALSE, fault);
  else if (g_str_equal (text, "Sic"))
    answer = get_number (self, "has-contactless") ? carry (self, "contactless", FALSE, fault) : "OPT NOT AVAILABLE";
  else if (g_str_equal (text, "Se"))
    answer = self->keep_now ? "ERROR" : carry (self, "output", TRUE, fault);
  else if (g_str_equal (text, "Ser"))
    answer = self->keep_now ? "ERROR" : carry (self, get_number (self, "has-reject") ? "reject" : "output", TRUE, fault);
  else if (g_str_equal (text, "Scs"))
    {
      put_number (self, "scs", get_number (self, "scs") + 1);
      if (!is_at (self, "none"))
        leave (self, "output");
      answer = "OK";
    }
  /* a printer that handles its errors by itself says nothing of them */
  if (answer != NULL && !g_str_equal (answer, "OK") && self->mode == 0)
    return NULL;
  return answer;
}

static const char *
get_place_words (Printer *self)
{
  if (is_at (self, "contact"))
    return "SMART CARD";
  if (is_at (self, "contactless"))
    return "CONTACTLESS CARD";
  if (is_at (self, "inside"))
    return "CARD";
  return is_at (self, "stuck") ? "ERR CARD" : "OK";
}

static char *
read_tag (Printer    *self,
          const char *name)
{
  put_number (self, "tag-read", get_number (self, "tag-read") + 1);
  if (get_number (self, "tag-ok") > 0)
    {
      put_number (self, "tag-ok", get_number (self, "tag-ok") - 1);
      return g_strdup ("OK");
    }
  if (get_number (self, "ribbon") < 0)
    return g_strdup ("ERR RIB DETECTION");
  return g_key_file_get_string (self->state, "printer", name, NULL);
}

static char *
answer_question (Printer    *self,
                 const char *text)
{
  static const char *const names[][2] = {
    { "Rtp", "model" }, { "Rsn", "serial" }, { "Rfv", "firmware" }, { "Rzp", "zone" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (text, names[i][0]))
      return g_key_file_get_string (self->state, "printer", names[i][1], NULL);
  if (g_str_equal (text, "Rlr;p"))
    return g_strdup (get_place_words (self));
  if (g_str_equal (text, "Rlr;h"))
    return g_strdup (!get_number (self, "has-reject") ? "ERROR PARAMETRES" : get_number (self, "reject-full") ? "CARD" : "NO CARD");
  if (g_str_equal (text, "Rse;b"))
    return g_strdup (is_at (self, "mouth") ? "4,92 Volts" : "0,21 Volts");
  if (g_str_equal (text, "Rse;f"))
    return g_strdup (get_number (self, "blanks") > 0 ? "5,00 Volts" : "0,00 Volts");
  if (g_str_equal (text, "Rse;n"))
    return g_strdup (get_number (self, "blanks") > 3 ? "3,92 Volts" : "0,17 Volts");
  if (g_str_equal (text, "Rse;o"))
    return g_strdup (get_number (self, "cover") ? "0,00 Volts" : "5,00 Volts");
  if (g_str_equal (text, "Rrt;qty"))
    return read_tag (self, "ribbon-whole");
  if (g_str_equal (text, "Rrt;count"))
    return read_tag (self, "ribbon");
  if (g_str_equal (text, "Rrt;zone"))
    return read_tag (self, "ribbon-zone");
  if (g_str_equal (text, "Rco;rc") || g_str_equal (text, "Rcsc;other"))
    return g_key_file_get_string (self->state, "printer", "cleaning", NULL);
  return g_strdup ("ERROR CDE");
}

static char *
take_setting (Printer    *self,
              const char *text)
{
  if (g_str_has_prefix (text, "Pem;"))
    self->mode = atoi (text + strlen ("Pem;"));
  else if (g_str_equal (text, "Pneab;E") || g_str_equal (text, "Psoe;D"))
    self->keep = TRUE;
  else if (g_str_has_prefix (text, "Pneab;A;"))
    self->keep_now = self->keep && text[strlen ("Pneab;A;")] == '0';
  else
    return g_strdup ("ERROR CDE");
  return g_strdup ("OK");
}

static void
hang_up (Printer *self)
{
  g_string_truncate (self->inbox, 0);
  if (self->tcp && self->client >= 0)
    {
      close (self->client);
      self->client = -1;
    }
}

static gboolean
say (Printer    *self,
     const char *bytes,
     gsize       length)
{
  while (length > 0 && self->client >= 0)
    {
      struct pollfd look = { .fd = self->client, .events = POLLOUT };
      gssize written;

      /* nobody reads: a printer's own buffer is full, and it goes on without */
      if (poll (&look, 1, 100) <= 0)
        return FALSE;
      written = write (self->client, bytes, length);
      if (written < 0 && errno != EAGAIN)
        {
          hang_up (self);
          return FALSE;
        }
      if (written > 0)
        {
          bytes += written;
          length -= (gsize) written;
        }
    }
  return self->client >= 0;
}

static void
say_answer (Printer    *self,
            const char *answer)
{
  say (self, answer, strlen (answer) + 1);
}

static void
flood (Printer *self)
{
  g_autofree char *noise = g_strnfill (1024, 'A');

  for (int i = 0; i < 1024; i++)
    if (!say (self, noise, 1024))
      return;
}

static void
answer_badly (Printer    *self,
              const char *answer)
{
  Fault fault = self->slip;

  if (fault != FAULT_LAGGING)
    self->slip = FAULT_NONE;
  if (fault == FAULT_CUT || fault == FAULT_CUT_OPEN)
    say (self, answer, (strlen (answer) + 1) / 2);
  if (fault == FAULT_CUT)
    hang_up (self);
  if (fault == FAULT_FLOOD)
    flood (self);
  if (fault == FAULT_BINARY)
    say (self, "\x80\x81\x02\xff", 4);
  if (fault == FAULT_WORDS)
    say_answer (self, "220 ready when you are");
  if (fault == FAULT_TWICE)
    {
      say_answer (self, answer);
      say_answer (self, answer);
    }
  if (fault == FAULT_LATE || fault == FAULT_LAGGING)
    self->withheld = g_strdup (answer);
}

static void
obey (Printer    *self,
      const char *text)
{
  g_autofree char *late = g_steal_pointer (&self->withheld);
  g_autofree char *answer = NULL;

  if (late != NULL)
    say_answer (self, late);
  if (text[0] == 'S')
    answer = g_strdup (move (self, text));
  else
    answer = text[0] == 'P' ? take_setting (self, text) : answer_question (self, text);
  if (answer == NULL)
    return;
  if (self->slip != FAULT_NONE && self->good-- <= 0)
    answer_badly (self, answer);
  else
    say_answer (self, answer);
}

static void
listen_to_client (Printer *self)
{
  char buffer[512];
  gssize length = read (self->client, buffer, sizeof buffer);
  char *end;

  if (self->tcp && (length == 0 || (length < 0 && errno != EAGAIN)))
    {
      hang_up (self);
      return;
    }
  if (length > 0)
    g_string_append_len (self->inbox, buffer, length);
  while ((end = memchr (self->inbox->str, '\r', self->inbox->len)) != NULL)
    {
      g_autofree char *line = g_strndup (self->inbox->str, (gsize) (end - self->inbox->str));

      g_string_erase (self->inbox, 0, (end - self->inbox->str) + 1);
      if (line[0] == '\033')
        obey (self, line + 1);
    }
}

static void
print_card (Printer *self)
{
  g_autofree char *model = g_key_file_get_string (self->state, "printer", "model", NULL);

  if (is_at (self, "none"))
    feed (self);
  put_place (self, "inside");
  tell_truth (self, "printed", "inside");
  put_number (self, "ribbon", get_number (self, "ribbon") - 1);
  if (!(self->keep && (self->keep_now || strstr (model, "Primacy 2") != NULL)))
    leave (self, "output");
}

static void
set_fault (Printer    *self,
           const char *name,
           int         good)
{
  Fault fault = FAULT_NONE;

  for (guint i = 0; fault_names[i] != NULL; i++)
    if (g_str_equal (fault_names[i], name))
      fault = (Fault) i;
  self->fault = fault < FAULT_DEAF ? fault : FAULT_NONE;
  self->slip = fault >= FAULT_DEAF ? fault : FAULT_NONE;
  self->good = good;
}

static gboolean
follow (Printer *self,
        char    *line)
{
  g_auto (GStrv) words = g_strsplit (g_strchomp (line), " ", 3);
  guint n = g_strv_length (words);

  if (n == 3 && g_str_equal (words[0], "set"))
    g_key_file_set_string (self->state, "printer", words[1], words[2]);
  else if (n == 2 && g_str_equal (words[0], "get"))
    {
      g_autofree char *value = g_key_file_get_string (self->state, "printer", words[1], NULL);

      printf ("%s\n", value);
      fflush (stdout);
      return TRUE;
    }
  else if (n == 3 && g_str_equal (words[0], "fault"))
    set_fault (self, words[1], atoi (words[2]));
  else if (n == 1 && g_str_equal (words[0], "print"))
    print_card (self);
  else if (n == 1 && g_str_equal (words[0], "take"))
    {
      tell_truth (self, "taken", "hand");
      put_place (self, "none");
    }
  else
    return FALSE;
  save (self);
  printf ("ok\n");
  fflush (stdout);
  return TRUE;
}

/* The same port again after the power was off. */
static int
open_port (Printer *self)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int yes = 1;

  address.sin_port = htons ((guint16) get_number (self, "port"));
  if (fd < 0 || setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) < 0 || bind (fd, (struct sockaddr *) &address, sizeof address) < 0 || listen (fd, 8) < 0 ||
      getsockname (fd, (struct sockaddr *) &address, &length) < 0)
    g_error ("no port: %s", g_strerror (errno));
  put_number (self, "port", ntohs (address.sin_port));
  printf ("tcp://127.0.0.1:%d\n", ntohs (address.sin_port));
  fflush (stdout);
  return fd;
}

/* The other end stays open here too, so that what nobody has read is still there for the next. */
static int
open_pty (void)
{
  int fd = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  struct termios mode = { 0 };
  int other;

  if (fd < 0 || grantpt (fd) < 0 || unlockpt (fd) < 0)
    g_error ("no pty: %s", g_strerror (errno));
  other = open (ptsname (fd), O_RDWR | O_NOCTTY | O_CLOEXEC);
  tcgetattr (other, &mode);
  cfmakeraw (&mode);
  if (tcsetattr (other, TCSANOW, &mode) < 0)
    g_error ("no pty: %s", g_strerror (errno));
  printf ("usb:%s\n", ptsname (fd));
  fflush (stdout);
  return fd;
}

static void
serve (Printer *self,
       int      port)
{
  char line[256];
  gsize n = 0;

  for (;;)
    {
      struct pollfd look[2] = { { .fd = STDIN_FILENO, .events = POLLIN }, { .fd = self->client >= 0 ? self->client : port, .events = POLLIN } };

      if (poll (look, 2, -1) < 0 || (look[0].revents & (POLLHUP | POLLERR)))
        return;
      if (look[0].revents & POLLIN)
        {
          if (n == sizeof line - 1 || read (STDIN_FILENO, line + n, 1) != 1)
            return;
          line[++n] = '\0';
          n = line[n - 1] == '\n' ? 0 : n;
          if (n == 0 && !follow (self, line))
            return;
        }
      if ((look[1].revents & (POLLIN | POLLHUP)) && self->client >= 0)
        listen_to_client (self);
      else if (look[1].revents & POLLIN)
        {
          self->client = accept4 (port, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
          /* what was not said to one is not said to another */
          g_clear_pointer (&self->withheld, g_free);
        }
    }
}

int
main (int    argc,
      char **argv)
{
  Printer self = { .client = -1, .state = g_key_file_new (), .inbox = g_string_new (NULL) };
  int port = -1;

  if (argc != 4)
    return EXIT_FAILURE;
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  signal (SIGPIPE, SIG_IGN);
  self.state_path = argv[2];
  self.truth_path = argv[3];
  self.tcp = g_str_equal (argv[1], "tcp");
  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    g_key_file_set_string (self.state, "printer", usual[i][0], usual[i][1]);
  if (g_file_test (self.state_path, G_FILE_TEST_EXISTS) && !g_key_file_load_from_file (self.state, self.state_path, G_KEY_FILE_NONE, NULL))
    g_error ("cannot read the state");
  save (&self);
  if (self.tcp)
    port = open_port (&self);
  else
    self.client = open_pty ();
  serve (&self, port);
  return EXIT_SUCCESS;
}
