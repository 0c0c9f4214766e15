/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* One entry of a zip, with what it may lie about: 0 or NULL stands for the truth. */
typedef struct
{
  const char *name;
  const void *data;
  gsize       length;
  gboolean    deflate;
  guint16     flags;
  guint16     method;     /* another than the one used */
  guint32     size;       /* unpacked */
  guint32     crc;
  guint32     attributes; /* external */
  const char *local_name; /* in the header before the data; as long as name */
} ZipEntry;

GByteArray *zip_make  (const ZipEntry *entries,
                       guint           n_entries);
GBytes     *zip_bytes (const ZipEntry *entries,
                       guint           n_entries);
