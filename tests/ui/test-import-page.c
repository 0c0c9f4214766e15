/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-test"

#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "app/station/intake.h"
#include "tests/ui/support.h"
#include "ui/import-page.h"

/* The page of the import on a demo station, with a file made for the test. */

typedef struct
{
  char         *folder;
  CwStation    *station;
  CwImportPage *page;
  GtkWidget    *window;
  const char   *expected;
} Fixture;

static gboolean
has_status (gpointer data)
{
  Fixture *self = data;

  return strstr (cw_import_page_get_status (self->page), self->expected) != NULL;
}

static void
expect (Fixture    *self,
        const char *words)
{
  self->expected = words;
  cw_test_wait (has_status, self);
}

static gboolean
has_institutions (gpointer data)
{
  Fixture *self = data;
  GListModel *model = adw_combo_row_get_model (ADW_COMBO_ROW (cw_test_find (GTK_WIDGET (self->page), ADW_TYPE_COMBO_ROW)));

  return model != NULL && g_list_model_get_n_items (model) > 0;
}

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("cw-import-page-XXXXXX", &error);
  self->station = cw_station_open (self->folder, TRUE, &error);
  g_assert_no_error (error);
  self->page = CW_IMPORT_PAGE (cw_import_page_new ());
  self->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 900, 700);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->page));
  cw_place_set_station (CW_PLACE (self->page), self->station);
  gtk_window_present (GTK_WINDOW (self->window));
  cw_test_wait (has_institutions, self);
}

static void
open_file (Fixture    *self,
           const char *text)
{
  g_autofree char *path = g_build_filename (self->folder, "students.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  cw_import_page_open (self->page, file);
}

static void
test_import (Fixture      *self,
             gconstpointer data)
{
  g_autoptr (GString) counts = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  open_file (self, "Number;Given names;Family name;Email\nIM001;Anna;Kalniņa;anna@example.org\nIM002;Jānis;Ozols;janis@example.org\nIM001;Anna;Twice;\n");
  expect (self, "then try");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->page), "import.try", NULL));
  g_string_printf (counts, "%s: 2", cw_intake_kind_to_label (CW_INTAKE_NEW));
  expect (self, counts->str);
  g_assert_cmpuint (g_list_model_get_n_items (cw_import_page_get_lines (self->page)), ==, 1);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->page), "import.apply", NULL));
  expect (self, "are imported");

  /* the same file once more changes nobody */
  open_file (self, "Number;Given names;Family name;Email\nIM001;Anna;Kalniņa;anna@example.org\nIM002;Jānis;Ozols;janis@example.org\n");
  expect (self, "then try");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->page), "import.try", NULL));
  g_string_printf (counts, "%s: 2", cw_intake_kind_to_label (CW_INTAKE_UNCHANGED));
  expect (self, counts->str);
}

static void
test_refused (Fixture      *self,
              gconstpointer data)
{
  open_file (self, "");
  expect (self, "headings");
  g_assert_cmpuint (g_list_model_get_n_items (cw_import_page_get_lines (self->page)), ==, 0);
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

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add ("/ui/import-page/import", Fixture, NULL, set_up, test_import, tear_down);
  g_test_add ("/ui/import-page/refused", Fixture, NULL, set_up, test_refused, tear_down);
  return g_test_run ();
}
