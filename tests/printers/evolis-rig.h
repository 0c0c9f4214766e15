/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/evolis/evolis-private.h"

G_BEGIN_DECLS

/* The simulator of tests/doubles/evolis-printer.c as a process of its own, and the channel to it.
 * CW_EVOLIS_PRINTER names the program. */
typedef struct
{
  char             *directory;
  char             *kind;    /* "tcp" or "pty" */
  char             *address;
  GSubprocess      *process; /* (nullable): switched off */
  GDataInputStream *replies;
  CwEvolis         *evolis;
} EvolisRig;

/* milliseconds that fit a busy machine and a test of silence */
extern const CwEvolisPatience evolis_rig_patience;

EvolisRig *evolis_rig_new        (const char *kind);
void       evolis_rig_free       (EvolisRig *self);
/* One command, as the simulator's first comment lists them; it must be taken. */
void       evolis_rig_do         (EvolisRig  *self,
                                  const char *format,
                                  ...) G_GNUC_PRINTF (2, 3);
char      *evolis_rig_get        (EvolisRig  *self,
                                  const char *name);
int        evolis_rig_get_number (EvolisRig  *self,
                                  const char *name);
/* Lines of the truth: pieces of plastic that moved. */
char      *evolis_rig_get_truth  (EvolisRig *self);
/* Waits for a simulator that lost its power to be gone. */
void       evolis_rig_wait_off   (EvolisRig *self);
void       evolis_rig_switch_on  (EvolisRig *self);
void       evolis_rig_switch_off (EvolisRig *self);
/* A channel of its own, as another program has it. */
CwEvolis  *evolis_rig_open       (EvolisRig *self);

G_END_DECLS
