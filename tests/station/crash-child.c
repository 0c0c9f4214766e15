/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One run of the saga on a demo station that may die at a commit: the child of test-crash. The
 * world around it (printer's folder, chip, register) stays as it was at that moment.
 *
 *   crash-child FOLDER EVENT
 *
 * EVENT n > 0: SIGKILL itself at the n-th commit event, where each commit is two events, just
 * before and just after. 0: never. Takes up open orders first; issues one card when there is
 * none yet. Exit 0: the card is issued. */

#define G_LOG_DOMAIN "crash-child"

#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/station/station.h"

#define STUDENT "lbtu/LF23001"

static guint events;
static guint deadly;

static void
count_commit (gboolean before,
              gpointer user_data)
{
  if (++events == deadly)
    kill (getpid (), SIGKILL);
}

/* An operator who does what they are told and answers with what they see. */

#define TYPE_HONEST (honest_get_type ())
G_DECLARE_FINAL_TYPE (Honest, honest, TEST, HONEST, GObject)

struct _Honest
{
  GObject    parent_instance;

  CwStation *station;
  guint      tries;
};

static void honest_iface_init (CwOperatorInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (Honest, honest, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (CW_TYPE_OPERATOR, honest_iface_init))

static void
honest_show (CwOperator  *operator,
             CwStage      stage,
             CwStageState state,
             const char  *sentence)
{
  if (stage == CW_STAGE_ENCODE && state == CW_STAGE_STATE_WAITING)
    cw_station_demo_lay_card (TEST_HONEST (operator)->station);
}

static CwAnswer
honest_look_at_card (Honest           *self,
                     const CwQuestion *question)
{
  g_autoptr (CwCard) card = cw_store_get_card_of_order (cw_station_get_tools (self->station)->store, question->order_id, NULL);
  g_autofree char *escn = cw_escn_to_string (&card->escn);
  g_autofree char *path = g_build_filename (cw_station_get_directory (self->station), "cards", escn, "card.pdf", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) ? CW_ANSWER_YES : CW_ANSWER_NO;
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
      return honest_look_at_card (self, question);
    case CW_QUESTION_HAND_OVER:
    case CW_QUESTION_DESTROY:
    case CW_QUESTION_QUALITY:
      return CW_ANSWER_YES;
    case CW_QUESTION_TRY_AGAIN:
      return ++self->tries < 3 ? CW_ANSWER_YES : CW_ANSWER_LATER;
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
is_issued (CwStore *store,
           GError **error)
{
  g_autoptr (GPtrArray) cards = cw_store_list_cards (store, STUDENT, 100, 0, error);

  if (cards == NULL)
    return FALSE;
  for (guint i = 0; i < cards->len; i++)
    if (((CwCard *) g_ptr_array_index (cards, i))->state == CW_CARD_STATE_ISSUED)
      return TRUE;
  return FALSE;
}

static gboolean
work (CwStation *station,
      GError   **error)
{
  CwStore *store = cw_station_get_tools (station)->store;
  g_autoptr (Honest) honest = g_object_new (TYPE_HONEST, NULL);
  g_autoptr (GPtrArray) orders = NULL;

  honest->station = station;
  cw_store_set_commit_func (store, count_commit, NULL);
  orders = cw_store_list_open_orders (store, error);
  if (orders == NULL)
    return FALSE;
  for (guint i = 0; i < orders->len; i++)
    {
      gint64 order_id = ((CwOrderRow *) g_ptr_array_index (orders, i))->id;
      g_autoptr (CwIssueResult) result = cw_station_issue (station, NULL, order_id, NULL, CW_OPERATOR (honest), NULL, error);

      if (result == NULL)
        return FALSE;
      g_printerr ("resumed: %s\n", result->sentence);
    }
  if (!is_issued (store, error) && *error == NULL)
    {
      g_autoptr (CwIssueResult) result = cw_station_issue (station, STUDENT, 0, NULL, CW_OPERATOR (honest), NULL, error);

      if (result == NULL)
        return FALSE;
      g_printerr ("issued: %s\n", result->sentence);
    }
  cw_store_set_commit_func (store, NULL, NULL);
  return is_issued (store, error);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStation) station = NULL;

  if (argc != 3)
    return 2;
  deadly = (guint) g_ascii_strtoull (argv[2], NULL, 10);
  station = cw_station_open (argv[1], TRUE, &error);
  if (station == NULL || !work (station, &error))
    {
      g_printerr ("crash-child: %s\n", error != NULL ? error->message : "no card was issued");
      return 1;
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
  printf ("%u\n", events);
  return 0;
}
