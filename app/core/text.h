/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* bytes of one text field of a student, an institution or a record, without the NUL */
#define CW_TEXT_MAX_LENGTH 1024

gboolean cw_text_check          (const char *field,
                                 const char *value,
                                 GError    **error);
gboolean cw_text_check_required (const char *field,
                                 const char *value,
                                 GError    **error);

G_END_DECLS
