/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/store/backup.h"

G_BEGIN_DECLS

gboolean cw_station_restore (const char    *directory,
                             const char    *backup,
                             gboolean       apply,
                             CwRestorePlan *plan,
                             GError       **error);

G_END_DECLS
