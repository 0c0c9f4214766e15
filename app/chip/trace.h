/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/chip/chip.h"

G_BEGIN_DECLS

/**
 * CwChipTrace:
 *
 * A link that writes down what passes through another one, for finding out why a card is not
 * encoded. Whatever could give a key away is left out: challenges and tokens of authentications,
 * everything in ChangeKey and SetConfiguration but the number of the key or option, keys and
 * PINs sent to a reader. File contents are not left out: a trace belongs to the person who asked
 * for it. One thread at a time.
 */
typedef struct _CwChipTrace CwChipTrace;

/**
 * CwChipTraceFunc:
 * @line: one line without its end: "0007 > C4 ChangeKey 00 [32 bytes left out]"
 */
typedef void (*CwChipTraceFunc) (const char *line,
                                 gpointer    user_data);

CwChipTrace      *cw_chip_trace_new      (const CwChipLink *link,
                                          CwChipTraceFunc   sink,
                                          gpointer          user_data);
void              cw_chip_trace_free     (CwChipTrace *self);
const CwChipLink *cw_chip_trace_get_link (CwChipTrace *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwChipTrace, cw_chip_trace_free)

G_END_DECLS
