/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One life of a station whose printer can be told where to take its card, and which may end at a
 * commit or at a movement: the child of test-feeder-crash. The machine, its chips and the register
 * stay as they were at that moment.
 *
 *   feeder-child FOLDER EVENT STEPS BAD TRAY
 *
 * EVENT n > 0: SIGKILL itself at the n-th event; each commit, movement and job is two, just before and
 * just after. 0: never. STEPS: those of the profile. BAD: so many blanks have a bad chip. TRAY: whether
 * there is a reject tray. Takes up open orders, then issues a card unless the student has one. */

#define G_LOG_DOMAIN "feeder-child"

#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/station/station.h"
#include "honest.h"

#define STUDENT "lbtu/LF23001"
#define MOST_ORDERS 5

static guint events;
static guint deadly;

static void
count_event (gboolean before,
             gpointer user_data)
{
  if (++events == deadly)
    kill (getpid (), SIGKILL);
}

static gboolean
is_issued (CwStore *store)
{
  g_autoptr (GPtrArray) cards = cw_store_list_cards (store, STUDENT, 100, 0, NULL);

  for (guint i = 0; i < cards->len; i++)
    if (((CwCard *) g_ptr_array_index (cards, i))->state == CW_CARD_STATE_ISSUED)
      return TRUE;
  return FALSE;
}

static gboolean
work (Honest  *honest,
      GError **error)
{
  CwStore *store = honest->tools->store;
  g_autoptr (GPtrArray) orders = cw_store_list_open_orders (store, error);

  if (orders == NULL)
    return FALSE;
  for (guint i = 0; i < orders->len; i++)
    if (!honest_run_order (honest, ((CwOrderRow *) g_ptr_array_index (orders, i))->id, error))
      return FALSE;
  for (guint i = 0; i < MOST_ORDERS && !is_issued (store); i++)
    {
      gint64 order_id = cw_issue_reserve (honest->tools, STUDENT, "inside", NULL, error);

      if (order_id == 0 || !honest_run_order (honest, order_id, error))
        return FALSE;
    }
  return is_issued (store);
}

static gboolean
put_profile (CwStore    *store,
             const char *steps,
             GError    **error)
{
  g_autoptr (CwProfile) shipped = cw_store_get_profile (store, "lbtu-student", error);
  g_autoptr (CwProfile) profile = cw_profile_new ();

  if (shipped == NULL)
    return FALSE;
  profile->id = g_strdup ("inside");
  profile->institution_id = g_strdup (shipped->institution_id);
  profile->name = g_strdup ("inside");
  profile->template_uri = g_strdup (shipped->template_uri);
  profile->chip_plan = g_strdup ("escn");
  profile->card_type = CW_CARD_TYPE_SMART_NO_CDZ;
  profile->registered = TRUE;
  profile->validity_months = 12;
  return cw_profile_set_steps (profile, steps, error) && cw_store_put_profile (store, profile, error);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStation) station = NULL;
  g_autoptr (Machine) machine = NULL;
  g_autoptr (Honest) honest = NULL;
  CwIssueTools tools;

  if (argc != 6)
    return 2;
  deadly = (guint) g_ascii_strtoull (argv[2], NULL, 10);
  station = cw_station_open (argv[1], TRUE, &error);
  if (station == NULL || !put_profile (cw_station_get_tools (station)->store, argv[3], &error))
    g_error ("%s", error->message);
  machine = machine_new (argv[1]);
  machine->bad_chips = (guint) g_ascii_strtoull (argv[4], NULL, 10);
  machine->traits.reject = strcmp (argv[5], "tray") == 0;
  machine->moved = count_event;
  tools = *cw_station_get_tools (station);
  tools.printer = CW_PRINTER (machine);
  tools.feeder = CW_FEEDER (machine);
  tools.reader = CW_READER (machine->reader);
  tools.reader_inside = TRUE;
  honest = honest_new (&tools, machine);
  cw_store_set_commit_func (tools.store, count_event, NULL);
  if (!work (honest, &error))
    {
      g_printerr ("feeder-child: %s\n", error != NULL ? error->message : "no card was issued");
      return 1;
    }
  cw_store_set_commit_func (tools.store, NULL, NULL);
  printf ("%u\n", events);
  return 0;
}
