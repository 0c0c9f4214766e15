/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/reissue.h"

#include <glib/gi18n-lib.h>

/* One round button a reason. An unseen member of the group is the one that is on while nothing is
 * chosen: a default would be taken without thought. GTK thread only. */

struct _CwReissueForm
{
  GtkWidget    parent_instance;

  GtkLabel    *heading_label;
  GtkFlowBox  *reasons;
  GtkEditable *entry;

  GtkWidget   *none; /* on while nothing is chosen; never shown */
  GtkWidget   *buttons[CW_REISSUE_REASON_COUNT];
  char        *text;
};

G_DEFINE_FINAL_TYPE (CwReissueForm, cw_reissue_form, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_ENTERED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
changed_cb (CwReissueForm *self)
{
  gboolean other = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->buttons[CW_REISSUE_REASON_OTHER]));

  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), other ? _("Say why: it is kept with the card")
                                                                 : _("Words to it, if you like: they are kept with the card"));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
entered_cb (CwReissueForm *self)
{
  g_signal_emit (self, signals[SIGNAL_ENTERED], 0);
}

static void
cw_reissue_form_dispose (GObject *object)
{
  CwReissueForm *self = CW_REISSUE_FORM (object);
  GtkWidget *child;

  g_clear_object (&self->none);
  g_clear_pointer (&self->text, g_free);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (cw_reissue_form_parent_class)->dispose (object);
}

static void
cw_reissue_form_class_init (CwReissueFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_reissue_form_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ENTERED] = g_signal_new ("entered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "reissue");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/cardwright/Cardwright/reissue.ui");
  gtk_widget_class_bind_template_child (widget_class, CwReissueForm, heading_label);
  gtk_widget_class_bind_template_child (widget_class, CwReissueForm, reasons);
  gtk_widget_class_bind_template_child (widget_class, CwReissueForm, entry);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entered_cb);
}

static void
cw_reissue_form_init (CwReissueForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->none = g_object_ref_sink (gtk_check_button_new ());
  for (CwReissueReason reason = 0; reason < CW_REISSUE_REASON_COUNT; reason++)
    {
      self->buttons[reason] = gtk_check_button_new_with_label (cw_reissue_reason_to_label (reason));
      gtk_check_button_set_group (GTK_CHECK_BUTTON (self->buttons[reason]), GTK_CHECK_BUTTON (self->none));
      g_signal_connect_object (self->buttons[reason], "toggled", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
      gtk_flow_box_insert (self->reasons, self->buttons[reason], -1);
      /* the buttons themselves take the keyboard, not the places that they stand in */
      gtk_widget_set_focusable (gtk_widget_get_parent (self->buttons[reason]), FALSE);
    }
}

GtkWidget *
cw_reissue_form_new (void)
{
  return g_object_new (CW_TYPE_REISSUE_FORM, NULL);
}

void
cw_reissue_form_begin (CwReissueForm *self,
                       const CwCard  *in_force)
{
  g_autofree char *number = NULL;
  g_autofree char *heading = NULL;

  g_return_if_fail (CW_IS_REISSUE_FORM (self));
  g_return_if_fail (in_force != NULL);

  number = cw_escn_to_string (&in_force->escn);
  /* Translators: %s is the number of the card that the student has. */
  heading = g_strdup_printf (_("There is a card in force: %s. Why is another one made?"), number);
  gtk_label_set_label (self->heading_label, heading);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->none), TRUE);
  gtk_editable_set_text (self->entry, "");
  changed_cb (self);
}

/**
 * cw_reissue_form_get:
 * @self: the form
 * @reissue: (out): the reason; its words belong to the form and stay until they are asked for again
 *
 * Returns: whether the operator has said enough
 */
gboolean
cw_reissue_form_get (CwReissueForm *self,
                     CwReissue     *reissue)
{
  g_return_val_if_fail (CW_IS_REISSUE_FORM (self), FALSE);

  g_free (self->text);
  self->text = g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));
  for (CwReissueReason reason = 0; reason < CW_REISSUE_REASON_COUNT; reason++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->buttons[reason])))
      {
        reissue->reason = reason;
        reissue->text = *self->text != '\0' ? self->text : NULL;
        return reason != CW_REISSUE_REASON_OTHER || reissue->text != NULL;
      }

  return FALSE;
}

void
cw_reissue_form_focus (CwReissueForm *self)
{
  g_return_if_fail (CW_IS_REISSUE_FORM (self));

  gtk_widget_grab_focus (self->buttons[0]);
}

/* As pressing it does. */
void
cw_reissue_form_choose (CwReissueForm  *self,
                        CwReissueReason reason)
{
  g_return_if_fail (CW_IS_REISSUE_FORM (self));

  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->buttons[reason]), TRUE);
}
