/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-test"

#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "tests/ui/support.h"
#include "ui/journal-page.h"

/* The journal's page on a demo station with entries enough for several pages. */

#define EXTRA 300

typedef struct
{
  char              *folder;
  CwStation         *station;
  CwJournalPageView *page;
  GtkWidget         *window;
  const char        *expected;
} Fixture;

static gboolean
has_status (gpointer data)
{
  Fixture *self = data;

  return g_str_has_prefix (cw_journal_page_view_get_status (self->page), self->expected);
}

static gboolean
has_verdict (gpointer data)
{
  Fixture *self = data;

  return strstr (cw_journal_page_view_get_verdict (self->page), self->expected) != NULL;
}

static GtkSelectionModel *
get_model (Fixture *self)
{
  return gtk_column_view_get_model (GTK_COLUMN_VIEW (cw_test_find (GTK_WIDGET (self->page), GTK_TYPE_COLUMN_VIEW)));
}

static gboolean
has_entries (gpointer data)
{
  return g_list_model_get_n_items (G_LIST_MODEL (get_model (data))) > EXTRA;
}

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  CwStore *store;

  self->folder = g_dir_make_tmp ("cw-journal-page-XXXXXX", &error);
  self->station = cw_station_open (self->folder, TRUE, &error);
  g_assert_no_error (error);
  store = cw_station_get_tools (self->station)->store;
  g_assert_true (cw_store_begin (store, &error));
  for (guint i = 0; i < EXTRA; i++)
    g_assert_true (cw_store_add_journal (store, "supply.add", "supply", "{\"cards\":100}", &error));
  g_assert_true (cw_store_commit (store, &error));
  self->page = CW_JOURNAL_PAGE_VIEW (cw_journal_page_view_new ());
  self->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1000, 600);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->page));
  cw_place_set_station (CW_PLACE (self->page), self->station);
  gtk_window_present (GTK_WINDOW (self->window));
  cw_test_wait (has_entries, self);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  cw_test_settle ();
  g_object_unref (self->station);
  cw_test_remove_tree (self->folder);
  g_free (self->folder);
}

/* Only what is about the printer: what was put in, and nothing of the station's beginning. */
static gboolean
is_narrow (gpointer data)
{
  guint count = 0;

  return sscanf (cw_journal_page_view_get_status (((Fixture *) data)->page), "%u entries", &count) == 1 && count >= EXTRA && count < EXTRA + 10;
}

static void
test_narrow (Fixture      *self,
             gconstpointer data)
{
  GtkDropDown *drop = GTK_DROP_DOWN (cw_test_find (GTK_WIDGET (self->page), GTK_TYPE_DROP_DOWN));
  /* beside the first, which has an entry of its own inside */
  GtkEditable *who = GTK_EDITABLE (gtk_widget_get_next_sibling (GTK_WIDGET (drop)));

  gtk_drop_down_set_selected (drop, 4);
  cw_test_wait (is_narrow, self);
  gtk_editable_set_text (who, "nobody of that name");
  self->expected = "0 entries";
  cw_test_wait (has_status, self);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_model (self))), ==, 0);
}

static gboolean
shows_details (gpointer data)
{
  Fixture *self = data;
  GtkWidget *expander = cw_test_find (GTK_WIDGET (self->page), GTK_TYPE_EXPANDER);

  return gtk_widget_get_visible (expander);
}

/* An entry that is chosen is told exactly. */
static void
test_details (Fixture      *self,
              gconstpointer data)
{
  gtk_selection_model_select_item (get_model (self), 0, TRUE);
  cw_test_wait (shows_details, self);
}

static void
test_check (Fixture      *self,
            gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "out.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *text = NULL;

  gtk_widget_activate_action (GTK_WIDGET (self->page), "journal.check", NULL);
  self->expected = "The journal is whole";
  cw_test_wait (has_verdict, self);
  cw_journal_page_view_save (self->page, file);
  self->expected = "The journal is saved.";
  cw_test_wait (has_verdict, self);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, "id,at,act"));
  g_assert_nonnull (strstr (text, "supply.add"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add ("/ui/journal-page/narrow", Fixture, NULL, set_up, test_narrow, tear_down);
  g_test_add ("/ui/journal-page/details", Fixture, NULL, set_up, test_details, tear_down);
  g_test_add ("/ui/journal-page/check", Fixture, NULL, set_up, test_check, tear_down);
  return g_test_run ();
}
