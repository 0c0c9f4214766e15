/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-test"

#include "config.h"

#include <string.h>

#include "app/station/admin.h"
#include "tests/ui/desk.h"
#include "ui/settings-page.h"

/* The place of settings on the real window: what is shown, written down, and picked. */

typedef struct
{
  const char *title;
  GtkWidget  *found;
} Search;

static void
visit_cb (GtkWidget *widget,
          gpointer   data)
{
  Search *search = data;

  /* an expander has a row of the same title in it */
  if (search->found == NULL && ADW_IS_PREFERENCES_ROW (widget) && g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), search->title) == 0)
    search->found = widget;
}

static GtkWidget *
find_row (Desk       *desk,
          const char *title)
{
  Search search = { title, NULL };

  cw_test_walk (GTK_WIDGET (desk->window), visit_cb, &search);
  return search.found;
}

static CwSettingsPage *
get_page (Desk *desk)
{
  return CW_SETTINGS_PAGE (cw_test_find (GTK_WIDGET (desk->window), CW_TYPE_SETTINGS_PAGE));
}

static CwSettingsPage *
show_settings (Desk       *desk,
               const char *subject)
{
  CwSettingsPage *page;

  cw_test_wait (desk_is_open, desk);
  for (int i = 1; i <= 9 && get_page (desk) == NULL; i++)
    gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.place", "i", i);
  g_assert_cmpstr (cw_window_get_pane (desk->window), ==, "settings");
  page = get_page (desk);
  cw_settings_page_show_subject (page, subject);
  return page;
}

static gboolean
is_changed (gpointer data)
{
  return cw_settings_page_is_changed (get_page (data));
}

static gboolean
has_readers (gpointer data)
{
  return find_row (data, "Software reader") != NULL;
}

static gboolean
has_keys (gpointer data)
{
  return find_row (data, "lbtu/router-token") != NULL;
}

static gboolean
has_hit (gpointer data)
{
  GtkEditable *entry = GTK_EDITABLE (find_row (data, "Name, city, Erasmus code or PIC"));

  /* the catalogue may come after what was typed */
  gtk_editable_set_text (entry, "");
  gtk_editable_set_text (entry, "rigas tehniska");
  return find_row (data, "Rīgas Tehniskā universitāte") != NULL;
}

static gboolean
has_dialog (gpointer data)
{
  return desk_find_dialog () != NULL;
}

static char *
read_conf (Desk *desk)
{
  g_autofree char *path = g_build_filename (desk->directory, CW_SETTINGS_NAME, NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static void
test_station (Desk         *desk,
              gconstpointer data)
{
  CwSettingsPage *page = show_settings (desk, "station");
  g_autofree char *text = NULL;

  gtk_editable_set_text (GTK_EDITABLE (find_row (desk, "Name")), "Counter 2");
  g_assert_false (cw_settings_page_is_changed (page));
  g_signal_emit_by_name (cw_test_find_button (gtk_widget_get_ancestor (find_row (desk, "Name"), ADW_TYPE_PREFERENCES_GROUP), "Keep"), "clicked");
  cw_test_wait (is_changed, desk);
  text = read_conf (desk);
  g_assert_nonnull (strstr (text, "title=Counter 2"));
}

static gboolean
has_another (gpointer data)
{
  return g_list_length (gtk_application_get_windows (data)) == 1;
}

static gboolean
is_open (gpointer data)
{
  return g_str_equal (cw_window_get_page (data), "open");
}

/* Another window takes the place of this one, with the new settings; nobody else has the folder meanwhile. */
static void
test_reopen (Desk         *desk,
             gconstpointer data)
{
  const CwSettingsChange none = { "station", "title", "Counter 3" };
  GtkApplication *application;
  g_autoptr (GError) error = NULL;

  cw_test_wait (desk_is_open, desk);
  application = gtk_window_get_application (GTK_WINDOW (desk->window));
  g_assert_true (cw_settings_change (desk->directory, &none, 1, &error));
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.reopen", NULL);
  g_clear_object (&desk->window);
  cw_test_wait (has_another, application);
  desk->window = g_object_ref (CW_WINDOW (gtk_application_get_windows (application)->data));
  cw_test_wait (is_open, desk->window);
  g_assert_cmpstr (cw_station_get_title (cw_window_get_station (desk->window)), ==, "Counter 3");
}

static void
test_reader (Desk         *desk,
             gconstpointer data)
{
  g_autofree char *text = NULL;

  show_settings (desk, "devices");
  cw_test_wait (has_readers, desk);
  g_assert_false (cw_settings_page_is_changed (get_page (desk)));
  adw_action_row_activate (ADW_ACTION_ROW (find_row (desk, "No reader")));
  cw_test_wait (is_changed, desk);
  text = read_conf (desk);
  g_assert_nonnull (strstr (text, "kind=none"));
}

/* What was typed stands nowhere afterwards. */
static void
test_token (Desk         *desk,
            gconstpointer data)
{
  g_autofree char *path = g_build_filename (desk->directory, "keys", NULL);
  g_autofree char *text = NULL;
  GtkWidget *entry;

  show_settings (desk, "register");
  cw_test_wait (has_keys, desk);
  entry = cw_test_find (find_row (desk, "lbtu/router-token"), ADW_TYPE_PASSWORD_ENTRY_ROW);
  gtk_editable_set_text (GTK_EDITABLE (entry), "new-token-of-the-register");
  g_signal_emit_by_name (entry, "apply");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  cw_test_wait (is_changed, desk);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "lbtu/router-token text:new-token-of-the-register\n"));
}

static gboolean
has_two (gpointer data)
{
  return find_row (data, "rtu/router-token") != NULL;
}

static void
test_pick (Desk         *desk,
           gconstpointer data)
{
  show_settings (desk, "institutions");
  cw_test_wait (has_hit, desk);
  adw_action_row_activate (ADW_ACTION_ROW (find_row (desk, "Rīgas Tehniskā universitāte")));
  cw_test_wait (has_dialog, desk);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (cw_test_find (GTK_WIDGET (desk_find_dialog ()), ADW_TYPE_ENTRY_ROW))), ==, "rtu.lv");
  desk_respond ("go");
  cw_test_wait (has_two, desk);
  g_assert_true (cw_settings_page_is_changed (get_page (desk)));
}

int
main (int   argc,
      char *argv[])
{
  int status;

  /* with-display.sh gives the test its folders */
  g_test_init (&argc, &argv, NULL);
  desk_start_application ();

  g_test_add ("/ui/settings/station", Desk, NULL, desk_setup, test_station, desk_teardown);
  g_test_add ("/ui/settings/reopen", Desk, NULL, desk_setup, test_reopen, desk_teardown);
  g_test_add ("/ui/settings/reader", Desk, NULL, desk_setup, test_reader, desk_teardown);
  g_test_add ("/ui/settings/token", Desk, NULL, desk_setup, test_token, desk_teardown);
  g_test_add ("/ui/settings/pick", Desk, NULL, desk_setup, test_pick, desk_teardown);

  status = g_test_run ();
  desk_stop_application ();

  return status;
}
