/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/settings-register.h"

#include <glib/gi18n-lib.h>

#include "app/station/admin.h"

/* Which register, whether it answers, and the keys. What is typed as a key stands in the entry's own
 * locked memory, is copied into the station's, and the entry is emptied. GTK thread only. */

enum
{
  REGISTER_STAND_IN,
  REGISTER_SANDBOX,
  REGISTER_REAL,
  REGISTER_OTHER
};

/* as in app/router/client.h, which the window does not see */
static const char *const addresses[] = { NULL, "https://sandbox.europeanstudentcard.eu/esc-rest/", "https://router.europeanstudentcard.eu/esc-rest/" };

struct _CwSettingsRegister
{
  AdwPreferencesPage   parent_instance;

  AdwComboRow         *kind_row;
  AdwActionRow        *address_row;
  AdwPreferencesGroup *test_group;
  AdwPreferencesGroup *keys_group;

  CwStation           *station;
  GPtrArray           *test_rows; /* of GtkWidget, borrowed */
  GPtrArray           *key_rows;
  guint                filling : 1;
};

G_DEFINE_FINAL_TYPE (CwSettingsRegister, cw_settings_register, ADW_TYPE_PREFERENCES_PAGE)

static void
changed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (CwSettingsRegister) self = CW_SETTINGS_REGISTER (user_data);
  g_autoptr (GError) error = NULL;

  if (cw_station_change_finish (CW_STATION (source), result, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "settings.changed", NULL);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "settings.say", "s", error->message);
}

static void
kind_cb (CwSettingsRegister *self)
{
  guint kind = adw_combo_row_get_selected (self->kind_row);
  CwSettingsChange changes[] = { { "register", "kind", "stand-in" }, { "register", "base-uri", NULL } };

  if (self->filling || self->station == NULL || kind >= REGISTER_OTHER)
    return;

  if (kind != REGISTER_STAND_IN)
    {
      changes[0].value = "router";
      changes[1].value = addresses[kind];
    }
  adw_action_row_set_subtitle (self->address_row, changes[1].value != NULL ? changes[1].value : "");
  cw_station_change_settings_async (self->station, changes, G_N_ELEMENTS (changes), NULL, changed_cb, g_object_ref (self));
}

static void
tested_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (AdwActionRow) row = ADW_ACTION_ROW (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%H:%M");
  g_autofree char *sentence = NULL;

  if (cw_station_change_finish (CW_STATION (source), result, &error))
    /* Translators: %s is a time of day. */
    sentence = g_strdup_printf (_("The register answered at %s and takes the token."), time);
  adw_action_row_set_subtitle (row, sentence != NULL ? sentence : error->message);
}

static void
test_cb (CwSettingsRegister *self,
         GtkButton          *button)
{
  AdwActionRow *row = g_object_get_data (G_OBJECT (button), "row");

  if (self->station == NULL)
    return;

  adw_action_row_set_subtitle (row, _("Asking…"));
  cw_station_test_register_async (self->station, g_object_get_data (G_OBJECT (button), "institution"), NULL, tested_cb, g_object_ref (row));
}

static void
add_test_row (CwSettingsRegister  *self,
              const CwInstitution *institution)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_with_label (_("Ask"));
  g_autofree char *words = g_strdup_printf (_("Ask the register for %s"), institution->name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), institution->name);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_object_set_data (G_OBJECT (button), "row", row);
  g_object_set_data_full (G_OBJECT (button), "institution", g_strdup (institution->id), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (test_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (self->test_group, row);
  g_ptr_array_add (self->test_rows, row);
}

static void
key_set_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (CwSettingsRegister) self = CW_SETTINGS_REGISTER (user_data);
  g_autoptr (GError) error = NULL;

  if (cw_station_change_finish (CW_STATION (source), result, &error))
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "settings.say", "s", _("It is put in."));
      gtk_widget_activate_action (GTK_WIDGET (self), "settings.changed", NULL);
    }
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "settings.say", "s", error->message);
}

static void
apply_cb (CwSettingsRegister *self,
          GtkWidget          *entry)
{
  const CwKeyLine *line = g_object_get_data (G_OBJECT (entry), "line");
  guint8 version = (guint8) (line->token ? 0 : line->version + 1);

  if (self->station == NULL)
    return;

  cw_station_set_key_async (self->station, line->label, version, line->token, gtk_editable_get_text (GTK_EDITABLE (entry)), NULL, key_set_cb, g_object_ref (self));
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
}

static char *
describe_key (const CwKeyLine *line)
{
  if (line->missing)
    return g_strdup_printf (_("%s It is not here yet."), line->what);
  if (line->token)
    return g_strdup_printf (_("%s It is here."), line->what);
  return g_strdup_printf (_("%s Version %u, check value %s."), line->what, line->version, line->check_value);
}

/* @line: (transfer full) */
static void
add_key_row (CwSettingsRegister *self,
             CwKeyLine          *line)
{
  gboolean earlier = g_regex_match_simple ("/[0-9]+$", line->label, G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT);
  gboolean fixed = line->own || earlier || line->version == 255;
  GtkWidget *row = fixed ? adw_action_row_new () : adw_expander_row_new ();
  g_autofree char *sentence = describe_key (line);
  GtkWidget *entry;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), line->label);
  adw_preferences_group_add (self->keys_group, row);
  g_ptr_array_add (self->key_rows, row);
  if (fixed)
    {
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), sentence);
      cw_key_line_free (line);
      return;
    }
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), sentence);
  entry = adw_password_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), line->token ? _("New token") : _("New key, in hexadecimal digits"));
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (entry), TRUE);
  g_object_set_data_full (G_OBJECT (entry), "line", line, (GDestroyNotify) cw_key_line_free);
  g_signal_connect_object (entry, "apply", G_CALLBACK (apply_cb), self, G_CONNECT_SWAPPED);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), entry);
}

static void
clear (AdwPreferencesGroup *group,
       GPtrArray           *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, g_ptr_array_index (rows, i));
  g_ptr_array_set_size (rows, 0);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (CwSettingsRegister) self = CW_SETTINGS_REGISTER (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwAdminLists) lists = cw_station_list_admin_finish (CW_STATION (source), result, &error);

  if (self->station == NULL)
    return;
  if (lists == NULL)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "settings.say", "s", error->message);
      return;
    }
  clear (self->test_group, self->test_rows);
  clear (self->keys_group, self->key_rows);
  for (guint i = 0; i < lists->institutions->len; i++)
    add_test_row (self, g_ptr_array_index (lists->institutions, i));
  g_ptr_array_set_free_func (lists->keys, NULL);
  for (guint i = 0; i < lists->keys->len; i++)
    add_key_row (self, g_ptr_array_index (lists->keys, i));
}

void
cw_settings_register_reload (CwSettingsRegister *self)
{
  g_return_if_fail (CW_IS_SETTINGS_REGISTER (self));

  if (self->station != NULL)
    cw_station_list_admin_async (self->station, NULL, listed_cb, g_object_ref (self));
}

static void
cw_settings_register_dispose (GObject *object)
{
  g_clear_object (&CW_SETTINGS_REGISTER (object)->station);

  G_OBJECT_CLASS (cw_settings_register_parent_class)->dispose (object);
}

static void
cw_settings_register_finalize (GObject *object)
{
  g_ptr_array_unref (CW_SETTINGS_REGISTER (object)->test_rows);
  g_ptr_array_unref (CW_SETTINGS_REGISTER (object)->key_rows);

  G_OBJECT_CLASS (cw_settings_register_parent_class)->finalize (object);
}

static void
cw_settings_register_class_init (CwSettingsRegisterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_settings_register_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_settings_register_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/cardwright/Cardwright/settings-register.ui");
  gtk_widget_class_bind_template_child (widget_class, CwSettingsRegister, kind_row);
  gtk_widget_class_bind_template_child (widget_class, CwSettingsRegister, address_row);
  gtk_widget_class_bind_template_child (widget_class, CwSettingsRegister, test_group);
  gtk_widget_class_bind_template_child (widget_class, CwSettingsRegister, keys_group);
  gtk_widget_class_bind_template_callback (widget_class, kind_cb);
}

static void
cw_settings_register_init (CwSettingsRegister *self)
{
  self->test_rows = g_ptr_array_new ();
  self->key_rows = g_ptr_array_new ();
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
cw_settings_register_set_station (CwSettingsRegister *self,
                                  CwStation          *station)
{
  const CwSettings *settings;
  guint kind = REGISTER_OTHER;

  g_return_if_fail (CW_IS_SETTINGS_REGISTER (self) && CW_IS_STATION (station));

  g_set_object (&self->station, station);
  settings = cw_station_get_settings (station);
  if (settings->registry == CW_REGISTER_KIND_STAND_IN)
    kind = REGISTER_STAND_IN;
  for (guint i = REGISTER_SANDBOX; kind == REGISTER_OTHER && i <= REGISTER_REAL; i++)
    if (g_strcmp0 (settings->base_uri, addresses[i]) == 0)
      kind = i;
  self->filling = TRUE;
  adw_combo_row_set_selected (self->kind_row, kind);
  self->filling = FALSE;
  adw_action_row_set_subtitle (self->address_row, settings->registry == CW_REGISTER_KIND_ROUTER ? settings->base_uri : "");
  cw_settings_register_reload (self);
}
