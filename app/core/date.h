/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean cw_date_parse      (const char *text,
                             GDate      *date,
                             GError    **error);
char    *cw_date_add_months (const char *text,
                             guint       months,
                             GError    **error);

G_END_DECLS
