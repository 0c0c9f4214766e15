/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/station/station.h"

G_BEGIN_DECLS

/**
 * CwBatchNote:
 *
 * How the station's batch stands. There is one at a time.
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
  guint        waiting;
  char        *current;   /* (nullable) the student whose card is being made */
} CwBatchNote;

void         cw_batch_note_free      (CwBatchNote *self);

/* A batch makes one card after another and hands none over: they lie in the tray in its order. A
 * walk-in, that is any cw_station_issue_async(), goes before the batch's next card. A card in doubt
 * or in trouble pauses it. It survives the program: on start it is paused.
 *
 * Signal "batch-changed" of the station: read it with cw_station_get_batch(). Main thread. */

/* @students: of CwStudent; those with an open order are left out. */
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

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwBatchNote, cw_batch_note_free)

G_END_DECLS
