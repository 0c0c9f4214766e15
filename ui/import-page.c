/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/import-page.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "app/station/admin.h"
#include "app/station/intake.h"

/* One file at a time: its preview with the plan, then the dry run, which is what is imported. Whatever
 * is changed here lets go of the dry run. GTK thread only. */

struct _CwImportPage
{
  GtkWidget       parent_instance;

  AdwActionRow   *file_row;
  AdwComboRow    *institution_row;
  AdwPreferencesGroup *fields_group;
  GtkWidget      *rules_group;
  AdwComboRow    *merge_row;
  GtkLabel       *status_label;
  GtkListView    *lines_view;

  AdwComboRow    *field_rows[CW_INTAKE_FIELDS];
  GtkStringList  *lines;        /* why lines are not imported */
  CwStation      *station;      /* (nullable) */
  CwAdminLists   *lists;        /* (nullable) */
  char           *path;         /* (nullable) */
  CwIntakePreview *preview;     /* (nullable) */
  CwIntakeRun    *run;          /* (nullable) */
  GCancellable   *work;         /* (nullable): something runs */
  GtkFileChooserNative *chooser; /* (nullable) */
};

static void cw_import_page_place_init (CwPlaceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwImportPage, cw_import_page, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_PLACE, cw_import_page_place_init))

static void
update_actions (CwImportPage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean idle = self->station != NULL && self->work == NULL;
  guint wanted = self->run != NULL ? cw_intake_run_count (self->run, CW_INTAKE_NEW) + cw_intake_run_count (self->run, CW_INTAKE_CHANGED) : 0;

  gtk_widget_action_set_enabled (widget, "import.choose", idle);
  gtk_widget_action_set_enabled (widget, "import.stop", self->work != NULL);
  gtk_widget_action_set_enabled (widget, "import.try", idle && self->preview != NULL && self->lists != NULL && self->lists->institutions->len > 0);
  gtk_widget_action_set_enabled (widget, "import.apply", idle && wanted > 0);
}

static void
forget_run (CwImportPage *self)
{
  g_clear_pointer (&self->run, cw_intake_run_unref);
  update_actions (self);
}

static void
begin_work (CwImportPage *self,
            const char   *words)
{
  self->work = g_cancellable_new ();
  gtk_label_set_label (self->status_label, words);
  update_actions (self);
}

static void
end_work (CwImportPage *self,
          const GError *error)
{
  g_clear_object (&self->work);
  if (error != NULL)
    gtk_label_set_label (self->status_label, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? _("Stopped. Nothing was changed.") : error->message);
  update_actions (self);
}

/* the columns */

static AdwComboRow *
make_field_row (CwImportPage *self,
                CwIntakeField field)
{
  const CwIntakePreview *preview = self->preview;
  const char *const none[] = { _("Not in the file"), NULL };
  g_autoptr (GtkStringList) names = gtk_string_list_new (none);
  GtkWidget *row = adw_combo_row_new ();
  guint chosen = 0;

  for (guint i = 0; preview->columns[i] != NULL; i++)
    {
      gtk_string_list_append (names, preview->columns[i]);
      if (g_strcmp0 (preview->columns[i], preview->plan->columns[field]) == 0)
        chosen = i + 1;
    }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), cw_intake_field_to_label (field));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  if (chosen > 0 && preview->rows->len > 0)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), ((char **) g_ptr_array_index (preview->rows, 0))[chosen - 1]);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (names));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), chosen);
  g_signal_connect_swapped (row, "notify::selected", G_CALLBACK (forget_run), self);
  return ADW_COMBO_ROW (row);
}

static void
show_preview (CwImportPage *self)
{
  for (guint i = 0; i < CW_INTAKE_FIELDS; i++)
    {
      if (self->field_rows[i] != NULL)
        adw_preferences_group_remove (self->fields_group, GTK_WIDGET (self->field_rows[i]));
      self->field_rows[i] = make_field_row (self, (CwIntakeField) i);
      adw_preferences_group_add (self->fields_group, GTK_WIDGET (self->field_rows[i]));
    }
  adw_action_row_set_subtitle (self->file_row, self->preview->reading);
  adw_combo_row_set_selected (self->merge_row, (guint) self->preview->plan->merge);
  gtk_widget_set_visible (GTK_WIDGET (self->fields_group), TRUE);
  gtk_widget_set_visible (self->rules_group, TRUE);
  gtk_label_set_label (self->status_label, self->preview->trouble != NULL ? self->preview->trouble : _("Look whether each field has its column, then try."));
}

static CwIntakePlan *
read_plan (CwImportPage *self)
{
  CwIntakePlan *plan = cw_intake_plan_copy (self->preview->plan);

  for (guint i = 0; i < CW_INTAKE_FIELDS; i++)
    {
      guint chosen = adw_combo_row_get_selected (self->field_rows[i]);

      cw_intake_plan_set_column (plan, (CwIntakeField) i, chosen > 0 ? self->preview->columns[chosen - 1] : NULL);
    }
  plan->merge = (CwIntakeMerge) MIN (adw_combo_row_get_selected (self->merge_row), CW_INTAKE_MERGE_NEW);
  return plan;
}

/* opening */

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (CwImportPage) self = CW_IMPORT_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwIntakePreview) preview = cw_station_open_intake_finish (CW_STATION (source), result, &error);

  if (self->station == NULL)
    return;
  if (preview != NULL)
    {
      g_clear_pointer (&self->preview, cw_intake_preview_free);
      self->preview = g_steal_pointer (&preview);
      show_preview (self);
    }
  end_work (self, error);
}

void
cw_import_page_open (CwImportPage *self,
                     GFile        *file)
{
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;

  g_return_if_fail (CW_IS_IMPORT_PAGE (self) && G_IS_FILE (file));

  path = g_file_get_path (file);
  if (path == NULL || self->station == NULL || self->work != NULL)
    return;
  name = g_filename_display_basename (path);
  g_free (self->path);
  self->path = g_steal_pointer (&path);
  forget_run (self);
  gtk_string_list_splice (self->lines, 0, g_list_model_get_n_items (G_LIST_MODEL (self->lines)), NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->file_row), name);
  begin_work (self, _("Reading the file…"));
  cw_station_open_intake_async (self->station, self->path, NULL, self->work, opened_cb, g_object_ref (self));
}

static void
chosen_cb (GtkNativeDialog *dialog,
           int              response,
           CwImportPage    *self)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser)) : NULL;

  g_clear_object (&self->chooser);
  if (file != NULL)
    cw_import_page_open (self, file);
}

static void
choose (GtkWidget  *widget,
        const char *action_name,
        GVariant   *parameter)
{
  CwImportPage *self = CW_IMPORT_PAGE (widget);

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_("Students from a File"), GTK_WINDOW (gtk_widget_get_root (widget)), GTK_FILE_CHOOSER_ACTION_OPEN, _("Open"), _("Cancel"));
  g_signal_connect (self->chooser, "response", G_CALLBACK (chosen_cb), self);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static gboolean
dropped_cb (GtkDropTarget *target,
            const GValue  *value,
            double         x,
            double         y,
            CwImportPage  *self)
{
  cw_import_page_open (self, g_value_get_object (value));
  return TRUE;
}

/* the dry run */

static void
show_run (CwImportPage *self)
{
  const GPtrArray *items = cw_intake_run_get_items (self->run);
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint kind = 0; kind < CW_INTAKE_KINDS; kind++)
    g_string_append_printf (words, "%s%s: %u", kind > 0 ? " · " : "", cw_intake_kind_to_label ((CwIntakeKind) kind), cw_intake_run_count (self->run, (CwIntakeKind) kind));
  gtk_label_set_label (self->status_label, words->str);

  for (guint i = 0; i < items->len; i++)
    {
      const CwIntakeItem *item = g_ptr_array_index (items, i);

      if (item->sentence != NULL)
        gtk_string_list_take (self->lines, g_strdup_printf (_("Line %u: %s"), item->line, item->sentence));
    }
}

static void
tried_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (CwImportPage) self = CW_IMPORT_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwIntakeRun) run = cw_station_try_intake_finish (CW_STATION (source), result, &error);

  if (self->station == NULL)
    return;
  if (run != NULL)
    {
      self->run = g_steal_pointer (&run);
      show_run (self);
    }
  end_work (self, error);
}

static void
try (GtkWidget  *widget,
     const char *action_name,
     GVariant   *parameter)
{
  CwImportPage *self = CW_IMPORT_PAGE (widget);
  guint chosen = MIN (adw_combo_row_get_selected (self->institution_row), self->lists->institutions->len - 1);
  const CwInstitution *institution = g_ptr_array_index (self->lists->institutions, chosen);
  g_autoptr (CwIntakePlan) plan = read_plan (self);

  forget_run (self);
  gtk_string_list_splice (self->lines, 0, g_list_model_get_n_items (G_LIST_MODEL (self->lines)), NULL);
  begin_work (self, _("Trying each line. Nothing is changed…"));
  cw_station_try_intake_async (self->station, self->path, institution->id, plan, self->work, tried_cb, g_object_ref (self));
}

/* the import */

static void
applied_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (CwImportPage) self = CW_IMPORT_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  gboolean well = cw_station_apply_intake_finish (CW_STATION (source), result, &error);

  if (self->station == NULL)
    return;
  forget_run (self);
  if (well)
    {
      gtk_label_set_label (self->status_label, _("The students are imported."));
      cw_place_say (CW_PLACE (self), _("The students are imported."));
    }
  end_work (self, error);
}

static void
apply (GtkWidget  *widget,
       const char *action_name,
       GVariant   *parameter)
{
  CwImportPage *self = CW_IMPORT_PAGE (widget);

  begin_work (self, _("Importing. Until it is done, nothing is changed…"));
  cw_station_apply_intake_async (self->station, self->run, NULL, self->work, applied_cb, g_object_ref (self));
}

static void
stop (GtkWidget  *widget,
      const char *action_name,
      GVariant   *parameter)
{
  g_cancellable_cancel (CW_IMPORT_PAGE (widget)->work);
}

/* the place */

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (CwImportPage) self = CW_IMPORT_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  CwAdminLists *lists = cw_station_list_admin_finish (CW_STATION (source), result, &error);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  if (lists == NULL || self->station == NULL)
    {
      if (lists != NULL)
        cw_admin_lists_free (lists);
      else if (self->station != NULL)
        gtk_label_set_label (self->status_label, error->message);
      return;
    }
  for (guint i = 0; i < lists->institutions->len; i++)
    gtk_string_list_append (names, ((CwInstitution *) g_ptr_array_index (lists->institutions, i))->name);
  g_clear_pointer (&self->lists, cw_admin_lists_free);
  self->lists = lists;
  adw_combo_row_set_model (self->institution_row, G_LIST_MODEL (names));
  update_actions (self);
}

static void
set_station (CwPlace   *place,
             CwStation *station)
{
  CwImportPage *self = CW_IMPORT_PAGE (place);

  g_set_object (&self->station, station);
  update_actions (self);
  cw_station_list_admin_async (station, NULL, listed_cb, g_object_ref (self));
}

static void
cw_import_page_place_init (CwPlaceInterface *iface)
{
  iface->set_station = set_station;
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)), gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

static void
cw_import_page_dispose (GObject *object)
{
  CwImportPage *self = CW_IMPORT_PAGE (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  if (self->work != NULL)
    g_cancellable_cancel (self->work);
  g_clear_object (&self->work);
  g_clear_object (&self->chooser);
  g_clear_object (&self->station);
  g_clear_object (&self->lines);
  g_clear_pointer (&self->lists, cw_admin_lists_free);
  g_clear_pointer (&self->preview, cw_intake_preview_free);
  g_clear_pointer (&self->run, cw_intake_run_unref);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (cw_import_page_parent_class)->dispose (object);
}

static void
cw_import_page_class_init (CwImportPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_import_page_dispose;

  gtk_widget_class_set_css_name (widget_class, "importpage");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/cardwright/Cardwright/import-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwImportPage, file_row);
  gtk_widget_class_bind_template_child (widget_class, CwImportPage, institution_row);
  gtk_widget_class_bind_template_child (widget_class, CwImportPage, fields_group);
  gtk_widget_class_bind_template_child (widget_class, CwImportPage, rules_group);
  gtk_widget_class_bind_template_child (widget_class, CwImportPage, merge_row);
  gtk_widget_class_bind_template_child (widget_class, CwImportPage, status_label);
  gtk_widget_class_bind_template_child (widget_class, CwImportPage, lines_view);
  gtk_widget_class_bind_template_callback (widget_class, forget_run);
  gtk_widget_class_install_action (widget_class, "import.choose", NULL, choose);
  gtk_widget_class_install_action (widget_class, "import.stop", NULL, stop);
  gtk_widget_class_install_action (widget_class, "import.try", NULL, try);
  gtk_widget_class_install_action (widget_class, "import.apply", NULL, apply);
}

static void
cw_import_page_init (CwImportPage *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->lines = gtk_string_list_new (NULL);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  gtk_list_view_set_factory (self->lines_view, factory);
  g_object_unref (factory);
  gtk_list_view_set_model (self->lines_view, GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->lines)))));
  g_signal_connect (target, "drop", G_CALLBACK (dropped_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  update_actions (self);
}

GtkWidget *
cw_import_page_new (void)
{
  return g_object_new (CW_TYPE_IMPORT_PAGE, NULL);
}

const char *
cw_import_page_get_status (CwImportPage *self)
{
  g_return_val_if_fail (CW_IS_IMPORT_PAGE (self), NULL);

  return gtk_label_get_label (self->status_label);
}

GListModel *
cw_import_page_get_lines (CwImportPage *self)
{
  g_return_val_if_fail (CW_IS_IMPORT_PAGE (self), NULL);

  return G_LIST_MODEL (self->lines);
}
