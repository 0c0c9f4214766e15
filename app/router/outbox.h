/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/base/clock.h"
#include "app/router/registry.h"
#include "app/store/store.h"

G_BEGIN_DECLS

/**
 * CwRegistryFunc:
 *
 * Finds the register of one institution (each has its own credentials). Called on the thread
 * that sends.
 *
 * Returns: (transfer full) (nullable): the register; %NULL with @error when it has none, for
 *   example no token: its messages stay owed
 */
typedef CwRegistry *(*CwRegistryFunc) (const char *institution_id,
                                       gpointer    user_data,
                                       GError    **error);

/**
 * CwOutboxResult:
 *
 * What one round of sending did.
 */
typedef struct
{
  guint sent;
  guint waiting; /* still owed; next try at its due time */
  guint refused; /* the register says no: a person must act */
} CwOutboxResult;

/* Writes down what is owed for a card; call it in the transaction of the card's change.
 * Returns the message's id, 0 on error. */
gint64   cw_outbox_add_register (CwStore             *store,
                                 const CwCard        *card,
                                 const CwStudent     *student,
                                 const CwInstitution *institution,
                                 CwCardType           type,
                                 GError             **error);
gint64   cw_outbox_add_withdraw (CwStore      *store,
                                 const CwCard *card,
                                 const char   *esi,
                                 GError      **error);
/* Sends one message now: looks the ESCN up first when an earlier try may have arrived.
 * Returns FALSE when it is still owed or was refused; the row says which. */
gboolean cw_outbox_send_one     (CwStore      *store,
                                 CwRegistry   *registry,
                                 CwClock      *clock,
                                 gint64        message_id,
                                 GCancellable *cancellable,
                                 GError      **error);
/* Sends all that is due, in order per person; a poisoned message never blocks another person. */
gboolean cw_outbox_send_due     (CwStore        *store,
                                 CwRegistryFunc  registry,
                                 gpointer        user_data,
                                 CwClock        *clock,
                                 GCancellable   *cancellable,
                                 CwOutboxResult *result,
                                 GError        **error);

G_END_DECLS
