/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/station-private.h"

/* The station as the saga's operator: what the issuing thread says becomes signals on the
 * window's main context, and its questions wait there for cw_station_answer(). */

typedef struct
{
  CwStation   *station;
  CwStage      stage;
  CwStageState state;
  char        *sentence;
  CwQuestion  *question; /* (nullable): this is a question */
} CwNews;

static void
cw_news_free (CwNews *news)
{
  g_object_unref (news->station);
  g_free (news->sentence);
  cw_question_free (news->question);
  g_free (news);
}

static gboolean
cw_news_emit_cb (gpointer user_data)
{
  CwNews *news = user_data;

  if (news->question != NULL)
    g_signal_emit_by_name (news->station, "question", news->question);
  else
    g_signal_emit_by_name (news->station, "stage", (int) news->stage, (int) news->state, news->sentence);
  return G_SOURCE_REMOVE;
}

/* Not g_main_context_invoke(): that would run here when nobody iterates the context just now. */
static void
cw_news_post (CwNews *news)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, cw_news_emit_cb, news, (GDestroyNotify) cw_news_free);
  g_source_attach (source, news->station->context);
}

static void
cw_station_operator_show (CwOperator  *operator,
                          CwStage      stage,
                          CwStageState state,
                          const char  *sentence)
{
  CwNews *news = g_new0 (CwNews, 1);

  news->station = g_object_ref (CW_STATION (operator));
  news->stage = stage;
  news->state = state;
  news->sentence = g_strdup (sentence);
  cw_news_post (news);
}

static void
cw_station_cancelled_cb (GCancellable *cancellable,
                         gpointer      user_data)
{
  CwStation *self = user_data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_cond_broadcast (&self->answered);
}

static CwAnswer
cw_station_operator_ask (CwOperator       *operator,
                         const CwQuestion *question,
                         GCancellable     *cancellable)
{
  CwStation *self = CW_STATION (operator);
  CwNews *news = g_new0 (CwNews, 1);
  gulong handler;
  CwAnswer answer;

  g_mutex_lock (&self->lock);
  self->asking = TRUE;
  self->has_answer = FALSE;
  g_mutex_unlock (&self->lock);

  news->station = g_object_ref (self);
  news->question = cw_question_copy (question);
  cw_news_post (news);

  handler = cancellable != NULL ? g_cancellable_connect (cancellable, G_CALLBACK (cw_station_cancelled_cb), self, NULL) : 0;
  g_mutex_lock (&self->lock);
  while (!self->has_answer && !g_cancellable_is_cancelled (cancellable))
    g_cond_wait (&self->answered, &self->lock);
  answer = self->has_answer ? self->answer : CW_ANSWER_LATER;
  self->asking = FALSE;
  g_mutex_unlock (&self->lock);
  g_cancellable_disconnect (cancellable, handler);
  return answer;
}

void
cw_station_init_operator (CwOperatorInterface *iface)
{
  iface->show = cw_station_operator_show;
  iface->ask = cw_station_operator_ask;
}

/**
 * cw_station_answer:
 *
 * Answers the question that was asked last. An answer that nobody waits for is dropped.
 */
void
cw_station_answer (CwStation *self,
                   CwAnswer   answer)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (CW_IS_STATION (self));

  locker = g_mutex_locker_new (&self->lock);
  if (!self->asking || self->has_answer)
    return;
  self->answer = answer;
  self->has_answer = TRUE;
  g_cond_broadcast (&self->answered);
}
