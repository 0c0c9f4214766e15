/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/cups/ipp.h"

G_BEGIN_DECLS

/* What counts as a card, in 1/100 mm, either way round: the makers' pages run from
 * 53.6 x 85.2 (Zebra, Fargo) to 56.9 x 86.0 mm (Gutenprint), retransfer to 56.2 x 87.7. */
#define CW_CARD_SHORT_LEAST 5200
#define CW_CARD_SHORT_MOST 5700
#define CW_CARD_LONG_LEAST 8400
#define CW_CARD_LONG_MOST 8800

/* ISO/IEC 7810 ID-1 in 1/100 mm, standing */
#define CW_CARD_X 5398
#define CW_CARD_Y 8560

/**
 * CwMedium:
 *
 * A card as a printer calls it, in 1/100 mm.
 */
typedef struct
{
  int   x;       /* as it is fed; 0: no card */
  int   y;
  int   bottom;  /* margins */
  int   left;
  int   right;
  int   top;
  char *name;    /* (nullable): its PWG name */
} CwMedium;

/* Whether that is a card, standing or lying; 1/100 mm. */
gboolean cw_medium_is_card (int x,
                            int y);
/* The size in a collection of media-size-supported; a range ("any size up to") is none. */
gboolean cw_medium_get_size (ipp_t *size,
                             int   *x,
                             int   *y);
/* The card among what a printer offers, the nearest to ID-1 and of these the one with the least
 * margins. @medium: cleared with cw_medium_clear() */
void     cw_medium_find    (ipp_t    *answer,
                            CwMedium *medium);
void     cw_medium_clear   (CwMedium *medium);
/* (transfer full): the media-col that names it */
ipp_t   *cw_medium_make_collection (const CwMedium *medium);

G_END_DECLS
