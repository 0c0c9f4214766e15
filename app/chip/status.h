/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The status bytes that the engine itself acts on; the whole list is the table in status.c. */
#define CW_DESFIRE_STATUS_OK 0x00
#define CW_DESFIRE_STATUS_MORE 0xaf

void cw_chip_status_set_error (guint8   status,
                               GError **error);

G_END_DECLS
