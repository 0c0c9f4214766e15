/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/scanner.h"
#include "ui/window-private.h"

/* The window's scanner: made when it is first asked for, above the search whose words it gives.
 * GTK thread only. */

/* What is being made is not changed by a card that is held before the camera. */
static void
scanned_cb (CwWindow   *self,
            const char *text)
{
  if (cw_desk_get_busy (self->desk))
    return;

  cw_students_look_for (self->students, text);
}

static void
closed_cb (CwWindow *self)
{
  gtk_widget_set_visible (self->scanner, FALSE);
  cw_students_focus (self->students);
}

static void
scan_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  CwWindow *self = CW_WINDOW (widget);

  if (self->station == NULL)
    return;
  if (self->scanner != NULL && gtk_widget_get_visible (self->scanner))
    {
      closed_cb (self);
      return;
    }

  cw_places_show (self->places, "desk");
  if (self->scanner == NULL)
    {
      self->scanner = cw_scanner_new ();
      gtk_box_prepend (GTK_BOX (gtk_widget_get_parent (GTK_WIDGET (self->students))), self->scanner);
      g_signal_connect_object (self->scanner, "scanned", G_CALLBACK (scanned_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->scanner, "closed", G_CALLBACK (closed_cb), self, G_CONNECT_SWAPPED);
    }
  gtk_widget_set_visible (self->scanner, TRUE);
}

void
cw_window_install_scan (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.scan", NULL, scan_action);
}
