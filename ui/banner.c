/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/banner.h"

/* A revealer with a label: libadwaita 1.2 has no banner of its own. GTK thread only. */

struct _CwBanner
{
  GtkWidget  parent_instance;

  GtkWidget *revealer;
  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (CwBanner, cw_banner, GTK_TYPE_WIDGET)

static void
cw_banner_dispose (GObject *object)
{
  CwBanner *self = CW_BANNER (object);

  g_clear_pointer (&self->revealer, gtk_widget_unparent);
  self->label = NULL;

  G_OBJECT_CLASS (cw_banner_parent_class)->dispose (object);
}

static void
cw_banner_class_init (CwBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_banner_dispose;
  gtk_widget_class_set_css_name (widget_class, "cwbanner");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
cw_banner_init (CwBanner *self)
{
  self->revealer = gtk_revealer_new ();
  self->label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_justify (GTK_LABEL (self->label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (self->label, "banner-label");
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), self->label);
  gtk_widget_set_parent (self->revealer, GTK_WIDGET (self));
}

GtkWidget *
cw_banner_new (void)
{
  return g_object_new (CW_TYPE_BANNER, NULL);
}

const char *
cw_banner_get_title (CwBanner *self)
{
  g_return_val_if_fail (CW_IS_BANNER (self), NULL);

  return gtk_revealer_get_reveal_child (GTK_REVEALER (self->revealer)) ? gtk_label_get_label (GTK_LABEL (self->label)) : NULL;
}

void
cw_banner_set_title (CwBanner   *self,
                     const char *title)
{
  g_return_if_fail (CW_IS_BANNER (self));

  if (title != NULL)
    gtk_label_set_label (GTK_LABEL (self->label), title);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), title != NULL);
}
