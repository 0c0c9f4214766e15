/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/station/reconcile.h"
#include "app/store/registered.h"

G_BEGIN_DECLS

/* Differences in words; (transfer full), without their institution. */
CwDifference *cw_difference_new_for_card   (const CwRegisteredCard *card,
                                            const CwBookCard       *there,
                                            CwDifferenceKind        kind,
                                            guint                   differs);
CwDifference *cw_difference_new_for_person (const CwRegisteredPerson *person,
                                            CwDifferenceKind          kind,
                                            guint                     differs);
CwDifference *cw_difference_new_unknown    (const CwBookCard *there,
                                            guint             prefix);
CwDifference *cw_difference_new_spare      (const char *esi);

G_END_DECLS
