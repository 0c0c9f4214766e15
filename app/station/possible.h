/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/store/store.h"
#include "printers/supplies.h"

G_BEGIN_DECLS

/**
 * CwSupplyCount:
 *
 * One supply as the printer counts it and as this station does.
 */
typedef struct
{
  CwSupplyKind kind;
  int          printer;  /* cards possible by the printer's own word; -1: it does not say */
  int          station;  /* by what was put in less what was used; -1: nobody said what was put in */
  int          cards;    /* the smaller of the two that are known; -1: neither is, or the printer feels cards
                          * where by the station's count there are fewer: a filling was not told */
  gboolean     differ;   /* both are known, and three cards or more and more than a tenth of the whole apart;
                          * or that */
} CwSupplyCount;

/**
 * CwPossible:
 *
 * How many cards can be made before a person has to do something. Values only.
 */
typedef struct
{
  int           cards;     /* -1: not known */
  CwSupplyKind  limit;     /* what runs out first; when @cards is known */
  CwSupplyCount counts[3]; /* by CwSupplyKind */
} CwPossible;

/* Pure. @supplies: (nullable); @rows: by CwSupplyKind, each (nullable); @sets_per_card: at least 1 */
void  cw_possible_reckon      (const CwSupplies   *supplies,
                               const CwSupplyRow  *rows[3],
                               guint               sets_per_card,
                               CwPossible         *possible);
/* "187 cards possible now", "No more cards: the ribbon is used up", …; NULL when not known */
char *cw_possible_to_sentence (const CwPossible *self);
/* "Ribbon: 187 by the printer, 190 by this station's count", with a sentence more when they differ; NULL
 * when neither is known */
char *cw_supply_count_to_sentence (const CwSupplyCount *self);

G_END_DECLS
