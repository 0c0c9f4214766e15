/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/cups/medium.h"

G_BEGIN_DECLS

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
  gint64          changed;      /* when an administrator last did, seconds by the service's clock; 0: not told */
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
GPtrArray *cw_queue_read_list  (ipp_t *answer);
void      cw_queue_free        (CwQueue *self);
gboolean  cw_queue_is_driverless (const CwQueue *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwQueue, cw_queue_free)

G_END_DECLS
