/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/station/register.h"

G_BEGIN_DECLS

/**
 * CwOwedRow:
 *
 * One message that the register is owed: whose it is, what it says, why it is still here, and what a
 * person can do about it.
 *
 * Signal "act" (CwOwedAct act).
 */
#define CW_TYPE_OWED_ROW (cw_owed_row_get_type ())

G_DECLARE_FINAL_TYPE (CwOwedRow, cw_owed_row, CW, OWED_ROW, GtkListBoxRow)

GtkWidget        *cw_owed_row_new        (void);
/* @note: (transfer full) */
void              cw_owed_row_take       (CwOwedRow  *self,
                                          CwOwedNote *note);
const CwOwedNote *cw_owed_row_get_note   (CwOwedRow *self);
/* While something is done about it. */
void              cw_owed_row_set_locked (CwOwedRow *self,
                                          gboolean   locked);

G_END_DECLS
