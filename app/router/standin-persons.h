/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/router/standin-desk.h"

G_BEGIN_DECLS

/* @view: a body that is a JSON object; of cw_stand_in_route_person() NULL but for PUT */
CwStandInAnswer *cw_stand_in_post_person  (const CwStandInDesk *desk,
                                           CwStandInJson       *view);
CwStandInAnswer *cw_stand_in_route_person (const CwStandInDesk    *desk,
                                           const CwStandInRequest *request,
                                           const char             *esi,
                                           CwStandInJson          *view);

G_END_DECLS
