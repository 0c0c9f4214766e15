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

G_END_DECLS
