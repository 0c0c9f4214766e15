/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/register-panel.h"

#include <glib/gi18n-lib.h>

#include "ui/words-owed.h"

/* Shows what the station's status says; the window does the rest. GTK thread only. */

struct _CwRegisterPanel
{
  GtkWidget parent_instance;

  GtkLabel *sentence_label;
  GtkLabel *owed_label;
};

G_DEFINE_FINAL_TYPE (CwRegisterPanel, cw_register_panel, GTK_TYPE_WIDGET)

static void
cw_register_panel_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (cw_register_panel_parent_class)->dispose (object);
}

static void
cw_register_panel_class_init (CwRegisterPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_register_panel_dispose;
  gtk_widget_class_set_css_name (widget_class, "registerpanel");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/cardwright/Cardwright/register-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, CwRegisterPanel, sentence_label);
  gtk_widget_class_bind_template_child (widget_class, CwRegisterPanel, owed_label);
}

static void
cw_register_panel_init (CwRegisterPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
cw_register_panel_new (void)
{
  return g_object_new (CW_TYPE_REGISTER_PANEL, NULL);
}

void
cw_register_panel_show (CwRegisterPanel       *self,
                        const CwStationStatus *status)
{
  g_autofree char *owed = NULL;

  g_return_if_fail (CW_IS_REGISTER_PANEL (self));
  g_return_if_fail (status != NULL);

  owed = cw_words_for_counts (&status->counts);
  gtk_label_set_label (self->sentence_label, status->registry.sentence != NULL ? status->registry.sentence : _("Nothing is known of it yet."));
  gtk_label_set_label (self->owed_label, owed);
}

const char *
cw_register_panel_get_owed (CwRegisterPanel *self)
{
  g_return_val_if_fail (CW_IS_REGISTER_PANEL (self), NULL);

  return gtk_label_get_label (self->owed_label);
}
