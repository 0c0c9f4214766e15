/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/issue/step.h"

G_BEGIN_DECLS

/* For a card that is out: asks the operator to look at it when it is the turn of one. */
CwStepFinding cw_quality_look     (CwOrder      *order,
                                   GCancellable *cancellable,
                                   GError      **error);
/* Whether a person has looked at this card and found it good. */
gboolean      cw_quality_was_good (CwOrder *order);

G_END_DECLS
