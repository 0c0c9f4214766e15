/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/journal-page.h"

#include <glib/gi18n-lib.h>

#include "ui/paged-model.h"
#include "ui/words-journal.h"
#include "ui/words-life.h"

/* A paged model of the journal; the entry that is chosen is told exactly below the list. GTK thread
 * only. */

struct _CwJournalPageView
{
  GtkWidget     parent_instance;

  GtkDropDown  *group_drop;
  GtkEditable  *operator_entry;
  GtkEditable  *day_entry;
  GtkWidget    *check_button;
  GtkWidget    *save_button;
  GtkWidget    *spinner;
  GtkLabel     *verdict_label;
  GtkColumnView *view;
  GtkLabel     *status_label;
  GtkWidget    *expander;
  GtkLabel     *details_label;

  CwStation    *station;  /* (nullable) */
  CwPagedModel *model;
  GtkSingleSelection *selection;
  GtkFileChooserNative *chooser; /* (nullable) */
};

static void cw_journal_page_view_place_init (CwPlaceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwJournalPageView, cw_journal_page_view, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_PLACE, cw_journal_page_view_place_init))

/* columns */

static char *
get_moment (gconstpointer row)
{
  return cw_words_for_moment (((const CwJournalRow *) row)->at);
}

static char *
get_words (gconstpointer row)
{
  return cw_words_for_journal_row (row);
}

static char *
get_operator (gconstpointer row)
{
  return g_strdup (((const CwJournalRow *) row)->operator_name);
}

/* the list */

static char *
describe_count (const CwJournalPage *page)
{
  g_autofree char *count = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u entry", "%u entries", page->count), page->count);
  g_autofree char *day = page->signed_day != NULL ? cw_words_for_date (page->signed_day) : NULL;
  g_autofree char *is_signed = day != NULL ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u day is signed, the last one %s", "%u days are signed, the last one %s", page->n_signed), page->n_signed, day)
                                           : g_strdup (_("No day is signed"));

  return g_strdup_printf ("%s · %s", count, is_signed);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (CwJournalPageView) self = CW_JOURNAL_PAGE_VIEW (user_data);
  g_autoptr (GError) error = NULL;
  GCancellable *cancellable = g_task_get_cancellable (G_TASK (result));
  g_autoptr (CwJournalPage) page = cw_station_list_journal_finish (CW_STATION (source), result, &error);
  gboolean wanted = self->station != NULL && !g_cancellable_is_cancelled (cancellable);

  if (page == NULL)
    {
      if (wanted)
        gtk_label_set_label (self->status_label, error->message);
      return;
    }

  if (wanted)
    {
      g_autofree char *status = describe_count (page);

      gtk_label_set_label (self->status_label, status);
    }
  /* the rows are the model's from now on */
  g_ptr_array_set_free_func (page->rows, NULL);
  cw_paged_model_take (self->model, cancellable, page->first, page->count, page->rows);
}

static const char *
get_text (GtkEditable *entry)
{
  const char *text = gtk_editable_get_text (entry);

  return *text != '\0' ? text : NULL;
}

static void
fetch (guint         first,
       guint         limit,
       GCancellable *cancellable,
       gpointer      user_data)
{
  CwJournalPageView *self = user_data;
  g_autofree char *day = cw_words_to_date (gtk_editable_get_text (self->day_entry));
  const CwJournalQuery query = {
    .nouns = cw_words_get_journal_nouns ((CwJournalGroup) MIN (gtk_drop_down_get_selected (self->group_drop), CW_JOURNAL_GROUP_COUNT - 1)),
    .operator_name = get_text (self->operator_entry),
    .day = day,
  };

  cw_station_list_journal_async (self->station, &query, first, limit, cancellable, listed_cb, g_object_ref (self));
}

static void
changed_cb (CwJournalPageView *self)
{
  if (self->station != NULL)
    cw_paged_model_restart (self->model);
}

/* While a day is being typed it is none yet: the list stays. */
static void
day_changed_cb (CwJournalPageView *self)
{
  const char *text = gtk_editable_get_text (self->day_entry);
  gboolean wrong = *text != '\0' && !cw_words_are_date (text);

  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self->day_entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->day_entry), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->day_entry), GTK_ACCESSIBLE_STATE_INVALID, wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  if (!wrong)
    changed_cb (self);
}

static void
selected_cb (CwJournalPageView *self)
{
  CwPagedItem *item = gtk_single_selection_get_selected_item (self->selection);
  const CwJournalRow *row = item != NULL ? cw_paged_item_get_row (item) : NULL;
  g_autofree char *details = row != NULL ? cw_journal_row_list_details (row) : NULL;

  gtk_widget_set_visible (self->expander, details != NULL);
  gtk_label_set_label (self->details_label, details != NULL ? details : "");
}

/* checking and saving */

static void
set_busy (CwJournalPageView *self,
          gboolean           busy)
{
  gtk_widget_set_sensitive (self->check_button, !busy);
  gtk_widget_set_sensitive (self->save_button, !busy);
  gtk_widget_set_visible (self->spinner, busy);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), busy);
}

static void
say (CwJournalPageView *self,
     const char        *sentence)
{
  gtk_label_set_label (self->verdict_label, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->verdict_label), TRUE);
}

static void
examined_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (CwJournalPageView) self = CW_JOURNAL_PAGE_VIEW (user_data);
  g_autoptr (GError) error = NULL;
  gboolean whole = FALSE;
  g_autofree char *sentence = cw_station_examine_journal_finish (CW_STATION (source), result, &whole, &error);

  if (self->station == NULL)
    return;

  set_busy (self, FALSE);
  if (whole)
    gtk_widget_remove_css_class (GTK_WIDGET (self->verdict_label), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->verdict_label), "error");
  say (self, sentence != NULL ? sentence : error->message);
}

static void
check_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  CwJournalPageView *self = CW_JOURNAL_PAGE_VIEW (widget);

  if (self->station == NULL || !gtk_widget_get_sensitive (self->check_button))
    return;

  set_busy (self, TRUE);
  say (self, _("The journal is being checked, entry by entry."));
  cw_station_examine_journal_async (self->station, NULL, examined_cb, g_object_ref (self));
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (CwJournalPageView) self = CW_JOURNAL_PAGE_VIEW (user_data);
  g_autoptr (GError) error = NULL;
  gboolean saved = cw_station_export_journal_finish (CW_STATION (source), result, &error);

  if (self->station == NULL)
    return;

  set_busy (self, FALSE);
  if (saved)
    gtk_widget_remove_css_class (GTK_WIDGET (self->verdict_label), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->verdict_label), "error");
  say (self, saved ? _("The journal is saved.") : error->message);
}

void
cw_journal_page_view_save (CwJournalPageView *self,
                           GFile             *file)
{
  g_autofree char *name = NULL;

  g_return_if_fail (CW_IS_JOURNAL_PAGE_VIEW (self));
  g_return_if_fail (G_IS_FILE (file));

  if (self->station == NULL)
    return;

  name = g_file_get_basename (file);
  set_busy (self, TRUE);
  cw_station_export_journal_async (self->station, g_str_has_suffix (name, ".jsonl") ? CW_JOURNAL_JSONL : CW_JOURNAL_CSV, file, NULL, saved_cb, g_object_ref (self));
}

static void
chosen_cb (CwJournalPageView *self,
           int                response)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser)) : NULL;

  g_clear_object (&self->chooser);
  if (file != NULL)
    cw_journal_page_view_save (self, file);
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  CwJournalPageView *self = CW_JOURNAL_PAGE_VIEW (widget);

  if (self->chooser != NULL)
    return;

  self->chooser = gtk_file_chooser_native_new (_("Save the Journal"), GTK_WINDOW (gtk_widget_get_root (widget)), GTK_FILE_CHOOSER_ACTION_SAVE, _("Save"), _("Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), _("journal.csv"));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* the place */

static void
set_station (CwPlace   *place,
             CwStation *station)
{
  CwJournalPageView *self = CW_JOURNAL_PAGE_VIEW (place);

  g_set_object (&self->station, station);
  cw_paged_model_restart (self->model);
}

static void
shown (CwPlace *place)
{
  changed_cb (CW_JOURNAL_PAGE_VIEW (place));
}

static void
cw_journal_page_view_place_init (CwPlaceInterface *iface)
{
  iface->set_station = set_station;
  iface->shown = shown;
}

static void
cw_journal_page_view_dispose (GObject *object)
{
  CwJournalPageView *self = CW_JOURNAL_PAGE_VIEW (object);
  GtkWidget *child;

  if (self->model != NULL)
    cw_paged_model_stop (self->model);
  g_clear_object (&self->station);
  g_clear_object (&self->chooser);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (cw_journal_page_view_parent_class)->dispose (object);
}

static void
cw_journal_page_view_class_init (CwJournalPageViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_journal_page_view_dispose;

  gtk_widget_class_set_css_name (widget_class, "journalpage");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/cardwright/Cardwright/journal-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwJournalPageView, group_drop);
  gtk_widget_class_bind_template_child (widget_class, CwJournalPageView, operator_entry);
  gtk_widget_class_bind_template_child (widget_class, CwJournalPageView, day_entry);
  gtk_widget_class_bind_template_child (widget_class, CwJournalPageView, check_button);
  gtk_widget_class_bind_template_child (widget_class, CwJournalPageView, save_button);
  gtk_widget_class_bind_template_child (widget_class, CwJournalPageView, spinner);
  gtk_widget_class_bind_template_child (widget_class, CwJournalPageView, verdict_label);
  gtk_widget_class_bind_template_child (widget_class, CwJournalPageView, view);
  gtk_widget_class_bind_template_child (widget_class, CwJournalPageView, status_label);
  gtk_widget_class_bind_template_child (widget_class, CwJournalPageView, expander);
  gtk_widget_class_bind_template_child (widget_class, CwJournalPageView, details_label);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, day_changed_cb);
  gtk_widget_class_install_action (widget_class, "journal.check", NULL, check_action);
  gtk_widget_class_install_action (widget_class, "journal.save", NULL, save_action);
}

static void
cw_journal_page_view_init (CwJournalPageView *self)
{
  g_autoptr (GtkStringList) groups = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < CW_JOURNAL_GROUP_COUNT; i++)
    gtk_string_list_append (groups, cw_words_for_journal_group ((CwJournalGroup) i));
  gtk_drop_down_set_model (self->group_drop, G_LIST_MODEL (groups));

  self->model = cw_paged_model_new (fetch, self, (GDestroyNotify) cw_journal_row_free);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->model)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
  cw_paged_column_add (self->view, _("When"), FALSE, get_moment);
  cw_paged_column_add (self->view, _("What"), TRUE, get_words);
  cw_paged_column_add (self->view, _("Who"), FALSE, get_operator);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
}

GtkWidget *
cw_journal_page_view_new (void)
{
  return g_object_new (CW_TYPE_JOURNAL_PAGE_VIEW, NULL);
}

const char *
cw_journal_page_view_get_status (CwJournalPageView *self)
{
  g_return_val_if_fail (CW_IS_JOURNAL_PAGE_VIEW (self), NULL);

  return gtk_label_get_label (self->status_label);
}

const char *
cw_journal_page_view_get_verdict (CwJournalPageView *self)
{
  g_return_val_if_fail (CW_IS_JOURNAL_PAGE_VIEW (self), NULL);

  return gtk_label_get_label (self->verdict_label);
}
