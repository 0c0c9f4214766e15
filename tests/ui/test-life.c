/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-test"

#include "config.h"

#include <string.h>

#include "tests/ui/desk.h"
#include "ui/comparison.h"
#include "ui/words-comparison.h"
#include "ui/words-life.h"

/* A card's life in the window, and the comparison with the register: the words and widgets alone, then
 * on the real window, where a card is issued, lost, found and suspended. */

static void
test_dates (void)
{
  static const char *const wrong[] = { "", "31.02.2030", "2030-13-01", "31.08.20301", "tomorrow", "1e9.08.2030" };
  g_autofree char *typed = cw_words_to_date ("31.08.2030");
  g_autofree char *iso = cw_words_to_date (" 2030-08-31 ");
  g_autofree char *shown = cw_words_for_date ("2030-08-31");

  g_assert_cmpstr (typed, ==, "2030-08-31");
  g_assert_cmpstr (iso, ==, "2030-08-31");
  g_assert_cmpstr (shown, ==, "31.08.2030");
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (cw_words_are_date (wrong[i]));
}

/* Every act that the menu may hold has all its words; every act that has a dialog, all of that. */
static void
test_words (void)
{
  g_autoptr (CwCardNote) note = g_new0 (CwCardNote, 1);
  static const CwLifeAct acts[] = { CW_LIFE_ACT_LOST, CW_LIFE_ACT_STOLEN, CW_LIFE_ACT_SUSPEND, CW_LIFE_ACT_FIND, CW_LIFE_ACT_EXTEND, CW_LIFE_ACT_WITHDRAW, CW_LIFE_ACT_DESTROY };

  note->card = cw_card_new ();
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    {
      g_assert_nonnull (cw_words_for_life_act (acts[i]));
      g_assert_nonnull (cw_words_after_act (acts[i]));
      g_assert_true (cw_words_is_asked (acts[i]) == g_str_has_suffix (cw_words_for_life_act (acts[i]), "…"));
      for (int told = 0; told < 2 && cw_words_is_asked (acts[i]); told++)
        {
          g_autofree char *body = NULL;

          note->told = told;
          body = cw_words_to_act_body (acts[i], note, "Anna");
          g_assert_nonnull (strstr (body, "Anna, card "));
          g_assert_true (told || strstr (body, "register") == NULL);
          g_assert_nonnull (cw_words_to_act_go (acts[i]));
          g_assert_nonnull (cw_words_to_act_entry (acts[i]));
        }
    }
}

static CwDifference *
difference_new (CwDifferenceKind kind,
                CwRepair         repair,
                gboolean         on_its_way)
{
  CwDifference *difference = g_new0 (CwDifference, 1);

  difference->kind = kind;
  difference->repair = repair;
  difference->on_its_way = on_its_way;
  difference->escn = g_strdup ("4b06");
  difference->sentence = g_strdup ("Card 4b06 is <not> there.");
  difference->remedy = g_strdup ("The repair registers it.");

  return difference;
}

static void
said_cb (GtkWidget  *widget,
         const char *sentence,
         gpointer    data)
{
  g_free (*(char **) data);
  *(char **) data = g_strdup (sentence);
}

static gboolean
was_said (gpointer data)
{
  return *(char **) data != NULL;
}

/* A button only where there is a repair that is not on its way; the file has every line. */
static void
test_differences (void)
{
  GtkWidget *comparison = g_object_ref_sink (cw_comparison_new ());
  CwReconciliation *found = g_new0 (CwReconciliation, 1);
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "differences.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autofree char *repairs = NULL;
  g_autofree char *said = NULL;
  g_autofree char *csv = NULL;
  g_auto (GStrv) lines = NULL;
  GtkWidget *box = cw_test_find (comparison, GTK_TYPE_LIST_BOX);
  guint n_repairs;

  found->certain = TRUE;
  found->left = 2;
  found->differences = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_difference_free);
  g_ptr_array_add (found->differences, difference_new (CW_DIFFERENCE_MISSING_THERE, CW_REPAIR_REGISTER, FALSE));
  g_ptr_array_add (found->differences, difference_new (CW_DIFFERENCE_STILL_THERE, CW_REPAIR_WITHDRAW, FALSE));
  g_ptr_array_add (found->differences, difference_new (CW_DIFFERENCE_STATUS, CW_REPAIR_REGISTER, TRUE));
  g_ptr_array_add (found->differences, difference_new (CW_DIFFERENCE_PERSON_SPARE, CW_REPAIR_NONE, FALSE));
  repairs = cw_words_to_repair_all (found, &n_repairs);
  g_assert_cmpuint (n_repairs, ==, 2);
  g_assert_cmpstr (repairs, ==, "The register is told of 1 card as it is here.\n1 card that is out of use here is taken out of the register.");

  cw_comparison_take (CW_COMPARISON (comparison), found);
  g_assert_cmpstr (cw_comparison_get_heading (CW_COMPARISON (comparison)), ==, "2 differences were found.");
  g_assert_true (gtk_widget_get_visible (cw_test_find_button (comparison, "Repair All…")));
  g_assert_nonnull (cw_test_find_button (GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (box), 0)), "Tell the register…"));
  g_assert_nonnull (cw_test_find_button (GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (box), 1)), "Take it out…"));
  g_assert_null (cw_test_find (GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (box), 2)), GTK_TYPE_BUTTON));
  g_assert_null (cw_test_find (GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (box), 3)), GTK_TYPE_BUTTON));

  g_signal_connect (comparison, "said", G_CALLBACK (said_cb), &said);
  cw_comparison_save (CW_COMPARISON (comparison), file);
  cw_test_wait (was_said, &said);
  g_file_get_contents (path, &csv, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (csv, "kind,"));
  lines = g_strsplit (csv, "\r\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 6);
  g_assert_finalize_object (comparison);
}

static gboolean
has_card (gpointer data)
{
  return cw_life_line_get_n (cw_desk_get_life (((Desk *) data)->desk)) == 1;
}

static gboolean
is_lost (gpointer data)
{
  return has_card (data) && g_str_has_prefix (cw_life_line_get_words (cw_desk_get_life (((Desk *) data)->desk)), "A lost card");
}

static gboolean
is_in_force (gpointer data)
{
  return has_card (data) && g_str_has_prefix (cw_life_line_get_words (cw_desk_get_life (((Desk *) data)->desk)), "A card in force");
}

static gboolean
is_suspended (gpointer data)
{
  return has_card (data) && g_str_has_prefix (cw_life_line_get_words (cw_desk_get_life (((Desk *) data)->desk)), "A suspended card");
}

static void
issue (Desk *desk)
{
  desk_go_to_reader (desk);
  while (!desk_has_ended (desk))
    {
      if (desk_wants_card_laid (desk) || desk_asks (desk))
        desk_press (desk);
      g_main_context_iteration (NULL, TRUE);
    }
  desk_press (desk);
}

static void
act (Desk     *desk,
     CwLifeAct what)
{
  g_autoptr (GPtrArray) cards = NULL;
  g_autoptr (GError) error = NULL;
  const CwCard *card;

  cards = cw_store_list_cards (cw_station_get_tools (cw_window_get_station (desk->window))->store, "lbtu/LF23001", 0, 0, &error);
  g_assert_no_error (error);
  card = g_ptr_array_index (cards, 0);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (cw_desk_get_life (desk->desk)), "life.act", "(xi)", card->id, (int) what));
}

static gboolean
agrees (gpointer data)
{
  CwComparison *comparison = cw_register_pane_get_comparison (cw_window_get_register_pane (((Desk *) data)->window));

  return !cw_comparison_get_busy (comparison) && g_str_equal (cw_comparison_get_heading (comparison), "The register and this station agree.");
}

static gboolean
owes_nothing (gpointer data)
{
  g_autoptr (CwStationStatus) status = cw_station_get_status (cw_window_get_station (((Desk *) data)->window));

  return status->counts.outbox_waiting + status->counts.outbox_refused == 0;
}

/* Lost, found, suspended with its reason; then the register has it as it is here. */
static void
test_life (Desk         *desk,
           gconstpointer data)
{
  GtkWindow *dialog;

  issue (desk);
  desk_find_skele (desk);
  cw_test_wait (is_in_force, desk);
  act (desk, CW_LIFE_ACT_LOST);
  g_assert_true (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (desk_find_dialog ()), "go"));
  desk_respond ("go");
  cw_test_wait (is_lost, desk);
  act (desk, CW_LIFE_ACT_SUSPEND);
  g_assert_null (desk_find_dialog ());
  act (desk, CW_LIFE_ACT_FIND);
  g_assert_null (desk_find_dialog ());
  cw_test_wait (is_in_force, desk);

  act (desk, CW_LIFE_ACT_SUSPEND);
  dialog = desk_find_dialog ();
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "go"));
  gtk_editable_set_text (GTK_EDITABLE (cw_test_find (GTK_WIDGET (dialog), ADW_TYPE_ENTRY_ROW)), "Fees");
  desk_respond ("go");
  cw_test_wait (is_suspended, desk);

  cw_test_wait (owes_nothing, desk);
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.register", NULL);
  cw_register_pane_show_page (cw_window_get_register_pane (desk->window), "comparison");
  g_signal_emit_by_name (cw_test_find_button (GTK_WIDGET (cw_window_get_register_pane (desk->window)), "Compare Now"), "clicked");
  cw_test_wait (agrees, desk);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  /* with-display.sh gives the test its folders */
  g_test_init (&argc, &argv, NULL);
  desk_start_application ();

  g_test_add_func ("/ui/life/dates", test_dates);
  g_test_add_func ("/ui/life/words", test_words);
  g_test_add_func ("/ui/life/differences", test_differences);
  g_test_add ("/ui/life/desk", Desk, NULL, desk_setup, test_life, desk_teardown);

  status = g_test_run ();
  desk_stop_application ();

  return status;
}
