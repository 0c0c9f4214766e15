/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/finding.h"

#include <glib/gi18n-lib.h>

#include "ui/faces.h"

/* A page that shows one of several; which one, and what its buttons mean, its owner knows. Only
 * the faces are asked for here. GTK thread only. */

struct _CwFinding
{
  GtkWidget     parent_instance;

  GtkWidget    *pager;
  GtkWidget    *before_button;
  GtkWidget    *after_button;
  GtkLabel     *position_label;
  GtkLabel     *title_label;
  GtkLabel     *detail_label;
  GtkStack     *stack;
  CwFaces      *faces;
  GtkLabel     *sentence_label;
  GtkWidget    *buttons;

  CwStation    *station;
  GCancellable *looking;
  gint64        order_id; /* whose faces are shown or on their way */
  gboolean      has_faces;
};

G_DEFINE_FINAL_TYPE (CwFinding, cw_finding, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_PRESSED,
  SIGNAL_TURNED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
before_cb (CwFinding *self)
{
  g_signal_emit (self, signals[SIGNAL_TURNED], 0, -1);
}

static void
after_cb (CwFinding *self)
{
  g_signal_emit (self, signals[SIGNAL_TURNED], 0, 1);
}

static void
pressed_cb (CwFinding *self,
            GtkWidget *button)
{
  int index = 0;

  for (GtkWidget *one = gtk_widget_get_first_child (self->buttons); one != NULL && one != button; one = gtk_widget_get_next_sibling (one))
    index++;
  g_signal_emit (self, signals[SIGNAL_PRESSED], 0, index);
}

static void
stop_looking (CwFinding *self)
{
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
}

static void
clear_faces (CwFinding *self)
{
  stop_looking (self);
  self->order_id = 0;
  self->has_faces = FALSE;
  cw_faces_set_face (self->faces, NULL, TRUE, NULL, NULL);
}

static void
previewed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (CwFinding) self = CW_FINDING (user_data);
  g_autoptr (CwPreview) preview = cw_station_preview_finish (CW_STATION (source), result, NULL);
  g_autofree char *name = NULL;

  /* A cancelled preview may still have been made: it is another card's. */
  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;

  g_clear_object (&self->looking);
  if (preview == NULL || preview->face == NULL)
    {
      gtk_stack_set_visible_child_name (self->stack, "unknown");
      return;
    }

  name = cw_student_get_full_name (preview->student);
  cw_faces_set_face (self->faces, preview->face, preview->has_back, name, preview->summary);
  self->has_faces = TRUE;
}

static void
look (CwFinding *self,
      gint64     order_id)
{
  if (order_id != 0 && order_id == self->order_id)
    return;

  clear_faces (self);
  gtk_stack_set_visible_child_name (self->stack, order_id != 0 && self->station != NULL ? "faces" : "unknown");
  if (order_id == 0 || self->station == NULL)
    return;
  self->order_id = order_id;
  self->looking = g_cancellable_new ();
  cw_station_preview_async (self->station, NULL, order_id, self->looking, previewed_cb, g_object_ref (self));
}

static void
cw_finding_dispose (GObject *object)
{
  CwFinding *self = CW_FINDING (object);
  GtkWidget *child;

  stop_looking (self);
  g_clear_object (&self->station);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (cw_finding_parent_class)->dispose (object);
}

static void
cw_finding_class_init (CwFindingClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_finding_dispose;
  signals[SIGNAL_PRESSED] = g_signal_new ("pressed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[SIGNAL_TURNED] = g_signal_new ("turned", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);

  g_type_ensure (CW_TYPE_FACES);
  gtk_widget_class_set_css_name (widget_class, "finding");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/cardwright/Cardwright/finding.ui");
  gtk_widget_class_bind_template_child (widget_class, CwFinding, pager);
  gtk_widget_class_bind_template_child (widget_class, CwFinding, before_button);
  gtk_widget_class_bind_template_child (widget_class, CwFinding, after_button);
  gtk_widget_class_bind_template_child (widget_class, CwFinding, position_label);
  gtk_widget_class_bind_template_child (widget_class, CwFinding, title_label);
  gtk_widget_class_bind_template_child (widget_class, CwFinding, detail_label);
  gtk_widget_class_bind_template_child (widget_class, CwFinding, stack);
  gtk_widget_class_bind_template_child (widget_class, CwFinding, faces);
  gtk_widget_class_bind_template_child (widget_class, CwFinding, sentence_label);
  gtk_widget_class_bind_template_child (widget_class, CwFinding, buttons);
  gtk_widget_class_bind_template_callback (widget_class, before_cb);
  gtk_widget_class_bind_template_callback (widget_class, after_cb);
}

static void
cw_finding_init (CwFinding *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  cw_faces_set_compared (self->faces, TRUE);
}

GtkWidget *
cw_finding_new (void)
{
  return g_object_new (CW_TYPE_FINDING, NULL);
}

void
cw_finding_set_station (CwFinding *self,
                        CwStation *station)
{
  g_return_if_fail (CW_IS_FINDING (self));

  clear_faces (self);
  g_set_object (&self->station, station);
  cw_faces_set_specimen (self->faces, station != NULL && cw_station_is_demo (station));
}

/**
 * cw_finding_show:
 * @self: the page
 * @words: what is said of it
 * @order_id: whose faces are shown; 0: it is not known whose card it is
 *
 * Shows another one, or the same one in other words.
 */
void
cw_finding_show (CwFinding            *self,
                 const CwFindingWords *words,
                 gint64                order_id)
{
  g_autofree char *position = NULL;

  g_return_if_fail (CW_IS_FINDING (self));
  g_return_if_fail (words != NULL);

  /* Translators: which one is shown, of how many: "1 of 3". */
  position = g_strdup_printf (_("%u of %u"), words->position, words->total);
  gtk_label_set_label (self->position_label, position);
  gtk_widget_set_visible (self->pager, words->total > 1);
  gtk_widget_set_sensitive (self->before_button, words->position > 1);
  gtk_widget_set_sensitive (self->after_button, words->position < words->total);
  gtk_label_set_label (self->title_label, words->title);
  gtk_label_set_label (self->detail_label, words->detail != NULL ? words->detail : "");
  gtk_widget_set_visible (GTK_WIDGET (self->detail_label), words->detail != NULL);
  gtk_label_set_label (self->sentence_label, words->sentence);
  look (self, order_id);
}

void
cw_finding_set_buttons (CwFinding         *self,
                        const char *const *labels)
{
  GtkWidget *child;

  g_return_if_fail (CW_IS_FINDING (self));

  while ((child = gtk_widget_get_first_child (self->buttons)) != NULL)
    gtk_box_remove (GTK_BOX (self->buttons), child);
  for (guint i = 0; labels[i] != NULL; i++)
    {
      GtkWidget *button = gtk_button_new_with_label (labels[i]);

      gtk_widget_add_css_class (button, "pill");
      if (i == 0)
        gtk_widget_add_css_class (button, "suggested-action");
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, labels[i], -1);
      g_signal_connect_object (button, "clicked", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
      gtk_box_append (GTK_BOX (self->buttons), button);
    }
}

void
cw_finding_name_button (CwFinding  *self,
                        guint       index,
                        const char *name)
{
  GtkWidget *button;

  g_return_if_fail (CW_IS_FINDING (self));

  button = gtk_widget_get_first_child (self->buttons);
  while (button != NULL && index-- > 0)
    button = gtk_widget_get_next_sibling (button);
  g_return_if_fail (button != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
cw_finding_focus (CwFinding *self)
{
  GtkWidget *button;

  g_return_if_fail (CW_IS_FINDING (self));

  button = gtk_widget_get_first_child (self->buttons);
  if (button != NULL)
    gtk_widget_grab_focus (button);
}

const char *
cw_finding_get_sentence (CwFinding *self)
{
  g_return_val_if_fail (CW_IS_FINDING (self), NULL);

  return gtk_label_get_label (self->sentence_label);
}

gboolean
cw_finding_has_faces (CwFinding *self)
{
  g_return_val_if_fail (CW_IS_FINDING (self), FALSE);

  return self->has_faces;
}
