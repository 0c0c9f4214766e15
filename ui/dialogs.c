/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/dialogs.h"

#include <adwaita.h>

/* The one place that knows how this libadwaita asks: a newer one changes only this file.
 * GTK thread only. */

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

void
cw_ask_set_body (GtkWidget  *dialog,
                 const char *body)
{
  g_return_if_fail (ADW_IS_MESSAGE_DIALOG (dialog));

  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), body);
}
