/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/router/standin-desk.h"

G_BEGIN_DECLS

/* @view: a body that is a JSON object; of cw_stand_in_route_card() NULL but for PUT */
CwStandInAnswer *cw_stand_in_post_card     (const CwStandInDesk *desk,
                                            CwStandInJson       *view);
CwStandInAnswer *cw_stand_in_route_card    (const CwStandInDesk    *desk,
                                            const CwStandInRequest *request,
                                            const char             *number,
                                            CwStandInJson          *view);
CwStandInAnswer *cw_stand_in_route_numbers (const CwStandInDesk    *desk,
                                            const CwStandInRequest *request);
/* What anybody may ask about a card. @what: status, qr or verify */
CwStandInAnswer *cw_stand_in_route_open    (const CwStandInDesk    *desk,
                                            const CwStandInRequest *request,
                                            const char             *number,
                                            const char             *what);

G_END_DECLS
