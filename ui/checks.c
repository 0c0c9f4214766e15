/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/checks.h"

#include <glib/gi18n-lib.h>

/* A short list of icon and sentence (what is wrong, and what to do), made anew for each card. GTK thread only. */

#define MOST_LINES 4 /* beyond that the list would push the faces away */

struct _CwChecks
{
  GtkBox parent_instance;
};

G_DEFINE_FINAL_TYPE (CwChecks, cw_checks, GTK_TYPE_BOX)

/* @spoken: (nullable): what the icon says to those who do not see it */
static void
add_line (CwChecks   *self,
          const char *icon,
          const char *css,
          const char *spoken,
          const char *sentence)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *mark = gtk_image_new_from_icon_name (icon);
  GtkWidget *label = gtk_label_new (sentence);

  if (spoken != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (mark), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (mark, css);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_set_halign (line, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (line), mark);
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (self), line);
}

static void
cw_checks_class_init (CwChecksClass *klass)
{
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "checks");
}

static void
cw_checks_init (CwChecks *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
}

GtkWidget *
cw_checks_new (void)
{
  return g_object_new (CW_TYPE_CHECKS, NULL);
}

void
cw_checks_clear (CwChecks *self)
{
  GtkWidget *line;

  g_return_if_fail (CW_IS_CHECKS (self));

  while ((line = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_box_remove (GTK_BOX (self), line);
}

gboolean
cw_checks_forbid (GPtrArray *checks)
{
  for (guint i = 0; checks != NULL && i < checks->len; i++)
    if (((const CwCheck *) g_ptr_array_index (checks, i))->error)
      return TRUE;

  return FALSE;
}

/* The front is what one looks at; a remark on the back says so. */
static void
add_check (CwChecks      *self,
           const CwCheck *check)
{
  const char *icon = check->error ? "dialog-error-symbolic" : "dialog-warning-symbolic";
  const char *css = check->error ? "error" : "warning";
  const char *spoken = check->error ? _("Error") : _("Warning");
  g_autofree char *on_back = check->side == CW_FACE_BACK ? g_strdup_printf (_("Back: %s"), check->sentence) : NULL;

  add_line (self, icon, css, spoken, on_back != NULL ? on_back : check->sentence);
}

/* Errors first: they are why the button cannot be pressed. */
static guint
add_checks (CwChecks  *self,
            GPtrArray *checks,
            gboolean   errors,
            guint      room)
{
  guint shown = 0;

  for (guint i = 0; i < checks->len && shown < room; i++)
    {
      const CwCheck *check = g_ptr_array_index (checks, i);

      if (!check->error == !errors)
        {
          add_check (self, check);
          shown++;
        }
    }

  return shown;
}

void
cw_checks_show (CwChecks   *self,
                GPtrArray  *checks,
                const char *problem)
{
  guint n_checks = checks != NULL ? checks->len : 0;
  guint shown = 0;

  g_return_if_fail (CW_IS_CHECKS (self));

  cw_checks_clear (self);
  if (problem != NULL)
    {
      add_line (self, "dialog-error-symbolic", "error", _("Error"), problem);
      return;
    }
  if (n_checks == 0)
    {
      add_line (self, "object-select-symbolic", "success", NULL, _("Nothing to mend: names fit, codes and photo are good."));
      return;
    }

  shown = add_checks (self, checks, TRUE, MOST_LINES);
  shown += add_checks (self, checks, FALSE, MOST_LINES - shown);
  if (shown < n_checks)
    {
      g_autofree char *more = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u more remark", "%u more remarks", n_checks - shown), n_checks - shown);

      add_line (self, "view-more-symbolic", "dim-label", NULL, more);
    }
}
