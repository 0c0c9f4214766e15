/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "app/chip/softcard.h"
#include "app/station/station.h"
#include "tests/issue/doubles.h"
#include "printers/softreader.h"

G_BEGIN_DECLS

/* A demo station with a printer and an operator that follow a script, and a chip that the operator
 * lays on the reader when asked. */

#define STUDENT "lbtu/LF23001"
#define PROFILE "lbtu-student"

typedef struct
{
  char             *folder;
  CwStation        *station;
  CwIssueTools      tools;
  ScriptedPrinter  *printer;
  ScriptedOperator *operator;
  CwSoftReader     *reader;
  CwSoftCard       *chip;    /* what the operator lays down when asked */
  guint             tear_at; /* 0: never */
} Fixture;

void           saga_set_up           (Fixture      *fixture,
                                      gconstpointer data);
void           saga_tear_down        (Fixture      *fixture,
                                      gconstpointer data);
/* Puts @chip on the reader, in the place of what lies there. */
void           saga_lay              (Fixture    *fixture,
                                      CwSoftCard *chip);
gint64         saga_reserve          (Fixture *fixture);
CwIssueResult *saga_run              (Fixture *fixture,
                                      gint64   order_id);
void           saga_assert_card      (Fixture    *fixture,
                                      gint64      order_id,
                                      CwCardState state);
/* @states: what became of the blanks of the order's card, in order */
void           saga_assert_plastics  (Fixture    *fixture,
                                      gint64      order_id,
                                      const char *states);
guint          saga_count_registered (Fixture *fixture);

G_END_DECLS
