/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/cli/cli.h"
#include "app/router/registry.h"

G_BEGIN_DECLS

/* What the verbs that ask the register share. */

CwRegistry    *cw_router_open  (CwStation  *station,
                                const char *institution_id,
                                GError    **error);
/* @id: (nullable): NULL: the station's only one */
CwInstitution *cw_router_pick  (CwStation  *station,
                                const char *id,
                                GError    **error);
/* Says once, before anything else, that it is a sandbox, when it is. */
void           cw_router_warn  (CwCli     *cli,
                                CwStation *station);
/* (transfer full): the register of @student's institution and @student */
CwStudent     *cw_router_find_student (CwStation   *station,
                                const char  *text,
                                CwRegistry **registry,
                                GError     **error);

G_END_DECLS
