/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "printers/printer.h"

G_BEGIN_DECLS

/**
 * CwReasons:
 *
 * What the printer says about itself: the most pressing reason large, with its drawing and what to
 * do, the others below it.
 */
#define CW_TYPE_REASONS (cw_reasons_get_type ())

G_DECLARE_FINAL_TYPE (CwReasons, cw_reasons, CW, REASONS, GtkBox)

GtkWidget  *cw_reasons_new       (void);
/* How many are shown. */
guint       cw_reasons_get_n     (CwReasons *self);
/* The title of the most pressing one; "" when there is none. */
const char *cw_reasons_get_title (CwReasons *self);
/* @only_errors: leave out what no card waits for */
void        cw_reasons_show      (CwReasons             *self,
                                  const CwPrinterStatus *status,
                                  gboolean               only_errors);
/* Whether no card comes out until somebody acts. */
gboolean    cw_reasons_hold_up   (const CwPrinterStatus *status);

G_END_DECLS
