/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/cups/device.h"

G_BEGIN_DECLS

/**
 * CwSending:
 *
 * A document on its way to a printer, over a connection and on a thread of its own: a printer
 * application prints while it takes the document in and answers only when the card is out, and
 * meanwhile somebody must watch. Sent once, never again. Any thread.
 */
typedef struct _CwSending CwSending;

CwSending      *cw_sending_begin   (CwDevice   *device,
                                    int         job_id,
                                    const char *job_name,
                                    const char *format,
                                    GBytes     *document,
                                    guint       seconds);
CwSending      *cw_sending_ref     (CwSending *self);
void            cw_sending_unref   (CwSending *self);
int             cw_sending_get_job (CwSending *self);
CwDocumentState cw_sending_get_state (CwSending *self);
/* Bytes that have left us; what the printer has of them it alone knows. */
gsize           cw_sending_get_sent (CwSending *self);
/* (transfer full) (nullable): what the printer answered, when it did not take it */
char           *cw_sending_get_answer (CwSending *self);
/* Nobody waits for the answer any more: lets go of the connection. What was not sent yet never is. */
void            cw_sending_stop    (CwSending *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSending, cw_sending_unref)

G_END_DECLS
