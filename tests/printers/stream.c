/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "stream.h"

#include <string.h>

typedef struct
{
  const guint8 *data;
  gsize         length;
} Rest;

static ssize_t
read_cb (void          *closure,
         unsigned char *to,
         size_t         length)
{
  Rest *rest = closure;

  length = MIN (length, rest->length);
  memcpy (to, rest->data, length);
  rest->data += length;
  rest->length -= length;
  return (ssize_t) length;
}

static void
page_free (StreamPage *page)
{
  cw_raster_free (page->raster);
  g_free (page);
}

static guint32
get_dot (const guint8           *line,
         guint                   x,
         const CwCupsPageHeader *header)
{
  switch (header->cupsBitsPerPixel)
    {
    case 24:
      return (guint32) line[3 * x] << 16 | (guint32) line[3 * x + 1] << 8 | line[3 * x + 2];
    case 8:
      return line[x] * 0x010101u;
    case 1:
      return (line[x / 8] & (0x80 >> (x % 8))) != 0 ? 0 : 0xffffff;
    default:
      g_error ("%u bits a dot", header->cupsBitsPerPixel);
    }
}

static void
read_page (cups_raster_t *stream,
           StreamPage    *page)
{
  const CwCupsPageHeader *header = &page->header;
  g_autofree guint8 *line = g_malloc (header->cupsBytesPerLine);
  guint32 *to;

  page->raster = g_new0 (CwRaster, 1);
  page->raster->width = header->cupsWidth;
  page->raster->height = header->cupsHeight;
  page->raster->dots = to = g_new (guint32, (gsize) header->cupsWidth * header->cupsHeight);
  for (guint y = 0; y < header->cupsHeight; y++)
    {
      g_assert_cmpuint (cupsRasterReadPixels (stream, line, header->cupsBytesPerLine), ==, header->cupsBytesPerLine);
      for (guint x = 0; x < header->cupsWidth; x++)
        *to++ = get_dot (line, x, header);
    }
}

GPtrArray *
stream_read (GBytes *bytes)
{
  GPtrArray *pages = g_ptr_array_new_with_free_func ((GDestroyNotify) page_free);
  Rest rest = { g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes) };
  cups_raster_t *stream = cupsRasterOpenIO (read_cb, &rest, CUPS_RASTER_READ);
  CwCupsPageHeader header;

  g_assert_nonnull (stream);
  while (cw_cups_raster_read_header (stream, &header))
    {
      StreamPage *page = g_new0 (StreamPage, 1);

      page->header = header;
      read_page (stream, page);
      g_ptr_array_add (pages, page);
    }
  g_assert_cmpuint (rest.length, ==, 0);
  cupsRasterClose (stream);
  return pages;
}

static cairo_surface_t *
make_surface (const CwRaster *raster)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) raster->width, (int) raster->height);
  gsize stride = (gsize) cairo_image_surface_get_stride (surface);
  guint8 *data = cairo_image_surface_get_data (surface);

  for (guint y = 0; y < raster->height; y++)
    for (guint x = 0; x < raster->width; x++)
      ((guint32 *) (void *) (data + y * stride))[x] = 0xa5000000 | raster->dots[(gsize) y * raster->width + x];
  cairo_surface_mark_dirty (surface);
  return surface;
}

GBytes *
stream_make (const CwStreamPlan *plan,
             CwRaster *const    *rasters,
             guint               n_rasters)
{
  cairo_surface_t *sides[2] = { NULL };
  GBytes *bytes;

  g_assert_cmpuint (n_rasters, <=, G_N_ELEMENTS (sides));
  for (guint i = 0; i < n_rasters; i++)
    sides[i] = make_surface (rasters[i]);
  bytes = cw_page_stream_make (plan, sides, n_rasters);
  for (guint i = 0; i < n_rasters; i++)
    cairo_surface_destroy (sides[i]);
  return bytes;
}
