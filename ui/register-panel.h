/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/station/station.h"

G_BEGIN_DECLS

/**
 * CwRegisterPanel:
 *
 * In the register chip's popover: how the register stands, what it is owed, and the way to the page
 * where something can be done about it.
 */
#define CW_TYPE_REGISTER_PANEL (cw_register_panel_get_type ())

G_DECLARE_FINAL_TYPE (CwRegisterPanel, cw_register_panel, CW, REGISTER_PANEL, GtkWidget)

GtkWidget  *cw_register_panel_new      (void);
void        cw_register_panel_show     (CwRegisterPanel       *self,
                                        const CwStationStatus *status);
const char *cw_register_panel_get_owed (CwRegisterPanel *self);

G_END_DECLS
