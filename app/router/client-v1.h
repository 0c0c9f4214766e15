/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/router/client-private.h"
#include "app/router/esc.h"

G_BEGIN_DECLS

/* What esc.h asks of the client of API v1. */

/* (transfer full) */
char          *cw_router_v1_student_path (CwRouterClientV1 *self,
                                          const char       *esi);
CwPersonEntry *cw_router_v1_get_person   (CwRouterClientV1 *self,
                                          const char       *esi,
                                          GCancellable     *cancellable,
                                          GError          **error);
gboolean       cw_router_v1_list_persons (CwRouterClientV1 *self,
                                          CwPersonFunc      func,
                                          gpointer          user_data,
                                          CwEscSum         *sum,
                                          GCancellable     *cancellable,
                                          GError          **error);
gboolean       cw_router_v1_list_cards   (CwRouterClientV1 *self,
                                          CwCardFunc        func,
                                          gpointer          user_data,
                                          CwEscSum         *sum,
                                          GCancellable     *cancellable,
                                          GError          **error);
/* (transfer full): one request below where v1 begins */
CwHttpAnswer  *cw_router_v1_send         (CwRouterClientV1 *self,
                                          CwHttpMethod      method,
                                          const char       *path,
                                          const char       *body,
                                          GCancellable     *cancellable,
                                          GError          **error);
/* (transfer full): yyyy-MM-dd */
char          *cw_router_v1_today        (void);

G_END_DECLS
