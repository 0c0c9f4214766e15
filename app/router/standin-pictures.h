/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/router/standin-desk.h"

G_BEGIN_DECLS

/* @body: as long as @request says */
CwStandInAnswer *cw_stand_in_route_picture (const CwStandInDesk    *desk,
                                            const CwStandInRequest *request,
                                            const char             *pic,
                                            const char             *esi,
                                            const char             *body);
/* Writes into @person, a PersonView, which organisations have a picture. */
void             cw_stand_in_mark_pictures (const CwStandInDesk *desk,
                                            CwStandInJson       *person);
/* Returns: %FALSE when it is neither JPEG nor PNG */
gboolean         cw_stand_in_measure       (const char *data,
                                            gsize       length,
                                            guint      *width,
                                            guint      *height);

G_END_DECLS
