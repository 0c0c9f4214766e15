/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/leftovers.h"

#include <glib/gi18n-lib.h>

/* Shows what was found and hands the operator's choice on; it moves nothing itself. GTK thread
 * only. */

#define MOST_ACTS 5

struct _CwLeftovers
{
  GtkWidget  parent_instance;

  GtkStack  *stack;
  CwFinding *finding;

  GPtrArray *leftovers;         /* (nullable) of CwLeftover */
  guint      shown;             /* index of the one that is shown */
  CwLeftoverAct acts[MOST_ACTS]; /* of its buttons */
};

G_DEFINE_FINAL_TYPE (CwLeftovers, cw_leftovers, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_SETTLE,
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *
title_of (const CwLeftover *leftover)
{
  switch (leftover->kind)
    {
    case CW_LEFTOVER_CARD_INSIDE:
      return _("A Card Is in the Printer");
    case CW_LEFTOVER_JOB:
      return _("A Job Is Still in the Queue");
    case CW_LEFTOVER_FOREIGN_JOB:
      return _("Somebody Else’s Job Is in the Queue");
    }
  g_return_val_if_reached ("");
}

static char *
told_of (const CwLeftover *leftover)
{
  if (leftover->uid != NULL)
    /* Translators: %s is the number of the chip in a card. */
    return g_strdup_printf (_("Chip %s"), leftover->uid);
  if (leftover->job_name != NULL)
    return g_strdup (leftover->job_name);

  return NULL;
}

/* Every act that it may, the one that saves most first. */
static void
show_acts (CwLeftovers      *self,
           const CwLeftover *leftover)
{
  static const CwLeftoverAct order[MOST_ACTS] = {
    CW_LEFTOVER_FINISH,
    CW_LEFTOVER_HAND_OVER,
    CW_LEFTOVER_CANCEL_JOB,
    CW_LEFTOVER_REJECT,
    CW_LEFTOVER_LEAVE,
  };
  const char *labels[MOST_ACTS + 1] = { NULL };
  guint n_acts = 0;

  for (guint i = 0; i < MOST_ACTS; i++)
    if (CW_LEFTOVER_MAY (leftover, order[i]))
      {
        self->acts[n_acts] = order[i];
        labels[n_acts++] = cw_leftover_act_to_label (order[i]);
      }
  cw_finding_set_buttons (self->finding, labels);
}

static void
show_leftover (CwLeftovers *self)
{
  const CwLeftover *leftover = g_ptr_array_index (self->leftovers, self->shown);
  g_autofree char *told = told_of (leftover);
  const CwFindingWords words = {
    .title = title_of (leftover),
    .detail = told,
    .sentence = leftover->sentence,
    .position = self->shown + 1,
    .total = self->leftovers->len,
  };

  show_acts (self, leftover);
  cw_finding_show (self->finding, &words, leftover->order_id);
}

static void
show_any (CwLeftovers *self)
{
  gboolean some = cw_leftovers_get_n (self) > 0;

  if (some)
    {
      self->shown = MIN (self->shown, self->leftovers->len - 1);
      show_leftover (self);
    }
  gtk_stack_set_visible_child_name (self->stack, some ? "some" : "none");
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
pressed_cb (CwLeftovers *self,
            int          index)
{
  CwLeftoverAct act;

  g_return_if_fail (index >= 0 && index < MOST_ACTS);

  if (self->leftovers == NULL || self->shown >= self->leftovers->len)
    return;
  act = self->acts[index];
  if (act != CW_LEFTOVER_LEAVE)
    {
      g_signal_emit (self, signals[SIGNAL_SETTLE], 0, g_ptr_array_index (self->leftovers, self->shown), (int) act);
      return;
    }
  g_ptr_array_remove_index (self->leftovers, self->shown);
  show_any (self);
}

static void
turned_cb (CwLeftovers *self,
           int          by)
{
  gint64 wanted = (gint64) self->shown + by;

  if (self->leftovers == NULL || wanted < 0 || wanted >= self->leftovers->len)
    return;
  self->shown = (guint) wanted;
  show_leftover (self);
}

static void
cw_leftovers_dispose (GObject *object)
{
  CwLeftovers *self = CW_LEFTOVERS (object);
  GtkWidget *child;

  g_clear_pointer (&self->leftovers, g_ptr_array_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (cw_leftovers_parent_class)->dispose (object);
}

static void
cw_leftovers_class_init (CwLeftoversClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_leftovers_dispose;
  signals[SIGNAL_SETTLE] = g_signal_new ("settle", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_INT);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (CW_TYPE_FINDING);
  gtk_widget_class_set_css_name (widget_class, "leftovers");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/cardwright/Cardwright/leftovers.ui");
  gtk_widget_class_bind_template_child (widget_class, CwLeftovers, stack);
  gtk_widget_class_bind_template_child (widget_class, CwLeftovers, finding);
  gtk_widget_class_bind_template_callback (widget_class, pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, turned_cb);
}

static void
cw_leftovers_init (CwLeftovers *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
cw_leftovers_new (void)
{
  return g_object_new (CW_TYPE_LEFTOVERS, NULL);
}

void
cw_leftovers_set_station (CwLeftovers *self,
                          CwStation   *station)
{
  g_return_if_fail (CW_IS_LEFTOVERS (self));

  cw_finding_set_station (self->finding, station);
}

guint
cw_leftovers_get_n (CwLeftovers *self)
{
  g_return_val_if_fail (CW_IS_LEFTOVERS (self), 0);

  return self->leftovers != NULL ? self->leftovers->len : 0;
}

CwFinding *
cw_leftovers_get_finding (CwLeftovers *self)
{
  g_return_val_if_fail (CW_IS_LEFTOVERS (self), NULL);

  return self->finding;
}

void
cw_leftovers_take (CwLeftovers *self,
                   GPtrArray   *leftovers)
{
  g_return_if_fail (CW_IS_LEFTOVERS (self));
  g_return_if_fail (leftovers != NULL);

  g_clear_pointer (&self->leftovers, g_ptr_array_unref);
  self->leftovers = leftovers;
  show_any (self);
}

void
cw_leftovers_focus (CwLeftovers *self)
{
  g_return_if_fail (CW_IS_LEFTOVERS (self));

  cw_finding_focus (self->finding);
}
