/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/issue/issue.h"

G_BEGIN_DECLS

/**
 * CwSheet:
 *
 * What is printed to see how the printer is, and for no student.
 */
typedef enum
{
  CW_SHEET_TEST_CARD, /* both faces: panel bars, ramps, resin text, codes, edges */
  CW_SHEET_ALIGNMENT, /* lines at known distances from the edges, to set the printer's offsets by */
} CwSheet;

/* Where the lines of the alignment sheet that are measured from stand, in mm from the card's left and
 * upper edge. */
#define CW_SHEET_MEASURE_MM 10.0

/* The sheet as it would be printed now, with the plastic's number @number; (transfer full). */
CwFace  *cw_issue_make_sheet  (const CwIssueTools *tools,
                               CwSheet             sheet,
                               gint64              number,
                               GError            **error);
/* Prints it on a blank, which is written down in the ledger first; returns when its outcome is known.
 * @sentence: (out): how it went, translated. Errors as cw_printer_submit(): then no blank was used. */
gboolean cw_issue_print_sheet (const CwIssueTools *tools,
                               CwSheet             sheet,
                               GCancellable       *cancellable,
                               CwPrintOutcome     *outcome,
                               char              **sentence,
                               GError            **error);
/* What became of those that a crash left without an end; prints nothing. */
gboolean cw_issue_settle_sheets (const CwIssueTools *tools,
                                 GError            **error);

G_END_DECLS
