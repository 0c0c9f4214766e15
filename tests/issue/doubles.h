/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/issue/operator.h"
#include "app/router/registry.h"
#include "printers/printer.h"

G_BEGIN_DECLS

/* A printer that does what a test says, and counts the blanks that really left its hopper. */
#define SCRIPTED_TYPE_PRINTER (scripted_printer_get_type ())
G_DECLARE_FINAL_TYPE (ScriptedPrinter, scripted_printer, SCRIPTED, PRINTER, GObject)

struct _ScriptedPrinter
{
  GObject        parent_instance;

  CwPrinterState state;
  int            submit_error;  /* CwError, or -1: it takes the job */
  CwPrintOutcome watched;       /* what watching says */
  CwPrintOutcome settled;       /* what it says when asked later */
  guint          cards;         /* blanks that left the hopper */
  GPtrArray     *job_names;
};

ScriptedPrinter *scripted_printer_new (void);

/* A register that refuses so many cards before it takes one. */
#define SCRIPTED_TYPE_REGISTRY (scripted_registry_get_type ())
G_DECLARE_FINAL_TYPE (ScriptedRegistry, scripted_registry, SCRIPTED, REGISTRY, GObject)

struct _ScriptedRegistry
{
  GObject parent_instance;

  guint   refusals;
  guint   asked;    /* times that a card was offered */
  guint   taken;
};

ScriptedRegistry *scripted_registry_new (guint refusals);

/* An operator whose answers are a list; LATER once it is used up. */
#define SCRIPTED_TYPE_OPERATOR (scripted_operator_get_type ())
G_DECLARE_FINAL_TYPE (ScriptedOperator, scripted_operator, SCRIPTED, OPERATOR, GObject)

typedef void (*ScriptedFunc) (CwStage      stage,
                              CwStageState state,
                              gpointer     user_data);

struct _ScriptedOperator
{
  GObject       parent_instance;

  CwAnswer      answers[8];
  CwQuestionKind expected[8];
  guint         n_answers;
  guint         asked;
  char         *last_sentence;
  ScriptedFunc  shown;
  gpointer      user_data;
};

ScriptedOperator *scripted_operator_new    (void);
void              scripted_operator_expect (ScriptedOperator *self,
                                            CwQuestionKind    question,
                                            CwAnswer          answer);

G_END_DECLS
