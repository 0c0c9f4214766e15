/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/router/outbox.h"

G_BEGIN_DECLS

/* What the outbox's files share. */

#define CW_OUTBOX_REGISTER "register"
#define CW_OUTBOX_WITHDRAW "withdraw"
#define CW_OUTBOX_PERSON "person"
#define CW_OUTBOX_LEAVE "leave"

/* Sets %CW_ERROR_INVALID: a kind that this Cardwright does not know. */
void  cw_outbox_fail_kind  (const CwOutboxRow *row,
                            GError           **error);

/* What a message would hold if it were written today. (transfer full) */
char *cw_outbox_make_today (CwStore           *store,
                            const CwOutboxRow *row,
                            GError           **error);

/* @in_order: %TRUE when the caller knows that nothing earlier of this person waits */
gboolean cw_outbox_send     (CwStore      *store,
                             CwRegistry   *registry,
                             CwClock      *clock,
                             gint64        message_id,
                             gboolean      in_order,
                             GCancellable *cancellable,
                             GError      **error);
/* Only the register's own no is final, and a message that cannot be read. */
gboolean cw_outbox_is_final (const GError *error);
/* Writes the outcome of a failure; @registry: (nullable). It cannot be cancelled. */
gboolean cw_outbox_write_failure (CwStore           *store,
                                  CwRegistry        *registry,
                                  CwClock           *clock,
                                  const CwOutboxRow *row,
                                  const GError      *failure,
                                  GError           **error);

G_END_DECLS
