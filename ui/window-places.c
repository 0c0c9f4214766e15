/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/window-private.h"

#include <glib/gi18n-lib.h>

#include "app/station/admin.h"

/* The window's places: which is shown, its keys, and what it says. GTK thread only. */

/* Answers come after the window is gone, too. */
static void
said_cb (CwWindow   *self,
         const char *sentence)
{
  if (self->station != NULL)
    cw_window_say (self, sentence);
}

/* An order at work keeps the desk; the search is locked meanwhile. */
static void
make_card_cb (CwWindow  *self,
              CwStudent *student)
{
  cw_window_show_pane (self, "desk");
  if (cw_desk_get_busy (self->desk))
    return;

  self->settling = FALSE;
  self->settling_leftover = FALSE;
  cw_students_unchoose (self->students);
  cw_desk_show (self->desk, student);
  gtk_widget_grab_focus (cw_act_bar_get_primary (cw_desk_get_acts (self->desk)));
}

/* While an order waits for an answer and another place is shown, the desk's mark in the switcher says so. */
static void
asking_cb (CwWindow *self)
{
  cw_places_set_calling (self->places, cw_desk_get_phase (self->desk) == CW_DESK_ASKING);
}

/* Enter elsewhere must not press the desk's button, and the focus is in the place, not on the switcher. */
static void
place_shown_cb (CwWindow *self)
{
  const char *name = cw_places_get_shown (self->places);
  gboolean desk = g_str_equal (name, "desk");

  gtk_window_set_default_widget (GTK_WINDOW (self), desk ? cw_act_bar_get_primary (cw_desk_get_acts (self->desk)) : NULL);
  asking_cb (self);
  if (desk && !cw_desk_get_busy (self->desk))
    cw_students_focus (self->students);
  else if (!desk)
    gtk_widget_child_focus (GTK_WIDGET (cw_places_get (self->places, name)), GTK_DIR_TAB_FORWARD);
}

gboolean
cw_window_type_in_place (CwWindow              *self,
                         GtkEventControllerKey *keys,
                         guint                  keyval,
                         GdkModifierType        modifiers,
                         gboolean              *taken)
{
  const char *name = cw_places_get_shown (self->places);

  *taken = TRUE;
  if (g_str_equal (name, "desk"))
    return FALSE;

  if (cw_place_type (cw_places_get (self->places, name), keys, keyval, modifiers))
    return TRUE;
  if (keyval == GDK_KEY_Escape)
    cw_places_show (self->places, "desk");
  else
    *taken = FALSE; /* Tab, Alt with a digit: the window's own */
  return TRUE;
}

static void
place_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  CwWindow *self = CW_WINDOW (widget);
  const char *place = cw_places_get_nth (self->places, (guint) g_variant_get_int32 (parameter));

  if (place != NULL && self->station != NULL)
    cw_places_show (self->places, place);
}

typedef struct
{
  GtkApplication *application;
  char           *directory;
} Reopening;

static gboolean
open_next_cb (gpointer data)
{
  Reopening *next = data;

  gtk_window_present (GTK_WINDOW (cw_window_new (next->application, next->directory)));
  g_application_release (G_APPLICATION (next->application));
  g_object_unref (next->application);
  g_free (next->directory);
  g_free (next);
  return G_SOURCE_REMOVE;
}

/* The one before is gone, and with it its station's lock. */
static void
window_gone_cb (gpointer data,
                GObject *where_it_was)
{
  g_idle_add (open_next_cb, data);
}

/* With what stands in the settings now: another window takes the place of this one. */
static void
reopen_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  CwWindow *self = CW_WINDOW (widget);
  Reopening *next;

  if (self->station == NULL)
    return;
  if (cw_desk_get_busy (self->desk) || cw_station_is_at_work (self->station))
    {
      cw_window_say (self, _("A card is being made. Finish it first, and pause the batch."));
      return;
    }
  next = g_new0 (Reopening, 1);
  next->application = g_object_ref (gtk_window_get_application (GTK_WINDOW (self)));
  next->directory = g_strdup (self->directory);
  g_application_hold (G_APPLICATION (next->application));
  g_object_weak_ref (G_OBJECT (self), window_gone_cb, next);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
alignment_sheet_action (GtkWidget  *widget,
                        const char *name,
                        GVariant   *parameter)
{
  cw_printer_panel_print (CW_WINDOW (widget)->printer_panel, CW_SHEET_ALIGNMENT);
}

void
cw_window_begin_places (CwWindow *self)
{
  adw_view_switcher_set_stack (self->switcher, cw_places_get_stack (self->places));
  g_signal_connect_object (self->desk, "notify::asking", G_CALLBACK (asking_cb), self, G_CONNECT_SWAPPED);
}

void
cw_window_install_places (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.place", "i", place_action);
  gtk_widget_class_install_action (widget_class, "win.reopen", NULL, reopen_action);
  gtk_widget_class_install_action (widget_class, "win.alignment-sheet", NULL, alignment_sheet_action);
  for (guint i = 1; i <= 9; i++)
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0 + i, GDK_ALT_MASK, "win.place", "i", (int) i);
  gtk_widget_class_bind_template_callback (widget_class, said_cb);
  gtk_widget_class_bind_template_callback (widget_class, make_card_cb);
  gtk_widget_class_bind_template_callback (widget_class, place_shown_cb);
}
