/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/chip/plan.h"
#include "app/chip/planjson.h"

G_BEGIN_DECLS

/* What the readers of a plan document share; @format is 1 or 2. Not a door. */

gboolean cw_plan_read_cipher   (const CwPlanNode *parent,
                                CwCipher         *cipher,
                                GError          **error);
gboolean cw_plan_read_key      (const CwPlanNode *node,
                                guint             format,
                                CwCipher          cipher,
                                CwChipPlanKey    *key,
                                GError          **error);
gboolean cw_plan_read_keys     (const CwPlanNode      *parent,
                                guint                  format,
                                CwChipPlanApplication *application,
                                GError               **error);
gboolean cw_plan_read_files    (const CwPlanNode      *parent,
                                guint                  format,
                                CwChipPlanApplication *application,
                                GError               **error);
gboolean cw_plan_read_content  (const CwPlanNode *parent,
                                CwChipPlanFile   *file,
                                GError          **error);
gboolean cw_plan_read_iso_id   (const CwPlanNode *node,
                                guint16          *iso_id,
                                GError          **error);

/* A member that need not be there; @flag keeps its value then. */
gboolean cw_plan_read_flag     (const CwPlanNode *parent,
                                const char       *member,
                                gboolean         *flag,
                                GError          **error);

G_END_DECLS
