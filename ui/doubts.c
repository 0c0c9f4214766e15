/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/doubts.h"

#include <glib/gi18n-lib.h>

/* The orders in doubt, one after the other, each beside its faces. There are never many, because
 * the next card waits for them. GTK thread only. */

struct _CwDoubts
{
  GtkWidget  parent_instance;

  GtkStack  *stack;
  CwFinding *finding;

  GPtrArray *doubts; /* (nullable) of CwDoubt */
  guint      shown;  /* index of the one that is shown */
};

G_DEFINE_FINAL_TYPE (CwDoubts, cw_doubts, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_SETTLE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
show_doubt (CwDoubts *self)
{
  const CwDoubt *doubt = g_ptr_array_index (self->doubts, self->shown);
  const char *const buttons[] = { _("Settle it now"), NULL };
  g_autofree char *name = doubt->student != NULL ? cw_student_get_full_name (doubt->student) : g_strdup (_("Unknown student"));
  /* Translators: name of the button beside an order in doubt; %s is the student. */
  g_autofree char *label = g_strdup_printf (_("Settle the card of %s"), name);
  g_autofree char *told = g_strdup_printf ("%s · %s", cw_step_kind_to_label (doubt->step), doubt->escn != NULL ? doubt->escn : _("no number yet"));
  const CwFindingWords words = {
    .title = name,
    .detail = told,
    .sentence = doubt->sentence,
    .position = self->shown + 1,
    .total = self->doubts->len,
  };

  cw_finding_set_buttons (self->finding, buttons);
  cw_finding_name_button (self->finding, 0, label);
  cw_finding_show (self->finding, &words, doubt->order_id);
}

static void
pressed_cb (CwDoubts *self)
{
  if (self->doubts != NULL && self->shown < self->doubts->len)
    g_signal_emit (self, signals[SIGNAL_SETTLE], 0, g_ptr_array_index (self->doubts, self->shown));
}

static void
turned_cb (CwDoubts *self,
           int       by)
{
  gint64 wanted = (gint64) self->shown + by;

  if (self->doubts == NULL || wanted < 0 || wanted >= self->doubts->len)
    return;
  self->shown = (guint) wanted;
  show_doubt (self);
}

static void
cw_doubts_dispose (GObject *object)
{
  CwDoubts *self = CW_DOUBTS (object);
  GtkWidget *child;

  g_clear_pointer (&self->doubts, g_ptr_array_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (cw_doubts_parent_class)->dispose (object);
}

static void
cw_doubts_class_init (CwDoubtsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_doubts_dispose;
  signals[SIGNAL_SETTLE] = g_signal_new ("settle", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_POINTER);

  g_type_ensure (CW_TYPE_FINDING);
  gtk_widget_class_set_css_name (widget_class, "doubts");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/cardwright/Cardwright/doubts.ui");
  gtk_widget_class_bind_template_child (widget_class, CwDoubts, stack);
  gtk_widget_class_bind_template_child (widget_class, CwDoubts, finding);
  gtk_widget_class_bind_template_callback (widget_class, pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, turned_cb);
}

static void
cw_doubts_init (CwDoubts *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
cw_doubts_new (void)
{
  return g_object_new (CW_TYPE_DOUBTS, NULL);
}

void
cw_doubts_set_station (CwDoubts  *self,
                       CwStation *station)
{
  g_return_if_fail (CW_IS_DOUBTS (self));

  cw_finding_set_station (self->finding, station);
}

guint
cw_doubts_get_n (CwDoubts *self)
{
  g_return_val_if_fail (CW_IS_DOUBTS (self), 0);

  return self->doubts != NULL ? self->doubts->len : 0;
}

CwFinding *
cw_doubts_get_finding (CwDoubts *self)
{
  g_return_val_if_fail (CW_IS_DOUBTS (self), NULL);

  return self->finding;
}

/* Where @order_id stands in @doubts; 0 when it is no longer among them. */
static guint
position_of (GPtrArray *doubts,
             gint64     order_id)
{
  for (guint i = 0; i < doubts->len; i++)
    if (((const CwDoubt *) g_ptr_array_index (doubts, i))->order_id == order_id)
      return i;

  return 0;
}

void
cw_doubts_take (CwDoubts  *self,
                GPtrArray *doubts)
{
  gint64 looked_at = 0;

  g_return_if_fail (CW_IS_DOUBTS (self));

  if (cw_doubts_get_n (self) > 0)
    looked_at = ((const CwDoubt *) g_ptr_array_index (self->doubts, self->shown))->order_id;
  g_clear_pointer (&self->doubts, g_ptr_array_unref);
  self->doubts = doubts;
  self->shown = position_of (doubts, looked_at);
  if (doubts->len > 0)
    show_doubt (self);
  gtk_stack_set_visible_child_name (self->stack, doubts->len > 0 ? "some" : "none");
}

void
cw_doubts_focus (CwDoubts *self)
{
  g_return_if_fail (CW_IS_DOUBTS (self));

  cw_finding_focus (self->finding);
}
