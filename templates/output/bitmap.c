/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/output/bitmap.h"

#include <math.h>
#include <string.h>

/* Owns PBM and BMP files. PBM: netpbm's pbm(5), "raw" form. BMP: BITMAPFILEHEADER and
 * BITMAPINFOHEADER of the Windows GDI documentation. Pure; any thread. */

#define BMP_FILE_HEADER 14
#define BMP_INFO_HEADER 40

static const guint32 *
row_of (cairo_surface_t *surface,
        int              y)
{
  const guchar *data = cairo_image_surface_get_data (surface);

  return (const guint32 *) (const void *) (data + (gsize) y * (gsize) cairo_image_surface_get_stride (surface));
}

/* The bits of the dots for which being black is @black, high bits to the left. */
static void
pack_row (const guint32 *from,
          int            width,
          gboolean       black,
          guint8        *to)
{
  for (int x = 0; x < width; x++)
    if (((from[x] & 0xffffff) == 0) == black)
      to[x / 8] |= (guint8) (0x80 >> (x % 8));
}

/**
 * cw_pbm_encode:
 *
 * Returns: (transfer full): @surface as P4: a bit of 1 is a black dot
 */
GByteArray *
cw_pbm_encode (cairo_surface_t *surface)
{
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  gsize line = ((gsize) width + 7) / 8;
  g_autofree char *head = g_strdup_printf ("P4\n%d %d\n", width, height);
  GByteArray *pbm = g_byte_array_new ();
  gsize start = strlen (head);

  g_byte_array_append (pbm, (const guint8 *) head, (guint) start);
  g_byte_array_set_size (pbm, (guint) (start + line * (gsize) height));
  memset (pbm->data + start, 0, line * (gsize) height);
  for (int y = 0; y < height; y++)
    pack_row (row_of (surface, y), width, TRUE, pbm->data + start + (gsize) y * line);
  return pbm;
}

static void
put_le16 (GByteArray *bytes,
          guint16     value)
{
  value = GUINT16_TO_LE (value);
  g_byte_array_append (bytes, (const guint8 *) &value, sizeof value);
}

static void
put_le32 (GByteArray *bytes,
          guint32     value)
{
  value = GUINT32_TO_LE (value);
  g_byte_array_append (bytes, (const guint8 *) &value, sizeof value);
}

/* Both headers and, for one bit, the palette; then room for the dots, all 0. @start: (out): where
 * they begin. */
static GByteArray *
bmp_new (cairo_surface_t *surface,
         double           dpi,
         guint16          bits,
         gsize           *start,
         gsize           *line)
{
  guint32 width = (guint32) cairo_image_surface_get_width (surface);
  guint32 height = (guint32) cairo_image_surface_get_height (surface);
  guint32 n_colours = bits == 1 ? 2 : 0;
  guint32 density = (guint32) lround (dpi / 0.0254); /* dots a metre */
  GByteArray *bmp = g_byte_array_new ();

  *start = BMP_FILE_HEADER + BMP_INFO_HEADER + 4 * n_colours;
  *line = ((gsize) width * bits + 31) / 32 * 4; /* rows end on 4 bytes */
  g_byte_array_append (bmp, (const guint8 *) "BM", 2);
  put_le32 (bmp, (guint32) (*start + *line * height));
  put_le32 (bmp, 0);
  put_le32 (bmp, (guint32) *start);
  put_le32 (bmp, BMP_INFO_HEADER);
  put_le32 (bmp, width);
  put_le32 (bmp, height); /* positive: the lowest row first */
  put_le16 (bmp, 1);
  put_le16 (bmp, bits);
  put_le32 (bmp, 0); /* BI_RGB: not compressed */
  put_le32 (bmp, (guint32) (*line * height));
  put_le32 (bmp, density);
  put_le32 (bmp, density);
  put_le32 (bmp, n_colours);
  put_le32 (bmp, 0);
  if (n_colours > 0)
    {
      put_le32 (bmp, 0x000000);
      put_le32 (bmp, 0xffffff);
    }
  g_byte_array_set_size (bmp, (guint) (*start + *line * height));
  memset (bmp->data + *start, 0, *line * height);
  return bmp;
}

/**
 * cw_bmp_encode:
 * @dpi: dots an inch, written into the file
 *
 * Returns: (transfer full): @surface with 24 bits a dot
 */
GByteArray *
cw_bmp_encode (cairo_surface_t *surface,
               double           dpi)
{
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  gsize start = 0;
  gsize line = 0;
  GByteArray *bmp = bmp_new (surface, dpi, 24, &start, &line);

  for (int y = 0; y < height; y++)
    {
      const guint32 *from = row_of (surface, height - 1 - y);
      guint8 *to = bmp->data + start + (gsize) y * line;

      for (int x = 0; x < width; x++)
        {
          *to++ = from[x] & 0xff;
          *to++ = (from[x] >> 8) & 0xff;
          *to++ = (from[x] >> 16) & 0xff;
        }
    }
  return bmp;
}

/**
 * cw_bmp_encode_bits:
 * @dpi: dots an inch, written into the file
 *
 * Returns: (transfer full): @surface with one bit a dot; palette entry 0 is black, 1 is white
 */
GByteArray *
cw_bmp_encode_bits (cairo_surface_t *surface,
                    double           dpi)
{
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  gsize start = 0;
  gsize line = 0;
  GByteArray *bmp = bmp_new (surface, dpi, 1, &start, &line);

  for (int y = 0; y < height; y++)
    pack_row (row_of (surface, height - 1 - y), width, FALSE, bmp->data + start + (gsize) y * line);
  return bmp;
}
