/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/core/lifecycle.h"
#include "app/store/store.h"

G_BEGIN_DECLS

/* The store's side of the life of cards and persons: what an act writes, in one transaction with
 * its entry in the journal, and lists of cards. What may be done, and what the register is owed for
 * it, is app/issue/lifecycle.h. Calls and errors as in store.h. */

/**
 * CwCardFilter:
 *
 * Which cards: all that is zero or %NULL does not narrow.
 */
typedef struct
{
  guint       states;         /* bit set of 1 << CwCardState */
  const char *student_id;
  const char *institution_id;
  const char *expires_before; /* yyyy-MM-dd: the last day lies before it; those that end first come first */
} CwCardFilter;

/* (transfer full): of CwCard, newest first; @limit 0: all */
GPtrArray *cw_store_list_cards_by        (CwStore            *self,
                                          const CwCardFilter *filter,
                                          guint               limit,
                                          guint               offset,
                                          GError            **error);
/* (transfer full): of CwJournalRow, what the journal says of the card, oldest first */
GPtrArray *cw_store_list_card_journal    (CwStore *self,
                                          gint64   card_id,
                                          GError **error);
/* (transfer full): of CwOutboxRow, oldest first */
GPtrArray *cw_store_list_card_messages   (CwStore *self,
                                          gint64   card_id,
                                          GError **error);
/* whether a message was ever written that makes the card known to the register */
gboolean   cw_store_is_card_told         (CwStore  *self,
                                          gint64    card_id,
                                          gboolean *told,
                                          GError  **error);

/* One act on one card. @reason: (nullable), takes the place of the one before; @expires_at:
 * (nullable): the last day stays. Errors: %CW_ERROR_REFUSED when the table does not have it,
 * %CW_ERROR_EXISTS when the chip or the order has another card in use meanwhile. */
gboolean   cw_store_do_card_act          (CwStore    *self,
                                          gint64      card_id,
                                          CwLifeAct   act,
                                          const char *reason,
                                          const char *expires_at,
                                          GError    **error);
/* @left_at: yyyy-MM-dd; %NULL: is back */
gboolean   cw_store_set_student_left     (CwStore    *self,
                                          const char *student_id,
                                          const char *left_at,
                                          const char *reason,
                                          GError    **error);
/* The one way to another ESI once the register knows the old one, which is forgotten here. */
gboolean   cw_store_set_student_esi      (CwStore    *self,
                                          const char *student_id,
                                          const char *esi,
                                          const char *reason,
                                          GError    **error);

G_END_DECLS
