/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/batch-pane.h"

#include <glib/gi18n-lib.h>

#include "ui/dialogs.h"
#include "ui/words.h"

/* A note turned into a title, a bar, sentences and buttons; the station does what they say. GTK
 * thread only. */

struct _CwBatchPane
{
  GtkWidget       parent_instance;

  GtkLabel       *title_label;
  GtkProgressBar *progress;
  GtkLabel       *news_label;
  GtkLabel       *forecast_label;
  GtkWidget      *pause_button;
  GtkWidget      *resume_button;
  GtkWidget      *cancel_button;
  GtkWidget      *dismiss_button;

  CwStation      *station;
  GtkWidget      *cancel_dialog; /* (nullable): asks whether to cancel; weak */
};

G_DEFINE_FINAL_TYPE (CwBatchPane, cw_batch_pane, GTK_TYPE_WIDGET)

static void
pause_cb (CwBatchPane *self)
{
  if (self->station != NULL)
    cw_station_pause_batch (self->station);
}

static void
resume_cb (CwBatchPane *self)
{
  if (self->station != NULL)
    cw_station_resume_batch (self->station);
}

static void
dismiss_cb (CwBatchPane *self)
{
  if (self->station != NULL)
    cw_station_dismiss_batch (self->station);
}

static void
cancel_asked_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (CwBatchPane) self = CW_BATCH_PANE (user_data);

  g_clear_weak_pointer (&self->cancel_dialog);
  if (cw_ask_finish (result) && self->station != NULL)
    cw_station_cancel_batch (self->station);
}

static void
cancel_cb (CwBatchPane *self)
{
  if (self->cancel_dialog != NULL)
    return;

  self->cancel_dialog = cw_ask_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _("Cancel the Batch?"),
                                      _("The card at work is finished first. What is made stays made and is handed over as usual; what was not begun is not made."),
                                      _("Keep it"), _("Cancel the batch"), TRUE, cancel_asked_cb, g_object_ref (self));
  g_object_add_weak_pointer (G_OBJECT (self->cancel_dialog), (gpointer *) &self->cancel_dialog);
}

static void
batch_changed_cb (CwBatchPane *self)
{
  g_autoptr (CwBatchNote) note = cw_station_get_batch (self->station);

  cw_batch_pane_show (self, note);
}

static void
cw_batch_pane_dispose (GObject *object)
{
  CwBatchPane *self = CW_BATCH_PANE (object);
  GtkWidget *child;

  g_clear_weak_pointer (&self->cancel_dialog);
  g_clear_object (&self->station);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (cw_batch_pane_parent_class)->dispose (object);
}

static void
cw_batch_pane_class_init (CwBatchPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_batch_pane_dispose;
  gtk_widget_class_set_css_name (widget_class, "batch");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/cardwright/Cardwright/batch-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, CwBatchPane, title_label);
  gtk_widget_class_bind_template_child (widget_class, CwBatchPane, progress);
  gtk_widget_class_bind_template_child (widget_class, CwBatchPane, news_label);
  gtk_widget_class_bind_template_child (widget_class, CwBatchPane, forecast_label);
  gtk_widget_class_bind_template_child (widget_class, CwBatchPane, pause_button);
  gtk_widget_class_bind_template_child (widget_class, CwBatchPane, resume_button);
  gtk_widget_class_bind_template_child (widget_class, CwBatchPane, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, CwBatchPane, dismiss_button);
  gtk_widget_class_bind_template_callback (widget_class, pause_cb);
  gtk_widget_class_bind_template_callback (widget_class, resume_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, dismiss_cb);
}

static void
cw_batch_pane_init (CwBatchPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
cw_batch_pane_new (void)
{
  return g_object_new (CW_TYPE_BATCH_PANE, NULL);
}

void
cw_batch_pane_set_station (CwBatchPane *self,
                           CwStation   *station)
{
  g_return_if_fail (CW_IS_BATCH_PANE (self));
  g_return_if_fail (self->station == NULL || station == NULL);

  if (self->station != NULL)
    g_signal_handlers_disconnect_by_data (self->station, self);
  g_set_object (&self->station, station);
  if (station == NULL)
    return;
  g_signal_connect_object (station, "batch-changed", G_CALLBACK (batch_changed_cb), self, G_CONNECT_SWAPPED);
  batch_changed_cb (self);
}

static void
show_label (GtkLabel   *label,
            const char *words)
{
  gtk_label_set_label (label, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (label), words != NULL);
}

/**
 * cw_batch_pane_show:
 * @self: the pane
 * @note: (nullable): how the batch stands; %NULL: there is none
 *
 * Shows it.
 */
void
cw_batch_pane_show (CwBatchPane       *self,
                    const CwBatchNote *note)
{
  g_autofree char *title = NULL;
  g_autofree char *news = NULL;
  g_autofree char *forecast = NULL;
  gboolean over;

  g_return_if_fail (CW_IS_BATCH_PANE (self));

  gtk_widget_set_visible (GTK_WIDGET (self), note != NULL);
  if (note == NULL)
    return;

  over = note->state == CW_BATCH_STATE_DONE || note->state == CW_BATCH_STATE_CANCELLED;
  title = cw_words_for_batch (note);
  news = cw_words_for_batch_news (note);
  forecast = cw_words_for_batch_forecast (note);
  gtk_label_set_label (self->title_label, title);
  show_label (self->news_label, news);
  show_label (self->forecast_label, forecast);
  gtk_progress_bar_set_fraction (self->progress, note->total > 0 ? 1.0 - (double) note->waiting / note->total : 0);
  gtk_widget_set_visible (self->pause_button, note->state == CW_BATCH_STATE_RUNNING);
  gtk_widget_set_visible (self->resume_button, note->state == CW_BATCH_STATE_PAUSED);
  gtk_widget_set_visible (self->cancel_button, !over);
  gtk_widget_set_visible (self->dismiss_button, over);
}

const char *
cw_batch_pane_get_title (CwBatchPane *self)
{
  g_return_val_if_fail (CW_IS_BATCH_PANE (self), NULL);

  return gtk_label_get_label (self->title_label);
}

const char *
cw_batch_pane_get_news (CwBatchPane *self)
{
  g_return_val_if_fail (CW_IS_BATCH_PANE (self), NULL);

  return gtk_label_get_label (self->news_label);
}
