/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/router/client.h"
#include "app/router/http.h"

G_BEGIN_DECLS

/* One request and its answer, whatever its status; a pause the register asks for is noted. */
CwHttpAnswer *cw_router_client_ask (CwRegistry          *registry,
                                    const CwHttpRequest *request,
                                    GCancellable        *cancellable,
                                    GError             **error);
/* (transfer full): where a person or a card lies, below the base address */
char         *cw_router_client_person_path (const char *esi);
char         *cw_router_client_card_path   (const char *text,
                                            GError    **error);

/* For tests, before the first call. */
void cw_router_client_set_timeouts (CwRegistry *registry,
                                    guint       connect_ms,
                                    guint       total_ms);

G_END_DECLS
