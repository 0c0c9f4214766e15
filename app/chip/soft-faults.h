/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/chip/softfault.h"

G_BEGIN_DECLS

/* How the cards in software go wrong on purpose. Not a door. */

typedef struct
{
  GArray         *waiting; /* (nullable): of CwSoftFault */
  gboolean        absent;  /* not in the field */
  gboolean        gone;    /* and never again */
  gboolean        swapped; /* another card comes, with the UID below */
  guint8          uid[7];
  guint64         delay;   /* milliseconds that slow answers took so far */
  CwSoftClockFunc clock;   /* (nullable) */
  gpointer        clock_data;
} CwSoftFaults;

/* The card behind the faults: one APDU in, one answer out. */
typedef void (*CwSoftAnswerFunc) (gpointer      card,
                                  const guint8 *command,
                                  gsize         length,
                                  GByteArray   *answer);

void     cw_soft_faults_init     (CwSoftFaults *self);
void     cw_soft_faults_finish   (CwSoftFaults *self);
void     cw_soft_faults_add      (CwSoftFaults      *self,
                                  const CwSoftFault *fault);
void     cw_soft_faults_clear    (CwSoftFaults *self);
gboolean cw_soft_faults_power    (CwSoftFaults *self,
                                  guint8        uid[7]);
gboolean cw_soft_faults_exchange (CwSoftFaults    *self,
                                  CwSoftAnswerFunc func,
                                  gpointer         card,
                                  const guint8    *command,
                                  gsize            length,
                                  GByteArray      *answer);

G_END_DECLS
