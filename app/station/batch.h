/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/station/station.h"

G_BEGIN_DECLS

/**
 * CwBatchNote:
 *
 * How the station's batch stands. There is one at a time. Values only.
 */
typedef struct
{
  gint64       id;
  char        *name;
  CwBatchState state;
  char        *reason;    /* (nullable) why it is paused or was cancelled, translated */
  guint        total;
  guint        made;
  guint        failed;
  guint        in_doubt;
  guint        skipped;   /* an order or a card in force was there, or the batch was cancelled */
  guint        waiting;   /* with the one at work */
  char        *current;   /* (nullable) the student whose card is being made */
  char        *sentence;  /* (nullable) what the card at work waits for, translated */
  guint        seconds;   /* a card has taken in this batch, the middle one of the last; 0: not known */
  guint        blanks;    /* that the waiting ones take */
  guint        sets;      /* of ribbon panels that they take, as the last card did */
  CwPossible   possible;  /* cards that can be made now, as the printer was last known */
  char        *forecast;  /* (nullable) "About 25 minutes left. 30 blanks are still needed. …", translated */
} CwBatchNote;

CwBatchNote *cw_batch_note_copy      (const CwBatchNote *self);
void         cw_batch_note_free      (CwBatchNote *self);

/* A batch makes one card after another and hands none over: they lie in the tray in its order. A
 * walk-in, that is any cw_station_issue_async(), goes before the batch's next card. A card in doubt
 * or in trouble pauses it: its order is among the doubts, where a person settles it. It survives the
 * program: on start it is paused, and resumes with the card that was being made.
 *
 * Signal "batch-changed" of the station: read it with cw_station_get_batch(). Main thread. */

/* @students: of CwStudent, made in the order of their family names; those with an open order or a
 * card in force are skipped and say so. */
void         cw_station_begin_batch_async  (CwStation          *self,
                                            const char         *name,
                                            GPtrArray          *students,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
gboolean     cw_station_begin_batch_finish (CwStation    *self,
                                            GAsyncResult *result,
                                            GError      **error);
/* Between two cards; the card at work is finished first. */
void         cw_station_pause_batch  (CwStation *self);
void         cw_station_resume_batch (CwStation *self);
/* What was not begun is not made; what was made stays. */
void         cw_station_cancel_batch (CwStation *self);
/* (transfer full) (nullable): NULL: there is none, or it was seen to its end and dismissed */
CwBatchNote *cw_station_get_batch    (CwStation *self);
/* Lets go of a batch that is done or cancelled. */
void         cw_station_dismiss_batch (CwStation *self);

/* For the command line: these block. @as_listed: keep the order of @students. The batch is paused until
 * it is run. */
gint64       cw_station_begin_batch  (CwStation  *self,
                                      const char *name,
                                      GPtrArray  *students,
                                      gboolean    as_listed,
                                      GError    **error);
/* Runs the open batch here, paused or not, until it ends or pauses; @operator is asked what only a
 * person knows. @pause: (nullable): asks for a pause between two cards. */
gboolean     cw_station_run_batch    (CwStation    *self,
                                      CwOperator   *operator,
                                      GCancellable *pause,
                                      GError      **error);
gboolean     cw_station_cancel_batch_now (CwStation *self,
                                      GError   **error);
/* The open batch, or else the newest. (transfer full) (nullable): NULL without an error: there was none */
CwBatchNote *cw_station_read_batch   (CwStation *self,
                                      GError   **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwBatchNote, cw_batch_note_free)

G_END_DECLS
