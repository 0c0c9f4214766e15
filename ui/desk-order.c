/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/desk-private.h"

#include <glib/gi18n-lib.h>

#include "ui/dialogs.h"
#include "ui/words.h"

/* The course of one order on the desk: it is started here, what the station says is shown, and
 * the operator's answers are handed back. GTK thread only. */

static void
focus_primary (CwDesk *self)
{
  GtkWidget *primary = cw_act_bar_get_primary (self->acts);

  if (gtk_widget_is_sensitive (primary) && gtk_widget_get_mapped (primary))
    gtk_widget_grab_focus (primary);
}

/* What the stage said already is not said twice, one line below the other. */
static void
say_once (CwDesk     *self,
          CwTone      tone,
          const char *sentence,
          const char *detail)
{
  if (g_strcmp0 (cw_stages_get_sentence (self->stages), sentence) == 0)
    cw_stages_set_sentence (self->stages, NULL);
  cw_notice_say (self->notice, tone, sentence, detail);
}

static void
stop_asked_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (CwDesk) self = CW_DESK (user_data);

  g_clear_weak_pointer (&self->stop_dialog);
  if (cw_ask_finish (result) && cw_desk_get_busy (self))
    cw_desk_stop (self);
}

static char *
stop_words (CwDesk *self)
{
  const CwStageState *states = cw_stages_get_states (self->stages);
  g_autofree char *so_far = cw_words_so_far (states);
  g_autofree char *becomes = cw_words_when_stopped (states);

  /* Translators: two sentences: what has happened to the card so far, and what becomes of it when the order is stopped. */
  return g_strdup_printf (_("%s %s The order stays open and is listed among the cards in doubt until you settle it."), so_far, becomes);
}

void
cw_desk_ask_to_stop (CwDesk *self)
{
  g_autofree char *words = stop_words (self);

  if (self->stop_dialog != NULL)
    return;

  self->stop_dialog = cw_ask_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _("Stop This Card?"), words,
                                    _("Go on"), _("Stop"), TRUE, stop_asked_cb, g_object_ref (self));
  g_object_add_weak_pointer (G_OBJECT (self->stop_dialog), (gpointer *) &self->stop_dialog);
}

/* The work goes on behind the question, so its words follow. */
static void
follow_stop_dialog (CwDesk *self)
{
  g_autofree char *words = stop_words (self);

  if (self->stop_dialog != NULL)
    cw_ask_set_body (self->stop_dialog, words);
}

static void
show_result (CwDesk              *self,
             const CwIssueResult *result)
{
  g_autofree char *words = cw_words_for_result (result, cw_stages_get_state (self->stages, CW_STAGE_REGISTER));
  CwTone tone = CW_TONE_PLAIN;

  self->order_id = result->order_id;
  switch (result->end)
    {
    case CW_ISSUE_ISSUED:
    case CW_ISSUE_READY:
      tone = CW_TONE_SUCCESS;
      break;
    case CW_ISSUE_FAILED:
      tone = CW_TONE_ERROR;
      break;
    case CW_ISSUE_IN_DOUBT:
      tone = CW_TONE_WARNING;
      break;
    }
  say_once (self, tone, result->sentence != NULL ? result->sentence : "", words);
  cw_desk_set_phase (self, CW_DESK_ENDED, cw_words_after (result->end));
}

/* @issued: (nullable): how the order ended; @error: (nullable): why that is not known; neither: what
 * was settled was no order */
static void
end_course (CwDesk              *self,
            const CwIssueResult *issued,
            const GError        *error)
{
  g_clear_object (&self->issuing);
  g_clear_pointer (&self->question, cw_question_free);
  if (self->stop_dialog != NULL)
    gtk_window_close (GTK_WINDOW (self->stop_dialog));
  if (self->station == NULL)
    return;
  if (cw_station_is_demo (self->station))
    cw_station_demo_take_card (self->station);

  if (issued != NULL)
    {
      show_result (self, issued);
    }
  else
    {
      cw_notice_say (self->notice, error != NULL ? CW_TONE_ERROR : CW_TONE_SUCCESS, error != NULL ? error->message : _("It is settled."), NULL);
      cw_desk_set_phase (self, CW_DESK_ENDED, cw_words_after (error != NULL && self->student != NULL ? CW_ISSUE_FAILED : CW_ISSUE_READY));
    }
  focus_primary (self);
  g_signal_emit_by_name (self, "finished");
}

static void
issued_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (CwDesk) self = CW_DESK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwIssueResult) issued = cw_station_issue_finish (CW_STATION (source), result, &error);

  end_course (self, issued, error);
}

static void
settled_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (CwDesk) self = CW_DESK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwIssueResult) issued = cw_station_settle_leftover_finish (CW_STATION (source), result, &error);

  end_course (self, issued, error);
}

static void
begin_course (CwDesk *self,
              CwStage stage)
{
  cw_stages_reset (self->stages);
  cw_notice_clear (self->notice);
  self->issuing = g_cancellable_new ();
  cw_desk_set_phase (self, CW_DESK_ISSUING, cw_words_while (stage, CW_STAGE_STATE_WORKING, FALSE));
}

void
cw_desk_start (CwDesk          *self,
               gint64           order_id,
               const CwReissue *reissue)
{
  g_return_if_fail (self->issuing == NULL);

  begin_course (self, CW_STAGE_LAYOUT);
  cw_station_issue_async (self->station, self->student != NULL ? self->student->id : NULL, order_id, reissue, self->issuing, issued_cb, g_object_ref (self));
}

void
cw_desk_start_leftover (CwDesk           *self,
                        const CwLeftover *leftover,
                        CwLeftoverAct     act)
{
  g_return_if_fail (self->issuing == NULL);

  begin_course (self, CW_STAGE_HAND_OVER);
  cw_station_settle_leftover_async (self->station, leftover, act, self->issuing, settled_cb, g_object_ref (self));
}

static void
stage_cb (CwDesk      *self,
          CwStage      stage,
          CwStageState state,
          const char  *sentence)
{
  if (self->issuing == NULL || stage < 0 || stage >= CW_STAGE_COUNT)
    return;

  cw_stages_set_state (self->stages, stage, state, sentence);
  cw_desk_arrange (self);
  follow_stop_dialog (self);
  if (stage == CW_STAGE_LAYOUT && state == CW_STAGE_STATE_DONE)
    cw_desk_look (self);
  if (self->phase != CW_DESK_ISSUING)
    return;
  if (state == CW_STAGE_STATE_WORKING || state == CW_STAGE_STATE_WAITING)
    {
      cw_desk_set_phase (self, CW_DESK_ISSUING, cw_words_while (stage, state, cw_station_is_demo (self->station)));
      focus_primary (self);
    }
}

/* Where the chip is written first, the card is a blank until it is printed. */
static gboolean
is_blank (CwDesk *self)
{
  return cw_stages_get_state (self->stages, CW_STAGE_PRINT) == CW_STAGE_STATE_TODO &&
         cw_stages_get_state (self->stages, CW_STAGE_ENCODE) != CW_STAGE_STATE_TODO;
}

/* A card that should be destroyed and is not is a live card in a drawer: Enter alone, pressed out of
 * habit, must not be the answer. */
static void
ask_for_the_deed (CwDesk *self)
{
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->destroyed), FALSE);
  cw_act_bar_set_locked (self->acts, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (cw_faces_get_view (self->faces, CW_FACE_FRONT)));
}

static void
question_cb (CwDesk           *self,
             const CwQuestion *question)
{
  if (self->issuing == NULL)
    return;

  g_clear_pointer (&self->question, cw_question_free);
  self->question = cw_question_copy (question);
  self->order_id = question->order_id;
  say_once (self, CW_TONE_PLAIN, question->sentence, question->detail);
  cw_desk_set_phase (self, CW_DESK_ASKING, cw_words_for_question (question, self->student != NULL ? self->student->given_names : NULL, is_blank (self)));
  if (question->kind == CW_QUESTION_DESTROY)
    ask_for_the_deed (self);
  else
    focus_primary (self);
}

void
cw_desk_follow (CwDesk *self)
{
  g_signal_connect_object (self->station, "stage", G_CALLBACK (stage_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->station, "question", G_CALLBACK (question_cb), self, G_CONNECT_SWAPPED);
}

static CwStage
stage_of_question (CwQuestionKind kind)
{
  switch (kind)
    {
    case CW_QUESTION_WAS_PRINTED:
    case CW_QUESTION_QUALITY:
      return CW_STAGE_PRINT;
    case CW_QUESTION_TRY_AGAIN:
      return CW_STAGE_ENCODE;
    case CW_QUESTION_HAND_OVER:
    case CW_QUESTION_DESTROY:
      return CW_STAGE_HAND_OVER;
    }
  g_return_val_if_reached (CW_STAGE_HAND_OVER);
}

void
cw_desk_answer (CwDesk  *self,
                CwAnswer said)
{
  CwStage stage = self->question != NULL ? stage_of_question (self->question->kind) : CW_STAGE_HAND_OVER;

  g_clear_pointer (&self->question, cw_question_free);
  cw_notice_clear (self->notice);
  cw_desk_set_phase (self, CW_DESK_ISSUING, cw_words_while (stage, CW_STAGE_STATE_WORKING, FALSE));
  cw_station_answer (self->station, said);
}

void
cw_desk_stop (CwDesk *self)
{
  g_return_if_fail (CW_IS_DESK (self));

  if (self->phase == CW_DESK_ASKING)
    cw_desk_answer (self, CW_ANSWER_LATER);
  else if (self->issuing != NULL)
    g_cancellable_cancel (self->issuing);
}
