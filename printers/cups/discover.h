/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/cups/compat.h"
#include "printers/cups/cups.h"

G_BEGIN_DECLS

/* One printer that announces itself, asked what it is. (transfer full) (nullable): NULL: it does not
 * answer, takes no cards, or takes no raster that is written here. */
CwQueueNote *cw_discover_ask (cups_dest_t *dest);

G_END_DECLS
