/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/station/station.h"
#include "app/store/card-list.h"

G_BEGIN_DECLS

/* The list of cards and what is known of one, for the window, off its thread. */

/**
 * CwCardPage:
 *
 * A piece of the list, and how long the whole is.
 */
typedef struct
{
  GPtrArray *rows;  /* of CwCardRow */
  guint      first; /* the place of the first of them in the list */
  guint      count;
} CwCardPage;

/**
 * CwCardStory:
 *
 * What is known of one card beside its row.
 */
typedef struct
{
  CwStudent *student;   /* (nullable): was forgotten */
  GPtrArray *journal;   /* of CwJournalRow, oldest first */
  GPtrArray *plastics;  /* of CwPlasticRow */
  char      *owed;      /* how it stands with the register, a sentence */
} CwCardStory;

void         cw_card_page_free              (CwCardPage *self);
void         cw_card_story_free             (CwCardStory *self);

/* @query: copied */
void         cw_station_list_card_page_async  (CwStation          *self,
                                               const CwCardQuery  *query,
                                               guint               first,
                                               guint               limit,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
CwCardPage  *cw_station_list_card_page_finish (CwStation    *self,
                                               GAsyncResult *result,
                                               GError      **error);
void         cw_station_tell_card_async       (CwStation          *self,
                                               gint64              card_id,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
CwCardStory *cw_station_tell_card_finish      (CwStation    *self,
                                               GAsyncResult *result,
                                               GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwCardPage, cw_card_page_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwCardStory, cw_card_story_free)

G_END_DECLS
