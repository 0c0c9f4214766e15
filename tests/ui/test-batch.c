/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-test"

#include "config.h"

#include <string.h>

#include "tests/ui/desk.h"

/* Cards that nobody stands before, at the real window: a batch with a walk-in, its cards handed over
 * afterwards, and a job that was left in the printer's queue. */

static gboolean
has_hits (gpointer data)
{
  guint n_hits = cw_students_get_n_hits (((Desk *) data)->students);

  return g_str_equal (cw_students_get_query (((Desk *) data)->students), "p") && n_hits > 1 && n_hits < 6;
}

static gboolean
batch_is_done (gpointer data)
{
  CwBatchPane *pane = cw_window_get_batch (((Desk *) data)->window);

  return gtk_widget_get_visible (GTK_WIDGET (pane)) && g_str_has_prefix (cw_batch_pane_get_news (pane), "Done.");
}

static gboolean
batch_is_seen (gpointer data)
{
  return gtk_widget_get_visible (GTK_WIDGET (cw_window_get_batch (((Desk *) data)->window)));
}

static gboolean
batch_is_gone (gpointer data)
{
  return !batch_is_seen (data);
}

static gboolean
has_two_ready (gpointer data)
{
  return cw_ready_get_n (cw_window_get_ready (((Desk *) data)->window)) >= 2;
}

static guint n_before;

static gboolean
has_one_ready_less (gpointer data)
{
  return cw_ready_get_n (cw_window_get_ready (((Desk *) data)->window)) == n_before - 1;
}

static GtkWidget *
batch_button (Desk       *desk,
              const char *label)
{
  return cw_test_find_button (GTK_WIDGET (cw_window_get_batch (desk->window)), label);
}

static void
begin (Desk *desk)
{
  cw_test_wait (desk_is_open, desk);
  desk_put_printer (desk);
  gtk_editable_set_text (desk->entry, "p");
  cw_test_wait (has_hits, desk);
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.make-these", NULL);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (desk_find_dialog ())), "blanks and ribbon for as many cards"));
}

/* Asked, made, and every card handed over by its button; the batch is put away. */
static void
test_batch_made (Desk         *desk,
                 gconstpointer data)
{
  GtkWidget *ready = GTK_WIDGET (cw_window_get_ready (desk->window));

  begin (desk);
  desk_respond ("stay");
  g_assert_false (batch_is_seen (desk));
  begin (desk);
  desk_respond ("go");
  cw_test_wait (batch_is_done, desk);
  g_assert_true (g_str_has_prefix (cw_batch_pane_get_title (cw_window_get_batch (desk->window)), "Batch “p”: "));
  cw_test_wait (has_two_ready, desk);
  g_assert_cmpuint (test_printer_get_n_jobs (desk->printer), ==, cw_ready_get_n (CW_READY (ready)));
  g_assert_cmpuint (cw_doubts_get_n (cw_window_get_doubts (desk->window)), ==, 0);

  n_before = cw_ready_get_n (CW_READY (ready));
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.ready", NULL);
  g_assert_cmpstr (cw_window_get_pane (desk->window), ==, "ready");
  cw_test_settle ();
  g_signal_emit_by_name (cw_test_find_button (ready, "Hand over…"), "clicked");
  cw_test_wait (desk_asks, desk);
  g_assert_true (g_str_has_prefix (gtk_button_get_label (GTK_BUTTON (desk->primary)), "Give the card to "));
  desk_press (desk);
  cw_test_wait (desk_has_ended, desk);
  cw_test_wait (has_one_ready_less, desk);
  cw_test_wait (desk_counts_one, desk);

  g_signal_emit_by_name (batch_button (desk, "Dismiss"), "clicked");
  cw_test_wait (batch_is_gone, desk);
}

static gboolean
has_job (gpointer data)
{
  return test_printer_get_n_jobs (((Desk *) data)->printer) > 0;
}

static gboolean
is_paused (gpointer data)
{
  return gtk_widget_get_visible (batch_button (data, "Go on"));
}

/* A student at the counter goes before the batch's next card; a pause comes between two cards. */
static void
test_batch_walk_in (Desk         *desk,
                    gconstpointer data)
{
  cw_test_wait (desk_is_open, desk);
  desk_put_printer (desk);
  test_printer_set_held (desk->printer, TRUE);
  begin (desk);
  desk_respond ("go");
  cw_test_wait (has_job, desk);
  g_signal_emit_by_name (batch_button (desk, "Pause"), "clicked");

  gtk_editable_set_text (desk->entry, "skele");
  g_signal_emit_by_name (desk->entry, "activate");
  cw_test_wait (desk_has_one_hit, desk);
  cw_test_wait (desk_has_preview, desk);
  desk_press (desk);
  test_printer_set_held (desk->printer, FALSE);
  cw_test_wait (desk_wants_card_laid, desk);
  cw_test_wait (is_paused, desk);
  desk_press (desk);
  cw_test_wait (desk_asks, desk);
  desk_press (desk);
  cw_test_wait (desk_has_ended, desk);
  g_assert_cmpuint (test_printer_get_n_jobs (desk->printer), ==, 2);

  g_signal_emit_by_name (batch_button (desk, "Go on"), "clicked");
  cw_test_wait (batch_is_done, desk);
}

static gboolean
knows_it_is_off (gpointer data)
{
  return *cw_desk_get_trouble (((Desk *) data)->desk) != '\0';
}

static gboolean
shows_leftovers (gpointer data)
{
  return g_str_equal (cw_window_get_pane (((Desk *) data)->window), "leftovers");
}

static gboolean
has_no_leftover (gpointer data)
{
  return cw_leftovers_get_n (cw_window_get_leftovers (((Desk *) data)->window)) == 0;
}

/* The printer was off with a job of ours in it. When it answers again, the job is shown with the
 * card's faces, and finishing it asks what only a person knows. */
static void
test_job_left (Desk         *desk,
               gconstpointer data)
{
  CwFinding *finding = cw_leftovers_get_finding (cw_window_get_leftovers (desk->window));

  cw_test_wait (desk_is_open, desk);
  desk_put_printer (desk);
  test_printer_set_outcome (desk->printer, CW_PRINT_UNCERTAIN, CW_PRINT_UNCERTAIN);
  desk_find_skele (desk);
  desk_press (desk);
  cw_test_wait (desk_asks, desk);
  cw_desk_later (desk->desk);
  cw_test_wait (desk_has_ended, desk);
  cw_test_wait (desk_has_a_doubt, desk);
  desk_press (desk);
  gtk_editable_set_text (desk->entry, "");
  desk_find_skele (desk);
  test_printer_set_left (desk->printer, TRUE);
  test_printer_set_off (desk->printer, TRUE);
  cw_test_wait (knows_it_is_off, desk);
  test_printer_set_off (desk->printer, FALSE);
  cw_test_wait (shows_leftovers, desk);
  cw_test_wait ((CwTestCondition) cw_finding_has_faces, finding);

  test_printer_set_left (desk->printer, FALSE);
  g_signal_emit_by_name (cw_test_find_button (GTK_WIDGET (finding), cw_leftover_act_to_label (CW_LEFTOVER_FINISH)), "clicked");
  cw_test_wait (desk_asks, desk);
  g_assert_cmpstr (cw_desk_get_news (desk->desk), ==, "Did the card come out, well printed?");
  desk_press (desk);
  cw_test_wait (desk_wants_card_laid, desk);
  desk_press (desk);
  cw_test_wait (desk_asks, desk);
  desk_press (desk);
  cw_test_wait (desk_has_ended, desk);
  cw_test_wait (has_no_leftover, desk);
  cw_test_wait (desk_counts_one, desk);
  g_assert_cmpuint (test_printer_get_n_jobs (desk->printer), ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  /* with-display.sh gives the test its folders */
  g_test_init (&argc, &argv, NULL);
  desk_start_application ();

  g_test_add ("/ui/batch/made", Desk, NULL, desk_setup, test_batch_made, desk_teardown);
  g_test_add ("/ui/batch/walk-in", Desk, NULL, desk_setup, test_batch_walk_in, desk_teardown);
  g_test_add ("/ui/batch/job-left", Desk, NULL, desk_setup, test_job_left, desk_teardown);

  status = g_test_run ();
  desk_stop_application ();

  return status;
}
