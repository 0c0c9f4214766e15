/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/router/standin-desk.h"

G_BEGIN_DECLS

/* @parts: of the address behind "api/v1"; @view: (nullable): the body when it is a JSON object */
CwStandInAnswer *cw_stand_in_route_v1 (const CwStandInDesk    *desk,
                                       const CwStandInRequest *request,
                                       char                  **parts,
                                       CwStandInJson          *view);

G_END_DECLS
