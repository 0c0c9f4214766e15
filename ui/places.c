/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/places.h"

#include <glib/gi18n-lib.h>

#include "ui/cards-page.h"
#include "ui/import-page.h"
#include "ui/journal-page.h"
#include "ui/register-pane.h"
#include "ui/settings-page.h"

/* The table of places, and which of them is shown. A place is an empty bin until then: the window's
 * first frame waits for none of them. GTK thread only. */

typedef struct
{
  const char *name;
  const char *title;
  const char *icon;
  GType     (*get_type) (void);
} CwPlaceRow;

static const CwPlaceRow rows[] = {
  { "cards", N_("Cards"), "view-list-symbolic", cw_cards_page_get_type },
  { "import", N_("Import"), "document-open-symbolic", cw_import_page_get_type },
  { "register", N_("Register"), "cw-register-symbolic", cw_register_pane_get_type },
  { "journal", N_("Journal"), "document-open-recent-symbolic", cw_journal_page_view_get_type },
  { "settings", N_("Settings"), "emblem-system-symbolic", cw_settings_page_get_type },
};

struct _CwPlaces
{
  GtkWidget     parent_instance;

  AdwViewStack *stack;
  CwStation    *station; /* (nullable) until it has opened */
};

G_DEFINE_FINAL_TYPE (CwPlaces, cw_places, GTK_TYPE_WIDGET)

enum
{
  PROP_DESK = 1,
  PROP_STACK,
  N_PROPS
};

enum
{
  SIGNAL_SAID,
  SIGNAL_MAKE_CARD,
  SIGNAL_SHOWN,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
said_cb (CwPlaces   *self,
         const char *sentence)
{
  g_signal_emit (self, signals[SIGNAL_SAID], 0, sentence);
}

static void
make_card_cb (CwPlaces  *self,
              CwStudent *student)
{
  g_signal_emit (self, signals[SIGNAL_MAKE_CARD], 0, student);
}

static void
went_cb (CwPlaces   *self,
         const char *name)
{
  cw_places_show (self, name);
}

/* The button inside a drop-down is what takes the focus, and neither GTK nor, for the buttons inside its rows
 * with an entry, libadwaita gives it a name of its own. */
static void
name_inner_buttons (GtkWidget *widget)
{
  GtkWidget *first = gtk_widget_get_first_child (widget);

  if (GTK_IS_DROP_DOWN (widget) && GTK_IS_TOGGLE_BUTTON (first))
    gtk_accessible_update_relation (GTK_ACCESSIBLE (first), GTK_ACCESSIBLE_RELATION_LABELLED_BY, widget, NULL, -1);
  if (GTK_IS_BUTTON (widget) && gtk_widget_get_ancestor (widget, ADW_TYPE_ENTRY_ROW) != NULL && gtk_widget_get_tooltip_text (widget) != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, gtk_widget_get_tooltip_text (widget), -1);
  if (GTK_IS_BUTTON (widget) && GTK_IS_SPIN_BUTTON (gtk_widget_get_parent (widget)))
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, gtk_widget_has_css_class (widget, "up") ? _("More") : _("Less"), -1);
  for (GtkWidget *child = first; child != NULL; child = gtk_widget_get_next_sibling (child))
    name_inner_buttons (child);
}

static const CwPlaceRow *
find_row (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].name, name))
      return &rows[i];
  return NULL;
}

CwPlace *
cw_places_get (CwPlaces   *self,
               const char *name)
{
  const CwPlaceRow *row = find_row (name);
  GtkWidget *place;
  AdwBin *bin;

  g_return_val_if_fail (CW_IS_PLACES (self), NULL);
  g_return_val_if_fail (row != NULL, NULL);

  bin = ADW_BIN (adw_view_stack_get_child_by_name (self->stack, name));
  if (adw_bin_get_child (bin) != NULL)
    return CW_PLACE (adw_bin_get_child (bin));

  place = g_object_new (row->get_type (), NULL);
  g_signal_connect_object (place, "said", G_CALLBACK (said_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (place, "make-card", G_CALLBACK (make_card_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (place, "went", G_CALLBACK (went_cb), self, G_CONNECT_SWAPPED);
  name_inner_buttons (place);
  adw_bin_set_child (bin, place);
  if (self->station != NULL)
    cw_place_set_station (CW_PLACE (place), self->station);

  return CW_PLACE (place);
}

static void
visible_cb (CwPlaces *self)
{
  const char *name = cw_places_get_shown (self);

  if (name == NULL || self->station == NULL)
    return;

  if (find_row (name) != NULL)
    cw_place_shown (cw_places_get (self, name));
  g_signal_emit (self, signals[SIGNAL_SHOWN], 0);
}

static void
set_desk (CwPlaces  *self,
          GtkWidget *desk)
{
  AdwViewStackPage *page = adw_view_stack_add_titled (self->stack, desk, "desk", _("Desk"));

  adw_view_stack_page_set_icon_name (page, "cw-card-symbolic");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      page = adw_view_stack_add_titled (self->stack, adw_bin_new (), rows[i].name, _(rows[i].title));
      adw_view_stack_page_set_icon_name (page, rows[i].icon);
    }
}

static void
cw_places_set_property (GObject      *object,
                        guint         id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  if (id == PROP_DESK)
    set_desk (CW_PLACES (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cw_places_get_property (GObject    *object,
                        guint       id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  if (id == PROP_STACK)
    g_value_set_object (value, CW_PLACES (object)->stack);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cw_places_dispose (GObject *object)
{
  CwPlaces *self = CW_PLACES (object);

  if (self->stack != NULL)
    g_signal_handlers_disconnect_by_data (self->stack, self);
  if (self->stack != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->stack));
  self->stack = NULL;
  g_clear_object (&self->station);

  G_OBJECT_CLASS (cw_places_parent_class)->dispose (object);
}

static void
cw_places_class_init (CwPlacesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = cw_places_set_property;
  object_class->get_property = cw_places_get_property;
  object_class->dispose = cw_places_dispose;
  properties[PROP_DESK] = g_param_spec_object ("desk", NULL, NULL, GTK_TYPE_WIDGET, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_STACK] = g_param_spec_object ("stack", NULL, NULL, ADW_TYPE_VIEW_STACK, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_SAID] = g_signal_new ("said", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_MAKE_CARD] = g_signal_new ("make-card", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, cw_student_get_type ());
  signals[SIGNAL_SHOWN] = g_signal_new ("shown", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "places");
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
cw_places_init (CwPlaces *self)
{
  self->stack = ADW_VIEW_STACK (adw_view_stack_new ());
  /* the places behind are not measured */
  adw_view_stack_set_hhomogeneous (self->stack, FALSE);
  adw_view_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_widget_set_parent (GTK_WIDGET (self->stack), GTK_WIDGET (self));
  g_signal_connect_swapped (self->stack, "notify::visible-child", G_CALLBACK (visible_cb), self);
}

AdwViewStack *
cw_places_get_stack (CwPlaces *self)
{
  g_return_val_if_fail (CW_IS_PLACES (self), NULL);

  return self->stack;
}

void
cw_places_set_station (CwPlaces  *self,
                       CwStation *station)
{
  g_return_if_fail (CW_IS_PLACES (self));
  g_return_if_fail (self->station == NULL);

  self->station = g_object_ref (station);
}

void
cw_places_show (CwPlaces   *self,
                const char *name)
{
  g_return_if_fail (CW_IS_PLACES (self));

  adw_view_stack_set_visible_child_name (self->stack, name);
}

const char *
cw_places_get_shown (CwPlaces *self)
{
  g_return_val_if_fail (CW_IS_PLACES (self), NULL);

  return adw_view_stack_get_visible_child_name (self->stack);
}

const char *
cw_places_get_nth (CwPlaces *self,
                   guint     n)
{
  g_return_val_if_fail (CW_IS_PLACES (self), NULL);

  if (n == 1)
    return "desk";
  return n >= 2 && n - 2 < G_N_ELEMENTS (rows) ? rows[n - 2].name : NULL;
}

void
cw_places_set_calling (CwPlaces *self,
                       gboolean  calling)
{
  GtkWidget *desk;

  g_return_if_fail (CW_IS_PLACES (self));

  desk = adw_view_stack_get_child_by_name (self->stack, "desk");
  adw_view_stack_page_set_needs_attention (adw_view_stack_get_page (self->stack, desk), calling && !g_str_equal (cw_places_get_shown (self), "desk"));
}
