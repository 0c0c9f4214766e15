/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <jansson.h>

#include "app/router/views.h"

G_BEGIN_DECLS

/* The pieces of reading that the files of this room share. */

typedef json_t CwJson;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwJson, json_decref)

gboolean       cw_view_fail            (GError    **error,
                                        const char *what);
CwJson        *cw_view_parse_any       (const char *body,
                                        gsize       length,
                                        GError    **error);
CwJson        *cw_view_parse           (const char *body,
                                        gsize       length,
                                        GError    **error);
gboolean       cw_view_get_string      (CwJson     *object,
                                        const char *name,
                                        char      **value,
                                        GError    **error);
gboolean       cw_view_get_key         (CwJson     *object,
                                        const char *name,
                                        char      **value,
                                        GError    **error);
gboolean       cw_view_get_identifier  (CwJson     *object,
                                        const char *inner,
                                        const char *plain,
                                        char      **value,
                                        GError    **error);
gboolean       cw_view_get_date        (CwJson     *object,
                                        const char *name,
                                        char      **value,
                                        GError    **error);
gboolean       cw_view_put             (CwJson     *object,
                                        const char *name,
                                        const char *value,
                                        GError    **error);
char          *cw_view_dump            (CwJson     *json);
gboolean       cw_view_normalise       (char      **escn,
                                        const char *status,
                                        GError    **error);
CwPersonEntry *cw_view_take_person     (CwJson     *view,
                                        const char *pic,
                                        GError    **error);
CwCardEntry   *cw_view_take_card       (CwJson     *view,
                                        GError    **error);
CwCardEntry   *cw_view_take_card_row   (CwJson     *view,
                                        GError    **error);

G_END_DECLS
