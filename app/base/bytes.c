/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-base"

#include "config.h"

#include "app/base/bytes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"

/* Bounds-checked reading and writing of wire data. No state of its own; any thread. */

/**
 * cw_cursor_init:
 * @self: the cursor
 * @data: (array length=length): bytes that outlive @self
 * @length: bytes
 *
 * Puts the cursor at the beginning of @data.
 */
void
cw_cursor_init (CwCursor     *self,
                const guint8 *data,
                gsize         length)
{
  *self = (CwCursor) { .data = data, .length = length, .offset = 0 };
}

/**
 * cw_cursor_get_left:
 *
 * Returns: how many bytes are left to read
 */
gsize
cw_cursor_get_left (const CwCursor *self)
{
  return self->length - self->offset;
}

/**
 * cw_cursor_read:
 *
 * Returns: (transfer none) (nullable): the next @length bytes, or %NULL when fewer are left
 */
const guint8 *
cw_cursor_read (CwCursor *self,
                gsize     length)
{
  const guint8 *at;

  if (length > cw_cursor_get_left (self))
    return NULL;

  at = self->data + self->offset;
  self->offset += length;
  return at;
}

static gboolean
cw_cursor_read_le (CwCursor *self,
                   gsize     width,
                   guint32  *value)
{
  const guint8 *at = cw_cursor_read (self, width);

  if (at == NULL)
    return FALSE;

  *value = 0;
  for (gsize i = 0; i < width; i++)
    *value |= (guint32) at[i] << (8 * i);
  return TRUE;
}

gboolean
cw_cursor_read_u8 (CwCursor *self,
                   guint8   *value)
{
  guint32 wide;

  if (!cw_cursor_read_le (self, 1, &wide))
    return FALSE;
  *value = (guint8) wide;
  return TRUE;
}

gboolean
cw_cursor_read_u16le (CwCursor *self,
                      guint16  *value)
{
  guint32 wide;

  if (!cw_cursor_read_le (self, 2, &wide))
    return FALSE;
  *value = (guint16) wide;
  return TRUE;
}

gboolean
cw_cursor_read_u24le (CwCursor *self,
                      guint32  *value)
{
  return cw_cursor_read_le (self, 3, value);
}

gboolean
cw_cursor_read_u32le (CwCursor *self,
                      guint32  *value)
{
  return cw_cursor_read_le (self, 4, value);
}

static void
cw_bytes_put_le (GByteArray *bytes,
                 guint32     value,
                 gsize       width)
{
  for (gsize i = 0; i < width; i++)
    {
      guint8 byte = (value >> (8 * i)) & 0xff;

      g_byte_array_append (bytes, &byte, 1);
    }
}

void
cw_bytes_put_u8 (GByteArray *bytes,
                 guint8      value)
{
  cw_bytes_put_le (bytes, value, 1);
}

void
cw_bytes_put_u16le (GByteArray *bytes,
                    guint16     value)
{
  cw_bytes_put_le (bytes, value, 2);
}

void
cw_bytes_put_u24le (GByteArray *bytes,
                    guint32     value)
{
  g_return_if_fail (value <= 0xffffff);

  cw_bytes_put_le (bytes, value, 3);
}

void
cw_bytes_put_u32le (GByteArray *bytes,
                    guint32     value)
{
  cw_bytes_put_le (bytes, value, 4);
}

void
cw_bytes_put (GByteArray *bytes,
              const void *data,
              gsize       length)
{
  g_return_if_fail (length <= G_MAXUINT);

  if (length > 0)
    g_byte_array_append (bytes, data, (guint) length);
}

/**
 * cw_hex_encode:
 *
 * Returns: (transfer full): @data as upper-case hex digits, as the card trade writes them
 */
char *
cw_hex_encode (const void *data,
               gsize       length)
{
  static const char digits[] = "0123456789ABCDEF";
  const guint8 *bytes = data;
  char *text = g_malloc (2 * length + 1);

  for (gsize i = 0; i < length; i++)
    {
      text[2 * i] = digits[bytes[i] >> 4];
      text[2 * i + 1] = digits[bytes[i] & 15];
    }
  text[2 * length] = '\0';
  return text;
}

/**
 * cw_hex_decode:
 * @text: hex digits of either case, an even number of them, with no separators
 *
 * Returns: (transfer full): the bytes, or %NULL with %CW_ERROR_INVALID. The text is not
 *   repeated in the message: it may be a key.
 */
GByteArray *
cw_hex_decode (const char *text,
               GError    **error)
{
  g_autoptr (GByteArray) bytes = NULL;
  gsize length = strlen (text);

  if (length % 2 != 0)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("The hex text has an odd number of digits."));
      return NULL;
    }

  bytes = g_byte_array_sized_new ((guint) (length / 2));
  for (gsize i = 0; i < length; i += 2)
    {
      int high = g_ascii_xdigit_value (text[i]);
      int low = g_ascii_xdigit_value (text[i + 1]);

      if (high < 0 || low < 0)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("Character %zu is not a hex digit."), high < 0 ? i + 1 : i + 2);
          return NULL;
        }
      cw_bytes_put_u8 (bytes, (guint8) (high << 4 | low));
    }
  return g_steal_pointer (&bytes);
}
