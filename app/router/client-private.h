/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/router/client.h"

G_BEGIN_DECLS

/* For tests, before the first call. */
void cw_router_client_set_timeouts (CwRegistry *registry,
                                    guint       connect_ms,
                                    guint       total_ms);

G_END_DECLS
