/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/ready.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* A list made anew whenever the open orders are read again. GTK thread only. */

struct _CwReady
{
  GtkWidget   parent_instance;

  GtkStack   *stack;
  GtkListBox *list_box;

  GPtrArray  *ready; /* (nullable) of CwDoubt */
};

G_DEFINE_FINAL_TYPE (CwReady, cw_ready, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_HAND_OVER,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
row_activated_cb (CwReady       *self,
                  GtkListBoxRow *row)
{
  int index = gtk_list_box_row_get_index (row);

  if (self->ready != NULL && index >= 0 && index < (int) self->ready->len)
    g_signal_emit (self, signals[SIGNAL_HAND_OVER], 0, g_ptr_array_index (self->ready, index));
}

static void
hand_over_cb (GtkWidget *button)
{
  GtkWidget *row = gtk_widget_get_ancestor (button, GTK_TYPE_LIST_BOX_ROW);

  if (row != NULL)
    gtk_widget_activate (row);
}

static GtkWidget *
row_new (const CwDoubt *ready)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_with_label (_("Hand over…"));
  g_autofree char *name = ready->student != NULL ? cw_student_get_full_name (ready->student) : g_strdup (_("Unknown student"));
  g_autofree char *told = ready->student != NULL && ready->student->number != NULL ? g_strdup_printf ("%s · %s", ready->student->number, ready->escn != NULL ? ready->escn : "")
                                                                                   : g_strdup (ready->escn);
  /* Translators: name of the button beside a card that is ready; %s is the student. */
  g_autofree char *label = g_strdup_printf (_("Hand over the card of %s"), name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), told != NULL ? told : "");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect (button, "clicked", G_CALLBACK (hand_over_cb), NULL);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);

  return row;
}

static void
cw_ready_dispose (GObject *object)
{
  CwReady *self = CW_READY (object);
  GtkWidget *child;

  g_clear_pointer (&self->ready, g_ptr_array_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (cw_ready_parent_class)->dispose (object);
}

static void
cw_ready_class_init (CwReadyClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_ready_dispose;
  signals[SIGNAL_HAND_OVER] = g_signal_new ("hand-over", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                            G_TYPE_NONE, 1, G_TYPE_POINTER);

  gtk_widget_class_set_css_name (widget_class, "ready");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/cardwright/Cardwright/ready.ui");
  gtk_widget_class_bind_template_child (widget_class, CwReady, stack);
  gtk_widget_class_bind_template_child (widget_class, CwReady, list_box);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
cw_ready_init (CwReady *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
cw_ready_new (void)
{
  return g_object_new (CW_TYPE_READY, NULL);
}

guint
cw_ready_get_n (CwReady *self)
{
  g_return_val_if_fail (CW_IS_READY (self), 0);

  return self->ready != NULL ? self->ready->len : 0;
}

void
cw_ready_take (CwReady   *self,
               GPtrArray *ready)
{
  GtkWidget *row;

  g_return_if_fail (CW_IS_READY (self));
  g_return_if_fail (ready != NULL);

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list_box))) != NULL)
    gtk_list_box_remove (self->list_box, row);
  g_clear_pointer (&self->ready, g_ptr_array_unref);
  self->ready = ready;
  for (guint i = 0; i < ready->len; i++)
    gtk_list_box_append (self->list_box, row_new (g_ptr_array_index (ready, i)));
  gtk_stack_set_visible_child_name (self->stack, ready->len > 0 ? "some" : "none");
}
