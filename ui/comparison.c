/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/comparison.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "ui/dialogs.h"
#include "ui/words-comparison.h"

/* The station compares and repairs on a thread of its own; here it is asked for, stopped and shown.
 * GTK thread only. */

/* more rows help nobody: the file has them all, and the repair of all takes them all */
#define ROWS_MAX 200

struct _CwComparison
{
  GtkWidget         parent_instance;

  GtkLabel         *heading_label;
  GtkLabel         *detail_label;
  GtkProgressBar   *progress;
  GtkWidget        *compare_button;
  GtkWidget        *stop_button;
  GtkWidget        *repair_button;
  GtkWidget        *save_button;
  GtkListBox       *list_box;
  GtkLabel         *more_label;

  CwStation        *station;
  CwReconciliation *found;      /* (nullable) */
  GCancellable     *working;    /* (nullable): a comparison or a repair is under way */
  GPtrArray        *to_repair;  /* (nullable) of CwDifference, which @found owns */
  GtkWidget        *dialog;     /* (nullable): asks before a repair; weak */
  GtkFileChooserNative *chooser; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (CwComparison, cw_comparison, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_SAID,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GtkWindow *
get_window (CwComparison *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
say (CwComparison *self,
     const char   *sentence)
{
  g_signal_emit (self, signals[SIGNAL_SAID], 0, sentence);
}

/* Which buttons there are, given what is under way and what was found. */
static void
arrange (CwComparison *self)
{
  gboolean busy = self->working != NULL;
  guint n_repairs = 0;
  g_autofree char *repairs = self->found != NULL ? cw_words_to_repair_all (self->found, &n_repairs) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->progress), busy);
  gtk_widget_set_visible (self->compare_button, !busy);
  gtk_widget_set_visible (self->stop_button, busy);
  gtk_widget_set_visible (self->repair_button, !busy && n_repairs > 0);
  gtk_widget_set_visible (self->save_button, !busy && self->found != NULL && self->found->differences->len > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->list_box), !busy);
  gtk_button_set_label (GTK_BUTTON (self->compare_button), self->found != NULL ? _("Compare Again") : _("Compare Now"));
}

static void
clear_rows (CwComparison *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list_box))) != NULL)
    gtk_list_box_remove (self->list_box, row);
  gtk_widget_set_visible (GTK_WIDGET (self->list_box), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->more_label), FALSE);
}

static void
forget (CwComparison *self)
{
  clear_rows (self);
  g_clear_pointer (&self->to_repair, g_ptr_array_unref);
  g_clear_pointer (&self->found, cw_reconciliation_free);
}

static void
begin (CwComparison *self,
       const char   *sentence)
{
  gboolean focused = gtk_widget_is_focus (self->compare_button);

  self->working = g_cancellable_new ();
  gtk_label_set_label (self->heading_label, sentence);
  gtk_progress_bar_pulse (self->progress);
  arrange (self);
  if (focused)
    gtk_widget_grab_focus (self->stop_button);
}

/* TRUE: it was stopped, or there is nobody to show it to */
static gboolean
end (CwComparison *self,
     const GError *error)
{
  gboolean focused = gtk_widget_is_focus (self->stop_button);

  g_clear_object (&self->working);
  if (self->station == NULL)
    return TRUE;
  arrange (self);
  if (focused)
    gtk_widget_grab_focus (self->compare_button);
  if (error == NULL)
    return FALSE;

  gtk_label_set_label (self->heading_label, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? _("It was stopped.") : error->message);
  return TRUE;
}

/* comparing */

static void
rows_cb (guint    rows,
         gpointer user_data)
{
  CwComparison *self = CW_COMPARISON (user_data);
  g_autofree char *words = NULL;

  if (self->working == NULL)
    return;

  words = cw_words_while_comparing (rows);
  gtk_label_set_label (self->heading_label, words);
  gtk_progress_bar_pulse (self->progress);
}

static void
compared_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (CwComparison) self = CW_COMPARISON (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwReconciliation) found = cw_station_reconcile_finish (CW_STATION (source), result, &error);

  if (!end (self, error))
    cw_comparison_take (self, g_steal_pointer (&found));
}

static void
compare_cb (CwComparison *self)
{
  g_autofree char *words = NULL;

  if (self->station == NULL || self->working != NULL)
    return;

  forget (self);
  gtk_label_set_label (self->detail_label, "");
  words = cw_words_while_comparing (0);
  begin (self, words);
  cw_station_reconcile_async (self->station, NULL, rows_cb, self, self->working, compared_cb, g_object_ref (self));
}

static void
stop_cb (CwComparison *self)
{
  if (self->working != NULL)
    g_cancellable_cancel (self->working);
}

/* repairing */

/* What was repaired may have become something else: only another comparison tells. */
static void
repaired_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (CwComparison) self = CW_COMPARISON (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRepairSum) sum = cw_station_repair_finish (CW_STATION (source), result, &error);
  g_autofree char *words = sum != NULL ? cw_words_after_repair (sum) : NULL;

  forget (self);
  if (end (self, error))
    return;
  gtk_label_set_label (self->heading_label, words);
  gtk_label_set_label (self->detail_label, _("Compare again to see what is left."));
}

static void
repaired_one_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (CwComparison) self = CW_COMPARISON (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRepairSum) sum = cw_station_repair_finish (CW_STATION (source), result, &error);
  g_autofree char *words = sum != NULL ? cw_words_after_repair (sum) : NULL;
  g_autoptr (GPtrArray) repaired = g_steal_pointer (&self->to_repair);

  if (end (self, error))
    return;
  if (sum->done == 0)
    {
      cw_tell (GTK_WIDGET (self), _("Nothing Was Changed"), sum->sentence != NULL ? sum->sentence : words);
      return;
    }
  g_ptr_array_remove (self->found->differences, g_ptr_array_index (repaired, 0));
  self->found->left -= MIN (self->found->left, 1);
  cw_comparison_take (self, g_steal_pointer (&self->found));
  say (self, words);
}

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (CwComparison) self = CW_COMPARISON (user_data);
  gboolean all = self->to_repair == NULL || self->to_repair->len != 1;

  g_clear_weak_pointer (&self->dialog);
  if (!cw_ask_finish (result) || self->station == NULL || self->working != NULL || self->to_repair == NULL)
    return;

  begin (self, _("The repair is being written down…"));
  cw_station_repair_async (self->station, self->to_repair, self->working, all ? repaired_cb : repaired_one_cb, g_object_ref (self));
}

static void
ask (CwComparison *self,
     const char   *heading,
     const char   *body,
     const char   *go)
{
  g_set_weak_pointer (&self->dialog, cw_ask_async (get_window (self), heading, body, _("Leave it as it is"), go, FALSE, asked_cb, g_object_ref (self)));
}

static void
repair_all_cb (CwComparison *self)
{
  g_autofree char *body = NULL;
  g_autofree char *heading = NULL;
  guint n_repairs;

  if (self->found == NULL || self->working != NULL || self->dialog != NULL)
    return;

  body = cw_words_to_repair_all (self->found, &n_repairs);
  g_clear_pointer (&self->to_repair, g_ptr_array_unref);
  self->to_repair = g_ptr_array_new ();
  for (guint i = 0; i < self->found->differences->len; i++)
    if (cw_words_can_repair (g_ptr_array_index (self->found->differences, i)))
      g_ptr_array_add (self->to_repair, g_ptr_array_index (self->found->differences, i));
  if (self->to_repair->len == 0)
    return;

  heading = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Repair %u Difference?", "Repair %u Differences?", n_repairs), n_repairs);
  ask (self, heading, body, _("Repair"));
}

static void
repair_cb (CwComparison *self,
           GtkWidget    *button)
{
  CwDifference *difference = g_object_get_data (G_OBJECT (button), "difference");
  g_autofree char *body = NULL;

  if (self->working != NULL || self->dialog != NULL)
    return;

  g_clear_pointer (&self->to_repair, g_ptr_array_unref);
  self->to_repair = g_ptr_array_new ();
  g_ptr_array_add (self->to_repair, difference);
  body = g_strdup_printf ("%s\n\n%s", difference->sentence, difference->remedy != NULL ? difference->remedy : "");
  ask (self, _("Repair This Difference?"), body, _("Repair"));
}

/* showing */

static GtkWidget *
row_new (CwComparison *self,
         CwDifference *difference)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *words = cw_words_for_difference (difference);
  g_autofree char *name = NULL;
  GtkWidget *button;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), difference->sentence);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  if (!cw_words_can_repair (difference))
    return row;

  button = gtk_button_new_with_label (cw_words_for_repair (difference->repair));
  /* Translators: what the button does, and the difference that it repairs. */
  name = g_strdup_printf (_("%s %s"), cw_words_for_repair (difference->repair), difference->sentence);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (button), "difference", difference);
  g_signal_connect_object (button, "clicked", G_CALLBACK (repair_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);

  return row;
}

void
cw_comparison_take (CwComparison     *self,
                    CwReconciliation *found)
{
  g_autofree char *heading = NULL;
  g_autofree char *detail = NULL;
  g_autofree char *more = NULL;
  guint n_shown;

  g_return_if_fail (CW_IS_COMPARISON (self));
  g_return_if_fail (found != NULL);

  forget (self);
  self->found = found;
  heading = cw_words_for_comparison (found);
  detail = cw_words_for_comparison_detail (found);
  gtk_label_set_label (self->heading_label, heading);
  gtk_label_set_label (self->detail_label, detail);
  n_shown = MIN (found->differences->len, ROWS_MAX);
  for (guint i = 0; i < n_shown; i++)
    gtk_list_box_append (self->list_box, row_new (self, g_ptr_array_index (found->differences, i)));
  gtk_widget_set_visible (GTK_WIDGET (self->list_box), n_shown > 0);
  more = g_strdup_printf (_("The first %u of %u are shown. “Repair All” and the file have them all."), n_shown, found->differences->len);
  gtk_label_set_label (self->more_label, more);
  gtk_widget_set_visible (GTK_WIDGET (self->more_label), n_shown < found->differences->len);
  arrange (self);
}

/* saving */

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (CwComparison) self = CW_COMPARISON (user_data);
  g_autoptr (GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    say (self, _("The differences are saved."));
  else if (self->station != NULL)
    cw_tell (GTK_WIDGET (self), _("The File Was Not Saved"), error->message);
}

void
cw_comparison_save (CwComparison *self,
                    GFile        *file)
{
  g_autoptr (GBytes) bytes = NULL;
  char *csv;

  g_return_if_fail (CW_IS_COMPARISON (self));

  if (self->found == NULL)
    return;

  csv = cw_reconciliation_to_csv (self->found);
  bytes = g_bytes_new_take (csv, strlen (csv));
  /* who may read the file is for its owner to say: it has numbers of students */
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, saved_cb, g_object_ref (self));
}

static void
chosen_cb (CwComparison *self,
           int           response)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser)) : NULL;

  g_clear_object (&self->chooser);
  if (file != NULL)
    cw_comparison_save (self, file);
}

static void
save_cb (CwComparison *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = g_date_time_format (now, _("register-%Y-%m-%d.csv"));

  if (self->chooser != NULL || self->found == NULL)
    return;

  self->chooser = gtk_file_chooser_native_new (_("Save the Differences"), get_window (self), GTK_FILE_CHOOSER_ACTION_SAVE, _("Save"), _("Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
cw_comparison_dispose (GObject *object)
{
  CwComparison *self = CW_COMPARISON (object);
  GtkWidget *child;

  stop_cb (self);
  g_clear_object (&self->working);
  g_clear_weak_pointer (&self->dialog);
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  g_clear_object (&self->station);
  g_clear_pointer (&self->to_repair, g_ptr_array_unref);
  g_clear_pointer (&self->found, cw_reconciliation_free);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (cw_comparison_parent_class)->dispose (object);
}

static void
cw_comparison_class_init (CwComparisonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_comparison_dispose;
  signals[SIGNAL_SAID] = g_signal_new ("said", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_css_name (widget_class, "comparison");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/cardwright/Cardwright/comparison.ui");
  gtk_widget_class_bind_template_child (widget_class, CwComparison, heading_label);
  gtk_widget_class_bind_template_child (widget_class, CwComparison, detail_label);
  gtk_widget_class_bind_template_child (widget_class, CwComparison, progress);
  gtk_widget_class_bind_template_child (widget_class, CwComparison, compare_button);
  gtk_widget_class_bind_template_child (widget_class, CwComparison, stop_button);
  gtk_widget_class_bind_template_child (widget_class, CwComparison, repair_button);
  gtk_widget_class_bind_template_child (widget_class, CwComparison, save_button);
  gtk_widget_class_bind_template_child (widget_class, CwComparison, list_box);
  gtk_widget_class_bind_template_child (widget_class, CwComparison, more_label);
  gtk_widget_class_bind_template_callback (widget_class, compare_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, repair_all_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
}

static void
cw_comparison_init (CwComparison *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
cw_comparison_new (void)
{
  return g_object_new (CW_TYPE_COMPARISON, NULL);
}

void
cw_comparison_set_station (CwComparison *self,
                           CwStation    *station)
{
  g_return_if_fail (CW_IS_COMPARISON (self));

  g_set_object (&self->station, station);
}

gboolean
cw_comparison_get_busy (CwComparison *self)
{
  g_return_val_if_fail (CW_IS_COMPARISON (self), FALSE);

  return self->working != NULL;
}

guint
cw_comparison_get_n (CwComparison *self)
{
  g_return_val_if_fail (CW_IS_COMPARISON (self), 0);

  return self->found != NULL ? self->found->differences->len : 0;
}

const char *
cw_comparison_get_heading (CwComparison *self)
{
  g_return_val_if_fail (CW_IS_COMPARISON (self), NULL);

  return gtk_label_get_label (self->heading_label);
}
