/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/station/register.h"

G_BEGIN_DECLS

/**
 * CwOwed:
 *
 * What the register is owed: how many messages, since when, and each of them with what a person can
 * do about it. Read again whenever the station's status is, as long as it is seen.
 *
 * Signals: "said" (const char *sentence): something was done; "counted" (guint n): how many are owed.
 */
#define CW_TYPE_OWED (cw_owed_get_type ())

G_DECLARE_FINAL_TYPE (CwOwed, cw_owed, CW, OWED, GtkWidget)

GtkWidget  *cw_owed_new         (void);
void        cw_owed_set_station (CwOwed    *self,
                                 CwStation *station);
/* @list: (transfer full) */
void        cw_owed_take        (CwOwed     *self,
                                 CwOwedList *list);
guint       cw_owed_get_n       (CwOwed *self);
const char *cw_owed_get_heading (CwOwed *self);

G_END_DECLS
