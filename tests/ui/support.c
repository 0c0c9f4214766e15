/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-test"

#include "config.h"

#include "tests/ui/support.h"

#include <glib/gstdio.h>

/* Waiting for a condition, and finding widgets as a person does: by kind and by words. */

#define DEADLINE_SECONDS 30

static gboolean
late_cb (gpointer data)
{
  *(gboolean *) data = TRUE;

  return G_SOURCE_CONTINUE;
}

void
cw_test_wait_at (CwTestCondition condition,
                 gpointer        data,
                 const char     *where,
                 const char     *what)
{
  gboolean late = FALSE;
  guint deadline = g_timeout_add_seconds (DEADLINE_SECONDS, late_cb, &late);

  while (!condition (data))
    {
      if (late)
        g_error ("%s: %s did not come true within %d s", where, what, DEADLINE_SECONDS);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (deadline);
}

void
cw_test_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
cw_test_walk (GtkWidget  *root,
              CwTestVisit visit,
              gpointer    data)
{
  visit (root, data);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    cw_test_walk (child, visit, data);
}

GtkWidget *
cw_test_find (GtkWidget *root,
              GType      type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type))
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = cw_test_find (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

GtkWidget *
cw_test_find_button (GtkWidget  *root,
                     const char *label)
{
  if (GTK_IS_BUTTON (root) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (root)), label) == 0)
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = cw_test_find_button (child, label);

      if (found != NULL)
        return found;
    }

  return NULL;
}

void
cw_test_remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      cw_test_remove_tree (child);
    }
  g_remove (path);
}
