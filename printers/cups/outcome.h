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
 * CwDocumentState:
 *
 * What became of the document where we send it to the printer ourselves.
 */
typedef enum
{
  CW_DOCUMENT_UNTOLD,     /* the print service sends it, or somebody who is no longer there to tell */
  CW_DOCUMENT_ON_ITS_WAY, /* the printer has not answered yet */
  CW_DOCUMENT_TAKEN,      /* the printer has taken all of it, and said so */
  CW_DOCUMENT_STOPPED,    /* cut before its last byte, or refused */
  CW_DOCUMENT_UNANSWERED, /* its last byte left us, perhaps no further, and there is no answer */
} CwDocumentState;

/**
 * CwPrintFacts:
 *
 * What has been seen of one job where it was handed over, which is a print service or the printer
 * itself, and at the printer behind a print service.
 */
typedef struct
{
  CwJobState      job;              /* where it was handed over */
  CwJobState      device;           /* behind a print service: in the printer's own list */
  CwDocumentState document;
  gboolean        direct;           /* it was handed over to the printer itself */
  gboolean        began;            /* where it was handed over, it was in work */
  gboolean        went_back;        /* from processing to pending: it would be sent again */
  gboolean        faulty;           /* the printer names a fault of the job that it calls completed */
  gboolean        side_out;         /* the printer has counted a side */
  gboolean        sides_missing;    /* the printer has counted, and fewer than the card has */
  gboolean        sides_extra;      /* … and more: it took another blank by itself */
  gboolean        sent_again;       /* behind a print service: the printer has two jobs of that name */
  gboolean        history_lost;     /* cups-ipp-missing-job-history, new since the job was made */
  gboolean        history_blind;    /* that reason stood there before: it cannot tell any more */
  gboolean        device_restarted; /* since the job was made */
  gboolean        connection_lost;  /* for longer than the limit */
  gboolean        timed_out;        /* no progress for longer than the limit */
  gint64          duration;         /* microseconds from first processing to the end; -1: not known */
  gint64          minimum;          /* microseconds that the printer needs at the very least */
} CwPrintFacts;

CwJobState     cw_job_state_from_ipp     (int state);
const char    *cw_job_state_to_name      (CwJobState state);
gboolean       cw_job_state_is_end       (CwJobState state);
const char    *cw_document_state_to_name (CwDocumentState state);
CwPrintOutcome cw_print_facts_judge      (const CwPrintFacts *facts,
                                          const char        **why);

G_END_DECLS
