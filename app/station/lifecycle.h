/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/core/lifecycle.h"
#include "app/station/station.h"

G_BEGIN_DECLS

/* What an operator may do with a card that a student already has: for the window, off its thread.
 * The acts themselves are app/issue/lifecycle.h. */

/**
 * CwCardNote:
 *
 * One card that a student has, and what the table allows with it.
 */
typedef struct
{
  CwCard *card;
  guint   acts;      /* bit set of 1 << CwLifeAct: those that are a person's */
  gboolean told;     /* the register was told of it, and is told what is done */
  char   *suggested; /* (nullable) yyyy-MM-dd: the last day that a new card would have, when it is later */
} CwCardNote;

/* The cards of @student_id that are in force, suspended, lost or expired, in this order, the newest
 * first of each. Those whose order is still open are left out. */
void       cw_station_list_cards_async   (CwStation          *self,
                                          const char         *student_id,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
/* (transfer full): of CwCardNote */
GPtrArray *cw_station_list_cards_finish  (CwStation    *self,
                                          GAsyncResult *result,
                                          GError      **error);

/* @act: a person's, on one card; @words: (nullable): the reason; of EXTEND the new last day, yyyy-MM-dd.
 * Errors as in app/issue/lifecycle.h: a sentence, and nothing was changed. */
void       cw_station_act_on_card_async  (CwStation          *self,
                                          CwLifeAct           act,
                                          gint64              card_id,
                                          const char         *words,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
gboolean   cw_station_act_on_card_finish (CwStation    *self,
                                          GAsyncResult *result,
                                          GError      **error);

CwCardNote *cw_card_note_copy            (const CwCardNote *self);
void        cw_card_note_free            (CwCardNote *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwCardNote, cw_card_note_free)

G_END_DECLS
