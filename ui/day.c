/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/day.h"

#include <glib/gi18n-lib.h>

#include "ui/words-owed.h"

/* Numbers turned into short sentences. GTK thread only. */

struct _CwDay
{
  GtkBox     parent_instance;

  GtkButton *leftovers_button;
  GtkLabel  *leftovers_label;
  GtkButton *doubts_button;
  GtkLabel  *doubts_label;
  GtkButton *ready_button;
  GtkLabel  *ready_label;
  GtkLabel  *today_label;
  GtkLabel  *register_label;
  GtkImage  *register_image;
};

G_DEFINE_FINAL_TYPE (CwDay, cw_day, GTK_TYPE_BOX)

static void
cw_day_class_init (CwDayClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_css_name (widget_class, "day");
  gtk_widget_class_set_template_from_resource (widget_class, "/org/cardwright/Cardwright/day.ui");
  gtk_widget_class_bind_template_child (widget_class, CwDay, leftovers_button);
  gtk_widget_class_bind_template_child (widget_class, CwDay, leftovers_label);
  gtk_widget_class_bind_template_child (widget_class, CwDay, ready_button);
  gtk_widget_class_bind_template_child (widget_class, CwDay, ready_label);
  gtk_widget_class_bind_template_child (widget_class, CwDay, doubts_button);
  gtk_widget_class_bind_template_child (widget_class, CwDay, doubts_label);
  gtk_widget_class_bind_template_child (widget_class, CwDay, today_label);
  gtk_widget_class_bind_template_child (widget_class, CwDay, register_label);
  gtk_widget_class_bind_template_child (widget_class, CwDay, register_image);
}

static void
cw_day_init (CwDay *self)
{
  const CwStoreCounts none = { 0 };

  gtk_widget_init_template (GTK_WIDGET (self));
  cw_day_set_counts (self, &none);
  cw_day_set_doubts (self, 0);
  cw_day_set_ready (self, 0);
  cw_day_set_leftovers (self, 0);
}

GtkWidget *
cw_day_new (void)
{
  return g_object_new (CW_TYPE_DAY, NULL);
}

static char *
today_words (const CwStoreCounts *counts)
{
  g_autofree char *issued = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u card issued", "%u cards issued", counts->issued_today), counts->issued_today);
  g_autofree char *spoiled = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u spoiled", "%u spoiled", counts->spoiled_today), counts->spoiled_today);

  /* Translators: the two parts are "3 cards issued" and "1 spoiled". */
  return g_strdup_printf (_("%s, %s"), issued, spoiled);
}

/**
 * cw_day_set_counts:
 * @self: the foot of the side bar
 * @counts: the numbers of today
 *
 * Shows the numbers.
 */
void
cw_day_set_counts (CwDay               *self,
                   const CwStoreCounts *counts)
{
  g_autofree char *today = NULL;
  g_autofree char *owed = NULL;
  gboolean refused;

  g_return_if_fail (CW_IS_DAY (self));
  g_return_if_fail (counts != NULL);

  refused = counts->outbox_refused > 0;
  today = today_words (counts);
  owed = cw_words_for_counts (counts);
  gtk_label_set_label (self->today_label, today);
  gtk_label_set_label (self->register_label, owed);
  gtk_image_set_from_icon_name (self->register_image, refused ? "dialog-warning-symbolic" : "cw-register-symbolic");
  if (refused)
    gtk_widget_add_css_class (GTK_WIDGET (self->register_image), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->register_image), "warning");
}

/* A button that is there only while it leads to something. */
static void
show_button (GtkButton  *button,
             GtkLabel   *label,
             guint       n,
             const char *words)
{
  gtk_label_set_label (label, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_widget_set_visible (GTK_WIDGET (button), n > 0);
}

void
cw_day_set_doubts (CwDay *self,
                   guint  n_doubts)
{
  g_autofree char *words = NULL;

  g_return_if_fail (CW_IS_DAY (self));

  words = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u card in doubt", "%u cards in doubt", n_doubts), n_doubts);
  show_button (self->doubts_button, self->doubts_label, n_doubts, words);
}

void
cw_day_set_ready (CwDay *self,
                  guint  n_ready)
{
  g_autofree char *words = NULL;

  g_return_if_fail (CW_IS_DAY (self));

  words = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u card to hand over", "%u cards to hand over", n_ready), n_ready);
  show_button (self->ready_button, self->ready_label, n_ready, words);
}

void
cw_day_set_leftovers (CwDay *self,
                      guint  n_leftovers)
{
  g_autofree char *words = NULL;

  g_return_if_fail (CW_IS_DAY (self));

  words = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u thing left in the printer", "%u things left in the printer", n_leftovers), n_leftovers);
  show_button (self->leftovers_button, self->leftovers_label, n_leftovers, words);
}

const char *
cw_day_get_today (CwDay *self)
{
  g_return_val_if_fail (CW_IS_DAY (self), NULL);

  return gtk_label_get_label (self->today_label);
}
