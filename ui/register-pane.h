/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ui/comparison.h"
#include "ui/owed.h"
#include "ui/place.h"

G_BEGIN_DECLS

/**
 * CwRegisterPane:
 *
 * The place of the register: how it stands, what it is owed, and the comparison with it.
 */
#define CW_TYPE_REGISTER_PANE (cw_register_pane_get_type ())

G_DECLARE_FINAL_TYPE (CwRegisterPane, cw_register_pane, CW, REGISTER_PANE, GtkWidget)

GtkWidget    *cw_register_pane_new            (void);
CwOwed       *cw_register_pane_get_owed       (CwRegisterPane *self);
CwComparison *cw_register_pane_get_comparison (CwRegisterPane *self);
/* "owed" or "comparison" */
void          cw_register_pane_show_page      (CwRegisterPane *self,
                                               const char     *name);

G_END_DECLS
