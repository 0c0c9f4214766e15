/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/cups/ipp.h"
#include "printers/cups/outcome.h"

G_BEGIN_DECLS

/**
 * CwJob:
 *
 * One job as a print service or a printer describes it at one moment.
 */
typedef struct
{
  int        id;
  char      *uuid;         /* (nullable) */
  char      *name;         /* (nullable): not every service tells everybody */
  char      *printer_uri;  /* (nullable) */
  char      *user;         /* (nullable): who sent it */
  char      *host;         /* (nullable): from which machine */
  CwJobState state;
  GPtrArray *keywords;     /* of char *: job-state-reasons */
  int        impressions;  /* sides that are out; -1: not told */
  gboolean   two_sided;
  gboolean   began_told;   /* whether it is told at all when a job began */
  gint64     created;      /* seconds since 1970, or of the printer's own clock; 0: not told */
  gint64     began;        /* 0: it has not */
  gint64     ended;        /* 0: it has not */
} CwJob;

CwJob     *cw_job_ask    (http_t     *http,
                          const char *resource,
                          const char *printer_uri,
                          int         id,
                          GError    **error);
GPtrArray *cw_job_list   (http_t     *http,
                          const char *resource,
                          const char *printer_uri,
                          const char *which,
                          GError    **error);
GPtrArray *cw_job_read_list (ipp_t *answer);
gboolean   cw_job_cancel (http_t     *http,
                          const char *resource,
                          const char *printer_uri,
                          int         id,
                          GError    **error);
void       cw_job_free   (CwJob *self);
/* For g_ptr_array_sort(): in the order in which they were made. */
int        cw_job_compare (gconstpointer a,
                           gconstpointer b);
/* Whether a card that is sent now would stand behind it. */
gboolean   cw_job_is_in_the_way (const CwJob *self);
gboolean   cw_job_has_reason (const CwJob *self,
                              const char  *word);
/* Whether the printer names a fault of the job, however it ended. */
gboolean   cw_job_is_faulty (const CwJob *self);
/* (transfer full) (nullable): "user" or "user@machine" */
char      *cw_job_get_owner (const CwJob *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwJob, cw_job_free)

G_END_DECLS
