/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/cups/evidence.h"
#include "printers/cups/outcome.h"
#include "printers/cups/sending.h"
#include "printers/cups/transport.h"

G_BEGIN_DECLS

/**
 * CwJobWatch:
 *
 * What has been seen of one job since somebody began to look. Only on the printer's worker.
 */
struct _CwJobWatch
{
  CwTransport    *transport;
  CwSending      *sending;         /* (nullable): the document, when we send it ourselves */
  const char     *job_name;
  int             job_id;
  guint           sides;

  /* as of the ticket */
  json_t         *before;          /* (nullable): array: the reasons before the job */
  gboolean        history_known;   /* whether the reasons before the job are known */
  gboolean        history_before;  /* cups-ipp-missing-job-history stood there already */
  gint64          boot;            /* as CwTransport.device_boot */
  gint64          up_time;         /* the printer's own count at the last look, seconds; -1: not known */
  gboolean        silent;          /* the printer has been asked and has not answered */
  gboolean        place_silent;    /* the place did not answer the last time */

  CwPrintFacts    facts;
  CwPrinterStatus status;
  CwPrintPhase    phase;
  CwPrintOutcome  outcome;
  const char     *why;
  gboolean        withdrawn;       /* we took the job off */

  gint64          began;           /* monotonic, when it was first seen in work; 0: not yet */
  gint64          began_stamp;     /* the place's own time of it; 0: not told */
  gint64          answered;        /* monotonic, the place's last answer */
  gint64          progressed;      /* monotonic, the last change of anything */
  char           *signature;       /* what is compared to see a change */
  int             device_job;      /* the printer's own number of it; 0: not found */
  int             handed_over;     /* sides that a print service has sent; -1: not told */
  int             impressions;     /* sides that are out, by the printer itself; -1: not told */
  char           *job_uuid;

  json_t         *states;          /* array: when who said what */
  GPtrArray      *seen;            /* of char *: every reason met */
  GPtrArray      *after;           /* of char *: the reasons at the last look */
};

void     cw_job_watch_init  (CwJobWatch  *self,
                             CwTransport *transport,
                             const char  *job_name,
                             int          job_id,
                             const char  *ticket_evidence);
void     cw_job_watch_clear (CwJobWatch *self);
/* Looks for the job by its name when its number is not known. */
gboolean cw_job_watch_find  (CwJobWatch *self,
                             guint      *n_found,
                             GError    **error);
/* One look: fills in facts, phase, outcome and status. Never fails: silence is a fact. It is made of the
 * two below: asking, and judging what has been seen so far. */
void     cw_job_watch_look  (CwJobWatch *self);
gboolean cw_job_watch_ask   (CwJobWatch *self,
                             GError    **error);
void     cw_job_watch_judge (CwJobWatch *self);
char    *cw_job_watch_tell  (CwJobWatch *self);

/* what a transport's look is made of */
gboolean cw_job_watch_ask_job      (CwJobWatch *self,
                                    GError    **error);
void     cw_job_watch_take_reasons (CwJobWatch *self,
                                    GPtrArray  *keywords);
void     cw_job_watch_take_view    (CwJobWatch         *self,
                                    const CwDeviceView *view);
void     cw_job_watch_take_sides   (CwJobWatch  *self,
                                    const CwJob *job);
void     cw_job_watch_note         (CwJobWatch *self,
                                    const char *who,
                                    CwJobState  state);

G_END_DECLS
