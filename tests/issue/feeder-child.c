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
#include "machine.h"

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

/* An operator who looks before they answer. */

#define TYPE_HONEST (honest_get_type ())
G_DECLARE_FINAL_TYPE (Honest, honest, TEST, HONEST, GObject)

struct _Honest
{
  GObject             parent_instance;

  const CwIssueTools *tools;
  Machine            *machine;
  guint               tries;
};

static void honest_iface_init (CwOperatorInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (Honest, honest, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (CW_TYPE_OPERATOR, honest_iface_init))

static void
honest_show (CwOperator  *operator,
             CwStage      stage,
             CwStageState state,
             const char  *sentence)
{
}

/* Every blank that left the hopper has one row that does not say "failed"; when one has more, nothing
 * came out for it. */
static CwAnswer
honest_count_blanks (Honest *self)
{
  CwLedgerSum sum;

  g_assert_true (cw_store_sum_ledger (self->tools->store, NULL, &sum, NULL));
  return self->machine->plastics->len >= sum.asked - sum.failed ? CW_ANSWER_SPOILED : CW_ANSWER_NO;
}

static CwAnswer
honest_look (Honest           *self,
             const CwQuestion *question)
{
  g_autoptr (CwCard) card = cw_store_get_card_of_order (self->tools->store, question->order_id, NULL);
  g_autofree char *escn = cw_escn_to_string (&card->escn);

  if (strstr (question->sentence, "blank") != NULL)
    return honest_count_blanks (self);
  return machine_count_of (self->machine, escn) > 0 ? CW_ANSWER_YES : CW_ANSWER_NO;
}

static CwAnswer
honest_ask (CwOperator       *operator,
            const CwQuestion *question,
            GCancellable     *cancellable)
{
  Honest *self = TEST_HONEST (operator);

  g_printerr ("asked: %s (%s)\n", question->sentence, question->detail);
  switch (question->kind)
    {
    case CW_QUESTION_WAS_PRINTED:
      return honest_look (self, question);
    case CW_QUESTION_HAND_OVER:
      /* nobody can hand over what is still inside */
      return self->machine->inside < 0 ? CW_ANSWER_YES : CW_ANSWER_LATER;
    case CW_QUESTION_DESTROY:
    case CW_QUESTION_QUALITY:
      return CW_ANSWER_YES;
    case CW_QUESTION_TRY_AGAIN:
      return ++self->tries < 3 ? CW_ANSWER_YES : CW_ANSWER_SPOILED;
    }
  g_assert_not_reached ();
}

static void
honest_iface_init (CwOperatorInterface *iface)
{
  iface->show = honest_show;
  iface->ask = honest_ask;
}

static void
honest_class_init (HonestClass *klass)
{
}

static void
honest_init (Honest *self)
{
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
run_order (Honest *honest,
           gint64  order_id,
           GError **error)
{
  g_autoptr (CwIssueResult) result = cw_issue_run (honest->tools, order_id, CW_ISSUE_NONE, CW_OPERATOR (honest), NULL, error);

  honest->tries = 0;
  if (result != NULL)
    g_printerr ("order %" G_GINT64_FORMAT ": %s %s\n", order_id, cw_issue_end_to_name (result->end), result->sentence);
  return result != NULL;
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
    if (!run_order (honest, ((CwOrderRow *) g_ptr_array_index (orders, i))->id, error))
      return FALSE;
  for (guint i = 0; i < MOST_ORDERS && !is_issued (store); i++)
    {
      gint64 order_id = cw_issue_reserve (honest->tools, STUDENT, "inside", NULL, error);

      if (order_id == 0 || !run_order (honest, order_id, error))
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
  honest = g_object_new (TYPE_HONEST, NULL);
  honest->tools = &tools;
  honest->machine = machine;
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
