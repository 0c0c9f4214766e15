/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/cups/compat.h"
#include "printers/printer.h"

G_BEGIN_DECLS

/* Asking over IPP. Everything here runs on the thread that owns the connection; libcups keeps
 * the chosen server and the last error for each thread. */

/* Values of one attribute that are looked at; a hostile answer may hold more. */
#define CW_IPP_MAX_VALUES 4096

http_t     *cw_ipp_connect        (const char *server,
                                   guint       answer_ms,
                                   GError    **error);
/* Once a thread, before it connects: libcups would ask for a password at the terminal. */
void        cw_ipp_ask_no_password (void);
void        cw_ipp_set_time_limit (http_t *http,
                                   guint   answer_ms);
ipp_t      *cw_ipp_new_request    (ipp_op_t    operation,
                                   const char *printer_uri);
void        cw_ipp_want           (ipp_t             *request,
                                   const char *const *attributes);
ipp_t      *cw_ipp_ask            (http_t     *http,
                                   ipp_t      *request,
                                   const char *resource,
                                   GError    **error);
/* "ipp://localhost/printers/QUEUE" (transfer full) */
char       *cw_ipp_make_queue_uri (const char *queue);

/* Values, with what to take when the attribute is missing or of another kind. */
char       *cw_ipp_get_text       (ipp_attribute_t *attribute,
                                   guint            index);
int         cw_ipp_get_number     (ipp_attribute_t *attribute,
                                   int              otherwise);
gboolean    cw_ipp_has_value      (ipp_attribute_t *attribute);
gboolean    cw_ipp_contains       (ipp_attribute_t *attribute,
                                   const char      *keyword);
guint       cw_ipp_count          (ipp_attribute_t *attribute);
CwPrinterReason cw_ipp_get_reasons (ipp_attribute_t *attribute,
                                   GPtrArray       *keywords);
CwPrinterState  cw_ipp_get_printer_state (ipp_attribute_t *attribute);
int         cw_ipp_get_ribbon     (ipp_t *answer);

G_END_DECLS
