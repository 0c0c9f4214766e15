/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "app/station/batch.h"

G_BEGIN_DECLS

/* A demo station whose cards have no chip, students whose family names fall, and the printer's folder
 * in the order in which the cards came out. */

#define WALK_IN "lbtu/LF23001"

typedef struct
{
  char        *folder;
  CwStation   *station;
  GPtrArray   *students;
  guint        walk_in_at;/* begin it when so many are made; 0: never */
  gboolean     walk_in_done;
  char        *second;    /* (nullable) who came after the walk-in */
  gboolean     second_done;
  CwIssueResult *walked;
  guint        made;      /* when the walk-in was begun */
} Fixture;

/* One card in the printer's folder. */
typedef struct
{
  gint64 at;
  char  *student_id;
} CardOut;

void         batch_set_up      (Fixture      *fixture,
                                gconstpointer data);
void         batch_tear_down   (Fixture      *fixture,
                                gconstpointer data);
CwStudent   *batch_add_student (Fixture *fixture,
                                guint    n,
                                gboolean with_photo);
/* A batch of @n students and of those that were added before. */
void         batch_begin       (Fixture *fixture,
                                guint    n);
CwBatchNote *batch_wait_for    (Fixture     *fixture,
                                CwBatchState state);
/* Of CardOut. */
GArray      *batch_read_tray   (Fixture *fixture);
void         batch_assert_note (const CwBatchNote *note,
                                guint              made,
                                guint              failed,
                                guint              in_doubt,
                                guint              skipped,
                                guint              waiting);
/* Open orders, all of which must only wait to be handed over. */
guint        batch_count_ready (Fixture *fixture);
/* Answers yes where the card is seen; for the station's signal "question". */
void         batch_question_cb (CwStation        *station,
                                const CwQuestion *question,
                                gpointer          user_data);
/* For cw_station_issue_async(): keeps the result in the Fixture. */
void         batch_walked_cb   (GObject      *source,
                                GAsyncResult *result,
                                gpointer      user_data);

G_END_DECLS
