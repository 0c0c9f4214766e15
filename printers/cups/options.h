/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/cups/cups.h"
#include "printers/cups/ipp.h"

G_BEGIN_DECLS

/* On the thread that owns @http; of CwQueueOption, (transfer full). */
GPtrArray *cw_options_ask (http_t     *http,
                           const char *queue,
                           GError    **error);

G_END_DECLS
