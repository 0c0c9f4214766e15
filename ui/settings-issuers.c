/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/settings-issuers.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/station/admin.h"
#include "templates/template.h"
#include "ui/dialogs.h"

/* Institutions, picked from the catalogue so that no official number is typed, and the kinds of cards
 * that are made for them. GTK thread only. */

#define MAX_HITS 8
#define MAX_MONTHS 120

struct _CwSettingsIssuers
{
  AdwPreferencesPage   parent_instance;

  AdwPreferencesGroup *institutions_group;
  AdwPreferencesGroup *catalogue_group;
  AdwPreferencesGroup *profiles_group;
  GtkEditable         *search_row;
  GtkWidget           *import_button;

  CwStation           *station;
  GPtrArray           *catalogue; /* (nullable) of CwCatalogueEntry */
  CwAdminLists        *lists;     /* (nullable) */
  CwInstitution       *adding;    /* (nullable) the one that the open question is about */
  GPtrArray           *institution_rows; /* of GtkWidget, borrowed */
  GPtrArray           *hit_rows;
  GPtrArray           *profile_rows;
};

/* One profile being changed, with its widgets; belongs to its row. */
typedef struct
{
  CwSettingsIssuers *page;
  CwProfile         *profile;
  AdwComboRow       *template_row;
  AdwComboRow       *plan_row;
  GtkSpinButton     *months_spin;
} Form;

G_DEFINE_FINAL_TYPE (CwSettingsIssuers, cw_settings_issuers, ADW_TYPE_PREFERENCES_PAGE)

static void
say (CwSettingsIssuers *self,
     const char        *sentence)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "settings.say", "s", sentence);
}

static void
clear (AdwPreferencesGroup *group,
       GPtrArray           *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, g_ptr_array_index (rows, i));
  g_ptr_array_set_size (rows, 0);
}

static GtkWidget *
add_row (AdwPreferencesGroup *group,
         GPtrArray           *rows,
         const char          *title,
         const char          *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_preferences_group_add (group, row);
  g_ptr_array_add (rows, row);
  return row;
}

/* profiles */

static void
profile_kept_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (CwSettingsIssuers) self = CW_SETTINGS_ISSUERS (user_data);
  g_autoptr (GError) error = NULL;

  say (self, cw_station_change_finish (CW_STATION (source), result, &error) ? _("It is kept. Cards that are made from now on are so.") : error->message);
}

/* A chip that is not there is neither encoded nor of a smart card's type. */
static gboolean
set_chip (CwProfile  *profile,
          const char *plan,
          GError    **error)
{
  g_free (profile->chip_plan);
  profile->chip_plan = g_strdup (plan);
  if (plan == NULL)
    profile->card_type = CW_CARD_TYPE_PASSIVE;
  else if (profile->card_type == CW_CARD_TYPE_PASSIVE)
    profile->card_type = CW_CARD_TYPE_SMART_NO_CDZ;
  return cw_profile_set_steps (profile, plan != NULL ? "reserve,layout,print,encode,verify,register,hand-over" : "reserve,layout,print,verify,register,hand-over", error);
}

static CwProfile *
copy_profile (const CwProfile *other)
{
  CwProfile *profile = cw_profile_new ();

  profile->id = g_strdup (other->id);
  profile->institution_id = g_strdup (other->institution_id);
  profile->name = g_strdup (other->name);
  profile->template_uri = g_strdup (other->template_uri);
  profile->chip_plan = g_strdup (other->chip_plan);
  profile->card_type = other->card_type;
  profile->registered = other->registered;
  profile->validity_months = other->validity_months;
  memcpy (profile->steps, other->steps, sizeof profile->steps);
  profile->n_steps = other->n_steps;
  return profile;
}

static void
keep_profile_cb (Form *form)
{
  CwSettingsIssuers *self = form->page;
  g_autoptr (CwProfile) profile = copy_profile (form->profile);
  g_autoptr (GError) error = NULL;
  guint template = adw_combo_row_get_selected (form->template_row);
  guint plan = adw_combo_row_get_selected (form->plan_row);
  const char *plan_name = plan > 0 ? self->lists->plans[plan - 1] : NULL;

  if (self->station == NULL)
    return;

  gtk_spin_button_update (form->months_spin);
  profile->validity_months = (guint) gtk_spin_button_get_value_as_int (form->months_spin);
  /* the first stands for the template that the profile has */
  if (template > 0)
    {
      g_autoptr (GFile) file = cw_template_get_shipped (cw_template_list_shipped ()[template - 1]);

      g_free (profile->template_uri);
      profile->template_uri = g_file_get_uri (file);
    }
  if (g_strcmp0 (plan_name, profile->chip_plan) != 0 && !set_chip (profile, plan_name, &error))
    {
      say (self, error->message);
      return;
    }
  cw_station_put_profile_async (self->station, profile, NULL, profile_kept_cb, g_object_ref (self));
}

static AdwComboRow *
add_choice (AdwExpanderRow    *expander,
            const char        *title,
            const char        *first,
            const char *const *names,
            const char        *chosen)
{
  GtkStringList *list = gtk_string_list_new (NULL);
  GtkWidget *row = adw_combo_row_new ();
  guint selected = 0;

  gtk_string_list_append (list, first);
  for (guint i = 0; names[i] != NULL; i++)
    {
      gtk_string_list_append (list, names[i]);
      if (g_strcmp0 (names[i], chosen) == 0)
        selected = i + 1;
    }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), selected);
  adw_expander_row_add_row (expander, row);
  g_object_unref (list);
  return ADW_COMBO_ROW (row);
}

static void
add_months (AdwExpanderRow *expander,
            Form           *form)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *spin = gtk_spin_button_new_with_range (1, MAX_MONTHS, 1);
  GtkWidget *button = gtk_button_new_with_label (_("Keep"));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Months of validity, where the end of studies is not known"));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), form->profile->validity_months);
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Months of validity"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Keep this kind of card"), -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), spin);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_expander_row_add_row (expander, row);
  form->months_spin = GTK_SPIN_BUTTON (spin);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (keep_profile_cb), form);
}

static void
form_free (gpointer data)
{
  Form *form = data;

  cw_profile_unref (form->profile);
  g_free (form);
}

static void
add_profile_row (CwSettingsIssuers *self,
                 CwProfile         *profile)
{
  GtkWidget *row = adw_expander_row_new ();
  Form *form = g_new0 (Form, 1);

  form->page = self;
  form->profile = cw_profile_ref (profile);
  g_object_set_data_full (G_OBJECT (row), "form", form, form_free);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), profile->name);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), profile->institution_id);
  form->template_row = add_choice (ADW_EXPANDER_ROW (row), _("Design"), _("As it is now"), cw_template_list_shipped (), NULL);
  form->plan_row = add_choice (ADW_EXPANDER_ROW (row), _("Chip"), _("No chip"), (const char *const *) self->lists->plans, profile->chip_plan);
  add_months (ADW_EXPANDER_ROW (row), form);
  adw_preferences_group_add (self->profiles_group, row);
  g_ptr_array_add (self->profile_rows, row);
}

/* institutions */

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (CwSettingsIssuers) self = CW_SETTINGS_ISSUERS (user_data);
  g_autoptr (GError) error = NULL;
  CwAdminLists *lists = cw_station_list_admin_finish (CW_STATION (source), result, &error);

  if (lists == NULL || self->station == NULL)
    {
      if (error != NULL)
        say (self, error->message);
      g_clear_pointer (&lists, cw_admin_lists_free);
      return;
    }
  clear (self->institutions_group, self->institution_rows);
  clear (self->profiles_group, self->profile_rows);
  g_clear_pointer (&self->lists, cw_admin_lists_free);
  self->lists = lists;
  for (guint i = 0; i < lists->institutions->len; i++)
    {
      const CwInstitution *institution = g_ptr_array_index (lists->institutions, i);
      g_autofree char *subtitle = g_strdup_printf ("%s · PIC %s · %s", institution->id, institution->pic, institution->schac);

      add_row (self->institutions_group, self->institution_rows, institution->name, subtitle);
    }
  for (guint i = 0; i < lists->profiles->len; i++)
    add_profile_row (self, g_ptr_array_index (lists->profiles, i));
}

void
cw_settings_issuers_reload (CwSettingsIssuers *self)
{
  g_return_if_fail (CW_IS_SETTINGS_ISSUERS (self));

  if (self->station != NULL)
    cw_station_list_admin_async (self->station, NULL, listed_cb, g_object_ref (self));
}

static void
added_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (CwSettingsIssuers) self = CW_SETTINGS_ISSUERS (user_data);
  g_autoptr (GError) error = NULL;

  if (!cw_station_change_finish (CW_STATION (source), result, &error))
    {
      cw_tell (GTK_WIDGET (self), _("Nothing Was Added"), error->message);
      return;
    }
  say (self, _("Cards can be made for it. Put its keys in under “Register and Keys”."));
  gtk_widget_activate_action (GTK_WIDGET (self), "settings.reload", NULL);
  gtk_widget_activate_action (GTK_WIDGET (self), "settings.changed", NULL);
}

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (CwSettingsIssuers) self = CW_SETTINGS_ISSUERS (user_data);
  g_autofree char *schac = cw_ask_words_finish (result);
  g_autoptr (CwInstitution) institution = g_steal_pointer (&self->adding);

  if (schac == NULL || institution == NULL || self->station == NULL)
    return;

  institution->schac = g_steal_pointer (&schac);
  cw_station_put_institution_async (self->station, institution, NULL, added_cb, g_object_ref (self));
}

static gboolean
is_some (const char *text)
{
  return *text != '\0';
}

/* The same institution again keeps what it is called here. */
static void
pick_cb (CwSettingsIssuers *self,
         GtkWidget         *row)
{
  const CwCatalogueEntry *entry = g_object_get_data (G_OBJECT (row), "entry");
  const CwWordsQuestion question = {
    .heading = _("Add This Institution?"),
    .body = entry->name,
    .title = _("Home organisation: its main web domain, as the institution confirms it"),
    .text = entry->schac,
    .check = is_some,
    .stay = _("Cancel"),
    .go = _("Add"),
  };

  if (self->adding != NULL)
    return;

  self->adding = cw_institution_new ();
  self->adding->id = g_strdup (entry->id);
  self->adding->name = g_strdup (entry->name);
  self->adding->name_en = g_strdup (entry->name_en);
  self->adding->pic = g_strdup (entry->pic);
  cw_ask_words_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), &question, asked_cb, g_object_ref (self));
}

static void
search_cb (CwSettingsIssuers *self)
{
  const char *query = gtk_editable_get_text (self->search_row);
  g_autoptr (GPtrArray) hits = NULL;

  clear (self->catalogue_group, self->hit_rows);
  if (self->catalogue == NULL || *query == '\0')
    return;

  hits = cw_catalogue_search (self->catalogue, query, MAX_HITS);
  for (guint i = 0; i < hits->len; i++)
    {
      CwCatalogueEntry *entry = g_ptr_array_index (hits, i);
      g_autofree char *subtitle = g_strdup_printf ("%s · PIC %s", entry->erasmus, entry->pic);
      GtkWidget *row = add_row (self->catalogue_group, self->hit_rows, entry->name, subtitle);

      g_object_set_data (G_OBJECT (row), "entry", entry);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("list-add-symbolic"));
      g_signal_connect_object (row, "activated", G_CALLBACK (pick_cb), self, G_CONNECT_SWAPPED);
    }
}

static void
catalogue_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (CwSettingsIssuers) self = CW_SETTINGS_ISSUERS (user_data);
  g_autoptr (GError) error = NULL;
  GPtrArray *catalogue = cw_station_list_catalogue_finish (CW_STATION (source), result, &error);

  if (catalogue == NULL)
    {
      say (self, error->message);
      return;
    }
  clear (self->catalogue_group, self->hit_rows);
  g_clear_pointer (&self->catalogue, g_ptr_array_unref);
  self->catalogue = catalogue;
  search_cb (self);
}

static void
imported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (CwSettingsIssuers) self = CW_SETTINGS_ISSUERS (user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = cw_station_tell_finish (CW_STATION (source), result, &error);

  gtk_widget_set_sensitive (self->import_button, TRUE);
  if (sentence == NULL)
    {
      cw_tell (GTK_WIDGET (self), _("Nothing Was Taken In"), error->message);
      return;
    }
  say (self, sentence);
  cw_station_list_catalogue_async (CW_STATION (source), NULL, catalogue_cb, g_object_ref (self));
}

static void
file_chosen_cb (CwSettingsIssuers    *self,
                int                   response,
                GtkFileChooserNative *chooser)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL && self->station != NULL)
    {
      gtk_widget_set_sensitive (self->import_button, FALSE);
      cw_station_import_catalogue_async (self->station, path, NULL, imported_cb, g_object_ref (self));
    }
  g_object_unref (chooser);
}

static void
import_cb (CwSettingsIssuers *self)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_("List of Institutions"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                                               GTK_FILE_CHOOSER_ACTION_OPEN, _("Open"), _("Cancel"));

  /* kept until it has answered */
  g_signal_connect_object (chooser, "response", G_CALLBACK (file_chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
cw_settings_issuers_dispose (GObject *object)
{
  g_clear_object (&CW_SETTINGS_ISSUERS (object)->station);

  G_OBJECT_CLASS (cw_settings_issuers_parent_class)->dispose (object);
}

static void
cw_settings_issuers_finalize (GObject *object)
{
  CwSettingsIssuers *self = CW_SETTINGS_ISSUERS (object);

  g_clear_pointer (&self->catalogue, g_ptr_array_unref);
  g_clear_pointer (&self->lists, cw_admin_lists_free);
  g_clear_pointer (&self->adding, cw_institution_unref);
  g_ptr_array_unref (self->institution_rows);
  g_ptr_array_unref (self->hit_rows);
  g_ptr_array_unref (self->profile_rows);

  G_OBJECT_CLASS (cw_settings_issuers_parent_class)->finalize (object);
}

static void
cw_settings_issuers_class_init (CwSettingsIssuersClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_settings_issuers_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_settings_issuers_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/cardwright/Cardwright/settings-issuers.ui");
  gtk_widget_class_bind_template_child (widget_class, CwSettingsIssuers, institutions_group);
  gtk_widget_class_bind_template_child (widget_class, CwSettingsIssuers, catalogue_group);
  gtk_widget_class_bind_template_child (widget_class, CwSettingsIssuers, profiles_group);
  gtk_widget_class_bind_template_child (widget_class, CwSettingsIssuers, search_row);
  gtk_widget_class_bind_template_child (widget_class, CwSettingsIssuers, import_button);
  gtk_widget_class_bind_template_callback (widget_class, import_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
}

static void
cw_settings_issuers_init (CwSettingsIssuers *self)
{
  self->institution_rows = g_ptr_array_new ();
  self->hit_rows = g_ptr_array_new ();
  self->profile_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
cw_settings_issuers_set_station (CwSettingsIssuers *self,
                                 CwStation         *station)
{
  g_return_if_fail (CW_IS_SETTINGS_ISSUERS (self) && CW_IS_STATION (station));

  g_set_object (&self->station, station);
  cw_station_list_catalogue_async (station, NULL, catalogue_cb, g_object_ref (self));
  cw_settings_issuers_reload (self);
}
