/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/router/registry.h"

G_BEGIN_DECLS

/* What lies in the payload column of the outbox, so that a message can be sent whatever became
 * of the records in the meantime:
 *   register: {"person": PersonUpdateView, "card": CardUpdateView}
 *   withdraw: {"cardNumber": ESCN}
 *   person:   {"person": PersonUpdateView, "organisationIdentifier": PIC}
 *   leave:    {"identifier": ESI}
 * No token: it is looked up when the message is sent. Once it is sent or given up, what stays is
 *   {"digest": SHA-256 of what lay there, "card": number, type, status, dates and issuer} */

char     *cw_payload_write_register (const CwPersonEntry *person,
                                     const CwCardEntry   *card,
                                     GError             **error);
gboolean  cw_payload_read_register  (const char     *payload,
                                     CwPersonEntry **person,
                                     CwCardEntry   **card,
                                     GError        **error);
char     *cw_payload_write_withdraw (const char *escn,
                                     GError    **error);
char     *cw_payload_read_withdraw  (const char *payload,
                                     GError    **error);
char     *cw_payload_write_person   (const CwPersonEntry *person,
                                     GError             **error);
gboolean  cw_payload_read_person    (const char     *payload,
                                     CwPersonEntry **person,
                                     GError        **error);
char     *cw_payload_write_leave    (const char *esi);
char     *cw_payload_read_leave     (const char *payload,
                                     GError    **error);
/* What may be kept of any of them. (transfer full) */
char     *cw_payload_keep           (const char *payload);

G_END_DECLS
