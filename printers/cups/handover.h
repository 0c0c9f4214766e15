/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <jansson.h>

#include "printers/cups/pages.h"
#include "printers/cups/transport.h"
#include "printers/model.h"

G_BEGIN_DECLS

/**
 * CwHandover:
 *
 * What handing over a card is made of on both ways. Only on the printer's worker.
 */
typedef struct
{
  CwTransport          *transport;
  const CwPrintRequest *request;
  GCancellable         *cancellable;  /* (nullable) */

  CwDeviceView         *view;         /* (nullable): what the printer says of itself */
  const CwPrinterModel *model;
  const char           *make_and_model;
  GPtrArray            *keywords;     /* of char *: the reasons of the place before the job */
  CwPagesPlan           plan;
  GBytes               *document;
  int                   job_id;
} CwHandover;

void           cw_handover_clear        (CwHandover *self);
/* %CW_ERROR_PRINTER_STOPPED */
gboolean       cw_handover_refuse       (CwHandover *self,
                                         const char *sentence,
                                         GError    **error);
gboolean       cw_handover_check_name   (CwHandover *self,
                                         GError    **error);
/* %CW_ERROR_BUSY, _EXISTS. Before the job is made, and once more after that, with job_id set. */
gboolean       cw_handover_check_jobs   (CwHandover *self,
                                         GError    **error);
/* What the printer itself says against a card. */
gboolean       cw_handover_check_view   (CwHandover *self,
                                         GError    **error);
gboolean       cw_handover_draw         (CwHandover *self,
                                         GError    **error);
/* @own: (transfer full): what this way adds */
CwPrintTicket *cw_handover_make_ticket  (CwHandover *self,
                                         const char *job_uuid,
                                         json_t     *own);

G_END_DECLS
