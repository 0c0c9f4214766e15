/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/keys/memorykeys.h"

G_BEGIN_DECLS

/* What reading the key file and writing a new key into it share. */

#define CW_KEY_FILE_MAX 65536 /* bytes; some hundreds of keys */

/* A stretch of the file in locked memory. */
typedef struct
{
  const char *text;
  gsize       length;
} CwKeySpan;

CwSecret *cw_key_file_load      (const char *path,
                                 gsize      *length,
                                 GError    **error);
gboolean  cw_key_file_parse     (CwMemoryKeys *keys,
                                 const char   *path,
                                 CwKeySpan     contents,
                                 GError      **error);
CwKeySpan cw_key_span_take_word (CwKeySpan *rest);

G_END_DECLS
