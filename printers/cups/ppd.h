/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/cups/cups.h"

G_BEGIN_DECLS

/* bytes; makers' PPDs have up to 100 KiB */
#define CW_PPD_MAX_SIZE (1024 * 1024)

/* The options of a PPD in its order: (transfer full), of CwQueueOption; NULL with CW_ERROR_INVALID that
 * names the line. */
GPtrArray *cw_ppd_parse (GBytes  *bytes,
                         GError **error);

G_END_DECLS
