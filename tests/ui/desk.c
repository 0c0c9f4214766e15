/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-test"

#include "config.h"

#include "tests/ui/desk.h"

#include "ui/application.h"

/* The real window on a real demo station in a folder of its own, driven through its widgets. */

/* One for all windows, as in the program: a second of the same name cannot be registered. */
static GtkApplication *application;

void
desk_start_application (void)
{
  application = GTK_APPLICATION (cw_application_new ());
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  if (!g_application_register (G_APPLICATION (application), NULL, NULL))
    g_error ("the application does not start");
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
}

void
desk_stop_application (void)
{
  g_clear_object (&application);
}

gboolean
desk_is_open (gpointer data)
{
  Desk *desk = data;

  return g_str_equal (cw_window_get_page (desk->window), "open") && cw_students_get_n_hits (desk->students) > 1;
}

gboolean
desk_is_in_trouble (gpointer data)
{
  return g_str_equal (cw_window_get_page (((Desk *) data)->window), "trouble");
}

gboolean
desk_has_one_hit (gpointer data)
{
  return cw_students_get_n_hits (((Desk *) data)->students) == 1;
}

gboolean
desk_has_preview (gpointer data)
{
  CwDeskPhase phase = cw_desk_get_phase (((Desk *) data)->desk);

  return phase == CW_DESK_READY || phase == CW_DESK_BLOCKED;
}

gboolean
desk_wants_card_laid (gpointer data)
{
  return cw_act_bar_get_act (cw_desk_get_acts (((Desk *) data)->desk)) == CW_ACT_LAY_CARD;
}

gboolean
desk_asks (gpointer data)
{
  return cw_desk_get_phase (((Desk *) data)->desk) == CW_DESK_ASKING;
}

gboolean
desk_has_ended (gpointer data)
{
  return cw_desk_get_phase (((Desk *) data)->desk) == CW_DESK_ENDED;
}

gboolean
desk_is_gone (gpointer data)
{
  return !gtk_widget_get_visible (GTK_WIDGET (((Desk *) data)->window));
}

gboolean
desk_has_a_doubt (gpointer data)
{
  return cw_doubts_get_n (cw_window_get_doubts (((Desk *) data)->window)) == 1;
}

gboolean
desk_has_no_doubt (gpointer data)
{
  return cw_doubts_get_n (cw_window_get_doubts (((Desk *) data)->window)) == 0;
}

gboolean
desk_shows_doubts (gpointer data)
{
  return g_str_equal (cw_window_get_pane (((Desk *) data)->window), "doubts");
}

gboolean
desk_counts_one (gpointer data)
{
  return g_str_has_prefix (cw_day_get_today (cw_window_get_day (((Desk *) data)->window)), "1 card issued");
}

void
desk_open_window (Desk       *desk,
             const char *directory)
{
  desk->window = g_object_ref (cw_window_new (application, directory));
  desk->students = cw_window_get_students (desk->window);
  desk->desk = cw_window_get_desk (desk->window);
  desk->entry = GTK_EDITABLE (cw_test_find (GTK_WIDGET (desk->students), GTK_TYPE_SEARCH_ENTRY));
  desk->primary = cw_act_bar_get_primary (cw_desk_get_acts (desk->desk));
  gtk_window_present (GTK_WINDOW (desk->window));
}

void
desk_setup (Desk         *desk,
       gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  desk->directory = g_dir_make_tmp ("cardwright-desk-XXXXXX", &error);
  g_assert_no_error (error);
  desk_open_window (desk, desk->directory);
}

static gboolean
desk_is_finalized (gpointer data)
{
  return ((Desk *) data)->window == NULL;
}

void
desk_close_window (Desk *desk)
{
  gtk_window_destroy (GTK_WINDOW (desk->window));
  g_object_add_weak_pointer (G_OBJECT (desk->window), (gpointer *) &desk->window);
  g_object_unref (desk->window);
  /* what was asked of the station just before still comes back to it */
  cw_test_wait (desk_is_finalized, desk);
}

void
desk_put_printer (Desk *desk)
{
  CwStation *station = cw_window_get_station (desk->window);
  CwIssueTools *tools = (CwIssueTools *) cw_station_get_tools (station);

  if (desk->printer == NULL)
    desk->printer = test_printer_new ();
  cw_station_watch (station, FALSE);
  g_clear_object (&desk->own);
  desk->own = tools->printer;
  tools->printer = CW_PRINTER (g_object_ref (desk->printer));
  cw_station_watch (station, TRUE);
}

void
desk_teardown (Desk         *desk,
          gconstpointer data)
{
  if (desk->printer != NULL)
    test_printer_set_held (desk->printer, FALSE);
  desk_close_window (desk);
  g_clear_object (&desk->own);
  g_clear_object (&desk->printer);
  cw_test_remove_tree (desk->directory);
  g_free (desk->directory);
}

void
desk_press (Desk *desk)
{
  g_assert_true (gtk_widget_get_sensitive (desk->primary));
  g_signal_emit_by_name (desk->primary, "clicked");
}

void
desk_press_button (Desk       *desk,
                   const char *label)
{
  GtkWidget *button = cw_test_find_button (GTK_WIDGET (desk->desk), label);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_get_visible (button));
  g_assert_true (gtk_widget_get_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

void
desk_find_skele (Desk *desk)
{
  cw_test_wait (desk_is_open, desk);
  gtk_editable_set_text (desk->entry, "skele");
  g_signal_emit_by_name (desk->entry, "activate");
  cw_test_wait (desk_has_one_hit, desk);
  cw_test_wait (desk_has_preview, desk);
  g_assert_nonnull (cw_students_get_chosen (desk->students));
}

void
desk_go_to_reader (Desk *desk)
{
  desk_find_skele (desk);
  g_assert_cmpint (cw_desk_get_phase (desk->desk), ==, CW_DESK_READY);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (desk->primary)), ==, "Issue card");
  g_signal_emit_by_name (desk->entry, "activate");
  cw_test_wait (desk_wants_card_laid, desk);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (desk->primary)), ==, "Lay the card on the reader");
  g_assert_true (gtk_widget_get_sensitive (desk->primary));
}

GtkWindow *
desk_find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window) && gtk_widget_get_visible (GTK_WIDGET (window)))
        return window;
    }

  return NULL;
}

/* As a click on one of its buttons does. */
void
desk_respond (const char *response)
{
  GtkWindow *dialog = desk_find_dialog ();

  g_assert_nonnull (dialog);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_close (dialog);
  cw_test_settle ();
  g_assert_null (desk_find_dialog ());
}
