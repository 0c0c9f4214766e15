/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/settings-station.h"

#include <glib/gi18n-lib.h>

#include "app/station/admin.h"
#include "ui/dialogs.h"

/* What the station is called, copies of its database, and what its rules forget. GTK thread only. */

struct _CwSettingsStation
{
  AdwPreferencesPage parent_instance;

  GtkWidget         *keep_button;
  GtkEditable       *title_row;
  GtkEditable       *operator_row;
  GtkSpinButton     *prefix_spin;
  GtkSwitch         *demo_switch;
  AdwActionRow      *folder_row;
  GtkWidget         *backup_button;
  AdwActionRow      *retention_row;
  GtkWidget         *judge_button;
  GtkWidget         *forget_button;

  CwStation         *station;
};

G_DEFINE_FINAL_TYPE (CwSettingsStation, cw_settings_station, ADW_TYPE_PREFERENCES_PAGE)

static void
say (CwSettingsStation *self,
     const char        *sentence)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "settings.say", "s", sentence);
}

static void
changed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (CwSettingsStation) self = CW_SETTINGS_STATION (user_data);
  g_autoptr (GError) error = NULL;

  if (cw_station_change_finish (CW_STATION (source), result, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "settings.changed", NULL);
  else
    say (self, error->message);
}

static void
keep_cb (CwSettingsStation *self)
{
  g_autofree char *prefix = NULL;
  CwSettingsChange changes[4];

  if (self->station == NULL)
    return;

  gtk_spin_button_update (self->prefix_spin);
  prefix = g_strdup_printf ("%d", gtk_spin_button_get_value_as_int (self->prefix_spin));
  changes[0] = (CwSettingsChange) { "station", "title", gtk_editable_get_text (self->title_row) };
  changes[1] = (CwSettingsChange) { "station", "operator", gtk_editable_get_text (self->operator_row) };
  changes[2] = (CwSettingsChange) { "station", "prefix", prefix };
  changes[3] = (CwSettingsChange) { "station", "demo", gtk_switch_get_active (self->demo_switch) ? "true" : "false" };
  cw_station_change_settings_async (self->station, changes, G_N_ELEMENTS (changes), NULL, changed_cb, g_object_ref (self));
}

static void
backed_up_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (CwSettingsStation) self = CW_SETTINGS_STATION (user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = cw_station_tell_finish (CW_STATION (source), result, &error);

  gtk_widget_set_sensitive (self->backup_button, TRUE);
  cw_tell (GTK_WIDGET (self), sentence != NULL ? _("The Copy Is Made") : _("No Copy Was Made"), sentence != NULL ? sentence : error->message);
}

static void
file_chosen_cb (CwSettingsStation    *self,
                int                   response,
                GtkFileChooserNative *chooser)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL && self->station != NULL)
    {
      gtk_widget_set_sensitive (self->backup_button, FALSE);
      cw_station_backup_async (self->station, path, NULL, backed_up_cb, g_object_ref (self));
    }
  g_object_unref (chooser);
}

static void
backup_cb (CwSettingsStation *self)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_("Copy of the Database"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                                               GTK_FILE_CHOOSER_ACTION_SAVE, _("Save"), _("Cancel"));
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = g_date_time_format (now, "cardwright-%Y-%m-%d.db");

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  /* kept until it has answered */
  g_signal_connect_object (chooser, "response", G_CALLBACK (file_chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
judged_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (CwSettingsStation) self = CW_SETTINGS_STATION (user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = cw_station_tell_finish (CW_STATION (source), result, &error);

  gtk_widget_set_sensitive (self->judge_button, TRUE);
  gtk_widget_set_sensitive (self->forget_button, sentence != NULL);
  adw_action_row_set_subtitle (self->retention_row, sentence != NULL ? sentence : error->message);
}

static void
judge (CwSettingsStation *self,
       gboolean           apply)
{
  if (self->station == NULL)
    return;

  gtk_widget_set_sensitive (self->judge_button, FALSE);
  gtk_widget_set_sensitive (self->forget_button, FALSE);
  cw_station_retain_async (self->station, apply, NULL, judged_cb, g_object_ref (self));
}

static void
judge_cb (CwSettingsStation *self)
{
  judge (self, FALSE);
}

static void
forget_asked_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (CwSettingsStation) self = CW_SETTINGS_STATION (user_data);

  if (cw_ask_finish (result))
    judge (self, TRUE);
}

static void
forget_cb (CwSettingsStation *self)
{
  cw_ask_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _("Forget What Is Due?"),
                _("Nobody can bring it back. Copies that were made before still have it."), _("Keep it"), _("Forget it"), TRUE, forget_asked_cb, g_object_ref (self));
}

static void
cw_settings_station_dispose (GObject *object)
{
  g_clear_object (&CW_SETTINGS_STATION (object)->station);

  G_OBJECT_CLASS (cw_settings_station_parent_class)->dispose (object);
}

static void
cw_settings_station_class_init (CwSettingsStationClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_settings_station_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/cardwright/Cardwright/settings-station.ui");
  gtk_widget_class_bind_template_child (widget_class, CwSettingsStation, keep_button);
  gtk_widget_class_bind_template_child (widget_class, CwSettingsStation, title_row);
  gtk_widget_class_bind_template_child (widget_class, CwSettingsStation, operator_row);
  gtk_widget_class_bind_template_child (widget_class, CwSettingsStation, prefix_spin);
  gtk_widget_class_bind_template_child (widget_class, CwSettingsStation, demo_switch);
  gtk_widget_class_bind_template_child (widget_class, CwSettingsStation, folder_row);
  gtk_widget_class_bind_template_child (widget_class, CwSettingsStation, backup_button);
  gtk_widget_class_bind_template_child (widget_class, CwSettingsStation, retention_row);
  gtk_widget_class_bind_template_child (widget_class, CwSettingsStation, judge_button);
  gtk_widget_class_bind_template_child (widget_class, CwSettingsStation, forget_button);
  gtk_widget_class_bind_template_callback (widget_class, keep_cb);
  gtk_widget_class_bind_template_callback (widget_class, backup_cb);
  gtk_widget_class_bind_template_callback (widget_class, judge_cb);
  gtk_widget_class_bind_template_callback (widget_class, forget_cb);
}

static void
cw_settings_station_init (CwSettingsStation *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
cw_settings_station_set_station (CwSettingsStation *self,
                                 CwStation         *station)
{
  const CwSettings *settings;

  g_return_if_fail (CW_IS_SETTINGS_STATION (self) && CW_IS_STATION (station));

  g_set_object (&self->station, station);
  settings = cw_station_get_settings (station);
  gtk_editable_set_text (self->title_row, settings->title);
  gtk_editable_set_text (self->operator_row, settings->operator_name);
  gtk_spin_button_set_value (self->prefix_spin, settings->prefix);
  gtk_switch_set_active (self->demo_switch, settings->demo);
  adw_action_row_set_subtitle (self->folder_row, cw_station_get_directory (station));
}
