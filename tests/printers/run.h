/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "card.h"
#include "truth.h"
#include "wire.h"

G_BEGIN_DECLS

/* One row of the table of faults: one card, one fault, one printer, one way to it. */

typedef struct
{
  gboolean    direct; /* straight to the printer; else through the queue */
  gboolean    pappl;  /* the printer application; else ippeveprinter */
  const char *queue;
  const char *queue_uri;
  const char *device_uri;
} Way;

typedef struct
{
  const Way *way;
  Card       card;    /* its printer is the one that is asked */
  guint      sides;
  guint      allowed; /* as in Truth */
  Wire      *wire;    /* (nullable) the cable to where we hand cards over */
  gboolean   lost;    /* the printer lost its power with a card inside */
  Said       said;
  char      *why;
} Run;

/* @direct: "direct" or "queue", @pappl: "pappl" or "eve" */
void       run_choose_way   (Way        *way,
                             const char *direct,
                             const char *pappl);
/* @port: where the other end is, 0: where it is always */
CwPrinter *run_make_printer (const Way *way,
                             guint      port);
void       run_set_up       (Run        *self,
                             const Way  *way,
                             guint       sides);
void       run_tear_down    (Run *self);
/* Puts a cable between us and the place where cards are handed over. */
void       run_wire         (Run      *self,
                             WireMode  mode);
/* Submits with any painter and begins to watch; FALSE: it was refused. */
gboolean   run_begin        (Run          *self,
                             CwFacePainter painter);
/* Waits until the blank has taken so many panels. */
void       run_wait_panels  (Run *self,
                             int  panels);
void       run_wait_told    (Run             *self,
                             CwPrinterReason  reason);
/* Waits for the outcome. */
void       run_end          (Run *self);
/* Forgets all, as after a crash, and asks a new object until it has an outcome. */
void       run_settle       (Run        *self,
                             gboolean    with_number);
void       run_switch       (Run        *self,
                             const char *how);
/* Printers and queues at rest, nothing inside. */
void       run_calm         (Run *self);
/* Tells the row: what came out against what was said. A wrong one fails the test. */
void       run_tell         (Run        *self,
                             const char *what);
void       run_print_counts (void);

G_END_DECLS
