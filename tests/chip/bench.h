/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "app/chip/chip.h"
#include "app/chip/softcard.h"

/* A software card on a table, with what is needed to write it: a link that notes every APDU, a
 * plan and keys. */

typedef struct
{
  CwChipLink   link;
  CwSoftCard  *card;
  CwKeySource *keys;
  CwChipPlan  *plan;
  CwEscn       escn;
  GPtrArray   *commands; /* of GBytes: APDUs as sent */
  GPtrArray   *answers;  /* of GBytes */
  guint        spoil;    /* from 1: the answer in which a bit is turned; 0: none */
  guint        transmitted;
} Bench;

/* Two more keys and three files of all modes, one longer than a frame. */
extern const char bench_large_plan[];

/* Three applications of three ciphers, all kinds of files, contents from a record, settings that
 * are changed last, and the card's own key. */
extern const char bench_whole_plan[];
/* Two applications and the card's own key, under EV2's messaging. */
extern const char bench_ev2_plan[];

/* @plan: (nullable): JSON, or the name of a shipped plan; NULL is "escn" */
Bench        *bench_new             (const char *plan);
void          bench_free            (Bench *self);
void          bench_replace_card    (Bench *self);
void          bench_forget          (Bench *self);
CwChipReport *bench_write           (Bench   *self,
                                     GError **error);
void          bench_assert_complete (Bench *self);
/* The card's memory beside the plan: keys, versions, settings, files, contents, nothing else. */
void          bench_assert_memory   (Bench *self);
/* Counts the commands sent that have, or may have, changed the card. */
guint         bench_count_changes   (Bench *self);
CwSecret     *bench_derive          (Bench *self,
                                     guint  slot);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Bench, bench_free)
