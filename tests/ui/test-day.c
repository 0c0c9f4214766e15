/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-test"

#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "tests/ui/support.h"
#include "ui/application.h"
#include "ui/banner.h"
#include "ui/window.h"

/* A day at the desk in miniature: the real window on a real demo station in a folder of its own,
 * driven through its widgets and actions. */

/* One for all windows, as in the program: a second of the same name cannot be registered. */
static GtkApplication *application;

typedef struct
{
  char           *directory;
  CwWindow       *window;
  CwStudents     *students;
  CwDesk         *desk;
  GtkEditable    *entry;
  GtkWidget      *primary;
} Desk;

static gboolean
is_open (gpointer data)
{
  Desk *desk = data;

  return g_str_equal (cw_window_get_page (desk->window), "open") && cw_students_get_n_hits (desk->students) > 1;
}

static gboolean
is_in_trouble (gpointer data)
{
  return g_str_equal (cw_window_get_page (((Desk *) data)->window), "trouble");
}

static gboolean
has_one_hit (gpointer data)
{
  return cw_students_get_n_hits (((Desk *) data)->students) == 1;
}

static gboolean
has_preview (gpointer data)
{
  CwDeskPhase phase = cw_desk_get_phase (((Desk *) data)->desk);

  return phase == CW_DESK_READY || phase == CW_DESK_BLOCKED;
}

static gboolean
wants_card_laid (gpointer data)
{
  return cw_act_bar_get_act (cw_desk_get_acts (((Desk *) data)->desk)) == CW_ACT_LAY_CARD;
}

static gboolean
asks (gpointer data)
{
  return cw_desk_get_phase (((Desk *) data)->desk) == CW_DESK_ASKING;
}

static gboolean
has_ended (gpointer data)
{
  return cw_desk_get_phase (((Desk *) data)->desk) == CW_DESK_ENDED;
}

static gboolean
is_gone (gpointer data)
{
  return !gtk_widget_get_visible (GTK_WIDGET (((Desk *) data)->window));
}

static gboolean
has_a_doubt (gpointer data)
{
  return cw_doubts_get_n (cw_window_get_doubts (((Desk *) data)->window)) == 1;
}

static gboolean
has_no_doubt (gpointer data)
{
  return cw_doubts_get_n (cw_window_get_doubts (((Desk *) data)->window)) == 0;
}

static gboolean
shows_doubts (gpointer data)
{
  return cw_window_get_doubting (((Desk *) data)->window);
}

static gboolean
counts_one (gpointer data)
{
  return g_str_has_prefix (cw_day_get_today (cw_window_get_day (((Desk *) data)->window)), "1 card issued");
}

static void
open_window (Desk       *desk,
             const char *directory)
{
  desk->window = g_object_ref (cw_window_new (application, directory));
  desk->students = cw_window_get_students (desk->window);
  desk->desk = cw_window_get_desk (desk->window);
  desk->entry = GTK_EDITABLE (cw_test_find (GTK_WIDGET (desk->students), GTK_TYPE_SEARCH_ENTRY));
  desk->primary = cw_act_bar_get_primary (cw_desk_get_acts (desk->desk));
  gtk_window_present (GTK_WINDOW (desk->window));
}

static void
setup (Desk         *desk,
       gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  desk->directory = g_dir_make_tmp ("cardwright-desk-XXXXXX", &error);
  g_assert_no_error (error);
  open_window (desk, desk->directory);
}

static void
close_window (Desk *desk)
{
  gtk_window_destroy (GTK_WINDOW (desk->window));
  cw_test_settle ();
  g_assert_finalize_object (desk->window);
}

static void
teardown (Desk         *desk,
          gconstpointer data)
{
  close_window (desk);
  cw_test_remove_tree (desk->directory);
  g_free (desk->directory);
}

static void
press (Desk *desk)
{
  g_assert_true (gtk_widget_get_sensitive (desk->primary));
  g_signal_emit_by_name (desk->primary, "clicked");
}

static void
find_skele (Desk *desk)
{
  cw_test_wait (is_open, desk);
  gtk_editable_set_text (desk->entry, "skele");
  g_signal_emit_by_name (desk->entry, "activate");
  cw_test_wait (has_one_hit, desk);
  cw_test_wait (has_preview, desk);
  g_assert_nonnull (cw_students_get_chosen (desk->students));
}

static void
go_to_reader (Desk *desk)
{
  find_skele (desk);
  g_assert_cmpint (cw_desk_get_phase (desk->desk), ==, CW_DESK_READY);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (desk->primary)), ==, "Issue card");
  g_signal_emit_by_name (desk->entry, "activate");
  cw_test_wait (wants_card_laid, desk);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (desk->primary)), ==, "Lay the card on the reader");
  g_assert_true (gtk_widget_get_sensitive (desk->primary));
}

static void
test_day_issue (Desk         *desk,
                gconstpointer data)
{
  CwStages *stages = cw_desk_get_stages (desk->desk);

  go_to_reader (desk);
  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (desk->students)));
  g_assert_cmpint (cw_stages_get_state (stages, CW_STAGE_PRINT), ==, CW_STAGE_STATE_DONE);
  g_assert_cmpint (cw_stages_get_state (stages, CW_STAGE_ENCODE), ==, CW_STAGE_STATE_WAITING);

  press (desk);
  cw_test_wait (asks, desk);
  g_assert_true (g_str_has_prefix (gtk_button_get_label (GTK_BUTTON (desk->primary)), "Give the card to "));
  g_assert_cmpint (cw_stages_get_state (stages, CW_STAGE_ENCODE), ==, CW_STAGE_STATE_DONE);

  press (desk);
  cw_test_wait (has_ended, desk);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (desk->primary)), ==, "Next, please");
  g_assert_nonnull (strstr (cw_desk_get_detail (desk->desk), "regist"));
  for (CwStage stage = 0; stage < CW_STAGE_COUNT; stage++)
    g_assert_cmpint (cw_stages_get_state (stages, stage), !=, CW_STAGE_STATE_TODO);
  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (desk->students)));
  cw_test_wait (counts_one, desk);

  press (desk);
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

  find_skele (desk);
  g_assert_false (cw_desk_get_busy (desk->desk));

  /* the entry's own signal that the typing has paused comes after a scanner's Enter */
  g_signal_connect (desk->entry, "search-changed", G_CALLBACK (note_cb), &paused);
  gtk_editable_set_text (desk->entry, "LF23001");
  g_signal_emit_by_name (desk->entry, "activate");
  cw_test_wait (is_true, &paused);
  cw_test_wait (has_preview, desk);
  cw_test_settle ();
  g_assert_nonnull (cw_students_get_chosen (desk->students));

  gtk_editable_set_text (desk->entry, "skel");
  g_assert_null (cw_students_get_chosen (desk->students));
  g_assert_cmpint (cw_desk_get_phase (desk->desk), ==, CW_DESK_EMPTY);
  g_signal_handlers_disconnect_by_data (desk->entry, &paused);
}

static GtkWindow *
find_dialog (void)
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
static void
respond (const char *response)
{
  GtkWindow *dialog = find_dialog ();

  g_assert_nonnull (dialog);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_close (dialog);
  cw_test_settle ();
  g_assert_null (find_dialog ());
}

/* Stopped at the reader, the order is in doubt; taken up again it goes on where it stood, on the
 * card that is printed already. */
static void
test_day_doubt (Desk         *desk,
                gconstpointer data)
{
  CwDoubts *doubts = cw_window_get_doubts (desk->window);
  GtkWindow *dialog;

  go_to_reader (desk);
  cw_desk_later (desk->desk);
  dialog = find_dialog ();
  g_assert_nonnull (dialog);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)), "The card is printed; its chip is not finished."));
  respond ("go");
  cw_test_wait (has_ended, desk);
  cw_test_wait (has_a_doubt, desk);

  press (desk);
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.doubts", NULL);
  g_assert_true (cw_window_get_doubting (desk->window));
  cw_test_settle ();
  g_signal_emit_by_name (cw_test_find_button (GTK_WIDGET (doubts), "Settle…"), "clicked");
  g_assert_false (cw_window_get_doubting (desk->window));
  g_assert_true (cw_desk_get_busy (desk->desk));
  while (!has_ended (desk))
    {
      if (wants_card_laid (desk) || asks (desk))
        press (desk);
      g_main_context_iteration (NULL, TRUE);
    }
  cw_test_wait (has_no_doubt, desk);
  cw_test_wait (counts_one, desk);
}

/* A desk that starts with an open order shows it first. */
static void
test_day_start_in_doubt (Desk         *desk,
                         gconstpointer data)
{
  go_to_reader (desk);
  cw_desk_stop (desk->desk);
  cw_test_wait (has_ended, desk);
  cw_test_wait (has_a_doubt, desk);
  close_window (desk);

  open_window (desk, desk->directory);
  cw_test_wait (is_open, desk);
  cw_test_wait (shows_doubts, desk);
}

/* The window asks before it closes over a card, and then waits for the order to be put down. */
static void
test_day_close (Desk         *desk,
                gconstpointer data)
{
  go_to_reader (desk);
  gtk_window_close (GTK_WINDOW (desk->window));
  respond ("stay");
  g_assert_true (cw_desk_get_busy (desk->desk));

  gtk_window_close (GTK_WINDOW (desk->window));
  respond ("go");
  cw_test_wait (is_gone, desk);
}

/* Two programs never work on one station; the second says so and can try again. */
static void
test_day_second_desk (Desk         *desk,
                      gconstpointer data)
{
  Desk second = { .directory = desk->directory };
  GtkWidget *page;

  cw_test_wait (is_open, desk);
  open_window (&second, desk->directory);
  cw_test_wait (is_in_trouble, &second);
  page = cw_test_find (GTK_WIDGET (second.window), ADW_TYPE_STATUS_PAGE);
  g_assert_nonnull (strstr (adw_status_page_get_description (ADW_STATUS_PAGE (page)), "Another Cardwright"));

  close_window (desk);
  g_signal_emit_by_name (cw_test_find_button (page, "Try Again"), "clicked");
  cw_test_wait (is_open, &second);
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

  find_skele (desk);
  cw_test_walk (GTK_WIDGET (desk->window), check_name, &n_buttons);
  g_assert_cmpuint (n_buttons, >=, 5);
  gtk_test_accessible_assert_property (desk->entry, GTK_ACCESSIBLE_PROPERTY_LABEL, "Find a student by name or number");
  g_assert_true (g_str_has_prefix (cw_banner_get_title (CW_BANNER (banner)), "Demo station"));
}

int
main (int   argc,
      char *argv[])
{
  /* with-display.sh gives the test its folders */
  g_test_init (&argc, &argv, NULL);
  application = GTK_APPLICATION (cw_application_new ());
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  if (!g_application_register (G_APPLICATION (application), NULL, NULL))
    g_error ("the application does not start");
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);

  g_test_add ("/ui/day/issue", Desk, NULL, setup, test_day_issue, teardown);
  g_test_add ("/ui/day/enter", Desk, NULL, setup, test_day_enter, teardown);
  g_test_add ("/ui/day/doubt", Desk, NULL, setup, test_day_doubt, teardown);
  g_test_add ("/ui/day/start-in-doubt", Desk, NULL, setup, test_day_start_in_doubt, teardown);
  g_test_add ("/ui/day/close", Desk, NULL, setup, test_day_close, teardown);
  g_test_add ("/ui/day/second-desk", Desk, NULL, setup, test_day_second_desk, teardown);
  g_test_add ("/ui/day/names", Desk, NULL, setup, test_day_names, teardown);

  return g_test_run ();
}
