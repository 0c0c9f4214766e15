/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/act-bar.h"

/* Three buttons that are shown as needed. GTK thread only. */

#define N_BUTTONS 3

struct _CwActBar
{
  GtkBox     parent_instance;

  GtkWidget *buttons[N_BUTTONS];
  CwAct      acts[N_BUTTONS];
  gboolean   locked;
};

G_DEFINE_FINAL_TYPE (CwActBar, cw_act_bar, GTK_TYPE_BOX)

enum
{
  SIGNAL_ACT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
clicked_cb (CwActBar  *self,
            GtkWidget *button)
{
  for (int i = 0; i < N_BUTTONS; i++)
    if (self->buttons[i] == button && self->acts[i] != CW_ACT_NONE && !(i == 0 && self->locked))
      {
        g_signal_emit (self, signals[SIGNAL_ACT], 0, (int) self->acts[i]);
        return;
      }
}

static void
cw_act_bar_class_init (CwActBarClass *klass)
{
  signals[SIGNAL_ACT] = g_signal_new ("act", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 1, G_TYPE_INT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "actbar");
}

static void
cw_act_bar_init (CwActBar *self)
{
  gtk_box_set_spacing (GTK_BOX (self), 12);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  for (int i = 0; i < N_BUTTONS; i++)
    {
      self->buttons[i] = gtk_button_new_with_label ("");
      gtk_widget_add_css_class (self->buttons[i], "pill");
      gtk_widget_set_visible (self->buttons[i], FALSE);
      g_signal_connect_object (self->buttons[i], "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
      gtk_box_append (GTK_BOX (self), self->buttons[i]);
    }
  gtk_widget_add_css_class (self->buttons[0], "suggested-action");
}

GtkWidget *
cw_act_bar_new (void)
{
  return g_object_new (CW_TYPE_ACT_BAR, NULL);
}

GtkWidget *
cw_act_bar_get_primary (CwActBar *self)
{
  g_return_val_if_fail (CW_IS_ACT_BAR (self), NULL);

  return self->buttons[0];
}

/**
 * cw_act_bar_get_act:
 * @self: the bar
 *
 * Returns: what the first button does now
 */
CwAct
cw_act_bar_get_act (CwActBar *self)
{
  g_return_val_if_fail (CW_IS_ACT_BAR (self), CW_ACT_NONE);

  return self->locked ? CW_ACT_NONE : self->acts[0];
}

/**
 * cw_act_bar_set_locked:
 * @self: the bar
 * @locked: whether the first button waits for something else to be done first
 *
 * Until the next choices are taken, or it is unlocked.
 */
void
cw_act_bar_set_locked (CwActBar *self,
                       gboolean  locked)
{
  g_return_if_fail (CW_IS_ACT_BAR (self));

  self->locked = !!locked;
  gtk_widget_set_sensitive (self->buttons[0], !locked && self->acts[0] != CW_ACT_NONE);
}

static void
show_choice (GtkWidget      *button,
             const CwChoice *choice)
{
  gtk_button_set_label (GTK_BUTTON (button), choice->label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, choice->label, -1);
  gtk_widget_set_sensitive (button, choice->act != CW_ACT_NONE);
  if (choice->act == CW_ACT_SPOILED)
    gtk_widget_add_css_class (button, "destructive-action");
  else
    gtk_widget_remove_css_class (button, "destructive-action");
}

void
cw_act_bar_take (CwActBar  *self,
                 GPtrArray *choices)
{
  g_autoptr (GPtrArray) taken = choices;

  g_return_if_fail (CW_IS_ACT_BAR (self));
  g_return_if_fail (choices->len <= N_BUTTONS);

  self->locked = FALSE;
  for (guint i = 0; i < N_BUTTONS; i++)
    {
      gboolean used = i < taken->len;

      self->acts[i] = CW_ACT_NONE;
      gtk_widget_set_visible (self->buttons[i], used);
      if (used)
        {
          const CwChoice *choice = g_ptr_array_index (taken, i);

          self->acts[i] = choice->act;
          show_choice (self->buttons[i], choice);
        }
    }
}
