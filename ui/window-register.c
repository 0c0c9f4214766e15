/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/window-private.h"

/* The register in the window: chip and key, and what is said when something was done with a card
 * that a student has. GTK thread only. */

void
cw_window_show_register (CwWindow              *self,
                         const CwStationStatus *status)
{
  cw_status_chip_set_note (self->register_chip, &status->registry);
  cw_register_panel_show (self->register_panel, status);
}

void
cw_window_begin_register (CwWindow *self)
{
  self->register_panel = CW_REGISTER_PANEL (cw_register_panel_new ());
  cw_status_chip_set_panel (self->register_chip, GTK_WIDGET (self->register_panel));
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
  cw_places_show (self->places, g_str_equal (cw_places_get_shown (self->places), "register") ? "desk" : "register");
}

void
cw_window_install_register (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.register", NULL, register_action);
  gtk_widget_class_bind_template_callback_full (widget_class, "card_changed_cb", G_CALLBACK (cw_window_card_changed_cb));
}
