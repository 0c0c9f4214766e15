/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/window-private.h"

#include <glib/gi18n-lib.h>

#include "ui/dialogs.h"

/* Puts the panes together and owns the station. GTK thread only: whatever blocks is behind the
 * station's _async functions. */

G_DEFINE_FINAL_TYPE (CwWindow, cw_window, ADW_TYPE_APPLICATION_WINDOW)

/* A printer that answers again after it did not may hold a card from before. */
static void
show_printer (CwWindow              *self,
              const CwStationStatus *status)
{
  g_autofree char *possible = cw_possible_to_sentence (&status->possible);
  gboolean back = self->machine_known && self->machine == CW_PRINTER_STATE_UNREACHABLE && status->machine.state != CW_PRINTER_STATE_UNREACHABLE;

  cw_status_chip_set_words (self->printer_chip, possible);
  cw_status_chip_set_note (self->printer_chip, &status->printer);
  cw_printer_panel_show (self->printer_panel, status);
  cw_desk_set_machine (self->desk, &status->machine);
  if (status->printer.level == CW_STATUS_UNKNOWN)
    return;
  self->machine = status->machine.state;
  self->machine_known = TRUE;
  if (back)
    cw_window_find_leftovers (self);
}

static void
show_status (CwWindow *self)
{
  g_autoptr (CwStationStatus) status = cw_station_get_status (self->station);

  if (status == NULL)
    return;

  show_printer (self, status);
  cw_status_chip_set_note (self->reader_chip, &status->reader);
  cw_window_show_register (self, status);
  cw_day_set_counts (self->day, &status->counts);
}

static void
status_changed_cb (CwWindow *self)
{
  show_status (self);
}

static void
station_opened (CwWindow *self)
{
  gtk_label_set_label (self->station_label, cw_station_get_title (self->station));
  gtk_widget_set_visible (GTK_WIDGET (self->station_label), TRUE);
  cw_banner_set_title (self->banner, cw_station_get_warning (self->station));
  if (cw_station_is_sandbox (self->station))
    gtk_widget_add_css_class (GTK_WIDGET (self->banner), "sandbox");

  g_signal_connect_object (self->station, "status-changed", G_CALLBACK (status_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->station, "batch-changed", G_CALLBACK (cw_window_list_open), self, G_CONNECT_SWAPPED);
  cw_desk_set_station (self->desk, self->station);
  cw_doubts_set_station (self->doubts, self->station);
  cw_leftovers_set_station (self->leftovers, self->station);
  cw_batch_pane_set_station (self->batch, self->station);
  cw_printer_panel_set_station (self->printer_panel, self->station);
  cw_places_set_station (self->places, self->station);
  cw_students_set_station (self->students, self->station);
  gtk_widget_set_visible (self->chips, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->switcher), TRUE);
  gtk_stack_set_visible_child_name (self->pages, "open");
  cw_students_focus (self->students);
  cw_station_watch (self->station, TRUE);
  show_status (self);
  cw_window_list_open (self);
  cw_window_find_leftovers (self);
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
    {
      self->settling = FALSE;
      self->settling_leftover = FALSE;
    }
  if (student != NULL || gtk_stack_get_visible_child (self->panes) == GTK_WIDGET (self->desk))
    cw_window_show_pane (self, "desk");
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

/* One after the other, as long as there are any of the kind that was begun with. */
static void
next_cb (CwWindow *self)
{
  gboolean doubts = self->settling && cw_doubts_get_n (self->doubts) > 0;
  gboolean leftovers = self->settling_leftover && cw_leftovers_get_n (self->leftovers) > 0;

  self->settling = FALSE;
  self->settling_leftover = FALSE;
  cw_desk_show (self->desk, NULL);
  cw_students_start_over (self->students);
  if (leftovers)
    cw_window_show_leftovers (self);
  else if (doubts)
    cw_window_show_doubts (self);
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
  cw_window_list_open (self);
  if (self->settling_leftover)
    cw_window_find_leftovers (self);
}

static void
busy_cb (CwWindow *self)
{
  gboolean busy = cw_desk_get_busy (self->desk);

  /* GtkText does not notice that it loses the focus when it is made insensitive. */
  if (busy)
    gtk_widget_grab_focus (GTK_WIDGET (cw_faces_get_view (cw_desk_get_faces (self->desk), CW_FACE_FRONT)));
  cw_students_set_locked (self->students, busy);
  cw_printer_panel_set_locked (self->printer_panel, busy);
}

static void
said_cb (CwWindow   *self,
         const char *sentence)
{
  cw_status_chip_pop_down (self->printer_chip);
  cw_window_say (self, sentence);
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
  CwWindow *self = CW_WINDOW (widget);

  cw_places_show (self->places, "desk");
  cw_students_focus (self->students);
}

static void
turn_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  cw_faces_turn (cw_desk_get_faces (CW_WINDOW (widget)->desk));
}

static void
test_card_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  cw_printer_panel_print (CW_WINDOW (widget)->printer_panel, CW_SHEET_TEST_CARD);
}

static gboolean
key_pressed_cb (CwWindow              *self,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        modifiers,
                GtkEventControllerKey *keys)
{
  gboolean taken = FALSE;

  if (self->station == NULL)
    return GDK_EVENT_PROPAGATE;
  if (cw_window_type_in_place (self, keys, keyval, modifiers, &taken))
    return taken;
  if (keyval == GDK_KEY_Escape && gtk_stack_get_visible_child (self->panes) != GTK_WIDGET (self->desk))
    cw_window_show_pane (self, "desk");
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

/* The station opens as soon as there is something to look at: its thread would take the window's time. */
static void
painted_cb (GdkFrameClock *clock,
            gpointer       user_data)
{
  g_signal_handlers_disconnect_by_func (clock, painted_cb, user_data);
  open_station (CW_WINDOW (user_data));
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
  g_clear_pointer (&self->to_make, g_ptr_array_unref);
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
  gtk_widget_class_bind_template_child (widget_class, CwWindow, switcher);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, places);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, panes);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, students);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, day);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, desk);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, doubts);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, ready);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, leftovers);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, batch);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, entered_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
  gtk_widget_class_bind_template_callback (widget_class, let_go_cb);
  gtk_widget_class_bind_template_callback (widget_class, finished_cb);
  gtk_widget_class_bind_template_callback (widget_class, busy_cb);
  gtk_widget_class_bind_template_callback_full (widget_class, "settle_cb", G_CALLBACK (cw_window_settle_cb));
  gtk_widget_class_bind_template_callback_full (widget_class, "settle_leftover_cb", G_CALLBACK (cw_window_settle_leftover_cb));
  gtk_widget_class_bind_template_callback_full (widget_class, "leftovers_changed_cb", G_CALLBACK (cw_window_leftovers_changed_cb));
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
  g_type_ensure (CW_TYPE_READY);
  g_type_ensure (CW_TYPE_LEFTOVERS);
  g_type_ensure (CW_TYPE_BATCH_PANE);
  g_type_ensure (CW_TYPE_PLACES);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/cardwright/Cardwright/window.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "win.find", NULL, find_action);
  cw_window_install_findings (widget_class);
  cw_window_install_register (widget_class);
  cw_window_install_places (widget_class);
  cw_window_install_scan (widget_class);
  gtk_widget_class_install_action (widget_class, "win.make-these", NULL, cw_window_make_these_action);
  gtk_widget_class_install_action (widget_class, "win.test-card", NULL, test_card_action);
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
  self->printer_panel = CW_PRINTER_PANEL (cw_printer_panel_new ());
  cw_status_chip_set_panel (self->printer_chip, GTK_WIDGET (self->printer_panel));
  g_signal_connect_object (self->printer_panel, "said", G_CALLBACK (said_cb), self, G_CONNECT_SWAPPED);
  cw_window_begin_register (self);
  cw_window_begin_places (self);
}

CwWindow *
cw_window_new (GtkApplication *application,
               const char     *directory)
{
  CwWindow *self = g_object_new (CW_TYPE_WINDOW, "application", application, NULL);

  self->directory = g_strdup (directory);

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

const char *
cw_window_get_pane (CwWindow *self)
{
  g_return_val_if_fail (CW_IS_WINDOW (self), NULL);

  if (!g_str_equal (cw_places_get_shown (self->places), "desk"))
    return cw_places_get_shown (self->places);
  return gtk_stack_get_visible_child_name (self->panes);
}

CwReady *
cw_window_get_ready (CwWindow *self)
{
  g_return_val_if_fail (CW_IS_WINDOW (self), NULL);

  return self->ready;
}

CwLeftovers *
cw_window_get_leftovers (CwWindow *self)
{
  g_return_val_if_fail (CW_IS_WINDOW (self), NULL);

  return self->leftovers;
}

CwBatchPane *
cw_window_get_batch (CwWindow *self)
{
  g_return_val_if_fail (CW_IS_WINDOW (self), NULL);

  return self->batch;
}

CwPrinterPanel *
cw_window_get_printer_panel (CwWindow *self)
{
  g_return_val_if_fail (CW_IS_WINDOW (self), NULL);

  return self->printer_panel;
}

CwRegisterPane *
cw_window_get_register_pane (CwWindow *self)
{
  g_return_val_if_fail (CW_IS_WINDOW (self), NULL);

  return CW_REGISTER_PANE (cw_places_get (self->places, "register"));
}
