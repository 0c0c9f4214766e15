/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/cups/evidence.h"
#include "printers/cups/outcome.h"
#include "printers/cups/printer.h"

G_BEGIN_DECLS

/**
 * CwJobWatch:
 *
 * What has been seen of one job since somebody began to look. Only on the printer's worker.
 */
typedef struct
{
  CwCupsPrinter  *printer;
  const char     *job_name;
  int             job_id;
  guint           sides;

  /* as of the ticket */
  json_t         *before;          /* (nullable): array: the reasons before the job */
  gboolean        history_known;   /* whether the reasons before the job are known */
  gboolean        history_before;  /* cups-ipp-missing-job-history stood there already */
  gint64          boot;            /* as CwCupsPrinter.device_boot */
  gint64          up_time;         /* the printer's own count at the last look, seconds; -1: not known */
  gboolean        silent;          /* the printer has been asked and has not answered */
  gboolean        service_silent;  /* the print service did not answer the last time */

  CwPrintFacts    facts;
  CwPrinterStatus status;
  CwPrintOutcome  outcome;
  const char     *why;
  gboolean        withdrawn;       /* we took the job off the queue */

  gint64          began;           /* monotonic, when it was first seen in work; 0: not yet */
  gint64          began_stamp;     /* the print service's own time of it; 0: not told */
  gint64          answered;        /* monotonic, the print service's last answer */
  gint64          progressed;      /* monotonic, the last change of anything */
  char           *signature;       /* what is compared to see a change */
  int             device_job;      /* the printer's own number of it; 0: not found */
  int             handed_over;     /* sides that the print service has sent; -1: not told */
  int             impressions;     /* sides that are out, by the printer itself; -1: not told */
  char           *job_uuid;

  json_t         *states;          /* array: when who said what */
  GPtrArray      *seen;            /* of char *: every reason met */
  GPtrArray      *after;           /* of char *: the reasons at the last look */
} CwJobWatch;

void     cw_job_watch_init  (CwJobWatch    *self,
                             CwCupsPrinter *printer,
                             const char    *job_name,
                             int            job_id,
                             const char    *ticket_evidence);
void     cw_job_watch_clear (CwJobWatch *self);
/* Looks for the job by its name when its number is not known. */
gboolean cw_job_watch_find  (CwJobWatch *self,
                             guint      *n_found,
                             GError    **error);
/* One look: fills in facts, outcome and status. Never fails: silence is a fact. It is made of the
 * two below: asking, and judging what has been seen so far. */
void     cw_job_watch_look  (CwJobWatch *self);
gboolean cw_job_watch_ask   (CwJobWatch *self,
                             GError    **error);
void     cw_job_watch_judge (CwJobWatch *self);
char    *cw_job_watch_tell  (CwJobWatch *self);
CwPrintPhase cw_job_watch_get_phase (const CwJobWatch *self);

G_END_DECLS
