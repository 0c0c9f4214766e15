/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/dialogs.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* The one place that knows how this libadwaita asks: a newer one changes only this file.
 * GTK thread only. */

/* characters: a reason is a sentence or two, and the store takes 1000 bytes */
#define WORDS_MAX 400

static void
response_cb (AdwMessageDialog *dialog,
             const char       *response,
             gpointer          user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);

  /* A dialog that is closed once more while it goes away answers once more. */
  g_signal_handlers_disconnect_by_func (dialog, response_cb, user_data);
  g_task_return_boolean (task, g_str_equal (response, "go"));
}

GtkWidget *
cw_ask_async (GtkWindow          *parent,
              const char         *heading,
              const char         *body,
              const char         *stay,
              const char         *go,
              gboolean            danger,
              GAsyncReadyCallback callback,
              gpointer            user_data)
{
  GTask *task = g_task_new (parent, NULL, callback, user_data);
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, body);

  g_task_set_source_tag (task, cw_ask_async);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "stay", stay, "go", go, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "go",
                                              danger ? ADW_RESPONSE_DESTRUCTIVE : ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), task);
  gtk_window_present (GTK_WINDOW (dialog));

  return dialog;
}

gboolean
cw_ask_finish (GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}

/* The question for words: what its entry and its dialog need while it stands open. */
typedef struct
{
  GtkWidget   *dialog; /* which owns this */
  GtkEditable *entry;
  CwWordsCheck check;  /* (nullable) */
} CwWordsAsked;

static gboolean
enough (const CwWordsAsked *asked)
{
  return asked->check == NULL || asked->check (gtk_editable_get_text (asked->entry));
}

static void
words_changed_cb (CwWordsAsked *asked)
{
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (asked->dialog), "go", enough (asked));
}

static void
words_entered_cb (CwWordsAsked *asked)
{
  if (!enough (asked))
    return;

  adw_message_dialog_response (ADW_MESSAGE_DIALOG (asked->dialog), "go");
  gtk_window_close (GTK_WINDOW (asked->dialog));
}

static void
words_response_cb (AdwMessageDialog *dialog,
                   const char       *response,
                   gpointer          user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  const CwWordsAsked *asked = g_object_get_data (G_OBJECT (dialog), "asked");

  g_signal_handlers_disconnect_by_func (dialog, words_response_cb, user_data);
  if (g_str_equal (response, "go"))
    g_task_return_pointer (task, g_strstrip (g_strdup (gtk_editable_get_text (asked->entry))), g_free);
  else
    g_task_return_pointer (task, NULL, NULL);
}

static GtkWidget *
words_room_new (CwWordsAsked *asked,
                const char   *title,
                const char   *text)
{
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  asked->entry = GTK_EDITABLE (row);
  gtk_editable_set_text (asked->entry, text != NULL ? text : "");
  gtk_text_set_max_length (GTK_TEXT (gtk_editable_get_delegate (asked->entry)), WORDS_MAX);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (words_changed_cb), asked);
  g_signal_connect_swapped (row, "entry-activated", G_CALLBACK (words_entered_cb), asked);

  return list;
}

GtkWidget *
cw_ask_words_async (GtkWindow             *parent,
                    const CwWordsQuestion *question,
                    GAsyncReadyCallback    callback,
                    gpointer               user_data)
{
  CwWordsAsked *asked = g_new0 (CwWordsAsked, 1);
  GTask *task = g_task_new (parent, NULL, callback, user_data);
  GtkWidget *dialog = adw_message_dialog_new (parent, question->heading, question->body);

  g_task_set_source_tag (task, cw_ask_words_async);
  asked->dialog = dialog;
  asked->check = question->check;
  g_object_set_data_full (G_OBJECT (dialog), "asked", asked, g_free);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), words_room_new (asked, question->title, question->text));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "stay", question->stay, "go", question->go, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "go",
                                              question->danger ? ADW_RESPONSE_DESTRUCTIVE : ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  words_changed_cb (asked);
  g_signal_connect (dialog, "response", G_CALLBACK (words_response_cb), task);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (GTK_WIDGET (asked->entry));

  return dialog;
}

char *
cw_ask_words_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

void
cw_tell (GtkWidget  *widget,
         const char *heading,
         const char *body)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *dialog;

  if (root == NULL)
    return;

  dialog = adw_message_dialog_new (GTK_WINDOW (root), heading, body);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("Close"));
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "close");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  gtk_window_present (GTK_WINDOW (dialog));
}

void
cw_ask_set_body (GtkWidget  *dialog,
                 const char *body)
{
  g_return_if_fail (ADW_IS_MESSAGE_DIALOG (dialog));

  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), body);
}
