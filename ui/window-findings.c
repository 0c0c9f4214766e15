/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/window-private.h"

#include <glib/gi18n-lib.h>

/* What is left in the printer, the orders in doubt and the cards to hand over: read from the
 * station, shown in panes of their own, taken up on the desk. GTK thread only. */

void
cw_window_say (CwWindow   *self,
               const char *sentence)
{
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (sentence));
}

void
cw_window_show_pane (CwWindow   *self,
                     const char *name)
{
  cw_places_show (self->places, "desk");
  gtk_stack_set_visible_child_name (self->panes, name);
}

void
cw_window_show_doubts (CwWindow *self)
{
  cw_window_show_pane (self, "doubts");
  cw_doubts_focus (self->doubts);
}

void
cw_window_show_leftovers (CwWindow *self)
{
  cw_window_show_pane (self, "leftovers");
  cw_leftovers_focus (self->leftovers);
}

static void
show_ready (CwWindow *self)
{
  cw_window_show_pane (self, "ready");
  gtk_widget_child_focus (GTK_WIDGET (self->ready), GTK_DIR_TAB_FORWARD);
}

static gboolean
shows (CwWindow  *self,
       GtkWidget *pane)
{
  return g_str_equal (cw_places_get_shown (self->places), "desk") && gtk_stack_get_visible_child (self->panes) == pane;
}

/* (transfer full): those of the list that are @ready, or those that are not. The one at work is
 * neither. */
static GPtrArray *
pick (CwWindow  *self,
      GPtrArray *open,
      gboolean   ready)
{
  gint64 at_work = cw_station_get_order_id (self->station);
  GPtrArray *picked = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_doubt_free);

  for (guint i = 0; i < open->len; i++)
    {
      const CwDoubt *doubt = g_ptr_array_index (open, i);

      if (!doubt->ready == !ready && doubt->order_id != at_work)
        g_ptr_array_add (picked, cw_doubt_copy (doubt));
    }

  return picked;
}

static void
opened_orders_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (CwWindow) self = CW_WINDOW (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) open = cw_station_list_doubts_finish (CW_STATION (source), result, &error);
  gboolean first = !self->doubts_shown;

  if (self->station == NULL)
    return;
  if (open == NULL)
    {
      cw_window_say (self, error->message);
      return;
    }

  self->doubts_shown = TRUE;
  cw_desk_set_open (self->desk, open);
  cw_doubts_take (self->doubts, pick (self, open, FALSE));
  cw_ready_take (self->ready, pick (self, open, TRUE));
  cw_day_set_doubts (self->day, cw_doubts_get_n (self->doubts));
  cw_day_set_ready (self->day, cw_ready_get_n (self->ready));
  if (first && cw_doubts_get_n (self->doubts) > 0 && cw_desk_get_phase (self->desk) == CW_DESK_EMPTY && !shows (self, GTK_WIDGET (self->leftovers)))
    cw_window_show_doubts (self);
}

void
cw_window_list_open (CwWindow *self)
{
  cw_station_list_doubts_async (self->station, NULL, opened_orders_cb, g_object_ref (self));
}

/* Nobody is being told how a card ended, and nobody is saying why there is to be another. */
static gboolean
is_free (CwWindow *self)
{
  CwDeskPhase phase = cw_desk_get_phase (self->desk);

  return !cw_desk_get_busy (self->desk) && phase != CW_DESK_ENDED && phase != CW_DESK_EXPLAINING;
}

/* What is in the printer comes before all else: the next card would run into it. */
static void
leftovers_found_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (CwWindow) self = CW_WINDOW (user_data);
  g_autoptr (GError) error = NULL;
  GPtrArray *leftovers = cw_station_find_leftovers_finish (CW_STATION (source), result, &error);

  self->finding = FALSE;
  if (self->station == NULL)
    {
      g_clear_pointer (&leftovers, g_ptr_array_unref);
      return;
    }
  if (leftovers == NULL)
    {
      g_debug ("what is left in the printer is not known: %s", error->message);
      return;
    }

  cw_leftovers_take (self->leftovers, leftovers);
  if (cw_leftovers_get_n (self->leftovers) > 0 && is_free (self))
    cw_window_show_leftovers (self);
}

void
cw_window_find_leftovers (CwWindow *self)
{
  if (self->finding)
    return;

  self->finding = TRUE;
  cw_station_find_leftovers_async (self->station, NULL, leftovers_found_cb, g_object_ref (self));
}

void
cw_window_leftovers_changed_cb (CwWindow *self)
{
  guint n_leftovers = cw_leftovers_get_n (self->leftovers);

  cw_day_set_leftovers (self->day, n_leftovers);
  if (n_leftovers > 0 || !shows (self, GTK_WIDGET (self->leftovers)))
    return;
  if (cw_doubts_get_n (self->doubts) > 0)
    cw_window_show_doubts (self);
  else
    cw_window_show_pane (self, "desk");
}

void
cw_window_settle_cb (CwWindow      *self,
                     const CwDoubt *doubt)
{
  if (doubt->student == NULL)
    {
      cw_window_say (self, _("The student of this card is no longer in the records. Settle it with “cardwright-cli resume”."));
      return;
    }
  if (cw_desk_get_busy (self->desk))
    return;

  cw_students_unchoose (self->students);
  cw_window_show_pane (self, "desk");
  self->settling = !doubt->ready;
  cw_desk_settle (self->desk, doubt);
}

void
cw_window_settle_leftover_cb (CwWindow         *self,
                              const CwLeftover *leftover,
                              int               act)
{
  if (cw_desk_get_busy (self->desk))
    return;

  cw_students_unchoose (self->students);
  cw_window_show_pane (self, "desk");
  self->settling_leftover = TRUE;
  cw_desk_settle_leftover (self->desk, leftover, (CwLeftoverAct) act);
}

gboolean
cw_window_toggle (CwWindow  *self,
                  GtkWidget *pane)
{
  if (self->station == NULL || cw_desk_get_busy (self->desk))
    return FALSE;
  if (!shows (self, pane))
    return TRUE;

  cw_window_show_pane (self, "desk");
  cw_students_focus (self->students);
  return FALSE;
}

static void
toggle (CwWindow  *self,
        GtkWidget *pane,
        void     (*show) (CwWindow *self))
{
  if (!cw_window_toggle (self, pane))
    return;

  show (self);
  cw_window_list_open (self);
}

static void
doubts_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  toggle (CW_WINDOW (widget), GTK_WIDGET (CW_WINDOW (widget)->doubts), cw_window_show_doubts);
}

static void
ready_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  toggle (CW_WINDOW (widget), GTK_WIDGET (CW_WINDOW (widget)->ready), show_ready);
}

static void
leftovers_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  toggle (CW_WINDOW (widget), GTK_WIDGET (CW_WINDOW (widget)->leftovers), cw_window_show_leftovers);
}

void
cw_window_install_findings (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.doubts", NULL, doubts_action);
  gtk_widget_class_install_action (widget_class, "win.ready", NULL, ready_action);
  gtk_widget_class_install_action (widget_class, "win.leftovers", NULL, leftovers_action);
}
