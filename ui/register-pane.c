/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/register-pane.h"

/* Head line and two pages, each of which does its own work. GTK thread only. */

struct _CwRegisterPane
{
  GtkWidget     parent_instance;

  GtkLabel     *title_label;
  GtkLabel     *sentence_label;
  GtkStack     *stack;
  CwOwed       *owed;
  CwComparison *comparison;
};

G_DEFINE_FINAL_TYPE (CwRegisterPane, cw_register_pane, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_SAID,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
said_cb (CwRegisterPane *self,
         const char     *sentence)
{
  g_signal_emit (self, signals[SIGNAL_SAID], 0, sentence);
}

static void
cw_register_pane_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (cw_register_pane_parent_class)->dispose (object);
}

static void
cw_register_pane_class_init (CwRegisterPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_register_pane_dispose;
  signals[SIGNAL_SAID] = g_signal_new ("said", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (CW_TYPE_OWED);
  g_type_ensure (CW_TYPE_COMPARISON);
  gtk_widget_class_set_css_name (widget_class, "register");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/cardwright/Cardwright/register-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, CwRegisterPane, title_label);
  gtk_widget_class_bind_template_child (widget_class, CwRegisterPane, sentence_label);
  gtk_widget_class_bind_template_child (widget_class, CwRegisterPane, stack);
  gtk_widget_class_bind_template_child (widget_class, CwRegisterPane, owed);
  gtk_widget_class_bind_template_child (widget_class, CwRegisterPane, comparison);
  gtk_widget_class_bind_template_callback (widget_class, said_cb);
}

static void
cw_register_pane_init (CwRegisterPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
cw_register_pane_new (void)
{
  return g_object_new (CW_TYPE_REGISTER_PANE, NULL);
}

void
cw_register_pane_set_station (CwRegisterPane *self,
                              CwStation      *station)
{
  g_return_if_fail (CW_IS_REGISTER_PANE (self));

  cw_owed_set_station (self->owed, station);
  cw_comparison_set_station (self->comparison, station);
}

void
cw_register_pane_show (CwRegisterPane        *self,
                       const CwStationStatus *status)
{
  g_return_if_fail (CW_IS_REGISTER_PANE (self));
  g_return_if_fail (status != NULL);

  if (status->registry.title != NULL)
    gtk_label_set_label (self->title_label, status->registry.title);
  gtk_label_set_label (self->sentence_label, status->registry.sentence != NULL ? status->registry.sentence : "");
}

CwOwed *
cw_register_pane_get_owed (CwRegisterPane *self)
{
  g_return_val_if_fail (CW_IS_REGISTER_PANE (self), NULL);

  return self->owed;
}

CwComparison *
cw_register_pane_get_comparison (CwRegisterPane *self)
{
  g_return_val_if_fail (CW_IS_REGISTER_PANE (self), NULL);

  return self->comparison;
}

void
cw_register_pane_show_page (CwRegisterPane *self,
                            const char     *name)
{
  g_return_if_fail (CW_IS_REGISTER_PANE (self));

  gtk_stack_set_visible_child_name (self->stack, name);
}
