/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One life of a demo station that may end at a commit or at anything done to the world: the child of
 * test-crash. The printer's folder, the chip and the register stay as they were at that moment.
 *
 *   crash-child FOLDER EVENT ACT
 *
 * EVENT n > 0: SIGKILL itself at the n-th event of events.h; 0: never. Takes up open orders, then does
 * the act unless it is done, then sends what is owed. Exit 0: the act is done and nothing is owed. */

#define G_LOG_DOMAIN "crash-child"

#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "app/station/station.h"
#include "acts.h"
#include "events.h"

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
run_order (Honest          *honest,
           gint64           order_id,
           const CwReissue *reissue,
           GError         **error)
{
  g_autoptr (CwIssueResult) result = cw_station_issue (honest->station, order_id == 0 ? ACTS_STUDENT : NULL, order_id, reissue, CW_OPERATOR (honest), NULL, error);

  if (result != NULL)
    g_printerr ("order: %s\n", result->sentence);
  return result != NULL;
}

static gboolean
take_up (Honest  *honest,
         GError **error)
{
  g_autoptr (GPtrArray) orders = cw_store_list_open_orders (cw_station_get_tools (honest->station)->store, error);

  for (guint i = 0; orders != NULL && i < orders->len; i++)
    if (!run_order (honest, ((CwOrderRow *) g_ptr_array_index (orders, i))->id, NULL, error))
      return FALSE;
  return orders != NULL;
}

/* The register keeps nobody waiting here: what failed is sent at once, whatever its due time. */
static gboolean
send_owed (const CwIssueTools *tools,
           GError            **error)
{
  g_autoptr (CwRegistry) registry = tools->registry ("lbtu", tools->user_data, error);
  g_autoptr (GPtrArray) waiting = registry != NULL ? cw_store_list_messages (tools->store, "waiting", 0, error) : NULL;

  for (guint i = 0; waiting != NULL && i < waiting->len; i++)
    if (!cw_outbox_send_one (tools->store, registry, tools->clock, ((CwOutboxRow *) g_ptr_array_index (waiting, i))->id, NULL, error))
      return FALSE;
  return waiting != NULL;
}

static gboolean
work (CwStation *station,
      const Act *act,
      GError   **error)
{
  const CwIssueTools *tools = cw_station_get_tools (station);
  g_autoptr (Honest) honest = g_object_new (TYPE_HONEST, NULL);

  honest->station = station;
  if (!take_up (honest, error))
    return FALSE;
  if (!act_is_done (act, tools->store))
    {
      g_autoptr (CwReissue) reissue = act->reissue ? cw_reissue_new (act->reason, NULL) : NULL;

      if (act->run != NULL ? !act->run (tools, error) : !run_order (honest, 0, reissue, error))
        return FALSE;
    }
  return send_owed (tools, error) && act_is_done (act, tools->store);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStation) station = NULL;
  CwStore *store;

  if (argc != 4 || act_find (argv[3]) == NULL)
    return 2;
  station = cw_station_open (argv[1], TRUE, &error);
  if (station == NULL)
    g_error ("%s", error->message);
  store = cw_station_get_tools (station)->store;
  events_arm (store, (guint) g_ascii_strtoull (argv[2], NULL, 10));
  if (!work (station, act_find (argv[3]), &error))
    {
      g_printerr ("crash-child: %s\n", error != NULL ? error->message : "the act is not done");
      return 1;
    }
  printf ("%u\n", events_disarm (store));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  return 0;
}
