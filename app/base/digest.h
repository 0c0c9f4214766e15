/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* SHA-256 as lower-case hex, the form in which evidence and the journal keep digests. */
char *cw_digest_bytes (const void *data,
                       gsize       length);
char *cw_digest_text  (const char *text);

/* Random bytes from the kernel, good enough for keys and challenges. */
void  cw_random_bytes (void *data,
                       gsize length);

/* JSON text pieces for rooms that only need to write a flat object. */
void  cw_json_append_string (GString    *json,
                             const char *text);

G_END_DECLS
