/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/printer-panel.h"

#include <glib/gi18n-lib.h>

#include "app/station/supplies.h"
#include "ui/dialogs.h"
#include "ui/reasons.h"

/* Stands in the printer chip's popover. The station counts and prints; here a person says what was
 * put in and asks for sheets. GTK thread only. */

struct _CwPrinterPanel
{
  GtkWidget      parent_instance;

  GtkLabel      *sentence_label;
  CwReasons     *reasons;
  GtkWidget     *resume_button;
  GtkLabel      *possible_label;
  GtkLabel      *counts_label;
  GtkSpinButton *ribbon_spin;
  GtkSpinButton *blanks_spin;
  GtkSpinButton *cleaning_spin;
  GtkWidget     *ribbon_button;
  GtkWidget     *blanks_button;
  GtkWidget     *cleaning_button;
  GtkWidget     *test_button;
  GtkWidget     *alignment_button;

  CwStation     *station;
  CwSheet        asked_for; /* the sheet that the open question is about */
  GtkWidget     *dialog;    /* (nullable): asks whether to print it; weak */
  guint          printing : 1;
  guint          locked : 1;
};

G_DEFINE_FINAL_TYPE (CwPrinterPanel, cw_printer_panel, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_SAID,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
say (CwPrinterPanel *self,
     const char     *sentence)
{
  g_signal_emit (self, signals[SIGNAL_SAID], 0, sentence);
}

static void
resumed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (CwPrinterPanel) self = CW_PRINTER_PANEL (user_data);
  g_autoptr (GError) error = NULL;

  gtk_widget_set_sensitive (self->resume_button, TRUE);
  if (!cw_station_resume_printer_finish (CW_STATION (source), result, &error))
    say (self, error->message);
}

static void
resume_cb (CwPrinterPanel *self)
{
  if (self->station == NULL)
    return;

  gtk_widget_set_sensitive (self->resume_button, FALSE);
  cw_station_resume_printer_async (self->station, NULL, resumed_cb, g_object_ref (self));
}

static void
added_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (CwPrinterPanel) self = CW_PRINTER_PANEL (user_data);
  g_autoptr (GError) error = NULL;

  if (cw_station_add_supply_finish (CW_STATION (source), result, &error))
    say (self, _("It is written down, and counted from now on."));
  else
    say (self, error->message);
}

static void
add_supply (CwPrinterPanel *self,
            CwSupplyKind    kind,
            GtkSpinButton  *spin)
{
  gtk_spin_button_update (spin);
  if (self->station != NULL)
    cw_station_add_supply_async (self->station, kind, (guint) gtk_spin_button_get_value_as_int (spin), NULL, NULL, added_cb, g_object_ref (self));
}

static void
ribbon_cb (CwPrinterPanel *self)
{
  add_supply (self, CW_SUPPLY_RIBBON, self->ribbon_spin);
}

static void
blanks_cb (CwPrinterPanel *self)
{
  add_supply (self, CW_SUPPLY_BLANKS, self->blanks_spin);
}

static void
cleaning_cb (CwPrinterPanel *self)
{
  add_supply (self, CW_SUPPLY_CLEANING, self->cleaning_spin);
}

static void
show_locks (CwPrinterPanel *self)
{
  gtk_widget_set_sensitive (self->test_button, !self->printing && !self->locked);
  gtk_widget_set_sensitive (self->alignment_button, !self->printing && !self->locked);
}

static void
printed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (CwPrinterPanel) self = CW_PRINTER_PANEL (user_data);
  g_autoptr (GError) error = NULL;
  CwPrintOutcome outcome;
  g_autofree char *sentence = cw_station_print_sheet_finish (CW_STATION (source), result, &outcome, &error);

  self->printing = FALSE;
  show_locks (self);
  say (self, sentence != NULL ? sentence : error->message);
}

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (CwPrinterPanel) self = CW_PRINTER_PANEL (user_data);

  g_clear_weak_pointer (&self->dialog);
  if (!cw_ask_finish (result) || self->station == NULL || self->printing || self->locked)
    return;

  self->printing = TRUE;
  show_locks (self);
  cw_station_print_sheet_async (self->station, self->asked_for, NULL, printed_cb, g_object_ref (self));
}

static void
test_cb (CwPrinterPanel *self)
{
  cw_printer_panel_print (self, CW_SHEET_TEST_CARD);
}

static void
alignment_cb (CwPrinterPanel *self)
{
  cw_printer_panel_print (self, CW_SHEET_ALIGNMENT);
}

static void
cw_printer_panel_dispose (GObject *object)
{
  CwPrinterPanel *self = CW_PRINTER_PANEL (object);
  GtkWidget *child;

  g_clear_weak_pointer (&self->dialog);
  g_clear_object (&self->station);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (cw_printer_panel_parent_class)->dispose (object);
}

static void
cw_printer_panel_class_init (CwPrinterPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_printer_panel_dispose;
  signals[SIGNAL_SAID] = g_signal_new ("said", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (CW_TYPE_REASONS);
  gtk_widget_class_set_css_name (widget_class, "printerpanel");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/cardwright/Cardwright/printer-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, CwPrinterPanel, sentence_label);
  gtk_widget_class_bind_template_child (widget_class, CwPrinterPanel, reasons);
  gtk_widget_class_bind_template_child (widget_class, CwPrinterPanel, resume_button);
  gtk_widget_class_bind_template_child (widget_class, CwPrinterPanel, possible_label);
  gtk_widget_class_bind_template_child (widget_class, CwPrinterPanel, counts_label);
  gtk_widget_class_bind_template_child (widget_class, CwPrinterPanel, ribbon_spin);
  gtk_widget_class_bind_template_child (widget_class, CwPrinterPanel, blanks_spin);
  gtk_widget_class_bind_template_child (widget_class, CwPrinterPanel, cleaning_spin);
  gtk_widget_class_bind_template_child (widget_class, CwPrinterPanel, ribbon_button);
  gtk_widget_class_bind_template_child (widget_class, CwPrinterPanel, blanks_button);
  gtk_widget_class_bind_template_child (widget_class, CwPrinterPanel, cleaning_button);
  gtk_widget_class_bind_template_child (widget_class, CwPrinterPanel, test_button);
  gtk_widget_class_bind_template_child (widget_class, CwPrinterPanel, alignment_button);
  gtk_widget_class_bind_template_callback (widget_class, resume_cb);
  gtk_widget_class_bind_template_callback (widget_class, ribbon_cb);
  gtk_widget_class_bind_template_callback (widget_class, blanks_cb);
  gtk_widget_class_bind_template_callback (widget_class, cleaning_cb);
  gtk_widget_class_bind_template_callback (widget_class, test_cb);
  gtk_widget_class_bind_template_callback (widget_class, alignment_cb);
}

static void
cw_printer_panel_init (CwPrinterPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
cw_printer_panel_new (void)
{
  return g_object_new (CW_TYPE_PRINTER_PANEL, NULL);
}

void
cw_printer_panel_set_station (CwPrinterPanel *self,
                              CwStation      *station)
{
  g_return_if_fail (CW_IS_PRINTER_PANEL (self));

  g_set_object (&self->station, station);
}

/* One line for each supply that anybody counts. */
static char *
counts_words (const CwPossible *possible)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (possible->counts); i++)
    {
      char *line = cw_supply_count_to_sentence (&possible->counts[i]);

      if (line != NULL)
        g_ptr_array_add (lines, line);
    }
  g_ptr_array_add (lines, NULL);

  return g_strjoinv ("\n", (char **) lines->pdata);
}

/**
 * cw_printer_panel_show:
 * @self: the panel
 * @status: how the station stands
 *
 * Shows what the printer says and what is left in it.
 */
void
cw_printer_panel_show (CwPrinterPanel        *self,
                       const CwStationStatus *status)
{
  g_autofree char *possible = NULL;
  g_autofree char *counts = NULL;

  g_return_if_fail (CW_IS_PRINTER_PANEL (self));
  g_return_if_fail (status != NULL);

  cw_reasons_show (self->reasons, &status->machine, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->reasons), cw_reasons_get_n (self->reasons) > 0);
  gtk_label_set_label (self->sentence_label, status->printer.sentence != NULL ? status->printer.sentence : _("Nothing is known of it yet."));
  gtk_widget_set_visible (GTK_WIDGET (self->sentence_label), cw_reasons_get_n (self->reasons) == 0);
  gtk_widget_set_visible (self->resume_button, (status->machine.reasons & CW_PRINTER_REASON_PAUSED) != 0);

  possible = cw_possible_to_sentence (&status->possible);
  counts = counts_words (&status->possible);
  gtk_label_set_label (self->possible_label, possible != NULL ? possible : _("How many cards are possible is not known: say below what you put in."));
  gtk_label_set_label (self->counts_label, counts);
  gtk_widget_set_visible (GTK_WIDGET (self->counts_label), *counts != '\0');
}

void
cw_printer_panel_set_locked (CwPrinterPanel *self,
                             gboolean        locked)
{
  g_return_if_fail (CW_IS_PRINTER_PANEL (self));

  self->locked = !!locked;
  show_locks (self);
}

void
cw_printer_panel_print (CwPrinterPanel *self,
                        CwSheet         sheet)
{
  const char *heading = NULL;

  g_return_if_fail (CW_IS_PRINTER_PANEL (self));

  if (self->dialog != NULL || self->printing || self->locked || self->station == NULL)
    return;

  switch (sheet)
    {
    case CW_SHEET_TEST_CARD:
      heading = _("Print a Test Card?");
      break;
    case CW_SHEET_ALIGNMENT:
      heading = _("Print an Alignment Sheet?");
      break;
    }
  self->asked_for = sheet;
  self->dialog = cw_ask_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), heading,
                               _("It takes a blank card and ribbon. The blank is written down as a test; no student’s number is used."),
                               _("Do not print"), _("Print it"), FALSE, asked_cb, g_object_ref (self));
  g_object_add_weak_pointer (G_OBJECT (self->dialog), (gpointer *) &self->dialog);
}

const char *
cw_printer_panel_get_possible (CwPrinterPanel *self)
{
  g_return_val_if_fail (CW_IS_PRINTER_PANEL (self), NULL);

  return gtk_label_get_label (self->possible_label);
}
