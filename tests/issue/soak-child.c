/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One life of a station that makes a card for each of many students while things go wrong: the child
 * of test-soak. Machine, chips and register stay as they were when it dies.
 *
 *   soak-child FOLDER STUDENTS SEED EVENT
 *
 * SEED: what goes wrong, and when. EVENT n > 0: SIGKILL itself at the n-th commit or movement, each of
 * which is two, just before and just after; 0: never. Exit 0: every student has a card and nothing is
 * owed to the register any more. */

#define G_LOG_DOMAIN "soak-child"

#include "config.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/base/error.h"
#include "app/issue/lifecycle.h"
#include "app/station/station-private.h"
#include "honest.h"
#include "soak.h"

/* of a hundred cards */
#define FAULTS 20
#define REISSUES 8
#define ACTS 8
#define ROUNDS 10

#define MOST_ORDERS 12 /* for one student */
#define MOST_RUNS 12   /* of one order */

typedef struct
{
  const char  *folder;
  CwStation   *station;
  CwIssueTools tools;
  Machine     *machine;
  Honest      *honest;
  GRand       *rand;
  SoakMark     mark;
  CwClock     *later; /* the outbox's */
} Soak;

static int events;
static int deadly;

static void
count_event (gboolean before,
             gpointer user_data)
{
  if (g_atomic_int_add (&events, 1) + 1 == deadly)
    kill (getpid (), SIGKILL);
}

static void
use_machine (Soak *soak)
{
  g_clear_object (&soak->honest);
  g_clear_object (&soak->machine);
  soak->machine = soak_open_machine (soak->folder, soak->mark.machine);
  soak->machine->moved = count_event;
  soak->tools.printer = CW_PRINTER (soak->machine);
  soak->tools.feeder = CW_FEEDER (soak->machine);
  soak->tools.reader = CW_READER (soak->machine->reader);
  soak->tools.reader_inside = TRUE;
  soak->honest = honest_new (&soak->tools, soak->machine);
  soak->honest->earlier = soak->mark.earlier;
}

/* The trays are emptied and blanks are put in. */
static void
change_machine (Soak *soak)
{
  if (soak->machine->inside >= 0 || soak->machine->plastics->len < SOAK_MACHINE_CARDS)
    return;
  soak->mark.earlier += soak->machine->plastics->len;
  soak->mark.machine++;
  soak_write_mark (soak->folder, &soak->mark);
  use_machine (soak);
}

/* what goes wrong */

static guint
pick (Soak *soak,
      guint below)
{
  return (guint) g_rand_int_range (soak->rand, 0, (gint32) below);
}

static void
break_register (Soak *soak)
{
  static const CwStandInFault faults[] = {
    CW_STAND_IN_HTML, CW_STAND_IN_UNAVAILABLE, CW_STAND_IN_CUT_OFF, CW_STAND_IN_REDIRECT, CW_STAND_IN_LOSE_ANSWER,
    CW_STAND_IN_TOO_MANY, CW_STAND_IN_STORM, CW_STAND_IN_TWICE, CW_STAND_IN_WRONG_TYPE,
  };

  cw_stand_in_set_fault (soak->station->stand_in, faults[pick (soak, G_N_ELEMENTS (faults))], 1 + pick (soak, 4));
}

static void
break_something (Soak *soak)
{
  Machine *machine = soak->machine;

  switch (pick (soak, 12))
    {
    case 0:
      machine->move_error = CW_ERROR_PRINTER_STOPPED;
      machine->move_happens = pick (soak, 2) != 0;
      break;
    case 1:
      machine->place_unknown = TRUE;
      break;
    case 2:
      machine->outcome = CW_PRINT_UNCERTAIN;
      machine->prints = pick (soak, 2) != 0;
      break;
    case 3:
      machine->outcome = CW_PRINT_NOT_PRINTED;
      machine->prints = FALSE;
      break;
    case 4:
      machine->hold_fails = TRUE;
      break;
    case 5:
      machine->bad_chips = machine->plastics->len + 1;
      break;
    case 6:
      machine->unreachable = TRUE;
      break;
    case 7:
      machine->tear_at = 1 + pick (soak, 40);
      break;
    default:
      break_register (soak);
      break;
    }
}

/* Somebody has been at the printer; a chip that is broken stays broken. */
static void
mend (Soak *soak)
{
  Machine *machine = soak->machine;

  machine->move_error = -1;
  machine->place_unknown = FALSE;
  machine->outcome = CW_PRINT_PRINTED;
  machine->prints = TRUE;
  machine->hold_fails = FALSE;
  machine->unreachable = FALSE;
  machine->tear_at = 0;
  if (machine->inside < 0)
    machine->bad_chips = 0;
}

/* orders */

static void
finish_order (Soak  *soak,
              gint64 order_id)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < MOST_RUNS; i++)
    {
      g_autoptr (CwOrderRow) row = NULL;

      if (!honest_run_order (soak->honest, order_id, &error))
        g_error ("order %" G_GINT64_FORMAT ": %s", order_id, error->message);
      mend (soak);
      row = cw_store_get_order (soak->tools.store, order_id, &error);
      g_assert_no_error (error);
      if (!row->open)
        return;
    }
  g_error ("order %" G_GINT64_FORMAT " does not end", order_id);
}

static void
finish_open_orders (Soak *soak)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) orders = cw_store_list_open_orders (soak->tools.store, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < orders->len; i++)
    finish_order (soak, ((CwOrderRow *) g_ptr_array_index (orders, i))->id);
}

static void
order_card (Soak            *soak,
            const char      *student_id,
            const CwReissue *reissue)
{
  g_autoptr (GError) error = NULL;
  gint64 order_id = cw_issue_reserve (&soak->tools, student_id, pick (soak, 2) != 0 ? "print-first" : "encode-first", reissue, &error);

  /* a printer that is switched off is found before a number is spent */
  if (order_id == 0)
    g_printerr ("not begun: %s\n", error->message);
  else
    finish_order (soak, order_id);
  mend (soak);
  change_machine (soak);
}

/* One act on the newest card; the register may be in trouble meanwhile, which is the outbox's to bear. */
static void
act (Soak        *soak,
     const char  *student_id,
     CwLifeAct    what,
     CwCardState  from)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) cards = cw_store_list_cards (soak->tools.store, student_id, 1, 0, &error);
  const CwCard *card = cards != NULL && cards->len > 0 ? g_ptr_array_index (cards, 0) : NULL;

  g_assert_no_error (error);
  if (card == NULL || card->state != from)
    return;
  if (!cw_life_act_on_card (&soak->tools, what, card->id, "for a while", &error))
    g_error ("%s: %s", student_id, error->message);
}

/* A life that ended between the two leaves the card for the next one to find. */
static void
find_again (Soak       *soak,
            const char *student_id)
{
  act (soak, student_id, CW_LIFE_ACT_FIND, CW_CARD_STATE_SUSPENDED);
  act (soak, student_id, CW_LIFE_ACT_FIND, CW_CARD_STATE_LOST);
}

static void
miss_and_find (Soak       *soak,
               const char *student_id)
{
  if (pick (soak, 100) < FAULTS)
    break_register (soak);
  act (soak, student_id, pick (soak, 2) != 0 ? CW_LIFE_ACT_SUSPEND : CW_LIFE_ACT_LOST, CW_CARD_STATE_ISSUED);
  find_again (soak, student_id);
}

static void
serve (Soak       *soak,
       const char *student_id)
{
  g_autoptr (CwCard) card = NULL;
  guint issued;

  for (guint i = 0; i < MOST_ORDERS; i++)
    {
      g_clear_pointer (&card, cw_card_unref);
      card = soak_find_issued (soak->tools.store, student_id, &issued);
      if (card != NULL)
        return;
      if (pick (soak, 100) < FAULTS)
        break_something (soak);
      order_card (soak, student_id, NULL);
    }
  g_error ("%s gets no card", student_id);
}

static void
serve_again (Soak       *soak,
             const char *student_id)
{
  static const CwReissueReason reasons[] = { CW_REISSUE_REASON_LOST, CW_REISSUE_REASON_STOLEN, CW_REISSUE_REASON_DAMAGED, CW_REISSUE_REASON_CHIP_DEAD };
  g_autoptr (CwReissue) reissue = cw_reissue_new (reasons[pick (soak, G_N_ELEMENTS (reasons))], NULL);

  if (pick (soak, 100) < FAULTS)
    break_something (soak);
  order_card (soak, student_id, reissue);
  serve (soak, student_id);
}

/* what is owed */

/* One round on a clock that is two days further on each time, and beyond any pause that the register
 * asked for; four messages are under way at once. */
static guint
send_round (Soak *soak)
{
  g_autoptr (GError) error = NULL;
  CwOutboxResult result = { 0, };

  cw_clock_advance (soak->later, 2 * G_TIME_SPAN_DAY);
  if (!cw_outbox_send_due (soak->tools.store, soak->tools.registry, soak->tools.user_data, soak->later, CW_OUTBOX_PARALLEL, NULL, &result, &error))
    g_error ("%s", error->message);
  return result.waiting;
}

static gboolean
send_all (Soak *soak)
{
  guint waiting = 1;

  cw_stand_in_set_fault (soak->station->stand_in, CW_STAND_IN_WELL, 0);
  for (guint i = 0; i < 20 && waiting > 0; i++)
    waiting = send_round (soak);
  g_printerr ("owed: %u waiting\n", waiting);
  return waiting == 0;
}

static void
work (Soak *soak,
      guint students)
{
  finish_open_orders (soak);
  change_machine (soak);
  while (soak->mark.done < students)
    {
      g_autofree char *student_id = soak_student_id (soak->mark.done);

      find_again (soak, student_id);
      serve (soak, student_id);
      if (pick (soak, 100) < REISSUES)
        serve_again (soak, student_id);
      if (pick (soak, 100) < ACTS)
        miss_and_find (soak, student_id);
      if (pick (soak, 100) < ROUNDS)
        send_round (soak);
      soak->mark.done++;
      soak_write_mark (soak->folder, &soak->mark);
    }
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GError) error = NULL;
  Soak soak = { NULL, };
  gboolean ok;

  if (argc != 5)
    return 2;
  soak.folder = argv[1];
  soak.station = cw_station_open (soak.folder, TRUE, &error);
  if (soak.station == NULL)
    g_error ("%s", error->message);
  soak.tools = *cw_station_get_tools (soak.station);
  soak.rand = g_rand_new_with_seed ((guint32) g_ascii_strtoull (argv[3], NULL, 10));
  soak.mark = soak_read_mark (soak.folder);
  soak.later = cw_clock_new_manual (cw_clock_now (soak.tools.clock));
  cw_clock_advance (soak.later, cw_clock_monotonic (soak.tools.clock));
  use_machine (&soak);

  deadly = (int) g_ascii_strtoull (argv[4], NULL, 10);
  cw_store_set_commit_func (soak.tools.store, count_event, NULL);
  work (&soak, (guint) g_ascii_strtoull (argv[2], NULL, 10));
  ok = send_all (&soak);
  cw_store_set_commit_func (soak.tools.store, NULL, NULL);
  g_clear_object (&soak.honest);
  g_clear_object (&soak.machine);
  g_clear_object (&soak.station);
  g_clear_object (&soak.later);
  g_rand_free (soak.rand);
  return ok ? 0 : 1;
}
