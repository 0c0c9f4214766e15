/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/chip/trace.h"
#include "app/cli/cli.h"
#include "printers/reader.h"

G_BEGIN_DECLS

/* What the verbs about one card on a reader share. */

/* From the command line; all (nullable). */
typedef struct
{
  char *reader;
  char *dump;
  char *plan;
  char *institution;
  char *record;
  gboolean trace; /* what passes between program and card, on standard error */
} CwCardOptions;

/* One card on the table. */
typedef struct
{
  CwStation       *station; /* (nullable): opened only where it is needed */
  CwReaderSession *session;
  CwChipLink       link;
  CwChipTrace     *trace;   /* (nullable) */
  char            *uid;     /* upper-case hex */
  GBytes          *atr;
  CwReaderWay      way;     /* of this reader */
} CwCardTable;

void        cw_card_options_clear (CwCardOptions *self);
void        cw_card_table_clear   (CwCardTable *self);
gboolean    cw_card_table_open    (CwCardTable         *self,
                                   CwCli               *cli,
                                   const CwCardOptions *options,
                                   GError             **error);
gboolean    cw_card_table_need_station (CwCardTable *self,
                                   CwCli       *cli,
                                   GError     **error);
/* A plan's file, or the name of one of the station's or the program's. */
CwChipPlan *cw_card_find_plan     (CwStation  *station,
                                   const char *name,
                                   GError    **error);
/* The plan bound to the institution and filled from the record, as far as both are named. */
CwChipPlan *cw_card_prepare_plan  (CwStation           *station,
                                   const CwCardOptions *options,
                                   GError             **error);
void        cw_card_tell          (CwCli              *cli,
                                   const CwChipReport *report);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwCardOptions, cw_card_options_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwCardTable, cw_card_table_clear)

G_END_DECLS
