/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/router/registry.h"

G_BEGIN_DECLS

/* The views of the ESC-Router's API v2 (OpenAPI document "ESC-Router" 1.0 as captured on
 * 2026-08-14 in edutap-eu/edutap.esc_router_api, tests/data/esc-router-v2.json): text in, nouns
 * out, and back. Nothing here knows of HTTP. Errors when reading: %CW_ERROR_ROUTER_ANSWER. */

/* characters; maxLength of every string of the update views */
#define CW_VIEW_STRING_MAX 255
/* bytes of one answer */
#define CW_VIEW_BODY_MAX (1024 * 1024)
/* Deepest nesting of an answer: the real ones have four levels. */
#define CW_VIEW_DEPTH_MAX 16

/* writing: (transfer full) */
char          *cw_view_write_person   (const CwPersonEntry *person,
                                       GError             **error);
char          *cw_view_write_card     (const CwCardEntry *card,
                                       GError           **error);

/* reading; @body need not end with a NUL */
CwPersonEntry *cw_view_read_person    (const char *body,
                                       gsize       length,
                                       const char *pic,
                                       GError    **error);
CwCardEntry   *cw_view_read_card      (const char *body,
                                       gsize       length,
                                       GError    **error);
gboolean       cw_view_read_list      (const char *body,
                                       gsize       length,
                                       guint64    *total,
                                       GError    **error);
gboolean       cw_view_check_object   (const char *body,
                                       gsize       length,
                                       GError    **error);
gboolean       cw_view_read_error     (const char *body,
                                       gsize       length,
                                       char      **code,
                                       char      **message);

/* comparing what the register has with what it ought to have */
gboolean       cw_view_person_is      (const CwPersonEntry *there,
                                       const CwPersonEntry *wanted);
gboolean       cw_view_card_is        (const CwCardEntry *there,
                                       const CwCardEntry *wanted);

/* evidence: what may be kept of an answer, without e-mail, name or ESI; (transfer full) */
char          *cw_view_card_evidence  (const CwCardEntry *card);
char          *cw_view_keep_evidence  (const char *answer);

G_END_DECLS
