/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/settings-page.h"

#include "ui/settings-devices.h"
#include "ui/settings-issuers.h"
#include "ui/settings-register.h"
#include "ui/settings-station.h"

/* The place of settings: which subject is shown, and that something waits for the station to be opened
 * again. The subjects do the rest. GTK thread only. */

struct _CwSettingsPage
{
  GtkWidget           parent_instance;

  GtkRevealer        *changed_revealer;
  GtkButton          *reopen_button;
  GtkStack           *stack;
  CwSettingsDevices  *devices;
  CwSettingsIssuers  *issuers;
  CwSettingsRegister *register_page;
  CwSettingsStation  *station_page;
};

static void cw_settings_page_place_init (CwPlaceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwSettingsPage, cw_settings_page, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_PLACE, cw_settings_page_place_init))

static void
say_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  cw_place_say (CW_PLACE (widget), g_variant_get_string (parameter, NULL));
}

static void
changed_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  gtk_revealer_set_reveal_child (CW_SETTINGS_PAGE (widget)->changed_revealer, TRUE);
}

/* What one subject changes another may show. */
static void
reload_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  CwSettingsPage *self = CW_SETTINGS_PAGE (widget);

  cw_settings_issuers_reload (self->issuers);
  cw_settings_register_reload (self->register_page);
}

static void
cw_settings_page_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (cw_settings_page_parent_class)->dispose (object);
}

static void
cw_settings_page_class_init (CwSettingsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_settings_page_dispose;

  g_type_ensure (CW_TYPE_SETTINGS_DEVICES);
  g_type_ensure (CW_TYPE_SETTINGS_ISSUERS);
  g_type_ensure (CW_TYPE_SETTINGS_REGISTER);
  g_type_ensure (CW_TYPE_SETTINGS_STATION);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/cardwright/Cardwright/settings-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwSettingsPage, changed_revealer);
  gtk_widget_class_bind_template_child (widget_class, CwSettingsPage, reopen_button);
  gtk_widget_class_bind_template_child (widget_class, CwSettingsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, CwSettingsPage, devices);
  gtk_widget_class_bind_template_child (widget_class, CwSettingsPage, issuers);
  gtk_widget_class_bind_template_child_full (widget_class, "register", FALSE, G_STRUCT_OFFSET (CwSettingsPage, register_page));
  gtk_widget_class_bind_template_child (widget_class, CwSettingsPage, station_page);
  gtk_widget_class_install_action (widget_class, "settings.say", "s", say_action);
  gtk_widget_class_install_action (widget_class, "settings.changed", NULL, changed_action);
  gtk_widget_class_install_action (widget_class, "settings.reload", NULL, reload_action);
}

static void
cw_settings_page_init (CwSettingsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_station (CwPlace   *place,
             CwStation *station)
{
  CwSettingsPage *self = CW_SETTINGS_PAGE (place);

  cw_settings_devices_set_station (self->devices, station);
  cw_settings_issuers_set_station (self->issuers, station);
  cw_settings_register_set_station (self->register_page, station);
  cw_settings_station_set_station (self->station_page, station);
}

static void
cw_settings_page_place_init (CwPlaceInterface *iface)
{
  iface->set_station = set_station;
}

void
cw_settings_page_show_subject (CwSettingsPage *self,
                               const char     *name)
{
  g_return_if_fail (CW_IS_SETTINGS_PAGE (self));

  gtk_stack_set_visible_child_name (self->stack, name);
}

gboolean
cw_settings_page_is_changed (CwSettingsPage *self)
{
  g_return_val_if_fail (CW_IS_SETTINGS_PAGE (self), FALSE);

  return gtk_revealer_get_reveal_child (self->changed_revealer);
}
