/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/window.h"

#include <glib/gi18n-lib.h>

#include "ui/banner.h"
#include "ui/dialogs.h"
#include "ui/status-chip.h"

/* Puts the panes together and owns the station. GTK thread only: whatever blocks is behind the
 * station's _async functions. */

struct _CwWindow
{
  AdwApplicationWindow parent_instance;

  GtkLabel            *station_label;
  GtkWidget           *chips;
  CwStatusChip        *printer_chip;
  CwStatusChip        *reader_chip;
  CwStatusChip        *register_chip;
  CwBanner            *banner;
  AdwToastOverlay     *toasts;
  GtkStack            *pages;
  AdwStatusPage       *trouble_page;
  GtkStack            *panes;
  CwStudents          *students;
  CwDay               *day;
  CwDesk              *desk;
  CwDoubts            *doubts;

  char                *directory;
  CwStation           *station;
  GCancellable        *opening;
  guint                doubts_shown : 1; /* the first list since the start came in */
  guint                closing : 1;      /* close as soon as the order has ended */
  guint                settling : 1;     /* the card on the desk came from the doubts */
};

G_DEFINE_FINAL_TYPE (CwWindow, cw_window, ADW_TYPE_APPLICATION_WINDOW)

static void
say (CwWindow   *self,
     const char *sentence)
{
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (sentence));
}

static void
show_status (CwWindow *self)
{
  g_autoptr (CwStationStatus) status = cw_station_get_status (self->station);

  if (status == NULL)
    return;

  cw_status_chip_set_note (self->printer_chip, &status->printer);
  cw_status_chip_set_note (self->reader_chip, &status->reader);
  cw_status_chip_set_note (self->register_chip, &status->registry);
  cw_day_set_counts (self->day, &status->counts);
}

static void
status_changed_cb (CwWindow *self)
{
  show_status (self);
}

static void
show_pane (CwWindow   *self,
           const char *name)
{
  gtk_stack_set_visible_child_name (self->panes, name);
}

static void
show_doubts (CwWindow *self)
{
  show_pane (self, "doubts");
  gtk_widget_child_focus (GTK_WIDGET (self->doubts), GTK_DIR_TAB_FORWARD);
}

static void
doubts_listed_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (CwWindow) self = CW_WINDOW (user_data);
  g_autoptr (GError) error = NULL;
  GPtrArray *doubts = cw_station_list_doubts_finish (CW_STATION (source), result, &error);
  gboolean first = !self->doubts_shown;

  if (self->station == NULL)
    {
      g_clear_pointer (&doubts, g_ptr_array_unref);
      return;
    }
  if (doubts == NULL)
    {
      say (self, error->message);
      return;
    }

  self->doubts_shown = TRUE;
  cw_doubts_take (self->doubts, doubts);
  cw_day_set_doubts (self->day, cw_doubts_get_n (self->doubts));
  if (first && cw_doubts_get_n (self->doubts) > 0 && cw_desk_get_phase (self->desk) == CW_DESK_EMPTY)
    show_doubts (self);
}

static void
list_doubts (CwWindow *self)
{
  cw_station_list_doubts_async (self->station, NULL, doubts_listed_cb, g_object_ref (self));
}

static void
station_opened (CwWindow *self)
{
  gtk_label_set_label (self->station_label, cw_station_get_title (self->station));
  gtk_widget_set_visible (GTK_WIDGET (self->station_label), TRUE);
  if (cw_station_is_demo (self->station))
    cw_banner_set_title (self->banner, _("Demo station: its cards are specimens, and nothing leaves this computer."));

  g_signal_connect_object (self->station, "status-changed", G_CALLBACK (status_changed_cb), self, G_CONNECT_SWAPPED);
  cw_desk_set_station (self->desk, self->station);
  cw_students_set_station (self->students, self->station);
  gtk_widget_set_visible (self->chips, TRUE);
  gtk_stack_set_visible_child_name (self->pages, "open");
  cw_students_focus (self->students);
  cw_station_watch (self->station, TRUE);
  show_status (self);
  list_doubts (self);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (CwWindow) self = CW_WINDOW (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStation) station = cw_station_open_finish (result, &error);

  if (self->opening == NULL || g_cancellable_is_cancelled (self->opening))
    {
      if (station != NULL)
        cw_station_close (station);
      return;
    }

  g_clear_object (&self->opening);
  if (station == NULL)
    {
      adw_status_page_set_description (self->trouble_page, error->message);
      gtk_stack_set_visible_child_name (self->pages, "trouble");
      return;
    }

  self->station = g_steal_pointer (&station);
  station_opened (self);
}

static void
open_station (CwWindow *self)
{
  if (self->opening != NULL || self->station != NULL)
    return;

  gtk_stack_set_visible_child_name (self->pages, "opening");
  self->opening = g_cancellable_new ();
  cw_station_open_async (self->directory, self->opening, opened_cb, g_object_ref (self));
}

static void
retry_cb (CwWindow *self)
{
  open_station (self);
}

static void
chosen_cb (CwWindow *self)
{
  CwStudent *student = cw_students_get_chosen (self->students);

  if (student != NULL)
    self->settling = FALSE;
  if (student != NULL || gtk_stack_get_visible_child (self->panes) == GTK_WIDGET (self->desk))
    show_pane (self, "desk");
  cw_desk_show (self->desk, student);
}

static void
entered_cb (CwWindow *self)
{
  cw_desk_go_on (self->desk);
}

/* Enter or a second click on a hit brings the button under the finger, it never presses it. */
static void
row_activated_cb (CwWindow *self)
{
  gtk_widget_grab_focus (cw_act_bar_get_primary (cw_desk_get_acts (self->desk)));
}

static void
next_cb (CwWindow *self)
{
  gboolean more = self->settling && cw_doubts_get_n (self->doubts) > 0;

  self->settling = FALSE;
  cw_desk_show (self->desk, NULL);
  cw_students_start_over (self->students);
  if (more)
    show_doubts (self);
}

static void
let_go_cb (CwWindow *self)
{
  cw_students_unchoose (self->students);
  cw_students_focus (self->students);
}

static void
finished_cb (CwWindow *self)
{
  if (self->closing)
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }

  show_status (self);
  list_doubts (self);
}

static void
busy_cb (CwWindow *self)
{
  gboolean busy = cw_desk_get_busy (self->desk);

  /* GtkText does not notice that it loses the focus when it is made insensitive. */
  if (busy)
    gtk_widget_grab_focus (GTK_WIDGET (cw_faces_get_view (cw_desk_get_faces (self->desk), CW_FACE_FRONT)));
  cw_students_set_locked (self->students, busy);
}

static void
settle_cb (CwWindow      *self,
           const CwDoubt *doubt)
{
  if (doubt->student == NULL)
    {
      say (self, _("The student of this card is no longer in the records. Settle it with “cardwright-cli resume”."));
      return;
    }

  cw_students_unchoose (self->students);
  show_pane (self, "desk");
  self->settling = TRUE;
  cw_desk_settle (self->desk, doubt);
}

static void
close_asked_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (CwWindow) self = CW_WINDOW (user_data);

  if (!cw_ask_finish (result))
    return;

  if (!cw_desk_get_busy (self->desk))
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  self->closing = TRUE;
  cw_desk_stop (self->desk);
}

static gboolean
cw_window_close_request (GtkWindow *window)
{
  CwWindow *self = CW_WINDOW (window);

  if (cw_desk_get_busy (self->desk))
    {
      if (!self->closing)
        cw_ask_async (window, _("Close While a Card Is Being Made?"),
                      _("The card stays in doubt. You will be asked about it when Cardwright starts again."),
                      _("Keep working"), _("Close"), TRUE, close_asked_cb, g_object_ref (self));
      return GDK_EVENT_STOP;
    }

  return GTK_WINDOW_CLASS (cw_window_parent_class)->close_request (window);
}

static void
find_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  cw_students_focus (CW_WINDOW (widget)->students);
}

static void
doubts_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  CwWindow *self = CW_WINDOW (widget);
  gboolean showing = gtk_stack_get_visible_child (self->panes) == GTK_WIDGET (self->doubts);

  if (self->station == NULL || cw_desk_get_busy (self->desk))
    return;

  if (showing)
    {
      show_pane (self, "desk");
      cw_students_focus (self->students);
    }
  else
    {
      show_doubts (self);
      list_doubts (self);
    }
}

static void
turn_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  cw_faces_turn (cw_desk_get_faces (CW_WINDOW (widget)->desk));
}

static gboolean
key_pressed_cb (CwWindow              *self,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        modifiers,
                GtkEventControllerKey *keys)
{
  if (self->station == NULL)
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Escape && gtk_stack_get_visible_child (self->panes) == GTK_WIDGET (self->doubts))
    show_pane (self, "desk");
  else if (keyval == GDK_KEY_Escape)
    cw_desk_later (self->desk);
  else
    return cw_students_type (self->students, keys, keyval, modifiers);

  return GDK_EVENT_STOP;
}

/* A held Enter would otherwise run through the whole order: issue, lay, hand over, next. */
static gboolean
enter_held_cb (CwWindow       *self,
               guint           keyval,
               guint           keycode,
               GdkModifierType modifiers,
               gpointer        keys)
{
  gboolean held;

  if (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter && keyval != GDK_KEY_ISO_Enter)
    return GDK_EVENT_PROPAGATE;

  held = GPOINTER_TO_INT (g_object_get_data (keys, "enter-down"));
  g_object_set_data (keys, "enter-down", GINT_TO_POINTER (TRUE));

  return held ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
}

static void
enter_released_cb (CwWindow       *self,
                   guint           keyval,
                   guint           keycode,
                   GdkModifierType modifiers,
                   gpointer        keys)
{
  g_object_set_data (keys, "enter-down", NULL);
}

/* For measuring: how long a person waits for the window. */
static void
painted_cb (GdkFrameClock *clock,
            gpointer       user_data)
{
  g_debug ("first frame");
  g_signal_handlers_disconnect_by_func (clock, painted_cb, user_data);
}

static void
cw_window_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (cw_window_parent_class)->realize (widget);

  g_signal_connect_object (gtk_widget_get_frame_clock (widget), "after-paint", G_CALLBACK (painted_cb), widget, 0);
}

static void
cw_window_dispose (GObject *object)
{
  CwWindow *self = CW_WINDOW (object);

  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  if (self->students != NULL)
    cw_students_set_station (self->students, NULL);
  if (self->station != NULL)
    cw_station_close (self->station);
  g_clear_object (&self->station);
  g_clear_pointer (&self->directory, g_free);

  G_OBJECT_CLASS (cw_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, CwWindow, station_label);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, chips);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, printer_chip);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, reader_chip);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, register_chip);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, trouble_page);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, panes);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, students);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, day);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, desk);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, doubts);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, entered_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
  gtk_widget_class_bind_template_callback (widget_class, let_go_cb);
  gtk_widget_class_bind_template_callback (widget_class, finished_cb);
  gtk_widget_class_bind_template_callback (widget_class, busy_cb);
  gtk_widget_class_bind_template_callback (widget_class, settle_cb);
}

static void
cw_window_class_init (CwWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = cw_window_close_request;
  widget_class->realize = cw_window_realize;

  g_type_ensure (CW_TYPE_STATUS_CHIP);
  g_type_ensure (CW_TYPE_BANNER);
  g_type_ensure (CW_TYPE_STUDENTS);
  g_type_ensure (CW_TYPE_DAY);
  g_type_ensure (CW_TYPE_DESK);
  g_type_ensure (CW_TYPE_DOUBTS);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/cardwright/Cardwright/window.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "win.find", NULL, find_action);
  gtk_widget_class_install_action (widget_class, "win.doubts", NULL, doubts_action);
  gtk_widget_class_install_action (widget_class, "win.turn", NULL, turn_action);
}

static void
watch_keys (CwWindow *self)
{
  GtkEventController *typing = gtk_event_controller_key_new ();
  GtkEventController *enter = gtk_event_controller_key_new ();

  g_signal_connect_swapped (typing, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), typing);

  gtk_event_controller_set_propagation_phase (enter, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (enter, "key-pressed", G_CALLBACK (enter_held_cb), self);
  g_signal_connect_swapped (enter, "key-released", G_CALLBACK (enter_released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), enter);
}

static void
cw_window_init (CwWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_window_set_default_widget (GTK_WINDOW (self), cw_act_bar_get_primary (cw_desk_get_acts (self->desk)));
  watch_keys (self);
}

CwWindow *
cw_window_new (GtkApplication *application,
               const char     *directory)
{
  CwWindow *self = g_object_new (CW_TYPE_WINDOW, "application", application, NULL);

  self->directory = g_strdup (directory);
  open_station (self);

  return self;
}

CwStation *
cw_window_get_station (CwWindow *self)
{
  g_return_val_if_fail (CW_IS_WINDOW (self), NULL);

  return self->station;
}

CwStudents *
cw_window_get_students (CwWindow *self)
{
  g_return_val_if_fail (CW_IS_WINDOW (self), NULL);

  return self->students;
}

CwDesk *
cw_window_get_desk (CwWindow *self)
{
  g_return_val_if_fail (CW_IS_WINDOW (self), NULL);

  return self->desk;
}

CwDoubts *
cw_window_get_doubts (CwWindow *self)
{
  g_return_val_if_fail (CW_IS_WINDOW (self), NULL);

  return self->doubts;
}

CwDay *
cw_window_get_day (CwWindow *self)
{
  g_return_val_if_fail (CW_IS_WINDOW (self), NULL);

  return self->day;
}

const char *
cw_window_get_page (CwWindow *self)
{
  g_return_val_if_fail (CW_IS_WINDOW (self), NULL);

  return gtk_stack_get_visible_child_name (self->pages);
}

gboolean
cw_window_get_doubting (CwWindow *self)
{
  g_return_val_if_fail (CW_IS_WINDOW (self), FALSE);

  return gtk_stack_get_visible_child (self->panes) == GTK_WIDGET (self->doubts);
}
