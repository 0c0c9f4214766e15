/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "app/base/clock.h"
#include "app/core/nouns.h"
#include "app/core/record.h"

G_BEGIN_DECLS

/**
 * CwStore:
 *
 * What the station remembers, in operations of the trade; no SQL shows. Every call blocks, may
 * come from any thread but the GTK thread, and is serialised with all others. A call that
 * changes something is durable when it returns %TRUE (SQLite: WAL, synchronous=FULL), unless it
 * stands between cw_store_begin() and cw_store_commit(), which the calling thread then owns.
 * Errors: %CW_ERROR_STORE, _STORE_FULL, _STORE_NEWER, _BUSY, _NOT_FOUND, _EXISTS.
 */
#define CW_TYPE_STORE (cw_store_get_type ())

G_DECLARE_FINAL_TYPE (CwStore, cw_store, CW, STORE, GObject)

/**
 * CwStoreCommitFunc:
 * @before: %TRUE just before a transaction is committed, %FALSE just after
 *
 * For fault tests: called around every commit, which is where a process may die.
 */
typedef void (*CwStoreCommitFunc) (gboolean before,
                                   gpointer user_data);

/**
 * CwStepRow:
 *
 * One step of one order as written down: intention (started) and outcome (done, failed) with
 * its evidence.
 */
typedef struct
{
  gint64      id;
  gint64      order_id;
  CwStepKind  kind;
  guint       attempt;    /* from 1 */
  CwStepState state;
  gint64      started_at; /* microseconds since 1970 UTC */
  gint64      ended_at;   /* 0 while started */
  char       *evidence;   /* JSON object: job id, UID, digests, the router's answer */
} CwStepRow;

/**
 * CwOrderRow:
 *
 * One request for one card, with the record frozen when it was reserved.
 */
typedef struct
{
  gint64  id;
  char   *student_id;
  char   *profile_id;
  char   *operator_name;
  gint64  created_at;
  gboolean open;            /* no outcome yet */
  char   *outcome;          /* (nullable): "issued", "spoiled", "cancelled" */
  char   *record_json;
  char   *record_digest;
  char   *template_digest;
  char   *photo_digest;     /* (nullable) */
  gboolean        reissue;        /* the student had a card: why there is another */
  CwReissueReason reissue_reason; /* where @reissue */
  char           *reissue_text;   /* (nullable) the operator's own words */
  gint64          replaces;       /* the card that it stands for; 0: none */
} CwOrderRow;

/**
 * CwPlasticRow:
 *
 * One blank that was asked of a hopper.
 */
typedef struct
{
  gint64           id;
  gint64           card_id;       /* 0: for no student */
  CwPlasticPurpose purpose;
  char            *printer;
  char            *job;           /* (nullable) the printer's own number of the job */
  int              sets;          /* sets of ribbon panels that it takes; -1: not known */
  char            *operator_name;
  char            *uid;           /* (nullable) chip UID once read */
  CwPlasticState   state;
  char            *reason;        /* (nullable) */
  gint64           fed_at;
  gint64           state_at;
} CwPlasticRow;

/**
 * CwLedgerFilter:
 *
 * Which plastics of the ledger: all that is zero or %NULL does not narrow.
 */
typedef struct
{
  const char *printer;
  gint64      from;    /* microseconds since 1970 UTC at which the blank was asked for; from then on */
  gint64      to;      /* before then */
  guint       states;  /* bit set of 1 << CwPlasticState */
} CwLedgerFilter;

/**
 * CwLedgerSum:
 *
 * The plastics of one printer, or of all, in a time. Each is in exactly one of the numbers behind
 * the first, so that these add up to it; the last two are what is not accounted for yet.
 */
typedef struct
{
  guint asked;       /* all of them */
  guint failed;      /* never left the hopper */
  guint issued;
  guint spoiled;
  guint tests;       /* test cards and alignment sheets that came out */
  guint uncertain;   /* a person must look */
  guint under_way;   /* queued, sent, printing, printed or verified: not yet in a hand */
} CwLedgerSum;

/**
 * CwSupplyKind:
 *
 * What a person puts into a printer or does to it.
 */
typedef enum
{
  CW_SUPPLY_RIBBON,   /* quantity: sets of panels */
  CW_SUPPLY_BLANKS,   /* quantity: cards that are in the feeder now */
  CW_SUPPLY_CLEANING, /* quantity: cards until the next one */
} CwSupplyKind;

/**
 * CwSupplyRow:
 *
 * What a person last said of one supply of one printer, and what was used of it since.
 */
typedef struct
{
  CwSupplyKind kind;
  guint        quantity;
  guint        used;          /* by the ledger: sets, or blanks that left the hopper or may have */
  char        *name;          /* (nullable) which ribbon */
  char        *operator_name;
  gint64       at;            /* microseconds since 1970 UTC */
} CwSupplyRow;

/**
 * CwBatchState:
 *
 * A batch is running or paused until it has an end.
 */
typedef enum
{
  CW_BATCH_STATE_RUNNING,
  CW_BATCH_STATE_PAUSED,
  CW_BATCH_STATE_DONE,
  CW_BATCH_STATE_CANCELLED,
} CwBatchState;

typedef enum
{
  CW_BATCH_ITEM_WAITING,
  CW_BATCH_ITEM_WORKING,
  CW_BATCH_ITEM_MADE,     /* lies in the tray or was handed over */
  CW_BATCH_ITEM_FAILED,
  CW_BATCH_ITEM_IN_DOUBT, /* a person must look */
  CW_BATCH_ITEM_SKIPPED,  /* was not begun, and will not be */
} CwBatchItemState;

typedef struct
{
  gint64       id;
  char        *name;
  char        *operator_name;
  gint64       created_at;
  CwBatchState state;
  char        *reason;        /* (nullable) why it is paused or was cancelled */
} CwBatchRow;

typedef struct
{
  gint64           batch_id;
  guint            position;   /* from 1: the order in which the cards lie in the tray */
  char            *student_id;
  char            *profile_id;
  gint64           order_id;   /* 0: none yet */
  CwBatchItemState state;
  char            *sentence;   /* (nullable) why not made */
  gint64           took;       /* microseconds from its number to the tray; 0: not made */
} CwBatchItemRow;

const char *cw_batch_state_to_name      (CwBatchState     state);
const char *cw_batch_item_state_to_name (CwBatchItemState state);

/**
 * CwOutboxRow:
 *
 * One message owed to the ESC-Router. In order per person; parallel between persons.
 */
typedef struct
{
  gint64  id;
  gint64  card_id;       /* 0: about the person alone */
  char   *student_id;
  char   *institution_id;
  char   *person;        /* ESI: the order key */
  char   *kind;          /* "register", "withdraw", "person", "leave" */
  char   *payload;       /* JSON object, without the token */
  gint64  created_at;
  gint64  due_at;        /* not before */
  guint   attempts;
  char   *last_error;    /* (nullable) the sentence of the last failure */
  char   *state;         /* "waiting", "sent", "refused", "given-up" */
  char   *answer;        /* (nullable) the router's answer, JSON */
  char   *reason;        /* (nullable) why a person gave it up */
} CwOutboxRow;

/**
 * CwJournalRow:
 *
 * One act. hash = SHA-256 over the previous hash and this row's fields, so that no row can be
 * changed, left out or put in unseen.
 */
typedef struct
{
  gint64  id;
  gint64  at;            /* microseconds since 1970 UTC */
  char   *act;           /* "card.reserve", "step.start", … */
  char   *subject;       /* "card/7", "order/7", never personal data */
  char   *operator_name;
  char   *details;       /* JSON object */
  char   *hash;          /* 64 lower-case hex digits */
  char   *station;       /* (nullable) prefix and title; NULL: written before schema 003 */
} CwJournalRow;

/**
 * CwStoreCounts:
 *
 * The numbers of the side bar and of `status`.
 */
typedef struct
{
  guint  issued_today;
  guint  spoiled_today;
  guint  open_orders;
  guint  outbox_waiting;
  guint  outbox_refused;
  gint64 outbox_oldest;  /* created_at of the oldest waiting; 0: none */
} CwStoreCounts;

void cw_step_row_free    (CwStepRow *row);
void cw_order_row_free   (CwOrderRow *row);
void cw_plastic_row_free (CwPlasticRow *row);
void cw_supply_row_free  (CwSupplyRow *row);
void cw_outbox_row_free  (CwOutboxRow *row);
void cw_journal_row_free (CwJournalRow *row);
void cw_batch_row_free   (CwBatchRow *row);
void cw_batch_item_row_free (CwBatchItemRow *row);

/* make */
CwStore   *cw_store_open  (const char *path,
                           CwClock    *clock,
                           GError    **error);
void       cw_store_close (CwStore *self);

/* transactions; begin takes the store for the calling thread, commit and rollback give it back */
gboolean   cw_store_begin    (CwStore *self,
                              GError **error);
gboolean   cw_store_commit   (CwStore *self,
                              GError **error);
void       cw_store_rollback (CwStore *self);
void       cw_store_set_commit_func (CwStore          *self,
                              CwStoreCommitFunc func,
                              gpointer          user_data);

/* institutions, students, photos, profiles */
gboolean       cw_store_put_institution   (CwStore             *self,
                                           const CwInstitution *institution,
                                           GError             **error);
CwInstitution *cw_store_get_institution   (CwStore    *self,
                                           const char *id,
                                           GError    **error);
GPtrArray     *cw_store_list_institutions (CwStore *self,
                                           GError **error);
gboolean       cw_store_put_student       (CwStore         *self,
                                           const CwStudent *student,
                                           GError         **error);
CwStudent     *cw_store_get_student       (CwStore    *self,
                                           const char *id,
                                           GError    **error);
GPtrArray     *cw_store_find_students     (CwStore    *self,
                                           const char *institution_id,
                                           const char *query,
                                           guint       limit,
                                           guint       offset,
                                           GError    **error);
gboolean       cw_store_put_photo         (CwStore    *self,
                                           const char *student_id,
                                           GBytes     *photo,
                                           GError    **error);
GBytes        *cw_store_get_photo         (CwStore    *self,
                                           const char *student_id,
                                           GError    **error);
gboolean       cw_store_put_profile       (CwStore         *self,
                                           const CwProfile *profile,
                                           GError         **error);
CwProfile     *cw_store_get_profile       (CwStore    *self,
                                           const char *id,
                                           GError    **error);
GPtrArray     *cw_store_list_profiles     (CwStore    *self,
                                           const char *institution_id,
                                           GError    **error);

/* numbers */
gboolean       cw_store_next_escn         (CwStore    *self,
                                           guint       prefix,
                                           const char *pic,
                                           CwEscn     *escn,
                                           GError    **error);

/* orders and their steps */
gint64         cw_store_add_order         (CwStore          *self,
                                           const CwOrderRow *order,
                                           GError          **error);
CwOrderRow    *cw_store_get_order         (CwStore *self,
                                           gint64   order_id,
                                           GError **error);
GPtrArray     *cw_store_list_open_orders  (CwStore *self,
                                           GError **error);
gboolean       cw_store_close_order       (CwStore    *self,
                                           gint64      order_id,
                                           const char *outcome,
                                           GError    **error);
gint64         cw_store_start_step        (CwStore    *self,
                                           gint64      order_id,
                                           CwStepKind  kind,
                                           const char *evidence,
                                           GError    **error);
gboolean       cw_store_note_step         (CwStore    *self,
                                           gint64      step_id,
                                           const char *evidence,
                                           GError    **error);
gboolean       cw_store_end_step          (CwStore    *self,
                                           gint64      step_id,
                                           CwStepState outcome,
                                           const char *evidence,
                                           GError    **error);
GPtrArray     *cw_store_list_steps        (CwStore *self,
                                           gint64   order_id,
                                           GError **error);

/* cards and plastics */
gint64         cw_store_add_card          (CwStore      *self,
                                           const CwCard *card,
                                           GError      **error);
CwCard        *cw_store_get_card          (CwStore *self,
                                           gint64   card_id,
                                           GError **error);
CwCard        *cw_store_get_card_of_order (CwStore *self,
                                           gint64   order_id,
                                           GError **error);
CwCard        *cw_store_find_card         (CwStore      *self,
                                           const CwEscn *escn,
                                           GError      **error);
GPtrArray     *cw_store_list_cards        (CwStore    *self,
                                           const char *student_id,
                                           guint       limit,
                                           guint       offset,
                                           GError    **error);
gboolean       cw_store_set_card_state    (CwStore    *self,
                                           gint64      card_id,
                                           CwCardState state,
                                           const char *reason,
                                           GError    **error);
gboolean       cw_store_set_card_uid      (CwStore    *self,
                                           gint64      card_id,
                                           const char *uid,
                                           GError    **error);
/* @card_id: 0 for a blank that is for no student; @sets: -1 when not known */
gint64         cw_store_add_plastic       (CwStore         *self,
                                           gint64           card_id,
                                           CwPlasticPurpose purpose,
                                           const char      *printer,
                                           int              sets,
                                           GError         **error);
gboolean       cw_store_set_plastic       (CwStore       *self,
                                           gint64         plastic_id,
                                           CwPlasticState state,
                                           const char    *uid,
                                           const char    *reason,
                                           GError       **error);
/* What a person said who was asked whether the print is good. */
gboolean       cw_store_set_plastic_quality (CwStore *self,
                                           gint64    plastic_id,
                                           gboolean  good,
                                           GError  **error);
/* Cards that came out of @printer since a person was last asked so; @except is not counted. */
gboolean       cw_store_count_since_quality (CwStore *self,
                                           const char *printer,
                                           gint64      except,
                                           guint      *cards,
                                           GError    **error);
/* The printer's own number of the job that makes the card. */
gboolean       cw_store_note_plastic_job  (CwStore    *self,
                                           gint64      plastic_id,
                                           const char *job,
                                           GError    **error);
/* @sets: of ribbon panels, as for cw_store_add_plastic() */
gboolean       cw_store_note_plastic_sets (CwStore *self,
                                           gint64   plastic_id,
                                           int      sets,
                                           GError **error);
GPtrArray     *cw_store_list_plastics     (CwStore *self,
                                           gint64   card_id,
                                           GError **error);
/* (transfer full) (nullable): NULL without an error when there is none */
CwPlasticRow  *cw_store_find_last_plastic (CwStore    *self,
                                           const char *printer,
                                           GError    **error);
CwPlasticRow  *cw_store_find_plastic_of_chip (CwStore    *self,
                                           const char *uid,
                                           GError    **error);

/* the ledger: @filter is nullable, @limit 0 is all */
GPtrArray     *cw_store_list_ledger       (CwStore              *self,
                                           const CwLedgerFilter *filter,
                                           guint                 limit,
                                           guint                 offset,
                                           GError              **error);
gboolean       cw_store_sum_ledger        (CwStore              *self,
                                           const CwLedgerFilter *filter,
                                           CwLedgerSum          *sum,
                                           GError              **error);
GPtrArray     *cw_store_list_unaccounted  (CwStore *self,
                                           GError **error);

/* supplies: what a person says was put in, counted down by the ledger */
gboolean       cw_store_add_supply        (CwStore     *self,
                                           const char  *printer,
                                           CwSupplyKind kind,
                                           guint        quantity,
                                           const char  *name,
                                           GError     **error);
const char    *cw_supply_kind_to_name     (CwSupplyKind kind);
gboolean       cw_supply_kind_from_name   (const char   *name,
                                           CwSupplyKind *kind);
/* (transfer full) (nullable): NULL without an error when nobody ever said anything of it */
CwSupplyRow   *cw_store_get_supply        (CwStore     *self,
                                           const char  *printer,
                                           CwSupplyKind kind,
                                           GError     **error);

/* batches: one that is not at its end at a time */
gint64         cw_store_begin_batch        (CwStore    *self,
                                           const char *name,
                                           GPtrArray  *items,
                                           GError    **error);
CwBatchRow    *cw_store_get_batch          (CwStore *self,
                                           gint64   batch_id,
                                           GError **error);
/* @batch: (out) (transfer full) (nullable): the one that runs or is paused; the newest of all */
gboolean       cw_store_find_open_batch    (CwStore     *self,
                                           CwBatchRow **batch,
                                           GError     **error);
gboolean       cw_store_find_last_batch    (CwStore     *self,
                                           CwBatchRow **batch,
                                           GError     **error);
/* (transfer full): of CwBatchItemRow, in their order */
GPtrArray     *cw_store_list_batch_items   (CwStore *self,
                                           gint64   batch_id,
                                           GError **error);
/* @item: (out) (transfer full) (nullable): the item that the order makes */
gboolean       cw_store_find_batch_item    (CwStore         *self,
                                           gint64           order_id,
                                           CwBatchItemRow **item,
                                           GError         **error);
gboolean       cw_store_set_batch_item     (CwStore              *self,
                                           const CwBatchItemRow *item,
                                           GError              **error);
gboolean       cw_store_set_batch_state    (CwStore     *self,
                                           gint64       batch_id,
                                           CwBatchState state,
                                           const char  *reason,
                                           GError     **error);

/* outbox */
gint64         cw_store_add_message       (CwStore           *self,
                                           const CwOutboxRow *message,
                                           GError           **error);
CwOutboxRow   *cw_store_get_message       (CwStore *self,
                                           gint64   message_id,
                                           GError **error);
GPtrArray     *cw_store_list_messages     (CwStore    *self,
                                           const char *state,
                                           guint       limit,
                                           GError    **error);
GPtrArray     *cw_store_list_due_messages (CwStore *self,
                                           gint64   now,
                                           guint    limit,
                                           GError **error);
gboolean       cw_store_set_message       (CwStore    *self,
                                           gint64      message_id,
                                           const char *state,
                                           const char *answer,
                                           const char *last_error,
                                           gint64      due_at,
                                           GError    **error);

/* journal */
gboolean       cw_store_add_journal       (CwStore    *self,
                                           const char *act,
                                           const char *subject,
                                           const char *details,
                                           GError    **error);
gboolean       cw_store_verify_journal    (CwStore *self,
                                           gint64  *n_rows,
                                           gint64  *first_broken,
                                           GError **error);
GPtrArray     *cw_store_list_journal      (CwStore *self,
                                           gint64   after_id,
                                           guint    limit,
                                           GError **error);
void           cw_store_set_operator      (CwStore    *self,
                                           const char *operator_name);

/* numbers for the desk */
gboolean       cw_store_count             (CwStore       *self,
                                           CwStoreCounts *counts,
                                           GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwStepRow, cw_step_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwOrderRow, cw_order_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPlasticRow, cw_plastic_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSupplyRow, cw_supply_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwOutboxRow, cw_outbox_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwJournalRow, cw_journal_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwBatchRow, cw_batch_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwBatchItemRow, cw_batch_item_row_free)

G_END_DECLS
