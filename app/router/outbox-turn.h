/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/base/clock.h"
#include "app/store/store.h"

G_BEGIN_DECLS

/* Who may send, and when: one at a time for a person, nobody while a register rests. Known to
 * this process alone; two processes cannot issue from one store (app/station holds its lock). */

typedef struct
{
  char *key; /* (nullable) the person, when the turn is taken */
} CwTurn;

gboolean  cw_turn_take       (CwTurn            *turn,
                              CwStore           *store,
                              const CwOutboxRow *row,
                              GCancellable      *cancellable,
                              GError           **error);
void      cw_turn_give       (CwTurn *turn);
/* whether somebody sends for the person of @row now */
gboolean  cw_turn_is_taken   (CwStore           *store,
                              const CwOutboxRow *row);
char     *cw_turn_get_person (const CwOutboxRow *row);

void      cw_turn_note_pause (CwStore    *store,
                              const char *institution_id,
                              CwClock    *clock,
                              guint       pause);
gboolean  cw_turn_is_resting (CwStore    *store,
                              const char *institution_id,
                              CwClock    *clock);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwTurn, cw_turn_give)

G_END_DECLS
