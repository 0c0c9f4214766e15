/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/issue/step.h"

G_BEGIN_DECLS

typedef enum
{
  CW_FLOW_GO_ON,
  CW_FLOW_OPEN,   /* stopped; a person must look; resumed later */
  CW_FLOW_CLOSED, /* the order has ended without a card for the student */
  CW_FLOW_ERROR,  /* the store failed: what is written stands, nothing else is known */
} CwFlow;

/* What one step is being worked with. */
typedef struct
{
  CwOrder      *order;
  const CwStep *step;
  CwStage       stage;
  GCancellable *cancellable;
  gboolean      only_settle; /* what an earlier run left open; no new attempt */
  char         *sentence; /* why it stopped, for the result */
} CwWork;

/* Takes one step of one order as far as it will go, whatever an earlier run left of it. */
CwFlow cw_work_do (CwWork  *work,
                   GError **error);

G_END_DECLS
