/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/store/store.h"

G_BEGIN_DECLS

/* More of the journal than every caller of the store needs: which station writes it, what is wrong
 * with it, ranges of it for an export, and the signed heads of days. docs/journal.md tells the
 * whole of it. Threads and errors as store.h says. */

/**
 * CwJournalFault:
 *
 * What is wrong with the first entry that is not as it was written.
 */
typedef enum
{
  CW_JOURNAL_WHOLE,        /* nothing */
  CW_JOURNAL_CHANGED,
  CW_JOURNAL_MISSING,
  CW_JOURNAL_OUT_OF_ORDER, /* entries changed places */
  CW_JOURNAL_INSERTED,     /* an entry that was never written */
  CW_JOURNAL_CUT_OFF,      /* the end is missing */
  CW_JOURNAL_HEAD,         /* the note of the newest entry is damaged, gone or was moved */
  CW_JOURNAL_SIGNATURE,    /* a signed head does not fit the entry, or its signature is not genuine */
} CwJournalFault;

/**
 * CwJournalReport:
 *
 * What was found when the journal was checked.
 */
typedef struct
{
  gint64         n_entries;    /* that follow one another, from the first on */
  gint64         last_id;      /* of the last of these; 0: there is none */
  char          *last_hash;
  CwJournalFault fault;
  gint64         broken;       /* the first id that is not as it should be; 0: none */
  char          *broken_day;   /* (nullable) whose signature it is, yyyy-MM-dd */
  char          *reason;       /* (nullable) what is wrong with that signature, a sentence */
  guint          n_signatures; /* that fit */
  char          *signed_day;   /* (nullable) the newest of these */
  gint64         signed_entry;
} CwJournalReport;

/**
 * CwJournalSignature:
 *
 * The head of the journal at the end of a day (UTC), signed.
 */
typedef struct
{
  char   *day;         /* yyyy-MM-dd */
  gint64  entry;       /* the last entry of that day */
  char   *hash;        /* of that entry */
  char   *algorithm;   /* "ed25519" */
  char   *key_label;
  guint   key_version;
  GBytes *public_key;
  GBytes *signature;   /* of cw_journal_signature_get_message() */
  gint64  signed_at;   /* microseconds since 1970 UTC */
} CwJournalSignature;

/**
 * CwJournalJudge:
 *
 * Says whether a signature is genuine, which this room cannot: it has no keys and no ciphers.
 *
 * Returns: %FALSE with @error, a sentence, when it is not
 */
typedef gboolean (*CwJournalJudge) (const CwJournalSignature *signature,
                                    gpointer                  user_data,
                                    GError                  **error);

/**
 * CwJournalRowFunc:
 *
 * Takes one row of a range.
 *
 * Returns: %FALSE with @error to end there
 */
typedef gboolean (*CwJournalRowFunc) (const CwJournalRow *row,
                                      gpointer            user_data,
                                      GError            **error);

/**
 * CwDayFunc:
 *
 * Called after the commit of the first act of a day (UTC), and of the first since the store was
 * opened; with the store held, so it may not wait for a thread that needs it.
 */
typedef void (*CwDayFunc) (gpointer user_data);

/* Which station writes from now on: its prefix and title; %NULL: none is named. */
void        cw_store_set_station        (CwStore    *self,
                                         const char *station);
void        cw_store_set_day_func       (CwStore  *self,
                                         CwDayFunc func,
                                         gpointer  user_data);

/* check; @judge: (nullable): NULL looks only whether signed heads fit the chain */
gboolean    cw_store_check_journal      (CwStore         *self,
                                         CwJournalJudge   judge,
                                         gpointer         user_data,
                                         CwJournalReport *report,
                                         GError         **error);
void        cw_journal_report_clear     (CwJournalReport *self);
char       *cw_journal_report_describe  (const CwJournalReport *self);
const char *cw_journal_fault_to_name    (CwJournalFault fault);

/* ranges */
gboolean    cw_store_find_journal_range (CwStore    *self,
                                         const char *from,
                                         const char *to,
                                         gint64     *first,
                                         gint64     *last,
                                         char      **before,
                                         GError    **error);
gboolean    cw_store_walk_journal       (CwStore         *self,
                                         gint64           first,
                                         gint64           last,
                                         CwJournalRowFunc func,
                                         gpointer         user_data,
                                         GError         **error);

/* signed heads */
CwJournalSignature *cw_journal_signature_new  (void);
void                cw_journal_signature_free (CwJournalSignature *self);
char               *cw_journal_signature_get_message (const CwJournalSignature *self);
CwJournalSignature *cw_store_get_day_head     (CwStore    *self,
                                               const char *day,
                                               GError    **error);
gboolean            cw_store_find_unsigned_day (CwStore *self,
                                                char   **day,
                                                GError **error);
gboolean            cw_store_add_signature    (CwStore                  *self,
                                               const CwJournalSignature *signature,
                                               GError                  **error);
GPtrArray          *cw_store_list_signatures  (CwStore *self,
                                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwJournalSignature, cw_journal_signature_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwJournalReport, cw_journal_report_clear)

G_END_DECLS
