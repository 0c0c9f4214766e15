/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/card-pane.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "ui/faces.h"
#include "ui/life-line.h"
#include "ui/words-journal.h"
#include "ui/words-life.h"

/* The row is there at once; faces and history come from the station. What is done with the card is
 * the life line's. GTK thread only. */

struct _CwCardPane
{
  GtkWidget     parent_instance;

  GtkWidget    *scroller;
  GtkLabel     *name_label;
  GtkLabel     *state_label;
  GtkLabel     *problem_label;
  CwFaces      *faces;
  CwLifeLine   *life;
  GtkWidget    *make_button;
  AdwActionRow *escn_row;
  AdwActionRow *chip_row;
  AdwActionRow *days_row;
  AdwActionRow *register_row;
  AdwActionRow *plastic_row;
  GtkListBox   *history_box;

  CwStation    *station;   /* (nullable) */
  CwCardRow    *row;       /* (nullable) */
  CwStudent    *student;   /* (nullable) once it is known */
  GCancellable *asking;    /* (nullable) */
};

G_DEFINE_FINAL_TYPE (CwCardPane, cw_card_pane, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_SAID,
  SIGNAL_CHANGED,
  SIGNAL_MAKE_CARD,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
clear_history (CwCardPane *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->history_box, 0)) != NULL)
    gtk_list_box_remove (self->history_box, GTK_WIDGET (row));
}

static void
add_history (CwCardPane         *self,
             const CwJournalRow *row)
{
  GtkWidget *line = adw_action_row_new ();
  const char *words = cw_words_for_journal_act (row->act);
  g_autofree char *moment = cw_words_for_moment (row->at);
  g_autofree char *subtitle = g_strdup_printf ("%s · %s", moment, row->operator_name);
  g_autofree char *escaped = g_markup_escape_text (subtitle, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (line), words != NULL ? words : row->act);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (line), escaped);
  gtk_list_box_append (self->history_box, line);
}

static const char *
words_for_plastic (CwPlasticState state)
{
  switch (state)
    {
    case CW_PLASTIC_STATE_QUEUED:
      return _("Asked of the printer");
    case CW_PLASTIC_STATE_SENT:
    case CW_PLASTIC_STATE_PRINTING:
      return _("In the printer");
    case CW_PLASTIC_STATE_PRINTED:
    case CW_PLASTIC_STATE_VERIFIED:
      return _("Printed");
    case CW_PLASTIC_STATE_UNCERTAIN:
      return _("Somebody must look");
    case CW_PLASTIC_STATE_FAILED:
      return _("Stayed in the hopper");
    case CW_PLASTIC_STATE_ISSUED:
      return _("Handed over");
    case CW_PLASTIC_STATE_SPOILED:
      return _("Spoiled");
    }
  g_assert_not_reached ();
}

static void
show_plastics (CwCardPane *self,
               GPtrArray  *plastics)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < plastics->len; i++)
    {
      const CwPlasticRow *plastic = g_ptr_array_index (plastics, i);
      g_autofree char *moment = cw_words_for_moment (plastic->state_at);
      g_autofree char *printer = g_markup_escape_text (plastic->printer, -1);

      g_string_append_printf (text, "%s%s · %s · %s", i > 0 ? "\n" : "", words_for_plastic (plastic->state), printer, moment);
    }
  adw_action_row_set_subtitle (self->plastic_row, plastics->len > 0 ? text->str : _("No blank was used yet"));
}

static gboolean
is_wanted (CwCardPane   *self,
           GAsyncResult *result)
{
  GCancellable *cancellable = g_task_get_cancellable (G_TASK (result));

  return self->station != NULL && cancellable == self->asking;
}

static void
told_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (CwCardPane) self = CW_CARD_PANE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCardStory) story = cw_station_tell_card_finish (CW_STATION (source), result, &error);

  if (!is_wanted (self, result))
    return;
  if (story == NULL)
    {
      gtk_label_set_label (self->problem_label, error->message);
      gtk_widget_set_visible (GTK_WIDGET (self->problem_label), TRUE);
      return;
    }

  clear_history (self);
  for (guint i = story->journal->len; i > 0; i--)
    add_history (self, g_ptr_array_index (story->journal, i - 1));
  show_plastics (self, story->plastics);
  adw_action_row_set_subtitle (self->register_row, story->owed);
  g_clear_pointer (&self->student, cw_student_unref);
  self->student = story->student != NULL ? cw_student_ref (story->student) : NULL;
  gtk_widget_set_visible (self->make_button, self->student != NULL);
  if (self->student != NULL)
    cw_life_line_show_card (self->life, self->student, self->row->card->id);
}

static void
previewed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (CwCardPane) self = CW_CARD_PANE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPreview) preview = cw_station_preview_finish (CW_STATION (source), result, &error);
  const char *problem = preview != NULL ? preview->problem : error->message;

  if (!is_wanted (self, result))
    return;

  gtk_widget_set_visible (GTK_WIDGET (self->faces), preview != NULL && preview->face != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), problem != NULL);
  gtk_label_set_label (self->problem_label, problem != NULL ? problem : "");
  if (preview != NULL && preview->face != NULL)
    cw_faces_set_face (self->faces, preview->face, preview->has_back, self->row->name, preview->summary);
}

static void
ask (CwCardPane *self)
{
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  if (self->row == NULL || self->station == NULL)
    return;

  self->asking = g_cancellable_new ();
  cw_station_tell_card_async (self->station, self->row->card->id, self->asking, told_cb, g_object_ref (self));
  cw_station_preview_async (self->station, NULL, self->row->card->order_id, self->asking, previewed_cb, g_object_ref (self));
}

static char *
describe_days (const CwCard *card)
{
  g_autofree char *from = card->issued_at != NULL ? cw_words_for_date (card->issued_at) : NULL;
  g_autofree char *to = card->expires_at != NULL ? cw_words_for_date (card->expires_at) : NULL;

  if (from != NULL && to != NULL)
    return g_strdup_printf (_("%s to %s"), from, to);
  return g_strdup (to != NULL ? to : from != NULL ? from : _("Not known"));
}

static void
show_row (CwCardPane *self)
{
  const CwCard *card = self->row->card;
  g_autofree char *escn = cw_escn_to_string (&card->escn);
  g_autofree char *days = describe_days (card);
  g_autofree char *name = self->row->name != NULL ? g_strdup_printf ("%s · %s", self->row->name, self->row->number) : g_strdup (_("The student was forgotten"));
  g_autofree char *state = card->reason != NULL ? g_strdup_printf ("%s · %s", cw_card_state_to_label (card->state), card->reason) : g_strdup (cw_card_state_to_label (card->state));

  gtk_label_set_label (self->name_label, name);
  gtk_label_set_label (self->state_label, state);
  adw_action_row_set_subtitle (self->escn_row, escn);
  adw_action_row_set_subtitle (self->chip_row, card->uid != NULL ? card->uid : _("Not known"));
  adw_action_row_set_subtitle (self->days_row, days);
}

void
cw_card_pane_show (CwCardPane *self,
                   CwCardRow  *row)
{
  g_return_if_fail (CW_IS_CARD_PANE (self));

  g_clear_pointer (&self->row, cw_card_row_free);
  self->row = row;
  g_clear_pointer (&self->student, cw_student_unref);
  clear_history (self);
  cw_life_line_show (self->life, NULL);
  gtk_widget_set_visible (self->make_button, FALSE);
  gtk_widget_set_visible (self->scroller, row != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), FALSE);
  cw_faces_set_face (self->faces, NULL, TRUE, NULL, NULL);
  if (row != NULL)
    show_row (self);
  ask (self);
}

gint64
cw_card_pane_get_card (CwCardPane *self)
{
  g_return_val_if_fail (CW_IS_CARD_PANE (self), 0);

  return self->row != NULL ? self->row->card->id : 0;
}

void
cw_card_pane_set_station (CwCardPane *self,
                          CwStation  *station)
{
  g_return_if_fail (CW_IS_CARD_PANE (self));

  g_set_object (&self->station, station);
  cw_life_line_set_station (self->life, station);
  cw_faces_set_specimen (self->faces, cw_station_is_demo (station));
}

static void
done_cb (CwCardPane *self,
         const char *sentence)
{
  g_signal_emit (self, signals[SIGNAL_SAID], 0, sentence);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
make_cb (CwCardPane *self)
{
  if (self->student != NULL)
    g_signal_emit (self, signals[SIGNAL_MAKE_CARD], 0, self->student);
}

static void
cw_card_pane_dispose (GObject *object)
{
  CwCardPane *self = CW_CARD_PANE (object);
  GtkWidget *child;

  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_object (&self->station);
  g_clear_pointer (&self->row, cw_card_row_free);
  g_clear_pointer (&self->student, cw_student_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (cw_card_pane_parent_class)->dispose (object);
}

static void
cw_card_pane_class_init (CwCardPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_card_pane_dispose;
  signals[SIGNAL_SAID] = g_signal_new ("said", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_MAKE_CARD] = g_signal_new ("make-card", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, cw_student_get_type ());

  g_type_ensure (CW_TYPE_FACES);
  g_type_ensure (CW_TYPE_LIFE_LINE);
  gtk_widget_class_set_css_name (widget_class, "cardpane");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/cardwright/Cardwright/card-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, CwCardPane, scroller);
  gtk_widget_class_bind_template_child (widget_class, CwCardPane, name_label);
  gtk_widget_class_bind_template_child (widget_class, CwCardPane, state_label);
  gtk_widget_class_bind_template_child (widget_class, CwCardPane, problem_label);
  gtk_widget_class_bind_template_child (widget_class, CwCardPane, faces);
  gtk_widget_class_bind_template_child (widget_class, CwCardPane, life);
  gtk_widget_class_bind_template_child (widget_class, CwCardPane, make_button);
  gtk_widget_class_bind_template_child (widget_class, CwCardPane, escn_row);
  gtk_widget_class_bind_template_child (widget_class, CwCardPane, chip_row);
  gtk_widget_class_bind_template_child (widget_class, CwCardPane, days_row);
  gtk_widget_class_bind_template_child (widget_class, CwCardPane, register_row);
  gtk_widget_class_bind_template_child (widget_class, CwCardPane, plastic_row);
  gtk_widget_class_bind_template_child (widget_class, CwCardPane, history_box);
  gtk_widget_class_bind_template_callback (widget_class, done_cb);
  gtk_widget_class_bind_template_callback (widget_class, make_cb);
}

static void
cw_card_pane_init (CwCardPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
