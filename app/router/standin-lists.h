/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/router/standin-desk.h"

G_BEGIN_DECLS

CwStandInAnswer *cw_stand_in_list (const CwStandInDesk    *desk,
                                   CwStandInKind           kind,
                                   const CwStandInRequest *request);

G_END_DECLS
