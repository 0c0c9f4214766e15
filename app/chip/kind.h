/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/chip/desfire.h"

G_BEGIN_DECLS

char    *cw_chip_kind_describe  (const CwDesfireVersion *version);
gboolean cw_chip_kind_is_usable (const CwDesfireVersion *version);
gboolean cw_chip_kind_has_ev2   (const CwDesfireVersion *version);
gboolean cw_chip_identify       (CwDesfire        *desfire,
                                 CwDesfireVersion *version,
                                 GError          **error);
gboolean cw_chip_is_refusal     (const GError *error);

G_END_DECLS
