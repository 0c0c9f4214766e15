/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/intake/plan.h"
#include "app/store/store.h"

G_BEGIN_DECLS

/**
 * CwIntakeKind:
 * @CW_INTAKE_DOUBLE: the same person stands in an earlier line, which counts
 * @CW_INTAKE_LEAVES: here, not in the source, and marked as left where the plan says so
 *
 * What would become of one line.
 */
typedef enum
{
  CW_INTAKE_NEW,
  CW_INTAKE_CHANGED,
  CW_INTAKE_UNCHANGED,
  CW_INTAKE_REFUSED,
  CW_INTAKE_DOUBLE,
  CW_INTAKE_LEAVES,
} CwIntakeKind;

#define CW_INTAKE_KINDS (CW_INTAKE_LEAVES + 1)

/**
 * CwIntakeItem:
 *
 * One line of a dry run.
 */
typedef struct
{
  guint        line;     /* in the source; 0: not in it */
  CwIntakeKind kind;
  char        *number;   /* (nullable) the student's */
  char        *sentence; /* (nullable) why REFUSED or DOUBLE, with the column */
  CwStudent   *before;   /* (nullable) CHANGED and LEAVES: as it was here */
  CwStudent   *after;    /* (nullable) NEW and CHANGED: as it would be */
} CwIntakeItem;

/**
 * CwIntakeChange:
 *
 * One field of one student, before and after; %NULL is nothing.
 */
typedef struct
{
  CwIntakeField field;
  const char   *before;
  const char   *after;
} CwIntakeChange;

/* Fills @changes, which has room for CW_INTAKE_FIELDS; the texts are the item's. Returns how many. */
guint         cw_intake_item_list_changes (const CwIntakeItem *item,
                                           CwIntakeChange     *changes);
/* Stable, for files and --json; and for a person. */
const char   *cw_intake_kind_to_name      (CwIntakeKind kind);
const char   *cw_intake_kind_to_label     (CwIntakeKind kind);

/**
 * CwIntakeProgress:
 * @total: 0: not known
 *
 * Told on the thread that works, every few hundred lines.
 */
typedef void (*CwIntakeProgress) (guint    done,
                                  guint    total,
                                  gpointer user_data);

/**
 * CwIntakeRun:
 *
 * What a source would change, line by line, held until it is applied: what is applied is what was
 * shown, whatever becomes of the file meanwhile. Does not change once made; reference counted.
 */
typedef struct _CwIntakeRun CwIntakeRun;

CwIntakeRun     *cw_intake_run_new        (CwStore            *store,
                                           CwSource           *source,
                                           const char         *institution_id,
                                           const CwIntakePlan *plan,
                                           CwIntakeProgress    progress,
                                           gpointer            user_data,
                                           GCancellable       *cancellable,
                                           GError            **error);
CwIntakeRun     *cw_intake_run_ref        (CwIntakeRun *self);
void             cw_intake_run_unref      (CwIntakeRun *self);
guint            cw_intake_run_count      (const CwIntakeRun *self,
                                           CwIntakeKind       kind);
/* (transfer none): of CwIntakeItem, in the order of the source */
const GPtrArray *cw_intake_run_get_items  (const CwIntakeRun *self);
/* SHA-256 of institution, plan and all that was read, in hex: the same twice, the same is applied */
const char      *cw_intake_run_get_digest (const CwIntakeRun *self);
const char      *cw_intake_run_get_institution (const CwIntakeRun *self);
const char      *cw_intake_run_get_kind   (const CwIntakeRun *self);

/**
 * CwIntakeWriter:
 * @put: stores one student, new where @before is %NULL, and tells the register what it must know
 * @leave: a student has left
 *
 * How persons are written: given by the room that knows the register. Both run within the one
 * transaction of the import, on its thread.
 */
typedef struct
{
  gboolean (*put)   (const CwStudent *before,
                     const CwStudent *after,
                     gpointer         user_data,
                     GError         **error);
  gboolean (*leave) (const char *student_id,
                     gpointer    user_data,
                     GError    **error);
  gpointer user_data;
} CwIntakeWriter;

/* Carries out all of @self or nothing. Refused when one of its students is no longer as it was in the
 * dry run. @source_id: the id of a saved source, or a kind. Cancelling works until the commit. */
gboolean         cw_intake_run_apply      (CwIntakeRun          *self,
                                           CwStore              *store,
                                           const char           *source_id,
                                           const CwIntakeWriter *writer,
                                           CwIntakeProgress      progress,
                                           gpointer              user_data,
                                           GCancellable         *cancellable,
                                           GError              **error);

/* Writes every line of the dry run as CSV for a person; the file is for its owner alone (0600). */
gboolean         cw_intake_run_write_report (const CwIntakeRun *self,
                                           const char        *path,
                                           GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwIntakeRun, cw_intake_run_unref)

G_END_DECLS
