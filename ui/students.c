/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/students.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "ui/student-item.h"

/* The search and its hits. A search under way is cancelled by the next one, so hits always
 * belong to the words in the entry. GTK thread only; the store answers on the station's. */

#define MOST_HITS 200

struct _CwStudents
{
  GtkBox              parent_instance;

  GtkSearchEntry     *entry;
  GtkStack           *stack;
  GtkListView        *list_view;
  GtkLabel           *none_label;
  GtkLabel           *more_label;
  GtkButton          *make_button;

  CwStation          *station;
  GCancellable       *searching;
  char               *sought; /* the words last looked for, NULL: none yet */
  GListStore         *hits;
  GtkSingleSelection *selection;
  guint               enter_waits : 1; /* Enter came before the hits */
};

G_DEFINE_FINAL_TYPE (CwStudents, cw_students, GTK_TYPE_BOX)

enum
{
  SIGNAL_CHOSEN,
  SIGNAL_ENTERED,
  SIGNAL_ROW_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
choose (CwStudents *self,
        guint       position)
{
  gtk_single_selection_set_selected (self->selection, position);
  if (position != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.scroll-to-item", "u", position);
}

/* For a list that somebody asked for: never for everybody by one press. */
static void
show_make_button (CwStudents *self,
                  guint       n_hits)
{
  g_autofree char *words = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Make this %u card…", "Make these %u cards…", n_hits), n_hits);

  gtk_button_set_label (self->make_button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->make_button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_widget_set_visible (GTK_WIDGET (self->make_button), n_hits > 1 && *gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0');
}

static void
show_hits (CwStudents *self,
           GPtrArray  *students)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  for (guint i = 0; i < students->len; i++)
    g_ptr_array_add (items, cw_student_item_new (g_ptr_array_index (students, i)));
  g_list_store_splice (self->hits, 0, g_list_model_get_n_items (G_LIST_MODEL (self->hits)), items->pdata, items->len);

  gtk_label_set_label (self->none_label, *words != '\0' ? _("Nobody found. Look for a part of the name or the student number.")
                                                        : _("There are no students here yet. Add one with “cardwright-cli issue --record FILE”."));
  gtk_stack_set_visible_child_name (self->stack, students->len > 0 ? "hits" : "none");
  gtk_widget_set_visible (GTK_WIDGET (self->more_label), students->len >= MOST_HITS);
  show_make_button (self, students->len);
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (CwStudents) self = CW_STUDENTS (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) students = cw_station_find_students_finish (CW_STATION (source), result, &error);

  /* A cancelled search may still have been answered: its hits belong to other words. */
  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;

  g_clear_object (&self->searching);
  if (students == NULL)
    {
      g_clear_pointer (&self->sought, g_free);
      gtk_label_set_label (self->none_label, error->message);
      gtk_stack_set_visible_child_name (self->stack, "none");
      return;
    }

  show_hits (self, students);
  if (self->enter_waits && students->len > 0)
    choose (self, 0);
  self->enter_waits = FALSE;
}

static void
search (CwStudents *self)
{
  if (self->station == NULL)
    return;

  if (self->searching != NULL)
    g_cancellable_cancel (self->searching);
  g_clear_object (&self->searching);
  self->searching = g_cancellable_new ();
  g_free (self->sought);
  self->sought = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  cw_station_find_students_async (self->station, self->sought, MOST_HITS, self->searching, found_cb, g_object_ref (self));
}

static gboolean
is_sought (CwStudents *self)
{
  return g_strcmp0 (self->sought, gtk_editable_get_text (GTK_EDITABLE (self->entry))) == 0;
}

/* Comes when the typing has paused. A scanner's Enter is faster: then the search is made already
 * and its hit taken, and a second search would let go of it. */
static void
search_changed_cb (CwStudents *self)
{
  if (!is_sought (self))
    search (self);
}

/* What was taken is void at once, not only when the hits come. */
static void
typed_cb (CwStudents *self)
{
  choose (self, GTK_INVALID_LIST_POSITION);
}

static void
enter_cb (CwStudents *self)
{
  if (cw_students_get_chosen (self) != NULL)
    {
      g_signal_emit (self, signals[SIGNAL_ENTERED], 0);
      return;
    }

  if (self->searching != NULL || !is_sought (self))
    {
      self->enter_waits = TRUE;
      search_changed_cb (self);
    }
  else if (g_list_model_get_n_items (G_LIST_MODEL (self->hits)) > 0)
    {
      choose (self, 0);
    }
}

static void
stop_search_cb (CwStudents *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  else
    choose (self, GTK_INVALID_LIST_POSITION);
}

static void
walk (CwStudents *self,
      int         by)
{
  guint n_hits = g_list_model_get_n_items (G_LIST_MODEL (self->hits));
  guint now = gtk_single_selection_get_selected (self->selection);

  if (n_hits == 0)
    return;
  if (now == GTK_INVALID_LIST_POSITION)
    choose (self, by > 0 ? 0 : n_hits - 1);
  else if (by > 0 ? now + 1 < n_hits : now > 0)
    choose (self, now + by);
}

static gboolean
entry_key_cb (CwStudents     *self,
              guint           keyval,
              guint           keycode,
              GdkModifierType modifiers)
{
  if ((modifiers & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down)
    walk (self, 1);
  else if (keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up)
    walk (self, -1);
  else
    return GDK_EVENT_PROPAGATE;

  return GDK_EVENT_STOP;
}

static void
selected_cb (CwStudents *self)
{
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0);
}

static void
activate_row_cb (CwStudents *self)
{
  g_signal_emit (self, signals[SIGNAL_ROW_ACTIVATED], 0);
}

static void
setup_row_cb (GtkSignalListItemFactory *factory,
              GtkListItem              *list_item)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *avatar = adw_avatar_new (36, NULL, TRUE);

  gtk_box_append (GTK_BOX (row), avatar);
  for (int i = 0; i < 2; i++)
    {
      GtkWidget *label = gtk_label_new (NULL);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      if (i == 1)
        {
          gtk_widget_add_css_class (label, "caption");
          gtk_widget_add_css_class (label, "dim-label");
        }
      gtk_box_append (GTK_BOX (words), label);
    }
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (row, "student");
  gtk_box_append (GTK_BOX (row), words);
  gtk_list_item_set_child (list_item, row);
}

static void
bind_row_cb (GtkSignalListItemFactory *factory,
             GtkListItem              *list_item)
{
  CwStudentItem *item = gtk_list_item_get_item (list_item);
  CwStudent *student = cw_student_item_get_student (item);
  GtkWidget *avatar = gtk_widget_get_first_child (gtk_list_item_get_child (list_item));
  GtkWidget *name_label = gtk_widget_get_first_child (gtk_widget_get_next_sibling (avatar));
  GtkWidget *row = gtk_widget_get_parent (gtk_list_item_get_child (list_item)); /* what a screen reader stops at */
  g_autofree char *detail = cw_student_item_get_detail (item);
  g_autofree char *first_last = cw_student_get_full_name (student);
  g_autofree char *name = g_strdup_printf ("%s, %s", student->family_name, student->given_names);

  adw_avatar_set_text (ADW_AVATAR (avatar), first_last);
  gtk_label_set_label (GTK_LABEL (name_label), name);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (name_label)), detail);
  if (row != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, detail, -1);
}

static void
cw_students_dispose (GObject *object)
{
  CwStudents *self = CW_STUDENTS (object);

  if (self->searching != NULL)
    g_cancellable_cancel (self->searching);
  g_clear_object (&self->searching);
  g_clear_pointer (&self->sought, g_free);
  g_clear_object (&self->station);
  g_clear_object (&self->selection);
  g_clear_object (&self->hits);

  G_OBJECT_CLASS (cw_students_parent_class)->dispose (object);
}

static void
cw_students_class_init (CwStudentsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_students_dispose;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ENTERED] = g_signal_new ("entered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ROW_ACTIVATED] = g_signal_new ("row-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/cardwright/Cardwright/students.ui");
  gtk_widget_class_bind_template_child (widget_class, CwStudents, entry);
  gtk_widget_class_bind_template_child (widget_class, CwStudents, stack);
  gtk_widget_class_bind_template_child (widget_class, CwStudents, list_view);
  gtk_widget_class_bind_template_child (widget_class, CwStudents, none_label);
  gtk_widget_class_bind_template_child (widget_class, CwStudents, more_label);
  gtk_widget_class_bind_template_child (widget_class, CwStudents, make_button);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, enter_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_row_cb);
}

static void
cw_students_init (CwStudents *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_autofree char *more = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));

  self->hits = g_list_store_new (CW_TYPE_STUDENT_ITEM);
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->hits));
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);

  g_signal_connect (factory, "setup", G_CALLBACK (setup_row_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_row_cb), NULL);
  gtk_list_view_set_factory (self->list_view, factory);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (entry_key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), keys);

  more = g_strdup_printf (_("The first %d are shown. Type more of the name."), MOST_HITS);
  gtk_label_set_label (self->more_label, more);
}

GtkWidget *
cw_students_new (void)
{
  return g_object_new (CW_TYPE_STUDENTS, NULL);
}

/**
 * cw_students_set_station:
 * @self: the pane
 * @station: (nullable): where to look, or %NULL for nowhere
 *
 * Looks for everybody at once, so that the list is not empty when the desk opens.
 */
void
cw_students_set_station (CwStudents *self,
                         CwStation  *station)
{
  g_return_if_fail (CW_IS_STUDENTS (self));

  g_set_object (&self->station, station);
  search (self);
}

CwStudent *
cw_students_get_chosen (CwStudents *self)
{
  CwStudentItem *item;

  g_return_val_if_fail (CW_IS_STUDENTS (self), NULL);

  item = self->selection != NULL ? gtk_single_selection_get_selected_item (self->selection) : NULL;

  return item != NULL ? cw_student_item_get_student (item) : NULL;
}

guint
cw_students_get_n_hits (CwStudents *self)
{
  g_return_val_if_fail (CW_IS_STUDENTS (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->hits));
}

GPtrArray *
cw_students_list_hits (CwStudents *self)
{
  GPtrArray *students = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_student_unref);

  g_return_val_if_fail (CW_IS_STUDENTS (self), students);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->hits)); i++)
    {
      g_autoptr (CwStudentItem) item = g_list_model_get_item (G_LIST_MODEL (self->hits), i);

      g_ptr_array_add (students, cw_student_ref (cw_student_item_get_student (item)));
    }

  return students;
}

const char *
cw_students_get_query (CwStudents *self)
{
  g_return_val_if_fail (CW_IS_STUDENTS (self), "");

  return self->sought != NULL ? self->sought : "";
}

void
cw_students_set_locked (CwStudents *self,
                        gboolean    locked)
{
  g_return_if_fail (CW_IS_STUDENTS (self));

  gtk_widget_set_sensitive (GTK_WIDGET (self), !locked);
}

void
cw_students_unchoose (CwStudents *self)
{
  g_return_if_fail (CW_IS_STUDENTS (self));

  choose (self, GTK_INVALID_LIST_POSITION);
}

/**
 * cw_students_start_over:
 * @self: the pane
 *
 * Empties the entry, lets go of the student and waits for the next one to be typed.
 */
void
cw_students_start_over (CwStudents *self)
{
  g_return_if_fail (CW_IS_STUDENTS (self));

  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  choose (self, GTK_INVALID_LIST_POSITION);
  cw_students_focus (self);
}

void
cw_students_focus (CwStudents *self)
{
  g_return_if_fail (CW_IS_STUDENTS (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

void
cw_students_look_for (CwStudents *self,
                      const char *text)
{
  g_return_if_fail (CW_IS_STUDENTS (self));

  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  choose (self, GTK_INVALID_LIST_POSITION);
  enter_cb (self);
}

gboolean
cw_students_type (CwStudents            *self,
                  GtkEventControllerKey *keys,
                  guint                  keyval,
                  GdkModifierType        modifiers)
{
  gunichar letter = gdk_keyval_to_unicode (keyval);
  GtkEditable *text;

  g_return_val_if_fail (CW_IS_STUDENTS (self), FALSE);

  if (!gtk_widget_is_sensitive (GTK_WIDGET (self)) || (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return FALSE;
  if (letter == 0 || g_unichar_iscntrl (letter) || g_unichar_isspace (letter))
    return FALSE;

  text = gtk_editable_get_delegate (GTK_EDITABLE (self->entry));
  gtk_widget_grab_focus (GTK_WIDGET (text));
  gtk_editable_set_position (text, -1);
  gtk_editable_select_region (text, -1, -1);

  return gtk_event_controller_key_forward (keys, GTK_WIDGET (text));
}
