/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *cw_multipart_write (const char *filename,
                          const char *type,
                          GBytes     *file,
                          gsize      *length,
                          char      **content_type);

G_END_DECLS
