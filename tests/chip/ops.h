/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "app/chip/desfire-private.h"

/* Every operation of the engine by number, and every kind of session without a card that opens
 * it: what a hostile card is tried against. */

#define OPS_COUNT 35
#define OPS_SESSIONS 8

/* An engine in the middle of a session of kind @session, with keys that are known here. */
void        ops_open_session (CwDesfire *engine,
                              guint      session);
/* @param: which file, key, length, mode; whatever the operation takes */
gboolean    ops_run          (CwDesfire *engine,
                              guint      op,
                              guint8     param,
                              GError   **error);
const char *ops_get_name     (guint op);
