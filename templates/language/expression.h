/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "templates/language/function.h"

G_BEGIN_DECLS

#define CW_EXPRESSION_MAX_CALLS 16

/**
 * CwCursor:
 *
 * Where a parser of the field language stands in its text.
 */
typedef struct
{
  const char *text;      /* the whole of it, for positions */
  const char *at;
  gboolean    condition; /* white space and = ! < > end a name or an argument, too */
} CwCursor;

/**
 * CwExpression:
 *
 * A field and the functions that its value goes through, from left to right. Never changed once
 * parsed; any thread.
 */
typedef struct _CwExpression CwExpression;

gboolean      cw_cursor_begin              (CwCursor   *cursor,
                                            const char *text,
                                            gboolean    condition,
                                            GError    **error);
gboolean      cw_cursor_fail               (const CwCursor *cursor,
                                            const char     *at,
                                            GError        **error,
                                            const char     *format,
                                            ...) G_GNUC_PRINTF (4, 5);
char         *cw_cursor_excerpt            (const char *from,
                                            const char *to);
gboolean      cw_cursor_escape             (CwCursor *cursor,
                                            GString  *into,
                                            GError  **error);

CwExpression *cw_expression_scan           (CwCursor *cursor,
                                            GError  **error);
void          cw_expression_free           (CwExpression *self);
char         *cw_expression_evaluate       (const CwExpression *self,
                                            CwRecord           *record,
                                            const char        **missing);
void          cw_expression_collect_fields (const CwExpression *self,
                                            GHashTable         *fields);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwExpression, cw_expression_free)

G_END_DECLS
