/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "templates/language/expression.h"
#include "templates/language/pattern.h"

G_BEGIN_DECLS

/* What condition.c shows to pattern.c alone; cw_condition_parse() stands in pattern.h. */

CwCondition *cw_condition_scan (CwCursor *cursor,
                                GError  **error);

G_END_DECLS
