/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/station/station.h"

G_BEGIN_DECLS

/**
 * CwStatusChip:
 *
 * One thing this desk depends on, in the header: its name and state; pressed, the sentence
 * that says what to do.
 */
#define CW_TYPE_STATUS_CHIP (cw_status_chip_get_type ())

G_DECLARE_FINAL_TYPE (CwStatusChip, cw_status_chip, CW, STATUS_CHIP, GtkWidget)

/* @kind: (nullable): what it is, "Printer"; @icon: (nullable) */
GtkWidget    *cw_status_chip_new       (const char *kind,
                                        const char *icon);
CwStatusLevel cw_status_chip_get_level (CwStatusChip *self);
void          cw_status_chip_set_note  (CwStatusChip       *self,
                                        const CwStatusNote *note);

G_END_DECLS
