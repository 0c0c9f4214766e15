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

/* @words: (nullable): said on the chip instead of "Ready" or "Look soon"; before the next note */
void           cw_status_chip_set_words (CwStatusChip *self,
                                         const char   *words);
/* @panel: stands in the popover instead of the sentence */
void           cw_status_chip_set_panel (CwStatusChip *self,
                                         GtkWidget    *panel);
void           cw_status_chip_pop_down  (CwStatusChip *self);

G_END_DECLS
