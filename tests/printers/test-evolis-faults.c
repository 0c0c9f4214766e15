/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "app/base/error.h"
#include "evolis-rig.h"

/* Every fault, with every movement and from every place, against what really came out: the
 * simulator's own record of its plastic. What the channel says is right or in doubt, never wrong. */

typedef enum
{
  TRUE_DONE,     /* the card went where it was ordered, one card at most was fed */
  TRUE_UNMOVED,  /* no plastic moved */
  TRUE_OTHER,    /* something else happened */
} Truth;

static const char *const targets[] = { "inside", "contact", "contactless", "output", "reject" };

static guint
count_lines (const char *truth,
             const char *what)
{
  guint n = 0;

  for (const char *at = truth; (at = strstr (at, what)) != NULL; at++)
    n += at == truth || at[-1] == '\n';
  return n;
}

/* What the plastic did between two records. */
static Truth
judge (const char *before,
       const char *after,
       CwMove      move)
{
  const char *news = after + strlen (before);
  g_autofree char *end = g_strconcat (" ", targets[move], "\n", NULL);

  g_assert_true (g_str_has_prefix (after, before));
  if (news[0] == '\0')
    return TRUE_UNMOVED;
  g_assert_cmpuint (count_lines (news, "fed "), <=, 1);
  return g_str_has_suffix (news, end) && strstr (news, "stuck") == NULL ? TRUE_DONE : TRUE_OTHER;
}

static const char *
say_truth (Truth truth)
{
  return truth == TRUE_DONE ? "done" : truth == TRUE_UNMOVED ? "unmoved" : "other";
}

static void
prepare (EvolisRig  *rig,
         const char *place)
{
  CwMove move = g_str_equal (place, "contact") ? CW_MOVE_CONTACT : g_str_equal (place, "contactless") ? CW_MOVE_CONTACTLESS : CW_MOVE_INSERT;
  g_autoptr (GError) error = NULL;
  CwCardPlace now;

  if (!g_str_equal (place, "none"))
    cw_feeder_move (CW_FEEDER (rig->evolis), move, NULL, &error);
  else
    cw_feeder_get_place (CW_FEEDER (rig->evolis), &now, &error);
  g_assert_no_error (error);
}

/* In doubt: whatever is asked for next, no blank is fed until a person has cleared the printer and
 * it was asked. */
static void
check_latch (EvolisRig *rig)
{
  g_autoptr (GError) error = NULL;
  int fed = evolis_rig_get_number (rig, "fed");
  g_autofree char *place = evolis_rig_get (rig, "place");
  CwCardPlace now;

  for (int move = CW_MOVE_INSERT; move <= CW_MOVE_CONTACTLESS; move++)
    cw_feeder_move (CW_FEEDER (rig->evolis), (CwMove) move, NULL, NULL);
  g_assert_cmpint (evolis_rig_get_number (rig, "fed"), ==, fed);
  evolis_rig_do (rig, "take");
  g_assert_false (cw_feeder_move (CW_FEEDER (rig->evolis), CW_MOVE_INSERT, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_IN_DOUBT);
  g_clear_error (&error);
  g_assert_true (cw_feeder_get_place (CW_FEEDER (rig->evolis), &now, &error));
  g_assert_cmpint (now, ==, CW_CARD_PLACE_NONE);
  g_assert_true (cw_feeder_move (CW_FEEDER (rig->evolis), CW_MOVE_INSERT, NULL, &error));
  g_assert_no_error (error);
}

/* Milliseconds: a fault's silence need not be long to be one, and what this simulator says late is
 * there at once or never. What is said in time and heard too late by a busy machine is one more
 * fault, which must end as well as the others. */
static void
be_hasty (EvolisRig *rig,
          gboolean   hasty)
{
  CwEvolisPatience patience = evolis_rig_patience;

  patience.tag = 0;
  patience.quiet = 2;
  if (hasty)
    {
      patience.answer = patience.movement = patience.busy = 80;
      patience.silence = 40;
    }
  cw_evolis_set_patience (rig->evolis, &patience);
}

/* One row of the table: @fault with a movement, or with an answer after @good good ones. */
static void
check_movement (const char *kind,
                const char *place,
                CwMove      move,
                const char *fault,
                int         good)
{
  EvolisRig *rig = evolis_rig_new (kind);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  gboolean died = g_str_has_prefix (fault, "dies");
  gboolean said;
  Truth truth;

  be_hasty (rig, FALSE);
  prepare (rig, place);
  before = evolis_rig_get_truth (rig);
  evolis_rig_do (rig, "fault %s %d", fault, good);
  be_hasty (rig, !g_str_equal (fault, "none"));
  said = cw_feeder_move (CW_FEEDER (rig->evolis), move, NULL, &error);
  be_hasty (rig, FALSE);
  if (died)
    {
      evolis_rig_wait_off (rig);
      evolis_rig_switch_on (rig);
    }
  evolis_rig_do (rig, "fault none 0");
  after = evolis_rig_get_truth (rig);
  truth = judge (before, after, move);
  g_test_message ("%s %d, from %s: %s, %s; truth: %s", fault, good, place, cw_move_to_name (move),
                  said ? "done" : error->message, say_truth (truth));
  if (said)
    g_assert_cmpint (truth, ==, TRUE_DONE);
  else if (!g_error_matches (error, CW_ERROR, CW_ERROR_IN_DOUBT))
    g_assert_cmpint (truth, ==, TRUE_UNMOVED);
  else
    check_latch (rig);
  g_assert_cmpint (evolis_rig_get_number (rig, "scs"), ==, 0);
  evolis_rig_free (rig);
}

static const struct
{
  const char *place;
  CwMove      move;
} movements[] = {
  { "none", CW_MOVE_INSERT }, { "none", CW_MOVE_CONTACT }, { "none", CW_MOVE_CONTACTLESS },
  { "inside", CW_MOVE_CONTACT }, { "inside", CW_MOVE_CONTACTLESS }, { "contact", CW_MOVE_CONTACTLESS },
  { "inside", CW_MOVE_EJECT }, { "contactless", CW_MOVE_EJECT }, { "inside", CW_MOVE_REJECT }, { "contactless", CW_MOVE_REJECT },
};

static void
test_movements (gconstpointer data)
{
  g_auto (GStrv) words = g_strsplit (data, " ", 2);
  gboolean falls = g_str_equal (words[1], "fall");

  for (guint i = 0; i < G_N_ELEMENTS (movements); i++)
    {
      /* "done" from the printer and nothing under its sensors: no program can tell a card that
       * fell into the machine from one in the tray */
      if (falls && (movements[i].move == CW_MOVE_EJECT || movements[i].move == CW_MOVE_REJECT))
        continue;
      check_movement (words[0], movements[i].place, movements[i].move, words[1], 0);
    }
}

/* A bad answer to each of the questions around a movement, and to the movement itself. */
static void
test_questions (gconstpointer data)
{
  g_auto (GStrv) words = g_strsplit (data, " ", 2);

  for (int good = 0; good <= 8; good++)
    {
      check_movement (words[0], "none", CW_MOVE_CONTACTLESS, words[1], good);
      check_movement (words[0], "contactless", CW_MOVE_REJECT, words[1], good);
    }
}

/* Where the card is: right, or nothing is said; and the next question is not answered with the rest
 * of this one. */
static void
test_places (gconstpointer data)
{
  g_auto (GStrv) words = g_strsplit (data, " ", 2);
  EvolisRig *rig = evolis_rig_new (words[0]);

  be_hasty (rig, FALSE);
  prepare (rig, "contactless");
  for (int good = 0; good <= 4; good++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) again = NULL;
      CwCardPlace place = CW_CARD_PLACE_NONE;

      evolis_rig_do (rig, "fault %s %d", words[1], good);
      be_hasty (rig, TRUE);
      if (cw_feeder_get_place (CW_FEEDER (rig->evolis), &place, &error))
        g_assert_true (place == CW_CARD_PLACE_CONTACTLESS || place == CW_CARD_PLACE_UNKNOWN);
      else
        g_assert_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE);
      be_hasty (rig, FALSE);
      evolis_rig_do (rig, "fault none 0");
      g_test_message ("%s %d: %s", words[1], good, error != NULL ? error->message : cw_card_place_to_name (place));
      g_assert_true (cw_feeder_get_place (CW_FEEDER (rig->evolis), &place, &again));
      g_assert_no_error (again);
      g_assert_cmpint (place, ==, CW_CARD_PLACE_CONTACTLESS);
    }
  g_assert_cmpint (evolis_rig_get_number (rig, "fed"), ==, 1);
  evolis_rig_free (rig);
}

/* Numbers: right, or none. */
static void
test_supplies (gconstpointer data)
{
  g_auto (GStrv) words = g_strsplit (data, " ", 2);
  EvolisRig *rig = evolis_rig_new (words[0]);

  be_hasty (rig, FALSE);
  prepare (rig, "none");
  for (int good = 0; good <= 13; good++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwSupplies) bad = NULL;
      g_autoptr (CwSupplies) well = NULL;

      evolis_rig_do (rig, "fault %s %d", words[1], good);
      be_hasty (rig, TRUE);
      bad = cw_supply_source_read (CW_SUPPLY_SOURCE (rig->evolis), &error);
      be_hasty (rig, FALSE);
      evolis_rig_do (rig, "fault none 0");
      g_test_message ("%s %d: %s", words[1], good, error != NULL ? error->message : "read");
      g_assert_true (bad == NULL || bad->ribbon_left == 87 || bad->ribbon_left == -1);
      g_assert_true (bad == NULL || bad->ribbon_whole == 100 || bad->ribbon_whole == -1);
      g_assert_true (bad == NULL || bad->cards_to_cleaning == 412 || bad->cards_to_cleaning == -1);
      g_assert_true (bad == NULL || bad->blanks == 1 || bad->blanks == -1);
      g_assert_true (bad == NULL || bad->reasons == CW_PRINTER_REASON_NONE);
      well = cw_supply_source_read (CW_SUPPLY_SOURCE (rig->evolis), NULL);
      g_assert_nonnull (well);
      g_assert_cmpint (well->ribbon_left, ==, 87);
      g_assert_cmpuint (well->reasons, ==, CW_PRINTER_REASON_NONE);
    }
  evolis_rig_free (rig);
}

static GSocketConnection *
occupy (EvolisRig *rig)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection;

  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect_to_host (client, rig->address + strlen ("tcp://"), 0, NULL, &error);
  g_assert_no_error (error);
  return connection;
}

typedef struct
{
  EvolisRig *rig;
  gboolean   moved;
} Mover;

static gpointer
insert_thread (gpointer data)
{
  Mover *mover = data;

  mover->moved = cw_feeder_move (CW_FEEDER (mover->rig->evolis), CW_MOVE_INSERT, NULL, NULL);
  return NULL;
}

/* Somebody prints: the printer takes connections and answers one. A question is given up, a
 * movement waits, but not for ever. */
static void
test_busy (void)
{
  EvolisRig *rig = evolis_rig_new ("tcp");
  g_autoptr (GSocketConnection) other = occupy (rig);
  g_autoptr (GError) error = NULL;
  Mover mover = { .rig = rig };
  CwCardPlace place;
  GThread *thread;

  be_hasty (rig, TRUE);
  g_assert_false (cw_feeder_get_place (CW_FEEDER (rig->evolis), &place, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE);
  g_clear_error (&error);
  g_assert_false (cw_feeder_move (CW_FEEDER (rig->evolis), CW_MOVE_INSERT, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE);
  g_assert_cmpint (evolis_rig_get_number (rig, "fed"), ==, 0);

  be_hasty (rig, FALSE);
  thread = g_thread_new ("mover", insert_thread, &mover);
  g_clear_object (&other);
  g_thread_join (thread);
  g_assert_true (mover.moved);
  g_assert_cmpint (evolis_rig_get_number (rig, "fed"), ==, 1);
  evolis_rig_free (rig);
}

/* A wait is ended by whoever ordered the movement; nothing has moved then. */
static gpointer
cancel_thread (gpointer data)
{
  g_cancellable_cancel (data);
  return NULL;
}

static void
test_busy_cancelled (void)
{
  EvolisRig *rig = evolis_rig_new ("tcp");
  CwEvolisPatience patience = evolis_rig_patience;
  g_autoptr (GSocketConnection) other = occupy (rig);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread;

  patience.busy = 600 * 1000;
  cw_evolis_set_patience (rig->evolis, &patience);
  thread = g_thread_new ("canceller", cancel_thread, cancellable);
  g_assert_false (cw_feeder_move (CW_FEEDER (rig->evolis), CW_MOVE_INSERT, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  g_assert_cmpint (evolis_rig_get_number (rig, "fed"), ==, 0);
  evolis_rig_free (rig);
}

/* Power off with a card inside: after a start, by another program too, it is found and let out. */
static void
test_power (void)
{
  EvolisRig *rig = evolis_rig_new ("tcp");
  g_autoptr (CwEvolis) fresh = NULL;
  g_autoptr (GError) error = NULL;
  CwCardPlace place;

  prepare (rig, "contactless");
  evolis_rig_switch_off (rig);
  g_assert_false (cw_feeder_get_place (CW_FEEDER (rig->evolis), &place, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE);
  g_clear_error (&error);
  evolis_rig_switch_on (rig);
  g_assert_true (cw_feeder_get_place (CW_FEEDER (rig->evolis), &place, &error));
  g_assert_cmpint (place, ==, CW_CARD_PLACE_CONTACTLESS);
  fresh = evolis_rig_open (rig);
  g_assert_true (cw_feeder_get_place (CW_FEEDER (fresh), &place, &error));
  g_assert_cmpint (place, ==, CW_CARD_PLACE_CONTACTLESS);
  /* no blank is fed on top of it */
  g_assert_true (cw_feeder_move (CW_FEEDER (fresh), CW_MOVE_CONTACTLESS, NULL, &error));
  g_assert_cmpint (evolis_rig_get_number (rig, "fed"), ==, 1);
  g_assert_true (cw_feeder_move (CW_FEEDER (fresh), CW_MOVE_REJECT, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (evolis_rig_get_number (rig, "reject"), ==, 1);
  evolis_rig_free (rig);
}

/* What another program asks at the same time, and leaves unread, is nobody's answer here. */
static void
test_left_behind (void)
{
  static const char questions[] = "\033Rlr;h\r\033Rtp\r\033Rsn\r";
  EvolisRig *rig = evolis_rig_new ("pty");
  int fd = open (rig->address + strlen ("usb:"), O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  guint right = 0;

  g_assert_cmpint (fd, >=, 0);
  prepare (rig, "inside");
  for (int i = 0; i < 30; i++)
    {
      g_autoptr (GError) error = NULL;
      CwCardPlace place;

      if (i < 20)
        g_assert_cmpint (write (fd, questions, sizeof questions - 1), ==, sizeof questions - 1);
      if (cw_feeder_get_place (CW_FEEDER (rig->evolis), &place, &error))
        g_assert_cmpint (place, ==, CW_CARD_PLACE_INSIDE);
      else
        g_assert_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE);
      right += error == NULL;
    }
  /* at the latest when the other one is quiet */
  g_test_message ("%u of 30 times", right);
  g_assert_cmpuint (right, >=, 9);
  close (fd);
  evolis_rig_free (rig);
}

static void
add (const char       *kind,
     const char       *what,
     const char *const faults[],
     GTestDataFunc     test)
{
  for (guint i = 0; faults[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat ("/printers/evolis-faults/", kind, "/", what, "/", faults[i], NULL);

      g_test_add_data_func_full (path, g_strconcat (kind, " ", faults[i], NULL), test, g_free);
    }
}

int
main (int    argc,
      char **argv)
{
  static const char *const moving[] = { "none", "jam", "astray", "fall", "error", "silent", "dies-before", "dies-after", NULL };
  static const char *const asking[] = { "deaf", "cut", "cut-open", "flood", "binary", "words", "twice", "late", "lagging", NULL };

  /* a device file has no plug that a printer could pull; what it says late stays on the wire */
  static const char *const moving_on[] = { "none", "jam", "astray", "silent", NULL };
  static const char *const asking_on[] = { "deaf", "cut-open", "flood", "binary", "words", "twice", "late", "lagging", NULL };
  static const char *const lingering[] = { "cut-open", "twice", "late", "lagging", NULL };

  g_test_init (&argc, &argv, NULL);

  add ("tcp", "movement", moving, test_movements);
  add ("tcp", "question", asking, test_questions);
  add ("tcp", "place", asking, test_places);
  add ("tcp", "supplies", asking, test_supplies);
  add ("pty", "movement", moving_on, test_movements);
  add ("pty", "question", lingering, test_questions);
  add ("pty", "place", asking_on, test_places);
  g_test_add_func ("/printers/evolis-faults/busy", test_busy);
  g_test_add_func ("/printers/evolis-faults/busy-cancelled", test_busy_cancelled);
  g_test_add_func ("/printers/evolis-faults/power", test_power);
  g_test_add_func ("/printers/evolis-faults/left-behind", test_left_behind);

  return g_test_run ();
}
