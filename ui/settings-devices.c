/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/settings-devices.h"

#include "app/station/admin.h"

/* The devices that the station could have, and the one that it has. A row that is chosen is written
 * down at once. GTK thread only. */

#define STEP 0.05 /* mm: finer than a print head of 300 dpi can place a dot */

struct _CwSettingsDevices
{
  AdwPreferencesPage   parent_instance;

  AdwPreferencesGroup *printer_group;
  AdwPreferencesGroup *reader_group;
  GtkWidget           *look_button;
  GtkWidget           *trim_button;
  GtkSpinButton       *front_x_spin;
  GtkSpinButton       *front_y_spin;
  GtkSpinButton       *back_x_spin;
  GtkSpinButton       *back_y_spin;

  CwStation           *station;
  GPtrArray           *printer_rows; /* of GtkWidget, borrowed */
  GPtrArray           *reader_rows;
  guint                filling : 1;
};

G_DEFINE_FINAL_TYPE (CwSettingsDevices, cw_settings_devices, ADW_TYPE_PREFERENCES_PAGE)

static void
changed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (CwSettingsDevices) self = CW_SETTINGS_DEVICES (user_data);
  g_autoptr (GError) error = NULL;

  if (cw_station_change_finish (CW_STATION (source), result, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "settings.changed", NULL);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "settings.say", "s", error->message);
}

static void
use_printer (CwSettingsDevices   *self,
             const CwFoundDevice *device)
{
  gboolean ipp = g_str_equal (device->kind, "ipp");
  const CwSettingsChange changes[] = {
    { "printer", "kind", device->kind },
    { "printer", "name", ipp ? NULL : device->name },
    { "printer", "uri", ipp ? device->name : NULL },
  };

  cw_station_change_settings_async (self->station, changes, G_N_ELEMENTS (changes), NULL, changed_cb, g_object_ref (self));
}

static void
use_reader (CwSettingsDevices   *self,
            const CwFoundDevice *device)
{
  const CwSettingsChange changes[] = {
    { "reader", "kind", device->kind },
    { "reader", "name", device->name },
    { "reader", "serial", device->serial },
    { "reader", "printer", NULL },
    { "reader", "place", NULL },
  };

  cw_station_change_settings_async (self->station, changes, G_N_ELEMENTS (changes), NULL, changed_cb, g_object_ref (self));
}

static void
toggled_cb (CwSettingsDevices *self,
            GtkCheckButton    *check)
{
  const CwFoundDevice *device = g_object_get_data (G_OBJECT (check), "device");

  if (self->filling || self->station == NULL || !gtk_check_button_get_active (check))
    return;
  if (g_object_get_data (G_OBJECT (check), "reader") != NULL)
    use_reader (self, device);
  else
    use_printer (self, device);
}

static void
fill (CwSettingsDevices   *self,
      AdwPreferencesGroup *group,
      GPtrArray           *rows,
      GPtrArray           *devices)
{
  GtkCheckButton *first = NULL;

  self->filling = TRUE;
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, g_ptr_array_index (rows, i));
  g_ptr_array_set_size (rows, 0);
  g_ptr_array_set_free_func (devices, NULL);
  for (guint i = 0; i < devices->len; i++)
    {
      CwFoundDevice *device = g_ptr_array_index (devices, i);
      GtkWidget *row = adw_action_row_new ();
      GtkWidget *check = gtk_check_button_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), device->title);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), device->sentence);
      gtk_check_button_set_group (GTK_CHECK_BUTTON (check), first);
      if (first == NULL)
        first = GTK_CHECK_BUTTON (check);
      gtk_check_button_set_active (GTK_CHECK_BUTTON (check), device->in_use);
      gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, device->title, -1);
      g_object_set_data_full (G_OBJECT (check), "device", device, (GDestroyNotify) cw_found_device_free);
      if (rows == self->reader_rows)
        g_object_set_data (G_OBJECT (check), "reader", self);
      g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
      adw_preferences_group_add (group, row);
      g_ptr_array_add (rows, row);
    }
  self->filling = FALSE;
}

static void
found_printers_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (CwSettingsDevices) self = CW_SETTINGS_DEVICES (user_data);
  g_autoptr (GPtrArray) devices = cw_station_find_devices_finish (CW_STATION (source), result, NULL);

  if (devices != NULL && self->station != NULL)
    fill (self, self->printer_group, self->printer_rows, devices);
}

static void
found_readers_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (CwSettingsDevices) self = CW_SETTINGS_DEVICES (user_data);
  g_autoptr (GPtrArray) devices = cw_station_find_devices_finish (CW_STATION (source), result, NULL);

  if (devices != NULL && self->station != NULL)
    fill (self, self->reader_group, self->reader_rows, devices);
  gtk_widget_set_sensitive (self->look_button, TRUE);
}

static void
look_cb (CwSettingsDevices *self)
{
  if (self->station == NULL)
    return;

  gtk_widget_set_sensitive (self->look_button, FALSE);
  cw_station_find_printers_async (self->station, NULL, found_printers_cb, g_object_ref (self));
  cw_station_find_readers_async (self->station, NULL, found_readers_cb, g_object_ref (self));
}

static char *
write_offset (GtkSpinButton *x_spin,
              GtkSpinButton *y_spin)
{
  char x[G_ASCII_DTOSTR_BUF_SIZE];
  char y[G_ASCII_DTOSTR_BUF_SIZE];

  gtk_spin_button_update (x_spin);
  gtk_spin_button_update (y_spin);
  g_ascii_formatd (x, sizeof x, "%.2f", gtk_spin_button_get_value (x_spin));
  g_ascii_formatd (y, sizeof y, "%.2f", gtk_spin_button_get_value (y_spin));
  return g_strdup_printf ("%s,%s", x, y);
}

static void
trim_cb (CwSettingsDevices *self)
{
  g_autofree char *front = write_offset (self->front_x_spin, self->front_y_spin);
  g_autofree char *back = write_offset (self->back_x_spin, self->back_y_spin);
  const CwSettingsChange changes[] = { { "printer", "offset-front", front }, { "printer", "offset-back", back } };

  if (self->station != NULL)
    cw_station_change_settings_async (self->station, changes, G_N_ELEMENTS (changes), NULL, changed_cb, g_object_ref (self));
}

static void
cw_settings_devices_dispose (GObject *object)
{
  CwSettingsDevices *self = CW_SETTINGS_DEVICES (object);

  g_clear_object (&self->station);

  G_OBJECT_CLASS (cw_settings_devices_parent_class)->dispose (object);
}

static void
cw_settings_devices_finalize (GObject *object)
{
  CwSettingsDevices *self = CW_SETTINGS_DEVICES (object);

  g_ptr_array_unref (self->printer_rows);
  g_ptr_array_unref (self->reader_rows);

  G_OBJECT_CLASS (cw_settings_devices_parent_class)->finalize (object);
}

static void
cw_settings_devices_class_init (CwSettingsDevicesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_settings_devices_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_settings_devices_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/cardwright/Cardwright/settings-devices.ui");
  gtk_widget_class_bind_template_child (widget_class, CwSettingsDevices, printer_group);
  gtk_widget_class_bind_template_child (widget_class, CwSettingsDevices, reader_group);
  gtk_widget_class_bind_template_child (widget_class, CwSettingsDevices, look_button);
  gtk_widget_class_bind_template_child (widget_class, CwSettingsDevices, trim_button);
  gtk_widget_class_bind_template_child (widget_class, CwSettingsDevices, front_x_spin);
  gtk_widget_class_bind_template_child (widget_class, CwSettingsDevices, front_y_spin);
  gtk_widget_class_bind_template_child (widget_class, CwSettingsDevices, back_x_spin);
  gtk_widget_class_bind_template_child (widget_class, CwSettingsDevices, back_y_spin);
  gtk_widget_class_bind_template_callback (widget_class, look_cb);
  gtk_widget_class_bind_template_callback (widget_class, trim_cb);
}

static void
cw_settings_devices_init (CwSettingsDevices *self)
{
  GtkSpinButton *spins[4];

  self->printer_rows = g_ptr_array_new ();
  self->reader_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  spins[0] = self->front_x_spin;
  spins[1] = self->front_y_spin;
  spins[2] = self->back_x_spin;
  spins[3] = self->back_y_spin;
  for (guint i = 0; i < G_N_ELEMENTS (spins); i++)
    {
      gtk_spin_button_set_increments (spins[i], STEP, 10 * STEP);
      gtk_spin_button_set_range (spins[i], -CW_SETTINGS_MAX_OFFSET, CW_SETTINGS_MAX_OFFSET);
    }
}

void
cw_settings_devices_set_station (CwSettingsDevices *self,
                                 CwStation         *station)
{
  const CwSettings *settings;

  g_return_if_fail (CW_IS_SETTINGS_DEVICES (self) && CW_IS_STATION (station));

  g_set_object (&self->station, station);
  settings = cw_station_get_settings (station);
  gtk_spin_button_set_value (self->front_x_spin, settings->offset_x[CW_FACE_FRONT]);
  gtk_spin_button_set_value (self->front_y_spin, settings->offset_y[CW_FACE_FRONT]);
  gtk_spin_button_set_value (self->back_x_spin, settings->offset_x[CW_FACE_BACK]);
  gtk_spin_button_set_value (self->back_y_spin, settings->offset_y[CW_FACE_BACK]);
  look_cb (self);
}
