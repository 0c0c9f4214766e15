/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/core/record.h"

G_BEGIN_DECLS

/* A record as a JSON object of texts: how it is frozen in an order and how a file brings it. */
CwRecord *cw_record_parse (const char *json,
                           GError    **error);

G_END_DECLS
