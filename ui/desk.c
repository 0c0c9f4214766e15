/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/desk-private.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "ui/checks.h"
#include "ui/words.h"

/* The widget, whose card it shows and where it stands; the course of an order is in
 * desk-order.c. The desk decides nothing about cards. GTK thread only. */

G_DEFINE_FINAL_TYPE (CwDesk, cw_desk, GTK_TYPE_WIDGET)

enum
{
  PROP_BUSY = 1,
  PROP_ASKING,
  N_PROPS
};

enum
{
  SIGNAL_FINISHED,
  SIGNAL_NEXT,
  SIGNAL_LET_GO,
  SIGNAL_CARD_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

void
cw_desk_set_phase (CwDesk     *self,
                   CwDeskPhase phase,
                   GPtrArray  *choices)
{
  gboolean was_busy = cw_desk_get_busy (self);
  gboolean was_asking = self->phase == CW_DESK_ASKING;

  self->phase = phase;
  cw_act_bar_take (self->acts, choices);
  cw_desk_arrange (self);
  gtk_stack_set_visible_child_name (self->stack, phase == CW_DESK_EMPTY ? "empty" : "card");
  if (was_busy != cw_desk_get_busy (self))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
  if (was_asking != (phase == CW_DESK_ASKING))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ASKING]);
}

/* Whether the printer's trouble is this card's trouble: before it is begun, and until it is printed. */
static gboolean
waits_for_printer (CwDesk *self)
{
  CwStageState print = cw_stages_get_state (self->stages, CW_STAGE_PRINT);
  gboolean again = self->phase == CW_DESK_ASKING && self->question != NULL && self->question->kind == CW_QUESTION_TRY_AGAIN;

  if (!cw_reasons_hold_up (&self->machine))
    return FALSE;

  return self->phase == CW_DESK_READY ||
         ((self->phase == CW_DESK_ISSUING || again) && print != CW_STAGE_STATE_DONE && print != CW_STAGE_STATE_SKIPPED);
}

void
cw_desk_arrange (CwDesk *self)
{
  gboolean explaining = self->phase == CW_DESK_EXPLAINING;
  gboolean asking = self->phase == CW_DESK_ASKING && self->question != NULL;
  gboolean compared = asking && (self->question->kind == CW_QUESTION_WAS_PRINTED || self->question->kind == CW_QUESTION_QUALITY);
  gboolean trouble = waits_for_printer (self);

  cw_reasons_show (self->reasons, &self->machine, TRUE);
  trouble = trouble && cw_reasons_get_n (self->reasons) > 0;
  gtk_widget_set_visible (GTK_WIDGET (self->reasons), trouble);
  gtk_widget_set_visible (GTK_WIDGET (self->reissue), explaining);
  gtk_widget_set_visible (GTK_WIDGET (self->notice), (!trouble || asking) && !explaining);
  gtk_widget_set_visible (self->stages_room, !explaining);
  if (explaining || cw_desk_get_busy (self) || self->phase == CW_DESK_ENDED)
    cw_life_line_show (self->life, NULL);
  gtk_widget_set_visible (self->destroyed, asking && self->question->kind == CW_QUESTION_DESTROY);
  cw_faces_set_compared (self->faces, compared);
  /* the drawing says it with more words */
  if (trouble)
    cw_stages_set_sentence (self->stages, NULL);
}

static void
show_student (CwDesk    *self,
              CwStudent *student)
{
  g_autofree char *name = cw_student_get_full_name (student);

  if (self->student != student)
    {
      g_clear_pointer (&self->student, cw_student_unref);
      self->student = cw_student_ref (student);
    }
  gtk_label_set_label (self->name_label, name);
}

static void
show_preview (CwDesk *self)
{
  CwPreview *preview = self->preview;
  g_autofree char *name = cw_student_get_full_name (preview->student);

  if (self->student == NULL)
    show_student (self, preview->student);
  gtk_label_set_label (self->summary_label, preview->summary != NULL ? preview->summary : "");
  cw_faces_set_face (self->faces, preview->face, preview->has_back || preview->face == NULL, name, preview->summary);
  if (self->phase == CW_DESK_LOOKING)
    cw_notice_remark (self->notice, preview->checks, preview->problem);
}

static void
previewed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (CwDesk) self = CW_DESK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPreview) preview = cw_station_preview_finish (CW_STATION (source), result, &error);

  /* A cancelled preview may still have been made: it is another student's. */
  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))) || self->station == NULL)
    return;

  g_clear_object (&self->looking);
  if (preview == NULL && self->phase == CW_DESK_LOOKING)
    cw_notice_remark (self->notice, NULL, error->message);
  g_clear_pointer (&self->preview, cw_preview_free);
  self->preview = g_steal_pointer (&preview);
  if (self->preview != NULL)
    show_preview (self);
  if (self->phase == CW_DESK_LOOKING)
    cw_desk_show_what_may_be (self);
}

/* Makes the preview; done once more when the order has its number, which is then on the faces. */
void
cw_desk_look (CwDesk *self)
{
  gint64 order_id = self->issuing != NULL ? cw_station_get_order_id (self->station) : self->order_id;

  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  if (self->student == NULL && order_id == 0)
    return;
  self->looking = g_cancellable_new ();
  cw_station_preview_async (self->station, self->student != NULL ? self->student->id : NULL, order_id, self->looking, previewed_cb, g_object_ref (self));
}

/* Everything of the last card goes before the next one is shown: a stale face beside a new
 * name would be the worst mistake this desk could make. */
static void
clear_card (CwDesk *self)
{
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  g_clear_pointer (&self->preview, cw_preview_free);
  g_clear_pointer (&self->question, cw_question_free);
  self->order_id = 0;
  gtk_label_set_label (self->summary_label, "");
  cw_faces_set_face (self->faces, NULL, TRUE, NULL, NULL);
  cw_life_line_show (self->life, NULL);
  cw_stages_reset (self->stages);
  cw_notice_clear (self->notice);
}

static void
next (CwDesk *self)
{
  g_signal_emit (self, signals[SIGNAL_NEXT], 0);
}

static void
again (CwDesk *self)
{
  g_autoptr (CwStudent) student = cw_student_ref (self->student);

  cw_desk_show (self, student);
}

/* What may be done with the student now may be something else. */
static void
card_changed_cb (CwDesk     *self,
                 const char *sentence)
{
  if (self->student != NULL && !cw_desk_get_busy (self))
    again (self);
  g_signal_emit (self, signals[SIGNAL_CARD_CHANGED], 0, sentence);
}

static void
destroyed_cb (CwDesk *self)
{
  gboolean done = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->destroyed));

  if (self->question != NULL && self->question->kind == CW_QUESTION_DESTROY)
    cw_act_bar_set_locked (self->acts, !done);
}

static void
act_cb (CwDesk *self,
        int     act)
{
  switch ((CwAct) act)
    {
    case CW_ACT_NONE:
      break;
    case CW_ACT_ISSUE:
      cw_desk_issue (self);
      break;
    case CW_ACT_LAY_CARD:
      cw_station_demo_lay_card (self->station);
      break;
    case CW_ACT_YES:
      cw_desk_answer (self, CW_ANSWER_YES);
      break;
    case CW_ACT_NO:
      cw_desk_answer (self, CW_ANSWER_NO);
      break;
    case CW_ACT_SPOILED:
      cw_desk_answer (self, CW_ANSWER_SPOILED);
      break;
    case CW_ACT_NEXT:
      next (self);
      break;
    case CW_ACT_AGAIN:
      again (self);
      break;
    case CW_ACT_SETTLE:
      cw_desk_start (self, self->order_id, NULL);
      break;
    case CW_ACT_WHY:
      cw_desk_ask_why (self);
      break;
    }
}

static void
cw_desk_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_ASKING:
      g_value_set_boolean (value, CW_DESK (object)->phase == CW_DESK_ASKING);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, cw_desk_get_busy (CW_DESK (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cw_desk_dispose (GObject *object)
{
  CwDesk *self = CW_DESK (object);
  GtkWidget *child;

  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  if (self->issuing != NULL)
    g_cancellable_cancel (self->issuing);
  g_clear_weak_pointer (&self->stop_dialog);
  g_clear_object (&self->looking);
  g_clear_object (&self->station);
  g_clear_pointer (&self->student, cw_student_unref);
  g_clear_pointer (&self->open, g_ptr_array_unref);
  g_clear_pointer (&self->preview, cw_preview_free);
  g_clear_pointer (&self->question, cw_question_free);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (cw_desk_parent_class)->dispose (object);
}

static void
cw_desk_class_init (CwDeskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cw_desk_dispose;
  object_class->get_property = cw_desk_get_property;
  properties[PROP_ASKING] = g_param_spec_boolean ("asking", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_FINISHED] = g_signal_new ("finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_NEXT] = g_signal_new ("next", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_LET_GO] = g_signal_new ("let-go", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CARD_CHANGED] = g_signal_new ("card-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (CW_TYPE_FACES);
  g_type_ensure (CW_TYPE_LIFE_LINE);
  g_type_ensure (CW_TYPE_NOTICE);
  g_type_ensure (CW_TYPE_STAGES);
  g_type_ensure (CW_TYPE_ACT_BAR);
  g_type_ensure (CW_TYPE_REASONS);
  g_type_ensure (CW_TYPE_REISSUE_FORM);
  gtk_widget_class_set_css_name (widget_class, "desk");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/cardwright/Cardwright/desk.ui");
  gtk_widget_class_bind_template_child (widget_class, CwDesk, stack);
  gtk_widget_class_bind_template_child (widget_class, CwDesk, faces);
  gtk_widget_class_bind_template_child (widget_class, CwDesk, name_label);
  gtk_widget_class_bind_template_child (widget_class, CwDesk, summary_label);
  gtk_widget_class_bind_template_child (widget_class, CwDesk, life);
  gtk_widget_class_bind_template_child (widget_class, CwDesk, stages_room);
  gtk_widget_class_bind_template_child (widget_class, CwDesk, stages);
  gtk_widget_class_bind_template_child (widget_class, CwDesk, notice);
  gtk_widget_class_bind_template_child (widget_class, CwDesk, reasons);
  gtk_widget_class_bind_template_child (widget_class, CwDesk, reissue);
  gtk_widget_class_bind_template_child (widget_class, CwDesk, destroyed);
  gtk_widget_class_bind_template_child (widget_class, CwDesk, acts);
  gtk_widget_class_bind_template_callback (widget_class, act_cb);
  gtk_widget_class_bind_template_callback_full (widget_class, "reissue_changed_cb", G_CALLBACK (cw_desk_reissue_changed_cb));
  gtk_widget_class_bind_template_callback_full (widget_class, "reissue_entered_cb", G_CALLBACK (cw_desk_reissue_entered_cb));
  gtk_widget_class_bind_template_callback (widget_class, destroyed_cb);
  gtk_widget_class_bind_template_callback (widget_class, card_changed_cb);
}

static void
cw_desk_init (CwDesk *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
cw_desk_new (void)
{
  return g_object_new (CW_TYPE_DESK, NULL);
}

void
cw_desk_set_station (CwDesk    *self,
                     CwStation *station)
{
  g_return_if_fail (CW_IS_DESK (self));
  g_return_if_fail (self->station == NULL);

  self->station = g_object_ref (station);
  cw_faces_set_specimen (self->faces, cw_station_is_demo (station));
  cw_life_line_set_station (self->life, station);
  cw_desk_follow (self);
}

CwDeskPhase
cw_desk_get_phase (CwDesk *self)
{
  g_return_val_if_fail (CW_IS_DESK (self), CW_DESK_EMPTY);

  return self->phase;
}

gboolean
cw_desk_get_busy (CwDesk *self)
{
  g_return_val_if_fail (CW_IS_DESK (self), FALSE);

  return self->phase == CW_DESK_ISSUING || self->phase == CW_DESK_ASKING;
}

CwFaces *
cw_desk_get_faces (CwDesk *self)
{
  g_return_val_if_fail (CW_IS_DESK (self), NULL);

  return self->faces;
}

CwStages *
cw_desk_get_stages (CwDesk *self)
{
  g_return_val_if_fail (CW_IS_DESK (self), NULL);

  return self->stages;
}

CwActBar *
cw_desk_get_acts (CwDesk *self)
{
  g_return_val_if_fail (CW_IS_DESK (self), NULL);

  return self->acts;
}

CwLifeLine *
cw_desk_get_life (CwDesk *self)
{
  g_return_val_if_fail (CW_IS_DESK (self), NULL);

  return self->life;
}

CwReissueForm *
cw_desk_get_reissue (CwDesk *self)
{
  g_return_val_if_fail (CW_IS_DESK (self), NULL);

  return self->reissue;
}

const char *
cw_desk_get_trouble (CwDesk *self)
{
  g_return_val_if_fail (CW_IS_DESK (self), NULL);

  return gtk_widget_get_visible (GTK_WIDGET (self->reasons)) ? cw_reasons_get_title (self->reasons) : "";
}

const char *
cw_desk_get_news (CwDesk *self)
{
  g_return_val_if_fail (CW_IS_DESK (self), NULL);

  return cw_notice_get_sentence (self->notice);
}

const char *
cw_desk_get_detail (CwDesk *self)
{
  g_return_val_if_fail (CW_IS_DESK (self), NULL);

  return cw_notice_get_detail (self->notice);
}

void
cw_desk_show (CwDesk    *self,
              CwStudent *student)
{
  const CwDoubt *open;

  g_return_if_fail (CW_IS_DESK (self));

  if (cw_desk_get_busy (self))
    return;

  clear_card (self);
  if (student == NULL || self->station == NULL)
    {
      g_clear_pointer (&self->student, cw_student_unref);
      cw_desk_set_phase (self, CW_DESK_EMPTY, cw_words_before (FALSE));
      return;
    }

  show_student (self, student);
  open = cw_desk_find_open (self, student);
  self->order_id = open != NULL ? open->order_id : 0;
  cw_desk_set_phase (self, CW_DESK_LOOKING, cw_words_before (FALSE));
  cw_life_line_show (self->life, student);
  cw_desk_look (self);
}

void
cw_desk_set_machine (CwDesk                *self,
                     const CwPrinterStatus *machine)
{
  g_return_if_fail (CW_IS_DESK (self));
  g_return_if_fail (machine != NULL);

  self->machine = *machine;
  cw_desk_arrange (self);
}

void
cw_desk_set_open (CwDesk    *self,
                  GPtrArray *open)
{
  g_return_if_fail (CW_IS_DESK (self));

  g_clear_pointer (&self->open, g_ptr_array_unref);
  self->open = open != NULL ? g_ptr_array_ref (open) : NULL;
}

void
cw_desk_settle (CwDesk        *self,
                const CwDoubt *doubt)
{
  g_return_if_fail (CW_IS_DESK (self));
  g_return_if_fail (doubt != NULL && doubt->student != NULL);

  if (cw_desk_get_busy (self))
    return;

  clear_card (self);
  show_student (self, doubt->student);
  self->order_id = doubt->order_id;
  cw_desk_look (self);
  cw_desk_start (self, doubt->order_id, NULL);
}

void
cw_desk_settle_leftover (CwDesk           *self,
                         const CwLeftover *leftover,
                         CwLeftoverAct     act)
{
  g_return_if_fail (CW_IS_DESK (self));
  g_return_if_fail (leftover != NULL);

  if (cw_desk_get_busy (self))
    return;

  clear_card (self);
  g_clear_pointer (&self->student, cw_student_unref);
  gtk_label_set_label (self->name_label, leftover->kind == CW_LEFTOVER_CARD_INSIDE ? _("The Card in the Printer") : _("The Job in the Queue"));
  self->order_id = leftover->order_id;
  cw_desk_look (self);
  cw_desk_start_leftover (self, leftover, act);
}

void
cw_desk_go_on (CwDesk *self)
{
  g_return_if_fail (CW_IS_DESK (self));

  act_cb (self, cw_act_bar_get_act (self->acts));
}

void
cw_desk_later (CwDesk *self)
{
  g_return_if_fail (CW_IS_DESK (self));

  switch (self->phase)
    {
    case CW_DESK_EMPTY:
      break;
    case CW_DESK_LOOKING:
    case CW_DESK_READY:
    case CW_DESK_BLOCKED:
      g_signal_emit (self, signals[SIGNAL_LET_GO], 0);
      break;
    case CW_DESK_EXPLAINING:
      again (self);
      break;
    case CW_DESK_ISSUING:
      cw_desk_ask_to_stop (self);
      break;
    case CW_DESK_ASKING:
      /* a card that must be destroyed is not put off: nothing else goes on before */
      if (self->question->kind == CW_QUESTION_DESTROY)
        gtk_widget_error_bell (GTK_WIDGET (self));
      else
        cw_desk_answer (self, CW_ANSWER_LATER);
      break;
    case CW_DESK_ENDED:
      next (self);
      break;
    }
}
