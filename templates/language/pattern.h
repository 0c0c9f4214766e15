/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/core/record.h"

G_BEGIN_DECLS

#define CW_PATTERN_MAX_BYTES 2000 /* of a pattern or a condition */
#define CW_PATTERN_MAX_FIELDS 32
#define CW_PATTERN_MAX_SECTIONS 32
#define CW_PATTERN_MAX_DEPTH 8
#define CW_CONDITION_MAX_TESTS 16

/**
 * CwPattern:
 *
 * Text with fields and sections: "{family_name|upper}{?programme}, {programme}{/}". A closed
 * language without loops, memory or clock: it always ends, and the same record gives the same
 * text on every machine. LANGUAGE.md is the reference. Never changed once parsed; any thread.
 */
typedef struct _CwPattern CwPattern;

/**
 * CwCondition:
 *
 * What is true of a record or not: "programme and expires_at<2028-01-01". Never changed once
 * parsed; any thread.
 */
typedef struct _CwCondition CwCondition;

CwPattern   *cw_pattern_parse            (const char *text,
                                          GError    **error);
void         cw_pattern_free             (CwPattern *self);
void         cw_pattern_collect_fields   (const CwPattern *self,
                                          GHashTable      *fields);
gboolean     cw_pattern_is_constant      (const CwPattern *self);
char        *cw_pattern_expand           (const CwPattern *self,
                                          CwRecord        *record,
                                          const char     **missing,
                                          gboolean        *filled);

CwCondition *cw_condition_parse          (const char *text,
                                          GError    **error);
void         cw_condition_free           (CwCondition *self);
void         cw_condition_collect_fields (const CwCondition *self,
                                          GHashTable        *fields);
gboolean     cw_condition_holds          (const CwCondition *self,
                                          CwRecord          *record);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPattern, cw_pattern_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwCondition, cw_condition_free)

G_END_DECLS
