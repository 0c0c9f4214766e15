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
 * that sends, once for each connection, and never by two threads of one round at a time.
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

/**
 * CwOutboxOwed:
 *
 * One message that is owed, for a person to read.
 */
typedef struct
{
  CwOutboxRow *row;      /* whose student_id says about whom it is */
  gint64       age;      /* microseconds since it was written down */
  gboolean     refused;  /* it goes no more by itself: a person must act */
  char        *sentence; /* why it is still owed */
} CwOutboxOwed;

/* Write down what is owed; call them in the transaction of the card's or the record's change. The
 * first that makes a person known notes the ESI under which it is known from then on. Return the
 * message's id, 0 on error. */
gint64     cw_outbox_add_register (CwStore             *store,
                                   const CwCard        *card,
                                   const CwStudent     *student,
                                   const CwInstitution *institution,
                                   CwCardType           type,
                                   GError             **error);
gint64     cw_outbox_add_withdraw (CwStore      *store,
                                   const CwCard *card,
                                   const char   *esi,
                                   GError      **error);
gint64     cw_outbox_add_person   (CwStore             *store,
                                   const CwStudent     *student,
                                   const CwInstitution *institution,
                                   GError             **error);
gint64     cw_outbox_add_leave    (CwStore             *store,
                                   const CwStudent     *student,
                                   const CwInstitution *institution,
                                   GError             **error);

/* What a person does about one that is owed; journalled. %CW_ERROR_REFUSED when it is owed no
 * more, %CW_ERROR_BUSY when it is on its way. */
gboolean   cw_outbox_retry        (CwStore *store,
                                   gint64   message_id,
                                   GError **error);
gboolean   cw_outbox_edit         (CwStore *store,
                                   gint64   message_id,
                                   GError **error);
gboolean   cw_outbox_give_up      (CwStore    *store,
                                   gint64      message_id,
                                   const char *reason,
                                   GError    **error);
/* (transfer full): of CwOutboxOwed, oldest first; @limit 0: all */
GPtrArray *cw_outbox_list_owed    (CwStore *store,
                                   CwClock *clock,
                                   guint    limit,
                                   GError **error);

/* Sends one message now: looks the ESCN up first when an earlier try may have arrived.
 * Returns FALSE when it is still owed or was refused; the row says which. */
gboolean   cw_outbox_send_one     (CwStore      *store,
                                   CwRegistry   *registry,
                                   CwClock      *clock,
                                   gint64        message_id,
                                   GCancellable *cancellable,
                                   GError      **error);
/* At once, at most; more would be impolite, and the register says nowhere what it bears. */
#define CW_OUTBOX_PARALLEL_MAX 8
#define CW_OUTBOX_PARALLEL 4

/* Sends all that is due, in order per person and for up to @parallel persons at once; a poisoned
 * message never blocks another person. */
gboolean   cw_outbox_send_due     (CwStore        *store,
                                   CwRegistryFunc  registry,
                                   gpointer        user_data,
                                   CwClock        *clock,
                                   guint           parallel,
                                   GCancellable   *cancellable,
                                   CwOutboxResult *result,
                                   GError        **error);

void       cw_outbox_owed_free    (CwOutboxOwed *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwOutboxOwed, cw_outbox_owed_free)

G_END_DECLS
