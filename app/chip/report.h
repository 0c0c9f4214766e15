/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/chip/chip.h"
#include "app/chip/desfire.h"

G_BEGIN_DECLS

/* Making the report of chip.h. Not a door. */

CwChipReport *cw_chip_report_new      (const CwDesfireVersion *version);
gboolean      cw_chip_report_set_escn (CwChipReport *self,
                                       const guint8 *content,
                                       gsize         length);
CwChipReport *cw_chip_recognise       (const CwChipLink *link,
                                       GError          **error);

G_END_DECLS
