/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-test"

#include "config.h"

#include <string.h>

#include "app/chip/softcard.h"
#include "printers/softreader.h"
#include "tests/ui/desk.h"

/* The printer's trouble at the real window: a card that may or may not have come out, a chip that
 * was torn from the reader, a card to destroy, a cover that is open, another card for the same
 * student. The printer does what the test says. */

static void
find_skele (Desk *desk)
{
  cw_test_wait (desk_is_open, desk);
  desk_put_printer (desk);
  desk_find_skele (desk);
}

static const char *
primary_words (Desk *desk)
{
  return gtk_button_get_label (GTK_BUTTON (desk->primary));
}

/* From the reader to the student's hand. */
static void
finish (Desk *desk)
{
  cw_test_wait (desk_wants_card_laid, desk);
  desk_press (desk);
  cw_test_wait (desk_asks, desk);
  g_assert_true (g_str_has_prefix (primary_words (desk), "Give the card to "));
  desk_press (desk);
  cw_test_wait (desk_has_ended, desk);
}

static void
caption_cb (GtkWidget *widget,
            gpointer   data)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_label (GTK_LABEL (widget)), "as it should look") != NULL)
    *(guint *) data += 1;
}

static guint
count_compared (Desk *desk)
{
  guint n = 0;

  cw_test_walk (GTK_WIDGET (cw_desk_get_faces (desk->desk)), caption_cb, &n);

  return n;
}

static void
assert_uncertain (Desk *desk)
{
  GtkWidget *button = desk->primary;
  static const char *const answers[] = { "Yes, it is well printed", "No card came out", "Card is spoiled" };

  g_assert_cmpstr (cw_desk_get_news (desk->desk), ==, "Did the card come out, well printed?");
  g_assert_cmpstr (cw_desk_get_detail (desk->desk), !=, "");
  g_assert_cmpuint (count_compared (desk), ==, 2);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++, button = gtk_widget_get_next_sibling (button))
    {
      g_assert_true (gtk_widget_get_visible (button));
      g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, answers[i]);
    }
}

static void
be_uncertain (Desk *desk)
{
  find_skele (desk);
  test_printer_set_outcome (desk->printer, CW_PRINT_UNCERTAIN, CW_PRINT_UNCERTAIN);
  desk_press (desk);
  cw_test_wait (desk_asks, desk);
  assert_uncertain (desk);
}

/* Uncertain, and a person says that it is good: the card goes on, and no second one is printed. */
static void
test_uncertain_yes (Desk         *desk,
                    gconstpointer data)
{
  be_uncertain (desk);
  desk_press (desk);
  finish (desk);
  g_assert_cmpuint (count_compared (desk), ==, 0);
  g_assert_cmpuint (test_printer_get_n_jobs (desk->printer), ==, 1);
  cw_test_wait (desk_counts_one, desk);
}

static gboolean
offers_again (gpointer data)
{
  Desk *desk = data;

  return desk_asks (desk) && g_str_equal (primary_words (desk), "Try again");
}

/* Nothing came out: only when a person says so once more is the same card printed again. */
static void
test_uncertain_no (Desk         *desk,
                   gconstpointer data)
{
  be_uncertain (desk);
  test_printer_set_outcome (desk->printer, CW_PRINT_PRINTED, CW_PRINT_PRINTED);
  desk_press_button (desk, "No card came out");
  cw_test_wait (offers_again, desk);
  g_assert_cmpuint (test_printer_get_n_jobs (desk->printer), ==, 1);
  desk_press (desk);
  finish (desk);
  g_assert_cmpuint (test_printer_get_n_jobs (desk->printer), ==, 2);
}

/* Put off, it is a doubt; the next start shows it with its faces and asks the same. */
static void
test_uncertain_start (Desk         *desk,
                      gconstpointer data)
{
  CwFinding *finding;

  be_uncertain (desk);
  cw_desk_later (desk->desk);
  cw_test_wait (desk_has_ended, desk);
  cw_test_wait (desk_has_a_doubt, desk);
  desk_close_window (desk);

  desk_open_window (desk, desk->directory);
  cw_test_wait (desk_is_open, desk);
  cw_test_wait (desk_shows_doubts, desk);
  desk_put_printer (desk);
  finding = cw_doubts_get_finding (cw_window_get_doubts (desk->window));
  cw_test_wait ((CwTestCondition) cw_finding_has_faces, finding);
  g_signal_emit_by_name (cw_test_find_button (GTK_WIDGET (finding), "Settle it now"), "clicked");
  cw_test_wait (desk_asks, desk);
  assert_uncertain (desk);
  desk_press (desk);
  finish (desk);
  g_assert_cmpuint (test_printer_get_n_jobs (desk->printer), ==, 1);
  cw_test_wait (desk_has_no_doubt, desk);
}

static gboolean
asks_to_destroy (gpointer data)
{
  Desk *desk = data;

  return desk_asks (desk) && g_str_equal (primary_words (desk), "It is destroyed");
}

static void
deed_cb (GtkWidget *widget,
         gpointer   data)
{
  if (GTK_IS_CHECK_BUTTON (widget) && g_strcmp0 (gtk_check_button_get_label (GTK_CHECK_BUTTON (widget)), "I have cut it up, through the chip") == 0)
    *(GtkWidget **) data = widget;
}

/* A spoiled card: neither Enter nor Escape alone says that it is destroyed. */
static void
test_destroy (Desk         *desk,
              gconstpointer data)
{
  GtkWidget *deed = NULL;

  be_uncertain (desk);
  desk_press_button (desk, "Card is spoiled");
  cw_test_wait (asks_to_destroy, desk);
  cw_test_walk (GTK_WIDGET (desk->desk), deed_cb, &deed);
  g_assert_nonnull (deed);
  g_assert_true (gtk_widget_get_visible (deed));
  g_assert_false (gtk_widget_get_sensitive (desk->primary));
  g_signal_emit_by_name (desk->primary, "clicked");
  cw_desk_go_on (desk->desk);
  gtk_widget_activate_default (GTK_WIDGET (desk->desk));
  cw_desk_later (desk->desk);
  cw_test_settle ();
  g_assert_true (asks_to_destroy (desk));

  gtk_check_button_set_active (GTK_CHECK_BUTTON (deed), TRUE);
  g_assert_true (gtk_widget_get_sensitive (desk->primary));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (deed), FALSE);
  g_assert_false (gtk_widget_get_sensitive (desk->primary));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (deed), TRUE);
  desk_press (desk);
  cw_test_wait (desk_has_ended, desk);
  g_assert_false (gtk_widget_get_visible (deed));
  g_assert_cmpuint (test_printer_get_n_jobs (desk->printer), ==, 1);
}

static gboolean
transmit (gpointer      chip,
          const guint8 *command,
          gsize         length,
          GByteArray   *answer)
{
  return cw_soft_card_transmit (chip, command, length, answer);
}

static void
lay (Desk       *desk,
     CwSoftCard *chip)
{
  CwSoftReader *reader = CW_SOFT_READER (cw_station_get_tools (cw_window_get_station (desk->window))->reader);
  g_autoptr (GBytes) atr = cw_soft_card_get_atr (chip);

  cw_soft_reader_remove (reader);
  cw_soft_reader_insert (reader, atr, transmit, cw_soft_card_ref (chip), (GDestroyNotify) cw_soft_card_unref);
}

/* The card is torn from the reader while it is written; "Try again" goes on with the same one. */
static void
test_try_again (Desk         *desk,
                gconstpointer data)
{
  static const guint8 uid[7] = { 0x04, 1, 2, 3, 4, 5, 6 };
  g_autoptr (CwSoftCard) chip = cw_soft_card_new (uid);

  find_skele (desk);
  desk_press (desk);
  cw_test_wait (desk_wants_card_laid, desk);
  cw_soft_card_inject (chip, &(CwSoftFault) { .kind = CW_SOFT_FAULT_TEAR, .apdu = 20 });
  lay (desk, chip);
  cw_test_wait (offers_again, desk);
  g_assert_nonnull (cw_test_find_button (GTK_WIDGET (desk->desk), "Give this card up"));

  desk_press (desk);
  lay (desk, chip);
  cw_test_wait (desk_asks, desk);
  g_assert_true (g_str_has_prefix (primary_words (desk), "Give the card to "));
  desk_press (desk);
  cw_test_wait (desk_has_ended, desk);
  g_assert_cmpuint (test_printer_get_n_jobs (desk->printer), ==, 1);
}

static gboolean
shows_trouble (gpointer data)
{
  return *cw_desk_get_trouble (((Desk *) data)->desk) != '\0';
}

static gboolean
shows_no_trouble (gpointer data)
{
  return !shows_trouble (data);
}

static gboolean
has_job (gpointer data)
{
  return test_printer_get_n_jobs (((Desk *) data)->printer) == 1;
}

/* While the card is at the printer and its cover is open, the desk says so; closed again, the words
 * go by themselves. */
static void
test_trouble (Desk         *desk,
              gconstpointer data)
{
  const CwReasonText *text = cw_printer_reason_describe (CW_PRINTER_REASON_COVER_OPEN);

  find_skele (desk);
  test_printer_set_held (desk->printer, TRUE);
  desk_press (desk);
  cw_test_wait (has_job, desk);
  g_assert_cmpstr (cw_desk_get_trouble (desk->desk), ==, "");
  test_printer_set_reasons (desk->printer, CW_PRINTER_REASON_COVER_OPEN | CW_PRINTER_REASON_RIBBON_LOW);
  cw_test_wait (shows_trouble, desk);
  g_assert_cmpstr (cw_desk_get_trouble (desk->desk), ==, text->title);

  test_printer_set_reasons (desk->printer, CW_PRINTER_REASON_RIBBON_LOW);
  cw_test_wait (shows_no_trouble, desk);
  test_printer_set_held (desk->printer, FALSE);
  finish (desk);
}

static gboolean
is_resumed (gpointer data)
{
  return test_printer_get_n_resumed (((Desk *) data)->printer) == 1;
}

static gboolean
can_be_resumed (gpointer data)
{
  GtkWidget *button = cw_test_find_button (GTK_WIDGET (cw_window_get_printer_panel (((Desk *) data)->window)), "Let the printer go on");

  return gtk_widget_get_visible (button);
}

/* Paused by somebody: one press lets it go on. */
static void
test_paused (Desk         *desk,
             gconstpointer data)
{
  GtkWidget *panel;

  find_skele (desk);
  panel = GTK_WIDGET (cw_window_get_printer_panel (desk->window));
  test_printer_set_reasons (desk->printer, CW_PRINTER_REASON_PAUSED);
  cw_test_wait (can_be_resumed, desk);
  g_signal_emit_by_name (cw_test_find_button (panel, "Let the printer go on"), "clicked");
  cw_test_wait (is_resumed, desk);
  cw_test_wait (shows_no_trouble, desk);
}

static gboolean
explains (gpointer data)
{
  return cw_desk_get_phase (((Desk *) data)->desk) == CW_DESK_EXPLAINING;
}

/* Who has a card gets another one only with a reason, and none is chosen beforehand. */
static void
test_reissue (Desk         *desk,
              gconstpointer data)
{
  CwReissueForm *form = cw_desk_get_reissue (desk->desk);
  GtkEditable *entry = GTK_EDITABLE (cw_test_find (GTK_WIDGET (form), GTK_TYPE_ENTRY));

  find_skele (desk);
  desk_press (desk);
  finish (desk);
  desk_press (desk);

  gtk_editable_set_text (desk->entry, "");
  desk_find_skele (desk);
  g_assert_cmpstr (primary_words (desk), ==, "Issue another card…");
  desk_press (desk);
  g_assert_true (explains (desk));
  g_assert_false (gtk_widget_get_sensitive (desk->primary));
  cw_desk_later (desk->desk);
  cw_test_wait (desk_has_preview, desk);
  desk_press (desk);
  g_assert_false (gtk_widget_get_sensitive (desk->primary));

  cw_reissue_form_choose (form, CW_REISSUE_REASON_OTHER);
  g_assert_false (gtk_widget_get_sensitive (desk->primary));
  gtk_editable_set_text (entry, "  ");
  g_assert_false (gtk_widget_get_sensitive (desk->primary));
  gtk_editable_set_text (entry, "the dog ate it");
  g_assert_true (gtk_widget_get_sensitive (desk->primary));
  desk_press (desk);
  finish (desk);
  g_assert_cmpuint (test_printer_get_n_jobs (desk->printer), ==, 2);
}

/* A student whose order is open is not given another card: the order is taken up. */
static void
test_open_order (Desk         *desk,
                 gconstpointer data)
{
  be_uncertain (desk);
  cw_desk_later (desk->desk);
  cw_test_wait (desk_has_ended, desk);
  cw_test_wait (desk_has_a_doubt, desk);
  desk_press (desk);

  gtk_editable_set_text (desk->entry, "");
  desk_find_skele (desk);
  g_assert_cmpstr (primary_words (desk), ==, "Settle it now");
  desk_press (desk);
  cw_test_wait (desk_asks, desk);
  assert_uncertain (desk);
  desk_press (desk);
  finish (desk);
  g_assert_cmpuint (test_printer_get_n_jobs (desk->printer), ==, 1);
}

/* F12 asks first; then one sheet is printed, and none while an order runs. */
static void
test_test_card (Desk         *desk,
                gconstpointer data)
{
  find_skele (desk);
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.test-card", NULL);
  desk_respond ("stay");
  g_assert_cmpuint (test_printer_get_n_jobs (desk->printer), ==, 0);
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.test-card", NULL);
  desk_respond ("go");
  cw_test_wait (has_job, desk);

  desk_press (desk);
  cw_test_wait (desk_wants_card_laid, desk);
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.test-card", NULL);
  g_assert_null (desk_find_dialog ());
  finish (desk);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  /* with-display.sh gives the test its folders */
  g_test_init (&argc, &argv, NULL);
  desk_start_application ();

  g_test_add ("/ui/printer/uncertain-yes", Desk, NULL, desk_setup, test_uncertain_yes, desk_teardown);
  g_test_add ("/ui/printer/uncertain-no", Desk, NULL, desk_setup, test_uncertain_no, desk_teardown);
  g_test_add ("/ui/printer/uncertain-start", Desk, NULL, desk_setup, test_uncertain_start, desk_teardown);
  g_test_add ("/ui/printer/destroy", Desk, NULL, desk_setup, test_destroy, desk_teardown);
  g_test_add ("/ui/printer/try-again", Desk, NULL, desk_setup, test_try_again, desk_teardown);
  g_test_add ("/ui/printer/trouble", Desk, NULL, desk_setup, test_trouble, desk_teardown);
  g_test_add ("/ui/printer/paused", Desk, NULL, desk_setup, test_paused, desk_teardown);
  g_test_add ("/ui/printer/reissue", Desk, NULL, desk_setup, test_reissue, desk_teardown);
  g_test_add ("/ui/printer/open-order", Desk, NULL, desk_setup, test_open_order, desk_teardown);
  g_test_add ("/ui/printer/test-card", Desk, NULL, desk_setup, test_test_card, desk_teardown);

  status = g_test_run ();
  desk_stop_application ();

  return status;
}
