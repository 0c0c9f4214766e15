/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/owed.h"

#include <glib/gi18n-lib.h>

#include "ui/dialogs.h"
#include "ui/owed-row.h"
#include "ui/words-owed.h"
#include "ui/words.h"

/* The list is read again every few seconds: rows stay where they are, so that the keyboard is not
 * taken from whoever stands on one. GTK thread only. */

/* more rows help nobody: the oldest come first, and the count tells of all */
#define ROWS_MAX 100

struct _CwOwed
{
  GtkWidget   parent_instance;

  GtkLabel   *heading_label;
  GtkLabel   *detail_label;
  GtkListBox *list_box;

  CwStation  *station;
  gulong      handler;
  GtkWidget  *dialog;  /* (nullable): asks for the reason; weak */
  CwOwedAct   act;     /* done last */
  gint64      acted_on;/* the message that @act is about */
  guint       listing : 1;
  guint       acting : 1;
};

G_DEFINE_FINAL_TYPE (CwOwed, cw_owed, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_SAID,
  SIGNAL_COUNTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (CwOwed) self = CW_OWED (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwOwedList) list = cw_station_list_owed_finish (CW_STATION (source), result, &error);

  self->listing = FALSE;
  if (self->station == NULL)
    return;
  if (list != NULL)
    cw_owed_take (self, g_steal_pointer (&list));
  else
    gtk_label_set_label (self->heading_label, error->message);
}

static void
read_again (CwOwed *self)
{
  if (self->station == NULL || self->listing || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  self->listing = TRUE;
  cw_station_list_owed_async (self->station, ROWS_MAX, NULL, listed_cb, g_object_ref (self));
}

static CwOwedRow *
find_row (CwOwed *self,
          gint64  id)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list_box)); row != NULL; row = gtk_widget_get_next_sibling (row))
    if (cw_owed_row_get_note (CW_OWED_ROW (row))->id == id)
      return CW_OWED_ROW (row);

  return NULL;
}

static const char *
words_after (CwOwedAct act)
{
  switch (act)
    {
    case CW_OWED_TRY_AGAIN:
      return _("It is due now, and goes as soon as the register answers.");
    case CW_OWED_RENEW:
      return _("It is made anew from today’s record, and is due now.");
    case CW_OWED_GIVE_UP:
      return _("It is given up: the register is not told.");
    }
  g_return_val_if_reached ("");
}

static void
acted_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (CwOwed) self = CW_OWED (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = cw_station_act_on_owed_finish (CW_STATION (source), result, &error);
  CwOwedRow *row = find_row (self, self->acted_on);

  self->acting = FALSE;
  if (row != NULL)
    cw_owed_row_set_locked (row, FALSE);
  if (self->station == NULL)
    return;
  if (done)
    g_signal_emit (self, signals[SIGNAL_SAID], 0, words_after (self->act));
  else
    cw_tell (GTK_WIDGET (self), _("Nothing Was Changed"), error->message);
  read_again (self);
}

static void
do_it (CwOwed     *self,
       const char *reason)
{
  CwOwedRow *row = find_row (self, self->acted_on);

  self->acting = TRUE;
  if (row != NULL)
    cw_owed_row_set_locked (row, TRUE);
  cw_station_act_on_owed_async (self->station, self->act, self->acted_on, reason, NULL, acted_cb, g_object_ref (self));
}

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (CwOwed) self = CW_OWED (user_data);
  g_autofree char *reason = cw_ask_words_finish (result);

  g_clear_weak_pointer (&self->dialog);
  if (reason != NULL && self->station != NULL && !self->acting)
    do_it (self, reason);
}

static void
ask_to_give_up (CwOwed           *self,
                const CwOwedNote *note)
{
  g_autofree char *body = g_strdup_printf ("%s: %s.\n\n%s", note->name != NULL ? note->name : _("Somebody who is no longer in the records"), note->what,
                                           _("The register is never told, and will differ from this station until that is repaired. It may have arrived already when it was tried before: a comparison with the register tells. Later messages go on as before."));
  const CwWordsQuestion question = {
    .heading = _("Give Up This Message?"),
    .body = body,
    .title = _("Why it is given up"),
    .check = cw_words_are_some,
    .stay = _("Keep it"),
    .go = _("Give it up"),
    .danger = TRUE,
  };

  g_set_weak_pointer (&self->dialog, cw_ask_words_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), &question, asked_cb, g_object_ref (self)));
}

static void
act_cb (CwOwed    *self,
        int        act,
        CwOwedRow *row)
{
  const CwOwedNote *note = cw_owed_row_get_note (row);

  if (self->acting || self->dialog != NULL || self->station == NULL)
    return;

  self->act = (CwOwedAct) act;
  self->acted_on = note->id;
  if (self->act == CW_OWED_GIVE_UP)
    ask_to_give_up (self, note);
  else
    do_it (self, NULL);
}

static void
cw_owed_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (cw_owed_parent_class)->map (widget);

  read_again (CW_OWED (widget));
}

static void
cw_owed_dispose (GObject *object)
{
  CwOwed *self = CW_OWED (object);
  GtkWidget *child;

  g_clear_weak_pointer (&self->dialog);
  if (self->station != NULL)
    g_clear_signal_handler (&self->handler, self->station);
  g_clear_object (&self->station);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (cw_owed_parent_class)->dispose (object);
}

static void
cw_owed_class_init (CwOwedClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_owed_dispose;
  widget_class->map = cw_owed_map;
  signals[SIGNAL_SAID] = g_signal_new ("said", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_COUNTED] = g_signal_new ("counted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_set_css_name (widget_class, "owed");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/cardwright/Cardwright/owed.ui");
  gtk_widget_class_bind_template_child (widget_class, CwOwed, heading_label);
  gtk_widget_class_bind_template_child (widget_class, CwOwed, detail_label);
  gtk_widget_class_bind_template_child (widget_class, CwOwed, list_box);
}

static void
cw_owed_init (CwOwed *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
cw_owed_new (void)
{
  return g_object_new (CW_TYPE_OWED, NULL);
}

void
cw_owed_set_station (CwOwed    *self,
                     CwStation *station)
{
  g_return_if_fail (CW_IS_OWED (self));
  g_return_if_fail (self->station == NULL);

  self->station = g_object_ref (station);
  self->handler = g_signal_connect_swapped (station, "status-changed", G_CALLBACK (read_again), self);
}

/* Those that went take the keyboard to the row that follows them. */
static void
drop_gone (CwOwed     *self,
           GHashTable *ids)
{
  GtkWidget *next;

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list_box)); row != NULL; row = next)
    {
      gint64 id = cw_owed_row_get_note (CW_OWED_ROW (row))->id;

      next = gtk_widget_get_next_sibling (row);
      if (g_hash_table_contains (ids, &id))
        continue;
      if (gtk_widget_get_focus_child (GTK_WIDGET (self->list_box)) == row)
        gtk_widget_grab_focus (next != NULL ? next : GTK_WIDGET (self->list_box));
      gtk_list_box_remove (self->list_box, row);
    }
}

static void
show_notes (CwOwed    *self,
            GPtrArray *notes)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < notes->len; i++)
    g_hash_table_add (ids, &((CwOwedNote *) g_ptr_array_index (notes, i))->id);
  drop_gone (self, ids);
  for (guint i = 0; i < notes->len; i++)
    {
      const CwOwedNote *note = g_ptr_array_index (notes, i);
      CwOwedRow *row = find_row (self, note->id);

      if (row == NULL)
        {
          row = CW_OWED_ROW (cw_owed_row_new ());
          g_signal_connect_object (row, "act", G_CALLBACK (act_cb), self, G_CONNECT_SWAPPED);
          cw_owed_row_take (row, cw_owed_note_copy (note));
          gtk_list_box_insert (self->list_box, GTK_WIDGET (row), (int) i);
        }
      else
        {
          cw_owed_row_take (row, cw_owed_note_copy (note));
        }
    }
  gtk_widget_set_visible (GTK_WIDGET (self->list_box), notes->len > 0);
}

void
cw_owed_take (CwOwed     *self,
              CwOwedList *list)
{
  g_autoptr (CwOwedList) taken = list;
  g_autofree char *heading = NULL;
  g_autofree char *detail = NULL;

  g_return_if_fail (CW_IS_OWED (self));
  g_return_if_fail (list != NULL);

  heading = cw_words_for_owed (taken);
  detail = cw_words_for_owed_detail (taken);
  gtk_label_set_label (self->heading_label, heading);
  gtk_label_set_label (self->detail_label, detail);
  show_notes (self, taken->notes);
  g_signal_emit (self, signals[SIGNAL_COUNTED], 0, taken->waiting + taken->refused);
}

guint
cw_owed_get_n (CwOwed *self)
{
  guint n = 0;

  g_return_val_if_fail (CW_IS_OWED (self), 0);

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list_box)); row != NULL; row = gtk_widget_get_next_sibling (row))
    n++;

  return n;
}

const char *
cw_owed_get_heading (CwOwed *self)
{
  g_return_val_if_fail (CW_IS_OWED (self), NULL);

  return gtk_label_get_label (self->heading_label);
}
