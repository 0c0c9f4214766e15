/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/store/store.h"

G_BEGIN_DECLS

/* The database as a whole: is it sound, a copy of it, and a copy put in its place. */

/**
 * CwCheckReport:
 *
 * What was looked at, and the first thing that is broken.
 */
typedef struct
{
  char   *broken;        /* (nullable) a sentence: the first thing that is not as it should be */
  char   *detail;        /* (nullable) what SQLite says of it, for whoever repairs it */
  gint64  entries;       /* of the journal */
  gint64  last_entry;    /* moment of the newest, microseconds since 1970 UTC; 0: there is none */
  char   *hash;          /* of the newest */
  guint   photos;
  guint   plain_photos;  /* not enciphered yet */
  guint   locked_photos; /* enciphered with a key that is not here; full check only */
} CwCheckReport;

/**
 * CwRestorePlan:
 *
 * What a copy would bring, and what would be lost with the database that it takes the place of.
 */
typedef struct
{
  gint64    entries;     /* of the copy's journal */
  gint64    last_entry;  /* moment of its newest, microseconds since 1970 UTC */
  char     *hash;        /* of its newest */
  gboolean  present;     /* there is a database in the place */
  gboolean  readable;    /* and it could be read to its end */
  gint64    lost_acts;   /* journal entries after the copy was made; -1: not known */
  gint64    lost_cards;  /* cards that were begun after it; -1: not known */
  guint     in_doubt;    /* open orders of the copy that may have been made since: a person must look */
  guint     to_ask;      /* messages that may have been sent since: the register is asked first */
  char     *kept;        /* (nullable) where the replaced database is now */
} CwRestorePlan;

/* @full: every page and index, the whole journal, every number and photo; else tables, references
 * and the journal's end. %FALSE only when it could not be looked at; see @report->broken. */
gboolean cw_store_check         (CwStore       *self,
                                 gboolean       full,
                                 CwCheckReport *report,
                                 GError       **error);
gboolean cw_store_backup        (CwStore       *self,
                                 const char    *path,
                                 GCancellable  *cancellable,
                                 CwCheckReport *report,
                                 GError       **error);
gboolean cw_store_restore       (const char    *store_path,
                                 const char    *backup,
                                 CwClock       *clock,
                                 const char    *operator_name,
                                 gboolean       apply,
                                 CwRestorePlan *plan,
                                 GError       **error);
void     cw_check_report_clear  (CwCheckReport *self);
void     cw_restore_plan_clear  (CwRestorePlan *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwCheckReport, cw_check_report_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwRestorePlan, cw_restore_plan_clear)

G_END_DECLS
