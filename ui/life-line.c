/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/life-line.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ui/dialogs.h"
#include "ui/words-life.h"
#include "ui/words.h"

/* The menu is made of what the station says is allowed; a dialog says what will happen and takes the
 * reason or the day; the station does it. GTK thread only. */

/* of a card's number in the menu: enough to tell two cards apart */
#define TAIL 12

struct _CwLifeLine
{
  GtkWidget      parent_instance;

  GtkLabel      *label;
  GtkMenuButton *button;

  CwStation     *station;
  CwStudent     *student;  /* (nullable) */
  GPtrArray     *notes;    /* (nullable) of CwCardNote */
  GCancellable  *listing;  /* (nullable) */
  gint64         card_id;  /* the only one that is shown; 0: all */
  GtkWidget     *dialog;   /* (nullable): asks before something is done; weak */
  CwCardNote    *asked;    /* (nullable): the card that the dialog, or the act under way, is about */
  CwLifeAct      act;
  gboolean       acting;
};

G_DEFINE_FINAL_TYPE (CwLifeLine, cw_life_line, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* in the order of the menu */
static const CwLifeAct menu_acts[] = {
  CW_LIFE_ACT_FIND, CW_LIFE_ACT_LOST, CW_LIFE_ACT_STOLEN, CW_LIFE_ACT_SUSPEND,
  CW_LIFE_ACT_EXTEND, CW_LIFE_ACT_WITHDRAW, CW_LIFE_ACT_DESTROY,
};

static GMenuModel *
section_new (const CwCardNote *note)
{
  GMenu *section = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (menu_acts); i++)
    {
      g_autoptr (GMenuItem) item = NULL;

      if ((note->acts & 1u << menu_acts[i]) == 0)
        continue;
      item = g_menu_item_new (cw_words_for_life_act (menu_acts[i]), NULL);
      g_menu_item_set_action_and_target (item, "life.act", "(xi)", note->card->id, (int) menu_acts[i]);
      g_menu_append_item (section, item);
    }

  return G_MENU_MODEL (section);
}

/* "Lost · …0123456789ab": the cards are told apart where there is more than one. */
static char *
section_title (const CwCardNote *note)
{
  g_autofree char *number = cw_escn_to_string (&note->card->escn);

  return g_strdup_printf ("%s · …%s", cw_card_state_to_label (note->card->state), number + strlen (number) - TAIL);
}

static void
show_menu (CwLifeLine *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint i = 0; i < self->notes->len; i++)
    {
      const CwCardNote *note = g_ptr_array_index (self->notes, i);
      g_autoptr (GMenuModel) section = section_new (note);
      g_autofree char *title = self->notes->len > 1 ? section_title (note) : NULL;

      g_menu_append_section (menu, title, section);
    }
  gtk_menu_button_set_menu_model (self->button, G_MENU_MODEL (menu));
}

static CwCardNote *
find_note (CwLifeLine *self,
           gint64      card_id)
{
  for (guint i = 0; self->notes != NULL && i < self->notes->len; i++)
    {
      CwCardNote *note = g_ptr_array_index (self->notes, i);

      if (note->card->id == card_id)
        return note;
    }

  return NULL;
}

static GtkWindow *
get_window (CwLifeLine *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
set_acting (CwLifeLine *self,
            gboolean    acting)
{
  self->acting = acting;
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), !acting);
}

static void
acted_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (CwLifeLine) self = CW_LIFE_LINE (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = cw_station_act_on_card_finish (CW_STATION (source), result, &error);

  set_acting (self, FALSE);
  if (self->station == NULL)
    return;
  if (done)
    g_signal_emit (self, signals[SIGNAL_DONE], 0, cw_words_after_act (self->act));
  else
    cw_tell (GTK_WIDGET (self), _("Nothing Was Changed"), error->message);
}

static void
do_it (CwLifeLine *self,
       const char *words)
{
  set_acting (self, TRUE);
  cw_station_act_on_card_async (self->station, self->act, self->asked->card->id, words, NULL, acted_cb, g_object_ref (self));
}

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (CwLifeLine) self = CW_LIFE_LINE (user_data);
  g_autofree char *words = cw_ask_words_finish (result);

  g_clear_weak_pointer (&self->dialog);
  if (words == NULL || self->station == NULL || self->acting)
    return;
  if (self->act == CW_LIFE_ACT_EXTEND)
    {
      g_autofree char *date = cw_words_to_date (words);

      do_it (self, date);
    }
  else
    {
      do_it (self, *words != '\0' ? words : NULL);
    }
}

static CwWordsCheck
find_check (CwLifeAct act)
{
  if (act == CW_LIFE_ACT_EXTEND)
    return cw_words_are_date;

  return cw_life_needs_reason (act) ? cw_words_are_some : NULL;
}

static void
ask (CwLifeLine *self)
{
  g_autofree char *name = self->student != NULL ? cw_student_get_full_name (self->student) : g_strdup (self->asked->card->student_id);
  g_autofree char *body = cw_words_to_act_body (self->act, self->asked, name);
  g_autofree char *day = self->act == CW_LIFE_ACT_EXTEND && self->asked->suggested != NULL ? cw_words_for_date (self->asked->suggested) : NULL;
  const CwWordsQuestion question = {
    .heading = cw_words_to_act_title (self->act),
    .body = body,
    .title = cw_words_to_act_entry (self->act),
    .text = day,
    .check = find_check (self->act),
    .stay = _("Leave it as it is"),
    .go = cw_words_to_act_go (self->act),
    .danger = self->act != CW_LIFE_ACT_EXTEND,
  };

  g_set_weak_pointer (&self->dialog, cw_ask_words_async (get_window (self), &question, asked_cb, g_object_ref (self)));
}

void
cw_life_line_act (CwLifeLine *self,
                  gint64      card_id,
                  CwLifeAct   act)
{
  const CwCardNote *note;

  g_return_if_fail (CW_IS_LIFE_LINE (self));

  note = find_note (self, card_id);
  if (note == NULL || (note->acts & 1u << act) == 0 || self->station == NULL || self->acting || self->dialog != NULL)
    return;

  g_clear_pointer (&self->asked, cw_card_note_free);
  self->asked = cw_card_note_copy (note);
  self->act = act;
  if (cw_words_is_asked (act))
    ask (self);
  else
    do_it (self, NULL);
}

static void
act_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  gint64 card_id;
  int act;

  g_variant_get (parameter, "(xi)", &card_id, &act);
  cw_life_line_act (CW_LIFE_LINE (widget), card_id, (CwLifeAct) act);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (CwLifeLine) self = CW_LIFE_LINE (user_data);
  g_autoptr (GError) error = NULL;
  GPtrArray *notes = cw_station_list_cards_finish (CW_STATION (source), result, &error);

  /* a list that was no longer wanted is another student's */
  if (self->station == NULL || g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    {
      g_clear_pointer (&notes, g_ptr_array_unref);
      return;
    }

  g_clear_object (&self->listing);
  if (notes != NULL)
    cw_life_line_take (self, notes);
  else
    g_debug ("the student's cards are not known: %s", error->message);
}

static void
forget (CwLifeLine *self)
{
  if (self->listing != NULL)
    g_cancellable_cancel (self->listing);
  g_clear_object (&self->listing);
  g_clear_pointer (&self->notes, g_ptr_array_unref);
  g_clear_pointer (&self->student, cw_student_unref);
}

static void
cw_life_line_dispose (GObject *object)
{
  CwLifeLine *self = CW_LIFE_LINE (object);
  GtkWidget *child;

  forget (self);
  g_clear_weak_pointer (&self->dialog);
  g_clear_object (&self->station);
  g_clear_pointer (&self->asked, cw_card_note_free);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (cw_life_line_parent_class)->dispose (object);
}

static void
cw_life_line_class_init (CwLifeLineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_life_line_dispose;
  signals[SIGNAL_DONE] = g_signal_new ("done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_css_name (widget_class, "lifeline");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/cardwright/Cardwright/life-line.ui");
  gtk_widget_class_bind_template_child (widget_class, CwLifeLine, label);
  gtk_widget_class_bind_template_child (widget_class, CwLifeLine, button);
  gtk_widget_class_install_action (widget_class, "life.act", "(xi)", act_action);
}

static void
cw_life_line_init (CwLifeLine *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
cw_life_line_new (void)
{
  return g_object_new (CW_TYPE_LIFE_LINE, NULL);
}

void
cw_life_line_set_station (CwLifeLine *self,
                          CwStation  *station)
{
  g_return_if_fail (CW_IS_LIFE_LINE (self));

  g_set_object (&self->station, station);
}

void
cw_life_line_show (CwLifeLine *self,
                   CwStudent  *student)
{
  cw_life_line_show_card (self, student, 0);
}

void
cw_life_line_show_card (CwLifeLine *self,
                        CwStudent  *student,
                        gint64      card_id)
{
  g_return_if_fail (CW_IS_LIFE_LINE (self));

  forget (self);
  self->card_id = card_id;
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  if (student == NULL || self->station == NULL)
    return;

  self->student = cw_student_ref (student);
  self->listing = g_cancellable_new ();
  cw_station_list_cards_async (self->station, student->id, self->listing, listed_cb, g_object_ref (self));
}

void
cw_life_line_take (CwLifeLine *self,
                   GPtrArray  *notes)
{
  g_autofree char *words = NULL;

  g_return_if_fail (CW_IS_LIFE_LINE (self));
  g_return_if_fail (notes != NULL);

  for (guint i = notes->len; self->card_id != 0 && i > 0; i--)
    if (((CwCardNote *) g_ptr_array_index (notes, i - 1))->card->id != self->card_id)
      g_ptr_array_remove_index (notes, i - 1);
  g_clear_pointer (&self->notes, g_ptr_array_unref);
  self->notes = notes;
  gtk_widget_set_visible (GTK_WIDGET (self), notes->len > 0);
  if (notes->len == 0)
    return;

  words = cw_words_for_card (g_ptr_array_index (notes, 0));
  gtk_label_set_label (self->label, words);
  show_menu (self);
}

guint
cw_life_line_get_n (CwLifeLine *self)
{
  g_return_val_if_fail (CW_IS_LIFE_LINE (self), 0);

  return self->notes != NULL ? self->notes->len : 0;
}

const char *
cw_life_line_get_words (CwLifeLine *self)
{
  g_return_val_if_fail (CW_IS_LIFE_LINE (self), NULL);

  return gtk_label_get_label (self->label);
}
