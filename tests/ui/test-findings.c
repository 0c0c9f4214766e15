/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-test"

#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "tests/ui/support.h"
#include "ui/batch-pane.h"
#include "ui/doubts.h"
#include "ui/leftovers.h"
#include "ui/printer-panel.h"
#include "ui/ready.h"
#include "ui/reasons.h"
#include "ui/reissue.h"
#include "ui/words.h"

/* What only a person can settle, each piece alone: doubts, cards to hand over, what is left in the
 * printer, what the printer says, the batch, the reason for another card. */

static GtkWidget *
show (GtkWidget *widget)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 900, 600);
  gtk_window_set_child (GTK_WINDOW (window), widget);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (widget);

  return window;
}

static void
label_cb (GtkWidget *widget,
          gpointer   data)
{
  if (GTK_IS_LABEL (widget))
    g_ptr_array_add (data, widget);
}

/* Whether somewhere below @root these words can be read. */
static gboolean
says (GtkWidget  *root,
      const char *words)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();

  cw_test_walk (root, label_cb, labels);
  for (guint i = 0; i < labels->len; i++)
    if (gtk_widget_get_visible (g_ptr_array_index (labels, i)) && strstr (gtk_label_get_label (g_ptr_array_index (labels, i)), words) != NULL)
      return TRUE;

  return FALSE;
}

static void
press (GtkWidget  *root,
       const char *label)
{
  GtkWidget *button = cw_test_find_button (root, label);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_get_visible (button));
  g_signal_emit_by_name (button, "clicked");
}

static CwDoubt *
doubt_new (int         order_id,
           const char *given_names)
{
  CwDoubt *doubt = g_new0 (CwDoubt, 1);

  doubt->order_id = order_id;
  doubt->student = cw_student_new ();
  doubt->student->given_names = g_strdup (given_names);
  doubt->student->family_name = g_strdup ("Liepa & Co");
  doubt->step = CW_STEP_PRINT;
  doubt->sentence = g_strdup_printf ("Was it printed? <i> %d", order_id);

  return doubt;
}

static void
settled_cb (GtkWidget     *widget,
            const CwDoubt *doubt,
            gpointer       data)
{
  *(gint64 *) data = doubt->order_id;
}

/* One after the other, and the one that is looked at stays when the list is read again. */
static void
test_doubts (void)
{
  CwDoubts *doubts = CW_DOUBTS (cw_doubts_new ());
  GtkWidget *root = GTK_WIDGET (doubts);
  GtkWidget *window = show (root);
  GtkWidget *button;
  gint64 settled = 0;

  for (int round = 0; round < 2; round++)
    {
      GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_doubt_free);

      for (int i = 1 + round; i <= 3; i++)
        g_ptr_array_add (found, doubt_new (i, "Anna <b>"));
      cw_doubts_take (doubts, found);
      if (round > 0)
        break;
      g_signal_connect (doubts, "settle", G_CALLBACK (settled_cb), &settled);
      g_assert_true (says (root, "1 of 3"));
      button = cw_test_find_button (root, "Settle it now");
      gtk_test_accessible_assert_property (button, GTK_ACCESSIBLE_PROPERTY_LABEL, "Settle the card of Anna <b> Liepa & Co");
      g_signal_emit_by_name (button, "clicked");
      g_assert_cmpint (settled, ==, 1);
      g_signal_emit_by_name (cw_doubts_get_finding (doubts), "turned", 1);
      g_assert_cmpstr (cw_finding_get_sentence (cw_doubts_get_finding (doubts)), ==, "Was it printed? <i> 2");
    }
  g_assert_true (says (root, "1 of 2"));
  g_assert_cmpstr (cw_finding_get_sentence (cw_doubts_get_finding (doubts)), ==, "Was it printed? <i> 2");
  g_signal_emit_by_name (cw_doubts_get_finding (doubts), "turned", -1);
  press (root, "Settle it now");
  g_assert_cmpint (settled, ==, 2);
  cw_doubts_take (doubts, g_ptr_array_new ());
  g_assert_true (says (root, "No Card in Doubt"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_ready (void)
{
  CwReady *ready = CW_READY (cw_ready_new ());
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_doubt_free);
  GtkWidget *window = show (GTK_WIDGET (ready));
  GtkWidget *button;
  gint64 handed = 0;

  g_ptr_array_add (found, doubt_new (7, "Anna"));
  g_ptr_array_add (found, doubt_new (8, "Berta"));
  cw_ready_take (ready, found);
  g_assert_cmpuint (cw_ready_get_n (ready), ==, 2);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (ready));
  g_signal_connect (ready, "hand-over", G_CALLBACK (settled_cb), &handed);
  button = cw_test_find_button (GTK_WIDGET (ready), "Hand over…");
  gtk_test_accessible_assert_property (button, GTK_ACCESSIBLE_PROPERTY_LABEL, "Hand over the card of Anna Liepa & Co");
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpint (handed, ==, 7);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
leftover_cb (CwLeftovers      *leftovers,
             const CwLeftover *leftover,
             int               act,
             gpointer          data)
{
  g_string_append_printf (data, "%s:%s ", cw_leftover_kind_to_name (leftover->kind), cw_leftover_act_to_name ((CwLeftoverAct) act));
}

static CwLeftover *
leftover_new (CwLeftoverKind kind,
              guint          acts)
{
  CwLeftover *leftover = g_new0 (CwLeftover, 1);

  leftover->kind = kind;
  leftover->sentence = g_strdup ("There is something.");
  leftover->acts = acts;

  return leftover;
}

/* A button for every act that it may and for no other; to leave it lets go of it here and now. */
static void
test_leftovers (void)
{
  CwLeftovers *leftovers = CW_LEFTOVERS (cw_leftovers_new ());
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_leftover_free);
  GtkWidget *window = show (GTK_WIDGET (leftovers));
  g_autoptr (GString) acts = g_string_new (NULL);

  g_ptr_array_add (found, leftover_new (CW_LEFTOVER_CARD_INSIDE, 1u << CW_LEFTOVER_REJECT | 1u << CW_LEFTOVER_HAND_OVER | 1u << CW_LEFTOVER_LEAVE));
  g_ptr_array_add (found, leftover_new (CW_LEFTOVER_JOB, 1u << CW_LEFTOVER_CANCEL_JOB));
  g_signal_connect (leftovers, "settle", G_CALLBACK (leftover_cb), acts);
  cw_leftovers_take (leftovers, found);
  g_assert_true (says (GTK_WIDGET (leftovers), "A Card Is in the Printer"));
  g_assert_null (cw_test_find_button (GTK_WIDGET (leftovers), cw_leftover_act_to_label (CW_LEFTOVER_FINISH)));
  press (GTK_WIDGET (leftovers), cw_leftover_act_to_label (CW_LEFTOVER_REJECT));
  press (GTK_WIDGET (leftovers), cw_leftover_act_to_label (CW_LEFTOVER_HAND_OVER));
  press (GTK_WIDGET (leftovers), cw_leftover_act_to_label (CW_LEFTOVER_LEAVE));
  g_assert_cmpuint (cw_leftovers_get_n (leftovers), ==, 1);
  press (GTK_WIDGET (leftovers), cw_leftover_act_to_label (CW_LEFTOVER_CANCEL_JOB));
  g_assert_cmpstr (acts->str, ==, "card-inside:reject card-inside:hand-over job:cancel-job ");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
image_cb (GtkWidget *widget,
          gpointer   data)
{
  if (GTK_IS_IMAGE (widget))
    g_ptr_array_add (data, widget);
}

/* The most pressing one first and large; every drawing that is named is there. */
static void
test_reasons (void)
{
  GtkWidget *reasons = g_object_ref_sink (cw_reasons_new ());
  const CwReasonText *cover = cw_printer_reason_describe (CW_PRINTER_REASON_COVER_OPEN);
  const CwReasonText *low = cw_printer_reason_describe (CW_PRINTER_REASON_RIBBON_LOW);
  g_autoptr (GPtrArray) images = g_ptr_array_new ();
  CwPrinterStatus status = { .ribbon_percent = -1 };

  cw_reasons_show (CW_REASONS (reasons), &status, FALSE);
  g_assert_cmpuint (cw_reasons_get_n (CW_REASONS (reasons)), ==, 0);
  g_assert_false (cw_reasons_hold_up (&status));

  cw_printer_status_add_reasons (&status, CW_PRINTER_REASON_RIBBON_LOW | CW_PRINTER_REASON_COVER_OPEN);
  cw_reasons_show (CW_REASONS (reasons), &status, FALSE);
  g_assert_true (cw_reasons_hold_up (&status));
  g_assert_cmpuint (cw_reasons_get_n (CW_REASONS (reasons)), ==, 2);
  g_assert_cmpstr (cw_reasons_get_title (CW_REASONS (reasons)), ==, cover->title);
  g_assert_true (says (reasons, cover->remedy));
  g_assert_true (says (reasons, low->sentence));
  cw_test_walk (reasons, image_cb, images);
  g_assert_cmpuint (images->len, ==, 2);
  for (guint i = 0; i < images->len; i++)
    {
      g_autofree char *path = g_strdup_printf ("/org/cardwright/drawings/scalable/actions/%s.svg", gtk_image_get_icon_name (g_ptr_array_index (images, i)));

      g_assert_true (g_resources_get_info (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL, NULL, NULL));
    }
  g_assert_cmpint (gtk_image_get_pixel_size (g_ptr_array_index (images, 0)), >, gtk_image_get_pixel_size (g_ptr_array_index (images, 1)));

  cw_reasons_show (CW_REASONS (reasons), &status, TRUE);
  g_assert_cmpuint (cw_reasons_get_n (CW_REASONS (reasons)), ==, 1);
  status = (CwPrinterStatus) { .state = CW_PRINTER_STATE_UNREACHABLE };
  cw_reasons_show (CW_REASONS (reasons), &status, TRUE);
  g_assert_cmpstr (cw_reasons_get_title (CW_REASONS (reasons)), ==, cw_printer_reason_describe (CW_PRINTER_REASON_OFFLINE)->title);
  g_assert_finalize_object (reasons);
}

static void
test_panel (void)
{
  GtkWidget *panel = g_object_ref_sink (cw_printer_panel_new ());
  CwStationStatus status = { .possible = { .cards = -1 } };

  for (guint i = 0; i < 3; i++)
    status.possible.counts[i] = (CwSupplyCount) { .kind = (CwSupplyKind) i, .printer = -1, .station = -1, .cards = -1 };
  cw_printer_panel_show (CW_PRINTER_PANEL (panel), &status);
  g_assert_true (g_str_has_prefix (cw_printer_panel_get_possible (CW_PRINTER_PANEL (panel)), "How many cards are possible is not known"));
  g_assert_false (gtk_widget_get_visible (cw_test_find_button (panel, "Let the printer go on")));

  status.possible.cards = 187;
  status.possible.counts[CW_SUPPLY_RIBBON] = (CwSupplyCount) { .kind = CW_SUPPLY_RIBBON, .printer = 187, .station = 190, .cards = 187 };
  cw_printer_status_add_reasons (&status.machine, CW_PRINTER_REASON_PAUSED);
  cw_printer_panel_show (CW_PRINTER_PANEL (panel), &status);
  g_assert_cmpstr (cw_printer_panel_get_possible (CW_PRINTER_PANEL (panel)), ==, "187 cards possible now");
  g_assert_true (says (panel, "187 by the printer, 190 by this station"));
  g_assert_true (gtk_widget_get_visible (cw_test_find_button (panel, "Let the printer go on")));
  cw_printer_panel_set_locked (CW_PRINTER_PANEL (panel), TRUE);
  g_assert_false (gtk_widget_get_sensitive (cw_test_find_button (panel, "Test card…")));
  g_assert_finalize_object (panel);
}

static void
test_batch (void)
{
  CwBatchPane *pane = CW_BATCH_PANE (g_object_ref_sink (cw_batch_pane_new ()));
  CwBatchNote note = { .name = (char *) "Foresters", .total = 50, .made = 12, .waiting = 37, .in_doubt = 1, .current = (char *) "Anna Liepa" };
  static const struct
  {
    CwBatchState state;
    gboolean     pause, resume, cancel, dismiss;
  } buttons[] = {
    { CW_BATCH_STATE_RUNNING, TRUE, FALSE, TRUE, FALSE },
    { CW_BATCH_STATE_PAUSED, FALSE, TRUE, TRUE, FALSE },
    { CW_BATCH_STATE_DONE, FALSE, FALSE, FALSE, TRUE },
    { CW_BATCH_STATE_CANCELLED, FALSE, FALSE, FALSE, TRUE },
  };

  cw_batch_pane_show (pane, NULL);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (pane)));
  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    {
      note.state = buttons[i].state;
      cw_batch_pane_show (pane, &note);
      g_assert_true (gtk_widget_get_visible (GTK_WIDGET (pane)));
      g_assert_cmpint (gtk_widget_get_visible (cw_test_find_button (GTK_WIDGET (pane), "Pause")), ==, buttons[i].pause);
      g_assert_cmpint (gtk_widget_get_visible (cw_test_find_button (GTK_WIDGET (pane), "Go on")), ==, buttons[i].resume);
      g_assert_cmpint (gtk_widget_get_visible (cw_test_find_button (GTK_WIDGET (pane), "Cancel…")), ==, buttons[i].cancel);
      g_assert_cmpint (gtk_widget_get_visible (cw_test_find_button (GTK_WIDGET (pane), "Dismiss")), ==, buttons[i].dismiss);
      g_assert_nonnull (strstr (cw_batch_pane_get_news (pane), "1 card in doubt"));
    }
  g_assert_cmpstr (cw_batch_pane_get_title (pane), ==, "Foresters: 12 of 50");
  note.state = CW_BATCH_STATE_PAUSED;
  note.reason = (char *) "The ribbon is used up.";
  cw_batch_pane_show (pane, &note);
  g_assert_true (g_str_has_prefix (cw_batch_pane_get_news (pane), "The ribbon is used up.\n"));
  g_assert_true (says (GTK_WIDGET (pane), "37 cards to come"));
  g_assert_finalize_object (pane);
}

/* What a batch takes stands beside what there is; what runs out before the end is said. */
static void
test_batch_question (void)
{
  CwPossible possible = { .cards = 30, .limit = CW_SUPPLY_BLANKS };
  g_autofree char *short_of = NULL;
  g_autofree char *enough = NULL;
  g_autofree char *unknown = NULL;

  for (guint i = 0; i < 3; i++)
    possible.counts[i] = (CwSupplyCount) { .kind = (CwSupplyKind) i, .printer = -1, .station = -1, .cards = -1 };
  possible.counts[CW_SUPPLY_BLANKS].station = 30;
  possible.counts[CW_SUPPLY_BLANKS].cards = 30;
  short_of = cw_words_to_begin_batch (50, &possible);
  g_assert_true (g_str_has_prefix (short_of, "It takes 50 blanks and ribbon for as many cards.\n"));
  g_assert_nonnull (strstr (short_of, "The blanks run out before the end"));
  enough = cw_words_to_begin_batch (30, &possible);
  g_assert_null (strstr (enough, "run out"));
  possible.cards = -1;
  unknown = cw_words_to_begin_batch (2, &possible);
  g_assert_nonnull (strstr (unknown, "is not known"));
}

static void
test_reissue (void)
{
  CwReissueForm *form = CW_REISSUE_FORM (g_object_ref_sink (cw_reissue_form_new ()));
  g_autoptr (CwCard) card = cw_card_new ();
  CwReissue reissue = { .reason = CW_REISSUE_REASON_OTHER };

  cw_reissue_form_begin (form, card);
  g_assert_false (cw_reissue_form_get (form, &reissue));
  cw_reissue_form_choose (form, CW_REISSUE_REASON_LOST);
  g_assert_true (cw_reissue_form_get (form, &reissue));
  g_assert_cmpint (reissue.reason, ==, CW_REISSUE_REASON_LOST);
  g_assert_null (reissue.text);
  cw_reissue_form_choose (form, CW_REISSUE_REASON_OTHER);
  g_assert_false (cw_reissue_form_get (form, &reissue));
  gtk_editable_set_text (GTK_EDITABLE (cw_test_find (GTK_WIDGET (form), GTK_TYPE_ENTRY)), " eaten ");
  g_assert_true (cw_reissue_form_get (form, &reissue));
  g_assert_cmpstr (reissue.text, ==, "eaten");
  cw_reissue_form_begin (form, card);
  g_assert_false (cw_reissue_form_get (form, &reissue));
  g_assert_finalize_object (form);
}

int
main (int   argc,
      char *argv[])
{
  /* with-display.sh gives the test its folders */
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/ui/findings/doubts", test_doubts);
  g_test_add_func ("/ui/findings/ready", test_ready);
  g_test_add_func ("/ui/findings/leftovers", test_leftovers);
  g_test_add_func ("/ui/findings/reasons", test_reasons);
  g_test_add_func ("/ui/findings/panel", test_panel);
  g_test_add_func ("/ui/findings/batch", test_batch);
  g_test_add_func ("/ui/findings/batch-question", test_batch_question);
  g_test_add_func ("/ui/findings/reissue", test_reissue);

  return g_test_run ();
}
