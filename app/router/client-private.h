/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/router/client.h"
#include "app/router/http.h"

G_BEGIN_DECLS

/* The client of API v2; that of v1 is one with another conversation. */
#define CW_TYPE_ROUTER_CLIENT (cw_router_client_get_type ())
#define CW_TYPE_ROUTER_CLIENT_V1 (cw_router_client_v1_get_type ())

G_DECLARE_DERIVABLE_TYPE (CwRouterClient, cw_router_client, CW, ROUTER_CLIENT, GObject)

struct _CwRouterClientClass
{
  GObjectClass parent_class;
};

G_DECLARE_FINAL_TYPE (CwRouterClientV1, cw_router_client_v1, CW, ROUTER_CLIENT_V1, CwRouterClient)

CwRegistry   *cw_router_client_make (GType       type,
                                     const char *base_uri,
                                     CwSecret   *token,
                                     GError    **error);
gboolean      cw_router_client_check_v2 (CwRegistry *registry,
                                     const char *what,
                                     GError    **error);

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
