/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/printer.h"

G_BEGIN_DECLS

/* A printer that says what a test tells it to. Its setters come from the test's thread while the
 * station's threads ask. */
#define TEST_TYPE_PRINTER (test_printer_get_type ())
G_DECLARE_FINAL_TYPE (TestPrinter, test_printer, TEST, PRINTER, GObject)

TestPrinter *test_printer_new         (void);
/* What becomes of the next card, and what is said of it when it is asked for later. */
void         test_printer_set_outcome (TestPrinter   *self,
                                       CwPrintOutcome watched,
                                       CwPrintOutcome settled);
/* @held: the card at work does not end before this is taken back */
void         test_printer_set_held    (TestPrinter *self,
                                       gboolean     held);
void         test_printer_set_reasons (TestPrinter    *self,
                                       CwPrinterReason reasons);
/* @off: it does not answer */
void         test_printer_set_off     (TestPrinter *self,
                                       gboolean     off);
/* @left: the last job is still in its queue */
void         test_printer_set_left    (TestPrinter *self,
                                       gboolean     left);
/* Jobs that were handed over. */
guint        test_printer_get_n_jobs  (TestPrinter *self);
guint        test_printer_get_n_resumed (TestPrinter *self);

G_END_DECLS
