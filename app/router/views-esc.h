/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/router/esc.h"
#include "app/router/esc-files.h"
#include "app/router/views-private.h"

G_BEGIN_DECLS

/* Views of what only the ESC-Router has. Errors: %CW_ERROR_ROUTER_ANSWER. */

/* One page of a list; numbers as the router says them, pages counted from 0. */
typedef struct
{
  CwJson *view;    /* owns @rows */
  CwJson *rows;
  guint64 number;
  guint64 size;
  guint64 total;
} CwViewPage;

gboolean      cw_view_read_page    (const char *body,
                                    gsize       length,
                                    CwViewPage *page,
                                    GError    **error);
void          cw_view_page_clear   (CwViewPage *page);
CwPublicCard *cw_view_read_public  (const char *body,
                                    gsize       length,
                                    GError    **error);
GPtrArray    *cw_view_read_organisations (const char *body,
                                    gsize       length,
                                    GError    **error);
char        **cw_view_read_columns (const char *body,
                                    gsize       length,
                                    GError    **error);
GPtrArray    *cw_view_read_csv_errors (const char *body,
                                    gsize       length,
                                    GError    **error);
char        **cw_view_read_numbers (const char *body,
                                    gsize       length,
                                    GError    **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwViewPage, cw_view_page_clear)

G_END_DECLS
