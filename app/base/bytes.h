/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CwCursor:
 *
 * A place in bytes that somebody else owns. Every read is checked against the end: it returns
 * %FALSE and moves nothing when there is not enough left.
 */
typedef struct
{
  const guint8 *data;
  gsize         length; /* bytes */
  gsize         offset; /* bytes */
} CwCursor;

void          cw_cursor_init       (CwCursor     *self,
                                    const guint8 *data,
                                    gsize         length);
gsize         cw_cursor_get_left   (const CwCursor *self);
gboolean      cw_cursor_read_u8    (CwCursor *self, guint8 *value) G_GNUC_WARN_UNUSED_RESULT;
gboolean      cw_cursor_read_u16le (CwCursor *self, guint16 *value) G_GNUC_WARN_UNUSED_RESULT;
gboolean      cw_cursor_read_u24le (CwCursor *self, guint32 *value) G_GNUC_WARN_UNUSED_RESULT;
gboolean      cw_cursor_read_u32le (CwCursor *self, guint32 *value) G_GNUC_WARN_UNUSED_RESULT;
const guint8 *cw_cursor_read       (CwCursor *self, gsize length) G_GNUC_WARN_UNUSED_RESULT;

/* Writers append to a GByteArray. */
void cw_bytes_put_u8    (GByteArray *bytes, guint8 value);
void cw_bytes_put_u16le (GByteArray *bytes, guint16 value);
void cw_bytes_put_u24le (GByteArray *bytes, guint32 value);
void cw_bytes_put_u32le (GByteArray *bytes, guint32 value);
void cw_bytes_put       (GByteArray *bytes, const void *data, gsize length);

char       *cw_hex_encode (const void *data,
                           gsize       length);
GByteArray *cw_hex_decode (const char *text,
                           GError    **error);

G_END_DECLS
