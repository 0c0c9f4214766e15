/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/router/standin-desk.h"

G_BEGIN_DECLS

CwStandInAnswer *cw_stand_in_route_columns (void);
/* @body: as long as @request says */
CwStandInAnswer *cw_stand_in_route_csv     (const CwStandInDesk    *desk,
                                            const CwStandInRequest *request,
                                            const char             *body);

G_END_DECLS
