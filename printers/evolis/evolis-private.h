/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/base/worker.h"
#include "printers/evolis/evolis.h"
#include "printers/evolis/link.h"
#include "printers/evolis/movement.h"

G_BEGIN_DECLS

/* How long is waited; milliseconds. */
typedef struct
{
  int answer;   /* for an answer, and for a connection */
  int movement; /* for a card to be moved */
  int busy;     /* before a movement, for somebody else to be done with the printer */
  int silence;  /* after which an answer without an end is over */
  int quiet;    /* after which nothing late is expected on a fresh connection */
  int tag;      /* between two readings of the ribbon's tag */
} CwEvolisPatience;

/* How a printer is told to keep a card inside. */
typedef enum
{
  CW_EVOLIS_HOLD_NONE,  /* not known */
  CW_EVOLIS_HOLD_PNEAB,
  CW_EVOLIS_HOLD_PSOE,
} CwEvolisHold;

typedef struct
{
  const char  *word;       /* in the model's name, capitals */
  CwEvolisHold hold;
  gboolean     reject;     /* has a reject tray */
  gboolean     mouth;      /* may have a slot from which a card sticks out: its sensor is believed */
  gboolean     cleaning_2; /* counts with Rcsc, not with Rco */
} CwEvolisModel;

/* What the tag of the ribbon said. */
typedef struct
{
  gint64          time;    /* monotonic, microseconds; 0: never read */
  int             left;
  int             whole;
  CwPrinterReason reasons;
} CwEvolisTag;

struct _CwEvolis
{
  GObject             parent_instance;

  CwWorker           *worker;
  CwEvolisAddress    *address;
  CwEvolisPatience    patience;
  int                 traits;    /* atomic: which of the sixteen sets; written on the worker */

  /* the worker's */
  char               *serial;    /* (nullable) of the printer that answered last */
  char               *model;     /* (nullable) likewise */
  const CwEvolisModel *family;
  gboolean            hold;      /* told to keep cards */
  gboolean            in_doubt;  /* nothing may be fed */
  CwEvolisTag         tag;
};

void          cw_evolis_set_patience (CwEvolis               *self,
                                      const CwEvolisPatience *patience);

/* on the worker */
CwEvolisLink *cw_evolis_connect      (CwEvolis     *self,
                                      gboolean      wait,
                                      GCancellable *cancellable,
                                      GError      **error);
gboolean      cw_evolis_ask          (CwEvolis       *self,
                                      CwEvolisLink   *link,
                                      CwEvolisCommand command,
                                      CwEvolisReply  *reply,
                                      GError        **error);
/* Sends a command whose answer must be OK. */
gboolean      cw_evolis_tell         (CwEvolis       *self,
                                      CwEvolisLink   *link,
                                      CwEvolisCommand command,
                                      GError        **error);
gboolean      cw_evolis_locate       (CwEvolis      *self,
                                      CwEvolisLink  *link,
                                      CwEvolisSight *sight,
                                      GError       **error);
gboolean      cw_evolis_move_card    (CwEvolis     *self,
                                      CwMove        move,
                                      GCancellable *cancellable,
                                      GError      **error);
CwSupplies   *cw_evolis_read_supplies (CwEvolis *self,
                                       GError  **error);
void          cw_evolis_set_traits   (CwEvolis             *self,
                                      const CwFeederTraits *traits);

G_END_DECLS
