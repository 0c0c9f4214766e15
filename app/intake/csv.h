/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/intake/source.h"

G_BEGIN_DECLS

/* Text with a delimiter (RFC 4180), read while it is needed: the file is never whole in memory. */
#define CW_TYPE_CSV (cw_csv_get_type ())

G_DECLARE_FINAL_TYPE (CwCsv, cw_csv, CW, CSV, GObject)

/* @stream: read from its beginning; it must be seekable. @reading: (nullable) */
CwSource   *cw_csv_open          (GInputStream          *stream,
                                  const CwSourceReading *reading,
                                  GError               **error);
char        cw_csv_get_delimiter (CwCsv *self);
const char *cw_csv_get_encoding  (CwCsv *self);

G_END_DECLS
