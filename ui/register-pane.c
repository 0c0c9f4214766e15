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
  CwStation    *station; /* (nullable) */
};

static void cw_register_pane_place_init (CwPlaceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwRegisterPane, cw_register_pane, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_PLACE, cw_register_pane_place_init))

static void
said_cb (CwRegisterPane *self,
         const char     *sentence)
{
  cw_place_say (CW_PLACE (self), sentence);
}

static void
cw_register_pane_dispose (GObject *object)
{
  GtkWidget *child;

  g_clear_object (&CW_REGISTER_PANE (object)->station);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (cw_register_pane_parent_class)->dispose (object);
}

static void
cw_register_pane_class_init (CwRegisterPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_register_pane_dispose;

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

static void
status_changed_cb (CwRegisterPane *self)
{
  g_autoptr (CwStationStatus) status = cw_station_get_status (self->station);

  if (status == NULL)
    return;

  if (status->registry.title != NULL)
    gtk_label_set_label (self->title_label, status->registry.title);
  gtk_label_set_label (self->sentence_label, status->registry.sentence != NULL ? status->registry.sentence : "");
}

static void
set_station (CwPlace   *place,
             CwStation *station)
{
  CwRegisterPane *self = CW_REGISTER_PANE (place);

  self->station = g_object_ref (station);
  g_signal_connect_object (station, "status-changed", G_CALLBACK (status_changed_cb), self, G_CONNECT_SWAPPED);
  cw_owed_set_station (self->owed, station);
  cw_comparison_set_station (self->comparison, station);
  status_changed_cb (self);
}

static void
cw_register_pane_place_init (CwPlaceInterface *iface)
{
  iface->set_station = set_station;
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
