/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/router/registry.h"

G_BEGIN_DECLS

/* What lies in the payload column of the outbox, so that a message can be sent whatever became
 * of the records in the meantime:
 *   register: {"person": PersonUpdateView, "card": CardUpdateView}
 *   withdraw: {"cardNumber": ESCN}
 * No token: it is looked up when the message is sent. */

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

G_END_DECLS
