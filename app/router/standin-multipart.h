/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean cw_stand_in_read_multipart (const char  *content_type,
                                     const char  *body,
                                     gsize        length,
                                     const char **file,
                                     gsize       *file_length);

G_END_DECLS
