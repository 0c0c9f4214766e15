/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/evolis/command.h"
#include "printers/feeder.h"

G_BEGIN_DECLS

/* The rules of moving a card: whether it may be tried, and what is known when it was. Pure. */

/* What the printer says of cards at one moment. */
typedef struct
{
  CwCardPlace place;
  gboolean    mouth; /* a card sticks out of the printer */
} CwEvolisSight;

/* What came back after a movement was ordered. */
typedef enum
{
  CW_EVOLIS_HEARD_OK,
  CW_EVOLIS_HEARD_TROUBLE,
  CW_EVOLIS_HEARD_NOTHING, /* silence, a broken connection, or words that mean nothing */
} CwEvolisHeard;

typedef enum
{
  CW_EVOLIS_VERDICT_DONE,
  CW_EVOLIS_VERDICT_NOTHING_MOVED,
  CW_EVOLIS_VERDICT_IN_DOUBT,
} CwEvolisVerdict;

CwEvolisCommand cw_evolis_move_get_command (CwMove move);
/* Whether it takes a blank out of the hopper. */
gboolean        cw_evolis_move_feeds       (CwMove               move,
                                            const CwEvolisSight *before);
/* @go: (out): %FALSE when the card is there already. Errors: %CW_ERROR_REFUSED,
 * %CW_ERROR_PRINTER_STOPPED, %CW_ERROR_IN_DOUBT; nothing has moved. */
gboolean        cw_evolis_move_check       (CwMove                move,
                                            const CwEvolisSight  *before,
                                            const CwFeederTraits *traits,
                                            gboolean              in_doubt,
                                            gboolean             *go,
                                            GError              **error);
/* @after: (nullable): the printer could not be asked */
CwEvolisVerdict cw_evolis_move_judge       (CwMove               move,
                                            const CwEvolisSight *before,
                                            const CwEvolisSight *after,
                                            CwEvolisHeard        heard,
                                            CwEvolisTrouble      trouble);
/* The error of a verdict that is not DONE. */
void            cw_evolis_move_set_error   (CwEvolisVerdict      verdict,
                                            const CwEvolisSight *after,
                                            CwEvolisHeard        heard,
                                            CwEvolisTrouble      trouble,
                                            GError             **error);

G_END_DECLS
