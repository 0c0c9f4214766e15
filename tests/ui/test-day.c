/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-test"

#include "config.h"

#include <string.h>

#include "tests/ui/desk.h"
#include "ui/banner.h"

/* A day at the desk in miniature: the real window on a real demo station in a folder of its own,
 * driven through its widgets and actions. */

static void
test_day_issue (Desk         *desk,
                gconstpointer data)
{
  CwStages *stages = cw_desk_get_stages (desk->desk);

  desk_go_to_reader (desk);
  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (desk->students)));
  g_assert_cmpint (cw_stages_get_state (stages, CW_STAGE_PRINT), ==, CW_STAGE_STATE_DONE);
  g_assert_cmpint (cw_stages_get_state (stages, CW_STAGE_ENCODE), ==, CW_STAGE_STATE_WAITING);

  desk_press (desk);
  cw_test_wait (desk_asks, desk);
  g_assert_true (g_str_has_prefix (gtk_button_get_label (GTK_BUTTON (desk->primary)), "Give the card to "));
  g_assert_cmpint (cw_stages_get_state (stages, CW_STAGE_ENCODE), ==, CW_STAGE_STATE_DONE);

  desk_press (desk);
  cw_test_wait (desk_has_ended, desk);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (desk->primary)), ==, "Next, please");
  g_assert_nonnull (strstr (cw_desk_get_detail (desk->desk), "regist"));
  for (CwStage stage = 0; stage < CW_STAGE_COUNT; stage++)
    g_assert_cmpint (cw_stages_get_state (stages, stage), !=, CW_STAGE_STATE_TODO);
  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (desk->students)));
  cw_test_wait (desk_counts_one, desk);

  desk_press (desk);
  g_assert_cmpint (cw_desk_get_phase (desk->desk), ==, CW_DESK_EMPTY);
  g_assert_cmpstr (gtk_editable_get_text (desk->entry), ==, "");
  g_assert_null (cw_students_get_chosen (desk->students));
  g_assert_cmpuint (cw_doubts_get_n (cw_window_get_doubts (desk->window)), ==, 0);
}

static void
note_cb (gpointer  entry,
         gboolean *noted)
{
  *noted = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

/* Enter takes the first hit and only the second Enter starts; typing lets go of who was taken. */
static void
test_day_enter (Desk         *desk,
                gconstpointer data)
{
  gboolean paused = FALSE;

  desk_find_skele (desk);
  g_assert_false (cw_desk_get_busy (desk->desk));

  /* the entry's own signal that the typing has paused comes after a scanner's Enter */
  g_signal_connect (desk->entry, "search-changed", G_CALLBACK (note_cb), &paused);
  gtk_editable_set_text (desk->entry, "LF23001");
  g_signal_emit_by_name (desk->entry, "activate");
  cw_test_wait (is_true, &paused);
  cw_test_wait (desk_has_preview, desk);
  cw_test_settle ();
  g_assert_nonnull (cw_students_get_chosen (desk->students));

  gtk_editable_set_text (desk->entry, "skel");
  g_assert_null (cw_students_get_chosen (desk->students));
  g_assert_cmpint (cw_desk_get_phase (desk->desk), ==, CW_DESK_EMPTY);
  g_signal_handlers_disconnect_by_data (desk->entry, &paused);
}

/* Stopped at the reader, the order is in doubt; taken up again it goes on where it stood, on the
 * card that is printed already. */
static void
test_day_doubt (Desk         *desk,
                gconstpointer data)
{
  CwDoubts *doubts = cw_window_get_doubts (desk->window);
  GtkWindow *dialog;

  desk_go_to_reader (desk);
  cw_desk_later (desk->desk);
  dialog = desk_find_dialog ();
  g_assert_nonnull (dialog);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)), "The card is printed; its chip is not finished."));
  desk_respond ("go");
  cw_test_wait (desk_has_ended, desk);
  cw_test_wait (desk_has_a_doubt, desk);

  desk_press (desk);
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.doubts", NULL);
  g_assert_true (desk_shows_doubts (desk));
  cw_test_settle ();
  g_signal_emit_by_name (cw_test_find_button (GTK_WIDGET (doubts), "Settle it now"), "clicked");
  g_assert_false (desk_shows_doubts (desk));
  g_assert_true (cw_desk_get_busy (desk->desk));
  while (!desk_has_ended (desk))
    {
      if (desk_wants_card_laid (desk) || desk_asks (desk))
        desk_press (desk);
      g_main_context_iteration (NULL, TRUE);
    }
  cw_test_wait (desk_has_no_doubt, desk);
  cw_test_wait (desk_counts_one, desk);
}

/* A desk that starts with an open order shows it first. */
static void
test_day_start_in_doubt (Desk         *desk,
                         gconstpointer data)
{
  desk_go_to_reader (desk);
  cw_desk_stop (desk->desk);
  cw_test_wait (desk_has_ended, desk);
  cw_test_wait (desk_has_a_doubt, desk);
  desk_close_window (desk);

  desk_open_window (desk, desk->directory);
  cw_test_wait (desk_is_open, desk);
  cw_test_wait (desk_shows_doubts, desk);
}

/* The window asks before it closes over a card, and then waits for the order to be put down. */
static void
test_day_close (Desk         *desk,
                gconstpointer data)
{
  desk_go_to_reader (desk);
  gtk_window_close (GTK_WINDOW (desk->window));
  desk_respond ("stay");
  g_assert_true (cw_desk_get_busy (desk->desk));

  gtk_window_close (GTK_WINDOW (desk->window));
  desk_respond ("go");
  cw_test_wait (desk_is_gone, desk);
}

/* Two programs never work on one station; the second says so and can try again. */
static void
test_day_second_desk (Desk         *desk,
                      gconstpointer data)
{
  Desk second = { .directory = desk->directory };
  GtkWidget *page;

  cw_test_wait (desk_is_open, desk);
  desk_open_window (&second, desk->directory);
  cw_test_wait (desk_is_in_trouble, &second);
  page = cw_test_find (GTK_WIDGET (second.window), ADW_TYPE_STATUS_PAGE);
  g_assert_nonnull (strstr (adw_status_page_get_description (ADW_STATUS_PAGE (page)), "Another Cardwright"));

  desk_close_window (desk);
  g_signal_emit_by_name (cw_test_find_button (page, "Try Again"), "clicked");
  cw_test_wait (desk_is_open, &second);
  *desk = second;
}

static void
check_name (GtkWidget *widget,
            gpointer   data)
{
  const char *label;

  if (!GTK_IS_BUTTON (widget) || !gtk_widget_get_visible (widget) || gtk_widget_get_ancestor (widget, GTK_TYPE_WINDOW_CONTROLS) != NULL)
    return;

  label = gtk_button_get_label (GTK_BUTTON (widget));
  if ((label == NULL || *label == '\0') &&
      !gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL) &&
      !gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    g_error ("a %s in a %s has no name", G_OBJECT_TYPE_NAME (widget), G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)));
  *(guint *) data += 1;
}

static void
test_day_names (Desk         *desk,
                gconstpointer data)
{
  GtkWidget *banner = cw_test_find (GTK_WIDGET (desk->window), CW_TYPE_BANNER);
  guint n_buttons = 0;

  desk_find_skele (desk);
  cw_test_walk (GTK_WIDGET (desk->window), check_name, &n_buttons);
  g_assert_cmpuint (n_buttons, >=, 5);
  gtk_test_accessible_assert_property (desk->entry, GTK_ACCESSIBLE_PROPERTY_LABEL, "Find a student by name or number");
  g_assert_true (g_str_has_prefix (cw_banner_get_title (CW_BANNER (banner)), "Demo station"));
}

int
main (int   argc,
      char *argv[])
{
  int status;

  /* with-display.sh gives the test its folders */
  g_test_init (&argc, &argv, NULL);
  desk_start_application ();

  g_test_add ("/ui/day/issue", Desk, NULL, desk_setup, test_day_issue, desk_teardown);
  g_test_add ("/ui/day/enter", Desk, NULL, desk_setup, test_day_enter, desk_teardown);
  g_test_add ("/ui/day/doubt", Desk, NULL, desk_setup, test_day_doubt, desk_teardown);
  g_test_add ("/ui/day/start-in-doubt", Desk, NULL, desk_setup, test_day_start_in_doubt, desk_teardown);
  g_test_add ("/ui/day/close", Desk, NULL, desk_setup, test_day_close, desk_teardown);
  g_test_add ("/ui/day/second-desk", Desk, NULL, desk_setup, test_day_second_desk, desk_teardown);
  g_test_add ("/ui/day/names", Desk, NULL, desk_setup, test_day_names, desk_teardown);

  status = g_test_run ();
  desk_stop_application ();

  return status;
}
