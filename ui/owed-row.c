/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/owed-row.h"

#include <glib/gi18n-lib.h>

#include "ui/words-owed.h"

/* A note shown; whoever owns the list does what the buttons say. GTK thread only. */

struct _CwOwedRow
{
  GtkListBoxRow parent_instance;

  GtkLabel     *name_label;
  GtkLabel     *what_label;
  GtkLabel     *why_label;
  GtkWidget    *image;
  GtkLabel     *age_label;
  GtkWidget    *again_button;
  GtkWidget    *renew_button;
  GtkWidget    *give_up_button;

  CwOwedNote   *note; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (CwOwedRow, cw_owed_row, GTK_TYPE_LIST_BOX_ROW)

enum
{
  SIGNAL_ACT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
again_cb (CwOwedRow *self)
{
  g_signal_emit (self, signals[SIGNAL_ACT], 0, (int) CW_OWED_TRY_AGAIN);
}

static void
renew_cb (CwOwedRow *self)
{
  g_signal_emit (self, signals[SIGNAL_ACT], 0, (int) CW_OWED_RENEW);
}

static void
give_up_cb (CwOwedRow *self)
{
  g_signal_emit (self, signals[SIGNAL_ACT], 0, (int) CW_OWED_GIVE_UP);
}

static void
cw_owed_row_finalize (GObject *object)
{
  g_clear_pointer (&CW_OWED_ROW (object)->note, cw_owed_note_free);

  G_OBJECT_CLASS (cw_owed_row_parent_class)->finalize (object);
}

static void
cw_owed_row_class_init (CwOwedRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_owed_row_finalize;
  signals[SIGNAL_ACT] = g_signal_new ("act", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/cardwright/Cardwright/owed-row.ui");
  gtk_widget_class_bind_template_child (widget_class, CwOwedRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, CwOwedRow, what_label);
  gtk_widget_class_bind_template_child (widget_class, CwOwedRow, why_label);
  gtk_widget_class_bind_template_child (widget_class, CwOwedRow, image);
  gtk_widget_class_bind_template_child (widget_class, CwOwedRow, age_label);
  gtk_widget_class_bind_template_child (widget_class, CwOwedRow, again_button);
  gtk_widget_class_bind_template_child (widget_class, CwOwedRow, renew_button);
  gtk_widget_class_bind_template_child (widget_class, CwOwedRow, give_up_button);
  gtk_widget_class_bind_template_callback (widget_class, again_cb);
  gtk_widget_class_bind_template_callback (widget_class, renew_cb);
  gtk_widget_class_bind_template_callback (widget_class, give_up_cb);
}

static void
cw_owed_row_init (CwOwedRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
cw_owed_row_new (void)
{
  return g_object_new (CW_TYPE_OWED_ROW, NULL);
}

/* Said again with each button: a list of buttons called "Try Again" tells nobody anything. */
static void
name_button (GtkWidget  *button,
             const char *name,
             const char *what)
{
  /* Translators: what the button does, whose message it is, what the message says. */
  g_autofree char *words = g_strdup_printf (_("%s: %s, %s"), gtk_button_get_label (GTK_BUTTON (button)), name, what);

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

void
cw_owed_row_take (CwOwedRow  *self,
                  CwOwedNote *note)
{
  g_autofree char *age = NULL;
  g_autofree char *name = NULL;

  g_return_if_fail (CW_IS_OWED_ROW (self));
  g_return_if_fail (note != NULL);

  g_clear_pointer (&self->note, cw_owed_note_free);
  self->note = note;
  age = cw_words_for_owed_note (note);
  if (note->name != NULL && note->number != NULL)
    name = g_strdup_printf ("%s · %s", note->name, note->number);
  else
    name = g_strdup (note->name != NULL ? note->name : _("Somebody who is no longer in the records"));
  gtk_label_set_label (self->name_label, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_label_set_label (self->what_label, note->what);
  gtk_label_set_label (self->why_label, note->why);
  gtk_label_set_label (self->age_label, age);
  gtk_widget_set_visible (self->image, note->refused);
  name_button (self->again_button, name, note->what);
  name_button (self->renew_button, name, note->what);
  name_button (self->give_up_button, name, note->what);
}

const CwOwedNote *
cw_owed_row_get_note (CwOwedRow *self)
{
  g_return_val_if_fail (CW_IS_OWED_ROW (self), NULL);

  return self->note;
}

void
cw_owed_row_set_locked (CwOwedRow *self,
                        gboolean   locked)
{
  g_return_if_fail (CW_IS_OWED_ROW (self));

  gtk_widget_set_sensitive (self->again_button, !locked);
  gtk_widget_set_sensitive (self->renew_button, !locked);
  gtk_widget_set_sensitive (self->give_up_button, !locked);
}
