/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-test"

#include "config.h"

#include <string.h>

#include "app/router/outbox.h"
#include "app/station/station-private.h"
#include "tests/ui/desk.h"
#include "ui/owed-row.h"
#include "ui/words-owed.h"

/* The register in the window: what is owed, as a list that stays where it is, and what a person does
 * about it, on the real window. */

static const char student_id[] = "lbtu/LF23001";

static CwOwedNote *
note_new (gint64      id,
          const char *name,
          gboolean    refused)
{
  CwOwedNote *note = g_new0 (CwOwedNote, 1);

  note->id = id;
  note->name = g_strdup (name);
  note->number = g_strdup ("S1");
  note->what = g_strdup ("Register a <card>");
  note->why = g_strdup ("The register does not answer.");
  note->age = G_GINT64_CONSTANT (3) * 3600 * G_USEC_PER_SEC;
  note->attempts = 2;
  note->refused = refused;

  return note;
}

/* Of notes with these ids; the list ends with 0. */
static CwOwedList *
list_new (const gint64 *ids)
{
  CwOwedList *list = g_new0 (CwOwedList, 1);

  list->notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_owed_note_free);
  for (guint i = 0; ids[i] != 0; i++)
    g_ptr_array_add (list->notes, note_new (ids[i], "Anna <b>", ids[i] % 2 == 0));
  list->waiting = list->notes->len;

  return list;
}

static void
test_words (void)
{
  static const struct
  {
    gint64      age;
    const char *words;
  } ages[] = {
    { 0, "less than a minute" },
    { 60 * G_USEC_PER_SEC, "1 minute" },
    { G_GINT64_CONSTANT (59) * 60 * G_USEC_PER_SEC, "59 minutes" },
    { G_GINT64_CONSTANT (47) * 3600 * G_USEC_PER_SEC, "47 hours" },
    { G_GINT64_CONSTANT (48) * 3600 * G_USEC_PER_SEC, "2 days" },
  };
  const gint64 two[] = { 1, 2, 0 };
  const CwStoreCounts counts = { .outbox_waiting = 1, .outbox_refused = 2 };
  g_autoptr (CwOwedList) list = list_new (two);
  g_autofree char *owed = cw_words_for_owed (list);
  g_autofree char *in_short = cw_words_for_counts (&counts);
  g_autofree char *refused = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (ages); i++)
    {
      g_autofree char *words = cw_words_for_age (ages[i].age);

      g_assert_cmpstr (words, ==, ages[i].words);
    }
  g_assert_cmpstr (owed, ==, "2 messages are owed, the oldest for 3 hours.");
  g_assert_cmpstr (in_short, ==, "1 message to the register waits, 2 refused");
  list->waiting = 1;
  list->refused = 200;
  refused = cw_words_for_owed_detail (list);
  g_assert_nonnull (strstr (refused, "refused 200 of them"));
  g_assert_nonnull (strstr (refused, "The oldest 2 are shown."));
}

static void
act_cb (CwOwedRow *row,
        int        act,
        gpointer   data)
{
  *(int *) data = act;
}

/* A row that is still owed is the same widget when the list is read again. */
static void
test_rows (void)
{
  const gint64 before[] = { 1, 2, 3, 0 };
  const gint64 after[] = { 2, 3, 4, 0 };
  GtkWidget *owed = g_object_ref_sink (cw_owed_new ());
  GtkWidget *box;
  GtkWidget *second;
  int act = -1;

  cw_owed_take (CW_OWED (owed), list_new (before));
  g_assert_cmpuint (cw_owed_get_n (CW_OWED (owed)), ==, 3);
  box = cw_test_find (owed, GTK_TYPE_LIST_BOX);
  second = GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (box), 1));
  g_assert_cmpint (cw_owed_row_get_note (CW_OWED_ROW (second))->id, ==, 2);
  gtk_test_accessible_assert_property (cw_test_find_button (second, "Give Up…"), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Give Up…: Anna <b> · S1, Register a <card>");

  cw_owed_take (CW_OWED (owed), list_new (after));
  g_assert_cmpuint (cw_owed_get_n (CW_OWED (owed)), ==, 3);
  g_assert_true (GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (box), 0)) == second);
  g_signal_connect (second, "act", G_CALLBACK (act_cb), &act);
  g_signal_emit_by_name (cw_test_find_button (second, "Renew the Data"), "clicked");
  g_assert_cmpint (act, ==, CW_OWED_RENEW);

  cw_owed_take (CW_OWED (owed), list_new (&after[3]));
  g_assert_cmpuint (cw_owed_get_n (CW_OWED (owed)), ==, 0);
  g_assert_cmpstr (cw_owed_get_heading (CW_OWED (owed)), ==, "Nothing is owed to the register.");
  g_assert_false (gtk_widget_get_visible (box));
  g_assert_finalize_object (owed);
}

/* A message that stays: nobody sends. */
static gint64
owe (Desk *desk)
{
  CwStation *station = cw_window_get_station (desk->window);
  const CwIssueTools *tools = cw_station_get_tools (station);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStudent) student = NULL;
  g_autoptr (CwInstitution) institution = NULL;
  gint64 id;

  g_clear_pointer (&station->sender, cw_sender_free);
  student = cw_store_get_student (tools->store, student_id, &error);
  g_assert_no_error (error);
  institution = cw_store_get_institution (tools->store, student->institution_id, &error);
  g_assert_no_error (error);
  id = cw_outbox_add_person (tools->store, student, institution, &error);
  g_assert_no_error (error);

  return id;
}

static CwOutboxRow *
get_message (Desk  *desk,
             gint64 id)
{
  g_autoptr (GError) error = NULL;
  CwOutboxRow *row = cw_store_get_message (cw_station_get_tools (cw_window_get_station (desk->window))->store, id, &error);

  g_assert_no_error (error);

  return row;
}

static CwOwed *
get_owed (Desk *desk)
{
  return cw_register_pane_get_owed (cw_window_get_register_pane (desk->window));
}

static gboolean
shows_one (gpointer data)
{
  return cw_owed_get_n (get_owed (data)) == 1;
}

static gboolean
shows_none (gpointer data)
{
  return g_str_equal (cw_owed_get_heading (get_owed (data)), "Nothing is owed to the register.");
}

static gboolean
has_dialog (gpointer data)
{
  return desk_find_dialog () != NULL;
}

static gboolean
may_act (gpointer data)
{
  return gtk_widget_get_sensitive (cw_test_find_button (GTK_WIDGET (get_owed (data)), "Give Up…"));
}

/* Given up only with a reason, which is kept. */
static void
test_give_up (Desk         *desk,
              gconstpointer data)
{
  g_autoptr (CwOutboxRow) row = NULL;
  GtkWindow *dialog;
  GtkEditable *entry;
  gint64 id;

  cw_test_wait (desk_is_open, desk);
  id = owe (desk);
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.register", NULL);
  g_assert_cmpstr (cw_window_get_pane (desk->window), ==, "register");
  cw_test_wait (shows_one, desk);
  g_assert_true (g_str_has_prefix (cw_owed_get_heading (get_owed (desk)), "1 message is owed, for "));

  g_signal_emit_by_name (cw_test_find_button (GTK_WIDGET (get_owed (desk)), "Try Again"), "clicked");
  cw_test_wait (may_act, desk);
  g_signal_emit_by_name (cw_test_find_button (GTK_WIDGET (get_owed (desk)), "Give Up…"), "clicked");
  cw_test_wait (has_dialog, desk);
  dialog = desk_find_dialog ();
  entry = GTK_EDITABLE (cw_test_find (GTK_WIDGET (dialog), ADW_TYPE_ENTRY_ROW));
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "go"));
  gtk_editable_set_text (entry, "  ");
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "go"));
  gtk_editable_set_text (entry, " It was told by hand. ");
  g_assert_true (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "go"));
  g_signal_emit_by_name (entry, "entry-activated");
  cw_test_wait (shows_none, desk);

  row = get_message (desk, id);
  g_assert_cmpstr (row->state, ==, "given-up");
  g_assert_cmpstr (row->reason, ==, "It was told by hand.");
}

/* What was given up is not shown; what is refused says so in a dialog, and nothing is changed. */
static void
test_refused (Desk         *desk,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwOutboxRow) row = NULL;
  CwStore *store;
  gint64 id;

  cw_test_wait (desk_is_open, desk);
  id = owe (desk);
  store = cw_station_get_tools (cw_window_get_station (desk->window))->store;
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.register", NULL);
  cw_test_wait (shows_one, desk);
  /* somebody else was quicker */
  cw_outbox_give_up (store, id, "Elsewhere.", &error);
  g_assert_no_error (error);
  g_signal_emit_by_name (cw_test_find_button (GTK_WIDGET (get_owed (desk)), "Renew the Data"), "clicked");
  cw_test_wait (has_dialog, desk);
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (desk_find_dialog ())), ==, "Nothing Was Changed");
  desk_respond ("close");
  cw_test_wait (shows_none, desk);
  row = get_message (desk, id);
  g_assert_cmpstr (row->reason, ==, "Elsewhere.");

  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.register", NULL);
  g_assert_cmpstr (cw_window_get_pane (desk->window), ==, "desk");
}

int
main (int   argc,
      char *argv[])
{
  int status;

  /* with-display.sh gives the test its folders */
  g_test_init (&argc, &argv, NULL);
  desk_start_application ();

  g_test_add_func ("/ui/register/words", test_words);
  g_test_add_func ("/ui/register/rows", test_rows);
  g_test_add ("/ui/register/give-up", Desk, NULL, desk_setup, test_give_up, desk_teardown);
  g_test_add ("/ui/register/refused", Desk, NULL, desk_setup, test_refused, desk_teardown);

  status = g_test_run ();
  desk_stop_application ();

  return status;
}
