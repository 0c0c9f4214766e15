/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/application.h"

#include <glib/gi18n-lib.h>

#include "ui/window.h"

/* Starts nothing by itself: the window opens the station. GTK thread only. */

#define RESOURCES "/org/cardwright/Cardwright"

struct _CwApplication
{
  AdwApplication parent_instance;

  char          *directory;
};

G_DEFINE_FINAL_TYPE (CwApplication, cw_application, ADW_TYPE_APPLICATION)

static void
quit_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (user_data));

  /* The window asks first when a card is being made; the last window closed ends the program. */
  while (window != NULL && gtk_window_get_transient_for (window) != NULL)
    window = gtk_window_get_transient_for (window);
  if (window != NULL)
    gtk_window_close (window);
  else
    g_application_quit (G_APPLICATION (user_data));
}

static void
shortcuts_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (RESOURCES "/shortcuts.ui");
  GtkWindow *shortcuts = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));

  gtk_window_set_transient_for (shortcuts, gtk_application_get_active_window (GTK_APPLICATION (user_data)));
  gtk_window_present (shortcuts);
}

static void
about_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  const char *developers[] = { "The Cardwright authors", NULL };
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (user_data));
  GtkWidget *about = adw_about_window_new ();

  g_object_set (about,
                "transient-for", parent,
                "modal", TRUE,
                "application-name", "Cardwright",
                "application-icon", "org.cardwright.Cardwright",
                "developer-name", _("The Cardwright authors"),
                "developers", developers,
                "version", CW_VERSION,
                "license-type", GTK_LICENSE_GPL_3_0,
                "comments", _("Prints, encodes and registers European Student Cards at the service desk."),
                "copyright", "© 2026 The Cardwright authors",
                /* Translators: your name, shown in the about window. */
                "translator-credits", _("translator-credits"),
                NULL);
  gtk_window_present (GTK_WINDOW (about));
}

static void
cw_application_activate (GApplication *application)
{
  CwApplication *self = CW_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window == NULL)
    window = GTK_WINDOW (cw_window_new (GTK_APPLICATION (application), self->directory));
  gtk_window_present (window);
}

static void
cw_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
    { "quit", quit_action },
    { "shortcuts", shortcuts_action },
    { "about", about_action },
  };
  static const struct
  {
    const char *action;
    const char *keys[3];
  } accelerators[] = {
    { "app.quit", { "<Control>q" } },
    { "app.shortcuts", { "<Control>question" } },
    { "app.about", { "F1" } },
    { "win.find", { "<Control>f" } },
    { "win.doubts", { "F9" } },
    { "win.ready", { "F8" } },
    { "win.register", { "F7" } },
    { "win.test-card", { "F12" } },
    { "win.turn", { "<Control>t" } },
    { "win.scan", { "<Control><Shift>s" } },
    { "window.close", { "<Control>w" } },
  };

  G_APPLICATION_CLASS (cw_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name ("org.cardwright.Cardwright");
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions), application);
  for (guint i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), accelerators[i].action, accelerators[i].keys);
}

static int
cw_application_handle_local_options (GApplication *application,
                                     GVariantDict *options)
{
  CwApplication *self = CW_APPLICATION (application);
  g_autofree char *directory = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("cardwright %s\n", CW_VERSION);
      return 0;
    }
  /* A station named by hand is this process's own: it is never handed to one already running. */
  if (g_variant_dict_lookup (options, "data", "^ay", &directory))
    {
      cw_application_set_directory (self, directory);
      g_application_set_flags (application, g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
    }

  return -1;
}

static void
cw_application_finalize (GObject *object)
{
  g_free (CW_APPLICATION (object)->directory);

  G_OBJECT_CLASS (cw_application_parent_class)->finalize (object);
}

static void
cw_application_class_init (CwApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_application_finalize;
  application_class->activate = cw_application_activate;
  application_class->startup = cw_application_startup;
  application_class->handle_local_options = cw_application_handle_local_options;
}

static void
cw_application_init (CwApplication *self)
{
  const GOptionEntry options[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Use the station in this folder"), N_("DIR") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Show the version and exit"), NULL },
    { NULL }
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

CwApplication *
cw_application_new (void)
{
  return g_object_new (CW_TYPE_APPLICATION,
                       "application-id", CW_APPLICATION_ID,
                       "flags", G_APPLICATION_DEFAULT_FLAGS,
                       "resource-base-path", RESOURCES,
                       NULL);
}

void
cw_application_set_directory (CwApplication *self,
                              const char    *directory)
{
  g_return_if_fail (CW_IS_APPLICATION (self));

  g_free (self->directory);
  self->directory = g_strdup (directory);
}
