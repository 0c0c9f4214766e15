/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CwScanner:
 *
 * A small live picture that reads the code held before the camera: QR, Code 128, Code 39 or EAN-13.
 * The camera is open only while the widget is to be seen.
 *
 * Signals: "scanned" (const char *text): a code was read; once while it stays in view. "closed": it is
 * no longer wanted.
 */
#define CW_TYPE_SCANNER (cw_scanner_get_type ())

G_DECLARE_FINAL_TYPE (CwScanner, cw_scanner, CW, SCANNER, GtkBox)

GtkWidget  *cw_scanner_new        (void);
/* What is said below the picture. */
const char *cw_scanner_get_status (CwScanner *self);

G_END_DECLS
