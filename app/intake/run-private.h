/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/intake/run.h"

G_BEGIN_DECLS

/* Shared by run.c, which reads, and apply.c, which writes. */

struct _CwIntakeRun
{
  gatomicrefcount refs;
  char           *institution_id;
  char           *kind;       /* of the source */
  char           *digest;
  GPtrArray      *items;      /* of CwIntakeItem */
  guint           counts[CW_INTAKE_KINDS];
};

/* A field as text; %NULL where it is empty. */
const char *cw_intake_get_field (const CwStudent *student,
                                 CwIntakeField    field);

/* lines between two words of progress */
#define CW_INTAKE_STRIDE 250

G_END_DECLS
