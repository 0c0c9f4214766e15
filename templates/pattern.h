/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/core/record.h"

G_BEGIN_DECLS

#define CW_PATTERN_MAX_BYTES 2000
#define CW_PATTERN_MAX_FIELDS 32

/**
 * CwPattern:
 *
 * Text with fields: "{family_name|upper}, {given_names}". A closed language without loops or
 * memory: it always ends. Never changed once parsed; any thread.
 */
typedef struct _CwPattern CwPattern;

CwPattern *cw_pattern_parse          (const char *text,
                                      GError    **error);
void       cw_pattern_free           (CwPattern *self);
void       cw_pattern_collect_fields (const CwPattern *self,
                                      GHashTable      *fields);
char      *cw_pattern_expand         (const CwPattern *self,
                                      CwRecord        *record,
                                      const char     **missing,
                                      gboolean        *filled);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPattern, cw_pattern_free)

G_END_DECLS
