/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/printer.h"

G_BEGIN_DECLS

/**
 * CwJobState:
 *
 * job-state of RFC 8011 5.3.7, and two of our own for a job that is not in the list.
 */
typedef enum
{
  CW_JOB_UNSEEN,     /* never seen, or the device cannot be asked */
  CW_JOB_PENDING,
  CW_JOB_HELD,
  CW_JOB_PROCESSING,
  CW_JOB_STOPPED,    /* begun, and waiting for a person */
  CW_JOB_CANCELED,
  CW_JOB_ABORTED,
  CW_JOB_COMPLETED,
  CW_JOB_GONE,       /* was there and is no longer */
} CwJobState;

/**
 * CwPrintFacts:
 *
 * What has been seen of one job, at the print service and at the printer itself.
 */
typedef struct
{
  CwJobState queue;            /* the job in the print service */
  CwJobState device;           /* the job in the printer's own list */
  gboolean   began;            /* the print service had begun to send it */
  gboolean   went_back;        /* from processing to pending: it would be sent again */
  gboolean   history_lost;     /* cups-ipp-missing-job-history, new since the job was made */
  gboolean   history_blind;    /* that reason stood there before: it cannot tell any more */
  gboolean   device_restarted; /* since the job was made */
  gboolean   connection_lost;  /* for longer than the limit */
  gboolean   timed_out;        /* no progress for longer than the limit */
  gint64     duration;         /* microseconds from first processing to the end; -1: not known */
  gint64     minimum;          /* microseconds that the printer needs at the very least */
} CwPrintFacts;

CwJobState     cw_job_state_from_ipp     (int state);
const char    *cw_job_state_to_name      (CwJobState state);
gboolean       cw_job_state_is_end       (CwJobState state);
CwPrintOutcome cw_print_facts_judge      (const CwPrintFacts *facts,
                                          const char        **why);

G_END_DECLS
