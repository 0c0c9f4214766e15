/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/router/reconcile.h"
#include "app/station/station.h"

G_BEGIN_DECLS

/* The station's cards against the register's, both ways, and what is done about a difference.
 * Comparing changes nothing anywhere. A repair writes down what the register is owed, in the
 * outbox; it makes no card, brings none back that is out of use here, and takes nothing out of the
 * register that was not made here. */

typedef enum
{
  CW_REPAIR_NONE,      /* a person must look */
  CW_REPAIR_REGISTER,  /* the card as it is here */
  CW_REPAIR_WITHDRAW,  /* out of the register */
  CW_REPAIR_PERSON,    /* the person's data as they are here */
  CW_REPAIR_ELSEWHERE, /* note that another station made it */
} CwRepair;

/**
 * CwDifference:
 *
 * One card or person on which the two disagree.
 */
typedef struct
{
  CwDifferenceKind kind;
  CwRepair         repair;
  gboolean         on_its_way;     /* the outbox owes it: no difference */
  char            *institution_id;
  char            *escn;           /* (nullable) of a card */
  char            *student_id;     /* (nullable) when known here */
  char            *esi;            /* (nullable) of a person who is not known here */
  guint            differs;        /* CwDiffers bits */
  char            *here;           /* (nullable) "active, 2026-09-01 to 2029-08-31" */
  char            *there;          /* (nullable) the same */
  char            *sentence;       /* what differs */
  char            *remedy;         /* what the repair does, or what a person can do */
} CwDifference;

/**
 * CwReconciliation:
 *
 * The outcome of one comparison.
 */
typedef struct
{
  GPtrArray *differences;   /* of CwDifference */
  guint      cards_here;    /* that were looked at */
  guint      cards_there;
  guint      persons_there;
  guint      elsewhere;     /* cards there that are known to be of other stations */
  guint      left;          /* differences that are not on their way and not only told */
  guint      on_its_way;
  gboolean   certain;       /* FALSE: the register's lists changed while they were read */
  gsize      bytes;         /* most that was held of the register's lists at once */
} CwReconciliation;

typedef struct
{
  guint  done;
  guint  refused;
  char  *sentence; /* (nullable) why the first of these was refused */
} CwRepairSum;

/* @rows: of the register's lists read so far */
typedef void (*CwReconcileFunc) (guint    rows,
                                 gpointer user_data);

/* Blocking. @institution_id: (nullable): %NULL: all that have a PIC. @func: (nullable) */
CwReconciliation *cw_reconcile            (const CwIssueTools *tools,
                                           const char         *institution_id,
                                           CwReconcileFunc     func,
                                           gpointer            user_data,
                                           GCancellable       *cancellable,
                                           GError            **error);
/* One repair, one transaction, journalled. Looks at the card anew: %CW_ERROR_REFUSED when it is not
 * as it was compared, %CW_ERROR_BUSY when the outbox owes it already. */
gboolean          cw_reconcile_repair     (const CwIssueTools *tools,
                                           const CwDifference *difference,
                                           GError            **error);
/* @differences: of CwDifference; those without a repair or on their way are left out. FALSE only
 * when the store fails or it is cancelled: what was repaired until then is. */
gboolean          cw_reconcile_repair_all (const CwIssueTools *tools,
                                           GPtrArray          *differences,
                                           CwRepairSum        *sum,
                                           GCancellable       *cancellable,
                                           GError            **error);

/* For the window: the same off its thread; @func is called on the main context. */
void              cw_station_reconcile_async  (CwStation          *self,
                                               const char         *institution_id,
                                               CwReconcileFunc     func,
                                               gpointer            func_data,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
CwReconciliation *cw_station_reconcile_finish (CwStation    *self,
                                               GAsyncResult *result,
                                               GError      **error);
void              cw_station_repair_async     (CwStation          *self,
                                               GPtrArray          *differences,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
CwRepairSum      *cw_station_repair_finish    (CwStation    *self,
                                               GAsyncResult *result,
                                               GError      **error);

/* RFC 4180, with a heading; (transfer full) */
char             *cw_reconciliation_to_csv (const CwReconciliation *self);
const char       *cw_repair_to_name        (CwRepair value);
const char       *cw_repair_to_label       (CwRepair value);

void              cw_difference_free       (CwDifference *self);
void              cw_reconciliation_free   (CwReconciliation *self);
void              cw_repair_sum_free       (CwRepairSum *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwDifference, cw_difference_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwReconciliation, cw_reconciliation_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwRepairSum, cw_repair_sum_free)

G_END_DECLS
