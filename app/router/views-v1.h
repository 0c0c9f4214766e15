/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/router/views-private.h"

G_BEGIN_DECLS

/* The views of API v1 (OpenAPI document of the new router's compatibility set, edutap-eu/edutap.esc_router_api
 * tests/data/esc-router-v1.json e987290): StudentPostView, StudentView, CardV1View. Errors when
 * reading: %CW_ERROR_ROUTER_ANSWER. */

/* writing: (transfer full); %NULL with %CW_ERROR_INVALID */
char          *cw_view_v1_write_student (const CwPersonEntry *person,
                                         GError             **error);
char          *cw_view_v1_write_card    (const CwCardEntry *card,
                                         GError           **error);

/* reading */
CwJson        *cw_view_v1_parse_list    (const char *body,
                                         gsize       length,
                                         GError    **error);
CwPersonEntry *cw_view_v1_take_student  (CwJson  *view,
                                         GError **error);
CwCardEntry   *cw_view_v1_take_card     (CwJson     *view,
                                         const char *today,
                                         GError    **error);

G_END_DECLS
