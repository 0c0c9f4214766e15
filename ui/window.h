/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/station/station.h"
#include "ui/batch-pane.h"
#include "ui/day.h"
#include "ui/desk.h"
#include "ui/doubts.h"
#include "ui/leftovers.h"
#include "ui/printer-panel.h"
#include "ui/ready.h"
#include "ui/register-pane.h"
#include "ui/students.h"

G_BEGIN_DECLS

/**
 * CwWindow:
 *
 * The desk's one window. It appears at once and opens the station meanwhile.
 */
#define CW_TYPE_WINDOW (cw_window_get_type ())

G_DECLARE_FINAL_TYPE (CwWindow, cw_window, CW, WINDOW, AdwApplicationWindow)

/* @directory: (nullable): the station's folder, NULL: the user's own */
CwWindow   *cw_window_new          (GtkApplication *application,
                                    const char     *directory);
/* (nullable) (transfer none): NULL until it has opened */
CwStation  *cw_window_get_station  (CwWindow *self);
CwStudents *cw_window_get_students (CwWindow *self);
CwDesk     *cw_window_get_desk     (CwWindow *self);
CwDoubts   *cw_window_get_doubts   (CwWindow *self);
CwDay      *cw_window_get_day      (CwWindow *self);
CwReady    *cw_window_get_ready    (CwWindow *self);
CwLeftovers *cw_window_get_leftovers (CwWindow *self);
CwBatchPane *cw_window_get_batch   (CwWindow *self);
CwPrinterPanel *cw_window_get_printer_panel (CwWindow *self);
CwRegisterPane *cw_window_get_register_pane (CwWindow *self);
/* "opening", "trouble" or "open". */
const char *cw_window_get_page     (CwWindow *self);
/* "desk", "doubts", "ready", "leftovers" or "register": what stands beside the side bar. */
const char *cw_window_get_pane     (CwWindow *self);

G_END_DECLS
