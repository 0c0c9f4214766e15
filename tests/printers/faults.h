/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "run.h"

G_BEGIN_DECLS

/* What may befall a card: the rows of the table of faults. */

typedef enum
{
  ON_QUEUE = 1 << 0,
  ON_DIRECT = 1 << 1,
  ON_EVE = 1 << 2,
  ON_PAPPL = 1 << 3,
  ON_BOTH_WAYS = ON_QUEUE | ON_DIRECT,
  ON_BOTH_PRINTERS = ON_EVE | ON_PAPPL,
  ON_ALL = ON_BOTH_WAYS | ON_BOTH_PRINTERS,
} FaultWhere;

typedef struct
{
  const char *name; /* of the test */
  const char *what; /* of the row */
  FaultWhere  where;
  guint       sides;
  void      (*run) (Run *run, const char *knob);
  const char *knob; /* (nullable): what the knob "fail" says */
} Fault;

const Fault *faults_get (gsize *count);

G_END_DECLS
