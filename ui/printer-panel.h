/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/station/sheets.h"
#include "app/station/station.h"

G_BEGIN_DECLS

/**
 * CwPrinterPanel:
 *
 * What there is to know of the printer and to do at it: its reasons, the cards possible by both
 * counts, what was put in, test card and alignment sheet, and letting a paused printer go on.
 *
 * Signal "said" (const char *sentence): how something asked for here went.
 */
#define CW_TYPE_PRINTER_PANEL (cw_printer_panel_get_type ())

G_DECLARE_FINAL_TYPE (CwPrinterPanel, cw_printer_panel, CW, PRINTER_PANEL, GtkWidget)

GtkWidget  *cw_printer_panel_new          (void);
void        cw_printer_panel_set_station  (CwPrinterPanel *self,
                                           CwStation      *station);
void        cw_printer_panel_show         (CwPrinterPanel        *self,
                                           const CwStationStatus *status);
/* While an order runs no sheet is printed. */
void        cw_printer_panel_set_locked   (CwPrinterPanel *self,
                                           gboolean        locked);
/* Asks first: it takes a blank. */
void        cw_printer_panel_print        (CwPrinterPanel *self,
                                           CwSheet         sheet);
const char *cw_printer_panel_get_possible (CwPrinterPanel *self);

G_END_DECLS
