/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/router/http.h"

G_BEGIN_DECLS

/* What the ESC-Router's answer means for us: status and error body in, CW_ERROR out. Pure. */

/* Error codes of the router, as its clients know them: EsupPortail/esup-sgc ApiEscService.java,
 * EuropeanStudentCard/escn-java-validator-client, edutap-eu/edutap.esc_router_api. */
#define CW_OUTCOME_CARD_UNKNOWN "ER-0001"
#define CW_OUTCOME_CARD_EXISTS "ER-0002"
#define CW_OUTCOME_PERSON_EXISTS "ER-0019"
#define CW_OUTCOME_ACCESS_DENIED "SE-0000"

gboolean cw_outcome_check  (const CwHttpAnswer *answer,
                            const char         *thing,
                            const char *const  *personal,
                            GError            **error);
gboolean cw_outcome_is     (const CwHttpAnswer *answer,
                            guint               status,
                            const char         *code);
gboolean cw_outcome_is_gone (const CwHttpAnswer *answer);

G_END_DECLS
