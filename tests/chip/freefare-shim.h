/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <nfc/nfc.h>

G_BEGIN_DECLS

/* A reader of libnfc that is a reader of PC/SC: libfreefare asks libnfc for eight functions, and
 * the program's own, defined here, come before those of the library. libnfc itself is never
 * called, and has no driver for PC/SC in Debian. */

nfc_device *freefare_shim_open  (const char *reader);
void        freefare_shim_close (nfc_device *device);
/* How many APDUs have crossed so far. */
guint       freefare_shim_get_exchanges (nfc_device *device);

G_END_DECLS
