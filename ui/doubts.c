/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/doubts.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* A list made anew whenever the orders in doubt are read again; there are never many, because
 * the next card waits for them. GTK thread only. */

struct _CwDoubts
{
  GtkWidget  parent_instance;

  GtkStack  *stack;
  GtkListBox *list_box;

  GPtrArray *doubts; /* of CwDoubt */
};

G_DEFINE_FINAL_TYPE (CwDoubts, cw_doubts, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_SETTLE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
row_activated_cb (CwDoubts      *self,
                  GtkListBoxRow *row)
{
  int index = gtk_list_box_row_get_index (row);

  if (self->doubts != NULL && index >= 0 && index < (int) self->doubts->len)
    g_signal_emit (self, signals[SIGNAL_SETTLE], 0, g_ptr_array_index (self->doubts, index));
}

static void
settle_cb (GtkWidget *button)
{
  GtkWidget *row = gtk_widget_get_ancestor (button, GTK_TYPE_LIST_BOX_ROW);

  if (row != NULL)
    gtk_widget_activate (row);
}

static GtkWidget *
row_new (const CwDoubt *doubt)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_with_label (_("Settle…"));
  GtkWidget *image = gtk_image_new_from_icon_name ("dialog-question-symbolic");
  g_autofree char *name = doubt->student != NULL ? cw_student_get_full_name (doubt->student) : g_strdup (_("Unknown student"));
  g_autofree char *told = g_strdup_printf ("%s · %s", cw_step_kind_to_label (doubt->step), doubt->escn != NULL ? doubt->escn : _("no number yet"));
  g_autofree char *subtitle = g_strdup_printf ("%s\n%s", doubt->sentence, told);
  /* Translators: name of the button beside an order in doubt; %s is the student. */
  g_autofree char *label = g_strdup_printf (_("Settle the card of %s"), name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 4);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect (button, "clicked", G_CALLBACK (settle_cb), NULL);
  gtk_widget_add_css_class (image, "warning");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);

  return row;
}

static void
cw_doubts_dispose (GObject *object)
{
  CwDoubts *self = CW_DOUBTS (object);
  GtkWidget *child;

  g_clear_pointer (&self->doubts, g_ptr_array_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (cw_doubts_parent_class)->dispose (object);
}

static void
cw_doubts_class_init (CwDoubtsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_doubts_dispose;
  signals[SIGNAL_SETTLE] = g_signal_new ("settle", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_POINTER);

  gtk_widget_class_set_css_name (widget_class, "doubts");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/cardwright/Cardwright/doubts.ui");
  gtk_widget_class_bind_template_child (widget_class, CwDoubts, stack);
  gtk_widget_class_bind_template_child (widget_class, CwDoubts, list_box);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
cw_doubts_init (CwDoubts *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
cw_doubts_new (void)
{
  return g_object_new (CW_TYPE_DOUBTS, NULL);
}

guint
cw_doubts_get_n (CwDoubts *self)
{
  g_return_val_if_fail (CW_IS_DOUBTS (self), 0);

  return self->doubts != NULL ? self->doubts->len : 0;
}

void
cw_doubts_take (CwDoubts  *self,
                GPtrArray *doubts)
{
  GtkWidget *row;

  g_return_if_fail (CW_IS_DOUBTS (self));

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list_box))) != NULL)
    gtk_list_box_remove (self->list_box, row);
  g_clear_pointer (&self->doubts, g_ptr_array_unref);
  self->doubts = doubts;
  for (guint i = 0; i < doubts->len; i++)
    gtk_list_box_append (self->list_box, row_new (g_ptr_array_index (doubts, i)));
  gtk_stack_set_visible_child_name (self->stack, doubts->len > 0 ? "some" : "none");
}
