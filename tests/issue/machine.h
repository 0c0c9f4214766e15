/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/feeder.h"
#include "printers/printer.h"
#include "printers/softreader.h"

G_BEGIN_DECLS

/* A card printer with a hopper, a print head, an antenna, a reject tray or none, and chips in its
 * blanks. What really happened is in a file, written before each call returns: it outlives the
 * process that works with it. */
#define TEST_TYPE_MACHINE (machine_get_type ())
G_DECLARE_FINAL_TYPE (Machine, machine, TEST, MACHINE, GObject)

/* Called just before and just after each thing that moves or prints. */
typedef void (*MachineFunc) (gboolean before,
                             gpointer user_data);

typedef enum
{
  MACHINE_INSIDE,
  MACHINE_AT_READER,
  MACHINE_OUT,
  MACHINE_REJECTED,
} MachinePlace;

typedef struct
{
  MachinePlace place;
  char        *printed; /* (nullable) name of the job */
  guint        prints;  /* how often it was printed on */
} MachinePlastic;

struct _Machine
{
  GObject        parent_instance;

  char          *folder;
  CwSoftReader  *reader;
  GPtrArray     *plastics;      /* of MachinePlastic, in the order in which they left the hopper */
  int            inside;        /* index; -1: none */
  gboolean       hold;
  CwFeederTraits traits;
  guint          bad_chips;     /* so many of the first blanks have a chip of another kind */
  guint          tear_at;       /* the chip that comes to the antenna next leaves the field at this APDU; 0: never */
  GPtrArray     *jobs;          /* of char: names of jobs that the queue still has */
  MachineFunc    moved;
  gpointer       user_data;

  /* what goes wrong */
  int            move_error;    /* CwError of the next movement, or -1 */
  gboolean       move_happens;  /* all the same */
  gboolean       place_unknown;
  gboolean       unreachable;
  gboolean       hold_fails;    /* it gives the card out although it should hold it */
  CwPrintOutcome outcome;
  gboolean       prints;        /* whether a job reaches the plastic */
  gboolean       cancels;       /* watching waits until the job is cancelled */
  guint          cancelled;     /* jobs that it was asked to take off */
};

Machine *machine_new       (const char *folder);
guint    machine_count     (Machine     *self,
                            MachinePlace place);
/* How many plastics have that number on them. */
guint    machine_count_of  (Machine    *self,
                            const char *escn);
char    *machine_read_uid  (Machine *self,
                            guint    index);

G_END_DECLS
