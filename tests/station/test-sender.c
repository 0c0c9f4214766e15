/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What an open desk sends by itself: at once when something is written down, later when the register
 * is away, and nothing after it was closed. The clock stands still but where a test moves it. */

#include "config.h"

#include "app/base/error.h"
#include "app/station/sender.h"
#include "tests/router/desk.h"

/* microseconds: for the impatient; a condition that holds ends the wait at once */
#define DEADLINE (30 * G_USEC_PER_SEC)

static void
count_news (const CwOutboxResult *result,
            gpointer              user_data)
{
}

static CwSender *
start (Desk *desk)
{
  return cw_sender_new (desk->store, desk->clock, 4, desk_find_registry, count_news, desk);
}

static gboolean
is_sent (Desk  *desk,
         gint64 message)
{
  g_autoptr (CwOutboxRow) row = desk_get_row (desk, message);

  return g_str_equal (row->state, "sent");
}

static void
wait_sent (Desk  *desk,
           gint64 message)
{
  gint64 end = g_get_monotonic_time () + DEADLINE;

  while (!is_sent (desk, message))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_usleep (1000);
    }
}

/* Until it has looked once more, from now on. */
static void
wait_look (CwSender *sender)
{
  guint rounds = cw_sender_count (sender);
  gint64 end = g_get_monotonic_time () + DEADLINE;

  cw_sender_wake (sender);
  /* one that was under way may have looked before */
  while (cw_sender_count (sender) < rounds + 2)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      cw_sender_wake (sender);
      g_usleep (1000);
    }
}

static void
test_at_once (Desk         *desk,
              gconstpointer data)
{
  g_autoptr (CwCard) first = desk_add_card (desk, "lbtu", "LF23001");
  g_autoptr (CwCard) second = desk_add_card (desk, "lbtu", "LF23002");
  gint64 before = desk_register (desk, first, NULL);
  g_autoptr (CwSender) sender = start (desk);
  gint64 after;

  wait_sent (desk, before);
  wait_look (sender);
  after = desk_register (desk, second, NULL);
  wait_sent (desk, after);
  g_assert_cmpuint (desk_count_bodies (desk, "POST", "cards"), ==, 2);
}

static void
test_due (Desk         *desk,
          gconstpointer data)
{
  g_autoptr (CwCard) card = desk_add_card (desk, "lbtu", "LF23001");
  g_autoptr (CwSender) sender = NULL;
  gint64 message;

  desk->offline = TRUE;
  message = desk_register (desk, card, NULL);
  sender = start (desk);
  wait_look (sender);
  desk_assert_state (desk, message, "waiting", 1);

  /* looking is not sending: it is not due, though the register is back */
  desk->offline = FALSE;
  wait_look (sender);
  desk_assert_state (desk, message, "waiting", 1);

  cw_clock_advance (desk->clock, G_TIME_SPAN_HOUR);
  cw_sender_wake (sender);
  wait_sent (desk, message);
  g_assert_cmpuint (desk_count_bodies (desk, "POST", "cards"), ==, 1);
}

/* Closed while the register keeps silent: it ends at once, and the message goes the next time. */
static void
test_closed (Desk         *desk,
             gconstpointer data)
{
  g_autoptr (CwCard) card = desk_add_card (desk, "lbtu", "LF23001");
  gint64 end = g_get_monotonic_time () + DEADLINE;
  CwSender *sender;
  gint64 message;

  cw_stand_in_set_fault (desk->stand_in, CW_STAND_IN_SILENT, 1);
  message = desk_register (desk, card, NULL);
  sender = start (desk);
  while (cw_stand_in_get_count (desk->stand_in) == 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_usleep (1000);
    }
  cw_sender_free (sender);
  g_assert_false (is_sent (desk, message));

  /* and nothing is sent by a desk that is closed */
  cw_clock_advance (desk->clock, G_TIME_SPAN_HOUR);
  desk_register (desk, card, "other@example.org");
  g_assert_false (is_sent (desk, message));

  sender = start (desk);
  wait_sent (desk, message);
  cw_sender_free (sender);
  g_assert_cmpuint (desk_count_bodies (desk, "POST", "cards"), ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/station/sender/at-once", Desk, NULL, desk_set_up, test_at_once, desk_tear_down);
  g_test_add ("/station/sender/due", Desk, NULL, desk_set_up, test_due, desk_tear_down);
  g_test_add ("/station/sender/closed", Desk, NULL, desk_set_up, test_closed, desk_tear_down);
  return g_test_run ();
}
