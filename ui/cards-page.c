/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/cards-page.h"

#include <glib/gi18n-lib.h>

#include "app/station/identify.h"
#include "ui/card-pane.h"
#include "ui/paged-model.h"
#include "ui/words-life.h"

/* The list is a paged model of the station's cards; the one that is chosen, or that was read from the
 * reader, stands in the pane beside it. GTK thread only. */

struct _CwCardsPage
{
  GtkWidget        parent_instance;

  GtkEditable     *search_entry;
  GtkDropDown     *state_drop;
  GtkDropDown     *order_drop;
  GtkLabel        *found_label;
  GtkColumnView   *view;
  GtkLabel        *status_label;
  CwCardPane      *pane;

  CwStation       *station;     /* (nullable) */
  CwPagedModel    *model;
  GtkSingleSelection *selection;
  gboolean         identifying;
};

static void cw_cards_page_place_init (CwPlaceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwCardsPage, cw_cards_page, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_PLACE, cw_cards_page_place_init))

#define STATE(state) (1u << CW_CARD_STATE_##state)

typedef struct
{
  const char *words;
  guint       states;
} StateChoice;

static const StateChoice state_choices[] = {
  { N_("All cards"), 0 },
  { N_("In force"), STATE (ISSUED) },
  { N_("Lost or stolen"), STATE (LOST) | STATE (STOLEN) },
  { N_("Suspended"), STATE (SUSPENDED) },
  { N_("Expired"), STATE (EXPIRED) },
  { N_("Out of use"), STATE (WITHDRAWN) | STATE (REPLACED) | STATE (DESTROYED) | STATE (SPOILED) },
  { N_("Being made"), STATE (RESERVED) | STATE (PRINTING) | STATE (PRINTED) | STATE (ENCODED) | STATE (VERIFIED) },
  { N_("In doubt"), STATE (IN_DOUBT) },
};

/* in the order of CwCardOrder */
static const char *const order_choices[] = { N_("Newest first"), N_("Oldest first"), N_("Expiring first"), N_("Expiring last") };

/* columns */

static char *
get_name (gconstpointer row)
{
  return g_strdup (((const CwCardRow *) row)->name);
}

static char *
get_number (gconstpointer row)
{
  return g_strdup (((const CwCardRow *) row)->number);
}

static char *
get_state (gconstpointer row)
{
  return g_strdup (cw_card_state_to_label (((const CwCardRow *) row)->card->state));
}

static char *
get_expiry (gconstpointer row)
{
  const char *day = ((const CwCardRow *) row)->card->expires_at;

  return day != NULL ? cw_words_for_date (day) : NULL;
}

static char *
get_escn (gconstpointer row)
{
  return cw_escn_to_string (&((const CwCardRow *) row)->card->escn);
}

/* the list */

static gboolean
is_narrowed (CwCardsPage *self)
{
  return gtk_drop_down_get_selected (self->state_drop) != 0 || *gtk_editable_get_text (self->search_entry) != '\0';
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (CwCardsPage) self = CW_CARDS_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  GCancellable *cancellable = g_task_get_cancellable (G_TASK (result));
  g_autoptr (CwCardPage) page = cw_station_list_card_page_finish (CW_STATION (source), result, &error);
  g_autofree char *status = NULL;

  if (page == NULL)
    {
      if (!g_cancellable_is_cancelled (cancellable) && self->station != NULL)
        gtk_label_set_label (self->status_label, error->message);
      return;
    }

  /* the rows are the model's from now on */
  g_ptr_array_set_free_func (page->rows, NULL);
  if (self->station != NULL && !g_cancellable_is_cancelled (cancellable))
    {
      status = page->count == 0 ? g_strdup (is_narrowed (self) ? _("No card is like this.") : _("No card was made here yet."))
                                : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u card", "%u cards", page->count), page->count);
      gtk_label_set_label (self->status_label, status);
    }
  cw_paged_model_take (self->model, cancellable, page->first, page->count, page->rows);
}

static void
fetch (guint         first,
       guint         limit,
       GCancellable *cancellable,
       gpointer      user_data)
{
  CwCardsPage *self = user_data;
  guint choice = gtk_drop_down_get_selected (self->state_drop);
  guint order = gtk_drop_down_get_selected (self->order_drop);
  const CwCardQuery query = {
    .states = choice < G_N_ELEMENTS (state_choices) ? state_choices[choice].states : 0,
    .order = order < G_N_ELEMENTS (order_choices) ? (CwCardOrder) order : CW_CARD_ORDER_NEWEST,
    .text = gtk_editable_get_text (self->search_entry),
  };

  cw_station_list_card_page_async (self->station, &query, first, limit, cancellable, listed_cb, g_object_ref (self));
}

static void
changed_cb (CwCardsPage *self)
{
  if (self->station != NULL)
    cw_paged_model_restart (self->model);
}

static void
reload_cb (CwCardsPage *self)
{
  changed_cb (self);
}

static void
selected_cb (CwCardsPage *self)
{
  CwPagedItem *item = gtk_single_selection_get_selected_item (self->selection);
  const CwCardRow *row = item != NULL ? cw_paged_item_get_row (item) : NULL;

  /* the list is read anew after something was done: the card that was looked at stays beside it */
  if (row == NULL)
    return;

  gtk_widget_set_visible (GTK_WIDGET (self->found_label), FALSE);
  cw_card_pane_show (self->pane, cw_card_row_copy (row));
}

/* what is this card? */

static void
show_identified (CwCardsPage        *self,
                 const CwIdentified *found)
{
  g_autoptr (GString) words = g_string_new (found->sentence);
  CwCardRow *row;

  g_string_append_printf (words, "\n%s · %s", found->chip, found->uid);
  if (found->escn != NULL)
    g_string_append_printf (words, " · %s", found->escn);
  gtk_label_set_label (self->found_label, words->str);
  gtk_widget_set_visible (GTK_WIDGET (self->found_label), TRUE);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  if (found->card == NULL)
    {
      cw_card_pane_show (self->pane, NULL);
      return;
    }

  row = g_new0 (CwCardRow, 1);
  row->card = cw_card_ref (found->card);
  if (found->student != NULL)
    {
      row->name = cw_student_get_full_name (found->student);
      row->number = g_strdup (found->student->number);
    }
  cw_card_pane_show (self->pane, row);
}

static void
identified_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (CwCardsPage) self = CW_CARDS_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwIdentified) found = cw_station_identify_finish (CW_STATION (source), result, &error);

  self->identifying = FALSE;
  if (self->station == NULL)
    return;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "cards.identify", TRUE);
  if (found != NULL)
    {
      show_identified (self, found);
      return;
    }
  gtk_label_set_label (self->found_label, error->message);
  gtk_widget_set_visible (GTK_WIDGET (self->found_label), TRUE);
}

void
cw_cards_page_identify (CwCardsPage *self)
{
  g_return_if_fail (CW_IS_CARDS_PAGE (self));

  if (self->station == NULL || self->identifying)
    return;

  self->identifying = TRUE;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "cards.identify", FALSE);
  gtk_label_set_label (self->found_label, _("The card is being read. Leave it where it is."));
  gtk_widget_set_visible (GTK_WIDGET (self->found_label), TRUE);
  cw_station_identify_async (self->station, NULL, identified_cb, g_object_ref (self));
}

static void
identify_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  cw_cards_page_identify (CW_CARDS_PAGE (widget));
}

static void
said_cb (CwCardsPage *self,
         const char  *sentence)
{
  cw_place_say (CW_PLACE (self), sentence);
}

static void
make_card_cb (CwCardsPage *self,
              CwStudent   *student)
{
  cw_place_make_card (CW_PLACE (self), student);
}

/* the place */

static void
set_station (CwPlace   *place,
             CwStation *station)
{
  CwCardsPage *self = CW_CARDS_PAGE (place);

  g_set_object (&self->station, station);
  cw_card_pane_set_station (self->pane, station);
  cw_paged_model_restart (self->model);
}

static void
shown (CwPlace *place)
{
  changed_cb (CW_CARDS_PAGE (place));
}

static gboolean
type (CwPlace               *place,
      GtkEventControllerKey *keys,
      guint                  keyval,
      GdkModifierType        modifiers)
{
  CwCardsPage *self = CW_CARDS_PAGE (place);
  gunichar letter = gdk_keyval_to_unicode (keyval);
  GtkEditable *text;

  if ((modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0 || letter == 0 || g_unichar_iscntrl (letter) || g_unichar_isspace (letter))
    return FALSE;

  text = gtk_editable_get_delegate (self->search_entry);
  gtk_widget_grab_focus (GTK_WIDGET (text));
  gtk_editable_set_position (text, -1);

  return gtk_event_controller_key_forward (keys, GTK_WIDGET (text));
}

static void
cw_cards_page_place_init (CwPlaceInterface *iface)
{
  iface->set_station = set_station;
  iface->shown = shown;
  iface->type = type;
}

static void
cw_cards_page_dispose (GObject *object)
{
  CwCardsPage *self = CW_CARDS_PAGE (object);
  GtkWidget *child;

  if (self->model != NULL)
    cw_paged_model_stop (self->model);
  g_clear_object (&self->station);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (cw_cards_page_parent_class)->dispose (object);
}

static void
cw_cards_page_class_init (CwCardsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_cards_page_dispose;

  g_type_ensure (CW_TYPE_CARD_PANE);
  gtk_widget_class_set_css_name (widget_class, "cardspage");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/cardwright/Cardwright/cards-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwCardsPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, CwCardsPage, state_drop);
  gtk_widget_class_bind_template_child (widget_class, CwCardsPage, order_drop);
  gtk_widget_class_bind_template_child (widget_class, CwCardsPage, found_label);
  gtk_widget_class_bind_template_child (widget_class, CwCardsPage, view);
  gtk_widget_class_bind_template_child (widget_class, CwCardsPage, status_label);
  gtk_widget_class_bind_template_child (widget_class, CwCardsPage, pane);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, reload_cb);
  gtk_widget_class_bind_template_callback (widget_class, said_cb);
  gtk_widget_class_bind_template_callback (widget_class, make_card_cb);
  gtk_widget_class_install_action (widget_class, "cards.identify", NULL, identify_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_i, GDK_CONTROL_MASK, "cards.identify", NULL);
}

static void
cw_cards_page_init (CwCardsPage *self)
{
  g_autoptr (GtkStringList) states = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) orders = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (state_choices); i++)
    gtk_string_list_append (states, _(state_choices[i].words));
  for (guint i = 0; i < G_N_ELEMENTS (order_choices); i++)
    gtk_string_list_append (orders, _(order_choices[i]));
  gtk_drop_down_set_model (self->state_drop, G_LIST_MODEL (states));
  gtk_drop_down_set_model (self->order_drop, G_LIST_MODEL (orders));

  self->model = cw_paged_model_new (fetch, self, (GDestroyNotify) cw_card_row_free);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->model)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
  cw_paged_column_add (self->view, _("Name"), TRUE, get_name);
  cw_paged_column_add (self->view, _("Number"), FALSE, get_number);
  cw_paged_column_add (self->view, _("State"), FALSE, get_state);
  cw_paged_column_add (self->view, _("Valid until"), FALSE, get_expiry);
  cw_paged_column_add (self->view, _("Card number"), FALSE, get_escn);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
}

GtkWidget *
cw_cards_page_new (void)
{
  return g_object_new (CW_TYPE_CARDS_PAGE, NULL);
}

const char *
cw_cards_page_get_status (CwCardsPage *self)
{
  g_return_val_if_fail (CW_IS_CARDS_PAGE (self), NULL);

  return gtk_label_get_label (self->status_label);
}

const char *
cw_cards_page_get_found (CwCardsPage *self)
{
  g_return_val_if_fail (CW_IS_CARDS_PAGE (self), NULL);

  return gtk_label_get_label (self->found_label);
}
