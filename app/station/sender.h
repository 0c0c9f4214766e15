/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/router/outbox.h"

G_BEGIN_DECLS

/**
 * CwSender:
 *
 * Sends what is owed to the register by itself, on a worker of its own, as long as the desk is
 * open: when a message is written down, when one is due again, and when somebody says so.
 */
typedef struct _CwSender CwSender;

/* After a round, on the sender's thread. */
typedef void (*CwSenderFunc) (const CwOutboxResult *result,
                              gpointer              user_data);

/* make; begins at once. @registry is called on the sender's threads. */
CwSender *cw_sender_new    (CwStore       *store,
                            CwClock       *clock,
                            guint          parallel,
                            CwRegistryFunc registry,
                            CwSenderFunc   told,
                            gpointer       user_data);
/* Ends what is under way and waits for it; nothing is told afterwards. @self: (nullable) */
void      cw_sender_free   (CwSender *self);
/* Looks now; any thread, also within a commit. */
void      cw_sender_wake   (CwSender *self);
/* How many rounds are over. Any thread. */
guint     cw_sender_count  (CwSender *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSender, cw_sender_free)

G_END_DECLS
