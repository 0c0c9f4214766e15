/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/output/png.h"

#include <math.h>
#include <string.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "app/base/error.h"

/* Owns PNG files: Cairo writes colour, but neither the density nor pictures of one bit, so the
 * chunks for these are made here (W3C Portable Network Graphics, second edition: 5.3 chunks,
 * 11.2.2 IHDR, 11.3.5.3 pHYs, annex D checksum). Any thread. */

#define HEAD_LENGTH 33 /* signature, and IHDR with its frame */

static const guint8 signature[8] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };

static guint32
checksum (const guint8 *data,
          gsize         length)
{
  guint32 crc = 0xffffffffu;

  for (gsize i = 0; i < length; i++)
    {
      crc ^= data[i];
      for (int bit = 0; bit < 8; bit++)
        crc = crc & 1 ? 0xedb88320u ^ (crc >> 1) : crc >> 1;
    }
  return crc ^ 0xffffffffu;
}

static void
put_be32 (GByteArray *bytes,
          guint32     value)
{
  value = GUINT32_TO_BE (value);
  g_byte_array_append (bytes, (const guint8 *) &value, sizeof value);
}

static void
put_chunk (GByteArray   *png,
           const char    type[4],
           const guint8 *data,
           guint         length)
{
  guint start = 0;

  put_be32 (png, length);
  start = png->len;
  g_byte_array_append (png, (const guint8 *) type, 4);
  if (length > 0)
    g_byte_array_append (png, data, length);
  put_be32 (png, checksum (png->data + start, png->len - start));
}

static void
put_density (GByteArray *png,
             double      dpi)
{
  g_autoptr (GByteArray) density = g_byte_array_new ();
  guint32 dots_a_metre = (guint32) lround (dpi / 0.0254);
  const guint8 metre = 1;

  put_be32 (density, dots_a_metre);
  put_be32 (density, dots_a_metre);
  g_byte_array_append (density, &metre, 1);
  put_chunk (png, "pHYs", density->data, density->len);
}

static cairo_status_t
append_cb (void                *closure,
           const unsigned char *data,
           unsigned int         length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/**
 * cw_png_encode:
 *
 * Returns: (transfer full) (nullable): @surface in colour
 */
GByteArray *
cw_png_encode (cairo_surface_t *surface,
               double           dpi,
               GError         **error)
{
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  GByteArray *png = NULL;
  cairo_status_t status = cairo_surface_write_to_png_stream (surface, append_cb, plain);

  if (status != CAIRO_STATUS_SUCCESS || plain->len < HEAD_LENGTH)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _ ("The picture could not be made: %s."), cairo_status_to_string (status));
      return NULL;
    }
  png = g_byte_array_sized_new (plain->len + 32);
  g_byte_array_append (png, plain->data, HEAD_LENGTH);
  put_density (png, dpi);
  g_byte_array_append (png, plain->data + HEAD_LENGTH, plain->len - HEAD_LENGTH);
  return png;
}

/* Each line behind its filter byte 0; a bit of 1 is white, dots from the left in the high bits. */
static GByteArray *
pack_lines (cairo_surface_t *surface)
{
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  gsize line_length = 1 + ((gsize) width + 7) / 8;
  GByteArray *lines = g_byte_array_new ();
  const guchar *data = cairo_image_surface_get_data (surface);

  g_byte_array_set_size (lines, (guint) (line_length * (gsize) height));
  memset (lines->data, 0, lines->len);
  for (int y = 0; y < height; y++)
    {
      const guint32 *from = (const guint32 *) (const void *) (data + (gsize) y * (gsize) cairo_image_surface_get_stride (surface));
      guint8 *to = lines->data + (gsize) y * line_length + 1;

      for (int x = 0; x < width; x++)
        if ((from[x] & 0xffffff) != 0)
          to[x / 8] |= (guint8) (0x80 >> (x % 8));
    }
  return lines;
}

/**
 * cw_png_encode_bits:
 *
 * Returns: (transfer full) (nullable): @surface with one bit a dot: 0 where it is exactly black
 */
GByteArray *
cw_png_encode_bits (cairo_surface_t *surface,
                    double           dpi,
                    GError         **error)
{
  g_autoptr (GByteArray) lines = pack_lines (surface);
  g_autoptr (GConverter) deflate = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, -1));
  g_autoptr (GByteArray) packed = g_byte_array_new ();
  g_autoptr (GByteArray) header = g_byte_array_new ();
  const guint8 kind[5] = { 1, 0, 0, 0, 0 }; /* one bit, grey, deflate, no filter, not interlaced */
  GConverterResult result = G_CONVERTER_CONVERTED;
  GByteArray *png = NULL;
  gsize read_total = 0;

  while (result != G_CONVERTER_FINISHED)
    {
      guint8 chunk[16384];
      gsize bytes_read = 0;
      gsize bytes_written = 0;

      result = g_converter_convert (deflate, lines->data + read_total, lines->len - read_total, chunk, sizeof chunk, G_CONVERTER_INPUT_AT_END, &bytes_read, &bytes_written, error);
      if (result == G_CONVERTER_ERROR)
        return NULL;
      read_total += bytes_read;
      g_byte_array_append (packed, chunk, (guint) bytes_written);
    }
  put_be32 (header, (guint32) cairo_image_surface_get_width (surface));
  put_be32 (header, (guint32) cairo_image_surface_get_height (surface));
  g_byte_array_append (header, kind, sizeof kind);

  png = g_byte_array_new ();
  g_byte_array_append (png, signature, sizeof signature);
  put_chunk (png, "IHDR", header->data, header->len);
  put_density (png, dpi);
  put_chunk (png, "IDAT", packed->data, packed->len);
  put_chunk (png, "IEND", NULL, 0);
  return png;
}
