/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/reasons.h"

#include <glib/gi18n-lib.h>

/* The words are the printers' room's; here they get their place. Made anew only when the printer
 * says something else, so that a screen reader does not hear the same every two seconds. GTK
 * thread only. */

#define DRAWING_LARGE 96 /* pixels */
#define DRAWING_SMALL 32

struct _CwReasons
{
  GtkBox          parent_instance;

  CwPrinterReason shown;
  GtkLabel       *title; /* (nullable) of the most pressing one */
  guint           n_shown;
};

G_DEFINE_FINAL_TYPE (CwReasons, cw_reasons, GTK_TYPE_BOX)

static void
cw_reasons_class_init (CwReasonsClass *klass)
{
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "reasons");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
cw_reasons_init (CwReasons *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 12);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("What the printer needs"), -1);
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gtk_widget_get_display (GTK_WIDGET (self))), "/org/cardwright/drawings");
}

GtkWidget *
cw_reasons_new (void)
{
  return g_object_new (CW_TYPE_REASONS, NULL);
}

guint
cw_reasons_get_n (CwReasons *self)
{
  g_return_val_if_fail (CW_IS_REASONS (self), 0);

  return self->n_shown;
}

const char *
cw_reasons_get_title (CwReasons *self)
{
  g_return_val_if_fail (CW_IS_REASONS (self), NULL);

  return self->title != NULL ? gtk_label_get_label (self->title) : "";
}

gboolean
cw_reasons_hold_up (const CwPrinterStatus *status)
{
  g_return_val_if_fail (status != NULL, FALSE);

  return status->errors != 0 || status->state == CW_PRINTER_STATE_STOPPED || status->state == CW_PRINTER_STATE_UNREACHABLE;
}

static GtkLabel *
add_words (GtkWidget  *box,
           const char *words,
           const char *css)
{
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 52);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  gtk_box_append (GTK_BOX (box), label);

  return GTK_LABEL (label);
}

static void
add_reason (CwReasons          *self,
            const CwReasonText *text,
            gboolean            error)
{
  gboolean first = self->n_shown == 0;
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, first ? 18 : 12);
  GtkWidget *words = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", first ? 6 : 0,
                                   "accessible-role", first ? GTK_ACCESSIBLE_ROLE_STATUS : GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  GtkLabel *title;

  if (text->drawing != NULL)
    {
      g_autofree char *name = g_strconcat (text->drawing, "-symbolic", NULL);
      GtkWidget *drawing = g_object_new (GTK_TYPE_IMAGE, "icon-name", name, "pixel-size", first ? DRAWING_LARGE : DRAWING_SMALL,
                                         "valign", first ? GTK_ALIGN_CENTER : GTK_ALIGN_START,
                                         "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

      gtk_box_append (GTK_BOX (line), drawing);
    }
  title = add_words (words, text->title, first ? "title-4" : "heading");
  gtk_widget_add_css_class (GTK_WIDGET (title), error ? "error" : "warning");
  add_words (words, text->sentence, first ? NULL : "caption");
  add_words (words, text->remedy, first ? NULL : "caption");
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (line), words);
  gtk_box_append (GTK_BOX (self), line);
  if (first)
    self->title = title;
  self->n_shown++;
}

/* A printer that does not answer says nothing about itself: then that is the reason. */
static CwPrinterReason
reasons_of (const CwPrinterStatus *status,
            gboolean               only_errors)
{
  CwPrinterReason reasons = only_errors ? status->errors : status->reasons;

  if (status->state == CW_PRINTER_STATE_UNREACHABLE)
    return reasons != 0 ? reasons : CW_PRINTER_REASON_OFFLINE;
  if (status->state == CW_PRINTER_STATE_STOPPED && reasons == 0)
    return status->reasons != 0 ? status->reasons : CW_PRINTER_REASON_OTHER;

  return reasons;
}

/**
 * cw_reasons_show:
 * @self: the list
 * @status: what the printer says
 * @only_errors: leave out what no card waits for
 *
 * Shows it, the most pressing reason first.
 */
void
cw_reasons_show (CwReasons             *self,
                 const CwPrinterStatus *status,
                 gboolean               only_errors)
{
  CwPrinterReason reasons;
  g_autoptr (GPtrArray) texts = NULL;
  GtkWidget *line;

  g_return_if_fail (CW_IS_REASONS (self));
  g_return_if_fail (status != NULL);

  reasons = reasons_of (status, only_errors);
  if (reasons == self->shown)
    return;

  while ((line = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_box_remove (GTK_BOX (self), line);
  self->shown = reasons;
  self->title = NULL;
  self->n_shown = 0;
  texts = cw_printer_reason_list (reasons);
  for (guint i = 0; i < texts->len; i++)
    {
      const CwReasonText *text = g_ptr_array_index (texts, i);

      add_reason (self, text, (status->errors & text->reason) != 0 || (status->errors == 0 && cw_reasons_hold_up (status)));
    }
}
