/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/window-private.h"

/* The register in the window: chip, pane and key, and what is said when something was done there or
 * with a card that a student has. GTK thread only. */

void
cw_window_show_register (CwWindow              *self,
                         const CwStationStatus *status)
{
  cw_status_chip_set_note (self->register_chip, &status->registry);
  cw_register_panel_show (self->register_panel, status);
  cw_register_pane_show (self->register_pane, status);
}

void
cw_window_begin_register (CwWindow *self)
{
  self->register_panel = CW_REGISTER_PANEL (cw_register_panel_new ());
  cw_status_chip_set_panel (self->register_chip, GTK_WIDGET (self->register_panel));
}

/* Answers come after the window is gone, too. */
static void
register_said_cb (CwWindow   *self,
                  const char *sentence)
{
  if (self->station != NULL)
    cw_window_say (self, sentence);
}

void
cw_window_card_changed_cb (CwWindow   *self,
                           const char *sentence)
{
  if (self->station == NULL)
    return;

  cw_window_say (self, sentence);
  cw_window_list_open (self);
}

static void
register_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  CwWindow *self = CW_WINDOW (widget);

  cw_status_chip_pop_down (self->register_chip);
  if (!cw_window_toggle (self, GTK_WIDGET (self->register_pane)))
    return;

  cw_window_show_pane (self, "register");
  gtk_widget_child_focus (GTK_WIDGET (self->register_pane), GTK_DIR_TAB_FORWARD);
}

void
cw_window_install_register (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.register", NULL, register_action);
  gtk_widget_class_bind_template_callback (widget_class, register_said_cb);
  gtk_widget_class_bind_template_callback_full (widget_class, "card_changed_cb", G_CALLBACK (cw_window_card_changed_cb));
}
