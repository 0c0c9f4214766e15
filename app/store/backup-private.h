/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/store/backup.h"
#include "app/store/store-private.h"

G_BEGIN_DECLS

/* What making a copy and bringing one back share. */

gboolean cw_copy_database   (const char   *from,
                             const char   *to,
                             GCancellable *cancellable,
                             GError      **error);
CwStore *cw_copy_open       (const char    *path,
                             CwClock       *clock,
                             const char    *called,
                             CwCheckReport *report,
                             GError       **error);
gboolean cw_copy_seal       (const char *path,
                             GError    **error);
void     cw_copy_remove     (const char *path);
gboolean cw_copy_sync       (const char *path,
                             gboolean    folder,
                             GError    **error);
gboolean cw_copy_fail_file  (const char *path,
                             int         number,
                             GError    **error);

G_END_DECLS
