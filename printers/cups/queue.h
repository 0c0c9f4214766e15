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

/**
 * CwQueue:
 *
 * What the print service says of one queue at one moment.
 */
typedef struct
{
  char           *name;
  char           *make_and_model;
  char           *device_uri;
  CwPrinterState  state;
  CwPrinterReason reasons;
  GPtrArray      *keywords;     /* of char *: the reasons as they came */
  gboolean        accepting;
  gboolean        two_sided;
  gboolean        colour;
  int             ribbon_percent;
  guint           card_x;       /* 1/100 mm; 0: takes no cards */
  guint           card_y;
} CwQueue;

CwQueue  *cw_queue_ask         (http_t     *http,
                                const char *name,
                                GError    **error);
GPtrArray *cw_queue_ask_all    (http_t  *http,
                                GError **error);
void      cw_queue_free        (CwQueue *self);
gboolean  cw_queue_is_driverless (const CwQueue *self);
gboolean  cw_queue_is_card_size (int x,
                                 int y);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwQueue, cw_queue_free)

G_END_DECLS
