/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/status-chip.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* A menu button whose popover holds the sentence. The state is told by word and by mark, never
 * by colour alone. GTK thread only. */

struct _CwStatusChip
{
  GtkWidget      parent_instance;

  GtkMenuButton *button;
  GtkLabel      *kind_label; /* the kind of thing until its name is known */
  GtkLabel      *state_label;
  GtkImage      *image;
  GtkLabel      *title_label;
  GtkLabel      *word_label;
  GtkLabel      *sentence_label;
  AdwBin        *panel_room;

  char          *kind;
  char          *icon;
  char          *words; /* (nullable) said in place of the level's, where no person is needed */
  CwStatusLevel  level;
};

G_DEFINE_FINAL_TYPE (CwStatusChip, cw_status_chip, GTK_TYPE_WIDGET)

enum
{
  PROP_KIND = 1,
  PROP_ICON,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static const char *
level_word (CwStatusLevel level)
{
  switch (level)
    {
    case CW_STATUS_UNKNOWN:
      return _("Looking…");
    case CW_STATUS_READY:
      return _("Ready");
    case CW_STATUS_ATTENTION:
      return _("Look soon");
    case CW_STATUS_TROUBLE:
      return _("Needs you");
    }
  g_return_val_if_reached ("");
}

static const char *
level_class (CwStatusLevel level)
{
  switch (level)
    {
    case CW_STATUS_UNKNOWN:
      return "unknown";
    case CW_STATUS_READY:
      return "ready";
    case CW_STATUS_ATTENTION:
      return "attention";
    case CW_STATUS_TROUBLE:
      return "trouble";
    }
  g_return_val_if_reached ("unknown");
}

static void
cw_status_chip_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  CwStatusChip *self = CW_STATUS_CHIP (object);

  switch (prop_id)
    {
    case PROP_KIND:
      g_value_set_string (value, self->kind);
      break;
    case PROP_ICON:
      g_value_set_string (value, self->icon);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cw_status_chip_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  CwStatusChip *self = CW_STATUS_CHIP (object);

  switch (prop_id)
    {
    case PROP_KIND:
      g_free (self->kind);
      self->kind = g_value_dup_string (value);
      break;
    case PROP_ICON:
      g_free (self->icon);
      self->icon = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cw_status_chip_constructed (GObject *object)
{
  CwStatusChip *self = CW_STATUS_CHIP (object);

  G_OBJECT_CLASS (cw_status_chip_parent_class)->constructed (object);

  gtk_image_set_from_icon_name (self->image, self->icon);
  cw_status_chip_set_note (self, NULL);
}

static void
cw_status_chip_dispose (GObject *object)
{
  CwStatusChip *self = CW_STATUS_CHIP (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (cw_status_chip_parent_class)->dispose (object);
}

static void
cw_status_chip_finalize (GObject *object)
{
  CwStatusChip *self = CW_STATUS_CHIP (object);

  g_free (self->kind);
  g_free (self->icon);
  g_free (self->words);

  G_OBJECT_CLASS (cw_status_chip_parent_class)->finalize (object);
}

static void
cw_status_chip_class_init (CwStatusChipClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = cw_status_chip_constructed;
  object_class->dispose = cw_status_chip_dispose;
  object_class->finalize = cw_status_chip_finalize;
  object_class->get_property = cw_status_chip_get_property;
  object_class->set_property = cw_status_chip_set_property;
  properties[PROP_KIND] = g_param_spec_string ("kind", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_ICON] = g_param_spec_string ("icon", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "statuschip");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/cardwright/Cardwright/status-chip.ui");
  gtk_widget_class_bind_template_child (widget_class, CwStatusChip, button);
  gtk_widget_class_bind_template_child (widget_class, CwStatusChip, kind_label);
  gtk_widget_class_bind_template_child (widget_class, CwStatusChip, state_label);
  gtk_widget_class_bind_template_child (widget_class, CwStatusChip, image);
  gtk_widget_class_bind_template_child (widget_class, CwStatusChip, title_label);
  gtk_widget_class_bind_template_child (widget_class, CwStatusChip, word_label);
  gtk_widget_class_bind_template_child (widget_class, CwStatusChip, sentence_label);
  gtk_widget_class_bind_template_child (widget_class, CwStatusChip, panel_room);
}

static void
cw_status_chip_init (CwStatusChip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
cw_status_chip_new (const char *kind,
                    const char *icon)
{
  return g_object_new (CW_TYPE_STATUS_CHIP, "kind", kind, "icon", icon, NULL);
}

CwStatusLevel
cw_status_chip_get_level (CwStatusChip *self)
{
  g_return_val_if_fail (CW_IS_STATUS_CHIP (self), CW_STATUS_UNKNOWN);

  return self->level;
}

/**
 * cw_status_chip_set_note:
 * @self: a chip
 * @note: (nullable): what is known, %NULL: nothing yet
 *
 * Shows the state of the thing.
 */
void
cw_status_chip_set_note (CwStatusChip       *self,
                         const CwStatusNote *note)
{
  CwStatusLevel level = note != NULL ? note->level : CW_STATUS_UNKNOWN;
  const char *sentence = note != NULL && note->sentence != NULL ? note->sentence : _("Nothing is known of it yet.");
  const char *title = note != NULL && note->title != NULL ? note->title : self->kind;
  const char *word = self->words != NULL && (level == CW_STATUS_READY || level == CW_STATUS_ATTENTION) ? self->words : level_word (level);
  g_autofree char *name = NULL;

  g_return_if_fail (CW_IS_STATUS_CHIP (self));

  gtk_widget_remove_css_class (GTK_WIDGET (self), level_class (self->level));
  gtk_widget_add_css_class (GTK_WIDGET (self), level_class (level));
  self->level = level;
  gtk_label_set_label (self->kind_label, title != NULL ? title : "");
  gtk_label_set_label (self->state_label, word);
  gtk_label_set_label (self->title_label, title != NULL ? title : "");
  gtk_label_set_label (self->word_label, level_word (level));
  gtk_label_set_label (self->sentence_label, sentence);
  /* Translators: name of a status chip: kind, thing, state: "Printer, CR80 Card: Ready". */
  name = g_strdup_printf (_("%s, %s: %s"), self->kind != NULL ? self->kind : "", title != NULL ? title : "", word);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence,
                                  -1);
}

void
cw_status_chip_set_words (CwStatusChip *self,
                          const char   *words)
{
  g_return_if_fail (CW_IS_STATUS_CHIP (self));

  g_free (self->words);
  self->words = g_strdup (words);
}

void
cw_status_chip_set_panel (CwStatusChip *self,
                          GtkWidget    *panel)
{
  g_return_if_fail (CW_IS_STATUS_CHIP (self));

  adw_bin_set_child (self->panel_room, panel);
  gtk_widget_set_visible (GTK_WIDGET (self->sentence_label), panel == NULL);
}

void
cw_status_chip_pop_down (CwStatusChip *self)
{
  g_return_if_fail (CW_IS_STATUS_CHIP (self));

  gtk_menu_button_popdown (self->button);
}
